"""How a scenario becomes a `Rulebook` with functions: generated Python, made when first asked for and kept.

Rules of the moves stage that the same kinds trigger share one function; every other rule has its own. The generated source stands in
`linecache`, so that tracebacks show it.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from exercise.model.play import ALL, Act, Programme
from exercise.model.scenario import Scenario
from exercise.rules import grammar as g
from exercise.rules import tree as t
from exercise.rules.analyse import Analysis, Told, analysis_of
from exercise.rules.rulebook import (
    ConditionFunction,
    Ground,
    InjectFunction,
    MoveFunction,
    NeedFunction,
    ReactionFunction,
    ReadyFunction,
    Rulebook,
    StageFunction,
    SumFunction,
)
from exercise.rules.write import RuleWriter, Workshop, Writer, has_unsure_place


def compile_rulebook(scenario: Scenario) -> Rulebook:
    """Return a scenario's rulebook with its functions.

    Raises:
        ValueError: If a rule line of the scenario has a fault; `check` says which.
    """
    analysis = analysis_of(scenario)
    if analysis.broken:
        first = next(fault for fault in analysis.faults if not fault.warning)
        raise ValueError(f"the scenario has faults; the first: {first.text}")
    book = Rulebook(scenario, analysis.names)
    book.attach(Compiled(book, analysis), analysis)
    return book


def rulebook_when_asked(scenario: Scenario) -> Rulebook:
    """Return the rulebook of a scenario that was checked before, such as a save's: its functions are made when one is asked for.

    A scenario with a fault raises the ValueError of `compile_rulebook` then.
    """
    book = Rulebook(scenario)

    def attach() -> None:
        made = compile_rulebook(scenario)
        book.attach(Compiled(book, made.analysis), made.analysis)

    book.attach_when_asked(attach)
    return book


class _Feed(NamedTuple):
    """How one watch is fed by moves or programmes: its cells by actor and target, and its condition."""

    by: bool
    to: bool
    cells: dict[tuple[str, ...], int]
    holds: Callable[[Ground, Any, str], bool] | None
    by_target: bool


class Compiled:
    """The functions of one rulebook, each made when it is first asked for."""

    def __init__(self, book: Rulebook, analysis: Analysis) -> None:
        self.book = book
        self.analysis = analysis
        self.shop = Workshop(book, analysis, _remember)
        self._moves: dict[str, tuple[MoveFunction, ...]] = {}
        self._groups: dict[tuple[frozenset[str], bool], list[t.RuleTree]] | None = None
        self._group_functions: dict[tuple[frozenset[str], bool], MoveFunction] = {}
        self._stages: dict[str, tuple[StageFunction, ...]] = {}
        self._rules: dict[str, StageFunction] = {}
        self._others: dict[tuple[str, ...], Any] = {}
        self._feeds: tuple[dict[str, dict[str, list[_Feed]]], list[tuple[frozenset[str], dict[str, int], Any]]] | None = None

    # --- rules

    def move_functions(self, kind: str) -> tuple[MoveFunction, ...]:
        """Return the functions of the moves stage for one kind."""
        found = self._moves.get(kind)
        if found is None:
            found = self._moves[kind] = tuple(self._group_function(key) for key in self._move_groups() if kind in key[0])
        return found

    def _move_groups(self) -> dict[tuple[frozenset[str], bool], list[t.RuleTree]]:
        if self._groups is None:
            self._groups = {}
            for tree in self.analysis.rules.values():
                if tree.stage == "moves" and tree.kinds:
                    self._groups.setdefault((tree.kinds, tree.any_outcome), []).append(tree)
        return self._groups

    def _group_function(self, key: tuple[frozenset[str], bool]) -> MoveFunction:
        found = self._group_functions.get(key)
        if found is None:
            writer = RuleWriter(self.shop)
            trees = self._move_groups()[key]
            for tree in trees:
                writer.rule(tree)
            first = () if key[1] else ('if a.outcome != "accepted":', "    return")
            name = f"moves {trees[0].id}" + (f" and {len(trees) - 1} more" if len(trees) > 1 else "")
            found = self.shop.function(name, writer.source("rules", "g, a, out", writer.lines, first))
            self._group_functions[key] = found
        return found

    def stage_functions(self, stage: str) -> tuple[StageFunction, ...]:
        """Return the functions of another stage."""
        found = self._stages.get(stage)
        if found is None:
            if stage == "moves":
                raise ValueError("the rules of the moves stage are asked for by kind: move_functions")
            trees = [tree for tree in self.analysis.rules.values() if tree.stage == stage]
            found = self._stages[stage] = tuple(self._rule_function(tree) for tree in trees)
        return found

    def programme_functions(self) -> tuple[StageFunction, ...]:
        """Return the functions of the rules that go through running programmes, outside the moves stage."""
        return tuple(
            self._rule_function(tree)
            for tree in self.analysis.rules.values()
            if tree.stage != "moves" and any(loop.within == "programmes" for loop in tree.each)
        )

    def _rule_function(self, tree: t.RuleTree) -> StageFunction:
        found = self._rules.get(tree.id)
        if found is None:
            found = self._rules[tree.id] = self._tree_function(tree, "g, out")
        return found

    def _tree_function(self, tree: t.RuleTree, parameters: str) -> Any:
        writer = RuleWriter(self.shop)
        writer.rule(tree)
        return self.shop.function(tree.id, writer.source("rule", parameters, writer.lines))

    def reaction_function(self, inject: str, choice: str) -> ReactionFunction:
        """Return what follows from one reaction to an inject."""
        tree = self.analysis.choices[inject, choice]
        found: ReactionFunction = self._made(
            ("reaction", inject, choice), lambda: self._tree_function(tree, "g, subject, actor, out")
        )
        return found

    def inject_function(self, inject: str) -> InjectFunction:
        """Return what follows from an inject itself."""
        tree = self.analysis.injects[inject]
        found: InjectFunction = self._made(("inject", inject), lambda: self._tree_function(tree, "g, subject, out"))
        return found

    def inject_ready(self, inject: str) -> ReadyFunction:
        """Return whether an inject's condition holds for a subject."""
        parts = self.analysis.ready[inject]
        found: ReadyFunction = self._made(
            ("ready", inject), lambda: self._condition_function(f"when {inject}", "g, subject", t.All(parts))
        )
        return found

    def _made(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        found = self._others.get(key)
        if found is None:
            found = self._others[key] = make()
        return found

    # --- conditions and sums

    def _condition_function(self, name: str, parameters: str, tree: t.Cond, over: str = "", of_act: bool = False) -> Any:
        """Return a condition as a function; `over` is any or all, for one that must hold for any or all targets of the act."""
        writer = Writer(self.shop)
        text = writer.condition(tree)
        first = ("if a is None:", "    return False") if of_act else ()
        if not over:
            lines = [f"return {text}"]
        else:
            test = text if over == "any" else f"not {text}"
            lines = ["for target in a.targets:", f"    if {test}:", f"        return {over == 'any'}", f"return {over != 'any'}"]
        if has_unsure_place(tree, frozenset(("target",))):
            lines = ["try:", *(f"    {line}" for line in lines), "except KeyError:", "    return False"]
        return self.shop.function(name, writer.source("holds", parameters, lines, first))

    def needs(self, kind: str) -> tuple[tuple[NeedFunction, str], ...]:
        """Return what must hold for a kind to be open, with the sentence to say when it does not."""

        def make() -> tuple[tuple[NeedFunction, str], ...]:
            return tuple(
                (self._condition_function(f"needs {kind}", "g, a", tree, "all" if by_target else ""), text)
                for tree, by_target, text in self.analysis.needs[kind]
            )

        found: tuple[tuple[NeedFunction, str], ...] = self._made(("needs", kind), make)
        return found

    def condition(self, text: str, self_actor: str) -> ConditionFunction:
        """Return a condition as a function."""

        def make() -> ConditionFunction:
            told = self._told(text, lambda: self.analysis.condition(text, self_actor))
            over = "any" if told.by_target else ""
            return self._condition_function(f"condition {text}", "g, a", told.tree, over, told.of_act)  # type: ignore[arg-type, no-any-return]

        found: ConditionFunction = self._made(("condition", text, self_actor), make)
        return found

    def sum(self, text: str, self_actor: str) -> SumFunction:
        """Return a sum as a function."""

        def make() -> SumFunction:
            told = self._told(text, lambda: self.analysis.sum(text, self_actor))
            writer = Writer(self.shop)
            value = writer.number(told.tree)  # type: ignore[arg-type]
            lines = [f"return {value}" if told.unit == t.POINTS else f"return 10 * {value}"]
            function: SumFunction = self.shop.function(f"sum {text}", writer.source("value", "g", lines))
            return function

        found: SumFunction = self._made(("sum", text, self_actor), make)
        return found

    def _told(self, text: str, ask: Callable[[], Told]) -> Told:
        try:
            return ask()
        except g.SlipError as slip:
            raise ValueError(f'"{text}": {slip.text}') from None

    def measure(self, ground: Ground, name: str) -> int:
        """Return a measure's value."""
        slot = self._made(("measure", name), lambda: self._measure_slot(name))
        measure, place = slot
        found: int = ground.cache[place] if place in ground.cache else measure(ground, place)
        return found

    def _measure_slot(self, name: str) -> tuple[Any, int]:
        family, _, rest = name.partition("[")
        key = tuple(part.strip() for part in rest.removesuffix("]").split(",")) if rest else ()
        places = self.shop.measure_places.get(family, {})
        if key not in places:
            raise ValueError(f'no measure "{name}"')
        return self.shop.namespace[self.shop.measure(family)], places[key]

    # --- watches

    def watch_changes(
        self, ground: Ground, injects: Sequence[tuple[str, str]], turn: int, watches: Sequence[int], public: bool
    ) -> tuple[tuple[int, int], ...]:
        """Return how the watches move after a turn."""
        if self._feeds is None:
            self._feeds = self._make_feeds()
        by_source, by_inject = self._feeds
        hit: set[int] = set()
        sources: tuple[tuple[str, Sequence[Act | Programme]], ...] = (
            ("moves", ground.moves), ("programmes", ground.programmes), ("ended", ground.ended),
        )  # fmt: skip
        for source, items in sources:
            feeds = by_source[source]
            for item in items:
                if public and item.audience != ALL:
                    continue
                for feed in feeds.get(item.kind, ()):
                    _feed(feed, ground, item, hit)
        for names, cells, holds in by_inject:
            for inject, subject in injects:
                if inject not in names or (public and self.book.injects[inject].audience != ALL):
                    continue
                cell = cells.get(subject, cells.get(""))
                if cell is not None and (holds is None or holds(ground, None, subject)):
                    hit.add(cell)
        changes: list[tuple[int, int]] = []
        for place in range(0, self.book.watch_size, 3):
            if place in hit:
                changes.extend(((place, watches[place] + 1), (place + 1, turn), (place + 2, watches[place + 2] + 1)))
            elif watches[place]:
                changes.append((place, 0))
        return tuple(changes)

    def _make_feeds(self) -> tuple[dict[str, dict[str, list[_Feed]]], list[tuple[frozenset[str], dict[str, int], Any]]]:
        by_source: dict[str, dict[str, list[_Feed]]] = {"moves": {}, "programmes": {}, "ended": {}}
        by_inject: list[tuple[frozenset[str], dict[str, int], Any]] = []
        for watch in self.book.scenario.watches:
            tree = self.analysis.watches[watch.id]
            cells = self.shop.watch_places.get(watch.id, {})
            holds = None
            if tree.when is not None:
                last = "subject" if watch.of == "injects" else "target"
                holds = self._condition_function(f"watch {watch.id}", f"g, a, {last}", tree.when)
            if watch.of == "injects":
                by_inject.append((tree.injects, {key[0] if key else "": cell for key, cell in cells.items()}, holds))
                continue
            feed = _Feed(watch.by is not None, watch.to is not None, cells, holds, tree.by_target)
            source = "moves" if watch.of == "steps" else watch.of
            for kind in sorted(tree.kinds):
                by_source[source].setdefault(kind, []).append(feed)
        return by_source, by_inject


def _feed(feed: _Feed, ground: Ground, item: Act | Programme, hit: set[int]) -> None:
    """Add the cells of a watch that a move or programme moves."""
    by: tuple[str, ...] = (item.actor,) if feed.by else ()
    if feed.to:
        for target in item.targets:
            cell = feed.cells.get((*by, target))
            if cell is not None and (feed.holds is None or feed.holds(ground, item, target)):
                hit.add(cell)
        return
    cell = feed.cells.get(by)
    if cell is None:
        return
    holds = feed.holds
    if holds is None or (any(holds(ground, item, target) for target in item.targets) if feed.by_target else holds(ground, item, "")):
        hit.add(cell)


def _remember(name: str, source: str) -> None:
    linecache.cache[f"<rules: {name}>"] = (len(source), None, source.splitlines(keepends=True), f"<rules: {name}>")
