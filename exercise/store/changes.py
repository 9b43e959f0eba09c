"""What has become of the files of a save's scenario since it was made: `changed_files` by their digests, `differences` part by part.

A save may come from a stranger: the names in it lead nowhere but into folders of scenarios, and to files that a scenario could have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.files import UnreadableError, read_whole
from exercise.store.header import Header
from exercise.store.places import scenario_places
from exercise.store.scenarios import load_scenario, scenario_folders, scenario_of
from exercise.store.tree import leads_out

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario

LARGEST = 2_000_000
"""Bytes one file of a scenario may have."""
MOST_NAMED = 3
"""Changed files that a notice names; more of them are counted."""

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]*(/[A-Za-z0-9][A-Za-z0-9_. -]*){1,12}")


def changed_files(digests: Mapping[str, str], dirs: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Return which files of a save's scenario are no longer what they were, sorted; a save keeps its own copy and plays on with it."""
    places = scenario_places() if dirs is None else tuple(dirs)
    return tuple(name for name, digest in sorted(digests.items()) if _digest(name, places) != digest)


def _digest(name: str, places: Sequence[Path]) -> str:
    """Return the SHA-256 of a scenario's file, found by its name in the first place that has it; empty where it is no such file."""
    if not _FILE.fullmatch(name) or not name.endswith(".yaml"):
        return ""
    for place in places:
        path = place / name
        try:
            if not leads_out(path, place / name.partition("/")[0]):
                return sha256(read_whole(path, LARGEST, links=True)).hexdigest()
        except FileNotFoundError:
            continue
        except (OSError, UnreadableError):
            return ""
    return ""


def changed_notice(digests: Mapping[str, str], dirs: Sequence[Path] | None = None) -> str:
    """Return one line that says which files of a save's scenario have changed since, or are gone; empty where none have."""
    changed = changed_files(digests, dirs)
    if not changed:
        return ""
    if len(changed) == len(digests):
        what = "None of the scenario's files is here as it was when this save was made"
    else:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        what = f"Files of the scenario have changed since this save was made: {clean(', '.join(changed[:MOST_NAMED]), limit=200)}{more}"
    return f"{what}. The save keeps its own copy of the scenario, and that is used."


class ScenarioChange(NamedTuple):
    """One value that the scenario in a save and the files do not share; None where one of them has none."""

    section: str
    part: str
    """The id of the part, or the key where a section holds single values."""
    at: str
    """Where in the part: `then[0]`; empty for all of it."""
    saved: Any
    now: Any


def differences(header: Header, dirs: Sequence[Path] | None = None) -> tuple[ScenarioChange, ...]:
    """Return where the scenario in a save and the scenario that its files make now are not the same, by section and part.

    Raises:
        ExerciseError: If no scenario of that name is here, or its files have faults.
    """
    folder = scenario_folders(dirs).get(header.scenario_id)
    if folder is None:
        raise ExerciseError(f'no scenario "{clean(header.scenario_id, limit=64)}" is here to compare the save with.')
    now = load_scenario(folder, header.variant or None, dirs).scenario
    return tuple(_sections(_data(scenario_of(header.scenario)), _data(now)))


def _data(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _sections(saved: dict[str, Any], now: dict[str, Any]) -> Iterator[ScenarioChange]:
    for section in dict.fromkeys((*saved, *now)):
        one, other = _parts(section, saved.get(section)), _parts(section, now.get(section))
        for part in dict.fromkeys((*one, *other)):
            if part not in one or part not in other:
                yield ScenarioChange(section, part, "", one.get(part), other.get(part))
            else:
                for at, mine, theirs in _values(one[part], other[part], ""):
                    yield ScenarioChange(section, part, at, mine, theirs)


def _parts(section: str, data: Any) -> dict[str, Any]:
    """Return what a section holds, each part by its id or key."""
    from exercise.store.placing import KEY_OF

    if isinstance(data, list):
        key = KEY_OF.get(section, "id")
        return {str(item.get(key, place)) if isinstance(item, dict) else str(place): item for place, item in enumerate(data, 1)}
    return data if isinstance(data, dict) else {} if data is None else {"": data}


def _values(saved: Any, now: Any, at: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(saved, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*saved, *now)):
            yield from _values(saved.get(key), now.get(key), f"{at}.{key}" if at else key)
    elif isinstance(saved, list) and isinstance(now, list) and len(saved) == len(now):
        for place, (mine, theirs) in enumerate(zip(saved, now, strict=True), 1):
            yield from _values(mine, theirs, f"{at}[{place}]")
    elif saved != now:
        yield at, saved, now
