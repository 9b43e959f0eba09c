"""`exercise play`: go straight to the table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from exercise.cli import arguments
from exercise.desk.start import Folders, Start
from exercise.errors import ExerciseError, did_you_mean
from exercise.store import places, scenarios


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Opens the app at the table: of a scenario in a new session, or of a save where it stands. "
        "With neither, the app asks for a scenario."
    )
    parser.add_argument("what", nargs="?", metavar="SCENARIO or SAVE", help="a scenario's name or folder, or a save's name or file")
    parser.add_argument("--seat", metavar="S", help="the seat that you take; bots hold the others")
    arguments.table(parser)
    parser.add_argument("--save", metavar="NAME", help="the name of the new save; by default the scenario, the seat and a number")
    parser.add_argument(
        "--plain", action="store_true",
        help="numbered text prompts on standard input and output instead of the app; with a save of several people, --seat opens one "
        "seat (or `facilitator`) alone",
    )  # fmt: skip
    parser.add_argument(
        "--projector", action="store_true",
        help="follow a save that is played in another window, for the room: what everyone may know, live, and nothing else; it holds no "
        "lock and changes nothing",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Return the exit code of the app, or of the conversation in plain text."""
    target = _target(args)
    if args.projector:
        return _projector(args, target)
    if args.plain:
        return _plain(args, target)
    from exercise.cli.app import opened_app

    _check(args, target)
    if target.save or not target.scenario:
        return opened_app(args, Start(save=target.save))
    return opened_app(args, _start(args, target))


def _check(args: argparse.Namespace, target: _Target) -> None:
    """Refuse in one line, before the app takes the screen, what it could only say in passing."""
    if target.save:
        from exercise.store.glance import glance

        if glance(Path(target.save)) is None:
            from exercise.session import Session

            Session.open(Path(target.save), write=False).close()
    elif target.scenario and (args.seat or args.plan or args.variant):
        from exercise.cli.finding import loaded
        from exercise.session import plan_of

        scenario = loaded(args, args.what, args.variant).scenario
        plans = (plan_of(scenario, args.plan),) if args.plan else scenario.plans
        seats = {seat.id: None for plan in plans for seat in plan.seats}
        if args.seat and args.seat not in seats:
            where = f'plan "{args.plan}"' if args.plan else scenario.id
            raise ExerciseError(f'{where} has no seat "{args.seat[:64]}".{did_you_mean(args.seat, seats)} It has: {", ".join(seats)}.')


class _Target(NamedTuple):
    """What the first word of the command line means: a save, a scenario or nothing."""

    save: str = ""
    scenario: str = ""


def _projector(args: argparse.Namespace, target: _Target) -> int:
    from exercise.cli.app import opened_app
    from exercise.session import Session

    if not target.save:
        raise ExerciseError("--projector follows a save: exercise play NAME --projector.")
    if args.plain:
        raise ExerciseError("--projector is a screen; for plain text there is exercise show NAME --seat public.")
    # Looked at before the app takes the screen, so that a fault is one line.
    Session.open(Path(target.save), write=False)
    return opened_app(args, Start(projector=target.save))


def _plain(args: argparse.Namespace, target: _Target) -> int:
    from exercise.cli import started
    from exercise.plain.hall import run_plain

    started()
    folders = Folders(Path(args.scenarios) if args.scenarios else None, Path(args.saves) if args.saves else None)
    return run_plain(_start(args, target), folders)


def _start(args: argparse.Namespace, target: _Target) -> Start:
    return Start(
        save=target.save, scenario=target.scenario, seat=args.seat or "", plan=args.plan or "", variant=args.variant or "",
        pace=args.pace or "", seed=args.seed or "", name=args.save or "",
    )  # fmt: skip


def _target(args: argparse.Namespace) -> _Target:
    if args.what is None:
        return _Target()
    saves = places.saves_folder(args.saves)
    given = (None if args.plain else args.seat, args.plan, args.pace, args.variant, args.seed, args.save)
    try:
        scenarios.find_scenario(args.what, places.scenario_places(args.scenarios))
    except ExerciseError as no_scenario:
        try:
            save = places.find_save(args.what, saves)
        except ExerciseError as no_save:
            raise (no_save if args.what.endswith(places.ENDING) else no_scenario) from None
        if any(given):
            told = "its plan, pace and seed are in it" if args.plain else "its seat, plan, pace and seed are in it"
            raise ExerciseError(f"{args.what} is a save; {told}.") from None
        return _Target(save=str(save))
    return _Target(scenario=args.what)
