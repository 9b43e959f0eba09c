"""A save followed while another process writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercise.errors import ExerciseError
from exercise.session import Session
from exercise.store.tail import Tail
from tests.toy import close, submit, toy_scenario


@pytest.fixture
def table(tmp_path: Path):
    path = tmp_path / "table.jsonl"
    with Session.create(toy_scenario(), path=path, plan="four", seed=1, holders={}) as session:
        close(session, 2)
        yield path, session


def follower(path: Path) -> tuple[Session, Tail]:
    """Return a session opened to look at, and the tail that follows it."""
    looking = Session.open(path, write=False)
    return looking, Tail(path, len(looking.entries) + 1, looking.fingerprint)


def test_what_is_written_is_read_once_and_folds_to_the_same_state(table):
    path, session = table
    looking, tail = follower(path)
    assert tail.news() == ()

    submit(session, "us: speech kazakhstan", seat="us")
    close(session)
    looking.take_over(tail.news())

    assert looking.state == session.state
    assert len(looking.entries) == len(session.entries)
    assert tail.news() == ()


def test_a_line_that_is_still_being_written_waits(table):
    path, session = table
    looking, tail = follower(path)
    tail.news()
    submit(session, "us: speech kazakhstan", seat="us")
    whole = path.read_bytes()
    half = path.with_name("half.jsonl")
    half.write_bytes(whole[:-30])
    slow = Tail(half, len(looking.entries) + 1, looking.fingerprint)

    assert slow.news() == ()
    half.write_bytes(whole)
    assert [entry.move.kind for entry in slow.news()] == ["speech"]


def test_a_changed_line_and_another_file_are_refused(table):
    path, session = table
    looking, tail = follower(path)
    tail.news()
    submit(session, "us: speech kazakhstan", seat="us")
    forged = path.with_name("forged.jsonl")
    forged.write_bytes(path.read_bytes().replace(b"us: speech kazakhstan", b"us: speech uzbekistan"))

    with pytest.raises(ExerciseError, match="changed after it was written"):
        Tail(forged, len(looking.entries) + 1, looking.fingerprint).news()
    path.unlink()
    with pytest.raises(ExerciseError, match="cannot be read"):
        tail.news()


def test_a_session_played_here_takes_no_entries_of_others(table):
    _, session = table

    with pytest.raises(ValueError, match="played here"):
        session.take_over(())
