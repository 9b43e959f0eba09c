"""The reader of a session: what one person may know of it, now or as of a moment, each part worked out when it is first asked for.

`Reader(session, seat)` reads a session as it is being played; `.at(entries)` as it stood; with `lifts=False` a seat keeps to what it saw.
"""

from __future__ import annotations

from functools import cached_property
from typing import Self

from exercise.reading.causes import Causes
from exercise.reading.objectives import Objectives
from exercise.reading.pages import Pages
from exercise.reading.standpoint import Standpoint
from exercise.reading.stories import Stories
from exercise.reading.telling import Telling
from exercise.reading.tracks import Tracks
from exercise.reading.worldmap import WorldMap


class Reader(Standpoint):
    """One who reads a session: a seat, the public or the facilitator."""

    def at(self, entries: int, events: int = 0) -> Self:
        """Return the same reader as of the moment after so many entries, and so many events of the next."""
        there = super().at(entries, events)
        for part in ("causes", "stories", "tracks", "map", "objectives", "telling", "pages"):
            there.__dict__.pop(part, None)
        return there

    @cached_property
    def causes(self) -> Causes:
        """Changes in words with their signed causes, draws with their odds."""
        return Causes(self)

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
    def telling(self) -> Telling:
        """What there is to read: the situation, the read-out of a turn, the log, the result."""
        return Telling(self, self.causes, self.stories, self.tracks, self.objectives)

    @cached_property
    def pages(self) -> Pages:
        """The pages of the Why drawer."""
        return Pages(self, self.causes, self.tracks, self.telling)
