"""What every bot can be asked, what it is given, and the draws it makes.

A bot decides for one actor from an `Outlook`: that actor's view and the choices open to it. Bots draw from a stream of their own, grown
from the session's, so that a bot more or less changes no draw of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from exercise.engine import chance, legal
from exercise.engine.preview import MovePreview
from exercise.engine.setup import Setup
from exercise.engine.view import view
from exercise.model.play import Move, Open, State, View
from exercise.rules.rulebook import Ground

T = TypeVar("T")


class Outlook:
    """One actor's outlook on a state: its view, made when first looked at, and what is open to it.

    Nothing here rests on what the actor may not know: what is open is judged from its own knowledge, like its view.
    """

    __slots__ = ("_eyes", "_ground", "_running", "_setup", "_state", "_view", "actor", "foreseen", "turn")

    def __init__(self, setup: Setup, eyes: Setup, state: State, actor: str) -> None:
        self.actor = actor
        self.turn = state.turn
        self._setup = setup
        self._eyes = eyes
        self._state = state
        self.foreseen: dict[tuple[int, str], tuple[Move, MovePreview]] = {}
        """What moves bring under a reply, worked out once: by the identity of the move, which is kept beside it."""
        self._view: View | None = None
        self._ground: Ground | None = None
        self._running: dict[str, set[str]] | None = None

    @property
    def view(self) -> View:
        """What the actor sees, as if it had a seat of its own."""
        found = self._view
        if found is None:
            found = self._view = view(self._eyes, self._state, self.actor)
            self._ground = None
        return found

    def look(self) -> None:
        """Build the view now: a bot that weighs many moves reads a finished view faster than one built piece by piece."""
        _ = self.view

    @property
    def ground(self) -> Ground:
        """What rules read of the state as the actor knows it."""
        found = self._ground
        if found is None:
            if self._view is None:
                found = legal.actor_ground(self._setup, self._state, self.actor)
            else:
                found = legal.ground_of(self._setup, self._view.state)
            self._ground = found
        return found

    @property
    def running(self) -> dict[str, set[str]]:
        """By kind, for whom the actor has programmes under way; itself, for one without a target."""
        found = self._running
        if found is None:
            found = self._running = {}
            for one in self.view.state.programmes.values():
                if one.actor == self.actor:
                    found.setdefault(one.kind, set()).update(one.targets or (self.actor,))
        return found

    @property
    def capital(self) -> int:
        """What the actor has left to spend, in tenths."""
        return legal.capital_left(self._setup, self._state, self.actor)

    @property
    def moves_left(self) -> int:
        """How many more moves the actor may make this turn."""
        made = sum(1 for move in self._state.moves.values() if move.actor == self.actor)
        return self._setup.book.scenario.head.capital.moves - made

    def allows(self, move: Move) -> bool:
        """Return whether what a kind of move needs holds for a well-formed order; capital and other orders are left out."""
        needs = self._setup.book.needs(move.kind)
        if not needs:
            return True
        ground = self.ground
        act = legal.act_of(self._setup, move)
        if len(move.targets) < 2:
            for holds, _ in needs:  # noqa: SIM110 - asked of every move that is looked at: a generator costs as much again
                if not holds(ground, act):
                    return False
            return True
        each = [act._replace(targets=(target,)) for target in move.targets]
        return all(holds(ground, one) for holds, _ in needs for one in each)

    def offer(self, key: str) -> tuple[Move, tuple[str, ...], tuple[str, ...]]:
        """Return an offer that the actor is part of: the move, whom it asks, whom it consults."""
        asked, consulted = self._state.offers[key]
        return self._state.moves[key], asked, consulted


class Bot(Protocol):
    """Decides for one actor. Each answer is a move to submit; None leaves the matter to its default."""

    actor: str

    def orders(self, outlook: Outlook) -> tuple[Move, ...]:
        """Return the moves to seal this turn, within the actor's capital, best first."""

    def answer(self, outlook: Outlook, key: str) -> Move | None:
        """Return the answer to an offer that asks or consults the actor."""

    def confirm(self, outlook: Outlook, key: str) -> Move | None:
        """Return the last word on the changes asked of the actor's own offer."""

    def react(self, outlook: Outlook, opened: Open) -> Move | None:
        """Return the choice of a reaction to an inject."""


def bot_draws(setup: Setup) -> bytes:
    """Return the key from which all draws of a session's bots are derived."""
    return chance.base(f"bots {chance.draw(setup.draws, 'bots')}")


class RandomStream:
    """A stream of small random choices from one keyed draw, without hashing again for each."""

    __slots__ = ("_left", "_number", "_spent", "_stem")

    def __init__(self, base: bytes, *key: str | int) -> None:
        self._stem = chance.stem(base, *key)
        self._number = 0
        self._left = 0
        self._spent = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1; a limit below 2 spends nothing."""
        if limit < 2:
            return 0
        # A number is used up while it is still far larger than the limit, so that no result is favoured noticeably.
        if self._left < limit << 20:
            self._number = chance.draw_next(self._stem, self._spent)
            self._left = 1 << 64
            self._spent += 1
        self._left //= limit
        self._number, drawn = divmod(self._number, limit)
        return drawn

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def walk(self, items: Sequence[T]) -> Iterator[T]:
        """Yield the items in a drawn order; only as much is drawn as is asked for."""
        mixed = list(items)
        for place in range(len(mixed)):
            other = place + self.below(len(mixed) - place)
            mixed[place], mixed[other] = mixed[other], mixed[place]
            yield mixed[place]
