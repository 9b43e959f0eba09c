"""A copy of a session for one seat or for the public: `shared_copy` gives its header and entries, built up from what the seat may see.

It keeps the others' secrets after the end too. The seed, state hashes, the facilitator's notes and the texts of what the seat never met
are not in it; `exercise.store.copies` writes it.
"""

from __future__ import annotations

from typing import Any

from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import FACILITATOR, Entry, Event, Move
from exercise.model.scenario import Inject
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.header import Header
from exercise.store.scenarios import saved_scenario, scenario_of

NOT_MET = "This never reached the seat that this copy was made for."
SEALED = Move(PUBLIC, "sealed")
"""Stands for a move whose text the seat may not see."""


def shared_copy(session: Session, seat: str) -> tuple[Header, tuple[Entry, ...]]:
    """Return the header and the entries of a copy that holds only what a seat may see.

    Args:
        session: The original, finished or not.
        seat: A seat of the table, or `public`.

    Raises:
        ExerciseError: If there is no such seat, or it is the facilitator's.
    """
    if session.shared:
        raise ExerciseError("this is a shared copy already; copy the file itself.")
    if not seat or seat == FACILITATOR:
        raise ExerciseError("name a seat, or public; the facilitator's copy is the save itself.")
    reader = Reader.on_record(session, seat)
    entries = _entries(reader)
    header = session.header._replace(
        seed="",
        digests={},
        parent=None,
        shared={"seat": seat, "h": session.fingerprint},
        scenario=_scenario(reader, entries),
        seats={name: dict(held) for name, held in session.header.seats.items()},
    )
    return header, entries


# --- entries ----------------------------------------------------------------------------------------------------------------


def _entries(reader: Reader) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for _, _, entry in reader.record.entries:
        if entry.events:
            move = entry.move if entry.move.actor else SEALED
            events = tuple(_at_level(event, reader.level) for event in entry.events)
            found.append(Entry(len(found) + 1, entry.by or "recorded", entry.seat, move, events, "", "", {}))
    return tuple(found)


def _at_level(event: Event, level: str) -> Event:
    """Return an event with no more of the working than the table is shown."""
    if level == "full":
        return event
    if isinstance(event, play.TrackChanged):
        if level == "arrows":
            return event._replace(causes=())
        return event._replace(causes=tuple(cause._replace(amount=(cause.amount > 0) - (cause.amount < 0)) for cause in event.causes))
    if isinstance(event, play.ChanceDrawn):
        return event._replace(odds=0, lines=(), roll=-1)
    return event


# --- the scenario ------------------------------------------------------------------------------------------------------------


def _scenario(reader: Reader, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Return the scenario as data, with what the seat may not read left out or blanked."""
    scenario = scenario_of(reader.session.header.scenario)
    data = saved_scenario(scenario)
    events = [event for entry in entries for event in entry.events]
    happened = {event.open.inject for event in events if isinstance(event, (play.InjectHappened, play.InjectRevealed))}
    told = {event.text for event in events if isinstance(event, play.Told)}
    for section in ("personas", "watch_for", "variants"):
        data.pop(section, None)
    if not reader.is_over:
        for section in ("record", "facts", "questions"):
            data.pop(section, None)
    data["actors"] = [{name: value for name, value in actor.items() if name != "persona"} for actor in data.get("actors", ())]
    data["objectives"] = [
        objective.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for objective in scenario.objectives
        if objective.actor in reader.actors or not objective.private
    ]
    data["briefs"] = [brief for brief in data.get("briefs", ()) if brief["actor"] in reader.actors]
    data["plans"] = [_plan(plan, reader.seat) for plan in data.get("plans", ()) if plan["id"] == reader.session.header.plan]
    data["injects"] = [
        _inject(inject, met=inject.id in happened).model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for inject in scenario.injects
    ]
    data["texts"] = {name: text if name in told else NOT_MET for name, text in data.get("texts", {}).items()}
    data["opening"] = _opening(reader)
    return data


def _plan(plan: dict[str, Any], seat: str) -> dict[str, Any]:
    seats = [{name: value for name, value in one.items() if name != "brief" or one["id"] == seat} for one in plan["seats"]]
    return {**plan, "seats": seats}


def _inject(inject: Inject, met: bool) -> Inject:
    """Return an inject without the facilitator's note, and where the seat never met it, without anything but its name."""
    if met:
        return inject.model_copy(update={"note": None})
    return Inject(
        id=inject.id, title="An event that never reached this seat", text=NOT_MET, subject=inject.subject, basis="assumption", why=NOT_MET
    )


def _opening(reader: Reader) -> dict[str, Any]:
    """Return the opening as the seat sees it: its numbers, and for the rest a whole point inside the band, or what anyone would assume."""
    state = reader.view_after(0)
    opening: dict[str, Any] = {}
    for place, (family, keys) in enumerate(zip(reader.book.track_family, reader.book.track_keys, strict=True)):
        if family.id == "capital":
            continue
        value = state.tracks[place] if family.kind == "steps" else state.tracks[place] // 10
        if not keys:
            opening[family.id] = value
            continue
        inner = opening.setdefault(family.id, {})
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
        inner[keys[-1]] = value
    return opening
