"""A look at the adjudication before it stands: crossings, draws, the largest changes; and a ruling on what the cursor is on."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from exercise.desk.console.console import Console
from exercise.desk.console.models import Rulable
from exercise.ui import console_rows as rows
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.console_dialogs import REASON, Write
from exercise.ui.dialogs import Picker
from exercise.ui.text import Item, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.moves import Moves


class LookScreen(Sheet):
    """The turn as it would come out now."""

    CSS_PATH = "console.tcss"
    HELP_PAGE = "console-look"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,r",
            "rule",
            "Rule on it",
            key_display="Enter",
            priority=True,
            id="look.rule",
            tooltip="Rule on what the cursor is on",
        ),
        Binding("c", "change", "Change a track", id="look.change", tooltip="Add a change of your own to any track"),
        Binding("w", "why", "Why?", id="look.why", tooltip="The rule under the cursor, and its place in the brief"),
        Binding("escape,v", "back", "Back", key_display="Esc", id="look.back", tooltip="Back to the console"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="look.panel", tooltip="The other panel"),
    ]

    def __init__(self, chair: Console) -> None:
        super().__init__()
        self._chair = chair
        self._rulables: dict[str, Rulable] = {}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        yield Moves(id="moves", classes="framed")
        with Horizontal(id="body"):
            yield Lines(id="found", classes="framed")
            yield Lines(id="changes", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say that it is worked out; then work it out."""
        self.query_one("#found", Lines).show([item("Working it out …", "dim")])
        self.query_one("#found").focus()
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Work the turn out as it stands now, and show it."""
        look = self._chair.look()
        left, _ = bar_parts(self.desk.bar(), "LOOK", narrow=self.is_narrow)
        self.query_one("#bar", TopBar).show(left, ((" nothing stands yet; for you alone ", "b accent"),))
        moves = self.query_one("#moves", Moves)
        listed = [Item(((f"{actor:<14}", f"b {side}"), (head, "b"), ("  " + terms, "dim"))) for actor, side, head, terms in look.moves]
        moves.show(listed or [item("No moves.", "dim")])
        title(moves, "Moves", f"{len(look.moves)}, as they would stand if all went as it is now")
        found, changes = self.query_one("#found", Lines), self.query_one("#changes", Lines)
        told, changed, self._rulables = rows.look_rows(look)
        found.show(told, ref=found.ref, top=not found.ref)
        changes.show(changed, ref=changes.ref, top=not changes.ref)
        title(found, "If the turn were adjudicated now", "Enter rules on a row")
        title(changes, "What would change", "Tab gets here")

    def _on(self) -> Rulable | None:
        panel = self.focused if isinstance(self.focused, Lines) else self.query_one("#found", Lines)
        return self._rulables.get(panel.ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Rule on the row that was clicked."""
        event.stop()
        event.lines.focus()
        self.call_after_refresh(self.action_rule)

    @work
    async def action_rule(self) -> None:
        """Rule on what the cursor is on."""
        on = self._on()
        if on is None:
            return
        if on.what == "change":
            await self._change(on)
            return
        if on.what == "draw":
            head, text = (
                "Rule on a draw",
                f"{on.title}: it is to {'happen' if on.result == 'yes' else 'come to nothing'}, whatever is drawn.",
            )
        else:
            head, text = "Strike a reason", f"{on.title}: it is not to count on this track."
        because = await self._reason(head, text)
        if because:
            self._did(self._chair.rule(on, because))

    @work
    async def action_change(self) -> None:
        """Add a change to any track."""
        options = [Item(((name, ""),), ref=track) for track, name in self._chair.tracks()]
        track = await self.app.push_screen_wait(Picker("Which track?", options))
        if track:
            await self._change(Rulable("change", track=track, title=self._chair.words.track(track)))

    async def _change(self, on: Rulable) -> None:
        rows_above = prose("By how much is it to change, besides the rules? With a sign, such as +3 or −2.5; a ladder in whole steps.")
        by = await self.app.push_screen_wait(Write(on.title, rows_above, limit=6)) or ""
        refused = self._chair.forms.refused_size(on.track, by) if by else ""
        if refused:
            # Said before a reason is written that would be lost.
            self.table.tell(refused, bad=True)
        elif by:
            because = await self._reason("Change a track", f"{on.title}: {by}.")
            if because:
                self._did(self._chair.rule(on, because, by.replace("−", "-")))

    async def _reason(self, head: str, text: str) -> str:
        more = "Your reason? It is demanded. What the rules alone would have given stays on record beside it."
        because = await self.app.push_screen_wait(Write(head, [*prose(text), Item(), item(more, "dim", wrap=True)], needs=REASON))
        if not because:
            self.table.tell("Nothing was ruled: a reason is demanded.")
        return because or ""

    def _did(self, refusal: str) -> None:
        if refusal:
            self.table.tell(refusal, bad=True)
        else:
            self.redraw()
            self.table.tell("Ruled. The look shows what follows.")

    def action_why(self) -> None:
        """Open the rule under the cursor."""
        on = self._on()
        if on is None:
            return
        rule = on.rule
        if rule:
            self.table.why(rule if rule.startswith("inject:") else f"rule:{rule}")
        else:
            self.table.why(f"look:{on.track}")

    def action_back(self) -> None:
        """Back to the console."""
        self.dismiss(None)
