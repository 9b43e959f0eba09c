"""Jump keys: a letter on every panel and every row of choices; the letter goes there."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from exercise.ui.base import Modal
from exercise.ui.theme import palette_of
from exercise.ui.widgets.choice_row import ChoiceRows

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class JumpPlace(NamedTuple):
    """Somewhere to jump to: a panel, or one row of its choices; and where its letter stands."""

    widget: Widget
    row: str
    at: Offset


def places(screen: Screen[None]) -> list[JumpPlace]:
    """Return where one can jump on a screen, from the top left: panels in view, and each row of choices."""
    found: list[JumpPlace] = []
    for widget in screen.focus_chain:
        region = widget.region
        if not region.width or not region.height:
            continue
        if isinstance(widget, ChoiceRows):
            inside = widget.content_region
            found += [JumpPlace(widget, name, Offset(inside.x - 1, inside.y + line)) for line, name in widget.places()]
        else:
            found.append(JumpPlace(widget, "", Offset(region.x + 1, region.y)))
    return sorted(found, key=lambda place: (place.at.y, place.at.x))[: len(LETTERS)]


class JumpKey(Widget):
    """One letter where it leads."""

    DEFAULT_CSS = """
    JumpKey { width: 3; height: 1; position: absolute; }
    """

    def __init__(self, letter: str, at: Offset) -> None:
        super().__init__()
        self.letter = letter
        self.styles.offset = at

    def render_line(self, y: int) -> Strip:
        """Return the letter."""
        return Strip([Segment(f" {self.letter} ", palette_of(self).style("here"))])


class Jump(Modal[None]):
    """The letters over the screen; any other key takes them away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False, id="jump.close", tooltip="Stay where you are"),
    ]

    def __init__(self, below: Screen[None]) -> None:
        super().__init__()
        self.places = dict(zip(LETTERS, places(below), strict=False))

    def compose(self) -> ComposeResult:
        """Return a letter for each place."""
        for letter, place in self.places.items():
            yield JumpKey(letter, place.at)

    def on_key(self, event: events.Key) -> None:
        """Go where a letter leads, or away."""
        event.stop()
        event.prevent_default()
        self._go(self.places.get(event.character or ""))

    def on_click(self, event: events.Click) -> None:
        """Go where the letter that was clicked leads, or away."""
        widget = event.widget
        self._go(self.places.get(widget.letter) if isinstance(widget, JumpKey) else None)

    def _go(self, place: JumpPlace | None) -> None:
        self.dismiss(None)
        if place is not None:
            place.widget.focus()
            if isinstance(place.widget, ChoiceRows):
                place.widget.to_row(place.row)

    def action_close(self) -> None:
        """Stay where one is."""
        self.dismiss(None)
