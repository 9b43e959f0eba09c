"""Plays the example sessions in saves/ again: `python -m tests.examples.play [FOLDER]`, from the repository's root.

Each example is a script of what people at the table ordered, answered and wrote, with their reasons; everyone else is a bot. A move that
is refused stops the run, so that a change of the rules which spoils an example is seen. Existing files are not replaced.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from exercise.bots.crew import Crew
from exercise.bots.table import Table
from exercise.engine.adjudicate import choosers
from exercise.errors import ExerciseError
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Move, Refusal
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from exercise.words import Words

SAVES = Path("saves")


class Example(NamedTuple):
    """One session: how the table is laid, and what people do at it."""

    name: str
    plan: str
    people: tuple[str, ...]
    seed: int
    pace: str
    level: str
    turns: Mapping[int, Mapping[str, tuple[str, ...]]]
    """Turn to phase (situation, decide, answer, confirm, adjudicate, read-out) to moves, `SEAT> MOVE`."""
    reactions: Mapping[str, tuple[str, str]]
    """`ACTOR INJECT`, or an inject for every actor of people, to the choice and the reason."""
    answers: Mapping[str, tuple[str, str]]
    """`ACTOR KIND` to the answer's options and the reason; offers not named are answered as the actor's persona would."""
    after: tuple[str, ...]
    """The facilitator's notes of the debrief."""


class Player:
    """Plays one example to its end."""

    def __init__(self, example: Example, path: Path | None = None) -> None:
        self.example = example
        loaded = load_scenario("harmony")
        self.session = Session.create(
            loaded.scenario,
            path=path,
            plan=example.plan,
            holders=dict.fromkeys(example.people, "person"),
            seed=example.seed,
            pace=example.pace,
            level=example.level,
            digests=loaded.digests,
        )
        self.words = Words(loaded.scenario, example.pace)
        self.table = Table(self.session, closes=False)

    def play(self) -> Session:
        """Return the session, played to the end of its debrief."""
        session = self.session
        self.submit(FACILITATOR, "facilitator: close-phase")
        while session.state.phase != "over":
            phase, turn = session.state.phase, session.state.turn
            if phase == "decide":
                self.react()
            for line in self.example.turns.get(turn, {}).get(phase, ()):
                seat, _, text = line.partition("> ")
                self.submit(seat, text)
            self.table.play_bots()
            if phase in ("answer", "confirm"):
                self.answer()
            self.submit(FACILITATOR, "facilitator: close-phase")
        for text in self.example.after:
            self.submit(FACILITATOR, f"facilitator: note text={_quoted(text)}")
        return session

    def submit(self, seat: str, move: str | Move) -> None:
        """Submit a move that must be accepted."""
        session = self.session
        decided = session.submit(move, seat)
        if isinstance(decided, Refusal):
            said = move if isinstance(move, str) else format_move(move)
            raise ExerciseError(f"{self.example.name}, turn {session.state.turn}, {seat}: {said}: {self.words.refusal(decided)}")

    def react(self) -> None:
        """Let people react to what happened, where the script says how."""
        session = self.session
        for opened in session.state.opened:
            inject = session.book.injects.get(opened.inject)
            if inject is None or inject.reaction is None:
                continue
            for actor in choosers(session.setup, inject.reaction, opened.subject):
                seat = session.setup.seat_of.get(actor, "")
                chosen = self.example.reactions.get(f"{actor} {inject.id}") or self.example.reactions.get(inject.id)
                if seat in self.example.people and chosen:
                    options = [("choice", chosen[0]), *([("subject", opened.subject)] if opened.subject else [])]
                    self.submit(seat, Move(actor, "react", (inject.id,), tuple(sorted(options)), chosen[1]))

    def answer(self) -> None:
        """Let people answer their offers: as the script says, else as the actor's persona would."""
        session = self.session
        state = session.state.copy()
        state.holders = dict.fromkeys(state.holders, "persona")
        for actor, move in list(Crew(session.setup).moves(state)):
            seat = session.setup.seat_of.get(actor, FACILITATOR)
            if seat not in self.example.people:
                continue
            if move.kind == "answer":
                asker, kind = move.targets[0].split("/")[:2]
                scripted = self.example.answers.get(f"{actor} {asker}/{kind}") or self.example.answers.get(f"{actor} {kind}")
                if scripted:
                    move = parse_move(f"{actor}: answer {move.targets[0]} {scripted[0]}")._replace(because=scripted[1])
            self.submit(seat, move)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(folder: Path = SAVES) -> None:
    """Play every example into a folder."""
    from tests.examples.scripts import EXAMPLES

    for example in EXAMPLES:
        with Player(example, folder / f"{example.name}.jsonl").play() as session:
            print(f"{example.name}: {len(session.entries)} entries")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAVES)
