"""Intervals for differences between arms that were played on the same seeds, at 95 percent.

`paired` serves means, `shares` odds; `apart` takes one difference from another. Plain arithmetic, no table and no package.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""Two-sided 95 percent under the normal curve."""


class Interval(NamedTuple):
    """An effect with the interval that holds it in 95 of 100 such runs."""

    effect: float
    low: float
    high: float


def quantile(freedom: int) -> float:
    """Return the two-sided 95 percent quantile of Student's t, good to three digits from three degrees of freedom on."""
    if freedom < 1:
        return float("inf")
    if freedom == 1:
        return 12.706
    if freedom == 2:
        return 4.303
    z = Z
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def paired(differences: Sequence[float]) -> Interval:
    """Return the mean of differences, one for each seed, with its interval by Student's t."""
    n = len(differences)
    if n == 0:
        return Interval(0.0, float("-inf"), float("inf"))
    mean = sum(differences) / n
    if n == 1:
        return Interval(mean, float("-inf"), float("inf"))
    spread = sqrt(sum((value - mean) ** 2 for value in differences) / (n - 1))
    half = quantile(n - 1) * spread / sqrt(n)
    return Interval(mean, mean - half, mean + half)


def wilson(yes: int, n: int) -> Interval:
    """Return a share with Wilson's score interval."""
    if n == 0:
        return Interval(0.0, 0.0, 1.0)
    share = yes / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def shares(one: Sequence[bool], other: Sequence[bool]) -> Interval:
    """Return the difference of two shares over the same seeds, with Newcombe's hybrid score interval for paired shares."""
    n = len(one)
    if n != len(other):
        raise ValueError("paired shares need the same seeds on both sides")
    if n == 0:
        return Interval(0.0, -1.0, 1.0)
    both = sum(a and b for a, b in zip(one, other, strict=True))
    only_one = sum(a and not b for a, b in zip(one, other, strict=True))
    only_other = sum(b and not a for a, b in zip(one, other, strict=True))
    neither = n - both - only_one - only_other
    first, second = wilson(both + only_one, n), wilson(both + only_other, n)
    tied = _correlation(both, only_one, only_other, neither)
    difference = first.effect - second.effect
    down, up = first.effect - first.low, second.high - second.effect
    low = difference - sqrt(max(0.0, down * down - 2 * tied * down * up + up * up))
    up, down = first.high - first.effect, second.effect - second.low
    high = difference + sqrt(max(0.0, up * up - 2 * tied * up * down + down * down))
    return Interval(difference, max(-1.0, low), min(1.0, high))


def _correlation(both: int, only_one: int, only_other: int, neither: int) -> float:
    """Return the correlation of the two sides, corrected for small numbers."""
    product = (both + only_one) * (only_other + neither) * (both + only_other) * (only_one + neither)
    if product == 0:
        return 0.0
    crossed = both * neither - only_one * only_other
    n = both + only_one + only_other + neither
    if crossed > 0:
        crossed = max(0, crossed - n // 2)
    return crossed / sqrt(product)


def apart(first: Interval, second: Interval) -> Interval:
    """Return the difference of two effects with an interval recovered from theirs (square and add)."""
    difference = first.effect - second.effect
    low = difference - sqrt((first.effect - first.low) ** 2 + (second.high - second.effect) ** 2)
    high = difference + sqrt((first.high - first.effect) ** 2 + (second.effect - second.low) ** 2)
    return Interval(difference, low, high)
