"""What every sealed move and every allowed argument of a turn became, and what of its cost comes back: `resolve`."""

from __future__ import annotations

from collections.abc import Mapping

from exercise.engine.adjudicate.offers import acts_of
from exercise.engine.adjudicate.run import Run, change_track
from exercise.engine.legal import mods_of, move_cost
from exercise.model import play
from exercise.model.play import ALL, Act, Cause, Move
from exercise.model.vocabulary import ArgumentState, MoveOutcome, TurnStage


def resolve(run: Run, assume: Mapping[str, str] | None = None, default: str | None = None) -> tuple[Act, ...]:
    """Return what every sealed move and every allowed argument of the turn became, sorted by key.

    Args:
        run: The adjudication under way.
        assume: For imagined futures: how those asked by an offer (by key) reply where they have not answered.
        default: The same for offers that `assume` does not name; None takes each kind's stated silence.
    """
    setup = run.setup
    state = run.state
    acts: list[Act] = []
    for key in sorted(state.moves):
        move = state.moves[key]
        found = acts_of(setup, state, move, (assume or {}).get(key, default))
        acts += found
        if run.odds is None:
            _refund(run, move, found)
    for key in sorted(state.arguments):
        argument = state.arguments[key]
        if argument.ruled == ArgumentState.ALLOWED and argument.as_move is not None:
            mods = mods_of(setup, argument.as_move)
            acts.append(Act(key, argument.as_move.kind, argument.actor, argument.as_move.targets, mods, strength=argument.strength))
    acts.sort(key=lambda act: act.key)
    for act in acts:
        if act.audience != ALL:
            run.secret[act.key] = act.audience
        if run.keep:
            run.emit(play.MoveResolved(act, act.audience))
    run.keep_secrets()
    return tuple(acts)


def _refund(run: Run, move: Move, acts: list[Act]) -> None:
    """Give back half of what a declined offer cost, and the difference where cheaper terms were agreed."""
    setup = run.setup
    paid = move_cost(setup, move)
    if acts[0].outcome != MoveOutcome.ACCEPTED:
        back = paid // 2
    elif acts[0].mods == mods_of(setup, move):
        return
    else:
        kept = move._replace(options=tuple(sorted({**dict(move.options), **acts[0].mods}.items())))
        back = max(0, paid - move_cost(setup, kept))
    if back:
        cause = Cause(back, "refund", move.kind, (move.key,), (move.actor,))
        change_track(run, setup.capital[move.actor], [cause], TurnStage.MOVES)
