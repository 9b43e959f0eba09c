"""Rows for analysts: every event, track or decision of a session with its turn, as CSV or JSON; the columns are those of `COLUMNS`.

docs/reports.md explains the columns; a test keeps the page and this table in step. A cell that a spreadsheet could take for a formula
is made harmless.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exercise.engine.view import numbered
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import Cause, Event
from exercise.model.refs import MoveKey
from exercise.model.text import clean
from exercise.reading.causes import claims_of
from exercise.reading.reader import Reader
from exercise.timeline import EPILOGUE

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


def rows(reader: Reader, table: str = "events") -> Iterator[dict[str, str]]:
    """Yield the rows of one table, each with all its columns as text.

    Args:
        course: The session as its reader may know it.
        table: events, tracks or decisions.
    """
    columns = COLUMNS[table]
    found = {"events": _events, "tracks": _tracks, "decisions": _decisions}[table](reader)
    for row in found:
        yield {name: str(row.get(name, "")) for name in columns}


def csv_text(reader: Reader, table: str = "events") -> str:
    """Return a table as CSV with a heading line, every cell quoted."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS[table])
    for row in rows(reader, table):
        writer.writerow([cell if name in NUMBERS else _inert(cell) for name, cell in row.items()])
    return file.getvalue()


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula and no terminal for an instruction."""
    cell = clean(cell, multiline=True, limit=2 * len(cell))
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else cell


def _events(reader: Reader) -> Iterator[Mapping[str, Any]]:
    entries = {made.entry.n: made.entry for made in reader.record.entries}
    numbers = numbered(entries.values())
    for placed in reader.record.events:
        entry = entries[placed.entry]
        base = {
            "turn": placed.turn,
            "half_year": reader.words.half_year(placed.clock) if placed.phase == EPILOGUE else reader.words.turn(placed.turn),
            "phase": placed.phase,
            "entry": numbers[placed.entry],
            "event": placed.at,
            "kind": type(placed.event).__name__,
            "by": entry.by if entry.seat else "",
            "seat": entry.seat,
        }
        event = placed.event
        if isinstance(event, play.TrackChanged):
            yield from ({**base, **part} for part in _changed(reader, event))
        elif not isinstance(event, play.WatchesMoved):
            own = entry.move.because if entry.seat else ""
            yield {**base, "text": reader.record.told(placed), "because": own, **_fields(reader, event)}


def _changed(reader: Reader, event: play.TrackChanged) -> Iterator[dict[str, Any]]:
    about = {
        "track": event.name,
        "before": _number(reader, event.name, event.before),
        "after": _number(reader, event.name, event.after),
        "stage": event.stage,
        "ruled": "" if event.ruled is None else _number(reader, event.name, event.ruled),
    }
    if reader.level == "arrows" or not event.causes:
        yield about
        return
    for cause in event.causes:
        amount = _number(reader, event.name, cause.amount) if reader.level == "full" else "+" if cause.amount > 0 else "-"
        yield {**about, "amount": amount, **_cause(reader, cause)}


def _cause(reader: Reader, cause: Cause) -> dict[str, Any]:
    return {
        "source": cause.source,
        "rule": cause.id,
        "about": "+".join(cause.about),
        "claims": "+".join(claims_of(reader.book, cause)),
        "text": reader.words.reason(cause),
    }


def _number(reader: Reader, name: str, value: int) -> str:
    """Return tenths as points ("38.5", "-2"), or steps."""
    if reader.words.counts(name):
        return str(value)
    whole, part = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole}{f'.{part}' if part else ''}"


def _fields(reader: Reader, event: Event) -> dict[str, Any]:
    """Return the cells that a type of event has of its own; its words where it has none."""
    match event:
        case play.MoveSealed(move=move):
            text = format_move(move._replace(because=""))
            return {"actor": move.actor, "key": move.key, "target": _plus(move.targets), "because": move.because, "text": text}
        case play.MoveResolved(act=act):
            return {"actor": act.actor, "key": act.key, "target": _plus(act.targets), "outcome": act.outcome, "because": ""}
        case play.OfferMade(key=key):
            return {"actor": _actor(key), "key": key, "target": _plus(event.asked), "because": ""}
        case play.OfferAnswered(answer=answer):
            changes = "".join(f" {name}={value}" for name, value in answer.changes)
            return {"actor": event.actor, "key": event.key, "outcome": answer.reply + changes, "because": answer.because}
        case play.OfferConfirmed(key=key, yes=yes):
            return {"actor": _actor(key), "key": key, "outcome": _yes(yes)}
        case play.ChanceDrawn():
            rule = reader.book.rules.get(event.rule)
            exact = {"odds": event.odds, "roll": event.roll if event.roll >= 0 else ""} if reader.is_full else {}
            ruled = _yes(event.roll < event.odds) if event.ruled else ""
            claims = _plus(rule.claims) if rule else ""
            about, outcome = _plus(event.about), _yes(event.happened)
            return {"rule": event.rule, "about": about, **exact, "outcome": outcome, "ruled": ruled, "claims": claims, "because": ""}
        case play.ProgrammeOpened(programme=programme):
            return {"actor": programme.actor, "key": programme.id, "target": _plus(programme.targets), "because": ""}
        case play.ProgrammeEnded(id=id_):
            return {"actor": _actor(id_), "key": id_, "outcome": event.how, "rule": event.cause}
        case play.InjectHappened(open=opened):
            inject = reader.book.injects.get(opened.inject)
            claims = _plus(inject.claims) if inject else ""
            return {"actor": opened.subject, "key": opened.inject, "rule": event.cause, "claims": claims}
        case play.Reacted():
            return {"actor": event.actor, "key": event.inject, "outcome": event.choice}
        case play.Signalled(signal=signal):
            return {"actor": signal.actor, "key": signal.id, "target": signal.target}
        case play.SignalSettled(id=id_):
            return {"actor": _actor(id_), "key": id_, "outcome": event.how}
        case play.MessageSent():
            return {"actor": event.sender, "target": _plus(event.to), "outcome": "pledge" if event.pledge else "", "text": event.text}
        case play.Predicted():
            return {"actor": event.seat, "track": event.track, "outcome": event.direction}
        case play.NoteTaken():
            return {"actor": event.seat, "key": event.objective, "text": event.text}
        case play.ArgumentMade(argument=argument):
            return {"actor": argument.actor, "key": argument.key, "outcome": argument.ruled, "because": argument.because}
        case play.Ruled(ruling=ruling):
            cells = {"rule": ruling.id, "about": _plus(ruling.about), "track": ruling.track}
            return {**cells, "outcome": ruling.what, "because": ruling.because}
        case play.ScoreRead():
            return {"actor": event.actor, "key": event.objective, "outcome": event.score}
        case play.EffectDelayed(pending=pending):
            cause = {name: cell for name, cell in _cause(reader, pending.cause).items() if name != "text"}
            return {"track": reader.book.track_names[pending.track], **cause}
    return {}


def _plus(names: Iterable[str]) -> str:
    return "+".join(names)


def _actor(key: str) -> str:
    return MoveKey.of(key).actor


def _yes(came: bool) -> str:
    return "yes" if came else "no"


def _tracks(reader: Reader) -> Iterator[Mapping[str, Any]]:
    words = reader.words
    turns = [0, *reader.record.turns, *([reader.record.turns[-1] if reader.record.turns else 0] if reader.is_over else [])]
    names = list(reader.book.track_names)
    for name in reader.tracks.headline_lines:
        names += [single for single in reader.tracks.expanded(name) if single not in reader.book.track_index and single not in names]
    for place, (turn, (_, state)) in enumerate(zip(turns, reader.record.stops, strict=True)):
        later = reader.is_over and place == len(reader.record.stops) - 1
        label = "later" if later else "start" if turn == 0 else reader.words.turn(turn)
        for name in names:
            if reader.tracks.known(name) == 0:
                continue
            value = reader.tracks.value_in(name, state)
            kind = "measure" if name not in reader.book.track_index else "steps" if reader.words.counts(name) else "points"
            shown = "" if value is None else _number(reader, name, value)
            yield {
                "turn": turn,
                "half_year": label,
                "track": name,
                "title": words.track(name),
                "kind": kind,
                "value": shown,
                "known": KNOWN[reader.tracks.known(name)],
            }


def _decisions(reader: Reader) -> Iterator[Mapping[str, Any]]:
    for decision in reader.record.decisions:
        cells = decision._asdict()
        yield {**cells, "move": cells["text"], "half_year": reader.words.turn(decision.turn)}
