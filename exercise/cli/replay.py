"""`exercise replay`: the app, at a recorded session to step through."""

from __future__ import annotations

import argparse

from exercise.cli.app import opened_app
from exercise.cli.finding import saves_of
from exercise.desk.start import Start
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.play import FACILITATOR
from exercise.session import Session
from exercise.store import places

PUBLIC = "public"


def run(args: argparse.Namespace) -> int:
    """Return the app's exit code."""
    save = places.find_save(args.save, saves_of(args))
    # Looked at before the app takes the screen, so that a fault is one line.
    session = Session.open(save, write=False, partial=True)
    if args.seat and args.seat not in (FACILITATOR, PUBLIC) and args.seat not in session.seats:
        known = ", ".join(sorted(session.seats))
        raise ExerciseError(
            f'there is no seat "{args.seat[:64]}" at this table.{did_you_mean(args.seat, session.seats)} Seats: {known}, public.'
        )
    return opened_app(args, Start(replay=str(save), seat=args.seat or ""))
