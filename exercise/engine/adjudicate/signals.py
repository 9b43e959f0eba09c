"""Signals after a turn: an intention is kept by doing it, a promise by not doing it, a red line by answering who crosses it."""

from __future__ import annotations

from exercise.engine.adjudicate.run import Run
from exercise.model import play
from exercise.model.play import ALL, Act
from exercise.model.vocabulary import MoveOutcome, SignalState, SignalType


def settle_signals(run: Run, acts: tuple[Act, ...]) -> None:
    """Keep, break or cross signals by what was done: an intention by doing it, a promise by not doing it, a red line by others."""
    state = run.state
    kinds = run.setup.book.kinds
    answering = run.setup.book.scenario.head.answering
    for key in sorted(state.signals):
        signal = state.signals[key]
        if signal.how != SignalState.OPEN:
            continue

        def concerns(act: Act, kind: str = signal.kind, target: str = signal.target) -> bool:
            return act.kind == kind and (not target or target in act.targets)

        own = any(concerns(act) for act in acts if act.actor == signal.actor)
        over = state.turn >= signal.until
        how: SignalState | None = None
        if signal.type == SignalType.INTENTION:
            how = SignalState.KEPT if own else SignalState.BROKEN if over else None
        elif signal.type == SignalType.PROMISE:
            how = SignalState.BROKEN if own else SignalState.KEPT if over else None
        else:
            crossers = {
                act.actor
                for act in acts
                if act.actor != signal.actor and act.outcome == MoveOutcome.ACCEPTED and act.audience == ALL and concerns(act)
            }
            if crossers:
                hit = {*crossers, signal.target}
                answered = any(
                    act.actor == signal.actor and answering in kinds[act.kind].tags and hit.intersection(act.targets) for act in acts
                )
                how = SignalState.KEPT if answered else SignalState.CROSSED
            elif over:
                how = SignalState.KEPT
        if how:
            run.emit(play.SignalSettled(key, how, ALL if signal.voice == "public" else tuple(sorted({signal.actor, signal.target} - {""}))))
