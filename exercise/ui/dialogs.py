"""Small questions over a screen: yes or no, a sentence to write, one thing of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from exercise.model.text import clean
from exercise.ui.base import Drawer, title
from exercise.ui.text import Item, item, prose
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines


class Ask(Drawer):
    """A yes or no: closes with "yes", or an empty text."""

    CSS_PATH = "screens/drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "yes", "Yes", key_display="Enter", priority=True, id="ask.yes", tooltip="Yes"),
        Binding("n", "close", "No", show=False, id="ask.no", tooltip="No"),
    ]

    def __init__(self, head: str, text: str, yes: str = "Yes", extra: Sequence[Item] = ()) -> None:
        super().__init__()
        self._head, self._text, self._yes, self._extra = head, text, yes, tuple(extra)

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel small"):
            yield Lines(id="ask", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        lines = self.query_one("#ask", Lines)
        lines.show([*prose(self._text), *self._extra])
        title(lines, self._head, f"Enter {self._yes.lower()} · Esc not yet")

    def action_yes(self) -> None:
        """Close with yes."""
        self.dismiss("yes")


class Remark(Drawer):
    """A sentence to write: closes with it; Escape leaves what was there."""

    CSS_PATH = "screens/drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", key_display="Enter", priority=True, id="reason.keep", tooltip="Keep the sentence"),
    ]

    def __init__(self, head: str, text: str, value: str = "", limit: int = 240) -> None:
        super().__init__()
        self._head, self._text, self._value, self._limit = head, text, value, limit

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel small"):
            yield Lines(id="ask", focusable=False)
            yield Input(value=self._value, max_length=self._limit, id="sentence")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        lines = self.query_one("#ask", Lines)
        lines.show(prose(self._text))
        title(lines, self._head, "Enter keeps it · Esc leaves it as it was")
        self.query_one("#sentence", Input).focus()

    async def action_keep(self) -> None:
        """Take the sentence as it stands."""
        await self.query_one("#sentence", Input).action_submit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the sentence; a single space says that it was emptied on purpose."""
        self.dismiss(clean(event.value, limit=self._limit).strip() or " ")


class Picker(Drawer):
    """One thing of a list: closes with its reference."""

    CSS_PATH = "screens/drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take", key_display="Enter", priority=True, id="picker.take", tooltip="Take what the cursor is on"),
        Binding("backspace", "rub_out", "Filter", show=False, id="picker.rub-out", tooltip="Take back a letter of the filter"),
    ]

    def __init__(
        self,
        head: str,
        items: Sequence[Item],
        ref: str = "",
        sub: str = "type to filter · Enter takes · Esc closes",
        also: Mapping[str, str] | None = None,
    ) -> None:
        """Ask for one of a list.

        Args:
            head: What is chosen.
            items: The list; those with a `ref` can be taken.
            ref: The item that the cursor begins on.
            sub: What the keys do.
            also: By `ref`, other words that find an item besides those it shows.
        """
        super().__init__()
        self._also = also or {}
        self._head, self._all, self._ref, self._sub = head, tuple(items), ref, sub
        self._filter = ""

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel"):
            yield Lines(id="list")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one("#list", Lines).focus()
        self._show(self._ref)

    def _show(self, ref: str = "") -> None:
        wanted = self._filter.lower().split()
        items: list[Item] = list(self._all)
        if wanted:
            items = [entry for entry in self._all if entry.ref and all(word in self._found_by(entry) for word in wanted)]
            # What begins with the letters is most likely meant.
            items.sort(key=lambda entry: not "".join(text for text, _ in entry.parts).lower().startswith(self._filter.lower().strip()))
            items = items or [item(f'Nothing found for "{self._filter}". Backspace takes letters back.', "dim", wrap=True)]
        lines = self.query_one("#list", Lines)
        lines.show(items, ref=ref)
        title(lines, f"{self._head}: {self._filter}" if self._filter else self._head, self._sub)

    def _found_by(self, entry: Item) -> str:
        return f"{''.join(text for text, _ in entry.parts)}\n{self._also.get(entry.ref, '')}".lower()

    def key_letter(self, letter: str) -> None:
        """Narrow the list by one more letter."""
        self._filter += letter
        self._show()

    def on_key(self, event: object) -> None:
        """Take letters into the filter."""
        from textual import events

        if isinstance(event, events.Key) and event.is_printable and event.character and (event.character != " " or self._filter):
            event.stop()
            event.prevent_default()
            self.key_letter(event.character)

    def action_rub_out(self) -> None:
        """Take back a letter of the filter."""
        self._filter = self._filter[:-1]
        self._show()

    def action_take(self) -> None:
        """Close with what the cursor is on."""
        self.query_one("#list", Lines).action_open()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Close with what was opened."""
        event.stop()
        self.dismiss(event.ref)
