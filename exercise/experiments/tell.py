"""The claims table in words and as data: `claims_lines` for a terminal, `claims_data` for JSON.

Plain text in, plain text out; what prints it cleans it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exercise.experiments.claims import ClaimResult, ClaimsTable, Tested
from exercise.experiments.course import seed_of
from exercise.experiments.statistics import Interval
from exercise.experiments.verdict import Judged
from exercise.model.experiment import ExpectedOutcome
from exercise.model.scenario import Scenario
from exercise.words import Words

WAYS = {"above": "> ", "below": "< ", "not-above": "at most +", "not-below": "at least -"}

FEW = 6
"""Of so many claims a table also says what is read."""
WHEN = {"end": "after the last turn", "epilogue": "after the epilogue", "mean": "in the mean over the turns"}

LEGEND = (
    "-8.3 [-8.8, -7.9]  the effect: the first arm less the second (of four: less the same of the others), and where it lies, 95 in 100",
    "(wanted < -2)      what the claim lets one expect, and the least that counts; 95% of seeds: in how many games it went that way",
    "a 22.1 / b 30.4    the mean of each arm, in points of what is read or % of games; held out: the effect in games kept out of tuning",
)
"""What the lines of a table mean, said once below it."""


def claims_lines(scenario: Scenario, table: ClaimsTable) -> Iterator[str]:
    """Yield the lines of a claims table: a line for each claim, below it one for each outcome, and what does not hold last."""
    words = Words(scenario)
    held = sum(result.holds for result in table.claims)
    for result in table.claims:
        yield f"{'holds' if result.holds else 'FAILS':6} {result.claim.id}  ({result.claim.kind}; {_where(words, result)})"
        if not result.experiments and not result.openings:
            yield "         no experiment and no check of the opening tests it"
        for tested in result.experiments:
            yield from _tested_lines(tested, table.seed, said=len(table.claims) <= FEW)
        for opening in result.openings:
            yield f"         opening: {opening.check.title}{'' if opening.holds else ' - ' + '; '.join(opening.missing)}"
    yield ""
    games = f"{table.games} games an arm" + ("" if table.part == "all" else f", {table.part} part only")
    without = f", without {', '.join(table.without)}" if table.without else ""
    yield f"{table.scenario}: {held} of {len(table.claims)} claims hold ({games}, seed {table.seed}{without})"
    if any(result.experiments for result in table.claims):
        yield from ("", "How to read a line:", *(f"  {line}" for line in LEGEND))


def _where(words: Words, result: ClaimResult) -> str:
    return words.where(result.claim.id)


def _tested_lines(tested: Tested, seed: str, said: bool) -> Iterator[str]:
    yield f"         {tested.experiment.id}: {tested.experiment.title}"
    for judged, outcome in zip(tested.judged, tested.experiment.outcomes, strict=True):
        mark = "ok  " if judged.holds else "FAIL"
        yield f"           {mark} {judged.outcome}: {effect_text(judged)}"
        if said:
            yield f"                read: {_what_is_read(outcome)}"
        if not judged.holds:
            yield f"                {judged.because}"
        worst = judged.worst
        if worst is not None and (worst.against or not judged.holds):
            yield f"                worst: game {worst.number} ({worst.effect:+.1f}), seed {seed_of(seed, worst.number)}"
    if tested.fault:
        yield f"           FAIL {tested.fault}"
    for text, code, count in tested.refused:
        yield f"           note: refused in {count} games: {text} ({code})"


def _what_is_read(outcome: ExpectedOutcome) -> str:
    """Return what an outcome reads from a game, and when."""
    if outcome.happened is not None:
        return f"whether {outcome.happened.inject} happened" + (f" to {outcome.happened.of}" if outcome.happened.of else "")
    for what, pattern in (("orders made", outcome.made), ("kinds open", outcome.open), ("offers accepted", outcome.accepted)):
        if pattern is not None:
            terms = [f"{name} {' or '.join(names)}" for name, names in pattern if isinstance(names, tuple) and names]
            return f"{what}{': ' if terms else ''}{'; '.join(terms)}"
    when = f"after turn {outcome.at}" if isinstance(outcome.at, int) else WHEN.get(outcome.at, outcome.at)
    since = f", less what it was at the {outcome.since}" if outcome.since != "start" else ""
    return f"{outcome.sum or f'whether {outcome.holds}'}, {when}{since}"


def effect_text(judged: Judged) -> str:
    """Return an outcome's effect in a line: arms, effect with its interval, direction, and what was kept out of tuning."""
    unit = " %" if judged.unit == "percent" else ""
    arms = " / ".join(f"{name} {value:.1f}" for name, value in judged.arms.items())
    right = "" if judged.right is None else f", {judged.right:.0%} of seeds"
    sign = "-" if judged.expect == "below" else ""
    bound = f"±{judged.least:g}" if judged.expect == "within" else f"{WAYS[judged.expect]}{sign}{judged.least:g}"
    held = f"; held out {_interval(judged.held)}" if judged.held_seeds else ""
    return f"{_interval(judged.interval)}{unit} (wanted {bound}{unit}){right}; {arms}{held}"


def _interval(interval: Interval) -> str:
    if interval.low == float("-inf"):
        return f"{interval.effect:+.1f}"
    return f"{interval.effect:+.1f} [{interval.low:+.1f}, {interval.high:+.1f}]"


def claims_data(table: ClaimsTable) -> dict[str, Any]:
    """Return a claims table as JSON-ready data."""
    return {
        "scenario": table.scenario,
        "games": table.games,
        "seed": table.seed,
        "part": table.part,
        "without": list(table.without),
        "holds": table.holds,
        "claims": [
            {
                "id": result.claim.id,
                "kind": result.claim.kind,
                "where": list(result.claim.where),
                "holds": result.holds,
                "experiments": [_tested_data(tested, table.seed) for tested in result.experiments],
                "openings": [
                    {"id": opening.check.id, "title": opening.check.title, "holds": opening.holds, "missing": list(opening.missing)}
                    for opening in result.openings
                ],
            }
            for result in table.claims
        ],
    }


def _tested_data(tested: Tested, seed: str) -> dict[str, Any]:
    return {
        "id": tested.experiment.id,
        "title": tested.experiment.title,
        "holds": tested.holds,
        "fault": tested.fault,
        "spent": {arm: round(value, 2) for arm, value in tested.spent.items()},
        "refused": [{"move": text, "code": code, "games": count} for text, code, count in tested.refused],
        "outcomes": [_judged_data(judged, seed) for judged in tested.judged],
    }


def _judged_data(judged: Judged, seed: str) -> dict[str, Any]:
    worst = judged.worst
    return {
        "title": judged.outcome,
        "unit": judged.unit,
        "compare": list(judged.compare),
        "expect": judged.expect,
        "least": judged.least,
        "effect": _number(judged.interval.effect),
        "interval": [_number(judged.interval.low), _number(judged.interval.high)],
        "right": None if judged.right is None else round(judged.right, 3),
        "seeds": judged.seeds,
        "arms": {arm: round(value, 2) for arm, value in judged.arms.items()},
        "tuned": [_number(value) for value in judged.tuned],
        "held_out": [_number(value) for value in judged.held] if judged.held_seeds else None,
        "cases": [
            {"case": case.label, "held_out": case.held, "effect": round(case.effect, 2), "seeds": case.seeds} for case in judged.cases
        ],
        "worst": None
        if worst is None
        else {
            "game": worst.number, "seed": seed_of(seed, worst.number), "effect": round(worst.effect, 2), "case": worst.case,
            "against": worst.against,
        },
        "holds": judged.holds,
        "because": judged.because,
    }


def _number(value: float) -> float | None:
    return round(value, 2) if abs(value) != float("inf") else None
