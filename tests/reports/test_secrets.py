"""No report, comparison, row or shared copy for a seat holds a word that the seat may never read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reports.played import SECRETS, a_played_session

from exercise.model.play import FACILITATOR
from exercise.reading.reader import Reader
from exercise.reading.report.compare import compare
from exercise.reading.report.compared import comparison_document
from exercise.reading.report.debrief import debrief_of
from exercise.reading.report.report import Report, plain, report_data, report_document
from exercise.reading.report.rows import COLUMNS, csv_text
from exercise.reading.report.share import shared_copy
from exercise.render.markdown import markdown
from exercise.render.page import page
from exercise.render.plain import plain_text
from exercise.session import Session
from exercise.store.copies import write_copy
from exercise.words import Words

SEATS = ("nato", "us", "russia", "republics", "public")
TURNS = (1, 2)


def assert_keeps_secrets(text: str, seat: str, where: str) -> None:
    leaked = [word for word, knowing in SECRETS.items() if seat not in knowing and word in text]
    assert not leaked, f"{where} for {seat} holds {leaked}"


def every_form(session: Session, seat: str) -> dict[str, str]:
    report = Report(session, seat)
    document = report_document(report)
    reader = Reader.on_record(session, seat)
    return {
        "data": json.dumps(report_data(report)),
        "html": page(document),
        "markdown": markdown(document),
        "text": plain_text(document),
        **{f"csv {table}": csv_text(reader, table) for table in COLUMNS},
    }


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("seat", SEATS)
def test_a_seats_report_keeps_the_others_secrets(seat: str, turns: int) -> None:
    session = a_played_session(turns)

    for where, text in every_form(session, seat).items():
        assert_keeps_secrets(text, seat, where)
        assert session.header.seed not in text, where


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("seat", SEATS)
def test_a_shared_copy_keeps_the_others_secrets(seat: str, turns: int, tmp_path: Path) -> None:
    session = a_played_session(turns, tmp_path / "whole.jsonl")
    header, entries = shared_copy(session, seat)
    copy = tmp_path / "copy.jsonl"

    write_copy(copy, header, entries)

    text = copy.read_text("utf-8")
    assert_keeps_secrets(text, seat, "the copy")
    assert session.header.seed not in text
    for entry in session.entries:
        if entry.state:
            assert entry.state not in text
            assert not any(f'"{part}"' in text for part in entry.parts.values())
    for where, form in every_form(Session.open(copy, write=False), "").items():
        assert_keeps_secrets(form, seat, f"the report of the copy as {where}")


@pytest.mark.parametrize("seat", SEATS)
def test_a_seats_comparison_keeps_the_others_secrets(seat: str) -> None:
    session = a_played_session()
    other = session.fork(1, instead=["nato: training kazakhstan front=us"])

    comparison = compare([("one", session), ("two", other)], seat=seat, everything=True)

    assert_keeps_secrets(json.dumps(plain(comparison)), seat, "the comparison")
    assert_keeps_secrets(plain_text(comparison_document(comparison, Words(session.scenario))), seat, "the comparison's pages")


def test_the_full_report_holds_what_was_said_and_written() -> None:
    session = a_played_session()
    unread = ("XMESSAGE", "XPLEDGE", "XASKED", "BRIEF", "XNEVER", "XPERSONA", "XINJECTNOTE", "XWATCHFOR", "XVARIANT", "XOTHERPLAN")

    text = json.dumps(report_data(Report(session)))

    for word in SECRETS:
        if not any(part in word for part in unread):
            assert word in text, word


def noted(session: Session) -> int:
    """Return the entry in which the facilitator took a note during the session."""
    return next(entry.n for entry in session.entries if entry.move.kind == "note" and "XOBSERVED" in str(entry.move))


@pytest.mark.parametrize("seat", SEATS)
def test_a_note_that_the_facilitator_shows_is_in_every_report_and_no_other_is(seat: str, tmp_path: Path) -> None:
    session = a_played_session(path=tmp_path / "whole.jsonl")

    report = Report(session, seat, debrief=debrief_of((), (noted(session),)))

    text = plain_text(report_document(report))
    assert "XOBSERVED" in text
    assert_keeps_secrets(text.replace("XOBSERVED", ""), seat, "report")
    header, entries = shared_copy(session, seat)
    assert "XOBSERVED" not in f"{header} {entries}"


def test_the_full_report_says_what_is_kept_back_and_can_leave_it_out() -> None:
    session = a_played_session()

    def said(**given: object) -> str:
        report = Report(session, **given)  # type: ignore[arg-type]
        return plain_text(report_document(report))

    assert "(kept back from the table)" in said()
    assert "(kept back from the table)" not in said(debrief=debrief_of((), (noted(session),)))
    assert "XOBSERVED" not in said(kept=False)
    assert "XNATONOTE" in said(kept=False)


@pytest.mark.parametrize("seat", SEATS)
def test_what_is_lifted_at_the_end_leaves_out_the_facilitators_notes(seat: str) -> None:
    session = a_played_session()
    reader = Reader(session, seat)

    lifted = f"{reader.entries()} {[reader.events(entry.n) for entry in session.entries]} {reader.view.state.notes}"

    assert reader.is_lifted
    assert "XOBSERVED" not in lifted
    assert "XRUSSIAREASON" in lifted
    assert "XOBSERVED" in str(Reader(session, FACILITATOR).view.state.notes)


def test_every_secret_is_in_the_session_somewhere() -> None:
    session = a_played_session()

    text = json.dumps([str(entry) for entry in session.entries]) + json.dumps(session.header.scenario)

    assert [word for word in SECRETS if word not in text] == []


@pytest.mark.parametrize("seat", SEATS)
def test_a_seat_reads_its_own_words(seat: str) -> None:
    session = a_played_session()
    said = {"nato": "XNATOREASON", "us": "XUSARGUED", "russia": "XRUSSIAREASON", "republics": "XANSWERREASON", "public": "How matters."}[
        seat
    ]

    assert said in every_form(session, seat)["markdown"]


def test_what_the_facilitator_sees_is_the_whole() -> None:
    session = a_played_session()

    assert Reader.on_record(session).seat == FACILITATOR
    assert len(Reader.on_record(session).record.events) == sum(len(entry.events) for entry in session.entries)
