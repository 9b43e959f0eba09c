"""`exercise balance`: show whether the choices are real."""

from __future__ import annotations

import argparse
import os

from exercise.cli import arguments
from exercise.cli.claims import _progress
from exercise.cli.finding import loaded
from exercise.cli.output import narrate, say, say_json, table
from exercise.experiments.balance import HIGH, LOW, MIDDLE, Balance, Quantiles, balance_of, play_mixed
from exercise.model.scenario import Scenario


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Plays games of mixed personas and shows how each kind of move is used, which single move is best how often, how the scores "
        "spread, and how far threats and trust go up and down."
    )
    arguments.games(parser, 500)


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing."""
    import sys

    scenario = loaded(args, args.scenario, args.variant).scenario
    progress = _progress if sys.stderr.isatty() else None
    games = play_mixed(scenario, args.games, series=args.seed or "1", jobs=args.jobs or os.cpu_count() or 1, progress=progress)
    found = balance_of(scenario, games)
    if args.json:
        say_json(
            {
                "scenario": scenario.id,
                "games": found.games,
                "kinds": dict(found.kinds),
                "unused": list(found.unused),
                "best": [{"actor": actor, "move": move, "share": round(share, 3)} for actor, move, share in found.best],
                "scores": [
                    {"objective": objective, "actor": actor, "par": round(spread.middle), **spread._asdict()}
                    for objective, actor, spread in found.scores
                ],
                "seats": {actor: spread._asdict() for actor, spread in found.seats},
                "one_sided": list(found.one_sided),
                "tracks": {name: spread._asdict() for name, spread in found.tracks},
                "both_ways": {family: {"tracks": many, "of": of} for family, many, of in found.both_ways},
            }
        )
        return 0
    _print(scenario, found)
    return 0


def _row(spread: Quantiles) -> tuple[str, ...]:
    return tuple(f"{value:.0f}" for value in spread)


def _print(scenario: Scenario, found: Balance) -> None:
    head = ("least", "tenth", "middle", "ninth", "most")
    say(f"{scenario.head.title}: {found.games} games of mixed personas")
    say()
    say("Moves, the rarest first")
    say(table([(kind, str(count)) for kind, count in found.kinds], ("kind", "made"), (1,)))
    say(f"never made: {', '.join(found.unused) or 'none'}")
    say()
    say("The move that is best most often")
    say(table([(actor, f"{share:.0%}", move) for actor, move, share in found.best], ("actor", "share", "move"), (1,)))
    say()
    say("Scores")
    rows = [(objective, actor, *_row(spread)) for objective, actor, spread in found.scores]
    say(table(rows, ("objective", "actor", *head), (2, 3, 4, 5, 6)))
    say()
    say("The mean of an actor's scores")
    say(table([(actor, *_row(spread)) for actor, spread in found.seats], ("actor", *head), (1, 2, 3, 4, 5)))
    say(f"never above or never below {MIDDLE}: {', '.join(found.one_sided) or 'none'}")
    say()
    say("Threats and trust after the last turn")
    say(table([(name, *_row(spread)) for name, spread in found.tracks], ("track", *head), (1, 2, 3, 4, 5)))
    for family, many, of in found.both_ways:
        say(f"{family}: {many} of {of} tracks end below {LOW} in some games and at {HIGH} or above in others")
    if found.dominant:
        narrate("best in more than half of the decisions: " + "; ".join(f"{actor}: {move}" for actor, move, _ in found.dominant))
