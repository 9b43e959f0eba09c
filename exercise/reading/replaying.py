"""A recorded session to step through: its moments as one reader may know them, and the picture of each moment.

Open one with `Replay.open`, choose the reader with `look_as`, go with `stand`. Why a moment came about is told by `tracing`, branches are
made by `branching`. A seat sees what it saw when it sat at the table, also after the end; the facilitator sees all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError, did_you_mean
from exercise.model import play
from exercise.model.play import FACILITATOR, Event
from exercise.model.refs import MoveKey
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.codec import Events, change_figures
from exercise.store.notes import NOTHING, DebriefAnswer, Note, Notes, read_notes, write_notes
from exercise.store.places import find_save, place_beside, saves_folder, scenario_places
from exercise.timeline import Stop
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.reading.models import Lane, Mark

WORLD = "world"
"""The lane of what no seat decided."""
MATTERED = "mattered"
ALL_KINDS = "all"
FILTERS = (
    (MATTERED, "What mattered", "what was chosen, what came of it, bands crossed"),
    ("move", "Decisions", "moves, arguments and what became of them"),
    ("answer", "Offers and answers", "what was offered, and the replies"),
    ("event", "Events", "injects, reactions, signals, programmes"),
    ("chance", "Draws", "with their odds, those that came to nothing too"),
    ("change", "Changes", "every track that changed"),
    ("table", "The table", "rulings, messages, predictions, notes"),
    (ALL_KINDS, "Everything", ""),
)
"""Kinds of moment that a list can be narrowed to: id, title, what it holds."""
INKS = ("west", "russia", "china", "republic", "accent")
MOST_SERIES = 5
MOST_MEASURED = 200
"""Stops over which a measure is worked out for a trend; longer sessions show tracks alone."""

_MOVES = (play.MoveSealed, play.MoveResolved, play.MoveWithdrawn, play.ArgumentMade)
_ANSWERS = (play.OfferMade, play.OfferAnswered, play.OfferConfirmed)
_TABLE = (
    play.Ruled, play.MessageSent, play.NoteTaken, play.Predicted, play.Paused, play.ExplanationSet, play.TurnsSet, play.NotReplayed,
    play.SeatTaken, play.InjectHeld,
)  # fmt: skip
_SKIPPED = (play.PhaseBegan, play.SeatCommitted, play.WatchesMoved, play.HalfYearPassed, play.EffectDelayed)


class Moment(NamedTuple):
    """One thing that happened, where a replay can stand: after `event` events of entry `entry`."""

    entry: int
    event: int
    """Its place in the entry, from 0."""
    column: int
    """Its turn; the half-years after the last turn count as one more."""
    lane: str
    """The seat it belongs to, or `world`."""
    kind: str
    sort: str
    """move, event or trigger, as the timeline marks it."""
    mattered: bool
    track: str = ""
    """The track that it is a change of."""
    key: str = ""
    """The move, programme, inject or rule that it is about."""

    @property
    def ref(self) -> str:
        """Return what names the moment among all."""
        return f"{self.entry}.{self.event}"


class Viewpoint(NamedTuple):
    """One whose eyes a replay can be looked at through."""

    id: str
    title: str
    ink: str
    text: str


class MomentFilter(NamedTuple):
    """What a list of moments is narrowed to."""

    kind: str = MATTERED
    lane: str = ""
    track: str = ""


EVERYTHING_THAT_MATTERED = MomentFilter()


class Replay:
    """One recorded session, looked at."""

    def __init__(self, session: Session, path: Path | None = None, seat: str = "", notice: str = "", beside: Path | None = None) -> None:
        self.session = session
        self.notice = notice
        self.path = path
        self.beside = beside or path
        """The place beside which notes, branches and reports are kept."""
        self.name = session.name or "a session in memory"
        self.locked = session.shared or seat
        """The only seat whose eyes may be used, where that was asked for."""
        self._whose = seat if seat != FACILITATOR and not session.shared else ""
        """The seat whose own notes these are; the others' may hold what it must not know."""
        self.notes_fault = ""
        self.notes = self._read_notes()
        self.eyes = ""
        """The reader: a seat, the public or the facilitator."""
        self.at: Moment | None = None
        self.look_as(self.locked or self._first_reader())

    @classmethod
    def open(cls, save: str, saves: Path | None = None, seat: str = "", scenarios: Path | None = None) -> Replay:
        """Return the replay of a save.

        Raises:
            ExerciseError: If there is no such save or seat, or the file cannot be read.
        """
        own = saves_folder(saves)
        path = find_save(save, own)
        session = Session.open(path, write=False, partial=True)
        if seat and seat not in (FACILITATOR, PUBLIC) and seat not in session.seats:
            known = ", ".join(sorted(session.seats))
            raise ExerciseError(f'there is no seat "{seat[:64]}" at this table.{did_you_mean(seat, session.seats)} Seats: {known}, public.')
        return cls(session, path, seat, session.notices(scenario_places(scenarios)), place_beside(path, own))

    # --- whose eyes

    @property
    def is_over(self) -> bool:
        """Return whether the session was played to its end."""
        return self.session.state.phase == "over"

    def _first_reader(self) -> str:
        """Return the one person at a table that still plays, who should not see the others' cards; else whoever looks by default."""
        people = [seat for seat, holder in sorted(self.session.state.holders.items()) if holder == "person"]
        reader = self.session.default_reader
        return people[0] if len(people) == 1 and reader == FACILITATOR and not self.is_over else reader

    def viewpoints(self) -> tuple[Viewpoint, ...]:
        """Return those through whose eyes the session can be looked at."""
        side = Words(self.session.scenario, self.session.header.pace).side
        every = [Viewpoint(FACILITATOR, "Facilitator", "accent", "everything")]
        for seat, held in self.session.header.seats.items():
            every.append(Viewpoint(seat, str(held["title"]), side(held["actors"][0]) if held["actors"] else "", "what this seat saw"))
        every.append(Viewpoint(PUBLIC, "The public", "dim", "what everyone could know"))
        return tuple(one for one in every if not self.locked or one.id == self.locked)

    def reader_title(self) -> str:
        """Return whose eyes are used."""
        return next((one.title for one in self.viewpoints() if one.id == self.eyes), self.eyes)

    def look_as(self, eyes: str) -> None:
        """Look through someone's eyes; the replay stands at the nearest moment that they know of."""
        self.eyes = self.locked or eyes
        self.reader = Reader(self.session, self.eyes, lifts=False)
        self.words = self.reader.words
        self.knows = self.reader.knows
        self._texts: dict[str, str] = {}
        self.moments = tuple(self._found())
        self._by_ref = {moment.ref: moment for moment in self.moments}
        old = self.at
        self.at = None
        if self.moments:
            place = 0 if old is None else self._nearest(self.moments, old)
            self.stand(self.moments[place])

    # --- moments

    def _found(self) -> Iterator[Moment]:
        """Yield what the reader may know, in the order in which it happened."""
        setup, timeline, played = self.session.setup, self.session.timeline, self.session.timeline.adjudicated
        for entry in self.session.entries:
            parts = entry.events.parts if isinstance(entry.events, Events) else entry.events
            changed: dict[int, tuple[int, int, int]] = {}
            found: list[Moment] = []
            for at, part in enumerate(parts):
                if type(part) in (str, dict) and self.reader.is_lifted:
                    track, before, after = change_figures(part)  # type: ignore[arg-type]
                    changed[track] = (changed[track][0] if track in changed else before, after, at)
                    continue
                event = self.reader.seen(entry.n, at)
                if isinstance(event, play.TrackChanged):
                    first = changed[event.track][0] if event.track in changed else event.before
                    changed[event.track] = (first, event.after, at)
                elif event is not None and not isinstance(event, _SKIPPED):
                    is_played = timeline.when(entry.n, at).turn in played
                    found.append(self._moment(entry.n, at, timeline.column(entry.n, at), event, is_played))
            column = timeline.column(entry.n, len(parts))
            for track, (before, after, at) in changed.items():
                name = self.session.book.track_names[track]
                if before == after or name.startswith("capital["):
                    continue
                steps = self.session.book.track_family[track].kind == "steps"
                crossed = steps or setup.band(track, before) != setup.band(track, after)
                found.append(
                    Moment(entry.n, at, column, self._lane_of(track), "change", "trigger" if crossed else "event", crossed, name, name)
                )
            found.sort(key=lambda moment: moment.event)
            yield from found

    def _moment(self, entry: int, at: int, column: int, event: Event, played: bool) -> Moment:
        lane, key, sort, mattered = WORLD, "", "event", False
        kind = "event"
        if isinstance(event, _MOVES):
            kind, sort = "move", "move"
            if isinstance(event, play.MoveResolved):
                lane, key, mattered = self._seat(event.act.actor), event.act.key, True
            elif isinstance(event, play.MoveSealed):
                lane, key, mattered = self._seat(event.move.actor), event.move.key, not played
            elif isinstance(event, play.ArgumentMade):
                lane, key, mattered = self._seat(event.argument.actor), event.argument.key, True
            else:
                lane, key = self._seat(MoveKey.of(event.key).actor), event.key
        elif isinstance(event, _ANSWERS):
            kind = "answer"
            actor = event.actor if isinstance(event, play.OfferAnswered) else MoveKey.of(event.key).actor
            lane, key = self._seat(actor), event.key
        elif isinstance(event, _TABLE):
            kind = "table"
            mattered = isinstance(event, play.Ruled | play.NotReplayed)
            lane = self._seat(str(getattr(event, "seat", "") or getattr(event, "sender", "")))
        elif isinstance(event, play.ChanceDrawn):
            kind, sort, key = "chance", "trigger", event.rule
            # A draw for an inject is told by the inject that follows from it.
            mattered = event.happened and event.rule in self.session.book.rules
            lane = self._about(event.about)
        elif isinstance(event, play.InjectHappened):
            key, mattered, lane = event.open.inject, True, self._seat(event.open.subject)
        elif isinstance(event, play.Reacted):
            key, lane = event.inject, self._seat(event.actor)
        elif isinstance(event, play.MoveLeaked):
            key, sort, mattered, lane = event.key, "trigger", True, self._seat(MoveKey.of(event.key).actor)
        elif isinstance(event, play.ProgrammeOpened):
            key, lane = event.programme.id, self._seat(event.programme.actor)
        elif isinstance(event, play.ProgrammeExtended | play.ProgrammeEnded):
            key, lane = event.id, self._seat(MoveKey.of(event.id).actor)
            if isinstance(event, play.ProgrammeEnded) and event.how != "done":
                sort, mattered = "trigger", True
        elif isinstance(event, play.Signalled):
            key, sort, mattered, lane = event.signal.id, "move", True, self._seat(event.signal.actor)
        elif isinstance(event, play.SignalSettled):
            key, lane, mattered = event.id, self._seat(MoveKey.of(event.id).actor), event.how in ("broken", "crossed")
            sort = "trigger" if mattered else "event"
        elif isinstance(event, play.ScoreRead | play.Told):
            lane = self._seat(event.actor)
        elif isinstance(event, play.InjectScheduled):
            key = event.due.inject
        elif isinstance(event, play.SessionEnded):
            mattered = True
        return Moment(entry, at, column, lane, kind, sort, mattered, "", key)

    def _seat(self, name: str) -> str:
        """Return the lane of an actor or seat."""
        return self.session.setup.seat_of.get(name) or (name if name in self.session.seats else WORLD)

    def _about(self, about: Sequence[str]) -> str:
        names = [name.partition("/")[0] for name in about]
        return next((lane for lane in map(self._seat, names) if lane != WORLD), WORLD)

    def _lane_of(self, track: int) -> str:
        return self._about(self.session.book.track_keys[track])

    def moment(self, ref: str) -> Moment | None:
        """Return a moment by its reference, if the reader knows of it."""
        return self._by_ref.get(ref)

    def narrowed(self, choice: MomentFilter) -> tuple[Moment, ...]:
        """Return the moments that a choice leaves, in their order."""
        moments: Sequence[Moment] = self.moments
        if choice.track:
            from exercise.reading.tracing import Tracer

            behind = Tracer(self).behind(choice.track)
            moments = [moment for moment in moments if moment.track == choice.track or moment.ref in behind]
        elif choice.kind == MATTERED:
            moments = [moment for moment in moments if moment.mattered]
        elif choice.kind != ALL_KINDS:
            moments = [moment for moment in moments if moment.kind == choice.kind]
        if choice.lane:
            moments = [moment for moment in moments if moment.lane == choice.lane]
        return tuple(moments)

    @staticmethod
    def _nearest(moments: Sequence[Moment], wanted: Moment) -> int:
        """Return the place of the last moment not after another."""
        low, high = 0, len(moments)
        while low < high:
            middle = (low + high) // 2
            if moments[middle][:2] <= wanted[:2]:
                low = middle + 1
            else:
                high = middle
        return max(0, low - 1)

    def nearest(self, moments: Sequence[Moment]) -> int:
        """Return the place among some moments of where the replay stands, or just before it."""
        return self._nearest(moments, self.at) if self.at is not None and moments else 0

    def text(self, moment: Moment) -> str:
        """Return a moment in a few words."""
        if moment.ref not in self._texts:
            self._texts[moment.ref] = self._text(moment)
        return self._texts[moment.ref]

    def line(self, moment: Moment) -> str:
        """Return a moment in even fewer words, for a list: of a track by how much it changed, and its short form.

        The change stands first, so that a narrow list does not cut it off.
        """
        if not moment.track:
            return self.text(moment)
        key = f"line {moment.ref}"
        if key not in self._texts:
            before, after = self.span(moment)
            name, change = self.reader.tracks.short(moment.track), self.words.change(moment.track, after - before)
            exact = self.knows[self.session.book.track_index[moment.track]] == 2 and self.reader.is_full
            self._texts[key] = f"{change} {name}" if exact else self._change_text(moment, name)
        return self._texts[key]

    def _text(self, moment: Moment) -> str:
        reader, words = self.reader, self.words
        if moment.track:
            return self._change_text(moment, self.words.track(moment.track))
        event = self.reader.seen(moment.entry, moment.event)
        match event:
            case None:
                return ""
            case play.MoveResolved():
                act = event.act
                # Where no seat holds the actor, its lane does not say who it is.
                who = f"{words.short(act.actor)}: " if moment.lane == WORLD else ""
                parts = [who + reader.act_title(act), reader.terms(act.kind, dict(act.mods), act.actor)]
                return " · ".join(part for part in (*parts, act.outcome if act.outcome != "accepted" else "") if part)
            case play.MoveSealed():
                return f"{reader.move_title(event.move)} (sealed)"
            case play.InjectHappened():
                return words.inject(event.open.inject, event.open.subject)
            case play.ChanceDrawn():
                about = words.about(event.about)
                drawn = words.title(event.rule.rpartition(":")[2]) + (f": {about}" if about else "")
                return drawn if event.happened else f"{drawn} – not this time"
            case play.Reacted():
                return words.event(event, reader.level).rstrip(".")
            case play.ProgrammeEnded():
                return f"{words.offer(event.id)}: {event.how}"
            case play.OfferConfirmed():
                return words.agreed(self.reader.agreed(moment.entry, event))
        return words.event(event, reader.level).rstrip(".")

    def span(self, moment: Moment) -> tuple[int, int]:
        """Return where a track stood before and after a moment's entry, as the reader may know it."""
        before = after = None
        track = self.session.book.track_index[moment.track]
        for at, part in enumerate(self.session.entries[moment.entry - 1].events):
            if isinstance(part, play.TrackChanged) and part.track == track:
                shown = self.reader.seen(moment.entry, at)
                if isinstance(shown, play.TrackChanged):
                    before = shown.before if before is None else before
                    after = shown.after
        return before or 0, after or 0

    def _change_text(self, moment: Moment, name: str) -> str:
        before, after = self.span(moment)
        words, track = self.words, self.session.book.track_index[moment.track]
        one, other = words.band(before), words.band(after)
        steps = self.session.book.track_family[track].kind == "steps"
        crossed = not steps and one != other
        if self.knows[track] == 2 and self.reader.is_full:
            moved = f"{words.value(moment.track, before)} → {words.value(moment.track, after)}"
            return f"{name} {moved}{f', now {other}' if crossed else ''}"
        way = "up" if after > before else "down"
        return f"{name} {f'{one} → {other}' if crossed else way}"

    # --- where it stands

    def stand(self, moment: Moment) -> None:
        """Stand at a moment: what is shown from now on is how things were just after it."""
        self.at = moment
        self.reader = self.reader.at(moment.entry - 1, moment.event + 1)

    @cached_property
    def columns(self) -> int:
        """How many turns the timeline has, the time after the last one included."""
        return max((moment.column for moment in self.moments), default=1)

    @cached_property
    def turns(self) -> int:
        """The last turn that was reached."""
        return max(1, self.session.state.turn)

    def column_title(self, column: int) -> str:
        """Return a column's name: the turn, or the years after."""
        return f"T{column}" if column <= self.turns else "after"

    def when(self, column: int) -> str:
        """Return a column's time in words."""
        return self.words.turn(column) if column <= self.turns else "the years after"

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """One lane a seat, and one for the world."""
        from exercise.reading.models import Lane

        found = []
        for seat, held in self.session.header.seats.items():
            actors = held["actors"]
            short = self.words.short(actors[0]) if len(actors) == 1 else str(held["title"])
            found.append(Lane(seat, short, self.reader.side(actors[0]) if actors else ""))
        return (*found, Lane(WORLD, "World", "dim"))

    def marks(self, moments: Sequence[Moment]) -> tuple[Mark, ...]:
        """Return the timeline's marks of some moments."""
        from exercise.reading.models import Mark

        return tuple(Mark(moment.column, moment.lane, moment.sort, moment.ref) for moment in moments)

    # --- trends

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The start, the end of each turn, and the end of all."""
        return self.session.timeline.stops

    def stand_at_stop(self, place: int) -> None:
        """Stand at the start, or at the end of a turn."""
        place = min(max(0, place), len(self.stops) - 1)
        self.reader = self.reader.at(self.stops[place].entries)

    def passed(self) -> tuple[int, int]:
        """Return the last stop not after where the replay stands, and thousandths of the way to the next."""
        if self.at is None:
            return 0, 0
        at = self.at
        whole, stops = at.entry if self._is_last(at) else at.entry - 1, self.stops
        place = max((n for n, stop in enumerate(stops) if stop.entries <= whole), default=0)
        if place + 1 >= len(stops):
            return place, 0
        first, last = stops[place].entries, stops[place + 1].entries
        total = len(self.session.entries[at.entry - 1].events) or 1
        done = (at.entry - 1 - first) * 300 // max(1, last - first)
        if at.entry == last:
            done = 300 + 700 * (at.event + 1) // total
        return place, min(999, done)

    def _is_last(self, moment: Moment) -> bool:
        return moment.event + 1 >= len(self.session.entries[moment.entry - 1].events)

    def default_tracks(self) -> tuple[str, ...]:
        """Return the tracks that the scenario puts first, as far as the reader may know something of them."""
        return tuple(name for name in self.reader.tracks.headline() if self.reader.tracks.can_trend(name))[:4]

    def track_choices(self) -> tuple[tuple[str, str, str], ...]:
        """Return the tracks and measures that the reader may know something of: name, title, how well it is known."""
        book = self.session.book
        names = list(dict.fromkeys([*self.reader.tracks.headline(), *book.track_names]))
        how = {2: "", 1: "band only"}
        return tuple(
            (name, self.words.track(name), how[self.knows[book.track_index[name]]] if name in book.track_index else "measure")
            for name in names
            if self.reader.tracks.can_trend(name) and not name.startswith("capital[")
        )

    def track_words(self) -> dict[str, str]:
        """Return by name what else a track that can be chosen is called: in short on the trends, and by its own name in commands."""
        return {name: f"{self.reader.tracks.short(name)} {name}" for name, _, _ in self.track_choices()}

    # --- bookmarks and notes, kept beside the save

    def _read_notes(self) -> Notes:
        if self.beside is None:
            return NOTHING
        try:
            return read_notes(self.beside, self._whose)
        except ExerciseError as fault:
            self.notes_fault = str(fault)
            return NOTHING

    def _keep(self, notes: Notes) -> None:
        if self.notes_fault:
            raise ExerciseError(self.notes_fault)
        if self.beside is not None:
            write_notes(self.beside, notes, self._whose)
        self.notes = notes

    def noted(self, moment: Moment | None = None) -> str | None:
        """Return the note on a moment (by default where the replay stands): an empty text for a bookmark, None for nothing."""
        here = moment or self.at
        return next((mark.text for mark in self.notes.marks if here and (mark.entry, mark.event) == (here.entry, here.event)), None)

    def note(self, text: str | None) -> None:
        """Keep a note on the present moment; an empty text is a bookmark, None takes it away.

        Raises:
            ExerciseError: If it cannot be written.
        """
        if self.at is None:
            return
        place = (self.at.entry, self.at.event)
        others = tuple(mark for mark in self.notes.marks if (mark.entry, mark.event) != place)
        marks = others if text is None else (*others, Note(*place, text))
        self._keep(self.notes._replace(marks=tuple(sorted(marks))))

    @property
    def shown(self) -> tuple[int, ...]:
        """Return the entries of the facilitator's notes that the table is shown."""
        if not self._whose or self.beside is None:
            return self.notes.shown
        try:
            return read_notes(self.beside).shown
        except ExerciseError:
            return ()

    def show_note(self, entry: int, yes: bool) -> None:
        """Show the table a note of the facilitator, or keep it back again.

        Raises:
            ExerciseError: If it cannot be written.
        """
        others = {number for number in self.notes.shown if number != entry}
        self._keep(self.notes._replace(shown=tuple(sorted({*others, entry} if yes else others))))

    def bookmarks(self) -> tuple[tuple[Moment, str], ...]:
        """Return the moments marked, with the notes on them; those on moments that the reader does not know of stay away."""
        found = []
        for mark in self.notes.marks:
            moment = self._by_ref.get(f"{mark.entry}.{mark.event}")
            if moment is not None:
                found.append((moment, mark.text))
        return tuple(found)

    def answer(self, answers: Sequence[DebriefAnswer]) -> None:
        """Keep what was said at the debrief.

        Raises:
            ExerciseError: If it cannot be written.
        """
        self._keep(self.notes._replace(answers=tuple(answers)))
