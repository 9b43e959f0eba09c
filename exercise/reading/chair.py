"""The chair: a session, the seat in it, and the small words that every part of the desk needs."""

from __future__ import annotations

from exercise.describe import Words, inside
from exercise.engine.view import PUBLIC
from exercise.model import play
from exercise.model.play import FACILITATOR, Move, Refusal
from exercise.session import Session

ROLES = {FACILITATOR: "The facilitator", PUBLIC: "All at the table"}
"""What those are called who hold no seat of the plan."""


class Chair:
    """One seat of one session, with the words of its scenario."""

    def __init__(self, session: Session, seat: str) -> None:
        self.session = session
        self.seat = seat
        self.words = Words(session.scenario, session.header.pace)
        self.spelt = False
        """Whether names stand whole, as they are heard, and not as they fit a row."""

    def seat_title(self) -> str:
        """Return the title of the seat."""
        held = self.session.header.seats.get(self.seat)
        return str(held["title"]) if held else ROLES.get(self.seat, self.seat)

    def seat_name(self) -> str:
        """Return the seat as a sentence speaks of it: "the United States", "the facilitator"."""
        title = self.seat_title()
        return f"the {title}" if len(self.actors) == 1 and self.session.book.actors[self.actors[0]].article else inside(title)

    def side(self, actor: str) -> str:
        """Return the side of an actor, a word that the themes have an ink for."""
        return self.words.side(actor)

    @property
    def is_full(self) -> bool:
        """Whether numbers are shown."""
        return self.level == "full"

    @property
    def level(self) -> str:
        """How much of the working is shown: full, reasons or arrows; all of it at the end, and to the facilitator."""
        return "full" if self.session.lifted or self.seat == FACILITATOR else self.session.state.level

    def value_title(self, value: str) -> str:
        """Return the value of a modality as screens show it, in lower case but for names and acronyms; at length where it is heard."""
        return self.words.term(value, self.spelt)

    def move_title(self, move: Move | play.Act | play.Programme) -> str:
        """Return a move or programme in short: its kind and targets, and who makes it where the seat has several actors."""
        who = f"{self.words.title(move.actor)}: " if len(self.actors) > 1 else ""
        return f"{who}{self.words.title(move.kind)}{self._to(move.targets)}"

    def _to(self, targets: tuple[str, ...]) -> str:
        if not targets:
            return ""
        return f", {self.words.names(targets)}" if self.spelt else f" · {', '.join(self.words.short(target) for target in targets)}"

    def terms(self, kind: str, mods: dict[str, str], actor: str, usual: bool = True) -> str:
        """Return the terms of a move in short, without what stands at the actor itself; with those at their default where `usual`."""
        found = self.session.book.kinds.get(kind)
        if found is None:
            return ""
        return " · ".join(
            self.value_title(mods[name])
            for name in sorted(found.modalities, key=lambda name: self.session.book.modalities[name].order)
            if name in mods and len(found.modalities[name]) > 1 and mods[name] not in (actor, "self")
            if usual or mods[name] != found.modalities[name][0]
        )

    def act_title(self, act: play.Act) -> str:
        """Return an adjudicated move in short."""
        return self.words.title(act.kind) + self._to(act.targets)

    def act_terms(self, act: play.Act) -> str:
        """Return what is not as usual about an adjudicated move, and what became of it where it was not simply made."""
        # What became of it stands first: where there is little room the rest is cut.
        outcome = "" if act.outcome == "accepted" else act.outcome
        by = "by argument" if act.is_argued else ""
        return " · ".join(filter(None, (outcome, by, self.terms(act.kind, dict(act.mods), act.actor, usual=False))))

    def touches_me(self, name: str) -> bool:
        """Return whether a track's name has one of the seat's actors in it."""
        keys = [key.strip() for key in name.partition("[")[2].rstrip("]").split(",")]
        return any(key in self.actors for key in keys)

    def is_points(self, name: str) -> bool:
        """Return whether a track or measure counts in points."""
        return not self.words.counts(name)

    @property
    def actors(self) -> tuple[str, ...]:
        """Return the actors that this seat decides for."""
        return self.session.setup.seats.get(self.seat, ())

    def refused(self, decided: object) -> str:
        """Return why something was refused, in words, or an empty text."""
        return self.words.refusal(decided) if isinstance(decided, Refusal) else ""
