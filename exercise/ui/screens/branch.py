"""Branch here: one decision of a turn made otherwise, and how to go on from it. Closes with the branch that was made, or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.errors import ExerciseError
from exercise.model.moves import format_move, parse_move
from exercise.reading.branching import BOTS, PLAY_ON, RECORDED, Branch, Brancher
from exercise.reading.forms.form import FormField, Option
from exercise.ui.base import Modal, title
from exercise.ui.dialogs import Remark
from exercise.ui.text import Item, item
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from exercise.ui.base import ScreenHost

THEN = (
    Option(RECORDED, "as recorded", "Everything else is decided as it was; what is no longer possible is left out, and named."),
    Option(BOTS, "bots", "The rest of this turn as recorded, then bots in every seat to the end."),
    Option(PLAY_ON, "play on", "You sit down at this point and play on."),
)


class BranchDialog(Modal[tuple[Branch, str] | None]):
    """What is decided otherwise."""

    CSS_PATH = "branch.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "Make the branch", key_display="Enter", priority=True, id="branch.make", tooltip="Make the branch"),
        Binding("x", "another", "Another move", id="branch.another", tooltip="Write another move in place of this one"),
        Binding("e", "name", "Name", id="branch.name", tooltip="Give the branch a name of your own"),
        Binding("escape", "close", "Close", key_display="Esc", id="branch.close", tooltip="Leave it as it was"),
    ]

    def __init__(self, brancher: Brancher, key: str, other: str) -> None:
        super().__init__()
        self._brancher = brancher
        self._key = key
        self._other = other
        self._then = RECORDED
        self._save_name = brancher.free_name()

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel"):
            yield ChoiceRows(id="rows")
            yield Lines(id="about", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the decision."""
        title(self.query_one(".panel"), f"Branch at turn {self._brancher.turn}", "←→ change · ↑↓ row · Enter makes it")
        self.query_one("#rows", ChoiceRows).focus()
        self._show()

    def _show(self) -> None:
        rows = [*self._brancher.rows(self._key, self._other), FormField("then", "Then", THEN, (self._then,))]
        self.query_one("#rows", ChoiceRows).show(rows)
        difference = self._brancher.difference(self._key, self._other)
        lines = [
            Item((("Otherwise  ", "dim"), (difference or "nothing yet: change a row", "b" if difference else "cost")), wrap=True, hang=11),
            Item((("New save   ", "dim"), (self._save_name, "accent")), wrap=True, hang=11),
        ]
        if self._other:
            lines.append(item("As a move  " + self._other, "dim", wrap=True, hang=11))
        self.query_one("#about", Lines).show(lines)

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Take a row's new value."""
        event.stop()
        [value, *_] = event.chosen
        if event.name == "then":
            self._then = value
        elif event.name == "decision":
            self._key = value
            recorded = self._brancher.move(value)
            self._other = format_move(recorded) if recorded else ""
        else:
            self._other = self._brancher.changed(self._key, self._other, event.name, value)
        self._show()

    def action_another(self) -> None:
        """Write another move in place of this one."""
        text = "Another move in place of this one, in its text form: ACTOR: KIND TARGET,TARGET key=value."
        self.app.push_screen(Remark("Another move", text, self._other), self._written)

    def _written(self, text: str | None) -> None:
        if not text or not text.strip():
            return
        try:
            self._other = format_move(parse_move(text))
        except ExerciseError as fault:
            cast("ScreenHost", self.app).tell(str(fault), bad=True)
        self._show()

    def action_name(self) -> None:
        """Give the branch a name."""
        self.app.push_screen(Remark("Name", "The name of the new save.", self._save_name, 60), self._named)

    def _named(self, name: str | None) -> None:
        if name and name.strip():
            self._save_name = name.strip()
            self._show()

    def action_make(self) -> None:
        """Make the branch, or say why it cannot be."""
        app = cast("ScreenHost", self.app)
        if self._brancher.move(self._key) is not None and not self._brancher.difference(self._key, self._other):
            app.tell("Nothing is decided otherwise yet: change a row first.")
            return
        try:
            made = self._brancher.make(self._key, self._other, self._then, self._save_name)
        except ExerciseError as fault:
            app.tell(str(fault), bad=True)
            return
        self.dismiss((made, self._then))

    def action_close(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
