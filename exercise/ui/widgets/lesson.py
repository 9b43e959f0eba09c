"""The lesson's panel: one step of the guided play, above the line of keys of whatever screen is in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from exercise.ui.text import Item, Parts, laid_out, plain, prose
from exercise.ui.theme import palette_of

if TYPE_CHECKING:
    from exercise.desk.lesson import Step

KEYS = 1
"""Rows of the line of keys below."""


class LessonPanel(Widget):
    """A step: which it is, what it is about, what to do."""

    DEFAULT_CSS = """
    LessonPanel { width: 1fr; height: auto; background: $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._of = 0
        self._step: Step | None = None
        self._drawn: tuple[int, list[Parts]] = (-1, [])

    def show(self, number: int, of: int, step: Step, brief: bool = False) -> None:
        """Show a step; in brief, only what to do."""
        if brief:
            step = step._replace(title="", text="")
        if (number, step) != (self._number, self._step):
            self._number, self._of, self._step = number, of, step
            self._drawn = (-1, [])
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[Parts]:
        if self._step is None:
            return []
        if self._drawn[0] != width:
            step = self._step
            head = ((f" Lesson {self._number} of {self._of} ", "here"), ("  " + step.title, "b"))
            hides = (("h hides", "dim"),)
            to_do = [part for entry in prose(step.screen) for part in entry.parts]
            if step.title:
                items = [Item(head, hides), *prose(step.text, ink="dim"), Item((("▸ ", "b accent"), *to_do), wrap=True, hang=2)]
            else:
                items = [Item((head[0], (" ▸ ", "b accent"), *to_do), hides, wrap=True, hang=1)]
            self._drawn = (width, [row.parts for row in laid_out(items, width)])
        return self._drawn[1]

    def on_resize(self) -> None:
        """Keep notices above the step: both stand at the bottom, and the step is what one is to follow."""
        for rack in self.screen.query("ToastRack"):
            rack.styles.margin = (0, 0, self.size.height + KEYS, 0)

    def on_unmount(self) -> None:
        """Let notices stand at the bottom again."""
        if self.screen.is_attached:
            for rack in self.screen.query("ToastRack"):
                rack.styles.margin = (0, 0, KEYS, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows the step takes at a width."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        width = self.content_size.width
        rows = self._rows(width)
        style = palette_of(self).style
        parts = rows[y] if y < len(rows) else ()
        return Strip([Segment(plain(text), style(ink)) for text, ink in parts]).adjust_cell_length(width).apply_style(self.rich_style)
