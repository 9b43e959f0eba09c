"""What the commands print: `say` for data on stdout, `say_json` for the same as JSON, `narrate` for remarks on stderr.

Everything is cleaned first, because titles, notes and file names come from people and must not reach the terminal raw.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from exercise.model.text import clean

LONGEST = 20_000_000


def say(text: str = "") -> None:
    """Print text to stdout."""
    _write(sys.stdout, text)


def say_json(data: Any) -> None:
    """Print data to stdout as JSON, keys in the order given."""
    _write(sys.stdout, json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2))


def narrate(text: str) -> None:
    """Print a remark to stderr; where nobody reads it, it is not the less done."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, text)


def table(rows: Sequence[tuple[str, ...]], head: tuple[str, ...] = (), right: tuple[int, ...] = ()) -> str:
    """Return rows as aligned columns; `right` names the columns to align to the right."""
    every = [head, *rows] if head else rows
    if not every:
        return ""
    wide = [max(len(row[column]) for row in every) for column in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [cell.rjust(wide[i]) if i in right else cell.ljust(wide[i]) for i, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _write(stream: TextIO, text: str) -> None:
    data = clean(text, multiline=True, limit=LONGEST) + "\n"
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(data.encode(encoding, "replace").decode(encoding))
    stream.flush()
