"""`exercise new`: start a scenario as a copy of another."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli import arguments
from exercise.cli.finding import scenarios_of
from exercise.cli.output import narrate, say
from exercise.store.new import new_scenario


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Copies a scenario's folder to a new one, in ./scenarios or in the folder named by --scenarios, "
        "with a title of its own."
    )
    parser.add_argument("name", metavar="NAME", help="the new scenario's name: small letters, digits and hyphens")
    parser.add_argument("--from", dest="source", required=True, metavar="SCENARIO", help="the scenario to copy")


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing the new folder."""
    made = new_scenario(args.name, args.source, Path(args.scenarios or "scenarios"), scenarios_of(args))
    say(str(made))
    narrate(f"Next: change its texts, then `exercise check {made}`.")
    return 0
