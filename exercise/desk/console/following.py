"""A session that another process plays, followed live through the eyes of the public: it holds no lock and can change nothing."""

from __future__ import annotations

from pathlib import Path

from exercise.engine.view import PUBLIC
from exercise.model.play import State
from exercise.reading.models import Bar
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.clock import Clock, read_clock
from exercise.store.places import find_save, saves_folder
from exercise.store.tail import Tail


class Following:
    """What everyone may know of a session, as it is being played."""

    def __init__(self, path: Path, session: Session) -> None:
        self.path = path
        self.session = session
        self._tail = Tail(path, len(session.entries) + 1, session.fingerprint)
        self.reader = Reader(session, PUBLIC)
        self.words = self.reader.words

    @classmethod
    def open(cls, save: str, saves: Path | None = None) -> Following:
        """Return a save to follow.

        Raises:
            ExerciseError: If there is no such save, or the file cannot be read.
        """
        path = find_save(save, saves_folder(saves))
        return cls(path, Session.open(path, write=False))

    def look(self) -> bool:
        """Take what was written since the last look; returns whether there was anything.

        Raises:
            ExerciseError: If the save is gone, was replaced, or is damaged.
        """
        news = self._tail.news()
        self.session.take_over(news)
        return bool(news)

    @property
    def state(self) -> State:
        """Return the session's state as everyone may know it; once it is over, all of it."""
        return self.reader.view.state

    def clock(self) -> Clock:
        """Return the table's clock, where the facilitator keeps one."""
        return read_clock(self.path)

    def bar(self) -> Bar:
        """Return the line at the top."""
        state = self.state
        head = self.session.scenario.head
        return Bar(head.title, state.turn, state.turns, self.words.turn(state.turn), "", phase=self.words.phase(state.phase), income=0)

    def seats(self) -> tuple[tuple[str, str, str, str], ...]:
        """Return (title, side, name, state) of each seat: done, waits, or an empty text where nothing is asked of it."""
        state = self.state
        found = []
        for seat, held in self.session.header.seats.items():
            sides = {self.reader.side(actor) for actor in held["actors"]}
            person = state.holders.get(seat) == "person"
            how = "" if not person or state.phase != "decide" else "done" if seat in state.committed else "waits"
            found.append((str(held["title"]), sides.pop() if len(sides) == 1 else "", str(held.get("name", "")), how))
        return tuple(found)

    def pause_reason(self) -> str:
        """Return what the pause is for, as the facilitator said it."""
        for entry in reversed(self.session.entries):
            if entry.move.kind == "pause":
                return entry.move.because
        return ""
