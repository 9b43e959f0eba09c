"""How typed trees become Python source: one writer for each generated function, over constants that all of them share.

Generated code holds whole-number arithmetic only. A bound name of a rule begins with a capital, every name of ours does not, so the
two never meet. `exercise.rules.compile` decides which functions there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import gcd
from types import CodeType, FunctionType
from typing import Any

from exercise.model.play import Programme
from exercise.rules import tree as t
from exercise.rules.analyse import Analysis
from exercise.rules.rulebook import Ground, Rulebook
from exercise.rules.scope import NOBODY

FACTOR_MOST = 3000
"""The most that a factor in tenths counts: three times the whole."""
NEVER_AGO = 99
MOST_UNROLLED = 12
BASE_LINE = "to begin with"
ALWAYS = "always"
RUNNING = "running"
"""Under this the ground's cache holds its programmes by kind; measures and counts stand under numbers."""
SLOTS = "measure_slots"
"""The shared name under which a measure's function finds its names by its place."""


def mean(total: int, count: int) -> int:
    """Return a mean, rounded half away from zero; 0 of none."""
    if not count:
        return 0
    return (2 * total + count) // (2 * count) if total >= 0 else -((count - 2 * total) // (2 * count))


def mean_of(values: list[int]) -> int:
    """Return the mean of values, rounded half away from zero; 0 of none."""
    return mean(sum(values), len(values))


def nested(places: Mapping[tuple[str, ...], int], fixed: tuple[str | None, ...]) -> Any:
    """Return a number, or dictionaries within dictionaries by the names that are not fixed."""
    found: dict[str, Any] = {}
    free = [place for place, name in enumerate(fixed) if name is None]
    for key, value in places.items():
        if any(name is not None and key[place] != name for place, name in enumerate(fixed)):
            continue
        if not free:
            return value
        level = found
        for place in free[:-1]:
            level = level.setdefault(key[place], {})
        level[key[free[-1]]] = value
    return found


class CodegenContext:
    """What all generated functions share: constants by content, measures and tallies as functions, places of everything."""

    def __init__(self, book: Rulebook, analysis: Callable[[], Analysis], keep: Callable[[str, str], None]) -> None:
        self.book = book
        self.analysis = analysis
        """Gives the trees, when a function has to be written."""
        self.keep = keep
        """Takes the name and source of each generated function, for tracebacks."""
        self.namespace: dict[str, Any] = dict(GIVEN)
        self.written = 0
        """How many functions were written here, rather than kept from before."""
        self.tallied = 0
        """How many tallies there were before those of this workshop."""
        self._constants: dict[Any, str] = {}
        self._tallies: dict[Any, int] = {}
        self.track_places: dict[str, dict[tuple[str, ...], int]] = {}
        for place, (family, key) in enumerate(zip(book.track_family, book.track_keys, strict=True)):
            self.track_places.setdefault(family.id, {})[key] = place
        self.watch_places: dict[str, dict[tuple[str, ...], int]] = {}
        for place, (watch, by, to) in enumerate(book.watch_cells):
            spec = book.names.watches[watch]
            cell = tuple(name for name, group in ((by, spec.by), (to, spec.to)) if group is not None)
            self.watch_places.setdefault(watch, {})[cell] = 3 * place
        self.measure_places: dict[str, dict[tuple[str, ...], int]] = {}
        self.measure_slots: dict[int, tuple[str, ...]] = {}
        for measure in book.scenario.measures:
            places = self.measure_places.setdefault(measure.id, {})
            for key in book.names.places(measure.of):
                places[key] = len(self.measure_slots)
                self.measure_slots[places[key]] = key
        self.namespace[SLOTS] = self.measure_slots
        every = {*book.actors, *book.values, *book.kinds, NOBODY}
        self._all_names = tuple(sorted(every))

    @property
    def all_tallied(self) -> int:
        """How many tallies there are."""
        return self.tallied + len(self._tallies)

    def constant(self, prefix: str, key: Any, make: Callable[[], Any]) -> str:
        """Return the name of a constant, making it the first time it is asked for."""
        name = self._constants.get((prefix, key))
        if name is None:
            name = self._constants[prefix, key] = f"{prefix}_{len(self.namespace)}"
            self.namespace[name] = None
            self.namespace[name] = make()
        return name

    def function(self, name: str, source: str) -> Any:
        """Return the function that `source` defines; its lines are kept for tracebacks."""
        self.keep(name, source)
        self.written += 1
        module = compile(source, f"<rules: {name}>", "exec", dont_inherit=True)
        code = next(item for item in module.co_consts if isinstance(item, CodeType))
        return FunctionType(code, self.namespace, code.co_name)

    def rows(self, table_id: str, scale: int, lowest: int | None, highest: int | None, part: int = 1) -> tuple[str, int | None]:
        """Return the constant that holds a table's rows, held in a range and divided, and the row for counts it does not name.

        Args:
            table_id: The table.
            scale: What each row is multiplied by.
            lowest: The least that a row counts.
            highest: The most that a row counts.
            part: What all rows are divided by, a divisor of each.
        """
        table = self.book.names.tables[table_id]

        def held(value: int) -> int:
            value = value if lowest is None else max(value, lowest)
            return (value if highest is None else min(value, highest)) * scale // part

        keys = self.book.names.table_keys(table.by)
        other = None if table.other is None else held(table.other)

        def make() -> dict[Any, int]:
            if keys is None:
                return {int(key): held(value) for key, value in table.rows.items()}
            rows = {} if other is None else dict.fromkeys(self._all_names, other)
            rows.update({key: held(value) for key, value in table.rows.items()})
            return rows

        return self.constant("rows", (table_id, scale, lowest, highest, part), make), other if keys is None else None

    def factor_rows(self, table_id: str) -> tuple[str, int | None, int]:
        """Return the same for rows that are factors, and what the whole is: 100, less what all rows have in common with it.

        Whole numbers that fit a machine word are several times as quick to divide as those that do not.
        """
        table = self.book.names.tables[table_id]
        most = FACTOR_MOST // 10
        held = [min(max(value, 0), most) for value in (*table.rows.values(), *(() if table.other is None else (table.other,)))]
        shared = gcd(100, *held)
        return *self.rows(table_id, 1, 0, most, shared), 100 // shared

    def measure(self, measure_id: str) -> str:
        """Return the name of the generated function of a measure."""
        return self.constant("measure", measure_id, lambda: self._measure_function(measure_id))

    def _measure_function(self, measure_id: str) -> Any:
        writer = Writer(self)
        value = writer.number(self.analysis().measures[measure_id])
        of = self.book.measures[measure_id].of
        names = ("X", "Y")[: len(of)]
        bind = [f"{', '.join(names)}{',' if len(names) == 1 else ''} = measure_slots[slot]"] if names else []
        lines = [*bind, f"value = {value}", "g.cache[slot] = value", "return value"]
        return self.function(f"measure {measure_id}", writer.source("measure", "g, slot", lines))

    def tally(self, node: t.Tally) -> tuple[int, tuple[t.Name, ...], tuple[t.Name, ...], str]:
        """Return a tally's number, the names that its result is looked up by, the names it is worked out for, and its function."""
        shape = tuple((term.field, term.mod, term.values, term.name is not None, term.negated) for term in node.terms)
        keys = tuple(term.name for term in node.terms if term.name is not None and not term.negated)
        args = tuple(term.name for term in node.terms if term.name is not None and term.negated)
        number = self._tallies.setdefault((node.what, shape), -1 - self.tallied - len(self._tallies))
        name = self.constant("tally", (node.what, shape), lambda: self._tally_function(node, number))
        return number, keys, args, name

    def _tally_function(self, node: t.Tally, number: int) -> Any:
        tests: list[str] = []
        loops: list[str] = []
        key: list[str] = []
        args: list[str] = []
        for place, term in enumerate(node.terms):
            field = f"item.mods[{term.field!r}]" if term.mod else f"item.{term.field}"
            no = "not " if term.negated else ""
            if term.field == "leaked":
                tests.append(f"{no}item.leaked")
            elif term.name is not None and not term.negated:
                if term.field == "targets":
                    loops.append(f"for key{place} in item.targets:")
                    key.append(f"key{place}")
                else:
                    key.append(field)
            elif term.name is not None:
                args.append(f"arg{place}")
                tests.append(f"arg{place} not in item.targets" if term.field == "targets" else f"{field} != arg{place}")
            elif term.field == "targets":
                group = self.constant("members", term.values, lambda values=term.values: frozenset(values))  # type: ignore[misc]
                tests.append(f"{group}.isdisjoint(item.targets)" if term.negated else f"not {group}.isdisjoint(item.targets)")
            else:
                tests.append(f"{field} {no}in {_members(term.values)}")
        lines = ["counts = {}" if key else "counts = 0", f"for item in g.{node.what}:"]
        depth = 1
        if tests:
            lines.append(f"    if {' and '.join(tests)}:")
            depth = 2
        for loop in loops:
            lines.append("    " * depth + loop)
            depth += 1
        if key:
            said = key[0] if len(key) == 1 else f"({', '.join(key)})"
            lines.append("    " * depth + f"key = {said}")
            lines.append("    " * depth + "counts[key] = counts.get(key, 0) + 1")
        else:
            lines.append("    " * depth + "counts += 1")
        slot = f"({number}, {', '.join(args)})" if args else str(number)
        lines.extend((f"g.cache[{slot}] = counts", "return counts"))
        body = "".join(f"    {line}\n" for line in lines)
        return self.function(f"count {-number}", f"def tally({', '.join(('g', *args))}):\n{body}")


def running(g: Ground, kind: str) -> Sequence[Programme]:
    """Return the programmes of one kind that are running, in the ground's order."""
    by_kind: dict[str, list[Programme]] | None = g.cache.get(RUNNING)
    if by_kind is None:
        by_kind = g.cache[RUNNING] = {}
        for programme in g.programmes:
            by_kind.setdefault(programme.kind, []).append(programme)
    return by_kind.get(kind, ())


GIVEN: Mapping[str, Any] = {"mean": mean, "mean_of": mean_of, "running": running}
"""What generated functions call that is not generated."""


def _members(values: Iterable[str]) -> str:
    listed = sorted(values)
    if not listed:
        return "()"
    return "{" + ", ".join(repr(value) for value in listed) + "}"


class Writer:
    """Writes the source of one function, and remembers which of the ground's parts it needs."""

    def __init__(self, context: CodegenContext) -> None:
        self.context = context
        self.needs: dict[str, str] = {}
        """What must be said once at the head: local name to its value."""
        self.fixed: dict[str, str] = {}
        """Bound names that stand for one member while a sum over a set is written out."""
        self.unrolled = 1

    def source(self, name: str, parameters: str, lines: Sequence[str], first: Sequence[str] = ()) -> str:
        """Return the whole function."""
        head = [f"{local} = {value}" for local, value in self.needs.items()]
        body = "".join(f"    {line}\n" for line in (*first, *head, *lines))
        return f"def {name}({parameters}):\n{body}"

    def local(self, name: str, value: str) -> str:
        """Return a local name that holds a value said once at the head."""
        self.needs.setdefault(name, value)
        return name

    # --- names and places

    def fixed_value(self, name: t.Name) -> str | None:
        """Return what a name stands for where that is known, or None."""
        if isinstance(name, t.Const):
            return name.value
        return self.fixed.get(name.name) if isinstance(name, t.Var) else None

    def name(self, name: t.Name) -> str:
        """Return a name as an expression."""
        value = self.fixed_value(name)
        if value is not None:
            return repr(value)
        if isinstance(name, t.Var):
            return name.name
        assert isinstance(name, t.FieldOf)
        if name.of == t.ACT:
            if name.mod:
                return self.local(f"mod_{name.field.replace('-', '_')}", f"a.mods[{name.field!r}]")
            return f"a.{name.field}"
        return f"{name.of}.mods[{name.field!r}]" if name.mod else f"{name.of}.{name.field}"

    def _place(self, sort: str, owner: str, args: tuple[t.Name, ...], places: Mapping[tuple[str, ...], int], plus: int = 0) -> str:
        fixed = tuple(self.fixed_value(arg) for arg in args)
        if plus:
            places = {key: value + plus for key, value in places.items()}
        if None not in fixed:
            return str(places[tuple(name for name in fixed if name is not None)])
        table = self.context.constant(f"at_{owner.replace('-', '_')}", (sort, plus, fixed), lambda: nested(places, fixed))
        return table + "".join(f"[{self.name(arg)}]" for arg, value in zip(args, fixed, strict=True) if value is None)

    def track(self, node: t.TrackAt) -> str:
        """Return the place of a track."""
        return self._place("track", node.family, node.args, self.context.track_places.get(node.family, {}))

    # --- numbers

    def number(self, node: t.Num) -> str:
        """Return a number as an expression."""
        if isinstance(node, t.Lit):
            return str(node.value)
        if isinstance(node, t.TrackAt):
            return f"{self.local('tracks', 'g.tracks')}[{self.track(node)}]"
        if isinstance(node, t.MeasureAt):
            cache = self.local("cache", "g.cache")
            place = self._place("measure", node.measure, node.args, self.context.measure_places[node.measure])
            function = self.context.measure(node.measure)
            if place.lstrip("-").isdigit():
                return f"({cache}[{place}] if {place} in {cache} else {function}(g, {place}))"
            return f"({cache}[k] if (k := {place}) in {cache} else {function}(g, k))"
        if isinstance(node, t.TableRow):
            return self.row(node, node.scale)
        if isinstance(node, t.Past):
            plus = {"streak": 0, "since": 1, "count": 2}[node.what]
            place = self._place("watch", node.watch, node.args, self.context.watch_places.get(node.watch, {}), plus)
            value = f"{self.local('watches', 'g.watches')}[{place}]"
            return f"(w if (w := g.turn - {value}) < {NEVER_AGO} else {NEVER_AGO})" if node.what == "since" else value
        if isinstance(node, t.Tally):
            return self._tally(node)
        if isinstance(node, t.Size):
            of = "a" if node.of == t.ACT else node.of
            return f"{of}.age" if node.field == "age" else f"len({of}.targets)"
        if isinstance(node, t.TurnNumber):
            return "g.turn"
        if isinstance(node, t.Over):
            return self._over(node)
        if isinstance(node, t.Scaled):
            return self.scaled(node.amount, node.factors, 1, None)
        text = "".join(f" {'+' if sign > 0 else '-'} {self.number(term)}" for sign, term in node.terms)
        return f"({text.removeprefix(' + ').removeprefix(' ')})"

    def row(self, node: t.TableRow, scale: int, lowest: int | None = None, highest: int | None = None) -> str:
        """Return a table's row as an expression."""
        return self._row_of(node, *self.context.rows(node.table, scale, lowest, highest))

    def _row_of(self, node: t.TableRow, rows: str, other: int | None) -> str:
        if isinstance(node.key, t.Const | t.Var | t.FieldOf):
            return f"{rows}[{self.name(node.key)}]"
        return f"{rows}.get({self.number(node.key)}, {other})"

    def _tally(self, node: t.Tally) -> str:
        number, keys, args, function = self.context.tally(node)
        cache = self.local("cache", "g.cache")
        if args:
            said = ", ".join(self.name(arg) for arg in args)
            found = f"({cache}[q] if (q := ({number}, {said})) in {cache} else {function}(g, {said}))"
        else:
            found = f"({cache}[{number}] if {number} in {cache} else {function}(g))"
        if not keys:
            return found
        key = self.name(keys[0]) if len(keys) == 1 else f"({', '.join(self.name(key) for key in keys)})"
        return f"{found}.get({key}, 0)"

    def _over(self, node: t.Over) -> str:
        sizes = [len(members) for members in node.members if isinstance(members, tuple) and not isinstance(members, t.FieldNames)]
        count = 1
        for size in sizes:
            count *= size
        if node.where is None and len(sizes) == len(node.members) and self.unrolled * count <= MOST_UNROLLED:
            return self._written_out(node, count)
        loops = " ".join(f"for {name} in {self.members(members)}" for name, members in zip(node.names, node.members, strict=True))
        hidden = {name: self.fixed.pop(name) for name in node.names if name in self.fixed}
        body = self.number(node.body)
        test = "" if node.where is None else f" if {self.condition(node.where)}"
        self.fixed.update(hidden)
        values = f"[{body} {loops}{test}]"
        if node.how == "total":
            return f"sum({values})"
        return f"mean_of({values})" if node.how == "mean" else f"{node.how}({values}, default=0)"

    def _written_out(self, node: t.Over, count: int) -> str:
        before, self.unrolled = self.unrolled, self.unrolled * max(count, 1)
        outer = dict(self.fixed)
        values: list[str] = []
        groups = [members for members in node.members if isinstance(members, tuple)]
        for combination in product(*groups):
            self.fixed.update(zip(node.names, combination, strict=True))
            values.append(self.number(node.body))
        self.fixed = outer
        self.unrolled = before
        if not values:
            return "0"
        if node.how in ("max", "min"):
            return values[0] if len(values) == 1 else f"{node.how}({', '.join(values)})"
        total = f"({' + '.join(values)})"
        return total if node.how == "total" else f"mean({total}, {len(values)})"

    def members(self, members: t.Members) -> str:
        """Return what a loop goes through."""
        if isinstance(members, t.FieldNames):
            return f"{'a' if members.of == t.ACT else (members.of)}.{members.field}"
        return self.context.constant("members", members, lambda: members)

    def scaled(self, amount: int, factors: tuple[t.Num, ...], divisor: int, strength: str | None) -> str:
        """Return an amount times its factors, rounded once, half away from zero."""
        parts: list[str] = []
        for factor in factors:
            text, whole = self.factor(factor)
            parts.append(text)
            divisor *= whole
        if strength is not None:
            parts.append(strength)
            divisor *= 100
        shared = gcd(abs(amount), divisor)
        size, divisor = abs(amount) // shared, divisor // shared
        terms = [*([str(size)] if size != 1 or not parts else []), *parts]
        text = " * ".join(terms)
        if divisor > 1:
            half = f"({text} + {divisor // 2}) // {divisor}" if divisor % 2 == 0 else f"(2 * {text} + {divisor}) // {2 * divisor}"
            text = f"({half})"
        elif len(terms) > 1:
            text = f"({text})"
        return f"-{text}" if amount < 0 else text

    def factor(self, node: t.Num) -> tuple[str, int]:
        """Return a factor, held between none and three times the whole, and what the whole is."""
        if isinstance(node, t.TableRow):
            rows, other, whole = self.context.factor_rows(node.table)
            return self._row_of(node, rows, other), whole
        text = self.number(node)
        if isinstance(node, t.TrackAt) and node.lowest >= 0 and node.highest <= FACTOR_MOST:
            return text, 1000
        return f"(0 if (h := {text}) < 0 else {FACTOR_MOST} if h > {FACTOR_MOST} else h)", 1000

    def may_be_nothing(self, node: t.Num) -> str:
        """Return a factor that is quick to look up and nothing for some, so that the rest need not be worked out for those; else empty."""
        if not isinstance(node, t.TableRow) or not isinstance(node.key, t.Const | t.Var | t.FieldOf):
            return ""
        rows, _, _ = self.context.factor_rows(node.table)
        return f"{rows}[{self.name(node.key)}]" if 0 in self.context.namespace[rows].values() else ""

    def wait(self, node: t.Num) -> str:
        """Return a number of half-years, never negative."""
        return self.row(node, 1, 0, None) if isinstance(node, t.TableRow) else self.number(node)

    # --- conditions

    def condition(self, node: t.Cond) -> str:
        """Return a condition as an expression; `True` or `False` where it is decided already."""
        if isinstance(node, t.Cmp):
            return f"({self.number(node.left)} {node.sign} {self.number(node.right)})"
        if isinstance(node, t.Same):
            left, right = self.fixed_value(node.left), self.fixed_value(node.right)
            if left is not None and right is not None:
                return str((left == right) != node.negated)
            return f"{self.name(node.left)} {'!=' if node.negated else '=='} {self.name(node.right)}"
        if isinstance(node, t.Among):
            sign = "not in" if node.negated else "in"
            if isinstance(node.members, t.FieldNames):
                return f"{self.name(node.left)} {sign} {self.members(node.members)}"
            left = self.fixed_value(node.left)
            if left is not None:
                return str((left in node.members) != node.negated)
            return f"{self.name(node.left)} {sign} {_members(node.members)}"
        if isinstance(node, t.Tagged):
            of = "a" if node.of == t.ACT else node.of
            return f"{of}.kind {'not in' if node.negated else 'in'} {_members(node.kinds)}"
        if isinstance(node, t.Known):
            return f"{'a' if node.of == t.ACT else node.of}.{node.field}"
        if isinstance(node, t.Opposite):
            inner = self.condition(node.part)
            return {"True": "False", "False": "True"}.get(inner, f"(not {inner})")
        decided, word = ("True", " and ") if isinstance(node, t.All) else ("False", " or ")
        other = "False" if decided == "True" else "True"
        parts: list[str] = []
        for part in node.parts:
            text = self.condition(part)
            if text == other:
                parts.append(text)
                break
            if text != decided:
                parts.append(text)
        if not parts:
            return decided
        return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


class RuleWriter(Writer):
    """Writes rules into one function: loops, conditions as far out as they can stand, draws and effects."""

    def __init__(self, context: CodegenContext) -> None:
        super().__init__(context)
        self.lines: list[str] = []
        self.depth = 0
        self.loose_names: frozenset[str] = frozenset()
        """The bound names that come from a move or programme, and so may lie outside what their kind allows."""

    def put(self, line: str) -> None:
        """Add a line at the present depth."""
        self.lines.append("    " * self.depth + line)

    def rule(self, tree: t.RuleTree) -> None:
        """Add one rule."""
        start = self.depth
        self.put(f"# {tree.id}")
        self.loose_names = loose_names(tree)
        levels: dict[str, int] = {}
        headers: list[str] = []
        if tree.by_target:
            headers.append("for target in a.targets:")
            levels["target"] = 1
        for loop in tree.each:
            headers.append(self.header(tree, loop))
            levels[loop.var] = len(headers)
        tests: list[list[str]] = [[] for _ in range(len(headers) + 1)]
        unsure: set[int] = set()
        for level, text, places_unsure in self.tests(tree, levels):
            if text != "True":
                tests[level].append(text)
                if places_unsure:
                    unsure.add(level)
        guards: list[int] = []
        for level in range(len(headers) + 1):
            if level:
                self.put(headers[level - 1])
                self.depth += 1
            if level in unsure:
                guards.append(self.depth)
                self.put("try:")
                self.depth += 1
            if tests[level]:
                self.put(f"if {' and '.join(tests[level])}:")
                self.depth += 1
        self.about(tree)
        if tree.chance is None:
            self.effects(tree, tree.then)
        else:
            self.draw(tree)
        for depth in reversed(guards):
            self._nowhere(depth)
        self.depth = start

    def header(self, tree: t.RuleTree, loop: t.Loop) -> str:
        """Return the line that opens a loop of `each`."""
        within = f"g.{loop.within}" if isinstance(loop.within, str) else self.members(loop.within)
        alone = sum(other.within == "programmes" for other in tree.each) == 1
        if loop.within == "programmes" and tree.runs is not None and len(tree.runs) == 1 and alone:
            within = f"running(g, {next(iter(tree.runs))!r})"
        return f"for {loop.var} in {within}:"

    def about(self, tree: t.RuleTree) -> None:
        """Say whom the rule concerns, for the causes that it gives."""
        about = [self._about(name, sort) for name, sort in tree.about]
        self.put(f"about = ({', '.join(about)}{',' if len(about) == 1 else ''})")

    def _nowhere(self, depth: int) -> None:
        """Close a `try` at a depth: a test of a place that does not exist does not hold, a change of it is left out."""
        self.depth = depth
        self.put("except KeyError:")
        self.put("    pass")

    def tests(self, tree: t.RuleTree, levels: Mapping[str, int]) -> list[tuple[int, str, bool]]:
        """Return the conditions of a rule, each with the loop that it stands in and whether a place in it may not exist."""
        found: list[tuple[int, str, bool]] = []
        earlier: list[tuple[int, frozenset[str]]] = []
        for condition in _conjuncts([loop.where for loop in tree.each if loop.where is not None] + list(tree.when)):
            if tree.kinds is not None and _settled_by_kind(condition):
                continue
            names = _names_in(condition)
            level = max((levels[name] for name in names if name in levels), default=0)
            if not only_names(condition):
                # A place in brackets is sure to exist only after the tests that narrowed its names: never move it out before them.
                level = max([level, *(other for other, shared in earlier if shared & names)])
            earlier.append((level, names))
            found.append((level, self.condition(condition), has_unsure_place(condition, self.loose_names)))
        return found

    def _about(self, name: str, sort: str) -> str:
        if sort == "act":
            return "a.key"
        return {"name": "", "programme": ".id", "move": ".key", "signal": ".id"}[sort].join((name, ""))

    def draw(self, tree: t.RuleTree) -> None:
        """Add a draw, and what follows from either of its ends."""
        self.put(f"odds = {tree.chance}")
        self.put(f"lines = [({tree.chance}, {BASE_LINE!r})]" if tree.chance else "lines = []")
        for odd in tree.odds:
            start = self.depth
            unsure = has_unsure_place((odd.when, odd.factors), self.loose_names)
            if unsure:
                self.put("try:")
                self.depth += 1
            self._if(odd.when)
            self.put(f"n = {self.scaled(odd.amount, odd.factors, 10, None)}")
            self.put("if n:")
            self.put("    odds += n")
            words = [repr(part) if isinstance(part, str) else self.name(part) for part in odd.said] or [repr(ALWAYS)]
            self.put(f"    lines.append((n, {' + '.join(words)}))")
            if unsure:
                self._nowhere(start)
            self.depth = start
        self.put(f"if g.draw({tree.id!r}, about, 0 if odds < 0 else 100 if odds > 100 else odds, tuple(lines)):")
        self.depth += 1
        self.effects(tree, tree.then)
        self.depth -= 1
        if tree.otherwise:
            self.put("else:")
            self.depth += 1
            self.effects(tree, tree.otherwise)
            self.depth -= 1

    def _if(self, when: t.Cond | None) -> None:
        if when is not None:
            self.put(f"if {self.condition(when)}:")
            self.depth += 1

    def effects(self, tree: t.RuleTree, effects: tuple[t.Effect, ...]) -> None:
        """Add effects, each with its own condition."""
        if not effects:
            self.put("pass")
        for effect in effects:
            start = self.depth
            unsure = has_unsure_place(effect, self.loose_names)
            if unsure:
                self.put("try:")
                self.depth += 1
            self._if(effect.when)
            self._effect(tree, effect)
            if unsure:
                self._nowhere(start)
            self.depth = start

    def _effect(self, tree: t.RuleTree, effect: t.Effect) -> None:
        tail = f"{tree.id!r}, about"
        strength = None
        if tree.strength is not None:
            strength = "a.strength" if tree.strength == t.ACT else f"{tree.strength}.strength"
        if isinstance(effect, t.Shift):
            amount = self.scaled(effect.amount, effect.factors, 1, strength)
            after, fading = self.wait(effect.after), self.wait(effect.fading)
            place = self.track(effect.track)
            if amount.lstrip("-").isdigit():
                if int(amount):
                    self.shift(place, amount, tail, after, fading)
                else:
                    self.put("pass")
                return
            nothing = [row for row in map(self.may_be_nothing, effect.factors) if row]
            if nothing:
                self.put(f"if {' and '.join(dict.fromkeys(nothing))}:")
                self.depth += 1
            self.put(f"n = {amount}")
            self.put("if n:")
            self.depth += 1
            self.shift(place, "n", tail, after, fading)
        elif isinstance(effect, t.Toward):
            self.put(f"i = {self.track(effect.track)}")
            self.put(f"n = {self.number(effect.goal)} - {self.local('tracks', 'g.tracks')}[i]")
            self.put(f"most = {self.scaled(effect.amount, effect.factors, 1, strength)}")
            self.put("n = most if n > most else -most if n < -most else n")
            self.put("if n:")
            self.depth += 1
            self.shift("i", "n", tail, "0", "0")
        else:
            self.other(effect, tail)

    def shift(self, place: str, amount: str, tail: str, after: str, fading: str) -> None:
        """Add a change of a track."""
        self.put(f"{self.local('change', 'out.changes.append')}(({place}, {amount}, {tail}, {after}, {fading}))")

    def other(self, effect: t.Effect, tail: str) -> None:
        """Add an effect that is no change of a track."""
        if isinstance(effect, t.StepBy):
            self.put(f"out.steps.append(({self.track(effect.track)}, {effect.by}, {tail}))")
        elif isinstance(effect, t.EndIt):
            self.put(f"out.ends.append(({effect.of}.id, {effect.how!r}, {tail}))")
        elif isinstance(effect, t.Extend):
            self.put(f"out.extends.append(({effect.of}.id, {effect.half_years}, {tail}))")
        elif isinstance(effect, t.Schedule):
            subject = self.subject(effect)
            self.put(f"out.injects.append(({effect.inject!r}, {subject}, {self.wait(effect.after)}, {tail}))")
        elif isinstance(effect, t.Tell):
            if is_loose(effect.who, self.loose_names):
                self.put(f"if {self.name(effect.who)} in {_members(self.context.book.players)}:")
                self.depth += 1
            self.put(f"out.tells.append(({self.name(effect.who)}, {effect.text!r}, {tail}))")
        elif isinstance(effect, t.Reveal):
            of = "a.key" if effect.of == t.ACT else f"{effect.of}.{'id' if effect.programme else 'key'}"
            self.put(f"out.reveals.append(({of}, {tail}))")

    def subject(self, effect: t.Schedule) -> str:
        """Return the subject of an inject that is scheduled, after a test that there is such a one."""
        subject = "''" if effect.subject is None else self.name(effect.subject)
        if effect.subject is not None and is_loose(effect.subject, self.loose_names):
            self.put(f"if {subject} in {_members(self.context.book.names.subjects(effect.inject))}:")
            self.depth += 1
        return subject


def loose_names(tree: t.RuleTree) -> frozenset[str]:
    """Return the bound names of a rule that come from a move or programme.

    An argument that the facilitator rules to count as a move can have an actor or a target that its kind does not allow, and may open
    a programme; nothing else does.
    """
    found = {loop.var for loop in tree.each if isinstance(loop.within, t.FieldNames)}
    return frozenset((*found, "target") if tree.by_target else found)


def is_loose(name: t.Name, names: frozenset[str]) -> bool:
    """Return whether a name may lie outside what its kind of move allows."""
    return isinstance(name, t.FieldOf) or (isinstance(name, t.Var) and name.name in names)


def has_unsure_place(node: object, names: frozenset[str]) -> bool:
    """Return whether a tree asks for a place, in brackets, by a name that may lie outside it."""
    if isinstance(node, t.TrackAt | t.MeasureAt | t.Past):
        return any(is_loose(arg, names) for arg in node.args)
    if isinstance(node, t.TableRow) and isinstance(node.key, t.Const | t.Var | t.FieldOf):
        return is_loose(node.key, names)
    if isinstance(node, t.Over):
        several = {name for name, members in zip(node.names, node.members, strict=True) if isinstance(members, t.FieldNames)}
        names = names | several
    return isinstance(node, tuple) and any(has_unsure_place(part, names) for part in node if isinstance(part, tuple))


def _conjuncts(conditions: Iterable[t.Cond]) -> list[t.Cond]:
    found: list[t.Cond] = []
    for condition in conditions:
        found.extend(_conjuncts(condition.parts) if isinstance(condition, t.All) else (condition,))
    return found


def _settled_by_kind(condition: t.Cond) -> bool:
    """Return whether a condition only asks for the move's kind, which the index by kind has settled."""
    if isinstance(condition, t.Tagged):
        return condition.of == t.ACT
    if isinstance(condition, t.Same):
        return condition.left == t.FieldOf(t.ACT, "kind", False) and isinstance(condition.right, t.Const)
    if isinstance(condition, t.Among):
        return condition.left == t.FieldOf(t.ACT, "kind", False) and not isinstance(condition.members, t.FieldNames)
    return False


def only_names(condition: t.Cond) -> bool:
    """Return whether a condition compares names only, so that it can be asked anywhere its names are bound."""
    if isinstance(condition, t.Opposite):
        return only_names(condition.part)
    if isinstance(condition, t.All | t.Any):
        return all(only_names(part) for part in condition.parts)
    return not isinstance(condition, t.Cmp)


def _parts(node: object) -> Iterator[object]:
    """Yield a tree and all that is in it."""
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        if isinstance(part, tuple):
            stack.extend(item for item in part if isinstance(item, tuple))


def _names_in(node: object) -> frozenset[str]:
    found: set[str] = set()
    for part in _parts(node):
        if isinstance(part, t.Var):
            found.add(part.name)
        elif isinstance(part, t.FieldOf | t.FieldNames | t.Size | t.Tagged | t.Known):
            found.add(part.of)
    return frozenset(found)
