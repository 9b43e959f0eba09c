"""Words and marks in one place: bands, marks, terms of moves and tracks, from the scenario's own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.reading.sources import section_mark
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario

MARKS = (
    ("●●○", "political capital: what you have left, of the most you can have"),
    ("▲ ▼", "rises or falls, now or as a move is expected to bring it; the number after it is by how much, not a value"),
    ("┃", "a threshold on a bar: beyond it something happens"),
    ("═ ╌", "on a bar, what a move is expected to add, and to take"),
    ("▒", "on a bar, only the band is known to you"),
    ("≈", "the number rests on a band, so it is about right"),
    ("?", "you cannot see it"),
    ("×", "barred now; stand on it and the reason is said"),
    ("assumed", "no place in the brief: a designer's assumption"),
)
"""Marks on the screens, and what they say."""

PAR = "Par is the middle score of many games in which bots held every seat, yours too."
"""What par means, said where a score is set beside it."""


class GlossaryEntry(NamedTuple):
    """One word or mark and its meaning, or the heading of those that follow."""

    word: str
    meaning: str = ""
    heads: bool = False


def glossary(scenario: Scenario, marks: bool = True) -> tuple[GlossaryEntry, ...]:
    """Return the words and, where there are any, the marks of a scenario's screens, under headings."""
    found = [GlossaryEntry("BANDS, WHERE YOU DO NOT SEE THE NUMBER", heads=True)]
    low = 0
    for band in scenario.bands:
        found.append(GlossaryEntry(band.title, f"{low} to {min(100, band.below - 1)} of 100"))
        low = band.below
    if marks:
        found.append(GlossaryEntry("MARKS", heads=True))
        found += [GlossaryEntry(mark, meaning) for mark, meaning in MARKS]
        found += _places(scenario)
    found.append(GlossaryEntry("SCORES", heads=True))
    found.append(GlossaryEntry("par", PAR.removeprefix("Par is ")))
    found.append(GlossaryEntry("TERMS OF A MOVE", heads=True))
    words = Words(scenario)
    for modality in sorted(scenario.modalities, key=lambda one: (one.order, one.id)):
        found.append(GlossaryEntry(modality.title, modality.text))
        found += [GlossaryEntry(f"  {words.term(value.id, spelt=True)}", value.text or "") for value in modality.values]
    found.append(GlossaryEntry("TRACKS AND MEASURES", heads=True))
    for family in sorted(scenario.tracks, key=lambda one: (one.order, one.id)):
        steps = "" if family.kind == "points" else " Counted in whole steps."
        found.append(GlossaryEntry(_named(family.title, family.short), family.text + steps))
    for measure in scenario.measures:
        found.append(GlossaryEntry(_named(measure.title, measure.short), f"{measure.text} Worked out from tracks."))
    return tuple(found)


def _places(scenario: Scenario) -> list[GlossaryEntry]:
    """Return what marks of the brief stand for: one as it is read, and the short forms of all its sections."""
    words = Words(scenario)
    wheres = [where for claim in scenario.claims for where in claim.where]
    if not wheres:
        return []
    first = next(iter(scenario.claims)).where[0]
    section, _, paragraph = first.partition("/")
    mark = f"{section_mark(section)} {paragraph}"
    sections = dict.fromkeys(where.partition("/")[0] for where in wheres)
    listed = "; ".join(f"{section_mark(section)} is {words.section(section)}" for section in sections)
    return [GlossaryEntry(mark, f"a place in the brief: {words.places((first,))}. {listed}")]


def _named(title: str, short: str | None) -> str:
    """Return a title with plain letters for whom it is about, and the short form that narrow panels show."""
    whole = title.replace("{X}", "X").replace("{Y}", "Y")
    whole = whole[:1].upper() + whole[1:]
    return f"{whole} ({short})" if short and short.lower() not in whole.lower() else whole
