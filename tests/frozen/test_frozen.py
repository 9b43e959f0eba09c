"""Everything a person reads, compared with what is on record: a rebuild inside the package changes no word of it unawares.

A difference that is meant is accepted by `python tests/frozen/test_frozen.py --write NAME …` (a name may end in `*`; none means all),
and told in MENDED.md with its reason.
"""

from __future__ import annotations

import asyncio
import difflib
import fnmatch
import gzip
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["EXERCISE_CACHE"] = "off"
    sys.path.insert(0, str(Path(__file__).parent))
    from cases import WALKS, Places, commands, printed, talked, walked
else:
    from tests.frozen.cases import WALKS, Places, commands, printed, talked, walked

RECORD = Path(__file__).parent / "record"
LARGE = 24_000
"""Characters from which a record is kept packed."""
TALKS = ("nato", "kazakhstan")
PATIENCE, SHORT = 12.0, 2.5
"""Seconds that a screen has to become what is on record, and when one before it did not."""


def on_record(name: str) -> str:
    """Return what is on record under a name, or nothing."""
    plain, packed = RECORD / f"{name}.txt", RECORD / f"{name}.txt.gz"
    if packed.exists():
        return gzip.decompress(packed.read_bytes()).decode("utf-8")
    return plain.read_text("utf-8") if plain.exists() else ""


def write(name: str, text: str) -> None:
    """Put a text on record."""
    plain, packed = RECORD / f"{name}.txt", RECORD / f"{name}.txt.gz"
    plain.parent.mkdir(parents=True, exist_ok=True)
    for path in (plain, packed):
        path.unlink(missing_ok=True)
    if len(text) > LARGE:
        packed.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    else:
        plain.write_text(text, "utf-8")


def difference(name: str, text: str) -> str:
    """Return how a text differs from what is on record, its first lines."""
    lines = list(difflib.unified_diff(on_record(name).splitlines(), text.splitlines(), f"{name} on record", f"{name} now", lineterm="", n=1))
    return "\n".join(line[:200] for line in lines[:60])


async def still(name: str, picture: Callable[[], str], pilot: object) -> str:
    """Return a picture once it has stood still for a while."""
    seen, since = picture(), 0
    for _ in range(80):
        if since == 8:
            break
        await pilot.pause(0.15)  # type: ignore[attr-defined]
        now = picture()
        busy = not now.strip() or "Looking …" in now or "│ … " in now
        seen, since = now, since + 1 if now == seen and not busy else 0
    return seen


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("frozen"))


def test_every_command_prints_what_is_on_record(places: Places):
    changed = [difference(name, text) for name, case in commands() if (text := printed(places, case)) != on_record(name)]

    assert changed == [], "\n\n".join(changed)


@pytest.mark.parametrize("seat", TALKS)
def test_a_game_by_prompts_is_told_as_on_record(places: Places, seat: str):
    said = talked(places, seat)

    assert said == on_record(f"plain/{seat}"), difference(f"plain/{seat}", said)


@pytest.mark.parametrize("name", WALKS)
async def test_the_screens_of_a_walk_look_as_on_record(places: Places, name: str):
    missed: list[str] = []

    async def settled(step: str, picture: Callable[[], str], pilot: object) -> str:
        wanted = on_record(f"screens/{name}/{step}")
        left = SHORT if missed else PATIENCE
        while (seen := picture()) != wanted and left > 0:
            await pilot.pause(0.05)  # type: ignore[attr-defined]
            left -= 0.05
        if seen != wanted:
            missed.append(difference(f"screens/{name}/{step}", seen))
        return seen

    await walked(places, WALKS[name], settled)

    assert missed == [], "\n\n".join(missed)


def test_nothing_is_on_record_that_is_never_compared():
    names = {name for name, _ in commands()} | {f"plain/{seat}" for seat in TALKS}
    names |= {f"screens/{walk}/{step}" for walk, way in WALKS.items() for _, step in way.steps}

    kept = {path.relative_to(RECORD).as_posix().removesuffix(".gz").removesuffix(".txt") for path in RECORD.rglob("*.txt*")}

    assert kept == names


def _all(places: Places, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    for name, case in commands():
        if wanted(name):
            yield name, printed(places, case)
    for seat in TALKS:
        if wanted(f"plain/{seat}"):
            yield f"plain/{seat}", talked(places, seat)
    for name, walk in WALKS.items():
        if any(wanted(f"screens/{name}/{step}") for _, step in walk.steps):
            for step, seen in asyncio.run(walked(places, walk, still)).items():
                if wanted(f"screens/{name}/{step}"):
                    yield f"screens/{name}/{step}", seen


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit(__doc__)
    patterns = sys.argv[2:] or ["*"]
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _all(Places(Path(folder)), lambda name: any(fnmatch.fnmatch(name, pattern) for pattern in patterns)):
            if text != on_record(name):
                print(difference(name, text) if on_record(name) else f"{name}: new")
                write(name, text)
