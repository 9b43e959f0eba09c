"""Help: the page of a screen, from help/, and the keys that work there."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.reading.glossary import glossary
from exercise.ui.base import Drawer, Sheet, title
from exercise.ui.text import Item, heading, prose
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines


def help_text(page: str) -> str:
    """Return a page of help as text; the pages are named by screens."""
    return (pkgutil.get_data("exercise.ui", f"help/{page}.md") or b"").decode("utf-8")


class Key(NamedTuple):
    """One row of the keys: what is pressed, what it does, and the action behind it."""

    label: str
    words: str
    action: str


_WAY = re.compile(r"(.+)\((-?[01])\)")
_OPPOSITE = {"-1": ("1",), "1": ("-1",), "0": ("-1",)}


def paired(keys: Iterable[Key]) -> list[Key]:
    """Return the keys with the two ways of one action in one row: the event before, the next event."""
    found: list[Key] = []
    waiting: dict[tuple[str, str], int] = {}
    for key in keys:
        way = _WAY.fullmatch(key.action)
        at = waiting.pop((way[1], way[2]), None) if way else None
        if at is None:
            if way:
                waiting.update({(way[1], other): len(found) for other in _OPPOSITE[way[2]]})
            found.append(key)
            continue
        first = found[at]
        # A key that stands for both on the line of keys names both already.
        label = first.label if key.label in first.label else f"{first.label} {key.label}"
        found[at] = Key(label, f"{first.words}; {key.words[:1].lower()}{key.words[1:]}", "")
    return found


class Help(Drawer):
    """A page of help over the screen it belongs to."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "close", "Close", show=False, id="help.close", tooltip="Close the help"),
    ]

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel wide"):
            yield Lines(id="page")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the page."""
        items = prose(help_text(self._page))
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        keys: list[Key] = []
        seen = set()
        active = list(below.active_bindings.values()) if below else []
        # What all screens share comes last.
        for _node, binding, enabled, tooltip in sorted(active, key=lambda one: (one.binding.id or "").startswith(("sheet.", "app."))):
            words = binding.tooltip or tooltip or binding.description
            label = binding.key_display or self.app.get_key_display(binding)
            if not enabled or not words or not binding.id or label in seen or binding.id.startswith("rows.pick-"):
                continue
            seen.add(label)
            keys.append(Key(label, words, binding.action))
        rows = paired(keys)
        if rows:
            wide = max(8, *(cell_len(key.label) for key in rows))
            items += [Item(), heading("ALL KEYS HERE")]
            items += [Item(((key.label.ljust(wide) + " ", "b accent"), (key.words, "")), wrap=True, hang=wide + 1) for key in rows]
        if isinstance(below, Sheet) and below.AT_TABLE and self.table.has_desk:
            items += self._words()
        lines = self.query_one("#page", Lines)
        lines.show(items)
        lines.focus()
        title(lines, "Help", "Esc closes")

    def _words(self) -> list[Item]:
        """Return what the words and marks of this scenario's screens mean."""
        items: list[Item] = []
        for entry in glossary(self.table.desk.session.scenario):
            if entry.heads:
                items += [Item(), heading(entry.word, "b accent")]
            else:
                items.append(Item(((entry.word + "  ", "b"), (entry.meaning, "dim")), wrap=True, hang=2))
        return items
