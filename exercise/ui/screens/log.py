"""The log: what happened, turn by turn, latest first, as far as the seat may know."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.rows import section_rows
from exercise.ui.text import item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines


class Log(Sheet):
    """All that has happened."""

    CSS_PATH = "reader.tcss"
    HELP_PAGE = "log"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,l", "back", "Back", key_display="Esc", id="log.back", tooltip="Back")]

    def compose(self) -> ComposeResult:
        """Return the panel."""
        yield TopBar(id="bar")
        yield Lines(id="text", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        self.redraw()
        text = self.query_one("#text", Lines)
        text.show(section_rows(self.desk.reader.news.log()) or [item("Nothing yet.", "dim")])
        title(text, "What happened", "latest turn first · as far as you may know")
        text.focus()

    def redraw(self) -> None:
        """Show the line at the top."""
        self.query_one("#bar", TopBar).show(*bar_parts(self.desk.bar(), narrow=self.is_narrow))
