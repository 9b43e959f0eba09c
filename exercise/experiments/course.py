"""One game of an arm, played by bots and scripts, and what is read from it.

`Stage` holds what all games share; `play` gives the readings of one seed. Nothing is kept but what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from exercise.bots.crew import Crew, FirstOrders
from exercise.bots.policy import Policy
from exercise.bots.table import CLOSE, game_seed
from exercise.bots.worth import Judges
from exercise.engine import legal
from exercise.engine.adjudicate import acts_of
from exercise.engine.decide import step
from exercise.engine.setup import Setup, opening_state
from exercise.errors import ExerciseError
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Move, Refusal, State
from exercise.rules.rulebook import Rulebook


class GameReading(NamedTuple):
    """One thing to read from a game: `what` is sum, made, open, accepted, holds or happened; `at` says when."""

    what: str
    text: str = ""
    """A sum or condition, or the inject's id."""
    at: str = "end"
    by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    """Actors, kinds and targets that are meant; empty means all. An inject's subject stands in `to`."""
    first: int = 1
    since: str = "start"


class ReadyArm(NamedTuple):
    """An arm ready to be played, its file names already looked up."""

    turns: int
    policies: tuple[Policy, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """Every playing actor with the bot that decides where no policy does."""
    tracks: tuple[tuple[int, int], ...] = ()
    """Tracks that open elsewhere: place and value in tenths or steps."""
    injects: tuple[tuple[int, str, str], ...] = ()
    """Turn, inject and subject, released by hand."""
    without: tuple[str, ...] = ()
    """Injects that are held back."""
    spenders: tuple[str, ...] = ()
    """Whose spending is counted; empty: every actor whose script makes moves."""
    bare: bool = False
    """Whether nothing is under way at the start."""


class Played(NamedTuple):
    """What one game gave: a number or a pair (yes, asked) for each reading, the capital that scripts spent, and their refused orders."""

    readings: tuple[int | tuple[int, int], ...]
    spent: int
    refused: tuple[tuple[str, str], ...]


class Stage:
    """A rulebook with everything that its games share."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.setup = Setup(book, {actor: (actor,) for actor in book.players})
        self.judges = Judges(self.setup)
        self.first = FirstOrders()

    def seated(self, seed: str) -> Setup:
        """Return the setup of one game: the shared one with draws of its own."""
        return self.setup.with_seed(seed)


class _Watcher:
    """Reads a game while it runs."""

    def __init__(self, stage: Stage, course: ReadyArm, readings: tuple[GameReading, ...]) -> None:
        self.book = stage.book
        self.course = course
        self.readings = readings
        self.scripted = set(course.spenders) or {policy.actor for policy in course.policies if any(policy.turns)}
        self.values: list[list[int]] = [[] for _ in readings]
        self.counts = [[0, 0] for _ in readings]
        self.base = [0 for _ in readings]
        self.spent = 0
        self.offers = any(reading.what == "accepted" for reading in readings)
        self.last = any(reading.at == "epilogue" for reading in readings)

    def decided(self, setup: Setup, state: State) -> None:
        """Count the orders of a turn."""
        for move in state.moves.values():
            if move.actor in self.scripted:
                self.spent += legal.move_cost(setup, move)
            for reading, count in zip(self.readings, self.counts, strict=True):
                if reading.what == "made" and state.turn >= reading.first and _meant(reading, move):
                    count[0] += 1

    def chosen(self, setup: Setup, state: State) -> None:
        """Count the kinds of move that are open before anyone has moved."""
        for reading, count in zip(self.readings, self.counts, strict=True):
            if reading.what == "open" and state.turn >= reading.first:
                count[1] += 1
                for actor in reading.by:
                    for kind in setup.kinds_of(actor):
                        if kind in reading.kinds:
                            count[0] += legal.kind_refusal(setup, state, actor, kind) is None

    def answered(self, setup: Setup, state: State) -> None:
        """Count the offers of a turn, and those accepted, target by target."""
        if not self.offers:
            return
        for key, (asked, _) in state.offers.items():
            move = state.moves[key]
            acts = None
            for reading, count in zip(self.readings, self.counts, strict=True):
                if reading.what != "accepted" or state.turn < reading.first or not _meant(reading, move):
                    continue
                if acts is None:
                    acts = acts_of(setup, state, move, None)
                wanted = [name for name in asked if not reading.to or name in reading.to] if move.targets else [""]
                for name in wanted:
                    count[1] += 1
                    count[0] += any(act.outcome == "accepted" and (not name or name in act.targets) for act in acts)

    def read(self, setup: Setup, state: State, at: str) -> None:
        """Take the sums and conditions that are due."""
        ground = None
        for index, (reading, values) in enumerate(zip(self.readings, self.values, strict=True)):
            if reading.what not in ("sum", "holds"):
                continue
            if reading.since == at:
                self.base[index] = self.book.sum(reading.text)(ground or legal.ground_of(setup, state))
            due = reading.at == at or (at.isdecimal() and reading.at in ("highest", "lowest", "mean"))
            if not due:
                continue
            ground = ground or legal.ground_of(setup, state)
            if reading.what == "sum":
                values.append(self.book.sum(reading.text)(ground))
            else:
                values.append(int(self.book.condition(reading.text)(ground, None)))

    def result(self, state: State) -> tuple[int | tuple[int, int], ...]:
        """Return one value for each reading."""
        found: list[int | tuple[int, int]] = []
        for reading, values, base, (yes, asked) in zip(self.readings, self.values, self.base, self.counts, strict=True):
            if reading.what == "made":
                found.append(yes * 10)
            elif reading.what == "open":
                found.append(round(yes * 10 / asked) if asked else 0)
            elif reading.what == "accepted":
                found.append((yes, asked))
            elif reading.what == "happened":
                subjects = reading.to or ("",)
                found.append(int(any(state.happened.get((reading.text, subject), 0) >= reading.first for subject in subjects)))
            elif not values:
                raise ValueError(f"nothing was read for {reading.text}")
            elif reading.at == "highest":
                found.append(max(values) - base)
            elif reading.at == "lowest":
                found.append(min(values) - base)
            elif reading.at == "mean":
                found.append(round(sum(values) / len(values)) - base)
            else:
                found.append(values[-1] - base)
        return tuple(found)


def _meant(reading: GameReading, move: Move) -> bool:
    return (
        (not reading.by or move.actor in reading.by)
        and (not reading.kinds or move.kind in reading.kinds)
        and (not reading.to or any(name in reading.to for name in move.targets))
    )


class Door:
    """Takes a game's moves and keeps the state in memory only, without events."""

    def __init__(self, setup: Setup, state: State) -> None:
        self.setup = setup
        self.state = state

    def submit(self, move: Move, seat: str) -> Refusal | None:
        """Return why a move was refused, or None once it has changed the state."""
        decided = step(self.setup, self.state, move, seat, keep=False, own=True)
        if isinstance(decided, Refusal):
            return decided
        self.state = decided[1]
        return None


def play(stage: Stage, course: ReadyArm, readings: tuple[GameReading, ...], seed: str) -> Played:
    """Return what one game of an arm gave.

    Args:
        stage: The rulebook and what games on it share.
        course: The arm.
        readings: What is to be read from it.
        seed: 32 hexadecimal digits.
    """
    setup = stage.seated(seed)
    state = opening_state(setup, turns=course.turns)
    for track, value in course.tracks:
        state.tracks[track] = value
    state.held = frozenset(course.without)
    if course.bare:
        state.programmes = {}
    watcher = _Watcher(stage, course, readings)
    door = Door(setup, state)
    refused = drive(stage, course, door, watcher)
    return Played(watcher.result(door.state), watcher.spent, refused)


Tell = Callable[[State, str, Move | None], None]
"""Told of each move that a bot makes, with its actor, and with no move of each phase before it closes."""


def drive(
    stage: Stage, course: ReadyArm, door: Door, watcher: _Watcher | None = None, tell: Tell | None = None
) -> tuple[tuple[str, str], ...]:
    """Play an arm through a door to its end; return the scripted orders that were refused, with the code.

    Without a watcher the epilogue is always played.
    """
    setup = door.setup
    policies = {policy.actor: policy for policy in course.policies}
    crew = Crew(setup, policies, dict(course.named), eyes=stage.setup, judges=stage.judges, first=stage.first)
    refused: list[tuple[str, str]] = []
    if watcher is not None:
        watcher.read(setup, door.state, "opening")
    injects: dict[int, list[Move]] = {}
    for turn, inject, subject in course.injects:
        options = (("for", subject),) if subject else ()
        injects.setdefault(turn, []).append(Move(FACILITATOR, "release", (inject,), options))
    while door.state.phase != "over":
        state = door.state
        if state.phase == "situation":
            for move in injects.get(state.turn, ()):
                _must(door, move)
        if watcher is not None and door.state.phase == "decide":
            watcher.chosen(setup, door.state)
        for actor, move in list(crew.moves(door.state)):
            if tell is not None:
                tell(door.state, actor, move)
            refusal = door.submit(move, crew.seat(actor))
            if refusal is not None and refusal.code != "inject.happened":
                refused.append((format_move(move), refusal.code))
        state = door.state
        if tell is not None:
            tell(state, "", None)
        if watcher is not None:
            if state.phase == "decide":
                watcher.decided(setup, state)
            elif state.phase == "adjudicate":
                watcher.answered(setup, state)
            elif state.phase == "read-out":
                watcher.read(setup, state, str(state.turn))
                if state.turn == state.turns:
                    watcher.read(setup, state, "end")
                    if not watcher.last:
                        break
        _must(door, CLOSE)
    if watcher is not None and watcher.last:
        watcher.read(setup, door.state, "epilogue")
    return tuple(refused)


def _must(door: Door, move: Move) -> None:
    refusal = door.submit(move, FACILITATOR)
    if refusal is not None:
        raise ExerciseError(f"{format_move(move)} is refused in turn {door.state.turn} ({refusal.code}).")


def seed_of(series: str, number: int) -> str:
    """Return the seed of one game of a run, the same for every arm."""
    return game_seed(series, number)
