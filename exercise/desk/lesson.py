"""The guided first play: steps that say what to look at and what to do, and when each is done.

The texts are in help/practice.md, a section a step; `Lesson` follows one seat of a session. What the journal cannot show, such as
that reasons were opened, is told to it by `note`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from exercise.desk.pages import sections
from exercise.model import play
from exercise.model.play import PHASES
from exercise.session import Session
from exercise.timeline import When

SEAT = "nato"
"""The seat of a first play; the lesson works in any of the scenario's seats."""
NOTED = ("looked", "changed", "why", "instead")
"""Marks that only a screen can give: a preview was read, a term changed, reasons opened, the might-have-been read."""


class Step(NamedTuple):
    """One step: what it is about, what to do on the screen or in plain text, and the mark that says it is done."""

    title: str
    text: str
    screen: str
    plain: str
    done: str


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """Return the steps in order.

    Raises:
        ValueError: If a section of the page lacks a line.
    """
    return tuple(_step(title, text) for title, text in sections("practice"))


def _step(title: str, text: str) -> Step:
    said: list[str] = []
    lines = {"Screen": "", "Plain": "", "Done": ""}
    for line in text.split("\n"):
        name, colon, rest = line.removeprefix("- ").partition(": ")
        if line.startswith("- ") and colon and name in lines:
            lines[name] = rest.strip()
        else:
            said.append(line)
    if not all(lines.values()):
        raise ValueError(f'help/practice.md, "{title}": a step has lines for Screen, Plain and Done')
    return Step(title, "\n".join(said).strip(), lines["Screen"], lines["Plain"], lines["Done"])


class Lesson:
    """How far one seat has come in the guided play."""

    def __init__(self, session: Session, seat: str) -> None:
        self._session = session
        self._seat = seat
        self._noted: set[str] = set()
        self._counted = -1
        self._marks: frozenset[str] = frozenset()
        self.is_on = True
        """False once the person has asked to be left alone."""

    def note(self, mark: str) -> None:
        """Take note of what the journal does not show, one of `NOTED`; it counts for the step that asks for it, not for later ones."""
        step = self._next()
        if step is not None and step[1].done == mark:
            self._noted.add(mark)

    def step(self) -> tuple[int, Step] | None:
        """Return the number of the step to take now, from 1, and the step; None when all are done or the lesson is off."""
        return self._next() if self.is_on else None

    @property
    def length(self) -> int:
        """How many steps there are."""
        return len(steps())

    def _next(self) -> tuple[int, Step] | None:
        marks = self._recorded()
        every = steps()
        # What stands in the journal proves the steps before it too, also those that only a screen could note.
        first = max((n + 1 for n, step in enumerate(every) if step.done in marks), default=0)
        for number, step in enumerate(every[first:], first + 1):
            if step.done not in self._noted:
                return number, step
        return None

    def step_of(self, mark: str) -> tuple[int, Step] | None:
        """Return the step that a mark ends, for a screen that is there for that step alone; the step to take now once it is done."""
        if not self.is_on or mark in self._recorded():
            return self.step()
        return next(((number, step) for number, step in enumerate(steps(), 1) if step.done == mark), None)

    def _recorded(self) -> frozenset[str]:
        if self._counted != len(self._session.entries):
            self._counted = len(self._session.entries)
            self._marks = frozenset(self._found())
        return self._marks

    def _found(self) -> Iterator[str]:
        for entry in self._session.entries:
            if entry.seat == self._seat and any(isinstance(event, play.MoveSealed) for event in entry.events):
                yield "sealed"
        for began in self._session.timeline.phases:
            yield from _passed(began)
        if self._session.state.phase == "over":
            yield "over"


def _passed(began: When) -> Iterator[str]:
    """Yield what a phase's beginning shows to be behind one."""
    if began.turn > 1:
        yield "read-out"
    if began.turn > 1 or PHASES.index(began.phase) >= PHASES.index("decide"):
        yield "briefing"
    if began.turn > 1 or PHASES.index(began.phase) > PHASES.index("decide"):
        yield "committed"
    if began.turn > 1 or PHASES.index(began.phase) > PHASES.index("confirm"):
        yield "answered"
