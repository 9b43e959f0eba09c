"""Moves, offers, programmes, signals and arguments in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.model import play
from exercise.model.play import Act, Move, Programme, Signal
from exercise.model.refs import MoveKey
from exercise.words.terms import TermWords
from exercise.words.text import capital, first, joined, plain, quoted, signed
from exercise.words.titles import JUDGED, STRENGTHS
from exercise.words.verbs import VERBS, signal_sentence


class MoveWords(TermWords):
    """What was done, in sentences: moves, programmes, signals, arguments, and changes that were asked for."""

    def move(self, move: Move | Act) -> str:
        """Return a move in one sentence without a full stop: "NATO to Uzbekistan: Border guards (front: Germany, two years)"."""
        if isinstance(move, Act):
            return self._kind_sentence(move.actor, move.kind, move.targets, move.mods)
        if move.kind in self.kinds:
            return self._kind_sentence(move.actor, move.kind, move.targets, dict(move.options))
        return self._verb_sentence(move)

    def _verb_sentence(self, move: Move) -> str:
        who = capital(self.name(move.actor)) if move.actor else "Someone"
        said = VERBS.get(move.kind)
        text = said(self, move) if said else f"wants to {plain(move.kind)} {self.names(move.targets)}".rstrip()
        return f"{who} {text}"

    def programme(self, programme: Programme) -> str:
        """Return a programme in words: what it is, whose, on what terms."""
        return self._kind_sentence(programme.actor, programme.kind, programme.targets, programme.mods)

    def signal(self, signal: Signal) -> str:
        """Return a signal in one sentence without a full stop."""
        return signal_sentence(self, signal.actor, signal.type, signal.kind, signal.target, signal.voice, signal.text)

    def argument_title(self, argument: play.Argument) -> str:
        """Return what became of a free-form move, in one line: "Kazakhstan argued, and it worked"."""
        ends = {"open": "", "allowed": ", and it worked"}.get(argument.ruled, ", and it failed")
        return f"{capital(self.name(argument.actor))} argued{ends}"

    def argument(self, argument: play.Argument) -> tuple[str, ...]:
        """Return a ruled argument at length: its words, how it was judged with every modifier, what it counts as, and why."""
        said = [quoted(argument.text)]
        if argument.roll:
            mods = "".join(
                f", and {signed(number)}" + (f" because {quoted(text.rstrip(' .'))}" if text.strip(" .") else "")
                for number, text in argument.modifiers
            )
            total = sum(argument.roll) + sum(number for number, _ in argument.modifiers)
            said.append(f"Two dice {' + '.join(map(str, argument.roll))}{mods}: {total}; {play.NEEDED} is enough.")
        elif argument.method in JUDGED:
            said.append(JUDGED[argument.method])
        if argument.as_move is not None and argument.ruled == "allowed":
            strength = STRENGTHS.get(argument.strength, f" at {argument.strength} percent")
            said.append(f"It counts as a move{strength}. {self.move(argument.as_move)}.")
        if argument.because:
            said.append(f"The facilitator's reason: {quoted(argument.because)}")
        return tuple(said)

    def agreed(self, found: play.Agreed) -> str:
        """Return what became of changes that were asked for: "Russia asked for narcotics instead of crime, and NATO agreed: …"."""
        maker = self.name(MoveKey.of(found.key).actor)
        answer = f"and {maker} {'agreed' if found.yes else 'turned it down'}"
        wishes = [f"{self.name(actor)} asked for {self._instead(changes)}" for actor, changes in found.wishes]
        if wishes:
            return f"{capital(joined(wishes))}, {answer}: {self.offer(found.key)}"
        if found.terms:
            return f"Another of those asked wanted {self._instead(found.terms)}, {answer}: {self.offer(found.key)}"
        said = f"{maker} {'agreed to' if found.yes else 'turned down'} the changes that another of those asked wanted"
        return f"{capital(said)}: {self.offer(found.key)}"

    def _instead(self, changes: Iterable[tuple[str, str, str]]) -> str:
        said = [
            f"{self.option(wanted)} instead of {self.option(offered)}" if offered else self.option(wanted) for _, offered, wanted in changes
        ]
        return joined(said)

    def otherwise(self, move: Move, modality: str, value: str) -> str:
        """Return one decision made otherwise: "Border guards (NATO to Uzbekistan), front: Germany"; a reaction says at what event."""
        if move.kind == "react":
            subject = move.option("subject")
            event = self.inject(first(move.targets), "" if subject == move.actor else subject)
            return f"{capital(self.name(move.actor))} reacting to {event}: {self.choice(first(move.targets), value)}"
        what = f"{self.title_within(modality)}: {self.option(value)}" if modality else "without it"
        return f"{self.offer(move.key)}, {what}"
