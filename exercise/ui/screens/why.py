"""Why: a drawer of pages, from a number to its signed causes, from a cause to its rule, from a rule to its claims in the brief.

Enter goes a level deeper, Backspace or the left arrow one back, Escape closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.reading.models import Leaf
from exercise.ui.base import Drawer, title
from exercise.ui.rows import leaf_rows
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from exercise.reading.pages import Pages
    from exercise.reading.sources import Sources


class Why(Drawer):
    """The way from a number to who says so."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "deeper", "Deeper", key_display="Enter", priority=True, id="why.deeper", tooltip="Open what the cursor is on"),
        Binding("left,backspace", "up", "Back a page", key_display="←", id="why.up", tooltip="Back to the page before"),
        Binding("w", "close", "Close", show=False, id="why.close", tooltip="Close"),
    ]

    def __init__(self, ref: str, pages: Pages | Sources | None = None) -> None:
        """Open at a page; `pages` gives it where those of the desk in play know more than the reader may."""
        super().__init__()
        self._trail = [ref]
        self._pages = pages

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel"):
            yield Lines(id="leaf")
        yield KeyBar()

    def on_mount(self) -> None:
        """Open at the first page."""
        self.query_one("#leaf", Lines).focus()
        self._show()

    def _show(self) -> None:
        leaf = (self._pages or self.table.desk.reader.pages).leaf(self._trail[-1]) or Leaf("Nothing more is known of this")
        lines = self.query_one("#leaf", Lines)
        lines.show(leaf_rows(leaf))
        title(lines, leaf.title, f"page {len(self._trail)}" if len(self._trail) > 1 else "Enter opens a row")

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Go a page deeper."""
        event.stop()
        if event.ref and event.ref != self._trail[-1]:
            self._trail.append(event.ref)
            self._show()

    def action_deeper(self) -> None:
        """Open what the cursor is on."""
        self.query_one("#leaf", Lines).action_open()

    def action_up(self) -> None:
        """Go back a page, or close on the first."""
        if len(self._trail) > 1:
            self._trail.pop()
            self._show()
        else:
            self.dismiss("")
