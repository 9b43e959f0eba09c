"""What a move asks for: its kind, whom it is for and on what terms, and how it was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.model.refs import MoveKey, names_in
from exercise.words.text import capital, plain
from exercise.words.titles import REPLIES
from exercise.words.values import ValueWords

if TYPE_CHECKING:
    from exercise.model.scenario import MoveKind


class TermWords(ValueWords):
    """Moves of a scenario by their keys, and the terms that they are made on."""

    def offer(self, key: str) -> str:
        """Return what a move's key names: "Border guards (NATO to Uzbekistan)"; a programme's id names the move that opened it."""
        actor, kind, to = MoveKey.of(key)
        if not kind:
            return self.title(actor)
        return f"{self.title(kind)} ({self.name(actor)}{' to ' + self.names(to) if to else ''})"

    def options(self, kind: str, values: Mapping[str, str], actor: str = "") -> str:
        """Return the modalities worth saying: those the kind declares that are not at its default, and who is in front if not the actor."""
        found = self.kinds.get(kind)
        if found is None:
            return ""
        said = []
        for key in self._in_order(found):
            value = values.get(key)
            if value is None or value in (actor, "self"):
                continue
            choices = found.modalities[key]
            if not choices or value != choices[0] or value in self._actors:
                # "low-key" and "two years" speak for themselves; an actor has to be told apart from those the move is for.
                said.append(f"{self.title_within(key)}: {self.option(value)}" if value in self._actors else self.option(value))
        return ", ".join(said)

    @cached_property
    def _modality_order(self) -> dict[str, int]:
        ordered = sorted(self.scenario.modalities, key=lambda modality: (modality.order, modality.id))
        return {modality.id: place for place, modality in enumerate(ordered)}

    def _in_order(self, kind: MoveKind) -> list[str]:
        return sorted(kind.modalities, key=lambda id: (self._modality_order.get(id, 99), id))

    def option(self, value: str) -> str:
        """Return a modality's value as a sentence speaks of it: "low-key", "Afghan", "two years", "Germany"."""
        if value in self._actors:
            return self.name(value)
        title = self.title(value)
        short = self._shorts.get(value, title)
        if short != title:
            # Authors write short forms as they stand in a sentence.
            return short
        return self.within(title)

    def term(self, value: str, spelt: bool = False) -> str:
        """Return a modality's value as one of several: an actor by its title, all else in lower case but for names; `spelt` at length."""
        if value in self._actors:
            return self.title(value)
        short, title = self.option(value), self.title(value)
        if not spelt:
            return short
        return title if short[:1].isupper() else self.within(title)

    def _kind_sentence(self, actor: str, kind: str, targets: Sequence[str], mods: Mapping[str, str]) -> str:
        who = capital(self.name(actor))
        if targets:
            who += f" to {self.names(targets)}"
        options = self.options(kind, mods, actor)
        return f"{who}: {self.title(kind)}{f' ({options})' if options else ''}"

    def answer(self, reply: str, changes: Iterable[tuple[str, str]] = ()) -> str:
        """Return an answer as a verb: "accepts", "asks to change (front: Germany)"."""
        said = REPLIES.get(reply, plain(reply))
        changed = ", ".join(f"{self.title_within(key)}: {self.option(value)}" for key, value in changes)
        return f"{said} ({changed})" if changed else said

    def about(self, about: Iterable[str]) -> str:
        """Return whom and what a cause, draw or message concerns, as a list of names, each once; a move's key says the move."""
        said: list[str] = []
        covered: set[str] = set()
        for part in about:
            if "/" in part:
                said.append(self.offer(part))
                covered.update(names_in(part))
            elif part and part not in covered:
                said.append(self.name(part))
                covered.add(part)
        return ", ".join(said)
