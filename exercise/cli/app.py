"""`exercise` without a command, and `exercise play`: the app, at home or at a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from exercise.desk.start import Folders, Start
from exercise.errors import ExerciseError
from exercise.ui.app import run_app


def run(args: argparse.Namespace) -> int:
    """Return the app's exit code."""
    return opened_app(args, Start())


def opened_app(args: argparse.Namespace, start: Start) -> int:
    """Return the exit code of the app, opened where `start` says.

    Raises:
        ExerciseError: If there is no terminal to draw on and read keys from.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ExerciseError("the app needs a terminal to draw on; `exercise play --plain` speaks through a pipe.")
    scenarios = Path(args.scenarios) if args.scenarios else None
    saves = Path(args.saves) if args.saves else None
    return run_app(start, Folders(scenarios, saves))
