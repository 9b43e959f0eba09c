"""`exercise report`: write the after-action report."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from exercise.cli import arguments
from exercise.cli.finding import opened, reader_of, save_of, saves_of
from exercise.cli.output import narrate, say
from exercise.model.play import FACILITATOR
from exercise.reading.report.debrief import debrief_of
from exercise.render.forms import form_of, report_text
from exercise.render.plain import WIDTH
from exercise.store import places
from exercise.store.notes import read_notes
from exercise.store.outputs import region_map, write_out


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Writes the after-action report of a session: for everyone in charge, or for one seat, without what the others keep to "
        "themselves. The file's ending says the form; docs/reports.md explains the columns of the tables."
    )
    arguments.save(parser)
    arguments.reader(parser)
    arguments.output(parser, "a new file: .html (with charts and maps), .md, .txt, .csv or .json; by default the report is printed as text")
    parser.add_argument("--table", choices=("events", "tracks", "decisions"), help="for CSV, which table (events)")
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the report is written, or printed where no file is named."""
    form = form_of(args.output) if args.output else "json" if args.json else "csv" if args.table else "txt"
    with opened(args, partial=True) as session:
        reader = reader_of(session, args.seat)
        seat = "" if reader == FACILITATOR else reader
        # What was said at the debrief lies beside the save, not in it.
        notes = read_notes(places.place_beside(save_of(args), saves_of(args)))
        debrief = debrief_of(notes.answers, notes.shown)
        geojson = region_map() if form == "html" else ""
        # What is printed keeps to the terminal; a file has a width of its own.
        width = WIDTH if args.output else min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
        table = args.table or "events"
        text = report_text(session, form, seat=seat, table=table, geojson=geojson, debrief=debrief, width=width)
    if args.output:
        write_out(Path(args.output), text)
        narrate(f"{args.output}: written")
    else:
        say(text.rstrip("\n"))
    return 0
