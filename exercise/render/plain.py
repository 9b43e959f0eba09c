"""A document as plain text of a given width, for the terminal and for screen readers: no box drawing, meaning never by place alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from exercise.reading.document import (
    Blank,
    Block,
    Bullets,
    CauseList,
    Changes,
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
from exercise.render.tables import aligned, fitted

WIDTH = 110
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What annexes are called by."""


def plain_text(document: Document, width: int = WIDTH) -> str:
    """Return the document as text that ends in one newline."""
    lines = [document.title]
    if document.over:
        lines.append(document.over)
    if document.under:
        lines.append(document.under)
    lines += [f"{name}: {value}" for name, value in document.facts]
    annexes = [section.title for section in document.sections if section.annex]
    letters = dict(zip(annexes, LETTERS, strict=False))
    for place, section in enumerate(document.sections):
        head = f"Annex {letters[section.title]}. {section.title}" if section.annex and section.title in letters else section.title
        lines += ["", head.upper(), ""]
        for block in section.blocks:
            lines += block_text(block, width)
        if not place and len(document.sections) > 1:
            others = [one.title for one in document.sections[1:] if not one.annex]
            said = f"After this page: {'; '.join(others)}." if others else ""
            said += f" Annexes: {'; '.join(f'{letter} {title}' for title, letter in letters.items())}." if letters else ""
            lines += [*textwrap.wrap(said.strip(), width), ""]
    if document.foot:
        lines += ["", *textwrap.wrap(document.foot, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def table_lines(table: Grid, width: int = WIDTH) -> Iterator[str]:
    """Yield a table as lines of text no wider than `width`, broken into several where it is wider."""
    for place, part in enumerate(fitted(table, width)):
        if place:
            yield ""
        if isinstance(part, Grid):
            yield from aligned(part, width)
        else:
            yield from _pairs(part, width)


def _pairs(pairs: Pairs, width: int) -> Iterator[str]:
    for name, value in pairs.rows:
        yield from _wrapped(f"{name}: {value}" if name else value, width, "", "  ")


def _wrapped(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=later) or [first.rstrip()]


def block_text(block: Block, width: int = WIDTH) -> Iterator[str]:
    """Yield the lines of one block."""
    match block:
        case Para(text, _):
            yield from _wrapped(text, width)
            yield ""
        case Heading(text):
            yield text
            yield "-" * min(width, len(text))
        case Bullets(items, numbered):
            for place, item in enumerate(items, 1):
                mark = f"{place}. " if numbered else "- "
                yield from _wrapped(item, width, mark, " " * len(mark))
            yield ""
        case Links() | Changes() | Draws() | CauseList():
            yield from block_text(Bullets(block.items), width)
        case Pairs():
            yield from _pairs(block, width)
            yield ""
        case Grid():
            yield from table_lines(block, width)
            yield ""
        case Charts(charts):
            for chart in charts:
                yield from _wrapped(chart.title, width)
                yield from table_lines(chart.table, width)
                yield ""
        case Maps(maps):
            for shown_map in maps:
                yield from _wrapped(f"{shown_map.title}: " + ", ".join(f"{actor} {text}" for actor, _, text in shown_map.values), width)
            yield ""
        case StoryBlock(title, when, text, items, claims):
            yield from _wrapped(f"{when}: {title}" if when else title, width)
            if text:
                yield from _wrapped(text, width, "  ", "  ")
            for item in (*items, *(f"Brief: {claim}" for claim in claims)):
                yield from _wrapped(item, width, "  - ", "    ")
            yield ""
        case Quote(who, text):
            yield from _wrapped(f"“{text}”{f' ({who})' if who else ''}", width, "  ", "  ")
        case Blank(_):
            yield ""
        case Folded(title, _):
            yield from (*_wrapped(f"{title}: left out of the text; the HTML form folds it in, CSV and JSON have every row.", width), "")
