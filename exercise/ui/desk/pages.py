"""The pages of the Why drawer, from a number to its causes, to rules, to the claims of the brief; and the claims themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from exercise.describe import counted, points
from exercise.ui.desk.board import Board
from exercise.ui.desk.chair import Chair
from exercise.ui.desk.reading import claimed
from exercise.ui.desk.reasons import Reasons
from exercise.ui.desk.telling import Telling
from exercise.ui.models import Change, Claimed, Leaf, Reason


class Pages:
    """Who says so, a page at a time."""

    def __init__(self, chair: Chair, reasons: Reasons, board: Board, telling: Telling) -> None:
        self.chair = chair
        self.session = chair.session
        self.words = chair.words
        self.seat = chair.seat
        self.reasons = reasons
        self.board = board
        self.telling = telling

    def leaf(self, ref: str) -> Leaf:
        """Return one page of the Why drawer."""
        sort, _, rest = ref.partition(":")
        name = rest.partition("@")[0]
        page: dict[str, Callable[[str], Leaf]] = {
            "forecast": lambda _: self._change_leaf(ref, name),
            "advice": lambda _: self._change_leaf(ref, name),
            "declined": lambda _: self._change_leaf(ref, name),
            "change": lambda _: self._change_leaf(ref, name, instead=True),
            "track": self._track_leaf,
            "rule": self._rule_leaf,
            "claim": self._claim_leaf,
            "inject": self._inject_leaf,
            "choice": self._inject_leaf,
            "kind": self._kind_leaf,
        }
        make = page.get(sort.partition("-")[0])
        return make(rest) if make else Leaf(self.words.title(rest or sort))

    def _change_leaf(self, key: str, name: str, instead: bool = False) -> Leaf:
        found = self.reasons.kept.get(key)
        if not isinstance(found, Change):
            return self._track_leaf(name)
        sub = f"{found.before} → {found.after}" if found.before else found.later
        text: list[tuple[str, str]] = []
        if not found.reasons:
            text.append(("dim", "What moved it is not public, or kept back at this level of explanation; the debrief lifts it."))
        return Leaf(
            found.title,
            sub,
            found.reasons,
            found.amount,
            tuple(text),
            ((f"track:{name}", "What this track means, and where it stands", ""),),
            self.telling.instead(name) if instead else (),
        )

    def _track_leaf(self, name: str) -> Leaf:
        family = name.partition("[")[0]
        known = self.session.book.families.get(family) or self.session.book.measures.get(family)
        bar = self.board.bar(name)
        text = [("", known.text)] if known else []
        _, knows, _, high = self.board.value(name)
        if knows == 2:
            sub = f"stands at {bar.text} of {points(high) if self.chair.is_points(name) else high}"
        elif knows == 1:
            sub = f"{bar.text} (you see only the band)"
        else:
            sub = "not known to you"
        links: list[tuple[str, str, str]] = []
        for claim in known.claims if known else ():
            links.append((f"claim:{claim}", self.words.claim(claim), self.reasons.place_mark((claim,))))
        reasons: tuple[Reason, ...] = ()
        total = ""
        state = self.session.state
        last = state.turn if state.phase in ("read-out", "over") else state.turn - 1
        if last >= 1 and name in self.session.book.track_index:
            moved = next((one for one in self.session.changes(last, self.seat) if one.name == name), None)
            if moved is not None:
                change = self.reasons.total(moved, "last")
                reasons, total = change.reasons, change.amount
                text.append(("dim", f"Above: what moved it in {self.words.turn(last)}."))
        equals = getattr(known, "equals", "")
        if equals:
            text.append(("dim", f"Worked out as: {equals}"))
        return Leaf(self.words.track(name), sub, reasons, total, tuple(text), tuple(links))

    def _grounds(
        self, claims: Sequence[str], basis: str | None, why: str | None
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
        text: list[tuple[str, str]] = []
        if basis:
            text.append(("accent", "Designer's assumption."))
        if why:
            text.append(("", why))
        links = [(f"claim:{claim}", self.words.claim(claim), self.reasons.place_mark((claim,))) for claim in claims]
        return text, links

    def _rule_leaf(self, id: str) -> Leaf:
        rule = self.session.book.rules.get(id)
        if rule is None:
            return self._inject_leaf(id)
        text, links = self._grounds(rule.claims, rule.basis, rule.why)
        lines = [f"for each `{line}`" for line in rule.each] + [f"when `{line}`" for line in rule.when]
        if rule.chance is not None:
            lines.append(f"chance `{rule.chance} %`")
        lines += (
            [f"odds `{line}`" for line in rule.odds]
            + [f"then `{line}`" for line in rule.then]
            + [f"otherwise `{line}`" for line in rule.otherwise]
        )
        text.append(("dim", "\n".join(f"- {line}" for line in lines)))
        return Leaf(rule.title, f"rule {rule.id} · {self.words.stage(rule.stage).lower()}", (), "", tuple(text), tuple(links))

    def _claim_leaf(self, id: str) -> Leaf:
        claim = self._claim(id)
        if claim is None:
            return Leaf(self.words.title(id))
        text = [("", claim.text)]
        if claim.ours:
            text.append(("dim", f"Our inference, not the brief's: {claim.ours}"))
        return Leaf(
            "What the brief says",
            claim.where,
            (),
            "",
            tuple(text),
            tuple((ref, title, ref.partition(":")[0]) for ref, title in claim.uses[:24]),
        )

    def _inject_leaf(self, rest: str) -> Leaf:
        id, _, choice = rest.partition("/")
        inject = self.session.book.injects.get(id)
        if inject is None:
            return Leaf(self.words.title(id))
        text, links = self._grounds(inject.claims, inject.basis, inject.why)
        chosen = next((one for one in inject.reaction.choices if one.id == choice), None) if inject.reaction else None
        body = [("", inject.text.replace("{subject}", "the state concerned"))]
        if chosen:
            body.append(("b", chosen.title))
            if chosen.text:
                body.append(("", chosen.text))
        return Leaf(inject.title, "an event", (), "", (*body, *text), tuple(links))

    def _kind_leaf(self, id: str) -> Leaf:
        kind = self.session.book.kinds.get(id)
        if kind is None:
            return Leaf(self.words.title(id))
        text, links = self._grounds(kind.claims, kind.basis, kind.why)
        text.insert(0, ("", kind.text))
        text += [("dim", f"Needs: {need.otherwise}") for need in kind.needs]
        return Leaf(kind.title, f"{kind.group} · costs {counted(kind.cost, 'capital', 'capital')}", (), "", tuple(text), tuple(links))

    def _claim(self, id: str) -> Claimed | None:
        return next((claim for claim in self.claims() if claim.id == id), None)

    def claims(self) -> tuple[Claimed, ...]:
        """Return the claims of the brief with all that rests on them, in the brief's order."""
        return self._claimed

    @cached_property
    def _claimed(self) -> tuple[Claimed, ...]:
        return claimed(self.session.scenario)
