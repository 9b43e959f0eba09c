"""The papers of an exercise, to print on A4: name tents, briefings, lists of moves, order cards, offer slips, and the facilitator's plan.

`pack` gives one HTML file; every seat's papers begin on a page of their own, so that they can be handed out apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exercise.describe import Words, inside
from exercise.describe import joined as listed
from exercise.engine.adjudicate import inject_turn
from exercise.engine.legal import act_of
from exercise.engine.setup import Setup
from exercise.model.play import Move
from exercise.reading.report.report import STEPS, fact_words
from exercise.reading.report.timetable import divided, timetable
from exercise.render.markup import Html, el, joined
from exercise.render.page import shell
from exercise.render.style import PACK
from exercise.rules.compile import compile_rulebook
from exercise.session import plan_of

if TYPE_CHECKING:
    from exercise.model.scenario import Fact, Inject, Modality, MoveKind, Scenario, Seat, SeatPlan

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


def pack(scenario: Scenario, plan: str = "", pace: str = "full") -> str:
    """Return the papers for one table as the text of an HTML file.

    Args:
        scenario: The resolved scenario.
        plan: A seat plan; by default that for one person.
        pace: full or seminar.

    Raises:
        ExerciseError: If there is no such plan.
    """
    chosen = plan_of(scenario, plan)
    maker = _Maker(scenario, chosen, pace)
    return shell(f"{scenario.head.title}: papers", PACK, *maker.papers())


class _Maker:
    """Makes the papers of one table."""

    def __init__(self, scenario: Scenario, plan: SeatPlan, pace: str) -> None:
        self.scenario = scenario
        self.plan = plan
        self.pace = pace
        self.words = Words(scenario, pace)
        self.book = compile_rulebook(scenario)
        self.setup = Setup(self.book, {seat.id: seat.actors for seat in plan.seats}, pace=pace)
        self.turns = max(1, scenario.head.turns // self.setup.halves)

    def papers(self) -> Iterable[Html]:
        yield self.cover()
        yield self.running()
        yield self.injects()
        yield self.debrief()
        for seat in self.plan.seats:
            actors = self._in_order(seat.actors)
            names = self._names(actors)
            yield self.tent(seat.title, names if len(actors) > 1 and names != seat.title else "", self._side(seat))
            if len(actors) < APART:
                yield self.briefing(seat.title, actors, seat.brief)
            else:
                for actor in actors:
                    yield self.tent(self.words.title(actor), "", self.words.side(actor))
                    yield self.briefing(self.words.title(actor), [actor], seat.brief)
            for actor in actors:
                yield self.moves(actor)
                yield self.orders(actor)
            yield self.offers(seat)
        yield self.arguments()

    def paper(self, foot: str, *parts: Html | None, class_: str = "") -> Html:
        return el("section", *parts, el("footer", f"{self.scenario.head.title} – {foot}"), class_=f"paper {class_}".strip())

    def _names(self, actors: Iterable[str]) -> str:
        return listed([self.words.title(actor) for actor in actors])

    def _in_order(self, actors: Iterable[str]) -> list[str]:
        order = {actor.id: (actor.order, actor.id) for actor in self.scenario.actors}
        return sorted(actors, key=lambda actor: order.get(actor, (99, actor)))

    # --- for the facilitator

    def cover(self) -> Html:
        head = self.scenario.head
        seats = el(
            "table",
            el("thead", el("tr", el("th", "Seat"), el("th", "Decides for"))),
            el(
                "tbody",
                *(el("tr", el("td", seat.title), el("td", self.words.names(self._in_order(seat.actors)))) for seat in self.plan.seats),
            ),
        )
        left = [actor.title for actor in self.scenario.actors if actor.plays and actor.id not in self.setup.seat_of]
        bots = el("p", f"Without a seat, and so answered for by the program: {', '.join(left)}.", class_="note") if left else None
        halves = self.turns * (2 if self.pace == "seminar" else 1)
        first, last = self.words.half_year(0), self.words.half_year(halves - 1)
        return self.paper(
            "facilitator",
            el("p", "Papers for the facilitator", class_="over"),
            el("h1", head.title),
            el("p", head.text, class_="lead"),
            el("p", f"{first} to {last} · {self.turns} turns · about {head.minutes} minutes · {self.plan.title}", class_="note"),
            el("h2", "The table"),
            seats,
            bots,
            el("h2", "What lies in front of each seat"),
            el(
                "ul",
                el("li", "a name tent, folded along the line"),
                el("li", "the seat's own briefing: hand it over face down, it holds private objectives"),
                el("li", "the list of moves open to each of its actors"),
                el("li", "order cards: one for each move, with one sentence of reason; copy as many as you need"),
                el("li", "offer slips: filled in by you from the orders, answered by the seat asked"),
            ),
            el("p", "On the common table: argument sheets, two dice, and the public situation.", class_="note"),
        )

    def running(self) -> Html:
        plan = timetable(self.scenario.head.minutes, self.turns)
        hint = None
        if plan.turn < SHORT and self.pace == "full" and self.turns > 1:
            told = (
                f"{plan.turn} minutes are short for teams. At the pace seminar (--pace seminar) there are half as many turns, twice as "
                "long, and each move runs for a year."
            )
            hint = el("p", told, class_="note")
        rows = [("Welcome, briefing, seats", plan.welcome)]
        rows += [("Practice order", plan.practice)] if plan.practice else []
        for turn in range(1, self.turns + 1):
            rows.append((f"Turn {turn}: {self.words.turn(turn, self.pace)}", plan.turn))
            if plan.pause and turn == self.turns // 2:
                rows.append(("Pause", plan.pause))
        rows.append(("Debrief", plan.debrief))
        clock, said = 0, []
        for what, minutes in rows:
            said.append(
                el(
                    "tr",
                    el("td", f"{clock // 60}:{clock % 60:02d}", class_="number"),
                    el("td", what),
                    el("td", str(minutes), class_="number"),
                )
            )
            clock += minutes
        return self.paper(
            "facilitator",
            el("h2", "The course"),
            el(
                "table",
                el("thead", el("tr", el("th", "Clock"), el("th", "What"), el("th", "Minutes"))),
                el("tbody", *said),
                class_="clock",
            ),
            el("h3", f"Inside a turn, about {plan.turn} minutes"),
            el("ul", *(el("li", f"{what}: {minutes} min") for what, minutes in plan.inside)),
            hint,
            el("h3", "What to watch") if self.scenario.watch_for else None,
            el("ul", *(el("li", text) for text in self.scenario.watch_for)) if self.scenario.watch_for else None,
        )

    def injects(self) -> Html:
        dated: list[tuple[int, Inject]] = []
        others: list[Inject] = []
        for inject in self.scenario.injects:
            turn = inject_turn(self.setup, inject)
            if inject.date is not None and 1 <= turn <= self.turns:
                dated.append((turn, inject))
            elif inject.date is None:
                others.append(inject)
        apart = any(inject.audience != ("all",) for inject in self.scenario.injects)
        rows = [
            self._inject(self.words.turn(turn, self.pace), inject, apart)
            for turn, inject in sorted(dated, key=lambda one: (one[0], one[1].id))
        ]
        rows += [self._inject("on a condition" if inject.when else "by a rule, or by hand", inject, apart) for inject in others]
        heads = ("When", "Event", *(("For whom",) if apart else ()), "Note", "✓")
        return self.paper(
            "facilitator",
            el("h2", "Events"),
            el(
                "table",
                el("thead", el("tr", *(el("th", head) for head in heads))),
                el("tbody", *rows),
                class_="compact events",
            ),
            class_="flows",
        )

    def _inject(self, when: str, inject: Inject, apart: bool) -> Html:
        of = f" ({self.words.name(inject.of)})" if inject.of else ""
        to = "everyone" if inject.audience == ("all",) else self.words.names(inject.audience)
        reacts = " · asks for a reaction" if inject.reaction else ""
        return el(
            "tr",
            el("td", when),
            el("td", el("b", inject.title + of), el("br"), el("span", inject.id, class_="code"), reacts),
            el("td", to) if apart else None,
            el("td", inject.note or "", *(el("span", fact_words(fact, source=True), class_="fact") for fact in self._facts(inject))),
            el("td", "□"),
        )

    def _facts(self, inject: Inject) -> list[Fact]:
        return [fact for fact in self.scenario.facts if fact.id in inject.facts]

    def debrief(self) -> Html:
        shares = divided(timetable(self.scenario.head.minutes, self.turns).debrief, [minutes for _, minutes, _ in STEPS])
        steps = [
            joined(el("h3", f"{title} · {minutes} min"), el("p", prompt), el("div", *(el("hr") for _ in range(2)), class_="lines"))
            for (title, _, prompt), minutes in zip(STEPS, shares, strict=True)
        ]
        asked = el("ul", *(el("li", text) for text in self.scenario.questions)) if self.scenario.questions else None
        head = el("h3", "Questions") if asked else None
        return self.paper("facilitator", el("h2", "The debrief"), *steps, head, asked, class_="flows debrief")

    # --- for a seat

    def tent(self, title: str, actors: str, side: str) -> Html:
        face = joined(el("p", title, class_="seat"), el("p", actors, class_="actors") if actors else None)
        return el("section", el("div", face, class_="half turned"), el("div", face, class_="half"), class_=f"paper tent {side}")

    def _side(self, seat: Seat) -> str:
        sides = {self.words.side(actor) for actor in seat.actors}
        return sides.pop() if len(sides) == 1 else ""

    def briefing(self, title: str, actors: Sequence[str], brief: str | None) -> Html:
        briefs = {known.actor: known.text for known in self.scenario.briefs}
        told: list[Html] = []
        if brief:
            told.append(_prose(brief))
        for actor in actors:
            text = briefs.get(actor)
            wants = [objective for objective in self.scenario.objectives if objective.actor == actor]
            if not text and not wants:
                continue
            told.append(el("h3", self.words.title(actor)) if len(actors) > 1 else joined())
            if text and not brief:
                told.append(_prose(text))
            if wants:
                told.append(el("p", "Objectives", class_="label"))
                told.append(
                    el(
                        "ul",
                        *(
                            el("li", el("b", one.title), el("span", " private", class_="tag") if one.private else None, f" – {one.text}")
                            for one in sorted(wants, key=lambda one: (one.private, one.id))
                        ),
                    )
                )
        return self.paper(
            f"{title}, for this seat only",
            el("p", "For this seat only", class_="over"),
            el("h1", title),
            el("h2", "The situation, as everyone knows it"),
            _prose(self.scenario.head.situation),
            el("h2", "What only you know"),
            *told,
            class_="flows briefing",
        )

    def moves(self, actor: str) -> Html:
        kinds = [self.book.kinds[id_] for id_ in self.setup.kinds_of(actor)]
        groups: dict[str, list[MoveKind]] = {}
        for kind in kinds:
            groups.setdefault(kind.group, []).append(kind)
        terms = self.scenario.head.capital
        parts: list[Html] = []
        for group, members in groups.items():
            rows = [
                el(
                    "tr",
                    el("td", el("b", kind.title), el("br"), kind.text),
                    el("td", self._cost(kind), class_="number"),
                    el("td", self._modalities(actor, kind)),
                )
                for kind in members
            ]
            parts.append(el("tbody", el("tr", el("th", group, colspan=3), class_="group"), *rows))
        return self.paper(
            f"{self.words.title(actor)}, moves",
            el("h2", f"{self.words.title(actor)}: what you can do"),
            el(
                "p",
                f"Capital: {terms.a_turn} a turn, at most {terms.carry} carried over; at most {terms.moves} moves a turn. The first value "
                "of a choice is the usual one. An asterisk: it needs the consent of those asked.",
                class_="note",
            ),
            el("table", el("thead", el("tr", el("th", "Move"), el("th", "Costs"), el("th", "How"))), *parts, class_="compact menu"),
            class_="flows",
        )

    def _cost(self, kind: MoveKind) -> str:
        upkeep = f" +{kind.programme.upkeep} a turn" if kind.programme is not None and kind.programme.upkeep else ""
        return f"{kind.cost}{'*' if kind.consent else ''}{upkeep}"

    def _modalities(self, actor: str, kind: MoveKind) -> Html:
        order = {modality.id: (modality.order, modality.id) for modality in self.scenario.modalities}
        said = []
        if kind.target is not None:
            most = f", up to {kind.target.most}" if kind.target.most > 1 else ""
            said.append(el("span", el("b", "For"), f" {inside(self.words.title(kind.target.of))}{most}", class_="way"))
        for name in sorted(kind.modalities, key=lambda name: order.get(name, (99, name))):
            values = list(dict.fromkeys(self._value(actor, value) for value in self._open(actor, kind, name)))
            if len(values) > 1:
                said.append(el("span", el("b", self.words.title(name)), f" {' / '.join(values)}", class_="way"))
        return joined(*said)

    def _value(self, actor: str, value: str) -> str:
        value = actor if value == "self" else value
        return self.words.title(value) if value in self.book.actors else self.words.option(value)

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

    def orders(self, actor: str) -> Html:
        return self.paper(
            f"{self.words.title(actor)}, order cards", el("div", *(self.order(actor) for _ in range(CARDS)), class_="cards"), class_="grid"
        )

    def order(self, actor: str) -> Html:
        used = {name for id_ in self.setup.kinds_of(actor) for name in self.book.kinds[id_].modalities}
        rows = [
            el("tr", el("th", modality.title), el("td", *(_tick(value) for value in self._values(actor, modality))))
            for modality in sorted(self.scenario.modalities, key=lambda modality: (modality.order, modality.id))
            if modality.id in used and len(self._values(actor, modality)) > 1
        ]
        return el(
            "article",
            el("header", el("b", self.words.title(actor)), el("span", "Order")),
            _line("Turn", "short"),
            _line("Move"),
            _line("For whom"),
            el("table", *rows),
            _line("Because"),
            _line(""),
            el("p", "Sealed until the phase closes. Anything not ticked takes its usual value.", class_="small"),
            class_="card",
        )

    def _values(self, actor: str, modality: Modality) -> list[str]:
        found: dict[str, None] = {}
        for id_ in self.setup.kinds_of(actor):
            kind = self.book.kinds[id_]
            found |= dict.fromkeys(self._open(actor, kind, modality.id) if modality.id in kind.modalities else ())
        places = {value.id: place for place, value in enumerate(modality.values)}
        ordered = sorted(found, key=lambda value: places.get(value, 0))
        return list(dict.fromkeys(self._value(actor, value) for value in ordered))

    def offers(self, seat: Seat) -> Html:
        return self.paper(f"{seat.title}, offer slips", el("div", *(self.offer(seat) for _ in range(CARDS)), class_="cards"), class_="grid")

    def offer(self, seat: Seat) -> Html:
        return el(
            "article",
            el("header", el("b", f"To {self._called(seat)}"), el("span", "Offer")),
            _line("Turn", "short"),
            _line("From"),
            _line("What"),
            _line("On which terms"),
            _line(""),
            _line("Who answers") if len(seat.actors) > 1 else None,
            el("p", "Your answer", class_="label"),
            el("p", _tick("accept"), _tick("decline"), _tick("no objection"), _tick("object")),
            _line("change to", tick=True),
            el("p", _tick("make this offer public")),
            _line("Because"),
            _line(""),
            el("p", "The proposer's last word", class_="label"),
            el("p", _tick("yes"), _tick("no")),
            class_="card",
        )

    def _called(self, seat: Seat) -> str:
        """Return a seat as a sentence speaks of it."""
        article = len(seat.actors) == 1 and self.book.actors[seat.actors[0]].article
        return f"the {seat.title}" if article else inside(seat.title)

    def arguments(self) -> Html:
        sheet = el(
            "article",
            el("header", el("b", "Argument"), el("span", "for what is not on the list")),
            _line("Actor and turn"),
            _line("What we do"),
            _line(""),
            _line("What it brings about"),
            _line("Because (1)"),
            _line("Because (2)"),
            _line("Because (3)"),
            _line("Against"),
            _line("Against"),
            el("p", "Ruled by ", _tick("consensus"), _tick("umpire"), _tick("2d6, 7 or more")),
            el("p", "Counts ", _tick("half"), _tick("full"), _tick("one and a half"), " as "),
            _line("Reason of the ruling"),
            class_="card",
        )
        return self.paper("argument sheets", el("div", sheet, sheet, class_="cards two"), class_="grid")


def _prose(text: str) -> Html:
    return joined(*(el("p", " ".join(part.split())) for part in text.split("\n\n") if part.strip()))


def _tick(text: str) -> Html:
    return el("span", el("i", class_="box"), text, class_="tick")


def _line(name: str, class_: str = "", tick: bool = False) -> Html:
    said = _tick(name) if tick else el("span", name) if name else None
    return el("p", said, el("i"), class_=f"line {class_}".strip())
