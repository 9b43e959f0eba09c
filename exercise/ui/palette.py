"""The command palette: every command of the screen in front, and the ways to other places. Loaded when it is first asked for.

What comes from a scenario or a file is shown as it stands: Textual's own highlighting would read it as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Matcher, Provider, SearchIcon
from textual.events import Click
from textual.style import Style

from exercise.errors import ExerciseError
from exercise.ui.base import Sheet
from exercise.ui.text import said

if TYPE_CHECKING:
    from exercise.ui.base import ScreenHost


class PaletteLine(NamedTuple):
    """One line of the palette: what it is called, what it does, and whether it is listed before anything is typed."""

    title: str
    text: str
    do: Callable[[], object]
    listed: bool = True


class SteadyList(CommandList):
    """Textual's list of commands, which lets a click pass on a row that new results have taken away."""

    async def _on_click(self, event: Click) -> None:
        place = event.style.meta.get("option")
        if place is not None and place >= self.option_count:
            event.prevent_default()


class Palette(CommandPalette):
    """Textual's palette with a sign that every terminal has, which closes itself alone, and once."""

    def compose(self) -> ComposeResult:
        """Return what the palette is made of, with the list of ours."""
        for part in super().compose():
            yield SteadyList() if type(part) is CommandList else part

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close with what was chosen, where this is the screen in front."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def _watch__list_visible(self) -> None:
        # Commands may still come in while the palette is taken down.
        if self.query(CommandList):
            super()._watch__list_visible()

    def _action_command_list(self, action: str) -> None:
        # A list that has not been laid out yet knows no pages.
        with suppress(KeyError):
            super()._action_command_list(action)

    def on_mount(self) -> None:
        """Put the sign before the line."""
        self.query_one(SearchIcon).icon = "›"


class Commands(Provider):
    """The commands of the screen that the palette was opened over."""

    @property
    def table(self) -> ScreenHost:
        """Return what a command may ask for."""
        return cast("ScreenHost", self.app)

    def entries(self) -> Iterator[PaletteLine]:
        """Yield all that can be done from here, the screen's own commands first."""
        yield from self._keys()
        screen = self.screen
        if isinstance(screen, Sheet):
            end = getattr(screen, "action_end", None)
            if end is not None:
                yield PaletteLine("End the session now", "With a reason; the epilogue runs all the same", end)
            yield from self._places(screen)
            if screen.AT_TABLE and self.table.has_desk:
                yield from self._table(screen)

    def _keys(self) -> Iterator[PaletteLine]:
        seen: dict[str, tuple[bool, PaletteLine]] = {}
        for node, binding, enabled, tooltip in self.screen.active_bindings.values():
            screen, _, name = binding.id.partition(".") if binding.id else ("", "", "")
            if not enabled or not name or binding.id in seen or screen in ("rows", "lines") or name in ("panel", "panel-back", "palette"):
                continue
            label = binding.key_display or self.app.get_key_display(binding)
            words = binding.description or binding.tooltip
            entry = PaletteLine(f"{words}  {label}", tooltip or binding.tooltip, partial(self.app.run_action, binding.action, node))
            seen[binding.id or ""] = (binding.show, entry)
        # Python's sort keeps the order of equals: what the line of keys shows comes first.
        yield from (entry for _, entry in sorted(seen.values(), key=lambda one: not one[0]))

    def _places(self, screen: Sheet) -> Iterator[PaletteLine]:
        for page, name in (("exercise", "the exercise"), ("practice", "practice")):
            yield PaletteLine(f"Help: {name}", "A page of help", partial(self._help, page))
        if not self.table.has_desk:
            from exercise.desk.shelf import recent

            for one in recent(self.table.folders.saves):
                what = "Replay" if one.over else "Continue"
                yield PaletteLine(f"{what}: {one.name}", f"{one.title} · {one.state} · {one.when}", partial(self._open, one.path, one.over))

    def _help(self, page: str) -> None:

        self.table.open("help", page)

    def _open(self, path: str, over: bool) -> None:
        try:
            if over:
                self.table.open_replay(path)
            else:
                self.table.open_save(path)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def _table(self, screen: Sheet) -> Iterator[PaletteLine]:
        desk = self.table.desk
        for number, layer in enumerate(desk.reader.map.layers()):
            if screen.query("#map"):
                yield PaletteLine(f"Map: {layer.title}", "Show this layer of the map", partial(screen.show_layer, number))
        for track in desk.reader.tracks.bars():
            opened = partial(self.table.why, f"track:{track.ref}")
            yield PaletteLine(f"Track: {track.title}", "What it means, and where it stands", opened, False)
        take = getattr(screen, "take_kind", None)
        for kind in desk.session.book.kinds.values():
            yield PaletteLine(f"Move: {kind.title}", kind.text, partial(take or self._about_kind, kind.id), False)
        for rule in desk.session.book.rules.values():
            yield PaletteLine(f"Rule: {rule.title}", "The rule, and what it rests on", partial(self.table.why, f"rule:{rule.id}"), False)

    def _about_kind(self, kind: str) -> None:
        self.table.why(f"kind:{kind}")

    async def discover(self) -> Hits:
        """Yield what is listed before anything is typed."""
        for entry in self.entries():
            if entry.listed:
                yield DiscoveryHit(said(entry.title), entry.do, text=entry.title, help=_help_of(entry))

    async def search(self, query: str) -> Hits:
        """Yield what fits the letters typed."""
        matcher = Matcher(query, match_style=Style(bold=True, underline=True))
        for entry in self.entries():
            score, offsets = matcher.fuzzy_search.match(matcher.query, entry.title)
            if score > 0:
                shown = said(entry.title)
                for offset in offsets:
                    shown = shown.stylize(matcher.match_style, offset, offset + 1)
                yield Hit(score, shown, entry.do, text=entry.title, help=_help_of(entry))


def _help_of(entry: PaletteLine) -> str | None:
    """Return the second line as content, which the palette takes where it declares a string; a string it would read as markup."""
    return cast("str | None", said(entry.text)) if entry.text else None
