"""Writes a copy made for sharing: a save of its own with a chain of its own, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from exercise.errors import ExerciseError
from exercise.model.play import Entry
from exercise.model.text import clean
from exercise.store.disk import DISK, Disk
from exercise.store.journal import Header, Journal


def write_copy(path: Path, header: Header, entries: Iterable[Entry], disk: Disk = DISK) -> str:
    """Return the fingerprint of the save written; the file has its name only once all of it is on disk.

    Raises:
        ExerciseError: If there is a file of that name already, or it cannot be written; nothing is left then.
    """
    shown = clean(str(path), limit=300)
    if path.exists() or path.is_symlink():
        raise ExerciseError(f"{shown}: there is a file of this name already; choose another.")
    draft = path.with_name(f"{path.name}.part-{os.getpid()}")
    with contextlib.suppress(OSError):
        disk.unlink(draft)
    try:
        with Journal.create(draft, header, disk) as journal:
            for entry in entries:
                journal.append(entry)
            fingerprint = journal.fingerprint
        try:
            disk.link(draft, path)
        except FileExistsError:
            raise ExerciseError(f"{shown}: there is a file of this name already; choose another.") from None
        except OSError as error:
            raise ExerciseError(f"{shown}: the copy cannot be written ({error.strerror or error}).") from None
        disk.sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            disk.unlink(draft)
    return fingerprint
