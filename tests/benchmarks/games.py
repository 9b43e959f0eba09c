"""The engine on `harmony`: a move and a turn resolved, a preview, whole games of random and persona bots, a sweep on two cores."""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time

from figures import Figure, cpu_seconds, measured, median_p95, seconds
from peers import BOARDGAME_IO, boardgame_io

from exercise.bots.table import RARELY, Games, GameSeries, Table, play_games
from exercise.engine.adjudicate import adjudicate
from exercise.engine.legal import act_of, ground_of
from exercise.model.play import Move, State
from exercise.reading.reader import Reader
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Out
from exercise.session import Session
from exercise.store.scenarios import load_scenario

SEAT = "kazakhstan"
USUALLY = gc.get_threshold()


def games_a_second(games: Games, seconds_: float) -> float:
    """Return how many games are played in a second, over about so many seconds, as a sweep plays them."""
    games.play(1)
    gc.freeze()
    gc.set_threshold(*RARELY)
    began = time.process_time()
    number = 1
    while (spent := time.process_time() - began) < seconds_:
        number += 1
        games.play(number)
    gc.set_threshold(*USUALLY)
    return (number - 1) / spent


def before_adjudication() -> tuple[Session, State]:
    """Return a session of `harmony` played by bots, and its state before the busiest adjudication."""
    session = Session.create(load_scenario("harmony").scenario, seed=1)
    Table(session).advance()
    turns = [session.at(session.timeline.adjudication(turn) - 1) for turn in range(1, session.state.turn + 1)]
    return session, max(turns, key=lambda state: len(state.moves) + len(state.programmes))


def resolution() -> list[Figure]:
    """Return how long a turn takes to resolve, and the moves stage of one move."""
    session, state = before_adjudication()
    book = session.book
    turn = min(cpu_seconds(lambda: adjudicate(session.setup, state)) for _ in range(30))
    ground = ground_of(session.setup, state)
    acts = [act_of(session.setup, move) for move in state.moves.values()]

    def moves_stage() -> None:
        for _ in range(100):
            for act in acts:
                out = Out()
                for function in book.move_functions(act.kind):
                    function(ground, act, out)

    stage = min(cpu_seconds(moves_stage) for _ in range(10)) / (100 * len(acts))
    note = f"{len(book.rules)} rules, {len(state.moves)} moves, {len(state.programmes)} programmes"
    return [
        Figure("one move resolved by its rules, causes kept", stage * 1e6, "us", 20, 8, note=note),
        Figure("one turn adjudicated, causes and events kept", turn * 1000, "ms", note=f"{turn / max(1, len(acts)) * 1e6:.0f} us a move"),
    ]


def previews() -> list[Figure]:
    """Return how long a preview takes, over every option of every kind of move open to one seat."""
    session = Session.create(load_scenario("harmony").scenario, holders={SEAT: "person"}, seed=1)
    table = Table(session)
    table.advance()
    session.submit(f"{SEAT}: commit", SEAT)
    table.advance()
    times: list[float] = []
    reader = Reader(session, SEAT)
    for choice in reader.legal_moves(SEAT):
        bare = Move(SEAT, choice.kind)
        rows = reader.choices(bare)
        bare = bare._replace(targets=tuple(row.default for row in rows if row.name == "target"))
        for row in rows:
            for option in row.options:
                varied = bare._replace(options=((row.name, option.value),))
                if row.name == "target":
                    varied = bare._replace(targets=(option.value,))
                times.append(cpu_seconds(lambda move=varied: reader.preview(move)) * 1000)
    middle, late = median_p95(times)
    return [
        Figure("preview of a move: median", middle, "ms", 16, 8, note=f"{len(times)} previews"),
        Figure("preview of a move: p95", late, "ms", 33, 16),
    ]


def rates(spend: float) -> list[Figure]:
    """Return games a second on one core."""
    book = compile_rulebook(load_scenario("harmony").scenario)
    series = (
        ("random games, causes and entries kept", GameSeries(bot="random"), 1.0, 2.0),
        ("random games, as sweeps play them", GameSeries(bot="random", keep=False), 1.3, 4.0),
        ("persona games", GameSeries(), 0.15, 0.4),
    )
    ours = {name: games_a_second(Games(book, each), spend) for name, each, _, _ in series}
    theirs = boardgame_io(spend)
    found = []
    for name, _, must, goal in series:
        # Where boardgame.io is not at hand, what it does on the machine that the figures are meant for stands for it.
        found.append(Figure(name, ours[name], "games/s", must * BOARDGAME_IO, goal * BOARDGAME_IO, True))
        if theirs:
            found.append(Figure(f"{name}: against boardgame.io", ours[name] / theirs, "x boardgame.io", must, goal, True))
    if theirs:
        found.append(Figure("boardgame.io's reducer, the same shape without a rule", theirs, "games/s"))
    return found


def sweep(number: int) -> list[Figure]:
    """Return how much faster two processes play a series than one."""
    scenario = load_scenario("harmony").scenario
    alone, together = [], []
    for _ in range(3):
        alone.append(seconds(lambda: list(play_games(scenario, number, GameSeries(keep=False), jobs=1))))
        together.append(seconds(lambda: list(play_games(scenario, number, GameSeries(keep=False), jobs=2))))
    faster = statistics.median(one / two for one, two in zip(alone, together, strict=True))
    return [Figure("a sweep on two cores", faster, "x serial", 1.8, 1.95, True, f"{number} persona games, {os.cpu_count()} cores")]


@measured
def main(spend: float = 4.0) -> list[Figure]:
    """Return the figures, and print them."""
    return [*resolution(), *previews(), *rates(spend), *sweep(int(40 * spend))]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0)
