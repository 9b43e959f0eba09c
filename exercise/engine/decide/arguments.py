"""Arguments: making one, adding reasons, ruling on it; and their dice."""

from __future__ import annotations

import re

from exercise.engine import chance
from exercise.engine.decide.asking import Verdict, beside, numbered_values, wrong_phase
from exercise.engine.decide.changes import direct_changes, tenths
from exercise.engine.legal import normal
from exercise.engine.setup import Setup
from exercise.errors import ExerciseError, nearest
from exercise.model import play
from exercise.model.moves import parse_move
from exercise.model.play import ALL, FACILITATOR, Argument, Move, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    ArgumentState,
    JudgedBy,
    Phase,
)

STRENGTHS = ("50", "100", "150")
DIRECT_CHANGES = (-100, -60, -30, 30, 60, 100)
"""Sizes of an argument's direct changes, in tenths."""
NEEDED = play.NEEDED


def argue(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Put a free-form move to the facilitator, with up to three reasons."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
    if refused:
        return refused
    text = clean(move.option("text"), limit=LINE)
    if not text.strip():
        return Refusal("text.empty", {"what": "argument"})
    key = f"{move.actor}/argument"
    if key in state.arguments:
        return Refusal("move.twice", {"key": key})
    reasons = tuple(clean(reason, limit=LINE) for reason in numbered_values(move, "for")[:3])
    return [play.ArgumentMade(Argument(key, move.actor, text, reasons), (move.actor,))]


def weigh(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Add reasons to an argument: whoever has seen it may, and those are its own seat and the facilitator until it is ruled on."""
    speakers = beside(setup, move.actor)
    known = {
        key: argument
        for key, argument in state.arguments.items()
        if argument.ruled != ArgumentState.OPEN or move.actor == FACILITATOR or argument.actor in speakers
    }
    given = ",".join(move.targets)
    argument = known.get(given)
    if argument is None:
        return Refusal("argument.unknown", {"key": given, "near": nearest(given, known)})
    if argument.ruled != ArgumentState.OPEN:
        return Refusal("argument.ruled", {"key": argument.key})
    pro = tuple(clean(reason, limit=LINE) for reason in numbered_values(move, "for"))
    contra = tuple(clean(reason, limit=LINE) for reason in numbered_values(move, "against"))
    if not pro and not contra:
        return Refusal("text.empty", {"what": "reason"})
    weighed = argument._replace(reasons=(*argument.reasons, *pro), against=(*argument.against, *contra))
    return [play.ArgumentMade(weighed, tuple(sorted({argument.actor, move.actor})))]


def rule_argument(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Rule on an argument: whether it succeeds, as which move it counts, and what it changes besides."""
    refused = wrong_phase(state, move, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    given = ",".join(move.targets)
    argument = state.arguments.get(given)
    if argument is None:
        return Refusal("argument.unknown", {"key": given, "near": nearest(given, state.arguments)})
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    judged = _judged(setup, state, argument, move)
    if isinstance(judged, Refusal):
        return judged
    strength = move.option("strength", "100")
    if strength not in STRENGTHS:
        return Refusal("move.bad-option", {"key": "strength", "value": strength, "options": STRENGTHS, "near": None})
    as_move = _counts_as(setup, argument, move)
    if isinstance(as_move, Refusal):
        return as_move
    changes = direct_changes(setup, move, DIRECT_CHANGES)
    if isinstance(changes, Refusal):
        return changes
    ruled = judged._replace(as_move=as_move, strength=int(strength), changes=tuple(changes), because=because)
    return [play.ArgumentMade(ruled, ALL)]


def _judged(setup: Setup, state: State, argument: Argument, move: Move) -> Argument | Refusal:
    """Return the argument with how it was judged and whether it succeeds: by word, or by two dice with their modifiers."""
    method = move.option("method")
    methods = tuple(JudgedBy)
    if method not in methods:
        return Refusal("move.bad-option", {"key": "method", "value": method, "options": methods, "near": nearest(method, methods)})
    modifiers = _modifiers(move)
    if isinstance(modifiers, Refusal):
        return modifiers
    roll: tuple[int, ...] = ()
    if method == JudgedBy.DICE:
        typed = move.option("roll")
        roll = dice_of(typed) if typed else _thrown(setup, state, argument)
        if not roll:
            return Refusal("dice.bad", {"value": typed})
        succeeds = sum(roll) + sum(by for by, _ in modifiers) >= NEEDED
    else:
        result = move.option("result")
        if result not in ("yes", "no"):
            return Refusal("move.bad-option", {"key": "result", "value": result, "options": ("yes", "no"), "near": None})
        succeeds = result == "yes"
    state_after = ArgumentState.ALLOWED if succeeds else ArgumentState.FAILED
    return argument._replace(ruled=state_after, method=JudgedBy(method), roll=roll, modifiers=modifiers)


def _thrown(setup: Setup, state: State, argument: Argument) -> tuple[int, ...]:
    return tuple(1 + chance.below(setup.draws, 6, "argument", state.clock, argument.key, die) for die in (1, 2))


def _modifiers(move: Move) -> tuple[tuple[int, str], ...] | Refusal:
    found: list[tuple[int, str]] = []
    for text in numbered_values(move, "mod"):
        number, _, why = text.partition(" ")
        by = tenths(number, "steps")
        if by is None or abs(by) > 3:
            return Refusal("number.bad", {"key": "mod", "value": number, "lowest": -3, "highest": 3})
        found.append((by, clean(why, limit=LINE)))
    return tuple(found)


def _counts_as(setup: Setup, argument: Argument, move: Move) -> Move | Refusal | None:
    """Return the move that an argument is worked out as; None where it is none."""
    if not move.option("as"):
        return None
    try:
        as_move = parse_move(f"{argument.actor}: {move.option('as')}")
    except ExerciseError as error:
        return Refusal("argument.as", {"text": str(error)})
    if as_move.kind not in setup.book.kinds:
        return Refusal("move.unknown-kind", {"kind": as_move.kind, "near": nearest(as_move.kind, setup.book.kinds)})
    as_move = normal(setup, as_move)
    return _as_refusal(setup, as_move) or as_move


def dice_of(text: str) -> tuple[int, ...]:
    """Return two dice as they were typed in, as 3+4, 3 4 or 3,4; an empty tuple where they are no two dice."""
    parts = re.split(r"\s*[+, ]\s*", text.strip())
    return tuple(map(int, parts)) if len(parts) == 2 and all(re.fullmatch("[1-6]", part) for part in parts) else ()


def odds_of_dice(modifier: int) -> int:
    """Return the odds, in percent, that two dice with modifiers that sum to this let an argument succeed."""
    wins = sum(1 for one in range(1, 7) for two in range(1, 7) if one + two + modifier >= NEEDED)
    return (wins * 200 + 36) // 72


def _as_refusal(setup: Setup, move: Move) -> Refusal | None:
    """Return why an argument cannot be worked out as such a move: its targets or modalities do not exist for that kind."""
    kind = setup.book.kinds[move.kind]
    for target in move.targets:
        if target not in setup.book.actors:
            return Refusal("move.bad-target", {"target": target, "kind": move.kind, "near": nearest(target, setup.book.actors)})
    if kind.target is not None and not move.targets:
        return Refusal("move.no-target", {"kind": move.kind})
    for name, value in move.options:
        options = tuple(value for value in kind.modalities.get(name, ()) if value != "self")
        if value not in options and value != move.actor:
            return Refusal("move.bad-option", {"key": name, "value": value, "options": options, "near": nearest(value, options)})
    return None
