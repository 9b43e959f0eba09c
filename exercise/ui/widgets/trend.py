"""Trends: tracks over turns as lines of braille dots on one fixed scale, with direct labels, a threshold and a cursor.

A series holds thousandths of its range, so that a line's height always means the same; what comes after the cursor is drawn grey.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from exercise.reading.models import TrendLine
from exercise.ui.text import plain, short
from exercise.ui.theme import palette_of

NARROW, LOW = 56, 10
"""Below so many cells, where there are so many rows, names stand under the lines and leave them the width."""
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


class TrendChart(Widget, can_focus=False):
    """A chart of a few series; each is labelled at its right end."""

    DEFAULT_CSS = """
    TrendChart { width: 1fr; height: 1fr; background: $background; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._series: tuple[TrendLine, ...] = ()
        self._turns: tuple[str, ...] = ()
        self._cursor = -1
        self._share = 0
        self._marks: tuple[int, ...] = ()
        self._strips: list[Strip] = []
        self._key: object = None

    def show(self, series: Sequence[TrendLine], turns: Sequence[str], cursor: int = -1, marks: Sequence[int] = (), share: int = 0) -> None:
        """Show these series over these turns.

        Args:
            series: The lines.
            turns: What stands beneath each point.
            cursor: The turn looked at; -1 for the last.
            marks: Thresholds in thousandths.
            share: How far the cursor stands on the way to the next turn, in thousandths.
        """
        self._series, self._turns, self._cursor, self._marks, self._share = tuple(series), tuple(turns), cursor, tuple(marks), share
        self._key = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row of the chart."""
        size = self.content_size
        inks = palette_of(self)
        key = (size, id(inks), self._series, self._turns, self._cursor, self._marks, self._share)
        if key != self._key:
            self._strips = [
                Strip([Segment(plain(text), inks.style(ink)) for text, ink in row])
                .adjust_cell_length(size.width, inks.style(""))
                .apply_style(self.rich_style)
                for row in chart(self._series, self._turns, size.width, size.height, self._cursor, self._marks, self._share)
            ]
            self._key = key
        return self._strips[y] if y < len(self._strips) else Strip.blank(size.width, self.rich_style)


def chart(
    series: Sequence[TrendLine], turns: Sequence[str], width: int, height: int, cursor: int = -1, marks: Sequence[int] = (), share: int = 0
) -> list[list[tuple[str, str]]]:
    """Return the rows of a chart, of inked parts: plot, axis at the left, names at the right, turns beneath."""
    below = _legend(series, width) if width < NARROW and height >= LOW else []
    label = 0 if below else min(22, max(10, width // 2), max((len(one.name) + len(one.text) + 2 for one in series), default=0))
    left = 4
    columns, rows = width - left - label, height - 1 - len(below)
    if columns < 8 or rows < 3 or not series:
        return []
    points = max(len(one.values) for one in series)
    cursor = points - 1 if cursor < 0 else cursor
    dots = [[0] * columns for _ in range(rows)]
    owner: list[list[str]] = [[""] * columns for _ in range(rows)]
    wide, high = columns * 2, rows * 4

    def x_of(turn: int) -> int:
        return turn * (wide - 1) // max(1, points - 1)

    now = x_of(cursor)
    if share and cursor < points - 1:
        now += (x_of(cursor + 1) - now) * share // 1000
    for one in series:
        for turn in range(points - 1):
            if turn + 1 >= len(one.values):
                break
            a, b = one.values[turn], one.values[turn + 1]
            if a is None or b is None:
                continue
            x0, x1 = x_of(turn), x_of(turn + 1)
            for x in range(x0, x1 + 1):
                value = a + (b - a) * (x - x0) // max(1, x1 - x0)
                y = (high - 1) - max(0, min(1000, value)) * (high - 1) // 1000
                # Two dots high, to be seen from the back of a room.
                for dot in (y, y + 1 if y + 1 < high else y - 1):
                    dots[dot // 4][x // 2] |= _DOTS[x % 2][dot % 4]
                    owner[dot // 4][x // 2] = "faint" if x > now else one.ink
    ends: dict[int, list[TrendLine]] = {}
    for one in series:
        last = next((value for value in reversed(one.values[: cursor + 1]) if value is not None), None)
        if last is None:
            continue
        y = ((high - 1) - max(0, min(1000, last)) * (high - 1) // 1000) // 4
        while y in ends and y + 1 < rows:
            y += 1
        while y in ends and y > 0:
            y -= 1
        ends.setdefault(y, []).append(one)
    marked = {((high - 1) - mark * (high - 1) // 1000) // 4 for mark in marks}
    at_cursor = now // 2
    lines: list[list[tuple[str, str]]] = []
    for y in range(rows):
        scale = "100" if y == 0 else "  0" if y == rows - 1 else " 50" if y == rows // 2 else "   "
        line: list[tuple[str, str]] = [(scale + " ", "faint")]
        for x in range(columns):
            if dots[y][x]:
                line.append((chr(0x2800 + dots[y][x]), owner[y][x]))
            elif x == at_cursor and now < wide - 1:
                line.append(("│", "accent"))
            elif y in marked or y in (0, rows - 1) or y == rows // 2:
                line.append(("╌", "accent" if y in marked else "line"))
            else:
                line.append((" ", ""))
        for one in ends.get(y, [])[:1] if label else ():
            line += [(" " + short(one.name, max(1, label - len(one.text) - 2)), one.ink), (" " + one.text, f"b {one.ink}")]
        lines.append(line)
    foot = [" "] * (columns + left)
    starts = [min(left + x_of(n) // 2, columns + left - len(name)) for n, name in enumerate(turns)]
    # Every turn, or every second, third … : as many as stand clear of one another, evenly.
    every = next(
        (
            each
            for each in range(1, len(turns) + 1)
            if all(starts[n] + len(turns[n]) < starts[n + each] for n in range(0, len(turns) - each, each))
        ),
        1,
    )
    for start, name in list(zip(starts, turns, strict=True))[::every]:
        foot[start : start + len(name)] = list(name)
    lines.append([("".join(foot), "dim")])
    return [*lines, *below]


def _legend(series: Sequence[TrendLine], width: int) -> list[list[tuple[str, str]]]:
    """Return names and values in rows below a chart that is too narrow to have them beside its lines."""
    rows: list[list[tuple[str, str]]] = []
    room = 0
    for one in series:
        wide = len(one.name) + len(one.text) + 2
        if wide + 1 > room:
            rows.append([])
            room = width
        name = short(one.name, max(4, width - len(one.text) - 4))
        rows[-1] += [(f"━ {name} ", one.ink), (one.text, f"b {one.ink}"), ("  ", "")]
        room -= wide + 3
    return rows
