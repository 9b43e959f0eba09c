"""What each name can stand for at one place of a rule, and how conditions narrow that.

A `Scope` is never changed; `narrowed` returns another. It is what lets the checker say that `trust[R, actor]` needs `actor in powers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exercise.rules import tree as t
from exercise.rules.bounds import Range, limited
from exercise.rules.names import FIELD_VALUES, Names

SIGNAL_VOICES = ("low-key", "public")
NOBODY = ""
"""The target of a signal towards anyone."""


class Bound(NamedTuple):
    """A bound name: what it can be (None: unknown, after a fault), and the field of a record that it goes through."""

    domain: frozenset[str] | None
    source: tuple[str, str] | None = None


class BoundThing(NamedTuple):
    """A bound move, programme or signal, or the act of a rule: the kinds it can be, and what its fields were narrowed to."""

    sort: str
    """act, move, programme, ended, signal or unknown."""
    kinds: frozenset[str]
    over: Mapping[str, frozenset[str]] = {}


class Scope:
    """The names in force at one place. `dead`: no case can reach it. `loose`: a fault before it makes domains unreliable."""

    __slots__ = ("bound", "dead", "limits", "loose", "means", "names", "records", "self_actor")

    def __init__(self, names: Names) -> None:
        self.names = names
        self.bound: dict[str, Bound] = {}
        self.records: dict[str, BoundThing] = {}
        self.limits: Mapping[t.Num, Range] = {}
        """Between which numbers sums lie here, as conditions have said."""
        self.dead = False
        self.loose = False
        self.means = False
        """A set may stand as an index, for the mean over it."""
        self.self_actor = ""

    def copy(self) -> Scope:
        """Return a scope that can be added to without touching this one."""
        new = Scope(self.names)
        new.bound = dict(self.bound)
        new.records = dict(self.records)
        new.limits = self.limits
        new.dead, new.loose, new.means, new.self_actor = self.dead, self.loose, self.means, self.self_actor
        return new

    def with_name(self, name: str, domain: frozenset[str] | None, source: tuple[str, str] | None = None) -> Scope:
        """Return this scope with one more name."""
        new = self.copy()
        new.bound[name] = Bound(domain, source)
        if domain is not None and not domain:
            new.dead = True
        return new

    def with_record(self, name: str, sort: str, kinds: frozenset[str]) -> Scope:
        """Return this scope with one more move, programme or signal; with a move of its own, the `target` too."""
        new = self.copy()
        new.records[name] = BoundThing(sort, kinds)
        if sort == "act":
            new.bound["target"] = Bound(None, (t.ACT, "targets"))
        if not kinds and sort != "unknown":
            new.dead = True
        return new

    # --- domains

    def field_domain(self, of: str, field: str) -> frozenset[str] | None:
        """Return what a field of a record can be here; for one that holds several, what each can be."""
        record = self.records[of]
        if record.sort == "unknown":
            return None
        found = self._raw(record, field)
        narrowed = record.over.get(field)
        return found if narrowed is None else found & narrowed

    def _raw(self, record: BoundThing, field: str) -> frozenset[str]:
        names = self.names
        if field == "kind":
            return record.kinds
        if field == "voice" and record.sort == "signal":
            return frozenset(SIGNAL_VOICES)
        if field in ("objectors", "endorsers") or (field == "actor" and record.sort == "signal"):
            return frozenset(names.players)
        if field == "target":
            return frozenset(names.players) | frozenset().union(*names.aims.values()) | {NOBODY}
        if field in FIELD_VALUES:
            return frozenset(FIELD_VALUES[field])
        return names.union(record.kinds, field)

    def domain(self, name: t.Name) -> frozenset[str] | None:
        """Return what a name can stand for here; None when a fault has made that unknown."""
        if isinstance(name, t.Const):
            return frozenset((name.value,))
        if isinstance(name, t.FieldOf):
            return self.field_domain(name.of, name.field)
        bound = self.bound[name.name]
        if bound.source is None:
            return bound.domain
        found = self.field_domain(*bound.source)
        return found if bound.domain is None or found is None else found & bound.domain

    # --- narrowing

    def narrowed(self, condition: t.Cond, truth: bool = True) -> Scope:
        """Return the scope in which a condition is known to hold (or, with `truth` false, not to hold)."""
        if isinstance(condition, t.Opposite):
            return self.narrowed(condition.part, not truth)
        if isinstance(condition, t.All | t.Any):
            if isinstance(condition, t.All) == truth:
                scope = self
                for part in condition.parts:
                    scope = scope.narrowed(part, truth)
                return scope
            return self._either([self.narrowed(part, truth) for part in condition.parts])
        if isinstance(condition, t.Cmp):
            new = self.copy()
            new.limits = limited(self.limits, condition, truth)
            new.dead = self.dead or any(limit.low > limit.high for limit in new.limits.values())
            return new
        if isinstance(condition, t.Tagged):
            return self._keep_kinds(condition.of, condition.kinds, (not condition.negated) == truth)
        if isinstance(condition, t.Among):
            holds = (not condition.negated) == truth
            if isinstance(condition.members, t.FieldNames):
                members = self.field_domain(condition.members.of, condition.members.field)
                return self._keep(condition.left, members, True) if holds and members is not None else self
            return self._keep(condition.left, frozenset(condition.members), holds)
        if isinstance(condition, t.Same):
            holds = (not condition.negated) == truth
            left, right = self.domain(condition.left), self.domain(condition.right)
            scope = self
            if right is not None and (holds or len(right) == 1):
                scope = scope._keep(condition.left, right, holds)
            if left is not None and (holds or len(left) == 1) and not isinstance(condition.right, t.Const):
                scope = scope._keep(condition.right, left, holds)
            return scope
        return self

    def _keep(self, name: t.Name, values: frozenset[str], inside: bool) -> Scope:
        domain = self.domain(name)
        if domain is None:
            return self
        kept = domain & values if inside else domain - values
        if kept == domain:
            return self
        new = self.copy()
        if not kept:
            new.dead = True
        if isinstance(name, t.Var):
            bound = self.bound[name.name]
            new.bound[name.name] = Bound(kept, bound.source)
            if bound.source is not None and bound.source[1] == "targets":
                new._drop_kinds(bound.source[0], "targets", kept)
        elif isinstance(name, t.FieldOf):
            record = self.records[name.of]
            if name.field == "kind":
                new.records[name.of] = BoundThing(record.sort, kept, record.over)
            else:
                new.records[name.of] = BoundThing(record.sort, record.kinds, {**record.over, name.field: kept})
                if record.sort != "signal" and name.field not in FIELD_VALUES:
                    new._drop_kinds(name.of, name.field, kept)
        return new

    def _drop_kinds(self, of: str, field: str, kept: frozenset[str]) -> None:
        record = self.records[of]
        kinds = frozenset(kind for kind in record.kinds if not kept.isdisjoint(self.names.field_of(kind, field)))
        if record.sort != "unknown" and not kinds:
            self.dead = True
        self.records[of] = BoundThing(record.sort, kinds, record.over)

    def _keep_kinds(self, of: str, kinds: frozenset[str], inside: bool) -> Scope:
        record = self.records[of]
        if record.sort == "unknown":
            return self
        kept = record.kinds & kinds if inside else record.kinds - kinds
        if kept == record.kinds:
            return self
        new = self.copy()
        new.records[of] = BoundThing(record.sort, kept, record.over)
        new.dead = new.dead or not kept
        return new

    def _either(self, scopes: list[Scope]) -> Scope:
        alive = [scope for scope in scopes if not scope.dead]
        if not alive:
            return scopes[0] if scopes else self
        if len(alive) == 1:
            return alive[0]
        new = self.copy()
        shared_limits = [limit for limit in alive[0].limits if all(limit in scope.limits for scope in alive)]
        new.limits = {
            node: Range(min(scope.limits[node].low for scope in alive), max(scope.limits[node].high for scope in alive))
            for node in shared_limits
        }
        for name, bound in self.bound.items():
            domains = [scope.bound[name].domain for scope in alive]
            known = [domain for domain in domains if domain is not None]
            new.bound[name] = Bound(frozenset().union(*known) if len(known) == len(domains) else None, bound.source)
        for name, record in self.records.items():
            parts = [scope.records[name] for scope in alive]
            shared = set(parts[0].over).intersection(*(part.over for part in parts[1:]))
            over = {field: frozenset().union(*(part.over[field] for part in parts)) for field in sorted(shared)}
            new.records[name] = BoundThing(record.sort, frozenset().union(*(part.kinds for part in parts)), over)
        return new
