"""Help: the page of a screen, from help/, and the keys that work there."""

from __future__ import annotations

import pkgutil
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from exercise.ui.screens.sheet import Drawer, title
from exercise.ui.text import Item, heading, prose
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.lines import Lines


def help_text(page: str) -> str:
    """Return a page of help as text; the pages are named by screens."""
    return (pkgutil.get_data("exercise.ui", f"help/{page}.md") or b"").decode("utf-8")


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
        keys: list[Item] = []
        seen = set()
        for _node, binding, enabled, tooltip in below.active_bindings.values() if below else ():
            words = binding.tooltip or tooltip or binding.description
            label = binding.key_display or self.app.get_key_display(binding)
            if not enabled or not words or not binding.id or label in seen or binding.id.startswith("rows.pick-"):
                continue
            seen.add(label)
            keys.append(Item(((label.ljust(8) + " ", "b accent"), (words, "")), wrap=True, hang=9))
        if keys:
            items += [Item(), heading("ALL KEYS HERE"), *keys]
        lines = self.query_one("#page", Lines)
        lines.show(items)
        lines.focus()
        title(lines, "Help", "Esc closes")
