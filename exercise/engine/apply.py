"""What each event changes: `apply` one, or `fold` many. Needs no rules and no draws, so old saves stay readable.

`state_hash` is the fingerprint of the world part of a state; the table around it (who sits where, messages, notes) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from exercise.model import play
from exercise.model.growing import grown
from exercise.model.play import ALL, STATE_PARTS, Event, Programme, State
from exercise.model.vocabulary import Phase, SignalState

Change = Callable[[State, Any], None]
_AGE = Programme._fields.index("age")


def _seat_taken(state: State, event: play.SeatTaken) -> None:
    state.holders[event.seat] = event.holder


def _phase_began(state: State, event: play.PhaseBegan) -> None:
    state.turn = event.turn
    state.phase = event.phase
    state.clock = event.clock
    state.committed = frozenset()
    if event.phase == Phase.SITUATION:
        state.moves = {}
        state.answers = {}
        state.confirms = {}
        state.offers = {}
        state.opened = ()
        state.reactions = {}
        state.rulings = ()
        state.arguments = {}
        state.predictions = {}
        state.leaked = frozenset()
        state.signals = {key: signal for key, signal in state.signals.items() if signal.how == SignalState.OPEN}


def _move_sealed(state: State, event: play.MoveSealed) -> None:
    state.moves[event.move.key] = event.move


def _move_withdrawn(state: State, event: play.MoveWithdrawn) -> None:
    del state.moves[event.key]


def _seat_committed(state: State, event: play.SeatCommitted) -> None:
    state.committed = state.committed | {event.seat} if event.yes else state.committed - {event.seat}


def _offer_made(state: State, event: play.OfferMade) -> None:
    state.offers[event.key] = (event.asked, event.consulted)


def _offer_answered(state: State, event: play.OfferAnswered) -> None:
    state.answers[event.key] = {**state.answers.get(event.key, {}), event.actor: event.answer}


def _offer_confirmed(state: State, event: play.OfferConfirmed) -> None:
    state.confirms[event.key] = event.yes


def _nothing(state: State, event: object) -> None:
    """Leave the state alone: the event only tells."""


def _move_leaked(state: State, event: play.MoveLeaked) -> None:
    state.leaked = state.leaked | {event.key}
    programme = state.programmes.get(event.key)
    if programme is not None:
        state.programmes[event.key] = programme._replace(leaked=True, audience=ALL)


def _track_changed(state: State, event: play.TrackChanged) -> None:
    state.tracks[event.track] = event.after


def _programme_opened(state: State, event: play.ProgrammeOpened) -> None:
    state.programmes[event.programme.id] = event.programme


def _programme_extended(state: State, event: play.ProgrammeExtended) -> None:
    programme = state.programmes[event.id]
    state.programmes[event.id] = programme._replace(lasts=event.lasts)


def _programme_ended(state: State, event: play.ProgrammeEnded) -> None:
    programme = state.programmes.pop(event.id)
    state.ended = (*state.ended, programme._replace(how=event.how))


def _effect_delayed(state: State, event: play.EffectDelayed) -> None:
    state.pending = (*state.pending, event.pending)


def _inject_scheduled(state: State, event: play.InjectScheduled) -> None:
    state.due = (*state.due, event.due)


def _inject_held(state: State, event: play.InjectHeld) -> None:
    state.held = state.held | {event.inject} if event.held else state.held - {event.inject}


def _inject_happened(state: State, event: play.InjectHappened) -> None:
    state.opened = (*state.opened, event.open)
    state.happened[(event.open.inject, event.open.subject)] = event.open.turn
    state.due = tuple(due for due in state.due if (due.inject, due.subject) != (event.open.inject, event.open.subject))
    _told(state, event.open)


def _told(state: State, open_: play.Open) -> None:
    """Keep who alone has heard of an inject, until all have."""
    state.told.pop((open_.inject, open_.subject), None)
    if open_.audience != ALL:
        state.told[(open_.inject, open_.subject)] = open_.audience


def _inject_revealed(state: State, event: play.InjectRevealed) -> None:
    place = (event.open.inject, event.open.subject)
    state.opened = tuple(event.open if (open_.inject, open_.subject) == place else open_ for open_ in state.opened)
    _told(state, event.open)


def _reacted(state: State, event: play.Reacted) -> None:
    state.reactions[(event.inject, event.subject, event.actor)] = event.choice


def _signalled(state: State, event: play.Signalled) -> None:
    state.signals[event.signal.id] = event.signal


def _signal_settled(state: State, event: play.SignalSettled) -> None:
    state.signals[event.id] = state.signals[event.id]._replace(how=event.how)


def _message_sent(state: State, event: play.MessageSent) -> None:
    state.messages = grown(state.messages, event)


def _predicted(state: State, event: play.Predicted) -> None:
    state.predictions[(event.seat, event.track)] = event.direction


def _argument_made(state: State, event: play.ArgumentMade) -> None:
    state.arguments[event.argument.key] = event.argument


def _ruled(state: State, event: play.Ruled) -> None:
    state.rulings = (*state.rulings, event.ruling)


def _watches_moved(state: State, event: play.WatchesMoved) -> None:
    for index, value in event.changes:
        state.watches[index] = value
    for index, value in event.public:
        state.public_watches[index] = value


def _half_year_passed(state: State, event: play.HalfYearPassed) -> None:
    state.clock = event.clock
    state.ended = ()
    state.pending = tuple(item for item in state.pending if item.due >= event.clock)
    # Every programme grows older every half-year: made as the tuple it is, one costs an eighth of what `_replace` takes.
    older = tuple.__new__
    state.programmes = {
        key: older(Programme, (*programme[:_AGE], programme.age + 1, *programme[_AGE + 1 :])) for key, programme in state.programmes.items()
    }


def _note_taken(state: State, event: play.NoteTaken) -> None:
    state.notes = grown(state.notes, event)


def _paused(state: State, event: play.Paused) -> None:
    state.paused = event.yes


def _explanation_set(state: State, event: play.ExplanationSet) -> None:
    state.level = event.level


def _turns_set(state: State, event: play.TurnsSet) -> None:
    state.turns = event.turns


def _score_read(state: State, event: play.ScoreRead) -> None:
    state.scores[event.objective] = (event.value, event.score)


def _session_ended(state: State, event: play.SessionEnded) -> None:
    state.phase = Phase.OVER


CHANGES: dict[type, Change] = {
    play.SeatTaken: _seat_taken,
    play.PhaseBegan: _phase_began,
    play.MoveSealed: _move_sealed,
    play.MoveWithdrawn: _move_withdrawn,
    play.SeatCommitted: _seat_committed,
    play.OfferMade: _offer_made,
    play.OfferAnswered: _offer_answered,
    play.OfferConfirmed: _offer_confirmed,
    play.MoveResolved: _nothing,
    play.MoveLeaked: _move_leaked,
    play.TrackChanged: _track_changed,
    play.ChanceDrawn: _nothing,
    play.ProgrammeOpened: _programme_opened,
    play.ProgrammeExtended: _programme_extended,
    play.ProgrammeEnded: _programme_ended,
    play.EffectDelayed: _effect_delayed,
    play.InjectScheduled: _inject_scheduled,
    play.InjectHeld: _inject_held,
    play.InjectRevealed: _inject_revealed,
    play.InjectHappened: _inject_happened,
    play.Reacted: _reacted,
    play.Signalled: _signalled,
    play.SignalSettled: _signal_settled,
    play.MessageSent: _message_sent,
    play.Predicted: _predicted,
    play.ArgumentMade: _argument_made,
    play.Ruled: _ruled,
    play.WatchesMoved: _watches_moved,
    play.HalfYearPassed: _half_year_passed,
    play.Told: _nothing,
    play.NoteTaken: _note_taken,
    play.Paused: _paused,
    play.ExplanationSet: _explanation_set,
    play.TurnsSet: _turns_set,
    play.NotReplayed: _nothing,
    play.ScoreRead: _score_read,
    play.SessionEnded: _session_ended,
}


def change(state: State, event: Event) -> None:
    """Change a state that nobody else holds; everyone else calls `apply` or `fold`."""
    CHANGES[type(event)](state, event)


def apply(state: State, event: Event) -> State:
    """Return the state after an event; the given state stays as it is."""
    return fold(state, (event,))


def fold(state: State, events: Iterable[Event]) -> State:
    """Return the state after events in their order; the given state stays as it is."""
    new = state.copy()
    for event in events:
        CHANGES[type(event)](new, event)
    return new


def _programmes(programmes: Iterable[Programme]) -> list[Any]:
    at = Programme._fields.index("mods")
    return [[*one[:at], sorted(one.mods.items()), *one[at + 1 :]] for one in programmes]


def _by_key(values: Mapping[Any, Any]) -> list[Any]:
    return [values[key] for key in sorted(values)]


def _pairs(values: Mapping[tuple[str, ...], Any]) -> list[Any]:
    return sorted((*key, value) for key, value in values.items())


ENCODED: dict[str, Callable[[Any], Any]] = {
    "moves": lambda moves: sorted(move._replace(because="") for move in moves.values()),
    "answers": lambda answers: sorted((key, actor, one.reply, one.changes) for key, by in answers.items() for actor, one in by.items()),
    "confirms": lambda confirms: sorted(confirms.items()),
    "offers": lambda offers: sorted(offers.items()),
    "leaked": sorted,
    "programmes": lambda programmes: _programmes(_by_key(programmes)),
    "ended": lambda ended: _programmes(sorted(ended)),
    "pending": sorted,
    "due": sorted,
    "opened": sorted,
    "reactions": _pairs,
    "happened": _pairs,
    "signals": _by_key,
}
"""How a hashed field becomes plain data that is the same for equal states; the others are that already."""


def _encoded(state: State, part: str, names: tuple[str, ...]) -> Any:
    data = [ENCODED[name](getattr(state, name)) if name in ENCODED else getattr(state, name) for name in names]
    if part == "programmes":
        return [programme for programmes in data for programme in programmes]
    return data if len(data) > 1 else data[0]


def hash_parts(state: State) -> dict[str, str]:
    """Return a short hash for each part of the world, so that a difference can be named."""
    return {
        part: sha256(json.dumps(_encoded(state, part, names), separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()[:12]
        for part, names in STATE_PARTS.items()
    }


def state_hash(parts: dict[str, str]) -> str:
    """Return one hash of a state's parts, 32 hexadecimal digits."""
    return sha256("".join(f"{name}={parts[name]};" for name in sorted(parts)).encode()).hexdigest()[:32]
