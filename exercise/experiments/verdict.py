"""What the games of an experiment say: effects with intervals, how many seeds go the right way, the worst of them, and a verdict.

`judge` is given one value an arm and seed; it plays nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exercise.experiments.layout import Laid
from exercise.experiments.statistics import Interval, apart, paired, shares, wilson
from exercise.model.experiment import ExpectedOutcome

ONE_SIDED = ("not-above", "not-below")
MOSTLY = 0.8
"""The share of seeds that must go in the right direction, for means."""

Value = int | tuple[int, int]
"""Tenths, or (yes, asked)."""


class CaseEffect(NamedTuple):
    """The effect in one case: what stands for its names, whether it is held out, over how many seeds."""

    label: str
    held: bool
    effect: float
    seeds: int


class Worst(NamedTuple):
    """The seed whose games contradict the claim most."""

    number: int
    effect: float
    case: int
    against: bool
    """Whether that game by itself goes against the claim: the other way, or out of its bound."""


class Judged(NamedTuple):
    """One outcome judged. Effects are in points, or for shares in percent points."""

    experiment: str
    outcome: str
    unit: str
    """points, count or percent."""
    compare: tuple[str, ...]
    expect: str
    least: float
    interval: Interval
    right: float | None
    """Share of seeds in the right direction; None for shares and bounds."""
    seeds: int
    arms: Mapping[str, float]
    tuned: Interval
    held: Interval
    held_seeds: int
    cases: tuple[CaseEffect, ...]
    worst: Worst | None
    holds: bool
    because: str
    """Why it does not hold; empty when it does."""


def case_of(laid: Sequence[Laid], number: int) -> int:
    """Return which case a game plays: every third seed is kept out of tuning and takes the held cases, the others take the rest."""
    open_ = [place for place, case in enumerate(laid) if not case.held]
    held = [place for place, case in enumerate(laid) if case.held]
    if is_held(number):
        places = held or open_
        return places[(number // 3) % len(places)]
    places = open_ or held
    return places[(number - number // 3 - (1 if number % 3 == 2 else 0)) % len(places)]


def is_held(number: int) -> bool:
    """Return whether a seed is kept out of tuning."""
    return number % 3 == 2


def judge(laid: Sequence[Laid], outcome: ExpectedOutcome, values: Mapping[str, Mapping[int, Value]]) -> Judged:
    """Return the verdict on one outcome.

    Args:
        laid: The cases of the experiment.
        outcome: What is compared and expected.
        values: Arm to game number to what was read.
    """
    share = outcome.sum is None and outcome.made is None and outcome.open is None
    numbers = sorted(set.intersection(*(set(values[arm]) for arm in outcome.compare)))
    if outcome.accepted is not None:
        numbers = [number for number in numbers if all(values[arm][number][1] for arm in outcome.compare)]  # type: ignore[index]
    points = {arm: {number: _points(values[arm][number], share) for number in numbers} for arm in outcome.compare}
    scale = 100.0 if share else 1.0
    least = outcome.least / (10 if outcome.tenths else 1)
    than = outcome.than / (10 if outcome.tenths else 1)
    sign = -1.0 if outcome.expect in ("below", "not-above") else 1.0

    def effect_of(chosen: Sequence[int]) -> Interval:
        return _scaled(_interval(outcome, [[points[arm][number] for number in chosen] for arm in outcome.compare], share), scale, than)

    whole = effect_of(numbers)
    tuned = effect_of([number for number in numbers if not is_held(number)])
    held_numbers = [number for number in numbers if is_held(number)]
    held = effect_of(held_numbers)
    differences = {number: _difference([points[arm][number] for arm in outcome.compare]) * scale - than for number in numbers}
    right: float | None = None
    if not share and outcome.expect in ("above", "below") and numbers:
        right = sum(sign * value > 0 for value in differences.values()) / len(numbers)
    cases = _cases(laid, numbers, differences)
    holds, because = _verdict(outcome, whole, held, right, least, sign, len(numbers), len(held_numbers))
    return Judged(
        laid[0].experiment.id,
        outcome.title,
        "percent" if share else "points" if outcome.sum is not None else "count",
        outcome.compare,
        outcome.expect,
        least,
        whole,
        right,
        len(numbers),
        {arm: scale * sum(points[arm].values()) / len(numbers) if numbers else 0.0 for arm in outcome.compare},
        tuned,
        held,
        len(held_numbers),
        cases,
        _worst(laid, outcome, differences, sign, least),
        holds,
        because,
    )


def _points(value: Value, share: bool) -> float:
    if isinstance(value, tuple):
        return value[0] / value[1] if value[1] else 0.0
    return float(value) if share else value / 10


def _difference(values: Sequence[float]) -> float:
    if len(values) == 1:
        return values[0]
    if len(values) == 2:
        return values[0] - values[1]
    return (values[0] - values[1]) - (values[2] - values[3])


def _interval(outcome: ExpectedOutcome, columns: Sequence[Sequence[float]], share: bool) -> Interval:
    plain = share and all(value in (0.0, 1.0) for column in columns for value in column)
    if not plain:
        return paired([_difference(row) for row in zip(*columns, strict=True)])
    yes = [[value == 1.0 for value in column] for column in columns]
    if len(yes) == 1:
        return wilson(sum(yes[0]), len(yes[0]))
    first = shares(yes[0], yes[1])
    return first if len(yes) == 2 else apart(first, shares(yes[2], yes[3]))


def _scaled(interval: Interval, scale: float, than: float) -> Interval:
    return Interval(*(value * scale - than for value in interval))


def _cases(laid: Sequence[Laid], numbers: Sequence[int], differences: Mapping[int, float]) -> tuple[CaseEffect, ...]:
    found: list[CaseEffect] = []
    for place, case in enumerate(laid):
        mine = [differences[number] for number in numbers if case_of(laid, number) == place]
        if mine:
            found.append(CaseEffect(case.label, case.held, sum(mine) / len(mine), len(mine)))
    return tuple(found)


def _worst(laid: Sequence[Laid], outcome: ExpectedOutcome, differences: Mapping[int, float], sign: float, least: float) -> Worst | None:
    if not differences:
        return None
    if outcome.expect == "within":
        number = max(differences, key=lambda number: (abs(differences[number]), -number))
    else:
        number = min(differences, key=lambda number: (sign * differences[number], number))
    effect = differences[number]
    if outcome.expect == "within":
        against = abs(effect) > least
    elif outcome.expect in ONE_SIDED:
        against = sign * effect < -least
    else:
        against = sign * effect < 0
    return Worst(number, effect, case_of(laid, number), against)


def _verdict(
    outcome: ExpectedOutcome, whole: Interval, held: Interval, right: float | None, least: float, sign: float, seeds: int, held_seeds: int
) -> tuple[bool, str]:
    if seeds < 2:
        return False, "nothing could be compared: too few games gave a value in every arm"
    if outcome.expect == "within":
        if whole.low < -least or whole.high > least:
            return False, f"the interval {whole.low:+.1f} to {whole.high:+.1f} leaves the bound of {least:g}"
        return True, ""
    if outcome.expect in ONE_SIDED:
        beyond = whole.low < -least if outcome.expect == "not-below" else whole.high > least
        return not beyond, f"the interval {whole.low:+.1f} to {whole.high:+.1f} leaves the bound of {least:g}" if beyond else ""
    low = whole.low if sign > 0 else -whole.high
    effect = sign * whole.effect
    if effect <= 0:
        return False, f"the effect is {whole.effect:+.1f}, the wrong way"
    if low <= 0:
        return False, f"the interval {whole.low:+.1f} to {whole.high:+.1f} is not clear of zero"
    if effect < least:
        return False, f"the effect of {whole.effect:+.1f} is less than the {least:g} that count"
    if right is not None and right < MOSTLY:
        return False, f"only {right:.0%} of the seeds go that way"
    if held_seeds and sign * held.effect <= 0:
        return False, f"on what was kept out of tuning the effect is {held.effect:+.1f}"
    return True, ""
