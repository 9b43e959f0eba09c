"""How the minutes of an exercise fall on welcome, turns and debrief: `timetable` works them out, for the papers and for a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LONG = 60
"""From so many minutes on there is a practice order before the first turn, and a pause."""
INSIDE = (
    ("Situation and events", 1),
    ("Decide: talk, sealed orders", 12),
    ("Answer offers, last word", 1),
    ("Adjudicate", 1),
    ("Read-out and questions", 3),
)
"""The phases of a turn with their shares of it."""


class Timetable(NamedTuple):
    """Minutes for each part of an exercise; `inside` divides one turn."""

    welcome: int
    practice: int
    turn: int
    inside: tuple[tuple[str, int], ...]
    pause: int
    debrief: int


def timetable(minutes: int, turns: int) -> Timetable:
    """Return how an exercise of so many minutes is divided; what is left over is slack."""
    long = minutes >= LONG
    welcome, practice = (10, 5) if long else (max(1, minutes // 8), 0)
    debrief, slack = minutes * 5 // 24, minutes // 15
    turn = max(1, (minutes - welcome - practice - debrief - slack) // max(1, turns))
    shares = divided(turn, [share for _, share in INSIDE])
    return Timetable(
        welcome, practice, turn, tuple((phase, share) for (phase, _), share in zip(INSIDE, shares, strict=True)), 5 if long else 0, debrief
    )


def divided(minutes: int, weights: Sequence[int]) -> list[int]:
    """Return whole minutes that add up to `minutes` in the proportion of weights, one for each at least where there are enough."""
    whole = sum(weights)
    shares = [minutes * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(minutes * weights[place] % whole), place))
    for place in order[: minutes - sum(shares)]:
        shares[place] += 1
    while minutes >= len(weights) and 0 in shares:
        shares[shares.index(max(shares))] -= 1
        shares[shares.index(0)] += 1
    return shares
