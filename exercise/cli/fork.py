"""`exercise fork`: begin a new session as a copy of a recorded one."""

from __future__ import annotations

import argparse

from exercise.bots.table import answered_by_bots, play_out
from exercise.cli import arguments
from exercise.cli.finding import opened, saves_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import standing
from exercise.model.moves import format_move
from exercise.model.play import NotReplayed
from exercise.store import places
from exercise.words import Words

GOES_ON = {None: "stop", "bots": "turn", "recorded": "recorded"}


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Copies a session up to the start of a turn into a new save, makes other moves instead, and goes on with what was recorded "
        "or with bots."
    )
    arguments.save(parser)
    parser.add_argument("--turn", type=arguments.some, required=True, metavar="N", help="the turn that goes differently")
    parser.add_argument(
        "--instead", action="append", default=[], metavar="MOVE",
        help="a decision of turn N in place of its actor's recorded one: a move of the same kind and target, a reaction to the same event, "
        "an answer to the same offer; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--continue", dest="then", choices=("bots", "recorded"), metavar="HOW",
        help="go on to the end with bots, or with the recorded moves; by default the fork stands open at turn N",
    )  # fmt: skip
    parser.add_argument("--save", dest="name", metavar="NAME", help="the name of the fork; by default the save's name with -fork-N")
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the fork was written."""
    with opened(args) as session:
        name = args.name or f"{session.name}-fork-{args.turn}"
        path = places.save_path(name, saves_of(args))
        # Once in memory first: a fork that is refused half-way must not leave half a save.
        session.fork(args.turn, instead=args.instead, go_on=GOES_ON[args.then], answer=answered_by_bots)
        fork = session.fork(args.turn, path=path, instead=args.instead, go_on=GOES_ON[args.then], answer=answered_by_bots)
    with fork:
        if args.then == "bots":
            play_out(fork)
        words = Words(fork.scenario, fork.header.pace)
        missed = [
            (entry.n, format_move(entry.move), event.because)
            for entry in fork.entries
            for event in entry.events
            if isinstance(event, NotReplayed)
        ]
        if args.json:
            say_json({
                "save": name,
                "file": str(path),
                "entries": len(fork.entries),
                "turn": fork.state.turn,
                "phase": fork.state.phase,
                "not_replayed": [{"entry": n, "move": move, "because": because} for n, move, because in missed],
            })  # fmt: skip
        else:
            say(f"{name}: {standing(words, fork)}")
            for n, move, because in missed:
                narrate(f"not replayed, entry {n}: {move} ({because})")
    return 0
