"""Sessions side by side: the first event that differs, decisions, tracks, outcomes and their gaps; two sessions, forks, or cohorts.

`compare` gives the facts, `comparison_document` the pages. Built on `Course`, so a seat compares only what it may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import PHASES, Event
from exercise.reading.document import one_place
from exercise.reading.models import Shade
from exercise.reading.report.course import EPILOGUE, Course, course_of
from exercise.session import Session

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
    courses = [course_of(session, seat or shared) for _, session in sessions]
    names = tuple(name for name, _ in sessions)
    every_track = _tracks(courses)
    tracks = [row for row in every_track if _kept(row, everything)]
    choices = [choice for choice in _choices(courses) if everything or not choice.same]
    return Comparison(
        names,
        "" if courses[0].full else courses[0].seat,
        tuple(course.scenario.head.title for course in courses),
        _notes(sessions, courses),
        tuple(first_difference(courses[0], course) for course in courses[1:]),
        tuple(choices),
        tuple(tracks),
        tuple(row for row in _measures(courses) if _kept(row, everything)),
        tuple(row for row in _scores(courses) if _kept(row, everything)),
        tuple(row for row in _injects(courses) if _kept(row, everything)),
        tuple(row for row in _draws(courses) if _kept(row, everything)),
        tuple(row for row in _kinds(courses) if _kept(row, everything)),
        _trends(courses, tracks),
        tuple(layer for layer in _layers(courses) if everything or len(set(layer.sides)) > 1),
        (names[:cohort], names[cohort:]) if 0 < cohort < len(names) else (),
        _spreads(courses, every_track, cohort) if 0 < cohort < len(names) else (),
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


def _groups(course: Course, skip: tuple[type, ...]) -> dict[tuple[int, int], list[Event]]:
    groups: dict[tuple[int, int], list[Event]] = {}
    for placed in course.events:
        if not isinstance(placed.event, skip):
            groups.setdefault((placed.turn, ORDER[placed.phase]), []).append(_plain(placed.event))
    return groups


def first_difference(one: Course, other: Course, skip: tuple[type, ...] = ()) -> Difference | None:
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


def _said(course: Course, event: Event | None) -> str:
    return course.words.event(event, course.level) if event is not None else ""


# --- rows -------------------------------------------------------------------------------------------------------------------


def _notes(sessions: Sequence[tuple[str, Session]], courses: list[Course]) -> tuple[str, ...]:
    notes: list[str] = []
    first_name, first = sessions[0]
    for (name, session), course in zip(sessions[1:], courses[1:], strict=True):
        if session.scenario.id != first.scenario.id or session.scenario.variant != first.scenario.variant:
            notes.append(f"{name} plays another scenario: {course.scenario.head.title}. Only what both know is compared.")
        elif session.edition != first.edition:
            notes.append(f"{name} plays another edition of the scenario than {first_name}.")
        if course.full and session.header.seed == first.header.seed:
            notes.append(f"{name} has the same draws as {first_name}: what differs, a decision has reached.")
        if session.header.parent is not None and course.full:
            notes.append(f"{name} is a fork.")
    played = {len(course.turns) for course in courses}
    if len(played) > 1:
        notes.append(
            "Turns played: " + ", ".join(f"{name} {len(course.turns)}" for (name, _), course in zip(sessions, courses, strict=True)) + "."
        )
    return tuple(notes)


def _gap(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    return known[-1] - known[0] if len(values) == 2 else max(known) - min(known)


def _row(name: str, courses: list[Course], values: tuple[int | None, ...], title: str = "") -> Row:
    shown = tuple(course.shown(name, value) for course, value in zip(courses, values, strict=True))
    return Row(name, title or courses[0].words.track(name), values, shown, _gap(values), courses[0].is_steps(name))


def _tracks(courses: list[Course]) -> list[Row]:
    rows = []
    for name in courses[0].book.track_names:
        if name.startswith("capital[") or any(name not in course.book.track_index for course in courses):
            continue
        if any(course.known(name) == 0 for course in courses):
            continue
        rows.append(_row(name, courses, tuple(course.value(name, course.stops[-1][1]) for course in courses)))
    unit = {row.name: 100 if courses[0].is_steps(row.name) else 1 for row in rows}
    rows.sort(key=lambda row: (-abs(row.gap or 0) * unit[row.name], row.name))
    return rows


def _measures(courses: list[Course]) -> Iterator[Row]:
    for name in courses[0].headline:
        for single in courses[0].expanded(name):
            if single not in courses[0].book.track_index:
                yield _row(single, courses, tuple(course.value(single, course.stops[-1][1]) for course in courses))


def _scores(courses: list[Course]) -> Iterator[Row]:
    for objective in courses[0].scenario.objectives:
        mine = courses[0].full or objective.actor in courses[0].actors
        if not mine:
            continue
        values = tuple(course.session.state.scores.get(objective.id, (0, None))[1] for course in courses)
        if any(value is not None for value in values):
            title = f"{courses[0].words.title(objective.actor)}: {objective.title}"
            yield Row(objective.id, title, values, tuple("–" if value is None else f"{value}" for value in values), _gap(values))


def _injects(courses: list[Course]) -> Iterator[Row]:
    found: list[dict[str, int]] = []
    titles: dict[str, str] = {}
    for course in courses:
        happened: dict[str, int] = {}
        for placed in course.of(play.InjectHappened):
            event = placed.event
            assert isinstance(event, play.InjectHappened)
            key = f"{event.open.inject}/{event.open.subject}"
            happened.setdefault(key, placed.turn)
            titles[key] = course.words.inject(event.open.inject, event.open.subject)
        found.append(happened)
    for key in sorted(titles, key=lambda key: (min(happened.get(key, 999) for happened in found), key)):
        values = tuple(happened.get(key) for happened in found)
        shown = tuple("–" if turn is None else course.label(turn) for course, turn in zip(courses, values, strict=True))
        yield Row(key, titles[key], values, shown, None)


def _draws(courses: list[Course]) -> Iterator[Row]:
    found: list[dict[tuple[int, str, tuple[str, ...]], play.ChanceDrawn]] = []
    for course in courses:
        drawn: dict[tuple[int, str, tuple[str, ...]], play.ChanceDrawn] = {}
        for placed in course.of(play.ChanceDrawn):
            event = placed.event
            assert isinstance(event, play.ChanceDrawn)
            drawn[placed.turn, event.rule, event.about] = event
        found.append(drawn)
    words = courses[0].words
    for key in sorted({key for drawn in found for key in drawn}):
        turn, rule, about = key
        events = [drawn.get(key) for drawn in found]
        values = tuple(None if event is None else int(event.happened) for event in events)
        shown = tuple("no draw" if event is None else f"{'yes' if event.happened else 'no'} ({event.odds} in 100)" for event in events)
        named = words.about(about)
        yield Row(
            f"{turn}/{rule}/{','.join(about)}",
            f"{courses[0].label(turn)}: {words.title(rule.removeprefix('inject:'))}{f' ({named})' if named else ''}",
            values,
            shown,
            None,
        )


def _kinds(courses: list[Course]) -> Iterator[Row]:
    counts: list[dict[tuple[str, str], int]] = []
    for course in courses:
        count: dict[tuple[str, str], int] = {}
        for decision in course.decisions:
            if decision.kind == "order" and decision.outcome != "withdrawn":
                place = (decision.actor, decision.key.split("/")[1])
                count[place] = count.get(place, 0) + 1
        counts.append(count)
    words = courses[0].words
    for place in sorted({place for count in counts for place in count}):
        values = tuple(count.get(place, 0) for count in counts)
        actor, kind = place
        yield Row(
            f"{actor}/{kind}", f"{words.title(actor)}: {words.title(kind)}", values, tuple(str(value) for value in values), _gap(values)
        )


def _choices(courses: list[Course]) -> Iterator[Choices]:
    made: list[dict[tuple[int, str], list[tuple[str, str]]]] = []
    for course in courses:
        by_place: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for decision in course.decisions:
            if decision.outcome == "withdrawn":
                continue
            outcome = f" – {decision.outcome}" if decision.outcome not in ("", "accepted", "open") else ""
            what = f"{decision.text}{outcome}{decision.changed}" if decision.text else f"{decision.words}{outcome}"
            by_place.setdefault((decision.turn, decision.actor), []).append((what, f"{decision.changed or decision.words}{outcome}"))
        made.append(by_place)
    order = courses[0].actor_order
    for turn, actor in sorted(
        {place for by_place in made for place in by_place}, key=lambda place: (place[0], order.get(place[1], 99), place[1])
    ):
        sides = [sorted(by_place.get((turn, actor), [])) for by_place in made]
        same = all([what for what, _ in side] == [what for what, _ in sides[0]] for side in sides)
        yield Choices(turn, actor, tuple(tuple(words for _, words in side) for side in sides), same)


def _trends(courses: list[Course], tracks: list[Row]) -> tuple[Trend, ...]:
    names = [single for name in courses[0].headline for single in courses[0].expanded(name)[:5]][:6]
    names += [row.name for row in tracks[:6] if row.name not in names]
    longest = max(courses, key=lambda course: len(course.stops))
    places = tuple(label for label, _ in longest.stops)
    found = []
    for name in names:
        if any(course.known(name) == 0 for course in courses):
            continue
        values = tuple(tuple(course.value(name, state) for _, state in course.stops) for course in courses)
        padded = tuple(line + (None,) * (len(places) - len(line)) for line in values)
        if len(set(padded)) > 1:
            found.append(Trend(name, courses[0].words.track(name), places, padded, courses[0].is_steps(name)))
    return tuple(found)


def _layers(courses: list[Course]) -> Iterator[ComparedLayer]:
    for name in courses[0].layers:
        if all(name in course.layers for course in courses):
            yield ComparedLayer(courses[0].layer_title(name), tuple(course.layer(name, course.stops[-1][1]) for course in courses))


def _spreads(courses: list[Course], tracks: list[Row], cohort: int) -> tuple[Spread, ...]:
    found: list[Spread] = []
    for group, rows in (("score", _scores(courses)), ("measure", _measures(courses)), ("track", tracks)):
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
