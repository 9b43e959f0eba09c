"""How a parsed line becomes a typed tree: names are found, places checked against domains, numbers given their unit.

A `Resolver` serves one scenario. Each method takes a parsed line and a `Scope`, raises `SlipError` at the first fault, and adds
what is only odd (a condition that never holds) to `warnings`.
"""

from __future__ import annotations

from collections.abc import Iterable

from exercise.errors import did_you_mean
from exercise.rules import grammar as g
from exercise.rules import tree as t
from exercise.rules.bounds import ENDLESS, Bounds, Range
from exercise.rules.grammar import SlipError
from exercise.rules.names import FIELD_VALUES, SELF, Names
from exercise.rules.scope import NOBODY, SIGNAL_VOICES, Scope

SEVERAL = ("targets", "objectors", "endorsers")
FACTOR_HIGHEST = 300
"""The most that a factor counts, in percent."""
TURNS_END = "turns end with turn"
"""How every warning begins that hangs on how long this one scenario is."""
LONGEST_WAIT = 40
"""Half-years or turns that an effect may be put off."""


class Resolver:
    """Gives meaning to parsed lines; `used` collects the measures, watches and texts that lines mention."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.warnings: list[tuple[int, str]] = []
        self.actors_named: set[str] = set()
        self.measures_used: set[str] = set()
        self._units: dict[str, str] = {}
        self._fresh = 0
        self._denied = False
        """Whether the condition at hand stands under a `not`, where never holding is no loss."""
        self._one_of = False
        """Whether the condition at hand is one of several of which one must hold."""
        self.measures: dict[str, t.Num] = {}
        """The trees of measures, as far as they are known."""
        self.bounds = Bounds(names, self.measures)

    def warn(self, at: int, text: str) -> None:
        """Add something odd about the line at hand."""
        self.warnings.append((at, text))

    # --- names

    def name(self, expr: g.Expr, scope: Scope, vocabulary: Iterable[str] = (), noun: str = "") -> t.Name:
        """Return what stands for a name; `vocabulary` are words that only count here, such as the kinds of move."""
        if isinstance(expr, g.Field):
            return self.field(expr, scope)
        if not isinstance(expr, g.Word):
            raise SlipError(expr.at, "expected a name here")
        word = expr.name
        if expr.args is not None:
            raise SlipError(expr.at, f"expected a name here; {word}[…] is a number")
        if word in scope.bound:
            if word == "target" and not (scope.loose or scope.dead) and scope.domain(t.Var(word)) == frozenset():
                raise SlipError(expr.at, "none of the kinds that this concerns has a target")
            return t.Var(word)
        if word == SELF and scope.self_actor:
            return t.Const(scope.self_actor)
        known = tuple(vocabulary)
        if word in known and not (word in self.names.actors or word in self.names.values):
            return t.Const(word)
        act = scope.records.get(t.ACT)
        if act is not None and (word in ("kind", "actor", *self.names.modalities) or word in self._own_fields(act.sort)):
            return t.FieldOf(t.ACT, word, word in self.names.modalities)
        if word in self.names.actors:
            self.actors_named.add(word)
            return t.Const(word)
        if word in self.names.values or word in known:
            return t.Const(word)
        raise SlipError(expr.at, self._no_name(word, scope, known, noun))

    def _own_fields(self, sort: str) -> tuple[str, ...]:
        return {"act": ("outcome",), "programme": ("how",), "ended": ("how",)}.get(sort, ())

    def _no_name(self, word: str, scope: Scope, known: tuple[str, ...], noun: str) -> str:
        names = self.names
        if word in ("kind", "actor", "target", "outcome", "objectors", "endorsers", *names.modalities):
            return f'"{word}" needs a move: it is for rules of the stage moves, or M.{word} with "M in moves"'
        if word == "subject":
            return '"subject" is for injects that have one'
        if word == SELF:
            return '"self" is for personas and objectives'
        if word[0].isupper():
            near = did_you_mean(word, (*scope.bound, *scope.records))
            return f'nothing is called {word} here; bind it first, as in "{word} in SET" under each.{near}'
        for names_known, what in (
            (names.sets, "a set"), (names.families, "a track"), (names.measures, "a measure"), (names.tables, "a table"),
            (names.watches, "a watch"), (names.kinds, "a kind of move"),
        ):  # fmt: skip
            if word in names_known:
                hint = f'. Bind a member under each, as in "R in {word}"' if names_known is names.sets else ""
                if noun != "actor" and 1 < len(known) <= 6:
                    hint = f": {', '.join(known)}"
                return f'"{word}" is {what}; expected {noun or "one name"} here{hint}'
        candidates = known or (*names.actors, *names.values)
        of_act = ("kind", "actor", *names.modalities) if t.ACT in scope.records else ()
        return f'no {noun or "actor"} "{word}".{did_you_mean(word, (*candidates, *scope.bound, *of_act))}'

    def field(self, expr: g.Field, scope: Scope) -> t.FieldOf:
        """Return a field of a record that is one name."""
        self._record(expr.of, expr.at, scope)
        known = self._fields(scope.records[expr.of].sort)
        if expr.field not in known:
            self._no_field(expr, scope, known)
        return t.FieldOf(expr.of, expr.field, expr.field in self.names.modalities and scope.records[expr.of].sort != "signal")

    def _record(self, of: str, at: int, scope: Scope) -> str:
        record = scope.records.get(of)
        if record is None or of == t.ACT:
            if of in scope.bound:
                raise SlipError(at, f"{of} is a name and has no fields")
            near = did_you_mean(of, (name for name in scope.records if name))
            raise SlipError(at, f'nothing is called {of} here; bind it first, as in "{of} in programmes" under each.{near}')
        return record.sort

    def _fields(self, sort: str) -> tuple[str, ...]:
        if sort == "signal":
            return ("actor", "how", "kind", "target", "type", "voice")
        fields = ("actor", "kind", *self.names.modalities)
        return (*fields, "how") if sort in ("programme", "ended", "unknown") else fields

    def _no_field(self, expr: g.Field, scope: Scope, known: tuple[str, ...]) -> None:
        sort = scope.records[expr.of].sort
        if expr.field in ("age", "partners"):
            raise SlipError(expr.at, f"{expr.of}.{expr.field} is a number; expected a name here")
        if expr.field in SEVERAL and sort != "signal":
            raise SlipError(expr.field_at, f'{expr.of}.{expr.field} holds several; go through them with "R in {expr.of}.{expr.field}"')
        if expr.field == "target" and sort != "signal":
            raise SlipError(expr.field_at, f'a {_sort_word(sort)} has targets; go through them with "R in {expr.of}.targets"')
        more = (*known, "age", "partners", *SEVERAL, "leaked", "tag")
        raise SlipError(expr.field_at, f'a {_sort_word(sort)} has no "{expr.field}".{did_you_mean(expr.field, more)}')

    def spelled(self, name: t.Name) -> str:
        """Return a name as authors write it."""
        if isinstance(name, t.Const):
            return name.value
        if isinstance(name, t.Var):
            return name.name
        return f"{name.of}.{name.field}" if name.of else name.field

    def _vocabulary(self, name: t.Name, scope: Scope) -> tuple[tuple[str, ...], str]:
        """Return the words that a name may be compared with, and what to call them."""
        if isinstance(name, t.FieldOf):
            if name.mod:
                return self.names.modality_values[name.field], name.field
            if name.field == "kind":
                return tuple(sorted(self.names.kinds)), "kind of move"
            if name.field == "voice":
                return SIGNAL_VOICES, "voice"
            if name.field in FIELD_VALUES:
                return FIELD_VALUES[name.field], name.field
            return tuple(sorted(self.names.actors)), "actor"
        domain = scope.domain(name)
        if not domain:
            return (), ""
        return tuple(sorted(domain)), self.noun(domain)

    def noun(self, members: Iterable[str]) -> str:
        """Return what members of a set are: an actor, or a value of a modality."""
        for member in sorted(members):
            if member in self.names.actors:
                return "actor"
            if member in self.names.values:
                return self.names.values[member]
        return "actor"

    # --- places

    def place(self, word: g.Word, of: tuple[str, ...], scope: Scope) -> tuple[t.Name, ...]:
        """Return the names in a track's, measure's or watch's brackets, each known to be a member of its set."""
        args = word.args or ()
        self._right_number(word.at, word.name, len(args), of)
        return tuple(self.member(word.name, arg, group, scope) for arg, group in zip(args, of, strict=True))

    def _right_number(self, at: int, name: str, given: int, of: tuple[str, ...]) -> None:
        if given != len(of):
            shape = f"{name}[{', '.join(of)}]" if of else name
            raise SlipError(at, f"{name} takes {_number_of(len(of), 'name')} in brackets, as in {shape}; found {given}")

    def member(self, owner: str, expr: g.Expr, group: str, scope: Scope) -> t.Name:
        """Return a name that is known to be a member of a set."""
        members = self.names.expand(group) or ()
        found = self.name(expr, scope, (), self.noun(members)) if _known_word(expr, self.names, scope) else None
        if found is None:
            text = expr.name if isinstance(expr, g.Word) else ""
            if not text or text[0].isupper():
                return self.name(expr, scope, members, self.noun(members))
            raise SlipError(expr.at, self._no_name(text, scope, members, self.noun(members)))
        if isinstance(found, t.Const):
            if found.value not in members and group in self.names.sets:
                raise SlipError(expr.at, f'{owner} has no place for "{found.value}", which is not in {group}')
            return found
        domain = scope.domain(found)
        if domain is not None and not scope.loose and not scope.dead:
            outside = sorted(domain.difference(members))
            if outside:
                text = self.spelled(found)
                other = f'"{outside[0]}"' if outside[0] != NOBODY else "nobody"
                raise SlipError(
                    expr.at, f'{owner} has no place for {text} when it is {other}. Put "{text} in {group}" before it, under when or if'
                )
        return found

    # --- numbers

    def unit(self, expr: g.Expr, scope: Scope) -> str | None:
        """Return whether a sum is in points or is a count; None for what takes the unit of the other side."""
        if isinstance(expr, g.Word):
            if expr.name in self.names.families:
                return t.POINTS if self.names.families[expr.name].kind == "points" else t.COUNT
            if expr.name in self.names.measures:
                return self.measure_unit(expr.name)
            return t.COUNT if expr.name in ("turn", "partners", "age") else None
        if isinstance(expr, g.Field | g.History | g.Count):
            return t.COUNT
        if isinstance(expr, g.OverPhrase):
            return self.unit(expr.body, scope)
        if isinstance(expr, g.Sum):
            for _, term in expr.terms:
                found = self.unit(term, scope)
                if found is not None:
                    return found
        return None

    def measure_unit(self, measure: str) -> str:
        """Return the unit of a measure: points, unless its sum is one of counts."""
        found = self._units.get(measure)
        if found is None:
            self._units[measure] = t.POINTS
            try:
                found = self.unit(g.parse_sum(self.names.measures[measure].equals), Scope(self.names)) or t.POINTS
            except SlipError:
                found = t.POINTS
            self._units[measure] = found
        return found

    def number(self, expr: g.Expr, scope: Scope, unit: str | None = None) -> t.Num:
        """Return a sum in one unit (by default its own, or points)."""
        wanted = unit or self.unit(expr, scope) or t.POINTS
        if isinstance(expr, g.Sum):
            return t.Plus(tuple((sign, self.number(term, scope, wanted)) for sign, term in expr.terms))
        found = self._atom(expr, scope, wanted)
        own = self.unit(expr, scope)
        if own is not None and own != wanted:
            kinds = {t.POINTS: "is in points", t.COUNT: "is a count"}
            raise SlipError(expr.at, f"points and counts do not mix: this {kinds[own]}, the other side {kinds[wanted]}")
        return found

    def _atom(self, expr: g.Expr, scope: Scope, unit: str) -> t.Num:
        if isinstance(expr, g.Number):
            return self.literal(expr, unit)
        if isinstance(expr, g.Word):
            return self._numeric_word(expr, scope, unit)
        if isinstance(expr, g.Field):
            sort = self._record(expr.of, expr.at, scope)
            if expr.field == "partners" and sort != "signal":
                return t.Size(expr.of, "partners")
            if expr.field == "age" and sort in ("programme", "ended", "unknown"):
                return t.Size(expr.of, "age")
            self.field(expr, scope)
            raise SlipError(expr.at, f"{expr.of}.{expr.field} is a name, not a number; use is or in, or a table by {expr.field}")
        if isinstance(expr, g.History):
            watch = self.names.watches.get(expr.watch)
            if watch is None:
                raise SlipError(expr.watch_at, f'no watch "{expr.watch}".{did_you_mean(expr.watch, self.names.watches)}')
            of = tuple(name for name in (watch.by, watch.to) if name is not None)
            if len(expr.args) != len(of):
                shape = f"{expr.what}[{', '.join((expr.watch, *of))}]"
                raise SlipError(expr.at, f"{expr.watch} takes {_number_of(len(of), 'name')}, as in {shape}; found {len(expr.args)}")
            args = tuple(self.member(expr.watch, arg, group, scope) for arg, group in zip(expr.args, of, strict=True))
            return t.Past(expr.what, expr.watch, args)
        if isinstance(expr, g.Count):
            return self.tally(expr, scope)
        if isinstance(expr, g.OverPhrase):
            members, domain, source = self.members(expr.within, scope)
            inner = self._bind(expr.var, expr.at, scope, domain, source)
            where = None
            if expr.where is not None:
                where = self.condition(expr.where, inner)
                inner = inner.narrowed(where)
            return t.Over(expr.how, self.number(expr.body, inner, unit), (expr.var,), (members,), where)
        if isinstance(expr, g.Product):
            amount = self.literal(expr.number, unit)
            return t.Scaled(amount.value, self.factors(expr.factors, scope))
        raise SlipError(expr.at, "expected a number here")

    def literal(self, expr: g.Number, unit: str) -> t.Lit:
        """Return a number in a unit."""
        if unit == t.POINTS:
            return t.Lit(expr.tenths)
        if not expr.whole:
            raise SlipError(expr.at, "a count is a whole number")
        return t.Lit(expr.tenths // 10)

    def _numeric_word(self, expr: g.Word, scope: Scope, unit: str) -> t.Num:
        name, names = expr.name, self.names
        if name in names.families or name in names.measures:
            family = names.families.get(name)
            of = family.of if family is not None else names.measures[name].of
            args = expr.args or ()
            if scope.means and any(isinstance(arg, g.Word) and arg.args is None and arg.name in names.sets for arg in args):
                return self._mean_over(expr, args, scope, unit)
            if family is not None:
                return self.track(expr, scope)
            self.measures_used.add(name)
            return t.MeasureAt(name, self.place(expr, of, scope))
        if name in names.tables:
            return self.row(expr, scope, 10 if unit == t.POINTS else 1)
        if expr.args is None:
            if name == "turn":
                return t.TurnNumber()
            act = scope.records.get(t.ACT)
            if act is not None and (name == "partners" or (name == "age" and act.sort in ("programme", "ended"))):
                return t.Size(t.ACT, name)
        if name in names.watches:
            raise SlipError(expr.at, f"{name} is a watch: ask for streak[{name}, …], since[{name}, …] or count[{name}, …]")
        if expr.args is None and (
            name in scope.bound or name in scope.records or name in names.modalities or name in names.actors or name in names.values
            or name in names.sets or name in ("kind", "actor", "target", "outcome", SELF)
        ):  # fmt: skip
            raise SlipError(expr.at, f"{name} is a name, not a number; use is or in")
        candidates = (*names.families, *names.measures, *names.tables)
        near = did_you_mean(name, candidates)
        if "-" in name and any(part in candidates for part in name.split("-")):
            near = " To subtract, put spaces around the minus."
        raise SlipError(expr.at, f'no track, measure or table "{name}".{near}')

    def _mean_over(self, expr: g.Word, args: tuple[g.Expr, ...], scope: Scope, unit: str) -> t.Num:
        inner = scope
        bound: list[str] = []
        members: list[t.Members] = []
        words: list[g.Expr] = []
        for arg in args:
            if isinstance(arg, g.Word) and arg.args is None and arg.name in self.names.sets:
                self._fresh += 1
                # No rule can bind a name with an underscore, so this one never meets another.
                var = f"Each_{self._fresh}"
                inner = inner.with_name(var, frozenset(self.names.sets[arg.name]))
                bound.append(var)
                members.append(self.names.sets[arg.name])
                words.append(g.Word(arg.at, var))
            else:
                words.append(arg)
        body = self.number(g.Word(expr.at, expr.name, tuple(words)), inner, unit)
        return t.Over("mean", body, tuple(bound), tuple(members), None)

    def track(self, expr: g.Word, scope: Scope) -> t.TrackAt:
        """Return a track at a place."""
        family = self.names.families.get(expr.name)
        if family is None:
            raise SlipError(expr.at, f'no track "{expr.name}".{did_you_mean(expr.name, self.names.families)}')
        unit = 10 if family.kind == "points" else 1
        return t.TrackAt(family.id, self.place(expr, family.of, scope), family.range[0] * unit, family.range[1] * unit)

    def row(self, expr: g.Word, scope: Scope, scale: int) -> t.TableRow:
        """Return a table's row for what stands in its brackets."""
        table = self.names.tables[expr.name]
        args = expr.args or ()
        if len(args) != 1:
            raise SlipError(expr.at, f"{table.id} takes one name or count in brackets, as in {table.id}[{table.by}]; found {len(args)}")
        (arg,) = args
        keys = self.names.table_keys(table.by)
        if keys is None:
            if isinstance(arg, g.Word) and arg.args is None and not self.unit(arg, scope):
                raise SlipError(arg.at, f"{table.id} is by a count; {arg.name} is none")
            if table.other is None and not (isinstance(arg, g.Word) and arg.name == table.by):
                raise SlipError(arg.at, f"{table.id} has rows for {table.by} alone; give it other: to use it with another count")
            return t.TableRow(table.id, self.number(arg, scope, t.COUNT), scale)
        key = self.name(arg, scope, keys, table.by)
        domain = scope.domain(key)
        if table.other is None and domain is not None and not scope.loose and not scope.dead:
            outside = sorted(value for value in domain if value not in table.rows)
            if outside:
                text = self.spelled(key)
                raise SlipError(arg.at, f'{table.id} has no row "{outside[0]}", which {text} can be here; add it, or `other:`')
        return t.TableRow(table.id, key, scale)

    def factors(self, exprs: tuple[g.Expr, ...], scope: Scope) -> tuple[t.Num, ...]:
        """Return factors: tracks and measures in points, and table rows in percent."""
        found: list[t.Num] = []
        for expr in exprs:
            if isinstance(expr, g.Word) and expr.name in self.names.tables:
                table = self.names.tables[expr.name]
                for key, value in table.rows.items():
                    if not 0 <= value <= FACTOR_HIGHEST:
                        held = 0 if value < 0 else FACTOR_HIGHEST
                        self.warn(expr.at, f"row {key} of {table.id} is {value}; as a factor it counts {held} percent")
                found.append(self.row(expr, scope, 1))
                continue
            number = self.number(expr, scope)
            if not isinstance(number, t.TrackAt | t.MeasureAt | t.Over) or self.unit(expr, scope) != t.POINTS:
                raise SlipError(expr.at, "a factor is a track or measure in points, or a table row; use a table by a count for counts")
            found.append(number)
        return tuple(found)

    def turns(self, expr: g.Expr | None, scope: Scope) -> t.Num:
        """Return a number of half-years: written, or from a table; 0 when nothing is said."""
        if expr is None:
            return t.Lit(0)
        if isinstance(expr, g.Number):
            literal = self.literal(expr, t.COUNT)
            if literal.value > LONGEST_WAIT:
                raise SlipError(expr.at, f"at most {LONGEST_WAIT} half-years")
            return literal
        if isinstance(expr, g.Word) and expr.name in self.names.tables:
            return self.row(expr, scope, 1)
        name = expr.name if isinstance(expr, g.Word) else ""
        raise SlipError(expr.at, f'no table "{name}"; expected half-years or a table row.{did_you_mean(name, self.names.tables)}')

    # --- counts

    def tally(self, expr: g.Count, scope: Scope) -> t.Tally:
        """Return a count of moves, programmes, ended programmes or signals."""
        kinds = self.kinds_of(expr.what)
        terms: list[t.Term] = []
        for term in expr.terms:
            terms.append(self._term(expr.what, term, scope))
            last = terms[-1]
            if last.mod:
                having = self._having(last.field, kinds)
                if having != kinds:
                    terms.append(t.Term("kind", False, tuple(sorted(having)), None, False))
                    kinds = having
            if last.name is None and not last.negated and expr.what != "signals" and last.field not in ("leaked", "how"):
                kinds = frozenset(kind for kind in kinds if self._could(kind, last))
        if expr.what != "signals" and not kinds:
            self.warn(expr.at, f"no kind of move meets these terms, so {expr.what}[…] is always 0")
        return t.Tally(expr.what, tuple(terms))

    def _could(self, kind: str, term: t.Term) -> bool:
        domain = {kind} if term.field == "kind" else self.names.field_of(kind, term.field)
        return any(value in domain for value in term.values)

    def kinds_of(self, what: str) -> frozenset[str]:
        """Return the kinds that moves, or programmes, can be of."""
        if what in ("programmes", "ended"):
            return frozenset(kind.id for kind in self.names.kinds.values() if kind.programme is not None)
        return frozenset(self.names.kinds)

    def _term(self, what: str, term: g.TermPhrase, scope: Scope) -> t.Term:
        names = self.names
        field = {"by": "actor", "to": "targets", "at": "targets"}.get(term.field, term.field)
        if what == "signals" and field == "targets":
            field = "target"
        allowed = {
            "moves": ("kind", "tag", "leaked", *names.modalities),
            "programmes": ("kind", "tag", "leaked", *names.modalities),
            "ended": ("kind", "tag", "leaked", "how", *names.modalities),
            "signals": ("kind", "type", "how", "voice"),
        }[what]
        if term.field not in ("by", "to", "at", *allowed):
            raise SlipError(term.at, f'{what}[…] has no "{term.field}".{did_you_mean(term.field, ("by", "to", *allowed))}')
        if field == "leaked":
            return t.Term(field, False, (), None, term.negated)
        if field == "tag":
            kinds: set[str] = set()
            for value in term.values:
                kinds.update(self.tagged(value.name if isinstance(value, g.Word) else "", value.at))
            return t.Term("kind", False, tuple(sorted(kinds)), None, term.negated)
        mod = field in names.modalities and what != "signals"
        vocabulary, noun = self._term_vocabulary(field, mod)
        values: list[str] = []
        for value in term.values:
            if isinstance(value, g.Word) and value.name not in scope.bound and value.name in names.sets:
                values.extend(names.sets[value.name])
                continue
            found = self.name(value, scope, vocabulary, noun)
            if isinstance(found, t.Const):
                self._fits(found, vocabulary, noun, value.at)
                values.append(found.value)
            elif len(term.values) == 1:
                return t.Term(field, mod, (), found, term.negated)
            else:
                raise SlipError(value.at, "a list holds fixed names only")
        return t.Term(field, mod, tuple(dict.fromkeys(values)), None, term.negated)

    def _fits(self, found: t.Const, vocabulary: tuple[str, ...], noun: str, at: int) -> None:
        if found.value not in vocabulary:
            raise SlipError(at, f'no {noun} "{found.value}".{did_you_mean(found.value, vocabulary)}')

    def _term_vocabulary(self, field: str, mod: bool) -> tuple[tuple[str, ...], str]:
        if mod:
            return self.names.modality_values[field], field
        if field == "kind":
            return tuple(sorted(self.names.kinds)), "kind of move"
        if field == "voice":
            return SIGNAL_VOICES, "voice"
        if field in FIELD_VALUES:
            return FIELD_VALUES[field], field
        return tuple(sorted(self.names.actors)), "actor"

    def tagged(self, tag: str, at: int) -> frozenset[str]:
        """Return the kinds that have a tag."""
        kinds = frozenset(kind.id for kind in self.names.kinds.values() if tag in kind.tags)
        if not kinds:
            raise SlipError(at, f'no kind of move has the tag "{tag}".{did_you_mean(tag, self.names.tags)}')
        return kinds

    # --- sets

    def members(self, group: g.Group, scope: Scope) -> tuple[t.Members, frozenset[str] | None, tuple[str, str] | None]:
        """Return a set's members, what each can be, and the field it goes through, if any."""
        if group.field is not None:
            sort = self._record(group.field.of, group.field.at, scope)
            if group.field.field not in SEVERAL or sort == "signal":
                known = SEVERAL if sort != "signal" else ()
                text = f"{group.field.of}.{group.field.field} is no set.{did_you_mean(group.field.field, known)}"
                raise SlipError(group.field.field_at, text)
            source = (group.field.of, group.field.field)
            return t.FieldNames(*source), scope.field_domain(*source), source
        if group.listed:
            found = [self.name(word, scope) for word in group.names]
            for word, name in zip(group.names, found, strict=True):
                if not isinstance(name, t.Const):
                    raise SlipError(word.at, "a list holds fixed names only")
            values = tuple(dict.fromkeys(name.value for name in found if isinstance(name, t.Const)))
            return values, frozenset(values), None
        (word,) = group.names
        if word.name in SEVERAL:
            if t.ACT not in scope.records:
                raise SlipError(word.at, self._no_name(word.name, scope, (), ""))
            source = (t.ACT, word.name)
            return t.FieldNames(*source), scope.field_domain(*source), source
        if word.name == SELF and scope.self_actor:
            return (scope.self_actor,), frozenset((scope.self_actor,)), None
        members = self.names.expand(word.name)
        if members is None:
            if word.name in g.LISTS:
                raise SlipError(word.at, f"{word.name} are gone through under each, in a rule, not here")
            if word.name in scope.bound:
                raise SlipError(word.at, f'{word.name} is one name; write "is {word.name}"')
            raise SlipError(word.at, f'no set "{word.name}".{did_you_mean(word.name, (*self.names.sets, *SEVERAL))}')
        if word.name in self.names.actors:
            self.actors_named.add(word.name)
        return members, frozenset(members), None

    def _bind(self, var: str, at: int, scope: Scope, domain: frozenset[str] | None, source: tuple[str, str] | None) -> Scope:
        if var in scope.bound or var in scope.records:
            raise SlipError(at, f"{var} is bound already; take another name")
        return scope.with_name(var, None if source is not None else domain, source)

    # --- conditions

    def condition(self, expr: g.Condition, scope: Scope) -> t.Cond:
        """Return a condition; its parts are read from left to right, each knowing what held before it."""
        if isinstance(expr, g.Compare):
            unit = self.unit(expr.left, scope) or self.unit(expr.right, scope) or t.POINTS
            found = t.Cmp(self.number(expr.left, scope, unit), expr.sign, self.number(expr.right, scope, unit))
            self._decided(found, expr.at, scope)
            return found
        if isinstance(expr, g.Is):
            return self._is(expr, scope)
        if isinstance(expr, g.In):
            return self._in(expr, scope)
        if isinstance(expr, g.Tag):
            if t.ACT not in scope.records:
                raise SlipError(expr.at, f'whose tag? Write "G.tag is {expr.name}" of a programme, or use the stage moves')
            return self._tagged(t.ACT, (expr.name,), expr.name_at, False, scope)
        if isinstance(expr, g.Flag):
            if expr.of:
                if self._record(expr.of, expr.at, scope) == "signal":
                    raise SlipError(expr.at, 'a signal has no "leaked"')
            elif t.ACT not in scope.records:
                raise SlipError(expr.at, self._no_name("outcome", scope, (), "").replace("outcome", "leaked"))
            return t.Known(expr.of, expr.name)
        if isinstance(expr, g.Not):
            self._denied = not self._denied
            try:
                return t.Opposite(self.condition(expr.part, scope))
            finally:
                self._denied = not self._denied
        parts: list[t.Cond] = []
        inner = scope
        before, self._one_of = self._one_of, self._one_of or (expr.word == "or") != self._denied
        try:
            for part in expr.parts:
                parts.append(self.condition(part, inner))
                inner = inner.narrowed(parts[-1], expr.word == "and")
        finally:
            self._one_of = before
        return t.All(tuple(parts)) if expr.word == "and" else t.Any(tuple(parts))

    def _decided(self, found: t.Cmp, at: int, scope: Scope) -> None:
        """Warn of a comparison that can have one end only."""
        if scope.dead or scope.loose:
            return
        holds = self.bounds.holds(found, scope.limits)
        by_turn = t.TurnNumber() in (found.left, found.right)
        if holds is None or (by_turn and (self._one_of or holds != self._denied)):
            return
        if by_turn:
            turns = self.names.scenario.head.turns
            self.warn(at, f"this {'always' if holds else 'never'} holds: {TURNS_END} {turns}")
            return
        left, right = self.bounds.of(found.left, scope.limits), self.bounds.of(found.right, scope.limits)
        one, other = (right, left) if isinstance(found.left, t.Lit) else (left, right)
        unit = 10 if self._in_tenths(found) else 1
        said = f"{_range(one, unit)}" + ("" if other.low == other.high else f", the other side {_range(other, unit)}")
        self.warn(at, f"this {'always' if holds else 'never'} holds here: what is asked for is {said}")

    def _in_tenths(self, found: t.Cmp) -> bool:
        counts = (t.Past, t.Tally, t.Size, t.TurnNumber)
        sides = [side.body if isinstance(side, t.Over) else side for side in (found.left, found.right)]
        parts = [part for side in sides for part in ([term for _, term in side.terms] if isinstance(side, t.Plus) else [side])]
        families = self.names.families
        return not any(
            isinstance(part, counts)
            or (isinstance(part, t.TrackAt) and families[part.family].kind == "steps")
            or (isinstance(part, t.MeasureAt) and self.measure_unit(part.measure) == t.COUNT)
            for part in parts
        )

    def _tagged(self, of: str, tags: tuple[str, ...], at: int, negated: bool, scope: Scope) -> t.Cond:
        kinds: set[str] = set()
        for tag in tags:
            kinds.update(self.tagged(tag, at))
        record = scope.records[of]
        if negated == self._denied and record.sort != "unknown" and not scope.dead and not record.kinds & kinds:
            self.warn(at, f"no kind that this concerns has the tag {' or '.join(tags)}, so it never holds")
        return t.Tagged(of, ", ".join(tags), frozenset(kinds), negated)

    def _tag_field(self, expr: g.Expr, scope: Scope) -> str | None:
        if isinstance(expr, g.Field) and expr.field == "tag":
            if self._record(expr.of, expr.at, scope) == "signal":
                raise SlipError(expr.field_at, "a signal has no tag; its kind has")
            return expr.of
        return None

    def _is(self, expr: g.Is, scope: Scope) -> t.Cond:
        of = self._tag_field(expr.left, scope)
        if of is not None:
            word = expr.right.name if isinstance(expr.right, g.Word) else ""
            return self._tagged(of, (word,), expr.right.at, expr.negated, scope)
        left = self._side(expr.left, scope)
        vocabulary, noun = self._vocabulary(left, scope)
        right = self.name(expr.right, scope, vocabulary, noun)
        if expr.negated == self._denied:
            self._comparable(left, right, expr.right, scope)
        return self._had(t.Same(left, right, expr.negated), expr.at, scope)

    def _had(self, asked: t.Same | t.Among, at: int, scope: Scope) -> t.Cond:
        """Return a condition that is false for kinds of move without the modality that it asks about.

        Every move has a modality whose default is `self`: who speaks for it, if nobody else does, is the actor.
        """
        guards: list[t.Cond] = []
        for name in (asked.left, asked.right) if isinstance(asked, t.Same) else (asked.left,):
            if not isinstance(name, t.FieldOf) or not name.mod:
                continue
            kinds = scope.records[name.of].kinds
            having = self._having(name.field, kinds)
            if having == kinds:
                continue
            if not having and not self._denied:
                self.warn(at, f"no kind of move that this concerns has {self.spelled(name)}, so it never holds")
            guards.append(t.Among(t.FieldOf(name.of, "kind", False), tuple(sorted(having)), False))
        return t.All((*guards, asked)) if guards else asked

    def _having(self, modality: str, kinds: frozenset[str]) -> frozenset[str]:
        """Return the kinds of move that have a modality."""
        if self.names.modalities[modality].default == SELF:
            return kinds
        return frozenset(kind for kind in kinds if modality in self.names.kinds[kind].modalities)

    def _side(self, expr: g.Expr, scope: Scope) -> t.Name:
        if isinstance(expr, g.Word) and (expr.name in self.names.families or expr.name in self.names.measures):
            raise SlipError(expr.at, f"{expr.name} is a number; compare it with <, <=, > or >=")
        return self.name(expr, scope)

    def _comparable(self, left: t.Name, right: t.Name, expr: g.Expr, scope: Scope) -> None:
        one, other = scope.domain(left), scope.domain(right)
        if one is None or other is None or scope.dead or scope.loose or not one or not other:
            return
        if not one & other:
            self._never(left, right, one, expr.at)

    def _never(self, left: t.Name, right: t.Name, domain: frozenset[str], at: int) -> None:
        said = f'"{right.value}"' if isinstance(right, t.Const) else self.spelled(right)
        if isinstance(left, t.Const):
            self.warn(at, f'{self.spelled(right)} is never "{left.value}" here')
            return
        shown = sorted(domain)
        can = ", ".join(shown[:6]) + (" …" if len(shown) > 6 else "")
        self.warn(at, f"{self.spelled(left)} is never {said} here; it can be {can}")

    def _in(self, expr: g.In, scope: Scope) -> t.Cond:
        group = expr.group
        if group.field is not None and group.field.field in ("tag", "tags") and isinstance(expr.left, g.Word):
            of = self._tag_field(g.Field(group.field.at, group.field.of, "tag", group.field.field_at), scope) or ""
            return self._tagged(of, (expr.left.name,), expr.left.at, expr.negated, scope)
        of_tag = self._tag_field(expr.left, scope)
        if of_tag is not None:
            return self._tagged(of_tag, tuple(word.name for word in group.names), group.at, expr.negated, scope)
        left = self._side(expr.left, scope)
        if group.listed:
            vocabulary, noun = self._vocabulary(left, scope)
            values: list[str] = []
            for word in group.names:
                found = self.name(word, scope, vocabulary, noun)
                if not isinstance(found, t.Const):
                    raise SlipError(word.at, "a list holds fixed names only")
                if expr.negated == self._denied:
                    self._comparable(left, found, word, scope)
                values.append(found.value)
            return self._had(t.Among(left, tuple(dict.fromkeys(values)), expr.negated), expr.at, scope)
        if isinstance(left, t.FieldOf) and not left.mod and left.field in ("kind", *FIELD_VALUES) and group.field is None:
            raise SlipError(group.at, f"write the {left.field}s in brackets, as in [one, other]")
        members, domain, _ = self.members(group, scope)
        left_domain = scope.domain(left)
        asked = expr.negated == self._denied and not scope.dead and not scope.loose
        if asked and domain is not None and left_domain and not left_domain & domain:
            shown = group.names[0].name if group.names else f"{group.field.of}.{group.field.field}" if group.field else ""
            self.warn(expr.at, f"{self.spelled(left)} is never in {shown} here")
        return self._had(t.Among(left, members, expr.negated), expr.at, scope)

    # --- lines

    def each(self, expr: g.Each, scope: Scope) -> tuple[t.Loop, Scope]:
        """Return a line of `each`, and the scope in which its name is bound."""
        word = expr.within.names[0].name if expr.within.names and not expr.within.listed else ""
        if word in g.LISTS:
            if expr.var in scope.bound or expr.var in scope.records:
                raise SlipError(expr.at, f"{expr.var} is bound already; take another name")
            sort = {"moves": "move", "programmes": "programme", "ended": "ended", "signals": "signal"}[word]
            inner = scope.with_record(expr.var, sort, self.kinds_of(word))
            within: t.Members | str = word
        else:
            within, domain, source = self.members(expr.within, scope)
            inner = self._bind(expr.var, expr.at, scope, domain, source)
        where = None
        if expr.where is not None:
            where = self.condition(expr.where, inner)
            inner = inner.narrowed(where)
        return t.Loop(expr.var, within, where), inner

    def odds(self, expr: g.OddsPhrase, line: str, scope: Scope) -> t.OddsLine:
        """Return a line of odds."""
        when, inner = self._if(expr.condition, scope)
        return t.OddsLine(expr.sign * expr.number.tenths, self.factors(expr.factors, inner), when, self.wording(line, inner))

    def wording(self, line: str, scope: Scope) -> tuple[str | t.Name, ...]:
        """Return a line of odds without its number; names in brackets are to be filled in when it is drawn."""
        found = g.tokens(line)
        place = min(3, len(found) - 1)
        parts: list[str | t.Name] = []
        depth = 0
        at = found[place].at
        while place < len(found) and found[place].sort != "end":
            token = found[place]
            depth += (token.text == "[") - (token.text == "]")
            name: t.Name | None = None
            if token.sort == "name":
                if found[place + 1].text == "." and token.text in scope.records:
                    field = found[place + 2].text
                    if depth and field in self._fields(scope.records[token.text].sort):
                        name = t.FieldOf(token.text, field, field in self.names.modalities and scope.records[token.text].sort != "signal")
                    place += 2
                elif depth and token.text in scope.bound:
                    name = t.Var(token.text)
                elif depth and t.ACT in scope.records and (token.text in self.names.modalities or token.text == "actor"):
                    name = t.FieldOf(t.ACT, token.text, token.text != "actor")
            last = found[place]
            end = last.at + len(last.text)
            if name is not None:
                parts.extend((line[at : token.at], name))
                at = end
            place += 1
        parts.append(line[at : found[-1].at].rstrip())
        return tuple(part for part in parts if part != "")

    def _if(self, expr: g.Condition | None, scope: Scope) -> tuple[t.Cond | None, Scope]:
        if expr is None:
            return None, scope
        when = self.condition(expr, scope)
        return when, scope.narrowed(when)

    def effect(self, expr: g.Effect, scope: Scope) -> t.Effect:
        """Return an effect."""
        when, inner = self._if(expr.condition, scope)
        if isinstance(expr, g.ShiftPhrase):
            track = self._changed(expr.track, inner)
            if not expr.number.tenths:
                self.warn(expr.number.at, "a change of 0 changes nothing")
            return t.Shift(
                track,
                expr.sign * expr.number.tenths,
                self.factors(expr.factors, inner),
                self.turns(expr.after, inner),
                self.turns(expr.fading, inner),
                when,
            )
        if isinstance(expr, g.TowardPhrase):
            track = self._changed(expr.track, inner)
            goal = self.number(expr.goal, inner, t.POINTS)
            return t.Toward(track, goal, expr.number.tenths, self.factors(expr.factors, inner), when)
        if isinstance(expr, g.StepPhrase):
            track = self.track(expr.track, inner)
            if self.names.families[track.family].kind != "steps":
                raise SlipError(expr.track.at, f"{track.family} is in points; write an amount, as in {track.family} +1")
            return t.StepBy(track, expr.by, when)
        if isinstance(expr, g.EndPhrase):
            self._programme(expr.of, expr.of_at, inner, "end")
            return t.EndIt(expr.of, expr.how, when)
        if isinstance(expr, g.ExtendPhrase):
            self._programme(expr.of, expr.of_at, inner, "extend")
            return t.Extend(expr.of, expr.half_years.tenths // 10, when)
        if isinstance(expr, g.SchedulePhrase):
            return self._schedule(expr, inner, when)
        if isinstance(expr, g.TellPhrase):
            who = self.member("tell", expr.who, "players", inner)
            if expr.text not in self.names.scenario.texts:
                raise SlipError(expr.text_at, f'no text "{expr.text}".{did_you_mean(expr.text, self.names.scenario.texts)}')
            return t.Tell(who, expr.text, when)
        sort = inner.records[expr.of].sort if expr.of in inner.records else ""
        if not sort or sort in ("signal", "ended"):
            if not expr.of:
                raise SlipError(expr.at, "reveal what? Name a programme or move, as in reveal G; alone it is for the stage moves")
            near = did_you_mean(expr.of, (name for name in inner.records if name))
            raise SlipError(expr.of_at, f"{expr.of} is no programme or move of this rule; bind it under each.{near}")
        return t.Reveal(expr.of, sort == "programme", when)

    def _changed(self, word: g.Word, scope: Scope) -> t.TrackAt:
        if word.name in self.names.measures:
            raise SlipError(word.at, f"{word.name} is a measure and follows from tracks; rules change tracks")
        track = self.track(word, scope)
        if self.names.families[track.family].kind != "points":
            raise SlipError(word.at, f"{track.family} moves in steps; write step {track.family} up, or down")
        return track

    def _programme(self, of: str, at: int, scope: Scope, verb: str) -> None:
        record = scope.records.get(of)
        if record is None or record.sort not in ("programme", "unknown"):
            near = did_you_mean(of, (name for name in scope.records if name))
            raise SlipError(at, f'{of} is no running programme of this rule; {verb} needs "{of} in programmes" under each.{near}')

    def _schedule(self, expr: g.SchedulePhrase, scope: Scope, when: t.Cond | None) -> t.Schedule:
        inject = self.names.injects.get(expr.inject)
        if inject is None:
            raise SlipError(expr.inject_at, f'no inject "{expr.inject}".{did_you_mean(expr.inject, self.names.injects)}')
        subject: t.Name | None = None
        if inject.subject is None:
            if expr.subject is not None:
                raise SlipError(expr.subject.at, f"{inject.id} has no subject; leave out the for")
        elif expr.subject is None:
            raise SlipError(expr.inject_at, f"{inject.id} needs a subject, as in inject {inject.id} for X, with X in {inject.subject}")
        else:
            subject = self.member(inject.id, expr.subject, inject.subject, scope)
        return t.Schedule(inject.id, subject, self.turns(expr.after, scope), when)


def _known_word(expr: g.Expr, names: Names, scope: Scope) -> bool:
    """Return whether an index is a name that some part of the scenario knows, so that its own fault says more."""
    if not isinstance(expr, g.Word) or expr.args is not None:
        return True
    word = expr.name
    act = t.ACT in scope.records
    return (
        word in scope.bound or word in names.actors or word in names.values or word in names.sets or word == SELF
        or (act and (word in names.modalities or word in ("kind", "actor", "target", "outcome")))
    )  # fmt: skip


def _range(found: Range, unit: int) -> str:
    """Return a range as a reader would say it."""
    low, high = (_in_units(value, unit) for value in found)
    if low == high:
        return low
    return f"{low} or more" if found.high >= ENDLESS else f"from {low} to {high}"


def _in_units(value: int, unit: int) -> str:
    whole, rest = divmod(abs(value), unit)
    return f"{'-' if value < 0 else ''}{whole}{f'.{rest * 10 // unit}' if rest else ''}"


def _number_of(count: int, noun: str) -> str:
    return f"no {noun}s" if not count else f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _sort_word(sort: str) -> str:
    return {"act": "move", "ended": "programme", "unknown": "programme"}.get(sort, sort)
