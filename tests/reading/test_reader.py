"""One Reader for the table, the replay and the report: what it knows follows from who reads, when, and whether the end lifts secrets."""

from __future__ import annotations

import pytest

from exercise.model.play import FACILITATOR
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.places import shipped
from exercise.store.scenarios import load_scenario


@pytest.fixture(scope="module")
def over() -> Session:
    return Session.open(shipped("saves") / "example-five.jsonl", write=False)


def test_the_end_lifts_everything_for_a_seat_at_the_table_and_nothing_on_record(over: Session):
    seat = next(iter(over.seats))
    table, on_record = Reader(over, seat), Reader(over, seat, lifts=False)

    assert table.is_lifted and set(table.knows) == {2} and table.view.lifted
    assert not on_record.is_lifted and set(on_record.knows) > {2} and not on_record.view.lifted
    assert sum(len(table.events(entry.n)) for entry in over.entries) > sum(len(on_record.events(entry.n)) for entry in over.entries)
    assert table.level == on_record.level == "full", "how much is explained is no secret"


def test_the_facilitator_reads_everything_either_way(over: Session):
    for lifts in (True, False):
        reader = Reader(over, FACILITATOR, lifts=lifts)
        assert reader.is_lifted
        assert reader.view.state is over.state
        assert reader.entries() == tuple(over.entries)


def test_a_moment_is_read_as_it_stood_and_leaves_the_reader_where_it_was(over: Session):
    reader = Reader(over, "public", lifts=False)
    n = over.timeline.adjudication(2)

    then = reader.at(n)

    assert then.state.turn == 2 and then.last_turn == 2
    assert reader.state is over.state
    assert then.tracks.value("quarrel") != reader.tracks.value("quarrel")
    assert [bar.ref for bar in then.tracks.bars()] == [bar.ref for bar in reader.tracks.bars()]


def test_what_is_read_live_follows_the_session():
    session = Session.create(load_scenario("practice").scenario, seed=1)
    reader = Reader(session, "nato")
    before = reader.view

    assert reader.view is before
    session.submit("facilitator: close-phase", FACILITATOR)
    assert reader.view.state.phase == session.state.phase != before.state.phase


def test_every_event_on_record_stands_once_in_its_order(over: Session):
    for seat in (*over.seats, "public", FACILITATOR):
        events = Reader(over, seat, lifts=False).record.events
        places = [(placed.entry, placed.at) for placed in events]
        assert places == sorted(set(places))
