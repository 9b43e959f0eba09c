"""`exercise verify`: is the file whole, and does today's program decide the same?"""

from __future__ import annotations

import argparse

from exercise.cli.finding import saves_of, scenarios_of
from exercise.cli.output import narrate, say, say_json
from exercise.errors import ExerciseError
from exercise.session import Session
from exercise.store import places
from exercise.store.scenarios import changed_notice


def run(args: argparse.Namespace) -> int:
    """Return 0 when every save agrees, 1 when one is decided differently now, 2 when one is damaged."""
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
            if not one["agrees"]:
                code = max(code, 1)
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
    path = places.find_save(name, saves_of(args))
    with Session.open(path, write=False) as session:
        if session.notice:
            narrate(session.notice)
        if changed := changed_notice(session.header.digests, scenarios_of(args)):
            narrate(f"{name}: {changed}")
        verdict = session.verify()
        return {
            "save": name,
            "whole": True,
            "agrees": verdict.agrees,
            "decided": verdict.decided,
            "entries": verdict.entries,
            "turn": verdict.turn if not verdict.agrees else session.state.turn,
            "entry": verdict.entry,
            "what": verdict.what,
            "fingerprint": session.fingerprint,
        }


def _line(one: dict[str, object]) -> str:
    if one["agrees"] and not one["decided"]:
        whole = f"{one['save']}: {one['entries']} entries, whole"
        return f"{whole}; a copy made for sharing cannot be decided again; fingerprint {one['fingerprint']}"
    if one["agrees"]:
        return f"{one['save']}: {one['entries']} entries, whole and decided the same; fingerprint {one['fingerprint']}"
    return f"{one['save']}: decided differently now, first in entry {one['entry']}, turn {one['turn']}: {one['what']}"
