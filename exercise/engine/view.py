"""What one seat may see: `view` of a state, `seen` of an event. Both build new values up from nothing, so a new field cannot leak.

The facilitator sees all; after the end everything is lifted for everyone, but for the seed and the facilitator's own notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from exercise.engine.conditions import INJECT, knows_condition
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import ALL, FACILITATOR, Audience, Cause, Entry, Event, Move, Programme, State, View

PUBLIC = "public"
"""The seat that nobody holds: it sees what everyone may."""
HIDDEN = Cause(0, "hidden", "hidden")


def actors_of(setup: Setup, seat: str) -> tuple[str, ...]:
    """Return the actors a seat decides for; none for the facilitator and for the public."""
    return setup.seats.get(seat, ())


def knows_of(setup: Setup, seat: str) -> tuple[int, ...]:
    """Return for each track 2 (the number), 1 (its band) or 0 (nothing)."""
    if seat not in setup.knows:
        setup.knows[seat] = setup._knows(())
    return setup.knows[seat]


def view(setup: Setup, state: State, seat: str, *, lift: bool = True) -> View:
    """Return what a seat sees of a state.

    Args:
        setup: The rulebook at its table.
        state: The true state.
        seat: A seat of the plan, `facilitator`, or `public` for what everyone may see.
        lift: Whether the end of the session opens everything; a report or copy for one seat keeps the others' secrets.
    """
    actors = actors_of(setup, seat)
    if seat == FACILITATOR or (lift and state.phase == "over"):
        if seat != FACILITATOR and state.notes:
            state = state.copy()
            state.notes = tuple(note for note in state.notes if note.seat != FACILITATOR)
        return View(seat, actors, state, (2,) * len(state.tracks), True)
    knows = knows_of(setup, seat)
    held = {*actors, seat}

    def may(audience: Audience) -> bool:
        return audience == ALL or not held.isdisjoint(audience)

    mine = State()
    mine.turn = state.turn
    mine.clock = state.clock
    mine.phase = state.phase
    mine.tracks = tracks_seen(setup, state.tracks, knows)
    mine.moves = _moves_seen(state, held)
    mine.offers = {
        key: offer
        for key, offer in state.offers.items()
        if state.moves[key].actor in held or not held.isdisjoint(offer[0]) or not held.isdisjoint(offer[1])
    }
    mine.answers = _answers_seen(state, held, mine.offers)
    mine.confirms = {key: yes for key, yes in state.confirms.items() if key in mine.offers}
    mine.programmes = {key: programme for key, programme in state.programmes.items() if programme.leaked or may(programme.audience)}
    mine.ended = tuple(programme for programme in state.ended if programme.leaked or may(programme.audience))
    mine.watches = _watches_seen(setup, state, held)
    mine.public_watches = state.public_watches.copy()
    mine.pending = tuple(
        item for item in state.pending if knows[item.track] == 2 and may(setup.exact[item.track]) and may(item.cause.audience)
    )
    mine.due = ()
    mine.opened = tuple(open_ for open_ in state.opened if may(open_.audience))
    mine.reactions = {key: choice for key, choice in state.reactions.items() if key[2] in held}
    mine.signals = {
        key: signal for key, signal in state.signals.items() if signal.voice == "public" or {signal.actor, signal.target} & held
    }
    mine.rulings = ()
    mine.arguments = {
        key: argument for key, argument in state.arguments.items() if argument.actor in held or argument.ruled != "open"
    }
    mine.happened = {key: turn for key, turn in state.happened.items() if key[0] in setup.open_injects}
    mine.leaked = state.leaked
    mine.holders = dict(state.holders)
    mine.committed = state.committed
    mine.held = frozenset()
    mine.paused = state.paused
    mine.level = state.level
    mine.turns = state.turns
    mine.messages = tuple(message for message in state.messages if may(message.audience))
    mine.predictions = {key: direction for key, direction in state.predictions.items() if key[0] == seat}
    mine.notes = tuple(note for note in state.notes if note.seat == seat)
    mine.scores = {}
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
    return tuple(
        [track for track, known in enumerate(knows) if known == 1]
    ), tuple([track for track, known in enumerate(knows) if known == 0])


def _moves_seen(state: State, held: set[str]) -> dict[str, Move]:
    seen: dict[str, Move] = {}
    for key, move in state.moves.items():
        if move.actor in held:
            seen[key] = move
        elif key in state.offers:
            asked, consulted = state.offers[key]
            if not held.isdisjoint(asked) or not held.isdisjoint(consulted):
                seen[key] = move._replace(because="") if move.because else move
    return seen


def _answers_seen(state: State, held: set[str], offers: dict[str, Any]) -> dict[str, dict[str, play.Answer]]:
    """Return one's own answers, and those of others to one's own offers."""
    seen: dict[str, dict[str, play.Answer]] = {}
    for key in offers:
        own_offer = state.moves[key].actor in held
        found = {
            actor: answer if actor in held or not answer.because else answer._replace(because="")
            for actor, answer in state.answers.get(key, {}).items()
            if actor in held or own_offer
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


def _as_is(setup: Setup, event: Any, seat: str) -> Event:
    return type(event)(*event)  # type: ignore[no-any-return]


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


def _offer_answered(setup: Setup, event: play.OfferAnswered, seat: str) -> Event:
    answer = event.answer if event.actor in actors_of(setup, seat) else event.answer._replace(because="")
    return play.OfferAnswered(event.key, event.actor, answer, event.audience)


def _argument_made(setup: Setup, event: play.ArgumentMade, seat: str) -> Event:
    argument = event.argument
    return play.ArgumentMade(argument, event.audience)


def _inject_happened(setup: Setup, event: play.InjectHappened, seat: str) -> Event:
    """What a written inject changes is told through the tracks, to those who see them."""
    return play.InjectHappened(event.open, event.cause, (), event.audience)


def _chance_drawn(setup: Setup, event: play.ChanceDrawn, seat: str) -> Event | None:
    """The odds rest on tracks that not all see: a seat learns what happened and roughly how likely it was, as it learns a band.

    That nothing happened proves that it could have: only who may know the draw's condition is told so.
    """
    inject = setup.book.injects.get(event.rule.removeprefix(INJECT)) if event.rule.startswith(INJECT) else None
    if inject is not None and event.happened and not setup.sees(seat, inject.audience):
        return None
    if not event.happened and not knows_condition(setup, event.rule, event.about, seat, knows_of(setup, seat)):
        return None
    return play.ChanceDrawn(event.rule, event.about, setup.middles[event.odds * 10] // 10, (), -1, event.happened, False, event.audience)


def _programme_opened(setup: Setup, event: play.ProgrammeOpened, seat: str) -> Event:
    programme: Programme = event.programme
    return play.ProgrammeOpened(programme._replace(mods=dict(programme.mods)), event.audience)


def _move_resolved(setup: Setup, event: play.MoveResolved, seat: str) -> Event:
    return play.MoveResolved(event.act._replace(mods=dict(event.act.mods)), event.audience)


SEEN: dict[type, Callable[[Setup, Any, str], Event | None]] = {
    play.TrackChanged: _track_changed,
    play.OfferAnswered: _offer_answered,
    play.ArgumentMade: _argument_made,
    play.ChanceDrawn: _chance_drawn,
    play.ProgrammeOpened: _programme_opened,
    play.MoveResolved: _move_resolved,
    play.SeatTaken: _as_is,
    play.PhaseBegan: _as_is,
    play.MoveSealed: _as_is,
    play.MoveWithdrawn: _as_is,
    play.SeatCommitted: _as_is,
    play.OfferMade: _as_is,
    play.OfferConfirmed: _as_is,
    play.MoveLeaked: _as_is,
    play.ProgrammeExtended: _as_is,
    play.ProgrammeEnded: _as_is,
    play.InjectHappened: _inject_happened,
    play.InjectRevealed: _as_is,
    play.Reacted: _as_is,
    play.Signalled: _as_is,
    play.SignalSettled: _as_is,
    play.MessageSent: _as_is,
    play.Predicted: _as_is,
    play.HalfYearPassed: _as_is,
    play.Told: _as_is,
    play.NoteTaken: _as_is,
    play.Paused: _as_is,
    play.ExplanationSet: _as_is,
    play.TurnsSet: _as_is,
    play.ScoreRead: _as_is,
    play.SessionEnded: _as_is,
}
"""How each event is shown to those who may see it. An event type without an entry is the facilitator's alone."""


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
    show = SEEN.get(type(event))
    if show is None:
        return None
    if show is not _track_changed and not setup.sees(seat, event.audience):
        return None
    return show(setup, event, seat)


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
    """Return whether an entry, as a seat sees it, tells the seat that anything was done at all."""
    return bool(entry.events or entry.move.actor)


def numbered(entries: Iterable[Entry]) -> dict[int, int]:
    """Return the place of each entry among those that a seat is shown, from the first on: gaps would count what it is not shown."""
    return {entry.n: number for number, entry in enumerate(filter(is_shown, entries), 1)}
