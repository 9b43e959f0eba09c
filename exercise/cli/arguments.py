"""What several commands are given: `save`, `reader`, `turn` and the rest add it to a command's parser.

Imports nothing but argparse, so that help costs no more than Python itself.
"""

from __future__ import annotations

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are one line."""

    def error(self, message: str) -> NoReturn:
        """Raise the fault as an ExerciseError, which `main` prints as one line."""
        from exercise.errors import ExerciseError

        raise ExerciseError(f'{message}. See "{self.prog} --help".')


def as_json(parser: Parser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def save(parser: Parser) -> None:
    """Add the save that a command is about."""
    parser.add_argument("save", metavar="SAVE", help="the name of a save, or its file")


def reader(parser: Parser) -> None:
    """Add through whose eyes a session is looked at."""
    told = "whose eyes: a seat, `public` or `facilitator`; by default the facilitator's, or the public's while several people play"
    parser.add_argument("--seat", metavar="S", help=told)


def turn(parser: Parser, help: str) -> None:
    """Add --turn."""
    parser.add_argument("--turn", type=whole, metavar="N", help=help)


def output(parser: Parser, help: str, required: bool = False) -> None:
    """Add the file that a command writes."""
    parser.add_argument("--output", "-o", metavar="FILE", required=required, help=help)


def table(parser: Parser) -> None:
    """Add the settings of a new table."""
    parser.add_argument("--plan", metavar="P", help="the seat plan; by default the first of the scenario, or the one that has seat S")
    parser.add_argument("--pace", choices=("full", "seminar"), help="full: half a year a turn; seminar: each move runs two half-years")
    parser.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    parser.add_argument("--seed", metavar="N", help="a whole number that fixes every draw; by default a new secret one")


def games(parser: Parser, count: int) -> None:
    """Add a scenario of which so many games are played by default."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    parser.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    parser.add_argument("--games", type=some, default=count, metavar="N", help=f"how many games ({count})")
    parser.add_argument("--jobs", type=some, metavar="N", help="how many processes; by default as many as there are cores")
    parser.add_argument("--seed", metavar="N", help="what the seeds of the run grow from (1)")
    as_json(parser)


def whole(text: str) -> int:
    """Return a whole number, 0 or more."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f'"{text[:40]}" is not a whole number')
    return int(text)


def some(text: str) -> int:
    """Return a whole number, 1 or more."""
    value = whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return value
