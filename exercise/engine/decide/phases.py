"""Closing a phase: what that opens, from paying for orders to a whole adjudication."""

from __future__ import annotations

from exercise.engine.adjudicate import Run, adjudicate, asked_of, change_track, open_turn, parties_of, run_epilogue
from exercise.engine.legal import mods_of, move_cost
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import Answer, Cause, Event, Refusal, State
from exercise.model.vocabulary import (
    Phase,
    Reply,
    TurnStage,
)


def close_phase(setup: Setup, state: State, keep: bool, own: bool) -> Refusal | tuple[tuple[Event, ...], State]:
    """Close the phase and return what that brings, with the state after it; the arguments are those of `step`."""
    if state.paused:
        return Refusal("move.paused", {})
    phase = state.phase
    if phase == Phase.ADJUDICATE:
        run = adjudicate(setup, state, keep=keep, own=own)
        run.emit(play.PhaseBegan(run.state.turn, Phase.READ_OUT, run.state.clock))
        return tuple(run.events), run.state
    if phase == Phase.LOBBY or (phase == Phase.READ_OUT and state.turn < state.turns):
        run = open_turn(setup, state, keep=keep, own=own)
        return tuple(run.events), run.state
    if phase == Phase.READ_OUT:
        run = run_epilogue(setup, state, keep=keep, own=own)
        return tuple(run.events), run.state
    run = Run(setup, state, own=own)
    if phase == Phase.SITUATION:
        run.emit(play.PhaseBegan(state.turn, Phase.DECIDE, state.clock))
    elif phase == Phase.DECIDE:
        _close_decide(run)
    elif phase == Phase.ANSWER and any(
        answer.reply == Reply.CHANGE for key, answers in state.answers.items() for answer in answers.values() if key in state.offers
    ):
        run.emit(play.PhaseBegan(state.turn, Phase.CONFIRM, state.clock))
    else:
        run.emit(play.PhaseBegan(state.turn, Phase.ADJUDICATE, state.clock))
    return tuple(run.events), run.state


def _close_decide(run: Run) -> None:
    """Pay for the sealed moves and show the offers to those they ask; within one seat consent is given at once."""
    setup = run.setup
    state = run.state
    spent: dict[str, list[Cause]] = {}
    offers: list[Event] = []
    consents: list[Event] = []
    for key in sorted(state.moves):
        move = state.moves[key]
        cost = move_cost(setup, move)
        if cost:
            spent.setdefault(move.actor, []).append(Cause(-cost, "cost", move.kind, (key,), (move.actor,)))
        asked, consulted = asked_of(setup, move)
        if not asked and not consulted:
            continue
        mods = mods_of(setup, move)
        offers.append(play.OfferMade(key, asked, consulted, parties_of(move, asked, consulted, mods)))
        for actor in asked:
            if setup.seat_of.get(actor) is not None and setup.seat_of.get(actor) == setup.seat_of.get(move.actor):
                consents.append(play.OfferAnswered(key, actor, Answer(Reply.ACCEPT), (actor, move.actor)))
    for actor in sorted(spent):
        change_track(run, setup.capital[actor], spent[actor], TurnStage.MOVES)
    for event in (*offers, *consents):
        run.emit(event)
    waiting = any(
        actor not in run.state.answers.get(key, {})
        for key, (asked, consulted) in run.state.offers.items()
        for actor in (*asked, *consulted)
    )
    run.emit(play.PhaseBegan(state.turn, Phase.ANSWER if waiting else Phase.ADJUDICATE, state.clock))
