"""A pause to discuss one story of the read-out: the story large, questions to the table, and a line to keep what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from exercise.model.text import clean
from exercise.model.vocabulary import LINE
from exercise.ui.base import Drawer, title
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines

ASKED = (
    "Who expected this, and from what?",
    "Whose reasons weigh most here, and who could have known of them?",
    "Who would have had to decide otherwise, and what would have kept them from it?",
)
"""What a story is discussed by, when the scenario does not say more."""


class Discuss(Drawer):
    """The read-out stands still; nothing else plays on either."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="discuss.panel", tooltip="The story, or the line to write in"),
    ]

    def __init__(self, story: Sequence[Item], asked: Sequence[str], keep: Callable[[str], str]) -> None:
        super().__init__()
        self._story, self._asked, self._keep = tuple(story), tuple(asked) or ASKED, keep
        self._since = monotonic()
        self._kept = 0

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel wide"):
            yield Lines(id="story")
            yield Input(placeholder="Type what is said; Enter keeps it as a note of yours", max_length=500, id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the story and the questions."""
        lines = self.query_one("#story", Lines)
        questions = [Item((("? ", "b accent"), (text, "")), wrap=True, hang=2) for text in self._asked]
        lines.show([*self._story[:1], *questions, heading("WHY IT HAPPENED", "b accent"), *self._story[1:], item()])
        lines.focus()
        self._tick()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        minutes, seconds = divmod(int(monotonic() - self._since), 60)
        kept = f" · {self._kept} kept" if self._kept else ""
        title(self.query_one("#story"), f"Paused to discuss · {minutes}:{seconds:02}", f"Tab to write · Esc plays on{kept}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was written."""
        text = clean(event.value, limit=LINE).strip()
        if text:
            refusal = self._keep(text)
            if refusal:
                self.table.tell(refusal, bad=True)
                return
            self._kept += 1
            event.input.value = ""
            self._tick()
