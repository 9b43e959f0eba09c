"""`exercise rehearse`: the expected course of a scenario and how its minutes fall on the phases."""

from __future__ import annotations

import argparse
import os

from exercise.cli.finding import loaded
from exercise.cli.output import say, say_json, table
from exercise.describe import Words
from exercise.experiments.balance import play_mixed, rehearsal_of

SHARES = (("situation", 15), ("decide", 45), ("answer", 20), ("read-out", 20))
"""Of a turn's time, in percent: reading, talking and sealing; answering; hearing what came of it."""
DEBRIEF = 25
"""Of the whole time, in percent."""


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing."""
    scenario = loaded(args, args.scenario, args.variant).scenario
    games = play_mixed(
        scenario, args.games, series=args.seed or "1", jobs=args.jobs or os.cpu_count() or 1, mixed=False, pace=args.pace
    )
    course = rehearsal_of(scenario, games)
    minutes = scenario.head.minutes
    debrief = minutes * DEBRIEF // 100
    a_turn = (minutes - debrief) // max(1, len(course))
    timing = {phase: a_turn * share // 100 for phase, share in SHARES}
    if args.json:
        say_json(
            {
                "scenario": scenario.id, "games": len(games), "minutes": minutes, "debrief": debrief, "turn": a_turn, "phases": timing,
                "turns": [
                    {
                        "turn": turn.turn, "injects": dict(turn.injects), "offers": round(turn.offers, 1), "agreed": round(turn.agreed, 1),
                        "tracks": {name: spread._asdict() for name, spread in turn.tracks},
                    }
                    for turn in course
                ],
            }
        )  # fmt: skip
        return 0
    words = Words(scenario)
    phases = ", ".join(f"{phase} {count}" for phase, count in timing.items())
    say(f"{scenario.head.title}: {minutes} minutes, {len(course)} turns of {a_turn} ({phases}), {debrief} for the debrief")
    for turn in course:
        say()
        say(f"{words.turn(turn.turn, args.pace)}: {turn.offers:.0f} offers to answer, {turn.agreed:.0f} of them agreed to")
        for inject, share in turn.injects[:8]:
            say(f"  {share:4.0%}  {words.title(inject)}")
        rows = [(words.track(name), f"{spread.low:.0f}", f"{spread.middle:.0f}", f"{spread.high:.0f}") for name, spread in turn.tracks]
        if rows:
            say(table(rows, ("track", "low", "middle", "high"), (1, 2, 3)))
    return 0
