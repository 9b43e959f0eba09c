"""A long list of one-row items, drawn a row at a time: only what is visible is ever put into words.

Give it how many there are and how to make one; it keeps the one looked at in view and posts `Roll.Picked` for a click.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from exercise.ui.text import Item, laid_out, plain
from exercise.ui.theme import palette_of


class Roll(ScrollView, can_focus=False):
    """Rows that scroll under a cursor which others move."""

    DEFAULT_CSS = """
    Roll { background: $background; scrollbar-gutter: auto; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; }
    """

    class Picked(Message):
        """A row was clicked: its number."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._count = 0
        self._make: Callable[[int], Item] = lambda _number: Item()
        self._at = 0

    def show(self, count: int, make: Callable[[int], Item], at: int = 0) -> None:
        """Show so many rows, made when they are drawn, the cursor on one of them."""
        self._count, self._make = count, make
        self.virtual_size = Size(0, count)
        self.go(at)

    def go(self, at: int) -> None:
        """Put the cursor on a row and bring it into view, with a few rows to come below it."""
        self._at = at
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        margin = min(3, height // 4)
        wanted = top
        if at < top + margin:
            wanted = at - margin
        elif at >= top + height - margin:
            wanted = at - height + margin + 1
        wanted = min(max(0, wanted), max(0, self._count - height))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.go, self._at)

    def render_line(self, y: int) -> Strip:
        """Return one visible row."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if not 0 <= number < self._count or width <= 0:
            return Strip.blank(max(0, width), self.rich_style)
        style = palette_of(self).lit if number == self._at else palette_of(self).style
        parts = next((row.parts for row in laid_out([self._make(number)], width)), ())
        strip = Strip([Segment(plain(text), style(ink)) for text, ink in parts]).adjust_cell_length(width, style(""))
        return strip.apply_style(self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Pick the row clicked."""
        number = event.y - self.gutter.top + self.scroll_offset.y
        if 0 <= number < self._count:
            self.post_message(self.Picked(number))
