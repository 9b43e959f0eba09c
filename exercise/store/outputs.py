"""Output files: `write_out` writes one completely or not at all and never overwrites; `region_map` reads the built-in map."""

from __future__ import annotations

from pathlib import Path

from exercise.errors import ExerciseError
from exercise.store.disk import DISK, Disk
from exercise.store.files import put_new, reason, shown


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
    taken = f"{shown(path)}: there is a file of this name already; choose another, or remove it first."
    if path.exists() or path.is_symlink():
        raise ExerciseError(taken)
    try:
        put_new(path, text.encode("utf-8", "replace"), disk, folder=folder)
    except FileExistsError:
        raise ExerciseError(taken) from None
    except OSError as error:
        raise ExerciseError(f"{shown(path)}: it cannot be written ({reason(error)}).") from None


def region_map() -> str:
    """Return the outlines of the region as GeoJSON text; empty where the program came without them."""
    try:
        return Path(__file__).resolve().parent.parent.joinpath("ui", "central-asia.geojson").read_text("utf-8")
    except OSError:
        return ""
