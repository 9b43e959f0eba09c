"""What is behind a cause: its rule or inject, the claims it rests on, the page it opens into, the decision it names."""

from __future__ import annotations

import pytest

from exercise.model import play
from exercise.model.play import Cause, Refusal
from exercise.reading.causes import claims_of, page_of
from exercise.reading.reader import Reader
from exercise.reading.report.turning import effects_of_decisions
from exercise.session import Session
from exercise.store.places import shipped
from exercise.store.scenarios import load_scenario
from tests.toy import a_session


def test_a_struck_cause_rests_on_its_rules_claims_as_the_cause_itself_does():
    session = a_session()
    struck = 'facilitator: rule what=strike rule=loud-move because="Nobody listened."'
    for move in ("us: speech kazakhstan", "facilitator: close-phase", struck):
        assert not isinstance(session.submit(move, move.partition(":")[0]), Refusal), move
    while session.state.phase != "read-out":
        assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), Refusal)

    total = Reader(session, "facilitator").why(1, "goodwill[russia, us]")

    assert total is not None
    ruled = [cause for cause in total.causes if cause.source == "ruling"]
    assert [cause.id for cause in ruled] == ["strike:loud-move"]
    assert claims_of(session.book, ruled[0]) == session.book.rules["loud-move"].claims != ()
    assert page_of(session.book, ruled[0]) == "rule:loud-move"


@pytest.fixture(scope="module")
def session() -> Session:
    return Session.create(load_scenario("practice").scenario, seed=1)


def test_every_way_to_name_a_rule_or_an_inject_leads_to_its_claims(session: Session):
    rule = next(rule for rule in session.book.rules.values() if rule.claims)
    inject = next(inject for inject in session.book.injects.values() if inject.claims and inject.reaction is not None)
    assert inject.reaction is not None
    choice = f"{inject.id}/{inject.reaction.choices[0].id}"
    causes = {
        Cause(1, "rule", rule.id): (rule.claims, f"rule:{rule.id}"),
        Cause(1, "fading", rule.id): (rule.claims, f"rule:{rule.id}"),
        Cause(-1, "ruling", f"strike:{rule.id}"): (rule.claims, f"rule:{rule.id}"),
        Cause(1, "inject", inject.id): (inject.claims, f"inject:{inject.id}"),
        Cause(1, "choice", choice): (inject.claims, f"choice:{choice}"),
        Cause(-1, "ruling", f"strike:choice:{choice}"): (inject.claims, f"choice:{choice}"),
        Cause(-1, "ruling", f"strike:inject:{inject.id}"): (inject.claims, f"inject:{inject.id}"),
    }

    assert {cause: (claims_of(session.book, cause), page_of(session.book, cause)) for cause in causes} == causes


def test_what_is_no_rule_rests_on_no_claim_whatever_it_is_called(session: Session):
    rule = next(rule for rule in session.book.rules.values() if rule.claims)
    for source in ("range", "cost", "refund", "income", "upkeep", "written", "argument", "hidden"):
        assert claims_of(session.book, Cause(1, source, rule.id)) == ()
        assert page_of(session.book, Cause(1, source, rule.id)) == ""


def test_what_a_programme_from_the_start_does_is_no_later_decisions_effect():
    session = Session.open(shipped("saves") / "example-five.jsonl", write=False)
    key, track = "nato/counter-narcotics/tajikistan", "trust[tajikistan, nato]"
    causes = [
        cause for entry in session.entries for event in entry.events if isinstance(event, play.TrackChanged) and event.name == track
        for cause in event.causes
    ]  # fmt: skip
    from_the_start = [cause for cause in causes if f"{key}@0" in cause.about]

    effects = effects_of_decisions(Reader.on_record(session))[2, key]

    assert from_the_start
    assert effects[track] == sum(cause.amount for cause in causes if key in cause.about or f"{key}@2" in cause.about)
