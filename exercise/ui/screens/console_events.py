"""The events of a scenario from the facilitator's chair: what each is and rests on, and its release, arming, holding, skipping, telling."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from exercise.desk.console.console import Console
from exercise.model.play import ALL
from exercise.reading.forms.facilitating import HAPPENS
from exercise.ui import console_rows as rows
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.fill_in import fill_in
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines

GROUPS = (("happened", "THIS TURN"), ("due", "COMING"), ("held", "HELD BACK"), ("idle", "BY HAND OR ON A CONDITION"), ("gone", "EARLIER"))
GROUP_OF = {"armed": "due", "skipped": "held"}


class EventsScreen(Sheet):
    """All events, and what can be done with each."""

    CSS_PATH = "console.tcss"
    HELP_PAGE = "console-events"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "release",
            "Release",
            key_display="Enter",
            priority=True,
            id="events.release",
            tooltip="Let it happen now, for all or for some seats",
        ),
        Binding("a", "arm", "Arm", id="events.arm", tooltip="Let it happen as a later turn opens"),
        Binding("h", "hold", "Hold", id="events.hold", tooltip="Hold it back, or let go of it"),
        Binding("x", "skip", "Skip", id="events.skip", tooltip="Take it off the list, with a reason if you like"),
        Binding("v", "reveal", "Tell all", id="events.reveal", tooltip="Make known to all what some seats alone have heard"),
        Binding("n", "write", "Write one", id="events.write", tooltip="Write an event on the spot, with a change to a track if you like"),
        Binding("escape", "back", "Back", key_display="Esc", id="events.back", tooltip="Back to the console"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="events.panel", tooltip="The other panel"),
    ]

    def __init__(self, chair: Console, inject: str = "") -> None:
        super().__init__()
        self._chair = chair
        self._first = f"inject:{inject}" if inject else ""

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="list", classes="framed", always=True)
            yield Lines(id="text", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the events."""
        self.query_one("#list").focus()
        self.redraw(self._first)

    def redraw(self, ref: str = "") -> None:
        """Show the events as they stand."""
        left, _ = bar_parts(self.desk.bar(), "EVENTS", narrow=self.is_narrow)
        paused = self.desk.session.state.paused
        self.query_one("#bar", TopBar).show(left, ((" PAUSED: nothing is released ", "here"),) if paused else ())
        happenings = self._chair.happenings()
        listed: list[Item] = []
        for group, head in GROUPS:
            found = [one for one in happenings if GROUP_OF.get(one.state, one.state) == group]
            if found:
                listed += [Item()] * bool(listed) + [heading(head), *rows.happening_rows(found)]
        lines = self.query_one("#list", Lines)
        lines.show(listed, ref=ref or lines.ref)
        title(lines, "Events", f"{len(happenings)} in this scenario")
        self._show_told()

    def _chosen(self) -> tuple[str, str]:
        inject, _, subject = self.query_one("#list", Lines).ref.partition(":")[2].partition("|")
        return inject, subject

    def _show_told(self) -> None:
        inject, subject = self._chosen()
        text = self.query_one("#text", Lines)
        if not inject:
            text.show([item("No events.", "dim")])
            return
        told = self._chair.told(inject, subject)
        text.show(rows.told_rows(told))
        title(text, told.title, "the rest is for you alone")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show the event under the cursor."""
        event.stop()
        if event.lines.id == "list":
            self._show_told()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open a claim, or show the event that was clicked."""
        event.stop()
        if event.lines.id == "list":
            self._show_told()
        elif event.ref:
            self.table.why(event.ref)

    def action_release(self) -> None:
        """Let an event happen now."""
        inject, subject = self._chosen()
        if self.focused is not self.query_one("#list"):
            if isinstance(self.focused, Lines):
                self.focused.action_open()
            return
        if not inject:
            return
        if self.desk.session.state.phase not in HAPPENS:
            self.table.tell("An event is released from the situation to the last word; arm it for a later turn (a).", bad=True)
            return
        now = next((one for one in self.desk.session.state.opened if (one.inject, one.subject) == (inject, subject)), None)
        if now is not None:
            heard = "and everyone has heard of it" if now.audience == ALL else "v tells everyone of it"
            self.table.tell(f"It has happened this turn already; {heard}.", bad=True)
            return
        self.run_worker(fill_in(self, self._chair.forms.event("release", inject, subject)))

    def action_arm(self) -> None:
        """Let an event happen as a later turn opens."""
        inject, subject = self._chosen()
        if inject:
            self.run_worker(fill_in(self, self._chair.forms.event("arm", inject, subject)))

    def action_hold(self) -> None:
        """Hold an event back, or let go of it."""
        inject, subject = self._chosen()
        opened = {(one.inject, one.subject) for one in self.desk.session.state.opened}
        if (inject, subject) in opened and inject not in self.desk.session.state.held:
            self.table.tell("It has happened this turn; there is nothing left to hold back.", bad=True)
        elif inject:
            held = inject in self.desk.session.state.held
            self.run_worker(fill_in(self, self._chair.forms.event("unhold" if held else "hold", inject)))

    def action_skip(self) -> None:
        """Take an event off the list."""
        inject, _ = self._chosen()
        if inject:
            self.run_worker(fill_in(self, self._chair.forms.event("skip", inject)))

    def action_reveal(self) -> None:
        """Make known to all what some have heard."""
        inject, subject = self._chosen()
        if inject:
            self.run_worker(fill_in(self, self._chair.forms.event("reveal", inject, subject)))

    def action_write(self) -> None:
        """Write an event on the spot."""
        self.run_worker(fill_in(self, self._chair.forms.written()))

    def action_back(self) -> None:
        """Back to the console."""
        self.dismiss(None)
