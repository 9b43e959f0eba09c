"""Every rule line of a scenario, read and resolved: the typed trees and the faults found on the way.

Make an `Analysis` of a scenario; `check` adds the faults outside rule lines, `compile` and `interpret` work from the trees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from weakref import ReferenceType

from exercise.errors import Fault
from exercise.rules import grammar as g
from exercise.rules import tree as t
from exercise.rules.grammar import SlipError
from exercise.rules.names import Names
from exercise.rules.resolve import Resolver
from exercise.rules.scope import BoundThing, Scope

if TYPE_CHECKING:
    from exercise.model.scenario import Inject, Rule, Scenario

Where = tuple[str | int, ...]
Tree = TypeVar("Tree")
MEASURES_DEEP = 2
"""How many measures may stand behind a measure, one behind the other."""
_TARGET = re.compile(r"(?<![.\w-])target(?![\w-])")
_OUTCOME = re.compile(r"(?<![.\w-])outcome(?![\w-])")


class WatchTree(NamedTuple):
    """What a watch counts: the kinds of move or the injects that feed it, and its condition."""

    kinds: frozenset[str]
    injects: frozenset[str]
    when: t.Cond | None
    by_target: bool


class TextTerm(NamedTuple):
    """A sum or condition asked for by text, with its unit or with what it needs."""

    tree: t.Num | t.Cond
    unit: str
    by_target: bool
    of_act: bool


def mentions_target(lines: Iterable[str]) -> bool:
    """Return whether any line names the move's `target`."""
    return any(_TARGET.search(line) for line in lines)


class Analysis:
    """The trees of one scenario and the faults of its rule lines, in the order of the scenario.

    With `whole` false nothing is read until `rule` or `measure` asks for it: for scenarios known to have no fault.
    """

    def __init__(self, scenario: Scenario, names: Names | None = None, *, whole: bool = True) -> None:
        self.names = names or Names(scenario)
        self.sources = {rule.id: rule for rule in scenario.rules}
        self.faults: list[Fault] = []
        self.rules: dict[str, t.RuleTree] = {}
        self.injects: dict[str, t.RuleTree] = {}
        self.ready: dict[str, tuple[t.Cond, ...]] = {}
        self.choices: dict[tuple[str, str], t.RuleTree] = {}
        self.needs: dict[str, tuple[tuple[t.Cond, bool, str], ...]] = {}
        self.watches: dict[str, WatchTree] = {}
        self.named: dict[str, tuple[str, ...]] = {}
        """The particular actors that each rule names."""
        self.resolver = Resolver(self.names)
        self.measures = self.resolver.measures
        self._uses: dict[str, tuple[str, ...]] = {}
        if whole:
            self._read_all(scenario)

    def _read_all(self, scenario: Scenario) -> None:
        for measure in scenario.measures:
            self._measure(measure.id)
        self._measure_depth()
        for rule in scenario.rules:
            self._rule(rule)
        for inject in scenario.injects:
            self._inject(inject)
        for kind in scenario.moves:
            self._needs(kind.id)
        for watch in scenario.watches:
            self._watch(watch.id)
        self._inject_cycles()

    def rule(self, rule_id: str) -> t.RuleTree:
        """Return one rule's tree."""
        if rule_id not in self.rules:
            self._rule(self.sources[rule_id])
        return self.rules[rule_id]

    def ready_of(self, inject_id: str) -> tuple[t.Cond, ...]:
        """Return what an inject waits for, as trees."""
        if inject_id not in self.ready:
            self._inject(self.names.injects[inject_id])
        return self.ready[inject_id]

    def measure(self, measure_id: str) -> t.Num:
        """Return one measure's tree."""
        if measure_id not in self.measures:
            self._measure(measure_id)
        return self.measures[measure_id]

    @property
    def broken(self) -> bool:
        """Whether a fault, not only a warning, was found."""
        return any(not fault.warning for fault in self.faults)

    # --- faults

    def fault(self, where: Where, text: str, at: int = 0, warning: bool = False) -> None:
        """Add a fault or warning; the text begins with what it concerns."""
        self.faults.append(Fault(where, sentence(text), at, warning))

    def _line(self, owner: str, where: Where, read: Callable[[str, Scope], Tree], line: str, scope: Scope) -> Tree | None:
        """Return what a line gives, or None after adding its fault; adds its warnings too."""
        self.resolver.warnings.clear()
        found: Tree | None = None
        try:
            found = read(line, scope)
        except SlipError as slip:
            self.fault(where, f"{owner}: {slip.text}", slip.at)
        for at, text in self.resolver.warnings:
            self.fault(where, f"{owner}: {text}", at, warning=True)
        return found

    def _read_sum(self, line: str, scope: Scope) -> t.Num:
        return self.resolver.number(g.parse_sum(line), scope)

    def _read_condition(self, line: str, scope: Scope) -> t.Cond:
        return self.resolver.condition(g.parse_condition(line), scope)

    def _read_each(self, line: str, scope: Scope) -> tuple[t.Loop, Scope]:
        return self.resolver.each(g.parse_each(line), scope)

    def _read_odds(self, line: str, scope: Scope) -> t.OddsLine:
        return self.resolver.odds(g.parse_odds(line), line, scope)

    def _read_effect(self, line: str, scope: Scope) -> t.Effect:
        return self.resolver.effect(g.parse_effect(line), scope)

    # --- measures

    def _measure(self, measure_id: str) -> None:
        measure = self.names.measures[measure_id]
        owner, where = f'measure "{measure_id}"', ("measures", measure_id, "equals")
        if len(measure.of) > 2:
            self.fault(("measures", measure_id, "of"), f"{owner}: a measure goes over at most two sets")
            return
        scope = Scope(self.names)
        for name, group in zip(("X", "Y"), measure.of, strict=False):
            scope = scope.with_name(name, frozenset(self.names.expand(group) or ()))
        self.resolver.measures_used = set()
        found = self._line(owner, where, self._read_sum, measure.equals, scope)
        if found is not None:
            self.measures[measure_id] = found
            self._uses[measure_id] = tuple(sorted(self.resolver.measures_used))

    def _measure_depth(self) -> None:
        for first in sorted(self._uses):
            chain = self._deep_chain((first,))
            if chain is None:
                continue
            said = f"{chain[0]} uses {chain[1]}" + "".join(f", which uses {name}" for name in chain[2:])
            what = "goes in a circle" if chain[-1] in chain[:-1] else "is too deep"
            self.fault(("measures", first, "equals"), f'measure "{first}" {what}: {said}')

    def _deep_chain(self, chain: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the first chain of measures that is circular or nested deeper than allowed."""
        for name in self._uses.get(chain[-1], ()):
            if name in chain or len(chain) > MEASURES_DEEP:
                return (*chain, name)
            found = self._deep_chain((*chain, name))
            if found is not None:
                return found
        return None

    # --- rules

    def _rule(self, rule: Rule) -> None:
        owner, where = f'rule "{rule.id}"', ("rules", rule.id)
        lines = (*rule.each, *rule.when, *rule.odds, *rule.then, *rule.otherwise)
        scope = Scope(self.names)
        about: list[tuple[str, str]] = []
        by_target = False
        self.resolver.actors_named = set()
        before = len(self.faults)
        if rule.stage == "moves":
            by_target = mentions_target(lines)
            kinds = self._possible_kinds(rule) or frozenset(self.names.kinds)
            if by_target:
                kinds = frozenset(kind for kind in kinds if self.names.aims[kind]) or kinds
            scope = scope.with_record(t.ACT, "act", kinds)
            about.append(("", "act"))
            if by_target:
                about.append(("target", "name"))
        tree = self._tree(
            rule.id, owner, where, rule.stage, scope, about, rule.each, rule.when, rule.then, rule.otherwise, rule.odds, rule.chance,
            by_target, any(_OUTCOME.search(line) for line in lines),
        )  # fmt: skip
        if rule.chance is None and (rule.odds or rule.otherwise):
            key = "odds" if rule.odds else "otherwise"
            self.fault((*where, key), f'{owner}: "{key}" needs a chance, as in chance: 30')
        if tree is not None:
            self.rules[rule.id] = tree
            self.named[rule.id] = tuple(sorted(self.resolver.actors_named))
            if tree.stage == "moves" and not tree.kinds and len(self.faults) == before:
                self.fault(where, f"{owner} can never fire: no kind of move meets its conditions", warning=True)

    def _tree(
        self, tree_id: str, owner: str, where: Where, stage: str, scope: Scope, about: list[tuple[str, str]], each: tuple[str, ...],
        when: tuple[str, ...], then: tuple[str, ...], otherwise: tuple[str, ...] = (), odds: tuple[str, ...] = (),
        chance: int | None = None, by_target: bool = False, any_outcome: bool = False,
    ) -> t.RuleTree | None:  # fmt: skip
        faults_before = len(self.faults)
        loops: list[t.Loop] = []
        if len(each) > g.MOST_EACH:
            self.fault((*where, "each", g.MOST_EACH), f"{owner}: at most {g.MOST_EACH} lines of each")
        for place, line in enumerate(each[: g.MOST_EACH]):
            found = self._line(owner, (*where, "each", place), self._read_each, line, scope)
            if found is None:
                scope = self._after_bad_each(line, scope)
                continue
            loop, scope = found
            loops.append(loop)
            sort = scope.records[loop.var].sort if loop.var in scope.records else "name"
            about.append((loop.var, "programme" if sort == "ended" else sort))
        conditions: list[t.Cond] = []
        for place, line in enumerate(when):
            condition = self._line(owner, (*where, "when", place), self._read_condition, line, scope)
            if condition is None:
                scope = scope.copy()
                scope.loose = True
                continue
            conditions.append(condition)
            scope = scope.narrowed(condition)
        if scope.dead and not scope.loose and len(self.faults) == faults_before and (each or when or stage == "moves"):
            self.fault(where, f"{owner} can never fire: nothing meets its conditions", warning=True)
        odd_trees = [self._line(owner, (*where, "odds", place), self._read_odds, line, scope) for place, line in enumerate(odds)]
        effects = {
            key: [self._line(owner, (*where, key, place), self._read_effect, line, scope) for place, line in enumerate(lines)]
            for key, lines in (("then", then), ("otherwise", otherwise))
        }
        if any(not fault.warning for fault in self.faults[faults_before:]):
            return None
        programmes = [loop.var for loop in loops if loop.within in ("programmes", "ended")]
        strength = t.ACT if stage == "moves" and t.ACT in scope.records else programmes[0] if programmes and ":" not in tree_id else None
        return t.RuleTree(
            tree_id, stage, (frozenset() if scope.dead else scope.records[t.ACT].kinds) if t.ACT in scope.records else None, by_target,
            any_outcome, tuple(about), tuple(loops), tuple(conditions), chance,
            tuple(odd for odd in odd_trees if odd is not None), tuple(effect for effect in effects["then"] if effect is not None),
            tuple(effect for effect in effects["otherwise"] if effect is not None), strength, _runs(loops, scope),
        )  # fmt: skip

    def _after_bad_each(self, line: str, scope: Scope) -> Scope:
        """Return a scope in which a name bound by a faulty line fits anywhere, so that later lines report only their own faults."""
        var = line.split(" ", 1)[0]
        scope = scope.copy()
        scope.loose = True
        if var[:1].isupper() and var not in scope.bound and var not in scope.records:
            # Whatever was meant, a name or a programme: what uses it is not what is wrong.
            scope = scope.with_name(var, None)
            scope.records[var] = BoundThing("unknown", frozenset())
        return scope

    def _possible_kinds(self, rule: Rule) -> frozenset[str]:
        """Return the kinds that could meet a rule's conditions, read off its plain tests before anything is resolved."""
        kinds = frozenset(self.names.kinds)
        for line in rule.when:
            try:
                kinds &= self._could_meet(g.parse_condition(line), True)
            except SlipError:
                continue
        return kinds

    def _could_meet(self, expr: g.Condition, truth: bool) -> frozenset[str]:
        names, every = self.names, frozenset(self.names.kinds)
        if isinstance(expr, g.Not):
            return self._could_meet(expr.part, not truth)
        if isinstance(expr, g.Both):
            parts = [self._could_meet(part, truth) for part in expr.parts]
            if (expr.word == "and") == truth:
                return every.intersection(*parts)
            return frozenset().union(*parts)
        if isinstance(expr, g.Tag):
            tagged = frozenset(kind.id for kind in names.kinds.values() if expr.name in kind.tags)
            return tagged if truth else every - tagged
        if not isinstance(expr, g.Is | g.In) or not isinstance(expr.left, g.Word):
            return every
        values = self._plain_values(expr)
        field = {"target": "targets"}.get(expr.left.name, expr.left.name)
        if values is None or field not in ("kind", "actor", "targets", *names.modalities):
            return every
        inside = truth != expr.negated
        if field == "kind":
            return every & values if inside else every - values
        return frozenset(
            kind for kind in every if (names.field_of(kind, field) & values if inside else names.field_of(kind, field) - values)
        )

    def _plain_values(self, expr: g.Is | g.In) -> frozenset[str] | None:
        if isinstance(expr, g.Is):
            words: tuple[g.Expr, ...] = (expr.right,)
        else:
            words = expr.group.names
        values: set[str] = set()
        for word in words:
            name = word.name if isinstance(word, g.Word) else ""
            if name in self.names.kinds:
                values.add(name)
            members = self.names.expand(name)
            if members is not None:
                values.update(members)
            elif name not in self.names.kinds:
                return None
        return frozenset(values) if words else None

    # --- injects, needs, watches

    def _inject(self, inject: Inject) -> None:
        owner, where = f'inject "{inject.id}"', ("injects", inject.id)
        scope = Scope(self.names)
        about: list[tuple[str, str]] = []
        subjects: frozenset[str] = frozenset()
        if inject.subject is not None:
            subjects = frozenset(self.names.expand(inject.subject) or ())
            scope = scope.with_name("subject", subjects)
            about.append(("subject", "name"))
        ready: list[t.Cond] = []
        for place, line in enumerate(inject.when):
            condition = self._line(owner, (*where, "when", place), self._read_condition, line, scope)
            if condition is not None:
                ready.append(condition)
        self.ready[inject.id] = tuple(ready)
        tree = self._tree(f"inject:{inject.id}", owner, where, "situation", scope, list(about), inject.each, (), inject.then)
        if tree is not None:
            self.injects[inject.id] = tree
        if inject.reaction is None:
            return
        by = inject.reaction.by
        actors = subjects if by == "subject" else frozenset(self.names.expand(by) or ())
        inner = scope.with_name("actor", actors & frozenset(self.names.players))
        for place, choice in enumerate(inject.reaction.choices):
            found = self._tree(
                f"choice:{inject.id}/{choice.id}", owner, (*where, "reaction", "choices", place), "moves", inner,
                [*about, ("actor", "name")], (), (), choice.then,
            )  # fmt: skip
            if found is not None:
                self.choices[inject.id, choice.id] = found

    def _needs(self, kind_id: str) -> None:
        kind = self.names.kinds[kind_id]
        owner = f'move kind "{kind_id}"'
        found: list[tuple[t.Cond, bool, str]] = []
        scope = Scope(self.names).with_record(t.ACT, "act", frozenset((kind_id,)))
        scope.dead = False
        for place, need in enumerate(kind.needs):
            where = ("moves", kind_id, "needs", place, "when")
            parts = [
                self._line(owner, (*where, line_place), self._read_condition, line, scope) for line_place, line in enumerate(need.when)
            ]
            found.append((t.All(tuple(part for part in parts if part is not None)), mentions_target(need.when), need.otherwise))
        self.needs[kind_id] = tuple(found)

    def _watch(self, watch_id: str) -> None:
        watch = self.names.watches[watch_id]
        owner, where = f'watch "{watch_id}"', ("watches", watch_id)
        names = self.names
        kinds: frozenset[str] = frozenset()
        injects: frozenset[str] = frozenset()
        scope = Scope(names)
        if watch.of == "injects":
            injects = frozenset(watch.injects or names.injects) & frozenset(names.injects)
            group = watch.to or watch.by
            if group is not None:
                scope = scope.with_name("subject", frozenset(names.expand(group) or ()))
        else:
            kinds = self.resolver.kinds_of(watch.of)
            if watch.of == "steps":
                kinds &= frozenset(
                    kind for tree in self.rules.values() for kind in tree.kinds or ()
                    if any(isinstance(effect, t.StepBy) for effect in (*tree.then, *tree.otherwise))
                )  # fmt: skip
            if watch.kinds:
                kinds &= frozenset(watch.kinds)
            if watch.tag is not None:
                kinds = frozenset(kind for kind in kinds if watch.tag in names.kinds[kind].tags)
            if watch.by is not None:
                kinds = frozenset(kind for kind in kinds if names.movers[kind].intersection(names.expand(watch.by) or ()))
            if watch.to is not None:
                kinds = frozenset(kind for kind in kinds if names.aims[kind].intersection(names.expand(watch.to) or ()))
            sort = {"programmes": "programme", "ended": "ended"}.get(watch.of, "act")
            scope = scope.with_record(t.ACT, sort, kinds).with_name("target", None, (t.ACT, "targets"))
        if not kinds and not injects:
            self.fault(where, f"{owner}: nothing feeds it, so it never moves", warning=True)
        condition = None
        by_target = False
        if watch.when is not None:
            condition = self._line(owner, (*where, "when"), self._read_condition, watch.when, scope)
            by_target = mentions_target((watch.when,))
        self.watches[watch_id] = WatchTree(kinds, injects, condition, by_target)

    # --- texts outside rules

    def _asking(self, self_actor: str) -> Scope:
        scope = Scope(self.names).with_record(t.ACT, "act", frozenset(self.names.kinds))
        scope.means = True
        scope.self_actor = self_actor
        return scope

    def sum(self, text: str, self_actor: str = "") -> TextTerm:
        """Return a sum from a persona, an objective or a screen.

        Raises:
            SlipError: At its first fault.
        """
        scope = Scope(self.names)
        scope.means = True
        scope.self_actor = self_actor
        expr = g.parse_sum(text)
        return TextTerm(self.resolver.number(expr, scope), self.resolver.unit(expr, scope) or t.POINTS, False, False)

    def condition(self, text: str, self_actor: str = "") -> TextTerm:
        """Return a condition from a persona.

        Raises:
            SlipError: At its first fault.
        """
        tree = self.resolver.condition(g.parse_condition(text), self._asking(self_actor))
        return TextTerm(tree, "", mentions_target((text,)), any(_of_act(node) for node in walk(tree)))

    # --- circles

    def _inject_cycles(self) -> None:
        edges: dict[str, list[tuple[str, int]]] = {}
        for inject_id, tree in self.injects.items():
            edges[inject_id] = [
                (effect.inject, place)
                for place, effect in enumerate(tree.then)
                if isinstance(effect, t.Schedule) and self._least_wait(effect.after) < 1
            ]
        reported: set[frozenset[str]] = set()
        for first in sorted(edges):
            chain = self._circle(first, edges)
            if chain is None or frozenset(chain) in reported:
                continue
            reported.add(frozenset(chain))
            place = next(place for name, place in edges[first] if name == chain[1])
            said = " → ".join(chain)
            text = f'inject "{first}": it comes back to itself within one half-year: {said}. Put "after 1" on one of them'
            self.fault(("injects", first, "then", place), text)

    def _circle(self, first: str, edges: dict[str, list[tuple[str, int]]]) -> list[str] | None:
        paths = [[first]]
        seen: set[str] = set()
        while paths:
            path = paths.pop(0)
            for name, _ in edges.get(path[-1], ()):
                if name == first:
                    return [*path, first]
                if name not in seen:
                    seen.add(name)
                    paths.append([*path, name])
        return None

    def _least_wait(self, wait: t.Num) -> int:
        if isinstance(wait, t.Lit):
            return wait.value
        if isinstance(wait, t.TableRow):
            table = self.names.tables[wait.table]
            return min((*table.rows.values(), *((table.other,) if table.other is not None else ())), default=0)
        return 0


_latest: list[tuple[ReferenceType[Scenario], Analysis]] = []


def analysis_of(scenario: Scenario) -> Analysis:
    """Return the analysis of a scenario; the latest is kept, for whoever loads a scenario checks it and then compiles it."""
    if _latest and _latest[0][0]() is scenario:
        return _latest[0][1]
    analysis = Analysis(scenario)
    _latest[:] = [(ReferenceType(scenario), analysis)]
    return analysis


def _runs(loops: Iterable[t.Loop], scope: Scope) -> frozenset[str] | None:
    found = [scope.records[loop.var].kinds for loop in loops if loop.within == "programmes"]
    if not found:
        return None
    return frozenset() if scope.dead else frozenset.intersection(*found)


def sentence(text: str) -> str:
    """Return a message that ends like a sentence."""
    return text if text[-1] in ".?!" else f"{text}."


def walk(node: object) -> Iterator[object]:
    """Yield every part of a tree, the tree itself first."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            if isinstance(part, tuple):
                yield from walk(part)


def _of_act(node: object) -> bool:
    if isinstance(node, t.FieldOf | t.FieldNames | t.Size | t.Tagged | t.Known):
        return node.of == t.ACT
    return isinstance(node, t.Var) and node.name == "target"
