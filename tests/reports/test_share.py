"""A shared copy opens to look at, folds to what its seat sees, replays, reports, and cannot be decided again."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports.played import a_played_session

from exercise.engine.view import view
from exercise.errors import ExerciseError
from exercise.reading.reader import Reader
from exercise.reading.report.compare import compare
from exercise.reading.report.report import Report, report_data
from exercise.reading.report.share import shared_copy
from exercise.session import Session
from exercise.store.copies import write_copy

SEATS = ("nato", "us", "russia", "republics", "public")
TABLE = ("turn", "clock", "phase", "tracks", "moves", "offers", "confirms", "programmes", "opened", "signals", "leaked", "holders", "turns")


def a_copy(folder: Path, seat: str, turns: int = 2) -> tuple[Session, Session]:
    session = a_played_session(turns, folder / "whole.jsonl")
    session.close()
    original = Session.open(folder / "whole.jsonl", write=False)
    write_copy(folder / "copy.jsonl", *shared_copy(original, seat))
    return original, Session.open(folder / "copy.jsonl", write=False)


@pytest.mark.parametrize("turns", (1, 2))
@pytest.mark.parametrize("seat", SEATS)
def test_a_copy_shows_what_its_seat_sees(seat: str, turns: int, tmp_path: Path) -> None:
    original, copy = a_copy(tmp_path, seat, turns)

    for look in ("facilitator", "public", seat):
        shown = Reader(copy, look).view.state
        seen = view(original.setup, original.state, seat, lift=False).state
        for name in TABLE:
            assert getattr(shown, name) == getattr(seen, name), name
    assert Reader(copy, seat).view.knows == original.setup.knows_of(seat)


@pytest.mark.parametrize("seat", SEATS)
def test_a_copy_reports_as_the_seats_own_report_does(seat: str, tmp_path: Path) -> None:
    original, copy = a_copy(tmp_path, seat)

    mine, theirs = report_data(Report(original, seat)), report_data(Report(copy))

    assert theirs["seat"] == mine["seat"] == seat
    for part in ("outcomes", "courses", "turns", "decisions", "offers", "arguments", "draws", "predictions", "notes"):
        assert theirs[part] == mine[part], part


def test_a_copy_names_the_original_and_has_a_chain_of_its_own(tmp_path: Path) -> None:
    original, copy = a_copy(tmp_path, "nato")

    assert copy.header.shared == {"seat": "nato", "h": original.fingerprint}
    assert copy.fingerprint != original.fingerprint
    assert copy.header.seed == ""


def test_a_copy_is_verified_by_its_fold_alone(tmp_path: Path) -> None:
    _, copy = a_copy(tmp_path, "us")

    verdict = copy.verify()

    assert verdict.agrees
    assert not verdict.decided


def test_a_copy_cannot_be_played_on_forked_or_read_as_another_seat(tmp_path: Path) -> None:
    _, copy = a_copy(tmp_path, "us", turns=1)

    with pytest.raises(ExerciseError, match="can be looked at"):
        Session.open(tmp_path / "copy.jsonl")
    with pytest.raises(ExerciseError, match="can be looked at"):
        copy.submit("us: commit", "us")
    with pytest.raises(ExerciseError, match="can be looked at"):
        copy.fork(1)
    with pytest.raises(ExerciseError, match='made for "us"'):
        Report(copy, "nato")


def test_a_copy_replays_turn_by_turn(tmp_path: Path) -> None:
    original, copy = a_copy(tmp_path, "republics")

    for turn in (1, 2):
        mine = Reader(original, "republics").read_out(turn)
        theirs = Reader(copy, "facilitator").read_out(turn)
        assert [story.kind for story in theirs.stories]
        assert {total.name for total in theirs.changes} <= {total.name for total in mine.changes}
    assert copy.at(len(copy.entries)).turn == 2
    assert Reader(copy, "republics").epilogue() is not None


def test_a_copy_and_the_original_compare_as_its_seat(tmp_path: Path) -> None:
    original, copy = a_copy(tmp_path, "nato")

    comparison = compare([("whole", original), ("copy", copy)])

    assert comparison.seat == "nato"
    assert comparison.differences == (None,)
    assert comparison.tracks == ()


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    session = a_played_session(1)
    (tmp_path / "there.jsonl").write_text("mine")

    with pytest.raises(ExerciseError, match="of this name already"):
        write_copy(tmp_path / "there.jsonl", *shared_copy(session, "us"))

    assert (tmp_path / "there.jsonl").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["there.jsonl"]


@pytest.mark.parametrize("seat", ("", "facilitator", "nobody"))
def test_a_copy_is_for_a_seat_of_the_table(seat: str) -> None:
    with pytest.raises(ExerciseError):
        shared_copy(a_played_session(1), seat)


@pytest.mark.parametrize("level", ("arrows", "reasons"))
def test_an_unfinished_copy_holds_no_more_of_the_working_than_the_table_is_shown(level: str) -> None:
    session = a_played_session(1)
    session.submit(f"facilitator: explain level={level}", "facilitator")

    _, entries = shared_copy(session, "republics")

    amounts = [
        abs(cause.amount) for entry in entries for event in entry.events if type(event).__name__ == "TrackChanged" for cause in event.causes
    ]
    assert amounts == [] if level == "arrows" else set(amounts) <= {0, 1}
