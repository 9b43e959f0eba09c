"""`exercise do`: one move, through the same door as every other.

At a table with one person the program is the facilitator and plays on until that person has to decide again; at a table of several,
bots act but only the facilitator's own moves close a phase.
"""

from __future__ import annotations

import argparse
from typing import Any

from exercise.bots.table import Table
from exercise.cli.finding import opened, seat_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import entry_lines, standing
from exercise.engine.view import is_shown, numbered
from exercise.errors import ExerciseError
from exercise.model.moves import format_move
from exercise.model.play import Entry, Refusal
from exercise.reading.reader import Reader
from exercise.store.codec import event_data
from exercise.words import Words


def run(args: argparse.Namespace) -> int:
    """Return 0 when the move was made; a refusal is a fault."""
    with opened(args, write=True) as session:
        seat = seat_of(session, args.seat)
        words = Words(session.scenario, session.header.pace)
        if session.notice:
            narrate(session.notice)
        before = len(session.entries)
        outcome = session.submit(args.move, seat)
        if isinstance(outcome, Refusal):
            raise ExerciseError(words.refusal(outcome))
        waiting = Table(session, closes=not session.facilitated).advance()
        reader = Reader(session, seat)
        seen = reader.entries(before + 1)
        state = session.state
        if args.json:
            numbers = numbered(reader.entries())
            say_json({
                "seat": seat,
                "turn": state.turn,
                "phase": state.phase,
                "waiting": [one._asdict() for one in waiting],
                "entries": [_entry(entry, numbers[entry.n]) for entry in seen if is_shown(entry)],
            })  # fmt: skip
        else:
            for entry in seen:
                for line in entry_lines(words, entry, reader.level):
                    say(line)
            narrate(standing(words, session, waiting))
    return 0


def _entry(entry: Entry, number: int) -> dict[str, Any]:
    """Return an entry as a seat sees it, numbered among those it sees; another seat's sealed move has no text."""
    made: dict[str, Any] = {"n": number}
    if entry.move.actor:
        made |= {"by": entry.by, "seat": entry.seat, "move": format_move(entry.move)}
    return {**made, "events": [event_data(event) for event in entry.events]}
