"""One keyboard that several people share: who sits where, whose turn it is, and the desk of the one who looks.

Made of an open session; `laid` begins one. Only one desk is out at a time; `sit` makes it, and whoever asks for the next one drops it.
Where a person facilitates, the phases are that person's to close; else the program closes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from exercise.bots.table import CLOSE, Table
from exercise.desk.desk import Desk, new_path, resumed, seed_of
from exercise.desk.scenarios import loaded
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR, Move, Refusal
from exercise.reading.models import Bar, Reading, SeatStatus
from exercise.reading.standpoint import ROLES
from exercise.session import Session

TABLE = PUBLIC
"""The seat of all who look together: it is told what everyone may know."""
ROUNDS = ("decide", "answer", "confirm")
"""Phases in which the keyboard goes round."""


def laid(
    scenario: str,
    plan: str,
    holders: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    facilitated: bool = False,
    variant: str = "",
    pace: str = "full",
    level: str = "full",
    seed: str = "",
    name: str = "",
    scenarios: Path | None = None,
    saves: Path | None = None,
) -> tuple[Path, Session]:
    """Return a new session and where it is saved.

    Args:
        scenario: Its name or folder.
        plan: A seat plan of it.
        holders: Seat to `person`, `persona`, or `hold` where nobody is there.
        names: Seat to the name of who sits there, where one was given.
        facilitated: Whether a person facilitates; else the program does.
        variant: A variant of the scenario, or an empty text.
        pace: full or seminar.
        level: full, reasons or arrows.
        seed: A number, 32 hexadecimal digits, or an empty text.
        name: The name of the save; an empty text finds one.
        scenarios: Where scenarios are looked for besides the usual places.
        saves: Where saves go instead of the usual place.

    Raises:
        ExerciseError: If the scenario, the plan or a seat does not exist, or the save cannot be written.
    """
    found = loaded(scenario, variant, scenarios)
    path = new_path(name, f"{found.scenario.id}-{plan}", saves)
    chair = {FACILITATOR: "person" if facilitated else "program"}
    session = Session.create(
        found.scenario, path=path, plan=plan, holders={**holders, **chair}, names=names, seed=seed_of(seed), pace=pace, level=level,
        digests=found.digests,
    )  # fmt: skip
    return path, session


class Keyboard:
    """A session of several people at one keyboard."""

    def __init__(self, session: Session, path: Path | None = None) -> None:
        self.session = session
        self.path = path
        self.notice = session.notice
        self.facilitated = session.facilitated
        self.table = Table(session, closes=False)
        self.read: set[tuple[str, str, int]] = set()
        """What was read at which desk: (seat, briefing or read-out, turn). Not on record: who comes back reads it again."""
        self._last = ""
        self._drafts: dict[str, object] = {}
        self.advance()

    def close(self) -> None:
        """Let go of the save; everything confirmed is in it."""
        self.session.close()

    def resume(self, where: str = "", saves: Path | None = None) -> None:
        """Save again after a stop, and play on until a person is needed; see `Desk.resume`.

        Raises:
            ExerciseError: If it still cannot be saved.
        """
        self.path = resumed(self.session, self.path, where, saves)
        self.advance()

    def advance(self) -> None:
        """Let the bots play and, where the program facilitates, close phases until a person has to act or all have something to read."""
        while True:
            self.table.play_bots()
            state = self.session.state
            if self.facilitated or state.paused or state.phase in ("read-out", "over") or self.session.stopped:
                return
            # What there is to read before the decision, everyone reads at the own desk.
            if state.phase in ROUNDS and self.table.waiting():
                return
            self._close()

    def _close(self) -> None:
        refusal = self.session.submit(CLOSE, FACILITATOR, by="bot")
        if isinstance(refusal, Refusal) and not self.session.stopped:
            raise ValueError(f"the program could not close {self.session.state.phase}: {refusal.code}")

    def read_together(self) -> None:
        """Go on after what all have read together: every person's seat is done with it, and the program closes the phase."""
        for one in self.table.waiting():
            if one.phase == "read-out":
                self.session.submit(Move(one.seat, "commit"), one.seat)
        if not self.facilitated and self.session.state.phase == "read-out":
            self._close()
        self.advance()

    # --- who is next

    def chairs(self) -> tuple[SeatStatus, ...]:
        """Return every seat in the order of the plan, with who sits there and whether the table waits for it."""
        state = self.session.state
        waits = {one.seat for one in self.table.waiting()}
        found = []
        for seat, held in self.session.header.seats.items():
            actor = self.session.book.actors.get(next(iter(held["actors"]), ""))
            found.append(
                SeatStatus(
                    seat, str(held["title"]), str(held.get("name", "")), actor.side if actor else "", state.holders.get(seat, "persona"),
                    seat in waits, seat in state.committed,
                )
            )  # fmt: skip
        return tuple(found)

    def waiting(self) -> tuple[str, ...]:
        """Return the persons' seats that the table waits for, in the order of the plan, beginning after the one that sat last."""
        seats = [chair.seat for chair in self.chairs() if chair.waits]
        order = list(self.session.header.seats)
        last = order.index(self._last) if self._last in order else -1
        return tuple(sorted(seats, key=lambda seat: (order.index(seat) <= last, order.index(seat))))

    def next(self) -> str:
        """Return whose turn at the keyboard it is: a seat, the facilitator, or `TABLE` when all may look together."""
        if self.session.state.phase == "over":
            return TABLE
        if self.facilitated:
            return FACILITATOR
        return TABLE if self.session.state.phase == "read-out" else next(iter(self.waiting()), TABLE)

    def title(self, seat: str) -> str:
        """Return what a seat, the facilitator or the whole table is called."""
        held = self.session.header.seats.get(seat)
        return str(held["title"]) if held else ROLES.get(seat, seat)

    def name(self, seat: str) -> str:
        """Return the name of who sits in a seat, or an empty text."""
        return str(self.session.header.seats.get(seat, {}).get("name", ""))

    @cached_property
    def together(self) -> Together:
        """The desk at which all look together; it knows what everyone may."""
        return Together(self)

    def bar(self) -> Bar:
        """Return the line at the top while nobody's desk is out."""
        return self.together.bar()

    # --- desks

    def sit(self, seat: str) -> Desk:
        """Return the desk of a seat, of the facilitator, or of all together.

        Raises:
            ExerciseError: If there is no such seat.
        """
        if seat == TABLE:
            return self.together
        if seat == FACILITATOR:
            desk = Facilitating(self.session, self.path, self.table)
            desk.drafts = self._drafts
            return desk
        if seat not in self.session.seats:
            raise ExerciseError(f'there is no seat "{seat[:64]}" at this table.')
        self._last = seat
        return Sitting(self, seat)


class Sitting(Desk):
    """One seat's desk while that seat has the keyboard: its own part of the read-out, its briefing, then what waits for it."""

    def __init__(self, keyboard: Keyboard, seat: str) -> None:
        super().__init__(keyboard.session, seat, keyboard.path, table=keyboard.table)
        self.keyboard = keyboard
        # The lesson is for one who sits alone.
        self.lesson = None
        state = self.session.state
        if state.phase == "decide" and seat in state.committed:
            self.session.submit(Move(seat, "uncommit"), seat)
        if self.stage() == "done":
            self.keyboard.read.discard((seat, "briefing", state.turn))

    @cached_property
    def alone(self) -> Reading | None:
        """What this seat alone was told of the turn adjudicated last."""
        return self.reader.alone()

    def _has_read(self, what: str, turn: int) -> bool:
        return (self.seat, what, turn) in self.keyboard.read

    def stage(self) -> str:
        """Return what this seat is shown next: read-out, briefing, decide, answer, confirm, over, or done when the keyboard moves on."""
        state = self.session.state
        if state.phase == "over":
            return "over"
        if state.phase == "read-out" and not self.keyboard.facilitated:
            # All look together first; what only this seat is told waits for it at the next turn.
            return "done"
        last = self.reader.last_turn
        if last and not self._has_read("read-out", last) and self.alone is not None:
            return "read-out"
        if state.phase == "read-out":
            return "done"
        if not self._has_read("briefing", state.turn):
            return "briefing"
        waits = state.phase in ROUNDS and not state.paused and any(one.seat == self.seat for one in self.table.waiting())
        return state.phase if waits else "done"

    def reading(self) -> Reading:
        """Return what this seat alone was told."""
        return self.alone or self.reader.turn().reading()

    @property
    def is_alone(self) -> bool:
        """Whether what `reading` returns is what this seat alone was told."""
        return self.alone is not None

    def commit(self) -> str:
        """Say that the seat is done with the phase, and let the table go on; returns why not, or an empty text."""
        waits = any(one.seat == self.seat for one in self.table.waiting())
        refusal = self.reader.refused(self.session.submit(Move(self.seat, "commit"), self.seat)) if waits else ""
        if not refusal:
            self.keyboard.advance()
        return refusal

    def read_on(self) -> None:
        """Note that what was shown has been read; in a phase that is for reading the seat is then done."""
        stage, state = self.stage(), self.session.state
        self.keyboard.read.add((self.seat, stage, self.reader.last_turn if stage == "read-out" else state.turn))
        if self.stage() == "done" and state.phase in ("situation", "read-out"):
            self.commit()


class Together(Desk):
    """The desk at which all look together: it shows what everyone may know."""

    def __init__(self, keyboard: Keyboard) -> None:
        super().__init__(keyboard.session, TABLE, keyboard.path, table=keyboard.table)
        self.keyboard = keyboard
        self.lesson = None
        self._was_read = 0

    def stage(self) -> str:
        """Return read-out or over while there is something to look at together, else done."""
        phase = self.session.state.phase
        if phase == "over":
            return "over"
        return "read-out" if phase == "read-out" and self._was_read < self.session.state.turn else "done"

    def commit(self) -> str:
        """Refuse nothing: all together have nothing to decide."""
        return ""

    def read_on(self) -> None:
        """Go on after the read-out."""
        turn = self.session.state.turn
        self.keyboard.read_together()
        if not self.session.stopped:
            self._was_read = turn


class Facilitating(Desk):
    """The facilitator's desk: it sees everything, and closes the phases itself."""

    def __init__(self, session: Session, path: Path | None, table: Table) -> None:
        super().__init__(session, FACILITATOR, path, table=table)
        # The lesson is for one who sits alone.
        self.lesson = None

    def stage(self) -> str:
        """Return console, or over."""
        return "over" if self.session.state.phase == "over" else "console"


class Room(Desk):
    """The desk of all in the room, at the facilitator's screen: it knows what everyone may, and keeps notes for the facilitator."""

    def __init__(self, of: Desk) -> None:
        super().__init__(of.session, PUBLIC, of.path, table=of.table)

    def keep_note(self, text: str) -> str:
        """Keep a note of the facilitator's; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(Move(FACILITATOR, "note", (), (("text", text),)), FACILITATOR))
