"""A document as Markdown that is inert whatever its texts hold: what could start markup, a tag or a link is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exercise.reading.document import (
    Blank,
    Block,
    Bullets,
    CauseList,
    Changes,
    Chart,
    Charts,
    Document,
    Draws,
    Folded,
    Grid,
    Heading,
    Links,
    Maps,
    Pairs,
    Para,
    Quote,
    StoryBlock,
)
from exercise.render.tables import fitted

WIDTH = 120
"""Letters of a row of a table; a wider one is broken into several."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&])")
_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)(:|\.)")
_SPARKS = "▁▂▃▄▅▆▇█"


def escaped(text: str) -> str:
    """Return a text as one line of Markdown that shows exactly it."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    # An address is not made a link: a zero-width space would change it, a backslash before the mark does not show.
    line = _ADDRESS.sub(lambda found: f"{found[1]}\\{found[2]}", line)
    return _START.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2].isdigit() else f"{found[1]}{found[2]}\\", line)


def markdown(document: Document) -> str:
    """Return the document as Markdown text that ends in one newline."""
    lines = [f"# {escaped(document.title)}", ""]
    if document.over:
        lines += [f"**{escaped(document.over)}**", ""]
    if document.under:
        lines += [escaped(document.under), ""]
    if document.facts:
        lines += [*_pairs(document.facts), ""]
    for section in document.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    if document.foot:
        lines += ["---", "", escaped(document.foot), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _pairs(rows: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"- **{escaped(name)}:** {escaped(value)}" for name, value in rows]


def _table(table: Grid) -> Iterator[str]:
    for place, part in enumerate(fitted(table, WIDTH)):
        yield from ([""] if place else [])
        if isinstance(part, Pairs):
            yield from _pairs(part.rows)
            continue
        rule = ["---:" if column in part.right else "---" for column in range(len(part.head))]
        for cells in ([escaped(cell) for cell in part.head], rule, *([escaped(cell) for cell in row] for row in part.rows)):
            yield f"| {' | '.join(cells)} |"


def _chart(chart: Chart) -> Iterator[str]:
    low, high = chart.axis
    step = max(1, high - low)
    sparks = [
        "".join(" " if value is None else _SPARKS[min(7, max(0, int((value - low) * 8 // step)))] for value in series.values)
        for series in chart.series
    ]
    table = chart.table
    rows = tuple((*row, spark) for row, spark in zip(table.rows, sparks, strict=True))
    yield from (f"**{escaped(chart.title)}**", "")
    yield from _table(Grid((*table.head, "course"), rows, table.right))
    if chart.note:
        yield from ("", escaped(chart.note))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Para(text, kind):
            yield f"*{escaped(text)}*" if kind == "note" and text else escaped(text)
        case Heading(text):
            yield f"### {escaped(text)}"
        case Bullets(items, numbered):
            yield from (f"{f'{place}.' if numbered else '-'} {escaped(item)}" for place, item in enumerate(items, 1))
        case Links() | Changes() | Draws() | CauseList():
            yield from (f"- {escaped(item)}" for item in block.items)
        case Pairs(rows):
            yield from _pairs(rows)
        case Grid():
            yield from _table(block)
        case Charts(charts):
            for place, chart in enumerate(charts):
                yield from ([""] if place else [])
                yield from _chart(chart)
        case Maps(maps):
            for place, shown in enumerate(maps):
                yield from ([""] if place else [])
                yield f"**{escaped(shown.title)}:** " + ", ".join(f"{escaped(actor)} {escaped(text)}" for actor, _, text in shown.values)
        case StoryBlock(title, when, text, items, claims):
            yield f"### {escaped(f'{when}: {title}' if when else title)}"
            if text:
                yield ""
                yield escaped(text)
            if items or claims:
                yield ""
                yield from (f"- {escaped(item)}" for item in items)
                yield from (f"- Claim: {escaped(claim)}" for claim in claims)
        case Quote(who, text):
            yield f"> {escaped(text)}"
            if who:
                yield ">"
                yield f"> {escaped(who)}"
        case Blank(count):
            yield from ("\\_" * 40 + ("  " if line < count - 1 else "") for line in range(count))
        case Folded(title, blocks):
            yield f"### {escaped(title)}"
            for inner in blocks:
                yield ""
                yield from _block(inner)
