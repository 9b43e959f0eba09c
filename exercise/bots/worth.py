"""What changes are worth to an actor: its persona's wants, laid out once as a weight for each track.

Start at `Judges`, which keeps one `Judge` per actor and persona of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from exercise.engine.preview import MovePreview
from exercise.engine.setup import Setup
from exercise.model.play import Act
from exercise.rules.rulebook import ConditionFunction, Ground, Out, Rulebook, SumFunction

if TYPE_CHECKING:
    from exercise.model.scenario import Agenda, Persona

GRAIN = 5040
"""Grains in one tenth of a value point. It divides by every size of set up to ten, so that means stay whole."""
POINT = 10 * GRAIN
"""Grains in one value point: what a want of weight 1 is worth a point."""
HALVINGS = 8
"""After so many turns of delay a change is worth nothing."""

_PLAIN = re.compile(r"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)\s*(?:\[([^\]]*)\])?")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


class Judge:
    """Values changes of tracks as one actor does, in grains."""

    def __init__(self, setup: Setup, actor: str, persona: Persona) -> None:
        book = setup.book
        self._book = book
        self._highest, self._lowest = book.highest, book.lowest
        self.actor = actor
        self.persona = persona
        self.weights: dict[int, int] = {}
        self.measures: list[tuple[SumFunction, int, frozenset[int]]] = []
        self.taboos: tuple[ConditionFunction, ...] = tuple(book.condition(text, actor) for text in persona.taboos)
        self.agenda: tuple[tuple[Agenda, tuple[ConditionFunction, ...]], ...] = tuple(
            (entry, tuple(book.condition(text, actor) for text in entry.when))
            for entry in persona.agenda
            if entry.kind in setup.kinds_of(actor)
        )
        self._halves = setup.halves
        self.considered: dict[tuple[str, str], tuple[str, ...]] = {}
        """By kind and modality, the values this persona considers, kept here for every game of a series."""
        self.modalities: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        """By kind, the same for all its modalities in their order."""
        self._lasting: dict[int, int] = {}
        for want in persona.wants:
            tracks = _tracks_of(book, want.what, actor)
            if tracks:
                for track in tracks:
                    unit = GRAIN if book.track_family[track].kind == "points" else 10 * GRAIN
                    self.weights[track] = self.weights.get(track, 0) + want.weight * unit // len(tracks)
            else:
                touched = _touched(book, want.what)
                self.measures.append((book.sum(want.what, actor), want.weight * GRAIN, touched))
        self.cares: frozenset[int] = frozenset(self.weights).union(*(touched for _, _, touched in self.measures))

    def worth(self, ground: Ground, forecast: MovePreview) -> int:
        """Return what a forecast is worth: a change n turns later counts half, n times over, and so does each turn of a programme.

        What would carry a track beyond its range counts for nothing: one who is safe already is not made safer.
        """
        weights = self.weights
        tracks = ground.tracks
        total = 0
        highest, lowest = self._highest, self._lowest
        for track, change in forecast.now:
            weight = weights.get(track)
            if weight is not None:
                room = (highest if change > 0 else lowest)[track] - tracks[track]
                if room < change if change > 0 else room > change:
                    change = room
                total += weight * change
        lasts = forecast.lasts
        if lasts:
            times = self._times(lasts)
            for track, change in forecast.running:
                weight = weights.get(track)
                if weight is not None:
                    room = (highest if change > 0 else lowest)[track] - tracks[track]
                    change *= lasts
                    if room < change if change > 0 else room > change:
                        change = room
                    total += weight * change * times // (lasts << HALVINGS)
        for track, change, after in forecast.later:
            weight = weights.get(track)
            if weight is not None:
                total += self._discounted(weight * change, after)
        for inject, subject in forecast.injects:
            total += self._happening(ground, inject, subject)
        if self.measures:
            total += self._measured(ground, forecast)
        return total

    def _happening(self, ground: Ground, inject: str, subject: str) -> int:
        """Return what an inject that is sure to follow is worth: what it does itself, a turn later, reactions left out."""
        known = self._book.injects.get(inject)
        if known is None or not known.then:
            return 0
        out = Out()
        self._book.inject_function(inject)(ground, subject, out)
        return self._discounted(self.worth(ground, forecast_of(self._book, out)._replace(injects=())), self._halves)

    def _times(self, lasts: int) -> int:
        """Return the discounted number of half-years for which a programme counts, in units of 1 / 2**HALVINGS."""
        times = self._lasting.get(lasts)
        if times is None:
            times = self._lasting[lasts] = sum((1 << HALVINGS) >> half // self._halves for half in range(min(lasts, 40)))
        return times

    def _discounted(self, amount: int, half_years: int) -> int:
        turns = (half_years + self._halves - 1) // self._halves
        if turns > HALVINGS:
            return 0
        return amount >> turns if amount >= 0 else -(-amount >> turns)

    def _measured(self, ground: Ground, forecast: MovePreview) -> int:
        cares = self.cares
        now = [pair for pair in forecast.now if pair[0] in cares]
        if forecast.running:
            now += [pair for pair in forecast.running if pair[0] in cares]
        later = [item for item in forecast.later if item[0] in cares] if forecast.later else []
        if not now and not later:
            return 0
        total = 0
        at_once = _after(ground, now)
        at_last: Ground | None = None
        for measure, weight, touched in self.measures:
            soon = any(track in touched for track, _ in now)
            late = [after for track, _, after in later if track in touched]
            if not soon and not late:
                continue
            value = measure(at_once)
            if soon:
                total += weight * (value - measure(ground))
            if late:
                at_last = at_last or _after(at_once, [(track, change) for track, change, _ in later])
                total += self._discounted(weight * (measure(at_last) - value), min(late))
        return total

    def forbids(self, ground: Ground, act: Act) -> bool:
        """Return whether a taboo holds for a move."""
        for taboo in self.taboos:  # noqa: SIM110 - asked of every move that is looked at: a generator costs as much again
            if taboo(ground, act):
                return True
        return False


class Judges:
    """The judges of one table, made when first asked for."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._made: dict[tuple[str, str], Judge | None] = {}

    def of(self, actor: str, persona: str = "") -> Judge | None:
        """Return the judge of an actor, by its own persona unless another is named; None for an actor without one."""
        place = (actor, persona)
        if place not in self._made:
            book = self.setup.book
            found = book.personas.get(persona or book.actors[actor].persona or "")
            self._made[place] = Judge(self.setup, actor, found) if found is not None else None
        return self._made[place]


def forecast_of(book: Rulebook, out: Out) -> MovePreview:
    """Return what rules gave as a forecast without a programme."""
    now = [(track, amount) for track, amount, _, _, after, _ in out.changes if not after]
    later = [(track, amount, after) for track, amount, _, _, after, _ in out.changes if after]
    later += [(track, -amount, after + fading) for track, amount, _, _, after, fading in out.changes if fading]
    now += [(track, way if book.track_family[track].kind == "steps" else way * 10) for track, way, _, _ in out.steps]
    return MovePreview(tuple(now), tuple(later), (), 0, ())


def _after(ground: Ground, changes: Iterable[tuple[int, int]]) -> Ground:
    tracks = list(ground.tracks)
    for track, change in changes:
        tracks[track] += change
    return Ground(
        tracks, ground.watches, ground.turn, ground.clock, ground.moves, ground.programmes, ground.ended, ground.signals, ground.draw
    )


def _tracks_of(book: Rulebook, text: str, actor: str) -> tuple[int, ...]:
    """Return the tracks if a want is simply their mean; none if it is a measure or a longer sum."""
    found = _PLAIN.fullmatch(text.strip())
    if found is None or found.group(1) not in book.families:
        return ()
    places: list[tuple[str, ...]] = [()]
    for part in (found.group(2) or "").split(","):
        name = part.strip()
        if not name:
            continue
        members = (actor,) if name == "self" else book.sets.get(name, (name,))
        places = [(*place, member) for place in places for member in members]
    family = found.group(1)
    names = [f"{family}[{', '.join(place)}]" if place else family for place in places]
    return tuple(book.track_index[name] for name in names if name in book.track_index)


def _touched(book: Rulebook, text: str) -> frozenset[int]:
    """Return every track that a sum may depend on, through measures too; naming too many costs only time."""
    families: list[str] = []
    seen: list[str] = []
    waiting = _NAME.findall(text)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.append(name)
        if name in book.families:
            families.append(name)
        elif name in book.measures:
            waiting += _NAME.findall(book.measures[name].equals)
    return frozenset(track for track, family in enumerate(book.track_family) if family.id in families)
