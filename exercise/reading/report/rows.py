"""Rows for analysts: every event, track or decision of a session with its turn, as CSV or JSON; the columns are those of `COLUMNS`.

docs/reports.md explains the columns; a test keeps the page and this table in step. A cell that a spreadsheet could take for a formula
is made harmless.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from exercise.engine.view import numbered
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import Cause, Event
from exercise.model.text import clean
from exercise.reading.report.course import EPILOGUE, Course

COLUMNS: dict[str, dict[str, str]] = {
    "events": {
        "turn": "Turn, from 1; 0 before the first.",
        "half_year": "Label of the half-year, such as Autumn 2007; at the pace of a seminar of the two that the turn covers.",
        "phase": "Phase of the turn; epilogue after the last turn, over after the end.",
        "entry": "Number of the entry among those that the reader is shown; for the facilitator, its number in the journal.",
        "event": "Place of the event in its entry, from 0.",
        "kind": "Type of the event, such as TrackChanged.",
        "by": "person, bot or recorded; empty where the reader may not know.",
        "seat": "Seat that made the entry; empty where the reader may not know.",
        "actor": "Actor the event is about.",
        "key": "Key of the move, id of the programme or signal, inject and subject.",
        "target": "Actors aimed at or asked, joined by +.",
        "track": "Name of the track, for changes.",
        "before": "Its value before, in points with at most one decimal, or in steps.",
        "after": "Its value after.",
        "amount": "This cause's part of the change; one row for each cause.",
        "stage": "Stage of adjudication.",
        "source": "Source of the cause: rule, inject, choice, fading, cost, income, upkeep, range, ruling, argument, written, hidden.",
        "rule": "Id of the rule, inject or choice.",
        "about": "Whom and what the cause or draw concerns, joined by +.",
        "claims": "Claims of the brief behind the rule or inject, joined by +.",
        "outcome": "accepted, declined, lapsed, kept, broken, yes, no …",
        "odds": "Odds of a draw, in percent.",
        "roll": "Roll of a draw, 0 to 99; it happens below the odds.",
        "ruled": "What the rules alone would have given, where a ruling changed it.",
        "text": "The event in words, or what somebody wrote.",
        "because": "The reason given.",
    },
    "tracks": {
        "turn": "Turn at whose end the value stood; 0 for the start.",
        "half_year": "Label of the half-year; later for the end of the epilogue.",
        "track": "Name of the track or measure.",
        "title": "Its title.",
        "kind": "points, steps or measure.",
        "value": "Value in points with at most one decimal, or in steps; for a seat that sees a band, the band's middle.",
        "known": "exact, band or guess: how well the reader knows it.",
    },
    "decisions": {
        "turn": "Turn, from 1.",
        "half_year": "Label of the half-year.",
        "seat": "Seat that decides for the actor.",
        "actor": "Actor that moved.",
        "kind": "order, end, reaction, signal or argument.",
        "key": "Key of the move.",
        "move": "The order as text that the command line reads.",
        "words": "The same in words.",
        "outcome": "accepted, declined, lapsed, withdrawn, failed, or empty.",
        "changed": "What was agreed otherwise than proposed.",
        "because": "The reason given.",
        "by": "person, bot or recorded.",
    },
}
"""What each column of each table means."""

NUMBERS = frozenset(("turn", "entry", "event", "before", "after", "amount", "odds", "roll", "ruled", "value"))
KNOWN = {2: "exact", 1: "band", 0: "guess"}


def rows(course: Course, table: str = "events") -> Iterator[dict[str, str]]:
    """Yield the rows of one table, each with all its columns as text.

    Args:
        course: The session as its reader may know it.
        table: events, tracks or decisions.
    """
    columns = COLUMNS[table]
    found = {"events": _events, "tracks": _tracks, "decisions": _decisions}[table](course)
    for row in found:
        yield {name: str(row.get(name, "")) for name in columns}


def csv_text(course: Course, table: str = "events") -> str:
    """Return a table as CSV with a heading line, every cell quoted."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS[table])
    for row in rows(course, table):
        writer.writerow([cell if name in NUMBERS else _inert(cell) for name, cell in row.items()])
    return file.getvalue()


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula and no terminal for an instruction."""
    cell = clean(cell, multiline=True, limit=2 * len(cell))
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else cell


def _events(course: Course) -> Iterator[Mapping[str, Any]]:
    entries = {made.entry.n: made.entry for made in course.made}
    numbers = numbered(entries.values())
    for placed in course.events:
        entry = entries[placed.entry]
        base = {
            "turn": placed.turn,
            "half_year": course.words.half_year(placed.clock) if placed.phase == EPILOGUE else course.label(placed.turn),
            "phase": placed.phase,
            "entry": numbers[placed.entry],
            "event": placed.at,
            "kind": type(placed.event).__name__,
            "by": entry.by if entry.seat else "",
            "seat": entry.seat,
        }
        event = placed.event
        if isinstance(event, play.TrackChanged):
            yield from ({**base, **part} for part in _changed(course, event))
        elif not isinstance(event, play.WatchesMoved):
            own = entry.move.because if entry.seat else ""
            yield {**base, "because": own, **_fields(course, event, course.told(placed))}


def _changed(course: Course, event: play.TrackChanged) -> Iterator[dict[str, Any]]:
    about = {
        "track": event.name,
        "before": _number(course, event.name, event.before),
        "after": _number(course, event.name, event.after),
        "stage": event.stage,
        "ruled": "" if event.ruled is None else _number(course, event.name, event.ruled),
    }
    if course.level == "arrows" or not event.causes:
        yield about
        return
    for cause in event.causes:
        amount = _number(course, event.name, cause.amount) if course.level == "full" else "+" if cause.amount > 0 else "-"
        yield {**about, "amount": amount, **_cause(course, cause)}


def _cause(course: Course, cause: Cause) -> dict[str, Any]:
    return {
        "source": cause.source,
        "rule": cause.id,
        "about": "+".join(cause.about),
        "claims": "+".join(course.claims_of(cause)),
        "text": course.words.reason(cause),
    }


def _number(course: Course, name: str, value: int) -> str:
    """Return tenths as points ("38.5", "-2"), or steps."""
    if course.is_steps(name):
        return str(value)
    whole, part = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole}{f'.{part}' if part else ''}"


def _fields(course: Course, event: Event, text: str) -> dict[str, Any]:
    match event:
        case play.MoveSealed():
            move = event.move
            return {
                "actor": move.actor,
                "key": move.key,
                "target": "+".join(move.targets),
                "because": move.because,
                "text": format_move(move._replace(because="")),
            }
        case play.MoveResolved():
            act = event.act
            return {
                "actor": act.actor,
                "key": act.key,
                "target": "+".join(act.targets),
                "outcome": act.outcome,
                "text": text,
                "because": "",
            }
        case play.OfferMade():
            return {"actor": event.key.partition("/")[0], "key": event.key, "target": "+".join(event.asked), "text": text, "because": ""}
        case play.OfferAnswered():
            changes = "".join(f" {name}={value}" for name, value in event.answer.changes)
            return {
                "actor": event.actor,
                "key": event.key,
                "outcome": event.answer.reply + changes,
                "because": event.answer.because,
                "text": text,
            }
        case play.OfferConfirmed():
            return {"actor": event.key.partition("/")[0], "key": event.key, "outcome": "yes" if event.yes else "no", "text": text}
        case play.ChanceDrawn():
            full = course.level == "full"
            rule = course.book.rules.get(event.rule)
            return {
                "rule": event.rule,
                "about": "+".join(event.about),
                "odds": event.odds if full else "",
                "roll": event.roll if full and event.roll >= 0 else "",
                "outcome": "yes" if event.happened else "no",
                "ruled": ("yes" if event.roll < event.odds else "no") if event.ruled else "",
                "claims": "+".join(rule.claims) if rule else "",
                "text": text,
                "because": "",
            }
        case play.ProgrammeOpened():
            programme = event.programme
            return {"actor": programme.actor, "key": programme.id, "target": "+".join(programme.targets), "text": text, "because": ""}
        case play.ProgrammeEnded():
            return {"actor": event.id.partition("/")[0], "key": event.id, "outcome": event.how, "rule": event.cause, "text": text}
        case play.InjectHappened():
            inject = course.book.injects.get(event.open.inject)
            return {
                "actor": event.open.subject,
                "key": event.open.inject,
                "rule": event.cause,
                "claims": "+".join(inject.claims) if inject else "",
                "text": text,
            }
        case play.Reacted():
            return {"actor": event.actor, "key": event.inject, "outcome": event.choice, "text": text}
        case play.Signalled():
            return {"actor": event.signal.actor, "key": event.signal.id, "target": event.signal.target, "text": text}
        case play.SignalSettled():
            return {"actor": event.id.partition("/")[0], "key": event.id, "outcome": event.how, "text": text}
        case play.MessageSent():
            return {"actor": event.sender, "target": "+".join(event.to), "outcome": "pledge" if event.pledge else "", "text": event.text}
        case play.Predicted():
            return {"actor": event.seat, "track": event.track, "outcome": event.direction, "text": text}
        case play.NoteTaken():
            return {"actor": event.seat, "key": event.objective, "text": event.text}
        case play.ArgumentMade():
            argument = event.argument
            return {"actor": argument.actor, "key": argument.key, "outcome": argument.ruled, "text": text, "because": argument.because}
        case play.Ruled():
            ruling = event.ruling
            return {
                "rule": ruling.id,
                "about": "+".join(ruling.about),
                "track": ruling.track,
                "outcome": ruling.what,
                "text": text,
                "because": ruling.because,
            }
        case play.ScoreRead():
            return {"actor": event.actor, "key": event.objective, "outcome": event.score, "text": text}
        case play.EffectDelayed():
            track = course.book.track_names[event.pending.track]
            return {"track": track, **_cause(course, event.pending.cause), "text": text}
    return {"text": text}


def _tracks(course: Course) -> Iterator[Mapping[str, Any]]:
    words = course.words
    turns = [0, *course.turns, *([course.turns[-1] if course.turns else 0] if course.over else [])]
    names = list(course.book.track_names)
    for name in course.headline:
        names += [single for single in course.expanded(name) if single not in course.book.track_index and single not in names]
    for place, (turn, (_, state)) in enumerate(zip(turns, course.stops, strict=True)):
        later = course.over and place == len(course.stops) - 1
        label = "later" if later else "start" if turn == 0 else course.label(turn)
        for name in names:
            if course.known(name) == 0:
                continue
            value = course.value(name, state)
            kind = "measure" if name not in course.book.track_index else "steps" if course.is_steps(name) else "points"
            shown = "" if value is None else _number(course, name, value)
            yield {
                "turn": turn,
                "half_year": label,
                "track": name,
                "title": words.track(name),
                "kind": kind,
                "value": shown,
                "known": KNOWN[course.known(name)],
            }


def _decisions(course: Course) -> Iterator[Mapping[str, Any]]:
    for one in course.decisions:
        yield {
            "turn": one.turn,
            "half_year": course.label(one.turn),
            "seat": one.seat,
            "actor": one.actor,
            "kind": one.kind,
            "key": one.key,
            "move": one.text,
            "words": one.words,
            "outcome": one.outcome,
            "changed": one.changed,
            "because": one.because,
            "by": one.by,
        }
