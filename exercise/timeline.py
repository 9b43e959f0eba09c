"""The timeline of a session: in which turn, phase and half-year each of its entries and events stands.

`Timeline(entries)` follows a growing list of entries. Changes of tracks, which most events are, are never decoded for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import Entry, Event
from exercise.store.codec import Events

EPILOGUE = "epilogue"
"""The phase of the half-years that pass after the last turn."""


class When(NamedTuple):
    """A place in time: the turn (0 before the first), the phase, and the half-years that have passed."""

    turn: int
    phase: str
    clock: int


class Stop(NamedTuple):
    """A point where a session rests: the start (turn 0), the end of an adjudicated turn, or the end of all."""

    turn: int
    entries: int
    """How many entries there are by then."""
    is_end: bool = False


def told_events(entry: Entry) -> Iterator[tuple[int, Event]]:
    """Yield an entry's events with their places in it, without the changes of tracks."""
    parts = entry.events.parts if isinstance(entry.events, Events) else entry.events
    for at, part in enumerate(parts):
        if type(part) is not str and type(part) is not dict and type(part) is not play.TrackChanged:
            yield at, part  # type: ignore[misc]


class Timeline:
    """Where in time the entries of one session stand; entries added to the list later are placed when they are first asked about."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._placed = 0
        self._changes: list[tuple[int, int]] = [(0, 0)]
        """(entry, place in it) from which on the time of the same index in `_times` holds."""
        self._times: list[When] = [When(0, "lobby", 0)]
        self._opened: dict[int, int] = {0: 1}
        self._closed: dict[int, int] = {}
        self._decided: dict[int, int] = {}
        self._ended = 0

    def _extend(self) -> None:
        for entry in self._entries[self._placed :]:
            self._place(entry)
        self._placed = len(self._entries)

    def _place(self, entry: Entry) -> None:
        now = self._times[-1]
        events = list(told_events(entry))
        ends = any(type(event) is play.SessionEnded for _, event in events)
        if ends:
            self._ended = entry.n
            now = self._change(entry.n, 0, now._replace(phase=EPILOGUE))
        for at, event in events:
            if type(event) is play.PhaseBegan:
                if now.phase == "decide":
                    self._decided.setdefault(now.turn, entry.n - 1)
                if event.phase == "situation":
                    self._opened.setdefault(event.turn, entry.n)
                elif event.phase == "read-out":
                    self._closed[event.turn] = entry.n
                now = self._change(entry.n, at, When(event.turn, event.phase, now.clock))
            elif type(event) is play.HalfYearPassed:
                now = self._change(entry.n, at, now._replace(clock=event.clock))
        if ends:
            self._change(entry.n + 1, -1, now._replace(phase="over"))

    def _change(self, entry: int, at: int, now: When) -> When:
        self._changes.append((entry, at))
        self._times.append(now)
        return now

    def when(self, entry: int, at: int) -> When:
        """Return when one event of an entry happened; an event that begins a phase stands in that phase."""
        self._extend()
        return self._times[bisect_right(self._changes, (entry, at)) - 1]

    def before(self, entry: int) -> When:
        """Return when an entry was made, before anything that it brought."""
        return self.when(entry, -1)

    def after(self, entry: int) -> When:
        """Return the time once all of an entry has happened."""
        self._extend()
        return self._times[bisect_right(self._changes, (entry, len(self._entries[entry - 1].events))) - 1]

    def column(self, entry: int, at: int) -> int:
        """Return the column of a drawn timeline in which an event stands: its turn, and for the epilogue the one after the last."""
        turn = self.when(entry, at).turn
        return turn + 1 if entry == self._ended else max(1, turn)

    def turn_entries(self, turn: int) -> tuple[int, int]:
        """Return the numbers of a turn's first entry and of the one after its last.

        Raises:
            ExerciseError: If the turn was not played.
        """
        self._extend()
        first = self._opened.get(turn, 0)
        after = min((n for n in self._opened.values() if n > first), default=len(self._entries) + 1)
        if not first or first > len(self._entries) or self._opened.get(turn + 1) == first:
            raise ExerciseError(f"turn {turn} has not been played; the session stands at turn {self._times[-1].turn}.")
        return first, after

    def adjudication(self, turn: int) -> int:
        """Return the number of the entry that adjudicated a turn; 0 when it has not been.

        Raises:
            ExerciseError: If the turn was not played.
        """
        self.turn_entries(turn)
        return self._closed.get(turn, 0)

    @property
    def adjudicated(self) -> dict[int, int]:
        """The turns that were adjudicated, each with the number of the entry that did so."""
        self._extend()
        return self._closed

    def decided(self, turn: int) -> int:
        """Return how many entries there were when the decide phase of a turn closed; all of the turn while it has not.

        Raises:
            ExerciseError: If the turn was not played.
        """
        _, after = self.turn_entries(turn)
        return self._decided.get(turn, after - 1)

    @property
    def phases(self) -> tuple[When, ...]:
        """Every phase that has begun, in its order, with the time of its beginning."""
        self._extend()
        return tuple(now for was, now in zip(self._times, self._times[1:], strict=False) if (now.turn, now.phase) != (was.turn, was.phase))

    @property
    def ended(self) -> int:
        """The number of the entry that ended the session; 0 while it runs."""
        self._extend()
        return self._ended

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The start, the end of every adjudicated turn, and the end of all."""
        self._extend()
        end = (Stop(self._times[-1].turn, self._ended, True),) if self._ended else ()
        return (Stop(0, 0), *(Stop(turn, n) for turn, n in self._closed.items()), *end)
