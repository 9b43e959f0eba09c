"""A document as blocks that know no format: sections of paragraphs, tables, charts, maps, stories and lines to fill in.

`exercise.render.page` makes HTML of it and `exercise.render.markdown` Markdown. Every text in it is plain and may come from anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import NamedTuple

from exercise.reading.models import Change, Odds, Reason


class Para(NamedTuple):
    """A paragraph; `kind` is empty, lead or note."""

    text: str
    kind: str = ""


class Heading(NamedTuple):
    """A heading inside a section."""

    text: str


class Bullets(NamedTuple):
    """A list of texts."""

    items: tuple[str, ...]
    numbered: bool = False


class Pairs(NamedTuple):
    """Facts with their names; `kind` is empty, or facts for those at the head of a document."""

    rows: tuple[tuple[str, str], ...]
    kind: str = ""


class Grid(NamedTuple):
    """A table; `right` are the columns of numbers, `kind` is empty, compact or fill (rows to be filled in by hand)."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    kind: str = ""


POINTS_10 = 100
"""Ten points, in tenths."""
NARROWEST = 2 * POINTS_10
"""The shortest scale of a chart."""
WIDEST_BY_TENS = 5 * POINTS_10
"""The longest scale that is labelled at every ten points."""

MOST_STEPS = 10
"""Steps that are each labelled on a scale."""


def one_place(value: float) -> str:
    """Return a number with one place after the point, none where that would be a zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


class Series(NamedTuple):
    """One line of a chart: values in tenths or steps at each place along it; None where there is none."""

    title: str
    values: tuple[float | None, ...]
    dashed: bool = False
    ink: int | None = None
    """Which colour; by default its place among the lines."""
    edge: bool = False
    """Whether it only bounds the line before it: thin, and without a name at its end."""


class Chart(NamedTuple):
    """Lines over turns, in tenths of a point or in steps; `marks` are (place, text) of what is marked on it."""

    title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    steps: bool = False
    bands: tuple[int, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    note: str = ""

    @property
    def axis(self) -> tuple[int, int]:
        """Return where the scale begins and ends: round numbers about the values, 20 points apart at least; of steps 0 to 5 at least."""
        values = [value for series in self.series for value in series.values if value is not None]
        if self.steps:
            return floor(min([0, *values])), ceil(max([5, *values]))
        low, high = floor(min(values, default=0) / POINTS_10) * POINTS_10, ceil(max(values, default=0) / POINTS_10) * POINTS_10
        while high - low < NARROWEST:
            # The scale grows towards the middle of 0 to 100, so that it does not leave that range.
            low, high = (low - POINTS_10, high) if low + high > 1000 else (low, high + POINTS_10)
        if high - low > WIDEST_BY_TENS:
            low, high = low // (2 * POINTS_10) * 2 * POINTS_10, -(-high // (2 * POINTS_10)) * 2 * POINTS_10
        return low, high

    @property
    def ticks(self) -> tuple[int, ...]:
        """Return the values at which the scale is labelled."""
        low, high = self.axis
        if self.steps:
            return tuple(range(low, high + 1, -(-(high - low) // MOST_STEPS)))
        return tuple(range(low, high + 1, POINTS_10 if high - low <= WIDEST_BY_TENS else 2 * POINTS_10))

    def said(self, value: float) -> str:
        """Return a value as the chart tells it: whole points, or steps with one place where they are a mean."""
        return one_place(value if self.steps else int(abs(value) + 5) // 10 * (1 if value >= 0 else -1))

    @property
    def table(self) -> Grid:
        """Return its values as a table, a line for each series; their names stand first where they have any."""
        first = 1 if any(series.title for series in self.series) else 0
        rows = tuple((series.title, *self.told(series))[1 - first :] for series in self.series)
        return Grid(("", *self.places)[1 - first :], rows, tuple(range(first, len(self.places) + first)))

    def told(self, series: Series) -> tuple[str, ...]:
        """Return the values of one of its lines, to the tenth where they are exact; a dash where there is none."""
        exact = not self.steps and not series.dashed
        return tuple("-" if value is None else one_place(value / 10) if exact else self.said(value) for value in series.values)


class Charts(NamedTuple):
    """Several charts side by side."""

    charts: tuple[Chart, ...]


class MapOf(NamedTuple):
    """A map of lands with a value each, as (actor, thousandths of the range, text); lands not named stay blank."""

    title: str
    values: tuple[tuple[str, int, str], ...]
    low: str
    high: str


class Maps(NamedTuple):
    """Maps side by side."""

    maps: tuple[MapOf, ...]


class StoryBlock(NamedTuple):
    """Something that happened, with what belongs to it."""

    title: str
    when: str
    text: str = ""
    items: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class Quote(NamedTuple):
    """What somebody wrote."""

    who: str
    text: str


class Blank(NamedTuple):
    """Lines to write on."""

    lines: int = 3


class Links(NamedTuple):
    """Lines that each open into a page, as (reference, text) pairs; a line without a reference opens into nothing."""

    lines: tuple[tuple[str, str], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """Return the lines as texts."""
        return tuple(text for _, text in self.lines)


class Changes(NamedTuple):
    """Changes, expected or recorded, with the signed reasons of each; they open into their pages."""

    changes: tuple[Change, ...]
    title: str = ""
    most: int = 0
    """So many are told at once and the rest is counted; 0 tells all."""
    reasons: int = 3
    """Reasons told of each at once."""
    rest: str = "{} more"
    """How the rest is counted."""

    @property
    def items(self) -> tuple[str, ...]:
        """Return each change with its reasons on a line."""
        return tuple(
            f"{change.title} {change.amount}{f', {change.later}' if change.later else ''}"
            + (f" ({'; '.join(_signed(change.reasons))})" if change.reasons else "")
            for change in self.changes
        )


class Draws(NamedTuple):
    """Draws, to come or made, with their odds and the signed lines behind them."""

    draws: tuple[Odds, ...]
    known: str = ""
    """What a heading has told already: a draw of that title is told without it."""

    @property
    def items(self) -> tuple[str, ...]:
        """Return each draw with its odds and its result on a line."""
        return tuple(", ".join(filter(None, (draw.title, draw.odds, draw.result))) for draw in self.draws)


class CauseList(NamedTuple):
    """Signed causes that sum to a total."""

    reasons: tuple[Reason, ...]
    total: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """Return each cause with its amount, and the total after them."""
        return (*_signed(self.reasons), *((f"{self.total} in all",) if self.total else ()))


def _signed(reasons: tuple[Reason, ...]) -> list[str]:
    return [f"{reason.amount} {reason.text}".strip() for reason in reasons]


class Folded(NamedTuple):
    """Blocks that are shown on demand."""

    title: str
    blocks: tuple[Block, ...]


Block = Para | Heading | Bullets | Pairs | Grid | Charts | Maps | StoryBlock | Quote | Blank | Links | Changes | Draws | CauseList | Folded


class Section(NamedTuple):
    """A part of a document with a heading that its contents list names."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False
    """Whether it is there to look things up in, after what is to be read."""
    facts: Mapping[str, object] = {}
    """The same as data, for programs: by name."""


class Document(NamedTuple):
    """A whole document: its title, a line above and one below it, and its sections."""

    title: str
    over: str
    under: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str = ""

    @property
    def head(self) -> Pairs:
        """Return the facts at its head."""
        return Pairs(self.facts, "facts")
