"""Between which numbers a sum can lie: what tracks, measures and tables can be, and what conditions before it have said.

Numbers are seen here as `exercise.rules.scope` sees names: what no number can meet never holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exercise.rules import tree as t
from exercise.rules.names import Names

ENDLESS = 1_000_000
"""No count goes so far."""
FACTOR_WHOLE = 1000
FACTOR_MOST = 3 * FACTOR_WHOLE
LONGEST_AGO = 99
"""What `since` says of something that never happened."""
COMMONEST = {"streak": (0, ENDLESS), "since": (0, LONGEST_AGO), "count": (0, ENDLESS)}


class Range(NamedTuple):
    """The lowest and the highest that a number can be, both included."""

    low: int
    high: int

    def __add__(self, other: object) -> Range:
        """Return what the sum of two numbers can be."""
        assert isinstance(other, Range)
        return Range(self.low + other.low, self.high + other.high)

    def times(self, count: int) -> Range:
        """Return what the number can be so many times over."""
        one, other = self.low * count, self.high * count
        return Range(min(one, other), max(one, other))

    def with_nothing(self) -> Range:
        """Return this range with 0 in it."""
        return Range(min(self.low, 0), max(self.high, 0))


Limits = Mapping[t.Num, Range]


class Bounds:
    """Works out ranges in one scenario; `measures` are the trees of its measures."""

    def __init__(self, names: Names, measures: Mapping[str, t.Num]) -> None:
        self.names = names
        self.measures = measures
        self._of_measure: dict[str, Range] = {}

    def of(self, node: t.Num, limits: Limits) -> Range:
        """Return what a number can be where limits are known to hold."""
        found = self._of(node, limits)
        known = limits.get(node)
        return found if known is None else Range(max(found.low, known.low), min(found.high, known.high))

    def _of(self, node: t.Num, limits: Limits) -> Range:
        if isinstance(node, t.Lit):
            return Range(node.value, node.value)
        if isinstance(node, t.TrackAt):
            return Range(node.lowest, node.highest)
        if isinstance(node, t.MeasureAt):
            return self._measure(node.measure)
        if isinstance(node, t.TableRow):
            rows = self._rows(node.table)
            return Range(rows.low * node.scale, rows.high * node.scale)
        if isinstance(node, t.Past):
            return Range(*COMMONEST[node.what])
        if isinstance(node, t.TurnNumber):
            return Range(1, self.names.scenario.head.turns)
        if isinstance(node, t.Over):
            return self._over(node, limits)
        if isinstance(node, t.Scaled):
            return self._scaled(node, limits)
        if isinstance(node, t.Plus):
            total = Range(0, 0)
            for sign, term in node.terms:
                total += self.of(term, limits).times(sign)
            return total
        return Range(0, ENDLESS)

    def _measure(self, measure: str) -> Range:
        if measure not in self._of_measure:
            # A measure that goes in a circle is a fault of its own.
            self._of_measure[measure] = Range(-ENDLESS, ENDLESS)
            tree = self.measures.get(measure)
            if tree is not None:
                self._of_measure[measure] = self._of(tree, {})
        return self._of_measure[measure]

    def _rows(self, table_id: str) -> Range:
        table = self.names.tables[table_id]
        values = [*table.rows.values(), *(() if table.other is None else (table.other,))] or [0]
        return Range(min(values), max(values))

    def _over(self, node: t.Over, limits: Limits) -> Range:
        one = self.of(node.body, limits)
        most = 1
        sure = node.where is None
        for members in node.members:
            several = isinstance(members, t.FieldNames)
            most *= len(self.names.players) if several else len(members)
            sure = sure and not several and bool(members)
        if node.how == "total":
            return one.times(most) if sure else one.times(most).with_nothing()
        return one if sure else one.with_nothing()

    def _scaled(self, node: t.Scaled, limits: Limits) -> Range:
        low = high = abs(node.amount)
        for factor in node.factors:
            if isinstance(factor, t.TableRow):
                rows = self._rows(factor.table)
                found = Range(rows.low * 10, rows.high * 10)
            else:
                found = self.of(factor, limits)
            low = low * min(max(found.low, 0), FACTOR_MOST) // FACTOR_WHOLE
            high = -(-high * min(max(found.high, 0), FACTOR_MOST) // FACTOR_WHOLE)
        return Range(low, high) if node.amount >= 0 else Range(-high, -low)

    def holds(self, node: t.Cmp, limits: Limits) -> bool | None:
        """Return whether a comparison always holds, or never; None where it may do either."""
        left, right = self.of(node.left, limits), self.of(node.right, limits)
        if node.sign in (">", ">="):
            left, right = right, left
        if node.sign in ("<", ">"):
            return True if left.high < right.low else False if left.low >= right.high else None
        return True if left.high <= right.low else False if left.low > right.high else None


def limited(limits: Limits, node: t.Cmp, truth: bool) -> dict[t.Num, Range]:
    """Return limits with what a comparison with a number says, where it is known to hold (or not to)."""
    left, sign, right = node.left, node.sign, node.right
    if isinstance(left, t.Lit):
        left, right, sign = right, left, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[sign]
    if not isinstance(right, t.Lit) or isinstance(left, t.Lit):
        return dict(limits)
    if not truth:
        sign = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[sign]
    value = right.value
    before = limits.get(left, Range(-ENDLESS, ENDLESS))
    low, high = {"<": (before.low, value - 1), "<=": (before.low, value), ">": (value + 1, before.high), ">=": (value, before.high)}[sign]
    return {**limits, left: Range(max(low, before.low), min(high, before.high))}
