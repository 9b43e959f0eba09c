"""`exercise replay`: step through a recorded session in the app."""

from __future__ import annotations

import argparse

from exercise.cli import arguments
from exercise.cli.app import opened_app
from exercise.cli.finding import opened, reader_of, save_of
from exercise.desk.start import Start


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Opens the replay screen: the timeline, the trends, the map of each moment, why things happened, and what else could have been. "
        "The save is only read; bookmarks and notes go to NAME.notes.json beside it."
    )
    arguments.save(parser)
    arguments.reader(parser)


def run(args: argparse.Namespace) -> int:
    """Return the app's exit code."""
    # Looked at before the app takes the screen, so that a fault is one line.
    with opened(args, partial=True) as session:
        if args.seat is not None:
            reader_of(session, args.seat)
    return opened_app(args, Start(replay=str(save_of(args)), seat=args.seat or ""))
