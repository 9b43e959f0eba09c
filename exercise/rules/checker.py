"""Shared by all checks: collecting faults with their places, and looking up names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from exercise.errors import ExerciseError, Fault, did_you_mean
from exercise.model.moves import parse_move
from exercise.model.play import Move
from exercise.rules.analyse import Where, sentence
from exercise.rules.names import SELF, Names

MOST_SUGGESTIONS = 200
"""Unknown names for which the nearest right one is looked for: it takes long among thousands, and who has so many looks at the first."""


class Checker:
    """Collects the faults and warnings of one part of a scenario."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.faults: list[Fault] = []
        self._suggestions = MOST_SUGGESTIONS

    def fault(self, where: Where, text: str, on_key: bool = False, offset: int = 0) -> None:
        """Add a fault."""
        self.faults.append(Fault(where, sentence(text), offset, False, on_key))

    def warn(self, where: Where, text: str) -> None:
        """Add a warning."""
        self.faults.append(Fault(where, sentence(text), 0, True))

    def known(self, owner: str, where: Where, name: str, known: Iterable[str], noun: str, on_key: bool = False) -> bool:
        """Return whether a name is known; if not, add a fault with the nearest right one."""
        candidates = known if isinstance(known, Collection) else tuple(known)
        if name in candidates:
            return True
        self._suggestions -= 1
        near = did_you_mean(name, candidates) if self._suggestions >= 0 else ""
        self.fault(where, f'{owner}: no {noun} "{name}".{near}', on_key)
        return False

    def group(self, owner: str, where: Where, name: str, more: tuple[str, ...] = (), noun: str = "actor or set") -> bool:
        """Return whether a name is a set, an actor or one of `more`; if not, add a fault."""
        if name in more or name in self.names.sets or name in self.names.actors:
            return True
        return self.known(owner, where, name, (*more, *self.names.sets, *self.names.actors), noun)

    def cited(self, owner: str, where: Where, claims: Iterable[str], facts: Iterable[str] = ()) -> None:
        """Check that the claims and facts that an item cites exist."""
        for place, claim in enumerate(claims):
            self.known(owner, (*where, "claims", place), claim, self.names.claims, "claim")
        for place, fact in enumerate(facts):
            self.known(owner, (*where, "facts", place), fact, self.names.facts, "fact")

    def grounded(self, owner: str, where: Where, item: Any, effects: bool) -> None:
        """Warn of effects that rest on no claim and are no assumption, and of an assumption without a reason."""
        if effects and not item.claims and item.basis is None:
            self.warn(where, f"{owner} rests on nothing: name its claims, or say basis: assumption and why")
        if item.basis is not None and item.why is None:
            self.warn((*where, "basis"), f"{owner} is an assumption without a reason; say why")

    def value(self, owner: str, where: Where, modality: str, value: str, on_key: bool = False) -> bool:
        """Return whether a modality can have a value; if not, add a fault."""
        allowed = self.names.modality_values[modality]
        if self.names.modalities[modality].of is not None:
            allowed = (*allowed, SELF)
        return self.known(owner, where, value, allowed, modality, on_key)

    def move(self, owner: str, where: Where, text: str, verbs: tuple[str, ...] = (), actor: str | None = None) -> Move | None:
        """Return a move of a kind of the scenario that its text describes and its kind allows; if it does not, add a fault.

        Args:
            owner: Whose text it is, in words.
            where: Where it stands.
            text: The move as one line.
            verbs: Orders that may stand here beside the kinds of move; what they say is not checked.
            actor: Who must make it.
        """
        try:
            move = parse_move(text)
        except ExerciseError as fault:
            self.fault(where, f"{owner}: {fault}")
            return None
        if actor is not None and move.actor != actor:
            self.fault(where, f'{owner}: this script speaks for "{actor}", not for "{move.actor}"')
            return None
        if move.kind in verbs or not self.known(owner, where, move.kind, self.names.kinds, "kind of move"):
            return move if move.kind in verbs else None
        before = len(self.faults)
        self._allowed(owner, where, move)
        return move if len(self.faults) == before else None

    def _allowed(self, owner: str, where: Where, move: Move) -> None:
        names = self.names
        kind = names.kinds[move.kind]
        if self.known(owner, where, move.actor, names.players, "actor that plays") and move.actor not in names.movers[kind.id]:
            self.fault(where, f'{owner}: "{kind.id}" is not open to "{move.actor}"')
        if move.targets and kind.target is None:
            self.fault(where, f'{owner}: "{kind.id}" has no target')
        elif kind.target is not None:
            if not move.targets:
                self.fault(where, f'{owner}: "{kind.id}" needs a target, a member of {kind.target.of}')
            elif len(move.targets) > kind.target.most:
                self.fault(where, f'{owner}: "{kind.id}" has at most {kind.target.most} targets; found {len(move.targets)}')
            for target in move.targets:
                if self.known(owner, where, target, sorted(names.aims[kind.id]), f"target of {kind.id}") and target == move.actor:
                    self.fault(where, f'{owner}: "{kind.id}" cannot be aimed at the actor itself')
        for modality, value in move.options:
            if self.known(owner, where, modality, kind.modalities, f"modality of {kind.id}"):
                allowed = [move.actor if option == SELF else option for option in kind.modalities[modality]]
                if value != SELF or SELF not in kind.modalities[modality]:
                    self.known(owner, where, value, allowed, f"{modality} of {kind.id}")


def listed(names: list[str]) -> str:
    """Return names in quotes, at most four of them."""
    shown = [f'"{name}"' for name in names[:4]]
    if len(names) > 4:
        return f"{', '.join(shown)} and {len(names) - 4} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
