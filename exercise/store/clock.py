"""The table's clock, kept beside a save in `NAME.clock.json`: how long the session is to take, and how long the phase still runs.

It is no part of the session: nothing that happens in the exercise depends on it. Whoever follows the save may read it, the projector too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from exercise.errors import ExerciseError
from exercise.model.play import PHASES
from exercise.model.text import clean
from exercise.store.beside import file_beside, read_beside, write_beside
from exercise.store.disk import DISK, Disk

KIND = "exercise-clock"
FORMAT = 1
ENDING = ".clock.json"
_LATEST = 10**11
"""Seconds since 1970 that a clock may name: a slip in the file must not reach into arithmetic."""


class Clock(NamedTuple):
    """Times are whole seconds, points in time since 1970; 0 means not yet, or not now."""

    minutes: int = 0
    """How long the session is to take."""
    began: int = 0
    halted: int = 0
    """When it was paused, while it is."""
    lost: int = 0
    """Seconds that earlier pauses took."""
    turn: int = 0
    phase: str = ""
    """The phase that the seconds below are for."""
    given: int = 0
    """Seconds the phase was given in all."""
    left: int = 0
    """Seconds left when it stood still last; may be below 0."""
    ends: int = 0
    """When the phase's time is up, while the clock runs."""


def clock_path(save: Path) -> Path:
    """Return the file of the clock that belongs to a save."""
    return file_beside(save, ENDING)


def read_clock(save: Path) -> Clock:
    """Return the clock beside a save; where there is no file, or no clock in it, one that has not begun."""
    try:
        data = read_beside(clock_path(save), KIND, FORMAT, "the clock")
        return Clock() if data is None else _clock(data)
    except (ExerciseError, ValueError, KeyError):
        return Clock()


def _clock(data: dict[str, Any]) -> Clock:
    phase = clean(str(data["phase"]), limit=20)
    numbers = {name: data[name] for name in Clock._fields if name != "phase"}
    if any(type(value) is not int or abs(value) > _LATEST for value in numbers.values()) or phase not in ("", *PHASES):
        raise ValueError("no clock of ours")
    return Clock(**numbers, phase=phase)


def write_clock(save: Path, clock: Clock, disk: Disk = DISK) -> None:
    """Write the clock beside a save.

    Raises:
        ExerciseError: If it cannot be written.
    """
    write_beside(clock_path(save), KIND, FORMAT, clock._asdict(), "the clock", disk)
