"""Stories and draws in words, as every screen is given them."""

from __future__ import annotations

import pytest

from exercise.engine.explain import Story
from exercise.model import play
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from exercise.ui.desk.chair import Chair
from exercise.ui.desk.reasons import Reasons


@pytest.fixture(scope="module")
def reasons() -> Reasons:
    return Reasons(Chair(Session.create(load_scenario("practice").scenario, seed=1), "nato"))


def told(kind: str, event: play.Event) -> Story:
    return Story(1, kind, (event,), ())


def test_a_roll_that_is_not_known_is_not_told(reasons: Reasons):
    known = reasons.drawn(play.ChanceDrawn("closed-move-leaked", ("us/base-lease/kyrgyzstan",), 20, ((20, "to begin with"),), 7, True))
    unknown = reasons.drawn(play.ChanceDrawn("closed-move-leaked", ("us/base-lease/kyrgyzstan",), 22, (), -1, True))

    assert (known.odds, known.result) == ("20 %", "it happened, drawn 7 of 100")
    assert (unknown.odds, unknown.result) == ("about 22 %", "it happened")


def test_the_heading_of_an_event_says_whose_it_is(reasons: Reasons):
    ended = told("programme", play.ProgrammeEnded("us/base-lease/kyrgyzstan", "evicted", "base-given-up"))
    leaked = told("leak", play.MoveLeaked("us/base-lease/kyrgyzstan", "closed-move-leaked"))

    assert reasons.story(ended).title == "Lease of a base (the US to Kyrgyzstan) was turned out"
    assert reasons.story(leaked).title == "Lease of a base (the US to Kyrgyzstan) leaked"


def test_causes_that_read_alike_are_one_reason(reasons: Reasons):
    name = "clarity[nato]"
    causes = (
        play.Cause(7, "rule", "aims-were-told", ("nato",)),
        play.Cause(7, "rule", "aims-were-told", ("nato",)),
        play.Cause(-1, "rule", "trust-sinks-back", ("nato",)),
    )

    said = reasons.signed(name, causes, 1)

    assert [reason.amount for reason in said] == ["+1.4", "−0.1"]


@pytest.mark.parametrize(("seat", "said"), [("nato", "NATO"), ("facilitator", "the facilitator")])
def test_a_seat_is_spoken_of_in_a_sentence(seat: str, said: str):
    assert Chair(Session.create(load_scenario("practice").scenario, seed=1), seat).seat_name() == said


def test_a_seat_whose_name_takes_an_article_gets_it():
    assert Chair(Session.create(load_scenario("sahel").scenario, seed=1), "eu").seat_name() == "the European Union"
