"""Every entry and event of a session has one place in time, found without decoding the changes of tracks."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.session import Session
from exercise.store.codec import Events
from exercise.store.places import shipped

SAVES = sorted(shipped("saves").glob("*.jsonl"))


@pytest.fixture(params=SAVES, ids=[path.stem for path in SAVES])
def session(request: pytest.FixtureRequest) -> Session:
    path: Path = request.param
    return Session.open(path, write=False)


def test_every_event_stands_in_the_phase_that_began_last(session: Session) -> None:
    turn, phase = 0, "lobby"
    for entry in session.entries:
        assert session.timeline.before(entry.n)[:2] == (turn, phase)
        ends = any(isinstance(event, play.SessionEnded) for event in entry.events)
        for at, event in enumerate(entry.events):
            if isinstance(event, play.PhaseBegan):
                turn, phase = event.turn, event.phase
            assert session.timeline.when(entry.n, at)[:2] == (turn, "epilogue" if ends else phase)
            assert session.timeline.column(entry.n, at) == (turn + 1 if ends else max(1, turn))
        phase = "over" if ends else phase
        assert session.timeline.after(entry.n).turn == session.at(entry.n).turn


def test_the_clock_is_the_states(session: Session) -> None:
    for entry in session.entries:
        assert session.timeline.after(entry.n).clock == session.at(entry.n).clock


def test_the_turns_follow_one_another_and_each_is_adjudicated_inside_itself(session: Session) -> None:
    after, _ = session.timeline.turn_entries(1)
    for turn in range(1, session.state.turn + 1):
        first, last = after, session.timeline.turn_entries(turn)[1]
        assert session.timeline.turn_entries(turn) == (first, last)
        after = last
        assert first <= session.timeline.decided(turn) < session.timeline.adjudication(turn) < last
        assert session.at(session.timeline.decided(turn)).phase == "decide"
        assert session.at(session.timeline.adjudication(turn)).phase == "read-out"
    assert after == len(session.entries) + 1
    with pytest.raises(ExerciseError, match="turn 99 has not been played; the session stands at turn"):
        session.timeline.turn_entries(99)


def test_it_rests_at_the_start_after_each_turn_and_at_the_end(session: Session) -> None:
    stops = session.timeline.stops

    assert [stop.turn for stop in stops] == [0, *session.timeline.adjudicated, session.state.turn]
    assert session.at(stops[-1].entries).phase == "over"


def test_placing_decodes_no_change_of_a_track(session: Session) -> None:
    assert session.timeline.stops

    coded = [part for entry in session.entries if isinstance(entry.events, Events) for part in entry.events.parts]
    assert sum(type(part) in (str, dict) for part in coded) > 1000
