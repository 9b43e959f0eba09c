"""`exercise start`: begin a session without the app."""

from __future__ import annotations

import argparse

from exercise.bots.table import Table
from exercise.cli import arguments
from exercise.cli.finding import loaded, saves_of
from exercise.cli.output import narrate, say, say_json
from exercise.cli.story import standing
from exercise.errors import ExerciseError, did_you_mean
from exercise.session import Session, plan_of
from exercise.store import places
from exercise.words import Words


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Writes a new save in its lobby and prints its path. With one person the program is the facilitator and goes on until that "
        "person has to decide; with several, the facilitator closes every phase (`exercise do NAME --seat facilitator "
        "\"facilitator: close-phase\"`), the lobby first."
    )
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    parser.add_argument("--save", metavar="NAME", required=True, help="the name of the new save")
    parser.add_argument(
        "--people", metavar="SEAT,SEAT", default="all", help="the seats that people take, by default all; bots hold the others"
    )
    arguments.table(parser)
    parser.add_argument("--explain", choices=("full", "reasons", "arrows"), default="full", help="how much of the working the table sees")
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the save is written; its path is printed."""
    found = loaded(args, args.scenario, args.variant)
    plan = plan_of(found.scenario, args.plan or "")
    seats = [seat.id for seat in plan.seats]
    people = seats if args.people == "all" else [name for name in args.people.split(",") if name]
    for seat in people:
        if seat not in seats:
            raise ExerciseError(
                f'plan "{plan.id}" has no seat "{seat[:64]}".{did_you_mean(seat, seats)} It has: {", ".join(seats)}; or say `all`.'
            )
    path = places.save_path(args.save, saves_of(args))
    path.parent.mkdir(parents=True, exist_ok=True)
    holders = {seat: "person" if seat in people else "persona" for seat in seats}
    with Session.create(
        found.scenario, path=path, plan=plan.id, holders=holders, seed=int(args.seed) if args.seed else None,
        pace=args.pace or "full", level=args.explain, digests=found.digests,
    ) as session:  # fmt: skip
        waiting = Table(session, closes=not session.facilitated).advance()
        if args.json:
            say_json({"save": str(path), "plan": plan.id, "holders": holders, "turn": session.state.turn, "phase": session.state.phase})
        else:
            say(str(path))
            narrate(standing(Words(session.scenario, session.header.pace), session, waiting))
    return 0
