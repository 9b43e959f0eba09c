"""Sessions side by side: the first event that differs, decisions, tracks, outcomes and their gaps; two sessions, forks, or cohorts.

`compare` gives the facts, `comparison_document` the pages. Built on `Reader`, so a seat compares only what it may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import PHASES, Event
from exercise.reading.document import one_place
from exercise.reading.models import Shade
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.timeline import EPILOGUE

TALK = (
    play.SeatTaken, play.PhaseBegan, play.SeatCommitted, play.MessageSent, play.NoteTaken, play.Predicted, play.Paused,
    play.ExplanationSet, play.NotReplayed, play.WatchesMoved, play.EffectDelayed, play.OfferMade,
)  # fmt: skip
"""Events of the table, not of the world, or that only follow from others; they are no difference of their own."""
ORDER = {phase: place for place, phase in enumerate((*PHASES, EPILOGUE))}


class Difference(NamedTuple):
    """The first event that differs between two sessions: when, and what happened in each (empty: nothing of the kind)."""

    turn: int
    phase: str
    sides: tuple[str, str]

    def text_of(self, side: int) -> str:
        """Return what happened on one side, in words."""
        return self.sides[side] or "nothing of the kind"


class Row(NamedTuple):
    """One line of a comparison: a track, measure, objective, inject or draw with its value in each session."""

    name: str
    title: str
    values: tuple[int | None, ...]
    shown: tuple[str, ...]
    gap: int | None
    """Last minus first of two sessions; greatest minus least of several."""
    steps: bool = True
    """Whether it counts in steps, not in tenths of a point."""


class Choices(NamedTuple):
    """What one actor decided in one turn, in each session."""

    turn: int
    actor: str
    sides: tuple[tuple[str, ...], ...]
    same: bool

    @property
    def options(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Return what was decided, each with the places of the sessions that did so, the most frequent first; nothing as an empty text."""
        chose: dict[str, list[int]] = {}
        for place, side in enumerate(self.sides):
            for text in side or ("",):
                chose.setdefault(text, []).append(place)
        ordered = sorted(chose.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))
        return tuple((text, tuple(places)) for text, places in ordered)


class Trend(NamedTuple):
    """The course of one track or measure in each session."""

    name: str
    title: str
    places: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]
    steps: bool


class ComparedLayer(NamedTuple):
    """A layer of the map at the end of each session."""

    title: str
    sides: tuple[tuple[Shade, ...], ...]


class Spread(NamedTuple):
    """A score, measure or track over cohorts: (least, mean, greatest) of each, and the gap between the means, not rounded."""

    name: str
    title: str
    cohorts: tuple[tuple[int, float, int], ...]
    gap: float
    steps: bool
    group: str
    """score, measure or track."""

    def cells(self) -> tuple[str, ...]:
        """Return for each cohort the mean with the least and the greatest."""
        return tuple(
            f"{self._said(middle)} ({self._said(least)} to {self._said(greatest)})"
            for least, middle, greatest in self.cohorts
        )

    def gap_said(self) -> str:
        """Return how far the second mean lies above the first."""
        return f"{'+' if round(self.gap, 1) > 0 else ''}{self._said(self.gap)}"

    def _said(self, value: float) -> str:
        return one_place(value if self.steps else value / 10)


class Comparison(NamedTuple):
    """Two or more sessions side by side, the first being the one that the others are compared with."""

    names: tuple[str, ...]
    seat: str
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[Difference | None, ...]
    """For every session after the first."""
    choices: tuple[Choices, ...]
    tracks: tuple[Row, ...]
    measures: tuple[Row, ...]
    scores: tuple[Row, ...]
    injects: tuple[Row, ...]
    draws: tuple[Row, ...]
    kinds: tuple[Row, ...]
    """How often each kind of move was made."""
    trends: tuple[Trend, ...]
    layers: tuple[ComparedLayer, ...]
    cohorts: tuple[tuple[str, ...], ...]
    spread: tuple[Spread, ...]
    alike: int
    """Tracks that ended alike and are left out."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Return a short name for each session: A, B, C …; of two cohorts A1, A2 … and B1, B2 …"""
        if self.cohorts:
            return tuple(f"{'AB'[part]}{place}" for part, cohort in enumerate(self.cohorts) for place in range(1, len(cohort) + 1))
        return tuple(chr(65 + place) if place < 26 else str(place + 1) for place in range(len(self.names)))


def compare(
    sessions: Sequence[tuple[str, Session]],
    *,
    seat: str = "",
    everything: bool = False,
    cohort: int = 0,
) -> Comparison:
    """Return sessions side by side; only what differs, unless everything is asked for.

    Args:
        sessions: Each with its name; the first is what the others are compared with.
        seat: Compare what this seat may see; empty compares everything.
        everything: Whether what is alike is listed too.
        cohort: How many of the sessions form the first cohort, the rest forming the second; 0 for none.

    Raises:
        ExerciseError: If there are fewer than two sessions, or a seat does not exist.
    """
    if len(sessions) < 2:
        raise ExerciseError("give at least two saves to compare.")
    shared = next((session.shared for _, session in sessions if session.shared), "")
    readers = [Reader.on_record(session, seat or shared) for _, session in sessions]
    names = tuple(name for name, _ in sessions)
    every_track = _tracks(readers)
    tracks = [row for row in every_track if _kept(row, everything)]
    choices = [choice for choice in _choices(readers) if everything or not choice.same]
    return Comparison(
        names,
        "" if readers[0].is_facilitator else readers[0].seat,
        tuple(reader.scenario.head.title for reader in readers),
        _notes(sessions, readers),
        tuple(first_difference(readers[0], reader) for reader in readers[1:]),
        tuple(choices),
        tuple(tracks),
        tuple(row for row in _measures(readers) if _kept(row, everything)),
        tuple(row for row in _scores(readers) if _kept(row, everything)),
        tuple(row for row in _injects(readers) if _kept(row, everything)),
        tuple(row for row in _draws(readers) if _kept(row, everything)),
        tuple(row for row in _kinds(readers) if _kept(row, everything)),
        _trends(readers, tracks),
        tuple(layer for layer in _layers(readers) if everything or len(set(layer.sides)) > 1),
        (names[:cohort], names[cohort:]) if 0 < cohort < len(names) else (),
        _spreads(readers, every_track, cohort) if 0 < cohort < len(names) else (),
        len(every_track) - len(tracks),
    )


def _kept(row: Row, everything: bool) -> bool:
    return everything or len(set(row.values)) > 1


# --- the first difference -------------------------------------------------------------------------------------------------


def _plain(event: Event) -> Event:
    """Return an event without what only says who typed it or why."""
    if isinstance(event, play.MoveSealed):
        return event._replace(move=event.move._replace(because=""), by_seat="")
    if isinstance(event, play.OfferAnswered):
        return event._replace(answer=event.answer._replace(because=""))
    return event


def _groups(reader: Reader, skip: tuple[type, ...]) -> dict[tuple[int, int], list[Event]]:
    groups: dict[tuple[int, int], list[Event]] = {}
    for placed in reader.record.events:
        if not isinstance(placed.event, skip):
            groups.setdefault((placed.turn, ORDER[placed.phase]), []).append(_plain(placed.event))
    return groups


def first_difference(one: Reader, other: Reader, skip: tuple[type, ...] = ()) -> Difference | None:
    """Return the first event that differs, or None; within a phase the order in which seats moved means nothing.

    Args:
        one: A session.
        other: The session it is compared with.
        skip: Types of event to pass over, besides the talk at the table.
    """
    mine, theirs = _groups(one, (*TALK, *skip)), _groups(other, (*TALK, *skip))
    for place in sorted({*mine, *theirs}):
        left, right = mine.get(place, []), theirs.get(place, [])
        if left == right:
            continue
        only_left = [event for event in left if event not in right]
        only_right = [event for event in right if event not in left]
        if not only_left and not only_right:
            continue
        turn, phase = place
        first, second = _pair(only_left, only_right)
        said = (_said(one, first), _said(other, second))
        return Difference(turn, (*PHASES, EPILOGUE)[phase], said)
    return None


CHOICES = (play.MoveSealed, play.MoveWithdrawn, play.ArgumentMade, play.Signalled, play.Reacted, play.OfferAnswered)
"""Events that are decisions."""


def _pair(left: list[Event], right: list[Event]) -> tuple[Event | None, Event | None]:
    """Return the first two events that differ and are about the same thing, decisions first; else the first of each side."""
    chosen: list[list[Event]] = [[event for event in side if isinstance(event, CHOICES)] for side in (left, right)]
    if any(chosen):
        left, right = chosen
    for event in left:
        for other in right:
            if type(event) is type(other) and _subject(event) == _subject(other):
                return event, other
    first, second = (left or [None])[0], (right or [None])[0]  # type: ignore[list-item]
    return first, second


def _subject(event: Event) -> Any:
    if isinstance(event, play.MoveSealed):
        return event.move.actor, event.move.kind
    if isinstance(event, play.OfferAnswered):
        return event.key, event.actor
    if isinstance(event, play.MoveResolved):
        return event.act.actor, event.act.kind
    if isinstance(event, play.InjectHappened):
        return event.open.inject
    if isinstance(event, play.ProgrammeOpened):
        return event.programme.id
    return event[0]


def _said(reader: Reader, event: Event | None) -> str:
    return reader.words.event(event, reader.level) if event is not None else ""


# --- rows -------------------------------------------------------------------------------------------------------------------


def _notes(sessions: Sequence[tuple[str, Session]], readers: list[Reader]) -> tuple[str, ...]:
    notes: list[str] = []
    first_name, first = sessions[0]
    for (name, session), reader in zip(sessions[1:], readers[1:], strict=True):
        if session.scenario.id != first.scenario.id or session.scenario.variant != first.scenario.variant:
            notes.append(f"{name} plays another scenario: {reader.scenario.head.title}. Only what both know is compared.")
        elif session.edition != first.edition:
            notes.append(f"{name} plays another edition of the scenario than {first_name}.")
        if reader.is_facilitator and session.header.seed == first.header.seed:
            notes.append(f"{name} has the same draws as {first_name}: what differs, a decision has reached.")
        if session.header.parent is not None and reader.is_facilitator:
            notes.append(f"{name} is a fork.")
    played = {len(reader.record.turns) for reader in readers}
    if len(played) > 1:
        each = ", ".join(f"{name} {len(reader.record.turns)}" for (name, _), reader in zip(sessions, readers, strict=True))
        notes.append(f"Turns played: {each}.")
    return tuple(notes)


def _gap(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    return known[-1] - known[0] if len(values) == 2 else max(known) - min(known)


def _at_end(name: str, readers: list[Reader]) -> tuple[int | None, ...]:
    return tuple(reader.tracks.value_in(name, reader.record.stops[-1][1]) for reader in readers)


def _row(name: str, readers: list[Reader], values: tuple[int | None, ...], title: str = "") -> Row:
    shown = tuple(reader.tracks.shown(name, value) for reader, value in zip(readers, values, strict=True))
    return Row(name, title or readers[0].words.track(name), values, shown, _gap(values), readers[0].words.counts(name))


def _tracks(readers: list[Reader]) -> list[Row]:
    rows = []
    for name in readers[0].book.track_names:
        if name.startswith("capital[") or any(name not in reader.book.track_index for reader in readers):
            continue
        if any(reader.tracks.known(name) == 0 for reader in readers):
            continue
        rows.append(_row(name, readers, _at_end(name, readers)))
    unit = {row.name: 100 if readers[0].words.counts(row.name) else 1 for row in rows}
    rows.sort(key=lambda row: (-abs(row.gap or 0) * unit[row.name], row.name))
    return rows


def _measures(readers: list[Reader]) -> Iterator[Row]:
    for name in readers[0].tracks.headline_lines:
        for single in readers[0].tracks.expanded(name):
            if single not in readers[0].book.track_index:
                yield _row(single, readers, _at_end(single, readers))


def _scores(readers: list[Reader]) -> Iterator[Row]:
    for objective in readers[0].scenario.objectives:
        mine = readers[0].is_facilitator or objective.actor in readers[0].actors
        if not mine:
            continue
        values = tuple(reader.session.state.scores.get(objective.id, (0, None))[1] for reader in readers)
        if any(value is not None for value in values):
            title = f"{readers[0].words.title(objective.actor)}: {objective.title}"
            yield Row(objective.id, title, values, tuple("–" if value is None else f"{value}" for value in values), _gap(values))


def _injects(readers: list[Reader]) -> Iterator[Row]:
    found: list[dict[str, int]] = []
    titles: dict[str, str] = {}
    for reader in readers:
        happened: dict[str, int] = {}
        for turn, event in reader.record.of(play.InjectHappened):
            key = f"{event.open.inject}/{event.open.subject}"
            happened.setdefault(key, turn)
            titles[key] = reader.words.inject(event.open.inject, event.open.subject)
        found.append(happened)
    for key in sorted(titles, key=lambda key: (min(happened.get(key, 999) for happened in found), key)):
        values = tuple(happened.get(key) for happened in found)
        shown = tuple("–" if turn is None else reader.words.turn(turn) for reader, turn in zip(readers, values, strict=True))
        yield Row(key, titles[key], values, shown, None)


def _draws(readers: list[Reader]) -> Iterator[Row]:
    found: list[dict[tuple[int, str, tuple[str, ...]], play.ChanceDrawn]] = []
    for reader in readers:
        found.append({(turn, event.rule, event.about): event for turn, event in reader.record.of(play.ChanceDrawn)})
    words = readers[0].words
    for key in sorted({key for drawn in found for key in drawn}):
        turn, rule, about = key
        events = [drawn.get(key) for drawn in found]
        values = tuple(None if event is None else int(event.happened) for event in events)
        shown = tuple("no draw" if event is None else f"{'yes' if event.happened else 'no'} ({event.odds} in 100)" for event in events)
        named = words.about(about)
        yield Row(
            f"{turn}/{rule}/{','.join(about)}",
            f"{readers[0].words.turn(turn)}: {words.title(rule.removeprefix('inject:'))}{f' ({named})' if named else ''}",
            values,
            shown,
            None,
        )


def _kinds(readers: list[Reader]) -> Iterator[Row]:
    counts: list[dict[tuple[str, str], int]] = []
    for reader in readers:
        count: dict[tuple[str, str], int] = {}
        for decision in reader.record.decisions:
            if decision.kind == "order" and decision.outcome != "withdrawn":
                place = (decision.actor, decision.key.split("/")[1])
                count[place] = count.get(place, 0) + 1
        counts.append(count)
    words = readers[0].words
    for place in sorted({place for count in counts for place in count}):
        values = tuple(count.get(place, 0) for count in counts)
        actor, kind = place
        yield Row(
            f"{actor}/{kind}", f"{words.title(actor)}: {words.title(kind)}", values, tuple(str(value) for value in values), _gap(values)
        )


def _choices(readers: list[Reader]) -> Iterator[Choices]:
    made: list[dict[tuple[int, str], list[tuple[str, str]]]] = []
    for reader in readers:
        by_place: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for decision in reader.record.decisions:
            if decision.outcome == "withdrawn":
                continue
            outcome = f" – {decision.outcome}" if decision.outcome not in ("", "accepted", "open") else ""
            what = f"{decision.text}{outcome}{decision.changed}" if decision.text else f"{decision.words}{outcome}"
            by_place.setdefault((decision.turn, decision.actor), []).append((what, f"{decision.changed or decision.words}{outcome}"))
        made.append(by_place)
    order = readers[0].record.actor_order
    for turn, actor in sorted(
        {place for by_place in made for place in by_place}, key=lambda place: (place[0], order.get(place[1], 99), place[1])
    ):
        sides = [sorted(by_place.get((turn, actor), [])) for by_place in made]
        same = all([what for what, _ in side] == [what for what, _ in sides[0]] for side in sides)
        yield Choices(turn, actor, tuple(tuple(words for _, words in side) for side in sides), same)


def _trends(readers: list[Reader], tracks: list[Row]) -> tuple[Trend, ...]:
    names = [single for name in readers[0].tracks.headline_lines for single in readers[0].tracks.expanded(name)[:5]][:6]
    names += [row.name for row in tracks[:6] if row.name not in names]
    longest = max(readers, key=lambda reader: len(reader.record.stops))
    places = tuple(label for label, _ in longest.record.stops)
    found = []
    for name in names:
        if any(reader.tracks.known(name) == 0 for reader in readers):
            continue
        values = tuple(tuple(reader.tracks.value_in(name, state) for _, state in reader.record.stops) for reader in readers)
        padded = tuple(line + (None,) * (len(places) - len(line)) for line in values)
        if len(set(padded)) > 1:
            found.append(Trend(name, readers[0].words.track(name), places, padded, readers[0].words.counts(name)))
    return tuple(found)


def _layers(readers: list[Reader]) -> Iterator[ComparedLayer]:
    for name in readers[0].map.named_layers:
        if all(name in reader.map.named_layers for reader in readers):
            sides = tuple(reader.map.shades(name, reader.record.stops[-1][1]) for reader in readers)
            yield ComparedLayer(readers[0].map.layer_title(name), sides)


def _spreads(readers: list[Reader], tracks: list[Row], cohort: int) -> tuple[Spread, ...]:
    found: list[Spread] = []
    for group, rows in (("score", _scores(readers)), ("measure", _measures(readers)), ("track", tracks)):
        part = []
        for row in rows:
            halves = (row.values[:cohort], row.values[cohort:])
            known = [[value for value in half if value is not None] for half in halves]
            if not all(known):
                continue
            cohorts = tuple((min(half), mean(half), max(half)) for half in known)
            part.append(Spread(row.name, row.title, cohorts, round(cohorts[1][1] - cohorts[0][1], 4), row.steps, group))
        part.sort(key=lambda spread: (-abs(spread.gap) * (100 if spread.steps and group == "track" else 1), spread.name))
        found += part
    return tuple(found)


def mean(values: Sequence[int]) -> float:
    """Return the mean, to four places."""
    return round(sum(values) / len(values), 4)
