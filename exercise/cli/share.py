"""`exercise share`: a copy of a save for one seat or for the public, without what the others keep to themselves."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli.finding import opened
from exercise.cli.output import narrate, say_json
from exercise.reading.report.share import shared_copy
from exercise.store.copies import write_copy


def run(args: argparse.Namespace) -> int:
    """Return 0 after the copy is written."""
    with opened(args) as session:
        if session.notice:
            narrate(session.notice)
        header, entries = shared_copy(session, args.seat)
        fingerprint = write_copy(Path(args.output), header, entries)
        if args.json:
            told = {"save": args.output, "seat": args.seat, "entries": len(entries)}
            say_json({**told, "fingerprint": fingerprint, "of": session.fingerprint})
        else:
            narrate(f"{args.output}: {len(entries)} entries for {args.seat}; a copy of {session.fingerprint[:16]}")
    return 0
