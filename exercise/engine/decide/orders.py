"""Orders, and taking back what was ordered: sealing, amending, withdrawing, ending a programme."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.engine.decide.asking import Verdict, actor_not_yours, wrong_phase
from exercise.engine.legal import normal, order_refusal
from exercise.engine.setup import Setup
from exercise.errors import ExerciseError, nearest
from exercise.model import play
from exercise.model.moves import parse_move
from exercise.model.play import Move, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    Phase,
    ProgrammeState,
)


def order(setup: Setup, state: State, move: Move, seat: str, verbs: Iterable[str] = ()) -> Verdict:
    """Seal an order; `verbs` are named with the kinds of move where what was meant is neither."""
    if move.kind not in setup.book.kinds:
        known = [*setup.book.kinds, *verbs]
        return Refusal("move.unknown-kind", {"kind": move.kind, "near": nearest(move.kind, known)})
    refused = actor_not_yours(setup, move.actor, seat)
    if refused:
        return refused
    if move.kind not in setup.kinds_of(move.actor):
        return Refusal("move.not-open", {"kind": move.kind, "actor": move.actor})
    move = normal(setup, move)
    refused = order_refusal(setup, state, move)
    if refused:
        return refused
    return [play.MoveSealed(move, seat, (move.actor,))]


def amend(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Put a mistyped order right before anything opens: one is taken back and another sealed, with the reason."""
    refused = wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    sealed = state.moves.get(key)
    if sealed is None:
        return Refusal("move.no-such", {"key": key, "what": "sealed move", "near": nearest(key, state.moves)})
    if not clean(move.because, limit=LINE).strip():
        return Refusal("facilitator.reason", {})
    try:
        amended = parse_move(f"{sealed.actor}: {move.option('as')}")
    except ExerciseError as error:
        return Refusal("amend.as", {"text": str(error)})
    without = state.copy()
    del without.moves[key]
    again = order(setup, without, amended._replace(because=amended.because or sealed.because), seat)
    return again if isinstance(again, Refusal) else [play.MoveWithdrawn(key, (sealed.actor,)), *again]


def withdraw(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Take back a sealed order."""
    refused = wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    if len(move.targets) != 1:
        return Refusal("move.no-such", {"key": "", "what": "sealed move", "near": None})
    key = move.targets[0]
    if not key.startswith(f"{move.actor}/"):
        key = f"{move.actor}/{key}"
    if key not in state.moves:
        own = [known for known in state.moves if known.startswith(f"{move.actor}/")]
        return Refusal("move.no-such", {"key": key, "what": "sealed move", "near": nearest(key, own)})
    return [play.MoveWithdrawn(key, (move.actor,))]


def end(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """End a programme before its time."""
    refused = wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    programme = state.programmes.get(key)
    if programme is None or programme.actor != move.actor:
        own = [known for known, running in state.programmes.items() if running.actor == move.actor]
        return Refusal("move.no-such", {"key": key, "what": "programme of its own", "near": nearest(key, own)})
    return [play.ProgrammeEnded(key, ProgrammeState.BROKEN, "end", programme.audience)]
