"""The map as a table: every layer's values in words, for whoever cannot see the map, and for reading them all at once."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.ui.base import Drawer, title
from exercise.ui.rows import layer_rows
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines


class Values(Drawer):
    """All that the map's layers say."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "close", "Close", show=False, id="values.close", tooltip="Close"),
    ]

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel wide"):
            yield Lines(id="values")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the table."""
        lines = self.query_one("#values", Lines)
        lines.show(layer_rows(self.table.desk.reader.map.layers()))
        lines.focus()
        title(lines, "The map in words", "Enter opens what a value means")

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open what a value means and rests on."""
        event.stop()
        self.table.why(event.ref)
