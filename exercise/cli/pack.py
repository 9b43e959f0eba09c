"""`exercise pack`: the papers of an exercise, to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from exercise.cli.finding import loaded
from exercise.cli.output import narrate
from exercise.render.forms import form_of
from exercise.render.pack import pack
from exercise.store.outputs import write_out


def run(args: argparse.Namespace) -> int:
    """Return 0 after the papers are written."""
    form_of(args.output, ("html",))
    text = pack(loaded(args, args.scenario, args.variant).scenario, args.plan or "", args.pace or "full")
    write_out(Path(args.output), text)
    narrate(f"{args.output}: written; print it on A4, both sides where you like")
    return 0
