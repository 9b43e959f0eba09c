"""Small files of JSON that stand beside a save, such as notes and the clock: read whole, and replaced whole or not at all.

`read_beside` gives what a file holds, `write_beside` replaces it. Whether the content means anything is for the caller to say.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.disk import DISK, Disk

LARGEST = 4_000_000
"""Bytes such a file may have."""


def read_beside(path: Path, what: str) -> Any:
    """Return what a file holds as JSON; None where there is no file.

    Args:
        path: The file.
        what: What it is, for a message: `the notes`.

    Raises:
        ExerciseError: If there is a file and it cannot be read.
        ValueError: If it holds no JSON.
    """
    shown = clean(str(path), limit=300)
    try:
        handle = DISK.open(path, write=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExerciseError(f"{shown}: {what} cannot be read ({(error.strerror or str(error)).lower()}).") from None
    try:
        content = bytearray()
        while len(content) <= LARGEST and (piece := DISK.read(handle, 1 << 16)):
            content += piece
    except OSError as error:
        raise ExerciseError(f"{shown}: {what} cannot be read ({(error.strerror or str(error)).lower()}).") from None
    finally:
        DISK.close(handle)
    if len(content) > LARGEST:
        raise ExerciseError(f"{shown}: too large for {what.removeprefix('the ')}; nothing is written to it.")
    return json.loads(content.decode("utf-8"))


def write_beside(path: Path, data: dict[str, Any], what: str, disk: Disk = DISK) -> None:
    """Write a file; the old one stands until all of the new one is on disk.

    Raises:
        ExerciseError: If it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        disk.make_folder(path.parent)
        handle = disk.create(draft)
        try:
            rest = memoryview((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
            while rest:
                rest = rest[disk.write(handle, bytes(rest)) :]
            disk.sync(handle)
        finally:
            disk.close(handle)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            disk.unlink(draft)
        shown = clean(str(path), limit=300)
        raise ExerciseError(f"{shown}: {what} cannot be written ({(error.strerror or str(error)).lower()}).") from None
