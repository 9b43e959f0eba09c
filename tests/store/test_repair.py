"""What is good of a damaged save becomes a save of its own; the damaged file is never touched."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from exercise.errors import ExerciseError
from exercise.store.copies import repair
from exercise.store.disk import Disk
from exercise.store.journal import open_journal, read_journal
from tests.store.sample import HEADER, a_save, entries, entry

COUNT = 6


@pytest.fixture
def save(tmp_path: Path) -> Path:
    return a_save(tmp_path / "friday.jsonl", COUNT)


def flipped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], lines[4].replace(b"e", b"f", 1), *lines[5:]]


def deleted(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], *lines[5:]]


def swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


def repeated(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], lines[3], *lines[4:]]


def torn(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], lines[4][:20]]


@pytest.mark.parametrize("damage", [flipped, deleted, swapped, repeated, torn])
def test_the_entries_before_the_damage_become_a_save_that_is_played_on(save: Path, damage: Callable[[list[bytes]], list[bytes]]) -> None:
    lines = save.read_bytes().split(b"\n")
    save.write_bytes(b"\n".join(damage(lines)))
    before = save.read_bytes()
    target = save.with_name("mended.jsonl")

    done = repair(save, target)

    assert (done.entries, done.good) == (3, 3)
    assert "friday.jsonl:5" in done.damage
    assert save.read_bytes() == before
    assert target.read_bytes() == b"\n".join(lines[:4]) + b"\n"
    opened = open_journal(target)
    assert opened.journal is not None and opened.notice == "" and opened.header == HEADER
    with opened.journal as journal:
        for n in range(4, 14):
            journal.append(entry(n))
    assert read_journal(target).entries == entries(13)
    assert {path.name for path in save.parent.iterdir()} == {"friday.jsonl", "mended.jsonl"}


@pytest.mark.parametrize("until", [0, 1, 3])
def test_fewer_entries_are_kept_where_that_is_asked_for(save: Path, until: int) -> None:
    lines = save.read_bytes().split(b"\n")
    save.write_bytes(b"\n".join(flipped(lines)))

    done = repair(save, save.with_name("mended.jsonl"), until)

    assert done.entries == until
    assert read_journal(save.with_name("mended.jsonl")).entries == entries(until)


@pytest.mark.parametrize("until", [-1, 4, 6])
def test_nothing_behind_the_damage_is_taken_over(save: Path, until: int) -> None:
    save.write_bytes(b"\n".join(flipped(save.read_bytes().split(b"\n"))))

    with pytest.raises(ExerciseError, match="its first 3 entries are good"):
        repair(save, save.with_name("mended.jsonl"), until)

    assert not save.with_name("mended.jsonl").exists()


def test_a_save_that_is_whole_is_not_repaired(save: Path) -> None:
    with pytest.raises(ExerciseError, match="nothing of it is damaged; all 6 entries are good"):
        repair(save, save.with_name("mended.jsonl"))


def test_a_save_without_a_good_header_cannot_be_repaired(save: Path) -> None:
    save.write_bytes(save.read_bytes().replace(b'"seed"', b'"sead"', 1))

    with pytest.raises(ExerciseError, match="Nothing of the save can be read"):
        repair(save, save.with_name("mended.jsonl"))


def test_another_save_is_never_written_over(save: Path) -> None:
    save.write_bytes(b"\n".join(flipped(save.read_bytes().split(b"\n"))))
    target = save.with_name("mended.jsonl")
    target.write_text("mine")

    with pytest.raises(ExerciseError, match="a file of this name already"):
        repair(save, target)

    assert target.read_text() == "mine"


class Full(Disk):
    """A disk whose n-th change of anything fails."""

    def __init__(self, fails: int) -> None:
        self.left = fails

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def create(self, path: Path) -> int:
        self._count()
        return super().create(path)

    def write(self, handle: int, data: bytes) -> int:
        self._count()
        return super().write(handle, data[:700])

    def sync(self, handle: int) -> None:
        self._count()
        super().sync(handle)

    def link(self, source: Path, target: Path) -> None:
        self._count()
        super().link(source, target)

    def sync_folder(self, path: Path) -> None:
        self._count()
        super().sync_folder(path)


def test_wherever_the_disk_fails_the_new_save_is_whole_or_not_there(save: Path) -> None:
    save.write_bytes(b"\n".join(flipped(save.read_bytes().split(b"\n"))))
    before, target = save.read_bytes(), save.with_name("mended.jsonl")
    failed = 0

    for number in range(1, 200):
        try:
            repair(save, target, disk=Full(number))
        except ExerciseError as fault:
            failed += 1
            assert "cannot be written" in str(fault)
            assert [path.name for path in save.parent.iterdir()] == ["friday.jsonl"]
        else:
            break

    assert failed >= 4
    assert read_journal(target).entries == entries(3)
    assert save.read_bytes() == before


def test_what_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    """No message names the file under which something is written before it has its name, and none is left."""
    from exercise.store.clock import Clock, write_clock
    from exercise.store.copies import write_copy
    from exercise.store.notes import Notes, write_notes
    from exercise.store.outputs import write_out
    from tests.store.test_journal import Failing

    damaged = a_save(tmp_path / "damaged.jsonl", COUNT)
    damaged.write_bytes(damaged.read_bytes()[:-30])
    works: list[tuple[str, Callable[[Path, Disk], object]]] = [
        ("copy.jsonl", lambda path, disk: write_copy(path, HEADER, entries(2), disk)),
        ("mended.jsonl", lambda path, disk: repair(damaged, path, None, disk)),
        ("report.md", lambda path, disk: write_out(path, "text", disk)),
        ("friday.notes.json", lambda path, disk: write_notes(path.with_name("friday.jsonl"), Notes("about"), "", disk)),
        ("friday.clock.json", lambda path, disk: write_clock(path.with_name("friday.jsonl"), Clock(minutes=3), disk)),
    ]
    for name, work in works:
        for fail in range(1, 40):
            folder = tmp_path / f"{name}-{fail}"
            folder.mkdir()
            disk = Failing(fail)
            try:
                work(folder / name, disk)
            except ExerciseError as error:
                assert not [word for word in (".new-", ".part-", ".tmp") if word in str(error)]
                assert name in str(error) or "damaged.jsonl" in str(error)
                assert list(folder.iterdir()) == []
            if disk.calls < fail:
                break
