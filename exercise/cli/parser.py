"""The parser of the command line, and the one place that says which commands there are.

`build_parser` gives the whole parser; `verb` in the parsed arguments names the module of `exercise.cli` that does the work. Imports
nothing but argparse, so that help costs no more than Python itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

COMMANDS = (
    "play", "start", "do", "run", "check", "schema", "new", "show", "why", "replay", "verify",
    "repair", "fork", "report", "compare", "share", "pack", "claims", "balance", "rehearse",
)  # fmt: skip

ABOUT = """A turn-based policy tabletop exercise: NATO, the SCO and Central Asia.
Without a command the app opens."""

CODES = (
    "Exit codes: 0 done; 1 a claim or a verification does not hold; 2 bad input, a damaged file or wrong usage; "
    "70 a fault of the program itself, whose traceback is kept in a file that the line names; "
    "130 stopped by Ctrl-C, 129 and 143 when the process is told to end."
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are one line."""

    def error(self, message: str) -> NoReturn:
        """Raise the fault as an ExerciseError, which `main` prints as one line."""
        from exercise.errors import ExerciseError

        raise ExerciseError(f'{message}. See "{self.prog} --help".')


def check_command(words: Sequence[str]) -> None:
    """Check the name of the command before argparse does, to say which name is near.

    Raises:
        ExerciseError: If the first word that is no option is not a command.
    """
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("--saves", "--scenarios"):
            skip = True
        elif not word.startswith("-"):
            if word not in COMMANDS:
                from exercise.errors import ExerciseError, did_you_mean

                near = did_you_mean(word, COMMANDS)
                raise ExerciseError(f'there is no command "{word[:64]}".{near or " Commands: " + ", ".join(COMMANDS) + "."}')
            return


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="exercise", description=ABOUT, epilog=CODES, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", "-V", action="version", version=_Version(), help="print the version")
    parser.add_argument("--saves", metavar="DIR", help="where saves are kept, instead of ./saves or the user's data folder")
    parser.add_argument("--scenarios", metavar="DIR", help="a folder of scenarios to look in first, before ./scenarios and those that ship")
    parser.set_defaults(verb="app")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    _play(verbs)
    _start(verbs)
    _do(verbs)
    _run(verbs)
    _check(verbs)
    _schema(verbs)
    _new(verbs)
    _show(verbs)
    _why(verbs)
    _replay(verbs)
    _verify(verbs)
    _repair(verbs)
    _fork(verbs)
    _report(verbs)
    _compare(verbs)
    _share(verbs)
    _pack(verbs)
    _claims(verbs)
    _balance(verbs)
    _rehearse(verbs)
    return parser


class _Version(str):
    """The version, read only when it is printed."""

    def __new__(cls) -> _Version:
        return super().__new__(cls, "%(prog)s")

    def __mod__(self, values: object) -> str:
        from exercise import __version__

        return f"exercise {__version__}"


def _verb(verbs: argparse._SubParsersAction[Parser], name: str, help: str, text: str) -> Parser:
    made: Parser = verbs.add_parser(name, help=help, description=text, allow_abbrev=False)
    made.set_defaults(verb=name)
    return made


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def _save(parser: Parser) -> None:
    parser.add_argument("save", metavar="SAVE", help="the name of a save, or its file")


def _seat(parser: Parser, help: str) -> None:
    parser.add_argument("--seat", metavar="S", help=help)


def _turn(parser: Parser, help: str) -> None:
    parser.add_argument("--turn", type=_whole, metavar="N", help=help)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f'"{text[:40]}" is not a whole number')
    return int(text)


def _some(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return value


def _table(parser: Parser) -> None:
    parser.add_argument("--plan", metavar="P", help="the seat plan; by default the first of the scenario, or the one that has seat S")
    parser.add_argument("--pace", choices=("full", "seminar"), help="full: half a year a turn; seminar: each move runs two half-years")
    parser.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    parser.add_argument("--seed", metavar="N", help="a whole number that fixes every draw; by default a new secret one")


def _play(verbs: argparse._SubParsersAction[Parser]) -> None:
    play = _verb(
        verbs, "play", "go straight to the table",
        "Opens the app at the table: of a scenario in a new session, or of a save where it stands. "
        "With neither, the app asks for a scenario.",
    )  # fmt: skip
    play.add_argument("what", nargs="?", metavar="SCENARIO or SAVE", help="a scenario's name or folder, or a save's name or file")
    _seat(play, "the seat that you take; bots hold the others")
    _table(play)
    play.add_argument("--save", metavar="NAME", help="the name of the new save; by default the scenario, the seat and a number")
    play.add_argument(
        "--plain", action="store_true",
        help="numbered text prompts on standard input and output instead of the app; with a save of several people, --seat opens one "
        "seat (or `facilitator`) alone",
    )  # fmt: skip
    play.add_argument(
        "--projector", action="store_true",
        help="follow a save that is played in another window, for the room: what everyone may know, live, and nothing else; it holds no "
        "lock and changes nothing",
    )  # fmt: skip


def _start(verbs: argparse._SubParsersAction[Parser]) -> None:
    start = _verb(
        verbs, "start", "begin a session without the app",
        "Writes a new save in its lobby and prints its path. With one person the program is the facilitator and goes on until that "
        "person has to decide; with several, the facilitator closes every phase (`exercise do NAME --seat facilitator "
        "\"facilitator: close-phase\"`), the lobby first.",
    )  # fmt: skip
    start.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    start.add_argument("--save", metavar="NAME", required=True, help="the name of the new save")
    start.add_argument(
        "--people", metavar="SEAT,SEAT", default="all", help="the seats that people take, by default all; bots hold the others"
    )
    _table(start)
    start.add_argument("--explain", choices=("full", "reasons", "arrows"), default="full", help="how much of the working the table sees")
    _json(start)


def _do(verbs: argparse._SubParsersAction[Parser]) -> None:
    do = _verb(
        verbs, "do", "submit one move without the app",
        "Submits one move for a seat and prints what that seat may see of what happened. The facilitator's moves go the same way "
        "(`--seat facilitator \"facilitator: close-phase\"`). Where bots hold every seat but one, the program is the facilitator: "
        "once that seat has committed, bots play and phases close until the seat has to decide again. At a table of several people "
        "nothing moves on by itself. A move that is not allowed is told on stderr, and the exit code is 2.",
    )  # fmt: skip
    _save(do)
    do.add_argument("--seat", metavar="S", required=True, help="the seat that moves; `facilitator` for the facilitator")
    do.add_argument("move", metavar="MOVE", help='for instance "nato: border-guards uzbekistan front=germany", in quotes')
    _json(do)


def _run(verbs: argparse._SubParsersAction[Parser]) -> None:
    run = _verb(
        verbs, "run", "play bots or scripted policies without the app",
        "Plays whole games. The same seed gives the same games, whatever the number of processes.",
    )  # fmt: skip
    run.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    run.add_argument(
        "--policy", action="append", default=[], metavar="ACTOR=NAME or FILE",
        help="who decides for an actor: `persona`, `random`, or a policy file with turns, answers and otherwise; may be repeated. "
        "`all=random` is for every actor",
    )  # fmt: skip
    run.add_argument("--games", type=_some, default=1, metavar="N", help="how many games (1)")
    run.add_argument("--jobs", type=_some, metavar="N", help="how many processes; by default as many as there are cores")
    _table(run)
    run.add_argument("--save", metavar="NAME", help="write the game to a save; for one game only")
    run.add_argument(
        "--person", action="append", default=[], metavar="SEAT",
        help="leave this seat to a person, or every seat with `all`: bots play until a person has to decide; "
        "needs --save, and `do` or `play` go on from there",
    )  # fmt: skip
    _json(run)


def _check(verbs: argparse._SubParsersAction[Parser]) -> None:
    check = _verb(
        verbs, "check", "list every fault of a scenario",
        "Prints every fault as FILE:LINE:COLUMN, with the nearest right name, and warnings after them. Exit code 2 when there is a fault.",
    )  # fmt: skip
    check.add_argument("scenario", nargs="+", metavar="SCENARIO", help="a scenario's name or folder")
    _json(check)


def _schema(verbs: argparse._SubParsersAction[Parser]) -> None:
    _verb(
        verbs, "schema", "print the JSON Schema of scenario files",
        "Prints the JSON Schema of scenario files, from which editors offer completion and show slips as they are made.",
    )  # fmt: skip


def _new(verbs: argparse._SubParsersAction[Parser]) -> None:
    new = _verb(
        verbs, "new", "start a scenario as a copy of another",
        "Copies a scenario's folder to a new one, in ./scenarios or in the folder named by --scenarios, with a title of its own.",
    )  # fmt: skip
    new.add_argument("name", metavar="NAME", help="the new scenario's name: small letters, digits and hyphens")
    new.add_argument("--from", dest="source", required=True, metavar="SCENARIO", help="the scenario to copy")


def _show(verbs: argparse._SubParsersAction[Parser]) -> None:
    show = _verb(
        verbs, "show", "print a state, or what one seat sees of it",
        "Prints where a session stands, now or at the end of a turn: everything, or with --seat what that seat may see.",
    )  # fmt: skip
    _save(show)
    _turn(show, "as it stood when turn N ended (0: before the first turn); by default now")
    _seat(show, "as this seat sees it; by default as the facilitator does")
    _json(show)


def _why(verbs: argparse._SubParsersAction[Parser]) -> None:
    why = _verb(
        verbs, "why", "print the signed causes of a track's change",
        "Prints why a track changed in a turn: every cause with its sign, which sum to the change, the claims behind them, and what "
        "would have changed it.",
    )  # fmt: skip
    _save(why)
    why.add_argument("track", metavar="TRACK", help='for instance "trust[kazakhstan, us]", or its title as it is printed')
    _turn(why, "in turn N; by default the last one adjudicated")
    _seat(why, "as this seat may know it; by default as the facilitator does")
    _json(why)


def _replay(verbs: argparse._SubParsersAction[Parser]) -> None:
    replay = _verb(
        verbs, "replay", "step through a recorded session in the app",
        "Opens the replay screen: the timeline, the trends, the map of each moment, why things happened, and what else could have been. "
        "The save is only read; bookmarks and notes go to NAME.notes.json beside it.",
    )  # fmt: skip
    _save(replay)
    _seat(replay, "see only what this seat, or `public`, saw; by default the facilitator's view, or the person's while the session runs")


def _verify(verbs: argparse._SubParsersAction[Parser]) -> None:
    verify = _verb(
        verbs, "verify", "check that a save is whole and that today's program decides the same",
        "Checks the chain of a save, folds its events, and decides every move again. Exit code 1 when the program now decides "
        "differently, with the first entry and track that differ; 2 when the file is damaged.",
    )  # fmt: skip
    verify.add_argument("saves_", nargs="+", metavar="SAVE", help="the name of a save, or its file")
    _json(verify)


def _repair(verbs: argparse._SubParsersAction[Parser]) -> None:
    repair = _verb(
        verbs, "repair", "write what a damaged save still holds to a new one",
        "Writes the entries before the damage to a new save, which is played on, replayed and verified as any other. The damaged file is "
        "only read. A last line that a crash cut short needs no repair: opening the save to play on cuts it off.",
    )  # fmt: skip
    _save(repair)
    repair.add_argument("--until", type=int, metavar="N", help="keep the entries up to number N; by default all that are good")
    repair.add_argument("--save", dest="name", metavar="NAME", help="the name of the new save; by default the save's name with -repaired")
    _json(repair)


def _fork(verbs: argparse._SubParsersAction[Parser]) -> None:
    fork = _verb(
        verbs, "fork", "begin a new session as a copy of a recorded one",
        "Copies a session up to the start of a turn into a new save, makes other moves instead, and goes on with what was recorded "
        "or with bots.",
    )  # fmt: skip
    _save(fork)
    fork.add_argument("--turn", type=_some, required=True, metavar="N", help="the turn that goes differently")
    fork.add_argument(
        "--instead", action="append", default=[], metavar="MOVE",
        help="a decision of turn N in place of its actor's recorded one: a move of the same kind and target, a reaction to the same event, "
        "an answer to the same offer; may be repeated",
    )  # fmt: skip
    fork.add_argument(
        "--continue", dest="then", choices=("bots", "recorded"), metavar="HOW",
        help="go on to the end with bots, or with the recorded moves; by default the fork stands open at turn N",
    )  # fmt: skip
    fork.add_argument("--save", dest="name", metavar="NAME", help="the name of the fork; by default the save's name with -fork-N")
    _json(fork)


def _output(parser: Parser, help: str, required: bool = False) -> None:
    parser.add_argument("--output", "-o", metavar="FILE", required=required, help=help)


def _report(verbs: argparse._SubParsersAction[Parser]) -> None:
    report = _verb(
        verbs, "report", "write the after-action report",
        "Writes the after-action report of a session: for everyone in charge, or for one seat, without what the others keep to "
        "themselves. The file's ending says the form; docs/reports.md explains the columns of the tables.",
    )  # fmt: skip
    _save(report)
    _seat(report, "for this seat, or `public`; by default the full report")
    _output(report, "a new file: .html (with charts and maps), .md, .txt, .csv or .json; by default the report is printed as text")
    report.add_argument("--table", choices=("events", "tracks", "decisions"), help="for CSV, which table (events)")
    _json(report)


def _compare(verbs: argparse._SubParsersAction[Parser]) -> None:
    compare = _verb(
        verbs, "compare", "put two or more saves side by side",
        "Prints the first event that differs, decisions side by side, tracks and outcomes with their gaps: only what differs.",
    )  # fmt: skip
    compare.add_argument("compared", nargs="+", metavar="SAVE", help="the saves; the first is what the others are compared with")
    compare.add_argument("--against", nargs="+", default=[], metavar="SAVE", help="a second cohort: means and spread of both are shown")
    _seat(compare, "as this seat, or `public`, may know them; by default as the facilitator does")
    compare.add_argument("--all", action="store_true", help="list what is alike too")
    _output(compare, "a new file: .html, .md, .txt or .json")
    _json(compare)


def _share(verbs: argparse._SubParsersAction[Parser]) -> None:
    share = _verb(
        verbs, "share", "write a copy that holds only what one seat may see",
        "Writes a new save for one seat or for the public. It replays and reports, and holds no seed, no state hashes and nothing of the "
        "others' secrets; it cannot be decided again.",
    )  # fmt: skip
    _save(share)
    share.add_argument("--seat", metavar="S", required=True, help="a seat of the table, or `public`")
    _output(share, "the new save, such as copy.jsonl", required=True)
    _json(share)


def _pack(verbs: argparse._SubParsersAction[Parser]) -> None:
    pack = _verb(
        verbs, "pack", "write the papers of an exercise, to print",
        "Writes name tents, briefings, lists of moves, order cards, offer slips, argument sheets and the facilitator's plan as one HTML "
        "file for A4 paper.",
    )  # fmt: skip
    pack.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    pack.add_argument("--plan", metavar="P", help="the seat plan; by default that for one person")
    pack.add_argument("--pace", choices=("full", "seminar"), help="full: half a year a turn; seminar: each move runs two half-years")
    pack.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    _output(pack, "a new .html file", required=True)


def _games(parser: Parser, count: int) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    parser.add_argument("--variant", metavar="V", help="a named variant of the scenario")
    parser.add_argument("--games", type=_some, default=count, metavar="N", help=f"how many games ({count})")
    parser.add_argument("--jobs", type=_some, metavar="N", help="how many processes; by default as many as there are cores")
    parser.add_argument("--seed", metavar="N", help="what the seeds of the run grow from (1)")
    _json(parser)


def _claims(verbs: argparse._SubParsersAction[Parser]) -> None:
    claims = _verb(
        verbs, "claims", "put every claim to its experiments",
        "Plays the arms of every experiment on the same seeds and says which claims hold: the effect with its 95 percent interval, for "
        "means the share of seeds that go the right way, what was kept out of tuning, and the seed that goes most against it, if any does. "
        "Exit code 1 when a claim does not hold. For claims that do not hold, and for those named with --claim, the games that speak most "
        "against them are saved to be replayed.",
    )  # fmt: skip
    _games(claims, 100)
    claims.add_argument(
        "--claim", action="append", default=[], metavar="ID",
        help="only this claim, with the game that speaks most against it saved even where it holds; may be repeated",
    )  # fmt: skip
    claims.add_argument(
        "--without", action="append", default=[], metavar="RULE",
        help="take a rule away first, and say which claims hang on it alone; may be repeated",
    )  # fmt: skip
    claims.add_argument("--each-rule", action="store_true", help="take each rule away in turn, and list the claims that hang on one alone")
    claims.add_argument(
        "--swap",
        metavar="A,B[,TRACK]",
        help="exchange the opening values of two names, and show which effects reverse; those that set the two against each other must",
    )
    claims.add_argument("--names", action="store_true", help="list the rules that name an actor, with what they rest on; plays nothing")
    claims.add_argument(
        "--part", choices=("all", "tuning", "held"), default="all",
        help="all seeds and cases, those that numbers may be tuned by, or those kept out of tuning",
    )  # fmt: skip
    claims.add_argument("--no-saves", action="store_true", help="write no saves of the games that speak against a claim")


def _balance(verbs: argparse._SubParsersAction[Parser]) -> None:
    balance = _verb(
        verbs, "balance", "show whether the choices are real",
        "Plays games of mixed personas and shows how each kind of move is used, which single move is best how often, how the scores "
        "spread, and how far threats and trust go up and down.",
    )  # fmt: skip
    _games(balance, 500)


def _rehearse(verbs: argparse._SubParsersAction[Parser]) -> None:
    rehearse = _verb(
        verbs, "rehearse", "show the expected course and timings",
        "Plays games of personas and shows, turn by turn, what is likely to happen: injects, offers, where the headline tracks go, and "
        "how the minutes fall on the phases.",
    )  # fmt: skip
    _games(rehearse, 40)
    rehearse.add_argument("--pace", choices=("full", "seminar"), default="full", help="full: half a year a turn; seminar: a year")
