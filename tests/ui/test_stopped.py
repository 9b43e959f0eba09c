"""A save that takes no further entry asks at the table how to go on: at a player's desk, a shared keyboard and the console."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from exercise.desk.keyboard import laid
from exercise.session import Session
from exercise.store.disk import Disk
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.test_flows import on, shown, told, until

BEGINS = {
    "player": ("Briefing",),
    "keyboard": ("Curtain", "o", "Briefing", "enter", "Decision"),
    "console": ("Curtain", "o", "ConsoleScreen"),
}
"""The screens and keys that lead to where something is to be saved."""
KEYS = {"player": ("enter",), "keyboard": ("c", "enter"), "console": ("c", "enter")}
"""The keys that save it."""


def a_table(folder: Path, way: str) -> ExerciseApp:
    if way == "player":
        return ExerciseApp(Start(scenario="practice", seat="nato", seed="1", name="played"), Folders(None, folder))
    holders = {"nato": "person"} if way == "console" else {"nato": "person", "russia": "person"}
    _, session = laid("practice", "three", holders, facilitated=way == "console", seed="7", name="played", saves=folder)
    session.close()
    return ExerciseApp(Start(save=str(folder / "played.jsonl")), Folders(None, folder))


async def at_the_table(pilot: Pilot[int], way: str) -> None:
    for number, step in enumerate(BEGINS[way]):
        if number % 2:
            await pilot.press(step)
        else:
            await until(pilot, on(pilot, step))


def full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Disk, "write", failing)


def unsynced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Disk, "sync", failing)


def gone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()


def replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.rename(path.with_suffix(".old"))
    path.write_text("another")


def appended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with path.open("ab") as file:
        file.write(b"{}\n")


async def pressed_on(pilot: Pilot[int], way: str) -> None:
    for key in KEYS[way]:
        before = pilot.app.screen
        await pilot.press(key)
        if key != KEYS[way][-1]:
            await until(pilot, lambda before=before: pilot.app.screen is not before)
    await until(pilot, on(pilot, "StoppedDrawer"))


@pytest.mark.parametrize("fault", [full, unsynced, gone, replaced, appended])
@pytest.mark.parametrize("way", KEYS)
async def test_a_stopped_save_asks_and_goes_on_elsewhere(way: str, fault: Callable, tmp_path, monkeypatch):
    path = tmp_path / "played.jsonl"
    async with a_table(tmp_path, way).run_test(size=(80, 24), notifications=True) as pilot:
        await at_the_table(pilot, way)
        app = pilot.app
        assert isinstance(app, ExerciseApp)
        session = (app.keyboard or app.desk).session
        fault(path, monkeypatch)
        await pressed_on(pilot, way)
        entries = len(session.entries)

        assert f"Stopped at entry {entries}" in shown(pilot)
        assert ("are on disk" in shown(pilot)) == (fault not in (gone, replaced))
        await pilot.press("escape", "r")
        await until(pilot, on(pilot, "StoppedDrawer"))
        assert len(session.entries) == entries
        monkeypatch.undo()
        await pilot.press("s")
        await until(pilot, on(pilot, "Remark"))
        await pilot.press("enter")
        await until(pilot, lambda: session.stopped is None)
        await until(pilot, lambda: "goes on in" in told(pilot))

        assert len(session.entries) > entries
    with Session.open(tmp_path / "played-1.jsonl") as saved:
        assert len(saved.entries) > entries
        assert saved.verify().agrees


@pytest.mark.parametrize("fault", [full, gone])
async def test_who_leaves_a_stopped_session_is_told_what_is_saved(fault: Callable, tmp_path, monkeypatch):
    async with a_table(tmp_path, "player").run_test(size=(80, 24), notifications=True) as pilot:
        await at_the_table(pilot, "player")
        fault(tmp_path / "played.jsonl", monkeypatch)
        await pressed_on(pilot, "player")
        await pilot.press("l")
        await until(pilot, on(pilot, "Home"))

        await until(pilot, lambda: bool(told(pilot)))
        assert ("Saved as played" in told(pilot)) == (fault is full)
        assert ("not saved" in told(pilot)) == (fault is gone)


async def test_a_disk_with_room_again_goes_on_in_the_same_save(tmp_path, monkeypatch):
    async with a_table(tmp_path, "player").run_test(size=(80, 24)) as pilot:
        await at_the_table(pilot, "player")
        full(tmp_path / "played.jsonl", monkeypatch)
        await pressed_on(pilot, "player")
        monkeypatch.undo()

        await pilot.press("r")

        await until(pilot, on(pilot, "Decision"))
    with Session.open(tmp_path / "played.jsonl") as saved:
        assert saved.state.phase == "decide"
