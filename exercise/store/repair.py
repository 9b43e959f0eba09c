"""What a damaged save still holds, written as a new save: `repair` copies its good entries byte for byte, so that the chain holds.

The damaged file is only read. What stands behind the damage is not taken over: nothing says that it belongs there.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.disk import DISK, Disk
from exercise.store.journal import good_part
from exercise.store.outputs import put_new


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
    shown = clean(str(target), limit=300)
    lines, damage = good_part(path, disk)
    good = len(lines) - 1
    kept = good if until is None else until
    if not 0 <= kept <= good:
        raise ExerciseError(
            f"{clean(str(path), limit=300)}: its first {good} entries are good; choose a number from 0 to {good}, not {kept}."
        )
    if target.exists() or target.is_symlink():
        raise ExerciseError(f"{shown}: there is a file of this name already; choose another.")
    try:
        put_new(target, b"".join(line + b"\n" for line in lines[: kept + 1]), disk, folder=True)
    except FileExistsError:
        raise ExerciseError(f"{shown}: there is a file of this name already; choose another.") from None
    except OSError as error:
        raise ExerciseError(f"{shown}: the save cannot be written ({(error.strerror or str(error)).lower()}).") from None
    return Repaired(kept, good, damage)
