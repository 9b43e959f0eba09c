"""The `exercise` command: `main` reads the arguments, imports the one verb that is asked for, and turns faults into one line.

Exit codes: 0 done; 1 a claim or a verification does not hold; 2 bad input, a damaged file or wrong usage; 70 a fault of the program;
130 stopped by Ctrl-C, 129 and 143 when the process is told to end.
Nothing heavy is imported here, so that `--version` and `--help` answer at once.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

DONE = 0
DOES_NOT_HOLD = 1
BAD_INPUT = 2
FAULT = 70
STOPPED = 130

APP = ("app", "play", "replay")
"""Verbs that open the app, which says itself when it has started."""


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit code of one command line; without arguments the app opens."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        from exercise import __version__

        print(f"exercise {__version__}")
        return DONE
    _hold_closed_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        _quiet_stdout()
        return DONE
    except KeyboardInterrupt:
        return STOPPED
    except Exception as fault:
        return _told(fault)
    return code


def _run(words: list[str]) -> int:
    from importlib import import_module

    from exercise.cli.parser import build_parser, command_of, commands

    # Nearly all that is made while starting lives on: looking through it for what could be thrown away costs a fifth of the start.
    gc.disable()
    # No plugin of pydantic's has business here, and looking for one costs as much as a fiftieth of a check.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    known = commands()
    command = command_of(words, known)
    args = build_parser(known, [command]).parse_args(words)
    if args.largest:
        os.environ["EXERCISE_LARGEST"] = str(args.largest)
    verb = import_module(f"exercise.cli.{args.verb}")
    if args.verb not in APP:
        started()
    return int(verb.run(args))


def started() -> None:
    """Collect from now on, and leave what was made so far alone."""
    gc.freeze()
    gc.enable()


def _told(fault: Exception) -> int:
    """Return the exit code after telling a fault in one line; of a programmer's slip the traceback goes into a file."""
    from exercise.cli.output import narrate
    from exercise.errors import ExerciseError, ScenarioError

    if isinstance(fault, ScenarioError):
        lines = str(fault)
    elif isinstance(fault, ExerciseError):
        lines = f"exercise: {fault}"
    elif isinstance(fault, OSError):
        place = f"{fault.filename}: " if fault.filename else ""
        said = "standard output is closed" if fault.errno == errno.EBADF and not place else (fault.strerror or str(fault)).lower()
        lines = f"exercise: {place}{said}"
        if fault.errno in (errno.EBADF, errno.ENOSPC, errno.EIO):
            _quiet_stdout()
    else:
        from exercise.store.faults import keep_fault

        kept = keep_fault(fault)
        where = f"what happened is in {kept}" if kept else "what happened could not be written down"
        narrate(f"exercise: stopped by a fault of the program itself ({type(fault).__name__}); {where}.")
        return FAULT
    narrate(lines)
    return BAD_INPUT


def _hold_closed_streams() -> None:
    """Open nothing in place of standard streams that are closed, so that no file of ours takes their number and is written to."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stdout is None:
        # Reading is all that may be done with it: who asks for something to be printed is told that there is nowhere to print to.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")


def _quiet_stdout() -> None:
    """Point stdout at nothing after its reader has gone, so that Python's own flush at exit stays quiet."""
    import contextlib

    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
