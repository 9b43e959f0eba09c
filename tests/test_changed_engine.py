"""A program whose rules have changed: a save stays as it was played, and verify names the turn, the entry and what differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy import close, scenario_data, submit, toy_scenario

from exercise.cli import main
from exercise.engine.adjudicate import Run
from exercise.engine.decide import phases
from exercise.model import play
from exercise.reading.replaying import Replay
from exercise.render.forms import report_text
from exercise.session import Session

TURN = 5


@pytest.fixture
def save(tmp_path: Path) -> Path:
    path = tmp_path / "played.jsonl"
    scenario = toy_scenario(head={**scenario_data()["head"], "turns": TURN + 1})
    with Session.create(scenario, path=path, plan="four", seed=1) as session:
        while session.state.phase != "over":
            if session.state.phase == "decide":
                submit(session, "nato: speech kazakhstan voice=public")
            close(session)
    return path


def told(save: Path) -> tuple[list[str], str]:
    """Return everything that replay and report say of a save."""
    replay = Replay.open(str(save))
    texts = [replay.text(moment) for moment in replay.moments]
    courses = [str(replay.reader.tracks.course(name)) for name in replay.default_tracks()]
    return texts + courses, report_text(replay.session)


def test_an_engine_that_works_out_turn_five_otherwise_is_told_and_the_record_stands(
    save: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    before = told(save)
    content = save.read_bytes()
    adjudicated = Session.open(save, write=False).timeline.adjudication(TURN)
    real = phases.adjudicate

    def otherwise(setup: Any, state: Any, **given: Any) -> Run:
        run = real(setup, state, **given)
        if state.turn == TURN:
            place, event = next((n, event) for n, event in enumerate(run.events) if isinstance(event, play.TrackChanged))
            run.events[place] = event._replace(after=event.after + 10)
        return run

    monkeypatch.setattr(phases, "adjudicate", otherwise)

    code = main(["verify", str(save)])
    said = capsys.readouterr().out
    assert code == 1
    assert f"decided differently now, first in entry {adjudicated}, turn {TURN}: " in said
    assert "went from" in said and "and would now go from" in said
    assert said.count("\n") == 1

    assert main(["verify", str(save), "--json"]) == 1
    [found] = json.loads(capsys.readouterr().out)
    assert (found["whole"], found["agrees"], found["entry"], found["turn"]) == (True, False, adjudicated, TURN)

    assert told(save) == before
    assert save.read_bytes() == content


def test_a_move_that_today_is_refused_is_named(save: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from exercise import record

    refused = play.Refusal("move.not-now", {})
    real = record.decide

    def otherwise(setup: Any, state: Any, *rest: Any) -> Any:
        return refused if state.turn == TURN else real(setup, state, *rest)

    monkeypatch.setattr(record, "decide", otherwise)

    assert main(["verify", str(save)]) == 1
    said = capsys.readouterr().out
    assert f"turn {TURN}: facilitator: close-phase is refused now (move.not-now)" in said
