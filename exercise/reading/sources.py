"""Who says so, from a scenario alone: pages of rules, moves, events and claims that lead into one another, at the table or before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.reading.models import Claimed, Leaf
from exercise.reading.rule_words import in_words, names
from exercise.words import Words, counted

if TYPE_CHECKING:
    from exercise.model.scenario import Claim, Scenario


def section_mark(section: str) -> str:
    """Return the short form of a section of the brief: the beginning of its name."""
    word = section.split("-")[-1]
    return word.upper() if len(word) <= 3 else word[:5].title()


def place_mark(claims: Mapping[str, Claim], ids: Sequence[str]) -> str:
    """Return a short mark of where the brief speaks: the beginning of the section's name and the paragraph."""
    for id in ids:
        known = claims.get(id)
        if known:
            section, _, paragraph = known.where[0].partition("/")
            return f"{section_mark(section)} {paragraph}"
    return ""


def claimed(scenario: Scenario) -> tuple[Claimed, ...]:
    """Return a scenario's claims in the brief's order, each with the rules, moves and events that rest on it."""
    words = Words(scenario)
    uses: dict[str, list[tuple[str, str]]] = {}
    for sort, parts in (("rule", scenario.rules), ("kind", scenario.moves), ("inject", scenario.injects)):
        for part in parts:
            for claim in part.claims:
                uses.setdefault(claim, []).append((f"{sort}:{part.id}", part.title))
    order = list(scenario.head.sections)

    def place(where: str) -> tuple[int, str]:
        section, _, paragraph = where.partition("/")
        return (order.index(section) if section in order else 99, paragraph)

    return tuple(
        Claimed(
            claim.id,
            words.where(claim.id),
            words.section(claim.where[0].partition("/")[0]),
            claim.kind,
            claim.claim,
            claim.ours or "",
            tuple(uses.get(claim.id, ())),
        )
        for claim in sorted(scenario.claims, key=lambda claim: (place(claim.where[0]), claim.id))
    )


def of_nothing(inject: str) -> bool:
    """Say that an event is not known: before a session has begun, none is."""
    return False


class Sources:
    """What a scenario's rules, moves and events rest on, and what rests on its claims."""

    def __init__(self, scenario: Scenario, words: Words, heard_of: Callable[[str], bool] = of_nothing) -> None:
        """Read a scenario.

        Args:
            scenario: The scenario.
            words: Its words.
            heard_of: Whether the reader knows of an event, by its id; events to come are told nobody but the facilitator.
        """
        self.heard_of = heard_of
        self.words = words
        self.scenario = scenario
        self._rules = {rule.id: rule for rule in scenario.rules}
        self._kinds = {kind.id: kind for kind in scenario.moves}
        self._injects = {inject.id: inject for inject in scenario.injects}
        self._known = {claim.id: claim for claim in scenario.claims}

    def leaf(self, ref: str) -> Leaf | None:
        """Return the page of a rule, move, event, reaction or claim; None for a page of another sort."""
        sort, _, rest = ref.partition(":")
        page: dict[str, Callable[[str], Leaf]] = {
            "rule": self._rule,
            "claim": self._claim,
            "inject": self._inject,
            "choice": self._inject,
            "kind": self._kind,
        }
        make = page.get(sort)
        return make(rest) if make else None

    @cached_property
    def _claimed(self) -> tuple[Claimed, ...]:
        return claimed(self.scenario)

    @property
    def claims(self) -> tuple[Claimed, ...]:
        """The claims of the brief in its order, with all that rests on them and that the reader may know of."""
        return tuple(claim._replace(uses=tuple(use for use in claim.uses if self._is_open(use[0]))) for claim in self._claimed)

    def _is_open(self, ref: str) -> bool:
        sort, _, id = ref.partition(":")
        return sort != "inject" or self.heard_of(id)

    def _grounds(
        self, claims: Sequence[str], basis: str | None, why: str | None
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
        text: list[tuple[str, str]] = []
        if basis:
            text.append(("accent", "Designer's assumption."))
        if why:
            text.append(("", why))
        links = [(f"claim:{claim}", self.words.claim(claim), place_mark(self._known, (claim,))) for claim in claims]
        return text, links

    def _rule(self, id: str) -> Leaf:
        rule = self._rules.get(id)
        if rule is None:
            return self._inject(id)
        text, links = self._grounds(rule.claims, rule.basis, rule.why)
        lines = [f"for each `{line}`" for line in rule.each] + [f"when `{line}`" for line in rule.when]
        if rule.chance is not None:
            lines.append(f"chance `{rule.chance} %`")
        lines += (
            [f"odds `{line}`" for line in rule.odds]
            + [f"then `{line}`" for line in rule.then]
            + [f"otherwise `{line}`" for line in rule.otherwise]
        )
        if told := in_words(self.scenario, self.words, rule):
            text.insert(0, ("", f"In words: {told}"))
        text.append(("", "As the program reads it; `x` is times, and brackets name whom a track is about."))
        text.append(("dim", "\n".join(f"- {line}" for line in lines)))
        if named := names(self.scenario, rule):
            text.append(("", "The names in it:"))
            text.append(("dim", "\n".join(f"- `{name}`: {title}" for name, title in named)))
        return Leaf(rule.title, f"rule {rule.id} · {self.words.stage(rule.stage).lower()}", (), "", tuple(text), tuple(links))

    def _claim(self, id: str) -> Leaf:
        claim = next((claim for claim in self.claims if claim.id == id), None)
        if claim is None:
            return Leaf(self.words.title(id))
        text = [("", claim.text)]
        if claim.ours:
            text.append(("dim", f"Our inference, not the brief's: {claim.ours}"))
        return Leaf(
            "What the brief says",
            f"{place_mark(self._known, (id,))}: {claim.where}",
            (),
            "",
            tuple(text),
            tuple((ref, title, ref.partition(":")[0]) for ref, title in claim.uses[:24]),
        )

    def _inject(self, rest: str) -> Leaf:
        id, _, choice = rest.partition("/")
        inject = self._injects.get(id)
        if inject is None or not self.heard_of(id):
            return Leaf("Not known" if inject else self.words.title(id))
        text, links = self._grounds(inject.claims, inject.basis, inject.why)
        chosen = next((one for one in inject.reaction.choices if one.id == choice), None) if inject.reaction else None
        body = [("", inject.text.replace("{subject}", f"the {self.scenario.head.place} concerned"))]
        if chosen:
            body.append(("b", chosen.title))
            if chosen.text:
                body.append(("", chosen.text))
        return Leaf(inject.title, "an event", (), "", (*body, *text), tuple(links))

    def _kind(self, id: str) -> Leaf:
        kind = self._kinds.get(id)
        if kind is None:
            return Leaf(self.words.title(id))
        text, links = self._grounds(kind.claims, kind.basis, kind.why)
        text.insert(0, ("", kind.text))
        text += [("dim", f"Barred where this is so: {need.otherwise}") for need in kind.needs]
        return Leaf(kind.title, f"{kind.group} · costs {counted(kind.cost, 'capital', 'capital')}", (), "", tuple(text), tuple(links))
