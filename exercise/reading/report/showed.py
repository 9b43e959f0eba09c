"""What a session showed about how moves were made: terms of moves set beside what the rules trace back to those moves.

`showed` gives sentences with their numbers, and none where there are too few moves to say anything. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from exercise.errors import ExerciseError
from exercise.model.moves import parse_move
from exercise.reading.reader import Reader
from exercise.reading.record import Deed
from exercise.reading.report.turning import effects_of_decisions
from exercise.words import counted, joined

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Modality

FEWEST = 3
"""Moves with a term below which nothing is said of it."""


class Voices(NamedTuple):
    """Whose trust is at stake: the modality that says who speaks, who may, and the tracks that say how they are regarded."""

    modality: Modality
    speakers: frozenset[str]
    family: Family


def showed(reader: Reader) -> tuple[str, ...]:
    """Return what this session showed of who spoke and how openly, in sentences; nothing for a reader who does not know all."""
    voices = _voices(reader) if reader.is_facilitator else None
    if voices is None:
        return ()
    made = _made(reader, voices)
    title = _title(reader, voices)
    lines: list[str] = []
    for modality in (voices.modality, *(one for one in reader.scenario.modalities if any(value.keeps for value in one.values))):
        groups: dict[str, list[int]] = {}
        for terms, amount in made:
            if modality.id in terms:
                groups.setdefault(terms[modality.id], []).append(amount)
        told = [(value, amounts) for value, amounts in groups.items() if len(amounts) >= FEWEST]
        # Who spoke is worth telling too where it was the same one all along.
        if len(told) > 1 or (told and modality is voices.modality):
            told.sort(key=lambda one: (-sum(one[1]) / len(one[1]), one[0]))
            lines.append(_sentence(reader, modality, told, title if not lines else "it"))
    return tuple(lines)


def _voices(reader: Reader) -> Voices | None:
    for modality in sorted(reader.scenario.modalities, key=lambda one: one.order):
        speakers = frozenset(reader.book.sets.get(modality.of or "", ()))
        for family in sorted(reader.scenario.tracks, key=lambda one: one.order):
            regards = family.good == "up" and len(family.of) == 2 and "{Y}" in family.title
            if regards and len(speakers & set(reader.book.sets.get(family.of[1], ()))) > 1:
                return Voices(modality, speakers, family)
    return None


def _title(reader: Reader, voices: Voices) -> str:
    """Return the title of all that is added up: "trust of the republics in those who may speak for the West"."""
    titles = {group.id: group.title for group in reader.scenario.sets}
    x, y = titles.get(voices.family.of[0], ""), titles.get(voices.modality.of or "", "")
    title = voices.family.title.replace("{X}", reader.words.within(x)).replace("{Y}", reader.words.within(y))
    return reader.words.within(title)


def _made(reader: Reader, voices: Voices) -> list[tuple[Mapping[str, str], int]]:
    """Return the terms of each move that came about as it was proposed, and how much it moved trust in the speakers, in tenths."""
    effects = effects_of_decisions(reader)
    found: list[tuple[Mapping[str, str], int]] = []
    for decision in reader.record.decisions:
        if decision.kind != "order" or decision.outcome != "accepted" or decision.changed or decision.actor not in voices.speakers:
            continue
        terms = _terms(decision, voices)
        if terms:
            moved = effects.get((decision.turn, decision.key), {})
            found.append((terms, sum(amount for track, amount in moved.items() if _is_of(track, voices))))
    return found


def _terms(decision: Deed, voices: Voices) -> dict[str, str]:
    try:
        terms = dict(parse_move(decision.text).options)
    except ExerciseError:
        return {}
    front = voices.modality.id
    return terms | {front: decision.actor} if terms.get(front) == "self" else terms


def _is_of(track: str, voices: Voices) -> bool:
    family, _, rest = track.partition("[")
    return family == voices.family.id and rest.rstrip("]").rpartition(",")[2].strip() in voices.speakers


def _sentence(reader: Reader, modality: Modality, told: list[tuple[str, list[int]]], what: str) -> str:
    titles = {value.id: reader.words.within(value.title) for value in modality.values}
    parts = []
    for value, amounts in told:
        each = round(sum(amounts) / len(amounts))
        name = titles.get(value) or reader.words.name(value)
        parts.append(f"{reader.words.change(None, each)} where it was {name} ({counted(len(amounts), 'move')})")
    return f"{modality.title}: {what} moved, for each move on average, by {joined(parts)}."
