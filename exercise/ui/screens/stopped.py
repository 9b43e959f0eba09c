"""The save takes no further entry: try again, go on in another file, or leave."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.session import Stopped
from exercise.ui.base import Drawer, title
from exercise.ui.text import Item, prose
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines

CHOICES = (
    ("retry", "r", "Try again", "after making room, or putting the file back"),
    ("elsewhere", "s", "Save elsewhere", "the whole session goes to a new file and goes on there"),
    ("leave", "l", "Leave the table", ""),
)


class StoppedDrawer(Drawer):
    """How a session that cannot be saved is to go on: closes with `retry`, `elsewhere` or `leave`."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer('retry')", "Try again", id="stopped.retry", tooltip="Write to the same file again"),
        Binding("s", "answer('elsewhere')", "Save elsewhere", id="stopped.elsewhere", tooltip="Write all of it to a new file, and go on"),
        Binding("l", "answer('leave')", "Leave", id="stopped.leave", tooltip="Go home"),
    ]

    def __init__(self, stopped: Stopped, again: str = "") -> None:
        super().__init__()
        self._stopped, self._again = stopped, again

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel small"):
            yield Lines(id="list")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what happened, and what can be done."""
        stopped = self._stopped
        where = (
            f"Entries 1 to {stopped.entry} are on disk."
            if stopped.is_on_disk
            else f"The file does not hold the {stopped.entry} entries played so far: they are in memory alone, and lost when you leave."
        )
        rows = [*prose(self._again or stopped.why.partition(" The session stops at ")[0]), Item(), *prose(where)]
        rows += [*prose("The last move was not made. It is made as soon as it can be saved."), Item()]
        for ref, key, label, note in CHOICES:
            rows.append(Item(((f"{key} ", "b accent"), (label, "b"), (f"  {note}" if note else "", "dim")), ref=ref, wrap=True, hang=2))
        lines = self.query_one("#list", Lines)
        lines.show(rows, ref="retry")
        title(lines, f"Stopped at entry {stopped.entry}", "r, s or l")
        lines.focus()

    def action_answer(self, answer: str) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Close with the row that was opened."""
        event.stop()
        self.dismiss(event.ref)

    def action_close(self) -> None:
        """Stay: the session cannot go on before this is answered."""
