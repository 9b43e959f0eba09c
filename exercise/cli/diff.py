"""`exercise diff`: show what has changed in a scenario since a save was made of it."""

from __future__ import annotations

import argparse
import json
from itertools import groupby
from typing import Any

from exercise.cli import arguments
from exercise.cli.finding import opened, scenarios_of
from exercise.cli.output import narrate, say, say_json
from exercise.store.changes import ScenarioChange, differences


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Compares the scenario inside a save with the scenario that the files make now: which parts were added, removed or changed, each "
        "with both values. The save plays on with its own; a new session takes the files."
    )
    arguments.save(parser)
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the differences are printed."""
    with opened(args) as session:
        found = differences(session.header, scenarios_of(args))
        scenario = session.header.scenario_id
    if args.json:
        say_json([one._asdict() for one in found])
        return 0
    parts = {(one.section, one.part) for one in found}
    many = f"{len(parts)} {'part' if len(parts) == 1 else 'parts'}" if parts else "no part"
    narrate(f"{args.save} and the files of {scenario} differ in {many}.")
    for section, within in groupby(found, key=lambda one: one.section):
        say(section)
        for part, each in groupby(within, key=lambda one: one.part):
            _print(part, list(each))
    return 0


def _print(part: str, found: list[ScenarioChange]) -> None:
    first = found[0]
    if len(found) == 1 and not first.at and (first.saved is None or first.now is None):
        added = first.saved is None
        say(f"  {'added' if added else 'removed'} {part}: {_value(first.now if added else first.saved)}")
        return
    say(f"  changed {part}")
    for one in found:
        place = f"{one.at}: " if one.at else ""
        say(f"    {place}{_value(one.saved)} -> {_value(one.now)}")


def _value(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
