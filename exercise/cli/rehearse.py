"""`exercise rehearse`: show the expected course and timings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from textwrap import wrap

from exercise.cli import arguments
from exercise.cli.finding import loaded
from exercise.cli.output import say, say_json, table
from exercise.experiments.balance import MixedGame, Quantiles, TurnCourse, play_mixed, rehearsal_of, spread_of
from exercise.model.scenario import Inject, Scenario
from exercise.reading.report.timetable import Timetable, timetable
from exercise.words import Words, inside

WIDTH = 80
LIKELY = 0.25
"""The share of games from which on an inject is told with its note; the others are only named."""


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Plays games of personas and shows, turn by turn, what is likely to happen: injects, offers, where the headline tracks go, and "
        "how the minutes fall on the phases."
    )
    arguments.games(parser, 40)
    parser.add_argument("--pace", choices=("full", "seminar"), default="full", help="full: half a year a turn; seminar: a year")


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing."""
    scenario = loaded(args, args.scenario, args.variant).scenario
    games = play_mixed(scenario, args.games, series=args.seed or "1", jobs=args.jobs or os.cpu_count() or 1, mixed=False, pace=args.pace)
    course = rehearsal_of(scenario, games)
    plan = timetable(scenario.head.minutes, len(course))
    if args.json:
        say_json(
            {
                "scenario": scenario.id, "games": len(games), "minutes": scenario.head.minutes, "debrief": plan.debrief, "turn": plan.turn,
                "phases": dict(plan.inside),
                "turns": [
                    {
                        "turn": turn.turn, "injects": dict(turn.injects), "offers": round(turn.offers, 1), "agreed": round(turn.agreed, 1),
                        "tracks": {name: spread._asdict() for name, spread in turn.tracks},
                    }
                    for turn in course
                ],
                "scores": {goal: spread._asdict() for goal, spread in _scores(games)},
            }
        )  # fmt: skip
        return 0
    for line in _lines(scenario, games, course, plan, args.pace):
        say(line)
    return 0


def _lines(scenario: Scenario, games: Sequence[MixedGame], course: Sequence[TurnCourse], plan: Timetable, pace: str) -> Iterator[str]:
    words = Words(scenario, pace)
    injects = {inject.id: inject for inject in scenario.injects}
    yield from _told(f"{scenario.head.title}: the expected course, from {len(games)} games that personas played", 0)
    start = f"welcome {plan.welcome}" + (f", practice order {plan.practice}" if plan.practice else "")
    pause = f", pause {plan.pause}" if plan.pause else ""
    yield from _told(
        f"{scenario.head.minutes} minutes: {start}, {len(course)} turns of {plan.turn}{pause}, debrief {plan.debrief}, the rest is slack", 0
    )
    phases = ", ".join(f"{phase.split()[0].rstrip(':').lower()} {share}" for phase, share in plan.inside)
    yield from _told(f"a turn of {plan.turn}: {phases}", 0)
    yield ""
    yield from _told("Low, middle and high: a tenth of the games end lower, half of them, a tenth higher.", 0)
    for turn in course:
        yield ""
        yield f"Turn {turn.turn}, {words.turn(turn.turn, pace)}: {turn.offers:.0f} offers to answer, {turn.agreed:.0f} agreed to"
        likely = [(inject, share) for inject, share in turn.injects if share >= LIKELY]
        for inject, share in likely:
            yield from _inject(words, injects[inject], share)
        rare = [f"{words.title(inject)} {share:.0%}" for inject, share in turn.injects if share < LIKELY]
        if rare:
            yield from _told(f"also possible: {', '.join(rare)}", 2)
        if turn.tracks:
            tracks = [(words.track(name), *_said(spread)) for name, spread in turn.tracks]
            yield table(tracks, ("after it", "low", "middle", "high"), (1, 2, 3))
    yield ""
    place = {actor.id: (actor.order, actor.id) for actor in scenario.actors}
    scores = sorted(_scores(games), key=lambda item: (place[_actor(scenario, item[0])], item[0]))
    rows = [(f"{words.title(_actor(scenario, goal))}: {words.title(goal)}", *_said(spread)) for goal, spread in scores]
    yield table(rows, ("scores, of 100", "low", "middle", "high"), (1, 2, 3))


def _inject(words: Words, inject: Inject, share: float) -> Iterator[str]:
    asks = ""
    if inject.reaction:
        by = inject.reaction.by
        asks = ", asks whom it concerns" if by == "subject" else f", asks {inside(words.name(by))}"
    how_often = "always" if share >= 1 else f"{share:.0%}"
    yield from _told(f"{how_often:>6}  {inject.title}{asks}{f'. {inject.note}' if inject.note else ''}", 10, first=2)


def _told(text: str, indent: int, first: int | None = None) -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * (indent if first is None else first), subsequent_indent=" " * indent)


def _said(spread: Quantiles) -> tuple[str, str, str]:
    return f"{spread.low:.0f}", f"{spread.middle:.0f}", f"{spread.high:.0f}"


def _scores(games: Sequence[MixedGame]) -> list[tuple[str, Quantiles]]:
    """Return how each objective's score spreads over the games."""
    found: dict[str, list[int]] = {}
    for game in games:
        for goal, score in game.scores:
            found.setdefault(goal, []).append(score)
    return [(goal, spread_of(values)) for goal, values in sorted(found.items())]


def _actor(scenario: Scenario, goal: str) -> str:
    return next(known.actor for known in scenario.objectives if known.id == goal)
