"""Where the commands find things: a scenario by name or folder, a save by name or file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from exercise.cli.output import narrate
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.play import FACILITATOR
from exercise.store import places, scenarios
from exercise.store.scenarios import Loaded

if TYPE_CHECKING:
    from exercise.session import Session


def saves_of(args: argparse.Namespace) -> Path:
    """Return the folder of saves that the command line means."""
    return places.saves_folder(args.saves)


def scenarios_of(args: argparse.Namespace) -> tuple[Path, ...]:
    """Return the folders of scenarios that the command line means, in the order in which they are searched."""
    return places.scenario_places(args.scenarios)


def loaded(args: argparse.Namespace, name: str, variant: str | None = None) -> Loaded:
    """Return a scenario by name or folder."""
    return scenarios.load_scenario(name, variant=variant, dirs=scenarios_of(args))


def save_of(args: argparse.Namespace, name: str = "") -> Path:
    """Return the file of the save that the command line names, or of another by name."""
    return places.find_save(name or args.save, saves_of(args))


@contextmanager
def opened(args: argparse.Namespace, name: str = "", *, partial: bool = False) -> Iterator[Session]:
    """Open the save that the command line names to look at it, tell what there is to be told, and close it at the end.

    Args:
        args: The command line.
        name: Another save than the command line's.
        partial: Whether a damaged save is shown up to the damage, with a notice.
    """
    # Here and not above: checking a scenario needs no engine.
    from exercise.session import Session

    with read_by(Session.open(save_of(args, name), write=False, partial=partial)) as session:
        if session.notice:
            narrate(session.notice)
        yield session


@contextmanager
def read_by(session: Session) -> Iterator[Session]:
    """Close a session at the end, and say in one line what is wrong with a save that cannot be read to its end.

    Raises:
        ExerciseError: If the save is of no session that this program could have played.
    """
    from exercise.record import SLIPS

    with session:
        try:
            yield session
        except SLIPS as fault:
            if wrong := session.blamed(fault):
                raise ExerciseError(f"{session.name}: {wrong}") from fault
            raise


def seat_of(session: Session, seat: str) -> str:
    """Return the seat asked for.

    Raises:
        ExerciseError: If the session has no such seat.
    """
    return _known(session, seat, (FACILITATOR,))


def reader_of(session: Session, seat: str | None) -> str:
    """Return who looks at a session: the seat, `public` or `facilitator` asked for, else who may where nobody says.

    Raises:
        ExerciseError: If the session has no such seat.
    """
    from exercise.engine.view import PUBLIC

    if seat is not None:
        return _known(session, seat, (FACILITATOR, PUBLIC))
    reader = session.default_reader
    if reader == PUBLIC:
        narrate("Several people play this session: this is what everyone may know. More is shown with --seat S, or --seat facilitator.")
    return reader


def _known(session: Session, seat: str, others: tuple[str, ...]) -> str:
    if seat in session.seats or seat in others:
        return seat
    known = ", ".join((*sorted(session.seats), *others))
    raise ExerciseError(f'there is no seat "{seat[:64]}" at this table.{did_you_mean(seat, known.split(", "))} Seats: {known}.')


def entries_after(session: Session, turn: int) -> int:
    """Return how many entries there were when a turn's read-out began; none for turn 0.

    Raises:
        ExerciseError: If the turn has not been adjudicated.
    """
    if turn == 0:
        return 0
    n = session.timeline.adjudication(turn)
    if not n:
        raise ExerciseError(f"turn {turn} has not been adjudicated yet; the session stands at turn {session.state.turn}.")
    return n


def last_adjudicated(session: Session) -> int:
    """Return the last turn that was adjudicated.

    Raises:
        ExerciseError: If none was.
    """
    if session.timeline.adjudicated:
        return max(session.timeline.adjudicated)
    raise ExerciseError("no turn has been adjudicated yet.")
