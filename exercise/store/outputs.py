"""Files that people ask for: `write_out` writes one whole or not at all and never over another; `region_map` reads the map that ships."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.disk import DISK, Disk


def write_out(path: Path, text: str, disk: Disk = DISK, *, folder: bool = False) -> None:
    """Write a new file; it has its name only once all of it is on disk.

    Args:
        path: The file.
        text: What it holds.
        disk: Where files are.
        folder: Whether its folder is made where there is none yet.

    Raises:
        ExerciseError: If there is a file of that name, or it cannot be written; an old file stays as it was.
    """
    shown = clean(str(path), limit=300)
    if path.exists() or path.is_symlink():
        raise ExerciseError(f"{shown}: there is a file of this name already; choose another, or remove it first.")
    try:
        put_new(path, text.encode("utf-8", "replace"), disk, folder=folder)
    except FileExistsError:
        raise ExerciseError(f"{shown}: there is a file of this name already; choose another, or remove it first.") from None
    except OSError as error:
        raise ExerciseError(f"{shown}: it cannot be written ({(error.strerror or str(error)).lower()}).") from None


def region_map() -> str:
    """Return the outlines of the region as GeoJSON text; empty where the program came without them."""
    try:
        return Path(__file__).resolve().parent.parent.joinpath("ui", "central-asia.geojson").read_text("utf-8")
    except OSError:
        return ""


def put_new(path: Path, content: bytes, disk: Disk = DISK, *, folder: bool = False) -> None:
    """Write a new file that has its name only once all of it is on disk; where that fails nothing is left.

    Args:
        path: The file.
        content: What it holds.
        disk: Where files are.
        folder: Whether its folder is made where there is none yet.

    Raises:
        FileExistsError: If there is a file of that name.
        OSError: If it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new-{os.getpid()}")
    named = False
    try:
        if folder:
            disk.make_folder(path.parent)
        handle = disk.create(draft)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[disk.write(handle, bytes(rest)) :]
            disk.sync(handle)
        finally:
            disk.close(handle)
        disk.link(draft, path)
        named = True
        disk.sync_folder(path.parent)
    except OSError:
        if named:
            with contextlib.suppress(OSError):
                disk.unlink(path)
        raise
    finally:
        with contextlib.suppress(OSError):
            disk.unlink(draft)
