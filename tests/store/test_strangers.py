"""A save that somebody sent: its names lead nowhere, its size is told, and what fits no session is said in one line with its place."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from exercise.bots.table import Table
from exercise.cli import main
from exercise.errors import ExerciseError
from exercise.session import Session
from exercise.store.changes import changed_files
from exercise.store.disk import Disk
from exercise.store.scenarios import load_scenario
from tests.store.forging import Records, forged

EMPTY = sha256(b"").hexdigest()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of one person, played by bots for a turn and more."""
    path = tmp_path_factory.mktemp("saves") / "good.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", seed=4) as session:
        for _ in range(7):
            Table(session, closes=False).advance()
            session.submit("facilitator: close-phase", "facilitator")
    return path


# --- names of files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../secret.yaml", "mine/../../secret.yaml", "mine/../mine/scenario.yaml", "mine/./scenario.yaml", "secret.yaml",
        "mine//scenario.yaml", "mine\\scenario.yaml", "mine/out.yaml", "mine/folder.yaml", "mine/pipe.yaml", "mine/device.yaml",
        "mine/large.yaml", "mine/nul\0.yaml", "mine/scenario.txt", "away/scenario.yaml/..", "C:/x.yaml", "", ".", "mine/self.yaml",
    ],
)  # fmt: skip
def test_a_digest_is_asked_of_files_of_scenarios_alone(name: str, tmp_path: Path):
    place = tmp_path / "scenarios"
    (place / "mine" / "folder.yaml").mkdir(parents=True)
    (place / "mine" / "scenario.yaml").write_bytes(b"")
    (place / "mine" / "scenario.txt").write_bytes(b"")
    for path in (tmp_path / "secret.yaml", place / "secret.yaml"):
        path.write_bytes(b"")
    (place / "mine" / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (place / "mine" / "self.yaml").symlink_to(place / "mine" / "self.yaml")
    (place / "mine" / "device.yaml").symlink_to("/dev/zero")
    os.mkfifo(place / "mine" / "pipe.yaml")
    with (place / "mine" / "large.yaml").open("wb") as file:
        file.truncate(50_000_000_000)

    began = time.monotonic()
    assert changed_files({name: EMPTY, "mine/scenario.yaml": EMPTY}, (place,)) == (name,)
    assert time.monotonic() - began < 2


def test_a_name_that_leads_out_is_never_opened(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    real = Disk.open
    monkeypatch.setattr(Disk, "open", lambda self, path, write: seen.append(str(path)) or real(self, path, write))
    save = forged(good, tmp_path / "forged.jsonl", lambda records: records[0]["digests"].update({"/etc/hostname": "0" * 64}))

    with Session.open(save, write=False) as session:
        assert "have changed" in session.notices() or "None of" in session.notices()

    assert seen and not [path for path in seen if "/etc/" in path]


# --- what is in it --------------------------------------------------------------------------------------------------------


def in_header(key: str, value: Any) -> Callable[[Records], None]:
    return lambda records: records[0].update({key: value})


def in_scenario(section: str, change: Callable[[list[Any]], Any]) -> Callable[[Records], None]:
    return lambda records: change(records[0]["scenario"][section])


def in_entry(*events: Any) -> Callable[[Records], None]:
    return lambda records: records[2]["events"].extend(events)


def first_seat(key: str, value: Any) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        group = records[0][key]
        seat = next(iter(group))
        group[seat] = {**group[seat], **value} if isinstance(value, dict) else value

    return change


def of_fifty(times: int) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        scenario = records[0]["scenario"]
        scenario["sets"].append({"id": "fifty", "title": "x", "members": [{"name": f"n{number}"} for number in range(50)]})
        scenario["tracks"].append({"id": "huge", "title": "x", "of": ["fifty"] * times, "text": "x"})

    return change


DUE = {"e": "InjectScheduled", "due": {"inject": "x", "subject": "", "turn": 1, "cause": "date"}}
PROGRAMME = {"id": "x", "kind": "x", "actor": "x", "targets": [], "mods": {}, "age": 0, "lasts": 1, "upkeep": 0}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_header("v", 0), ":1: it says format 0, which no version of exercise writes."),
        (in_header("pace", "fast"), ':1: the header cannot be read: "fast" is no pace.'),
        (in_header("level", ""), ':1: the header cannot be read: "" is no level of explanation.'),
        (in_header("from", {"n": "x"}), ':1: the header cannot be read: "n" in "from" must be a whole number.'),
        (in_header("holders", []), ':1: the header cannot be read: "holders" must be a mapping.'),
        (in_header("digests", {f"a/{n}.yaml": "" for n in range(1001)}), "names 1001 files; a scenario has at most 1000."),
        (first_seat("seats", {"actors": ["nobody"]}), 'decides for "nobody", which is no actor.'),
        (first_seat("seats", {"title": 3}), "must be text."),
        (first_seat("holders", "some-persona"), 'is held by "some-persona", which is no bot and no persona.'),
        (of_fifty(3), "tracks; a scenario has at most 5,000."),
        (of_fifty(6), 'with "huge" there are 15,625,'),
        (in_scenario("sets", lambda sets: sets.append(sets[0])), "is given twice."),
        (in_scenario("watches", lambda watches: watches.clear()), "cannot be read: it counts further than there is anything."),
        (in_entry("9999|1|2|moves|x|"), ":3: this entry cannot be read: it speaks of track number 9999, which its scenario"),
        (in_entry({"e": "ProgrammeEnded", "id": "zz", "how": "done", "cause": "x"}), ':3: this entry cannot be read: it speaks of "zz"'),
        (in_entry({"e": "WatchesMoved", "changes": [[99999, 1]], "public": []}), ":3: this entry cannot be read: it counts further"),
        (in_entry({"e": "PhaseBegan", "turn": 2, "phase": "noon", "clock": 1}), ":3: this entry cannot be read: "),
        (in_entry({"e": "TurnsSet", "turns": 10**9, "because": "x"}), "a session has at most 1000 turns."),
        (in_entry(*[DUE] * 30_000), ":3: this entry cannot be read: 501 injects on their way; a session has at most 500."),
        (
            in_entry(*({"e": "ProgrammeOpened", "programme": PROGRAMME | {"id": str(number)}} for number in range(1_100))),
            "programmes under way; a session has at most 1000.",
        ),
    ],
)  # fmt: skip
def test_what_fits_no_session_is_told_with_its_place(change: Callable[[Records], Any], told: str, good: Path, tmp_path: Path):
    save = forged(good, tmp_path / "forged.jsonl", change)

    tracemalloc.start()
    for write in (False, True):
        with pytest.raises(ExerciseError) as fault:
            Session.open(save, write=write)
        assert told in str(fault.value).replace(str(save), "")
        assert "\n" not in str(fault.value)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_scenario("rules", lambda rules: rules[0].update(then=["nonsense [["])), "the scenario inside the save is faulty: rules/"),
        (in_scenario("moves", lambda moves: moves.__delitem__(slice(0, 3))), "the scenario inside the save"),
        (in_scenario("modalities", lambda modalities: modalities.pop()), "the scenario inside the save"),
    ],
)
@pytest.mark.parametrize("words", [("verify",), ("show",), ("report",), ("fork", "--turn", "1", "--save", "b")], ids=lambda words: words[0])
def test_a_faulty_scenario_inside_a_save_is_named_by_every_command_that_meets_it(
    words: tuple[str, ...], change: Callable[[Records], Any], told: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    forged(good, tmp_path / "forged.jsonl", change)

    code = main(["--saves", str(tmp_path), words[0], "forged", *words[1:]])

    said = capsys.readouterr().err
    assert "fault of the program" not in said
    assert code in (0, 2)
    assert (told in said and said.count("\n") <= 2) if words[0] == "verify" or code else True


# --- size and growth ------------------------------------------------------------------------------------------------------


def test_reading_and_verifying_grow_with_the_entries_and_no_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Disk, "sync", lambda *_: None)
    scenario = load_scenario("practice").scenario
    spent: list[tuple[float, int]] = []
    for count in (1_000, 8_000):
        path = tmp_path / f"{count}.jsonl"
        with Session.create(scenario, path=path, holders={"facilitator": "person"}, seed=1) as session:
            for number in range(count):
                session.submit(f'facilitator: note text="Note {number}."', "facilitator")
                session.submit(f'facilitator: message all text="Message {number}."', "facilitator")
        began = time.process_time()
        with Session.open(path, write=False) as session:
            assert session.verify().agrees
        used = time.process_time() - began
        tracemalloc.start()
        Session.open(path, write=False)
        spent.append((used, tracemalloc.get_traced_memory()[1]))
        tracemalloc.stop()

    (few, small), (many, large) = spent
    assert large < 10 * small
    assert many < 16 * few
