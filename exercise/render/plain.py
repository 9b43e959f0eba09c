"""A document as plain text of a given width, for the terminal and for screen readers: no box drawing, meaning never by place alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from exercise.reading.document import (
    Blank,
    Block,
    Bullets,
    Charts,
    Document,
    Folded,
    Heading,
    Maps,
    Pairs,
    Para,
    Quote,
    Story,
    Table,
)

WIDTH = 110
NARROWEST = 8
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
            lines += _block(block, width)
        if not place and len(document.sections) > 1:
            others = [one.title for one in document.sections[1:] if not one.annex]
            said = f"After this page: {'; '.join(others)}." if others else ""
            said += f" Annexes: {'; '.join(f'{letter} {title}' for title, letter in letters.items())}." if letters else ""
            lines += [*textwrap.wrap(said.strip(), width), ""]
    if document.foot:
        lines += ["", *textwrap.wrap(document.foot, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def aligned(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], right: tuple[int, ...] = (), width: int = WIDTH) -> list[str]:
    """Return rows as aligned columns; a text that does not fit its column goes on below."""
    every = [head, *rows] if any(head) else list(rows)
    if not every:
        return []
    count = len(every[0])
    widths = [max(1, *(len(row[column]) for row in every)) for column in range(count)]
    room = max(NARROWEST * count, width - 2 * (count - 1))
    while sum(widths) > room:
        widest = max(range(count), key=lambda column: widths[column])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] = max(NARROWEST, widths[widest] - max(1, (sum(widths) - room) // 2))
    lines: list[str] = []
    for number, row in enumerate(every):
        cells = [textwrap.wrap(cell, widths[column]) or [""] for column, cell in enumerate(row)]
        for place in range(max(len(cell) for cell in cells)):
            parts = [
                (cell[place] if place < len(cell) else "").rjust(widths[column])
                if column in right
                else (cell[place] if place < len(cell) else "").ljust(widths[column])
                for column, cell in enumerate(cells)
            ]
            lines.append("  ".join(parts).rstrip())
        if number == 0 and any(head):
            lines.append("  ".join("-" * column for column in widths))
    return lines


def _wrapped(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=later) or [first.rstrip()]


def _block(block: Block, width: int) -> Iterator[str]:
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
        case Pairs(rows):
            yield from (f"{name}: {value}" for name, value in rows)
            yield ""
        case Table(head, rows, right, _):
            yield from aligned(head, rows, right, width)
            yield ""
        case Charts(charts):
            for chart in charts:
                yield chart.title
                head = ("", *chart.places)
                shown = tuple((series.title, *chart.told(series)) for series in chart.series)
                yield from aligned(head, shown, tuple(range(1, len(head))), width)
                yield ""
        case Maps(maps):
            for shown_map in maps:
                yield from _wrapped(f"{shown_map.title}: " + ", ".join(f"{actor} {text}" for actor, _, text in shown_map.values), width)
            yield ""
        case Story(title, when, text, items, claims):
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
