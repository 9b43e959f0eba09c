"""Intervals against published examples and plain reasoning."""

from __future__ import annotations

from pytest import approx

from exercise.experiments.statistics import Interval, apart, paired, quantile, shares, wilson


def test_students_t_is_close_enough():
    assert quantile(99) == approx(1.984, abs=0.001)
    assert quantile(9) == approx(2.262, abs=0.001)


def test_wilson_gives_newcombes_published_interval():
    # Newcombe 1998, Statistics in Medicine 17: 81 of 263 by the score method.
    found = wilson(81, 263)

    assert (found.low, found.high) == (approx(0.2553, abs=0.0001), approx(0.3662, abs=0.0001))


def test_paired_shares_give_newcombes_published_interval():
    # Newcombe 1998, Statistics in Medicine 17, method 10 on 36, 12, 2, 0 pairs: 0.0569 to 0.3404.
    one = [True] * 36 + [True] * 12 + [False] * 2
    other = [True] * 36 + [False] * 12 + [True] * 2

    found = shares(one, other)

    assert found.effect == approx(0.2)
    assert (found.low, found.high) == (approx(0.0569, abs=0.002), approx(0.3404, abs=0.002))


def test_equal_sides_leave_an_interval_around_zero():
    assert shares([True] * 100, [True] * 100).high < 0.04
    assert paired([1.0] * 10) == Interval(1.0, 1.0, 1.0)


def test_a_difference_of_differences_is_wider_than_either():
    found = apart(Interval(0.5, 0.4, 0.6), Interval(0.2, 0.1, 0.3))

    assert found.effect == approx(0.3)
    assert found.low == approx(0.3 - 0.02**0.5)
