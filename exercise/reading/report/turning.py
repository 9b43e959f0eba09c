"""What decided a session: turning points picked from its turns, and the decisions that moved most.

`turning_points` and `weights` work on what the reader may see; what would have changed a turning point is worked out for the facilitator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.engine import explain
from exercise.engine.stories import StoryFacts, stories
from exercise.model import play
from exercise.model.play import FACILITATOR, Cause
from exercise.model.refs import ProgrammeId, move_of
from exercise.reading.document import Block, Grid, Heading, Para, Section, StoryBlock
from exercise.reading.report.course import EPILOGUE, Course, Deed

if TYPE_CHECKING:
    from exercise.reading.report.report import Report

MOST = 6
A_TURN = 2
REVERSAL = 30
"""Tenths by which a headline track must move both ways to count as turned."""
A_PART = 33
"""Percent of a change from which on a decision had a real part in it."""


class TurningPoint(NamedTuple):
    """One moment at which the session turned: what happened, why, what it led to, and what would have changed it."""

    turn: int
    title: str
    rank: int
    why: tuple[str, ...]
    led_to: tuple[str, ...]
    instead: tuple[str, ...]
    claims: tuple[str, ...]
    decided: int = 0
    """Percent of it that goes back to decisions at the table, as far as the reader may know."""


class Weight(NamedTuple):
    """How much one decision moved in all, over the whole session, and its greatest effects, as (track, tenths)."""

    decision: Deed
    moved: int
    effects: tuple[tuple[str, int], ...]


class _Found(NamedTuple):
    turn: int
    story: StoryFacts


def turning_points(course: Course, most: int = MOST, instead: bool = True) -> tuple[TurningPoint, ...]:
    """Return the session's turning points in order of time; those in which decisions had a real part go first in choosing.

    Args:
        course: The session as its reader may know it.
        most: How many at most.
        instead: Whether to work out what would have changed them (for the facilitator only).
    """
    found: list[_Found] = []
    for turn in course.turns:
        events = course.in_turn(turn)
        for story in stories(course.setup, events, course.totals(turn)):
            found.append(_Found(turn, story))
    found.sort(key=lambda one: (_decided(one.story) < A_PART, -_rank(course, one), one.turn, str(one.story)))
    picked: list[_Found] = []
    families: dict[str, int] = {}
    for one in found:
        family = one.story.changes[0].name.partition("[")[0] if one.story.changes else one.story.kind
        if len(picked) == most:
            break
        if sum(other.turn == one.turn for other in picked) < A_TURN and families.get(family, 0) < A_TURN:
            families[family] = families.get(family, 0) + 1
            picked.append(one)
    picked.sort(key=lambda one: (one.turn, -one.story.rank))
    return tuple(_point(course, one, instead and course.full and not course.session.shared) for one in picked)


def _decided(story: StoryFacts) -> int:
    """Return the percent of a story that goes back to decisions: of a change, those of its causes that went the same way."""
    if story.changes:
        lead = story.changes[0]
        change = lead.after - lead.before
        with_it = [cause for cause in lead.causes if cause.amount * change > 0]
        decided = sum(abs(cause.amount) for cause in with_it if _is_decision(cause))
        return 100 * decided // max(1, sum(abs(cause.amount) for cause in with_it))
    event = story.events[0]
    if isinstance(event, play.InjectHappened):
        return 0
    return 100 if not isinstance(event, play.ChanceDrawn) or any("/" in name for name in event.about) else 0


def _is_decision(cause: Cause) -> bool:
    # What fades goes back to an older decision; that it fades is nobody's.
    made = any("/" in name for name in cause.about) and cause.source != "fading"
    return made or cause.source in ("choice", "ruling", "argument")


def _rank(course: Course, one: _Found) -> int:
    """Return how much a story turned: its rank, more where a ruling had a part or a headline track changed its way."""
    rank = one.story.rank
    for total in one.story.changes[:1]:
        if any(cause.source in ("ruling", "argument") for cause in total.causes):
            rank += 120
        before = next((other for other in course.totals(one.turn - 1) if other.track == total.track), None) if one.turn > 1 else None
        if before is not None:
            was, now = before.after - before.before, total.after - total.before
            if was * now < 0 and min(abs(was), abs(now)) >= REVERSAL:
                rank += 100
    return rank


def _point(course: Course, one: _Found, instead: bool) -> TurningPoint:
    words = course.words
    story = one.story
    claims: dict[str, None] = {}
    why: list[str] = []
    argued = next((event.argument for event in story.events if isinstance(event, play.ArgumentMade)), None)
    if story.changes and argued is None:
        lead = story.changes[0]
        title = change_sentence(course, lead)
        others = [words.track(total.name) for total in story.changes[1:5]]
        if others:
            why.append(f"With it: {', '.join(others)}")
        for cause in lead.causes[:5]:
            why.append(course.cause(cause, lead.name))
            claims.update(dict.fromkeys(course.claims_of(cause)))
        led_to = _led_to(course, one.turn, lead.causes, lead.name)
        other_ways = _instead(course, one.turn, lead) if instead else ()
    else:
        title = words.event(story.events[0], course.level).rstrip(".")
        if isinstance(story.events[0], play.ChanceDrawn):
            drawn = story.events[0]
            about = words.about(drawn.about)
            title, text = words.title(drawn.rule.removeprefix("inject:")) + (f" ({about})" if about else ""), title
            why.append(text)
        led_to, causes = _effects_of(course, one.turn, story.events[0])
        for cause in causes:
            claims.update(dict.fromkeys(course.claims_of(cause)))
        event = story.events[0]
        if argued is not None:
            title = words.argument_title(argued)
            why += [*words.argument(argued), *(change_sentence(course, total) for total in story.changes[:3])]
        if isinstance(event, play.InjectHappened) and event.open.inject in course.book.injects:
            title, text = words.inject(event.open.inject, event.open.subject), title
            why.append(text.removeprefix(f"{title}: "))
            claims.update(dict.fromkeys(course.book.injects[event.open.inject].claims))
        other_ways = ()
    return TurningPoint(one.turn, title, story.rank, tuple(why), led_to, other_ways, tuple(claims)[:3], _decided(story))


def change_sentence(course: Course, total: explain.Total) -> str:
    """Return what a track did over a turn, as the reader may know it."""
    words = course.words
    track = words.track(total.name)
    change = total.after - total.before
    way = "rose" if change > 0 else "fell" if change < 0 else "held"
    if total.knows == 2 and course.level == "full":
        by = words.value(total.name, abs(change))
        bands = f" ({words.band(total.before)} to {words.band(total.after)})" if total.band_before != total.band_after else ""
        return f"{track} {way} by {by}, from {words.value(total.name, total.before)} to {words.value(total.name, total.after)}{bands}"
    if total.band_before != total.band_after:
        return f"{track} {way} from {words.band(total.before)} to {words.band(total.after)}"
    return f"{track} {way}"


def _names(causes: tuple[Cause, ...]) -> set[str]:
    return {move_of(name) for cause in causes for name in cause.about if "/" in name}


def _led_to(course: Course, turn: int, causes: tuple[Cause, ...], track: str) -> tuple[str, ...]:
    """Return the greatest later effects of the moves behind a change, and what its rules set on its way."""
    names = _names(causes[:3])
    rules = {cause.id for cause in causes[:3]}
    return _later(course, turn, names, rules, track)


def _effects_of(course: Course, turn: int, event: play.Event) -> tuple[tuple[str, ...], tuple[Cause, ...]]:
    """Return what an event other than a change brought about, with the causes."""
    ids: set[str] = set()
    if isinstance(event, play.InjectHappened):
        ids = {event.open.inject}
    elif isinstance(event, play.ChanceDrawn | play.MoveLeaked):
        ids = {event.rule}
    found: dict[str, int] = {}
    causes: list[Cause] = []
    for placed in course.of(play.TrackChanged):
        changed = placed.event
        assert isinstance(changed, play.TrackChanged)
        for cause in changed.causes:
            if placed.turn in (turn, turn + 1) and cause.source != "fading" and cause.id.partition("/")[0] in ids:
                found[changed.name] = found.get(changed.name, 0) + cause.amount
                causes.append(cause)
    return _effect_lines(course, found), tuple(causes)


def _later(course: Course, turn: int, names: set[str], rules: set[str], track: str) -> tuple[str, ...]:
    found: dict[str, int] = {}
    lines: list[str] = []
    for placed in course.events:
        event = placed.event
        if placed.turn <= turn and placed.phase != EPILOGUE:
            continue
        if isinstance(event, play.TrackChanged) and not event.name.startswith("capital["):
            for cause in event.causes:
                if any(move_of(name) in names for name in cause.about):
                    found[event.name] = found.get(event.name, 0) + cause.amount
        elif isinstance(event, play.InjectHappened) and event.cause in rules and len(lines) < 2:
            lines.append(f"{course.label(placed.turn)}: {course.words.inject(event.open.inject, event.open.subject)}")
    return (*lines, *_effect_lines(course, found, most=3 - len(lines)))


def _effect_lines(course: Course, found: dict[str, int], most: int = 3) -> tuple[str, ...]:
    ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
    words = course.words
    if course.level != "full":
        return tuple(words.track(name) for name, amount in ranked[:most] if amount)
    return tuple(f"{words.change(name, amount)} {words.track(name)}" for name, amount in ranked[:most] if amount)


def _instead(course: Course, turn: int, total: explain.Total) -> tuple[str, ...]:
    words = course.words
    lines: list[str] = []
    for other in course.reader.as_seat(FACILITATOR).instead(turn, total.name)[:3]:
        least = 10 if not course.is_steps(total.name) else 1
        if abs(other.after - other.recorded) < max(least, abs(total.after - total.before) * A_PART // 100):
            continue
        reached, was = words.value(total.name, other.after), words.value(total.name, other.recorded)
        lines.append(f"{words.otherwise(other.move, other.modality, other.value)}: {reached} instead of {was}")
    return tuple(lines[:2])


def weights(course: Course, most: int = 10) -> tuple[Weight, ...]:
    """Return the decisions that moved most, the heaviest first; capital is left out."""
    effects = effects_of_decisions(course)
    by_place = {(decision.turn, decision.key): decision for decision in course.decisions if decision.kind in ("order", "argument")}
    weighed = []
    for place, found in effects.items():
        ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
        moved = sum(abs(amount) * (100 if course.is_steps(name) else 1) for name, amount in ranked)
        weighed.append(Weight(by_place[place], moved, tuple(item for item in ranked if item[1])[:4]))
    weighed.sort(key=lambda weight: (-weight.moved, weight.decision.turn, weight.decision.key))
    return tuple(weight for weight in weighed[:most] if weight.moved)


def effects_of_decisions(course: Course) -> dict[tuple[int, str], dict[str, int]]:
    """Return what the rules trace back to each order or argument, by its turn and key: tracks with tenths; capital is left out."""
    made: dict[str, list[Deed]] = {}
    for decision in course.decisions:
        if decision.kind in ("order", "argument"):
            made.setdefault(decision.key, []).append(decision)
    effects: dict[tuple[int, str], dict[str, int]] = {}
    for placed in course.of(play.TrackChanged):
        event = placed.event
        assert isinstance(event, play.TrackChanged)
        if event.name.startswith("capital["):
            continue
        for cause in event.causes:
            if cause.source in ("range", "ruling"):
                continue
            for place in _places(made, placed.turn, cause):
                found = effects.setdefault(place, {})
                found[event.name] = found.get(event.name, 0) + cause.amount
    return effects


def _places(made: dict[str, list[Deed]], turn: int, cause: Cause) -> set[tuple[int, str]]:
    """Return the decisions that a cause names: a programme's id says its turn, a move's key means the latest so far."""
    places: set[tuple[int, str]] = set()
    for name in cause.about:
        key, opened = ProgrammeId.of(name)
        turns = [decision.turn for decision in made.get(key, ()) if decision.turn <= turn]
        if not turns:
            continue
        at = max(turns) if opened is None else opened
        if at in turns:
            places.add((at, key))
    return places


def turning(report: Report) -> Section:
    """Return the turning points with why, what each led to and what another choice would have given, and the decisions that moved most."""
    words = report.words
    blocks: list[Block] = []
    for point in report.turning_points:
        items = [*point.why]
        if point.decided < A_PART:
            items.append("Less than a third of this goes back to a decision that is known here.")
        items += [f"It led to: {line}" for line in point.led_to]
        items += [f"Had it been otherwise: {line}" for line in point.instead]
        cited = tuple(f"{words.claim(claim)} ({words.where(claim)})" for claim in point.claims if words.where(claim))
        blocks.append(StoryBlock(point.title, report.label(point.turn), "", tuple(items), cited))
    rows = []
    for decision, _, moved in report.weights:
        effects = [f"{words.change(name, amount)} {words.track(name)}" if report.exact else words.track(name) for name, amount in moved[:3]]
        rows.append((report.label(decision.turn), decision.changed or decision.words, "; ".join(effects), decision.because))
    if rows:
        blocks += [
            Heading("The decisions that moved most"),
            Para("Everything that the rules trace back to a decision, over the whole session, signs left out.", "note"),
            Grid(("When", "Decision", "Its greatest effects", "Reason given"), tuple(rows)),
        ]
    facts = {"turning_points": report.turning_points, "weights": report.weights}
    return Section("turning", "Turning points", tuple(blocks), facts=facts)
