"""Tables set to a width: `fitted` breaks one that is too wide into several, `aligned` sets one in columns of text.

No column is made too narrow to read: where all do not fit, columns of numbers go on in a table below, with the first column repeated,
and rows of prose become facts with their names.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from exercise.reading.document import Grid, Pairs

LEAST = 14
"""Letters on a line that a column of prose needs."""
LONGEST_WORD = 24
"""Longer words are broken."""
GAP = 2
"""Blanks between two columns."""


def fitted(table: Grid, width: int) -> tuple[Grid | Pairs, ...]:
    """Return a table as tables or facts that each fit a width in letters."""
    needs = _needs(table)
    if table.kind == "fill" or _total(needs) <= width or len(needs) < 2:
        return (table,)
    if sum(column in table.right for column in range(1, len(needs))) * 2 >= len(needs) - 1:
        return tuple(_split(table, needs, width))
    return tuple(_pairs(table))


def aligned(table: Grid, width: int) -> list[str]:
    """Return a table as aligned columns of text; a text that does not fit its column goes on below."""
    titled = any(table.head)
    rows = [table.head, *table.rows] if titled else list(table.rows)
    if not rows:
        return []
    widths = [max(1, *(len(line) for row in rows for line in (row[column].split("\n") or [""]))) for column in range(len(rows[0]))]
    least = _needs(table)
    while _total(widths) > width and any(now > need for now, need in zip(widths, least, strict=True)):
        widest = max(range(len(widths)), key=lambda column: (widths[column] > least[column], widths[column]))
        widths[widest] = max(least[widest], widths[widest] - max(1, (_total(widths) - width) // 2))
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells = [_wrapped(cell, widths[column]) for column, cell in enumerate(row)]
        for place in range(max(len(cell) for cell in cells)):
            parts = [cell[place] if place < len(cell) else "" for cell in cells]
            set_ = [
                part.rjust(widths[column]) if column in table.right else part.ljust(widths[column]) for column, part in enumerate(parts)
            ]
            lines.append((" " * GAP).join(set_).rstrip())
        if not number and titled:
            lines.append((" " * GAP).join("-" * column for column in widths))
    return lines


def _wrapped(cell: str, width: int) -> list[str]:
    return [line for part in cell.split("\n") for line in textwrap.wrap(part, width) or [""]]


def _needs(table: Grid) -> list[int]:
    """Return the letters that each column needs at least."""
    needs = []
    for column in range(len(table.head)):
        cells = [line for row in (table.head, *table.rows) for line in row[column].split("\n")]
        longest = max(len(cell) for cell in cells)
        word = max((len(word) for cell in cells for word in cell.split()), default=0)
        needs.append(max(1, min(longest, max(LEAST, min(word, LONGEST_WORD)))))
    return needs


def _total(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _named(table: Grid) -> list[tuple[str, ...]]:
    """Return the rows, each with its first cell: one that begins with nothing goes on with what the row above it is about."""
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        rows.append((row[0] or (rows[-1][0] if rows else ""), *row[1:]))
    return rows


def _split(table: Grid, needs: list[int], width: int) -> Iterator[Grid]:
    """Yield tables of some of the columns each, the first in all of them."""
    rows = _named(table)
    columns = [0]
    for column in range(1, len(needs) + 1):
        if len(columns) > 1 and (column == len(needs) or _total([needs[known] for known in (*columns, column)]) > width):
            right = tuple(place for place, known in enumerate(columns) if known in table.right)
            head, *cells = [tuple(row[known] for known in columns) for row in (table.head, *rows)]
            yield Grid(head, tuple(cells), right, table.kind)
            columns = [0]
        columns.append(column)


def _pairs(table: Grid) -> Iterator[Pairs]:
    """Yield each row as facts, what is empty left out."""
    for row in _named(table):
        yield Pairs(tuple((name, value.replace("\n", "; ")) for name, value in zip(table.head, row, strict=True) if value))
