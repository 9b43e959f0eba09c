"""Rulings on the adjudication to come: a draw replaced, a cause struck, a change added."""

from __future__ import annotations

from exercise.engine.decide.asking import Verdict, wrong_phase
from exercise.engine.decide.changes import tenths
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model import play
from exercise.model.play import Move, Refusal, Ruling, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    Phase,
    RulingType,
)


def rule(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Rule on the adjudication to come."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    what = move.option("what")
    types = tuple(RulingType)
    if what not in types:
        return Refusal("move.bad-option", {"key": "what", "value": what, "options": types, "near": nearest(what, types)})
    track = move.option("track")
    if track and track not in setup.book.track_index:
        return Refusal("track.unknown", {"track": track, "near": nearest(track, setup.book.track_index)})
    about = tuple(part.strip() for part in move.option("about").split(",") if part.strip())
    amount = _added(setup, track, move) if what == RulingType.CHANGE else _result(setup, about, move, what == RulingType.DRAW)
    if isinstance(amount, Refusal):
        return amount
    rule_id = "" if what == RulingType.CHANGE else move.option("rule")
    return [play.Ruled(Ruling(RulingType(what), rule_id, about, track, amount, because))]


def _added(setup: Setup, track: str, move: Move) -> int | Refusal:
    """Return by how much a ruling changes a track."""
    index = setup.book.track_index.get(track)
    if index is None:
        return Refusal("track.unknown", {"track": track, "near": None})
    by = tenths(move.option("by"), setup.book.track_family[index].kind)
    if not by:
        return Refusal("number.bad", {"key": "by", "value": move.option("by"), "lowest": -100, "highest": 100})
    return by


def _result(setup: Setup, about: tuple[str, ...], move: Move, draws: bool) -> int | Refusal:
    """Return the result that a ruling gives a draw, 1 or 0; 0 for one that strikes causes."""
    book, rule_id = setup.book, move.option("rule")
    known = [*book.rules, *(f"inject:{inject}" for inject in book.injects)]
    if rule_id not in known:
        return Refusal("ruling.unknown-rule", {"rule": rule_id, "near": nearest(rule_id, known)})
    if not draws:
        return 0
    result = move.option("result")
    if result not in ("yes", "no"):
        return Refusal("move.bad-option", {"key": "result", "value": result, "options": ("yes", "no"), "near": None})
    if rule_id in book.rules and book.rules[rule_id].chance is None:
        return Refusal("ruling.no-such-draw", {"rule": rule_id, "about": about})
    return int(result == "yes")
