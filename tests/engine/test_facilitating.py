"""The facilitator's hand on events and orders: arming, skipping, letting go, making known, and putting a mistyped order right."""

from __future__ import annotations

import pytest

from exercise.engine.view import seen
from exercise.model import play
from exercise.model.play import Refusal, TrackChanged
from exercise.reading.reader import Reader
from tests.toy import a_session, close, submit


def next_turn(session):
    """Close phases up to the decisions of the next turn."""
    turn = session.state.turn
    while session.state.turn == turn or session.state.phase != "decide":
        close(session)


def test_an_armed_inject_happens_as_its_turn_opens_and_is_heard_by_one_side_alone():
    session = a_session()
    submit(session, "facilitator: arm unrest for=uzbekistan turn=2 to=russia")
    assert not Reader(session, "us").view.state.due

    next_turn(session)

    assert [(one.inject, one.subject) for one in Reader(session, "russia").view.state.opened if one.inject == "unrest"] == [
        ("unrest", "uzbekistan")
    ]
    assert "unrest" not in [one.inject for one in Reader(session, "us").view.state.opened]


@pytest.mark.parametrize("turn", ["1", "3", "soon", ""])
def test_an_inject_is_armed_for_a_turn_that_is_still_to_come(turn):
    session = a_session()

    refusal = session.submit(f'facilitator: arm unrest for=uzbekistan turn="{turn}"', "facilitator")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "number.bad"


def test_an_inject_that_happens_once_is_not_armed_again():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan")

    refusal = session.submit("facilitator: arm unrest for=uzbekistan turn=2", "facilitator")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "inject.happened-before"
    assert not isinstance(session.submit("facilitator: arm unrest for=kazakhstan turn=2", "facilitator"), Refusal)


def test_what_one_side_alone_has_heard_is_no_reason_that_others_find():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan to=russia")
    changed = [event for event in session.entries[-1].events if isinstance(event, TrackChanged)]
    assert changed

    for seat, knows in (("russia", True), ("us", False), ("public", False), ("facilitator", True)):
        shown = [seen(session.setup, event, seat) for event in changed]
        causes = [cause for event in shown if event is not None for cause in event.causes]
        assert any(cause.id == "unrest" for cause in causes) == (knows and bool(causes)), seat
        assert sum(cause.amount for event in changed for cause in event.causes if cause.id == "unrest")


def test_a_skipped_inject_does_not_happen_on_its_date():
    session = a_session()
    submit(session, 'facilitator: skip summit because="No time for it."')

    next_turn(session)

    assert "summit" not in [one.inject for one in session.state.opened]


def test_an_inject_let_go_after_its_date_happens_as_the_next_turn_opens():
    session = a_session()
    submit(session, 'facilitator: turns count=3 because="More time."')
    submit(session, "facilitator: hold summit")
    next_turn(session)
    assert "summit" not in [one.inject for one in session.state.opened]

    submit(session, "facilitator: unhold summit")
    next_turn(session)

    assert "summit" in [one.inject for one in session.state.opened]


def test_what_one_side_heard_is_made_known_to_all():
    session = a_session()
    submit(session, "facilitator: release summit to=russia")
    assert not Reader(session, "us").view.state.opened

    submit(session, "facilitator: reveal summit")

    assert [one.inject for one in Reader(session, "us").view.state.opened] == ["summit"]
    assert session.submit("facilitator: reveal summit", "facilitator").code == "inject.public"
    assert session.submit("facilitator: reveal unrest", "facilitator").code == "inject.not-happened"


def test_an_amended_order_replaces_the_mistyped_one_and_both_stay_on_record():
    session = a_session()
    submit(session, 'nato: training kazakhstan size=large because="They asked."', seat="nato")

    entry = session.submit(
        'facilitator: amend nato/training/kazakhstan as="training uzbekistan size=large" because="The card said Uzbekistan."', "facilitator"
    )

    assert list(session.state.moves) == ["nato/training/uzbekistan"]
    assert session.state.moves["nato/training/uzbekistan"].because == "They asked."
    assert [type(event) for event in entry.events] == [play.MoveWithdrawn, play.MoveSealed]
    assert not Reader(session, "russia").entries(entry.n)[0].events


def test_amending_demands_a_reason_an_order_that_is_there_and_the_decision_phase():
    session = a_session()
    submit(session, "us: speech kazakhstan", seat="us")
    codes = []
    for text in (
        'facilitator: amend us/speech/kazakhstan as="speech uzbekistan"',
        'facilitator: amend us/speech/uzbekistan as="speech uzbekistan" because="So."',
        'facilitator: amend us/speech/kazakhstan as="spech uzbekistan" because="So."',
        'facilitator: amend us/speech/kazakhstan as="Speech" because="So."',
    ):
        codes.append(session.submit(text, "facilitator").code)
    close(session)
    codes.append(session.submit('facilitator: amend us/speech/kazakhstan as="speech uzbekistan" because="So."', "facilitator").code)

    assert codes == ["facilitator.reason", "move.no-such", "move.unknown-kind", "amend.as", "move.wrong-phase"]
