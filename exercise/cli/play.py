"""`exercise play`: straight to the table of a scenario or a save."""

from __future__ import annotations

import argparse

from exercise.cli.app import opened_app
from exercise.errors import ExerciseError
from exercise.store import places, scenarios
from exercise.ui.app import Start


def run(args: argparse.Namespace) -> int:
    """Return the app's exit code."""
    return opened_app(args, _start(args))


def _start(args: argparse.Namespace) -> Start:
    if args.what is None:
        return Start()
    saves = places.saves_folder(args.saves)
    given = (args.seat, args.plan, args.pace, args.variant, args.seed, args.save)
    try:
        scenarios.find_scenario(args.what, places.scenario_places(args.scenarios))
    except ExerciseError as no_scenario:
        try:
            save = places.find_save(args.what, saves)
        except ExerciseError as no_save:
            raise (no_save if args.what.endswith(places.ENDING) else no_scenario) from None
        if any(given):
            raise ExerciseError(f"{args.what} is a save; its seat, plan, pace and seed are in it.") from None
        return Start(save=str(save))
    return Start(
        scenario=args.what, seat=args.seat or "", plan=args.plan or "", variant=args.variant or "", pace=args.pace or "",
        seed=args.seed or "", name=args.save or "",
    )
