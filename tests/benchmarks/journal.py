"""The journal: a durable append against one fsync of the same bytes; opening, folding and verifying a save of a whole game."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from figures import Figure, cpu_seconds, in_turn, measured, ratio, seconds
from saved import exercise

from exercise.session import Session
from exercise.store.journal import read_journal


@measured
def main(runs: int = 15) -> list[Figure]:
    """Return the figures, and print them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exercise(folder, "run", "harmony", "--seed", "1", "--save", "whole")
        save = folder / "whole.jsonl"
        lines = save.read_bytes().splitlines(keepends=True)
        opened = read_journal(save)

        ours, bare = _appends(folder, opened, lines)
        os.environ["EXERCISE_CACHE"] = "off"
        new, new_verified = in_turn(lambda: cpu_seconds(lambda: Session.open(save, write=False)), lambda: verified(save), runs=3)
        os.environ["EXERCISE_CACHE"] = str(folder / "cache")
        verified(save)
        reading, verifying = in_turn(lambda: cpu_seconds(lambda: Session.open(save, write=False)), lambda: verified(save), runs=runs)
        size = f"{len(lines) - 1} entries, {save.stat().st_size // 1024} KiB"
        return [
            Figure("durable append of an entry", ratio(ours, bare), "x fsync", 2, 1.2, note=f"{statistics.median(ours) * 1000:.2f} ms"),
            Figure("open and fold a whole save", statistics.median(reading) * 1000, "ms", 15, 5, note=size),
            Figure("verify it by deciding again", statistics.median(verifying) * 1000, "ms", 40, 15),
            Figure("open one whose scenario was never seen", statistics.median(new) * 1000, "ms"),
            Figure("verify one whose scenario was never seen", statistics.median(new_verified) * 1000, "ms"),
        ]  # fmt: skip


def verified(save: Path) -> float:
    """Return processor seconds for verifying a save just opened."""
    with Session.open(save, write=False) as session:
        return cpu_seconds(session.verify)


def _appends(folder: Path, opened, lines: list[bytes]) -> tuple[list[float], list[float]]:
    from exercise.store.journal import Journal

    journal = Journal.create(folder / "copy.jsonl", opened.header)
    bare = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    ours: list[float] = []
    theirs: list[float] = []

    def one_fsync(line: bytes) -> None:
        os.write(bare, line)
        os.fsync(bare)

    for entry, line in zip(opened.entries, lines[1:], strict=True):
        ours.append(seconds(lambda entry=entry: journal.append(entry)))
        theirs.append(seconds(lambda line=line: one_fsync(line)))
    journal.close()
    os.close(bare)
    return ours[5:], theirs[5:]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
