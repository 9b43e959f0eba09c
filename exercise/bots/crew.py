"""The bots of one table: who decides for which actor, and every move they have to make in the present phase.

Each bot is given what its own actor may see, whoever shares its seat, so that a game does not depend on the seat plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercise.bots.bot import Bot, Outlook, bot_draws
from exercise.bots.persona import PersonaBot
from exercise.bots.policy import Policy, PolicyBot
from exercise.bots.random import RandomBot
from exercise.bots.worth import Judges
from exercise.engine.adjudicate import choosers
from exercise.engine.setup import Setup
from exercise.model.play import FACILITATOR, Move, State

BOTS = ("persona", "random", "hold")
"""Names by which a bot can be asked for, besides the personas of the scenario."""


class FirstOrders:
    """Cached first-turn orders of personas, by draws, actor, persona and everything else that an order depends on."""

    MOST = 50_000
    """Orders kept before it starts afresh."""

    def __init__(self) -> None:
        self.orders: dict[tuple[bytes, str, str, int], tuple[Move, ...]] = {}
        self._marks: dict[tuple[object, ...], int] = {}
        self._last: tuple[State, int] | None = None

    def mark(self, state: State) -> int:
        """Return a hash of a state before any orders are made in it."""
        if self._last is not None and self._last[0] is state:
            return self._last[1]
        if len(self.orders) > self.MOST:
            self.orders.clear()
            self._marks.clear()
        looks = (
            tuple(state.tracks), tuple(state.watches), tuple(state.public_watches), state.clock,
            tuple((key, one.age, one.lasts) for key, one in sorted(state.programmes.items())), tuple(state.moves),
        )  # fmt: skip
        number = self._marks.setdefault(looks, len(self._marks))
        self._last = (state, number)
        return number


class Crew:
    """Every bot of a table, made when first needed.

    Args:
        setup: The rulebook at its table.
        policies: Actors that follow a script; they do so whoever holds their seat, unless a person does.
        named: Actor to `persona`, `random`, `hold` or the id of a persona, instead of what its seat's holder says.
        eyes: A setup in which every actor has a seat of its own, where many games share one.
        judges: The same for what the personas value.
        first: What personas ordered in the first turn of games on the same seeds, kept where many games open alike.
    """

    def __init__(
        self,
        setup: Setup,
        policies: Mapping[str, Policy] | None = None,
        named: Mapping[str, str] | None = None,
        *,
        eyes: Setup | None = None,
        judges: Judges | None = None,
        first: FirstOrders | None = None,
    ) -> None:
        self.setup = setup
        self.actors = tuple(sorted(setup.capital))
        # One seat an actor: what a bot sees does not depend on who else sits with it.
        self._eyes = eyes or Setup(setup.book, {actor: (actor,) for actor in self.actors}, pace=setup.pace)
        self._draws = bot_draws(setup)
        self._judges = judges or Judges(setup)
        self._first = first
        self._policies = dict(policies or {})
        self._named = dict(named or {})
        self._bots: dict[tuple[str, str], Bot | None] = {}

    def seat(self, actor: str) -> str:
        """Return the seat that submits an actor's moves: its own, or the facilitator's for an actor without one."""
        return self.setup.seat_of.get(actor, FACILITATOR)

    def holder(self, state: State, actor: str) -> str:
        """Return who decides for an actor: `person`, or the name of a bot."""
        seat = self.setup.seat_of.get(actor)
        holder = state.holders.get(seat, "persona") if seat is not None else "persona"
        return holder if holder == "person" else self._named.get(actor, holder)

    def bot(self, state: State, actor: str) -> Bot | None:
        """Return the bot that decides for an actor now; None for a person's actor and for one that holds still."""
        holder = self.holder(state, actor)
        return None if holder == "person" else self._bot(actor, holder)

    def _bot(self, actor: str, name: str) -> Bot | None:
        place = (actor, name)
        if place not in self._bots:
            policy = self._policies.get(actor)
            made: Bot | None
            if policy is not None:
                made = PolicyBot(policy, self._plain(actor, policy.otherwise) if policy.otherwise else None)
            else:
                made = self._plain(actor, name)
            self._bots[place] = made
        return self._bots[place]

    def _plain(self, actor: str, name: str) -> Bot | None:
        if name == "hold":
            return None
        persona = "" if name in BOTS else name
        if name != "random" and self._judges.of(actor, persona) is not None:
            return PersonaBot(self.setup, self._draws, actor, self._judges, persona)
        return RandomBot(self.setup, self._draws, actor)

    def outlook(self, state: State, actor: str) -> Outlook:
        """Return what an actor's bot is given to decide from."""
        return Outlook(self.setup, self._eyes, state, actor)

    # --- what the bots do in a phase; all of a phase's moves rest on the state as it stands when they are asked

    def moves(self, state: State) -> Iterator[tuple[str, Move]]:
        """Yield (actor, move) for all that bots have to decide in this phase and have not decided yet."""
        phase = state.phase
        if phase == "situation":
            yield from self._reactions(state)
        elif phase == "decide":
            yield from self._orders(state)
        elif phase == "answer":
            yield from self._answers(state)
        elif phase == "confirm":
            yield from self._confirms(state)

    def _reactions(self, state: State) -> Iterator[tuple[str, Move]]:
        for opened in state.opened:
            inject = self.setup.book.injects.get(opened.inject)
            if inject is None or inject.reaction is None:
                continue
            for actor in choosers(self.setup, inject.reaction, opened.subject):
                if actor not in self.setup.capital or (opened.inject, opened.subject, actor) in state.reactions:
                    continue
                bot = self.bot(state, actor)
                move = bot.react(self.outlook(state, actor), opened) if bot is not None else None
                if move is not None:
                    yield actor, move

    def _orders(self, state: State) -> Iterator[tuple[str, Move]]:
        busy = {move.actor for move in state.moves.values()}
        for actor in self.actors:
            bot = self.bot(state, actor) if actor not in busy else None
            if bot is not None:
                for move in self._ordered(state, actor, bot):
                    yield actor, move

    def _ordered(self, state: State, actor: str, bot: Bot) -> tuple[Move, ...]:
        if self._first is None or state.turn > 1 or state.ended or state.signals or not isinstance(bot, PersonaBot):
            return bot.orders(self.outlook(state, actor))
        place = (self._draws, actor, bot.persona.id, self._first.mark(state))
        found = self._first.orders.get(place)
        if found is None:
            found = self._first.orders[place] = bot.orders(self.outlook(state, actor))
        return found

    def _answers(self, state: State) -> Iterator[tuple[str, Move]]:
        for actor, keys in offers_by_actor(state).items():
            bot = self.bot(state, actor)
            if bot is not None:
                outlook = self.outlook(state, actor)
                for key in keys:
                    move = bot.answer(outlook, key)
                    if move is not None:
                        yield actor, move

    def _confirms(self, state: State) -> Iterator[tuple[str, Move]]:
        for key in changed_offers(state):
            actor = state.moves[key].actor
            bot = self.bot(state, actor)
            move = bot.confirm(self.outlook(state, actor), key) if bot is not None else None
            if move is not None:
                yield actor, move


def offers_by_actor(state: State) -> dict[str, list[str]]:
    """Return for each actor, sorted, the offers that wait for its answer."""
    waiting: dict[str, list[str]] = {}
    for key in sorted(state.offers):
        asked, consulted = state.offers[key]
        answered = state.answers.get(key, {})
        for actor in (*asked, *consulted):
            if actor not in answered:
                waiting.setdefault(actor, []).append(key)
    return {actor: waiting[actor] for actor in sorted(waiting)}


def changed_offers(state: State) -> list[str]:
    """Return the offers whose proposers have the last word and have not said it, sorted."""
    return [
        key
        for key in sorted(state.offers)
        if key not in state.confirms and any(answer.reply == "change" for answer in state.answers.get(key, {}).values())
    ]
