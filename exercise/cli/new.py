"""`exercise new`: a scenario of one's own, begun as a copy."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli.finding import scenarios_of
from exercise.cli.output import narrate, say
from exercise.store.new import new_scenario


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing the new folder."""
    made = new_scenario(args.name, args.source, Path(args.scenarios or "scenarios"), scenarios_of(args))
    say(str(made))
    narrate(f"Next: change its texts, then `exercise check {made}`.")
    return 0
