"""Every verb that is no order, in one table: what decides it, who may speak it, and on what it may be used."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from exercise.engine.decide import arguments, injects, offers, orders, rulings, sayings, seats
from exercise.engine.decide.asking import Handler, Verdict, actor_not_yours
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model.play import FACILITATOR, Move, Refusal, State


class Speaker(Enum):
    """Who stands before the colon of a verb; the facilitator may hand it in for anyone."""

    ACTOR = auto()
    SEAT = auto()
    FACILITATOR = auto()


class Verb(NamedTuple):
    """A verb: its handler looks up what it is used on among what its speaker knows."""

    handler: Handler
    speaker: Speaker
    on: str
    while_paused: bool = False
    after_the_end: bool = False


def _by_the_facilitator_alone(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Refuse to close a phase; what the facilitator's own closing brings about, `exercise.engine.decide.step` says."""
    return Refusal("facilitator.only", {"kind": move.kind})


ACTOR, SEAT, CHAIR = Speaker
VERBS: dict[str, Verb] = {
    "answer": Verb(offers.answer_offer, ACTOR, "an offer that asks or consults the actor"),
    "confirm": Verb(offers.confirm, ACTOR, "an offer of the actor's own that somebody wants changed"),
    "withdraw": Verb(orders.withdraw, ACTOR, "a sealed order of the actor's own"),
    "end": Verb(orders.end, ACTOR, "a running programme of the actor's own"),
    "signal": Verb(sayings.signal, ACTOR, "any kind of move, towards any actor or none"),
    "react": Verb(injects.react, ACTOR, "an inject of this turn that the actor has heard of and is asked about"),
    "argue": Verb(arguments.argue, ACTOR, "nothing: it says itself what it is about"),
    "commit": Verb(seats.commit, SEAT, "the seat itself"),
    "uncommit": Verb(seats.commit, SEAT, "the seat itself"),
    "message": Verb(sayings.message, SEAT, "any seats, and the facilitator", while_paused=True, after_the_end=True),
    "predict": Verb(sayings.predict, SEAT, "any track: tracks are known by name, whoever sees their numbers"),
    "note": Verb(sayings.note, SEAT, "an objective that is open or the seat's own; any, for the facilitator", True, True),
    "weigh": Verb(arguments.weigh, SEAT, "an argument the seat has seen: its own; any, for the facilitator"),
    "release": Verb(injects.release_inject, CHAIR, "any inject that has not happened this turn"),
    "hold": Verb(injects.hold, CHAIR, "any inject"),
    "unhold": Verb(injects.hold, CHAIR, "any inject"),
    "skip": Verb(injects.hold, CHAIR, "any inject"),
    "arm": Verb(injects.arm, CHAIR, "any inject that may still happen"),
    "reveal": Verb(injects.reveal, CHAIR, "any inject that happened and that some alone have heard of"),
    "amend": Verb(orders.amend, CHAIR, "any sealed order"),
    "write": Verb(injects.write, CHAIR, "any seats, or all"),
    "rule": Verb(rulings.rule, CHAIR, "any rule or inject, or any track"),
    "rule-argument": Verb(arguments.rule_argument, CHAIR, "any argument of this turn"),
    "hand": Verb(seats.hand, CHAIR, "any seat"),
    "pause": Verb(seats.pause, CHAIR, "the session"),
    "resume": Verb(seats.pause, CHAIR, "the session", while_paused=True),
    "explain": Verb(seats.explain, CHAIR, "the session", while_paused=True),
    "turns": Verb(seats.turns, CHAIR, "the session"),
    "end-session": Verb(seats.end_session, CHAIR, "the session"),
    "close-phase": Verb(_by_the_facilitator_alone, CHAIR, "the phase"),
}


def not_the_speakers(setup: Setup, verb: Verb, move: Move, seat: str) -> Refusal | None:
    """Return why a seat may not speak for the move's prefix: an actor it holds, itself, or the facilitator for anyone."""
    if verb.speaker is Speaker.FACILITATOR:
        return None if move.actor == seat == FACILITATOR else Refusal("facilitator.only", {"kind": move.kind})
    if verb.speaker is Speaker.ACTOR:
        return actor_not_yours(setup, move.actor, seat)
    if move.actor != FACILITATOR and move.actor not in setup.seats:
        return Refusal("seat.unknown", {"seat": move.actor, "near": nearest(move.actor, setup.seats)})
    if seat not in (FACILITATOR, move.actor):
        return Refusal("move.not-yours", {"actor": move.actor, "seat": seat})
    return None
