"""The table's time: the planning clock of a phase, and the plan of a whole session of a chosen length.

Pure: whoever calls says what time it is. `exercise.store.clock` keeps a clock beside the save.
"""

from __future__ import annotations

from typing import NamedTuple

from exercise.store.clock import Clock

LENGTHS = (60, 90, 120, 180, 240)
"""Minutes that a session may be planned for."""
TIGHT = 10
"""Minutes of a move below which people hardly get to talk."""
MORE = 120
"""Seconds that one key adds to a phase."""
SHARES = (("situation", 1), ("decide", 12), ("answer", 1), ("confirm", 0), ("adjudicate", 1), ("read-out", 3))
"""Of a turn's time, in eighteenths: hear, talk and hand in orders, answer, adjudicate, hear what came of it."""
LEAST = 60
"""Seconds a phase is given at least."""


class Slot(NamedTuple):
    """One part of the plan of a session: what it is, the turn it is for (0: none), and from which minute to which."""

    title: str
    turn: int
    start: int
    end: int


class Pace(NamedTuple):
    """Where a session stands against its plan, in minutes; `late` is negative when there is time in hand."""

    slot: int
    """The number of the slot in hand, from 0; -1 before the start."""
    now: int
    late: int


# --- the clock of a phase ---------------------------------------------------------------------------------------------------


def left_of(clock: Clock, now: int) -> int:
    """Return the seconds that a phase has left; below 0 when its time is up."""
    return clock.ends - now if clock.ends else clock.left


def is_running(clock: Clock) -> bool:
    """Return whether the clock runs."""
    return bool(clock.ends)


def mood(clock: Clock, now: int) -> str:
    """Return `off` where the phase has no clock, `still` while it stands, `run`, `low` when little time is left, and `over`."""
    if not clock.given:
        return "off"
    left = left_of(clock, now)
    if left <= 0:
        return "over"
    if not clock.ends:
        return "still"
    return "low" if left <= min(120, max(30, clock.given // 4)) else "run"


def shown(seconds: int) -> str:
    """Return seconds as a clock shows them: `06:40`, or `+01:20` over the time."""
    sign, whole = ("+", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{whole // 60:02d}:{whole % 60:02d}"


def wound(clock: Clock, turn: int, phase: str, seconds: int, now: int, run: bool) -> Clock:
    """Return the clock set for a phase, running or standing still; the session's own time begins with the first that runs."""
    began = clock.began or (now if run else 0)
    left = 0 if run else seconds
    return clock._replace(began=began, turn=turn, phase=phase, given=seconds, left=left, ends=now + seconds if run else 0)


def stopped(clock: Clock, now: int) -> Clock:
    """Return the clock standing still at what is left."""
    return clock._replace(left=clock.ends - now, ends=0) if clock.ends else clock


def started(clock: Clock, now: int) -> Clock:
    """Return the clock running on with what is left."""
    return clock if clock.ends or not clock.given else clock._replace(ends=now + clock.left, began=clock.began or now)


def extended(clock: Clock, seconds: int, now: int) -> Clock:
    """Return the clock with more time for its phase; time that was up begins anew from now."""
    left = max(0, left_of(clock, now)) + seconds
    given = max(clock.given + seconds, LEAST)
    return clock._replace(given=given, left=left, ends=now + left if clock.ends else 0)


def halted(clock: Clock, now: int) -> Clock:
    """Return the clock of a paused session: neither the phase's time nor the session's own runs."""
    return clock if clock.halted else stopped(clock, now)._replace(halted=now)


def resumed(clock: Clock, now: int) -> Clock:
    """Return the clock of a session that goes on: the phase's time runs where it had begun to."""
    if not clock.halted:
        return clock
    return started(clock._replace(lost=clock.lost + max(0, now - clock.halted), halted=0), now)


def elapsed(clock: Clock, now: int) -> int:
    """Return the minutes since the session began, pauses left out."""
    return max(0, (clock.halted or now) - clock.began - clock.lost) // 60 if clock.began else 0


# --- the plan of a session --------------------------------------------------------------------------------------------------


def plan_of_time(minutes: int, turns: int) -> tuple[Slot, ...]:
    """Return how a session's minutes fall on its parts: brief-in, practice, the moves with a break, the debrief, and what is left.

    The debrief takes a fifth or so, never less than a third of the time played, so far as that leaves each move five minutes.
    """
    turns = max(1, turns)
    brief, practice = max(2, minutes // 12), minutes // 24
    rest = minutes // 24 if minutes >= 75 and turns > 1 else 0
    debrief = max(minutes * 25 // 120, 5)
    each = max(2, (minutes - brief - practice - rest - debrief) // turns)
    found: list[Slot] = []
    at = 0

    def add(title: str, length: int, turn: int = 0) -> None:
        nonlocal at
        if length > 0:
            found.append(Slot(title, turn, at, at + length))
            at += length

    add("Brief-in", brief)
    add("Practice move", practice)
    for turn in range(1, turns + 1):
        add(f"Move {turn}", each, turn)
        if turn == turns // 2:
            add("Break", rest)
    add("Debrief", debrief)
    add("Slack", minutes - at)
    return tuple(found)


def seconds_for(minutes: int, turns: int, phase: str) -> int:
    """Return the seconds that the plan gives a phase of a turn; 0 for a phase without a time of its own."""
    each = next((slot.end - slot.start for slot in plan_of_time(minutes, turns) if slot.turn), 0)
    share = dict(SHARES).get(phase, 0)
    if not share:
        return LEAST if phase == "confirm" else 0
    # Whole half-minutes: nobody plans a phase of 4:17.
    return max(LEAST, each * 60 * share // 18 // 30 * 30)


def pace(slots: tuple[Slot, ...], clock: Clock, now: int, turn: int, phase: str) -> Pace:
    """Return where a session stands against its plan."""
    if not clock.began:
        return Pace(-1, 0, 0)
    at = elapsed(clock, now)
    if phase == "lobby" or not turn:
        here = 0
        while here + 1 < len(slots) and not slots[here + 1].turn and slots[here].end <= at:
            here += 1
    elif phase == "over":
        here = next((n for n, slot in enumerate(slots) if slot.title == "Debrief"), len(slots) - 1)
    else:
        here = next((n for n, slot in enumerate(slots) if slot.turn == turn), len(slots) - 1)
    slot = slots[here]
    # Within its own minutes a part is on time, however little of it is done.
    late = at - slot.end if at > slot.end else min(0, at - slot.start)
    return Pace(here, at, late)
