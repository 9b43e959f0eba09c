"""`exercise fork`: a new session that begins as a copy of a recorded one and differs from one decision on."""

from __future__ import annotations

import argparse

from exercise.bots.table import answered_by_bots, play_out
from exercise.cli.finding import opened, saves_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import standing
from exercise.model.moves import format_move
from exercise.model.play import NotReplayed
from exercise.store import places
from exercise.words import Words

GOES_ON = {None: "stop", "bots": "turn", "recorded": "recorded"}


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
