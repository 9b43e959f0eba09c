"""Bug reports: `keep_fault` writes the traceback of an unexpected exception to a file, without the values of variables."""

from __future__ import annotations

import os
import platform
import tempfile
import time
import traceback
from pathlib import Path

from exercise import __version__
from exercise.store.disk import DISK
from exercise.store.files import put_new


def keep_fault(fault: BaseException) -> Path | None:
    """Return the new file, readable by its owner alone, that holds the traceback of a fault; None where none can be written."""
    text = f"exercise {__version__}, Python {platform.python_version()}, {platform.system()}\n\n{''.join(_lines(fault))}"
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for folder in _folders():
        try:
            put_new(folder / name, text.encode("utf-8", "replace"), DISK, folder=True)
        except OSError:
            continue
        return folder / name
    return None


def _lines(fault: BaseException) -> list[str]:
    try:
        return traceback.format_exception(fault)
    except Exception as another:
        return [f"{type(fault).__name__}, of which no traceback could be made ({type(another).__name__})\n"]


def _folders() -> tuple[Path, ...]:
    from platformdirs import user_data_path

    return user_data_path("exercise", appauthor=False) / "faults", Path(tempfile.gettempdir())
