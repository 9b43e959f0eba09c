"""The desk of one seat: the one object through which the screens speak with a session.

Made with `Desk.start` or `Desk.open`; where several people share a keyboard, with `keyboard.Keyboard.sit`. What it knows lies in its
parts, by topic: `reader`, `orders`, `adviser`, `questions`, `sayings`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from exercise.bots.table import Table
from exercise.desk.lesson import Lesson
from exercise.desk.scenarios import loaded
from exercise.desk.start import PRACTICE
from exercise.model.play import Move
from exercise.reading.forms.orders import Orders
from exercise.reading.forms.questions import Questions
from exercise.reading.forms.sayings import Sayings
from exercise.reading.models import Bar, Reading
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.copies import playable
from exercise.store.places import find_save, free_path, is_path, save_path, saves_folder, scenario_places

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario
    from exercise.reading.forms.advice import Adviser


class Desk:
    """One seat at the table of one session, bots at the others and, if it `closes` phases, the program in the facilitator's chair."""

    def __init__(self, session: Session, seat: str, path: Path | None = None, *, closes: bool = True, table: Table | None = None) -> None:
        self.session = session
        self.seat = seat
        self.path = path
        self.notice = session.notice
        self.table = table or Table(session, closes=closes)
        self.reader = Reader(session, seat)
        causes = self.reader.causes
        self.questions = Questions(self.reader, causes)
        self.orders = Orders(self.reader, causes, self.reader.map, self.questions)
        self.sayings = Sayings(self.reader)
        self.lesson = Lesson(session, seat) if session.scenario.id == PRACTICE else None
        """The guided play, where the scenario is the one that teaches."""
        self.drafts: dict[str, object] = {}
        """What was begun at this desk and is no move yet, by what it is about; never on record."""
        self.table.advance()

    @cached_property
    def adviser(self) -> Adviser:
        """The adviser, called in when first asked."""
        from exercise.reading.forms.advice import Adviser

        return Adviser(self.reader, self.reader.causes, self.orders)

    @classmethod
    def start(
        cls,
        scenario: str,
        plan: str,
        seat: str,
        *,
        variant: str = "",
        pace: str = "full",
        level: str = "full",
        seed: str = "",
        name: str = "",
        scenarios: Path | None = None,
        saves: Path | None = None,
    ) -> Desk:
        """Return the desk of a new session in which one seat is a person's and the rest are bots'.

        Raises:
            ExerciseError: If the scenario, the plan or the seat does not exist, or the save cannot be written.
        """
        found = loaded(scenario, variant, scenarios)
        path = new_path(name, f"{found.scenario.id}-{seat}", saves)
        session = Session.create(
            found.scenario, path=path, plan=plan or _plan_with(found.scenario, seat), holders={seat: "person"}, seed=seed_of(seed),
            pace=pace, level=level, digests=found.digests,
        )  # fmt: skip
        return cls(session, seat, path)

    @classmethod
    def open(cls, save: str, saves: Path | None = None, scenarios: Path | None = None) -> Desk:
        """Return the desk of a saved session, at the seat that a person holds.

        Raises:
            ExerciseError: If there is no such save, or it cannot be opened.
        """
        path, session = opened(save, saves, scenarios)
        return cls.of(session, path)

    @classmethod
    def of(cls, session: Session, path: Path | None = None) -> Desk:
        """Return the desk of a session at the seat that a person holds."""
        person = next((seat for seat, holder in sorted(session.state.holders.items()) if holder == "person"), "")
        return cls(session, person or next(iter(sorted(session.seats))), path)

    def close(self) -> None:
        """Let go of the save; everything confirmed is in it."""
        self.session.close()

    def resume(self, where: str = "", saves: Path | None = None) -> None:
        """Save again after a stop, and play on until the seat is needed.

        Args:
            where: A name, or a folder and a name, for a new file that takes the whole session; empty tries the same file again.
            saves: The folder of saves that a name alone belongs to.

        Raises:
            ExerciseError: If it still cannot be saved.
        """
        self.path = resumed(self.session, self.path, where, saves)
        self.table.advance()

    def prepare(self) -> Iterator[None]:
        """Make ready, a little at each step, what later moves will ask of the rules, and keep it for the next time."""
        yield from self.session.book.make_all()
        self.session.keep()

    def stage(self) -> str:
        """Return what the table waits for: briefing, decide, answer, confirm, read-out or over."""
        phase = self.session.state.phase
        return {"situation": "briefing", "lobby": "briefing"}.get(phase, phase)

    def bar(self) -> Bar:
        """Return the line at the top."""
        state = self.session.state
        head = self.session.scenario.head
        capital = sum(self.reader.capital(actor) for actor in self.reader.actors)
        return Bar(
            head.title,
            state.turn,
            state.turns,
            self.reader.words.turn(state.turn),
            self.reader.seat_title(),
            self.reader.side(self.reader.actors[0]) if self.reader.actors else "",
            max(0, capital),
            self._income(capital),
            self.reader.words.phase(state.phase),
            state.level,
        )

    def _income(self, capital: int) -> int:
        """Return the capital that the line at the top is drawn against, in tenths; 0 for a chair without actors."""
        actors, head = len(self.reader.actors), self.session.scenario.head
        if actors == 1:
            return (head.capital.a_turn + head.capital.carry) * 10
        return max(capital, head.capital.a_turn * 10 * actors)

    def commit(self) -> str:
        """Say that the seat is done with the phase, and play on until it is needed again; returns why not, or an empty text."""
        waits = any(waiting.seat == self.seat for waiting in self.table.waiting())
        refusal = self.reader.refused(self.session.submit(Move(self.seat, "commit"), self.seat)) if waits else ""
        if not refusal:
            self.table.advance()
        return refusal

    def keep_note(self, text: str) -> str:
        """Keep a note of this seat, private until the debrief; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(Move(self.seat, "note", (), (("text", text),)), self.seat))

    def reading(self) -> Reading:
        """Return the read-out that the seat is to be shown."""
        return self.reader.turn().reading()

    @property
    def is_alone(self) -> bool:
        """Whether what `reading` returns is what this seat alone was told."""
        return False

    def read_on(self) -> None:
        """Say that what was shown has been read, and play on until the seat is needed again."""
        self.commit()


def opened(save: str, saves: Path | None = None, scenarios: Path | None = None) -> tuple[Path, Session]:
    """Return a saved session and where it lies, a copy where it ships; its notice says so, and which files of its scenario have changed.

    Raises:
        ExerciseError: If there is no such save, or it cannot be opened.
    """
    path, told = playable(find_save(save, saves_folder(saves)), saves_folder(saves))
    session = Session.open(path)
    session.notice = " ".join(filter(None, (told, session.notices(scenario_places(scenarios)))))
    return path, session


def _plan_with(scenario: Scenario, seat: str) -> str:
    for plan in sorted(scenario.plans, key=lambda plan: (plan.people, plan.id)):
        if any(known.id == seat for known in plan.seats):
            return plan.id
    return ""


def new_path(name: str, base: str, saves: Path | None) -> Path:
    """Return the path of a new save: by its name, else one that does not exist yet, with a number after `base`.

    Raises:
        ExerciseError: If the name is no name of a save, or all numbers are taken.
    """
    folder = saves_folder(saves)
    folder.mkdir(parents=True, exist_ok=True)
    return save_path(name, folder) if name else free_path(base, folder)


def spare_name(path: Path | None, saves: Path | None) -> str:
    """Return the name of a save that does not exist yet, for a session to go on in."""
    return free_path(path.stem, saves_folder(saves)).stem if path is not None else ""


def resumed(session: Session, path: Path | None, where: str, saves: Path | None) -> Path | None:
    """Return where a session that had stopped is saved now.

    Raises:
        ExerciseError: If it still cannot be saved, or `where` names no new save.
    """
    if not where:
        session.resume()
        return path
    folder, name = (Path(where).expanduser().parent, Path(where).name) if is_path(where) else (saves_folder(saves), where)
    new = save_path(name, folder)
    session.resume(new)
    return new


def seed_of(text: str) -> str | int | None:
    """Return a seed as it was typed in; None for one drawn from the system."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 32 else text
