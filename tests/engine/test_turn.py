"""A turn worked out by hand: consent, causes, delays, programmes, injects, draws, range, epilogue."""

from __future__ import annotations

import pytest

from exercise.engine.adjudicate import score
from exercise.engine.decide import dice_of
from exercise.model import play
from exercise.model.play import Refusal
from exercise.reading.reader import Reader
from tests.toy import a_session, close, points, submit


def events(session, kind):
    return [event for entry in session.entries for event in entry.events if isinstance(event, kind)]


def finish_turn(session):
    """Close phases up to the read-out of this turn."""
    turn = session.state.turn
    while session.state.phase != "read-out" and session.state.turn == turn:
        close(session)


def test_a_turn_brings_capital_and_carries_over_no_more_than_allowed():
    session = a_session()
    assert points(session, "capital[nato]") == 30

    finish_turn(session)
    close(session)

    assert points(session, "capital[nato]") == 50


def test_an_accepted_offer_works_and_its_causes_sum_to_the_change():
    session = a_session()
    submit(session, "nato: training kazakhstan front=germany size=large span=year")
    close(session)
    assert session.state.phase == "answer"

    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept", seat="republics")
    finish_turn(session)

    # 4 x 200 % for the training, then 1 for the programme that it opened.
    assert points(session, "trust[kazakhstan, germany]") == 550 + 80 + 10
    assert points(session, "capital[nato]") == 10
    # +2 fading over two half-years; then 1 toward 20 by at most 3.
    assert points(session, "heat") == 300 + 20 - 30
    for change in events(session, play.TrackChanged):
        assert sum(cause.amount for cause in change.causes) == change.after - change.before


def test_delays_and_fading_come_due_in_later_half_years():
    session = a_session()
    submit(session, "nato: training kazakhstan front=germany")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
    finish_turn(session)
    assert points(session, "fear[kazakhstan]") == 400
    close(session, 2)

    finish_turn(session)

    assert points(session, "fear[kazakhstan]") == 390
    fading = [cause for change in events(session, play.TrackChanged) for cause in change.causes if cause.source == "fading"]
    assert sum(cause.amount for cause in fading) == -10


def test_a_declined_offer_returns_half_its_cost_and_has_rules_of_its_own():
    session = a_session()
    submit(session, "nato: training kazakhstan front=germany size=large")
    close(session)

    finish_turn(session)

    assert points(session, "capital[nato]") == 10 + 10
    assert points(session, "trust[kazakhstan, germany]") == 540
    assert not session.state.programmes


def test_each_target_agrees_for_itself_and_may_change_the_terms():
    session = a_session()
    submit(session, "nato: training kazakhstan,uzbekistan front=us size=small")
    close(session)
    offer = "nato/training/kazakhstan+uzbekistan"
    submit(session, f"us: answer {offer} reply=accept", f"kazakhstan: answer {offer} reply=accept")
    submit(session, f"uzbekistan: answer {offer} reply=change front=germany")
    close(session)
    assert session.state.phase == "confirm"
    submit(session, f"nato: confirm {offer} reply=yes")

    finish_turn(session)

    acts = [event.act for event in events(session, play.MoveResolved)]
    assert [(act.targets, act.mods["front"]) for act in acts] == [(("kazakhstan",), "us"), (("uzbekistan",), "germany")]


def test_the_proposer_has_the_last_word_and_no_lets_the_offer_lapse():
    session = a_session()
    submit(session, "nato: training uzbekistan front=nato")
    close(session)
    submit(session, "uzbekistan: answer nato/training/uzbekistan reply=change front=germany")
    close(session)
    submit(session, "nato: confirm nato/training/uzbekistan reply=no")

    finish_turn(session)

    assert [event.act.outcome for event in events(session, play.MoveResolved)] == ["lapsed"]


def test_a_front_with_a_seat_of_its_own_must_agree_to_speak():
    session = a_session()
    submit(session, "nato: training kazakhstan front=us")
    close(session)
    offer = "nato/training/kazakhstan"
    assert session.state.offers[offer] == (("kazakhstan", "us"), ())
    submit(session, f"kazakhstan: answer {offer} reply=accept", f"us: answer {offer} reply=decline")

    finish_turn(session)

    assert [event.act.outcome for event in events(session, play.MoveResolved)] == ["declined"]


def test_those_consulted_are_heard_but_do_not_decide():
    session = a_session()
    submit(session, "nato: training kazakhstan front=nato disclosure=consulted")
    close(session)
    offer = "nato/training/kazakhstan"
    submit(session, f"kazakhstan: answer {offer} reply=accept", f"russia: answer {offer} reply=object")

    finish_turn(session)

    assert [event.act.objectors for event in events(session, play.MoveResolved)] == [("russia",)]
    assert points(session, "goodwill[russia, nato]") == 400 - 20 - 60


def test_no_objection_counts_as_consent_where_the_kind_says_so_and_a_step_counts_once():
    session = a_session()
    submit(session, "nato: ladder")
    close(session)
    submit(session, "russia: answer nato/ladder reply=no-objection")

    finish_turn(session)

    assert points(session, "rung") == 1


def test_a_programme_ended_early_counts_as_broken():
    session = a_session()
    submit(session, "nato: training kazakhstan front=germany span=year")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
    finish_turn(session)
    close(session, 2)
    trust = points(session, "trust[kazakhstan, germany]")

    submit(session, "nato: end nato/training/kazakhstan@1")
    finish_turn(session)

    assert points(session, "trust[kazakhstan, germany]") == trust - 60


def test_an_upkeep_that_cannot_be_paid_breaks_the_programme():
    session = a_session(head={**_head(), "capital": {"a_turn": 1, "carry": 0}})
    submit(session, "nato: training kazakhstan front=germany span=year", "us: training kazakhstan span=year")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept", "kazakhstan: answer us/training/kazakhstan reply=accept")
    finish_turn(session)

    close(session)

    assert points(session, "capital[nato]") == 0
    assert set(session.state.programmes) == {"nato/training/kazakhstan@1", "us/training/kazakhstan@1"}


def _head():
    from tests.toy import scenario_data

    return scenario_data()["head"]


def test_dated_injects_happen_in_the_turn_that_holds_their_month():
    session = a_session()
    assert not session.state.opened

    finish_turn(session)
    close(session)

    assert [open_.inject for open_ in session.state.opened] == ["summit"]


def test_an_inject_can_be_held_and_released_to_one_side_only():
    session = a_session()
    submit(session, "facilitator: hold summit")
    finish_turn(session)
    close(session)
    assert not session.state.opened

    submit(session, "facilitator: release summit to=russia")

    assert [open_.inject for open_ in Reader(session, "russia").view.state.opened] == ["summit"]
    assert not Reader(session, "nato").view.state.opened


def test_a_reaction_is_chosen_and_silence_takes_the_first_choice():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan")
    assert points(session, "fear[uzbekistan]") == 850

    submit(session, "uzbekistan: react unrest choice=talk", seat="republics")
    finish_turn(session)

    assert points(session, "fear[uzbekistan]") == 820


def test_range_is_a_cause_of_its_own():
    session = a_session(opening={**_opening(), "fear": {"kazakhstan": 98, "uzbekistan": 80}})
    submit(session, "russia: squeeze kazakhstan")

    finish_turn(session)

    change = next(event for event in events(session, play.TrackChanged) if event.name == "fear[kazakhstan]")
    assert change.after == 1000
    assert ("range", -80) in [(cause.source, cause.amount) for cause in change.causes]


def _opening():
    from tests.toy import scenario_data

    return scenario_data()["opening"]


def test_draws_are_keyed_so_that_another_front_meets_the_same_roll():
    rolls = []
    for front in ("nato", "germany"):
        session = a_session(seed=5)
        submit(session, f"nato: training kazakhstan front={front} disclosure=closed")
        close(session)
        submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
        finish_turn(session)
        rolls.append([event.roll for event in events(session, play.ChanceDrawn)])
    assert rolls[0] == rolls[1]
    assert len(rolls[0]) == 1


def test_a_ruling_strikes_a_cause_adds_a_change_and_settles_a_draw_and_the_events_keep_what_the_rules_gave():
    session = a_session()
    submit(session, "us: speech kazakhstan", "nato: training kazakhstan front=germany disclosure=closed")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
    close(session)
    submit(session, 'facilitator: rule what=strike rule=loud-move about=us/speech/kazakhstan because="Nobody listened."')
    submit(session, 'facilitator: rule what=change track="trust[kazakhstan, us]" by=-3 because="A scandal."')
    submit(session, 'facilitator: rule what=draw rule=closed-work-leaks result=yes because="A reporter called."')

    finish_turn(session)

    assert points(session, "goodwill[russia, us]") == 200
    struck = next(event for event in events(session, play.TrackChanged) if event.name == "goodwill[russia, us]")
    assert (struck.before, struck.after, struck.ruled) == (200, 200, 140)
    assert points(session, "trust[kazakhstan, us]") == 300 - 30 + 0
    drawn = events(session, play.ChanceDrawn)[0]
    assert drawn.happened
    assert events(session, play.MoveLeaked)


@pytest.mark.parametrize("pace", ["full", "seminar"])
def test_a_ruling_adds_its_change_once_whatever_the_pace_and_not_again_in_the_epilogue(pace):
    ends = []
    for ruled in (False, True):
        session = a_session(pace=pace)
        submit(session, 'facilitator: turns count=1 because="Late."')
        if ruled:
            submit(session, 'facilitator: rule what=change track="goodwill[russia, us]" by=+3 because="So."')
        finish_turn(session)
        close(session)
        ends.append(points(session, "goodwill[russia, us]"))
    assert ends[1] - ends[0] == 30


def test_a_ruling_demands_a_reason():
    session = a_session()

    refusal = session.submit('facilitator: rule what=change track="heat" by=3', "facilitator")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "facilitator.reason"


@pytest.mark.parametrize(("typed", "roll"), [("5+4", (5, 4)), ("5 4", (5, 4)), ("5,4", (5, 4)), (" 6 , 1 ", (6, 1))])
def test_dice_rolled_at_the_table_are_written_with_a_plus_a_space_or_a_comma(typed, roll):
    assert dice_of(typed) == roll


@pytest.mark.parametrize("typed", ["54", "7+1", "5", "5+4+1", "five four", ""])
def test_what_is_no_pair_of_dice_is_not_taken_for_one(typed):
    assert dice_of(typed) == ()


def test_an_argument_is_ruled_as_a_kind_with_strength_and_direct_changes():
    session = a_session()
    submit(session, 'russia: argue text="We close the airspace." for="It is ours." for2="It was done before."', seat="russia")
    submit(session, 'facilitator: weigh russia/argument against="There are other routes."')
    submit(
        session,
        'facilitator: rule-argument russia/argument method=dice roll=4+4 mod="+1 strong reason" as="squeeze kazakhstan" strength=150 '
        'change="heat +3" because="Credible."',
    )

    finish_turn(session)

    assert points(session, "fear[kazakhstan]") == 400 + 150
    argument = session.state.arguments["russia/argument"]
    assert (argument.ruled, argument.roll, argument.against) == ("allowed", (4, 4), ("There are other routes.",))


def test_signals_are_kept_broken_or_crossed():
    session = a_session()
    submit(session, "nato: signal kazakhstan type=intention about=training", "us: signal type=promise about=speech voice=public")
    submit(session, "russia: signal uzbekistan type=red-line about=speech")
    submit(session, "us: speech uzbekistan")

    finish_turn(session)
    close(session, 2)
    finish_turn(session)

    settled = {(event.id.split("/")[0], event.how) for event in events(session, play.SignalSettled)}
    assert settled == {("us", "broken"), ("russia", "crossed"), ("nato", "broken")}


def test_the_epilogue_runs_and_scores_are_read_at_its_end():
    session = a_session()
    finish_turn(session)
    close(session, 2)
    finish_turn(session)

    close(session)

    assert session.state.phase == "over"
    assert session.state.clock == 2 + 2
    assert set(session.state.scores) == {"nato-trust", "russia-calm"}


def test_at_seminar_pace_each_turn_runs_two_half_years():
    session = a_session(pace="seminar")
    assert session.state.turns == 1

    finish_turn(session)

    assert session.state.clock == 2


@pytest.mark.parametrize(
    ("value", "worst", "best", "expected"),
    [(200, 20, 80, 0), (500, 20, 80, 50), (900, 20, 80, 100), (800, 80, 10, 0), (450, 80, 10, 50), (0, 80, 10, 100)],
)
def test_scores_run_from_worst_to_best_whichever_is_greater(value, worst, best, expected):
    assert score(value, worst, best) == expected


def test_the_order_in_which_moves_are_sealed_changes_nothing():
    from exercise.engine.apply import hash_parts

    moves = ["us: speech kazakhstan", "russia: squeeze uzbekistan", "nato: ladder", "uzbekistan: crackdown"]
    hashes = []
    for order in (moves, moves[::-1]):
        session = a_session()
        submit(session, *order)
        finish_turn(session)
        hashes.append(hash_parts(session.state))
    assert hashes[0] == hashes[1]


def test_every_seat_plan_gives_the_same_state_for_the_same_moves_and_answers():
    from exercise.engine.apply import hash_parts

    hashes = []
    for plan in ("four", "two"):
        session = a_session(plan=plan)
        submit(session, "nato: training kazakhstan front=us", "russia: squeeze uzbekistan")
        close(session)
        offer = "nato/training/kazakhstan"
        submit(session, f"kazakhstan: answer {offer} reply=accept")
        if "us" not in session.state.answers[offer]:
            submit(session, f"us: answer {offer} reply=accept")
        finish_turn(session)
        hashes.append(hash_parts(session.state))
    assert hashes[0] == hashes[1]
