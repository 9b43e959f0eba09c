"""The reader of a session: what one person may know of it, now or as of a moment, each part worked out when it is first asked for.

`Reader(session, seat)` reads a session as it is being played; `.at(entries)` as it stood; with `lifts=False` a seat keeps to what it saw.
"""

from __future__ import annotations

from functools import cached_property
from typing import Self

from exercise.engine.view import PUBLIC
from exercise.reading.causes import Causes
from exercise.reading.models import Reading
from exercise.reading.news import News
from exercise.reading.objectives import Objectives
from exercise.reading.pages import Pages
from exercise.reading.record import Record, eyes_on
from exercise.reading.result import Ending
from exercise.reading.standpoint import Standpoint
from exercise.reading.stories import Stories
from exercise.reading.tracks import Tracks
from exercise.reading.turn import TurnTold
from exercise.reading.worldmap import WorldMap
from exercise.session import Session


class Reader(Standpoint):
    """One who reads a session: a seat, the public or the facilitator."""

    @classmethod
    def on_record(cls, session: Session, seat: str = "") -> Self:
        """Return who reads a session on record: a seat, the public or, without one, the facilitator; of a copy the seat it was made for.

        Raises:
            ExerciseError: If there is no such seat.
        """
        return cls(session, eyes_on(session, seat), lifts=False)

    def at(self, entries: int, events: int = 0) -> Self:
        """Return the same reader as of the moment after so many entries, and so many events of the next."""
        there = super().at(entries, events)
        for part in ("causes", "stories", "tracks", "map", "objectives", "news", "pages"):
            there.__dict__.pop(part, None)
        return there

    @cached_property
    def causes(self) -> Causes:
        """Changes in words with their signed causes, draws with their odds."""
        return Causes(self)

    @cached_property
    def record(self) -> Record:
        """All entries and events in order, and what each actor did."""
        return Record(self)

    @cached_property
    def tracks(self) -> Tracks:
        """The tracks and measures: which come first, where they stand and stood."""
        return Tracks(self, self.causes)

    @cached_property
    def map(self) -> WorldMap:
        """The map's layers, and the table of states."""
        return WorldMap(self, self.tracks)

    @cached_property
    def objectives(self) -> Objectives:
        """What the objectives count."""
        return Objectives(self, self.tracks)

    @cached_property
    def stories(self) -> Stories:
        """The stories of a turn."""
        return Stories(self, self.causes)

    @cached_property
    def news(self) -> News:
        """What there is to read before a decision, and the log."""
        return News(self, self.stories, self.objectives)

    def turn(self, number: int = 0) -> TurnTold:
        """Return a turn as the reader is told it; without a number the one that was adjudicated last."""
        return TurnTold(self, self.causes, self.stories, number or self.last_turn)

    def alone(self) -> Reading | None:
        """Return what the reader alone was told of the turn adjudicated last, beyond what all were; None where that is nothing."""
        return self.turn().alone(self.as_seat(PUBLIC).turn().reading()) if self.last_turn else None

    @property
    def ending(self) -> Ending:
        """How the session ended."""
        return Ending(self, self.causes, self.tracks)

    @cached_property
    def pages(self) -> Pages:
        """The pages of the Why drawer."""
        return Pages(self, self.causes, self.tracks, lambda track: self.turn().instead(track))
