"""Where the commands find things: a scenario by name or folder, a save by name or file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

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


def opened(args: argparse.Namespace, write: bool = False, partial: bool = False) -> Session:
    """Return the session of the save that the command line names; with `partial` a damaged one up to the damage, with a notice."""
    # Here and not above: checking a scenario needs no engine.
    from exercise.session import Session

    return Session.open(places.find_save(args.save, saves_of(args)), write=write, partial=partial)


def seat_of(session: Session, seat: str | None, looks: bool = False) -> str:
    """Return the seat asked for, the facilitator when none is.

    Args:
        session: The session.
        seat: What was asked for.
        looks: Whether it is only to look; then the public, which holds no seat, will do too.

    Raises:
        ExerciseError: If the session has no such seat.
    """
    from exercise.engine.view import PUBLIC

    if seat is None or seat == FACILITATOR:
        return FACILITATOR
    if looks and seat == PUBLIC:
        return PUBLIC
    if seat not in session.seats:
        known = ", ".join((*sorted(session.seats), *((PUBLIC,) if looks else ())))
        raise ExerciseError(f'there is no seat "{seat[:64]}" at this table.{did_you_mean(seat, known.split(", "))} Seats: {known}.')
    return seat


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
