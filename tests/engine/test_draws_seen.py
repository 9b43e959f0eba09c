"""A draw that failed proves that its condition held: only who may know the condition is shown it."""

from __future__ import annotations

import pytest

from exercise.engine.view import seen
from exercise.model.play import ChanceDrawn
from exercise.reading.reader import Reader
from tests.toy import a_session, close, scenario_data, submit


def drawn(session, seat):
    """Return the draws that a seat is shown, in order."""
    return [event for entry in Reader(session, seat).entries() for event in entry.events if isinstance(event, ChanceDrawn)]


def with_rule(**rule):
    """Return the rules of the toy with one more, which leaves something to chance at 0 percent: it never happens."""
    made = {"id": "tried", "title": "Tried", "claims": ["how"], "stage": "thresholds", "chance": 0, "then": "heat +1", **rule}
    return [*(one for one in scenario_data()["rules"] if one["id"] != "boil-over"), made]


def knowing(**rule):
    """Return the seats that are shown the failed draws of a rule, `public` for the room."""
    session = a_session(rules=with_rule(**rule))
    submit(session, "russia: squeeze kazakhstan")
    close(session, 3)
    assert [event for event in drawn(session, "facilitator") if event.rule == "tried"]
    return {seat for seat in (*session.seats, "public") if [event for event in drawn(session, seat) if event.rule == "tried"]}


EVERYONE = {"nato", "us", "russia", "republics", "public"}


@pytest.mark.parametrize(
    ("rule", "seats"),
    [
        ({"when": "heat >= 0"}, EVERYONE),
        ({"when": "heat >= 0 and rung < 3"}, EVERYONE),
        ({"when": "fear[uzbekistan] >= 0"}, {"republics"}),
        ({"each": "R in republics", "when": "fear[R] >= 0"}, {"republics"}),
        ({"each": "R in republics", "when": "trust[R, us] >= 0"}, {"republics"}),
        ({"each": "R in republics", "when": "calm[R] >= 0"}, {"republics"}),
        ({"when": "goodwill[russia, us] >= 0"}, {"russia"}),
        ({"when": "moves[kind squeeze] >= 0"}, set()),
        ({"stage": "moves", "when": ["kind is squeeze", "fear[target] >= 0"]}, {"republics"}),
        ({"each": ["P in western", "R in republics"], "when": "streak[works, P, R] >= 0"}, {"nato", "us", "republics"}),
    ],
)
def test_a_failed_draw_is_shown_to_those_who_may_know_its_condition(rule, seats):
    assert knowing(**rule) == seats


def test_each_of_several_sees_the_failed_draws_that_concern_it_alone():
    plans = scenario_data()["plans"]
    seats = [{"id": name, "title": name.title(), "actors": [name]} for name in ("nato", "us", "russia", "kazakhstan", "uzbekistan")]
    plans[0]["seats"] = seats
    session = a_session(rules=with_rule(each="R in republics", when="fear[R] >= 0"), plans=plans)
    close(session, 2)

    assert {event.about for event in drawn(session, "kazakhstan")} == {("kazakhstan",)}
    assert {event.about for event in drawn(session, "uzbekistan")} == {("uzbekistan",)}


def injects(**inject):
    """Return the injects of the toy with one more that waits for a condition."""
    made = {"id": "storm", "title": "Storm", "text": "A storm.", "claims": ["how"], **inject}
    return [*scenario_data()["injects"], made]


def test_an_event_of_a_hidden_condition_is_not_named_by_the_draw_that_failed():
    session = a_session(injects=injects(subject="republics", when="fear[subject] >= 70", chance=0))

    assert [event.rule for event in drawn(session, "facilitator")] == ["inject:storm"]
    assert drawn(session, "republics")
    assert not drawn(session, "nato") and not drawn(session, "public")


def test_an_event_that_some_alone_hear_of_is_not_named_by_its_draw():
    for chance in (0, 100):
        session = a_session(injects=injects(when="heat >= 0", chance=chance, audience=["russia"]))

        assert drawn(session, "facilitator") and drawn(session, "russia")
        assert not drawn(session, "nato") and not drawn(session, "public")


def test_a_draw_that_happened_is_shown_whatever_it_rested_on():
    session = a_session(rules=with_rule(when="fear[uzbekistan] >= 0", chance=100))
    close(session, 2)

    assert [event.happened for event in drawn(session, "nato") if event.rule == "tried"] == [True]


def test_a_failed_draw_of_a_rule_that_is_no_longer_there_is_the_facilitators():
    session = a_session()
    event = ChanceDrawn("forgotten", (), 30, (), 50, happened=False)

    assert seen(session.setup, event, "nato") is None
    assert seen(session.setup, event, "facilitator") is event
