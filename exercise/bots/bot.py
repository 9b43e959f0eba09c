"""What every bot can be asked, and the lots it draws: a bot decides for one actor from a `View` and nothing else.

Bots draw from a stream of their own, grown from the session's, so that a bot more or less changes no draw of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from exercise.engine import chance
from exercise.engine.setup import Setup
from exercise.model.play import Move, Open, View

T = TypeVar("T")


class Bot(Protocol):
    """Decides for one actor. Each answer is a move to submit; None leaves the matter to its default."""

    actor: str

    def orders(self, view: View) -> tuple[Move, ...]:
        """Return the moves to seal this turn, within the actor's capital, best first."""

    def answer(self, view: View, key: str) -> Move | None:
        """Return the answer to an offer that asks or consults the actor."""

    def confirm(self, view: View, key: str) -> Move | None:
        """Return the last word on the changes asked of the actor's own offer."""

    def react(self, view: View, opened: Open) -> Move | None:
        """Return the choice of a reaction to an inject."""


def bot_draws(setup: Setup) -> bytes:
    """Return what all lots of a session's bots grow from."""
    return chance.base(f"bots {chance.draw(setup.draws, 'bots')}")


class Lots:
    """One keyed draw, spent bit by bit: enough for a handful of small choices without hashing again."""

    __slots__ = ("_base", "_key", "_left", "_number", "_spent")

    def __init__(self, base: bytes, *key: str | int) -> None:
        self._base = base
        self._key = key
        self._number = 0
        self._left = 0
        self._spent = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1; a limit below 2 spends nothing."""
        if limit < 2:
            return 0
        # A number is used up while it is still far larger than the limit, so that no result is favoured noticeably.
        if self._left < limit << 20:
            self._number = chance.draw(self._base, *self._key, self._spent)
            self._left = 1 << 64
            self._spent += 1
        self._left //= limit
        self._number, drawn = divmod(self._number, limit)
        return drawn

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a drawn order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
