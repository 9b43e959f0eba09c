"""Rules written anew for whoever weighs many moves: for one kind of move by one actor, and giving sums instead of causes.

What kind, actor, outcome and strength settle is settled when a function is written: rows become numbers, tests that cannot hold take
their rules with them. Such functions give what the plain ones give, and cost more to make than a few moves are worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd

from exercise.rules import tree as t
from exercise.rules.write import RuleWriter, Workshop

ACCEPTED, DECLINED = "accepted", "declined"
NOBODY_SAID = ("objectors", "endorsers")
"""Who spoke up when a move was shown: nobody, before anyone has answered."""
MOVE = "g, a, now, later, injects"
PROGRAMME = "g, home, p, now, later, injects"


class _NeverError(Exception):
    """A rule whose conditions cannot hold."""


class SumsWriter(RuleWriter):
    """Writes rules of one kind and actor into one function.

    It adds each change to `now` by track, or as (track, amount, half-years) to `later`, and each (inject, subject) to `injects`. What
    is left to chance does not happen.

    Args:
        shop: The constants and measures.
        kind: The kind of the move or programme.
        actor: Whose it is.
        outcome: What became of the move; empty where rules look at the programme that has just opened, which runs alone.
    """

    def __init__(self, shop: Workshop, kind: str, actor: str, *, outcome: str = "") -> None:
        super().__init__(shop)
        self._said = {"kind": kind, "actor": actor, "outcome": outcome} if outcome else {"kind": kind, "actor": actor}
        self._about_it: set[str] = {t.ACT} if outcome else set()
        self._programme = not outcome
        self._aimed: set[str] = set()
        """Names that stand for a target, one after the other."""
        aims = shop.book.kinds[kind].target
        self._targets = frozenset(() if aims is None else shop.book.sets.get(aims.of, (aims.of,))) - {actor}
        self._gave = False

    def sums(self, trees: Iterable[t.RuleTree]) -> str:
        """Return the source of a function for all rules that can bring anything; empty if none does."""
        for tree in trees:
            lines, needs, self._gave = len(self.lines), dict(self.needs), False
            if self._programme:
                self._about_it = {loop.var for loop in tree.each if loop.within == "programmes"}
            self._aimed = {loop.var for loop in tree.each if isinstance(loop.within, t.Several) and self._is_aim(loop.within)}
            if tree.by_target:
                self._aimed.add("target")
            try:
                self.rule(tree)
            except _NeverError:
                self._gave = False
            if not self._gave:
                del self.lines[lines:]
                self.depth = 0
                self.needs = needs
        return self.source("sums", PROGRAMME if self._programme else MOVE, self.lines) if self.lines else ""

    def opens(self, needs: Iterable[tuple[t.Cond, bool, str]]) -> str:
        """Return the source of whether all needs hold, each with whether it must for every target; empty if they always do."""
        self._aimed = {"target"}
        each: list[str] = []
        others: list[str] = []
        for tree, by_target, _ in needs:
            text = self.condition(tree)
            if text != "True":
                (each if by_target else others).append(text)
        if not each and not others:
            return ""
        loop = ["    for target in a.targets:", f"        if not ({' and '.join(each)}):", "            return False"] if each else []
        lines = ["try:", *loop, f"    return {' and '.join(others) or 'True'}", "except KeyError:", "    return False"]
        return self.source("opens", "g, a", lines)

    # --- what is settled

    def fixed_value(self, name: t.Name) -> str | None:
        """Return what a name stands for where that is known, or None."""
        if isinstance(name, t.Part):
            return None if name.mod or name.of not in self._about_it else self._said.get(name.field)
        return super().fixed_value(name)

    def members(self, members: t.Members) -> str:
        """Return what a loop goes through."""
        if isinstance(members, t.Several) and self._is_empty(members):
            return "()"
        return super().members(members)

    def _is_aim(self, members: t.Several) -> bool:
        return members.of in self._about_it and members.field == "targets"

    def _is_empty(self, members: t.Several) -> bool:
        return members.of in self._about_it and members.field in NOBODY_SAID

    def header(self, tree: t.RuleTree, loop: t.Loop) -> str:
        """Return the line that opens a loop of `each`; the programme that runs alone needs none, only its name."""
        if isinstance(loop.within, t.Several) and self._is_empty(loop.within):
            raise _NeverError
        if self._programme and loop.within in ("moves", "ended", "signals"):
            raise _NeverError
        if self._programme and loop.within == "programmes":
            return f"if {loop.var} := p:"
        return super().header(tree, loop)

    def name(self, name: t.Name) -> str:
        """Return a name as an expression; a programme's modalities are looked up once."""
        if self._programme and isinstance(name, t.Part) and name.mod and name.of in self._about_it:
            return self.local(f"mod_{name.field.replace('-', '_')}", f"p.mods[{name.field!r}]")
        return super().name(name)

    def number(self, node: t.Num) -> str:
        """Return a number as an expression."""
        if isinstance(node, t.Size) and node.field == "age" and node.of in self._about_it and self._programme:
            return "0"
        return super().number(node)

    def ground_of(self, measure: str) -> str:
        """Return the ground on which a measure is worked out: the one that many moves share, where it looks at nothing under way."""
        return "home" if self._programme and self.shop.is_still(measure) else "g"

    def condition(self, node: t.Cond) -> str:
        """Return a condition as an expression; `True` or `False` where it is decided already."""
        if isinstance(node, t.Tagged) and node.of in self._about_it:
            return str((self._said["kind"] in node.kinds) != node.negated)
        if isinstance(node, t.Known) and node.of in self._about_it:
            return "False"
        if isinstance(node, t.Among) and isinstance(node.members, t.Several) and self._is_empty(node.members):
            return str(node.negated)
        if isinstance(node, t.Among) and isinstance(node.left, t.Var) and node.left.name in self._aimed and type(node.members) is tuple:
            named = self._targets.intersection(node.members)
            if not named or named == self._targets:
                return str(bool(named) != node.negated)
        if isinstance(node, t.Cmp):
            left, right = self.number(node.left), self.number(node.right)
            if _is_whole(left) and _is_whole(right):
                return str(_holds(int(left), node.sign, int(right)))
            return f"({left} {node.sign} {right})"
        return super().condition(node)

    def tests(self, tree: t.RuleTree, levels: Mapping[str, int]) -> list[tuple[int, str, bool]]:
        """Return the conditions of a rule, each with the loop that it stands in."""
        found = super().tests(tree, levels)
        if any(text == "False" for _, text, _ in found):
            raise _NeverError
        return found

    # --- what is given

    def scaled(self, amount: int, factors: tuple[t.Num, ...], divisor: int, strength: str | None) -> str:
        """Return an amount times its factors, rounded once; those that are known are multiplied here."""
        left: list[t.Num] = []
        for factor in factors:
            known = self._known(factor)
            if known is None:
                left.append(factor)
            else:
                amount *= known[0]
                divisor *= known[1]
        if not amount:
            return "0"
        shared = gcd(amount, divisor)
        amount, divisor = amount // shared, divisor // shared
        if left:
            return super().scaled(amount, tuple(left), divisor, None)
        size = (2 * abs(amount) + divisor) // (2 * divisor)
        return str(size if amount > 0 else -size)

    def _known(self, factor: t.Num) -> tuple[int, int] | None:
        """Return a factor that is known, and what the whole is."""
        if not isinstance(factor, t.Row) or not isinstance(factor.key, t.Const | t.Var | t.Part):
            return None
        key = self.fixed_value(factor.key)
        if key is None:
            return None
        rows, _, whole = self.shop.factor_rows(factor.table)
        value = self.shop.namespace[rows].get(key)
        return None if value is None else (value, whole)

    def may_be_nothing(self, node: t.Num) -> str:
        """Return a factor that may be nothing and is not known yet; else empty."""
        return "" if self._known(node) is not None else super().may_be_nothing(node)

    def about(self, tree: t.RuleTree) -> None:
        """Say nothing of whom a rule concerns: no cause is given."""

    def draw(self, tree: t.RuleTree) -> None:
        """Add what follows when that which is left to chance does not happen."""
        self.effects(tree, tree.otherwise)

    def effects(self, tree: t.RuleTree, effects: tuple[t.Effect, ...]) -> None:
        """Add what effects give, those that cannot come about left out."""
        possible = [effect for effect in effects if effect.when is None or self.condition(effect.when) != "False"]
        super().effects(tree, tuple(possible))

    def shift(self, place: str, amount: str, tail: str, after: str, fading: str) -> None:
        """Add a change of a track."""
        self._gave = True
        if after != "0":
            self.put(f"wait = {after}")
        if fading != "0":
            self.put(f"fade = {fading}")
        if place != "i":
            self.put(f"i = {place}")
        if after != "0":
            self.put("if wait:")
            self.put(f"    later.append((i, {amount}, wait))")
            self.put("else:")
            self.depth += 1
        self.put(f"now[i] = now.get(i, 0) + {amount}")
        if fading != "0":
            self.put("if fade:")
            self.put(f"    later.append((i, -{amount}, fade))")

    def other(self, effect: t.Effect, tail: str) -> None:
        """Add a step or an inject; what else an effect can be changes no track."""
        if isinstance(effect, t.StepBy):
            self._gave = True
            steps = self.shop.book.families[effect.track.family].kind == "steps"
            self.put(f"i = {self.track(effect.track)}")
            self.put(f"now[i] = now.get(i, 0) + {effect.by if steps else effect.by * 10}")
        elif isinstance(effect, t.Schedule):
            self._gave = True
            subject = self.subject(effect)
            self.put(f"injects.add(({effect.inject!r}, {subject}))")
        else:
            self.put("pass")


class StageWriter(RuleWriter):
    """Writes all rules of a stage into one function that adds changes at once to `now` by track, and gives the rest as ever."""

    def about(self, tree: t.RuleTree) -> None:
        """Say whom the rule concerns, where anything but a change at once comes of it."""
        if tree.chance is not None or not all(map(_is_at_once, (*tree.then, *tree.otherwise))):
            super().about(tree)

    def shift(self, place: str, amount: str, tail: str, after: str, fading: str) -> None:
        """Add a change of a track."""
        if (after, fading) != ("0", "0"):
            super().shift(place, amount, tail, after, fading)
            return
        if place != "i":
            self.put(f"i = {place}")
        self.put(f"now[i] = now.get(i, 0) + {amount}")


def _is_at_once(effect: t.Effect) -> bool:
    nothing = t.Lit(0)
    return isinstance(effect, t.Toward) or (isinstance(effect, t.Shift) and effect.after == nothing and effect.fading == nothing)


def stage_source(shop: Workshop, trees: Iterable[t.RuleTree]) -> str:
    """Return the source of a stage as sums; it takes (ground, out, now)."""
    writer = StageWriter(shop)
    for tree in trees:
        writer.rule(tree)
    return writer.source("sums", "g, out, now", writer.lines or ["pass"])


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _holds(left: int, sign: str, right: int) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right, "==": left == right,
            "!=": left != right}[sign]  # fmt: skip


def sources(shop: Workshop, trees: Iterable[t.RuleTree], kind: str, actor: str) -> dict[str, str]:
    """Return the source of what a move of one kind and actor brings, empty if that is nothing: accepted, declined, and as a programme.

    The first two take (ground, act, now, later, injects), the last (its ground, the ground of the move, programme, now, later, injects).
    """
    moves: list[t.RuleTree] = []
    running: list[t.RuleTree] = []
    for tree in trees:
        if tree.stage == "moves":
            if tree.kinds and kind in tree.kinds:
                moves.append(tree)
        elif tree.runs is not None and kind in tree.runs:
            running.append(tree)
    return {
        ACCEPTED: SumsWriter(shop, kind, actor, outcome=ACCEPTED).sums(moves),
        DECLINED: SumsWriter(shop, kind, actor, outcome=DECLINED).sums([tree for tree in moves if tree.any_outcome]),
        "running": SumsWriter(shop, kind, actor).sums(running),
    }


def opens_source(shop: Workshop, needs: Iterable[tuple[t.Cond, bool, str]], kind: str, actor: str) -> str:
    """Return the source of whether all needs of a kind hold for one actor; it takes (ground, act). Empty if they always do."""
    return SumsWriter(shop, kind, actor, outcome=ACCEPTED).opens(needs)
