"""`exercise verify`: check that a save is whole and that today's program decides the same."""

from __future__ import annotations

import argparse

from exercise.cli import arguments
from exercise.cli.finding import opened, scenarios_of
from exercise.cli.output import narrate, say, say_json
from exercise.errors import ExerciseError
from exercise.store.changes import changed_notice


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Checks the chain of a save, folds its events, and decides every move again. Exit code 1 when the program now decides "
        "differently, with the first entry and track that differ; 2 when the file is damaged or cut short."
    )
    parser.add_argument("saves_", nargs="+", metavar="SAVE", help="the name of a save, or its file")
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 when every save agrees, 1 when one is decided differently now, 2 when one is damaged or cut short."""
    code = 0
    found = []
    for name in args.saves_:
        try:
            one = verified(args, name)
        except ExerciseError as fault:
            narrate(f"exercise: {fault}")
            one = {"save": name, "whole": False, "agrees": False, "what": str(fault)}
            code = 2
        else:
            code = max(code, 2 if not one["whole"] else 1 if not one["agrees"] else 0)
            if not args.json:
                say(_line(one))
        found.append(one)
    if args.json:
        say_json(found)
    return code


def verified(args: argparse.Namespace, name: str) -> dict[str, object]:
    """Return what verifying one save showed.

    Raises:
        ExerciseError: If the file is damaged or no save.
    """
    with opened(args, name) as session:
        if changed := changed_notice(session.header.digests, scenarios_of(args)):
            narrate(f"{name}: {changed}")
        verdict = session.verify()
        return {
            "save": name,
            "whole": session.whole,
            "agrees": verdict.agrees,
            "decided": verdict.decided,
            "entries": verdict.entries,
            "turn": verdict.turn if not verdict.agrees else session.state.turn,
            "entry": verdict.entry,
            "what": verdict.what,
            "fingerprint": session.fingerprint,
        }


def _line(one: dict[str, object]) -> str:
    if not one["agrees"]:
        return f"{one['save']}: decided differently now, first in entry {one['entry']}, turn {one['turn']}: {one['what']}"
    state = "whole" if one["whole"] else "then cut short"
    decided = "decided the same" if one["decided"] else "a copy made for sharing cannot be decided again"
    joined = " and " if one["whole"] and one["decided"] else "; "
    return f"{one['save']}: {one['entries']} entries, {state}{joined}{decided}; fingerprint {one['fingerprint']}"
