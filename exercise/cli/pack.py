"""`exercise pack`: write the papers of an exercise, to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli import arguments
from exercise.cli.finding import loaded
from exercise.cli.output import narrate
from exercise.render.forms import form_of
from exercise.render.pack import pack
from exercise.store.outputs import write_out


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Writes name tents, briefings, lists of moves, order cards, offer slips, argument sheets and the facilitator's plan as one HTML "
        "file for A4 paper."
    )
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    parser.add_argument("--plan", metavar="P", help="the seat plan; by default that for one person")
    parser.add_argument("--pace", choices=("full", "seminar"), help="full: half a year a turn; seminar: each move runs two half-years")
    parser.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    arguments.output(parser, "a new .html file", required=True)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the papers are written."""
    form_of(args.output, ("html",))
    text = pack(loaded(args, args.scenario, args.variant).scenario, args.plan or "", args.pace or "full")
    write_out(Path(args.output), text)
    narrate(f"{args.output}: written; print it on A4, both sides where you like")
    return 0
