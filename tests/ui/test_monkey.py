"""Random keys, clicks, double clicks, resizes and pastes on every screen end without an exception.

`EXERCISE_MONKEY=3600 pytest tests/ui/test_monkey.py` plays for an hour, from seeds that follow on `EXERCISE_MONKEY_SEED`.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from exercise.desk.keyboard import laid
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.monkey import Monkey, saves_of
from tests.ui.test_flows import on, until

SECONDS = float(os.environ.get("EXERCISE_MONKEY", "0"))
SEED = int(os.environ.get("EXERCISE_MONKEY_SEED", "1"))
A_LIFE = 4.0
"""Seconds of one start, in the tests."""


def at_home(folder: Path) -> Start:
    saves_of(folder, "example-american")
    return Start()


def at_a_desk(folder: Path) -> Start:
    return Start(scenario="practice", seat="nato", seed="1")


def at_a_large_desk(folder: Path) -> Start:
    return Start(scenario="harmony", seat="nato", seed="1")


def at_a_keyboard(folder: Path) -> Start:
    path, session = laid("practice", "three", {"nato": "person", "russia": "person"}, seed="7", saves=folder)
    session.close()
    return Start(save=str(path))


def at_a_console(folder: Path) -> Start:
    path, session = laid("practice", "three", {"nato": "person", "russia": "person"}, facilitated=True, seed="7", saves=folder)
    session.close()
    return Start(save=str(path))


def in_a_replay(folder: Path) -> Start:
    return Start(replay=saves_of(folder, "example-american"))


def before_a_projector(folder: Path) -> Start:
    return Start(projector=saves_of(folder, "example-five"))


def in_a_lobby(folder: Path) -> Start:
    return Start(scenario="harmony", plan="five")


STARTS = (at_home, at_a_desk, at_a_large_desk, at_a_keyboard, at_a_console, in_a_replay, before_a_projector, in_a_lobby)


async def a_life(start: Start, folder: Path, seed: int, seconds: float) -> Monkey:
    app = ExerciseApp(start, Folders(None, folder))
    monkey = None
    try:
        async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
            monkey = Monkey(pilot, seed)
            await monkey.play(seconds)
    except Exception as fault:
        raise AssertionError(f"seed {seed}, {monkey.told() if monkey else ''}") from fault
    return monkey


@pytest.mark.parametrize("begin", STARTS, ids=lambda begin: begin.__name__)
async def test_a_monkey_breaks_nothing(begin, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stop = time.monotonic() + SECONDS / len(STARTS)
    seed = SEED
    while True:
        folder = tmp_path / f"{seed}"
        monkey = await a_life(begin(folder), folder, seed, max(A_LIFE, min(60.0, SECONDS / 8)))
        seed += 1
        if time.monotonic() > stop:
            break

    assert monkey.seen


async def test_two_clicks_in_one_burst_beside_a_drawer_close_the_drawer_alone(tmp_path):
    async with ExerciseApp(at_a_desk(tmp_path), Folders(None, tmp_path)).run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("slash")
        await until(pilot, on(pilot, "Picker"))
        monkey = Monkey(pilot, 1)
        monkey._at = lambda: (0, 0)
        monkey.random.choice = lambda options: 2 if 2 in options else 1

        monkey._clicks()

        await until(pilot, on(pilot, "Decision"))
        await pilot.pause(0.3)
        assert on(pilot, "Decision")()


async def test_a_double_click_on_a_notice_takes_it_away_and_nothing_else(tmp_path):
    async with ExerciseApp(Start(), Folders(None, tmp_path)).run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, on(pilot, "Home"))
        app = pilot.app
        assert isinstance(app, ExerciseApp)
        app.tell("A notice of some length that can be clicked.")
        await until(pilot, lambda: any(toast.region for toast in app.screen.query("Toast")))
        region = app.screen.query("Toast").first().region
        monkey = Monkey(pilot, 1)
        monkey._at = lambda: (region.x + 4, region.y + 1)
        monkey.random.choice = lambda options: 2 if 2 in options else 1

        monkey._clicks()

        await until(pilot, lambda: not app.screen.query("Toast"))
        assert not app.screen.selections
