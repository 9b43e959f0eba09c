"""What one seat may see: `view` of a state, `seen` of an event. Both build new values up from nothing, field by declared field.

The facilitator sees all; after the end everything is lifted for everyone, but for the seed and the facilitator's own notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from exercise.engine.conditions import INJECT, knows_condition
from exercise.engine.setup import Setup
from exercise.engine.shown import all_shown, as_shown, each_shown
from exercise.model import play
from exercise.model.play import ALL, FACILITATOR, Audience, Cause, Entry, Event, Move, State, View
from exercise.model.vocabulary import ArgumentState, Phase

PUBLIC = "public"
"""The seat that nobody holds: it sees what everyone may."""
HIDDEN = Cause(0, "hidden", "hidden")


def actors_of(setup: Setup, seat: str) -> tuple[str, ...]:
    """Return the actors a seat decides for; none for the facilitator and for the public."""
    return setup.seats.get(seat, ())


def view(setup: Setup, state: State, seat: str, *, lift: bool = True) -> View:
    """Return what a seat sees of a state; a field of the state that is not named here stays empty.

    Args:
        setup: The rulebook at its table.
        state: The true state.
        seat: A seat of the plan, `facilitator`, or `public` for what everyone may see.
        lift: Whether the end of the session opens everything; a report or copy for one seat keeps the others' secrets.
    """
    actors = actors_of(setup, seat)
    if seat == FACILITATOR or (lift and state.phase == Phase.OVER):
        if seat != FACILITATOR and state.notes:
            state = state.copy()
            state.notes = tuple(note for note in state.notes if note.seat != FACILITATOR)
        return View(seat, actors, state, (2,) * len(state.tracks), True)
    knows = setup.knows_of(seat)
    held = {*actors, seat}

    def may(audience: Audience) -> bool:
        return audience == ALL or not held.isdisjoint(audience)

    mine = State()
    mine.turn = state.turn
    mine.clock = state.clock
    mine.phase = state.phase
    mine.turns = state.turns
    mine.tracks = tracks_seen(setup, state.tracks, knows)
    mine.moves = _moves_seen(state, held)
    mine.offers = {
        key: offer
        for key, offer in state.offers.items()
        if state.moves[key].actor in held or not held.isdisjoint(offer[0]) or not held.isdisjoint(offer[1])
    }
    mine.answers = _answers_seen(state, held, mine.offers)
    mine.confirms = {key: yes for key, yes in state.confirms.items() if key in mine.offers}
    mine.leaked = state.leaked
    mine.programmes = all_shown({key: one for key, one in state.programmes.items() if one.leaked or may(one.audience)})
    mine.ended = each_shown([one for one in state.ended if one.leaked or may(one.audience)])
    mine.watches = _watches_seen(setup, state, held)
    mine.public_watches = state.public_watches.copy()
    mine.pending = each_shown(
        [one for one in state.pending if knows[one.track] == 2 and may(setup.exact[one.track]) and may(one.cause.audience)]
    )
    mine.opened = each_shown([one for one in state.opened if may(one.audience)])
    mine.reactions = {key: choice for key, choice in state.reactions.items() if key[2] in held}
    unheard = {place for place, audience in state.told.items() if not may(audience)}
    mine.happened = {key: turn for key, turn in state.happened.items() if key[0] in setup.open_injects and key not in unheard}
    mine.signals = all_shown({key: one for key, one in state.signals.items() if one.voice == "public" or {one.actor, one.target} & held})
    mine.arguments = {
        key: as_shown(one, own=one.actor in held)
        for key, one in state.arguments.items()
        if one.actor in held or one.ruled != ArgumentState.OPEN
    }
    mine.holders = dict(state.holders)
    mine.committed = state.committed
    mine.paused = state.paused
    mine.level = state.level
    mine.messages = each_shown([one for one in state.messages if may(one.audience)])
    mine.predictions = {key: direction for key, direction in state.predictions.items() if key[0] == seat}
    mine.notes = each_shown([one for one in state.notes if one.seat == seat])
    return View(seat, actors, mine, knows, False)


def tracks_seen(setup: Setup, tracks: list[int], knows: tuple[int, ...]) -> list[int]:
    """Return the tracks as one who knows so much sees them: the number, its band's middle, or what anyone would assume."""
    middles = setup.middles
    priors = setup.priors
    bands, nothing = _unsure(knows)
    seen = tracks.copy()
    for track in bands:
        seen[track] = middles[tracks[track]]
    for track in nothing:
        seen[track] = priors[track]
    return seen


@lru_cache(maxsize=64)
def _unsure(knows: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the tracks of which only the band is known, and those of which nothing is."""
    return tuple([track for track, known in enumerate(knows) if known == 1]), tuple(
        [track for track, known in enumerate(knows) if known == 0]
    )


def _moves_seen(state: State, held: set[str]) -> dict[str, Move]:
    seen: dict[str, Move] = {}
    for key, move in state.moves.items():
        if move.actor in held:
            seen[key] = as_shown(move, own=True)
        elif key in state.offers:
            asked, consulted = state.offers[key]
            if not held.isdisjoint(asked) or not held.isdisjoint(consulted):
                seen[key] = as_shown(move)
    return seen


def _answers_seen(state: State, held: set[str], offers: dict[str, Any]) -> dict[str, dict[str, play.Answer]]:
    """Return one's own answers, and those of others to one's own offers."""
    seen: dict[str, dict[str, play.Answer]] = {}
    for key in offers:
        own_offer = state.moves[key].actor in held
        found = {
            actor: as_shown(answer, own=actor in held) for actor, answer in state.answers.get(key, {}).items() if actor in held or own_offer
        }
        if found:
            seen[key] = found
    return seen


def _watches_seen(setup: Setup, state: State, held: set[str]) -> list[int]:
    """Return history as the seat knows it: in full where it is itself concerned, else only what was public."""
    watches = state.public_watches.copy()
    if watches == state.watches:
        return watches
    for cell in setup.cells_of(frozenset(held)):
        watches[cell : cell + 3] = state.watches[cell : cell + 3]
    return watches


# --- events -----------------------------------------------------------------------------------------------------------


def _track_changed(setup: Setup, event: play.TrackChanged, seat: str) -> Event | None:
    if setup.sees(seat, event.audience):
        causes: list[Cause] = []
        hidden = 0
        for cause in event.causes:
            if setup.sees(seat, cause.audience):
                causes.append(cause)
            else:
                hidden += cause.amount
        if hidden or len(causes) < len(event.causes):
            causes.append(HIDDEN._replace(amount=hidden))
        return play.TrackChanged(
            event.track, event.name, event.before, event.after, event.stage, tuple(causes), event.audience, event.others
        )
    if event.others == "exact":
        return play.TrackChanged(event.track, event.name, event.before, event.after, event.stage, (), event.audience, event.others)
    if event.others == "band":
        before, after = setup.middles[event.before], setup.middles[event.after]
        if before != after:
            return play.TrackChanged(event.track, event.name, before, after, event.stage, (), event.audience, event.others)
    return None


def _chance_drawn(setup: Setup, event: play.ChanceDrawn, seat: str) -> Event | None:
    """The odds rest on tracks that not all see: a seat learns what happened and roughly how likely it was, as it learns a band.

    That nothing happened proves that it could have: only who may know the draw's condition is told so.
    """
    inject = setup.book.injects.get(event.rule.removeprefix(INJECT)) if event.rule.startswith(INJECT) else None
    if inject is not None and event.happened and not setup.sees(seat, inject.audience):
        return None
    if not event.happened and not knows_condition(setup, event.rule, event.about, seat, setup.knows_of(seat)):
        return None
    shown: play.ChanceDrawn = as_shown(event)
    return shown._replace(odds=setup.middles[event.odds * 10] // 10)


def _own(event: Event, actors: tuple[str, ...]) -> bool:
    """Return whether an event tells of what a seat's own actors did or said."""
    match event:
        case play.MoveSealed():
            return event.move.actor in actors
        case play.OfferAnswered() | play.Reacted():
            return event.actor in actors
        case play.ArgumentMade():
            return event.argument.actor in actors
    return False


def seen(setup: Setup, event: Event, seat: str, *, lifted: bool = False) -> Event | None:
    """Return an event as a seat may see it, or None when it may see nothing of it.

    Args:
        setup: The rulebook at its table.
        event: The true event.
        seat: A seat, `facilitator` or `public`.
        lifted: Whether the session is over and everything is open.
    """
    if seat == FACILITATOR:
        return event
    if lifted:
        return None if isinstance(event, play.NoteTaken) and event.seat == FACILITATOR else event
    if isinstance(event, play.TrackChanged):
        return _track_changed(setup, event, seat)
    if not setup.sees(seat, event.audience):
        return None
    if isinstance(event, play.ChanceDrawn):
        return _chance_drawn(setup, event, seat)
    shown: Event | None = as_shown(event, own=_own(event, actors_of(setup, seat)))
    return shown


def seen_entry(setup: Setup, entry: Entry, seat: str, *, lifted: bool = False) -> Entry:
    """Return an entry as a seat may see it: its own moves in full, others' only through what they let it see."""
    if seat == FACILITATOR or (lifted and (entry.move.kind != "note" or entry.move.actor != FACILITATOR)):
        return entry
    own = entry.seat == seat or entry.move.actor == seat or entry.move.actor in actors_of(setup, seat)
    public = entry.move.kind in ("commit", "uncommit", "close-phase", "pause", "resume", "explain", "turns", "hand", "end-session")
    events = tuple(found for found in (seen(setup, event, seat, lifted=lifted) for event in entry.events) if found is not None)
    if own:
        move = entry.move
    elif public:
        move = Move(entry.move.actor, entry.move.kind)
    else:
        move = Move("", "sealed")
    shown = entry.seat if own or public else ""
    return Entry(entry.n, entry.by if own or public else "", shown, move, events, "", "", {})


def is_shown(entry: Entry) -> bool:
    """Return whether an entry still tells a seat anything after what is withheld from it."""
    return bool(entry.events or entry.move.actor)


def numbered(entries: Iterable[Entry]) -> dict[int, int]:
    """Number the entries that a seat is shown without gaps, since gaps would reveal how many are hidden."""
    return {entry.n: number for number, entry in enumerate(filter(is_shown, entries), 1)}
