"""The after-action report: `Report` holds what its sections share, `report_document` lays them out, `report_data` gives them as data.

A section is one function of a report in one of the modules beside this one; `SECTIONS` has them in their order. A report for a seat or
for the public is built only from what `seen` and `view` give that seat, and keeps the others' secrets after the end too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from exercise.engine.view import PUBLIC
from exercise.model.play import FACILITATOR
from exercise.reading.document import Document, Section
from exercise.reading.reader import Reader
from exercise.reading.report import conduct, courses, coverage, debrief, ledger, outcome, showed, turning, turns
from exercise.reading.report.courses import Line
from exercise.reading.report.coverage import Coverage
from exercise.reading.report.debrief import Debrief, TakenNote
from exercise.reading.report.ledger import Draw, Override
from exercise.reading.report.outcome import Outcome, SeatLine
from exercise.reading.report.turning import TurningPoint, Weight
from exercise.reading.report.turns import TurnPart
from exercise.session import Session

FOOT = (
    "Made by the exercise from the save alone. Numbers run from 0 to 100 unless they are steps; rules are named by their titles, "
    "statements of the brief by section and paragraph, in our words."
)


class Report:
    """A session as its report tells it to one reader, each part worked out when it is first asked for.

    Args:
        session: Any session, finished or not, or a shared copy.
        seat: Whose report; empty for the full one.
        debrief: What was typed in at the debrief; notes taken after the end are added to it.
        rerun: Whether to run the session again without each ruling, and to look for what would have changed turning points.
        kept: Whether the full report holds the notes that the facilitator keeps back from the table.

    Raises:
        ExerciseError: If there is no such seat.
    """

    def __init__(self, session: Session, seat: str = "", *, debrief: Debrief | None = None, rerun: bool = True, kept: bool = True) -> None:
        self.session = session
        self.reader = Reader.on_record(session, seat)
        self.words = self.reader.words
        self.full = self.reader.is_facilitator
        self.over = self.reader.is_over
        self.exact = self.reader.is_full
        self.rerun = rerun
        self._kept = kept
        self._said = debrief or Debrief()

    def label(self, turn: int) -> str:
        """Return the half-year of a turn, or that it was before the first."""
        return self.words.turn(turn)

    def named(self, seat: str) -> str:
        """Return a seat or actor as a sentence begins with it."""
        name = self.words.name(seat)
        return name[:1].upper() + name[1:]

    @property
    def places(self) -> tuple[str, ...]:
        """Where values stand: the start, the end of each turn, and later."""
        return tuple(label for label, _ in self.reader.record.stops)

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What was played, and for whom this report is."""
        reader, header = self.reader, self.session.header
        ends = [label for turn in reader.record.turns for label in reader.words.turn(turn).split(" to ")]
        played = "nothing adjudicated yet" if not ends else ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1].lower()}"
        turns_played = f"{len(reader.record.turns)} of {self.session.state.turns}{'' if self.over else ', not finished'}"
        whose = "everyone in charge (full)" if self.full else "the public" if reader.seat == PUBLIC else self.words.name(reader.seat)
        rows = (
            ("Scenario", self.session.scenario.id + (f", variant {header.variant}" if header.variant else "")),
            ("Played", played),
            ("Turns", turns_played),
            ("Table", next((plan.title for plan in self.session.scenario.plans if plan.id == header.plan), header.plan)),
            ("Pace", {"full": "half a year a turn", "seminar": "a year a turn"}.get(header.pace, header.pace)),
            ("Report for", whose),
        )
        return tuple((name, value) for name, value in rows if value)

    @cached_property
    def showed(self) -> tuple[str, ...]:
        """What the session showed of how moves were made, in sentences."""
        return showed.showed(self.reader)

    @cached_property
    def seats(self) -> tuple[SeatLine, ...]:
        """The seats at the table."""
        return outcome.seats_of(self)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The objectives that the reader may know, and how they came out."""
        return outcome.outcomes_of(self)

    @cached_property
    def courses(self) -> tuple[Line, ...]:
        """The courses of the scenario's headline and of its map's first layers."""
        return courses.lines_of(self)

    @cached_property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """The moments at which the session turned."""
        return turning.turning_points(self.reader, instead=self.rerun)

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """The decisions that moved most."""
        return turning.weights(self.reader)

    @cached_property
    def turns(self) -> tuple[TurnPart, ...]:
        """What was told of each turn."""
        return tuple(turns.turn_of(self.reader, turn) for turn in self.reader.record.turns)

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """Every claim of the brief, and how it came into play."""
        return coverage.coverage(self.reader)

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """The facilitator's rulings."""
        return ledger.overrides(self.reader, self.rerun)

    @cached_property
    def draws(self) -> tuple[Draw, ...]:
        """The draws that the reader may know of."""
        return ledger.draws(self.reader)

    @cached_property
    def predictions(self) -> tuple[conduct.Prediction, ...]:
        """What seats expected, and what came."""
        return conduct.predictions_of(self.reader)

    @cached_property
    def _notes(self) -> tuple[TakenNote, ...]:
        notes = debrief.notes_of(self.reader, self._said.shown)
        return tuple(note for note in notes if not note.kept or (self.full and self._kept))

    @property
    def notes(self) -> tuple[TakenNote, ...]:
        """The notes taken during the session."""
        return tuple(note for note in self._notes if note.phase != "over" or note.seat != FACILITATOR)

    @cached_property
    def debrief(self) -> Debrief:
        """What was said at the debrief, the facilitator's notes from after the end sorted into it."""
        return debrief.with_notes(self._said, self._notes)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The scenario's questions for the debrief, then those that this session asks."""
        return debrief.questions_of(self)


SECTIONS: tuple[Callable[[Report], Section], ...] = (
    outcome.short,
    outcome.outcome,
    turning.turning,
    turns.record,
    debrief.notes,
    debrief.debrief,
    courses.courses,
    conduct.injects,
    conduct.decisions,
    conduct.offers,
    conduct.arguments,
    ledger.rulings,
    conduct.predictions,
    ledger.dice,
    coverage.brief,
    turns.turn_by_turn,
    turns.made,
    turns.log,
)
"""Every section of a report, in order."""


def report_document(report: Report) -> Document:
    """Return a report as a document."""
    head = report.session.scenario.head
    seat = report.reader.seat
    whose = "" if report.full else " – as the public may know it" if seat == PUBLIC else f" – as {report.words.name(seat)} may know it"
    sections = tuple(section for section in (part(report) for part in SECTIONS) if section.blocks)
    under = f"After {head.brief}" if head.brief else ""
    return Document(head.title, f"After-action report{whose}", under, report.facts, sections, FOOT)


def report_data(report: Report) -> dict[str, Any]:
    """Return what a report says as JSON-ready data, the facts of all sections."""
    head = report.session.scenario.head
    data = {
        "title": head.title,
        "brief": head.brief or "",
        "situation": head.situation,
        "seat": report.reader.seat,
        "facts": report.facts,
        "over": report.over,
        "level": report.reader.level,
        "places": report.places,
    }
    for section in SECTIONS:
        data |= section(report).facts
    return {name: plain(value) for name, value in data.items()}


def plain(value: Any) -> Any:
    """Return a value of named tuples, tuples and mappings as JSON-ready data."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name.rstrip("_"): plain(part) for name, part in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return value
