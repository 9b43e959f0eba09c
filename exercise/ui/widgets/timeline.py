"""The timeline: one lane an actor, turns side by side, a mark for each thing that happened, and a cursor.

`◆` is a move, `●` an event, `▲` something a rule set off. What lies after the cursor is drawn grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from exercise.ui.text import plain
from exercise.ui.theme import palette_of

GLYPHS = {"move": "◆", "event": "●", "trigger": "▲"}


class Mark(NamedTuple):
    """One thing that happened: its turn (from 1), its lane, what sort of thing it was, and what it opens."""

    turn: int
    lane: str
    sort: str
    ref: str


class Lane(NamedTuple):
    """A row of the timeline."""

    id: str
    title: str
    ink: str


class Timeline(Widget, can_focus=False):
    """Lanes of marks over turns."""

    DEFAULT_CSS = """
    Timeline { width: 1fr; height: 1fr; background: $background; }
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
        self._cursor = ""
        self._places: dict[tuple[int, int], str] = {}

    def show(self, lanes: Sequence[Lane], marks: Sequence[Mark], turns: int, cursor: str = "") -> None:
        """Show these marks in these lanes; the cursor stands on the mark with this reference."""
        self._lanes, self._marks, self._turns, self._cursor = tuple(lanes), tuple(marks), max(1, turns), cursor
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one lane, or the row of turns beneath the last."""
        width = self.content_size.width
        style = palette_of(self).style
        lead = min(14, max((len(lane.title) for lane in self._lanes), default=0) + 1)
        room = width - lead
        each = max(2, room // self._turns)
        if y == len(self._lanes):
            text = "".join(f"T{turn}".ljust(each) for turn in range(1, self._turns + 1))
            return Strip([Segment(" " * lead + text, style("dim"))]).adjust_cell_length(width, style("")).apply_style(self.rich_style)
        if y > len(self._lanes):
            return Strip.blank(width, self.rich_style)
        lane = self._lanes[y]
        now = next((n for n, mark in enumerate(self._marks) if mark.ref == self._cursor), len(self._marks))
        cells: list[tuple[str, str]] = [("┊" if x % each == 0 and x else "─", "line") for x in range(room)]
        by_turn: dict[int, list[tuple[int, Mark]]] = {}
        for n, mark in enumerate(self._marks):
            by_turn.setdefault(mark.turn, []).append((n, mark))
        for turn, found in by_turn.items():
            for k, (n, mark) in enumerate(found):
                if mark.lane != lane.id:
                    continue
                x = (turn - 1) * each + 1 + k * max(1, each - 2) // max(1, len(found))
                if x < room:
                    ink = "here" if n == now else lane.ink if n < now else "faint"
                    cells[x] = (GLYPHS.get(mark.sort, "●"), ink)
                    self._places[(y, lead + x)] = mark.ref
        segments = [Segment(plain(lane.title)[: lead - 1].ljust(lead), style(f"b {lane.ink}"))]
        segments += [Segment(text, style(ink)) for text, ink in cells]
        return Strip(segments).adjust_cell_length(width, style("")).simplify().apply_style(self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Pick the mark clicked."""
        ref = self._places.get((event.y - self.gutter.top, event.x - self.gutter.left))
        if ref:
            self.post_message(self.Picked(ref))
