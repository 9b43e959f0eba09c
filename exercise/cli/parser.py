"""The parser of the command line, made from the modules of the commands.

A command is a module of this folder whose first line reads `exercise NAME`: what it does. It holds `options(parser)`, which says what the
command does and what it is given, with nothing but `arguments`, and `run(args)`. Only the module of the command that is run is imported.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType
from typing import cast

from exercise.cli import arguments
from exercise.cli.arguments import Parser, some

ABOUT = """A turn-based policy tabletop exercise: NATO, the SCO and Central Asia.
Without a command the app opens."""

CODES = (
    "Exit codes: 0 done; 1 a claim or a verification does not hold; 2 bad input, a damaged file or wrong usage; "
    "70 a fault of the program itself, whose traceback is kept in a file that the line names; "
    "130 stopped by Ctrl-C, 129 and 143 when the process is told to end."
)

TAKE_A_VALUE = ("--saves", "--scenarios", "--largest")
"""Options before the command that are followed by a value."""

_FIRST_LINE = re.compile(r"`exercise ([a-z]+)`: (.+)\.")


def commands() -> dict[str, str]:
    """Return every command with what it does in a line, by name."""
    found: dict[str, str] = {}
    for module in sorted(path.stem for path in Path(__file__).parent.glob("*.py")):
        about = _code(module).co_consts[0]
        first = _FIRST_LINE.match(about) if isinstance(about, str) else None
        if first and first[1] == module:
            found[module] = first[2]
    return found


def command_of(words: Sequence[str], known: Iterable[str]) -> str:
    """Return the command that a command line asks for; empty where it asks for none.

    Raises:
        ExerciseError: If the first word that is no option is not a command.
    """
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in TAKE_A_VALUE:
            skip = True
        elif not word.startswith("-"):
            if word not in known:
                from exercise.errors import ExerciseError, did_you_mean

                near = did_you_mean(word, known)
                raise ExerciseError(f'there is no command "{word[:64]}".{near or " Commands: " + ", ".join(known) + "."}')
            return word
        elif word in ("--help", "-h"):
            return ""
    return ""


def build_parser(known: dict[str, str], wanted: Iterable[str]) -> Parser:
    """Return the parser of the command line, with what the wanted commands are given; the others are only named."""
    parser = Parser(
        prog="exercise", description=ABOUT, epilog=CODES, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", "-V", action="version", version=_Version(), help="print the version")
    parser.add_argument("--saves", metavar="DIR", help="where saves are kept, instead of ./saves or the user's data folder")
    parser.add_argument("--scenarios", metavar="DIR", help="a folder of scenarios to look in first, before ./scenarios and those that ship")
    parser.add_argument("--largest", type=some, metavar="MB", help="read saves of up to so many megabytes (32)")
    parser.set_defaults(verb="app")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    wanted = set(wanted)
    for name, does in known.items():
        made: Parser = verbs.add_parser(name, help=does, allow_abbrev=False)
        made.set_defaults(verb=name)
        if name in wanted:
            _options_of(name)(made)
    return parser


def _code(name: str) -> CodeType:
    """Return the code of a module of this folder, which is not run."""
    spec = find_spec(f"{__package__}.{name}")
    return cast("CodeType", spec.loader.get_code(spec.name))  # type: ignore[union-attr]


def _options_of(name: str) -> Callable[[Parser], None]:
    """Return a command's `options` without running its module: who asks for help waits for nothing that the command needs."""
    code = next(part for part in _code(name).co_consts if isinstance(part, CodeType) and part.co_name == "options")
    return FunctionType(code, {"arguments": arguments})


class _Version(str):
    """The version, read only when it is printed."""

    def __new__(cls) -> _Version:
        return super().__new__(cls, "%(prog)s")

    def __mod__(self, values: object) -> str:
        from exercise import __version__

        return f"exercise {__version__}"
