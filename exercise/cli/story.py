"""A session told in lines of text: what an entry brought, how a turn came out, where the table stands.

What the commands print and golden playthroughs compare; all sentences come from `exercise.words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exercise.bots.table import Waiting
from exercise.engine.explain import Total
from exercise.engine.stories import TurnFacts
from exercise.model.play import Entry, HalfYearPassed, PhaseBegan, WatchesMoved
from exercise.session import Session
from exercise.words import Words

UNTOLD = (HalfYearPassed, WatchesMoved)
"""Events that only keep count."""


def entry_lines(words: Words, entry: Entry, level: str = "full") -> Iterator[str]:
    """Yield a line for each event of an entry as a seat sees it."""
    for event in entry.events:
        if isinstance(event, PhaseBegan):
            yield f"-- {words.turn(event.turn)}: {words.phase(event.phase)}"
        elif not isinstance(event, UNTOLD):
            yield words.event(event, level)


def standing(words: Words, session: Session, waiting: Sequence[Waiting] = ()) -> str:
    """Return where a session stands and whom it waits for."""
    state = session.state
    if state.phase == "over":
        return f"The session is over after {words.turn(state.turn)}."
    told = f"Turn {state.turn} of {state.turns}, {words.turn(state.turn)}: {words.phase(state.phase)}." if state.turn else "In the lobby."
    if state.paused:
        told += " Paused."
    for one in waiting:
        seat = session.header.seats[one.seat]["title"]
        told += f" Waiting for {seat}" + (f": {', '.join(one.offers)}." if one.offers else ".")
    return told


def total_line(words: Words, total: Total) -> str:
    """Return one line for what became of a track."""
    name = words.track(total.name)
    if total.knows == 2:
        change = words.change(total.name, total.after - total.before)
        return f"{name}: {words.value(total.name, total.before)} → {words.value(total.name, total.after)} ({change})"
    if total.before != total.after:
        return f"{name}: {words.band(total.before)} → {words.band(total.after)}"
    return f"{name}: {words.band(total.after)}"


def turn_lines(words: Words, told: TurnFacts, most: int = 3, level: str = "full") -> Iterator[str]:
    """Yield the lines of a turn's read-out: moves, stories with their leading causes, draws.

    Args:
        words: The scenario's words.
        told: The read-out, as a seat is told it.
        most: How many causes and changes a story tells at most.
        level: full, reasons or arrows.
    """
    for act in told.acts:
        yield f"  {words.move(act)}" + ("" if act.outcome == "accepted" else f" ({act.outcome})")
    for story in told.stories:
        for event in story.events:
            yield f"  * {words.event(event, level)}"
        for total in story.changes[:most]:
            yield f"  * {total_line(words, total)}"
            for cause in total.causes[:most]:
                yield f"      {words.cause(cause, total.name, level)}"
        if len(story.changes) > most:
            yield f"    and {len(story.changes) - most} more like it"
    for draw in told.draws:
        if not draw.happened:
            yield f"  . {words.event(draw, level)}"
