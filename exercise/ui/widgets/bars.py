"""The line at the top of a screen and the keys at its bottom, each drawn in one row that always fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.strip import Strip
from textual.widget import Widget

from exercise.ui.text import Part, Parts, cut, plain, width_of
from exercise.ui.theme import palette_of

NEEDS = (80, 24)
"""The least columns and rows that every screen is made for."""

MORE = "More keys"
"""What help is called where some keys have no room."""
ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
"""The keys of a label of several arrows."""


class TopBar(Widget):
    """One row: parts at the left, parts at the right; the left ones are cut where both do not fit."""

    DEFAULT_CSS = """
    TopBar { width: 1fr; height: 1; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: Parts = ()
        self._right: Parts = ()

    def show(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Show these parts."""
        self._left, self._right = tuple(left), tuple(right)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the row."""
        width = self.size.width
        style = palette_of(self).style
        have = self.app.size
        if have.width < NEEDS[0] or have.height < NEEDS[1]:
            text = f" {NEEDS[0]} columns and {NEEDS[1]} rows are needed; here are {have.width} and {have.height} "
            return Strip([Segment(text, style("here"))]).adjust_cell_length(width).apply_style(self.rich_style)
        right = cut(self._right, width)
        room = width - width_of(right) - 1
        left = cut(self._left, max(0, room))
        gap = max(0, width - width_of(left) - width_of(right))
        parts = (*left, (" " * gap, ""), *right)
        return Strip([Segment(plain(text), style(ink)) for text, ink in parts]).adjust_cell_length(width).apply_style(self.rich_style)


class KeyBar(Widget):
    """The keys that work here, in the order that the screen gives them: as many as there is room for, each with its word, and help."""

    DEFAULT_CSS = """
    KeyBar { width: 1fr; height: 1; dock: bottom; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spans: list[tuple[int, int, str, str]] = []

    def on_mount(self) -> None:
        """Follow the screen's keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def _keys(self) -> list[tuple[str, str, str]]:
        """Return (label, words, key) of each key shown: the focused panel's, the screen's in its own order, what all screens have, help."""
        order = {binding.id: n for n, binding in enumerate(type(self.screen).BINDINGS) if isinstance(binding, Binding)}
        found: list[tuple[int, tuple[str, str, str]]] = []
        seen: set[tuple[str, str]] = set()
        narrow = getattr(self.screen, "is_narrow", False)
        left_out: frozenset[str] = getattr(self.screen, "KEYS_WHERE_WIDE", frozenset()) if narrow else frozenset()
        renamed: Mapping[str, str] = getattr(self.screen, "renamed_keys", {})
        for node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if not binding.show or not enabled or binding.id in left_out:
                continue
            label = binding.key_display or self.app.get_key_display(binding)
            words = renamed.get(binding.id or "", binding.description)
            if (label, words) in seen:
                continue
            seen.add((label, words))
            place = len(order) + 1 if binding.action.endswith("help") else order.get(binding.id, len(order) if node is self.screen else -1)
            found.append((place, (label, words, binding.key)))
        return [key for _, key in sorted(found, key=lambda one: one[0])]

    def render_line(self, y: int) -> Strip:
        """Return the row: as many keys as fit, help always."""
        width = self.size.width
        style = palette_of(self).style
        keys = self._keys()
        last = keys[-1:] if keys and keys[-1][0] == "?" else []
        keys = keys[: len(keys) - len(last)]
        if self._wide((*keys, *last)) > width and last:
            # A letter without a word tells nobody anything: where not all fit, help says that there are more.
            last = [(last[0][0], MORE, last[0][2])]
        room = width - self._wide(last)
        while keys and self._wide(keys) > room:
            keys.pop()
        parts: list[Part] = []
        self._spans = []
        at = 0
        for label, words, key in (*keys, *last):
            gap = "  " if at else " "
            parts += [(gap, ""), (label, "b accent"), (" " + words, "")]
            end = at + len(gap) + cell_len(label) + 1 + cell_len(words)
            self._spans.append((at + len(gap), end, key, label))
            at = end
        return Strip([Segment(plain(text), style(ink)) for text, ink in parts]).adjust_cell_length(width).apply_style(self.rich_style)

    @staticmethod
    def _wide(keys: Sequence[tuple[str, str, str]]) -> int:
        """Return the cells that keys with their words take."""
        return sum(cell_len(label) + cell_len(words) + 3 for label, words, _ in keys)

    async def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for start, stop, key, label in self._spans:
            if start <= event.x < stop:
                # Of two arrows each is pressed by itself.
                at = event.x - start
                self.app.simulate_key(ARROWS[label[at]] if at and at < len(label) and label[at] in ARROWS else key)
                return
