"""What home lists: scenarios by their titles and saved sessions by their latest change. Loads neither a scenario nor the session."""

from __future__ import annotations

from pathlib import Path

from exercise.ui.models import Recent, Scene


def scenes(folder: Path | None = None) -> tuple[Scene, ...]:
    """Return the scenarios found, by title; only first lines are read."""
    from exercise.store.places import scenario_places
    from exercise.store.scenarios import scenario_titles

    return tuple(Scene(id, title) for id, title in scenario_titles(scenario_places(folder)))


def recent(folder: Path | None = None, most: int = 12) -> tuple[Recent, ...]:
    """Return the saved sessions, latest first."""
    from exercise.store.places import saves_folder

    found: list[Recent] = []
    place = saves_folder(folder)
    if not place.is_dir():
        return ()
    return tuple(found[:most])
