"""Saves and scenarios changed at random: whatever is wrong with one, a command says it in a line, soon, and without filling the memory.

Each is tried in a process of its own. A few hundredths run always; all of them, with `-m slow`, by hand.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from exercise.bots.table import Table
from exercise.cli import main
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from tests.store.forging import mutated, slipped

ROOT = Path(__file__).parents[2]
SECONDS = 2
MEGABYTES = 300
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("verify", "forged"), ("show", "forged"), ("show", "forged", "--seat", "public", "--json"), ("report", "forged"),
    ("report", "forged", "--json"), ("report", "forged", "--table", "tracks"), ("why", "forged", "trust[uzbekistan, nato]"),
    ("compare", "forged", "good"), ("fork", "forged", "--turn", "1", "--save", "branch"), ("diff", "forged"), ("replay", "forged"),
    ("do", "forged", "--seat", "facilitator", 'facilitator: note text="x"'), ("share", "forged", "--seat", "public", "-o", "{}/out.jsonl"),
)  # fmt: skip
"""What a person may do with a save that somebody sent."""


class Tried(NamedTuple):
    """How a process ended that tried something: its exit code, what it told, the seconds it worked, and its largest size."""

    code: int
    told: str
    seconds: float
    megabytes: float


OWN = 64
"""Megabytes of a process that has loaded the program and done nothing; a fork of the tests' own is larger by all they hold."""


def size_now() -> float:
    """Return the size of this process in megabytes, where the system tells it; else OWN."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000
    return OWN


def tried(words: list[str]) -> Tried:
    """Return how a command ends in a process of its own."""
    before = size_now()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = io.StringIO()
        code = 99
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                code = main(words)
        except BaseException:
            said.write(traceback.format_exc())
        finally:
            os.write(writing, said.getvalue().encode("utf-8", "replace")[:60_000])
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    scale = 1 if sys.platform == "darwin" else 1024
    grown = max(0.0, used.ru_maxrss * scale / 1_000_000 - before)
    return Tried(os.waitstatus_to_exitcode(status), told, used.ru_utime + used.ru_stime, OWN + grown)


def wrong_with(done: Tried, lines: int) -> str:
    """Return what is wrong with how a command ended; nothing where all is well."""
    if done.code not in (0, 1, 2) or "fault of the program" in done.told or "Traceback" in done.told:
        return f"exit code {done.code}: {done.told[-1500:]}"
    if done.told.count("\n") > lines or any(len(line) > 2_000 for line in done.told.splitlines()):
        return f"told at length: {done.told[:600]}"
    if done.seconds > SECONDS or done.megabytes > MEGABYTES:
        return f"{done.seconds:.1f} s and {done.megabytes:.0f} MB"
    return ""


def sweep(count: int, first: int, work: Callable[[int], tuple[str, Tried]], lines: int) -> None:
    """Try so many, from a seed on, and tell of all that went wrong."""
    found: list[str] = []
    slowest = largest = 0.0
    for seed in range(first, first + count):
        what, done = work(seed)
        slowest, largest = max(slowest, done.seconds), max(largest, done.megabytes)
        if wrong := wrong_with(done, lines):
            found.append(f"seed {seed}, {what}: {wrong}")
    print(f"{count} tried; at most {slowest:.2f} s and {largest:.0f} MB; {len(found)} wrong")
    assert not found, "\n\n".join(found[:12])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of three people, played for a turn and a half by bots and by a facilitator."""
    path = tmp_path_factory.mktemp("saves") / "good.jsonl"
    everyone = {"nato": "person", "facilitator": "person"}
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", holders=everyone, seed=4) as session:
        for _ in range(9):
            Table(session, closes=False).advance()
            session.submit("facilitator: close-phase", "facilitator")
        session.submit('facilitator: note text="A note."', "facilitator")
    return path


def fuzz_saves(good: Path, tmp_path: Path, count: int, first: int = 0) -> None:
    content = good.read_bytes()
    saves = tmp_path / "saves"
    # What every process needs is there before it begins, so that what is measured is the save.
    main(["--saves", str(good.parent), "report", "good", "-o", str(tmp_path / "warm.html")])

    def work(seed: int) -> tuple[str, Tried]:
        random = Random(seed)
        shutil.rmtree(saves, ignore_errors=True)
        saves.mkdir()
        shutil.copyfile(good, saves / "good.jsonl")
        (saves / "forged.jsonl").write_bytes(mutated(content, random))
        words = [word.format(tmp_path) for word in random.choice(COMMANDS)]
        (tmp_path / "out.jsonl").unlink(missing_ok=True)
        return " ".join(words), tried(["--saves", str(saves), *words])

    sweep(count, first, work, lines=3)


def fuzz_scenarios(tmp_path: Path, count: int, first: int = 0) -> None:
    places = tmp_path / "scenarios"
    main(["check", "practice"])

    def work(seed: int) -> tuple[str, Tried]:
        random = Random(seed)
        shutil.rmtree(places, ignore_errors=True)
        for name in ("practice", "region"):
            shutil.copytree(ROOT / "scenarios" / name, places / name)
        files = sorted(places.rglob("*.yaml"))
        for path in random.sample(files, random.choice((1, 1, 2))):
            path.write_text(slipped(path.read_text("utf-8"), random), "utf-8")
        return "check practice", tried(["--scenarios", str(places), "check", "practice"])

    sweep(count, first, work, lines=70)


def test_a_save_changed_at_random_fails_in_one_line(good: Path, tmp_path: Path):
    fuzz_saves(good, tmp_path, 60)


def test_a_scenario_changed_at_random_is_told_of_in_lines(tmp_path: Path):
    fuzz_scenarios(tmp_path, 12)


@pytest.mark.slow
def test_two_thousand_saves_changed_at_random_fail_in_one_line(good: Path, tmp_path: Path):
    fuzz_saves(good, tmp_path, 2_000, first=1_000)


@pytest.mark.slow
def test_five_hundred_scenarios_changed_at_random_are_told_of_in_lines(tmp_path: Path):
    fuzz_scenarios(tmp_path, 500, first=1_000)
