"""Keeps the table's clock: winds it as phases begin, stands still while the session is paused, and writes it beside the save."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from exercise.desk.console import timing
from exercise.errors import ExerciseError
from exercise.model.play import State
from exercise.store.clock import Clock, read_clock, write_clock

AWAY = 3600
"""Seconds after which a clock that ran out unattended is taken to have been left alone, not overrun."""


def wall() -> int:
    """Return the time of day as whole seconds since 1970."""
    return int(time.time())


class Timekeeper:
    """The clock of one session; `now` may be given otherwise in tests."""

    def __init__(self, save: Path | None, minutes: int, now: Callable[[], int] = wall) -> None:
        self.save = save
        self.now = now
        self.fault = ""
        """Why the clock could not be written, if so; it is then kept in memory alone."""
        self.clock = read_clock(save) if save is not None else Clock()
        if not self.clock.minutes:
            self.clock = self.clock._replace(minutes=minutes)
        gap = now() - self.clock.ends if self.clock.ends else 0
        if gap > AWAY:
            self.clock = self.clock._replace(left=0, ends=0, lost=self.clock.lost + gap)

    def _keep(self, clock: Clock) -> None:
        if clock == self.clock:
            return
        self.clock = clock
        if self.save is not None:
            try:
                write_clock(self.save, clock)
            except ExerciseError as fault:
                self.fault = str(fault)

    def follow(self, state: State) -> None:
        """Follow the session: a new phase winds the clock, a pause stops it, and going on lets it run again."""
        clock, now = self.clock, self.now()
        if (state.turn, state.phase) != (clock.turn, clock.phase):
            seconds = timing.seconds_for(clock.minutes, state.turns, state.phase)
            # The first phase ever seen is not started by looking at it.
            run = bool(clock.began or clock.phase) and bool(seconds) and not state.paused
            if run:
                clock = self._begun(clock, state.turns, state.turn)
            clock = timing.wound(clock, state.turn, state.phase, seconds, now, run)
        clock = timing.halted(clock, now) if state.paused else timing.resumed(clock, now)
        self._keep(clock)

    def _begun(self, clock: Clock, turns: int, turn: int) -> Clock:
        """Return a clock whose session's time has begun; where nobody began it before, the plan begins where the table is."""
        if clock.began:
            return clock
        start = next((slot.start for slot in self.plan(turns) if slot.turn == turn), 0)
        return clock._replace(began=self.now() - start * 60)

    def toggle(self, turns: int) -> None:
        """Let the clock run, or stand still; in a phase without a time of its own, begin the session's time.

        Args:
            turns: How many turns the session has.
        """
        clock, now = self.clock, self.now()
        if clock.ends:
            self._keep(timing.stopped(clock, now))
        else:
            self._keep(timing.started(self._begun(clock, turns, clock.turn), now))

    def more(self, seconds: int = timing.MORE) -> None:
        """Give the phase more time, or less."""
        self._keep(timing.extended(self.clock, seconds, self.now()))

    def plan_for(self, minutes: int, turns: int) -> None:
        """Plan the session for so many minutes; a phase whose clock has not run yet is given its share anew."""
        clock = self.clock._replace(minutes=minutes)
        if not clock.ends and clock.left == clock.given:
            seconds = timing.seconds_for(minutes, turns, clock.phase)
            clock = clock._replace(given=seconds, left=seconds)
        self._keep(clock)

    @property
    def mood(self) -> str:
        """Return how the clock is: off, still, run, low or over."""
        return timing.mood(self.clock, self.now())

    @property
    def face(self) -> str:
        """Return what the clock shows; an empty text where the phase has none."""
        return timing.shown(timing.left_of(self.clock, self.now())) if self.clock.given else ""

    def plan(self, turns: int) -> tuple[timing.Slot, ...]:
        """Return the plan of the session's time."""
        return timing.plan_of_time(self.clock.minutes, turns)

    def pace(self, state: State) -> timing.Pace:
        """Return where the session stands against its plan."""
        return timing.pace(self.plan(state.turns), self.clock, self.now(), state.turn, state.phase)
