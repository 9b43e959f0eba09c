"""Who is done, who sits where, and how the session runs: pauses, explanations, its length and its end."""

from __future__ import annotations

from exercise.engine.adjudicate import run_epilogue
from exercise.engine.decide.asking import Verdict
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model import play
from exercise.model.play import FACILITATOR, Move, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    Holder,
    Level,
    Phase,
)


def commit(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Say that a seat is done with the phase, or not after all."""
    if state.phase in (Phase.LOBBY, Phase.ADJUDICATE):
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    if move.actor == FACILITATOR:
        return Refusal("seat.unknown", {"seat": move.actor, "near": None})
    yes = move.kind == "commit"
    if yes == (move.actor in state.committed):
        return Refusal("seat.committed", {"seat": move.actor, "yes": yes})
    return [play.SeatCommitted(move.actor, yes)]


def hand(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Hand a seat to a person or a bot."""
    given = move.targets[0] if len(move.targets) == 1 else ""
    if given not in setup.seats:
        return Refusal("seat.unknown", {"seat": given, "near": nearest(given, setup.seats)})
    to = move.option("to")
    if to not in tuple(Holder):
        return Refusal("move.bad-option", {"key": "to", "value": to, "options": tuple(Holder), "near": nearest(to, Holder)})
    return [play.SeatTaken(given, Holder(to))]


def pause(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Pause or resume the session."""
    yes = move.kind == "pause"
    if state.paused == yes:
        return Refusal("move.paused", {}) if yes else Refusal("move.not-paused", {})
    return [play.Paused(yes, clean(move.because, limit=LINE))]


def explain(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Set how much of the working the table is told."""
    level = move.option("level")
    if level not in tuple(Level):
        return Refusal("move.bad-option", {"key": "level", "value": level, "options": tuple(Level), "near": nearest(level, Level)})
    return [play.ExplanationSet(Level(level))]


def turns(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Shorten or lengthen the session."""
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    count = move.option("count")
    lowest = max(1, state.turn)
    if not count.isdecimal() or len(count) > 4 or not lowest <= int(count) <= 1000:
        return Refusal("number.bad", {"key": "count", "value": count, "lowest": lowest, "highest": 1000})
    return [play.TurnsSet(int(count), because)]


def end_session(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """End the session now, with its epilogue."""
    if state.phase not in (Phase.SITUATION, Phase.DECIDE, Phase.READ_OUT):
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    return [play.TurnsSet(state.turn, because), *run_epilogue(setup, state).events]
