"""A session on record, as one reader may know it: its entries with the terms of what was offered, every event, and what each actor did.

`on_record` gives the reader of a report, a comparison or a copy; `Record` what it reads in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

from exercise.engine import explain
from exercise.engine.stories import StoryFacts, stories
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError, did_you_mean
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Entry, Event, Move, State
from exercise.reading.standpoint import Standpoint
from exercise.session import Session
from exercise.timeline import EPILOGUE

E = TypeVar("E")


class Placed(NamedTuple):
    """One event with its place: turn, phase (`epilogue` after the last turn), half-years before it, entry, and place in the entry."""

    turn: int
    phase: str
    clock: int
    entry: int
    at: int
    event: Event


class Made(NamedTuple):
    """One entry with the turn and the phase in which it was made."""

    turn: int
    phase: str
    entry: Entry


class Deed(NamedTuple):
    """What an actor did in a turn: an order, an end to a programme, a reaction, a signal or an argument, and what became of it."""

    turn: int
    kind: str
    """order, end, reaction, signal or argument."""
    seat: str
    actor: str
    key: str
    text: str
    words: str
    because: str
    by: str
    """person, bot, recorded; empty where the reader cannot know."""
    outcome: str
    """accepted, declined, lapsed, withdrawn; empty while open."""
    changed: str = ""
    """What was agreed otherwise than proposed."""

    @property
    def agreed(self) -> str:
        """Return it in words as it came about."""
        return self.changed or self.words


class Record:
    """A session from its first entry to its last, as one reader may know it."""

    def __init__(self, reader: Standpoint) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self._totals: dict[int, tuple[explain.Total, ...]] = {}

    # --- entries and events

    @cached_property
    def _read(self) -> tuple[tuple[Made, tuple[Placed, ...]], ...]:
        timeline = self.reader.timeline
        known: set[str] = set()
        read = []
        for entry in self.session.entries:
            turn, phase, _ = timeline.before(entry.n)
            told = list(self._told(entry, known))
            events = tuple(Placed(*timeline.when(entry.n, at), entry.n, place, event) for place, (at, event) in enumerate(told))
            shown = entry
            if not self.reader.is_facilitator:
                shown = self.reader.entries(entry.n, entry.n + 1)[0]._replace(events=tuple(event for _, event in told))
            read.append((Made(turn, phase, shown), events))
        return tuple(read)

    @cached_property
    def entries(self) -> tuple[Made, ...]:
        """Every entry as the reader may see it, with its turn and phase."""
        return tuple(made for made, _ in self._read)

    def _told(self, entry: Entry, known: set[str]) -> Iterator[tuple[int, Event]]:
        """Yield the events of an entry that the reader may see, each with its place there; with the terms of offers and leaks.

        Args:
            entry: The true entry.
            known: Keys of moves, programmes and signals that the seat has come to know; grows.
        """
        if self.reader.is_facilitator or self.session.shared:
            yield from self.reader.placed(entry.n)
            return
        for at, event in self.reader.placed(entry.n):
            if isinstance(event, play.SessionEnded):
                yield from ((at, score) for score in self._own_scores(entry))
            yield from ((at, shown) for shown in self._with_terms(entry, event, known))

    @property
    def _audience(self) -> tuple[str, ...]:
        return (self.reader.seat, *self.reader.actors)

    def _own_scores(self, entry: Entry) -> list[Event]:
        scores = [event for event in entry.events if isinstance(event, play.ScoreRead)]
        return [event._replace(audience=self._audience) for event in scores if event.actor in self.reader.actors]

    def _with_terms(self, entry: Entry, event: Event, known: set[str]) -> list[Event]:
        match event:
            case play.PhaseBegan(phase="situation"):
                # A move's key names it within its turn only.
                known.difference_update({name for name in known if name.startswith("move ")})
            case play.MoveSealed():
                known.add(f"move {event.move.key}")
            case play.OfferMade() if f"move {event.key}" not in known:
                move = self.reader.view_after(entry.n).moves.get(event.key)
                if move is None:
                    return []
                known.add(f"move {event.key}")
                return [play.MoveSealed(move._replace(because=""), "", self._audience), event]
            case play.OfferAnswered() | play.OfferConfirmed() | play.MoveWithdrawn() if f"move {event.key}" not in known:
                return []
            case play.ProgrammeOpened():
                known.add(event.programme.id)
            case play.MoveLeaked() if event.key not in known:
                programme = self.reader.view_after(entry.n).programmes.get(event.key)
                if programme is not None:
                    known.add(event.key)
                    return [event, play.ProgrammeOpened(programme)]
            case play.ProgrammeExtended() | play.ProgrammeEnded() if event.id not in known:
                return []
            case play.Signalled():
                known.add(event.signal.id)
            case play.SignalSettled() if event.id not in known:
                return []
        return [event]

    @cached_property
    def events(self) -> tuple[Placed, ...]:
        """Every event that the reader may see, with its place."""
        return tuple(placed for _, events in self._read for placed in events)

    def of(self, kind: type[E]) -> list[tuple[int, E]]:
        """Return the events of one type, each with its turn."""
        return [(placed.turn, placed.event) for placed in self.events if isinstance(placed.event, kind)]

    def in_turn(self, turn: int) -> list[Event]:
        """Return the events of a turn, its situation included and the epilogue left out."""
        return [placed.event for placed in self.events if placed.turn == turn and placed.phase != EPILOGUE]

    @cached_property
    def in_epilogue(self) -> list[Event]:
        """The events of the half-years after the last turn."""
        return [placed.event for placed in self.events if placed.phase == EPILOGUE]

    def told(self, placed: Placed) -> str:
        """Return one event in words, at the level at which the reader may have it."""
        if isinstance(placed.event, play.OfferConfirmed):
            return self.words.agreed(self.reader.agreed(placed.entry, placed.event)) + "."
        return self.words.event(placed.event, self.reader.level)

    # --- turns

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns that were adjudicated."""
        return tuple(self.reader.timeline.adjudicated)

    def totals(self, turn: int) -> tuple[explain.Total, ...]:
        """Return what changed over a turn, its situation included."""
        if turn not in self._totals:
            self._totals[turn] = explain.totals(self.reader.setup, self.in_turn(turn), self.reader.knows)
        return self._totals[turn]

    def stories(self, turn: int) -> tuple[StoryFacts, ...]:
        """Return the stories of a turn, the greatest first."""
        return stories(self.reader.setup, self.in_turn(turn), self.totals(turn))

    @cached_property
    def stops(self) -> tuple[tuple[str, State], ...]:
        """The opening, the end of every adjudicated turn and of the epilogue: a label as short as "A 07", and the state as known then."""
        stops = []
        for stop in self.reader.timeline.stops:
            season, _, year = self.words.turn(stop.turn).partition(" ")
            label = "later" if stop.is_end else f"{season[:1]} {year[-2:]}" if stop.turn else "start"
            stops.append((label, self.reader.view_after(stop.entries)))
        return tuple(stops)

    # --- decisions

    @cached_property
    def decisions(self) -> tuple[Deed, ...]:
        """What every actor did, in the order of turns and actors, as far as the reader may know."""
        made: dict[tuple[int, str, str], Deed] = {}
        for turn, _, entry in self.entries:
            for event in entry.events:
                decision = self._decision(turn, entry, event)
                if decision is not None:
                    made[turn, decision.kind, decision.key] = decision
                elif isinstance(event, play.MoveWithdrawn) and (place := (turn, "order", event.key)) in made:
                    made[place] = made[place]._replace(outcome="withdrawn")
                elif isinstance(event, play.MoveResolved) and not event.act.is_argued:
                    place = (turn, "order", event.act.key)
                    made[place] = self._resolved(made.get(place), turn, event.act)
        order = self.actor_order
        return tuple(sorted(made.values(), key=lambda one: (one.turn, order.get(one.actor, 99), one.actor, one.kind != "order", one.key)))

    @cached_property
    def actor_order(self) -> dict[str, int]:
        """The place of each actor in the scenario's order."""
        ordered = sorted(self.reader.scenario.actors, key=lambda actor: (actor.order, actor.id))
        return {actor.id: place for place, actor in enumerate(ordered)}

    def _decision(self, turn: int, entry: Entry, event: Event) -> Deed | None:
        """Return the decision that an event is, if it is one."""
        words, because, by = self.words, entry.move.because, entry.by if entry.seat else ""
        match event:
            case play.MoveSealed(move=move, by_seat=by_seat):
                seat = by_seat if by_seat == FACILITATOR else self._seat_of(move.actor, by_seat)
                return Deed(turn, "order", seat, move.actor, move.key, _text(move), words.move(move), move.because, by, "")
            case play.ProgrammeEnded(cause="end", id=id_):
                actor = id_.partition("/")[0]
                said = f"{words.name(actor)} ends {words.offer(id_)}"
                return Deed(turn, "end", self._seat_of(actor), actor, id_, "", said, because, by, "accepted")
            case play.Reacted(actor=actor):
                key = f"{actor}/{event.inject}/{event.subject}"
                seat = self._seat_of(entry.move.actor, entry.seat)
                return Deed(turn, "reaction", seat, actor, key, "", words.event(event).rstrip("."), because, by, "accepted")
            case play.Signalled(signal=signal):
                seat, said = self._seat_of(signal.actor), words.signal(signal)
                return Deed(turn, "signal", seat, signal.actor, signal.id, "", said, because, by, signal.how)
            case play.ArgumentMade(argument=argument):
                outcome = {"open": "", "allowed": "accepted"}.get(argument.ruled, argument.ruled)
                seat, key = self._seat_of(argument.actor), argument.key
                return Deed(turn, "argument", seat, argument.actor, key, "", argument.text, "", by, outcome)
        return None

    def _seat_of(self, actor: str, otherwise: str = "") -> str:
        return self.reader.setup.seat_of.get(actor, otherwise)

    def _resolved(self, sealed: Deed | None, turn: int, act: play.Act) -> Deed:
        """Return an order with what became of it; of one that was not known as it was sealed, what came of it."""
        words = self.words.move(act)
        if sealed is not None:
            return sealed._replace(outcome=act.outcome, changed=words if act.outcome == "accepted" and words != sealed.words else "")
        kind = self.reader.book.kinds.get(act.kind)
        kept = {name: act.mods[name] for name in sorted(act.mods) if kind is not None and name in kind.modalities}
        agreed = Move(act.actor, act.kind, act.targets, tuple(sorted(kept.items())))
        return Deed(turn, "order", self._seat_of(act.actor), act.actor, act.key, _text(agreed), words, "", "", act.outcome)


def _text(move: Move) -> str:
    return format_move(move._replace(because=""))


def eyes_on(session: Session, seat: str = "") -> str:
    """Return who reads a session on record: a seat, the public or, without one, the facilitator; of a copy the seat it was made for.

    Raises:
        ExerciseError: If there is no such seat.
    """
    if session.shared:
        if seat and seat != session.shared:
            raise ExerciseError(f'this save is a copy made for "{session.shared}"; it holds nothing of "{seat[:64]}".')
        return session.shared
    wanted = seat or FACILITATOR
    if wanted not in (FACILITATOR, PUBLIC) and wanted not in session.seats:
        known = ", ".join(sorted(session.seats))
        raise ExerciseError(f'there is no seat "{wanted[:64]}" at this table.{did_you_mean(wanted, session.seats)} Seats: {known}, public.')
    return wanted
