"""What a seat sees, and that nothing it is told rests on more than that."""

from __future__ import annotations

import inspect
from typing import NamedTuple

import pytest

from exercise.engine import shown as shown_module
from exercise.engine.legal import choices, kinds
from exercise.engine.preview import preview
from exercise.engine.shown import FACILITATORS, SHOWN, as_shown, fields
from exercise.engine.view import numbered, seen, seen_entry, view
from exercise.model import play
from exercise.model.moves import parse_move
from exercise.model.play import ALL, EVENT_TYPES
from exercise.reading.reader import Reader
from tests.toy import a_session, close, points, submit

VALUES = {play.Move, play.Answer, play.Act, play.Programme, play.Signal, play.Cause, play.Pending, play.Open, play.Argument}


def test_every_event_and_value_is_shown_or_kept_for_the_facilitator_on_purpose():
    assert set(EVENT_TYPES) | VALUES | {play.Due, play.Ruling} == set(SHOWN) | FACILITATORS
    assert not set(SHOWN) & FACILITATORS


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_every_field_is_shown_or_withheld_on_purpose(kind):
    declared = SHOWN[kind]

    assert declared.shown | declared.own | declared.withheld == set(kind._fields)
    assert len(declared.shown) + len(declared.own) + len(declared.withheld) == len(kind._fields)


class Later(NamedTuple):
    """An event of tomorrow, with a field that nobody has thought about and a value of a type that nobody has declared."""

    seat: str
    inner: object
    audience: tuple[str, ...] = ALL
    canary: str = ""


class Unthought(NamedTuple):
    canary: str = "canary"


def test_a_field_or_type_added_later_is_withheld_until_it_is_declared(monkeypatch):
    event = Later("nato", play.Move("us", "speech", because="canary"), canary="canary")
    assert as_shown(event) is None
    monkeypatch.setitem(SHOWN, Later, fields("seat inner audience"))
    monkeypatch.delitem(shown_module._plans, Later)

    assert as_shown(event) == Later("nato", play.Move("us", "speech"))
    assert as_shown(event, own=True) == Later("nato", play.Move("us", "speech", because="canary"))
    assert as_shown(Later("nato", Unthought())).inner is None
    assert as_shown(Later("nato", (Unthought(),))).inner == (None,)
    monkeypatch.delitem(shown_module._plans, Later)


def test_a_field_of_the_state_that_the_view_does_not_name_stays_empty():
    named = inspect.getsource(view)

    unnamed = [name for name in play.STATE_EMPTY if f"mine.{name} =" not in named]

    assert unnamed == ["due", "told", "rulings", "held", "scores"]
    session = a_session()
    for name in unnamed:
        assert getattr(Reader(session, "nato").view.state, name) == play.STATE_EMPTY[name]()


def test_who_alone_heard_of_an_event_is_remembered_for_as_long_as_it_matters():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan to=republics")
    place = ("unrest", "uzbekistan")

    assert place in Reader(session, "republics").view.state.happened
    assert place not in Reader(session, "nato").view.state.happened
    close(session, 3)
    assert place not in Reader(session, "nato").view.state.happened
    submit(session, "facilitator: reveal unrest")
    assert place in Reader(session, "nato").view.state.happened


def test_a_seat_sees_numbers_of_its_own_bands_of_others_and_priors_of_the_hidden():
    session = a_session()
    index = session.book.track_index

    seen_by_nato = Reader(session, "nato").view.state.tracks

    assert seen_by_nato[index["trust[kazakhstan, us]"]] == 500
    assert seen_by_nato[index["fear[uzbekistan]"]] == 500
    assert seen_by_nato[index["heat"]] == points(session, "heat")
    assert Reader(session, "republics").view.state.tracks[index["fear[uzbekistan]"]] == 800


def test_sealed_moves_stay_sealed_and_reasons_stay_private():
    session = a_session()
    submit(session, 'nato: training kazakhstan because="canary reason"', seat="nato")

    assert "nato/training/kazakhstan" in Reader(session, "nato").view.state.moves
    assert not Reader(session, "us").view.state.moves
    close(session)
    offered = Reader(session, "republics").view.state.moves["nato/training/kazakhstan"]
    assert offered.because == ""
    assert not Reader(session, "russia").view.state.moves


def test_a_closed_move_stays_with_its_parties_until_it_leaks():
    session = a_session(rules=[rule for rule in _rules() if rule["id"] != "closed-work-leaks"])
    submit(session, "nato: training kazakhstan front=germany disclosure=closed span=year")
    close(session)
    submit(session, "kazakhstan: answer nato/training/kazakhstan reply=accept")
    close(session, 2)

    assert Reader(session, "republics").view.state.programmes
    assert not Reader(session, "russia").view.state.programmes
    told = str(list(Reader(session, "russia").entries()))
    assert "nato/training" not in told
    change = next(
        event
        for entry in Reader(session, "russia").entries()
        for event in entry.events
        if isinstance(event, play.TrackChanged) and event.name == "goodwill[russia, germany]"
    )
    assert [(cause.source, cause.amount) for cause in change.causes] == [("hidden", -20)]


def _rules():
    from tests.toy import scenario_data

    return scenario_data()["rules"]


MOVES = (
    "nato: training kazakhstan front=germany",
    "nato: training uzbekistan front=us size=large disclosure=closed",
    "nato: speech kazakhstan",
    "nato: ladder",
)


@pytest.mark.parametrize("text", MOVES)
def test_two_states_with_equal_views_give_equal_answers(text):
    """Only what the NATO seat cannot see differs between the two: fear is hidden, trust is seen in bands, others' moves are sealed."""
    session = a_session()
    other = session.state.copy()
    index = session.book.track_index
    other.tracks[index["fear[kazakhstan]"]] = 10
    other.tracks[index["fear[uzbekistan]"]] = 990
    other.tracks[index["trust[kazakhstan, germany]"]] = 690
    other.tracks[index["capital[russia]"]] = 0
    other.moves["russia/squeeze/kazakhstan"] = parse_move("russia: squeeze kazakhstan voice=low-key")
    one, two = view(session.setup, session.state, "nato"), view(session.setup, other, "nato")
    assert one == two

    move = parse_move(text)

    assert preview(session.setup, one, move) == preview(session.setup, two, move)
    assert kinds(session.setup, one.state, "nato") == kinds(session.setup, two.state, "nato")
    assert choices(session.setup, one.state, move) == choices(session.setup, two.state, move)


def test_whether_a_move_is_open_is_the_same_from_a_view_as_from_the_truth():
    session = a_session()
    for seat, actors in session.seats.items():
        for actor in actors:
            assert kinds(session.setup, Reader(session, seat).view.state, actor) == kinds(session.setup, session.state, actor)


def test_a_preview_foresees_what_then_happens_when_nobody_else_moves():
    session = a_session()
    move = parse_move("nato: speech kazakhstan voice=public")
    expected = {change.name: change.change for change in Reader(session, "facilitator").preview(move).changes}
    still = a_session()
    close(still, 2)

    submit(session, "nato: speech kazakhstan voice=public")
    close(session, 2)

    happened = {
        name: session.state.tracks[track] - still.state.tracks[track]
        for name, track in session.book.track_index.items()
        if session.state.tracks[track] != still.state.tracks[track] and not name.startswith("capital")
    }
    assert expected == happened


def test_a_preview_of_an_offer_received_shows_accepting_and_declining():
    session = a_session()
    submit(session, "nato: training kazakhstan front=germany")
    close(session)

    shown = Reader(session, "republics").preview(parse_move("kazakhstan: answer nato/training/kazakhstan reply=accept"))

    assert {change.name for change in shown.changes} >= {"trust[kazakhstan, germany]", "heat"}
    assert [(change.name, change.change) for change in shown.declined] == [
        ("trust[kazakhstan, germany]", -10)
    ] or "trust[kazakhstan, germany]" in {change.name for change in shown.declined}
    assert [later.name for later in shown.later if later.later == 1 and later.name.startswith("fear")] == ["fear[kazakhstan]"]


def test_a_signal_in_confidence_is_named_by_no_cause_to_those_who_did_not_hear_it():
    heard = {"id": "heard", "title": "Heard", "claims": ["how"], "stage": "drift", "each": "S in signals", "then": "heat +1"}
    session = a_session(rules=[*_rules(), heard])
    submit(session, 'russia: signal kazakhstan type=promise about=squeeze voice=low-key text="canary"', seat="russia")
    close(session, 2)

    assert "russia/promise" in str(list(Reader(session, "russia").entries())) + str(list(Reader(session, "republics").entries()))
    assert "russia/promise" not in str(list(Reader(session, "nato").entries()))


def test_what_a_preview_rests_on_and_the_seat_cannot_see_is_named():
    session = a_session()

    shown = Reader(session, "nato").preview(parse_move("nato: training kazakhstan front=germany disclosure=closed"))

    assert "trust[kazakhstan, germany]" in shown.not_known
    assert [(chance.rule, chance.odds) for chance in shown.chances] == [("closed-work-leaks", 40)]


def test_no_entry_shown_to_a_seat_holds_anothers_words():
    session = a_session()
    submit(session, 'russia: squeeze kazakhstan because="canary-russia"', seat="russia")
    submit(session, 'russia: message us text="canary-message"', seat="russia")
    submit(session, 'russia: note text="canary-note"', seat="russia")
    submit(session, "russia: predict track=heat direction=up", seat="russia")
    close(session, 3)

    for seat in ("nato", "republics", "public"):
        told = str(Reader(session, seat).entries()) + str(vars_of(Reader(session, seat).view))
        assert "canary" not in told
    assert "canary-message" in str(Reader(session, "us").entries())


def test_the_entries_a_seat_is_shown_are_numbered_without_gaps():
    session = a_session()
    submit(session, "russia: squeeze kazakhstan", "us: speech kazakhstan", seat=play.FACILITATOR)
    submit(session, "nato: commit", seat="nato")

    numbers = numbered(Reader(session, "nato").entries())

    assert list(numbers.values()) == [1, 2, 3]
    assert max(numbers) == len(session.entries) == 5
    assert numbered(Reader(session, "facilitator").entries()) == {n: n for n in range(1, 6)}


def vars_of(shown):
    return {name: getattr(shown.state, name) for name in play.STATE_EMPTY}


def test_after_the_end_everything_is_lifted():
    session = a_session()
    submit(session, 'russia: squeeze kazakhstan because="canary"', seat="russia")
    while session.state.phase != "over":
        close(session)

    assert "canary" in str(Reader(session, "nato").entries())
    assert Reader(session, "nato").view.lifted


def test_the_facilitator_sees_events_as_they_are():
    session = a_session()
    for entry in session.entries:
        assert seen_entry(session.setup, entry, "facilitator") == entry
        for event in entry.events:
            assert seen(session.setup, event, "facilitator") is event
