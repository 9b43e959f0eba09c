"""A session as one reader may know it: every entry and event with its turn and phase, and the tracks as they stood.

Make one `Course` per session and reader; all reports are built on it, so that a seat's report holds only what `seen` and `view` give.
A seat's course is never lifted: after the end too it keeps what the others kept from the seat.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from exercise.engine import explain
from exercise.errors import ExerciseError, did_you_mean
from exercise.model import play
from exercise.model.play import FACILITATOR, Cause, Entry, Event, Move, State
from exercise.reading.causes import claims_of
from exercise.reading.models import Shade
from exercise.reading.reader import Reader
from exercise.session import Session

if TYPE_CHECKING:
    from exercise.model.scenario import Claim

PUBLIC = "public"
EPILOGUE = "epilogue"


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


class Course:
    """A session as the facilitator, a seat or the public may know it."""

    def __init__(self, session: Session, seat: str = FACILITATOR) -> None:
        self.reader = Reader(session, seat, lifts=False)
        self.session = session
        self.setup = session.setup
        self.book = session.book
        self.scenario = session.scenario
        self.seat = seat
        self.full = self.reader.is_facilitator
        self.over = self.reader.is_over
        self.level = self.reader.level
        self.words = self.reader.words
        self.actors = self.reader.actors
        self.knows = self.reader.knows

    # --- entries and events

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """Every entry as the reader may see it, with its turn and phase."""
        timeline = self.session.timeline
        found: list[Made] = []
        known: set[str] = set()
        for entry in self.session.entries:
            turn, phase, _ = timeline.before(entry.n)
            found.append(Made(turn, phase, entry if self.full else self._seen(entry, known)))
        return tuple(found)

    def _seen(self, entry: Entry, known: set[str]) -> Entry:
        """Return an entry as the seat may see it, such that it can be folded: with the terms of what was offered to it and of what leaked.

        Args:
            entry: The true entry.
            known: Keys of moves, programmes and signals that the seat has come to know; grows.
        """
        shown = self.reader.entries(entry.n, entry.n + 1)[0]
        if self.session.shared:
            return shown
        events: list[Event] = []
        for event in shown.events:
            if isinstance(event, play.SessionEnded):
                events += self._own_scores(entry)
            events += self._with_terms(entry, event, known)
        return shown._replace(events=tuple(events))

    def _own_scores(self, entry: Entry) -> list[Event]:
        audience = (self.seat, *self.actors)
        return [
            event._replace(audience=audience) for event in entry.events if isinstance(event, play.ScoreRead) and event.actor in self.actors
        ]

    def _with_terms(self, entry: Entry, event: Event, known: set[str]) -> list[Event]:
        match event:
            case play.PhaseBegan(phase="situation"):
                # A move's key names it within its turn only.
                known.difference_update({name for name in known if name.startswith("move ")})
            case play.MoveSealed():
                known.add(f"move {event.move.key}")
            case play.OfferMade() if f"move {event.key}" not in known:
                move = self._view_after(entry).moves.get(event.key)
                if move is None:
                    return []
                known.add(f"move {event.key}")
                return [play.MoveSealed(move._replace(because=""), "", (self.seat, *self.actors)), event]
            case play.OfferAnswered() | play.OfferConfirmed() | play.MoveWithdrawn() if f"move {event.key}" not in known:
                return []
            case play.ProgrammeOpened():
                known.add(event.programme.id)
            case play.MoveLeaked() if event.key not in known:
                programme = self._view_after(entry).programmes.get(event.key)
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

    def _view_after(self, entry: Entry) -> State:
        return self.reader.view_after(entry.n)

    @cached_property
    def events(self) -> tuple[Placed, ...]:
        """Every event that the reader may see, with its place."""
        clock = 0
        found: list[Placed] = []
        for turn, phase, entry in self.made:
            if any(isinstance(event, play.SessionEnded) for event in entry.events):
                phase = EPILOGUE
            for at, event in enumerate(entry.events):
                if isinstance(event, play.PhaseBegan):
                    turn, phase = event.turn, event.phase
                if isinstance(event, play.HalfYearPassed):
                    clock = event.clock
                found.append(Placed(turn, phase, clock, entry.n, at, event))
        return tuple(found)

    def of(self, *kinds: type) -> list[Placed]:
        """Return the events of some types."""
        return [placed for placed in self.events if isinstance(placed.event, kinds)]

    def told(self, placed: Placed) -> str:
        """Return one event in words, at the level at which the reader may have it."""
        if isinstance(placed.event, play.OfferConfirmed):
            return self.words.agreed(self.reader.agreed(placed.entry, placed.event)) + "."
        return self.words.event(placed.event, self.level)

    def in_turn(self, turn: int) -> list[Event]:
        """Return the events of a turn, its situation included and the epilogue left out."""
        return [placed.event for placed in self.events if placed.turn == turn and placed.phase != EPILOGUE]

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The turns that were adjudicated."""
        return tuple(self.session.timeline.adjudicated)

    def label(self, turn: int) -> str:
        """Return a turn's label."""
        return self.words.turn(turn, self.session.header.pace)

    # --- where things stood

    def state(self, entries: int) -> State:
        """Return the state after so many entries, as the reader may see it."""
        return self.reader.view_after(entries)

    @cached_property
    def stops(self) -> tuple[tuple[str, State], ...]:
        """The opening, the end of every adjudicated turn and of the epilogue, each with a short label and the state then."""
        return tuple(
            ("later" if stop.is_end else self.short_label(stop.turn) if stop.turn else "start", self.state(stop.entries))
            for stop in self.session.timeline.stops
        )

    def short_label(self, turn: int) -> str:
        """Return a turn's label as a chart has room for: "A 07"."""
        season, _, year = self.label(turn).partition(" ")
        return f"{season[:1]} {year[-2:]}"

    def value(self, name: str, state: State) -> int | None:
        """Return a track's or measure's value in a state: tenths or steps; None where it cannot be worked out."""
        return self.reader.tracks.value_in(name, state)

    def is_steps(self, name: str) -> bool:
        """Return whether a name counts in whole steps, as a measure of counts does too."""
        return self.words.counts(name)

    def known(self, name: str) -> int:
        """Return 2 where the reader knows the number, 1 for its band, 0 for nothing; a measure is as well known as what it rests on."""
        return self.reader.tracks.known(name)

    def shown(self, name: str, value: int | None) -> str:
        """Return a value as the reader may know it: the number, its band, or a dash."""
        return self.reader.tracks.shown(name, value)

    def expanded(self, name: str) -> tuple[str, ...]:
        """Return the tracks or measures that a name with sets in its index stands for, in their order."""
        return self.reader.tracks.expanded(name)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of the map of which the reader knows two lands or more."""
        return self.reader.map.named_layers

    def layer_title(self, name: str) -> str:
        """Return the title of a layer of the map."""
        return self.reader.map.layer_title(name)

    def layer(self, name: str, state: State) -> tuple[Shade, ...]:
        """Return a layer of the map in a state: each land with its value."""
        return self.reader.map.shades(name, state)

    @property
    def headline(self) -> tuple[str, ...]:
        """The tracks and measures that the scenario shows first; without a choice, those that are not indexed."""
        return self.reader.tracks.headline_lines

    # --- decisions

    @cached_property
    def decisions(self) -> tuple[Deed, ...]:
        """What every actor did, in the order of turns and actors, as far as the reader may know."""
        found: dict[tuple[int, str, str], Deed] = {}
        for turn, _, entry in self.made:
            for event in entry.events:
                decision = self._decision(turn, entry, event)
                if decision is not None:
                    found[turn, decision.kind, decision.key] = decision
                elif isinstance(event, play.MoveWithdrawn) and (turn, "order", event.key) in found:
                    place = (turn, "order", event.key)
                    found[place] = found[place]._replace(outcome="withdrawn")
                elif isinstance(event, play.MoveResolved):
                    self._resolved(found, turn, event.act)
        order = self.actor_order
        return tuple(sorted(found.values(), key=lambda one: (one.turn, order.get(one.actor, 99), one.actor, one.kind != "order", one.key)))

    @cached_property
    def actor_order(self) -> dict[str, int]:
        """The place of each actor in the scenario's order."""
        ordered = sorted(self.scenario.actors, key=lambda actor: (actor.order, actor.id))
        return {actor.id: place for place, actor in enumerate(ordered)}

    def _decision(self, turn: int, entry: Entry, event: Event) -> Deed | None:
        move, words = entry.move, self.words
        because = move.because
        by = entry.by if entry.seat else ""
        if isinstance(event, play.MoveSealed):
            from_seat = event.by_seat if event.by_seat == FACILITATOR else self.setup.seat_of.get(event.move.actor, event.by_seat)
            text = self._text(event.move)
            return Deed(
                turn, "order", from_seat, event.move.actor, event.move.key, text, words.move(event.move), event.move.because, by, ""
            )
        seat = self.setup.seat_of.get(move.actor, entry.seat)
        if isinstance(event, play.ProgrammeEnded) and event.cause == "end":
            actor = event.id.partition("/")[0]
            seat = self.setup.seat_of.get(actor, "")
            said = f"{words.name(actor)} ends {words.offer(event.id)}"
            return Deed(turn, "end", seat, actor, event.id, "", said, because, by, "accepted")
        if isinstance(event, play.Reacted):
            key = f"{event.actor}/{event.inject}/{event.subject}"
            return Deed(turn, "reaction", seat, event.actor, key, "", words.event(event).rstrip("."), because, by, "accepted")
        if isinstance(event, play.Signalled):
            seat = self.setup.seat_of.get(event.signal.actor, "")
            said = words.signal(event.signal)
            return Deed(turn, "signal", seat, event.signal.actor, event.signal.id, "", said, because, by, event.signal.how)
        if isinstance(event, play.ArgumentMade):
            argument = event.argument
            seat = self.setup.seat_of.get(argument.actor, "")
            outcome = {"open": "", "allowed": "accepted", "failed": "failed"}.get(argument.ruled, argument.ruled)
            return Deed(turn, "argument", seat, argument.actor, argument.key, "", argument.text, "", by, outcome)
        return None

    def _text(self, move: Move) -> str:
        from exercise.model.moves import format_move

        return format_move(move._replace(because=""))

    def _resolved(self, found: dict[tuple[int, str, str], Deed], turn: int, act: play.Act) -> None:
        if act.is_argued:
            return
        place = (turn, "order", act.key)
        sealed = found.get(place)
        kind = self.book.kinds.get(act.kind)
        kept = {name: act.mods[name] for name in sorted(act.mods) if kind is not None and name in kind.modalities}
        agreed = Move(act.actor, act.kind, act.targets, tuple(sorted(kept.items())))
        if sealed is None:
            seat = self.setup.seat_of.get(act.actor, "")
            found[place] = Deed(turn, "order", seat, act.actor, act.key, self._text(agreed), self.words.move(act), "", "", act.outcome)
            return
        words = self.words.move(act)
        found[place] = sealed._replace(outcome=act.outcome, changed=words if act.outcome == "accepted" and words != sealed.words else "")

    # --- claims

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Every claim of the brief by id."""
        return {claim.id: claim for claim in self.scenario.claims}

    def claims_of(self, cause: Cause) -> tuple[str, ...]:
        """Return the claims behind a cause: those of its rule, or of its inject."""
        return claims_of(self.book, cause)

    def cited(self, claims: tuple[str, ...]) -> tuple[str, ...]:
        """Return claims in our words, each with its place in the brief."""
        return tuple(f"{self.words.claim(claim)} ({self.words.where(claim)})" for claim in claims if claim in self.claims)

    # --- change over a turn

    def totals(self, turn: int) -> tuple[explain.Total, ...]:
        """Return what changed over a turn, its situation included."""
        return explain.totals(self.setup, self.in_turn(turn), self.knows)

    def cause(self, cause: Cause, track: str) -> str:
        """Return one cause in words, at the level at which the reader may have it."""
        return self.words.cause(cause, track, self.level)


def course_of(session: Session, seat: str = "") -> Course:
    """Return the course of a session for a seat, the public, or, without a seat, the facilitator.

    A shared copy can be read only as the seat that it was made for.

    Raises:
        ExerciseError: If there is no such seat.
    """
    wanted = seat or FACILITATOR
    shared = getattr(session, "shared", "")
    if shared:
        if seat and seat != shared:
            raise ExerciseError(f'this save is a copy made for "{shared}"; it holds nothing of "{seat[:64]}".')
        wanted = shared
    elif wanted not in (FACILITATOR, PUBLIC) and wanted not in session.seats:
        known = ", ".join(sorted(session.seats))
        raise ExerciseError(f'there is no seat "{wanted[:64]}" at this table.{did_you_mean(wanted, session.seats)} Seats: {known}, public.')
    return Course(session, wanted)
