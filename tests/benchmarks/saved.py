"""The save that several benchmarks open: `harmony` with a person as Kazakhstan, four turns in."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from figures import EXERCISE, ROOT

SEAT = "kazakhstan"


def exercise(folder: Path, *words: str) -> str:
    """Return what a command of `exercise` prints, run with this folder of saves."""
    done = subprocess.run(
        [*EXERCISE, "--saves", str(folder), *words], env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"exercise {' '.join(words)}: {done.stderr}")
    return done.stdout


def harmony_save(folder: Path, turns: int = 4) -> Path:
    """Return a save of `harmony` that waits for Kazakhstan's decision after so many turns."""
    exercise(folder, "run", "harmony", "--person", SEAT, "--seed", "1", "--save", "bench")
    stands: tuple[int, str] = (1, "situation")
    while stands != (turns + 1, "decide"):
        told = json.loads(exercise(folder, "do", "bench", "--seat", SEAT, f"{SEAT}: commit", "--json"))
        stands = (told["turn"], told["phase"])
    return folder / "bench.jsonl"
