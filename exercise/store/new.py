"""Starting a scenario as a copy of another: `new_scenario` copies the folder and gives it a title of its own.

The copy appears whole or not at all. A library is not copied; the copy uses the same one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.scenarios import HEAD, find_scenario, scenario_titles

ENDINGS = (".yaml", ".md")
MOST = 64_000_000
"""Bytes a copy may have."""

_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_TITLE = re.compile(r"^title:.*$", re.MULTILINE)


def new_scenario(name: str, source: str | Path, folder: Path, dirs: Sequence[Path] | None = None) -> Path:
    """Return the folder of a new scenario in `folder`, copied from another.

    Args:
        name: The new scenario's id, which names its folder.
        source: The scenario to copy, by name or folder.
        folder: The folder of scenarios in which it is made; made itself where it is missing.
        dirs: Where the source is looked for.

    Raises:
        ExerciseError: If the name cannot be an id or is taken, or the copy cannot be written.
    """
    if not _ID.fullmatch(name) or len(name) > 48:
        shown = clean(name, limit=60)
        raise ExerciseError(
            f'"{shown}" cannot name a scenario. A name has up to 48 small letters, digits and hyphens, and begins with a letter.'
        )
    origin = find_scenario(source, dirs)
    target = folder / name
    if target.exists() or target.is_symlink():
        raise ExerciseError(f"{clean(str(target), limit=200)} is there already; choose another name.")
    files = sorted(path for path in origin.rglob("*") if path.suffix in ENDINGS and path.is_file() and not path.is_symlink())
    if sum(path.stat().st_size for path in files) > MOST:
        raise ExerciseError(f"{clean(str(origin), limit=200)} holds more than {MOST // 1_000_000} MB; no scenario does.")
    draft = folder / f".{name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        for path in files:
            place = draft / path.relative_to(origin)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        _retitle(draft / HEAD, name, dict(scenario_titles((origin.parent,))).get(origin.name, origin.name))
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise ExerciseError(f"{clean(str(target), limit=200)} cannot be written ({clean(str(error.strerror), limit=80)}).") from None
    return target


def _retitle(path: Path, name: str, old: str) -> None:
    """Give the copy a title of its own, so that two scenarios in a list can be told apart."""
    title = f"{name}, from {old}".replace("'", "''")[:80]
    text = path.read_text("utf-8-sig", errors="replace")
    path.write_text(_TITLE.sub(f"title: '{title}'".replace("\\", r"\\"), text, count=1), "utf-8")
