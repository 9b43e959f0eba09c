"""Who may know that the condition of a rule or an inject was met: `knows_condition`.

A draw that failed proves that its condition held, so it is shown to those alone who could have told that for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from exercise.engine.setup import Setup
from exercise.model.play import ALL, FACILITATOR
from exercise.rules import tree as t
from exercise.rules.analyse import walk

INJECT = "inject:"
LISTS_WITH_SECRETS = ("signals",)
"""What a rule may go through without every item's audience reaching the draw."""


def knows_condition(setup: Setup, rule: str, about: tuple[str, ...], seat: str, knows: tuple[int, ...]) -> bool:
    """Return whether all that a draw's condition reads is open to a seat; False where the rule is no longer at hand.

    Moves and programmes that the draw concerns are left to the draw's own audience.

    Args:
        setup: The rulebook at its table.
        rule: The rule's id, or `inject:ID`.
        about: Whom and what the draw concerns.
        seat: A seat, `facilitator` or `public`.
        knows: What the seat knows of each track: 2 (the number), 1 (its band) or 0 (nothing).
    """
    place = (rule, about, seat)
    known = setup.cache.conditions.get(place)
    if known is None:
        known = setup.cache.conditions[place] = seat == FACILITATOR or _Reading(setup, about, seat, knows).open(rule)
    return known


class _Reading:
    """One reader before one draw: it goes through all that the condition could read."""

    def __init__(self, setup: Setup, about: tuple[str, ...], seat: str, knows: tuple[int, ...]) -> None:
        self.setup = setup
        self.knows = knows
        self.held = frozenset((seat, *setup.seats.get(seat, ())))
        self.about = frozenset(about)

    def open(self, rule: str) -> bool:
        book = self.setup.book
        try:
            if not rule.startswith(INJECT):
                tree = book.parts.rule(rule)
                # What concerns a name that the draw tells of can be narrowed to it; other names go through all their members.
                named = frozenset(name for name, sort in tree.about if sort == "name")
                return self.all_open((tree.each, tree.when), named)
            inject = book.injects[rule.removeprefix(INJECT)]
            if inject.audience != ALL and self.held.isdisjoint(inject.audience):
                return False
            return self.all_open(book.parts.ready_of(inject.id), frozenset(("subject",)))
        except (KeyError, ValueError):
            return False

    def all_open(self, trees: object, named: frozenset[str]) -> bool:
        return all(self.is_open(node, named) for node in walk(trees))

    def is_open(self, node: object, named: frozenset[str]) -> bool:
        match node:
            case t.TrackAt():
                return all(self.knows[track] == 2 for track in self.tracks(node, named))
            case t.MeasureAt():
                return self.all_open(self.setup.book.parts.measure(node.measure), frozenset())
            case t.Past():
                return all(not self.held.isdisjoint((by, to)) for by, to in self.cells(node, named))
            case t.Tally():
                return False
            case t.Loop():
                return node.within not in LISTS_WITH_SECRETS
        return True

    def tracks(self, at: t.TrackAt, named: frozenset[str]) -> Iterable[int]:
        book = self.setup.book
        for track, (family, keys) in enumerate(zip(book.track_family, book.track_keys, strict=True)):
            if family.id == at.family and self.may_be(at.args, keys, named):
                yield track

    def cells(self, past: t.Past, named: frozenset[str]) -> Iterable[tuple[str, str]]:
        for watch, by, to in self.setup.book.watch_cells:
            if watch == past.watch and self.may_be(past.args, tuple(name for name in (by, to) if name), named):
                yield by, to

    def may_be(self, args: tuple[t.Name, ...], keys: tuple[str, ...], named: frozenset[str]) -> bool:
        """Return whether names as a condition gives them may stand for these members."""
        for arg, key in zip(args, keys, strict=False):
            if isinstance(arg, t.Const) and arg.value != key:
                return False
            if isinstance(arg, t.Var) and arg.name in named and key not in self.about:
                return False
        return True
