"""Which files of a folder of scenarios are read: `files_below` finds them, and says of every other one that looks like one why it is not.

A link that leads out of the folder is not followed: what stands there is not the scenario's, and a fault would quote it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from exercise.errors import PlacedFault
from exercise.model.text import clean
from exercise.store.files import reason, resolved

ENDING = ".yaml"
OTHER_ENDINGS = (".yml", ".YAML", ".YML")
LEADS_OUT = "this is a link that leads out of the folder; put the file itself here."


class FilesBelow(NamedTuple):
    """The files below a folder, sorted."""

    read: tuple[Path, ...]
    misnamed: tuple[PlacedFault, ...]
    """Those whose ending is not quite right."""
    faults: tuple[PlacedFault, ...]
    """What cannot be read at all."""


NO_FILES = FilesBelow((), (), ())


def shown_path(path: Path) -> str:
    """Return a path as messages show it: from the working directory where it lies inside."""
    with contextlib.suppress(ValueError):
        path = Path(os.path.abspath(path)).relative_to(Path.cwd())  # noqa: PTH100
    return clean(str(path), limit=300)


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a path below a folder leads, through a link, to somewhere outside it.

    Raises:
        OSError: If it leads nowhere.
    """
    return not resolved(path).is_relative_to(resolved(folder))


def why_not_read(path: Path, folder: Path) -> str:
    """Return why a file below a folder must not be read; nothing where it may be."""
    if not path.is_symlink():
        return ""
    try:
        return LEADS_OUT if leads_out(path, folder) else ""
    except OSError as error:
        return f"this link leads nowhere ({reason(error)})."


def files_below(folder: Path, skip: Collection[str] = ()) -> FilesBelow:
    """Return the files of YAML below a folder, hidden ones left out.

    Args:
        folder: The folder.
        skip: Folders in it, at any depth, that are not looked into.
    """
    read: list[Path] = []
    misnamed: list[PlacedFault] = []
    faults: list[PlacedFault] = []

    def told(path: Path, text: str) -> PlacedFault:
        return PlacedFault(shown_path(path), 1, 1, text)

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            faults.append(told(Path(error.filename or folder), f"this folder cannot be read ({reason(error)})."))

    for where, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in skip)
        for name in (*folders, *sorted(files)):
            path = Path(where) / name
            if name.startswith("."):
                continue
            if not _is_utf8(name):
                if name in folders or name.endswith((ENDING, *OTHER_ENDINGS)):
                    faults.append(told(path, "this name is not UTF-8; rename it."))
            elif name in folders:
                if path.is_symlink():
                    faults.append(told(path, "this folder is a link and is not looked into; put the files themselves here."))
            elif name.endswith(ENDING):
                if why := why_not_read(path, folder):
                    faults.append(told(path, why))
                else:
                    read.append(path)
            elif name.endswith(OTHER_ENDINGS):
                misnamed.append(told(path, f'this file is not read; name it "{path.stem}{ENDING}".'))
        folders[:] = [name for name in folders if _is_utf8(name)]
    return FilesBelow(tuple(sorted(read)), tuple(sorted(misnamed)), tuple(faults))


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
