"""Home: start, continue, open a save, read, or quit. It paints first and looks into folders afterwards."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.desk import shelf
from exercise.desk.shelf import Recent, Scene
from exercise.desk.start import PRACTICE
from exercise.errors import ExerciseError
from exercise.ui.base import Sheet, title
from exercise.ui.dialogs import Ask, Picker
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView

CHOICES = (
    ("start", "s", "Play alone against bots", "a scenario and a seat"),
    ("several", "h", "Several at one keyboard", "a curtain between two"),
    ("practice", "p", "Practice", "two turns, ten minutes"),
    ("continue", "c", "Continue", "the latest, where it stands"),
    ("open", "o", "Open a saved session", "play on, or replay"),
    ("read", "r", "Scenarios and the brief", "what there is, its claims"),
    ("quit", "q", "Quit", ""),
)
ENDED = (
    ("replay", "Replay", "step through it: why, what else, branches"),
    ("result", "Result", "objectives, the region, the record"),
    ("report", "Report", "the after-action report"),
    ("debrief", "Debrief", "the guided debrief, answers kept"),
    ("compare", "Compare", "beside others, or two cohorts of a course"),
)
"""What can be done with a session that has ended."""


class Home(Sheet):
    """Where everything begins."""

    CSS_PATH = "home.tcss"
    HELP_PAGE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Go", key_display="Enter", id="home.open", tooltip="Do what the cursor is on"),
        Binding("s", "choose('start')", "Start", id="home.start", tooltip="Start a session alone against bots"),
        Binding("h", "choose('several')", "Several", show=False, id="home.several", tooltip="Several people at this keyboard"),
        Binding("p", "choose('practice')", "Practice", id="home.practice", tooltip="Learn the screen in ten minutes"),
        Binding("c", "choose('continue')", "Continue", id="home.continue", tooltip="Go on with the latest session"),
        Binding("o", "choose('open')", "Open", id="home.open-save", tooltip="Open a saved session"),
        Binding("v", "replay", "Replay", id="home.replay", tooltip="Step through the session under the cursor, or the latest that ended"),
        Binding("x", "put_away", "Put away", show=False, id="home.put-away", tooltip="Put the session under the cursor out of the list"),
        Binding("r", "choose('read')", "Read", id="home.read", tooltip="Scenarios and the claims of the brief"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="home.panel", tooltip="The other list"),
        Binding("q", "choose('quit')", "Quit", id="home.quit", tooltip="Leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._recent: tuple[Recent, ...] = ()
        self._has_read = False
        self._scenes: tuple[Scene, ...] = ()
        self._state = 0

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="choices", classes="framed", always=True)
                yield Lines(id="recent", classes="framed")
            with Vertical(id="right"):
                view = MapView(id="map")
                view.add_class("framed")
                yield view
                yield Lines(id="about", classes="framed", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what needs no file; look into the folders once that is painted."""
        from exercise import __version__

        self.query_one("#bar", TopBar).show(
            ((" exercise ", "here"), ("  A policy tabletop exercise: NATO, the SCO and Central Asia", "")), ((f"v{__version__} ", "dim"),)
        )
        choices = self.query_one("#choices", Lines)
        self._show_choices()
        title(choices, "Start")
        title(self.query_one("#recent"), "Recent sessions", "o or Tab to get here · x puts one away")
        title(self.query_one("#map"), "The region")
        title(self.query_one("#about"), "What it is")
        self.query_one("#recent", Lines).show([item("Looking …", "dim")])
        self.query_one("#about", Lines).show(
            [
                item("How the West engages matters more than what it does: who speaks, in what form, how openly, for how long.", wrap=True),
                Item(),
                item(
                    "Take a seat, choose moves, see what follows and why: "
                    "every consequence names its rule, every rule its place in the brief.",
                    "dim",
                    wrap=True,
                ),
            ]
        )
        choices.focus()
        # A moment later, so that what needs no file is painted first.
        self.call_after_refresh(self.set_timer, 0.02, self.read_again)

    def on_screen_resume(self) -> None:
        """Look again what there is: a branch or a copy may have been made meanwhile."""
        super().on_screen_resume()
        if self._has_read:
            self.read_again()

    def begin_again(self) -> None:
        """Look again what there is, and begin at the choices; in the list stands the cursor on the latest session."""
        self.read_again()
        if self._recent:
            self.query_one("#recent", Lines).to_ref(f"save:{self._recent[0].path}")
        self.query_one("#choices", Lines).focus()

    def _show_choices(self, continues: str = "") -> None:
        """Show what home offers; `continues` says which session would be taken up."""
        choices = self.query_one("#choices", Lines)
        rows = []
        for id, key, words, more in CHOICES:
            said = continues if id == "continue" and continues else more
            rows.append(Item(((key + "  ", "b accent"), (f"{words:<25}", "b"), (said, "dim")), (), f"choose:{id}"))
        choices.show(rows, ref=choices.ref)

    def _going(self) -> Recent | None:
        return next((one for one in self._recent if not one.over), None)

    def read_again(self) -> None:
        """Look into the folders of scenarios and saves."""
        self._has_read = True
        self.query_one("#map", MapView).show(None, ())
        self._scenes = shelf.scenes(self.table.folders.scenarios)
        latest = next((one.path for one in self._recent), "")
        self._recent = shelf.recent(self.table.folders.saves)
        going = self._going()
        self._show_choices(f"{going.name}, {going.state}" if going else "nothing to be continued")
        rows = [
            Item(
                ((one.name, "b"), ("\n" + " · ".join(text for text in (one.title, one.seat, one.state) if text), "dim")),
                ((f"{one.when}  ", "dim"), ("replay" if one.over else "resume", "accent")),
                f"save:{one.path}",
                wrap=True,
                hang=2,
            )
            for one in self._recent
        ]
        first = next((n for n, one in enumerate(self._recent) if one.example), None)
        if first is not None:
            rows.insert(first, heading("EXAMPLES, PLAYED FOR REAL", "b accent"))
        if not rows or first == 0:
            rows.insert(0, item("No sessions yet. Press s to start one, p to practise first.", "dim", wrap=True))
        recent = self.query_one("#recent", Lines)
        # Where another session has become the latest, it is the one most likely meant.
        is_new = latest != next((one.path for one in self._recent), "")
        recent.show(rows, ref="" if is_new else recent.ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Do what was chosen."""
        event.stop()
        what, _, rest = event.ref.partition(":")
        if what == "choose":
            self.action_choose(rest)
        elif what == "save":
            ended = next((one for one in self._recent if one.path == rest and one.over), None)
            if ended is None:
                self._open(rest)
            else:
                self._ask_ended(ended)

    def action_open(self) -> None:
        """Do what the cursor is on."""
        if isinstance(self.focused, Lines):
            self.focused.action_open()

    def action_choose(self, what: str) -> None:
        """Do one of the things that home offers."""
        if what == "quit":
            self.app.exit(0)
        elif what == "start":
            self.table.open("seats")
        elif what == "several":
            self.table.open("lobby")
        elif what == "practice":
            self._practise()
        elif what == "continue":
            going = self._going()
            if going is None:
                self.table.tell("No session is waiting to be continued; s starts one, p is the guided first play.")
            else:
                self._open(going.path)
        elif what == "open":
            self.query_one("#recent", Lines).focus()
            self.table.tell("↑↓ chooses a session, Enter opens it." if self._recent else "No session is saved yet; s starts one.")
        elif what == "read":
            self.table.open("seats", reading=True)

    def _practise(self) -> None:
        """Go on with the practice that was begun, or begin one."""
        title = next((scene.title for scene in self._scenes if scene.id == PRACTICE), None)
        begun = next((one for one in self._recent if not one.over and one.title == title), None)
        if begun is not None:
            self._open(begun.path)
            return
        try:
            self.table.practise()
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def _ask_ended(self, one: Recent) -> None:
        """Ask what to do with a session that has ended."""
        rows = [Item(((name.ljust(12), "b"), (text, "dim")), ref=id) for id, name, text in ENDED]
        self.app.push_screen(
            Picker(one.name, rows, "replay", "Enter takes · Esc closes"), lambda what: self._open_ended(one.path, what or "")
        )

    def _open_ended(self, path: str, what: str) -> None:
        if what == "result":
            self._open(path)
        elif what == "compare":
            self.table.compare_several(path)
        elif what:
            self._replay(path, what)

    def _replay(self, path: str, what: str = "replay") -> None:
        try:
            self.table.open_replay(path, what=what)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def action_replay(self) -> None:
        """Step through the session under the cursor, or the latest that ended."""
        recent = self.query_one("#recent", Lines)
        sort, _, path = recent.ref.partition(":")
        if not (recent.has_focus and sort == "save"):
            path = next((one.path for one in self._recent if one.over), "")
        if path:
            self._replay(path)
        else:
            self.table.tell("No session has ended yet.")

    def action_put_away(self) -> None:
        """Put the session under the cursor out of the list, once that is confirmed; its file is kept in a folder of its own."""
        recent = self.query_one("#recent", Lines)
        one = next((one for one in self._recent if f"save:{one.path}" == recent.ref), None)
        if one is None or not recent.has_focus:
            self.table.tell("Choose a session in the list first (o), then x puts it away.")
            return
        if one.example:
            self.table.tell("The examples came with the program and stay in the list.")
            return
        def said_yes(answer: str | None) -> None:
            if answer:
                self._put_away(one)

        text = f"{one.name}: {one.title}, {one.state}. It leaves the list; the file is kept in the folder put-away beside the saves."
        self.app.push_screen(Ask("Put this session away?", text, "puts it away"), said_yes)

    def _put_away(self, one: Recent) -> None:
        from pathlib import Path

        from exercise.store.away import put_away

        try:
            put_away(Path(one.path))
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        self.read_again()
        self.table.tell(f"{one.name} is put away.")

    def _open(self, path: str) -> None:
        try:
            self.table.open_save(path)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def action_back(self) -> None:
        """Stay: there is nothing behind home."""
        self.query_one("#choices", Lines).focus()
