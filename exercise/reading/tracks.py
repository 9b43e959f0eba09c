"""Tracks and measures as one reader may know them: which come first, where they stand and stood, and how that is said and drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.engine.legal import ground_of
from exercise.engine.view import tracks_seen
from exercise.model import play
from exercise.model.play import State
from exercise.model.refs import TrackName
from exercise.reading.causes import Causes
from exercise.reading.models import Change, Track, TrendLine
from exercise.reading.standpoint import Standpoint
from exercise.rules.rulebook import Ground
from exercise.words import arrow, points

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Measure

HEADLINE = 9
"""Bars always shown; a few more may follow that a forecast moves."""
MOST_SERIES = 5
MOST_MEASURED = 200
"""Stops over which a measure is worked out for a trend; longer sessions show tracks alone."""
INKS = ("west", "russia", "china", "republic", "accent")


def guessed(value: int) -> str:
    """Return a value, in tenths of a point, that its reader only guesses: not to the tenth."""
    return f"about {(abs(value) + 5) // 10 * (1 if value >= 0 else -1)}".replace("-", "−")


class Tracks:
    """What one reader knows of the tracks and measures of a session."""

    def __init__(self, reader: Standpoint, causes: Causes) -> None:
        self.reader = reader
        self.book = reader.book
        self.words = reader.words
        self.causes = causes
        self._read: tuple[State, Ground] | None = None
        self._sure: dict[str, bool] = {}

    # --- which there are

    def part(self, name: str) -> Family | Measure | None:
        """Return the family or the measure that a name is of."""
        part = TrackName.of(name).family
        return self.book.families.get(part) or self.book.measures.get(part)

    def expanded(self, line: str) -> tuple[str, ...]:
        """Return the tracks or measures that a line such as `trust[republics, self]` stands for, in their order."""
        family, keys = TrackName.of(line)
        part = self.part(line)
        if part is None:
            return ()
        places: list[tuple[str, ...]] = [()]
        for key in (*keys, *part.of[len(keys) :]):
            members = self.reader.actors if key == "self" else (key,) if key in self.book.actors else self.book.sets.get(key, (key,))
            places = [(*place, member) for place in places for member in members]
        names = [f"{family}[{', '.join(place)}]" if place else family for place in places]
        return tuple(name for name in names if name in self.book.track_index or family in self.book.measures)

    @property
    def headline_lines(self) -> tuple[str, ...]:
        """The lines of tracks that the scenario puts first; without a choice of its own, those that are about nobody alone."""
        book = self.book
        return self.reader.scenario.head.headline or tuple(name for name in book.track_names if "[" not in name) or book.track_names[:4]

    def headline(self) -> list[str]:
        """Return the names of the tracks and measures that the scenario puts first, else those that touch the seat."""
        names: list[str] = []
        for line in self.reader.scenario.head.headline:
            members = self.expanded(line)
            names += members if len(members) <= 2 else [name for name in members if self.reader.touches_me(name)][:2] or members[:1]
        if not names:
            names = [
                name
                for _, name in sorted(zip([family.order for family in self.book.track_family], self.book.track_names, strict=True))
                if self.reader.touches_me(name) and not name.startswith("capital[")
            ]
        return list(dict.fromkeys(names))

    # --- how well and how they are known

    def known(self, name: str) -> int:
        """Return 2 where the reader knows the number of a track or measure, 1 for its band, 0 for nothing."""
        track = self.book.track_index.get(name)
        if track is not None:
            return self.reader.knows[track]
        return 2 if self.reader.is_lifted or self._is_sure(name) else 1

    def _is_sure(self, name: str) -> bool:
        """Return whether a measure rests only on numbers that the seat sees; else it is said by its band, like what it rests on."""
        if name not in self._sure:
            book = self.book
            knows = self.reader.knows
            keys = set(TrackName.of(name).keys)
            waiting, families = [TrackName.of(name).family], set()
            while waiting:
                word = waiting.pop()
                if word in book.measures and word not in families:
                    waiting += re.findall(r"[a-z][a-z0-9_]*", book.measures[word].equals)
                families.add(word)
            rests = [
                track
                for track, family in enumerate(book.track_family)
                if family.id in families and (not keys or not family.of or keys & set(book.track_keys[track]))
            ]
            self._sure[name] = all(knows[track] == 2 for track in rests)
        return self._sure[name]

    def value(self, name: str) -> int:
        """Return where a track or measure stands for all the reader knows: in tenths of a point, or in steps."""
        track = self.book.track_index.get(name)
        return self.reader.view.state.tracks[track] if track is not None else self.book.measure(self.ground, name)

    def value_in(self, name: str, state: State) -> int | None:
        """Return where a track or measure stood in a state; None where it cannot be worked out."""
        track = self.book.track_index.get(name)
        if track is not None:
            return state.tracks[track]
        try:
            return self.book.measure(ground_of(self.reader.setup, state), name)
        except (KeyError, ValueError):
            return None

    @property
    def ground(self) -> Ground:
        """What measures read of what the reader knows; made once for each state."""
        state = self.reader.view.state
        if self._read is None or self._read[0] is not state:
            self._read = (state, ground_of(self.reader.setup, state))
        return self._read[1]

    def bounds(self, name: str) -> tuple[int, int]:
        """Return the lowest and the highest value that a track or measure can have."""
        track = self.book.track_index.get(name)
        if track is not None:
            return self.book.lowest[track], self.book.highest[track]
        return 0, self._most(name) if self.words.counts(name) else 1000

    def share(self, name: str, value: int) -> int:
        """Return how far up its range a value lies, in thousandths."""
        low, high = self.bounds(name)
        return (value - low) * 1000 // max(1, high - low)

    def _most(self, name: str) -> int:
        """Return how many steps a measure of steps could count at most."""
        book = self.book
        named = set(re.findall(r"[a-z][a-z0-9_]*", book.measures[TrackName.of(name).family].equals))
        return max(1, sum(book.highest[track] for track, family in enumerate(book.track_family) if family.id in named))

    def shown(self, name: str, value: int | None) -> str:
        """Return a value as the reader may know it: the number, its band, about how much, or a dash."""
        known = self.known(name)
        if value is None or not known:
            return "–"
        if known == 2 or self.words.counts(name):
            return ("" if known == 2 else "about ") + self.words.value(name, value)
        return self.words.band(value) if name in self.book.track_index else guessed(value)

    def short(self, name: str) -> str:
        """Return a track or measure in short: what it is, and the short forms of whom it is about."""
        family, keys = TrackName.of(name)
        base = self.words.short(family)
        return " ".join([base, *(self.words.short(key) if key in self.book.actors else self.words.title(key)[:5] for key in keys)])

    # --- bars

    def bars(self, changes: Iterable[play.Expected] = ()) -> tuple[Track, ...]:
        """Return the bars: the scenario's headline, then what the changes expected would move."""
        expected = {one.name: one for one in changes}
        names = self.headline()[:HEADLINE]
        moved = sorted((one for one in expected.values() if not one.name.startswith("capital[")), key=lambda one: -abs(one.change))
        for one in moved:
            if one.name not in names and len(names) < HEADLINE + 2:
                names.append(one.name)
        return tuple(self.bar(name, expected.get(name)) for name in names)

    def after(self, changes: Sequence[Change]) -> tuple[Track, ...]:
        """Return the headline's bars as they stand, with what a turn changed on them."""
        moved = {change.ref: change for change in changes}
        bars = []
        for name in self.headline():
            track = self.bar(name)
            change = moved.get(name)
            if change is not None:
                # What went up and came down again stands as it stood.
                glyph = "▲" if change.sign > 0 else "▼"
                track = track._replace(change=glyph + change.amount.lstrip("+−▲▼≈·") if change.sign else "", tone=change.gain)
            bars.append(track)
        return tuple(bars)

    def bar(self, name: str, expected: play.Expected | None = None) -> Track:
        """Return one track or measure as a bar, with the ghost of an expected change."""
        value, knows = self.value(name), self.known(name)
        low, high = self.bounds(name)
        title = self.words.track(name)
        short = self.short(name)
        change = ""
        tone = 0
        ghost = None
        if expected is not None and expected.change:
            tone = self.causes.gain(expected.track, expected.change) if self.causes.is_own(expected.track) else 0
            size = points(abs(expected.change)) if self.reader.is_points(name) else str(abs(expected.change))
            change = arrow(expected.change) + (size if self.reader.is_full else "")
        span = max(1, high - low)
        shown = (value - low) * 1000 // span
        if expected is not None and knows == 2 and self.reader.is_full:
            ghost = max(0, min(1000, (value + expected.change - low) * 1000 // span))
        marks = tuple(mark * 10 for mark in self._thresholds.get(TrackName.of(name).family, ())) if self.reader.is_points(name) else ()
        if knows == 2:
            return Track(name, title, short, self.words.value(name, value), shown, None, ghost, change, tone, marks)
        if knows == 1:
            return Track(name, title, short, self.words.band(value), None, self._band(value), None, change, tone, marks)
        return Track(name, title, short, "?", None, None, None, change, tone, ())

    def _band(self, value: int) -> tuple[int, int]:
        low = 0
        for band in self.reader.scenario.bands:
            if value < band.below * 10:
                return low, min(1000, band.below * 10)
            low = band.below * 10
        return low, 1000

    @cached_property
    def _thresholds(self) -> dict[str, tuple[int, ...]]:
        """Where rules of the thresholds stage and conditional injects watch a family of tracks, in points."""
        found: dict[str, set[int]] = {}
        scenario = self.reader.scenario
        lines = [line for rule in scenario.rules if rule.stage == "thresholds" for line in (*rule.when, *rule.each)]
        lines += [line for inject in scenario.injects for line in inject.when]
        for line in lines:
            for family, number in re.findall(r"([a-z_]+)(?:\[[^\]]*\])? *(?:>=|<=|>|<) *(\d+)", line):
                if family in self.book.families:
                    found.setdefault(family, set()).add(int(number))
        return {family: tuple(sorted(numbers)) for family, numbers in found.items() if len(numbers) <= 2}

    # --- over time

    def can_trend(self, name: str) -> bool:
        """Return whether the reader knows something of a track's course, or a measure's can be worked out in good time."""
        if name in self.book.track_index:
            return self.known(name) > 0
        return self.part(name) is not None and len(self.reader.timeline.stops) <= MOST_MEASURED

    def course(self, name: str) -> tuple[int, ...]:
        """Return where a track or measure stood at each stop of the session, as the reader knew it: tenths or steps."""
        stops, track = self.reader.timeline.stops, self.book.track_index.get(name)
        known = self.reader.courses.get(name, ())
        if len(known) != len(stops):
            if track is not None:
                states = (self.reader.session.at(stop.entries) for stop in stops)
                known = tuple(tracks_seen(self.reader.setup, state.tracks, self.reader.knows)[track] for state in states)
            else:
                known = tuple(self.value_in(name, self.reader.view_after(stop.entries)) or 0 for stop in stops)
            self.reader.courses[name] = known
        return known

    def series(self, names: Sequence[str]) -> tuple[tuple[TrendLine, ...], tuple[int, ...]]:
        """Return the course of some tracks over the turns, and where their thresholds lie, in thousandths."""
        series: list[TrendLine] = []
        marks: list[int] = []
        for n, name in enumerate(names[:MOST_SERIES]):
            bar = self.bar(name)
            values = tuple(self.share(name, value) for value in self.course(name))
            series.append(TrendLine(self.short(name), INKS[n % len(INKS)], values, bar.text))
            marks += bar.marks
        return tuple(series), tuple(sorted(set(marks)))
