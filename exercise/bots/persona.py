"""The bot that acts as its persona would: it makes the moves that promise it most and consents where consent is worth more.

It looks one turn ahead, values what comes later at half per turn, and never asks what a rule says: only what would change.
"""

from __future__ import annotations

from collections.abc import Iterator

from exercise.bots.bot import Lots
from exercise.bots.random import react_move
from exercise.bots.worth import GRAIN, POINT, Judge, Judges, forecast_of
from exercise.engine import legal
from exercise.engine.adjudicate import asked_of, span_turns
from exercise.engine.decide import alternatives
from exercise.engine.preview import Forecast, forecast
from exercise.engine.setup import Setup
from exercise.model.play import Answer, Move, Open, View
from exercise.model.scenario import Agenda, MoveKind
from exercise.rules.rulebook import Ground, Out

CANDIDATES = 12
"""Moves it looks at in a turn."""
REFINED = 2
"""Of these, how many it tries with other modalities."""
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

    def orders(self, view: View) -> tuple[Move, ...]:
        """Return the moves that promise most for their cost, within the actor's capital."""
        state = view.state
        setup = self.setup
        ground = legal.ground_of(setup, state)
        lots = Lots(self._draws, "orders", self.actor, state.turn)
        agenda = [entry for entry, conditions in self.judge.agenda if all(condition(ground, None) for condition in conditions)]
        scored = [(self._score(view, ground, move, agenda, lots), move) for move in self._candidates(view, ground, agenda, lots)]
        scored.sort(key=_best_first)
        for place in range(min(REFINED, len(scored))):
            scored[place] = self._refined(view, ground, scored[place], agenda, lots)
        scored.sort(key=_best_first)
        return self._chosen(view, ground, scored)

    def _candidates(self, view: View, ground: Ground, agenda: list[Agenda], lots: Lots) -> Iterator[Move]:
        """Yield moves worth a look: what the agenda leans to, then kinds and targets in a drawn order."""
        setup = self.setup
        book = setup.book
        found = 0
        urged = [(entry.kind, entry.target or "", entry.with_) for entry in agenda if entry.push > 0]
        others: list[tuple[str, str, dict[str, str]]] = [(kind, "", {}) for kind in lots.shuffled(setup.kinds_of(self.actor))]
        seen: dict[str, bool] = {}
        for kind_id, wanted, with_ in (*urged, *others):
            if found >= CANDIDATES:
                return
            if kind_id not in seen:
                seen[kind_id] = legal.kind_refusal(setup, view.state, self.actor, kind_id, ground) is None
            if not seen[kind_id]:
                continue
            kind = book.kinds[kind_id]
            for targets in self._targets(kind, wanted, lots):
                move = Move(self.actor, kind_id, targets, self._options(kind, with_, lots))
                act = legal.act_of(setup, move)
                if self.judge.forbids(ground, act):
                    continue
                found += 1
                yield move

    def _targets(self, kind: MoveKind, wanted: str, lots: Lots) -> list[tuple[str, ...]]:
        if kind.target is None:
            return [()]
        allowed = legal.targets_of(self.setup, kind, self.actor)
        if not allowed:
            return []
        if wanted:
            members = self.setup.book.sets.get(wanted, (wanted,))
            allowed = tuple(name for name in allowed if name in members) or allowed
        mixed = lots.shuffled(allowed)
        # A move for several is looked at as such only some of the time: it is dearer and needs all of them.
        if kind.target.most > 1 and len(mixed) > 1 and lots.below(2):
            many = 2 + lots.below(min(kind.target.most, len(mixed)) - 1)
            return [tuple(sorted(mixed[:many])), (mixed[0],)]
        return [(name,) for name in mixed[:2]]

    def _values(self, kind: MoveKind, name: str) -> tuple[str, ...]:
        """Return the values of a modality that this persona considers for a kind."""
        values = tuple(self.actor if value == "self" else value for value in kind.modalities[name])
        habits = self.persona.habits.get(name)
        if habits:
            kept = tuple(value for value in values if value in habits or (value == self.actor and "self" in habits))
            return kept or values
        return values

    def _options(self, kind: MoveKind, with_: dict[str, str], lots: Lots) -> tuple[tuple[str, str], ...]:
        options: list[tuple[str, str]] = []
        for name in sorted(kind.modalities):
            values = self._values(kind, name)
            if not values:
                continue
            value = with_.get(name, "")
            value = self.actor if value == "self" else value
            options.append((name, value if value in kind.modalities[name] or value == self.actor else lots.pick(values)))
        return tuple(options)

    def _score(self, view: View, ground: Ground, move: Move, agenda: list[Agenda], lots: Lots) -> int:
        """Return what a move promises less what it costs, in grains."""
        accepted = self._forecast(view, ground, move, "accept")
        value = self.judge.worth(ground, accepted)
        kind = self.setup.book.kinds[move.kind]
        if kind.consent is not None and value > 0 and not self._expects_yes(view, ground, move, accepted):
            value //= UNLIKELY
        for entry in agenda:
            if entry.kind == move.kind and self._is_meant(entry, move):
                value += entry.push * POINT
        value -= self._price(kind, move)
        variety = self.persona.variety
        return value + (lots.below(2 * variety + 1) - variety) * GRAIN

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

    def _expects_yes(self, view: View, ground: Ground, move: Move, accepted: Forecast) -> bool:
        """Return whether those asked would gain by saying yes, as far as this actor can tell."""
        asked, _ = asked_of(self.setup, move)
        declined: Forecast | None = None
        for actor in asked:
            judge = self._judges.of(actor) if actor not in view.actors else None
            if judge is None:
                continue
            declined = declined or self._forecast(view, ground, move, "decline")
            if judge.worth(ground, accepted) <= judge.worth(ground, declined):
                return False
        return True

    def _refined(self, view: View, ground: Ground, scored: Scored, agenda: list[Agenda], lots: Lots) -> Scored:
        """Return the move with whichever single other modality promises more, tried in a drawn order, one for each modality."""
        best = scored
        kind = self.setup.book.kinds[scored[1].kind]
        for name in sorted(kind.modalities):
            others = [value for value in self._values(kind, name) if value != best[1].option(name)]
            if not others:
                continue
            value = lots.pick(others)
            options = tuple(sorted({**dict(best[1].options), name: value}.items()))
            move = best[1]._replace(options=options)
            if self.judge.forbids(ground, legal.act_of(self.setup, move)):
                continue
            other = (self._score(view, ground, move, agenda, lots), move)
            if other[0] > best[0]:
                best = other
        return best

    def _chosen(self, view: View, ground: Ground, scored: list[Scored]) -> tuple[Move, ...]:
        setup = self.setup
        state = view.state
        terms = setup.book.scenario.head.capital
        left = legal.capital_left(setup, state, self.actor)
        free = terms.a_turn * 10 - sum(programme.upkeep for programme in state.programmes.values() if programme.actor == self.actor)
        room = terms.moves - sum(1 for move in state.moves.values() if move.actor == self.actor)
        chosen: list[Move] = []
        for value, move in scored:
            if len(chosen) >= room or value <= 0:
                break
            kind = setup.book.kinds[move.kind]
            cost = legal.move_cost(setup, move)
            upkeep = kind.programme.upkeep * 10 if kind.programme is not None else 0
            if cost > left or (upkeep and upkeep > free):
                continue
            if any(other.kind == move.kind and (not move.targets or set(other.targets) & set(move.targets)) for other in chosen):
                continue
            if legal.order_refusal(setup, state, move) is not None:
                continue
            left -= cost
            free -= upkeep
            chosen.append(move)
        return tuple(chosen)

    # --- what others ask of it

    def answer(self, view: View, key: str) -> Move:
        """Return the answer that is worth more to the actor, or a change that turns a no into a yes."""
        setup = self.setup
        state = view.state
        offered = state.moves[key]
        asked, _ = state.offers[key]
        yes, no = ("accept", "decline") if self.actor in asked else ("no-objection", "object")
        move = self._own_part(offered)
        ground = legal.ground_of(setup, state)
        refuse = self.judge.worth(ground, self._forecast(view, ground, move, no))
        lots = Lots(self._draws, "answer", self.actor, state.turn, key)
        variety = self.persona.variety
        noise = (lots.below(2 * variety + 1) - variety) * GRAIN // 4
        if self._agrees(view, ground, move, yes, refuse - noise):
            return Move(self.actor, "answer", (key,), (("reply", yes),))
        best: tuple[int, tuple[tuple[str, str], ...]] | None = None
        for name, values in sorted(alternatives(setup, offered).items()):
            for value in values:
                changed = move._replace(options=tuple(sorted({**dict(move.options), name: value}.items())))
                if self.judge.forbids(ground, legal.act_of(setup, changed)):
                    continue
                gain = self.judge.worth(ground, self._forecast(view, ground, changed, yes)) - refuse
                if gain > 0 and (best is None or gain > best[0]):
                    best = (gain, ((name, value),))
        if best is not None:
            return Move(self.actor, "answer", (key,), tuple(sorted((("reply", "change"), *best[1]))))
        return Move(self.actor, "answer", (key,), (("reply", no),))

    def _forecast(self, view: View, ground: Ground, move: Move, reply: str) -> Forecast:
        """Return what a move brings under a reply; an objection or none is this actor's, everyone asked agreeing."""
        state = view.state
        if reply in ("object", "no-objection"):
            state = state.copy()
            state.answers[move.key] = {**state.answers.get(move.key, {}), self.actor: Answer(reply)}
            reply = "accept"
        return forecast(self.setup, state, move, reply, ground=ground)

    def _own_part(self, offered: Move) -> Move:
        """Return the offer as far as it is this actor's to answer: where each agrees for itself, only its own part of it."""
        consent = self.setup.book.kinds[offered.kind].consent
        alone = consent is not None and consent.of == "targets" and consent.quorum == "each"
        return offered._replace(targets=(self.actor,)) if alone and self.actor in offered.targets else offered

    def _agrees(self, view: View, ground: Ground, move: Move, yes: str, refuse: int) -> bool:
        if self.judge.forbids(ground, legal.act_of(self.setup, move)):
            return False
        return self.judge.worth(ground, self._forecast(view, ground, move, yes)) > refuse

    def confirm(self, view: View, key: str) -> Move:
        """Return yes to the changes asked for when the changed offer is worth more than none."""
        setup = self.setup
        state = view.state
        offered = state.moves[key]
        ground = legal.ground_of(setup, state)
        changes = {name: value for _, answer in sorted(state.answers.get(key, {}).items()) for name, value in answer.changes}
        changed = offered._replace(options=tuple(sorted({**dict(offered.options), **changes}.items())))
        refuse = self.judge.worth(ground, self._forecast(view, ground, offered, "decline"))
        reply = "yes" if self._agrees(view, ground, changed, "accept", refuse) else "no"
        return Move(self.actor, "confirm", (key,), (("reply", reply),))

    def react(self, view: View, opened: Open) -> Move | None:
        """Return the choice whose consequences are worth most; the first of equals."""
        book = self.setup.book
        inject = book.injects.get(opened.inject)
        if inject is None or inject.reaction is None:
            return None
        ground = legal.ground_of(self.setup, view.state)
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
