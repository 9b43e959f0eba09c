"""New saves made of others: the good part of a damaged one, a copy made for sharing, and one's own of a save that ships.

What a save is made from is only read; the new one is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from exercise.errors import ExerciseError
from exercise.model.play import Entry
from exercise.store.codec import entry_data
from exercise.store.disk import DISK, Disk
from exercise.store.files import put_new, reason, shown
from exercise.store.header import Header, header_data
from exercise.store.journal import good_part
from exercise.store.lines import line_of
from exercise.store.places import ENDING, EXAMPLE, free_path, ships


class Repaired(NamedTuple):
    """What was written of a damaged save."""

    entries: int
    """Entries of the new save."""
    good: int
    """Entries that are good in the damaged one."""
    damage: str
    """Where the damage is, for a person."""


def repair(path: Path, target: Path, until: int | None = None, disk: Disk = DISK) -> Repaired:
    """Return what was written to a new save of the entries before the damage.

    Args:
        path: The damaged save; it is never changed.
        target: The new save.
        until: The last entry to keep, from 0 (the header alone); by default all that are good.
        disk: Where files are.

    Raises:
        ExerciseError: If nothing is damaged, nothing is good, there are fewer good entries, or the new save cannot be written.
    """
    lines, damage = good_part(path, disk)
    good = len(lines) - 1
    kept = good if until is None else until
    if not 0 <= kept <= good:
        raise ExerciseError(f"{shown(path)}: its first {good} entries are good; choose a number from 0 to {good}, not {kept}.")
    _write(target, lines[: kept + 1], disk)
    return Repaired(kept, good, damage)


def _write(path: Path, lines: Iterable[bytes], disk: Disk = DISK) -> None:
    """Write a new save of lines as they are, without their ends; whole or not at all.

    Raises:
        ExerciseError: If there is a file of that name already, or it cannot be written; nothing is left then.
    """
    taken = f"{shown(path)}: there is a file of this name already; choose another."
    if path.exists() or path.is_symlink():
        raise ExerciseError(taken)
    try:
        put_new(path, b"".join(line.removesuffix(b"\n") + b"\n" for line in lines), disk, folder=True)
    except FileExistsError:
        raise ExerciseError(taken) from None
    except OSError as error:
        raise ExerciseError(f"{shown(path)}: the save cannot be written ({reason(error)}).") from None


def write_copy(path: Path, header: Header, entries: Iterable[Entry], disk: Disk = DISK) -> str:
    """Return the fingerprint of the save written; the file has its name only once all of it is on disk.

    Raises:
        ExerciseError: If there is a file of that name already, or it cannot be written; nothing is left then.
    """
    line, fingerprint = line_of(header_data(header), "")
    lines = [line]
    for entry in entries:
        line, fingerprint = line_of(entry_data(entry), fingerprint)
        lines.append(line)
    _write(path, lines, disk)
    return fingerprint


def own_copy(save: Path, saves: Path, disk: Disk = DISK) -> Path:
    """Return a copy, among a person's own saves, of a save that ships with the program; one that was never played on is taken again.

    Raises:
        ExerciseError: If the save cannot be read or the copy cannot be written.
    """
    base = save.stem.removeprefix(EXAMPLE)
    lines, _ = good_part(save, disk, damaged=False)
    size = sum(len(line) + 1 for line in lines)
    for earlier in saves.glob(f"{base}-*{ENDING}"):
        if earlier.stat().st_size == size and earlier.read_bytes() == save.read_bytes():
            return earlier
    target = free_path(base, saves)
    _write(target, lines, disk)
    return target


def playable(save: Path, saves: Path, disk: Disk = DISK) -> tuple[Path, str]:
    """Return the save to play on where a person asks for this one, and what to tell them: one that ships is copied first.

    Raises:
        ExerciseError: If the copy cannot be made.
    """
    if not ships(save):
        return save, ""
    copy = own_copy(save, saves, disk)
    return copy, f"{save.stem} ships with the program and stays as it is; you play on in a copy of your own, {copy.stem}."
