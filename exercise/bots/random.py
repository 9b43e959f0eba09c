"""The bot that plays at random: any kind it may choose, then any options, as likely as any other.

It hunts dead ends and gives a floor to compare with, so it asks about what it has drawn and about nothing else.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from exercise.bots.bot import Outlook, RandomStream
from exercise.engine import legal
from exercise.engine.decide import alternatives
from exercise.engine.setup import Setup
from exercise.model.play import Move, Open

if TYPE_CHECKING:
    from exercise.model.scenario import MoveKind

TRIES = 4
"""Kinds it draws for one move before it holds still."""


class RandomBot:
    """Plays one actor at random; the same draws give the same game."""

    def __init__(self, setup: Setup, draws: bytes, actor: str) -> None:
        self.setup = setup
        self.actor = actor
        self._draws = draws
        self._kinds = setup.kinds_of(actor)

    def orders(self, outlook: Outlook) -> tuple[Move, ...]:
        """Return up to as many moves as an actor may make; each kind is drawn first and only that one is tested."""
        stream = RandomStream(self._draws, "orders", self.actor, outlook.turn)
        # A number of moves is drawn too: an actor that always spends everything would never save.
        wanted = stream.below(outlook.moves_left + 1)
        if not self._kinds or wanted < 1:
            return ()
        left = outlook.capital
        orders: list[Move] = []
        for _ in range(wanted):
            for _ in range(TRIES):
                move = self._drawn(stream, outlook, left, orders)
                if move is not None:
                    left -= legal.move_cost(self.setup, move)
                    orders.append(move)
                    break
        return tuple(orders)

    def _drawn(self, stream: RandomStream, outlook: Outlook, left: int, made: list[Move]) -> Move | None:
        """Return a move of a drawn kind that can be sealed now: with drawn options, else with its defaults; None where neither can."""
        kind = self.setup.book.kinds[stream.pick(self._kinds)]
        if kind.cost * 10 > left or any(move.kind == kind.id for move in made):
            return None
        targets: tuple[str, ...] = ()
        if kind.target is not None:
            allowed = legal.targets_of(self.setup, kind, self.actor)
            if not allowed:
                return None
            many = 1 + stream.below(min(kind.target.most, len(allowed)))
            targets = (stream.pick(allowed),) if many == 1 else tuple(sorted(islice(stream.walk(allowed), many)))
        for options in (self._options(stream, kind), ()):
            move = Move(self.actor, kind.id, targets, options)
            if legal.move_cost(self.setup, move) <= left and outlook.allows(move):
                return move
        return None

    def _options(self, stream: RandomStream, kind: MoveKind) -> tuple[tuple[str, str], ...]:
        options = []
        for name, values in sorted(kind.modalities.items()):
            if values:
                value = stream.pick(values)
                options.append((name, self.actor if value == "self" else value))
        return tuple(options)

    def answer(self, outlook: Outlook, key: str) -> Move:
        """Return yes or no to an offer, no objection or an objection where it is only consulted; now and then a change instead."""
        offered, asked, _ = outlook.offer(key)
        stream = RandomStream(self._draws, "answer", self.actor, outlook.turn, key)
        yes, no = ("accept", "decline") if self.actor in asked else ("no-objection", "object")
        if not stream.below(5):
            open_ = sorted(alternatives(self.setup, offered).items())
            if open_:
                name, values = stream.pick(open_)
                return Move(self.actor, "answer", (key,), tuple(sorted((("reply", "change"), (name, stream.pick(values))))))
        return Move(self.actor, "answer", (key,), (("reply", yes if stream.below(2) else no),))

    def confirm(self, outlook: Outlook, key: str) -> Move:
        """Return yes or no to the changes asked for."""
        reply = "yes" if RandomStream(self._draws, "confirm", self.actor, outlook.turn, key).below(2) else "no"
        return Move(self.actor, "confirm", (key,), (("reply", reply),))

    def react(self, outlook: Outlook, opened: Open) -> Move | None:
        """Return any of the choices that the inject offers."""
        inject = self.setup.book.injects.get(opened.inject)
        if inject is None or inject.reaction is None:
            return None
        stream = RandomStream(self._draws, "react", self.actor, outlook.turn, opened.inject, opened.subject)
        return react_move(self.actor, opened, stream.pick(inject.reaction.choices).id)


def react_move(actor: str, opened: Open, choice: str) -> Move:
    """Return the move by which an actor reacts to an inject."""
    options = [("choice", choice)]
    if opened.subject:
        options.append(("subject", opened.subject))
    return Move(actor, "react", (opened.inject,), tuple(options))
