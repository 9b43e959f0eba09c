"""The example sessions that ship: whole, decided the same today, and worth replaying."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercise.model import play
from exercise.reading.report.compare import compare
from exercise.reading.report.report import Report, report_data
from exercise.render.forms import report_text
from exercise.session import Session
from exercise.store.places import shipped
from tests.examples.play import Player
from tests.examples.scripts import EXAMPLES

SAVES = Path(__file__).parents[2] / "saves"


def an_example(name: str) -> Session:
    return Session.open(SAVES / f"{name}.jsonl", write=False)


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_an_example_is_whole_finished_and_decided_the_same(name: str) -> None:
    session = an_example(name)

    verdict = session.verify()

    assert verdict.agrees, verdict
    assert session.state.phase == "over"
    assert not session.notices((shipped("scenarios"),)), "play it again: python -m tests.examples.play"


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_an_example_has_a_report_in_every_form(name: str) -> None:
    session = an_example(name)

    for form in ("html", "md", "txt", "csv", "json"):
        assert len(report_text(session, form)) > 10_000


def test_people_gave_their_reasons() -> None:
    for example in EXAMPLES:
        session = an_example(example.name)
        orders = [
            entry.move
            for entry in session.entries
            if entry.by == "person" and any(isinstance(event, play.MoveSealed) for event in entry.events)
        ]
        assert len(orders) > 15
        assert all(move.because for move in orders)


def test_two_examples_of_one_seed_part_at_the_first_decision() -> None:
    american, german = an_example("example-american"), an_example("example-german")

    comparison = compare([("american", american), ("german", german)])

    assert american.header.seed == german.header.seed
    (difference,) = comparison.differences
    assert difference is not None
    assert difference.turn == 1


def test_the_story_differs_as_the_brief_says() -> None:
    def stands(session: Session, track: str) -> int:
        return session.state.tracks[session.book.track_index[track]]

    american, german = an_example("example-american"), an_example("example-german")

    # pragmatism/1, transparency/3: who fronts, and whether aims are plain, decides how Moscow takes it and whether doors open.
    assert stands(german, "goodwill[russia, nato]") > stands(american, "goodwill[russia, nato]")
    assert stands(german, "access[uzbekistan, nato]") > stands(american, "access[uzbekistan, nato]")
    assert stands(german, "suspicion[uzbekistan]") < stands(american, "suspicion[uzbekistan]")


def test_the_facilitated_example_shows_what_a_facilitator_does() -> None:
    report = Report(an_example("example-five"))

    data = report_data(report)
    assert [argument["ruled"] for argument in data["arguments"]] == ["allowed"]
    (ruling,) = report.overrides
    assert ruling.because
    assert ruling.at_once
    assert any("releases" in one["text"] for one in data["interventions"])
    assert [note for note in report.notes if note.objective]
    assert report.predictions
    assert report.debrief.strengths
    assert {line.seat for line in report.seats if line.handed} == {"china"}


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_can_be_played_again(example: object) -> None:
    assert Player(example).play().state.phase == "over"  # type: ignore[arg-type]
