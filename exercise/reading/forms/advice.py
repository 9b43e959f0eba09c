"""The adviser's word on the turn: a few moves that differ in kind, each as a draft that can be taken, with what it is expected to bring."""

from __future__ import annotations

from exercise.bots.adviser import Advised, advise
from exercise.bots.worth import Judges
from exercise.reading.causes import Causes
from exercise.reading.forms.orders import Orders
from exercise.reading.models import Advice, Draft, Reason
from exercise.reading.standpoint import Standpoint
from exercise.words import arrow, points

ANGLES = {
    "aims": "Best for your aims",
    "calm": "Gives the least offence",
    "lasts": "Slower, and meant to last",
}


class Adviser:
    """What might be done now, for one seat."""

    def __init__(self, reader: Standpoint, reasons: Causes, orders: Orders) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.reasons = reasons
        self.orders = orders
        self._judges = Judges(reader.session.setup)
        self._given: dict[tuple[int, str], tuple[Advice, ...]] = {}

    def advice(self, actor: str) -> tuple[Advice, ...]:
        """Return two or three moves for an actor of the seat, most useful first; none where nothing is open or nothing helps."""
        place = (len(self.session.entries), actor)
        if place not in self._given:
            found = advise(self.reader.setup, self.reader.view, actor, self._judges)
            self._given = {place: tuple(self._said(one, n) for n, one in enumerate(found, 1))}
        return self._given[place]

    def _said(self, one: Advised, number: int) -> Advice:
        move = one.move
        draft = Draft(move.actor, move.kind, move.targets, move.options)
        preview = self.orders.preview_of(draft)
        forecast = self.reasons.forecast(preview, f"advice-{number}")
        return Advice(
            draft,
            ANGLES[one.angle],
            self.reader.move_title(move),
            self.reader.terms(move.kind, dict(move.options), move.actor),
            self._aims(one),
            self._others(one),
            forecast,
        )

    def _aims(self, one: Advised) -> tuple[Reason, ...]:
        """Return what the move does for each objective that it touches, in points of its score."""
        titles = {objective.id: objective.title for objective in self.reader.scenario.objectives}
        found = []
        for id, tenths in sorted(one.aims, key=lambda aim: -abs(aim[1])):
            amount = ("+" if tenths > 0 else "") + points(tenths) if self.reader.is_full else arrow(tenths)
            if tenths:
                found.append(Reason(amount, 1 if tenths > 0 else -1, titles[id]))
        return tuple(found)

    def _others(self, one: Advised) -> str:
        said = []
        if one.agree:
            said.append(f"{self.words.names(one.agree)} would gain by agreeing, as far as you can see.")
        if one.decline:
            said.append(f"{self.words.names(one.decline)} would lose by it and may say no.")
        if one.offended:
            said.append(f"{self.words.names(one.offended[:3])} would like it least.")
        return " ".join(said)
