"""The bot that acts as its persona would: it makes the moves that promise it most and consents where consent is worth more.

It looks one turn ahead, values what comes later at half per turn, and never asks what a rule says: only what would change.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING

from exercise.bots.bot import Outlook, RandomStream
from exercise.bots.random import react_move
from exercise.bots.worth import GRAIN, POINT, Judge, Judges, forecast_of
from exercise.engine import legal
from exercise.engine.adjudicate import asked_of, span_turns
from exercise.engine.decide import alternatives
from exercise.engine.preview import MovePreview, forecast
from exercise.engine.setup import Setup
from exercise.model.play import Answer, Move, Open
from exercise.model.vocabulary import Reply
from exercise.rules.rulebook import Out

if TYPE_CHECKING:
    from exercise.model.scenario import Agenda, MoveKind

CANDIDATES = 7
"""Moves it looks at in a turn."""
UNLIKELY = 4
"""An offer that it expects to be declined counts for one part in so many."""

Scored = tuple[int, Move]


class PersonaBot:
    """Plays one actor by its persona; the same draws and the same view give the same moves."""

    def __init__(self, setup: Setup, draws: bytes, actor: str, judges: Judges, persona: str = "") -> None:
        judge = judges.of(actor, persona)
        if judge is None:
            raise ValueError(f"{actor} has no persona to play by")
        self.setup = setup
        self.actor = actor
        self.judge: Judge = judge
        self.persona = judge.persona
        self._judges = judges
        self._draws = draws

    # --- moves of its own

    def orders(self, outlook: Outlook) -> tuple[Move, ...]:
        """Return the moves that promise most for their cost, within the actor's capital."""
        if outlook.moves_left < 1:
            return ()
        outlook.look()
        ground = outlook.ground
        agenda = [entry for entry, conditions in self.judge.agenda if all(condition(ground, None) for condition in conditions)]
        stream = RandomStream(self._draws, "orders", self.actor, outlook.turn)
        scored = [(self._score(outlook, move, agenda, stream), move) for move in self._candidates(outlook, agenda, stream)]
        scored.sort(key=_best_first)
        if scored:
            # Only the best is tried with other modalities: it is the one that will be made.
            scored[0] = self._refined(outlook, scored[0], agenda, stream)
        return self._chosen(outlook, scored)

    def _candidates(self, outlook: Outlook, agenda: list[Agenda], stream: RandomStream) -> Iterator[Move]:
        """Yield moves worth a look: what the agenda leans to, then kinds and targets in a drawn order."""
        kinds = self.setup.book.kinds
        left = outlook.capital
        found = 0
        for entry in agenda:
            if entry.push > 0:
                # One of each: an agenda leans towards a move, it does not crowd out the rest.
                for move in islice(self._moves_of(outlook, kinds[entry.kind], entry, left, stream), 1):
                    found += 1
                    yield move
        for kind_id in stream.walk(self.setup.kinds_of(self.actor)):
            if found >= CANDIDATES:
                return
            for move in self._moves_of(outlook, kinds[kind_id], None, left, stream):
                found += 1
                yield move

    def _moves_of(self, outlook: Outlook, kind: MoveKind, entry: Agenda | None, left: int, stream: RandomStream) -> Iterator[Move]:
        """Yield one or two moves of a kind that are open now and break no taboo, with drawn modalities."""
        if kind.cost * 10 > left:
            return
        # Nobody begins again what still runs.
        running = outlook.running.get(kind.id) if kind.programme is not None else None
        for targets in self._targets(kind, entry.target or "" if entry is not None else "", stream):
            if running and (not targets or not running.isdisjoint(targets)):
                continue
            move = Move(self.actor, kind.id, targets, self._options(kind, entry.with_ if entry is not None else {}, stream))
            if not outlook.allows(move):
                # What was drawn does not go together, or the kind is barred: its plainest form tells which.
                move = move._replace(options=self._plainest(kind))
                if not outlook.allows(move):
                    continue
            if not self.judge.forbids(outlook.ground, legal.act_of(self.setup, move)):
                yield move

    def _targets(self, kind: MoveKind, wanted: str, stream: RandomStream) -> list[tuple[str, ...]]:
        if kind.target is None:
            return [()]
        allowed = legal.targets_of(self.setup, kind, self.actor)
        if wanted:
            members = self.setup.book.sets.get(wanted, (wanted,))
            allowed = tuple(name for name in allowed if name in members) or allowed
        if len(allowed) < 2:
            return [allowed] if allowed else []
        most = min(kind.target.most, len(allowed))
        # A move for several is looked at as such only some of the time: it is dearer and needs all of them.
        if most > 1 and stream.below(2):
            several = tuple(islice(stream.walk(allowed), 2 + stream.below(most - 1)))
            return [tuple(sorted(several)), several[:1]]
        return [(name,) for name in islice(stream.walk(allowed), 2)]

    def _values(self, kind: MoveKind, name: str) -> tuple[str, ...]:
        """Return the values of a modality that this persona considers for a kind."""
        place = (kind.id, name)
        found = self.judge.considered.get(place)
        if found is None:
            values = tuple(self.actor if value == "self" else value for value in kind.modalities[name])
            habits = self.persona.habits.get(name)
            kept = tuple(value for value in values if value in habits or (value == self.actor and "self" in habits)) if habits else ()
            found = self.judge.considered[place] = kept or values
        return found

    def _considered(self, kind: MoveKind) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the modalities of a kind that have values, by name, each with those that this persona considers."""
        found = self.judge.modalities.get(kind.id)
        if found is None:
            each = [(name, self._values(kind, name)) for name in sorted(kind.modalities)]
            found = self.judge.modalities[kind.id] = tuple([(name, values) for name, values in each if values])
        return found

    def _options(self, kind: MoveKind, with_: dict[str, str], stream: RandomStream) -> tuple[tuple[str, str], ...]:
        options: list[tuple[str, str]] = []
        for name, values in self._considered(kind):
            value = with_.get(name, "") if with_ else ""
            if value:
                value = self.actor if value == "self" else value
                options.append((name, value if value in kind.modalities[name] or value == self.actor else stream.pick(values)))
            else:
                options.append((name, stream.pick(values)))
        return tuple(options)

    def _plainest(self, kind: MoveKind) -> tuple[tuple[str, str], ...]:
        return tuple([(name, values[0]) for name, values in self._considered(kind)])

    def _score(self, outlook: Outlook, move: Move, agenda: list[Agenda], stream: RandomStream) -> int:
        """Return what a move promises less what it costs, in grains, everyone agreeing."""
        value = self.judge.worth(outlook.ground, self._forecast(outlook, move, "accept"))
        for entry in agenda:
            if entry.kind == move.kind and self._is_meant(entry, move):
                value += entry.push * POINT
        variety = self.persona.variety
        noise = (stream.below(2 * variety + 1) - variety) * GRAIN
        return value + noise - self._price(self.setup.book.kinds[move.kind], move)

    def _is_meant(self, entry: Agenda, move: Move) -> bool:
        """Return whether a move is one that an entry of the agenda speaks of."""
        if entry.target and not any(name in self.setup.book.sets.get(entry.target, (entry.target,)) for name in move.targets):
            return False
        return all(move.option(name) == (self.actor if value == "self" else value) for name, value in entry.with_.items())

    def _price(self, kind: MoveKind, move: Move) -> int:
        """Return what a move must promise to be worth its capital, upkeep included, in grains."""
        capital = legal.move_cost(self.setup, move)
        if kind.programme is not None and kind.programme.upkeep:
            lasts = kind.programme.lasts
            turns = lasts if lasts != "span" else span_turns(self.setup, legal.mods_of(self.setup, move))
            capital += kind.programme.upkeep * 10 * min(turns - 1, 2)
        # Boldness counts tenths of a value point for each point of capital, and capital comes in tenths.
        return self.persona.boldness * capital * GRAIN // 10

    def _refined(self, outlook: Outlook, scored: Scored, agenda: list[Agenda], stream: RandomStream) -> Scored:
        """Return the move with whichever single other modality promises more, one drawn for each modality."""
        best = scored
        kind = self.setup.book.kinds[scored[1].kind]
        for name in sorted(kind.modalities):
            others = [value for value in self._values(kind, name) if value != best[1].option(name)]
            if not others:
                continue
            move = best[1]._replace(options=_with(best[1].options, ((name, stream.pick(others)),)))
            if not outlook.allows(move) or self.judge.forbids(outlook.ground, legal.act_of(self.setup, move)):
                continue
            other = (self._score(outlook, move, agenda, stream), move)
            if other[0] > best[0]:
                best = other
        return best

    def _expects_yes(self, outlook: Outlook, move: Move) -> bool:
        """Return whether those asked would gain by saying yes, as far as this actor can tell."""
        asked, _ = asked_of(self.setup, move)
        judges = [judge for judge in (self._judges.of(actor) for actor in asked) if judge is not None]
        if not judges:
            return True
        ground = outlook.ground
        accepted, declined = (self._forecast(outlook, move, reply) for reply in ("accept", "decline"))
        return all(judge.worth(ground, accepted) > judge.worth(ground, declined) for judge in judges)

    def _chosen(self, outlook: Outlook, scored: list[Scored]) -> tuple[Move, ...]:
        """Return the best moves that can be paid for together; whether the others would agree is asked only of those that come first."""
        setup = self.setup
        running = outlook.view.state.programmes.values()
        left = outlook.capital
        room = outlook.moves_left
        free = setup.book.scenario.head.capital.a_turn * 10 - sum(one.upkeep for one in running if one.actor == self.actor)
        waiting = [(-value, move, False) for value, move in scored if value > 0]
        heapify(waiting)
        chosen: list[Move] = []
        while waiting and len(chosen) < room:
            rank, move, tempered = heappop(waiting)
            kind = setup.book.kinds[move.kind]
            cost = legal.move_cost(setup, move)
            upkeep = kind.programme.upkeep * 10 if kind.programme is not None else 0
            if cost > left or (upkeep and upkeep > free):
                continue
            if any(other.kind == move.kind and (not move.targets or set(other.targets) & set(move.targets)) for other in chosen):
                continue
            if not tempered and not self._expects_yes(outlook, move):
                heappush(waiting, (rank // UNLIKELY, move, True))
                continue
            left -= cost
            free -= upkeep
            chosen.append(move)
        return tuple(chosen)

    # --- what others ask of it

    def answer(self, outlook: Outlook, key: str) -> Move:
        """Return the answer that is worth more to the actor, or a change that turns a no into a yes."""
        offered, asked, _ = outlook.offer(key)
        yes, no = ("accept", "decline") if self.actor in asked else ("no-objection", "object")
        move = self._own_part(offered)
        outlook.look()
        ground = outlook.ground
        refuse = self.judge.worth(ground, self._forecast(outlook, move, no))
        variety = self.persona.variety
        stream = RandomStream(self._draws, "answer", self.actor, outlook.turn, key)
        # A judgement is less free than a choice: chance moves it a quarter as far.
        noise = (stream.below(2 * variety + 1) - variety) * GRAIN // 4
        if self._agrees(outlook, move, yes, refuse - noise):
            return Move(self.actor, "answer", (key,), (("reply", yes),))
        best: tuple[int, tuple[tuple[str, str], ...]] | None = None
        for name, values in sorted(alternatives(self.setup, offered).items()):
            for value in values:
                changed = move._replace(options=_with(move.options, ((name, value),)))
                if self.judge.forbids(ground, legal.act_of(self.setup, changed)):
                    continue
                gain = self.judge.worth(ground, self._forecast(outlook, changed, yes)) - refuse
                if gain > 0 and (best is None or gain > best[0]):
                    best = (gain, ((name, value),))
        if best is not None:
            return Move(self.actor, "answer", (key,), _with(best[1], (("reply", "change"),)))
        return Move(self.actor, "answer", (key,), (("reply", no),))

    def _forecast(self, outlook: Outlook, move: Move, reply: str) -> MovePreview:
        """Return what a move brings under a reply; an objection or none is this actor's, everyone asked agreeing."""
        place = (id(move), reply)
        found = outlook.foreseen.get(place)
        if found is None:
            found = outlook.foreseen[place] = (move, self._foresee(outlook, move, reply))
        return found[1]

    def _foresee(self, outlook: Outlook, move: Move, reply: str) -> MovePreview:
        state = outlook.view.state
        if reply in ("object", "no-objection"):
            state = state.copy()
            state.answers[move.key] = {**state.answers.get(move.key, {}), self.actor: Answer(Reply(reply))}
            reply = "accept"
        return forecast(self.setup, state, move, reply, ground=outlook.ground)

    def _own_part(self, offered: Move) -> Move:
        """Return the offer as far as it is this actor's to answer: where each agrees for itself, only its own part of it."""
        consent = self.setup.book.kinds[offered.kind].consent
        alone = consent is not None and consent.of == "targets" and consent.quorum == "each"
        return offered._replace(targets=(self.actor,)) if alone and self.actor in offered.targets else offered

    def _agrees(self, outlook: Outlook, move: Move, yes: str, refuse: int) -> bool:
        if self.judge.forbids(outlook.ground, legal.act_of(self.setup, move)):
            return False
        return self.judge.worth(outlook.ground, self._forecast(outlook, move, yes)) > refuse

    def confirm(self, outlook: Outlook, key: str) -> Move:
        """Return yes to the changes asked for when the changed offer is worth more than none."""
        offered, _, _ = outlook.offer(key)
        outlook.look()
        ground = outlook.ground
        answers = outlook.view.state.answers.get(key, {})
        changes = tuple(pair for _, answer in sorted(answers.items()) for pair in answer.changes)
        changed = offered._replace(options=_with(offered.options, changes))
        refuse = self.judge.worth(ground, self._forecast(outlook, offered, "decline"))
        reply = "yes" if self._agrees(outlook, changed, "accept", refuse) else "no"
        return Move(self.actor, "confirm", (key,), (("reply", reply),))

    def react(self, outlook: Outlook, opened: Open) -> Move | None:
        """Return the choice whose consequences are worth most; the first of equals."""
        book = self.setup.book
        inject = book.injects.get(opened.inject)
        if inject is None or inject.reaction is None:
            return None
        outlook.look()
        ground = outlook.ground
        best: tuple[int, str] | None = None
        for choice in inject.reaction.choices:
            out = Out()
            book.reaction_function(opened.inject, choice.id)(ground, opened.subject, self.actor, out)
            worth = self.judge.worth(ground, forecast_of(book, out))
            if best is None or worth > best[0]:
                best = (worth, choice.id)
        return react_move(self.actor, opened, best[1]) if best else None


def _best_first(scored: Scored) -> tuple[int, Move]:
    return (-scored[0], scored[1])


def _with(options: tuple[tuple[str, str], ...], others: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return options with some replaced or added, sorted."""
    return tuple(sorted({**dict(options), **dict(others)}.items()))
