"""`exercise share`: write a copy that holds only what one seat may see."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli import arguments
from exercise.cli.finding import opened
from exercise.cli.output import narrate, say_json
from exercise.reading.report.share import shared_copy
from exercise.store.copies import write_copy


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Writes a new save for one seat or for the public. It replays and reports, and holds no seed, no state hashes and nothing of the "
        "others' secrets; it cannot be decided again."
    )
    arguments.save(parser)
    parser.add_argument("--seat", metavar="S", required=True, help="a seat of the table, or `public`")
    arguments.output(parser, "the new save, such as copy.jsonl", required=True)
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after the copy is written."""
    with opened(args) as session:
        header, entries = shared_copy(session, args.seat)
        fingerprint = write_copy(Path(args.output), header, entries)
        if args.json:
            told = {"save": args.output, "seat": args.seat, "entries": len(entries)}
            say_json({**told, "fingerprint": fingerprint, "of": session.fingerprint})
        else:
            narrate(f"{args.output}: {len(entries)} entries for {args.seat}; a copy of {session.fingerprint[:16]}")
    return 0
