"""A session as a whole: fold equals live, verify, the past, forks, explanations."""

from __future__ import annotations

import pytest

from exercise.engine.apply import fold
from exercise.engine.explain import CHOICE
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import Refusal
from exercise.reading.reader import Reader
from exercise.session import Session
from tests.toy import a_session, close, points, scenario_data, submit, toy_scenario

OFFER = "nato/training/kazakhstan+uzbekistan"


def played(seed: int = 1) -> Session:
    """Return a session played to its end with a bit of everything."""
    session = a_session(seed=seed)
    submit(session, "nato: training kazakhstan,uzbekistan front=germany span=year", "us: speech uzbekistan", "uzbekistan: crackdown")
    close(session)
    submit(session, f"kazakhstan: answer {OFFER} reply=accept", f"uzbekistan: answer {OFFER} reply=accept")
    close(session, 4)
    submit(session, "russia: squeeze kazakhstan", "us: training uzbekistan disclosure=closed")
    close(session)
    submit(session, "uzbekistan: answer us/training/uzbekistan reply=accept")
    close(session, 3)
    assert session.state.phase == "over"
    return session


def test_the_fold_of_the_entries_is_the_live_state():
    session = played()

    folded = fold(session.opening, (event for entry in session.entries for event in entry.events))

    assert folded == session.state


def test_todays_engine_decides_a_session_as_it_was_decided():
    verdict = played().verify()

    assert verdict.agrees


def test_verify_names_the_first_entry_and_track_that_differ():
    session = played()
    n = session.timeline.adjudication(1)
    entry = session.entries[n - 1]
    events = tuple(
        event._replace(after=event.after + 1) if isinstance(event, play.TrackChanged) and event.name == "heat" else event
        for event in entry.events
    )
    session.entries[n - 1] = entry._replace(events=events)

    verdict = session.verify()

    assert (verdict.agrees, verdict.entry, verdict.turn) == (False, n, 1)
    assert "heat went from" in verdict.what


def test_the_past_is_where_it_was():
    session = a_session()
    states = [session.at(0)]
    for _ in range(6):
        close(session)
        states.append(session.state)

    assert [session.at(len(session.entries) - 6 + i) for i in range(7)][1:] == states[1:]


def test_a_closed_phase_and_anothers_actor_are_refused_with_code_and_facts():
    session = a_session()

    assert session.submit("nato: training kazakhstan", "russia").code == "move.not-yours"
    assert session.submit("nato: trainning kazakhstan", "nato").facts["near"] == "training"
    assert session.submit("nato: training kazakstan", "nato").facts["near"] == "kazakhstan"
    assert session.submit("nato: close-phase", "nato").code == "facilitator.only"
    submit(session, "nato: training kazakhstan size=large", seat="nato")
    refusal = session.submit("nato: training uzbekistan size=large", "nato")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts["have"], refusal.facts["cost"]) == ("move.over-budget", 10, 20)
    close(session)
    assert session.submit("us: speech kazakhstan", "us").code == "move.wrong-phase"


def test_a_sealed_move_can_be_withdrawn_until_the_phase_closes():
    session = a_session()
    submit(session, "nato: speech kazakhstan", "nato: withdraw nato/speech/kazakhstan", seat="nato")

    assert not session.state.moves


def test_the_facilitator_acts_for_an_absent_seat_and_the_entry_says_so():
    session = a_session()

    entry = session.submit("russia: squeeze kazakhstan", "facilitator")

    assert (entry.seat, entry.move.actor) == ("facilitator", "russia")


def test_a_pause_stops_everything_but_the_facilitators_resume():
    session = a_session()
    submit(session, 'facilitator: pause because="Fire alarm."')

    assert session.submit("nato: speech kazakhstan", "nato").code == "move.paused"
    assert session.submit("facilitator: close-phase", "facilitator").code == "move.paused"
    submit(session, "facilitator: resume", "nato: speech kazakhstan")


def test_a_change_opens_into_causes_and_what_would_have_changed_it():
    session = played()

    total = Reader(session, "facilitator").why(1, "goodwill[russia, us]")
    other = {(one.modality, one.value): one.after for one in Reader(session, "facilitator").instead(1, "goodwill[russia, us]")}

    assert total.after - total.before == sum(cause.amount for cause in total.causes) == -60
    assert other[("voice", "low-key")] == total.after + 40
    assert other[("front", "germany")] == total.before
    assert other[("", "")] == total.before


def test_a_seats_explanation_of_what_it_sees_needs_no_secret():
    session = a_session()
    submit(session, "nato: speech kazakhstan", "russia: squeeze uzbekistan")
    close(session, 2)

    shown = Reader(session, "nato").instead(1, "goodwill[russia, nato]")

    assert Reader(session, "nato").why(1, "fear[uzbekistan]") is None
    assert all(one.move.actor == "nato" for one in shown)


def test_another_reaction_to_an_event_would_have_changed_it_too():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan")
    submit(session, "uzbekistan: react unrest choice=talk", seat="republics")
    close(session, 2)
    track, place = "fear[uzbekistan]", session.book.track_index["fear[uzbekistan]"]

    for seat in ("republics", "facilitator"):
        [other] = [one for one in Reader(session, seat).instead(1, track) if one.modality == CHOICE]

        assert (other.move.actor, other.move.kind, other.value) == ("uzbekistan", "react", "wait")
        fork = session.fork(1, instead=[other.move], go_on="turn")
        assert other.after == fork.state.tracks[place] != other.recorded
    assert not [one for one in Reader(session, "nato").instead(1, track) if one.modality == CHOICE], "who does not see the fear is told nothing"


def test_a_fork_differs_only_where_the_change_reaches():
    session = played()

    fork = session.fork(1, instead=["us: speech uzbekistan voice=low-key"])

    assert fork.state.phase == "over"
    assert fork.verify().agrees
    differing = {name for name, track in session.book.track_index.items() if session.state.tracks[track] != fork.state.tracks[track]}
    assert differing == {"goodwill[russia, us]"}


def test_a_fork_without_a_change_is_the_session_again():
    session = played()

    fork = session.fork(2)

    assert fork.state == session.state


def test_an_answer_is_decided_otherwise_in_its_own_phase():
    session = a_session()
    submit(session, "nato: training kazakhstan,uzbekistan")
    close(session)
    submit(session, f"kazakhstan: answer {OFFER} reply=accept", f"uzbekistan: answer {OFFER} reply=accept", seat="republics")
    close(session, 2)

    fork = session.fork(1, instead=[f"uzbekistan: answer {OFFER} reply=decline"])
    stopped = session.fork(1, instead=[f"uzbekistan: answer {OFFER} reply=decline"], go_on="stop")

    replies = {event.actor: event.answer.reply for entry in fork.entries for event in entry.events if isinstance(event, play.OfferAnswered)}
    assert replies == {"kazakhstan": "accept", "uzbekistan": "decline"}
    assert fork.verify().agrees
    assert (stopped.state.turn, stopped.state.phase) == (1, "answer")
    assert stopped.state.answers[OFFER]["uzbekistan"].reply == "decline"
    with pytest.raises(ExerciseError, match="not possible in turn 1"):
        session.fork(1, instead=["uzbekistan: answer us/training/kazakhstan reply=decline"])


def test_an_answer_where_nothing_was_offered_is_refused():
    session = a_session()
    submit(session, "us: speech kazakhstan")
    close(session, 3)

    with pytest.raises(ExerciseError, match="no offer waited"):
        session.fork(1, instead=[f"uzbekistan: answer {OFFER} reply=decline"])


def test_a_recorded_move_that_is_refused_in_the_fork_is_kept_with_the_reason():
    session = played()

    fork = session.fork(1, instead=["nato: withdraw nato/training/kazakhstan+uzbekistan"])

    refused = [event for entry in fork.entries for event in entry.events if isinstance(event, play.NotReplayed)]
    assert refused
    assert all(event.because[0].isupper() and "move." not in event.because for event in refused)
    assert fork.state.phase == "over"
    assert fork.verify().agrees


def test_a_fork_can_stop_where_one_goes_on_oneself():
    session = played()

    fork = session.fork(2, go_on="stop")

    assert (fork.state.turn, fork.state.phase) == (2, "decide")
    assert "russia/squeeze/kazakhstan" in fork.state.moves


def test_a_seat_is_handed_to_a_bot_and_back():
    session = a_session(holders={"nato": "person"})
    submit(session, "facilitator: hand nato to=persona")
    assert session.state.holders["nato"] == "persona"

    submit(session, "facilitator: hand nato to=person")

    assert session.state.holders["nato"] == "person"


def test_a_late_session_is_shortened_and_keeps_its_epilogue():
    session = a_session()
    submit(session, 'facilitator: turns count=1 because="The bus leaves at five."')
    while session.state.phase != "over":
        close(session)

    assert session.state.turn == 1
    assert session.state.scores


def test_offers_list_what_a_seat_must_still_answer():
    session = a_session()
    submit(session, "nato: training kazakhstan,uzbekistan front=us")
    close(session)

    [offer] = Reader(session, "republics").offers()

    assert offer.to_answer == ("kazakhstan", "uzbekistan")
    assert offer.alternatives == {"front": ("germany",), "size": ("large",)}
    assert Reader(session, "russia").offers() == ()


def test_an_answer_may_ask_only_for_what_the_proposer_could_have_offered():
    moves = scenario_data()["moves"]
    training = next(kind for kind in moves if kind["id"] == "training")
    training["needs"] = [{"when": "front is actor or (front is germany and size is small)", "otherwise": "Germany lends its name to little."}]
    session = a_session(moves=moves)
    submit(session, "nato: training kazakhstan size=large", "nato: training uzbekistan size=small")
    close(session)

    offers = {offer.move.option("size"): offer.alternatives for offer in Reader(session, "republics").offers()}
    refused = session.submit("kazakhstan: answer nato/training/kazakhstan reply=change front=germany", "republics")

    assert offers == {"large": {"size": ("small",)}, "small": {"front": ("germany",), "size": ("large",)}}
    assert isinstance(refused, Refusal)
    assert refused.code == "offer.outside"


def test_numbers_of_a_turn_that_was_not_played_are_one_clear_line():
    with pytest.raises(Exception, match="turn 9 has not been played"):
        a_session().timeline.turn_entries(9)


def test_a_plan_that_does_not_exist_is_named():
    with pytest.raises(Exception, match='has no seat plan "ten"'):
        Session.create(toy_scenario(), plan="ten")


def test_a_session_at_the_start_stands_at_its_openings():
    assert points(a_session(), "trust[kazakhstan, nato]") == 500


def test_a_setup_does_not_change_and_shares_what_it_has_worked_out():
    setup = a_session().setup

    with pytest.raises(TypeError):
        setup.pace = "seminar"
    other = setup.with_seed("another")

    assert other.cache is setup.cache
    assert other.draws != setup.draws
    assert other.known_to(("nato",)) is setup.knows_of("nato")
