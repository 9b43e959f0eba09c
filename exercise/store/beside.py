"""Small files of JSON that stand beside a save, such as notes and the clock: read whole, and replaced whole or not at all.

`read_beside` gives what a file holds, `write_beside` replaces it. Whether the content means anything is for the caller to say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from exercise.errors import ExerciseError
from exercise.store.disk import DISK, Disk
from exercise.store.files import UnreadableError, put_over, read_whole, reason, shown
from exercise.store.places import ENDING

LARGEST = 4_000_000
"""Bytes such a file may have."""


def file_beside(save: Path, ending: str) -> Path:
    """Return the file with this ending that belongs to a save."""
    return save.with_name(save.name.removesuffix(ENDING) + ending)


def read_beside(path: Path, kind: str, newest: int, what: str) -> dict[str, Any] | None:
    """Return what a file holds; None where there is no file.

    Args:
        path: The file.
        kind: The kind that it must say it is.
        newest: The newest format that is read.
        what: What it is, for a message: `the notes`.

    Raises:
        ExerciseError: If there is a file and it cannot be read.
        ValueError: If it holds something else.
    """
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExerciseError(f"{shown(path)}: {what} cannot be read ({reason(error)}).") from None
    except UnreadableError as fault:
        raise ExerciseError(f"{shown(path)}: {what} cannot be read ({fault}).") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if type(data) is not dict or data.get("kind") != kind or type(data.get("v")) is not int or data["v"] > newest:
        raise ValueError("another kind of file, or from a newer version")
    return data


def write_beside(path: Path, kind: str, version: int, data: dict[str, Any], what: str, disk: Disk = DISK) -> None:
    """Write a file atomically: the old one stays until the new one is complete on disk.

    Raises:
        ExerciseError: If it cannot be written.
    """
    text = json.dumps({"kind": kind, "v": version, **data}, ensure_ascii=False, indent=1) + "\n"
    try:
        put_over(path, text.encode("utf-8", "replace"), disk)
    except OSError as error:
        raise ExerciseError(f"{shown(path)}: {what} cannot be written ({reason(error)}).") from None
