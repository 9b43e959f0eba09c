"""What home lists: scenarios by their titles and saved sessions by their latest change. Loads neither a scenario nor the session."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

MAIN = "harmony"
"""The scenario that the list of scenarios begins on."""


class Recent(NamedTuple):
    """A saved session in the list at home."""

    path: str
    name: str
    title: str
    state: str
    when: str
    over: bool = False
    seat: str = ""
    """The seat that a person began in, or how many people did."""
    example: bool = False
    """Whether it is one of the worked examples that ship."""


class Scene(NamedTuple):
    """A scenario in the list: its folder's name and its title."""

    id: str
    title: str


def scenes(folder: Path | None = None) -> tuple[Scene, ...]:
    """Return the scenarios found, by title; only first lines are read."""
    from exercise.store.places import scenario_places
    from exercise.store.scenarios import scenario_titles

    return tuple(Scene(id, title) for id, title in scenario_titles(scenario_places(folder)))


def recent(folder: Path | None = None, most: int = 12) -> tuple[Recent, ...]:
    """Return the saved sessions, latest first, and after them the examples that ship; only the ends of the files are read.

    Args:
        folder: The folder of saves that was given; by default the person's own.
        most: How many of the person's own sessions are listed.
    """
    from exercise.store.glance import saves_in
    from exercise.store.places import EXAMPLE, saves_folder, shipped

    own = saves_folder(folder)
    # Who works in a checkout and runs an installed program has the examples twice.
    twice = {path.name: path.stat().st_size for path in shipped("saves").glob(f"{EXAMPLE}*.jsonl")}
    places = [own] if own.resolve() == shipped("saves").resolve() else [own, shipped("saves")]
    found: list[Recent] = []
    for place in places:
        ships = place.resolve() == shipped("saves").resolve()
        for seen in saves_in(place):
            over = seen.phase == "over"
            state = "ended" if over else f"turn {seen.turn}" if seen.turn else "not begun"
            example = ships and seen.name.startswith(EXAMPLE)
            if not ships and twice.get(seen.path.name) == seen.path.stat().st_size:
                continue
            if place is not own and not example:
                # In a checkout its own saves lie beside the examples; they belong to whoever works there.
                continue
            found.append(Recent(str(seen.path), seen.name, seen.title, state, seen.created[:10], over, _seat(seen.people), example))
    own_ones = [one for one in found if not one.example][:most]
    return (*own_ones, *sorted((one for one in found if one.example), key=lambda one: one.name))


def _seat(people: tuple[str, ...]) -> str:
    return people[0] if len(people) == 1 else f"{len(people)} seats" if people else ""
