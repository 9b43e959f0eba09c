"""A panel of rows: lists, readings, previews and causes are all drawn by `Lines`, one node however long.

Give it items with `show`; those with a `ref` take the cursor, and Enter or a click on one posts `Lines.Opened`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from exercise.ui.text import DrawnRow, Item, laid_out, plain
from exercise.ui.theme import palette_of


class Lines(ScrollView, can_focus=True):
    """Rows that scroll, with a cursor over those that open into something."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor(-1)", "Up", show=False, id="lines.up", tooltip="The row above"),
        Binding("down", "cursor(1)", "Down", show=False, id="lines.down", tooltip="The row below"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="lines.page-up", tooltip="A page up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="lines.page-down", tooltip="A page down"),
        Binding("home", "edge(-1)", "Top", show=False, id="lines.top", tooltip="The first row"),
        Binding("end", "edge(1)", "End", show=False, id="lines.end", tooltip="The last row"),
        Binding("enter", "open", "Open", show=False, key_display="Enter", id="lines.open", tooltip="Open what the cursor is on"),
    ]
    DEFAULT_CSS = """
    Lines { background: $background; scrollbar-gutter: auto; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; }
    """

    class Opened(Message):
        """Enter or a click on an item: what it stands for."""

        def __init__(self, lines: Lines, ref: str) -> None:
            super().__init__()
            self.lines = lines
            self.ref = ref

        @property
        def control(self) -> Lines:
            """Return the panel that the item stands in."""
            return self.lines

    class Moved(Message):
        """The cursor came to an item."""

        def __init__(self, lines: Lines, ref: str) -> None:
            super().__init__()
            self.lines = lines
            self.ref = ref

        @property
        def control(self) -> Lines:
            """Return the panel that the item stands in."""
            return self.lines

    def __init__(self, *, id: str | None = None, classes: str | None = None, focusable: bool = True, always: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self._always = always
        self._items: tuple[Item, ...] = ()
        self._rows: list[DrawnRow] = []
        self._place = Size()
        """The room that the rows were laid out in."""
        self._cursor = -1
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._drawn_with: object = None

    @property
    def ref(self) -> str:
        """Return what the item under the cursor stands for, or an empty text."""
        return self._items[self._cursor].ref if 0 <= self._cursor < len(self._items) else ""

    def show(self, items: Sequence[Item], *, ref: str = "", top: bool = True) -> None:
        """Show these items; the cursor goes to `ref`, else to the first item that takes it, and the panel to its top."""
        self._items = tuple(items)
        self._cursor = -1
        wanted = [n for n, entry in enumerate(self._items) if entry.ref]
        if wanted:
            self._cursor = next((n for n in wanted if ref and self._items[n].ref == ref), wanted[0])
        if self.styles.is_auto_height:
            self.refresh(layout=True)
        self._lay_out()
        if top:
            self.scroll_to(y=0, animate=False)
        if ref:
            self._into_view()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows the items take at a width, for a panel that is as high as what it holds."""
        return len(laid_out(self.items(width), width))

    def to_item(self, number: int) -> None:
        """Bring an item to the top of the panel, and the cursor to the first from there that takes it."""
        row = next((n for n, found in enumerate(self._rows) if found.of >= number), 0)
        later = [n for n in range(number, len(self._items)) if self._items[n].ref]
        if later:
            self._cursor = later[0]
        self.scroll_to(y=row, animate=False)
        self.refresh()

    def reveal(self, number: int) -> None:
        """Scroll as little as brings an item into view."""
        self._into_view(number)
        self.refresh()

    def to_ref(self, ref: str) -> None:
        """Put the cursor on the item that stands for something, if there is one, and bring it into view."""
        found = next((n for n, entry in enumerate(self._items) if entry.ref == ref), -1)
        if found >= 0:
            self._cursor = found
            self._into_view()
            self.refresh()

    def items(self, width: int) -> Sequence[Item]:
        """Return the items to lay out at a width; a panel whose rows depend on it gives its own."""
        return self._items

    def _lay_out(self) -> None:
        region = self.scrollable_content_region
        bar = self.styles.scrollbar_size_vertical
        width = region.width + (bar if self.show_vertical_scrollbar else 0)
        if width <= 0:
            return
        rows = laid_out(self.items(width), width)
        if len(rows) > region.height and width > bar:
            # A scrollbar will come: laid out beside it at once, the rows need not be laid out again when it is there.
            width -= bar
            rows = laid_out(self.items(width), width)
        self._place = region.size
        self._rows = rows
        self._strips.clear()
        height = len(rows)
        if self.virtual_size.height != height or self.virtual_size.width != width:
            self.virtual_size = Size(width, height)
        self.refresh()

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Lay the rows out for a new size before anything is drawn in it, so that they are not drawn twice."""
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if changed:
            self._relaid()
        return changed

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new size, where that was not done before it was drawn."""
        self._relaid()

    def _relaid(self) -> None:
        if self.scrollable_content_region.size != self._place:
            self._lay_out()

    def notify_style_update(self) -> None:
        """Forget what was drawn in another theme."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Return one visible row."""
        n = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if n >= len(self._rows) or width <= 0:
            return Strip.blank(max(0, width), self.rich_style)
        inks = palette_of(self)
        if (width, inks) != self._drawn_with:
            self._strips.clear()
            self._drawn_with = (width, inks)
        row = self._rows[n]
        marked = row.of == self._cursor and bool(self.ref) and (self.has_focus or self._always)
        strip = self._strips.get((n, marked))
        if strip is None:
            style = inks.lit if marked else inks.style
            strip = Strip([Segment(plain(text), style(ink)) for text, ink in row.parts]).adjust_cell_length(width, style(""))
            strip = strip.apply_style(self.rich_style)
            self._strips[(n, marked)] = strip
        return strip

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_cursor(self, step: int) -> None:
        """Move the cursor to the next item that takes it, or scroll where there is none."""
        n = self._cursor + step
        while 0 <= n < len(self._items) and not self._items[n].ref:
            n += step
        if self._cursor < 0 or not 0 <= n < len(self._items):
            self.scroll_relative(y=step, animate=False)
            return
        self._cursor = n
        self._into_view()
        self.refresh()
        self.post_message(self.Moved(self, self.ref))

    def action_page(self, step: int) -> None:
        """Scroll by a page; the cursor stays on what is visible."""
        self.scroll_relative(y=step * max(1, self.size.height - 1), animate=False)
        self.call_after_refresh(self._cursor_into_page)

    def action_edge(self, step: int) -> None:
        """Go to the first or the last row."""
        wanted = [n for n, entry in enumerate(self._items) if entry.ref]
        if wanted:
            self._cursor = wanted[0] if step < 0 else wanted[-1]
            self.post_message(self.Moved(self, self.ref))
        self.scroll_to(y=0 if step < 0 else len(self._rows), animate=False)
        self.refresh()

    def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.ref:
            self.post_message(self.Opened(self, self.ref))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row clicked, and open it."""
        n = event.y - self.gutter.top + self.scroll_offset.y
        if 0 <= n < len(self._rows) and self._takes(self._rows[n].of):
            self._cursor = self._rows[n].of
            self.refresh()
            self.action_open()

    def _takes(self, number: int) -> bool:
        """Return whether the cursor can be on an item; a panel that gives its own rows may have more of them than items."""
        return 0 <= number < len(self._items) and bool(self._items[number].ref)

    def _cursor_into_page(self) -> None:
        top = self.scroll_offset.y
        seen = {row.of for row in self._rows[top : top + self.size.height]}
        if self._cursor >= 0 and self._cursor not in seen:
            wanted = [n for n in sorted(seen) if self._takes(n)]
            if wanted:
                self._cursor = wanted[0]
                self.refresh()
                self.post_message(self.Moved(self, self.ref))

    def _into_view(self, item: int | None = None) -> None:
        wanted = self._cursor if item is None else item
        rows = [n for n, row in enumerate(self._rows) if row.of == wanted]
        if not rows:
            return
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if rows[0] < top:
            self.scroll_to(y=max(0, rows[0] - 1), animate=False)
        elif rows[-1] >= top + height:
            self.scroll_to(y=rows[-1] - height + 1, animate=False)
