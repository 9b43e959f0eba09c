"""Faults of files and usage, in words a person can act on.

Raise `ExerciseError` for bad content, a bad file or bad usage; the command line prints it as one line and exits 2. A choice the
exercise does not allow is a `Refusal` instead (model.play), and a programmer's slip a ValueError or TypeError.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from exercise.model.text import lookalike, plain


class ExerciseError(Exception):
    """Bad content, a bad file or bad usage; its text says where, what, and what to do next."""


class Fault(NamedTuple):
    """One fault of a scenario, placed by the path to the value inside the merged scenario.

    `where` begins with a section and an id (`("rules", "us-front-backlash", "then", 0)`) or is a path of keys (`("title",)`);
    `offset` counts characters into that value, for faults inside one line of rule text. `on_key` places it on the key itself.
    """

    where: tuple[str | int, ...]
    text: str
    offset: int = 0
    warning: bool = False
    on_key: bool = False


class PlacedFault(NamedTuple):
    """One fault with the place a person can open: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int
    text: str
    warning: bool = False

    def __str__(self) -> str:
        """Return `FILE:LINE:COL: what, what to do`."""
        return f"{self.file}:{self.line}:{self.column}: {self.text}"


class ScenarioError(ExerciseError):
    """A scenario that cannot be played, with every fault found, in reading order."""

    def __init__(self, faults: Iterable[PlacedFault], shown: int = 20) -> None:
        self.faults = sorted(set(faults))
        lines = [str(fault) for fault in self.faults[:shown]]
        if len(self.faults) > shown:
            lines.append(f"and {len(self.faults) - shown} more")
        super().__init__("\n".join(lines))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None when none is near; names over 64 characters are not compared."""
    return None if len(name) > 64 else _nearest(name, tuple(known))


@lru_cache(2048)
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    found = get_close_matches(plain(name), [other for other in known if other != name], n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean "x"?`, or an empty text when no known name is near; a character that passes for another is named."""
    near = nearest(name, known)
    return lookalike(name) + (f' Did you mean "{near}"?' if near else "")
