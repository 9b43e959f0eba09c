"""`exercise do`: submit one move without the app.

At a table with one person the program is the facilitator and plays on until that person has to decide again; at a table of several,
bots act but only the facilitator's own moves close a phase.
"""

from __future__ import annotations

import argparse
from typing import Any

from exercise.bots.table import Table
from exercise.cli import arguments
from exercise.cli.finding import opened, read_by, save_of, saves_of, scenarios_of, seat_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import entry_lines, standing
from exercise.engine.view import is_shown, numbered
from exercise.errors import ExerciseError
from exercise.model.moves import format_move
from exercise.model.play import Entry, Refusal
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store import places
from exercise.store.codec import event_data
from exercise.store.copies import playable
from exercise.words import Words


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Submits one move for a seat and prints what that seat may see of what happened. The facilitator's moves go the same way "
        "(`--seat facilitator \"facilitator: close-phase\"`). Where bots hold every seat but one, the program is the facilitator: "
        "once that seat has committed, bots play and phases close until the seat has to decide again. At a table of several people "
        "nothing moves on by itself. A move that is not allowed is told on stderr, and the exit code is 2."
    )
    arguments.save(parser)
    parser.add_argument("--seat", metavar="S", required=True, help="the seat that moves; `facilitator` for the facilitator")
    parser.add_argument("move", metavar="MOVE", help='for instance "nato: border-guards uzbekistan front=germany", in quotes')
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 when the move was made; a refusal is a fault."""
    path = save_of(args)
    if places.ships(path):
        with opened(args) as session:
            # In memory only: a move that is refused leaves no copy behind.
            _allowed(session, session.submit(args.move, seat_of(session, args.seat)))
        path, told = playable(path, saves_of(args))
        narrate(told)
    with read_by(Session.open(path)) as session:
        seat = seat_of(session, args.seat)
        if told := session.notices(scenarios_of(args)):
            narrate(told)
        before = len(session.entries)
        _allowed(session, session.submit(args.move, seat))
        waiting = Table(session, closes=not session.facilitated).advance()
        words = Words(session.scenario, session.header.pace)
        reader = Reader(session, seat)
        seen = reader.entries(before + 1)
        state = session.state
        if args.json:
            numbers = numbered(reader.entries())
            say_json({
                "save": session.name,
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


def _allowed(session: Session, outcome: Entry | Refusal | None) -> None:
    if isinstance(outcome, Refusal):
        raise ExerciseError(Words(session.scenario, session.header.pace).refusal(outcome))


def _entry(entry: Entry, number: int) -> dict[str, Any]:
    """Return an entry as a seat sees it, numbered among those it sees; another seat's sealed move has no text."""
    made: dict[str, Any] = {"n": number}
    if entry.move.actor:
        made |= {"by": entry.by, "seat": entry.seat, "move": format_move(entry.move)}
    return {**made, "events": [event_data(event) for event in entry.events]}
