"""The adviser names moves that differ in kind, can be made now, and rest on nothing that its seat may not know."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercise.bots.adviser import Advised, advise
from exercise.bots.worth import Judges
from exercise.engine.view import view
from exercise.model.play import FACILITATOR
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from tests.engine.test_equal_views import ANY, disturbed
from tests.toy import a_session


def a_decision(scenario: str) -> Session:
    session = Session.create(load_scenario(scenario).scenario, seed=3)
    for _ in range(2):
        session.submit("facilitator: close-phase", FACILITATOR)
    assert session.state.phase == "decide"
    return session


def advised(session: Session, actor: str) -> tuple[Advised, ...]:
    seat = session.setup.seat_of[actor]
    return advise(session.setup, Reader(session, seat).view, actor, Judges(session.setup))


@pytest.mark.parametrize(
    ("scenario", "actor"), [("practice", "nato"), ("practice", "kazakhstan"), ("harmony", "us"), ("harmony", "tajikistan")]
)
def test_two_or_three_moves_that_differ_in_kind_are_named_in_half_a_second(scenario, actor):
    session = a_decision(scenario)

    began = time.process_time()
    found = advised(session, actor)
    took = time.process_time() - began

    assert 2 <= len(found) <= 3
    assert len({one.move.kind for one in found}) == len(found)
    assert len({session.book.kinds[one.move.kind].group for one in found}) > 1
    for one in found:
        assert Reader(session, session.setup.seat_of[actor]).refusal(one.move) is None
        assert sum(shift for _, shift in one.aims) > 0
    assert took < 0.5


def test_what_is_advised_can_be_sealed_and_is_then_not_advised_again():
    session = a_decision("practice")
    first = advised(session, "nato")[0].move

    session.submit(first, session.setup.seat_of["nato"])

    assert first in session.state.moves.values()
    assert first.key not in {one.move.key for one in advised(session, "nato")}


def test_nothing_is_advised_when_no_move_is_left():
    session = a_decision("practice")
    for _ in range(session.scenario.head.capital.moves):
        found = advised(session, "nato")
        if found:
            session.submit(min(found, key=lambda one: len(one.move.targets)).move, session.setup.seat_of["nato"])
    while Reader(session, session.setup.seat_of["nato"]).capital("nato") >= 10 and (found := advised(session, "nato")):
        session.submit(found[0].move, session.setup.seat_of["nato"])

    assert advised(session, "nato") == ()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_equal_views_get_equal_advice(data):
    session = a_session(seed=data.draw(st.integers(0, 3)))
    for text in data.draw(st.lists(st.sampled_from((*ANY, *["facilitator: close-phase"] * 12)), max_size=20)):
        session.submit(text, FACILITATOR)
    if session.state.phase == "over":
        return
    seat = data.draw(st.sampled_from(sorted(session.seats)))
    other = disturbed(session, seat, session.state, data.draw)
    one, two = view(session.setup, session.state, seat), view(session.setup, other, seat)
    assert one == two

    for actor in session.seats[seat]:
        judges = Judges(session.setup)
        assert advise(session.setup, one, actor, judges) == advise(session.setup, two, actor, judges)
