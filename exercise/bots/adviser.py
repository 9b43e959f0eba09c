"""The adviser: two or three moves that differ in kind, weighed by an actor's aims and from what its seat may see.

Begin at `advise`. It is given a view and nothing else of the session: equal views get equal advice, and no draw is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from exercise.bots.worth import Judges
from exercise.engine import legal
from exercise.engine.adjudicate import asked_of
from exercise.engine.preview import MovePreview, forecast
from exercise.engine.setup import Setup
from exercise.model.play import Move, View
from exercise.rules.rulebook import SumFunction

if TYPE_CHECKING:
    from exercise.model.scenario import MoveKind

MOST_REFINED = 6
"""Moves of different kinds whose terms are tried one by one, for each way of weighing."""
LOSS = 4
"""How many times a loss counts where one would rather not give offence."""
UNLIKELY = 4
"""A move that those asked would lose by counts for one part in so many."""
PRICE = 5
"""Tenths of a score point that a move must bring for each point of capital, so that a move without gain is not suggested."""

Weighing = Callable[["Weighed"], int]


class Advised(NamedTuple):
    """A move that the adviser suggests."""

    move: Move
    angle: str
    """Why it is named: `aims` serves most, `calm` sets least against it, `lasts` brings its good over time."""
    aims: tuple[tuple[str, int], ...]
    """What it does for each objective, by id, in tenths of a point of its score."""
    agree: tuple[str, ...]
    """Those asked who would gain by agreeing, as far as can be seen from here."""
    decline: tuple[str, ...]
    """Those asked who would not."""
    offended: tuple[str, ...]
    """Others who would be worse off for it, the most first."""


class Weighed(NamedTuple):
    """A move with its gain for each objective: in all, and how much of that comes later or while a programme runs."""

    move: Move
    shifts: tuple[int, ...]
    later: tuple[int, ...]
    harm: int
    """What it would cost others, in tenths of a value point."""
    doubtful: bool
    cost: int


def advise(setup: Setup, view: View, actor: str, judges: Judges) -> tuple[Advised, ...]:
    """Return up to three moves that an actor could make now and that differ in kind, the most useful first; none where none helps.

    Args:
        setup: The rulebook at its table.
        view: What the actor's seat sees.
        actor: For whom; one of the seat's own.
        judges: What every actor's persona values.
    """
    return _Adviser(setup, view, actor, judges).advice()


class _Adviser:
    def __init__(self, setup: Setup, view: View, actor: str, judges: Judges) -> None:
        self.setup = setup
        self.book = setup.book
        self.state = view.state
        self.actor = actor
        self.ground = legal.ground_of(setup, view.state)
        self.judges = judges
        self.aims: list[tuple[str, SumFunction, int, int]] = []
        for objective in setup.book.scenario.objectives:
            if objective.actor == actor:
                score = setup.book.sum(objective.score, actor)
                self.aims.append((objective.id, score, score(self.ground), objective.best - objective.worst))
        self._others = [judge for judge in (judges.of(other) for other in setup.capital if other != actor) if judge is not None]
        self._seen: dict[Move, Weighed] = {}

    def advice(self) -> tuple[Advised, ...]:
        """Return the suggested moves, at most one for each point of view."""
        candidates = [self.weighed(move) for move in self._candidates()]
        kinds, groups = set[str](), set[str]()
        found: list[Advised] = []
        for angle, weighing in (("aims", _most), ("calm", _calm), ("lasts", _lasting)):
            best = self._best(candidates, weighing, kinds, groups)
            if best is not None:
                kinds.add(best.move.kind)
                groups.add(self.book.kinds[best.move.kind].group)
                found.append(self._advised(best, angle))
        return tuple(found)

    def _candidates(self) -> Iterator[Move]:
        """Yield each kind that is open, for each target by itself, on its plainest terms."""
        for choice in legal.kinds(self.setup, self.state, self.actor):
            if choice.refusal is not None:
                continue
            kind = self.book.kinds[choice.kind]
            running = {
                target
                for one in self.state.programmes.values()
                if one.actor == self.actor and one.kind == kind.id
                for target in one.targets or (self.actor,)
            }
            targets = [(name,) for name in legal.targets_of(self.setup, kind, self.actor)] if kind.target is not None else [()]
            for chosen in targets:
                move = legal.normal(self.setup, Move(self.actor, kind.id, chosen))
                if not running.intersection(chosen or (self.actor,)) and self._is_open(move):
                    yield move

    def _is_open(self, move: Move) -> bool:
        return legal.order_refusal(self.setup, self.state, move) is None

    def _best(self, candidates: list[Weighed], weighing: Weighing, kinds: set[str], groups: set[str]) -> Weighed | None:
        """Return the best move of a kind and, if there is one, of a group not yet named; its terms tried one by one."""
        leaders: dict[str, Weighed] = {}
        for one in candidates:
            kind = one.move.kind
            if kind not in kinds and (kind not in leaders or weighing(one) > weighing(leaders[kind])):
                leaders[kind] = one
        for fresh in (True, False):
            ranked = sorted(
                (one for kind, one in leaders.items() if (self.book.kinds[kind].group not in groups) == fresh),
                key=lambda one: (-weighing(one), one.move),
            )
            refined = [self._refined(one, weighing) for one in ranked[:MOST_REFINED]]
            best = max(refined, key=weighing, default=None)
            if best is not None and weighing(best) > 0:
                return best
        return None

    def _refined(self, best: Weighed, weighing: Weighing) -> Weighed:
        """Return a move on the terms that weigh most, changed one at a time and then for one target more."""
        kind = self.book.kinds[best.move.kind]
        for name in sorted(kind.modalities):
            for value in kind.modalities[name]:
                value = self.actor if value == "self" else value
                options = tuple(sorted({**dict(best.move.options), name: value}.items()))
                best = self._better(best, best.move._replace(options=options), weighing)
        for target in self._more_targets(kind, best.move):
            best = self._better(best, best.move._replace(targets=tuple(sorted((*best.move.targets, target)))), weighing)
        return best

    def _more_targets(self, kind: MoveKind, move: Move) -> Iterable[str]:
        if kind.target is None or kind.target.most < 2:
            return ()
        return [name for name in legal.targets_of(self.setup, kind, self.actor) if name not in move.targets][: kind.target.most - 1]

    def _better(self, best: Weighed, move: Move, weighing: Weighing) -> Weighed:
        if move == best.move or not self._is_open(move):
            return best
        other = self.weighed(move)
        return other if weighing(other) > weighing(best) else best

    def weighed(self, move: Move) -> Weighed:
        """Return a move with what it would do."""
        found = self._seen.get(move)
        if found is None:
            foreseen = forecast(self.setup, self.state, move, ground=self.ground)
            at_once = self._shifts(foreseen.now)
            in_all = self._shifts((*foreseen.now, *_in_time(foreseen)))
            found = self._seen[move] = Weighed(
                move,
                in_all,
                tuple(all_ - now for all_, now in zip(in_all, at_once, strict=True)),
                sum(max(0, -judge.worth(self.ground, foreseen)) for judge in self._others) // _GRAINS,
                bool(self._answers(move)[1]),
                legal.move_cost(self.setup, move),
            )
        return found

    def _shifts(self, changes: Iterable[tuple[int, int]]) -> tuple[int, ...]:
        tracks = list(self.ground.tracks)
        for track, change in changes:
            tracks[track] = min(max(tracks[track] + change, self.book.lowest[track]), self.book.highest[track])
        after = legal.ground_of(self.setup, self.state)
        after.tracks = tracks
        return tuple((score(after) - before) * 100 // span if span else 0 for _, score, before, span in self.aims)

    def _answers(self, move: Move) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who of those asked would gain by agreeing, and who would not, as far as can be seen from here."""
        agree: list[str] = []
        decline: list[str] = []
        asked, _ = asked_of(self.setup, move)
        if asked:
            yes, no = (forecast(self.setup, self.state, move, reply, ground=self.ground) for reply in ("accept", "decline"))
            for other in asked:
                judge = self.judges.of(other)
                gains = judge is None or judge.worth(self.ground, yes) > judge.worth(self.ground, no)
                (agree if gains else decline).append(other)
        return tuple(agree), tuple(decline)

    def _advised(self, one: Weighed, angle: str) -> Advised:
        foreseen = forecast(self.setup, self.state, one.move, ground=self.ground)
        worth = sorted((judge.worth(self.ground, foreseen), judge.actor) for judge in self._others)
        aims = tuple((aim[0], shift) for aim, shift in zip(self.aims, one.shifts, strict=True))
        offended = tuple(actor for value, actor in worth if value < 0 and actor not in one.move.targets)
        return Advised(one.move, angle, aims, *self._answers(one.move), offended)


_GRAINS = 5040
"""Grains of worth in a tenth of a value point."""


def _in_time(foreseen: MovePreview) -> list[tuple[int, int]]:
    """Return what a forecast brings later on, and over the half-years that its programme runs."""
    running = [(track, change * foreseen.lasts) for track, change in foreseen.running]
    return [(track, change) for track, change, _ in foreseen.later] + running


def _tempered(one: Weighed, value: int) -> int:
    return value // UNLIKELY if value > 0 and one.doubtful else value


def _most(one: Weighed) -> int:
    return _tempered(one, sum(one.shifts) - PRICE * one.cost // 10)


def _calm(one: Weighed) -> int:
    return _tempered(one, sum(shift if shift > 0 else LOSS * shift for shift in one.shifts) - one.harm - PRICE * one.cost // 10)


def _lasting(one: Weighed) -> int:
    return _tempered(one, sum(one.later) - PRICE * one.cost // 10) if sum(one.shifts) > 0 else -1
