"""Archiving a save: it moves with the files beside it into a folder of its own, from which it can be restored.

`put_away` is all there is; nothing is ever deleted.
"""

from __future__ import annotations

from pathlib import Path

from exercise.errors import ExerciseError
from exercise.store.disk import DISK, Disk
from exercise.store.files import reason, shown

FOLDER = "put-away"
"""The folder beside the saves in which those put away lie."""


def put_away(save: Path, disk: Disk = DISK) -> Path:
    """Return where a save lies now, with the notes and the clock beside it.

    Raises:
        ExerciseError: If it is open elsewhere, one of its name was put away already, or it cannot be moved.
    """
    file = shown(save)
    folder = save.parent / FOLDER
    target = folder / save.name
    if target.exists():
        raise ExerciseError(f"{file}: {FOLDER}/{save.name} is there already; rename or remove that one first.")
    try:
        handle = disk.open(save, write=True)
    except OSError as error:
        raise ExerciseError(f"{file}: it cannot be put away ({reason(error)}).") from None
    try:
        disk.lock(handle)
    except OSError:
        raise ExerciseError(f"{file} is open in another exercise; close it there first.") from None
    finally:
        disk.close(handle)
    plain = save.name.removesuffix(".jsonl")
    beside = [path for path in save.parent.iterdir() if path.name.startswith(f"{plain}.") and path.suffix == ".json" and path.is_file()]
    try:
        disk.make_folder(folder)
        # The save itself last: a fault before it leaves it where it was.
        for path in (*beside, save):
            disk.link(path, folder / path.name)
        for path in (save, *beside):
            disk.unlink(path)
    except OSError as error:
        raise ExerciseError(f"{file}: it cannot be put away ({reason(error)}).") from None
    return target
