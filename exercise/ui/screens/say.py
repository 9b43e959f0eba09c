"""Saying something besides one's moves: chosen in rows like a move, written in a line, and what was said so far beneath it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from exercise.model.vocabulary import LINE
from exercise.reading.forms.form import TEXT, FormField
from exercise.ui.base import Drawer, title
from exercise.ui.text import Item, item
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines


class Say(Drawer):
    """Signals, messages, pledges, questions, predictions, notes and arguments of the seat at the desk."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Write, send", key_display="Enter", priority=True, id="say.send", tooltip="Write it, then send it"),
        Binding("tab,shift+tab", "other", "Rows, line", key_display="Tab", priority=True, id="say.other", tooltip="The rows, the line"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filled: dict[str, tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        with Vertical(classes="panel"):
            rows = ChoiceRows(id="rows")
            rows.add_class("framed")
            yield rows
            yield Input(id="sentence", max_length=LINE)
            yield Lines(id="said", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with a message."""
        title(self.query_one("#rows"), "Say something", "↑↓ row · ←→ change · digits pick")
        title(self.query_one("#said"), "Said and heard so far")
        self.query_one("#rows").focus()
        self.redraw()

    def _rows(self) -> tuple[FormField, ...]:
        return tuple(field for field in self.table.desk.sayings.form(self._filled).fields if field.kind != TEXT)

    def _texts(self) -> tuple[FormField, ...]:
        return tuple(field for field in self.table.desk.sayings.form(self._filled).fields if field.kind == TEXT)

    def _line(self) -> FormField | None:
        """Return the sentence that is asked for now."""
        return next((field for field in self._texts() if field.name not in self._filled), None)

    def redraw(self) -> None:
        """Show the rows and the sentence that they ask for."""
        sayings = self.table.desk.sayings
        self.query_one("#rows", ChoiceRows).show(self._rows())
        line = self._line()
        field = self.query_one("#sentence", Input)
        field.display = line is not None
        title(field, line.question if line else "")
        heard = sayings.heard()
        self.query_one("#said", Lines).show([Item(((text, ""),), wrap=True, hang=2) for text in heard] or [item("Nothing yet.", "dim")])

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Keep what was picked; another sort asks for other sentences."""
        event.stop()
        self._filled = {"sort": event.chosen} if event.name == "sort" else {**self._filled, event.name: event.chosen}
        self.redraw()

    def on_choice_rows_grouped(self, event: ChoiceRows.Grouped) -> None:
        """Go on by as many tens as the digit says, on a row that is stepped through."""
        event.stop()
        rows = {row.name: row for row in self._rows()}
        row = rows[event.rows.current]
        self._filled[row.name] = (row.options[min(len(row.options) - 1, (event.number - 1) * len(row.options) // 9)].value,)
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
            self._filled[line.name] = (text,)
            field.value = ""
            if text and self._line() is not None:
                self.redraw()
                return
        self._send()

    def _send(self) -> None:
        refusal = self.table.desk.sayings.say(self._filled)
        if refusal:
            texts = {field.name: self._filled.pop(field.name, ("",))[0] for field in self._texts()}
            self.query_one("#sentence", Input).value = next(iter(texts.values()), "")
            self.table.tell(refusal, bad=True)
            self.redraw()
            self.query_one("#rows").focus()
            return
        self.table.tell("Said.")
        self.dismiss("said")
