"""Killed at any moment, a session reopens with everything that was confirmed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exercise.session import Session
from tests.battery.wanderer import folders, scenario
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent
NAME = "practice" if "practice" in folders() else next(iter(folders()))

PLAYER = """
import sys
from pathlib import Path
from tests.battery.wanderer import Wanderer, begun

class Telling(Wanderer):
    def submit(self, move, seat):
        entry = super().submit(move, seat)
        print(entry.n, flush=True)
        return entry

number = 0
while True:
    number += 1
    Telling(begun(sys.argv[1], path=Path(sys.argv[2]) / f"{number}.jsonl", seed=number), number).to_the_end()
    print("next", flush=True)
"""


@pytest.mark.parametrize("attempt", range(20))
def test_what_was_confirmed_survives_a_kill_in_the_middle_of_play(attempt: int, tmp_path: Path):
    scenario(NAME)
    player = subprocess.Popen(
        [sys.executable, "-c", PLAYER, NAME, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert player.stdout is not None
    assert player.stdout.readline() == "1\n"
    time.sleep(random.Random(attempt).uniform(0, 0.25))
    player.send_signal(signal.SIGKILL)
    told = player.stdout.read().split()
    player.wait()

    # The last word may be cut short in the pipe; every whole line before it was on the screen.
    last = len(told) - 1 - told[::-1].index("next") if "next" in told else -1
    number = told.count("next") + 1
    confirmed = len(told) - 1 - last if number > 1 else len(told) + 1
    path = tmp_path / f"{number}.jsonl"
    if not confirmed and not path.exists():
        return
    with Session.open(path) as session:
        assert len(session.entries) >= confirmed
        assert session.verify().agrees
        assert [entry.n for entry in session.entries] == list(range(1, len(session.entries) + 1))


@pytest.mark.parametrize("attempt", range(3))
def test_the_app_killed_in_the_middle_of_play_loses_nothing_it_had_confirmed(attempt: int, tmp_path: Path):
    terminal = Terminal(
        [sys.executable, "-m", "exercise", "--saves", str(tmp_path), "play", NAME, "--seat", seat(), "--save", "killed"],
        env={"PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    try:
        path = tmp_path / "killed.jsonl"
        stop = time.monotonic() + 30
        while not path.exists() and time.monotonic() < stop:
            terminal.read(0.05)
        presses = random.Random(attempt)
        for _ in range(4 + attempt * 3):
            terminal.press(presses.choice(["enter", "down", "right", "c", "enter"]))
            terminal.read(0.15)
        before = path.read_bytes()
        terminal.press("enter")
        terminal.read(presses.uniform(0, 0.1))
    finally:
        terminal.close(signal.SIGKILL)

    assert path.read_bytes().startswith(before)
    with Session.open(path) as session:
        assert session.verify().agrees


def seat() -> str:
    """Return a seat of the scenario's usual plan."""
    plans = sorted(scenario(NAME).plans, key=lambda plan: (plan.people, plan.id))
    return plans[0].seats[0].id
