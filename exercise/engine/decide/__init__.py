"""The one door: what a move brings about now, as events, or why it does not, as a `Refusal`.

`decide` is pure. `step` also returns the state after the events, for those who play many games. Orders are decided in `orders`, all else
by the table in `verbs`, each verb in the module of its topic; `phases` closes a phase.
"""

from __future__ import annotations

from exercise.engine.apply import change, fold
from exercise.engine.decide.arguments import DIRECT_CHANGES, NEEDED, dice_of, odds_of_dice
from exercise.engine.decide.offers import alternatives
from exercise.engine.decide.orders import order
from exercise.engine.decide.phases import close_phase
from exercise.engine.decide.verbs import VERBS, not_the_speakers
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model.play import FACILITATOR, Event, Move, Refusal, State
from exercise.model.vocabulary import Phase

__all__ = ["DIRECT_CHANGES", "NEEDED", "VERBS", "alternatives", "decide", "dice_of", "odds_of_dice", "step"]


def decide(setup: Setup, state: State, move: Move, seat: str) -> Refusal | tuple[Event, ...]:
    """Return the events that a move of a seat brings about, or why it is refused. Neither argument changes."""
    decided = step(setup, state, move, seat)
    return decided if isinstance(decided, Refusal) else decided[0]


def step(
    setup: Setup, state: State, move: Move, seat: str, *, keep: bool = True, own: bool = False
) -> Refusal | tuple[tuple[Event, ...], State]:
    """Return what `decide` returns, with the state after it.

    Args:
        setup: The rulebook at its table.
        state: The state before the move.
        move: The move.
        seat: Who makes it.
        keep: Whether adjudication's events are wanted.
        own: Whether the state is the caller's alone and is changed in place; a refused move never changes it.
    """
    if seat != FACILITATOR and seat not in setup.seats:
        return Refusal("seat.unknown", {"seat": seat, "near": nearest(seat, setup.seats)})
    verb = VERBS.get(move.kind)
    if state.phase == Phase.OVER and not (verb and verb.after_the_end):
        return Refusal("session.over", {})
    if move.kind == "close-phase" and move.actor == FACILITATOR and seat == FACILITATOR:
        return close_phase(setup, state, keep, own)
    if verb is None:
        verdict = order(setup, state, move, seat, VERBS)
    elif state.paused and not verb.while_paused:
        return Refusal("move.paused", {})
    else:
        verdict = not_the_speakers(setup, verb, move, seat) or verb.handler(setup, state, move, seat)
    if isinstance(verdict, Refusal):
        return verdict
    if own:
        for event in verdict:
            change(state, event)
        return tuple(verdict), state
    return tuple(verdict), fold(state, verdict)
