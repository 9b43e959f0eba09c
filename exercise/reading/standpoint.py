"""A standpoint: who reads a session, and as of when. Everything that is read of a session is seen from one.

`Reader` in `reading.reader` is a standpoint with all that can be read from it; its parts are each given the standpoint alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import NamedTuple, Self

from exercise.engine import explain, legal, stories
from exercise.engine import preview as foresight
from exercise.engine.adjudicate import adjudicate
from exercise.engine.apply import fold
from exercise.engine.decide import alternatives, decide
from exercise.engine.stories import TurnFacts
from exercise.engine.view import PUBLIC, seen, seen_entry, view
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import tidy_move
from exercise.model.play import FACILITATOR, Choice, Entry, Event, KindChoice, Move, Preview, Refusal, State, View
from exercise.model.refs import TrackName
from exercise.reading.models import Change
from exercise.session import Session
from exercise.timeline import told_events
from exercise.words import Words, inside

ROLES = {FACILITATOR: "The facilitator", PUBLIC: "All at the table"}
"""What those are called who hold no seat of the plan."""


class OfferSeen(NamedTuple):
    """An offer as a seat sees it: what may be changed, who of its own must still answer or confirm, and the answers it may know."""

    key: str
    move: Move
    asked: tuple[str, ...]
    consulted: tuple[str, ...]
    alternatives: Mapping[str, tuple[str, ...]]
    to_answer: tuple[str, ...]
    to_confirm: bool
    answers: Mapping[str, play.Answer]


class Standpoint:
    """One who reads one session: now, or as of a moment of its past."""

    def __init__(self, session: Session, seat: str, *, lifts: bool = True) -> None:
        """Stand at a session as it is now; with every entry that it takes, what is read moves on with it.

        Args:
            session: The session.
            seat: A seat of the plan, `facilitator`, or `public` for what everyone may know. Of a copy made for sharing nobody reads
                more than the seat that it was made for.
            lifts: Whether the end of the session opens everything to every seat, as it does at the table. Without it a seat keeps to
                what it saw, also after the end: so are replays, reports and shared copies read. The facilitator reads everything
                either way.
        """
        self.session = session
        self.seat = seat
        self.lifts = lifts
        self.eyes = session.shared or seat
        """Whose knowledge it is: the seat's, or in a shared copy that of the seat it was made for."""
        self.setup = session.setup
        self.book = session.book
        self.scenario = session.scenario
        self.timeline = session.timeline
        self.words = Words(session.scenario, session.header.pace)
        self.actors: tuple[str, ...] = self.setup.seats.get(seat, ())
        """The actors that the seat decides for."""
        self.spelt = False
        """Whether names stand whole, as they are heard, and not as they fit a row."""
        self.kept: dict[str, Change] = {}
        """Changes shown, by the page that they open into."""
        self.directions: dict[int, int] = {}
        """Which way a track is a gain for the seat, by its number, once asked for."""
        self.counted: set[int] = set()
        """Tracks that an objective of the seat counts, of those whose direction was asked for."""
        self.courses: dict[str, tuple[int, ...]] = {}
        """Where a track stood at each stop of the session, by its name, once asked for."""
        self._heard: tuple[int, frozenset[str]] = (-1, frozenset())
        self._state: State | None = None
        self._viewed: tuple[State, View] | None = None

    def at(self, entries: int, events: int = 0) -> Self:
        """Return the same reader as of the moment after so many entries, and so many events of the next.

        Raises:
            ValueError: If there are not so many entries.
        """
        state = self.session.at(entries)
        if events:
            following = self.session.entries[entries].events
            state = fold(state, (following[place] for place in range(events)))
        there = copy(self)
        there._state = state
        there._viewed = None
        return there

    def as_seat(self, seat: str) -> Self:
        """Return another reader of the same session, as of the same moment."""
        other = type(self)(self.session, seat, lifts=self.lifts)
        other.words, other.spelt = self.words, self.spelt
        other._state = self._state
        return other

    # --- what is known

    @property
    def state(self) -> State:
        """The true state, now or at its moment. Only what `view` gives may be shown to a seat."""
        return self._state if self._state is not None else self.session.state

    @property
    def view(self) -> View:
        """The state as the reader may know it."""
        state = self.state
        if self._viewed is None or self._viewed[0] is not state:
            self._viewed = (state, view(self.setup, state, self.eyes, lift=self.lifts and not self.session.shared))
        return self._viewed[1]

    def view_after(self, entries: int) -> State:
        """Return the state after so many entries as the reader knew it then; the true one for the facilitator."""
        return view(self.setup, self.session.at(entries), self.eyes, lift=False).state

    @property
    def last_turn(self) -> int:
        """The turn that was adjudicated last; 0 before the first was."""
        state = self.state
        return state.turn if state.phase in ("read-out", "over") else max(0, state.turn - 1)

    @property
    def is_over(self) -> bool:
        """Whether the session has ended, wherever in it the reader stands."""
        return self.session.state.phase == "over"

    @property
    def is_facilitator(self) -> bool:
        """Whether the reader sees everything from the first."""
        return self.eyes == FACILITATOR

    @property
    def is_lifted(self) -> bool:
        """Whether everything is open to the reader."""
        return self.is_facilitator or (self.lifts and self.is_over and not self.session.shared)

    @property
    def knows(self) -> tuple[int, ...]:
        """For each track 2 where the reader knows the number, 1 for its band, 0 for nothing."""
        return (2,) * len(self.book.track_names) if self.is_lifted else self.setup.knows_of(self.eyes)

    @property
    def level(self) -> str:
        """How much of the working is shown: full, reasons or arrows; all of it once the session is over, and to the facilitator."""
        return "full" if self.is_lifted or self.is_over else self.state.level

    @property
    def is_full(self) -> bool:
        """Whether numbers are shown."""
        return self.level == "full"

    # --- entries and events

    def entries(self, first: int = 1, after: int | None = None) -> tuple[Entry, ...]:
        """Return entries `first` up to and not including `after`, as the reader may see them."""
        return tuple(
            seen_entry(self.setup, entry, self.eyes, lifted=self.is_lifted)
            for entry in self.session.entries[first - 1 : None if after is None else after - 1]
        )

    def seen(self, entry: int, at: int) -> Event | None:
        """Return one event, by its entry and its place there, as the reader may see it; None where it may not."""
        return seen(self.setup, self.session.entries[entry - 1].events[at], self.eyes, lifted=self.is_lifted)

    def placed(self, entry: int) -> Iterator[tuple[int, Event]]:
        """Yield the events of an entry that the reader may see, each with its place there."""
        lifted = self.is_lifted
        for at, event in enumerate(self.session.entries[entry - 1].events):
            shown = seen(self.setup, event, self.eyes, lifted=lifted)
            if shown is not None:
                yield at, shown

    def events(self, entry: int) -> tuple[Event, ...]:
        """Return the events of an entry that the reader may see."""
        return tuple(event for _, event in self.placed(entry))

    def has_heard_of(self, inject: str) -> bool:
        """Return whether the reader knows of an event of the scenario: the facilitator of all, others of those they were told."""
        if self.is_facilitator:
            return True
        last = len(self.session.entries)
        if self._heard[0] != last:
            told = (
                self.seen(entry.n, at)
                for entry in self.session.entries
                for at, event in told_events(entry)
                if isinstance(event, play.InjectHappened)
            )
            self._heard = (last, frozenset(event.open.inject for event in told if isinstance(event, play.InjectHappened)))
        return inject in self._heard[1]

    # --- what may be done

    def legal_moves(self, actor: str) -> tuple[KindChoice, ...]:
        """Return the kinds of move open to an actor, each with why it is barred now, if so."""
        return legal.kinds(self.setup, self.view.state, actor)

    def choices(self, move: Move) -> tuple[Choice, ...]:
        """Return the rows of a move under construction with their options, each with why it is barred, if so."""
        return legal.choices(self.setup, self.view.state, move)

    def preview(self, move: Move) -> Preview:
        """Return what a move is expected to bring, as far as the seat can know."""
        return foresight.preview(self.setup, self.view, move)

    def refusal(self, move: Move) -> Refusal | None:
        """Return why a move would be refused now, or None; nothing happens."""
        decided = decide(self.setup, self.state, tidy_move(move), self.seat)
        return decided if isinstance(decided, Refusal) else None

    def capital(self, actor: str) -> int:
        """Return the capital an actor has left, in tenths."""
        return legal.capital_left(self.setup, self.view.state, actor)

    def offers(self) -> tuple[OfferSeen, ...]:
        """Return the offers of this turn that the seat is part of, those it must still answer first."""
        state = self.view.state
        offers: list[OfferSeen] = []
        for key, (asked, consulted) in sorted(state.offers.items()):
            move = state.moves[key]
            answers = state.answers.get(key, {})
            to_answer: tuple[str, ...] = ()
            if state.phase == "answer":
                to_answer = tuple(actor for actor in (*asked, *consulted) if actor in self.actors and actor not in answers)
            changed = any(answer.reply == "change" for answer in answers.values())
            to_confirm = state.phase == "confirm" and move.actor in self.actors and changed and key not in state.confirms
            offers.append(OfferSeen(key, move, asked, consulted, alternatives(self.setup, move), to_answer, to_confirm, answers))
        return tuple(sorted(offers, key=lambda offer: (not offer.to_answer, not offer.to_confirm, offer.key)))

    # --- how a turn came out

    def read_out(self, turn: int) -> TurnFacts:
        """Return how a turn came out, as the reader is told it: moves, stories, changes, draws.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        n = self.timeline.adjudication(turn)
        if not n:
            raise ExerciseError(f"turn {turn} has not been adjudicated yet.")
        first, _ = self.timeline.turn_entries(turn)
        argued = [event for m in range(first, n) for event in self.events(m) if isinstance(event, play.ArgumentMade)]
        return stories.read_out(self.setup, turn, (*argued, *self.events(n)), self.knows)

    def dealt(self, turn: int) -> tuple[explain.Dealt, ...]:
        """Return what became of the moves that the seat made, and of those it was asked about; its own first.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        read = self.read_out(turn)
        last = self.timeline.adjudication(turn)
        first, _ = self.timeline.turn_entries(turn)
        told = [event for n in range(first, last + 1) for event in self.events(n)]
        before = view(self.setup, self.session.at(last - 1), self.eyes, lift=not self.session.shared).state
        return explain.dealt(self.setup, self.actors, before, told, read.acts, read.changes)

    def promises(self, turn: int) -> dict[str, tuple[explain.Kept, ...]]:
        """Return what the forecasts of the seat's own orders promised when decisions closed, and what came; nothing in a shared copy.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        if self.session.shared:
            return {}
        read = self.read_out(turn)
        decided = view(self.setup, self.session.at(self.timeline.decided(turn)), self.seat, lift=False)
        closed = view(self.setup, self.session.at(self.timeline.adjudication(turn) - 1), self.seat, lift=False).state
        return explain.kept(self.setup, decided, read.changes, explain.agreed_to(decided.actors, closed, read.acts))

    def agreed(self, n: int, event: play.OfferConfirmed) -> play.Agreed:
        """Return who asked for which change of an offer and what its maker said to that in entry n, as far as the reader may know."""
        acts: list[play.Act] = []
        for later in range(n, len(self.session.entries) + 1):
            acts = [shown.act for shown in self.events(later) if isinstance(shown, play.MoveResolved)]
            if acts or any(isinstance(one, play.HalfYearPassed) for one in self.session.entries[later - 1].events):
                break
        before = view(self.setup, self.session.at(n - 1), FACILITATOR if self.is_lifted else self.eyes, lift=not self.session.shared)
        return explain.agreed(self.setup, before.state, event, acts)

    def epilogue(self) -> TurnFacts | None:
        """Return what became of everything in the half-years after the last turn; None while the session runs."""
        ended = self.timeline.ended
        return stories.read_out(self.setup, self.state.turn, self.events(ended), self.knows) if ended else None

    def look(self) -> TurnFacts:
        """Return the adjudication as it would come out now, for the facilitator to look at before it stands."""
        run = adjudicate(self.setup, self.state)
        return stories.read_out(self.setup, self.state.turn, run.events, self.knows)

    def changes(self, turn: int) -> tuple[explain.Total, ...]:
        """Return what changed over a whole turn, its situation included, as the reader may see it."""
        first, after = self.timeline.turn_entries(turn)
        events = [event for n in range(first, after) for event in self.events(n)]
        return explain.totals(self.setup, events, self.knows)

    def why(self, turn: int, track: str) -> explain.Total | None:
        """Return the signed causes of a track's change over a turn; None when it did not change, or not visibly."""
        return next((total for total in self.changes(turn) if total.name == track), None)

    def instead(self, turn: int, track: str) -> tuple[explain.Alternative, ...]:
        """Return what would have changed a track's change: other modalities of the moves behind it, without them, and other reactions."""
        n = self.timeline.adjudication(turn)
        if not n or self.session.shared:
            return ()
        changes = explain.totals(self.setup, self.events(n), self.knows)
        total = next((total for total in changes if total.name == track), None)
        if total is None:
            return ()
        before, decided = self.session.at(n - 1), self.session.at(self.timeline.decided(turn))
        if not self.is_lifted:
            before, decided = self._with_acts(before, n), view(self.setup, decided, self.seat).state
        moves = explain.moves_behind(self.setup, before, total)
        reactions = explain.reactions_behind(self.setup, before, total, self.actors)
        return explain.instead(self.setup, before, decided, total, moves, reactions, lifted=self.is_lifted)

    def _with_acts(self, before: State, n: int) -> State:
        """Return the seat's view of the state before adjudication, with the moves that the adjudication then made known to it."""
        state = view(self.setup, before, self.seat).state.copy()
        for event in self.events(n):
            if isinstance(event, play.MoveResolved) and event.act.outcome == "accepted" and event.act.kind in self.book.kinds:
                act = event.act
                if act.key not in state.moves and "/argument" not in act.key:
                    terms = {name: act.mods[name] for name in self.book.kinds[act.kind].modalities}
                    state.moves[act.key] = Move(act.actor, act.kind, act.targets, tuple(sorted(terms.items())))
        return state

    # --- names

    def seat_title(self) -> str:
        """Return the title of the seat."""
        held = self.session.header.seats.get(self.seat)
        return str(held["title"]) if held else ROLES.get(self.seat, self.seat)

    def seat_name(self) -> str:
        """Return the seat as a sentence speaks of it: "the United States", "the facilitator"."""
        title = self.seat_title()
        return f"the {title}" if len(self.actors) == 1 and self.book.actors[self.actors[0]].article else inside(title)

    def side(self, actor: str) -> str:
        """Return the side of an actor, a word that the themes have an ink for."""
        return self.words.side(actor)

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
        known = self.book.kinds.get(kind)
        if known is None:
            return ""
        return " · ".join(
            self.value_title(mods[name])
            for name in sorted(known.modalities, key=lambda name: self.book.modalities[name].order)
            if name in mods and len(known.modalities[name]) > 1 and mods[name] not in (actor, "self")
            if usual or mods[name] != known.modalities[name][0]
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
        return any(key in self.actors for key in TrackName.of(name).keys)

    def is_points(self, name: str) -> bool:
        """Return whether a track or measure counts in points."""
        return not self.words.counts(name)

    def refused(self, decided: object) -> str:
        """Return why something was refused, in words, or an empty text."""
        return self.words.refusal(decided) if isinstance(decided, Refusal) else ""
