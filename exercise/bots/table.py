"""A table of bots, with the program in the facilitator's chair.

`Table(session)` plays a session on until a person has to act; `play_games` plays whole games in memory, on several cores if asked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from exercise.bots.crew import Crew, changed_offers, offers_by_actor
from exercise.bots.policy import Policy
from exercise.bots.worth import Judges
from exercise.engine import chance
from exercise.engine.apply import hash_parts, state_hash
from exercise.engine.decide import step
from exercise.engine.setup import Setup, opening_state
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Move, Refusal, State
from exercise.model.vocabulary import Holder
from exercise.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario
    from exercise.session import Session

CLOSE = Move(FACILITATOR, "close-phase")
READ = ("situation", "read-out")
"""Phases in which a person has something to read, and says so by committing."""


class Waiting(NamedTuple):
    """A person's seat that the table waits for, and for what: the phase, and the offers that wait for it, if any."""

    seat: str
    phase: str
    offers: tuple[str, ...] = ()


class Table:
    """Plays the bots of a session and, unless a person facilitates, closes its phases.

    Args:
        session: An open session; all that the table does goes through `Session.submit`.
        policies: Actors that follow a script.
        named: Actor to `persona`, `random`, `hold` or the id of a persona, instead of what its seat's holder says.
        closes: Whether the program sits in the facilitator's chair and closes phases.
    """

    def __init__(
        self,
        session: Session,
        policies: Mapping[str, Policy] | None = None,
        *,
        named: Mapping[str, str] | None = None,
        closes: bool = True,
    ) -> None:
        self.session = session
        self.crew = Crew(session.setup, policies, named)
        self.closes = closes
        self.refused: list[tuple[Move, Refusal]] = []
        """Moves of bots that were refused; a bot asks only for what it was offered, so this should stay empty."""
        self._done: dict[tuple[int, str], dict[str, bool]] = {}
        self._left: list[tuple[str, Move]] = []
        """Bots' moves that were not made because the session stopped."""

    def waiting(self) -> tuple[Waiting, ...]:
        """Return the persons' seats that have to act before the phase can close, sorted by seat."""
        state = self.session.state
        found: list[Waiting] = []
        for seat, actors in sorted(self.session.setup.seats.items()):
            if state.holders.get(seat) != "person" or seat in state.committed:
                continue
            if state.phase in (*READ, "decide"):
                found.append(Waiting(seat, state.phase))
                continue
            keys: list[str] = []
            if state.phase == "answer":
                waiting = offers_by_actor(state)
                keys = sorted({key for actor in actors for key in waiting.get(actor, ())})
            elif state.phase == "confirm":
                keys = [key for key in changed_offers(state) if state.moves[key].actor in actors]
            if keys:
                found.append(Waiting(seat, state.phase, tuple(keys)))
        return tuple(found)

    def advance(self) -> tuple[Waiting, ...]:
        """Play on until a person has to act, the session is paused or it is over; return whom the table waits for."""
        while True:
            self.play_bots()
            state = self.session.state
            waiting = self.waiting()
            if waiting or not self.closes or state.paused or state.phase == "over" or self.session.stopped:
                return waiting
            refusal = self.session.submit(CLOSE, FACILITATOR, by="bot")
            if isinstance(refusal, Refusal):
                if self.session.stopped:
                    return waiting
                raise ValueError(f"the program could not close {state.phase}: {refusal.code}")

    def play_bots(self) -> int:
        """Submit all that bots have to decide in the present phase; return how many moves that were."""
        state = self.session.state
        if state.paused or state.phase in ("lobby", "over") or self.session.stopped:
            return 0
        # An actor that has nothing to do is not asked again in the same phase: the answer would be the same.
        done = self._done.setdefault((state.turn, state.phase), {})
        made = 0
        left, self._left = self._left or list(self.crew.moves(state)), []
        while left:
            actor, move = left.pop(0)
            text = format_move(move)
            if done.get(text):
                continue
            done[text] = True
            decided = self.session.submit(move, self.crew.seat(actor), by="bot")
            if self.session.stopped:
                # The session makes the move itself when it resumes; the others are still to be made.
                self._left = left
                return made
            if isinstance(decided, Refusal):
                self.refused.append((move, decided))
            else:
                made += 1
        return made


# --- forks ----------------------------------------------------------------------------------------------------------------


def answered_by_bots(fork: Session) -> None:
    """Answer, through personas, the offers that nobody ever answered on record."""
    state = fork.state.copy()
    state.holders = dict.fromkeys(state.holders, Holder.PERSONA)
    crew = Crew(fork.setup)
    for actor, move in list(crew.moves(state)):
        decided = fork.submit(move, crew.seat(actor), by="bot")
        if isinstance(decided, Refusal):
            raise ValueError(f"a bot's answer was refused: {format_move(move)} ({decided.code})")


def play_out(session: Session) -> None:
    """Hand every person's seat to a bot and play to the end."""
    for seat, holder in sorted(session.state.holders.items()):
        if holder == "person":
            decided = session.submit(Move(FACILITATOR, "hand", (seat,), (("to", "persona"),)), FACILITATOR)
            if isinstance(decided, Refusal):
                raise ExerciseError(f"the session cannot go on: {decided.code}")
    Table(session).advance()


# --- whole games in memory ------------------------------------------------------------------------------------------------


class OrderOutcome(NamedTuple):
    """What became of one order in a game."""

    turn: int
    key: str
    kind: str
    outcome: str
    """accepted, declined or lapsed."""


class Game(NamedTuple):
    """One game played to the end. Tracks are in tenths or steps, in the rulebook's order."""

    number: int
    seed: str
    turns: int
    scores: tuple[tuple[str, int], ...]
    """Objective and score."""
    ended: tuple[int, ...]
    """Tracks after the last turn."""
    lasting: tuple[int, ...]
    """Tracks after the epilogue."""
    outcomes: tuple[OrderOutcome, ...]
    injects: tuple[tuple[int, str, str], ...]
    """Turn, inject and subject."""
    refused: tuple[tuple[str, str], ...]
    """Moves that were refused, with the code: slips of a policy's script, or faults."""
    state: str
    """The hash of the last state."""


class GameSeries(NamedTuple):
    """The settings that all games of a series share."""

    seed: str = "1"
    pace: str = "full"
    turns: int = 0
    policies: tuple[Policy, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """Actor to the name of a bot or persona."""
    bot: str = "persona"
    """Who plays every actor that is not named: persona or random."""
    keep: bool = True
    """Whether events and causes are worked out; without them there are no outcomes, only scores and tracks."""


ALONE = GameSeries()
"""A series of personas, nothing scripted."""


def game_seed(seed: str, number: int) -> str:
    """Return the seed of one game of a series, 32 hexadecimal digits."""
    base = chance.base(seed)
    return f"{chance.draw(base, 'game', number, 1):016x}{chance.draw(base, 'game', number, 2):016x}"


class Games:
    """Plays the games of a series in one process and keeps what they share.

    Args:
        book: The rulebook.
        series: What the games have in common.
    """

    def __init__(self, book: Rulebook, series: GameSeries = ALONE) -> None:
        self.series = series
        self._setup = Setup(book, {actor: (actor,) for actor in book.players}, pace=series.pace)
        self._policies = {policy.actor: policy for policy in series.policies}
        self._named = dict.fromkeys(book.players, series.bot) | dict(series.named)
        self._judges = Judges(self._setup)

    def play(self, number: int, watch: Callable[[State, play.Event], None] | None = None) -> Game:
        """Return one game played by bots from the first turn to the scores.

        Args:
            number: Which game of the series; it gives the seed.
            watch: Called with the state after each entry and with each of its events, if given.
        """
        series = self.series
        seed = game_seed(series.seed, number)
        setup = self._setup.with_seed(seed)
        crew = Crew(setup, self._policies, self._named, eyes=self._setup, judges=self._judges)
        state = opening_state(setup, turns=series.turns)
        game = _Record(watch)
        while state.phase != "over":
            for actor, move in list(crew.moves(state)):
                decided = step(setup, state, move, actor, keep=series.keep, own=True)
                if isinstance(decided, Refusal):
                    game.refused.append((format_move(move), decided.code))
                else:
                    state = game.took(*decided)
            if state.phase == "read-out":
                game.ended = tuple(state.tracks)
            decided = step(setup, state, CLOSE, FACILITATOR, keep=series.keep, own=True)
            if isinstance(decided, Refusal):
                raise ValueError(f"the program could not close {state.phase}: {decided.code}")
            state = game.took(*decided)
        return game.game(number, seed, state)


class _Record:
    """What is kept of a game while it is played."""

    def __init__(self, watch: Callable[[State, play.Event], None] | None) -> None:
        self.watch = watch
        self.outcomes: list[OrderOutcome] = []
        self.injects: list[tuple[int, str, str]] = []
        self.refused: list[tuple[str, str]] = []
        self.ended: tuple[int, ...] = ()

    def took(self, events: tuple[play.Event, ...], state: State) -> State:
        for event in events:
            if type(event) is play.MoveResolved:
                self.outcomes.append(OrderOutcome(state.turn, event.act.key, event.act.kind, event.act.outcome))
            elif type(event) is play.InjectHappened:
                self.injects.append((state.turn, event.open.inject, event.open.subject))
        if self.watch is not None:
            for event in events:
                self.watch(state, event)
        return state

    def game(self, number: int, seed: str, state: State) -> Game:
        return Game(
            number,
            seed,
            state.turn,
            tuple(sorted((objective, score) for objective, (_, score) in state.scores.items())),
            self.ended,
            tuple(state.tracks),
            tuple(self.outcomes),
            tuple(self.injects),
            tuple(self.refused),
            state_hash(hash_parts(state)),
        )


RARELY = (60_000, 20, 100)
"""Collector thresholds while many games are played: a game makes tens of thousands of tuples and hardly a cycle among them."""


def collect_rarely() -> None:
    """Make garbage collection rare in a process that plays many games: what exists now lives as long as the process."""
    gc.freeze()
    gc.set_threshold(*RARELY)


def play_games(scenario: Scenario, games: int, series: GameSeries = ALONE, jobs: int = 1, first: int = 1) -> Iterator[Game]:
    """Yield games in the order of their numbers; the same whatever the number of jobs.

    Args:
        scenario: The resolved scenario.
        games: How many.
        series: What they share.
        jobs: How many processes play them; 1 plays in this one.
        first: The number of the first game.
    """
    numbers = range(first, first + games)
    if jobs <= 1 or games < 2:
        from exercise.rules.compile import compile_rulebook

        player = Games(compile_rulebook(scenario), series)
        thresholds = gc.get_threshold()
        gc.set_threshold(*RARELY)
        try:
            yield from map(player.play, numbers)
        finally:
            gc.set_threshold(*thresholds)
        return
    yield from _in_processes(scenario, series, numbers, min(jobs, games))


def _in_processes(scenario: Scenario, series: GameSeries, numbers: Sequence[int], jobs: int) -> Iterator[Game]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Enough chunks that no process waits long for the last, few enough that handing them over costs nothing.
    size = max(1, -(-len(numbers) // (jobs * 8)))
    chunks = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    # Spawned, not forked: a child must not inherit the screen's threads, and starts alike everywhere.
    given = (scenario, series)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_process, initargs=given) as pool:
        for played in pool.map(_play_chunk, chunks):
            yield from played


_process: list[Games] = []
"""The games of a child process."""


def _start_process(scenario: Scenario, series: GameSeries) -> None:
    from exercise.rules.compile import compile_rulebook

    _process[:] = [Games(compile_rulebook(scenario), series)]
    collect_rarely()


def _play_chunk(numbers: Sequence[int]) -> list[Game]:
    return [_process[0].play(number) for number in numbers]
