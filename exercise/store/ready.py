"""Scenarios made ready for play, kept between runs: the resolved scenario and its generated functions, so that a save opens at once.

They are a convenience and never a source: a file is found by the SHA-256 of the scenario's bytes, of this program's rules and of the
Python that runs it, is written and read only in a folder that is the user's own, and is ignored whenever anything about it is odd. Where
the system does not tell whose a file is, as on Windows, nothing is kept. `EXERCISE_CACHE=off` does without.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from exercise import __version__

MOST_FILES = 24
LARGEST = 16_000_000
_START = b"exercise-ready-2\n"
_PACKAGE = Path(__file__).resolve().parent.parent
_MAKERS = ("rules", "model")
"""The rooms whose code decides what is kept."""


def read_ready(scenario: str) -> dict[str, Any] | None:
    """Return what was kept for a scenario, or None: its `scenario`, and its `functions` when they are called for.

    Args:
        scenario: The SHA-256 of the scenario's bytes, 64 hex digits.
    """
    try:
        folder = _folder()
        if folder is None:
            return None
        with (folder / _name(scenario)).open("rb") as file:
            about = os.fstat(file.fileno())
            if not _ours(about) or about.st_size > LARGEST:
                return None
            content = file.read()
    except OSError:
        return None
    start, seal, body = content[: len(_START)], content[len(_START) : len(_START) + 32], content[len(_START) + 32 :]
    if start != _START or seal != sha256(body).digest():
        return None
    try:
        found = marshal.loads(body)
    except (EOFError, ValueError, TypeError):
        return None
    if type(found) is not dict:
        return None
    functions = found["functions"]
    return {"scenario": found["scenario"], "functions": lambda: marshal.loads(functions)}


def write_ready(scenario: str, kept: dict[str, Any]) -> None:
    """Keep what was made of a scenario, its `scenario` and its `functions`; where that cannot be, nothing happens."""
    try:
        folder = _folder(make=True)
        if folder is None:
            return
        body = marshal.dumps({"scenario": kept["scenario"], "functions": marshal.dumps(kept["functions"])})
        name = _name(scenario)
        draft = folder / f"{name}.{os.getpid()}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_START + sha256(body).digest() + body)
            draft.replace(folder / name)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()
        _forget_old(folder)
    except (OSError, ValueError):
        return


def _forget_old(folder: Path) -> None:
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[MOST_FILES:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _folder(make: bool = False) -> Path | None:
    """Return the folder of what is kept; None where there is none, or where others could write into it."""
    said = os.environ.get("EXERCISE_CACHE", "")
    if said == "off" or not hasattr(os, "getuid"):
        return None
    if said:
        base = Path(said)
    else:
        from platformdirs import user_cache_path

        base = user_cache_path("exercise", appauthor=False)
    folder = base / "ready"
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder if _ours(folder.lstat()) else None


def _ours(about: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user alone."""
    # Where ownership cannot be checked (Windows), nothing is trusted: what is read here is run.
    return hasattr(os, "getuid") and about.st_uid == os.getuid() and not about.st_mode & 0o022 and not stat.S_ISLNK(about.st_mode)


def _name(scenario: str) -> str:
    """Return the file name for a scenario under this program and this Python."""
    about = [__version__, sys.version, MAGIC_NUMBER.hex()]
    for room in _MAKERS:
        for path in sorted((_PACKAGE / room).glob("*.py")):
            seen = path.stat()
            about.append(f"{room}/{path.name} {seen.st_size} {seen.st_mtime_ns}")
    made = sha256("\n".join(about).encode()).hexdigest()[:16]
    return f"{scenario[:32]}-{made}"
