"""What the benchmarks share: figures with what they must reach, printed as a table, and ratios of runs made in turn.

Times drift on a shared machine; ratios of runs made in turn do not. Every figure that can be a ratio is one.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
PYTHON = sys.executable
EXERCISE = [PYTHON, "-m", "exercise"]


class Figure(NamedTuple):
    """One measured figure. `must` and `goal` are the most it may be; where `least` is true, the least."""

    name: str
    value: float
    unit: str
    must: float | None = None
    goal: float | None = None
    least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return goal, must, missed, or nothing when there is nothing to reach."""
        if self.must is None or self.goal is None:
            return ""
        sign = -1 if self.least else 1
        if sign * self.value <= sign * self.goal:
            return "goal"
        return "must" if sign * self.value <= sign * self.must else "MISSED"


def report(figures: list[Figure]) -> None:
    """Print figures as a table."""
    wide = max(len(figure.name) for figure in figures)
    for name, value, unit, must, goal, _least, note in figures:
        bounds = f"must {must:g}, goal {goal:g}" if must is not None and goal is not None else ""
        verdict = Figure(name, value, unit, must, goal, _least).verdict
        print(f"{name:<{wide}}  {value:>9.2f} {unit:<9} {bounds:<26} {verdict:<7} {note}".rstrip(), flush=True)


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
