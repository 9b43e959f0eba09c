"""The papers of an exercise, to print on A4: name tents, briefings, lists of moves, order cards, offer slips, and the facilitator's plan.

`pack` gives one HTML file; `templates/pack.html` lays out what is worked out here. Every seat's papers begin on a page of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from exercise.engine.adjudicate import inject_turn
from exercise.engine.legal import act_of
from exercise.engine.setup import Setup
from exercise.model.play import Move
from exercise.reading.report.debrief import STEPS
from exercise.reading.report.timetable import divided, timetable
from exercise.reading.report.turns import fact_words
from exercise.render.templates import rendered
from exercise.rules.compile import compile_rulebook
from exercise.session import plan_of
from exercise.words import Words, inside
from exercise.words import joined as listed

if TYPE_CHECKING:
    from exercise.model.scenario import Inject, Modality, MoveKind, Objective, Scenario, Seat, SeatPlan

CARDS = 4
"""Order cards and offer slips on a page."""
APART = 3
"""From so many actors on, a seat is a team with a person for each, and each has a name tent and a briefing of its own."""
SHORT = 12
"""A turn of fewer minutes is short for a team that has to talk."""


class _AsksForStateError(Exception):
    """A need asked how things stand."""


class _NoState:
    """In place of a state: a need that asks it for anything depends on play."""

    def __getattr__(self, name: str) -> object:
        raise _AsksForStateError


class BriefPart(NamedTuple):
    """What one actor's part of a briefing says."""

    title: str
    text: str
    objectives: tuple[Objective, ...]


class Event(NamedTuple):
    """One line of the facilitator's list of events."""

    when: str
    title: str
    id: str
    reaction: bool
    to: str
    note: str
    facts: tuple[str, ...]


class MoveLine(NamedTuple):
    """A move that is open to an actor: what it is, what it costs, and the ways in which it can be made, as (name, values)."""

    title: str
    text: str
    cost: str
    ways: tuple[tuple[str, str], ...]


def pack(scenario: Scenario, plan: str = "", pace: str = "full") -> str:
    """Return the papers for one table as the text of an HTML file.

    Args:
        scenario: The resolved scenario.
        plan: A seat plan; by default that for one person.
        pace: full or seminar.

    Raises:
        ExerciseError: If there is no such plan.
    """
    papers = Papers(scenario, plan_of(scenario, plan), pace)
    return str(rendered("pack.html", title=f"{scenario.head.title}: papers", scenario=scenario, papers=papers, cards_a_page=CARDS))


class Papers:
    """What stands on the papers of one table."""

    def __init__(self, scenario: Scenario, plan: SeatPlan, pace: str) -> None:
        self.scenario = scenario
        self.plan = plan
        self.pace = pace
        self.words = Words(scenario, pace)
        self.book = compile_rulebook(scenario)
        self.setup = Setup(self.book, {seat.id: seat.actors for seat in plan.seats}, pace=pace)
        self.turns = max(1, scenario.head.turns // self.setup.halves)
        self.time = timetable(scenario.head.minutes, self.turns)
        self.title = self.words.title

    # --- for the facilitator

    @property
    def span(self) -> str:
        """Return the half-years that are played."""
        halves = self.turns * (2 if self.pace == "seminar" else 1)
        return f"{self.words.half_year(0)} to {self.words.half_year(halves - 1)}"

    @property
    def unseated(self) -> str:
        """Return the actors that play without a seat."""
        return ", ".join(actor.title for actor in self.scenario.actors if actor.plays and actor.id not in self.setup.seat_of)

    @property
    def is_short(self) -> bool:
        """Return whether a turn is short for a team, and half as many would help."""
        return self.time.turn < SHORT and self.pace == "full" and self.turns > 1

    @property
    def course(self) -> Iterable[tuple[str, str, int]]:
        """Yield the parts of the exercise: clock, what, minutes."""
        parts = [("Welcome, briefing, seats", self.time.welcome)]
        parts += [("Practice order", self.time.practice)] if self.time.practice else []
        for turn in range(1, self.turns + 1):
            parts.append((f"Turn {turn}: {self.words.turn(turn, self.pace)}", self.time.turn))
            if self.time.pause and turn == self.turns // 2:
                parts.append(("Pause", self.time.pause))
        clock = 0
        for what, minutes in [*parts, ("Debrief", self.time.debrief)]:
            yield f"{clock // 60}:{clock % 60:02d}", what, minutes
            clock += minutes

    @property
    def have_audiences(self) -> bool:
        """Return whether some events are not for everyone."""
        return any(inject.audience != ("all",) for inject in self.scenario.injects)

    @property
    def events(self) -> list[Event]:
        """Return the events, those with a date first."""
        dated: list[tuple[int, str, Event]] = []
        others: list[Event] = []
        for inject in self.scenario.injects:
            turn = inject_turn(self.setup, inject)
            if inject.date is None:
                others.append(self._event("on a condition" if inject.when else "by a rule, or by hand", inject))
            elif 1 <= turn <= self.turns:
                dated.append((turn, inject.id, self._event(self.words.turn(turn, self.pace), inject)))
        return [*(event for _, _, event in sorted(dated)), *others]

    def _event(self, when: str, inject: Inject) -> Event:
        of = f" ({self.words.name(inject.of)})" if inject.of else ""
        to = "everyone" if inject.audience == ("all",) else self.words.names(inject.audience)
        facts = tuple(fact_words(fact, source=True) for fact in self.scenario.facts if fact.id in inject.facts)
        return Event(when, inject.title + of, inject.id, bool(inject.reaction), to, inject.note or "", facts)

    @property
    def debrief(self) -> list[tuple[str, int, str]]:
        """Return the steps of the debrief: title, minutes, prompt."""
        shares = divided(self.time.debrief, [minutes for _, minutes, _ in STEPS])
        return [(title, minutes, prompt) for (title, _, prompt), minutes in zip(STEPS, shares, strict=True)]

    # --- for a seat

    def actors(self, seat: Seat) -> list[str]:
        """Return a seat's actors in the scenario's order."""
        order = {actor.id: (actor.order, actor.id) for actor in self.scenario.actors}
        return sorted(seat.actors, key=lambda actor: order.get(actor, (99, actor)))

    def names(self, seat: Seat) -> str:
        """Return a seat's actors by name."""
        return self.words.names(self.actors(seat))

    def tents(self, seat: Seat) -> Iterable[tuple[str, str, str, list[str]]]:
        """Yield the name tents of a seat, each with a briefing behind it: name, actors named below it, side, actors briefed."""
        actors = self.actors(seat)
        sides = {self.words.side(actor) for actor in actors}
        below = listed([self.title(actor) for actor in actors]) if len(actors) > 1 else ""
        below = below if below != seat.title else ""
        team = len(actors) >= APART
        yield seat.title, below, sides.pop() if len(sides) == 1 else "", [] if team else actors
        for actor in actors if team else ():
            yield self.title(actor), "", self.words.side(actor), [actor]

    def briefs(self, seat: Seat, actors: Sequence[str]) -> list[BriefPart]:
        """Return what only those who decide for some of a seat's actors are told."""
        texts = {brief.actor: brief.text for brief in self.scenario.briefs}
        briefs = [BriefPart("", seat.brief, ())] if seat.brief else []
        for actor in actors:
            wants = sorted(
                (objective for objective in self.scenario.objectives if objective.actor == actor), key=lambda one: (one.private, one.id)
            )
            if texts.get(actor) or wants:
                title = self.title(actor) if len(actors) > 1 else ""
                briefs.append(BriefPart(title, "" if seat.brief else texts.get(actor, ""), tuple(wants)))
        return briefs

    def moves(self, actor: str) -> dict[str, list[MoveLine]]:
        """Return the moves open to an actor, by group."""
        groups: dict[str, list[MoveLine]] = {}
        for id_ in self.setup.kinds_of(actor):
            kind = self.book.kinds[id_]
            groups.setdefault(kind.group, []).append(MoveLine(kind.title, kind.text, self._cost(kind), tuple(self._ways(actor, kind))))
        return groups

    def _cost(self, kind: MoveKind) -> str:
        upkeep = f" +{kind.programme.upkeep} a turn" if kind.programme is not None and kind.programme.upkeep else ""
        return f"{kind.cost}{'*' if kind.consent else ''}{upkeep}"

    def _ways(self, actor: str, kind: MoveKind) -> Iterable[tuple[str, str]]:
        if kind.target is not None:
            most = f", up to {kind.target.most}" if kind.target.most > 1 else ""
            yield "For", f"{inside(self.title(kind.target.of))}{most}"
        order = {modality.id: (modality.order, modality.id) for modality in self.scenario.modalities}
        for name in sorted(kind.modalities, key=lambda name: order.get(name, (99, name))):
            values = list(dict.fromkeys(self._value(actor, value) for value in self._open(actor, kind, name)))
            if len(values) > 1:
                yield self.title(name), " / ".join(values)

    def _value(self, actor: str, value: str) -> str:
        value = actor if value == "self" else value
        return self.title(value) if value in self.book.actors else self.words.option(value)

    def _open(self, actor: str, kind: MoveKind, modality: str) -> list[str]:
        """Return the values of a modality that an actor can ever choose: those that no need rules out whatever the state."""
        return [value for value in kind.modalities[modality] if self._can(actor, kind, modality, value)]

    def _can(self, actor: str, kind: MoveKind, modality: str, value: str) -> bool:
        act = act_of(self.setup, Move(actor, kind.id, (), ((modality, actor if value == "self" else value),)))
        for holds, _ in self.book.needs(kind.id):
            try:
                if not holds(_NoState(), act):  # type: ignore[arg-type]
                    return False
            except _AsksForStateError:
                continue
        return True

    def choices(self, actor: str) -> Iterable[tuple[str, list[str]]]:
        """Yield the rows to tick on an actor's order card: modality, values."""
        for modality in sorted(self.scenario.modalities, key=lambda modality: (modality.order, modality.id)):
            values = self._values(actor, modality)
            if len(values) > 1:
                yield modality.title, values

    def _values(self, actor: str, modality: Modality) -> list[str]:
        found: dict[str, None] = {}
        for id_ in self.setup.kinds_of(actor):
            kind = self.book.kinds[id_]
            found |= dict.fromkeys(self._open(actor, kind, modality.id) if modality.id in kind.modalities else ())
        places = {value.id: place for place, value in enumerate(modality.values)}
        ordered = sorted(found, key=lambda value: places.get(value, 0))
        return list(dict.fromkeys(self._value(actor, value) for value in ordered))

    def called(self, seat: Seat) -> str:
        """Return a seat as a sentence speaks of it."""
        article = len(seat.actors) == 1 and self.book.actors[seat.actors[0]].article
        return f"the {seat.title}" if article else inside(seat.title)
