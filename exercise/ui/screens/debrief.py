"""The after-action report on screen, and the guided debrief: its steps with their time, what the session has to say, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.model.text import clean
from exercise.ui.base import Sheet, title
from exercise.ui.debriefing import EXPORTS, LIMIT, Debriefing, section_rows, steps
from exercise.ui.dialogs import Picker, Remark
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines

COPY = "copy"
"""Stands in the list of exports for a copy of the save."""

if TYPE_CHECKING:
    from exercise.reading.document import Document, Section
    from exercise.reading.replaying import Replay


def to_replay(screen: Sheet, replay: Replay) -> None:
    """Go to the replay of a session: back to it where the screen was opened from there."""
    if not screen.table.back_to(screen, "replay"):
        screen.table.open("replay", replay)


class Page(Lines):
    """One section of the report, laid out for the width that there is."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._section: Section | None = None

    def open(self, section: Section) -> None:
        """Show a section from its top."""
        self._section = section
        self.show([Item()])

    def items(self, width: int) -> Sequence[Item]:
        """Return the section's rows."""
        return section_rows(self._section, width) if self._section is not None else super().items(width)


class ReportScreen(Sheet):
    """The report, section by section."""

    CSS_PATH = "debrief.tcss"
    HELP_PAGE = "report"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", id="report.export", tooltip="Write the report to a file beside the save"),
        Binding("d", "debrief", "Debrief", id="report.debrief", tooltip="The guided debrief"),
        Binding("v", "replay", "Replay", id="report.replay", tooltip="Step through the session"),
        Binding("right,enter", "read", "Read", key_display="→", id="report.read", tooltip="Into the section, to scroll it"),
        Binding("left", "contents", "Contents", key_display="←", id="report.contents", tooltip="Back to the list of sections"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="report.panel", tooltip="The other panel"),
        Binding("escape", "back", "Back", key_display="Esc", id="report.back", tooltip="Back"),
    ]

    def __init__(self, replay: Replay) -> None:
        super().__init__()
        self._debriefing = Debriefing(replay)
        self._replay = replay
        self._document: Document | None = None

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="contents", classes="framed", always=True)
            yield Page(id="text", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is coming; the report is worked out once that is painted."""
        self.query_one("#bar", TopBar).show(((" REPORT ", "here"), (f"  {self._replay.name}", "b")), ())
        self.query_one("#contents", Lines).focus()
        self.query_one("#text", Page).show([item("Working it out …", "dim")])
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        document = self._debriefing.document()
        self._document = document
        eyes = self._replay.reader_title()
        left = (
            (" REPORT ", "here"),
            (f"  {self._replay.name}", "b"),
            (f"  {document.title}", ""),
            ("  seen by ", "dim"),
            (eyes, "b accent"),
        )
        self.query_one("#bar", TopBar).show(left, ())
        rows = [
            Item(((f"{n:>2}  ", "accent"), (section.title, "dim" if section.annex else "")), ref=section.id, wrap=True, hang=4)
            for n, section in enumerate(document.sections, 1)
        ]
        annex = next((n for n, section in enumerate(document.sections) if section.annex), len(rows))
        if 0 < annex < len(rows):
            rows.insert(annex, heading("ANNEXES"))
        contents = self.query_one("#contents", Lines)
        contents.show(rows)
        title(contents, "Contents", "e writes it")
        self._show(document.sections[0].id)

    def _show(self, id: str) -> None:
        section = next((one for one in self._document.sections if one.id == id), None) if self._document else None
        if section is not None:
            page = self.query_one("#text", Page)
            page.open(section)
            title(page, section.title, "")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show the section under the cursor."""
        event.stop()
        self._show(event.ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Go into the section."""
        event.stop()
        self._show(event.ref)
        self.action_read()

    def action_read(self) -> None:
        """Go into the section."""
        self.query_one("#text").focus()

    def action_contents(self) -> None:
        """Go to the list of sections."""
        self.query_one("#contents").focus()

    def action_export(self) -> None:
        """Choose a form to write the report in."""
        rows = [Item(((name.ljust(20), "b"), (text, "dim")), ((f".{id.rpartition('.')[2]}", "accent"),), id) for id, name, text in EXPORTS]
        if self._debriefing.copies():
            rows += [heading("TO HAND OUT", "b accent")]
            rows.append(
                Item((("Copy of the save".ljust(20), "b"), ("for one seat, without others' secrets", "dim")), ((".jsonl", "accent"),), COPY)
            )
        self.app.push_screen(Picker("Write the report as", rows), self._export)

    def _export(self, form: str | None) -> None:
        if form == COPY:
            named = {seat: self._replay.words.name(seat) for seat in self._debriefing.copies()}
            rows = [Item(((name[:1].upper() + name[1:], "b"),), ref=f"{COPY}:{seat}") for seat, name in named.items()]
            self.app.push_screen(Picker("Write a copy for", rows), self._export)
            return
        if not form:
            return
        sort, _, seat = form.partition(":")
        try:
            path = self._debriefing.copy(seat) if sort == COPY else self._debriefing.export(form)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        else:
            self.table.tell(f"Written: {path}")

    def action_replay(self) -> None:
        """Step through the session."""
        to_replay(self, self._replay)

    def action_debrief(self) -> None:
        """Begin the guided debrief."""
        self.table.open("debrief", self._replay)

    def on_screen_resume(self) -> None:
        """Take in what was said at the debrief meanwhile."""
        if self._document is not None:
            place = self.query_one("#contents", Lines).ref
            self._document = self._debriefing.document()
            self._show(place)


class DebriefScreen(Sheet):
    """The guided debrief, one step after the other."""

    CSS_PATH = "debrief.tcss"
    HELP_PAGE = "debrief"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Step", key_display="↑↓", priority=True, id="debrief.up", tooltip="The step before"),
        Binding("down", "step(1)", "Step", show=False, priority=True, id="debrief.down", tooltip="The next step"),
        Binding(
            "pageup",
            "scroll(-1)",
            "Scroll",
            key_display="PgUp PgDn",
            priority=True,
            id="debrief.page-up",
            tooltip="What the session has to say, a page up",
        ),
        Binding("pagedown", "scroll(1)", "Scroll", show=False, priority=True, id="debrief.page-down", tooltip="A page down"),
        Binding(
            "tab",
            "panel",
            "Answers",
            key_display="Tab",
            id="debrief.panel",
            tooltip="To the answers: Enter on one changes it",
            priority=True,
        ),
        Binding("f1", "help", "Help", show=False, id="debrief.help", tooltip="What can be done here"),
        Binding("f2", "clock", "Clock", key_display="F2", id="debrief.clock", tooltip="Stop the clock, or let it run"),
        Binding("f3", "report", "Report", key_display="F3", id="debrief.report", tooltip="The report, with what was said in it"),
        Binding("f5", "replay", "Replay", key_display="F5", id="debrief.replay", tooltip="Step through the session"),
        Binding("f4", "notes", "Notes", key_display="F4", id="debrief.notes", tooltip="Which of the facilitator's notes are shown"),
        Binding("escape", "back", "Back", key_display="Esc", id="debrief.back", tooltip="Back; all that was said is kept"),
    ]

    def __init__(self, replay: Replay) -> None:
        super().__init__()
        self._replay = replay
        self._debriefing = Debriefing(replay)
        self._at = 0
        session = replay.session
        self._steps = steps(session.scenario.head.minutes, session.state.turns)
        self._used = [0] * len(self._steps)
        self._ticking = True

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="steps", classes="framed", focusable=False)
            yield Lines(id="page", classes="framed")
        yield Input(placeholder="Type what is said; Enter keeps it", max_length=LIMIT, id="answer")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first step."""
        if not self._replay.is_over:
            self.table.tell("The session is not over; the debrief speaks of what was played so far.")
        self.set_interval(1, self._tick)
        self.query_one("#answer", Input).focus()
        self._show()

    def _tick(self) -> None:
        if self._ticking:
            self._used[self._at] += 1
            self._show_bar()

    def _show_bar(self) -> None:
        name, minutes, _ = self._steps[self._at]
        used = self._used[self._at]
        left = minutes * 60 - used
        if not minutes:
            clock, ink = f"{used // 60}:{used % 60:02}", "dim"
        elif left >= 0:
            clock, ink = f"{left // 60}:{left % 60:02} left", "b" if left > 60 else "b accent"
        else:
            clock, ink = f"{-left // 60}:{-left % 60:02} over", "b cost"
        total = sum(minutes for _, minutes, _ in self._steps)
        bar = self.query_one("#bar", TopBar)
        shown = ((" DEBRIEF ", "here"), (f"  {self._replay.name}", "b"), (f"  {self._at + 1} of {len(self._steps)}: {name}", ""))
        spent = sum(self._used)
        stopped = "" if self._ticking else "stopped  "
        bar.show(shown, ((stopped, "cost"), (clock, ink), (f"   {spent // 60} of {total} min ", "dim")))

    def _show(self, ref: str = "") -> None:
        self._show_bar()
        rows = []
        for n, (name, minutes, _) in enumerate(self._steps):
            said = len(self._debriefing.said(name))
            here = n == self._at
            mark = "◉ " if here else "● " if said else "○ "
            right = f"{minutes} min" if minutes else ""
            rows.append(Item(((mark, "accent"), (name, "b" if here else ""), (f"  {said}" if said else "", "gain")), ((right, "dim"),)))
        panel = self.query_one("#steps", Lines)
        panel.show(rows)
        title(panel, "Steps", "")
        name, _, prompt = self._steps[self._at]
        said_so_far = self._debriefing.said(name)
        page = self.query_one("#page", Lines)
        items: list[Item] = [item(prompt, "b accent", wrap=True), Item()]
        if said_so_far:
            items.append(heading("SAID", "b dim"))
            items += [Item((("▌ ", "accent"), (text, "")), wrap=True, hang=2, ref=f"said:{n}") for n, text in said_so_far]
            items.append(Item())
        items += self._debriefing.material(name)
        page.show(items, ref=ref)
        title(page, name, "Tab to change an answer" if said_so_far else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was typed."""
        event.stop()
        text = clean(event.value, limit=LIMIT).strip()
        if not text:
            self.action_step(1)
            return
        try:
            self._debriefing.say(self._steps[self._at][0], text)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        event.input.value = ""
        self._show()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Change an answer."""
        event.stop()
        number = int(event.ref.partition(":")[2])
        text = self._replay.notes.answers[number].text
        asked = "What was said. Emptied, it goes."
        self.app.push_screen(Remark("Change it", asked, text, LIMIT), lambda new: self._reword(number, new or ""))

    def _reword(self, number: int, text: str) -> None:
        if not text:
            return
        try:
            self._debriefing.reword(number, text.strip())
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        self._show()

    def action_step(self, step: int) -> None:
        """Go to the step before or after; among the answers, to the one before or after."""
        page = self.query_one("#page", Lines)
        if page.has_focus:
            page.action_cursor(step)
            return
        wanted = min(max(0, self._at + step), len(self._steps) - 1)
        if wanted != self._at:
            self._at = wanted
            self._show()

    def action_scroll(self, step: int) -> None:
        """Scroll what the session has to say."""
        self.query_one("#page", Lines).action_page(step)

    def action_panel(self) -> None:
        """Go between the answers and where they are typed."""
        self.query_one("#page" if self.query_one("#answer").has_focus else "#answer").focus()

    def action_notes(self) -> None:
        """Choose which of the facilitator's notes the table is shown."""
        self._notes("")

    def _notes(self, ref: str) -> None:
        found = self._debriefing.facilitators_notes()
        if not found:
            why = "took no notes during the session" if self._replay.eyes == FACILITATOR else "alone chooses which notes are shown"
            self.table.tell(f"The facilitator {why}.")
            return
        rows = [
            Item(
                (("● " if yes else "○ ", "accent"), (f"T{note.turn} ", "dim"), (note.text, "b" if yes else "")),
                (("shown" if yes else "kept back", "gain" if yes else "dim"),),
                str(note.entry),
                wrap=True,
                hang=5,
            )
            for note, yes in found
        ]
        how = "Enter shows one or keeps it back · Esc closes"
        self.app.push_screen(Picker("Notes the table is shown", rows, ref, how), self._turn_note)

    def _turn_note(self, ref: str | None) -> None:
        if not ref:
            return
        try:
            self._replay.show_note(int(ref), int(ref) not in self._replay.shown)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        self._show()
        self._notes(ref)

    def action_clock(self) -> None:
        """Stop the clock, or let it run."""
        self._ticking = not self._ticking
        self._show_bar()

    def action_replay(self) -> None:
        """Step through the session."""
        to_replay(self, self._replay)

    def action_report(self) -> None:
        """Show the report."""
        if not self.table.back_to(self, "report"):
            self.table.open("report", self._replay)
