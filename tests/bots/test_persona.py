"""A persona acts on what would change for it: it is never told what a rule says, and never sees more than its actor."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercise.bots.bot import Outlook, RandomStream, bot_draws
from exercise.bots.crew import Crew
from exercise.bots.persona import PersonaBot
from exercise.bots.random import RandomBot
from exercise.bots.worth import GRAIN, POINT, Judge, Judges
from exercise.engine import chance, legal
from exercise.engine.preview import MovePreview
from exercise.engine.setup import Setup
from exercise.model.play import FACILITATOR, Move
from exercise.model.scenario import Persona
from exercise.session import Session
from tests.engine.test_equal_views import ANY, disturbed
from tests.toy import a_session, close, submit

NOTHING = MovePreview((), (), (), 0, ())


def a_persona(**more: Any) -> dict[str, Any]:
    calm = {"wants": [{"what": "0 - heat", "weight": 1}], "boldness": 0, "variety": 0}
    return {"id": "plain", "title": "Plain", "text": "Plain.", **calm, **more}


def a_table(persona: dict[str, Any], **more: Any) -> Session:
    return a_session(personas=[a_persona(**persona)], **more)


def the_bot(session: Session, actor: str) -> PersonaBot:
    return PersonaBot(session.setup, bot_draws(session.setup), actor, Judges(session.setup))


def outlook(session: Session, actor: str) -> Outlook:
    return Crew(session.setup).outlook(session.state, actor)


def worth(forecast: MovePreview, *wants: tuple[str, int], actor: str = "kazakhstan", pace: str = "full") -> int:
    """Return in grains what a forecast is worth to an actor with these wants."""
    session = a_session(pace=pace)
    persona = Persona.model_validate(a_persona(wants=[{"what": what, "weight": weight} for what, weight in wants]))
    judge = Judge(session.setup, actor, persona)
    return judge.worth(legal.ground_of(session.setup, session.state), forecast)


def track(name: str) -> int:
    return a_session().book.track_index[name]


def orders(session: Session, actor: str) -> tuple[Move, ...]:
    return the_bot(session, actor).orders(outlook(session, actor))


# --- what a change is worth -------------------------------------------------------------------------------------------------


def test_a_want_is_worth_its_weight_for_each_point():
    change = NOTHING._replace(now=((track("fear[kazakhstan]"), -15),))

    assert worth(change, ("fear[self]", -2)) == 3 * POINT
    assert worth(change, ("fear[uzbekistan]", -2)) == 0


def test_a_want_that_names_a_set_counts_the_mean_over_it():
    change = NOTHING._replace(now=((track("fear[uzbekistan]"), -10),))

    assert worth(change, ("fear[republics]", -4)) == 2 * POINT


def test_a_step_is_worth_a_point():
    assert worth(NOTHING._replace(now=((track("rung"), 1),)), ("rung", 3)) == 3 * POINT


def test_a_measure_is_valued_by_what_it_would_become():
    change = NOTHING._replace(now=((track("fear[kazakhstan]"), -10),))

    assert worth(change, ("calm[self]", 2)) == 2 * POINT
    assert worth(change, ("max(fear[X] for X in republics)", 1)) == 0


def test_what_comes_later_counts_half_for_each_turn_of_delay():
    def after(half_years: int) -> MovePreview:
        return NOTHING._replace(later=((track("heat"), 80, half_years),))

    assert [worth(after(n), ("heat", 1)) // GRAIN for n in (1, 2, 3)] == [40, 20, 10]
    assert worth(after(2), ("heat", -1)) == -20 * GRAIN
    assert worth(after(2), ("heat", 1), pace="seminar") == 40 * GRAIN


def test_a_programme_counts_for_every_turn_it_runs_each_half_of_the_one_before():
    running = NOTHING._replace(running=((track("heat"), 80),), lasts=3)

    assert worth(running, ("heat", 1)) // GRAIN == 80 + 40 + 20


def test_what_goes_beyond_a_tracks_range_counts_for_nothing():
    change = NOTHING._replace(now=((track("heat"), 900),))

    assert worth(change, ("heat", 1)) == 700 * GRAIN


def test_an_inject_that_is_sure_to_follow_counts_a_turn_later():
    follows = NOTHING._replace(injects=(("unrest", "kazakhstan"),))

    assert worth(follows, ("fear[self]", -2)) == -5 * POINT


# --- its own moves ----------------------------------------------------------------------------------------------------------


def test_it_makes_the_moves_that_promise_most_within_its_capital():
    session = a_table({"wants": [{"what": "trust[republics, fronts]", "weight": 5}]})

    made = orders(session, "nato")

    assert {move.kind for move in made} == {"training"}
    assert sum(legal.move_cost(session.setup, move) for move in made) <= 30


def test_it_holds_still_when_nothing_is_worth_its_cost():
    assert orders(a_table({"wants": [{"what": "trust[republics, fronts]", "weight": 1}], "boldness": 100}), "nato") == ()
    assert orders(a_table({"wants": [{"what": "heat", "weight": -1}]}), "nato") == ()


def test_a_taboo_is_never_done_and_never_agreed_to():
    taboos = {"wants": [{"what": "trust[republics, fronts]", "weight": 5}], "taboos": ["kind is training"]}
    session = a_table(taboos)
    assert orders(session, "nato") == ()

    submit(session, "nato: training kazakhstan front=nato")
    close(session)

    assert the_bot(session, "kazakhstan").answer(outlook(session, "kazakhstan"), "nato/training/kazakhstan").option("reply") == "decline"


def test_habits_leave_values_out_of_its_own_moves():
    session = a_table({"wants": [{"what": "trust[republics, fronts]", "weight": 5}], "habits": {"front": ["germany"], "size": ["small"]}})

    made = orders(session, "nato")

    assert made
    assert {(move.option("front"), move.option("size")) for move in made} == {("germany", "small")}


def test_an_agenda_makes_it_act_of_its_own_accord():
    agenda = [{"kind": "squeeze", "target": "uzbekistan", "with": {"voice": "public"}, "push": 5, "when": ["heat < 50"]}]

    made = orders(a_table({"wants": [{"what": "rung", "weight": 1}], "agenda": agenda}), "russia")

    assert made == (Move("russia", "squeeze", ("uzbekistan",), (("voice", "public"),)),)


def test_it_does_not_begin_again_what_still_runs():
    persona = {"wants": [{"what": "trust[republics, nato]", "weight": 9}], "habits": {"front": ["self"], "span": ["year"]}}
    session = a_table(persona)
    submit(session, "nato: training kazakhstan front=nato span=year")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
    close(session, 4)

    assert session.state.programmes
    assert {move.targets for move in orders(session, "nato")} == {("uzbekistan",)}


# --- what others ask of it ----------------------------------------------------------------------------------------------------


def asked(persona: dict[str, Any], offer: str, actor: str) -> Move:
    """Return a persona's answer to an offer."""
    session = a_table(persona)
    submit(session, offer)
    close(session)
    key = next(iter(session.state.offers))
    return the_bot(session, actor).answer(outlook(session, actor), key)


def test_it_agrees_to_what_is_worth_more_than_refusing():
    trusting = {"wants": [{"what": "trust[self, nato]", "weight": 1}]}
    wary = {"wants": [{"what": "trust[self, nato]", "weight": -1}]}

    assert asked(trusting, "nato: training kazakhstan front=nato", "kazakhstan").option("reply") == "accept"
    assert asked(wary, "nato: training kazakhstan front=nato open=none", "kazakhstan").option("reply") == "decline"


def test_it_asks_for_the_change_that_turns_a_no_into_a_yes():
    persona = {"wants": [{"what": "trust[self, nato]", "weight": -1}, {"what": "trust[self, germany]", "weight": 1}]}

    answer = asked(persona, "nato: training kazakhstan front=nato", "kazakhstan")

    assert dict(answer.options) == {"reply": "change", "front": "germany"}


def test_one_who_is_only_consulted_objects_or_does_not():
    pleased = {"wants": [{"what": "goodwill[russia, nato]", "weight": 1}]}
    spiteful = {"wants": [{"what": "goodwill[russia, nato]", "weight": -1}]}
    offer = "nato: training kazakhstan front=nato disclosure=consulted open=none"

    assert asked(pleased, offer, "russia").option("reply") == "no-objection"
    assert asked(spiteful, offer, "russia").option("reply") == "object"


def test_it_confirms_changes_that_leave_an_offer_worth_making():
    persona = {"wants": [{"what": "trust[republics, nato]", "weight": 1}, {"what": "trust[republics, us]", "weight": -1}]}
    session = a_table(persona)
    submit(session, "nato: training kazakhstan,uzbekistan front=nato")
    close(session)
    key = "nato/training/kazakhstan+uzbekistan"
    submit(session, f"kazakhstan: answer {key} reply=change front=us", f"uzbekistan: answer {key} reply=accept")
    close(session)

    assert the_bot(session, "nato").confirm(outlook(session, "nato"), key).option("reply") == "no"


# --- what it knows --------------------------------------------------------------------------------------------------------------

CURIOUS = a_persona(
    wants=[
        {"what": what, "weight": 2}
        for what in ("trust[republics, fronts]", "0 - max(fear[X] for X in republics)", "calm[republics]", "heat")
    ],
    taboos=["fear[kazakhstan] > 90 and kind is speech"],
    agenda=[{"kind": "squeeze", "when": ["heat < 60"], "push": 3}],
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_equal_views_give_equal_moves(data):
    session = a_session(seed=data.draw(st.integers(0, 5)), personas=[CURIOUS])
    for text in data.draw(st.lists(st.sampled_from((*ANY, *["facilitator: close-phase"] * 12)), max_size=25)):
        session.submit(text, FACILITATOR)
    if session.state.phase in ("over", "lobby"):
        return
    seat = data.draw(st.sampled_from(sorted(session.seats)))
    actor = session.seats[seat][0]
    eyes = Setup(session.book, {one: (one,) for one in session.setup.capital})
    alone = Session.create(session.scenario, plan="four", seed=1, book=session.book)
    alone.setup = eyes
    other = disturbed(alone, actor, session.state, data.draw)

    for bot in (the_bot(session, actor), RandomBot(session.setup, bot_draws(session.setup), actor)):
        one, two = (Crew(session.setup).outlook(state, actor) for state in (session.state, other))
        assert one.view == two.view
        if session.state.phase == "decide":
            assert bot.orders(one) == bot.orders(two)
        for key, (asked_, consulted) in session.state.offers.items():
            if session.state.phase == "answer" and actor in (*asked_, *consulted):
                assert bot.answer(one, key) == bot.answer(two, key)


# --- stream -----------------------------------------------------------------------------------------------------------------------


def test_lots_are_the_same_for_the_same_key_and_fair_enough():
    base = chance.base("lots")

    def drawn(*key: str | int) -> list[int]:
        stream = RandomStream(base, *key)
        return [stream.below(6) for _ in range(60)]

    assert drawn("a", 1) == drawn("a", 1)
    assert drawn("a", 1) != drawn("a", 2)
    counts = [sum(drawn("dice", n).count(face) for n in range(100)) for face in range(6)]
    assert all(850 < count < 1150 for count in counts)


def test_a_walk_visits_everything_once():
    items = list(range(20))

    walked = list(RandomStream(chance.base("lots"), "walk").walk(items))

    assert sorted(walked) == items
    assert walked != items
