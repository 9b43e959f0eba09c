"""What the benchmarks share: figures with what they must reach, printed as a table, and ratios of runs made in turn.

Times drift on a shared machine; ratios of runs made in turn do not. Every figure that can be a ratio is one.
"""

from __future__ import annotations

import functools
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # whoever installs a program has its modules compiled
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
PYTHON = sys.executable
EXERCISE = [PYTHON, "-m", "exercise"]


ROUNDS = 6_500_000
"""Rounds of the fixed loop: half a second on the machine for which absolute figures are meant, where boardgame.io plays 65 games a second."""
HALF_A_SECOND = 0.5
ABSOLUTE = ("ms", "us", "games/s")
"""Units that depend on how fast the machine is just now."""


class Figure(NamedTuple):
    """One measured figure. `must` and `goal` are the most it may be; where `least` is true, the least."""

    name: str
    value: float
    unit: str
    must: float | None = None
    goal: float | None = None
    least: bool = False
    note: str = ""

    def scaled(self, slower: float) -> float:
        """Return what the figure would be on the machine it is meant for, this one being so many times slower."""
        if self.unit not in ABSOLUTE:
            return self.value
        return self.value * slower if self.least else self.value / slower

    def verdict(self, slower: float) -> str:
        """Return goal, must, missed, or nothing when there is nothing to reach."""
        if self.must is None or self.goal is None:
            return ""
        sign = -1 if self.least else 1
        value = self.scaled(slower)
        if sign * value <= sign * self.goal:
            return "goal"
        return "must" if sign * value <= sign * self.must else "MISSED"


def slowness() -> float:
    """Return how many times slower this machine runs plain Python just now than the one for which absolute figures are meant.

    Processor time of a fixed loop: what others do on the machine meanwhile neither helps nor harms a figure.
    """
    began = time.process_time()
    total, row, seen = 0, [0] * 64, {}
    for number in range(ROUNDS):
        total = (total * 31 + number) % 65_521
        row[total & 63] += 1
        seen[total & 255] = number
    return (time.process_time() - began) / HALF_A_SECOND


def measured(part: Callable[..., list[Figure]]) -> Callable[..., list[Figure]]:
    """Return a part that is calibrated before and after, and whose figures are printed: as measured, and scaled."""

    @functools.wraps(part)
    def run(*given: Any) -> list[Figure]:
        before = slowness()
        figures = part(*given)
        report(figures, before, slowness())
        return figures

    return run


def report(figures: list[Figure], before: float, after: float) -> None:
    """Print figures as a table; verdicts on absolute figures are for the machine they are meant for.

    Args:
        figures: What was measured.
        before: What `slowness` gave before measuring.
        after: What it gave afterwards.
    """
    slower = (before + after) / 2
    print(f"# the fixed loop: {before * HALF_A_SECOND:.2f} s before, {after * HALF_A_SECOND:.2f} s after, where {HALF_A_SECOND} is meant")
    if max(before, after) > 1.2 * min(before, after):
        print("# the machine changed its speed meanwhile: measure again")
    wide = max(len(figure.name) for figure in figures)
    print(f"{'':<{wide}}  {'measured':>9} {'scaled':>9}")
    for figure in figures:
        bounds = f"must {figure.must:g}, goal {figure.goal:g}" if figure.must is not None and figure.goal is not None else ""
        scaled = f"{figure.scaled(slower):.2f}" if figure.unit in ABSOLUTE else ""
        line = f"{figure.name:<{wide}}  {figure.value:>9.2f} {scaled:>9} {figure.unit:<14} {bounds:<22} {figure.verdict(slower):<6} {figure.note}"
        print(line.rstrip(), flush=True)


def median_p95(values: list[float]) -> tuple[float, float]:
    """Return the median and the value that 95 of 100 do not pass."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return how much processor time one call takes, whatever else the machine does meanwhile."""
    began = time.process_time()
    work()
    return time.process_time() - began


def process_seconds(command: list[str]) -> float:
    """Return how long a whole process takes, its output thrown away."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return seconds(lambda: subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False))


def process_cpu(command: list[str]) -> float:
    """Return how much processor time a whole process takes, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process_seconds(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turn(*works: Callable[[], float], runs: int) -> list[list[float]]:
    """Return what each work gives over several runs made in turn, the first round left out."""
    found: list[list[float]] = [[] for _ in works]
    for run in range(runs + 1):
        for place, work in enumerate(works):
            value = work()
            if run:
                found[place].append(value)
    return found


def ratio(these: list[float], those: list[float]) -> float:
    """Return the median of ratios taken pair by pair."""
    return statistics.median(a / b for a, b in zip(these, those, strict=True))
