"""What the console asks: several of a list, a longer text, and an order card with its read-back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from exercise.desk.console.models import MoveReading
from exercise.model.text import clean
from exercise.model.vocabulary import LINE
from exercise.ui.base import Drawer, title
from exercise.ui.text import Item, dots, heading, item
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines

WIDE = 100
"""Columns from which a card has room for what the seat has at hand."""
REASON = "Nothing yet: a reason is demanded. Esc gives up."
"""What an empty line is told where a reason is demanded."""


class Several(Drawer):
    """Some of a list: closes with their references, joined by `+`; an empty text when nothing was to be chosen after all."""

    CSS_PATH = "screens/drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", key_display="Space", priority=True, id="several.mark", tooltip="Mark what the cursor is on"),
        Binding("enter", "take", "Take", key_display="Enter", priority=True, id="several.take", tooltip="Take what is marked"),
    ]

    def __init__(self, head: str, options: Sequence[tuple[str, str, str]], everyone: str = "", note: str = "") -> None:
        """Offer (reference, name, more) options; `everyone` is the reference of the one that excludes the others, `note` stands below."""
        super().__init__()
        self._note = note
        self._head, self._options, self._everyone = head, tuple(options), everyone
        # Nothing is marked at first: whoever goes down to one row and takes it means that row, and not everyone.
        self._marked: set[str] = set()

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel"):
            yield Lines(id="list")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one("#list", Lines).focus()
        self._show(self._everyone)

    def _show(self, ref: str) -> None:
        lines = self.query_one("#list", Lines)
        rows = [
            Item((("[×] " if id in self._marked else "[ ] ", "accent"), (name, "b"), ("  " + more if more else "", "dim")), ref=id)
            for id, name, more in self._options
        ]
        if self._note:
            rows += [Item(), item(self._note, "accent", wrap=True)]
        lines.show(rows, ref=ref, top=False)
        what = "what is marked" if self._marked else "this row"
        title(lines, self._head, f"Space marks several · Enter takes {what} · Esc closes")

    def action_mark(self) -> None:
        """Mark what the cursor is on, or take the mark away."""
        ref = self.query_one("#list", Lines).ref
        if ref == self._everyone:
            self._marked = {ref}
        elif ref in self._marked:
            self._marked.discard(ref)
        else:
            self._marked = (self._marked | {ref}) - {self._everyone}
        self._show(ref)

    def action_take(self) -> None:
        """Close with what is marked; where nothing is, with what the cursor is on."""
        chosen = [id for id, _, _ in self._options if id in self._marked]
        self.dismiss("+".join(chosen) or self.query_one("#list", Lines).ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Mark the row that was clicked."""
        event.stop()
        self.action_mark()


class Writing(Drawer):
    """A panel with a line to write in; what is typed before the line has the focus is not lost."""

    CSS_PATH = "screens/drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take", key_display="Enter", priority=True, id="writing.take", tooltip="Take the line as it stands"),
    ]

    async def action_take(self) -> None:
        """Take the line as it stands."""
        await self.query_one("#sentence", Input).action_submit()

    def on_key(self, event: events.Key) -> None:
        """Take a letter that was typed while the panel was opening."""
        fields = self.query("#sentence").results(Input)
        field = next(iter(fields), None)
        if field is not None and not field.has_focus and event.is_printable and event.character:
            event.stop()
            field.insert_text_at_cursor(event.character)
            field.focus()


class Write(Writing):
    """A line to write, with what it is for above it: closes with the line, or an empty text."""

    def __init__(
        self, head: str, rows: Sequence[Item], value: str = "", limit: int = LINE, does: str = "keeps it", needs: str = ""
    ) -> None:
        """Ask for a line; with `needs`, an empty one is told that and the panel stays open."""
        super().__init__()
        self._head, self._rows, self._value, self._limit, self._does = head, tuple(rows), value, limit, does
        self._needs = needs

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel small"):
            yield Lines(id="ask", focusable=False)
            yield Input(value=self._value, max_length=self._limit, id="sentence", select_on_focus=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        lines = self.query_one("#ask", Lines)
        lines.show(self._rows)
        title(lines, self._head, f"Enter {self._does} · Esc closes")
        self.query_one("#sentence", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the line."""
        event.stop()
        line = clean(event.value, limit=self._limit).strip()
        if self._needs and not line:
            self.table.tell(self._needs, bad=True)
            return
        self.dismiss(line)


class OrderCard(Writing):
    """An order card: a move typed in its text form, read back as it is typed, and sealed with a second Enter. Takes card after card."""

    def __init__(
        self, head: str, read: Callable[[str], MoveReading], make: Callable[[str], str], remind: Callable[[str], Sequence[tuple[str, str]]],
        value: str = "", once: bool = False, more: str = "", hands: Callable[[], Sequence[Item]] | None = None,
    ) -> None:  # fmt: skip
        """Make a card.

        Args:
            head: Whose card it is.
            read: Gives how a line reads back.
            make: Makes the move that a line means; returns why not, or an empty text.
            remind: Gives what may be written next, as (name, values) pairs.
            value: What stands there at first.
            once: Whether one card is all.
            more: What Enter on an empty line does, where it closes the card with "done"; else it does nothing.
            hands: Gives what the seat has at hand, for a panel beside the card where there is room.
        """
        super().__init__()
        self._head, self._read, self._make, self._remind, self._value, self._once = head, read, make, remind, value, once
        self._more, self._hands = more, hands
        self._asked = ""
        self._made: list[str] = []

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel wide"):
            yield Input(value=self._value, max_length=6000, id="sentence", select_on_focus=False)
            with Horizontal():
                yield Lines(id="ask", focusable=False)
                yield Lines(id="hands", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one("#sentence", Input).focus()
        self._show()

    def on_resize(self) -> None:
        """Show what is at hand where there is room for it."""
        self._show()

    def _show(self) -> None:
        text = self.query_one("#sentence", Input).value
        found = self._read(text)
        rows: list[Item] = []
        if self._more and text.strip() == self._value.strip():
            rows += [Item((("Enter", "b accent"), (f" on an empty card: {self._more}", "")), wrap=True), Item()]
        if self._made:
            rows += [heading("ENTERED", "b gain")]
            rows += [Item((("● ", "gain"), (line, "dim")), wrap=True, hang=2) for line in self._made]
            rows.append(Item())
        if self._asked:
            means = "what is meant" if self._once else "what the card says"
            rows += [
                heading("READ IT ALOUD" + ("" if self._once else " TO THE TEAM'S SPEAKER"), "b accent"),
                Item(((found.text, "b"),), wrap=True),
                *_terms(found),
                Item(),
                Item((("Enter", "b accent"), (f" it is {means}. If not, mend the line.", "")), wrap=True),
            ]
        else:
            rows += self._said(text, found)
            rows += [Item(((f"{name:<12} ", "accent"), (values, "dim")), wrap=True, hang=13) for name, values in self._remind(text)]
        lines, hands = self.query_one("#ask", Lines), self.query_one("#hands", Lines)
        hands.display = self._hands is not None and self.app.size.width >= WIDE
        if self._hands is not None and hands.display:
            hands.show(self._hands())
            title(hands, "At hand", "of this seat alone")
        elif self._hands is not None and not self._asked:
            rows += [Item(), heading("AT HAND", "b accent"), *self._hands()]
        lines.show(rows)
        title(lines, self._head, f"Enter reads back, then {'takes it' if self._once else 'seals'} · Ctrl+U empties · Esc closes")

    def _said(self, text: str, found: MoveReading) -> list[Item]:
        """Return what the line says as it stands: a sentence, what is wrong with it, or what it still lacks."""
        rows: list[Item] = []
        if found.fault and text != self._value:
            rows.append(Item((("× ", "b cost"), (found.fault, "cost")), wrap=True, hang=2))
            if not found.text:
                rows.append(item("  No order yet: nothing of this line is kept.", "dim", wrap=True))
        elif found.lacks and text.strip() != self._value.strip():
            rows.append(item(f"… goes on with {found.lacks}", "dim", wrap=True))
        if found.text:
            rows.append(heading("NOT TAKEN AS IT STANDS" if found.fault else "IT SAYS"))
            rows += [Item(((found.text, "b" if not found.fault else "dim"),), wrap=True), *_terms(found)]
            if not found.fault:
                rows += [Item(), Item((("Enter", "b accent"), (" to read it back", "")))]
        return [*rows, Item()] if rows else rows

    def action_close(self) -> None:
        """Close; a line that was not taken is not kept, and that is said."""
        text = self.query_one("#sentence", Input).value.strip()
        if text and text != self._value.strip():
            self.table.tell(f"Not {'taken' if self._once else 'sealed'}, and not kept: {text}")
        super().action_close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read back what stands there now."""
        event.stop()
        if event.value != self._asked:
            self._asked = ""
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask once more, then make the move."""
        event.stop()
        text = event.value
        if self._more and text.strip() == self._value.strip():
            self.dismiss("done")
            return
        found = self._read(text)
        if not text.strip():
            return
        if found.fault or not found.text:
            # What is wrong stands below the line already.
            self.app.bell()
            return
        if self._asked != text:
            self._asked = text
            self._show()
            return
        refused = self._make(text)
        if refused:
            self.table.tell(refused, bad=True)
        elif self._once:
            self.dismiss(text)
        else:
            self._made.append(found.text)
            self._asked = ""
            field = self.query_one("#sentence", Input)
            field.value = self._value
            field.cursor_position = len(self._value)
            self._show()


def _terms(found: MoveReading) -> list[Item]:
    planned = found.planned
    if planned is None:
        return []
    because = [Item((("“" + planned.text + "”", "i"),), wrap=True)] if planned.text else []
    return [
        *([item(planned.terms, "dim", wrap=True)] if planned.terms else []),
        *because,
        Item((("cost ", "dim"), (dots(planned.cost, planned.cost) or "free", "accent"))),
    ]
