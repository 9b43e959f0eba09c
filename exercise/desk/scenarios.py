"""Scenarios before they are played: loaded once, opened up for choosing a seat, and their claims for the reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exercise.reading.models import Card, Plan, PlannedSeat, SeatCard
from exercise.store.places import scenario_places
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.store.scenarios import Loaded

_loaded: dict[tuple[str, str], Loaded] = {}


def loaded(scenario: str, variant: str = "", folder: Path | None = None) -> Loaded:
    """Return a scenario, read once while the app runs.

    Raises:
        ExerciseError: If it cannot be loaded.
    """
    from exercise.store.scenarios import load_scenario

    key = (scenario, variant)
    if key not in _loaded:
        _loaded[key] = load_scenario(scenario, variant or None, scenario_places(folder))
    return _loaded[key]


def card(scenario: str, folder: Path | None = None) -> Card:
    """Return a scenario opened up for choosing a seat.

    Raises:
        ExerciseError: If it cannot be loaded.
    """
    found = loaded(scenario, "", folder).scenario
    words = Words(found)
    texts = {brief.actor: brief.text for brief in found.briefs}
    about = {actor.id: actor.text or "" for actor in found.actors}
    seats: list[SeatCard] = []
    taken: set[tuple[str, ...]] = set()
    for plan in sorted(found.plans, key=lambda plan: (plan.people, plan.id)):
        for seat in plan.seats:
            actors = tuple(sorted(seat.actors))
            if actors in taken:
                continue
            taken.add(actors)
            goals = tuple((goal.title, goal.text) for goal in found.objectives if goal.actor in actors)
            text = seat.brief or "\n\n".join(texts.get(actor) or about.get(actor, "") for actor in seat.actors)
            seats.append(
                SeatCard(
                    plan.id,
                    plan.title,
                    seat.id,
                    seat.title,
                    tuple(words.title(actor) for actor in seat.actors),
                    words.side(seat.actors[0]),
                    text,
                    goals,
                    tuple(words.short(actor) for actor in seat.actors),
                )
            )
    return Card(
        scenario, found.head.title, found.head.text, found.head.brief or "", found.head.turns, found.head.minutes, tuple(seats),
        tuple((variant.id, variant.title, variant.text) for variant in found.variants),
    )  # fmt: skip


def plans(scenario: str, folder: Path | None = None) -> tuple[Plan, ...]:
    """Return the seat plans of a scenario, fewest people first, with nothing in them that only one seat may read.

    Raises:
        ExerciseError: If it cannot be loaded.
    """
    found = loaded(scenario, "", folder).scenario
    words = Words(found)
    known = {actor.id: actor for actor in found.actors}
    return tuple(
        Plan(
            plan.id, plan.title, plan.people,
            tuple(
                PlannedSeat(
                    seat.id, seat.title, tuple(words.title(actor) for actor in seat.actors), known[seat.actors[0]].side,
                    tuple((words.title(actor), known[actor].text or "") for actor in seat.actors),
                )
                for seat in plan.seats
            ),
        )
        for plan in sorted(found.plans, key=lambda plan: (plan.people, plan.id))
    )  # fmt: skip
