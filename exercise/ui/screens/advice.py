"""The adviser's word: two or three moves that differ in kind, of which one can be taken into the rows of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.reading.models import Advice
from exercise.ui.base import Drawer, title
from exercise.ui.rows import advice_rows, advised_rows
from exercise.ui.text import prose
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines

NOTHING = (
    "No move open to you now serves your aims, as far as you can see. "
    "To hold is a move too: capital that is kept can be spent next turn."
)


class AdviceDrawer(Drawer):
    """What might be done; closes with the number of the move taken."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take it", key_display="Enter", priority=True, id="advice.take", tooltip="Take this move into the rows"),
        Binding("1", "number(1)", "Take it", show=False, id="advice.1", tooltip="Take the first"),
        Binding("2", "number(2)", "Take it", show=False, id="advice.2", tooltip="Take the second"),
        Binding("3", "number(3)", "Take it", show=False, id="advice.3", tooltip="Take the third"),
        Binding("w", "why", "Why?", id="advice.why", tooltip="The signed reasons of the row under the cursor"),
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="advice.panel", tooltip="To the reasons, and back"),
        Binding("a", "close", "Close", show=False, id="advice.close", tooltip="Close"),
    ]

    def __init__(self, advice: Sequence[Advice]) -> None:
        super().__init__()
        self._advice = tuple(advice)

    def compose(self) -> ComposeResult:
        """Return the panels: the moves, and more about the one under the cursor."""
        with Vertical(classes="panel wide"):
            yield Lines(id="advice")
            yield Lines(id="advised")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the moves."""
        lines = self.query_one("#advice", Lines)
        lines.show(advice_rows(self._advice) or prose(NOTHING))
        lines.focus()
        counted = any(aim.amount.lstrip("+-−").replace(".", "").isdecimal() for one in self._advice for aim in one.aims)
        unit = "points of 100 on each aim · " if counted else ""
        title(lines, "What you might do", unit + "a digit takes one" if self._advice else "Esc closes")
        self.query_one("#advised").display = bool(self._advice)
        self._show(1)

    def _show(self, number: int) -> None:
        if number <= len(self._advice):
            lines = self.query_one("#advised", Lines)
            lines.show(advised_rows(self._advice[number - 1]))
            title(lines, f"{number} {self._advice[number - 1].title}", "a forecast: others move too")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Say more about the move under the cursor."""
        event.stop()
        sort, _, rest = event.ref.partition(":")
        if sort == "take":
            self._show(int(rest))

    def action_number(self, number: int) -> None:
        """Close with a move by its number."""
        if number <= len(self._advice):
            self.dismiss(str(number))

    def action_take(self) -> None:
        """Close with the move under the cursor, or open the reasons of the row under it."""
        focused = self.focused
        if isinstance(focused, Lines):
            focused.action_open()

    def action_why(self) -> None:
        """Open the reasons of the row under the cursor; of a move, those of its first gain or cost."""
        focused = self.focused
        ref = focused.ref if isinstance(focused, Lines) else ""
        if ref.startswith("take:"):
            ref = self.query_one("#advised", Lines).ref
        if ref:
            self.table.why(ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Close with a move, or open the reasons of a row."""
        event.stop()
        sort, _, rest = event.ref.partition(":")
        if sort == "take":
            self.dismiss(rest)
        else:
            self.table.why(event.ref)
