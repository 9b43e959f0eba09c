"""Whole commands: `--version`, `--help` and `check` against a Python that does nothing."""

from __future__ import annotations

import statistics

from figures import EXERCISE, PYTHON, Figure, in_turn, measured, process_cpu, process_seconds, ratio


@measured
def main(runs: int = 15) -> list[Figure]:
    """Return the figures, and print them."""
    nothing, version, help_, check, work = in_turn(
        lambda: process_seconds([PYTHON, "-c", "pass"]),
        lambda: process_seconds([*EXERCISE, "--version"]),
        lambda: process_seconds([*EXERCISE, "--help"]),
        lambda: process_seconds([*EXERCISE, "check", "harmony"]),
        lambda: process_cpu([*EXERCISE, "check", "harmony"]),
        runs=runs,
    )
    return [
        Figure("exercise --version", ratio(version, nothing), "x python", 3.75, 2.5, note=f"{statistics.median(version) * 1000:.0f} ms"),
        Figure("exercise --help", ratio(help_, nothing), "x python", 3.75, 2.5, note=f"{statistics.median(help_) * 1000:.0f} ms"),
        Figure("exercise check harmony", statistics.median(check) * 1000, "ms", 300, 200, note=f"{ratio(check, nothing):.1f}x python"),
        Figure("exercise check harmony: processor time", statistics.median(work) * 1000, "ms", 300, 200),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
