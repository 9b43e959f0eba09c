"""`exercise report`: the after-action report of a save, for everyone in charge or for one seat."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from exercise.cli.finding import opened, saves_of
from exercise.cli.output import narrate, say
from exercise.model.play import FACILITATOR
from exercise.reading.report.debrief import debrief_of
from exercise.render.forms import form_of, report_text
from exercise.render.plain import WIDTH
from exercise.store import places
from exercise.store.notes import read_notes
from exercise.store.outputs import region_map, write_out


def run(args: argparse.Namespace) -> int:
    """Return 0 after the report is written, or printed where no file is named."""
    form = form_of(args.output) if args.output else "json" if args.json else "csv" if args.table else "txt"
    with opened(args, partial=True) as session:
        if session.notice:
            narrate(session.notice)
        seat = "" if args.seat in (None, FACILITATOR) else args.seat
        # What was said at the debrief lies beside the save, not in it.
        notes = read_notes(places.place_beside(places.find_save(args.save, saves_of(args)), saves_of(args)))
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
