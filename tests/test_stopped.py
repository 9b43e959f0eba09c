"""A save that takes no further entry stops the desk, and what was played goes on where it stopped."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exercise.desk.console.console import Console
from exercise.desk.desk import Desk, spare_name
from exercise.desk.keyboard import TABLE, Keyboard, laid
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR, Refusal
from exercise.session import Session
from exercise.store.codec import event_data
from exercise.store.disk import Disk


class Failing:
    """Makes every so-many-th write or sync of the disk fail, and the one after it too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, every: int) -> None:
        self.calls = self.failed = 0
        real = getattr(Disk, call)

        def failing(disk: Disk, *given: Any) -> Any:
            self.calls += 1
            if every and self.calls % every in (0, 1) and self.calls > every - 1:
                self.failed += 1
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(disk, *given)

        monkeypatch.setattr(Disk, call, failing)


def a_player(folder: Path) -> Iterator[Desk | Keyboard]:
    desk = Desk.start("practice", "", "nato", seed="7", name="played", saves=folder)
    desk.session.when_stopped = lambda: None
    yield desk
    while desk.stage() != "over":
        if desk.stage() == "decide" and not desk.orders.plan():
            draft = desk.orders.first_draft()
            assert draft is not None
            desk.orders.place(draft)
            yield desk
        desk.read_on()
        yield desk
        desk.table.advance()
        yield desk


def a_keyboard(folder: Path) -> Iterator[Desk | Keyboard]:
    path, session = laid("practice", "three", {"nato": "person", "russia": "person"}, seed="7", name="played", saves=folder)
    session.when_stopped = lambda: None
    keyboard = Keyboard(session, path)
    yield keyboard
    while session.state.phase != "over":
        desk = keyboard.sit(keyboard.next())
        yield keyboard
        for _ in range(9):
            if desk.stage() in ("done", "over"):
                break
            desk.read_on() if desk.stage() in ("read-out", "briefing") else desk.commit()
            yield keyboard
        keyboard.advance()
        yield keyboard


def a_console(folder: Path) -> Iterator[Desk | Keyboard]:
    path, session = laid("practice", "three", {"nato": "person"}, facilitated=True, seed="7", name="played", saves=folder)
    session.when_stopped = lambda: None
    keyboard = Keyboard(session, path)
    yield keyboard
    while session.state.phase != "over":
        desk = keyboard.sit(FACILITATOR)
        yield keyboard
        Console(desk).own("close-phase")
        yield keyboard
        desk.table.advance()
        yield keyboard


DESKS = {"player": a_player, "keyboard": a_keyboard, "console": a_console}


def told(session: Session) -> list[tuple[Any, ...]]:
    return [(str(entry.by), entry.seat, entry.move, [event_data(event) for event in entry.events]) for entry in session.entries]


def same(session: Session, whole: Session) -> bool:
    """Return whether two sessions were played alike; those who read together may say in another order that they have."""
    return sorted(map(json.dumps, told(session))) == sorted(map(json.dumps, told(whole))) and session.state.tracks == whole.state.tracks


def played(folder: Path, way: str) -> Session:
    table = None
    for table in DESKS[way](folder):
        while table.session.stopped is not None:
            with contextlib.suppress(ExerciseError):
                table.resume()
    assert table is not None
    return table.session


@pytest.mark.parametrize("call", ["write", "sync"])
@pytest.mark.parametrize("way", DESKS)
def test_a_disk_that_fails_now_and_then_changes_nothing_of_what_is_played(way: str, call: str, tmp_path, monkeypatch):
    whole = played(tmp_path / "whole", way)

    disk = Failing(monkeypatch, call, 11)
    session = played(tmp_path / "failing", way)
    monkeypatch.undo()

    assert disk.failed > 3
    assert same(session, whole)
    session.close()
    with Session.open(tmp_path / "failing" / "played.jsonl") as saved:
        assert same(saved, whole)


def gone(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.write_text("another")


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"{}\n")


@pytest.mark.parametrize("fault", [gone, replaced, appended])
@pytest.mark.parametrize("way", DESKS)
def test_a_save_touched_from_outside_goes_on_elsewhere_with_all_that_was_played(way: str, fault: Callable[[Path], None], tmp_path):
    whole = played(tmp_path / "whole", way)
    path = tmp_path / "touched" / "played.jsonl"
    elsewhere: list[Path] = []

    for n, table in enumerate(DESKS[way](path.parent)):
        if n == 4:
            fault(path)
        session = table.session
        while session.stopped is not None:
            assert session.stopped.is_on_disk == (fault is appended)
            refused = session.submit(f"{FACILITATOR}: note text=x", FACILITATOR)
            assert isinstance(refused, Refusal)
            assert refused.code == "save.stopped"
            with pytest.raises(ExerciseError):
                table.resume()
            table.resume(spare_name(path, path.parent), path.parent)
            assert table.path is not None
            elsewhere.append(table.path)

    [new] = elsewhere
    session.close()
    with Session.open(new) as saved:
        assert same(saved, whole)
        assert saved.verify().agrees


def test_the_read_out_that_all_read_together_is_shown_again_after_a_stop(tmp_path):
    path, session = laid("practice", "three", {"nato": "person", "russia": "person"}, seed="7", name="played", saves=tmp_path)
    session.when_stopped = lambda: None
    keyboard = Keyboard(session, path)
    while session.state.phase != "read-out":
        desk = keyboard.sit(keyboard.next())
        desk.read_on() if desk.stage() in ("read-out", "briefing") else desk.commit()
    path.unlink()

    keyboard.together.read_on()

    assert session.stopped is not None
    keyboard.resume("elsewhere", tmp_path)
    assert keyboard.next() == TABLE
    assert keyboard.together.stage() == "read-out"
    keyboard.together.read_on()
    assert session.state.turn == 2


def test_without_anybody_to_ask_the_fault_is_raised(tmp_path):
    desk = Desk.start("practice", "", "nato", seed="7", name="played", saves=tmp_path)
    (tmp_path / "played.jsonl").unlink()

    with pytest.raises(ExerciseError, match="the save is gone"):
        desk.read_on()
