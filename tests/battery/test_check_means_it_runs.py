"""What `exercise check` passes loads, runs, rehearses, balances, is put to its claims and printed; slips in every kind of file try it."""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from exercise.cli import main
from exercise.store.checking import check_folder
from exercise.store.scenarios import load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SLIPS = int(os.environ.get("EXERCISE_SLIPS", "40"))
"""Slips that are tried; set EXERCISE_SLIPS for more."""
MORE = """\
variants:
  - id: later
    title: A year later
    text: The same a year later.
    start: 2011-09
    opening: {danger: {mali: 60}}
    running: [{move: "eu: desert-guards mali", age: 1, lasts: 4}]
    without_injects: []
personas:
  - id: spare-state
    title: A state that nobody plays
    text: It is there to be dealt.
    wants: [{what: "hold[self]", weight: 3}, {what: "danger[self]", weight: -2}]
    taboos: ["kind is desert-guards and danger[self] < 10"]
texts:
  hello: A word to all.
"""


def with_more(tmp_path: Path) -> Path:
    """Return a copy of the smallest scenario with a variant, a persona that nobody holds and a text."""
    folder = tmp_path / "sahel"
    shutil.copytree(SCENARIOS / "sahel", folder)
    (folder / "more.yaml").write_text(MORE)
    return folder


def slip(folder: Path, rng: random.Random) -> str:
    """Make one slip in one file; return what was done."""
    path = rng.choice(sorted(folder.rglob("*.yaml")))
    lines = path.read_text("utf-8").split("\n")
    places = [place for place, line in enumerate(lines) if line.strip() and not line.strip().startswith("#")]
    place = rng.choice(places)
    words = [(found.start(), found[0]) for found in re.finditer(r"[A-Za-z][\w-]*|\d+", lines[place])]
    before = lines[place]
    way = rng.choice(("word", "word", "word", "number", "number", "letters", "drop word", "drop line", "double line"))
    at, word = rng.choice(words) if words else (0, "")
    others = sorted({found for line in lines for found in re.findall(r"[A-Za-z][\w-]*", line)})
    numbers = [item for item in words if item[1].isdecimal()]
    if way == "number" and numbers:
        at, word = rng.choice(numbers)
        new = rng.choice(("0", "1", "-1", "7", "20", "99", "101", "1000", str(int(word) + 1)))
    elif way == "letters" and len(word) > 2:
        cut = rng.randrange(len(word) - 1)
        new = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    elif way == "drop word":
        new = ""
    elif way == "drop line":
        del lines[place]
        path.write_text("\n".join(lines), "utf-8")
        return f"{path.name}:{place + 1}: gone: {before}"
    elif way == "double line":
        lines.insert(place, before)
        path.write_text("\n".join(lines), "utf-8")
        return f"{path.name}:{place + 1}: twice: {before}"
    else:
        new = rng.choice(others)
    lines[place] = before[:at] + new + before[at + len(word) :]
    path.write_text("\n".join(lines), "utf-8")
    return f"{path.name}:{place + 1}: {before.strip()} -> {lines[place].strip()}"


def run_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what fails of all that can be done with a scenario, each with what was said."""
    scenario = load_scenario(folder, dirs=(folder.parent,)).scenario
    asked: list[list[str]] = []
    for variant in ("", *(variant.id for variant in scenario.variants)):
        more = ["--variant", variant] if variant else []
        for pace in ("full", "seminar"):
            asked.append(["run", str(folder), "--games", "1", "--jobs", "1", "--pace", pace, *more])
        asked += [["run", str(folder), "--games", "1", "--jobs", "1", "--policy", f"all={persona.id}", *more] for persona in scenario.personas]
        asked.append(["rehearse", str(folder), "--games", "1", "--jobs", "1", *more])
        asked.append(["claims", str(folder), "--games", "2", "--jobs", "1", "--no-saves", *more])
        for plan in scenario.plans:
            asked.append(["pack", str(folder), "--plan", plan.id, "-o", str(folder.parent / f"{plan.id}-{variant}.html"), *more])
    asked.append(["balance", str(folder), "--games", "2", "--jobs", "1"])
    failed: list[str] = []
    for words in asked:
        try:
            code = main(["--scenarios", str(folder.parent), "--saves", str(folder.parent / "saves"), *words])
        except Exception as error:
            failed.append(f"{' '.join(words[:1] + words[2:])}: {type(error).__name__}: {error}")
            continue
        said = capsys.readouterr()
        if code not in (0, 1) or "Traceback" in said.err:
            failed.append(f"{' '.join(words[:1] + words[2:])}: exit {code}: {said.err[-300:]}")
    return failed


def test_the_copy_itself_passes_and_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = with_more(tmp_path)

    assert check_folder(folder, (tmp_path,)) == []
    assert run_everything(folder, capsys) == []


@pytest.mark.parametrize("start", range(0, SLIPS, 10))
def test_what_check_passes_can_be_run(start: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    passed = 0
    for seed in range(start, min(start + 10, SLIPS)):
        folder = with_more(tmp_path / str(seed))
        done = slip(folder, random.Random(seed))
        if any(not fault.warning for fault in check_folder(folder, (folder.parent,))):
            continue
        passed += 1

        assert run_everything(folder, capsys) == [], f"{seed}: {done}"
    assert passed
