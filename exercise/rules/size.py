"""How large a scenario may be once it is laid out: a few lines of text can ask for more places than a machine has memory for."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING

from exercise.errors import Fault
from exercise.rules.names import PLAYERS, members_at

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario

MOST_PLACES = 5_000
"""Tracks, counted one by one, and as many places that watches keep and measures have."""


def oversize(scenario: Scenario) -> Fault | None:
    """Return where a scenario lays out more tracks, watched places or measures than can be played with, or gives a set twice."""
    counts = {PLAYERS: sum(actor.plays for actor in scenario.actors)}
    for group in scenario.sets:
        if group.id in counts and group.id != PLAYERS:
            return Fault(("sets", group.id), f'the set "{group.id}" is given twice.')
        counts.setdefault(group.id, len(members_at(group, scenario.head.start)))
    families: set[str] = set()
    for family in scenario.tracks:
        if family.id in families:
            return Fault(("tracks", family.id), f'the family of tracks "{family.id}" is given twice.')
        families.add(family.id)
    laid: tuple[tuple[str, str, list[tuple[str, Iterable[str | None]]]], ...] = (
        ("tracks", "tracks", [(family.id, family.of) for family in scenario.tracks]),
        ("watches", "watched places", [(watch.id, (watch.by, watch.to)) for watch in scenario.watches]),
        ("measures", "measures", [(measure.id, measure.of) for measure in scenario.measures]),
    )
    for section, what, items in laid:
        count = 0
        for name, of in items:
            count += prod(counts.get(group, 1) for group in of if group)
            if count > MOST_PLACES:
                return Fault((section, name), f'with "{name}" there are {count:,} {what}; a scenario has at most {MOST_PLACES:,}.')
    return None
