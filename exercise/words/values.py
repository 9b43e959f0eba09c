"""Numbers of the world in words: values, changes and bands of tracks, turns and half-years."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.model.refs import TrackName
from exercise.words.names import NameWords
from exercise.words.text import points
from exercise.words.titles import PHASE_TITLES

if TYPE_CHECKING:
    from exercise.model.scenario import Family


class ValueWords(NameWords):
    """Values, changes and bands of a scenario's tracks, and the labels of its turns."""

    def family(self, track: str) -> Family | None:
        """Return the family of a track's name (`trust[kazakhstan, us]` or `trust`), or None for a measure or an unknown name."""
        return self.families.get(TrackName.of(track).family)

    def value(self, family: Family | str | None, value: int) -> str:
        """Return a track's value in points with at most one decimal ("38.5"), or its steps ("2").

        Args:
            family: The family, its id or a track's name; None or a measure counts in points.
            value: Tenths of a point, or steps.
        """
        counts = self.counts(family) if isinstance(family, str) else family is not None and family.kind == "steps"
        return f"{value}".replace("-", "−") if counts else points(value)

    def counts(self, name: str) -> bool:
        """Return whether a track or measure counts in whole steps: a track of steps, or a measure of such tracks alone."""
        id = TrackName.of(name).family
        if id in self.families:
            return self.families[id].kind == "steps"
        if id not in self._counts:
            self._counts[id] = False
            named = re.findall(r"[a-z][a-z0-9_]*", self._formulas.get(id, ""))
            parts = {part for part in named if part in self.families or part in self._formulas}
            self._counts[id] = bool(parts) and all(self.counts(part) for part in parts)
        return self._counts[id]

    @cached_property
    def _counts(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _formulas(self) -> dict[str, str]:
        return {measure.id: measure.equals for measure in self.scenario.measures}

    def change(self, family: Family | str | None, value: int) -> str:
        """Return a change with its sign: "+2", "−0.5", "0"."""
        text = self.value(family, value)
        return "+" + text if value > 0 else text

    def band(self, value: int) -> str:
        """Return the title of the band that a value of a 0 to 100 track lies in.

        Args:
            value: Tenths of a point.
        """
        for band in self.scenario.bands:
            if value < band.below * 10:
                return band.title
        return self.scenario.bands[-1].title if self.scenario.bands else points(value)

    def course(self, track: str, direction: str) -> str:
        """Return where a track is said to go: "Trust of Kazakhstan in the US will rise"."""
        ways = {"up": "will rise", "down": "will fall", "same": "will stay as it is"}
        return f"{self.track(track)} {ways.get(direction, direction)}"

    # --- time

    def turn(self, turn: int, pace: str = "") -> str:
        """Return a turn's label: "Autumn 2007", at the pace of a seminar "Autumn 2007 to spring 2008"; turn 0 is before the start."""
        if turn < 1:
            return PHASE_TITLES["lobby"]
        if (pace or self.pace) != "seminar":
            return self.half_year(turn - 1)
        first, last = self.half_year(2 * turn - 2), self.half_year(2 * turn - 1)
        return f"{first.removesuffix(last[-5:])} to {last.lower()}"

    def half_year(self, clock: int) -> str:
        """Return the label of the half-year that begins when `clock` half-years have passed since the start."""
        year, month = self.scenario.head.start.split("-")
        # Counted in halves since year 0; January to June is a spring.
        halves = int(year) * 2 + (0 if int(month) <= 6 else 1) + clock
        return f"{'Spring' if halves % 2 == 0 else 'Autumn'} {halves // 2}"
