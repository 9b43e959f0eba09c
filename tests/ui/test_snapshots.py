"""Ten screens as text, compared line by line with those on record, so that a change of layout is seen before it is shipped.

They are of a scenario of their own (snapshots/table.json), so that no change of what ships moves them. After a change that is meant:
`python -m pytest tests/ui/test_snapshots.py --update-golden`, and read the difference before committing it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.console import ColorSystem

from exercise.model.scenario import Scenario
from exercise.session import Session
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.test_flows import on, shown, until

HERE = Path(__file__).parent / "snapshots"
SMALL, LARGE = (80, 24), (120, 40)


class Shot(NamedTuple):
    """A screen to take: how large, and the keys that lead there, each with the screen it must bring to the front."""

    size: tuple[int, int]
    way: Sequence[tuple[str, str]]
    start: str = "table"


TO_DECISION = (("", "Briefing"), ("enter", "Decision"))
SEALED = (*TO_DECISION, ("/ t r a i enter", "Decision"), ("down right down right enter", "Decision"))
TO_READ_OUT = (*SEALED, ("c", "Ask"), ("enter", "ReadOut"))
SHOTS = {
    "home": Shot(SMALL, (("", "Home"),), "home"),
    "briefing": Shot(LARGE, (("", "Briefing"),)),
    "decision-small": Shot(SMALL, TO_DECISION),
    "decision": Shot(LARGE, SEALED),
    "advice": Shot(SMALL, (*TO_DECISION, ("a", "AdviceDrawer"))),
    "why": Shot(SMALL, (*TO_DECISION, ("w", "Why"))),
    "read-out-small": Shot(SMALL, TO_READ_OUT),
    "read-out": Shot(LARGE, (*TO_READ_OUT, ("a", "ReadOut"))),
    "result": Shot(LARGE, (("", "ResultScreen"),), "over"),
    "replay": Shot(LARGE, (("", "ReplayScreen"), ("right right right", "ReplayScreen")), "replay"),
}


def a_save(folder: Path, over: bool) -> Path:
    """Return a save of the table that snapshots are taken of, played to the end if asked."""
    path = folder / "table.jsonl"
    scenario = Scenario.model_validate(json.loads((HERE / "table.json").read_text("utf-8")))
    with Session.create(scenario, path=path, plan="four", holders={"nato": "person"}, seed=3) as session:
        while over and session.state.phase != "over":
            if session.state.phase == "decide":
                session.submit("nato: training kazakhstan front=germany", "nato")
            session.submit("facilitator: close-phase", "facilitator")
    return path


def an_app(shot: Shot, folder: Path) -> ExerciseApp:
    """Return the app that a shot begins in, at full colour whatever the terminal of the tests is."""
    start = Start()
    if shot.start != "home":
        save = str(a_save(folder, over=shot.start in ("over", "replay")))
        start = Start(replay=save) if shot.start == "replay" else Start(save=save)
    app = ExerciseApp(start, Folders(folder, folder))
    app.console._color_system = ColorSystem.TRUECOLOR
    return app


@pytest.mark.parametrize("name", SHOTS)
async def test_a_screen_looks_as_on_record(name: str, tmp_path: Path, pytestconfig: pytest.Config):
    shot = SHOTS[name]
    async with an_app(shot, tmp_path).run_test(size=shot.size) as pilot:
        for keys, screen in shot.way:
            for key in keys.split():
                await pilot.press({"/": "slash"}.get(key, key))
            await until(pilot, on(pilot, screen), screen)
        seen = ""
        # Settled: the same picture twice, a moment apart.
        for _ in range(40):
            before, seen = seen, shown(pilot)
            if seen == before and seen.strip() and "Looking …" not in seen and "│ … " not in seen:
                break
            await pilot.pause(0.15)
    # The version and the day of a save are not part of the look.
    seen = re.sub(r"v\d+\.\d+\.\d+", "v0.0.0", seen)
    lines = [re.sub(r"\d{4}-\d\d-\d\d", "2000-01-01", line).rstrip() for line in seen.splitlines()]
    path = HERE / f"{name}.txt"

    if pytestconfig.getoption("--update-golden"):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    assert path.exists(), f"no picture of {name} on record; make it with --update-golden"
    assert lines == path.read_text("utf-8").splitlines()
