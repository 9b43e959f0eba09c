"""Whatever a seat cannot see may be anything: what it is offered, shown, foretold and refused stays the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercise.engine.decide import decide
from exercise.engine.explain import instead, moves_behind, reactions_behind, totals
from exercise.engine.legal import choices, kinds
from exercise.engine.preview import preview
from exercise.engine.view import seen, view
from exercise.model.moves import parse_move
from exercise.model.play import FACILITATOR, Move, Refusal, State
from exercise.session import Session
from tests.test_session_machine import FACILITATED, ORDERS
from tests.toy import a_session

ANY = (*ORDERS, *FACILITATED)


def disturbed(session: Session, seat: str, state: State, draw: st.DrawFn) -> State:
    """Return a state that differs from `state` only in what the seat cannot see."""
    other = state.copy()
    setup = session.setup
    for track, known in enumerate(setup.knows_of(seat)):
        low, high = setup.book.lowest[track], setup.book.highest[track]
        if known == 0:
            other.tracks[track] = draw(st.integers(low, high))
        elif known == 1:
            same = [value for value in range(low, high + 1, 7) if setup.middles[value] == setup.middles[state.tracks[track]]]
            other.tracks[track] = draw(st.sampled_from(same))
    if state.phase == "decide":
        for actor in sorted(setup.capital):
            if actor not in setup.seats[seat]:
                for key in [key for key, move in state.moves.items() if move.actor == actor]:
                    del other.moves[key]
    other.rulings = ()
    other.due = ()
    other.held = frozenset()
    other.notes = tuple(note for note in state.notes if note.seat == seat)
    for cell, (_, by, to) in enumerate(setup.book.watch_cells):
        if by not in setup.seats[seat] and to not in setup.seats[seat]:
            other.watches[cell * 3 + 2] = draw(st.integers(0, 9))
    return other


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_equal_views_give_equal_answers(data):
    session = a_session(seed=data.draw(st.integers(0, 5)), plan=data.draw(st.sampled_from(["four", "two"])))
    for text in data.draw(st.lists(st.sampled_from((*ANY, *["facilitator: close-phase"] * 12)), max_size=25)):
        session.submit(text, FACILITATOR)
    if session.state.phase == "over":
        return
    seat = data.draw(st.sampled_from(sorted(session.seats)))
    other = disturbed(session, seat, session.state, data.draw)
    one, two = view(session.setup, session.state, seat), view(session.setup, other, seat)
    assert one == two

    for actor in session.seats[seat]:
        assert kinds(session.setup, one.state, actor) == kinds(session.setup, two.state, actor)
        for kind in session.setup.kinds_of(actor):
            assert choices(session.setup, one.state, Move(actor, kind)) == choices(session.setup, two.state, Move(actor, kind))
        for text in ORDERS:
            move = parse_move(text)._replace(actor=actor)
            refused, also = (decide(session.setup, state, move, seat) for state in (session.state, other))
            assert isinstance(refused, Refusal) == isinstance(also, Refusal)
            if isinstance(refused, Refusal):
                assert refused == also
            if move.kind in session.book.kinds:
                assert preview(session.setup, one, move) == preview(session.setup, two, move)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_would_have_changed_it_rests_on_what_the_seat_has_seen(data):
    session = a_session(seed=data.draw(st.integers(0, 5)))
    for text in data.draw(st.lists(st.sampled_from(ORDERS), max_size=8)):
        session.submit(text, FACILITATOR)
    for _ in range(3):
        session.submit("facilitator: close-phase", FACILITATOR)
    n = session.timeline.adjudication(1)
    if not n:
        return
    seat = data.draw(st.sampled_from(sorted(session.seats)))
    before = session.at(n - 1)
    other = disturbed(session, seat, before, data.draw)
    shown = [event for event in (seen(session.setup, event, seat) for event in session.entries[n - 1].events) if event is not None]
    for total in totals(session.setup, shown, session.setup.knows_of(seat))[:4]:
        answers = []
        for state in (before, other):
            known = view(session.setup, state, seat).state
            moves = moves_behind(session.setup, known, total)
            reactions = reactions_behind(session.setup, known, total, session.seats[seat])
            answers.append(instead(session.setup, known, known, total, moves, reactions, lifted=False))
        assert answers[0] == answers[1]
