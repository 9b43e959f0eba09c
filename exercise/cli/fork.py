"""`exercise fork`: a new session that begins as a copy of a recorded one and differs from one decision on."""

from __future__ import annotations

import argparse

from exercise.bots.crew import Crew
from exercise.bots.table import Table
from exercise.cli.finding import opened, saves_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import standing
from exercise.describe import Words
from exercise.errors import ExerciseError
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Move, NotReplayed, Refusal
from exercise.session import Session
from exercise.store import places

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
            _go_on(fork)
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


def answered_by_bots(fork: Session) -> None:
    """Answer, through personas, the offers that nobody ever answered on record."""
    state = fork.state.copy()
    state.holders = dict.fromkeys(state.holders, "persona")
    crew = Crew(fork.setup)
    for actor, move in list(crew.moves(state)):
        decided = fork.submit(move, crew.seat(actor), by="bot")
        if isinstance(decided, Refusal):
            raise ValueError(f"a bot's answer was refused: {format_move(move)} ({decided.code})")


def _go_on(fork: Session) -> None:
    """Hand every person's seat to a bot and play to the end."""
    for seat, holder in sorted(fork.state.holders.items()):
        if holder == "person":
            decided = fork.submit(Move(FACILITATOR, "hand", (seat,), (("to", "persona"),)), FACILITATOR)
            if isinstance(decided, Refusal):
                raise ExerciseError(f"the fork cannot go on: {decided.code}")
    Table(fork).advance()
