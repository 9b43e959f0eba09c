"""`exercise claims`: put every claim to its experiments."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from exercise.cli import arguments
from exercise.cli.finding import loaded, saves_of, scenarios_of
from exercise.cli.output import narrate, say, say_json, table
from exercise.errors import ExerciseError
from exercise.experiments import hardwired
from exercise.experiments.claims import ClaimRun, ClaimsTable, put_to_test
from exercise.experiments.replay import save_game
from exercise.experiments.tell import claims_data, claims_lines, effect_text
from exercise.model.experiment import Experiments
from exercise.model.scenario import Scenario
from exercise.rules.compile import compile_rulebook
from exercise.store import places
from exercise.store.experiments import load_experiments
from exercise.store.scenarios import Loaded

DOES_NOT_HOLD = 1


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Plays the arms of every experiment on the same seeds and says which claims hold: the effect with its 95 percent interval, for "
        "means the share of seeds that go the right way, what was kept out of tuning, and the seed that goes most against it, if any does. "
        "Exit code 1 when a claim does not hold. For claims that do not hold, and for those named with --claim, the games that speak most "
        "against them are saved to be replayed."
    )
    arguments.games(parser, 100)
    parser.add_argument(
        "--claim", action="append", default=[], metavar="ID",
        help="only this claim, with the game that speaks most against it saved even where it holds; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--without", action="append", default=[], metavar="RULE",
        help="take a rule away first, and say which claims hang on it alone; may be repeated",
    )  # fmt: skip
    parser.add_argument("--each-rule", action="store_true", help="take each rule away in turn, and list the claims that hang on one alone")
    parser.add_argument(
        "--swap",
        metavar="A,B[,TRACK]",
        help="exchange the opening values of two names, and show which effects reverse; those that set the two against each other must",
    )
    parser.add_argument("--names", action="store_true", help="list the rules that name an actor, with what they rest on; plays nothing")
    parser.add_argument(
        "--part", choices=("all", "tuning", "held"), default="all",
        help="all seeds and cases, those that numbers may be tuned by, or those kept out of tuning",
    )  # fmt: skip
    parser.add_argument("--no-saves", action="store_true", help="write no saves of the games that speak against a claim")


def run(args: argparse.Namespace) -> int:
    """Return 1 when a claim does not hold, or hangs on the rule that was taken away; else 0."""
    found = loaded(args, args.scenario, args.variant)
    scenario = found.scenario
    if args.names:
        return _names(args, scenario)
    experiments = load_experiments(found, scenarios_of(args))
    if not experiments.experiments and not experiments.openings:
        raise ExerciseError(f'{scenario.id} has no experiments; they go into a folder "experiments" beside its files.')
    jobs = args.jobs or os.cpu_count() or 1
    played = ClaimRun(args.games, args.seed or "1", jobs, args.part, progress=_progress if sys.stderr.isatty() else None)
    if args.each_rule:
        return _each_rule(args, scenario, experiments, played)
    if args.swap:
        return _swap(args, scenario, experiments, played)
    result = put_to_test(scenario, experiments.experiments, experiments.openings, claims=args.claim, without=args.without, run=played)
    carried = _carried(args, scenario, experiments, played, result)
    worst = {} if args.without or args.no_saves else _save_worst(args, found, result)
    if args.json:
        say_json({**claims_data(result), "carried": [item._asdict() for item in carried], "saves": worst})
    else:
        for line in claims_lines(scenario, result):
            say(line)
        for item in carried:
            say(_carried_line(item))
        for names in worst.values():
            narrate(f"to replay: {', '.join(names)}")
    return 0 if result.holds else DOES_NOT_HOLD


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} games")
    if done == total:
        sys.stderr.write("\r" + " " * 40 + "\r")
    sys.stderr.flush()


def _names(args: argparse.Namespace, scenario: Scenario) -> int:
    named = hardwired.named_rules(scenario)
    if args.json:
        say_json([item._asdict() for item in named])
        return 0
    rows = [(item.rule, ", ".join(item.actors), ", ".join((*item.setting, *item.facts)) or "-", item.why or "-") for item in named]
    say(table(rows, ("rule", "names", "rests on", "assumption")) if rows else "no rule names an actor")
    narrate(f"{len(named)} of {len(scenario.rules)} rules name an actor")
    return 0


def _carried(
    args: argparse.Namespace, scenario: Scenario, experiments: Experiments, played: ClaimRun, result: ClaimsTable
) -> list[hardwired.Carried]:
    """Return, after a run without one rule, which failing claims hang on that rule alone."""
    if len(args.without) != 1:
        return []
    failing = tuple(item.claim.id for item in result.claims if not item.holds)
    if not failing:
        return []
    whole = put_to_test(scenario, experiments.experiments, experiments.openings, claims=failing, run=played)
    rule = args.without[0]
    found: list[hardwired.Carried] = []
    for item in whole.claims:
        if item.holds:
            broken = next(known for known in result.claims if known.claim.id == item.claim.id)
            tests = [test.experiment for test in broken.experiments if not test.holds]
            found.append(hardwired.carried(rule, item.claim.id, tests, "; ".join(test.id for test in tests)))
    return found


def _carried_line(item: hardwired.Carried) -> str:
    if item.named:
        return f"{item.claim}: hangs on {item.rule}, the very cause that it names: {item.why} ({item.because})"
    return f"{item.claim}: HARD-WIRED, carried by {item.rule} alone ({item.because})"


def _each_rule(args: argparse.Namespace, scenario: Scenario, experiments: Experiments, played: ClaimRun) -> int:
    carried = hardwired.sweep(scenario, experiments.experiments, played)
    if args.json:
        say_json([item._asdict() for item in carried])
    else:
        for item in carried:
            say(_carried_line(item))
        narrate(f"{sum(not item.named for item in carried)} claims are carried by one rule that they do not name")
    return DOES_NOT_HOLD if any(not item.named for item in carried) else 0


def _swap(args: argparse.Namespace, scenario: Scenario, experiments: Experiments, played: ClaimRun) -> int:
    names = args.swap.split(",")
    if len(names) < 2:
        raise ExerciseError("--swap takes two names, and tracks if only those are to be exchanged: us,germany or us,china,clarity.")
    book = compile_rulebook(scenario)
    opened = hardwired.exchanged(book, names[0], names[1], names[2:])
    before = put_to_test(scenario, experiments.experiments, claims=args.claim, run=played)
    after = put_to_test(scenario, experiments.experiments, claims=args.claim, run=played._replace(opened=opened))
    data: list[dict[str, Any]] = []
    for one, other in zip(before.claims, after.claims, strict=True):
        for test, swapped in zip(one.experiments, other.experiments, strict=True):
            for judged, turned, outcome in zip(test.judged, swapped.judged, test.experiment.outcomes, strict=True):
                must = len(names) == 2 and hardwired.compares(test.experiment, outcome, names[0], names[1])
                reverses = judged.interval.effect * turned.interval.effect < 0
                data.append(
                    {
                        "claim": one.claim.id, "experiment": test.experiment.id, "outcome": judged.outcome,
                        "before": judged.interval._asdict(), "after": turned.interval._asdict(), "reverses": reverses, "must": must,
                    }
                )  # fmt: skip
                if not args.json:
                    mark = "reverses" if reverses else "STAYS" if must else "stays"
                    say(f"{mark:8} {one.claim.id} / {test.experiment.id}: {judged.outcome}")
                    say(f"         as it is:  {effect_text(judged)}")
                    say(f"         exchanged: {effect_text(turned)}")
    wired = [item for item in data if item["must"] and not item["reverses"]]
    if args.json:
        say_json(data)
    else:
        asked = sum(item["must"] for item in data)
        narrate(f"{asked} outcomes set {names[0]} against {names[1]}, and {asked - len(wired)} of them reverse")
    return DOES_NOT_HOLD if wired else 0


def _save_worst(args: argparse.Namespace, found: Loaded, result: ClaimsTable) -> dict[str, list[str]]:
    """Return for each claim that does not hold, or was asked for by name, the saves of the seed that speaks most against it.

    There is one for each arm compared, so that the two can be laid side by side.
    """
    book = None
    saved: dict[str, list[str]] = {}
    # In a folder of their own: home lists what people played.
    folder = saves_of(args) / "claims"
    for item in result.claims:
        every = [(test, judged) for test in item.experiments for judged in test.judged if judged.worst]
        failing = [(test, judged) for test, judged in every if not judged.holds]
        if not failing and item.claim.id in args.claim:
            failing = [(test, judged) for test, judged in every if judged.worst is not None and judged.worst.against] or every
        if not failing:
            continue
        test, judged = failing[0]
        worst = judged.worst
        if worst is None:
            continue
        book = book or compile_rulebook(found.scenario)
        for arm in dict.fromkeys(judged.compare):
            name = f"claim-{test.experiment.id[:32]}-{arm[:14]}-{worst.number}"
            path = places.save_path(name, folder)
            if not path.exists():
                save_game(book, test.laid[worst.case], arm, result.seed, worst.number, path).close()
            saved.setdefault(item.claim.id, []).append(str(path))
    return saved
