"""Saves of earlier versions open, fold, replay and report as they were recorded, for ever; tests/saves/README.md says what may change."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from exercise.cli import main
from exercise.engine.apply import fold
from exercise.errors import ExerciseError
from exercise.reading.replaying import Replay
from exercise.reading.report.compare import compare
from exercise.reading.report.report import Report
from exercise.render.forms import report_text
from exercise.session import Session

FOLDER = Path(__file__).parents[1] / "saves"
SAVES = sorted(FOLDER.glob("*.jsonl"))
TORN = ("torn", "torn-2")
WHOLE = [path for path in SAVES if path.stem not in TORN]


def named(path: Path) -> str:
    return path.stem


def facts_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".facts.json").read_text("utf-8"))
    return found


def told(session: Session) -> dict[str, Any]:
    """Return what a save says for ever, in its own terms: no rule and no wording of today's is in it."""
    state = session.state
    return {
        "entries": len(session.entries),
        "fingerprint": session.fingerprint,
        "turn": state.turn,
        "phase": state.phase,
        "tracks": dict(zip(session.book.track_names, state.tracks, strict=True)),
        "scores": {name: list(score) for name, score in sorted(state.scores.items())},
        "programmes": sorted(state.programmes),
        "moves": [f"{entry.seat}> {entry.move.actor} {entry.move.kind} {','.join(entry.move.targets)}" for entry in session.entries],
        "reasons": sorted({entry.move.because for entry in session.entries if entry.move.because}),
    }


def test_there_are_saves_that_stay():
    assert {path.stem for path in SAVES} >= {"practice", "five", "torn", "recovered", "practice-2", "torn-2"}


@pytest.mark.parametrize("path", SAVES, ids=named)
def test_it_is_the_file_that_was_kept(path: Path):
    assert sha256(path.read_bytes()).hexdigest() == facts_of(path)["sha256"], "this save is kept as it was; put the old one back"


@pytest.mark.parametrize("path", SAVES, ids=named)
def test_it_folds_to_what_it_was(path: Path):
    session = Session.open(path, write=False)

    assert told(session) == facts_of(path)["told"]
    assert fold(session.opening, (event for entry in session.entries for event in entry.events)).tracks == session.state.tracks


@pytest.mark.parametrize("path", SAVES, ids=named)
def test_it_is_stepped_through_with_everyones_eyes(path: Path):
    content = path.read_bytes()
    replay = Replay.open(str(path))

    for viewpoint in replay.viewpoints():
        replay.look_as(viewpoint.id)
        assert all(replay.text(moment) for moment in replay.moments)
        for moment in replay.moments[:: max(1, len(replay.moments) // 12)]:
            replay.stand(moment)
            assert replay.reader.tracks.bars() is not None and replay.reader.map.layers() is not None
        assert all(len(replay.reader.tracks.course(name)) == len(replay.stops) for name in replay.default_tracks())
    assert path.read_bytes() == content


@pytest.mark.parametrize("path", SAVES, ids=named)
@pytest.mark.parametrize("form", ["html", "md", "txt", "csv", "json"])
def test_it_is_reported(path: Path, form: str):
    session = Session.open(path, write=False)

    text = report_text(session, form)

    assert len(text) > 1_000
    if form == "json":
        because = {decision["because"] for decision in json.loads(text)["report"]["decisions"]}
        given = {entry.move.because for entry in session.entries if entry.move.kind in session.book.kinds and entry.move.because}
        assert given <= because


@pytest.mark.parametrize("path", WHOLE, ids=named)
def test_its_report_gives_the_scores_that_were_read(path: Path):
    report = Report(Session.open(path, write=False), rerun=False)

    scores = {one.objective: one.score for one in report.outcomes}
    assert scores == {name: score for name, (_, score) in facts_of(path)["told"]["scores"].items()}


@pytest.mark.parametrize("path", SAVES, ids=named)
def test_verify_agrees_or_says_plainly_where_todays_rules_differ(path: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["verify", str(path)])

    said = capsys.readouterr().out
    assert said.count("\n") == 1
    if code == 0:
        assert "whole and decided the same" in said
    else:
        torn = path.stem.startswith("torn")
        assert code == (2 if torn else 1)
        assert ("decided differently now, first in entry " in said and ", turn " in said) or (torn and "then cut short; decided" in said)


@pytest.mark.parametrize("path", SAVES, ids=named)
def test_it_can_be_compared_and_shared_and_branched(path: Path, tmp_path: Path):
    copy = tmp_path / path.name
    shutil.copyfile(path, copy)

    assert compare([("one", Session.open(copy, write=False)), ("other", Session.open(path, write=False))]).differences == (None,)
    assert main(["share", str(copy), "--seat", "public", "-o", str(tmp_path / "public.jsonl")]) == 0
    assert main(["verify", str(tmp_path / "public.jsonl")]) == 0
    assert main(["--saves", str(tmp_path), "fork", str(copy), "--turn", "1", "--save", "branch"]) == 0


def test_a_torn_save_is_mended_when_it_is_opened_for_play(tmp_path: Path):
    copy = tmp_path / "torn-2.jsonl"
    shutil.copyfile(FOLDER / "torn-2.jsonl", copy)

    with Session.open(copy) as session:
        assert "cut short" in session.notice
        assert told(session) == facts_of(FOLDER / "torn-2.jsonl")["told"]
    [kept] = tmp_path.glob("torn-2.jsonl.torn-*")
    assert copy.read_bytes() + kept.read_bytes() == (FOLDER / "torn-2.jsonl").read_bytes()
    assert not Session.open(copy, write=False).notice


def test_a_save_of_an_older_format_is_played_on_as_a_fork(tmp_path: Path):
    copy = tmp_path / "torn.jsonl"
    shutil.copyfile(FOLDER / "torn.jsonl", copy)

    with pytest.raises(ExerciseError, match="older format 1: it can be looked at and forked, and the fork played on"):
        Session.open(copy)
    old = Session.open(copy, write=False)
    with old.fork(old.state.turn, path=tmp_path / "on.jsonl", go_on="recorded") as fork:
        assert fork.state == old.state
    assert copy.read_bytes() == (FOLDER / "torn.jsonl").read_bytes()
    with Session.open(tmp_path / "on.jsonl") as again:
        assert again.state == old.state
