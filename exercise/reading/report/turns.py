"""Turn by turn: what was told and what changed, beside what really happened; what the report was made from; everything else in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.model import play
from exercise.reading.document import Block, Bullets, Folded, Grid, Heading, Pairs, Para, Section
from exercise.reading.reader import Reader
from exercise.reading.report.turning import change_sentence
from exercise.timeline import EPILOGUE

if TYPE_CHECKING:
    from exercise.model.scenario import Fact
    from exercise.reading.report.report import Report

TOLD_ELSEWHERE = (
    play.TrackChanged, play.SeatCommitted, play.WatchesMoved, play.EffectDelayed, play.HalfYearPassed, play.PhaseBegan, play.NoteTaken,
)  # fmt: skip
"""Events that the full record leaves out."""
SURE = {"A": "well sourced", "A-": "well sourced", "B": "likely", "C": "disputed"}


class TurnPart(NamedTuple):
    """One turn: its label, what was told about it, what was done, every change, and what really happened then."""

    turn: int
    label: str
    stories: tuple[str, ...]
    done: tuple[str, ...]
    changes: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    """Track, before, after, causes."""
    record: str
    facts: tuple[str, ...]
    log: tuple[str, ...]


def fact_words(fact: Fact, source: bool = False) -> str:
    """Return a dated fact of the record in a sentence, with how sure it is and, if asked for, where it is told."""
    told = f"; {fact.source}" if source else ""
    return f"{fact.date}: {fact.text} ({fact.id}, {SURE[fact.sure]}{told})"


def fact_of(reader: Reader, id_: str) -> str:
    """Return a fact of the scenario's in a sentence; empty where there is none of this id."""
    return next((fact_words(fact) for fact in reader.scenario.facts if fact.id == id_), "")


def turn_of(reader: Reader, turn: int) -> TurnPart:
    """Return what there is to say of a turn."""
    words = reader.words
    totals = reader.record.totals(turn)
    stories = [
        f"{change_sentence(reader, story.changes[0])}."
        if story.changes and story.kind != "argument"
        else words.event(story.events[0], reader.level)
        for story in reader.record.stories(turn)
    ]
    done = [
        f"{decision.changed or decision.words}{'' if decision.outcome in ('accepted', '', 'open') else ' – ' + decision.outcome}"
        for decision in reader.record.decisions
        if decision.turn == turn and decision.outcome != "withdrawn"
    ]
    changes = [
        (
            words.track(total.name),
            reader.tracks.shown(total.name, total.before),
            reader.tracks.shown(total.name, total.after),
            tuple(reader.words.cause(cause, total.name, reader.level) for cause in total.causes) if reader.level != "arrows" else (),
        )
        for total in totals
        if not total.name.startswith("capital[") and total.before != total.after
    ]
    record = reader.setup.recorded(turn) if reader.is_facilitator or reader.is_over else ()
    facts = dict.fromkeys(fact for one in record for id_ in one.facts if (fact := fact_of(reader, id_)))
    told = [
        reader.record.told(placed)
        for placed in reader.record.events
        if placed.turn == turn and placed.phase != EPILOGUE and not isinstance(placed.event, TOLD_ELSEWHERE)
    ]
    recorded = " ".join(one.text.strip() for one in record)
    return TurnPart(turn, reader.words.turn(turn), tuple(stories), tuple(done), tuple(changes), recorded, tuple(facts), tuple(told))


def record(report: Report) -> Section:
    """Return what the table did beside what really happened."""
    rows = tuple(
        (part.label, " ".join(part.stories[:3]) or "Nothing to tell.", part.record, "\n".join(part.facts))
        for part in report.turns
        if part.record
    )
    return Section("record", "You and the record", (Grid(("When", "You", "What really happened", "Sources"), rows),) if rows else ())


def turn_by_turn(report: Report) -> Section:
    """Return the stories of each turn and every change with its causes."""
    blocks: list[Block] = []
    for part in report.turns:
        blocks.append(Heading(f"{part.turn}. {part.label}"))
        if part.stories:
            blocks.append(Bullets(part.stories))
        if part.changes:
            shown = tuple((track, before, after, "; ".join(causes)) for track, before, after, causes in part.changes)
            title = f"All {len(shown)} changes" if len(shown) > 1 else "The change"
            blocks.append(Folded(title, (Grid(("Track", "Before", "After", "Causes"), shown, (1, 2), "compact"),)))
    return Section("turns", "Turn by turn", tuple(blocks), annex=True, facts={"turns": report.turns})


def made(report: Report) -> Section:
    """Return what the report was made from: version, time, seed, fingerprint."""
    header = report.session.header
    parent = header.parent if report.full else None
    rows = (
        ("Version", header.app),
        ("Begun", header.created[:16].replace("T", " ")),
        ("Fork of", f"{parent.get('save') or 'a session'}, turn {parent.get('turn', 0)}" if parent else ""),
        ("Seed", header.seed if report.full else ""),
        ("Fingerprint of the save", (header.shared["h"] if header.shared else report.session.fingerprint)[:16]),
    )
    pairs = tuple((name, value) for name, value in rows if value)
    return Section("made", "How this was made", (Pairs(pairs),) if pairs else (), annex=True, facts={"made": pairs})


def log(report: Report) -> Section:
    """Return everything else that happened, in order."""
    blocks = tuple(
        Folded(f"{part.turn}. {part.label}: {len(part.log)} entries", (Bullets(part.log, numbered=True),))
        for part in report.turns
        if part.log
    )
    note = Para("Every change with its causes stands under Turn by turn; the CSV and JSON forms hold one row for each.", "note")
    return Section("log", "The full record", (note, *blocks) if blocks else (), annex=True)
