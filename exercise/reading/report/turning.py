"""What decided a session: turning points picked from its turns, and the decisions that moved most.

`turning_points` and `weights` work on what the reader may see; what would have changed a turning point is worked out for the facilitator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.engine import explain
from exercise.engine.stories import StoryFacts
from exercise.model import play
from exercise.model.play import Cause
from exercise.model.refs import CauseId, ProgrammeId, TrackName, move_of
from exercise.reading.causes import claims_of
from exercise.reading.document import Block, Grid, Heading, Para, Section, StoryBlock
from exercise.reading.reader import Reader
from exercise.reading.record import Deed
from exercise.timeline import EPILOGUE

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


def turning_points(reader: Reader, most: int = MOST, instead: bool = True) -> tuple[TurningPoint, ...]:
    """Return the session's turning points in order of time; those in which decisions had a real part go first in choosing.

    Args:
        reader: Who reads the session.
        most: How many at most.
        instead: Whether to work out what would have changed them (for the facilitator only).
    """
    stories = [(turn, story) for turn in reader.record.turns for story in reader.record.stories(turn)]
    stories.sort(key=lambda one: (_decided(one[1]) < A_PART, -_rank(reader, *one), one[0], str(one[1])))
    picked: list[tuple[int, StoryFacts]] = []
    families: dict[str, int] = {}
    for turn, story in stories:
        family = TrackName.of(story.changes[0].name).family if story.changes else story.kind
        if len(picked) < most and sum(other == turn for other, _ in picked) < A_TURN and families.get(family, 0) < A_TURN:
            families[family] = families.get(family, 0) + 1
            picked.append((turn, story))
    picked.sort(key=lambda one: (one[0], -one[1].rank))
    return tuple(_point(reader, turn, story, instead and reader.is_facilitator and not reader.session.shared) for turn, story in picked)


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


def _rank(reader: Reader, turn: int, story: StoryFacts) -> int:
    """Return how much a story turned: its rank, more where a ruling had a part or a headline track changed its way."""
    rank = story.rank
    for total in story.changes[:1]:
        if any(cause.source in ("ruling", "argument") for cause in total.causes):
            rank += 120
        earlier = next((other for other in reader.record.totals(turn - 1) if other.track == total.track), None)
        if earlier is not None:
            was, now = earlier.after - earlier.before, total.after - total.before
            if was * now < 0 and min(abs(was), abs(now)) >= REVERSAL:
                rank += 100
    return rank


def _point(reader: Reader, turn: int, story: StoryFacts, instead: bool) -> TurningPoint:
    event = story.events[0] if story.events else None
    argued = next((event.argument for event in story.events if isinstance(event, play.ArgumentMade)), None)
    if story.changes and argued is None:
        title, why, claims = _change_told(reader, story)
        led_to = _led_to(reader, turn, story.changes[0].causes)
        other_ways = _instead(reader, turn, story.changes[0]) if instead else ()
    else:
        assert event is not None
        led_to, causes = _effects_of(reader, turn, event)
        title, why, claims = _event_told(reader, story, event, argued)
        claims = (*(claim for cause in causes for claim in claims_of(reader.book, cause)), *claims)
        other_ways = ()
    return TurningPoint(turn, title, story.rank, why, led_to, other_ways, tuple(dict.fromkeys(claims))[:3], _decided(story))


def _change_told(reader: Reader, story: StoryFacts) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a change as a title, what goes with it and why, and the claims behind it."""
    lead, *others = story.changes
    causes = lead.causes[:5]
    beside = [f"With it: {', '.join(reader.words.track(total.name) for total in others[:4])}"] if others else []
    why = (*beside, *(reader.words.cause(cause, lead.name, reader.level) for cause in causes))
    return change_sentence(reader, lead), why, tuple(claim for cause in causes for claim in claims_of(reader.book, cause))


def _event_told(
    reader: Reader, story: StoryFacts, event: play.Event, argued: play.Argument | None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return an event as a title, what there is to say of it, and the claims behind it."""
    words = reader.words
    told = words.event(event, reader.level).rstrip(".")
    if argued is not None:
        return words.argument_title(argued), (*words.argument(argued), *(change_sentence(reader, one) for one in story.changes[:3])), ()
    if isinstance(event, play.ChanceDrawn):
        about = words.about(event.about)
        return words.title(event.rule.removeprefix("inject:")) + (f" ({about})" if about else ""), (told,), ()
    if isinstance(event, play.InjectHappened) and event.open.inject in reader.book.injects:
        title = words.inject(event.open.inject, event.open.subject)
        return title, (told.removeprefix(f"{title}: "),), reader.book.injects[event.open.inject].claims
    return told, (), ()


def change_sentence(reader: Reader, total: explain.Total) -> str:
    """Return what a track did over a turn, as the reader may know it."""
    words = reader.words
    track = words.track(total.name)
    change = total.after - total.before
    way = "rose" if change > 0 else "fell" if change < 0 else "held"
    if total.knows == 2 and reader.level == "full":
        by = words.value(total.name, abs(change))
        bands = f" ({words.band(total.before)} to {words.band(total.after)})" if total.band_before != total.band_after else ""
        return f"{track} {way} by {by}, from {words.value(total.name, total.before)} to {words.value(total.name, total.after)}{bands}"
    if total.band_before != total.band_after:
        return f"{track} {way} from {words.band(total.before)} to {words.band(total.after)}"
    return f"{track} {way}"


def _led_to(reader: Reader, turn: int, causes: tuple[Cause, ...]) -> tuple[str, ...]:
    """Return the greatest later effects of the moves behind a change, and what its rules set on its way."""
    names = {move_of(name) for cause in causes[:3] for name in cause.about if "/" in name}
    rules = {cause.id for cause in causes[:3]}
    effects: dict[str, int] = {}
    lines: list[str] = []
    for placed in reader.record.events:
        event = placed.event
        if placed.turn <= turn and placed.phase != EPILOGUE:
            continue
        if isinstance(event, play.TrackChanged) and not event.name.startswith("capital["):
            for cause in event.causes:
                if any(move_of(name) in names for name in cause.about):
                    effects[event.name] = effects.get(event.name, 0) + cause.amount
        elif isinstance(event, play.InjectHappened) and event.cause in rules and len(lines) < 2:
            lines.append(f"{reader.words.turn(placed.turn)}: {reader.words.inject(event.open.inject, event.open.subject)}")
    return (*lines, *_effect_lines(reader, effects, most=3 - len(lines)))


def _effects_of(reader: Reader, turn: int, event: play.Event) -> tuple[tuple[str, ...], tuple[Cause, ...]]:
    """Return what an event other than a change brought about, with the causes."""
    ids: set[str] = set()
    if isinstance(event, play.InjectHappened):
        ids = {event.open.inject}
    elif isinstance(event, play.ChanceDrawn | play.MoveLeaked):
        ids = {event.rule}
    found: dict[str, int] = {}
    causes: list[Cause] = []
    for at, changed in reader.record.of(play.TrackChanged):
        for cause in changed.causes:
            if at in (turn, turn + 1) and cause.source != "fading" and CauseId.of(cause.id).id in ids:
                found[changed.name] = found.get(changed.name, 0) + cause.amount
                causes.append(cause)
    return _effect_lines(reader, found), tuple(causes)


def _effect_lines(reader: Reader, found: dict[str, int], most: int = 3) -> tuple[str, ...]:
    ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
    words = reader.words
    if reader.level != "full":
        return tuple(words.track(name) for name, amount in ranked[:most] if amount)
    return tuple(f"{words.change(name, amount)} {words.track(name)}" for name, amount in ranked[:most] if amount)


def _instead(reader: Reader, turn: int, total: explain.Total) -> tuple[str, ...]:
    words = reader.words
    lines: list[str] = []
    for other in reader.instead(turn, total.name)[:3]:
        least = 10 if not reader.words.counts(total.name) else 1
        if abs(other.after - other.recorded) < max(least, abs(total.after - total.before) * A_PART // 100):
            continue
        reached, was = words.value(total.name, other.after), words.value(total.name, other.recorded)
        lines.append(f"{words.otherwise(other.move, other.modality, other.value)}: {reached} instead of {was}")
    return tuple(lines[:2])


def weights(reader: Reader, most: int = 10) -> tuple[Weight, ...]:
    """Return the decisions that moved most, the heaviest first; capital is left out."""
    effects = effects_of_decisions(reader)
    by_place = {(decision.turn, decision.key): decision for decision in reader.record.decisions if decision.kind in ("order", "argument")}
    weighed = []
    for place, found in effects.items():
        ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
        moved = sum(abs(amount) * (100 if reader.words.counts(name) else 1) for name, amount in ranked)
        weighed.append(Weight(by_place[place], moved, tuple(item for item in ranked if item[1])[:4]))
    weighed.sort(key=lambda weight: (-weight.moved, weight.decision.turn, weight.decision.key))
    return tuple(weight for weight in weighed[:most] if weight.moved)


def effects_of_decisions(reader: Reader) -> dict[tuple[int, str], dict[str, int]]:
    """Return what the rules trace back to each order or argument, by its turn and key: tracks with tenths; capital is left out."""
    made: dict[str, list[Deed]] = {}
    for decision in reader.record.decisions:
        if decision.kind in ("order", "argument"):
            made.setdefault(decision.key, []).append(decision)
    effects: dict[tuple[int, str], dict[str, int]] = {}
    for turn, event in reader.record.of(play.TrackChanged):
        if event.name.startswith("capital["):
            continue
        for cause in event.causes:
            if cause.source in ("range", "ruling"):
                continue
            for place in _places(made, turn, cause):
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
