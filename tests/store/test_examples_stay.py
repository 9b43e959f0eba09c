"""What ships is never written to: whoever plays on from an example plays on in a copy among the own saves, and is told so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exercise.cli import main
from exercise.desk.desk import opened
from exercise.errors import ExerciseError
from exercise.session import Session
from exercise.store import places
from exercise.store.places import shipped, ships
from exercise.store.scenarios import load_scenario


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A save that ships, at its first decision."""
    folder = tmp_path / "ships"
    path = folder / "example-one.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", holders={"nato": "person"}, seed=4) as session:
        session.submit("facilitator: close-phase", "facilitator")
        session.submit("facilitator: close-phase", "facilitator")
    real = places.shipped
    monkeypatch.setattr(places, "shipped", lambda what: folder if what == "saves" else real(what))
    return path


def test_a_move_from_the_command_line_goes_into_a_copy(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before = example.read_bytes()
    words = ["--saves", str(tmp_path / "own"), "do", "example-one", "--seat", "nato", "nato: commit"]

    assert main(words) == 0

    said = capsys.readouterr().err
    assert "example-one ships with the program and stays as it is; you play on in a copy of your own, one-1." in said
    assert example.read_bytes() == before
    assert (tmp_path / "own" / "one-1.jsonl").read_bytes().startswith(before)
    assert [path.name for path in example.parent.iterdir()] == ["example-one.jsonl"]


def test_a_move_that_is_refused_leaves_no_copy(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--saves", str(tmp_path / "own"), "do", "example-one", "--seat", "nato", "nato: border-guards nowhere"]) == 2

    assert capsys.readouterr().err.startswith("exercise: ")
    assert not (tmp_path / "own").exists()


def test_the_app_opens_a_copy_and_the_same_one_until_it_is_played_on(example: Path, tmp_path: Path):
    own = tmp_path / "own"
    for expected in ("one-1", "one-1"):
        path, session = opened("example-one", own)
        assert path == own / f"{expected}.jsonl"
        assert "you play on in a copy of your own, one-1" in session.notice
        session.close()
    _, session = opened("example-one", own)
    session.submit("nato: commit", "nato")
    session.close()

    path, session = opened("example-one", own)

    assert path == own / "one-2.jsonl"
    session.close()


def test_nothing_opens_what_ships_for_writing(example: Path):
    with pytest.raises(ExerciseError, match="ships with the program"):
        Session.open(example)
    assert Session.open(example, write=False).entries


def test_saves_beside_the_examples_of_a_checkout_are_the_persons_own():
    assert ships(shipped("saves") / "example-german.jsonl")
    assert not ships(shipped("saves") / "friday.jsonl")
    assert not ships(Path("somewhere") / "example-german.jsonl")


def test_do_says_that_the_files_of_the_scenario_have_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    place = changed(tmp_path)
    here = ["--saves", str(tmp_path), "--scenarios", str(place)]

    assert main([*here, "do", "mine", "--seat", "upstream", "upstream: commit"]) == 0

    assert "Files of the scenario have changed since this save was made: river/rules.yaml." in capsys.readouterr().err


def test_diff_shows_what_was_added_removed_and_changed_with_both_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    place = changed(tmp_path)
    here = ["--saves", str(tmp_path), "--scenarios", str(place)]
    capsys.readouterr()

    assert main([*here, "diff", "mine"]) == 0
    told = capsys.readouterr()
    assert main([*here, "diff", "mine", "--json"]) == 0
    facts = capsys.readouterr().out

    assert "mine and the files of river differ in 3 parts." in told.err
    assert re.search(r'^rules\n  changed (\S+)\n    chance: 30 -> 35$', told.out, re.MULTILINE)
    assert re.search(r"^  removed \S+: \{", told.out, re.MULTILINE)
    assert re.search(r'^  added another: \{.*"title": "Another"', told.out, re.MULTILINE)
    assert '"at": "chance"' in facts and '"saved": 30' in facts and '"now": 35' in facts


def test_diff_of_a_save_whose_scenario_is_as_it_was_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    made(tmp_path)
    capsys.readouterr()

    assert main(["--saves", str(tmp_path), "--scenarios", str(tmp_path / "scenarios"), "diff", "mine"]) == 0

    told = capsys.readouterr()
    assert told.out == ""
    assert "differ in no part." in told.err


def made(tmp_path: Path) -> Path:
    """Return a folder of scenarios with a save of one of them."""
    import shutil

    place = tmp_path / "scenarios"
    shutil.copytree(Path(__file__).parents[1] / "scenarios" / "river", place / "river")
    assert main(["--saves", str(tmp_path), "--scenarios", str(place), "start", "river", "--save", "mine", "--people", "upstream"]) == 0
    return place


def changed(tmp_path: Path) -> Path:
    """Return the same with a rule changed, one taken away and one added."""
    place = made(tmp_path)
    rules = place / "river" / "rules.yaml"
    parts = rules.read_text("utf-8").replace("chance: 30", "chance: 35").split("\n  - id: ")
    gone = next(at for at, part in enumerate(parts[1:], 1) if "chance: 35" not in part)
    another = parts[gone].split("\n", 1)[1].split("\n")
    another = [line if not line.strip().startswith("title:") else "    title: Another" for line in another]
    parts[gone] = "another\n" + "\n".join(another)
    rules.write_text("\n  - id: ".join(parts), "utf-8")
    return place
