"""`exercise compare`: two or more saves side by side, from the first event that differs on."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from exercise.cli.finding import saves_of
from exercise.cli.output import narrate, say
from exercise.model.play import FACILITATOR
from exercise.render.forms import comparison_text, form_of
from exercise.session import Session
from exercise.store import places
from exercise.store.outputs import region_map, write_out


def run(args: argparse.Namespace) -> int:
    """Return 0 after the comparison is printed or written."""
    form = form_of(args.output, ("html", "md", "txt", "json")) if args.output else "json" if args.json else "txt"
    names = [*args.compared, *args.against]
    with ExitStack() as stack:
        sessions = []
        for name in names:
            session = stack.enter_context(Session.open(places.find_save(name, saves_of(args)), write=False))
            if session.notice:
                narrate(session.notice)
            sessions.append((session.name, session))
        seat = "" if args.seat in (None, FACILITATOR) else args.seat
        cohort = len(args.compared) if args.against else 0
        geojson = region_map() if form == "html" else ""
        text = comparison_text(sessions, form, seat=seat, everything=args.all, cohort=cohort, geojson=geojson)
    if args.output:
        write_out(Path(args.output), text)
        narrate(f"{args.output}: written")
    else:
        say(text.rstrip("\n"))
    return 0
