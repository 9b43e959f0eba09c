"""The one table of screens, and the ways to a session: who opens a screen names its route.

This is the one place of the app where imports wait until they are needed, because home paints before any scenario is loaded.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from exercise.desk.start import PRACTICE, Folders, Start

if TYPE_CHECKING:
    from textual.command import CommandPalette, Provider
    from typing_extensions import TypeIs

    from exercise.desk.desk import Desk
    from exercise.desk.keyboard import Keyboard
    from exercise.session import Session

MOST_COMPARED = 200
"""Saves that can be chosen from for a comparison."""

SCREENS = {
    "advice": "advice.AdviceDrawer",
    "answers": "answers.Answers",
    "branch": "branch.BranchDialog",
    "briefing": "briefing.Briefing",
    "choose-saves": "cohorts.Chooser",
    "claims": "claims.Claims",
    "cohorts": "cohorts.CohortScreen",
    "compare": "compare.CompareScreen",
    "console": "console.ConsoleScreen",
    "console-argument": "console_argument.ArgumentScreen",
    "console-events": "console_events.EventsScreen",
    "console-look": "console_look.LookScreen",
    "console-standing": "console_standing.StandingScreen",
    "curtain": "curtain.Curtain",
    "debrief": "debrief.DebriefScreen",
    "decision": "decision.Decision",
    "discuss": "discuss.Discuss",
    "help": "help.Help",
    "home": "home.Home",
    "jump": "jump.Jump",
    "lobby": "lobby.Lobby",
    "log": "log.Log",
    "projector": "projector.Projector",
    "read-out": "read_out.ReadOut",
    "replay": "replay.ReplayScreen",
    "report": "debrief.ReportScreen",
    "result": "result.ResultScreen",
    "room-read-out": "read_out.RoomReadOut",
    "say": "say.Say",
    "seats": "seats.Seats",
    "stopped": "stopped.StoppedDrawer",
    "values": "values.Values",
    "why": "why.Why",
}
"""Route to the module and class of its screen."""
STAGES = {
    "read-out": "read-out",
    "briefing": "briefing",
    "decide": "decision",
    "answer": "answers",
    "confirm": "answers",
    "over": "result",
    "console": "console",
}
"""What a desk waits for, to the route that shows it."""


def screen(route: str, *given: Any, **named: Any) -> Screen[Any]:
    """Return a new screen of a route, made with what it is given."""
    module, _, name = SCREENS[route].partition(".")
    made: Screen[Any] = getattr(import_module(f"exercise.ui.screens.{module}"), name)(*given, **named)
    return made


def is_on(shown: object, route: str) -> bool:
    """Return whether a screen is that of a route."""
    return f"{type(shown).__module__}.{type(shown).__name__}" == f"exercise.ui.screens.{SCREENS[route]}"


def commands() -> type[Provider]:
    """Return the palette's commands."""
    from exercise.ui.palette import Commands

    return Commands


def palette() -> CommandPalette:
    """Return a new command palette."""
    from exercise.ui.palette import Palette

    return Palette(id="--command-palette")


# --- ways to a session


def opened_table(save: str, folders: Folders) -> Desk | Keyboard:
    """Return the table of a saved session, as `table_of`.

    Raises:
        ExerciseError: If the file cannot be opened.
    """
    from exercise.desk.desk import opened

    return table_of(*opened(save, folders.saves, folders.scenarios))


def table_of(path: Path, session: Session) -> Desk | Keyboard:
    """Return the desk of a session of one person, or the keyboard that several share."""
    from exercise.desk.desk import Desk
    from exercise.desk.keyboard import Keyboard

    if session.facilitated or len(session.people) > 1:
        return Keyboard(session, path)
    return Desk.of(session, path)


def is_shared(table: Desk | Keyboard) -> TypeIs[Keyboard]:
    """Return whether several people share a keyboard at a table."""
    from exercise.desk.keyboard import Keyboard

    return isinstance(table, Keyboard)


def new_desk(start: Start, level: str, folders: Folders) -> Desk:
    """Return the desk of a new session, in one seat against bots.

    Raises:
        ExerciseError: If the scenario cannot be loaded or the save not written.
    """
    from exercise.desk.desk import Desk

    return Desk.start(
        start.scenario, start.plan, start.seat, variant=start.variant, pace=start.pace or "full", level=level or "full", seed=start.seed,
        name=start.name, scenarios=folders.scenarios, saves=folders.saves,
    )  # fmt: skip


def practice() -> Start:
    """Return the start of the guided first play."""
    from exercise.desk.lesson import SEAT

    return Start(scenario=PRACTICE, seat=SEAT)


def replay_screen(route: str, save: str, seat: str, folders: Folders) -> Screen[Any]:
    """Return the replay, report or debrief of a recorded session.

    Raises:
        ExerciseError: If there is no such save or seat, or the file cannot be read.
    """
    from exercise.reading.replaying import Replay

    return screen(route, Replay.open(save, folders.saves, seat, folders.scenarios))


def projector(save: str, folders: Folders) -> Screen[Any]:
    """Return the screen that follows a session for the room.

    Raises:
        ExerciseError: If there is no such save, or the file cannot be read.
    """
    from exercise.desk.console.following import Following

    return screen("projector", Following.open(save, folders.saves))


def chooser(first: str, folders: Folders) -> Screen[Any]:
    """Return the screen on which saves are chosen for a comparison; `first` is chosen already."""
    from exercise.desk import shelf

    first = str(Path(first).resolve()) if first else ""
    beside = shelf.recent(Path(first).parent, MOST_COMPARED) if first else ()
    every = {str(Path(one.path).resolve()): one for one in (*beside, *shelf.recent(folders.saves, MOST_COMPARED))}
    return screen("choose-saves", tuple(one._replace(path=path) for path, one in every.items()), first)


def comparison(chosen: str, seat: str, folders: Folders) -> Screen[Any] | None:
    """Return the comparison of the saves chosen, a line each with its cohort and a colon; None where none was.

    Raises:
        ExerciseError: If one of two cannot be read.
    """
    from exercise.reading.replaying import Replay

    saves = [(cohort, Path(save)) for cohort, _, save in (line.partition(":") for line in chosen.split("\n")) if save]
    if len(saves) > 2:
        return screen("cohorts", saves, seat)
    return screen("compare", *(Replay.open(str(save), folders.saves, seat) for _, save in saves)) if saves else None


def spare_name(path: Path | None, folders: Folders) -> str:
    """Return a name under which a session can go on that cannot be saved where it is."""
    from exercise.desk import desk

    return desk.spare_name(path, folders.saves)
