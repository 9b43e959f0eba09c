"""`exercise repair`: write what a damaged save still holds to a new one."""

from __future__ import annotations

import argparse

from exercise.cli import arguments
from exercise.cli.finding import saves_of
from exercise.cli.output import narrate, say_json
from exercise.session import Session
from exercise.store import places
from exercise.store.copies import repair


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Writes the entries before the damage to a new save, which is played on, replayed and verified as any other. The damaged file is "
        "only read. A last line that a crash cut short needs no repair: opening the save to play on cuts it off."
    )
    arguments.save(parser)
    parser.add_argument("--until", type=int, metavar="N", help="keep the entries up to number N; by default all that are good")
    parser.add_argument("--save", dest="name", metavar="NAME", help="the name of the new save; by default the save's name with -repaired")
    arguments.as_json(parser)


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
