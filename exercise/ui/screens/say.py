"""Saying something besides one's moves: chosen in rows like a move, written in a line, and what was said so far beneath it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from exercise.reading.forms.sayings import LINES, Line
from exercise.ui.screens.sheet import Drawer, title
from exercise.ui.text import Item, item
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines

LIMIT = 500


class Say(Drawer):
    """Signals, messages, pledges, questions, predictions, notes and arguments of the seat at the desk."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Write, send", key_display="Enter", priority=True, id="say.send", tooltip="Write it, then send it"),
        Binding("tab,shift+tab", "other", "Rows, line", key_display="Tab", priority=True, id="say.other", tooltip="The rows, the line"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, tuple[str, ...]] = {}
        self._texts: dict[str, str] = {}
        self._at = 0

    def compose(self) -> ComposeResult:
        """Return the panels."""
        with Vertical(classes="panel"):
            rows = ChoiceRows(id="rows")
            rows.add_class("framed")
            yield rows
            yield Input(id="sentence", max_length=LIMIT)
            yield Lines(id="said", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with a message."""
        title(self.query_one("#rows"), "Say something", "↑↓ row · ←→ change · digits pick")
        title(self.query_one("#said"), "Said and heard so far")
        self.query_one("#rows").focus()
        self.redraw()

    def _line(self) -> Line | None:
        """Return the sentence that is asked for now."""
        lines = LINES[self.table.desk.sayings.sort(self._chosen)]
        return lines[self._at] if self._at < len(lines) else None

    def redraw(self) -> None:
        """Show the rows and the sentence that they ask for."""
        sayings = self.table.desk.sayings
        self.query_one("#rows", ChoiceRows).show(sayings.rows(self._chosen))
        line = self._line()
        field = self.query_one("#sentence", Input)
        field.display = line is not None
        title(field, line.text if line else "")
        heard = sayings.heard()
        self.query_one("#said", Lines).show([Item(((text, ""),), wrap=True, hang=2) for text in heard] or [item("Nothing yet.", "dim")])

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Keep what was picked; another sort asks for other sentences."""
        event.stop()
        self._chosen[event.name] = event.chosen
        if event.name == "sort":
            self._at, self._texts = 0, {}
        self.redraw()

    def on_choice_rows_grouped(self, event: ChoiceRows.Grouped) -> None:
        """Go on by as many tens as the digit says, on a row that is stepped through."""
        event.stop()
        rows = {row.name: row for row in self.table.desk.sayings.rows(self._chosen)}
        row = rows[event.rows.current]
        self._chosen[row.name] = (row.options[min(len(row.options) - 1, (event.number - 1) * len(row.options) // 9)].value,)
        self.redraw()

    def action_other(self) -> None:
        """Go from the rows to the line, and back."""
        field = self.query_one("#sentence", Input)
        (self.query_one("#rows") if field.has_focus or not field.display else field).focus()

    def action_send(self) -> None:
        """From the rows to the line; from the line to the next one that is asked for, and after the last send it all."""
        field, line = self.query_one("#sentence", Input), self._line()
        if line is not None:
            if not field.has_focus:
                field.focus()
                return
            text = field.value.strip()
            if not text and line.needed:
                self.table.tell("Write something first; Esc leaves.", bad=True)
                return
            self._texts[line.key] = text
            self._at += 1
            field.value = ""
            if text and self._line() is not None:
                self.redraw()
                return
        self._send()

    def _send(self) -> None:
        desk = self.table.desk
        refusal = desk.sayings.say(self._chosen, self._texts)
        if refusal:
            line = self._line() or next(iter(LINES[desk.sayings.sort(self._chosen)]), None)
            self._at = 0
            self.query_one("#sentence", Input).value = self._texts.get(line.key, "") if line else ""
            self.table.tell(refusal, bad=True)
            self.redraw()
            self.query_one("#rows").focus()
            return
        self.table.tell("Said.")
        self.dismiss("said")
