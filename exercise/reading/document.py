"""A document as blocks that know no format: sections of paragraphs, tables, charts, maps, stories and lines to fill in.

`exercise.render.page` makes HTML of it and `exercise.render.markdown` Markdown. Every text in it is plain and may come from anyone.
"""

from __future__ import annotations

from typing import NamedTuple


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
    """Facts with their names."""

    rows: tuple[tuple[str, str], ...]


class Table(NamedTuple):
    """A table; `right` are the columns of numbers, `kind` is empty, compact or fill (rows to be filled in by hand)."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    kind: str = ""


class Series(NamedTuple):
    """One line of a chart: values in tenths or steps at each place along it; None where there is none."""

    title: str
    values: tuple[int | None, ...]
    dashed: bool = False
    ink: int | None = None
    """Which colour; by default its place among the lines."""
    edge: bool = False
    """Whether it only bounds the line before it: thin, and without a name at its end."""


class Chart(NamedTuple):
    """Lines over turns between `lowest` and `highest`; `marks` are (place, text) of what is marked on it."""

    title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    lowest: int = 0
    highest: int = 1000
    bands: tuple[int, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    note: str = ""


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


class Story(NamedTuple):
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


class Folded(NamedTuple):
    """Blocks that are shown on demand."""

    title: str
    blocks: tuple[Block, ...]


Block = Para | Heading | Bullets | Pairs | Table | Charts | Maps | Story | Quote | Blank | Folded


class Section(NamedTuple):
    """A part of a document with a heading that its contents list names."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False
    """Whether it is there to look things up in, after what is to be read."""


class Document(NamedTuple):
    """A whole document: its title, a line above and one below it, and its sections."""

    title: str
    over: str
    under: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str = ""
