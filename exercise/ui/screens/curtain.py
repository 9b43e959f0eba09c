"""The curtain between two people at one keyboard: whom to pass it to, and who is done and who is not. Nobody's desk is out."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.desk.keyboard import TABLE, Keyboard
from exercise.model.play import FACILITATOR
from exercise.reading.models import SeatStatus
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.text import Item, Part
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines

ABSENT = "hold"


class Curtain(Sheet):
    """Says to whom the keyboard goes. It holds nothing that only one seat may know."""

    CSS_PATH = "curtain.tcss"
    HELP_PAGE = "curtain"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Not Enter: whoever commits with it once too often must not see the next desk.
        Binding("o", "open", "Open", key_display="o", id="curtain.open", tooltip="Open the desk, when nobody else looks at the screen"),
        Binding("up,down", "", "Other seat", key_display="↑↓", id="curtain.seat", tooltip="Hand the keyboard to another seat instead"),
        Binding("q", "home", "Leave", id="curtain.home", tooltip="Leave the table; the session stays saved and comes back to a curtain"),
    ]

    def __init__(self, seat: str) -> None:
        super().__init__()
        self._seat = seat

    @property
    def keyboard(self) -> Keyboard:
        """Return the keyboard that is shared.

        Raises:
            ValueError: If none is.
        """
        if self.table.keyboard is None:
            raise ValueError("no keyboard is shared")
        return self.table.keyboard

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Vertical(id="middle"):
            yield Lines(id="whom", classes="framed", focusable=False)
            yield Lines(id="chairs", classes="framed", always=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show to whom the keyboard goes, and who is done."""
        self.redraw()
        chairs = self.query_one("#chairs", Lines)
        chairs.show(self._rows(), ref=self._seat)
        title(chairs, "At the table", "↑↓ another seat")
        chairs.focus()
        self._show_whom()

    def redraw(self) -> None:
        """Show the line at the top."""
        left, _ = bar_parts(self.keyboard.bar(), narrow=self.is_narrow)
        self.query_one("#bar", TopBar).show(left)

    def _rows(self) -> list[Item]:
        keyboard = self.keyboard
        rows = [_chair_row(chair) for chair in keyboard.chairs()]
        if keyboard.next() == TABLE:
            rows.append(Item((("All together", "b"), ("  what everyone may know", "dim")), ref=TABLE))
        if keyboard.facilitated:
            rows.append(Item((("The facilitator", "b"), ("  at the console", "dim")), ref=FACILITATOR))
        return rows

    def _show_whom(self) -> None:
        keyboard, seat = self.keyboard, self._seat
        name, called = keyboard.name(seat), keyboard.title(seat)
        rows: list[Item]
        if seat == TABLE:
            over = keyboard.session.state.phase == "over"
            rows = [
                Item((("Call everyone to the screen", "b accent"),)),
                Item(),
                Item((("The session is over, and everything is open now. " if over else "The turn is read out to all. ", ""),), wrap=True),
                Item((("Press ", ""), (" o ", "here"), (" when all can see it.", ""))),
            ]
        else:
            side = next((chair.side for chair in keyboard.chairs() if chair.seat == seat), "")
            who: list[Part] = [(name, f"b {side}"), (", ", "")] if name else []
            rows = [
                Item((("Pass the keyboard to", "dim"),)),
                Item((*who, (called, f"b {side}")), wrap=True),
                Item(),
                Item((("Press ", ""), (" o ", "here"), (" when nobody else looks at the screen.", "")), wrap=True),
            ]
            chair = next((chair for chair in keyboard.chairs() if chair.seat == seat), None)
            if chair is not None and chair.done and keyboard.session.state.phase == "decide":
                rows.append(Item((("It is done; opening the desk takes that back.", "cost"),), wrap=True))
        whom = self.query_one("#whom", Lines)
        whom.show(rows)
        title(whom, "Curtain")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Pass the keyboard to the seat under the cursor."""
        event.stop()
        self._seat = event.ref
        self._show_whom()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Only put the name of the row clicked on the curtain: it takes its own key to open a desk."""
        event.stop()
        self._seat = event.ref
        self._show_whom()

    def action_open(self) -> None:
        """Open the desk of the seat that the keyboard went to."""
        self.table.open_desk(self._seat)

    def action_home(self) -> None:
        """Leave the table."""
        self.table.go_home()

    def action_back(self) -> None:
        """Stay: behind the curtain is somebody's desk."""


def _chair_row(chair: SeatStatus) -> Item:
    """Return a seat as a row: who sits there, and whether it is done; only a person's seat takes the cursor."""
    parts: list[Part] = [(chair.title, f"b {chair.side}")]
    if chair.name:
        parts.append((f"  {chair.name}", ""))
    if chair.holder == "person":
        state: Part = ("● done", "gain") if chair.done else ("○ not yet", "accent") if chair.waits else ("· nothing to do", "dim")
        return Item(tuple(parts), (state,), chair.seat)
    return Item(tuple(parts), (("absent" if chair.holder == ABSENT else "bot", "dim"),))
