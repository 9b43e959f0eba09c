"""The plain interpreter of rules: it walks the typed trees and gives what the generated functions give.

It is the tests' oracle, and the one that can say on which tracks an effect rested (`reads`). It shares the trees with the compiler and
nothing else: no index by kind, no cache, no unrolling.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from itertools import product
from typing import Any

from exercise.model.play import Act
from exercise.rules import tree as t
from exercise.rules.names import track_name
from exercise.rules.rulebook import Ground, Out, Rulebook

Reads = dict[tuple[str, tuple[str, ...]], set[int]]
"""(rule, about) to the tracks that its effects rested on."""


def run_move(book: Rulebook, ground: Ground, act: Act, out: Out, reads: Reads | None = None) -> None:
    """Add to `out` what the rules of the moves stage give for one act."""
    for tree in book.analysis.rules.values():
        if tree.stage == "moves":
            _run_act(book, tree, ground, act, out, reads)


def _run_act(book: Rulebook, tree: t.RuleTree, ground: Ground, act: Act, out: Out, reads: Reads | None) -> None:
    if not tree.any_outcome and act.outcome != "accepted":
        return
    # Rules that no ordinary move of the kind could meet are not asked about an argument that counts as one.
    if act.kind not in (tree.kinds or ()) and not book.names.allows(act.kind, act.actor, act.targets, act.mods):
        return
    _Walk(book, ground, out, reads, {t.ACT: act}).rule(tree)


def run_stage(book: Rulebook, stage: str, ground: Ground, out: Out, reads: Reads | None = None, only: Container[str] | None = None) -> None:
    """Add to `out` what the rules of another stage give; `only` leaves out all other rules."""
    for tree in book.analysis.rules.values():
        if tree.stage == stage and (only is None or tree.id in only):
            _Walk(book, ground, out, reads, {}).rule(tree)


def tracks_read(book: Rulebook, ground: Ground, acts: Iterable[Act], effects: Collection[tuple[str, tuple[str, ...]]]) -> set[int]:
    """Return the tracks that effects of rules, each given as (rule, about), rest on when all rules read the same ground."""
    reads: Reads = {}
    for rule in sorted({rule for rule, _ in effects}):
        tree = book.parts.rule(rule)
        if tree.stage == "moves":
            for act in acts:
                _run_act(book, tree, ground, act, Out(), reads)
        else:
            _Walk(book, ground, Out(), reads, {}).rule(tree)
    return set().union(*(tracks for effect, tracks in reads.items() if effect in effects))


def run_inject(book: Rulebook, inject: str, subject: str, ground: Ground, out: Out, reads: Reads | None = None) -> None:
    """Add to `out` what follows from an inject itself."""
    _Walk(book, ground, out, reads, {"subject": subject}).rule(book.analysis.injects[inject])


def run_reaction(
    book: Rulebook, inject: str, choice: str, subject: str, actor: str, ground: Ground, out: Out, reads: Reads | None = None
) -> None:
    """Add to `out` what follows from a reaction to an inject."""
    _Walk(book, ground, out, reads, {"subject": subject, "actor": actor}).rule(book.analysis.choices[inject, choice])


def measure_value(book: Rulebook, ground: Ground, measure: str, place: tuple[str, ...], reads: set[int] | None = None) -> int:
    """Return a measure at a place; the tracks it rests on are added to `reads`."""
    walk = _Walk(book, ground, Out(), None, {})
    value = walk.number(t.MeasureAt(measure, tuple(t.Const(name) for name in place)))
    if reads is not None:
        reads.update(walk.seen)
    return value


def rounded(numerator: int, divisor: int) -> int:
    """Return a quotient rounded half away from zero; the divisor is positive."""
    size = (2 * abs(numerator) + divisor) // (2 * divisor)
    return size if numerator >= 0 else -size


class _Walk:
    """One walk through a rule. What asks for a place that does not exist raises KeyError, and is left out where it is caught."""

    def __init__(self, book: Rulebook, ground: Ground, out: Out, reads: Reads | None, bound: dict[str, Any]) -> None:
        self.book = book
        self.ground = ground
        self.out = out
        self.reads = reads
        self.bound = bound
        self.seen: set[int] = set()
        """The tracks read so far on the way to where the walk stands."""

    # --- a rule

    def rule(self, tree: t.RuleTree) -> None:
        if tree.by_target:
            for target in self.bound[t.ACT].targets:
                self.bound["target"] = target
                self.seen = set()
                self.through(tree, 0)
        else:
            self.through(tree, 0)

    def through(self, tree: t.RuleTree, depth: int) -> None:
        if depth < len(tree.each):
            loop = tree.each[depth]
            members = getattr(self.ground, loop.within) if isinstance(loop.within, str) else self.members(loop.within)
            before = set(self.seen)
            for member in members:
                self.bound[loop.var] = member
                self.seen = set(before)
                if loop.where is None or self.surely(loop.where):
                    self.through(tree, depth + 1)
            self.seen = before
            return
        if not all(self.surely(condition) for condition in tree.when):
            return
        about = tuple(self.said(name, sort) for name, sort in tree.about)
        if tree.chance is None:
            self.effects(tree, tree.then, about)
            return
        before = set(self.seen)
        happened = self.draw(tree, about)
        self.note(tree, about)
        self.seen = before
        self.effects(tree, tree.then if happened else tree.otherwise, about)

    def said(self, name: str, sort: str) -> str:
        value = self.bound[name]
        if sort in ("act", "move"):
            return str(value.key)
        return str(value.id) if sort in ("programme", "signal") else str(value)

    def draw(self, tree: t.RuleTree, about: tuple[str, ...]) -> bool:
        odds = tree.chance or 0
        lines = [(odds, "to begin with")] if odds else []
        for odd in tree.odds:
            try:
                amount = self.scaled(odd.amount, odd.factors, 10, 100) if odd.when is None or self.holds(odd.when) else 0
            except KeyError:
                continue
            if amount:
                odds += amount
                text = "".join(part if isinstance(part, str) else self.name(part) for part in odd.said)
                lines.append((amount, text or "always"))
        return self.ground.draw(tree.id, about, min(max(odds, 0), 100), tuple(lines))

    def note(self, tree: t.RuleTree, about: tuple[str, ...]) -> None:
        if self.reads is not None:
            self.reads.setdefault((tree.id, about), set()).update(self.seen)

    def effects(self, tree: t.RuleTree, effects: tuple[t.Effect, ...], about: tuple[str, ...]) -> None:
        before = set(self.seen)
        strength = 100 if tree.strength is None else self.bound[tree.strength].strength
        for effect in effects:
            self.seen = set(before)
            try:
                if (effect.when is None or self.holds(effect.when)) and self.effect(tree, effect, about, strength):
                    self.note(tree, about)
            except KeyError:
                continue
        self.seen = before

    def effect(self, tree: t.RuleTree, effect: t.Effect, about: tuple[str, ...], strength: int) -> bool:
        """Add one effect; return whether it did anything."""
        out = self.out
        if isinstance(effect, t.Shift):
            amount = self.scaled(effect.amount, effect.factors, 1, strength)
            if amount:
                after, fading = max(self.number(effect.after), 0), max(self.number(effect.fading), 0)
                out.changes.append((self.track(effect.track), amount, tree.id, about, after, fading))
            return bool(amount)
        if isinstance(effect, t.Toward):
            most = self.scaled(effect.amount, effect.factors, 1, strength)
            away = self.number(effect.goal) - self.number(effect.track)
            amount = min(most, away) if away > 0 else max(-most, away)
            if amount:
                out.changes.append((self.track(effect.track), amount, tree.id, about, 0, 0))
            return bool(amount)
        if isinstance(effect, t.StepBy):
            out.steps.append((self.track(effect.track), effect.by, tree.id, about))
        elif isinstance(effect, t.EndIt):
            out.ends.append((self.bound[effect.of].id, effect.how, tree.id, about))
        elif isinstance(effect, t.Extend):
            out.extends.append((self.bound[effect.of].id, effect.half_years, tree.id, about))
        elif isinstance(effect, t.Schedule):
            subject = "" if effect.subject is None else self.name(effect.subject)
            if effect.subject is not None and subject not in self.book.names.subjects(effect.inject):
                return False
            out.injects.append((effect.inject, subject, max(self.number(effect.after), 0), tree.id, about))
        elif isinstance(effect, t.Tell):
            if self.name(effect.who) not in self.book.players:
                return False
            out.tells.append((self.name(effect.who), effect.text, tree.id, about))
        else:
            item = self.bound[effect.of]
            out.reveals.append((item.id if effect.programme else item.key, tree.id, about))
        return True

    # --- names

    def name(self, name: t.Name) -> str:
        if isinstance(name, t.Const):
            return name.value
        if isinstance(name, t.Var):
            return str(self.bound[name.name])
        item = self.bound[name.of]
        return str(item.mods[name.field] if name.mod else getattr(item, name.field))

    def members(self, members: t.Members) -> tuple[str, ...]:
        if isinstance(members, t.FieldNames):
            return tuple(getattr(self.bound[members.of], members.field))
        return members

    def track(self, node: t.TrackAt) -> int:
        return self.book.track_index[track_name(node.family, tuple(self.name(arg) for arg in node.args))]

    # --- numbers

    def number(self, node: t.Num) -> int:
        if isinstance(node, t.Lit):
            return node.value
        if isinstance(node, t.TrackAt):
            at = self.track(node)
            self.seen.add(at)
            return self.ground.tracks[at]
        if isinstance(node, t.MeasureAt):
            place = tuple(self.name(arg) for arg in node.args)
            if place not in tuple(self.book.names.places(self.book.measures[node.measure].of)):
                raise KeyError(place)
            bound: dict[str, Any] = dict(zip(("X", "Y"), place, strict=False))
            inner = _Walk(self.book, self.ground, self.out, None, bound)
            value = inner.number(self.book.parts.measure(node.measure))
            self.seen.update(inner.seen)
            return value
        if isinstance(node, t.TableRow):
            return self.row(node) * node.scale
        if isinstance(node, t.Past):
            return self.past(node)
        if isinstance(node, t.Tally):
            return sum(1 for item in getattr(self.ground, node.what) for _ in range(self.times(item, node.terms)))
        if isinstance(node, t.Size):
            item = self.bound[node.of]
            return item.age if node.field == "age" else len(item.targets)
        if isinstance(node, t.TurnNumber):
            return self.ground.turn
        if isinstance(node, t.Over):
            return self.over(node)
        if isinstance(node, t.Scaled):
            return self.scaled(node.amount, node.factors, 1, 100)
        return sum(sign * self.number(term) for sign, term in node.terms)

    def row(self, node: t.TableRow) -> int:
        table = self.book.names.tables[node.table]
        key = self.name(node.key) if isinstance(node.key, t.Const | t.Var | t.FieldOf) else str(self.number(node.key))
        value = table.rows.get(key, table.other)
        if value is None:
            raise KeyError(key)
        return value

    def past(self, node: t.Past) -> int:
        watch = self.book.names.watches[node.watch]
        args = [self.name(arg) for arg in node.args]
        by = args.pop(0) if watch.by is not None else ""
        to = args.pop(0) if watch.to is not None else ""
        if (node.watch, by, to) not in self.book.watch_cells:
            raise KeyError((node.watch, by, to))
        cell = 3 * self.book.watch_cells.index((node.watch, by, to))
        streak, last, count = self.ground.watches[cell : cell + 3]
        return {"streak": streak, "since": min(99, self.ground.turn - last), "count": count}[node.what]

    def times(self, item: Any, terms: tuple[t.Term, ...]) -> int:
        """Return how often an item counts: not at all, or once."""
        for term in terms:
            values = term.values if term.name is None else (self.name(term.name),)
            if term.field == "leaked":
                met = bool(item.leaked)
            elif term.field == "targets":
                met = any(target in values for target in item.targets)
            else:
                met = (item.mods[term.field] if term.mod else getattr(item, term.field)) in values
            if met == term.negated:
                return 0
        return 1

    def over(self, node: t.Over) -> int:
        outer = {name: self.bound.get(name) for name in node.names}
        values: list[int] = []
        for combination in self.combinations(node):
            self.bound.update(zip(node.names, combination, strict=True))
            if node.where is None or self.holds(node.where):
                values.append(self.number(node.body))
        self.bound.update(outer)
        if not values:
            return 0
        if node.how == "mean":
            return rounded(sum(values), len(values))
        if node.how == "total":
            return sum(values)
        return max(values) if node.how == "max" else min(values)

    def combinations(self, node: t.Over) -> Iterator[tuple[str, ...]]:
        return product(*(self.members(members) for members in node.members))

    def scaled(self, amount: int, factors: tuple[t.Num, ...], divisor: int, strength: int) -> int:
        for factor in factors:
            if isinstance(factor, t.TableRow):
                amount *= min(max(self.row(factor), 0), 300)
                divisor *= 100
            else:
                amount *= min(max(self.number(factor), 0), 3000)
                divisor *= 1000
        return rounded(amount * strength, divisor * 100)

    # --- conditions

    def surely(self, node: t.Cond) -> bool:
        """Return whether a condition holds; one about a place that does not exist does not."""
        try:
            return self.holds(node)
        except KeyError:
            return False

    def holds(self, node: t.Cond) -> bool:
        if isinstance(node, t.Cmp):
            left, right = self.number(node.left), self.number(node.right)
            return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[node.sign]
        if isinstance(node, t.Same):
            return (self.name(node.left) == self.name(node.right)) != node.negated
        if isinstance(node, t.Among):
            return (self.name(node.left) in self.members(node.members)) != node.negated
        if isinstance(node, t.Tagged):
            return (self.bound[node.of].kind in node.kinds) != node.negated
        if isinstance(node, t.Known):
            return bool(getattr(self.bound[node.of], node.field))
        if isinstance(node, t.Opposite):
            return not self.holds(node.part)
        if isinstance(node, t.All):
            return all(self.holds(part) for part in node.parts)
        return any(self.holds(part) for part in node.parts)
