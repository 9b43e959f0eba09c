"""The read-out of a turn: at most seven stories, ranked by size, bands crossed and surprise, beside every change and every draw.

Works on events as one reader may see them, so that it tells nobody more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exercise.engine.explain import Total, is_by, totals
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import Act, Event
from exercise.model.refs import TrackName
from exercise.model.vocabulary import ArgumentState, MoveOutcome, SignalState

MOST_STORIES = 7
SAME_FAMILY = 2
"""Stories about one family of tracks among the seven."""
UNEXPLAINED = 30
"""What a change of band counts for of which a seat knows neither size nor cause: told after what can be explained."""


class StoryFacts(NamedTuple):
    """One thing to tell about a turn: the events behind it and the changes it is about, the greatest first."""

    rank: int
    kind: str
    """change, inject, chance, programme, leak, signal, offer or argument."""
    events: tuple[Event, ...]
    changes: tuple[Total, ...]


class TurnFacts(NamedTuple):
    """A turn as one seat is told it: the moves made, the stories, every change, and the draws."""

    turn: int
    acts: tuple[Act, ...]
    stories: tuple[StoryFacts, ...]
    changes: tuple[Total, ...]
    draws: tuple[play.ChanceDrawn, ...]


def read_out(setup: Setup, turn: int, events: Sequence[Event], knows: Sequence[int]) -> TurnFacts:
    """Return the read-out of a turn from its events as a seat may see them."""
    changes = totals(setup, events, knows)
    return TurnFacts(
        turn,
        tuple(event.act for event in events if isinstance(event, play.MoveResolved)),
        stories(setup, events, changes),
        changes,
        tuple(event for event in events if isinstance(event, play.ChanceDrawn)),
    )


def stories(setup: Setup, events: Sequence[Event], changes: Sequence[Total]) -> tuple[StoryFacts, ...]:
    """Return at most seven stories of a turn, the first the most telling.

    Args:
        setup: The rulebook at its table.
        events: The events of its adjudication, and the rulings on its arguments.
        changes: What they changed.
    """
    weighed = {total: weight for total in changes if (weight := _weight(setup, total))}
    brought = _brought(events, weighed)
    ranked = [*_of_events(events, brought), *_of_changes(brought.pop("", []), weighed)]
    ranked.sort(key=lambda story: (-story.rank, story.kind, [total.name for total in story.changes], str(story.events)))
    told: list[StoryFacts] = []
    families: dict[str, int] = {}
    for story in ranked:
        family = TrackName.of(story.changes[0].name).family if story.changes else story.kind
        if families.get(family, 0) < SAME_FAMILY and len(told) < MOST_STORIES:
            families[family] = families.get(family, 0) + 1
            told.append(story)
    return tuple(told)


def _brought(events: Sequence[Event], weighed: dict[Total, int]) -> dict[str, list[Total]]:
    """Return the changes worth telling, the weightiest first, by the argument or the rule of the draw that brought them, else under "".

    What a draw brought is told with it: that it happened says little without what it did.
    """
    ruled = [event.argument for event in events if isinstance(event, play.ArgumentMade) and event.argument.ruled != ArgumentState.OPEN]
    happened = {event.rule for event in events if isinstance(event, play.ChanceDrawn) and event.happened}
    brought: dict[str, list[Total]] = {}
    for total in sorted(weighed, key=lambda total: (-weighed[total], total.name)):
        lead = total.causes[0] if total.causes else None
        # Of a track that the reader sees as a word alone no cause is known; that the ruling moved it, all have heard.
        arguments = (one.key for one in ruled if (is_by(lead, one.key) if lead is not None else total.name in dict(one.follows)))
        drawn = lead.id if lead is not None and lead.source == "rule" and lead.id in happened else ""
        brought.setdefault(next(arguments, drawn), []).append(total)
    return brought


def _of_events(events: Sequence[Event], brought: dict[str, list[Total]]) -> list[StoryFacts]:
    """Return a story for each event worth one, with the changes that it brought, which are then told."""
    scheduled = {event.due.cause for event in events if isinstance(event, play.InjectScheduled)}
    found: list[StoryFacts] = []
    for event in events:
        rank, kind = _rank(event)
        if not kind:
            continue
        changes: list[Total] = []
        if isinstance(event, play.ChanceDrawn):
            changes = brought.pop(event.rule, [])
            if not changes and event.rule not in scheduled:
                # That something happened, without what it did, is no story: it stands among the dice.
                continue
        elif isinstance(event, play.ArgumentMade):
            changes = brought.pop(event.argument.key, [])
        found.append(StoryFacts(rank, kind, (event,), tuple(changes)))
    return found


def _rank(event: Event) -> tuple[int, str]:
    """Return how much an event is worth telling, and as what kind of story; 0 and no kind where it is none."""
    match event:
        case play.ArgumentMade() if event.argument.ruled != ArgumentState.OPEN:
            return 230, "argument"
        case play.ProgrammeEnded() if event.how != "done":
            return 220, "programme"
        case play.InjectHappened():
            return 210, "inject"
        case play.MoveLeaked():
            return 200, "leak"
        case play.ChanceDrawn() if event.happened:
            return 170, "chance"
        case play.SignalSettled() if event.how in (SignalState.BROKEN, SignalState.CROSSED):
            return 120, "signal"
        case play.MoveResolved() if event.act.outcome != MoveOutcome.ACCEPTED:
            return 70, "offer"
    return 0, ""


def _of_changes(changes: Iterable[Total], weighed: dict[Total, int]) -> list[StoryFacts]:
    """Return a story for the changes of one family that have the same greatest cause; one of several counts for more than its greatest."""
    grouped: dict[tuple[str, tuple[str, str, tuple[str, ...]]], list[Total]] = {}
    for total in changes:
        lead = total.causes[0] if total.causes else None
        place = (lead.source, lead.id, lead.about[:1]) if lead else ("", "", (total.name,))
        grouped.setdefault((TrackName.of(total.name).family, place), []).append(total)
    return [
        StoryFacts(weighed[members[0]] + 10 * (len(members) - 1), "change", (), tuple(members)) for members in grouped.values()
    ]


def _weight(setup: Setup, total: Total) -> int:
    """Return how much a change is worth telling: its size, a band crossed, and how little of it was to be expected."""
    if total.name.startswith("capital["):
        return 0
    if total.knows < 2 and not total.causes:
        # All that is known is another band: how far it went is not, and why neither.
        return UNEXPLAINED if total.band_before != total.band_after else 0
    steps = setup.book.track_family[total.track].kind == "steps"
    size = abs(total.after - total.before) * (400 if steps else 1)
    if size == 0:
        return 0
    crossed = 60 if total.band_before != total.band_after else 0
    surprise = sum(abs(cause.amount) for cause in total.causes if cause.source in ("inject", "ruling", "argument", "choice")) // 2
    return size + crossed + surprise
