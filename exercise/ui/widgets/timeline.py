"""The timeline: one lane a seat, turns side by side, a mark for each thing that happened, and a cursor.

`◆` is a move, `●` an event, `▲` something a rule set off. What lies after the cursor is drawn grey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from exercise.reading.models import Lane, Mark
from exercise.ui.text import name_in, plain
from exercise.ui.theme import palette_of

LEAST = 5
"""Cells a turn has at least; where there are more turns than fit, a window of them is shown."""
LEAD = 14
"""Cells that the names of lanes may always take; they take up to a quarter where every turn still fits."""
GLYPHS = {"move": "◆", "event": "●", "trigger": "▲"}


class _Placed(NamedTuple):
    """A mark in its cell, and which of all marks it is."""

    mark: Mark
    number: int


class TimelineLanes(Widget, can_focus=True):
    """Lanes of marks over turns; where not all turns or lanes fit, those around the cursor are shown."""

    DEFAULT_CSS = """
    TimelineLanes { width: 1fr; height: 1fr; background: $background; }
    """

    class Picked(Message):
        """A mark was clicked."""

        def __init__(self, ref: str) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lanes: tuple[Lane, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._turns = 1
        self._titles: Callable[[int], str] = str
        self._cursor = ""
        self._numbers: dict[str, int] = {}
        self._columns: dict[int, list[_Placed]] = {}
        self._key: object = None
        self._cells: dict[str, dict[int, _Placed]] = {}
        self._first = 1
        self._each = LEAST

    def show(
        self, lanes: Sequence[Lane], marks: Sequence[Mark], turns: int, cursor: str = "", titles: Callable[[int], str] | None = None
    ) -> None:
        """Show these marks in these lanes; the cursor stands on the mark with this reference.

        Args:
            lanes: The rows.
            marks: What happened, in its order; the same tuple again costs nothing.
            turns: How many turns there are.
            cursor: The mark looked at.
            titles: A turn's name under the lanes; by default `T` and its number.
        """
        self._lanes, self._turns, self._cursor = tuple(lanes), max(1, turns), cursor
        self._titles = titles or (lambda turn: f"T{turn}")
        if marks is not self._marks:
            self._marks = tuple(marks)
            self._numbers = {mark.ref: number for number, mark in enumerate(self._marks)}
            self._columns = {}
            for number, mark in enumerate(self._marks):
                self._columns.setdefault(mark.turn, []).append(_Placed(mark, number))
            self._key = None
        self.refresh()

    def _lay_out(self, room: int) -> None:
        """Place the marks of the turns that fit; the turn of the cursor is always among them."""
        fit = max(1, room // LEAST)
        now = self._numbers.get(self._cursor, -1)
        turn = self._marks[now].turn if now >= 0 else self._turns
        if self._turns <= fit:
            first, count = 1, self._turns
        else:
            first, count = min(max(1, turn - fit // 2), self._turns - fit + 1), fit
        key = (room, first, count, self._turns)
        if key == self._key:
            return
        self._key, self._first, self._each = key, first, max(2, room // count)
        cells: dict[str, dict[int, _Placed]] = {}
        for column in range(first, first + count):
            found = self._columns.get(column, ())
            for k, placed in enumerate(found):
                x = (column - first) * self._each + 1 + k * max(1, self._each - 1) // len(found)
                if x < room:
                    cells.setdefault(placed.mark.lane, {})[x] = placed
        self._cells = cells

    def _lead(self, width: int) -> int:
        """Return how many cells the names of the lanes take."""
        longest = max((len(lane.title) for lane in self._lanes), default=0) + 1
        return min(longest, max(LEAD, min(width // 4, width - LEAST * self._turns)))

    def _lane_at(self, y: int, height: int) -> int:
        """Return which lane a row shows: all from the top, or those around the cursor's where they do not all fit."""
        rows = max(1, height - 1)
        if len(self._lanes) <= rows:
            return y
        now = self._numbers.get(self._cursor, -1)
        here = next((n for n, lane in enumerate(self._lanes) if now >= 0 and lane.id == self._marks[now].lane), 0)
        return y + min(max(0, here - rows // 2), len(self._lanes) - rows)

    def render_line(self, y: int) -> Strip:
        """Return one lane, or the row of turns beneath the last."""
        width, height = self.content_size
        style = palette_of(self).style
        lead = self._lead(width)
        room = max(1, width - lead)
        self._lay_out(room)
        now = self._numbers.get(self._cursor, len(self._marks))
        shown = min(len(self._lanes), max(1, height - 1))
        if y == shown:
            return self._axis(lead, room, now).adjust_cell_length(width, style("")).apply_style(self.rich_style)
        if y > shown:
            return Strip.blank(width, self.rich_style)
        lane = self._lanes[self._lane_at(y, height)]
        cells: list[tuple[str, str]] = [("┊" if x % self._each == 0 and x else "─", "line") for x in range(room)]
        line = self._cursor_x(now)
        if 0 <= line < room:
            cells[line] = ("│", "accent")
        for x, placed in self._cells.get(lane.id, {}).items():
            if placed.number != now and x != line:
                cells[x] = (GLYPHS.get(placed.mark.sort, "●"), lane.ink if placed.number < now else "faint")
        if now < len(self._marks) and self._marks[now].lane == lane.id and 0 <= line < room:
            cells[line] = (GLYPHS.get(self._marks[now].sort, "●"), "here")
        segments = [Segment(name_in(plain(lane.title), lead - 1).ljust(lead), style(f"b {lane.ink}"))]
        segments += [Segment(text, style(ink)) for text, ink in cells]
        return Strip(segments).adjust_cell_length(width, style("")).simplify().apply_style(self.rich_style)

    def _cursor_x(self, now: int) -> int:
        """Return the cell in which the cursor stands, -1 for none."""
        if now >= len(self._marks):
            return -1
        turn = self._marks[now].turn
        found = self._columns[turn]
        k = now - found[0].number
        return (turn - self._first) * self._each + 1 + k * max(1, self._each - 1) // len(found)

    def _axis(self, lead: int, room: int, now: int) -> Strip:
        style = palette_of(self).style
        here = self._marks[now].turn if now < len(self._marks) else 0
        count = min(self._turns, max(1, room // self._each))
        segments = [Segment(("‹" if self._first > 1 else "").rjust(lead - 1) + " ", style("accent"))]
        for turn in range(self._first, self._first + count):
            text = plain(self._titles(turn))[: self._each - 1].ljust(self._each)
            segments.append(Segment(text, style("b accent" if turn == here else "dim")))
        if self._first + count - 1 < self._turns:
            segments.append(Segment("›", style("accent")))
        return Strip(segments)

    def on_click(self, event: events.Click) -> None:
        """Pick the mark clicked."""
        y, x = event.y - self.gutter.top, event.x - self.gutter.left
        lead = self._lead(self.content_size.width)
        if not 0 <= y < min(len(self._lanes), max(1, self.content_size.height - 1)):
            return
        cells = self._cells.get(self._lanes[self._lane_at(y, self.content_size.height)].id, {})
        near = min(cells, key=lambda place: abs(place - (x - lead)), default=None)
        if near is not None and abs(near - (x - lead)) <= 1:
            self.post_message(self.Picked(cells[near].mark.ref))
