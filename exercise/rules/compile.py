"""How a scenario becomes a `Rulebook` with functions: generated Python, made when first asked for and kept.

Rules of the moves stage that the same kinds trigger share one function; every other rule has its own. The generated source stands in
`linecache`, so that tracebacks show it. `Compiled.kept` gives all that was made as plain data, from which another process goes on.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.model.play import ALL, Act, Programme
from exercise.model.refs import TrackName
from exercise.rules import grammar as g
from exercise.rules import tree as t
from exercise.rules.analyse import Analysis, TextTerm, analysis_of
from exercise.rules.names import track_name
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
from exercise.rules.write import GIVEN, SLOTS, CodegenContext, RuleWriter, Writer, has_unsure_place, only_names

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario


Kept = Callable[[], Mapping[str, Any]]
"""Gives what was kept of a rulebook's functions."""


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
    book.attach(Compiled(book, lambda: analysis), lambda: analysis, lambda: analysis)
    return book


def rulebook_when_asked(scenario: Scenario, kept: Kept | None = None) -> Rulebook:
    """Return the rulebook of a scenario that was checked before, such as a save's: its functions are made when one is asked for.

    Args:
        scenario: A scenario without faults; one that has some raises the ValueError of `compile_rulebook` when a function is made.
        kept: Gives what `Compiled.kept` gave for the same scenario and the same version of this program; asked with the first function.
    """
    book = Rulebook(scenario)

    def analysis() -> Analysis:
        found = analysis_of(scenario)
        if found.broken:
            raise ValueError(f"the scenario has faults; the first: {next(fault for fault in found.faults if not fault.warning).text}")
        return found

    book.attach(Compiled(book, analysis, kept), analysis, lambda: Analysis(scenario, book.names, whole=False))
    return book


_FUNCTION, _FEED = "\0function", "\0feed"
"""What stands for a function and for a feed in plain data."""


class _Feed(NamedTuple):
    """How one watch is fed by moves or programmes: its cells by actor and target, and its condition."""

    by: bool
    to: bool
    cells: dict[tuple[str, ...], int]
    holds: Callable[[Ground, Any, str], bool] | None
    by_target: bool


class Compiled:
    """The functions of one rulebook, each made when it is first asked for."""

    def __init__(self, book: Rulebook, analysis: Callable[[], Analysis], kept: Kept | None = None) -> None:
        self.book = book
        self.analysis = analysis
        self.context = CodegenContext(book, analysis, _remember)
        self._groups: dict[tuple[frozenset[str], bool], list[t.RuleTree]] | None = None
        self._group_functions: dict[tuple[frozenset[str], bool], MoveFunction] = {}
        self._whole = False
        self._kept = kept

    @cached_property
    def _made_for(self) -> dict[tuple[str, ...], Any]:
        """The cache: from a kind of function and its names to the function."""
        return self._restored(self._kept()) if self._kept is not None else {}

    # --- keeping

    @property
    def written(self) -> int:
        """How many functions were written since this was made: whether there is anything new to keep."""
        return self.context.written

    @property
    def whole(self) -> bool:
        """Whether every function of the scenario's own is made."""
        return bool(self._made_for) and self._whole

    def make_all(self) -> Iterator[None]:
        """Make every function of the scenario's own that is not made yet, one at each step."""
        if self.whole:
            return
        scenario = self.book.scenario
        for stage in ("situation", "combinations", "drift", "thresholds"):
            for tree in self.analysis().rules.values():
                if tree.stage == stage:
                    self._rule_function(tree)
                    yield
            self.stage_functions(stage)
        for measure in scenario.measures:
            for key in self.book.names.places(measure.of):
                self._slot(track_name(measure.id, key))
            yield
        for kind in scenario.moves:
            self.move_functions(kind.id)
            self.needs_of_itself(kind.id)
            if kind.programme is not None:
                self.programme_functions(kind.id)
            yield
        for inject in scenario.injects:
            if inject.then:
                self.inject_function(inject.id)
            if inject.when:
                self.inject_ready(inject.id)
            for choice in inject.reaction.choices if inject.reaction is not None else ():
                self.reaction_function(inject.id, choice.id)
            yield
        for objective in scenario.objectives:
            self.sum(objective.score, objective.actor)
            yield
        self._made(("feeds",), self._make_feeds)
        self._whole = True

    def kept(self) -> dict[str, Any]:
        """Return everything generated so far as plain data and code."""
        functions: dict[int, tuple[int, FunctionType]] = {}

        def plain(value: Any) -> Any:
            if isinstance(value, FunctionType):
                return (_FUNCTION, functions.setdefault(id(value), (len(functions), value))[0])
            if isinstance(value, _Feed):
                return (_FEED, *map(plain, value))
            if isinstance(value, (tuple, list)):
                return type(value)(map(plain, value))
            if isinstance(value, dict):
                return {plain(key): plain(item) for key, item in value.items()}
            # Words of a vocabulary are kept as the text that they are.
            return str(value) if isinstance(value, str) else value

        made = plain(self._made_for)
        names = {name: plain(value) for name, value in self.context.namespace.items() if name not in GIVEN and name != SLOTS}
        return {
            "names": names,
            "made": made,
            "tallied": self.context.all_tallied,
            "whole": self.whole,
            "code": [function.__code__ for _, function in functions.values()],
        }

    def _restored(self, kept: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
        """Load the functions that another process generated for the same scenario."""
        namespace = self.context.namespace
        functions = [FunctionType(code, namespace, code.co_name) for code in _codes(kept["code"])]

        def whole(value: Any) -> Any:
            if type(value) is tuple:
                if value[:1] == (_FUNCTION,):
                    return functions[value[1]]
                if value[:1] == (_FEED,):
                    return _Feed(*map(whole, value[1:]))
                return tuple(map(whole, value))
            if type(value) is dict:
                return {key: whole(item) for key, item in value.items()}
            return list(map(whole, value)) if type(value) is list else value

        namespace.update({name: whole(value) if type(value) is tuple else value for name, value in kept["names"].items()})
        self.context.tallied = kept["tallied"]
        self._whole = kept["whole"]
        made: dict[tuple[str, ...], Any] = whole(kept["made"])
        return made

    # --- rules

    def move_functions(self, kind: str) -> tuple[MoveFunction, ...]:
        """Return the functions of the moves stage for one kind."""
        found: tuple[MoveFunction, ...] | None = self._made_for.get(("moves", kind))
        if found is None:
            found = tuple(self._group_function(key) for key in self._move_groups() if kind in key[0])
            self._made_for["moves", kind] = found
        return found

    def _move_groups(self) -> dict[tuple[frozenset[str], bool], list[t.RuleTree]]:
        if self._groups is None:
            self._groups = {}
            for tree in self.analysis().rules.values():
                if tree.stage == "moves" and tree.kinds:
                    self._groups.setdefault((tree.kinds, tree.any_outcome), []).append(tree)
        return self._groups

    def _group_function(self, key: tuple[frozenset[str], bool]) -> MoveFunction:
        found = self._group_functions.get(key)
        if found is None:
            writer = RuleWriter(self.context)
            trees = self._move_groups()[key]
            for tree in trees:
                writer.rule(tree)
            first = () if key[1] else ('if a.outcome != "accepted":', "    return")
            name = f"moves {trees[0].id}" + (f" and {len(trees) - 1} more" if len(trees) > 1 else "")
            found = self.context.function(name, writer.source("rules", "g, a, out", writer.lines, first))
            self._group_functions[key] = found
        return found

    def stage_functions(self, stage: str) -> tuple[StageFunction, ...]:
        """Return the functions of another stage."""
        found: tuple[StageFunction, ...] | None = self._made_for.get(("stage", stage))
        if found is None:
            if stage == "moves":
                raise ValueError("the rules of the moves stage are asked for by kind: move_functions")
            found = tuple(self._rule_function(tree) for tree in self.analysis().rules.values() if tree.stage == stage)
            self._made_for["stage", stage] = found
        return found

    def programme_functions(self, kind: str) -> tuple[StageFunction, ...]:
        """Return the functions of the rules, outside the moves stage, that a running programme of a kind can meet."""
        found: tuple[StageFunction, ...] | None = self._made_for.get(("programmes", kind))
        if found is None:
            found = self._made_for["programmes", kind] = tuple(
                self._rule_function(tree)
                for tree in self.analysis().rules.values()
                if tree.stage != "moves" and tree.runs is not None and kind in tree.runs
            )
        return found

    def _rule_function(self, tree: t.RuleTree) -> StageFunction:
        found: StageFunction = self._made(("rule", tree.id), lambda: self._tree_function(tree, "g, out"))
        return found

    def _tree_function(self, tree: t.RuleTree, parameters: str) -> Any:
        writer = RuleWriter(self.context)
        writer.rule(tree)
        return self.context.function(tree.id, writer.source("rule", parameters, writer.lines))

    def reaction_function(self, inject: str, choice: str) -> ReactionFunction:
        """Return what follows from one reaction to an inject."""
        found: ReactionFunction = self._made(
            ("reaction", inject, choice),
            lambda: self._tree_function(self.analysis().choices[inject, choice], "g, subject, actor, out"),
        )
        return found

    def inject_function(self, inject: str) -> InjectFunction:
        """Return what follows from an inject itself."""
        found: InjectFunction = self._made(
            ("inject", inject), lambda: self._tree_function(self.analysis().injects[inject], "g, subject, out")
        )
        return found

    def inject_ready(self, inject: str) -> ReadyFunction:
        """Return whether an inject's condition holds for a subject."""
        found: ReadyFunction | None = self._made_for.get(("ready", inject))
        if found is None:
            found = self._condition_function(f"when {inject}", "g, subject", t.All(self.analysis().ready[inject]))
            self._made_for["ready", inject] = found
        return found

    def _made(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        found = self._made_for.get(key)
        if found is None:
            found = self._made_for[key] = make()
        return found

    # --- conditions and sums

    def _condition_function(self, name: str, parameters: str, tree: t.Cond, over: str = "", of_act: bool = False) -> Any:
        """Return a condition as a function; `over` is any or all, for one that must hold for any or all targets of the act."""
        writer = Writer(self.context)
        text = writer.condition(tree)
        first = ("if a is None:", "    return False") if of_act else ()
        if not over:
            lines = [f"return {text}"]
        else:
            test = text if over == "any" else f"not {text}"
            lines = ["for target in a.targets:", f"    if {test}:", f"        return {over == 'any'}", f"return {over != 'any'}"]
        if has_unsure_place(tree, frozenset(("target",))):
            lines = ["try:", *(f"    {line}" for line in lines), "except KeyError:", "    return False"]
        return self.context.function(name, writer.source("holds", parameters, lines, first))

    def needs(self, kind: str) -> tuple[tuple[NeedFunction, str], ...]:
        """Return what must hold for a kind to be open, with the sentence to say when it does not."""
        found: tuple[tuple[NeedFunction, str], ...] | None = self._made_for.get(("needs", kind))
        if found is None:
            found = self._made_for["needs", kind] = tuple(
                (self._condition_function(f"needs {kind}", "g, a", tree, "all" if by_target else ""), text)
                for tree, by_target, text in self.analysis().needs[kind]
            )
        return found

    def needs_of_itself(self, kind: str) -> tuple[NeedFunction, ...]:
        """Return those of a kind's needs that ask about the move alone."""
        found: tuple[NeedFunction, ...] | None = self._made_for.get(("needs of itself", kind))
        if found is None:
            each = zip(self.needs(kind), self.analysis().needs[kind], strict=True)
            found = self._made_for["needs of itself", kind] = tuple([holds for (holds, _), (tree, _, _) in each if only_names(tree)])
        return found

    def condition(self, text: str, self_actor: str) -> ConditionFunction:
        """Return a condition as a function."""

        def make() -> ConditionFunction:
            told = self._told(text, lambda: self.analysis().condition(text, self_actor))
            over = "any" if told.by_target else ""
            return self._condition_function(f"condition {text}", "g, a", told.tree, over, told.of_act)  # type: ignore[arg-type, no-any-return]

        found: ConditionFunction = self._made(("condition", text, self_actor), make)
        return found

    def sum(self, text: str, self_actor: str) -> SumFunction:
        """Return a sum as a function."""

        def make() -> SumFunction:
            told = self._told(text, lambda: self.analysis().sum(text, self_actor))
            writer = Writer(self.context)
            value = writer.number(told.tree)  # type: ignore[arg-type]
            lines = [f"return {value}" if told.unit == t.POINTS else f"return 10 * {value}"]
            function: SumFunction = self.context.function(f"sum {text}", writer.source("value", "g", lines))
            return function

        found: SumFunction = self._made(("sum", text, self_actor), make)
        return found

    def _told(self, text: str, ask: Callable[[], TextTerm]) -> TextTerm:
        try:
            return ask()
        except g.SlipError as slip:
            raise ValueError(f'"{text}": {slip.text}') from None

    def measure(self, ground: Ground, name: str) -> int:
        """Return a measure's value."""
        measure, place = self._slot(name)
        found: int = ground.cache[place] if place in ground.cache else measure(ground, place)
        return found

    def _slot(self, name: str) -> tuple[Any, int]:
        found: tuple[Any, int] = self._made(("measure", name), lambda: self._measure_slot(name))
        return found

    def _measure_slot(self, name: str) -> tuple[Any, int]:
        family, key = TrackName.of(name)
        places = self.context.measure_places.get(family, {})
        if key not in places:
            raise ValueError(f'no measure "{name}"')
        return self.context.namespace[self.context.measure(family)], places[key]

    # --- watches

    def watch_changes(
        self, ground: Ground, injects: Sequence[tuple[str, str]], turn: int, watches: Sequence[int], public: bool
    ) -> tuple[tuple[int, int], ...]:
        """Return how the watches move after a turn."""
        by_source, by_inject = self._made(("feeds",), self._make_feeds)
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
        for place in sorted(hit.union(compress(range(0, self.book.watch_size, 3), watches[::3]))):
            if place in hit:
                changes.extend(((place, watches[place] + 1), (place + 1, turn), (place + 2, watches[place + 2] + 1)))
            else:
                changes.append((place, 0))
        return tuple(changes)

    def _make_feeds(self) -> tuple[dict[str, dict[str, list[_Feed]]], list[tuple[frozenset[str], dict[str, int], Any]]]:
        by_source: dict[str, dict[str, list[_Feed]]] = {"moves": {}, "programmes": {}, "ended": {}}
        by_inject: list[tuple[frozenset[str], dict[str, int], Any]] = []
        for watch in self.book.scenario.watches:
            tree = self.analysis().watches[watch.id]
            cells = self.context.watch_places.get(watch.id, {})
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


def _codes(found: Sequence[CodeType]) -> Sequence[CodeType]:
    """Return code that was kept, if all of it is code.

    Raises:
        ValueError: If it is anything else.
    """
    if not all(isinstance(code, CodeType) for code in found):
        raise ValueError("what was kept is no code")
    return found


def _remember(name: str, source: str) -> None:
    linecache.cache[f"<rules: {name}>"] = (len(source), None, source.splitlines(keepends=True), f"<rules: {name}>")
