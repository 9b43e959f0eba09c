"""No answer to a move tells what its maker may not know: names, keys and suggestions are looked up among what the seat has seen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from exercise.engine.decide import VERBS, decide
from exercise.engine.view import view
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Argument, Open, Programme, Refusal, Signal
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.words import Words
from tests.engine.test_equal_views import ANY, disturbed
from tests.test_session_machine import REPLIES
from tests.toy import a_session, close, submit

OFFERS = ("nato/training/kazakhstan", "nato/training/kazakhstan+uzbekistan", "us/training/uzbekistan", "us/training/kazakhstan")
NAMES = (
    *OFFERS, "nato/training/kazakstan", "nato/ladder", "us/speech/kazakhstan", "unrest", "unrst", "summit", "alarm", "written-1",
    "russia/argument", "nato/argument", "uzbekistan/argument", "russia/argumen", "nato/training/kazakhstan@0",
    "us/training/uzbekistan@0", "us/training/uzbekistan@1", "nato", "us", "russia", "republics", "kazakhstan", "uzbekistan", "germany",
    "facilitator", "nobody", "NATO",
)  # fmt: skip
VALUES = {
    "reply": ("accept", "decline", "change", "object", "no-objection", "yes", "no", "maybe"),
    "choice": ("wait", "talk", "run"),
    "subject": ("kazakhstan", "uzbekistan", "nobody"),
    "objective": ("nato-trust", "nato-trusts", "russia-calm", "none"),
    "text": ("Words.", ""),
    "for": ("A reason.",),
    "against": ("A reason.",),
    "type": ("promise", "red-line", "threat"),
    "about": ("training", "speech", "nonsense"),
    "track": ("heat", "fear[uzbekistan]", "none"),
    "direction": ("up", "sideways"),
    "front": ("us", "germany", "nobody"),
    "size": ("large", "huge"),
    "voice": ("public", "low-key"),
}
SENSIBLE = {
    "answer": ("reply=accept", "reply=change size=large"),
    "confirm": ("reply=yes",),
    "react": ("choice=talk", "choice=talk subject=uzbekistan"),
    "weigh": ('for="Yes."',),
    "note": ('text="x" objective={name}', 'text="x"'),
    "message": ('text="x"',),
    "signal": ("type=promise about=training",),
    "predict": ("track=heat direction=up",),
}
"""Options with which a verb may go through, so that it is its target that is refused."""
KINDS = (*VERBS, "training", "speech", "ladder", "squeeze", "crackdown", "nonsense")


@st.composite
def moves(draw: st.DrawFn, actors: tuple[str, ...]):
    """Return any move or verb of some speakers, aimed at anything, sensible or not."""
    kind = draw(st.sampled_from(KINDS))
    targets = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
    options = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True))
    said = " ".join(f'{name}="{draw(st.sampled_from(VALUES[name]))}"' for name in options)
    return parse_move(f"{draw(st.sampled_from(actors))}: {kind} {','.join(targets)} {said}".strip())


def elsewhere(session: Session, seat: str, draw: st.DrawFn):
    """Return a state that differs in what the seat cannot see: others' offers, events, arguments, programmes and words."""
    state = disturbed(session, seat, session.state, draw)
    turn = state.turn
    held = {seat, *session.seats[seat]}
    strangers = [actor for actor in sorted(session.setup.capital) if actor not in held]
    for key in sorted(state.offers):
        asked, consulted = state.offers[key]
        if held.isdisjoint((state.moves[key].actor, *asked, *consulted)) and draw(st.booleans()):
            for kept in (state.moves, state.offers, state.answers, state.confirms):
                kept.pop(key, None)
    if state.phase in ("answer", "confirm"):
        for key in OFFERS:
            move = parse_move(f"{key.split('/')[0]}: training {key.split('/')[2].replace('+', ',')}")
            if key not in state.moves and held.isdisjoint((move.actor, *move.targets)) and draw(st.booleans()):
                state.moves[key] = move
                state.offers[key] = (move.targets, ())
    if draw(st.booleans()):
        state.opened = (*state.opened, Open("unrest", draw(st.sampled_from(["kazakhstan", "uzbekistan"])), turn, "", (strangers[0],)))
    for actor in strangers:
        key = f"{actor}/argument"
        if key not in state.arguments or state.arguments[key].ruled == "open":
            state.arguments.pop(key, None)
            if draw(st.booleans()):
                state.arguments[key] = Argument(key, actor, "Hidden.", ("Hidden.",))
        if draw(st.booleans()):
            hidden = f"{actor}/training/uzbekistan@{turn}"
            state.programmes[hidden] = Programme(hidden, "training", actor, ("uzbekistan",), {}, 0, 2, 0, audience=(actor,))
            if "uzbekistan" in held:
                del state.programmes[hidden]
        if draw(st.booleans()) and state.turn:
            signal = f"{actor}/promise/speech/{actor}@{turn}"
            state.signals[signal] = Signal(signal, actor, "promise", "speech", actor, "low-key", turn, turn + 3)
    return state


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_rests_on_what_the_seat_cannot_see(data):
    session = a_session(seed=data.draw(st.integers(0, 3)), plan=data.draw(st.sampled_from(["four", "two"])))
    submit(session, "nato: training kazakhstan", "us: training uzbekistan disclosure=closed")
    for text in data.draw(st.lists(st.sampled_from((*ANY, *["facilitator: close-phase"] * 8)), max_size=12)):
        session.submit(text, FACILITATOR)
        for key, (asked, _) in session.state.offers.items() if session.state.phase == "answer" else ():
            if data.draw(st.booleans()):
                session.submit(f"{asked[0]}: answer {key} reply={data.draw(st.sampled_from(REPLIES))}", FACILITATOR)
    if session.state.phase == "over":
        return
    seat = data.draw(st.sampled_from(sorted(session.seats)))
    other = elsewhere(session, seat, data.draw)
    assume(view(session.setup, session.state, seat) == view(session.setup, other, seat))
    words = Words(session.scenario, "full")

    speakers = (*session.seats[seat], seat, "nato", FACILITATOR)
    named = [
        parse_move(f"{speaker}: {verb} {name} {options.format(name=name)}")
        for verb in VERBS
        for options in SENSIBLE.get(verb, ("",))
        for name in NAMES
        for speaker in dict.fromkeys(speakers[:2] if verb in SENSIBLE else speakers)
    ]
    for move in (*named, *data.draw(st.lists(moves(speakers), min_size=8, max_size=8))):
        one, two = (decide(session.setup, state, move, seat) for state in (session.state, other))
        assert one == two, format_move(move)
        if isinstance(one, Refusal):
            assert words.refusal(one).encode() == words.refusal(two).encode()


def refused(session: Session, text: str, seat: str) -> str:
    decided = session.submit(text, seat)
    assert isinstance(decided, Refusal), text
    return Words(session.scenario, "full").refusal(decided)


def test_an_offer_to_others_is_no_offer():
    session = a_session()
    submit(session, "nato: training kazakhstan disclosure=closed")
    close(session)

    there = refused(session, "russia: answer nato/training/kazakhstan reply=accept", "russia")
    nowhere = refused(session, "russia: answer nato/training/uzbekistan reply=accept", "russia")

    assert there == nowhere.replace("uzbekistan", "kazakhstan")


def test_an_event_that_others_were_told_of_is_neither_there_nor_near():
    session = a_session()
    submit(session, "facilitator: release unrest for=uzbekistan to=republics")

    assert "unrest" not in refused(session, "russia: react unrst choice=talk", "russia")
    assert refused(session, "russia: react unrest choice=talk", "russia") == refused(a_session(), "russia: react unrest choice=talk", "russia")
    submit(session, "uzbekistan: react unrest choice=talk", seat="republics")


def test_a_note_is_by_ones_own_objective_or_an_open_one():
    session = a_session()

    assert "nato-trust" not in refused(session, 'us: note text="x" objective=nato-trus', "us").replace("nato-trus", "", 1)
    refused(session, 'us: note text="x" objective=nato-trust', "us")
    submit(session, 'us: note text="x" objective=russia-calm', seat="us")
    submit(session, 'nato: note text="x" objective=nato-trust', seat="nato")
    submit(session, 'facilitator: note text="x" objective=nato-trust')


@pytest.mark.parametrize("by", ["russia", FACILITATOR])
def test_who_may_weigh_an_argument_is_who_may_see_it(by):
    session = a_session()
    submit(session, 'russia: argue text="canary"', seat="russia")

    told = refused(session, 'nato: weigh russia/argument for="Yes."', "nato")
    submit(session, f'{by}: weigh russia/argument for="Yes."', seat=by)

    assert told == refused(a_session(), 'nato: weigh russia/argument for="Yes."', "nato")
    assert refused(session, 'nato: weigh russia/argument for="Yes."', FACILITATOR) == told
    assert session.state.arguments["russia/argument"].reasons == ("Yes.",)
    assert "canary" not in str(Reader(session, "nato").entries()) + str(Reader(session, "nato").view.state.arguments)


def test_the_reason_of_a_ruling_on_an_argument_is_told_with_the_ruling_by_view_and_event_alike():
    session = a_session()
    submit(session, 'russia: argue text="We close the airspace."', seat="russia")
    submit(session, 'facilitator: rule-argument russia/argument method=umpire result=yes because="The sky is theirs."')

    assert Reader(session, "nato").view.state.arguments["russia/argument"].because == "The sky is theirs."
    assert "The sky is theirs." in str(Reader(session, "nato").entries())
