"""A session: a scenario and a list of entries, live or reopened. Everything that changes it goes through `Session.submit`.

Create one with `Session.create`, reopen a save with `Session.open`; with no path it lives in memory only. Knows no screen and no bot.
"""

from __future__ import annotations

import gc
import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise import __version__
from exercise.engine import chance
from exercise.engine.apply import fold, hash_parts, state_hash
from exercise.engine.decide import step
from exercise.engine.setup import Setup, opening_state
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.kept import packed, unpacked
from exercise.model.moves import format_move, parse_move, tidy_move
from exercise.model.play import FACILITATOR, PHASES, Entry, Event, Move, Refusal, State
from exercise.model.text import clean
from exercise.record import SLIPS, EntryError, Verdict, check_header, check_table, recorded_states, slip, verify
from exercise.rules.compile import compile_rulebook, rulebook_when_asked
from exercise.rules.rulebook import Rulebook
from exercise.store.changes import changed_notice
from exercise.store.files import shown
from exercise.store.header import Header
from exercise.store.journal import Journal, Opened, SaveStoppedError, open_journal, read_journal
from exercise.store.places import ships
from exercise.store.ready import read_ready, write_ready
from exercise.store.scenarios import saved_scenario, scenario_of
from exercise.timeline import Timeline
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario, SeatPlan

DECIDED, LATER = "decide", ("answer", "confirm")
"""The phase at whose end orders and reactions are decided otherwise in a fork, and the phases that answers have of their own."""
KEYFRAME = 64
"""After so many entries a state is kept, as at the end of each phase, so that going back is as fast as going forward."""

SAVE_STOPPED = "save.stopped"
"""The refusal of every move once one could not be saved."""

NAME = 40
"""Characters the name of who sits in a seat may have."""


class Stopped(NamedTuple):
    """A move that was decided and could not be saved, so that the session stands still before it."""

    move: Move
    seat: str
    by: str
    why: str
    entry: int
    """The last entry that the session has."""
    is_on_disk: bool
    """Whether the save holds all entries up to there, as found after it stopped."""




def plan_of(scenario: Scenario, plan: str = "") -> SeatPlan:
    """Return a scenario's seat plan by id; without one, the plan for one person, else the smallest.

    Raises:
        ExerciseError: If the scenario has no such plan.
    """
    if plan:
        for known in scenario.plans:
            if known.id == plan:
                return known
        names = ", ".join(known.id for known in scenario.plans)
        raise ExerciseError(f'scenario "{scenario.id}" has no seat plan "{plan}". It has: {names}.')
    return min(scenario.plans, key=lambda known: (known.people, known.id))


class Session:
    """A scenario being played: the rulebook, the state, the entries so far, and the journal that keeps them."""

    def __init__(
        self,
        header: Header,
        entries: Iterable[Entry] = (),
        *,
        journal: Journal | None = None,
        book: Rulebook | None = None,
        notice: str = "",
    ) -> None:
        self.header = header
        self.notice = notice
        self.journal = journal
        self.name = journal.path.stem if journal is not None else ""
        """The save's name; empty for a session in memory."""
        self.when_stopped: Callable[[], None] | None = None
        """Called when a move could not be saved; it is then refused and `resume` goes on. Without it the fault is raised."""
        self.stopped: Stopped | None = None
        """What could not be saved, until `resume` goes on."""
        self._scenario_sha = ""
        self._kept = 0
        self.fingerprint = ""
        """The save's last hash when it was opened; a fork names its parent by it."""
        self.whole = True
        """Whether nothing of the save was torn or damaged when it was opened to look at."""
        self.shared = header.shared["seat"] if header.shared else ""
        """For a copy made for sharing, the seat whose knowledge it holds; every other seat then sees the same. Else empty."""
        self.book = book or _book(header, scenario_of(header.scenario))
        self.seats: dict[str, tuple[str, ...]] = {seat: tuple(held["actors"]) for seat, held in header.seats.items()}
        self.setup = Setup(self.book, self.seats, seed=header.seed, pace=header.pace)
        self.opening = opening_state(self.setup, header.holders, header.level)
        self.entries: list[Entry] = []
        self.timeline = Timeline(self.entries)
        """Where in time every entry and event stands."""
        self._frames: list[tuple[int, State]] = [(0, self.opening)]
        self.state = self.opening
        for entry, state in recorded_states(self.state, entries):
            self._take(entry, state)

    @classmethod
    def create(
        cls,
        scenario: Scenario,
        *,
        path: Path | None = None,
        plan: str = "",
        holders: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
        seed: str | int | None = None,
        pace: str = "full",
        level: str = "full",
        digests: Mapping[str, str] | None = None,
        book: Rulebook | None = None,
    ) -> Session:
        """Return a new session in its lobby, written to `path` if there is one.

        Args:
            scenario: The resolved scenario.
            path: Where the save goes; None keeps the session in memory.
            plan: A seat plan of the scenario.
            holders: Seat to `person`, `persona`, `random` or `hold`; seats not named are held by a persona. The facilitator's chair can
                be named too: `person`, or `program` where nobody facilitates.
            names: Seat to the name of who sits there, where it has one.
            seed: 32 hexadecimal digits, any number, or None for one drawn from the system.
            pace: full or seminar.
            level: full, reasons or arrows.
            digests: File name to SHA-256 of the scenario's sources.
            book: The compiled scenario, where the caller has it already.

        Raises:
            ExerciseError: If the plan or a seat does not exist, or the save cannot be written.
        """
        chosen = plan_of(scenario, plan)
        seats: dict[str, dict[str, Any]] = {}
        for held in chosen.seats:
            name = clean((names or {}).get(held.id, ""), limit=NAME).strip()
            seats[held.id] = {"actors": list(held.actors), "title": held.title, **({"name": name} if name else {})}
        chair = (holders or {}).get(FACILITATOR, "")
        for seat in holders or {}:
            if seat not in seats and seat != FACILITATOR:
                raise ExerciseError(f'plan "{chosen.id}" has no seat "{seat}". It has: {", ".join(seats)}.')
        header = Header(
            app=__version__,
            rng=chance.VERSION,
            seed=_seed(seed),
            scenario=saved_scenario(scenario),
            scenario_id=scenario.id,
            variant=scenario.variant or "",
            digests=dict(digests or {}),
            plan=chosen.id,
            seats=seats,
            holders={seat: (holders or {}).get(seat, "persona") for seat in seats} | ({FACILITATOR: chair} if chair else {}),
            pace=pace,
            level=level,
            created=_now(),
        )
        book = book or compile_rulebook(scenario)
        journal = Journal.create(path, header) if path is not None else None
        return cls(header, journal=journal, book=book)

    @classmethod
    def open(cls, path: Path, *, write: bool = True, partial: bool = False) -> Session:
        """Return the session of a save, to go on with it or, without `write`, to look at it.

        Args:
            path: The file.
            write: Whether it is to be played on; it is then locked, and a torn last line cut off and kept.
            partial: Whether a damaged save that is only looked at is shown up to the damage, with a notice, instead of being refused.

        Raises:
            ExerciseError: If the file is damaged, from a newer version, or open elsewhere.
        """
        # Opening makes tens of thousands of objects and no cycle: looking for cycles meanwhile would cost a quarter as much again.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return cls._opened(path, write, partial)
        finally:
            if collecting:
                gc.enable()

    @classmethod
    def _opened(cls, path: Path, write: bool, partial: bool) -> Session:
        if write and ships(path):
            raise ExerciseError(f"{path.stem} ships with the program: it can be looked at, and a copy of it played on.")
        opened = open_journal(path, ready=read_ready) if write else read_journal(path, partial, ready=read_ready)
        if write and opened.header.shared:
            if opened.journal is not None:
                opened.journal.close()
            raise ExerciseError(f'{path.name} is a copy made for "{opened.header.shared["seat"]}": it can be looked at, not played on.')
        try:
            session = cls._read(opened, shown(path))
        except BaseException:
            if opened.journal is not None:
                opened.journal.close()
            raise
        session.name = path.stem
        session.fingerprint = opened.fingerprint
        session.whole = opened.whole or write
        session._scenario_sha = opened.scenario_sha
        return session

    @classmethod
    def _read(cls, opened: Opened, file: str) -> Session:
        header = opened.header
        scenario = None
        try:
            check_header(header)
            scenario = unpacked(opened.ready["scenario"]) if opened.ready else scenario_of(header.scenario)
            check_table(header, scenario)
            book = rulebook_when_asked(scenario, opened.ready["functions"]) if opened.ready else _book(header, scenario)
            return cls(header, opened.entries, journal=opened.journal, book=book, notice=opened.notice)
        except EntryError as fault:
            raise ExerciseError(f"{file}:{fault.n + 1}: this entry cannot be read: {fault}.") from None
        except (ExerciseError, *SLIPS) as fault:
            raise ExerciseError(f"{file}:1: the header cannot be read: {slip(fault)}.") from None

    def close(self) -> None:
        """Let go of the save, so that another may open it."""
        self.keep()
        if self.journal is not None:
            self.journal.close()
            self.journal = None

    def keep(self) -> None:
        """Keep what was worked out of the scenario since the last time, so that its saves open at once the next time."""
        if self.name and not self.shared and self.book.written > self._kept:
            self._kept = self.book.written
            write_ready(
                self.edition,
                {"scenario": packed(self.scenario), "functions": self.book.kept()},
            )

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def scenario(self) -> Scenario:
        """The resolved scenario being played."""
        return self.book.scenario

    @property
    def edition(self) -> str:
        """The SHA-256 of the scenario as played: sessions of one edition play the same scenario."""
        self._scenario_sha = self._scenario_sha or self.header.scenario_sha
        return self._scenario_sha

    @property
    def people(self) -> tuple[str, ...]:
        """The seats that persons began the session in, in the order of the seat plan."""
        return tuple(seat for seat in self.header.seats if self.header.holders.get(seat) == "person")

    @property
    def facilitated(self) -> bool:
        """Whether a person sits in the facilitator's chair; a save that does not say so has one if several people began it."""
        chair = self.header.holders.get(FACILITATOR)
        return chair == "person" if chair else len(self.people) > 1

    @property
    def default_reader(self) -> str:
        """Who looks at the session where nobody says: the facilitator, who sees all; while several people play, the public."""
        several = self.facilitated or sum(holder == "person" for holder in self.state.holders.values()) > 1
        return PUBLIC if several and self.state.phase != "over" and not self.shared else FACILITATOR

    def notices(self, scenarios: Sequence[Path] | None = None) -> str:
        """Return what a person should be told when the save is opened; empty for nothing.

        Args:
            scenarios: Where the scenario's files are looked for, to say whether they are what they were; the usual places when None.
        """
        return " ".join(filter(None, (self.notice, changed_notice(self.header.digests, scenarios))))

    # --- moves ------------------------------------------------------------------------------------------------------------

    def submit(self, move: Move | str, seat: str, by: str = "person") -> Entry | Refusal:
        """Return the entry that a move became, saved before anyone is told; or why it was refused.

        Args:
            move: The move, or its text.
            seat: Who submits it: a seat of the plan, or the facilitator.
            by: person, bot or recorded.

        Raises:
            ExerciseError: If the text is no move, or the save cannot be written; the session then stands as it stood.
        """
        self._not_shared("played on")
        if self.stopped is not None:
            return Refusal(SAVE_STOPPED, {"entry": self.stopped.entry})
        asked = parse_move(move) if isinstance(move, str) else tidy_move(move)
        decided = step(self.setup, self.state, asked, seat)
        if isinstance(decided, Refusal):
            return decided
        events, state = decided
        try:
            return self._append(by, seat, asked, events, state)
        except SaveStoppedError as stop:
            if self.when_stopped is None:
                raise
            self.stopped = Stopped(asked, seat, by, str(stop), len(self.entries), stop.is_on_disk)
            self.when_stopped()
            return Refusal(SAVE_STOPPED, {"entry": len(self.entries)})

    def resume(self, path: Path | None = None) -> None:
        """Save again after a stop, and make the move that could not be saved.

        Args:
            path: A new file to which the whole session goes; None tries the save's own file again, which must hold what was played.

        Raises:
            ExerciseError: If the file cannot be written, or holds anything else; the session then still stands where it stopped.
        """
        stopped = self.stopped
        if stopped is None or self.journal is None:
            raise ValueError("the session has not stopped")
        last = self.journal
        if path is not None:
            self.journal = Journal.create(path, self.header, entries=self.entries)
        else:
            opened = open_journal(last.path)
            if opened.journal is None or opened.fingerprint != last.fingerprint:
                if opened.journal is not None:
                    opened.journal.close()
                raise ExerciseError(f"{last.path.name} no longer ends with entry {stopped.entry} as it was played here; save elsewhere.")
            self.journal = opened.journal
        self.name = self.journal.path.stem
        self.stopped = None
        self.submit(stopped.move, stopped.seat, stopped.by)
        if self.stopped is not None:
            raise ExerciseError(self.stopped.why)

    def is_saved(self) -> bool:
        """Return whether all that was played is in a save, which is read anew to see it."""
        return self.journal is not None and self.journal.is_on_disk()

    def take_over(self, entries: Iterable[Entry]) -> None:
        """Take entries that were read from the save after it was opened to look at: what another process has decided since.

        Raises:
            ValueError: If this session is played here.
        """
        if self.journal is not None:
            raise ValueError("a session that is played here takes no other's entries")
        for entry, state in recorded_states(self.state, entries):
            self._take(entry, state)

    def _append(self, by: str, seat: str, move: Move, events: Sequence[Event], state: State) -> Entry:
        parts: dict[str, str] = {}
        if any(isinstance(event, play.HalfYearPassed) for event in events):
            parts = hash_parts(state)
        entry = Entry(len(self.entries) + 1, by, seat, move, events, _now(), state_hash(parts) if parts else "", parts)
        # Write before changing memory: a crash between the two loses nothing the table has seen.
        if self.journal is not None:
            self.journal.append(entry)
        self._take(entry, state)
        return entry

    def _take(self, entry: Entry, state: State) -> None:
        self.entries.append(entry)
        if state.phase != self.state.phase or len(self.entries) >= self._frames[-1][0] + KEYFRAME:
            self._frames.append((len(self.entries), state))
        self.state = state

    # --- the past -----------------------------------------------------------------------------------------------------------

    def at(self, n: int) -> State:
        """Return the state after the first n entries.

        Raises:
            ValueError: If there are not so many.
        """
        if not 0 <= n <= len(self.entries):
            raise ValueError(f"the session has {len(self.entries)} entries, not {n}")
        first, state = self._frames[bisect_right(self._frames, n, key=lambda frame: frame[0]) - 1]
        rest = self.entries[first:n]
        return fold(state, (event for entry in rest for event in entry.events)) if rest else state

    # --- counterfactuals and proof --------------------------------------------------------------------------------------------

    def verify(self) -> Verdict:
        """Return whether today's engine decides every move as it was decided, and folds to the same states."""
        if self.shared:
            return Verdict(True, len(self.entries), decided=False)
        try:
            return verify(self.setup, self.opening, self.entries)
        except EntryError as fault:
            raise ExerciseError(f"{self.name}: {self.blamed(fault)}") from None

    def blamed(self, fault: Exception) -> str:
        """Return what is wrong with a save that could not be read to its end: in its scenario, or in which entry; empty for neither.

        Args:
            fault: What reading it ended in.
        """
        from exercise.rules.check import check

        try:
            wrong = next((found for found in check(self.scenario) if not found.warning), None)
            if wrong is not None:
                return f"the scenario inside the save is faulty: {'/'.join(map(str, wrong.where[:2]))}: {wrong.text}"
            verdict = verify(self.setup, self.opening, self.entries)
        except EntryError as entry:
            return f"entry {entry.n} cannot be read: {entry}."
        except SLIPS as deeper:
            return f"the scenario inside the save does not hold together: {slip(deeper)}."
        return "" if verdict.agrees else f"entry {verdict.entry} is of no session: {slip(fault)}; {verdict.what}."

    def fork(
        self,
        turn: int,
        *,
        path: Path | None = None,
        instead: Iterable[Move | str] = (),
        without: Iterable[int] = (),
        go_on: str = "recorded",
        answer: Callable[[Session], None] | None = None,
    ) -> Session:
        """Return a new session that begins as a copy of this one and differs from a decision of one turn on.

        Recorded moves are decided again; one that is refused now becomes a `not_replayed` event with the reason. Because draws are
        keyed, only what the change reaches differs.

        Args:
            turn: The turn in which to decide otherwise.
            path: Where the new save goes; None keeps it in memory.
            instead: Decisions of that turn: each order replaces the recorded one of the same key, else of the same actor and kind, else
                is added; `ACTOR: withdraw KEY` drops one. A reaction or an answer replaces the one to the same event or offer.
            without: Numbers of entries of that turn or later that are left out, such as a ruling's.
            go_on: `recorded` replays all that follows, `turn` only the rest of this turn, `stop` leaves off before the phase closes in
                which it was decided otherwise.
            answer: Called while offers wait for an answer that was never recorded; it may submit answers.

        Raises:
            ExerciseError: If the turn was not played, or a move of `instead` is refused.
        """
        self._not_shared("forked")
        left_out = frozenset(without)
        first, after = self.timeline.turn_entries(turn)
        header = self.header._replace(
            created=_now(),
            app=__version__,
            parent={"save": self.name, "n": first, "h": self.fingerprint, "turn": turn},
        )
        journal = Journal.create(path, header) if path is not None else None
        fork = Session(header, journal=journal, book=self.book)
        for entry in self.entries[: first - 1]:
            fork._append(entry.by, entry.seat, entry.move, entry.events, fold(fork.state, entry.events))
        wanted = [parse_move(move) if isinstance(move, str) else move for move in instead]
        last = len(self.entries) + 1 if go_on == "recorded" else after
        replaced = self._replaced(wanted, first, after)
        for entry in self.entries[first - 1 : last - 1]:
            before = self.at(entry.n - 1)
            closes = entry.move.kind == "close-phase"
            if closes and before.turn == turn and before.phase in (DECIDED, *LATER):
                due = [move for move in wanted if _phase_of(move) == before.phase]
                if due:
                    fork._reach(before, answer)
                for move in due:
                    fork._insist(move)
                wanted = [move for move in wanted if move not in due]
                if go_on == "stop" and not wanted:
                    return fork
            if entry.n in left_out or entry.n in replaced:
                continue
            fork._replay(entry, before, answer)
        for move in wanted:
            raise ExerciseError(f"{_shown(move)} is not possible in turn {turn}: no offer waited for it.")
        return fork

    def _not_shared(self, what: str) -> None:
        if self.shared:
            raise ExerciseError(f'this is a copy made for "{self.shared}": it can be looked at, not {what}.')

    def _replaced(self, wanted: Iterable[Move], first: int, after: int) -> frozenset[int]:
        """Return the numbers of the recorded entries of a turn that the wanted decisions take the place of."""
        entries = self.entries[first - 1 : after - 1]
        orders = [entry for entry in entries if entry.move.kind in self.book.kinds]
        gone: set[int] = set()
        for move in wanted:
            if move.kind == "withdraw":
                keys = {target if target.startswith(f"{move.actor}/") else f"{move.actor}/{target}" for target in move.targets}
            elif move.kind in ("react", *LATER):
                gone.update(entry.n for entry in entries if _is_same(entry, move))
                continue
            else:
                same = [entry.move.key for entry in orders if entry.move.key == move.key]
                alike = [entry.move.key for entry in orders if (entry.move.actor, entry.move.kind) == (move.actor, move.kind)]
                keys = set(same or alike[:1])
            gone.update(entry.n for entry in orders if entry.move.key in keys)
        return frozenset(gone)

    def _insist(self, move: Move) -> None:
        if move.kind == "withdraw":
            return
        decided = self.submit(move, FACILITATOR)
        if isinstance(decided, Refusal):
            raise ExerciseError(f"{_shown(move)} is not possible in turn {self.state.turn}. {self._words().refusal(decided)}")

    def _words(self) -> Words:
        return Words(self.scenario, self.header.pace)

    def _replay(self, entry: Entry, before: State, answer: Callable[[Session], None] | None) -> None:
        """Decide a recorded move again at the same point of the fork's own course."""
        self._reach(before, answer)
        if _place(self.state) > _place(before) and entry.move.kind == "close-phase":
            return
        if entry.move.kind == "close-phase":
            self._close(answer, entry.by)
            return
        decided = self.submit(entry.move, entry.seat, "recorded")
        if isinstance(decided, Refusal):
            why = self._words().refusal(decided).rstrip(".")
            event = play.NotReplayed(format_move(entry.move), entry.seat, why, (entry.seat,))
            self._append("recorded", entry.seat, entry.move, (event,), fold(self.state, (event,)))

    def _reach(self, before: State, answer: Callable[[Session], None] | None) -> None:
        """Close phases until the fork stands where the recorded session stood, or beyond."""
        while _place(self.state) < _place(before) and self.state.phase != "over":
            self._close(answer)

    def _close(self, answer: Callable[[Session], None] | None, by: str = "recorded") -> None:
        if answer is not None and self.state.phase in ("answer", "confirm"):
            answer(self)
        decided = self.submit(Move(FACILITATOR, "close-phase"), FACILITATOR, by)
        if isinstance(decided, Refusal):
            raise ExerciseError(f"the fork cannot go on: {decided.code}")


def _place(state: State) -> tuple[int, int]:
    return state.turn, PHASES.index(state.phase)


def _phase_of(move: Move) -> str:
    """Return the phase at whose end a fork decides a move otherwise."""
    return move.kind if move.kind in LATER else DECIDED


def _is_same(entry: Entry, move: Move) -> bool:
    """Return whether an entry holds the reaction to the same event, or the answer to the same offer, by the same actor."""
    other = entry.move
    if (other.kind, other.actor, other.targets) != (move.kind, move.actor, move.targets):
        return False
    subject = move.option("subject")
    return not subject or all(event.subject == subject for event in entry.events if isinstance(event, play.Reacted))


def _shown(move: Move) -> str:
    return format_move(move._replace(because=""))


def _book(header: Header, scenario: Scenario) -> Rulebook:
    """Return a save's scenario, compiled when a rule is first asked for; of a shared copy, whose texts are blanked, at least its data."""
    if not header.shared:
        return rulebook_when_asked(scenario)
    try:
        return compile_rulebook(scenario)
    except ValueError:
        return Rulebook(scenario)


def _seed(seed: str | int | None) -> str:
    if seed is None:
        return secrets.token_hex(16)
    if isinstance(seed, int):
        return f"{seed:032x}"
    return seed


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
