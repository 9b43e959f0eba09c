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
from exercise.describe import Words
from exercise.engine import adjudicate as working
from exercise.engine import chance, explain, legal, preview
from exercise.engine.apply import change, fold, hash_parts, state_hash
from exercise.engine.decide import alternatives, decide, step
from exercise.engine.setup import Setup, opening_state
from exercise.engine.view import knows_of, seen, seen_entry, view
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.kept import packed, unpacked
from exercise.model.moves import format_move, parse_move, tidy_move
from exercise.model.play import FACILITATOR, PHASES, Choice, Entry, Event, KindChoice, Move, Preview, Refusal, State, View
from exercise.model.text import clean
from exercise.rules.compile import compile_rulebook, rulebook_when_asked
from exercise.rules.rulebook import Rulebook
from exercise.store.codec import Events, change_figures
from exercise.store.header import Header
from exercise.store.journal import Journal, open_journal, read_journal
from exercise.store.ready import read_ready, write_ready
from exercise.store.scenarios import changed_notice, scenario_of
from exercise.timeline import Timeline

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario, SeatPlan

DECIDED, LATER = "decide", ("answer", "confirm")
"""The phase at whose end orders and reactions are decided otherwise in a fork, and the phases that answers have of their own."""
KEYFRAME = 64
"""After so many entries a state is kept, as at the end of each phase, so that going back is as fast as going forward."""

NAME = 40
"""Characters the name of who sits in a seat may have."""


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


class Verdict(NamedTuple):
    """Whether today's engine decides a session as it was decided; else the first entry that differs, its turn, and what differs."""

    agrees: bool
    entries: int
    entry: int = 0
    turn: int = 0
    what: str = ""
    decided: bool = True
    """False for a copy that was made for sharing, which can be folded but not decided again."""


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
        self._scenario_sha = ""
        self._kept = 0
        self.fingerprint = ""
        """The save's last hash when it was opened; a fork names its parent by it."""
        self.shared = header.shared["seat"] if header.shared else ""
        """For a copy made for sharing, the seat whose knowledge it holds; every other seat then sees the same. Else empty."""
        self.book = book or _book(header)
        self.seats: dict[str, tuple[str, ...]] = {seat: tuple(held["actors"]) for seat, held in header.seats.items()}
        self.setup = Setup(self.book, self.seats, seed=header.seed, pace=header.pace)
        self.opening = opening_state(self.setup, header.holders, header.level)
        self.entries: list[Entry] = []
        self.timeline = Timeline(self.entries)
        """Where in time every entry and event stands."""
        self._frames: list[tuple[int, State]] = [(0, self.opening)]
        self.state = self.opening
        self._views: dict[str, View] = {}
        for entry in entries:
            self._take(entry, _folded(self.state, entry.events))

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
            scenario=scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True),
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
        opened = open_journal(path, ready=read_ready) if write else read_journal(path, partial, ready=read_ready)
        if write and opened.header.shared:
            if opened.journal is not None:
                opened.journal.close()
            raise ExerciseError(f'{path.name} is a copy made for "{opened.header.shared["seat"]}": it can be looked at, not played on.')
        try:
            book = rulebook_when_asked(unpacked(opened.ready["scenario"]), opened.ready["functions"]) if opened.ready else None
            session = cls(opened.header, opened.entries, journal=opened.journal, book=book, notice=opened.notice)
        except BaseException:
            if opened.journal is not None:
                opened.journal.close()
            raise
        session.name = path.stem
        session.fingerprint = opened.fingerprint
        session._scenario_sha = opened.scenario_sha
        return session

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
    def lifted(self) -> bool:
        """Whether the session is over and everything is open to all; a shared copy never is."""
        return self.state.phase == "over" and not self.shared

    @property
    def people(self) -> tuple[str, ...]:
        """The seats that persons began the session in, in the order of the seat plan."""
        return tuple(seat for seat in self.header.seats if self.header.holders.get(seat) == "person")

    @property
    def facilitated(self) -> bool:
        """Whether a person sits in the facilitator's chair; a save that does not say so has one if several people began it."""
        chair = self.header.holders.get(FACILITATOR)
        return chair == "person" if chair else len(self.people) > 1

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
        asked = parse_move(move) if isinstance(move, str) else tidy_move(move)
        decided = step(self.setup, self.state, asked, seat)
        if isinstance(decided, Refusal):
            return decided
        events, state = decided
        return self._append(by, seat, asked, events, state)

    def take_over(self, entries: Iterable[Entry]) -> None:
        """Take entries that were read from the save after it was opened to look at: what another process has decided since.

        Raises:
            ValueError: If this session is played here.
        """
        if self.journal is not None:
            raise ValueError("a session that is played here takes no other's entries")
        for entry in entries:
            self._take(entry, _folded(self.state, entry.events))

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
        self._views.clear()

    # --- what a seat sees and may do ----------------------------------------------------------------------------------------

    def view(self, seat: str) -> View:
        """Return what a seat sees now; `facilitator` sees all, `public` what everyone may."""
        seat = self.shared or seat
        if seat not in self._views:
            self._views[seat] = view(self.setup, self.state, seat, lift=not self.shared)
        return self._views[seat]

    def legal_moves(self, seat: str, actor: str) -> tuple[KindChoice, ...]:
        """Return the kinds of move open to an actor, each with why it is barred now, if so."""
        return legal.kinds(self.setup, self.view(seat).state, actor)

    def choices(self, seat: str, move: Move) -> tuple[Choice, ...]:
        """Return the rows of a move under construction with their options, each with why it is barred, if so."""
        return legal.choices(self.setup, self.view(seat).state, move)

    def preview(self, seat: str, move: Move) -> Preview:
        """Return what a move is expected to bring, as far as the seat can know."""
        return preview.preview(self.setup, self.view(seat), move)

    def refusal(self, seat: str, move: Move) -> Refusal | None:
        """Return why a move would be refused now, or None; nothing happens."""
        decided = decide(self.setup, self.state, tidy_move(move), seat)
        return decided if isinstance(decided, Refusal) else None

    def capital(self, seat: str, actor: str) -> int:
        """Return the capital an actor has left, in tenths."""
        return legal.capital_left(self.setup, self.view(seat).state, actor)

    def offers(self, seat: str) -> tuple[OfferSeen, ...]:
        """Return the offers of this turn that a seat is part of, those it must still answer first."""
        state = self.view(seat).state
        held = self.seats.get(seat, ())
        found: list[OfferSeen] = []
        for key, (asked, consulted) in sorted(state.offers.items()):
            move = state.moves[key]
            answers = state.answers.get(key, {})
            to_answer: tuple[str, ...] = ()
            if state.phase == "answer":
                to_answer = tuple(actor for actor in (*asked, *consulted) if actor in held and actor not in answers)
            changed = any(answer.reply == "change" for answer in answers.values())
            to_confirm = state.phase == "confirm" and move.actor in held and changed and key not in state.confirms
            found.append(OfferSeen(key, move, asked, consulted, alternatives(self.setup, move), to_answer, to_confirm, answers))
        return tuple(sorted(found, key=lambda offer: (not offer.to_answer, not offer.to_confirm, offer.key)))

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

    def seen(self, seat: str, first: int = 1, after: int | None = None) -> tuple[Entry, ...]:
        """Return entries `first` up to and not including `after`, as a seat may see them."""
        return tuple(
            seen_entry(self.setup, entry, self.shared or seat, lifted=self.lifted)
            for entry in self.entries[first - 1 : None if after is None else after - 1]
        )

    def events(self, seat: str, n: int) -> tuple[Event, ...]:
        """Return the events of entry n as a seat may see them."""
        shown = (seen(self.setup, event, self.shared or seat, lifted=self.lifted) for event in self.entries[n - 1].events)
        return tuple(event for event in shown if event is not None)

    def _knows(self, seat: str) -> tuple[int, ...]:
        seat = self.shared or seat
        return (2,) * len(self.book.track_names) if self.lifted or seat == FACILITATOR else knows_of(self.setup, seat)

    def read_out(self, turn: int, seat: str) -> explain.ReadOut:
        """Return how a turn came out, as a seat is told it: moves, stories, changes, draws.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        n = self.timeline.adjudication(turn)
        if not n:
            raise ExerciseError(f"turn {turn} has not been adjudicated yet.")
        first, _ = self.timeline.turn_entries(turn)
        argued = [event for m in range(first, n) for event in self.events(seat, m) if isinstance(event, play.ArgumentMade)]
        return explain.read_out(self.setup, turn, (*argued, *self.events(seat, n)), self._knows(seat))

    def dealt(self, turn: int, seat: str) -> tuple[explain.Dealt, ...]:
        """Return what became of the moves that a seat made, and of those it was asked about; its own first.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        read = self.read_out(turn, seat)
        last = self.timeline.adjudication(turn)
        first, _ = self.timeline.turn_entries(turn)
        told = [event for n in range(first, last + 1) for event in self.events(seat, n)]
        before = view(self.setup, self.at(last - 1), self.shared or seat, lift=not self.shared).state
        return explain.dealt(self.setup, self.seats.get(seat, ()), before, told, read.acts, read.changes)

    def kept(self, turn: int, seat: str) -> dict[str, tuple[explain.Kept, ...]]:
        """Return what the forecasts of a seat's own orders promised when decisions closed, and what came; nothing in a shared copy.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        if self.shared:
            return {}
        read = self.read_out(turn, seat)
        decided = view(self.setup, self.at(self.timeline.decided(turn)), seat, lift=False)
        closed = view(self.setup, self.at(self.timeline.adjudication(turn) - 1), seat, lift=False).state
        agreed = explain.agreed_to(decided.actors, closed, read.acts)
        return explain.kept(self.setup, decided, read.changes, agreed)

    def agreed(self, n: int, event: play.OfferConfirmed, seat: str) -> play.Agreed:
        """Return who asked for which change of an offer and what its maker said to that in entry n, as far as a seat may know."""
        acts: list[play.Act] = []
        for later in range(n, len(self.entries) + 1):
            acts = [seen.act for seen in self.events(seat, later) if isinstance(seen, play.MoveResolved)]
            if acts or any(isinstance(one, play.HalfYearPassed) for one in self.entries[later - 1].events):
                break
        reader = self.shared or (FACILITATOR if self.lifted else seat)
        before = view(self.setup, self.at(n - 1), reader, lift=not self.shared)
        return explain.agreed(self.setup, before.state, event, acts)

    def epilogue(self, seat: str) -> explain.ReadOut | None:
        """Return what became of everything in the half-years after the last turn; None while the session runs."""
        if self.state.phase != "over":
            return None
        return explain.read_out(self.setup, self.state.turn, self.events(seat, self.timeline.ended), self._knows(seat))

    def look(self) -> explain.ReadOut:
        """Return the adjudication as it would come out now, for the facilitator to look at before it stands."""
        run = working.adjudicate(self.setup, self.state)
        return explain.read_out(self.setup, self.state.turn, run.events, self._knows(FACILITATOR))

    def changes(self, turn: int, seat: str) -> tuple[explain.Total, ...]:
        """Return what changed over a whole turn, its situation included, as a seat may see it."""
        first, after = self.timeline.turn_entries(turn)
        events = [event for n in range(first, after) for event in self.events(seat, n)]
        return explain.totals(self.setup, events, self._knows(seat))

    def why(self, turn: int, track: str, seat: str) -> explain.Total | None:
        """Return the signed causes of a track's change over a turn; None when it did not change, or not visibly."""
        return next((total for total in self.changes(turn, seat) if total.name == track), None)

    def instead(self, turn: int, track: str, seat: str) -> tuple[explain.Instead, ...]:
        """Return what would have changed a track's change: other modalities of the moves behind it, without them, and other reactions."""
        n = self.timeline.adjudication(turn)
        if not n or self.shared:
            return ()
        total = next((found for found in explain.totals(self.setup, self.events(seat, n), self._knows(seat)) if found.name == track), None)
        if total is None:
            return ()
        before, decided = self.at(n - 1), self.at(self.timeline.decided(turn))
        lifted = self.lifted or seat == FACILITATOR
        if not lifted:
            before, decided = self._as_seen(before, n, seat), view(self.setup, decided, seat).state
        moves = explain.moves_behind(self.setup, before, total)
        reactions = explain.reactions_behind(self.setup, before, total, self.seats.get(seat, ()))
        return explain.instead(self.setup, before, decided, total, moves, reactions, lifted=lifted)

    def _as_seen(self, before: State, n: int, seat: str) -> State:
        """Return a seat's view of the state before adjudication, with the moves that the adjudication then made known to it."""
        state = view(self.setup, before, seat).state.copy()
        for event in self.events(seat, n):
            if isinstance(event, play.MoveResolved) and event.act.outcome == "accepted" and event.act.kind in self.book.kinds:
                act = event.act
                if act.key not in state.moves and "/argument" not in act.key:
                    kept = {name: act.mods[name] for name in self.book.kinds[act.kind].modalities}
                    state.moves[act.key] = Move(act.actor, act.kind, act.targets, tuple(sorted(kept.items())))
        return state

    # --- counterfactuals and proof --------------------------------------------------------------------------------------------

    def verify(self) -> Verdict:
        """Return whether today's engine decides every move as it was decided, and folds to the same states."""
        if self.shared:
            return Verdict(True, len(self.entries), decided=False)
        state = self.opening
        turn = 0
        for entry in self.entries:
            told = entry.events.parts if isinstance(entry.events, Events) else entry.events
            if not any(isinstance(event, play.NotReplayed) for event in told):
                decided = decide(self.setup, state, entry.move, entry.seat)
                if isinstance(decided, Refusal):
                    return Verdict(False, len(self.entries), entry.n, turn, f"{format_move(entry.move)} is refused now ({decided.code})")
                if entry.events != decided:
                    return Verdict(False, len(self.entries), entry.n, turn, _difference(entry.events, decided))
            state = _folded(state, entry.events)
            turn = state.turn
            if entry.state:
                parts = hash_parts(state)
                if state_hash(parts) != entry.state:
                    differing = [name for name in sorted(parts) if entry.parts.get(name) != parts[name]]
                    what = f"the state differs in {', '.join(differing) or 'its hash'}"
                    return Verdict(False, len(self.entries), entry.n, turn, what)
        return Verdict(True, len(self.entries))

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


def _book(header: Header) -> Rulebook:
    """Return a save's scenario, compiled when a rule is first asked for; of a shared copy, whose texts are blanked, at least its data."""
    scenario = scenario_of(header.scenario)
    if not header.shared:
        return rulebook_when_asked(scenario)
    try:
        return compile_rulebook(scenario)
    except ValueError:
        return Rulebook(scenario)


def _difference(recorded: Sequence[Event], decided: Sequence[Event]) -> str:
    for one, other in zip(recorded, decided, strict=False):
        if one != other:
            if isinstance(one, play.TrackChanged) and isinstance(other, play.TrackChanged):
                if one.track == other.track:
                    return f"{one.name} went from {one.before} to {one.after}, and would now go from {other.before} to {other.after}"
                return f"{one.name} changed, where now {other.name} would"
            if type(one) is type(other):
                fields = [name for name, mine, theirs in zip(one._fields, one, other, strict=False) if mine != theirs]
                return f"{type(one).__name__} differs in {', '.join(fields)}"
            return f"{type(one).__name__} happened, where now {type(other).__name__} would"
    return f"{len(recorded)} events happened, where now {len(decided)} would"


def _folded(state: State, events: Sequence[Event]) -> State:
    """Return what `fold` does, without decoding the changes of tracks of a save that was just read."""
    if not isinstance(events, Events):
        return fold(state, events)
    new = state.copy()
    for part in events.parts:
        if type(part) is str or type(part) is dict:
            track, _, after = change_figures(part)
            if not 0 <= track < len(new.tracks):
                raise ExerciseError(f"the save speaks of track number {track}, which its scenario does not have.")
            new.tracks[track] = after
        else:
            change(new, part)  # type: ignore[arg-type]
    return new


def _seed(seed: str | int | None) -> str:
    if seed is None:
        return secrets.token_hex(16)
    if isinstance(seed, int):
        return f"{seed:032x}"
    return seed


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
