"""The claims of the brief: each in our words with its place, and the rules, moves and events that rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from exercise.reading.models import Claimed
from exercise.ui.base import Sheet, title
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from exercise.reading.sources import Sources

KINDS = {"causal": "cause and effect", "setting": "how things stand", "advice": "advice"}


class Claims(Sheet):
    """Who says so."""

    CSS_PATH = "reader.tcss"
    HELP_PAGE = "claims"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,k", "back", "Back", key_display="Esc", id="claims.back", tooltip="Back"),
        Binding(
            "tab", "app.focus_next", "Panel", key_display="Tab", id="claims.panel", tooltip="Between the list and what rests on a claim"
        ),
        Binding("enter", "open", "Open", key_display="Enter", id="claims.open", tooltip="Open a rule, move or event, and its claims"),
    ]

    def __init__(self, sources: Sources | None = None, brief: str = "") -> None:
        super().__init__()
        self._sources = sources
        self._claims: tuple[Claimed, ...] = ()
        self._brief = brief

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="list", classes="framed", always=True)
            yield Lines(id="text", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """List the claims."""
        if self._sources is None:
            self._sources = self.desk.reader.pages.sources
        self._claims = self._sources.claims
        self.query_one("#bar", TopBar).show(
            ((" The brief ", "here"), ("  " + (self._brief or "its claims, in our own words, each with its place"), ""))
        )
        rows: list[Item] = []
        section = ""
        for claim in self._claims:
            if claim.section != section:
                section = claim.section
                rows.append(heading(section, "b accent"))
            rows.append(Item((("  " + claim.text, ""),), ref=claim.id))
        panel = self.query_one("#list", Lines)
        panel.show(rows or [item("This scenario cites no brief.", "dim")])
        title(panel, "Claims", f"{len(self._claims)} in all")
        panel.focus()
        self._show(panel.ref)

    def _show(self, id: str) -> None:
        claim = next((claim for claim in self._claims if claim.id == id), None)
        text = self.query_one("#text", Lines)
        if claim is None:
            text.show([])
            return
        rows = [
            Item((("▌ ", "accent"), (claim.text, "")), wrap=True, hang=2),
            Item(),
            Item(((claim.where, "accent"),), wrap=True),
            Item(((KINDS.get(claim.kind, claim.kind), "dim"),)),
        ]
        if claim.ours:
            rows += [Item(), Item((("Our inference: ", "b"), (claim.ours, "dim")), wrap=True)]
        rows += [Item(), heading("WHAT RESTS ON IT", "b accent")]
        rows += [
            Item(
                (("› ", "accent"), (name, "")),
                ((ref.partition(":")[0].replace("kind", "move"), "dim"),),
                ref,
            )
            for ref, name in claim.uses
        ]
        if not claim.uses:
            rows.append(item("Nothing yet.", "dim"))
        text.show(rows)
        title(text, "In our words")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show the claim under the cursor."""
        event.stop()
        if event.lines.id == "list":
            self._show(event.ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Go to what rests on a claim, or open it."""
        event.stop()
        if event.lines.id == "list":
            self._show(event.ref)
            self.query_one("#text").focus()
        elif self._sources is not None:
            self.table.open("why", event.ref, self._sources)

    def action_open(self) -> None:
        """Open what the cursor is on."""
        if isinstance(self.focused, Lines):
            self.focused.action_open()
