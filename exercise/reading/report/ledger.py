"""Rulings and dice: what the facilitator decided in place of the rules, what the rules would have given, and what that changed later.

`overrides` runs a session again without each ruling; it is for the facilitator, who alone knows of rulings.
"""

from __future__ import annotations

from typing import NamedTuple

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import FACILITATOR
from exercise.reading.report.course import Course
from exercise.session import Session


class Gap(NamedTuple):
    """A track at the end with a ruling and without it; tenths or steps."""

    name: str
    with_it: int
    without: int


class Override(NamedTuple):
    """One ruling: when, what and why; what it changed at once against the rules; and where the session would stand without it."""

    turn: int
    entry: int
    by: str
    at: str
    text: str
    because: str
    at_once: tuple[str, ...]
    first: str
    """The first thing that goes differently without it."""
    tracks: tuple[Gap, ...]
    scores: tuple[Gap, ...]
    rerun: bool
    """Whether the session could be run again without it."""


class Intervention(NamedTuple):
    """Another decision of the facilitator's: an inject released, written or held, a seat handed over, a move for an absent seat."""

    turn: int
    phase: str
    at: str
    text: str
    because: str


class Draw(NamedTuple):
    """One draw: odds in percent (a band's middle where the reader does not know them), the roll (-1: not known), and the result."""

    turn: int
    rule: str
    about: tuple[str, ...]
    odds: int
    roll: int
    happened: bool
    ruled: bool
    text: str


INTERVENTIONS = (
    "release", "hold", "unhold", "arm", "skip", "reveal", "write", "amend", "hand", "pause", "resume", "explain", "turns", "end-session",
    "rule-argument",
)  # fmt: skip


def draws(course: Course) -> tuple[Draw, ...]:
    """Return every draw that the reader may know of, in order."""
    found = []
    for placed in course.of(play.ChanceDrawn):
        event = placed.event
        assert isinstance(event, play.ChanceDrawn)
        text = course.words.event(event, course.level)
        found.append(Draw(placed.turn, event.rule, event.about, event.odds, event.roll, event.happened, event.ruled, text))
    return tuple(found)


def interventions(course: Course) -> tuple[Intervention, ...]:
    """Return the facilitator's other decisions; moves for a seat that a person or bot was to make are among them."""
    if not course.full:
        return ()
    found = []
    for turn, phase, entry in course.made:
        move = entry.move
        if entry.seat != FACILITATOR or move.kind in ("close-phase", "note", "rule", "message") or entry.by == "bot":
            continue
        if move.kind in INTERVENTIONS or move.actor != FACILITATOR:
            acting = "" if move.actor == FACILITATOR else "For an absent seat: "
            found.append(Intervention(turn, phase, entry.at, acting + course.words.move(move), move.because))
    return tuple(found)


def overrides(course: Course, rerun: bool = True) -> tuple[Override, ...]:
    """Return every ruling with what the rules alone would have given; none for a reader other than the facilitator.

    Args:
        course: The session as the facilitator knows it.
        rerun: Whether to run the session again without each ruling.
    """
    if not course.full:
        return ()
    found = []
    for turn, _, entry in course.made:
        for event in entry.events:
            if isinstance(event, play.Ruled):
                found.append(_override(course, turn, entry, event.ruling, rerun))
    return tuple(found)


def _override(course: Course, turn: int, entry: play.Entry, ruling: play.Ruling, rerun: bool) -> Override:
    words = course.words
    said = words.event(play.Ruled(ruling._replace(because=""))).rstrip(".")
    text = said.removeprefix("The facilitator ruled: ")
    other = _without(course.session, turn, entry.n) if rerun else None
    first, tracks, scores = _differences(course, other) if other is not None else ("", (), ())
    return Override(
        turn, entry.n, entry.by, entry.at, text[:1].upper() + text[1:], ruling.because, _at_once(course, turn, ruling), first, tracks,
        scores, other is not None,
    )  # fmt: skip


def _at_once(course: Course, turn: int, ruling: play.Ruling) -> tuple[str, ...]:
    """Return what the rules alone would have given in the turn of the ruling."""
    words = course.words
    lines: list[str] = []
    for event in course.in_turn(turn):
        if isinstance(event, play.ChanceDrawn) and ruling.what == "draw" and event.rule == ruling.id:
            if not ruling.about or ruling.about == event.about:
                by_rule = event.roll < event.odds
                result = "it would have happened" if by_rule else "it would not have happened"
                about = words.about(event.about)
                named = f" ({about})" if about else ""
                lines.append(f"{words.title(event.rule)}{named}: odds {event.odds} in 100, drawn {event.roll}: {result}")
        elif isinstance(event, play.TrackChanged) and event.ruled is not None and event.ruled != event.after:
            mine = any(
                cause.source == "ruling" and cause.id == (f"strike:{ruling.id}" if ruling.what == "strike" else "change")
                for cause in event.causes
            )
            if mine and ruling.track in ("", event.name):
                reached, ruled = words.value(event.name, event.after), words.value(event.name, event.ruled)
                lines.append(f"{words.track(event.name)}: {reached}; by the rules alone {ruled}")
    return tuple(lines)


def _without(session: Session, turn: int, n: int) -> Session | None:
    """Return the session run again without one entry; None where it cannot be."""
    if session.shared:
        return None
    try:
        return session.fork(turn, without=(n,))
    except (ExerciseError, ValueError):
        return None


def _differences(course: Course, other: Session) -> tuple[str, tuple[Gap, ...], tuple[Gap, ...]]:
    from exercise.reading.report.compare import first_difference

    again = Course(other)
    one, two = course.session.state, other.state
    gaps = [
        Gap(name, mine, theirs)
        for name, mine, theirs in zip(course.book.track_names, one.tracks, two.tracks, strict=True)
        if mine != theirs and not name.startswith("capital[")
    ]
    gaps.sort(key=lambda gap: (-abs(gap.with_it - gap.without) * (100 if course.is_steps(gap.name) else 1), gap.name))
    scores = [
        Gap(objective, one.scores[objective][1], two.scores[objective][1])
        for objective in sorted(one.scores)
        if objective in two.scores and one.scores[objective][1] != two.scores[objective][1]
    ]
    scores.sort(key=lambda gap: (-abs(gap.with_it - gap.without), gap.name))
    different = first_difference(again, course, skip=(play.Ruled,))
    return (different.text_of(0) if different else ""), tuple(gaps[:8]), tuple(scores[:6])
