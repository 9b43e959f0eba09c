"""The app: themes, the gate for control characters, and the way from screen to screen.

Begin at `run_app`. Home paints before any scenario, pydantic or YAML is loaded; the desk and the session come in when a table is opened.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.widgets._toast import Toast

from exercise.desk.start import HOME, USUAL, Folders, Start
from exercise.errors import ExerciseError
from exercise.ui import routes
from exercise.ui.base import Sheet
from exercise.ui.dialogs import Remark
from exercise.ui.ending import EndingApp, ending_well
from exercise.ui.text import ControlFilter, said
from exercise.ui.theme import DARK, LIGHT, depth_of, themes

if TYPE_CHECKING:
    from pathlib import Path

    from textual.command import Provider
    from textual.screen import Screen

    from exercise.desk.desk import Desk
    from exercise.desk.keyboard import Keyboard
    from exercise.desk.lesson import Lesson
    from exercise.session import Session


# A notice goes while it is clicked: a selection that began on it would belong to nothing.
Toast.ALLOW_SELECT = False

IDLE_AFTER = 1.5
"""Seconds after a table was opened from which what later moves will need is made ready."""
A_SLICE = 0.006
"""Seconds of that work at a time, with a pause after it for keys."""
STARTED_AFTER = 1.5
"""Seconds after which the app has started, and memory is looked through for what can be thrown away."""


class ExerciseApp(EndingApp):
    """The tabletop exercise in the terminal."""

    TITLE = "exercise"
    # The screen beneath all others is never pushed, so its own style sheet would not be read.
    CSS_PATH = ["app.tcss", "screens/home.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (118, "-roomy"), (150, "-wide")]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {routes.commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True, tooltip="Leave; the session is saved as it stands"),
        # Here and not with the screens' own, so that a screen may use the letter for something else.
        Binding("h", "screen.lesson", "Lesson", show=False, id="app.lesson", tooltip="Leave the lesson, or have it back"),
        Binding("g", "screen.values", "Values", show=False, id="app.values", tooltip="The map in words: every layer as a table"),
    ]

    def __init__(self, start: Start = HOME, folders: Folders = USUAL, desk: Desk | None = None) -> None:
        super().__init__()
        self.start = start
        self.folders = folders
        self._desk = desk
        self.keyboard: Keyboard | None = None
        """The keyboard that several people share; None while one person plays."""
        self._round: list[str] = []
        self._filter = ControlFilter()
        for theme in themes(depth_of(self)):
            self.register_theme(theme)
        self.theme = DARK

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every line drawn, ours last."""
        return [*super().get_line_filters(), self._filter]

    @property
    def desk(self) -> Desk:
        """Return the desk of the session in play.

        Raises:
            ValueError: If no session is open.
        """
        if self._desk is None:
            raise ValueError("no session is open")
        return self._desk

    @property
    def has_desk(self) -> bool:
        """Return whether a session is open."""
        return self._desk is not None

    @property
    def lesson(self) -> Lesson | None:
        """Return the lesson of the session in play, where it has one."""
        return self._desk.lesson if self._desk is not None else None

    def note(self, mark: str) -> None:
        """Tell the lesson that something was done that no journal shows."""
        if self.lesson is not None:
            self.lesson.note(mark)
            if isinstance(self.screen, Sheet):
                self.screen.show_lesson()

    def get_default_screen(self) -> Screen[None]:
        """Return the screen that lies beneath all others: home, or while a table was asked for a blank one in its place."""
        if self._desk is not None or self.start.save or self.start.projector or (self.start.scenario and self.start.seat):
                return Sheet()
        return routes.screen("home")

    def on_mount(self) -> None:
        """Go to the table where one was asked for."""
        self.set_timer(STARTED_AFTER, _collect)
        if self._desk is not None:
            self.go_on()
        elif self.start.save or self.start.scenario or self.start.replay or self.start.projector:
            self._start_at_once()

    def on_unmount(self) -> None:
        """Let go of the save when the app is left, however it is left."""
        self._close_session()

    def _close_session(self) -> None:
        if self._desk is not None:
            self._desk.close()
        if self.keyboard is not None:
            self.keyboard.close()
        self._desk = self.keyboard = None
        self._round = []

    def _start_at_once(self) -> None:
        start = self.start
        try:
            if start.replay:
                self.open_replay(start.replay, start.seat)
            elif start.projector:
                self.push_screen(routes.projector(start.projector, self.folders))
            elif start.save:
                self.open_save(start.save)
            elif start.seat:
                self.sit_down(start)
            elif start.plan:
                self.open("lobby", start.scenario, start.plan)
            else:
                self.open("seats", start.scenario)
        except ExerciseError as fault:
            self.go_home()
            self.tell(str(fault), bad=True)

    # --- opening and closing screens and tables

    def open(self, route: str, *given: Any, then: Callable[[Any], None] | None = None, **named: Any) -> None:
        """Open the screen of a route over what is shown; `then` hears what it closes with."""
        self.push_screen(routes.screen(route, *given, **named), then)

    def back_to(self, screen: Screen[Any], route: str) -> bool:
        """Close a screen that was opened from one of a route; returns whether it was."""
        below = self.screen_stack[-2] if len(self.screen_stack) > 1 else None
        if self.screen is screen and routes.is_on(below, route):
            self.pop_screen()
            return True
        return False

    def open_save(self, path: str) -> None:
        """Open a saved session and go to where it stands.

        Raises:
            ExerciseError: If the file cannot be opened.
        """
        self._take_table(routes.opened_table(path, self.folders))

    def take_up(self, path: Path, session: Session) -> None:
        """Take a session as the one in play: of one person with its desk out, of several at a curtain."""
        self._take_table(routes.table_of(path, session))

    def _take_table(self, table: Desk | Keyboard) -> None:
        if routes.is_shared(table):
            self.share(table)
        else:
            self.take(table, again=True)

    def open_replay(self, save: str, seat: str = "", what: str = "replay") -> None:
        """Open a recorded session to step through, or with `what` its report or debrief.

        Raises:
            ExerciseError: If there is no such save or seat, or the file cannot be read.
        """
        self.push_screen(routes.replay_screen(what, save, seat, self.folders))

    def compare_several(self, first: str = "", seat: str = "") -> None:
        """Choose sessions to set side by side, or two cohorts of them, and compare these.

        Args:
            first: A save that is chosen already.
            seat: Compare what this seat may see; empty compares everything.
        """
        self.push_screen(routes.chooser(first, self.folders), lambda chosen: self._compare_chosen(chosen or "", seat))

    def _compare_chosen(self, chosen: str, seat: str) -> None:
        try:
            screen = routes.comparison(chosen, seat, self.folders)
        except ExerciseError as fault:
            self.tell(str(fault), bad=True)
            return
        if screen is not None:
            self.push_screen(screen)

    def sit_down(self, start: Start, level: str = "") -> None:
        """Start a session on a scenario, in one seat against bots.

        Raises:
            ExerciseError: If the scenario cannot be loaded or the save not written.
        """
        self.take(routes.new_desk(start, level, self.folders))

    def practise(self) -> None:
        """Start the guided first play.

        Raises:
            ExerciseError: If its scenario is not there or the save cannot be written.
        """
        self.sit_down(routes.practice())

    def take(self, desk: Desk, again: bool = False) -> None:
        """Take a session as the one in play, and go to where it stands; `again` reads the briefing before an event is answered."""
        self._close_session()
        self._desk = desk
        desk.session.when_stopped = self._ask_when_stopped
        if again and desk.stage() == "decide" and any(not question.answered for question in desk.questions.reactions()):
            self.clear_notifications()
            self._show(routes.screen("briefing"))
        else:
            self.go_on()
        self.set_timer(IDLE_AFTER, lambda: self._prepare(desk, desk.prepare()))
        if desk.notice:
            self.tell(desk.notice)

    # --- one keyboard, several people

    def share(self, keyboard: Keyboard) -> None:
        """Take a session of several people as the one in play; nobody's desk is out until somebody asks for it."""
        self._close_session()
        self.keyboard = keyboard
        keyboard.session.when_stopped = self._ask_when_stopped
        self.go_on()
        if keyboard.notice:
            self.tell(keyboard.notice)

    def hand_to(self, *seats: str) -> None:
        """Hand the keyboard to seats, one after the other, each behind a curtain; then it goes to whose turn it is.

        Whatever screen calls this is closed with all that was on it. Where a person facilitates, the keyboard comes back to the console.
        """
        self._round = list(seats)
        self.put_away()
        self.go_on()

    def show_to_room(self, desk: Desk, route: str, then: Callable[[None], None]) -> None:
        """Show a screen for everyone in the room; until it is closed the room's desk is the one in play, whatever is opened from there."""
        own = self._desk

        def back(_: None) -> None:
            self._desk = own
            then(None)

        self._desk = desk
        self.open(route, then=back)

    def put_away(self) -> None:
        """Clear away a desk and all that could tell of it: screens, notices, what was marked and what was copied."""
        if self.keyboard is not None:
            self._desk = None
        self.clear_notifications()
        self.screen.clear_selection()
        if self.clipboard:
            # Also the terminal's own, where the terminal lets the app have it.
            self.copy_to_clipboard("")

    def open_desk(self, seat: str) -> None:
        """Put out the desk of a seat that has the keyboard now, and go to what waits for it.

        Raises:
            ValueError: If nobody shares a keyboard here.
        """
        if self.keyboard is None:
            raise ValueError("no keyboard is shared")
        # At the console the round is over, however far it had come.
        self._round = [waits for waits in self._round if waits != seat] if seat in self.keyboard.session.seats else []
        self._desk = self.keyboard.sit(seat)
        self.go_on()

    def leave_desk(self) -> None:
        """Leave the table; where several people share the keyboard, first only the desk."""
        if self.keyboard is None or self._desk is None:
            self.go_home()
        else:
            self.put_away()
            self.go_on()

    def _prepare(self, desk: Desk, steps: Iterator[None]) -> None:
        """Work at getting ready for a moment, and come back to it until it is done or the table was left."""
        if self._desk is not desk:
            return
        until = monotonic() + A_SLICE
        for _ in steps:
            if monotonic() > until:
                self.set_timer(A_SLICE * 3, lambda: self._prepare(desk, steps))
                return

    @property
    def floor(self) -> int:
        """Return how many screens lie beneath the table for good: home, and the blank one if the app went straight to a table."""
        return 2 if len(self.screen_stack) > 1 and routes.is_on(self.screen_stack[1], "home") else 1

    def go_home(self) -> None:
        """Close the session and go home; everything confirmed is in the save."""
        left = self._left_open()
        self.put_away()
        self._close_session()
        while len(self.screen_stack) > self.floor:
            self.pop_screen()
        if isinstance(self.screen, Sheet) and routes.is_on(self.screen, "home"):
            self.screen.begin_again()
        else:
            self.open("home")
        if left:
            self.tell(left)

    def _left_open(self) -> str:
        """Return what to say of the save of a session that is left before its end, as it is found on disk."""
        table = self.keyboard or self._desk
        if table is None or table.path is None or table.session.state.phase == "over":
            return ""
        if not table.session.is_saved():
            return f"{table.path.stem} is not saved: its file no longer holds what was played."
        return f"Saved as {table.path.stem}; c at home continues it."

    # --- when the save takes no further entry

    def _ask_when_stopped(self) -> None:
        self.call_later(self._ask_how_to_go_on)

    def _ask_how_to_go_on(self, again: str = "") -> None:
        """Ask how a session that cannot be saved is to go on; `again` says why the last try failed."""
        table = self.keyboard or self._desk
        if table is None or table.session.stopped is None or any(routes.is_on(one, "stopped") for one in self.screen_stack):
            return
        self.clear_notifications()
        self.open("stopped", table.session.stopped, again, then=self._answer_stop)

    def _answer_stop(self, answer: str | None) -> None:
        table = self.keyboard or self._desk
        if table is None:
            return
        if answer == "leave":
            self.go_home()
        elif answer == "elsewhere":
            asks = "A new name, or a folder and a name: another disk has room where this one is full."
            name = routes.spare_name(table.path, self.folders)
            self.push_screen(Remark("Save elsewhere", asks, name), self._resume_elsewhere)
        else:
            self._resume()

    def _resume_elsewhere(self, where: str | None) -> None:
        if where and where.strip():
            self._resume(where.strip())
        else:
            self._ask_how_to_go_on()

    def _resume(self, where: str = "") -> None:
        """Save again, in the same file or in another, and go on where the session stopped."""
        table = self.keyboard or self._desk
        if table is None:
            return
        try:
            table.resume(where, self.folders.saves)
        except ExerciseError as fault:
            self._ask_how_to_go_on(str(fault))
            return
        if self._desk is not None:
            self._desk.path = table.path
        self.go_on()
        if where and table.session.stopped is None and table.path is not None:
            self.tell(f"The session goes on in {table.path}.")

    def go_on(self) -> None:
        """Go to the screen that the session asks for now: what was not read yet first, then what waits for a decision."""
        self.clear_notifications()
        if self.keyboard is not None and (self._desk is None or self._desk.stage() == "done"):
            self.put_away()
            self._show(routes.screen("curtain", self._round[0] if self._round else self.keyboard.next()))
        else:
            self._show(routes.screen(routes.STAGES[self.desk.stage()]))
        self._ask_when_stopped()

    def _show(self, screen: Screen[None]) -> None:
        """Show a screen of the table in place of all that lies above the floor."""
        while len(self.screen_stack) > self.floor + 1:
            self.pop_screen()
        if len(self.screen_stack) > self.floor:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    # --- small things

    def action_command_palette(self) -> None:
        """Open the command palette."""
        if self.screen.id != "--command-palette":
            self.push_screen(routes.palette())

    def tell(self, text: str, bad: bool = False) -> None:
        """Show a short notice; it is never read as markup."""
        # One at a time: a pile of them would cover what they are about.
        self.clear_notifications()
        self.notify(said(text).plain, severity="error" if bad else "information", markup=False, timeout=8 if bad else 4)

    def why(self, ref: str) -> None:
        """Open the Why drawer at a page."""
        self.note("why")
        self.open("why", ref)

    def action_other_theme(self) -> None:
        """Change between the dark and the light theme."""
        self.theme = LIGHT if self.theme == DARK else DARK


def _collect() -> None:
    gc.freeze()
    gc.enable()


def run_app(start: Start = HOME, folders: Folders = USUAL) -> int:
    """Run the app until it is left; returns the exit code.

    Raises:
        Exception: What ended the app, once the terminal is as it was, where that was a fault of its own.
    """
    app = ExerciseApp(start, folders)
    with ending_well(app):
        app.run()
    if app.fault is not None and not app.ended_by:
        raise app.fault
    return 128 + app.ended_by if app.ended_by else app.return_code or 0
