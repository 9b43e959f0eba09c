"""`exercise compare`: put two or more saves side by side."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from exercise.cli import arguments
from exercise.cli.finding import opened, reader_of
from exercise.cli.output import narrate, say
from exercise.model.play import FACILITATOR
from exercise.render.forms import comparison_text, form_of
from exercise.store.outputs import region_map, write_out


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Prints the first event that differs, decisions side by side, "
        "tracks and outcomes with their gaps: only what differs."
    )
    parser.add_argument("compared", nargs="+", metavar="SAVE", help="the saves; the first is what the others are compared with")
    parser.add_argument("--against", nargs="+", default=[], metavar="SAVE", help="a second cohort: means and spread of both are shown")
    arguments.reader(parser)
    parser.add_argument("--all", action="store_true", help="list what is alike too")
    arguments.output(parser, "a new file: .html, .md, .txt or .json")
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the comparison is printed or written."""
    form = form_of(args.output, ("html", "md", "txt", "json")) if args.output else "json" if args.json else "txt"
    names = [*args.compared, *args.against]
    with ExitStack() as stack:
        sessions = []
        for name in names:
            session = stack.enter_context(opened(args, name))
            sessions.append((session.name, session))
        # The narrowest of what each is read by where nobody says.
        running = next((session for _, session in sessions if session.default_reader != FACILITATOR), sessions[0][1])
        reader = reader_of(running, args.seat)
        seat = "" if reader == FACILITATOR else reader
        cohort = len(args.compared) if args.against else 0
        geojson = region_map() if form == "html" else ""
        text = comparison_text(sessions, form, seat=seat, everything=args.all, cohort=cohort, geojson=geojson)
    if args.output:
        write_out(Path(args.output), text)
        narrate(f"{args.output}: written")
    else:
        say(text.rstrip("\n"))
    return 0
