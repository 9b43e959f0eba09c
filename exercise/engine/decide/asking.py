"""Who asks, and what a refusal may tell: names are looked up among what the speaker knows, whoever hands the move in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model.play import ALL, FACILITATOR, Audience, Event, Move, Refusal, State
from exercise.model.vocabulary import Phase

Verdict = Refusal | list[Event]
Handler = Callable[[Setup, State, Move, str], Verdict]


def actor_not_yours(setup: Setup, actor: str, seat: str) -> Refusal | None:
    """Return why a seat may not speak for an actor."""
    if actor not in setup.capital:
        return Refusal("actor.unknown", {"actor": actor, "near": nearest(actor, setup.capital)})
    if seat != FACILITATOR and actor not in setup.seats[seat]:
        return Refusal("move.not-yours", {"actor": actor, "seat": seat})
    return None


def beside(setup: Setup, speaker: str) -> frozenset[str]:
    """Return the names that hear what a speaker hears: those of its seat, where the speaker is an actor, or a seat itself.

    Whom a move names is looked up among what its speaker knows, and a refusal says no more than that, whoever hands the move in.
    """
    seat = setup.seat_of.get(speaker, speaker)
    return frozenset((speaker, seat, *setup.seats.get(seat, ())))


def hears(setup: Setup, speaker: str, audience: Audience) -> bool:
    """Return whether a speaker is among those an audience names."""
    return audience == ALL or speaker == FACILITATOR or not beside(setup, speaker).isdisjoint(audience)


def holders_of(setup: Setup, actors: Iterable[str]) -> Audience:
    """Return an audience of actors."""
    return tuple(sorted(set(actors)))


def wrong_phase(state: State, move: Move, *phases: Phase) -> Refusal | None:
    """Return that a move is not made in this phase, unless it is."""
    if state.phase not in phases:
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    return None


def numbered_values(move: Move, name: str) -> tuple[str, ...]:
    """Return the values of a repeated option: `for`, `for2`, `for3`."""
    return tuple(value for key, value in move.options if key == name or (key.startswith(name) and key[len(name) :].isdecimal()))
