"""Everything in play in English: names, values, moves, causes, events and refusals.

Make one `Words` for a scenario and ask it. This is the only prose about play: other rooms hand over values and print what comes back,
and texts written by the scenario's authors are shown as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

from exercise.model import play
from exercise.model.play import Act, Cause, Move, Open, Programme, Refusal, Signal

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Inject, MoveKind, Scenario

PHASE_TITLES = {
    "lobby": "Before the start",
    "situation": "Situation",
    "decide": "Decisions",
    "answer": "Answers",
    "confirm": "Last word",
    "adjudicate": "Adjudication",
    "read-out": "Read-out",
    "over": "The end",
}

STAGE_TITLES = {
    "situation": "Situation",
    "moves": "Moves",
    "combinations": "Moves taken together",
    "drift": "The course of things",
    "thresholds": "Turning points",
}

VERB_TITLES = {
    "answer": "answer an offer",
    "confirm": "have the last word on an offer",
    "withdraw": "take back a sealed move",
    "end": "end a programme",
    "signal": "send a signal",
    "react": "react to an event",
    "argue": "make an argument",
    "commit": "say that the seat is done",
    "uncommit": "say that the seat is not done after all",
    "message": "send a message",
    "predict": "predict a reaction",
    "note": "take a note",
    "weigh": "add a reason to an argument",
    "close-phase": "close the phase",
    "release": "release an inject",
    "hold": "hold an inject back",
    "unhold": "let go of an inject",
    "arm": "arm an inject for a later turn",
    "skip": "skip an inject",
    "reveal": "make an inject known to all",
    "amend": "amend a sealed move",
    "write": "write an inject",
    "rule": "rule on the adjudication",
    "rule-argument": "rule on an argument",
    "hand": "hand over a seat",
    "pause": "pause the session",
    "resume": "resume the session",
    "explain": "set how much is explained",
    "turns": "change the number of turns",
    "end-session": "end the session",
}

REPLIES = {
    "accept": "accepts",
    "decline": "declines",
    "change": "asks to change",
    "object": "objects",
    "no-objection": "has no objection",
}

LEVELS = {
    "full": "reasons and numbers",
    "reasons": "reasons without numbers",
    "arrows": "arrows only",
}

HOLDERS = {
    "person": "a person",
    "persona": "its persona",
    "random": "a bot that plays at random",
    "hold": "nobody",
    "bot": "a bot",
}

JUDGED = {"consensus": "The table agreed on it.", "umpire": "The facilitator ruled on it."}
"""How an argument was judged, where no dice were thrown."""
STRENGTHS = {50: " at half strength", 100: "", 150: " at one and a half times its strength"}

WHAT_ENDS = {"done": "ran its course", "broken": "was broken off early", "evicted": "was ended by its host", "running": "is running"}

SIDES = ("west", "russia", "china", "republic")
"""The sides that have a colour of their own on screens and papers."""

PLAIN_ODDS = ("to begin with", "always", "chance")
"""Lines of odds that are words already."""
TOTALS = {"max": "at its highest", "min": "at its lowest", "mean": "in the mean", "total": "taken together"}
WATCHED = {"streak": "half-years in a row:", "since": "half-years since:", "count": "times:"}
COMPARED = ((" x ", " × "), (" >= ", ", at least "), (" <= ", ", at most "), (" < ", ", under "), (" > ", ", over "))
_BOUND = re.compile(r"for ([A-Z]\w*) in ([a-z][\w-]*)")
_TOTALS = re.compile(r"\b(max|min|mean|total)\((.*?) for [A-Z]\w* in [a-z][\w-]*(?: where [^)]*)?\)")
_ODDS_NAME = re.compile(r"(?<![\w.])(?:[A-Z]\w*\.)?([a-z][a-z0-9_-]*)(?:\[([^\]]*)\])?")

ARROWS = {1: "▲", 0: "·", -1: "▼"}


# --- refusals -----------------------------------------------------------------------------------------------------------

REFUSALS: dict[str, str] = {
    "actor.unknown": "No actor called {actor:quoted} makes moves.{near:near}",
    "move.unknown-kind": "There is no move called {kind:quoted}.{near:near}",
    "move.not-yours": "{actor:name} is not yours to move: you speak for {seat:name}.",
    "move.wrong-phase": "{kind:title}: not in this phase ({phase:phase}).",
    "move.paused": "The session is paused. Nothing can be done until the facilitator resumes it.",
    "move.not-paused": "The session is not paused.",
    "move.not-open": "{kind:title} is not open to {actor:name}.",
    "move.need": "{text:text}",
    "move.no-target": "{kind:title} needs a target: say whom it is for.",
    "move.bad-target": "{kind:title} cannot be aimed at {target:name}.{near:near}",
    "move.too-many-targets": "Too many targets: {most:targets}.",
    "move.bad-option": "{key:option} cannot be {value:quoted} here. Possible: {options:words}.{near:near}",
    "move.unknown-option": "This move has no option called {key:quoted}. It has: {options:words}.{near:near}",
    "move.over-budget": "Not enough capital: {have:capital} left; this move costs {cost:capital}.",
    "move.too-many": "No more moves this turn: an actor may make at most {most:number}.",
    "move.twice": "Already sealed this turn: {key:offer}. Take it back first to make it differently.",
    "move.no-such": "There is no {what:text} {key:quoted} now.{near:near}",
    "offer.not-asked": "This offer does not ask {actor:name}.",
    "offer.answered": "Already answered: {key:offer}.",
    "offer.not-changed": "Nobody has asked to change {key:offer}, so there is nothing to confirm.",
    "offer.outside": "Say what to change: this offer leaves open {options:open}.",
    "inject.unknown": "There is no inject called {inject:quoted}.{near:near}",
    "inject.not-asked": "{inject:title} asks no reaction of {actor:name}.",
    "inject.happened": "{inject:title} has happened this turn already.",
    "inject.happened-before": "{inject:title} has happened already, and happens once.",
    "inject.not-happened": "{inject:title} has not happened yet: release it.",
    "inject.public": "{inject:title} is known to all already.",
    "inject.no-choice": "{choice:quoted} is no way to react to this. Possible: {options:words}.{near:near}",
    "signal.one-a-turn": "{actor:name} has sent its signal for this turn; there is one a turn.",
    "signal.bad": "A signal is about a kind of move: there is none called {what:quoted}.{near:near}",
    "facilitator.only": "Only the facilitator can {kind:verb}.",
    "facilitator.reason": 'A reason is needed here: add because="…".',
    "ruling.unknown-rule": "There is no rule called {rule:quoted}.{near:near}",
    "ruling.no-such-draw": "The rule {rule:quoted} makes no draw about {about:abouts} this turn.",
    "track.unknown": "There is no track called {track:quoted}.{near:near}",
    "argument.unknown": "There is no argument {key:quoted}.{near:near}",
    "argument.ruled": "{key:offer} has been ruled already.",
    "amend.as": "What the move is to be instead cannot be read: {text:text}",
    "argument.as": "What the argument is to count as cannot be read: {text:text}",
    "argument.changes": "Too many direct changes: an argument carries at most {most:number}.",
    "seat.unknown": "There is no seat called {seat:quoted}.{near:near}",
    "seat.committed": "{seat:name} has said that it is done with this phase. Take that back first (uncommit).",
    "text.empty": "The {what:text} is empty. Write something, or leave it out.",
    "number.bad": "{key:option} cannot be {value:quoted}: a number from {lowest:number} to {highest:number} is needed.",
    "dice.bad": "{value:quoted} are no two dice. Write them as 3+4, 3 4 or 3,4.",
    "session.over": "The session is over; only notes can be added.",
    "save.stopped": "The session stands at entry {entry:number}, because it cannot be saved.",
    "turns.past": "Turn {turn:number} has been played already; the session cannot end before it.",
}
"""Every refusal code with its sentence; `{fact:how}` says how a fact is put (see `Words._put`). A fact that is missing leaves a gap."""

RICHER: dict[str, tuple[str, str]] = {
    "move.over-budget": ("actor", "{actor:name} has {have:capital} capital left; this move costs {cost:capital}."),
    "argument.changes": ("sizes", "A direct change of an argument is one of {sizes:sizes} points, up or down."),
    "move.too-many": ("actor", "{actor:name} has made its moves for this turn: at most {most:number}."),
    "offer.outside": ("value", "{key:option} cannot become {value:quoted}: this offer leaves open {options:open}."),
}
"""Sentences used instead when the named fact is known and not empty."""


class Words:
    """English for one scenario: every name, value, move, event and refusal in words a participant understands."""

    def __init__(self, scenario: Scenario, pace: str = "full") -> None:
        self.scenario = scenario
        self.pace = pace
        self.families = {family.id: family for family in scenario.tracks}
        self.kinds = {kind.id: kind for kind in scenario.moves}

    # --- names

    @cached_property
    def _actors(self) -> dict[str, str]:
        return {actor.id: actor.title for actor in self.scenario.actors}

    @cached_property
    def _titles(self) -> dict[str, str]:
        # Earlier sections win: an actor called like a seat or a set keeps its own title.
        scenario = self.scenario
        titles: dict[str, str] = {"facilitator": "Facilitator", "all": "Everyone", "observer": "Observer"}
        sections: tuple[Sequence[Any], ...] = (
            scenario.actors,
            scenario.moves,
            scenario.tracks,
            scenario.measures,
            scenario.modalities,
            *(modality.values for modality in scenario.modalities),
            scenario.sets,
            scenario.rules,
            scenario.injects,
            *(inject.reaction.choices for inject in scenario.injects if inject.reaction),
            scenario.personas,
            scenario.objectives,
            *(plan.seats for plan in scenario.plans),
            scenario.plans,
            scenario.watches,
            scenario.tables,
            scenario.bands,
        )
        for section in sections:
            for part in section:
                titles.setdefault(part.id, part.title)
        return titles

    def title(self, id: str) -> str:
        """Return the title of an actor, move kind, track family, rule, inject or anything else with an id; else the id in plain words."""
        found = self._titles.get(id)
        if found is not None:
            return found.replace("{X}", "…").replace("{Y}", "…") if "{" in found else found
        if id in VERB_TITLES:
            return _capital(VERB_TITLES[id])
        return _capital(_plain(id))

    def short(self, id: str) -> str:
        """Return the short form: an actor's two to four letters, a family's or value's short title, else its title."""
        return self._shorts.get(id) or self.title(id)

    @cached_property
    def _shorts(self) -> dict[str, str]:
        scenario = self.scenario
        shorts = {actor.id: actor.short for actor in scenario.actors}
        for modality in scenario.modalities:
            for value in modality.values:
                shorts.setdefault(value.id, value.short or value.title)
        for family in scenario.tracks:
            shorts.setdefault(family.id, family.short or family.title)
        for measure in scenario.measures:
            shorts.setdefault(measure.id, measure.short or measure.title)
        return shorts

    def name(self, id: str) -> str:
        """Return an actor, seat or other thing as a sentence speaks of it: "NATO", "the US", "the facilitator"."""
        if id == "facilitator":
            return "the facilitator"
        if id == "all":
            return "everyone"
        if id in self._terms:
            return self.within(self.title(id))
        return "the " + self.title(id) if id in self._with_article else self.title(id)

    def side(self, actor: str) -> str:
        """Return the side of an actor; a side that no colour is made for takes the name of one that the scenario leaves free."""
        return self._sides.get(actor, "")

    @cached_property
    def _sides(self) -> dict[str, str]:
        actors = sorted(self.scenario.actors, key=lambda actor: (actor.order, actor.id))
        sides = list(dict.fromkeys(actor.side for actor in actors))
        free = [side for side in SIDES if side not in sides] or list(SIDES)
        others = [side for side in sides if side not in SIDES]
        return {actor.id: free[others.index(actor.side) % len(free)] if actor.side in others else actor.side for actor in actors}

    @cached_property
    def _with_article(self) -> frozenset[str]:
        return frozenset(actor.id for actor in self.scenario.actors if actor.article)

    def names(self, ids: Iterable[str]) -> str:
        """Return several names as a sentence lists them: "Kazakhstan, the US and China"."""
        return joined([self.name(id) for id in ids])

    def phase(self, phase: str) -> str:
        """Return the title of a phase."""
        return PHASE_TITLES.get(phase, _capital(_plain(phase)))

    def stage(self, stage: str) -> str:
        """Return the title of a stage of adjudication."""
        return STAGE_TITLES.get(stage, _capital(_plain(stage)))

    # --- tracks and values

    def track(self, name: str) -> str:
        """Return the title of a track or measure: "Trust of Kazakhstan in the US".

        A family's title may place its index names itself, as `{X}` and `{Y}`; else they follow it.
        """
        found = self._tracks.get(name)
        if found is None:
            found = self._tracks[name] = self._track(name)
        return found

    @cached_property
    def _tracks(self) -> dict[str, str]:
        return {}

    def _track(self, name: str) -> str:
        family, _, rest = name.partition("[")
        title = self._titles.get(family) or self.title(family)
        keys = [key.strip() for key in rest.rstrip("]").split(",") if key.strip()]
        if "{X}" in title or "{Y}" in title:
            x, y = ([self._inside(key) for key in keys] + ["each", "each"])[:2]
            return _capital(title.replace("{X}", x).replace("{Y}", y))
        if not keys:
            return title
        return f"{title}: {', '.join(self.title(key) for key in keys)}"

    def within(self, title: str) -> str:
        """Return a title as it stands inside a sentence: "trust of Kazakhstan in the US", "NATO-SCO ladder on crime"."""
        first = title.partition(" ")[0]
        if first[1:] != first[1:].lower() or first.rstrip(",.:;’'s") in self._proper or first in self._proper:
            return title
        return title[:1].lower() + title[1:]

    @cached_property
    def _proper(self) -> frozenset[str]:
        """Words that begin with a capital wherever they stand, as the scenario's titles show: names, and what is made of them."""
        scenario = self.scenario
        titles = [part.title for section in (scenario.tracks, scenario.measures, scenario.rules, scenario.injects) for part in section]
        inside = {word for title in titles for word in re.findall(r"[^\W\d_]+", title.partition(" ")[2]) if word[:1].isupper()}
        return frozenset(inside | {word for actor in scenario.actors for word in actor.title.split()})

    def _inside(self, key: str) -> str:
        """Return an actor, a set or a value as a track's title names it: "the US", "outside powers"."""
        return self.name(key) if key in self._actors else self.within(self.title(key))

    def family(self, track: str) -> Family | None:
        """Return the family of a track's name (`trust[kazakhstan, us]` or `trust`), or None for a measure or an unknown name."""
        return self.families.get(track.partition("[")[0])

    def value(self, family: Family | str | None, value: int) -> str:
        """Return a track's value in points with at most one decimal ("38.5"), or its steps ("2").

        Args:
            family: The family, its id or a track's name; None or a measure counts in points.
            value: Tenths of a point, or steps.
        """
        counts = self.counts(family) if isinstance(family, str) else family is not None and family.kind == "steps"
        return f"{value}".replace("-", "−") if counts else points(value)

    def counts(self, name: str) -> bool:
        """Return whether a track or measure counts in whole steps: a track of steps, or a measure of such tracks alone."""
        id = name.partition("[")[0]
        if id in self.families:
            return self.families[id].kind == "steps"
        if id not in self._counts:
            self._counts[id] = False
            named = re.findall(r"[a-z][a-z0-9_]*", self._formulas.get(id, ""))
            parts = {part for part in named if part in self.families or part in self._formulas}
            self._counts[id] = bool(parts) and all(self.counts(part) for part in parts)
        return self._counts[id]

    @cached_property
    def _counts(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _formulas(self) -> dict[str, str]:
        return {measure.id: measure.equals for measure in self.scenario.measures}

    def change(self, family: Family | str | None, value: int) -> str:
        """Return a change with its sign: "+2", "−0.5", "0"."""
        text = self.value(family, value)
        return "+" + text if value > 0 else text

    def band(self, value: int) -> str:
        """Return the title of the band that a value of a 0 to 100 track lies in.

        Args:
            value: Tenths of a point.
        """
        for band in self.scenario.bands:
            if value < band.below * 10:
                return band.title
        return self.scenario.bands[-1].title if self.scenario.bands else points(value)

    # --- time

    def turn(self, turn: int, pace: str = "") -> str:
        """Return a turn's label: "Autumn 2007", at the pace of a seminar "Autumn 2007 to spring 2008"; turn 0 is before the start."""
        if turn < 1:
            return PHASE_TITLES["lobby"]
        if (pace or self.pace) != "seminar":
            return self.half_year(turn - 1)
        first, last = self.half_year(2 * turn - 2), self.half_year(2 * turn - 1)
        return f"{first.removesuffix(last[-5:])} to {last.lower()}"

    def half_year(self, clock: int) -> str:
        """Return the label of the half-year that begins when `clock` half-years have passed since the start."""
        year, month = self.scenario.head.start.split("-")
        # Counted in halves since year 0; January to June is a spring.
        halves = int(year) * 2 + (0 if int(month) <= 6 else 1) + clock
        return f"{'Spring' if halves % 2 == 0 else 'Autumn'} {halves // 2}"

    # --- the brief

    def claim(self, id: str) -> str:
        """Return a claim's statement in our words; an unknown claim gives its id."""
        for claim in self.scenario.claims:
            if claim.id == id:
                return claim.claim
        return id

    def where(self, claim: str) -> str:
        """Return where the brief makes a claim: "Abstract, paragraph 1; Introduction, paragraphs 1 and 2"."""
        for found in self.scenario.claims:
            if found.id == claim:
                return self.places(found.where)
        return ""

    def section(self, section: str) -> str:
        """Return the title of one of the brief's sections."""
        return self.scenario.head.sections.get(section) or _capital(_plain(section))

    def places(self, wheres: Iterable[str]) -> str:
        """Return several places (`section/paragraph`) of the brief in words."""
        paragraphs: dict[str, list[str]] = {}
        for where in wheres:
            section, _, paragraph = where.partition("/")
            paragraphs.setdefault(section, []).append(paragraph)
        said = []
        for section, numbers in paragraphs.items():
            title = self.section(section)
            numbers = [number for number in numbers if number]
            if numbers:
                title += f", paragraph{'s' if len(numbers) > 1 else ''} {joined(numbers)}"
            said.append(title)
        return "; ".join(said)

    # --- moves

    def offer(self, key: str) -> str:
        """Return what a move's key names: "Border guards (NATO to Uzbekistan)"; a programme's id may carry more after `@` or `#`."""
        plain = key.partition("@")[0].partition("#")[0]
        parts = plain.split("/")
        if len(parts) < 2:
            return self.title(plain)
        actor, kind, *targets = parts
        to = [target for target in "/".join(targets).split("+") if target]
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
                said.append(f"{self.title(key).lower()}: {self.option(value)}" if value in self._actors else self.option(value))
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
        return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title

    def term(self, value: str, spelt: bool = False) -> str:
        """Return a modality's value as one of several: an actor by its title, all else in lower case but for names; `spelt` at length."""
        if value in self._actors:
            return self.title(value)
        short, title = self.option(value), self.title(value)
        if not spelt:
            return short
        return title if short[:1].isupper() else title[:1].lower() + title[1:]

    def move(self, move: Move | Act) -> str:
        """Return a move in one sentence without a full stop: "NATO to Uzbekistan: Border guards (front: Germany, two years)"."""
        if isinstance(move, Act):
            return self._kind_sentence(move.actor, move.kind, move.targets, move.mods)
        if move.kind in self.kinds:
            return self._kind_sentence(move.actor, move.kind, move.targets, dict(move.options))
        return self._verb_sentence(move)

    def _kind_sentence(self, actor: str, kind: str, targets: Sequence[str], mods: Mapping[str, str]) -> str:
        who = _capital(self.name(actor))
        if targets:
            who += f" to {self.names(targets)}"
        options = self.options(kind, mods, actor)
        return f"{who}: {self.title(kind)}{f' ({options})' if options else ''}"

    def _verb_sentence(self, move: Move) -> str:
        who = _capital(self.name(move.actor)) if move.actor else "Someone"
        said = _VERBS.get(move.kind)
        text = said(self, move) if said else f"wants to {_plain(move.kind)} {self.names(move.targets)}".rstrip()
        return f"{who} {text}"

    def answer(self, reply: str, changes: Iterable[tuple[str, str]] = ()) -> str:
        """Return an answer as a verb: "accepts", "asks to change (front: Germany)"."""
        said = REPLIES.get(reply, _plain(reply))
        changed = ", ".join(f"{self.title(key).lower()}: {self.option(value)}" for key, value in changes)
        return f"{said} ({changed})" if changed else said

    def argument_title(self, argument: play.Argument) -> str:
        """Return what became of a free-form move, in one line: "Kazakhstan argued, and it worked"."""
        ends = {"open": "", "allowed": ", and it worked"}.get(argument.ruled, ", and it failed")
        return f"{_capital(self.name(argument.actor))} argued{ends}"

    def argument(self, argument: play.Argument) -> tuple[str, ...]:
        """Return a ruled argument at length: its words, how it was judged with every modifier, what it counts as, and why."""
        said = [_quoted(argument.text)]
        if argument.roll:
            mods = "".join(
                f", and {_signed(number)}" + (f" because {_quoted(text.rstrip(' .'))}" if text.strip(" .") else "")
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
            said.append(f"The facilitator's reason: {_quoted(argument.because)}")
        return tuple(said)

    def agreed(self, found: play.Agreed) -> str:
        """Return what became of changes that were asked for: "Russia asked for narcotics instead of crime, and NATO agreed: …"."""
        maker = self.name(found.key.partition("/")[0])
        answer = f"and {maker} {'agreed' if found.yes else 'turned it down'}"
        wishes = [f"{self.name(actor)} asked for {self._instead(changes)}" for actor, changes in found.wishes]
        if wishes:
            return f"{_capital(joined(wishes))}, {answer}: {self.offer(found.key)}"
        if found.terms:
            return f"Another of those asked wanted {self._instead(found.terms)}, {answer}: {self.offer(found.key)}"
        said = f"{maker} {'agreed to' if found.yes else 'turned down'} the changes that another of those asked wanted"
        return f"{_capital(said)}: {self.offer(found.key)}"

    def _instead(self, changes: Iterable[tuple[str, str, str]]) -> str:
        said = [
            f"{self.option(wanted)} instead of {self.option(offered)}" if offered else self.option(wanted) for _, offered, wanted in changes
        ]
        return joined(said)

    def programme(self, programme: Programme) -> str:
        """Return a programme in words: what it is, whose, on what terms."""
        return self._kind_sentence(programme.actor, programme.kind, programme.targets, programme.mods)

    def why_ended(self, event: play.ProgrammeEnded) -> str:
        """Return why a programme ended, where its course does not say it; else an empty text."""
        if event.cause == "upkeep":
            return "its upkeep was not paid"
        if not event.cause or event.cause in ("span", "lasts", event.id):
            return ""
        return self.offer(event.cause) if "/" in event.cause else _id_reason(self, event.cause)

    def signal(self, signal: Signal) -> str:
        """Return a signal in one sentence without a full stop."""
        return _signal_sentence(self, signal.actor, signal.type, signal.kind, signal.target, signal.voice, signal.text)

    def inject(self, id: str, subject: str = "") -> str:
        """Return an inject's title with whom it concerns: "Crackdown (Uzbekistan)"; one written on the spot is "News" with its number."""
        if id.startswith("written-"):
            return f"News {id.removeprefix('written-')}"
        return f"{self.title(id)} ({self.name(subject)})" if subject else self.title(id)

    def otherwise(self, move: Move, modality: str, value: str) -> str:
        """Return one decision made otherwise: "Border guards (NATO to Uzbekistan), front: Germany"; a reaction says at what event."""
        if move.kind == "react":
            subject = move.option("subject")
            event = self.inject(_first(move.targets), "" if subject == move.actor else subject)
            return f"{_capital(self.name(move.actor))} reacting to {event}: {_choice(self, _first(move.targets), value)}"
        what = f"{self.title(modality).lower()}: {self.option(value)}" if modality else "without it"
        return f"{self.offer(move.key)}, {what}"

    def in_time(self, opened: Iterable[Open]) -> list[Open]:
        """Return what happened in a turn in the order in which it is told: by date, then what has none."""
        dates = {inject.id: inject.date for inject in self.scenario.injects if inject.date is not None}
        return sorted(opened, key=lambda one: dates.get(one.inject, "9999"))

    # --- causes

    def odds_line(self, text: str) -> str:
        """Return what a line of odds rests on, with titles for its names: "Pressure on Kyrgyzstan over foreign bases x How loud it is"."""
        if text in PLAIN_ODDS:
            return text
        sets = dict(_BOUND.findall(text))
        text = _TOTALS.sub(lambda found: f"{found[2]} {TOTALS[found[1]]}", text)

        def titled(found: re.Match[str]) -> str:
            word, keys = found[1], [sets.get(key.strip(), key.strip()) for key in (found[2] or "").split(",") if key.strip()]
            if word in WATCHED and keys:
                of = ", ".join(self.title(key) for key in keys[1:])
                return f"{WATCHED[word]} {self.title(keys[0])}" + (f" ({of})" if of else "")
            if word in self.families or word in self._formulas:
                return self.track(f"{word}[{', '.join(keys)}]" if keys else word)
            if found[2]:
                said = [self.option(key) for key in keys if key != "kind" and key not in self._modalities]
                return self.title(word) + (f": {', '.join(said)}" if said else "")
            if word not in self._titles:
                return found[0]
            return self.title(word) if word in self._modalities else self.option(word)

        text = _ODDS_NAME.sub(titled, text)
        for sign, words in COMPARED:
            text = text.replace(sign, words)
        return _capital(text)

    @cached_property
    def _terms(self) -> frozenset[str]:
        """Values of modalities that are no actors: "radical ideology" stands in lower case inside a sentence."""
        return frozenset(value.id for modality in self.scenario.modalities for value in modality.values) - self._actors.keys()

    @cached_property
    def _modalities(self) -> frozenset[str]:
        return frozenset(modality.id for modality in self.scenario.modalities)

    def about(self, about: Iterable[str]) -> str:
        """Return whom and what a cause, draw or message concerns, as a list of names, each once; a move's key says the move."""
        said: list[str] = []
        covered: set[str] = set()
        for part in about:
            if "/" in part:
                said.append(self.offer(part))
                covered.update(part.partition("@")[0].replace("+", "/").split("/"))
            elif part and part not in covered:
                said.append(self.name(part))
                covered.add(part)
        return ", ".join(said)

    def reason(self, cause: Cause) -> str:
        """Return why, without the number: "A visible move by a distrusted front: Border guards (NATO to Uzbekistan)"."""
        return _reason(self, cause)

    def cause(self, cause: Cause, family: Family | str | None = None, level: str = "full") -> str:
        """Return one signed part of a change with its reason: "+2 Steady presence pays: NATO, Uzbekistan".

        Args:
            cause: The part.
            family: The family of the track it belongs to, its id or the track's name; None counts in points.
            level: full gives the number, reasons an arrow and the reason, arrows the arrow alone.
        """
        if level == "arrows":
            return arrow(cause.amount)
        sign = self.change(family, cause.amount) if level == "full" else arrow(cause.amount)
        return f"{sign} {self.reason(cause)}"

    # --- events and refusals

    def event(self, event: play.Event, level: str = "full") -> str:
        """Return one sentence that says what happened.

        Args:
            event: Any event, as the reader may see it.
            level: How much of the working to say: full, reasons or arrows.
        """
        return _EVENTS[type(event)](self, event, level)

    def refusal(self, refusal: Refusal) -> str:
        """Return why a move is not possible now, and what would help; an unknown code is shown as it is."""
        facts = refusal.facts
        sentence = REFUSALS.get(refusal.code)
        if sentence is None:
            return f"Not possible now ({refusal.code})."
        instead = RICHER.get(refusal.code)
        if instead and facts.get(instead[0]):
            sentence = instead[1]
        return _capital("".join(self._filled(sentence, facts)))

    def _filled(self, sentence: str, facts: Mapping[str, Any]) -> Iterator[str]:
        for text, key, how, _ in Formatter().parse(sentence):
            yield text
            if key is not None:
                yield self._put(facts.get(key, ""), how or "text")

    def _put(self, fact: Any, how: str) -> str:
        if how == "near":
            return f' Did you mean "{fact}"?' if fact else ""
        if how == "capital":
            return points(int(fact or 0))
        if how == "number":
            return str(fact).replace("-", "−")
        if how == "targets":
            return f"at most {fact} at once" if fact else "this move takes none"
        if how == "phase":
            return self.phase(str(fact)).lower()
        if how == "quoted":
            return f'"{fact}"'
        if how == "title":
            return self.title(str(fact))
        if how == "name":
            return self.name(str(fact))
        if how == "offer":
            return self.offer(str(fact))
        if how == "option":
            return self.offer(str(fact)) if "/" in str(fact) else self.title(str(fact))
        if how == "verb":
            return VERB_TITLES.get(str(fact), _plain(str(fact)))
        if how == "words":
            return ", ".join(_texts(fact)) or "nothing"
        if how == "sizes":
            return ", ".join(points(size) for size in sorted({abs(int(size)) for size in fact}))
        if how == "open":
            return self._alternatives(fact)
        if how == "abouts":
            return self.about(_texts(fact)) or "that"
        if how == "text":
            return str(fact)
        raise ValueError(f"no way {how!r} to put a fact")

    def _alternatives(self, fact: Any) -> str:
        if not isinstance(fact, Mapping):
            return ", ".join(_texts(fact)) or "nothing"
        return "; ".join(f"{key} ({', '.join(values)})" for key, values in sorted(fact.items())) or "nothing"


# --- small helpers ------------------------------------------------------------------------------------------------------


def points(tenths: int) -> str:
    """Return tenths of a point as points with at most one decimal: "38.5", "−2"."""
    whole, part = divmod(abs(tenths), 10)
    text = f"{whole}.{part}" if part else str(whole)
    return "−" + text if tenths < 0 else text


def arrow(change: int) -> str:
    """Return ▲ for a rise, ▼ for a fall, · for neither."""
    return ARROWS[(change > 0) - (change < 0)]


def joined(items: Sequence[str]) -> str:
    """Return items as a sentence lists them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: "the five republics"."""
    return title[:1].lower() + title[1:] if title.startswith(("The ", "Those ", "What ", "Where ")) else title


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 turn", "3 turns"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _plain(id: str) -> str:
    return id.replace("-", " ").replace("_", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _texts(fact: Any) -> list[str]:
    if isinstance(fact, str):
        return [fact] if fact else []
    return [str(part) for part in fact]


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _because(text: str) -> str:
    # The sentence that it stands in brings its own full stop.
    return f", because {_quoted(text.rstrip(' .') or text)}" if text else ""


# --- verbs --------------------------------------------------------------------------------------------------------------

_ANSWER_KEYS = ("reply", "publish")


def _answer_move(words: Words, move: Move) -> str:
    changes = [(key, value) for key, value in move.options if key not in _ANSWER_KEYS]
    said = f"{words.answer(move.option('reply'), changes)}: {words.offer(_first(move.targets))}"
    return said + (", for all to know" if move.option("publish") == "yes" else "")


def _confirm_move(words: Words, move: Move) -> str:
    said = "agrees to" if move.option("reply") == "yes" else "turns down"
    return f"{said} the changes asked for: {words.offer(_first(move.targets))}"


def _message_move(words: Words, move: Move) -> str:
    verb = "pledges" if move.option("pledge") == "yes" else "writes"
    return f"{verb} to {words.names(move.targets)}: {_quoted(move.option('text'))}"


def _release_move(words: Words, move: Move) -> str:
    subject = move.option("for")
    return f"releases an inject: {words.title(_first(move.targets))}" + (f", for {words.name(subject)}" if subject else "")


def _weigh_move(words: Words, move: Move) -> str:
    for side in ("for", "against"):
        if move.option(side):
            return f"adds a reason {side} the argument {_first(move.targets)}: {_quoted(move.option(side))}"
    return f"weighs the argument {_first(move.targets)}"


def _first(targets: Sequence[str]) -> str:
    return targets[0] if targets else "?"


def _signal_sentence(words: Words, actor: str, type: str, kind: str, target: str, voice: str, text: str) -> str:
    what = {"intention": "states an intention", "promise": "makes a promise", "red-line": "draws a red line"}
    said = f"{_capital(words.name(actor))} {what.get(type, 'sends a signal')}"
    if target:
        said += f" to {words.name(target)}"
    said += " in public" if voice == "public" else " quietly" if voice else ""
    if kind:
        said += f": {words.title(kind)}"
    return f"{said}. {_quoted(text)}" if text else said


def _signal_move(words: Words, move: Move) -> str:
    sentence = _signal_sentence(
        words, move.actor, move.option("type"), move.option("about"), "".join(move.targets[:1]), move.option("voice"), move.option("text")
    )
    return sentence[len(words.name(move.actor)) + 1 :]


def _rule_move(words: Words, move: Move) -> str:
    what, rule = move.option("what"), words.title(move.option("rule"))
    if what == "draw":
        said = f"rules that {rule} {'happens' if move.option('result') == 'yes' else 'does not happen'}"
    elif what == "strike":
        said = f"strikes {rule}"
    else:
        said = f"changes {words.track(move.option('track'))} by {move.option('by')}"
    about = words.about(part.strip() for part in move.option("about").split(","))
    return said + (f" ({about})" if about else "") + _because(move.because)


def _changes_of(move: Move) -> str:
    return ", ".join(value for key, value in move.options if key.rstrip("0123456789") == "change")


def _write_move(words: Words, move: Move) -> str:
    changes = _changes_of(move)
    return f"writes: {_quoted(move.option('text'))}" + (f" ({changes})" if changes else "")


def _argument_move(words: Words, move: Move) -> str:
    result = "rules for" if move.option("result") == "yes" else "rules against"
    method = move.option("method")
    return f"{result} the argument {_first(move.targets)}" + (f" by {method}" if method else "") + _because(move.because)


_VERBS: dict[str, Callable[[Words, Move], str]] = {
    "sealed": lambda w, m: "does something that is not public",
    "answer": _answer_move,
    "confirm": _confirm_move,
    "withdraw": lambda w, m: f"takes back a sealed move: {w.offer(_first(m.targets))}",
    "end": lambda w, m: f"ends a programme: {w.offer(_first(m.targets))}",
    "signal": _signal_move,
    "react": lambda w, m: f"reacts to {w.title(_first(m.targets))}: {w.title(m.option('choice'))}",
    "argue": lambda w, m: f"argues: {_quoted(m.option('text'))}",
    "commit": lambda w, m: "is done with this phase",
    "uncommit": lambda w, m: "is not done with this phase after all",
    "message": _message_move,
    "predict": lambda w, m: f"predicts: {_direction(w, m.option('track'), m.option('direction'))}",
    "note": lambda w, m: f"notes: {_quoted(m.option('text'))}",
    "weigh": _weigh_move,
    "close-phase": lambda w, m: "closes the phase",
    "release": _release_move,
    "hold": lambda w, m: f"holds an inject back: {w.title(_first(m.targets))}",
    "unhold": lambda w, m: f"lets go of an inject: {w.title(_first(m.targets))}",
    "arm": lambda w, m: f"arms an inject for turn {m.option('turn')}: {w.inject(_first(m.targets), m.option('for'))}",
    "skip": lambda w, m: f"skips an inject: {w.title(_first(m.targets))}" + _because(m.because),
    "reveal": lambda w, m: f"makes an inject known to all: {w.title(_first(m.targets))}",
    "amend": lambda w, m: f"amends a sealed move: {w.offer(_first(m.targets))}" + _because(m.because),
    "write": _write_move,
    "rule": _rule_move,
    "rule-argument": _argument_move,
    "hand": lambda w, m: f"hands the seat {w.name(_first(m.targets))} to {HOLDERS.get(m.option('to'), m.option('to'))}",
    "pause": lambda w, m: "pauses the session" + _because(m.because),
    "resume": lambda w, m: "resumes the session",
    "explain": lambda w, m: f"sets what is explained: {LEVELS.get(m.option('level'), m.option('level'))}",
    "turns": lambda w, m: f"sets the number of turns to {m.option('count')}" + _because(m.because),
    "end-session": lambda w, m: "ends the session" + _because(m.because),
}


def _direction(words: Words, track: str, direction: str) -> str:
    ways = {"up": "will rise", "down": "will fall", "same": "will stay as it is"}
    return f"{words.track(track)} {ways.get(direction, direction)}"


# --- causes -------------------------------------------------------------------------------------------------------------


def _id_reason(words: Words, id: str) -> str:
    # Rules give their id alone; injects and choices say which they are, because a choice's id is unique only within its inject.
    prefix, _, rest = id.partition(":")
    if prefix == "inject":
        return words.title(rest)
    if prefix == "choice":
        inject, _, choice = rest.partition("/")
        return f"{words.title(inject)}: {_choice(words, inject, choice)}"
    return words.title(id)


def _choice(words: Words, inject: str, choice: str) -> str:
    found = _inject(words, inject)
    if found is not None and found.reaction is not None:
        for option in found.reaction.choices:
            if option.id == choice:
                return option.title
    return _capital(_plain(choice))


def _inject(words: Words, id: str) -> Inject | None:
    return next((inject for inject in words.scenario.injects if inject.id == id), None)


_REASONS = {
    ("range", ""): "Held within the track's range",
    ("range", "carry"): "More than can be carried over",
    ("cost", ""): "Spent",
    ("refund", ""): "Returned, because the offer was declined or made cheaper",
    ("income", ""): "Capital for the turn",
    ("upkeep", ""): "Upkeep",
    ("written", ""): "Written by the facilitator",
    ("ruling", ""): "Ruled by the facilitator",
    ("argument", ""): "By argument",
    ("hidden", ""): "Not public",
}
"""Sources of causes that are no rule, inject or choice; some differ by id."""


def _reason(words: Words, cause: Cause) -> str:
    source, id = cause.source, cause.id
    about = words.about(cause.about)
    text = _REASONS.get((source, id)) or _REASONS.get((source, ""))
    if source == "choice":
        text = _id_reason(words, id if ":" in id else f"choice:{id}")
    elif source == "fading":
        text = f"Fading: {_id_reason(words, id)}"
    elif source == "ruling" and id.startswith("strike:"):
        text = f"Struck by the facilitator: {_id_reason(words, id.removeprefix('strike:'))}"
    elif text is None:
        text = _id_reason(words, id)
    return f"{text}: {about}" if about else text


# --- events -------------------------------------------------------------------------------------------------------------


def _track_changed(words: Words, event: play.TrackChanged, level: str) -> str:
    family = words.family(event.name)
    track = words.track(event.name)
    change = event.after - event.before
    if not event.causes and event.others == "band" and family is not None and family.kind == "points":
        # Who sees only the band is shown band middles without causes; saying them as numbers would pretend to know.
        return f"{track} went from {words.band(event.before)} to {words.band(event.after)}."
    if level == "arrows":
        return f"{arrow(change)} {track}."
    reasons = "; ".join(words.cause(cause, family, level) for cause in event.causes)
    if level == "reasons":
        said = f"{arrow(change)} {track}"
    elif change:
        rise = "rose" if change > 0 else "fell"
        by = words.value(family, abs(change))
        said = f"{track} {rise} by {by}, from {words.value(family, event.before)} to {words.value(family, event.after)}"
    else:
        said = f"{track} stayed at {words.value(family, event.after)}"
    if level == "full" and event.ruled is not None and event.ruled != event.after:
        said += f" (by the rules alone: {words.value(family, event.ruled)})"
    return f"{said}: {reasons}." if reasons else f"{said}."


def _chance_drawn(words: Words, event: play.ChanceDrawn, level: str) -> str:
    about = words.about(event.about)
    what = _id_reason(words, event.rule) + (f" ({about})" if about else "")
    result = "it happened" if event.happened else "it did not happen"
    by_hand = " by ruling of the facilitator" if event.ruled else ""
    if level != "full" or event.odds < 0:
        return f"Chance: {what}: {result}{by_hand}."
    if event.roll < 0:
        return f"Chance: {what}: {result}{by_hand} (about {event.odds} in 100)."
    lines = ", ".join(f"{_signed(percent)} {words.odds_line(text)}" for percent, text in event.lines)
    odds = f"odds {event.odds} in 100{f' ({lines})' if lines else ''}, drawn {event.roll}"
    return f"Chance: {what}: {odds}: {result}{by_hand}."


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{number}".replace("-", "−")


def _resolved(words: Words, event: play.MoveResolved, level: str) -> str:
    act = event.act
    said = f"{words.move(act)}: {act.outcome}"
    if act.outcome == "accepted" and words.kinds.get(act.kind) and words.kinds[act.kind].consent is None:
        said = words.move(act)
    if act.objectors:
        said += f"; {words.names(act.objectors)} objected"
    if act.endorsers:
        said += f"; no objection from {words.names(act.endorsers)}"
    if act.strength != 100:
        said += f"; counted at {act.strength} percent"
    return said + "."


def _programme_opened(words: Words, event: play.ProgrammeOpened, level: str) -> str:
    programme = event.programme
    said = f"A programme began. {words.programme(programme)}; it is to run {counted(programme.lasts, 'half-year')}"
    if programme.upkeep:
        said += f" and costs {points(programme.upkeep)} capital a turn"
    return said + "."


def _programme_ended(words: Words, event: play.ProgrammeEnded, level: str) -> str:
    why = words.why_ended(event)
    return f"{words.offer(event.id)} {WHAT_ENDS.get(event.how, 'ended')}{': ' + why if why else ''}."


def _delayed(words: Words, event: play.EffectDelayed, level: str) -> str:
    cause = event.pending.cause
    when = words.half_year(event.pending.due)
    return f"More to follow in {when}: {words.cause(cause, None, level)}."


def _scheduled(words: Words, event: play.InjectScheduled, level: str) -> str:
    due = event.due
    why = {"date": "by its date", "facilitator": "by the facilitator"}.get(due.cause) or _id_reason(words, due.cause)
    return f"On its way for turn {due.turn}: {words.inject(due.inject, due.subject)}; {why}."


def inject_text(words: Words, opened: play.Open) -> str:
    """Return what the table reads when an inject happens, with its subject's name put in."""
    found = _inject(words, opened.inject)
    text = opened.text or (found.text if found else "")
    if not opened.subject:
        return text
    return text.replace("{subject}", words.name(opened.subject))


def _happened(words: Words, event: play.InjectHappened, level: str) -> str:
    opened = event.open
    found = _inject(words, opened.inject)
    if found is None:
        return inject_text(words, opened) or f"{words.title(opened.inject)}."
    return f"{words.inject(opened.inject, opened.subject)}: {inject_text(words, opened)}"


def _revealed(words: Words, event: play.InjectRevealed, level: str) -> str:
    return f"Now known to all: {_happened(words, play.InjectHappened(event.open, ''), level)}"


def _reacted(words: Words, event: play.Reacted, level: str) -> str:
    inject = words.inject(event.inject, "" if event.subject == event.actor else event.subject)
    return f"{_capital(words.name(event.actor))} reacts to {inject}: {_choice(words, event.inject, event.choice)}."


_SIGNAL_NOUNS = {"intention": "An intention", "promise": "A promise", "red-line": "A red line"}


def _settled(words: Words, event: play.SignalSettled, level: str) -> str:
    how = {"kept": "was kept", "broken": "was broken", "crossed": "was crossed", "lapsed": "ran out", "open": "is open"}
    # A signal is named by its actor, type, kind of move and target: `nato/red-line/base-lease/uzbekistan@3`.
    actor, type, *rest = [*event.id.partition("@")[0].split("/"), ""]
    about = ", ".join([words.title(rest[0]), *map(words.name, rest[1:-1])]) if rest and rest[0] else ""
    what = _SIGNAL_NOUNS.get(type, "A signal")
    return f"{what} of {words.name(actor)}{f' ({about})' if about else ''} {how.get(event.how, 'ran out')}."


def _argument(words: Words, event: play.ArgumentMade, level: str) -> str:
    argument = event.argument
    who = _capital(words.name(argument.actor))
    if argument.ruled == "open":
        said = f"{who} argues: {_quoted(argument.text)}"
        if argument.reasons:
            said += f"; for: {'; '.join(argument.reasons)}"
        if argument.against:
            said += f"; against: {'; '.join(argument.against)}"
        return said + "."
    result = "was allowed" if argument.ruled == "allowed" else "failed"
    said = f"The argument of {words.name(argument.actor)} {result}: {_quoted(argument.text)}"
    if argument.roll:
        dice = " + ".join(str(die) for die in argument.roll)
        mods = "".join(f", {_signed(number)} {text}" for number, text in argument.modifiers)
        said += f"; dice {dice}{mods}"
    if argument.as_move is not None and argument.ruled == "allowed":
        said += f"; counted as {words.move(argument.as_move)}"
        if argument.strength != 100:
            said += f" at {argument.strength} percent"
    for track, tenths in argument.follows:
        said += f"; {words.track(track)} {words.change(track, tenths)}"
    return said + _because(argument.because) + "."


def _ruled(words: Words, event: play.Ruled, level: str) -> str:
    ruling = event.ruling
    about = words.about(ruling.about)
    about = f" ({about})" if about else ""
    if ruling.what == "draw":
        said = f"{_id_reason(words, ruling.id)}{about} {'happens' if ruling.amount else 'does not happen'}"
    elif ruling.what == "strike":
        on = f" on {words.track(ruling.track)}" if ruling.track else ""
        said = f"{_id_reason(words, ruling.id)}{about} does not count{on}"
    else:
        said = f"{words.track(ruling.track)} changes by {words.change(ruling.track, ruling.amount)}"
    return f"The facilitator ruled: {said}{_because(ruling.because)}."


def _message(words: Words, event: play.MessageSent, level: str) -> str:
    verb = "pledged to" if event.pledge else "wrote to"
    return f"{_capital(words.name(event.sender))} {verb} {words.names(event.to)}: {_quoted(event.text)}"


def _offer_made(words: Words, event: play.OfferMade, level: str) -> str:
    said = f"An offer: {words.offer(event.key)}"
    if event.asked:
        said += f"; asked: {words.names(event.asked)}"
    if event.consulted:
        said += f"; consulted: {words.names(event.consulted)}"
    return said + "."


def _offer_answered(words: Words, event: play.OfferAnswered, level: str) -> str:
    answer = event.answer
    said = f"{_capital(words.name(event.actor))} {words.answer(answer.reply, answer.changes)}: {words.offer(event.key)}"
    return said + (", for all to know" if answer.publish else "") + _because(answer.because) + "."


def _score(words: Words, event: play.ScoreRead, level: str) -> str:
    return f"{_capital(words.name(event.actor))}, {words.title(event.objective)}: {event.score} of 100 (stands at {points(event.value)})."


def _note(words: Words, event: play.NoteTaken, level: str) -> str:
    about = f" on {words.title(event.objective)}" if event.objective else ""
    return f"{_capital(words.name(event.seat))} noted{about}: {_quoted(event.text)}"


def _told(words: Words, event: play.Told, level: str) -> str:
    text = words.scenario.texts.get(event.text, event.text)
    return f"To {words.name(event.actor)}: {text}"


def _half_year_passed(words: Words, event: play.HalfYearPassed, level: str) -> str:
    after = " after the last turn" if event.epilogue else ""
    return f"Half a year passed{after}: it is now {words.half_year(event.clock)}."


_EVENTS: dict[type, Callable[[Words, Any, str], str]] = {
    play.SeatTaken: lambda w, e, _: f"The seat of {w.name(e.seat)} is held by {HOLDERS.get(e.holder, e.holder)}.",
    play.PhaseBegan: lambda w, e, _: f"Turn {e.turn}, {w.half_year(e.clock)}: {w.phase(e.phase)}." if e.turn else f"{w.phase(e.phase)}.",
    play.MoveSealed: lambda w, e, _: f"Sealed: {w.move(e.move)}{_because(e.move.because)}.",
    play.MoveWithdrawn: lambda w, e, _: f"Taken back: {w.offer(e.key)}.",
    play.SeatCommitted: lambda w, e, _: f"{_capital(w.name(e.seat))}: {'done' if e.yes else 'not done after all'}.",
    play.OfferMade: _offer_made,
    play.OfferAnswered: _offer_answered,
    play.OfferConfirmed: lambda w, e, _: f"The changes asked for were {'agreed' if e.yes else 'turned down'}: {w.offer(e.key)}.",
    play.MoveResolved: _resolved,
    play.MoveLeaked: lambda w, e, _: f"It leaked: {w.offer(e.key)} ({w.title(e.rule)}).",
    play.TrackChanged: _track_changed,
    play.ChanceDrawn: _chance_drawn,
    play.ProgrammeOpened: _programme_opened,
    play.ProgrammeExtended: lambda w, e, _: f"A programme was prolonged to {counted(e.lasts, 'half-year')} in all: {w.offer(e.id)}.",
    play.ProgrammeEnded: _programme_ended,
    play.EffectDelayed: _delayed,
    play.InjectScheduled: _scheduled,
    play.InjectHeld: lambda w, e, _: f"{'Held back' if e.held else 'No longer held back'}: {w.title(e.inject)}.",
    play.InjectHappened: _happened,
    play.InjectRevealed: _revealed,
    play.Reacted: _reacted,
    play.Signalled: lambda w, e, _: f"{w.signal(e.signal)}." if not e.signal.text else w.signal(e.signal),
    play.SignalSettled: _settled,
    play.MessageSent: _message,
    play.Predicted: lambda w, e, _: f"{_capital(w.name(e.seat))} predicts: {_direction(w, e.track, e.direction)}.",
    play.ArgumentMade: _argument,
    play.Ruled: _ruled,
    play.WatchesMoved: lambda w, e, _: f"The record of what has been done moved on: {counted(len(e.changes), 'count')}.",
    play.HalfYearPassed: _half_year_passed,
    play.Told: _told,
    play.NoteTaken: _note,
    play.Paused: lambda w, e, _: f"{'Paused' if e.yes else 'Resumed'}{_because(e.because)}.",
    play.ExplanationSet: lambda w, e, _: f"From now on the table sees {LEVELS.get(e.level, e.level)}.",
    play.TurnsSet: lambda w, e, _: f"The session now runs {counted(e.turns, 'turn')}{_because(e.because)}.",
    play.NotReplayed: lambda w, e, _: f"Not replayed ({w.name(e.seat)}): {e.text}; {e.because}.",
    play.ScoreRead: _score,
    play.SessionEnded: lambda w, e, _: f"The session ended after {counted(e.turn, 'turn')}; everything can now be seen.",
}
