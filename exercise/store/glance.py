"""What a list of saves shows: `glance` reads a header's first bytes and the last lines, `saves_in` does so for a folder.

Nothing is verified.
"""

from __future__ import annotations

import contextlib
import json
import re
import stat
from pathlib import Path
from typing import NamedTuple

from exercise.model.text import clean
from exercise.store.disk import DISK
from exercise.store.lines import START

_ORIGIN = re.compile(rb'"from":(\{[^{}]{1,400}\}),"seed":')
_PHASE = re.compile(rb'"e":"(?:PhaseBegan","turn":(\d+),"phase":"([a-z-]+)"|SessionEnded","turn":(\d+))')


class Glance(NamedTuple):
    """What a list of saves shows, read from a header's first bytes and the last lines; nothing is verified."""

    name: str
    path: Path
    title: str
    scenario_id: str
    created: str
    turn: int
    phase: str
    parent: str = ""
    """For a fork, the name of the save it comes from; it may since be gone."""
    forked: int = 0
    """For a fork, the turn in which it begins to differ."""
    people: tuple[str, ...] = ()
    """Titles of the seats that people held when it began, as far as the first bytes tell."""


def glance(path: Path) -> Glance | None:
    """Return the line of a save in a list of saves, or None if the file is no save."""
    try:
        handle = DISK.open(path, write=False)
    except OSError:
        return None
    try:
        about = DISK.about(handle)
        if not stat.S_ISREG(about.st_mode):
            return None
        start = DISK.read(handle, 4096)
        end = DISK.read_end(handle, 65536)
    except OSError:
        return None
    finally:
        DISK.close(handle)
    cut = start.find(b',"seats":')
    if not START.match(start) or cut < 0:
        return None
    try:
        data = json.loads(start[:cut] + b"}")
        title, scenario, created = str(data["title"]), str(data["scenario_id"]), str(data["created"])
    except (ValueError, KeyError, TypeError):
        return None
    phases = [(turn or ended, phase or b"over") for turn, phase, ended in _PHASE.findall(end)]
    turn, phase = (int(phases[-1][0]), phases[-1][1].decode()) if phases else (0, "lobby")
    known = Glance(path.stem, path, clean(title, limit=90), clean(scenario, limit=48), clean(created, limit=40), turn, phase)
    known = known._replace(people=_people(start[cut:].decode("utf-8", "ignore")))
    if not (origin := _ORIGIN.search(start, cut)):
        return known
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        data = json.loads(origin[1])
        known = known._replace(parent=clean(str(data.get("save", "")), limit=60), forked=int(data.get("turn", 0)))
    return known


def _people(text: str) -> tuple[str, ...]:
    """Return the titles of the seats that people hold from a header's text, from `,"seats":` on; none where it is cut too early."""
    decoder = json.JSONDecoder()
    try:
        seats, end = decoder.raw_decode(text, len(',"seats":'))
        holders, _ = decoder.raw_decode(text, end + len(',"holders":'))
        return tuple(clean(str(seats[seat]["title"]), limit=40) for seat, holder in holders.items() if holder == "person")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def saves_in(folder: Path) -> list[Glance]:
    """Return a glance at every save in a folder, the latest written first."""
    found = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.jsonl") if path.is_file()] if folder.is_dir() else []
    return [seen for _, path in sorted(found, reverse=True) if (seen := glance(path))]
