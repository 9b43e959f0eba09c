"""`exercise repair`: what a damaged save still holds, as a new save; the damaged one is left as it is."""

from __future__ import annotations

import argparse

from exercise.cli.finding import saves_of
from exercise.cli.output import narrate, say_json
from exercise.session import Session
from exercise.store import places
from exercise.store.copies import repair


def run(args: argparse.Namespace) -> int:
    """Return 0 after the new save is written."""
    path = places.find_save(args.save, saves_of(args))
    name = args.name or f"{path.stem[:51]}-repaired"
    target = places.save_path(name, places.place_beside(path, saves_of(args)).parent)
    done = repair(path, target, args.until)
    narrate(done.damage)
    with Session.open(target, write=False) as session:
        turn, fingerprint = session.state.turn, session.fingerprint
    if args.json:
        told = {"save": str(target), "entries": done.entries, "good": done.good, "turn": turn, "fingerprint": fingerprint}
        say_json(told)
    else:
        narrate(f"{target}: {done.entries} of {done.good} good entries, up to turn {turn}; fingerprint {fingerprint}")
    return 0
