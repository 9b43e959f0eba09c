"""The final result: objectives, how the region stands, what lasted, and one's own course beside the record."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.errors import ExerciseError
from exercise.reading.glossary import PAR
from exercise.reading.models import Score
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.text import Item, Part, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.trend import TrendChart


def score_rows(scores: tuple[Score, ...], names: bool = False) -> list[Item]:
    """Return objectives with their score as a bar and, where it is set, par."""
    rows: list[Item] = []
    actor = ""
    for score in scores:
        if names and score.actor != actor:
            actor = score.actor
            rows.append(heading(actor))
        parts: list[Part] = []
        if score.score is None:
            parts.append(("not read yet".ljust(16), "dim"))
        else:
            filled = score.score * 10 // 100
            ink = "accent" if score.par is None else "gain" if score.score >= score.par else "cost"
            parts += [("━" * filled, ink), ("─" * (10 - filled), "line"), (f" {score.score:>3} ", f"b {ink}")]
            if score.par is not None:
                parts.append((f"par {score.par} ", "dim"))
        parts += [(score.title, "b"), (" (private)" if score.private else "", "dim")]
        rows.append(Item(tuple(parts), wrap=True, hang=16))
        if not names:
            rows.append(Item(((" " * 16 + score.text, "dim"),), wrap=True, hang=16))
    return rows


class ResultScreen(Sheet):
    """How it came out."""

    CSS_PATH = "result.tcss"
    HELP_PAGE = "result"
    AT_TABLE = True
    CROWDED = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "home", "Home", key_display="Enter", priority=True, id="result.home", tooltip="Back home; the session is saved"),
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="result.panel", tooltip="The next panel"),
        Binding("l", "log", "Log", id="result.log", tooltip="All that happened; everything is open now"),
        Binding("k", "claims", "Claims", id="result.claims", tooltip="The claims of the brief"),
        Binding("v", "look('replay')", "Replay", id="result.replay", tooltip="Step through it: why, what else could have been, branches"),
        Binding("d", "look('debrief')", "Debrief", id="result.debrief", tooltip="The guided debrief; answers are kept"),
        Binding("r", "look('report')", "Report", id="result.report", tooltip="The after-action report"),
        Binding("w", "why", "Why?", id="result.why", tooltip="What the track under the cursor means"),
    ]

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="scores", classes="framed")
                yield Lines(id="record", classes="framed")
            with Vertical(id="right"):
                trend = TrendChart(id="trend")
                trend.add_class("framed")
                yield trend
                yield Lines(id="region", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the panels."""
        desk = self.desk
        result = desk.reader.ending.result()
        self.query_one("#bar", TopBar).show(*bar_parts(desk.bar(), f"The end · {result.title}", narrow=True))
        scores = self.query_one("#scores", Lines)
        rows: list[Item] = []
        if desk.reader.actors:
            rows.append(heading("YOUR OBJECTIVES", "b accent"))
            if any(score.par is not None for score in result.scores):
                rows.append(item(PAR, "dim", wrap=True))
            rows += score_rows(result.scores)
            if not result.scores:
                rows.append(item("This seat has no objectives of its own.", "dim"))
            if result.others:
                rows += [Item(), heading("THE OTHERS, LIFTED NOW")]
        rows += score_rows(result.others, names=True)
        scores.show(rows)
        title(scores, "How far you came", f"saved as {result.save}" if result.save else "")
        record = self.query_one("#record", Lines)
        told: list[Item] = []
        for when, did, happened in result.record:
            told.append(Item(((when, "b accent"),)))
            if desk.reader.actors:
                told.append(Item((("you    ", "dim"), (did, "")), wrap=True, hang=7))
            told.append(
                Item((("record ", "dim"), (happened or "the record ends before this", "dim" if not happened else "")), wrap=True, hang=7)
            )
        if result.questions:
            told += [Item(), heading("TO TALK ABOUT", "b accent")]
            told += [Item((("• ", "accent"), (text, "")), wrap=True, hang=2) for text in result.questions]
        record.show(told)
        title(record, "You / the record" if desk.reader.actors else "The record")
        region = self.query_one("#region", Lines)
        inks = {1: "gain", -1: "cost", 0: "accent"}
        changes = [
            Item(
                ((change.title, ""),),
                ((f" {change.before} → {change.after} ", "b"), (change.amount.rjust(6), inks[change.gain])),
                ref=f"track:{change.ref}",
                wrap=True,
                hang=2,
            )
            for change in result.tracks
        ]
        lasted = [Item((("• ", "accent"), (text, "")), wrap=True, hang=2) for text in result.lasted] or [
            item("Nothing that you can see.", "dim")
        ]
        region.show([*changes, Item(), heading("WHAT LASTED", "b accent"), *lasted])
        title(region, "The region, from first to last")
        trend = self.query_one("#trend", TrendChart)
        series, turns = desk.reader.ending.trend()
        trend.show(series, turns)
        title(trend, "Course")
        scores.focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open a row."""
        event.stop()
        self.table.why(event.ref)

    def action_why(self) -> None:
        """Open the track under the cursor."""
        ref = self.query_one("#region", Lines).ref
        if ref:
            self.table.why(ref)

    def action_look(self, what: str) -> None:
        """Open the replay, the debrief or the report of the session."""
        if self.desk.path is None:
            self.table.tell("This session was never saved.")
            return
        try:
            self.table.open_replay(str(self.desk.path), what=what)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def action_home(self) -> None:
        """Go home; the session is saved."""
        self.table.go_home()

    def action_back(self) -> None:
        """Go home."""
        self.table.go_home()
