"""Whether the choices are real: games of mixed personas, and what they say of moves, scores and tracks.

`play_mixed` plays, `balance_of` counts; `rehearsal_of` reads the same games as an expected course.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from exercise.engine import chance
from exercise.engine.legal import normal
from exercise.engine.setup import Setup, opening_state
from exercise.experiments.course import Door, ReadyArm, Stage, drive, seed_of
from exercise.model.play import Move, State
from exercise.model.refs import TrackName
from exercise.model.scenario import Scenario, Want
from exercise.rules.analyse import analysis_of
from exercise.rules.compile import compile_rulebook
from exercise.rules.personas import misfit
from exercise.rules.rulebook import Ground, Rulebook
from exercise.words import Words

HALF = 0.5
"""The share of a seat's decisions above which one move dominates."""
MIDDLE = 50
"""The middle of the scale on which objectives are scored."""
LOW, HIGH = 45, 60
"""Below the one a threat or trust counts as low, from the other on as high."""
FAMILIES = {"threat": 0, "trust": 1}
"""The families whose ends are shown, with the place in the index by which they are also taken together."""


class MixedGame(NamedTuple):
    """One game of personas. Tracks are in tenths or steps, in the rulebook's order."""

    personas: tuple[tuple[str, str], ...]
    first: tuple[tuple[str, str], ...]
    """(actor, move as kind with its modalities) for the best move of each decision."""
    kinds: tuple[tuple[str, str], ...]
    """(actor, kind) for every order."""
    offers: tuple[tuple[int, int, int], ...]
    """Turn, offers made and offers accepted in part at least."""
    injects: tuple[tuple[int, str], ...]
    turns: tuple[tuple[int, ...], ...]
    """Tracks after each turn."""
    scores: tuple[tuple[str, int], ...]


def mixtures(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return for each playing actor the personas it may be played by: those of its side that can speak for it, its own first."""
    analysis = analysis_of(scenario)
    personas = {persona.id: persona for persona in scenario.personas}
    by_side: dict[str, list[str]] = {}
    wanted = {persona.id: _wanted(persona.wants) for persona in scenario.personas}
    for actor in scenario.actors:
        if actor.plays and actor.persona and "[self" in wanted[actor.persona]:
            by_side.setdefault(actor.side, []).append(actor.persona)
    taken = {actor.persona for actor in scenario.actors if actor.plays}
    spare = [persona for persona in scenario.personas if persona.id not in taken]
    found: dict[str, tuple[str, ...]] = {}
    for actor in scenario.actors:
        if not actor.plays or not actor.persona:
            continue
        own = actor.persona
        # A spare persona suits an actor when what it wants of itself is what that actor's own persona names.
        twins = [persona.id for persona in spare if _suits(wanted[persona.id], wanted[own], actor.id)]
        if "[self" in wanted[own]:
            twins += by_side[actor.side]
        found[actor.id] = tuple(dict.fromkeys((own, *(twin for twin in twins if not misfit(analysis, personas[twin], actor.id)))))
    return found


def _wanted(wants: Iterable[Want]) -> str:
    return " ".join(want.what for want in wants)


def _suits(mine: str, theirs: str, actor: str) -> bool:
    if "[self" in theirs:
        return "[self" in mine
    return "[self" not in mine and f", {actor}]" in mine


def play_mixed(
    scenario: Scenario,
    games: int,
    *,
    series: str = "1",
    jobs: int = 1,
    mixed: bool = True,
    pace: str = "full",
    progress: Callable[[int, int], None] | None = None,
) -> list[MixedGame]:
    """Return games of personas, in the order of their numbers; the same whatever the number of processes."""
    chunks = [tuple(range(start, min(start + 10, games))) for start in range(0, games, 10)]
    found: list[MixedGame] = []
    settings = (series, mixed, pace)
    if jobs <= 1 or len(chunks) < 2:
        _start(scenario, settings)
        for chunk in chunks:
            found += _chunk(chunk)
        return found
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(scenario, settings)) as pool:
        for played in pool.map(_chunk, chunks):
            found += played
            if progress is not None:
                progress(len(found), games)
    return found


_process: list[tuple[Stage, Mapping[str, tuple[str, ...]], str, bool, str]] = []
"""What a process plays with."""


def _start(scenario: Scenario, settings: tuple[str, bool, str]) -> None:
    series, mixed, pace = settings
    _process[:] = [(Stage(compile_rulebook(scenario)), mixtures(scenario), series, mixed, pace)]


def _chunk(numbers: Sequence[int]) -> list[MixedGame]:
    stage, known, series, mixed, pace = _process[0]
    chosen = known if mixed else {actor: names[:1] for actor, names in known.items()}
    return [_play(stage, chosen, series, number, pace) for number in numbers]


def _play(stage: Stage, known: Mapping[str, tuple[str, ...]], series: str, number: int, pace: str) -> MixedGame:
    seed = seed_of(series, number)
    base = chance.base(seed)
    personas = {
        actor: names[chance.below(base, len(names), "mixed", actor)] if len(names) > 1 else names[0] for actor, names in known.items()
    }
    setup = stage.seated(seed)
    if pace != "full":
        setup = Setup(stage.book, {actor: (actor,) for actor in stage.book.players}, seed=seed, pace=pace)
    door = Door(setup, opening_state(setup))
    first: list[tuple[str, str]] = []
    kinds: list[tuple[str, str]] = []
    offers: list[tuple[int, int, int]] = []
    injects: list[tuple[int, str]] = []
    turns: list[tuple[int, ...]] = []
    decided: dict[tuple[int, str], bool] = {}

    def tell(state: State, actor: str, move: Move | None) -> None:
        if move is None:
            _phase(state)
        elif state.phase == "decide" and move.kind in stage.book.kinds:
            kinds.append((actor, move.kind))
            if decided.setdefault((state.turn, actor), True):
                decided[(state.turn, actor)] = False
                options = " ".join(f"{name}={value}" for name, value in normal(setup, move).options)
                first.append((actor, f"{move.kind} {options}".strip()))

    def _phase(state: State) -> None:
        if state.phase == "situation":
            injects.extend((state.turn, opened.inject) for opened in state.opened)
        elif state.phase == "adjudicate":
            agreed = sum(
                any(answer.reply in ("accept", "no-objection", "change") for answer in state.answers.get(key, {}).values())
                for key in state.offers
            )
            offers.append((state.turn, len(state.offers), agreed))
        elif state.phase == "read-out":
            turns.append(tuple(state.tracks))

    course = ReadyArm(door.state.turns, named=tuple(sorted(personas.items())))
    drive(stage, course, door, tell=tell)
    scores = tuple(sorted((objective, score) for objective, (_, score) in door.state.scores.items()))
    return MixedGame(
        tuple(sorted(personas.items())), tuple(first), tuple(kinds), tuple(offers), tuple(injects), tuple(turns), scores
    )  # fmt: skip


class Quantiles(NamedTuple):
    """How a number spreads over games: least, tenth, middle, ninth tenth, most."""

    least: float
    low: float
    middle: float
    high: float
    most: float


def spread_of(values: Iterable[float]) -> Quantiles:
    """Return how values spread."""
    ordered = sorted(values)
    if not ordered:
        return Quantiles(0, 0, 0, 0, 0)
    last = len(ordered) - 1
    return Quantiles(ordered[0], ordered[last // 10], ordered[last // 2], ordered[last - last // 10], ordered[-1])


class Balance(NamedTuple):
    """What games of mixed personas say of the choices."""

    games: int
    kinds: tuple[tuple[str, int], ...]
    """How often each kind of move was made, the rarest first."""
    unused: tuple[str, ...]
    best: tuple[tuple[str, str, float], ...]
    """Actor, its most frequent best move, and in what share of its decisions."""
    scores: tuple[tuple[str, str, Quantiles], ...]
    """Objective, actor and how its score spreads; the middle is the par."""
    seats: tuple[tuple[str, Quantiles], ...]
    """Actor and how the mean of its objectives' scores spreads."""
    tracks: tuple[tuple[str, Quantiles], ...]
    """Threats and trust at the end: over the region, by threat and by power, and one by one."""

    @property
    def dominant(self) -> tuple[tuple[str, str, float], ...]:
        """The actors one of whose moves is best in more than half of its decisions."""
        return tuple(item for item in self.best if item[2] > HALF)

    @property
    def one_sided(self) -> tuple[str, ...]:
        """Objectives and actors that come out on the same side of the middle of the scale in every game."""
        rows = [*((objective, spread) for objective, _, spread in self.scores), *self.seats]
        return tuple(name for name, spread in rows if spread.most < MIDDLE or spread.least > MIDDLE)

    @property
    def both_ways(self) -> tuple[tuple[str, int, int], ...]:
        """Family, how many of its tracks end low in some games and high in others, of how many."""
        found: dict[str, list[bool]] = {}
        for name, spread in self.tracks:
            if "[" in name:
                found.setdefault(TrackName.of(name).family, []).append(spread.least < LOW and spread.most >= HIGH)
        return tuple((family, sum(rows), len(rows)) for family, rows in found.items())


def balance_of(scenario: Scenario, games: Sequence[MixedGame]) -> Balance:
    """Return what games say of moves, scores and tracks."""
    book = compile_rulebook(scenario)
    used = Counter(kind for game in games for _, kind in game.kinds)
    best: list[tuple[str, str, float]] = []
    for actor in book.players:
        moves = Counter(move for game in games for known, move in game.first if known == actor)
        if moves:
            move, count = min(moves.items(), key=lambda item: (-item[1], item[0]))
            best.append((actor, move, count / sum(moves.values())))
    scores: dict[str, list[int]] = {}
    for game in games:
        for objective, score in game.scores:
            scores.setdefault(objective, []).append(score)
    actors = {objective.id: objective.actor for objective in scenario.objectives}
    return Balance(
        len(games),
        tuple(sorted(used.items(), key=lambda item: (item[1], item[0]))),
        tuple(sorted(set(book.kinds) - set(used))),
        tuple(best),
        tuple((objective, actors[objective], spread_of(values)) for objective, values in sorted(scores.items())),
        tuple((actor, spread_of(values)) for actor, values in _seats(actors, games).items()),
        tuple(_ends(book, games)),
    )


def _seats(actors: Mapping[str, str], games: Sequence[MixedGame]) -> dict[str, list[float]]:
    """Return for each actor, sorted, the mean of its objectives' scores in each game."""
    found: dict[str, list[float]] = {}
    for game in games:
        mine: dict[str, list[int]] = {}
        for objective, score in game.scores:
            mine.setdefault(actors[objective], []).append(score)
        for actor, values in mine.items():
            found.setdefault(actor, []).append(sum(values) / len(values))
    return dict(sorted(found.items()))


def _ends(book: Rulebook, games: Sequence[MixedGame]) -> Iterator[tuple[str, Quantiles]]:
    """Yield where threats and trust stood after the last turn: each family, what shares a name of its index, each track."""
    for family, part in FAMILIES.items():
        places = [place for place, known in enumerate(book.track_family) if known.id == family]
        if not places or not games:
            continue
        groups: dict[str, list[int]] = {family: places}
        for place in places:
            if part < len(book.track_keys[place]):
                groups.setdefault(f"{family}: {book.track_keys[place][part]}", []).append(place)
        groups |= {book.track_names[place]: [place] for place in places}
        for name, members in groups.items():
            yield name, spread_of(sum(game.turns[-1][place] for place in members) / len(members) / 10 for game in games)


class TurnCourse(NamedTuple):
    """What is likely in one turn."""

    turn: int
    injects: tuple[tuple[str, float], ...]
    """Inject and in what share of games, the likeliest first."""
    offers: float
    agreed: float
    tracks: tuple[tuple[str, Quantiles], ...]
    """The headline's tracks and measures after the turn."""


def rehearsal_of(scenario: Scenario, games: Sequence[MixedGame]) -> tuple[TurnCourse, ...]:
    """Return the expected course of a scenario, turn by turn."""
    book = compile_rulebook(scenario)
    headline = [name for line in scenario.head.headline for name in _every(book, line)]
    found: list[TurnCourse] = []
    for turn in range(1, max((len(game.turns) for game in games), default=0) + 1):
        counted = Counter(inject for game in games for inject in {inject for when, inject in game.injects if when == turn})
        injects = tuple((inject, count / len(games)) for inject, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
        made = [offer for game in games for offer in game.offers if offer[0] == turn]
        tracks = tuple((name, spread_of(_after(book, game, turn, name) for game in games)) for name in headline)
        found.append(
            TurnCourse(turn, injects, sum(o[1] for o in made) / max(1, len(made)), sum(o[2] for o in made) / max(1, len(made)), tracks)
        )
    return tuple(found)


def _every(book: Rulebook, line: str) -> list[str]:
    """Return the tracks or measures that a line of the headline means: itself, or each member of a family.

    A measure that reads more than tracks is left out: of a game only these are kept.
    """
    measure = book.measures.get(TrackName.of(line).family)
    if measure is not None and re.search(r"[a-z]\[(?:by|to|tag|kind) |streak|since|count", measure.equals):
        return []
    if measure is not None and "[" not in line and measure.of:
        return [f"{line}[{name}]" for name in book.sets.get(measure.of[0], ())] if len(measure.of) == 1 else []
    if line in book.families and line not in book.track_index:
        return [name for name, family in zip(book.track_names, book.track_family, strict=True) if family.id == line]
    return [line] if measure is not None or line in book.track_index else []


def _after(book: Rulebook, game: MixedGame, turn: int, name: str) -> float:
    place = book.track_index.get(name)
    if place is None:
        found = book.measure(Ground(game.turns[turn - 1], turn=turn), name)
        return float(found) if Words(book.scenario).counts(name) else found / 10
    value = game.turns[turn - 1][place]
    return value / 10 if book.track_family[place].kind == "points" else float(value)
