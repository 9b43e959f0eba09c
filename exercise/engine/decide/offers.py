"""Answers to offers and the word of who made them, and what an answer may change: `alternatives`."""

from __future__ import annotations

from exercise.engine.decide.asking import Verdict, beside, holders_of, wrong_phase
from exercise.engine.legal import act_of
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model import play
from exercise.model.play import Answer, Move, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    Phase,
    Reply,
)
from exercise.rules.rulebook import Ground

NOWHERE = Ground(())
"""What a condition is given that reads nothing of the state."""


def alternatives(setup: Setup, move: Move) -> dict[str, tuple[str, ...]]:
    """Return what an answer to an offer may change: modality to the other values it may take.

    Only what the proposer could have offered in the first place; what its needs ask of the state was so when it offered, and stays out
    of it, for it would tell the others what the proposer knows. Equal offers share one dict, which nobody may change.
    """
    place = (move.kind, move.actor, move.targets, move.options)
    known = setup.cache.alternatives.get(place)
    if known is not None:
        return known
    kind = setup.book.kinds[move.kind]
    opened = move.option("open")
    names = [name for name in opened.split(",") if name != "none"] if opened else list(kind.negotiable)
    stands = dict(move.options)
    needs = setup.book.needs_of_itself(move.kind)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        values = tuple(value for value in kind.modalities.get(name, ()) if value not in ("self", stands.get(name)))
        if needs and values:
            acts = [act_of(setup, move._replace(options=tuple(sorted({**stands, name: value}.items())))) for value in values]
            values = tuple([value for value, act in zip(values, acts, strict=True) if all(holds(NOWHERE, act) for holds in needs)])
        if values:
            found[name] = values
    setup.cache.alternatives[place] = found
    return found


def _knows_offer(setup: Setup, state: State, key: str, actor: str) -> bool:
    """Return whether an offer stands that the seat of an actor makes, or that asks or consults somebody in it."""
    if key not in state.offers:
        return False
    asked, consulted = state.offers[key]
    return not beside(setup, actor).isdisjoint((state.moves[key].actor, *asked, *consulted))


def answer_offer(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Answer an offer for one actor."""
    refused = wrong_phase(state, move, Phase.ANSWER)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    if not _knows_offer(setup, state, key, move.actor):
        mine = [offer for offer, (asked, consulted) in state.offers.items() if move.actor in asked or move.actor in consulted]
        return Refusal("move.no-such", {"key": key, "what": "offer", "near": nearest(key, mine)})
    asked, consulted = state.offers[key]
    if move.actor not in asked and move.actor not in consulted:
        return Refusal("offer.not-asked", {"actor": move.actor, "key": key})
    offered = state.moves[key]
    reply = move.option("reply")
    replies = tuple(Reply)
    if reply not in replies:
        return Refusal("move.bad-option", {"key": "reply", "value": reply, "options": replies, "near": nearest(reply, replies)})
    changes: list[tuple[str, str]] = []
    if reply == Reply.CHANGE:
        allowed = alternatives(setup, offered)
        for name, value in move.options:
            if name in ("reply", "publish"):
                continue
            if value not in allowed.get(name, ()):
                return Refusal("offer.outside", {"key": name, "value": value, "options": allowed})
            changes.append((name, value))
        if not changes:
            return Refusal("offer.outside", {"key": "", "value": "", "options": allowed})
    else:
        for name, _ in move.options:
            if name not in ("reply", "publish"):
                return Refusal("move.unknown-option", {"key": name, "options": ("reply", "publish"), "near": None, "kind": "answer"})
    answer = Answer(Reply(reply), tuple(changes), clean(move.because, limit=LINE), move.option("publish") == "yes")
    return [play.OfferAnswered(key, move.actor, answer, (move.actor, offered.actor))]


def confirm(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Say yes or no to the changes that were asked for in an offer."""
    refused = wrong_phase(state, move, Phase.CONFIRM)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    offered = state.moves.get(key)
    if offered is None or offered.actor != move.actor:
        own = [offer for offer in state.offers if offer.startswith(f"{move.actor}/")]
        return Refusal("move.no-such", {"key": key, "what": "offer of its own", "near": nearest(key, own)})
    answers = state.answers.get(key, {})
    if not any(answer.reply == Reply.CHANGE for answer in answers.values()):
        return Refusal("offer.not-changed", {"key": key})
    reply = move.option("reply")
    if reply not in ("yes", "no"):
        return Refusal("move.bad-option", {"key": "reply", "value": reply, "options": ("yes", "no"), "near": None})
    return [play.OfferConfirmed(key, reply == "yes", holders_of(setup, (move.actor, *answers)))]
