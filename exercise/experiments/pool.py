"""Many games on several cores: the same results in the same order, whatever the number of processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from exercise.bots.table import collect_rarely
from exercise.experiments.course import GameReading, Played, ReadyArm, Stage, play, seed_of
from exercise.model.scenario import Scenario
from exercise.rules.compile import compile_rulebook

CHUNK = 6
"""Seeds handed to a process at once, with all arms of a case: under a second, so that progress and a stop are felt."""
TOGETHER = 4
"""Such handfuls that go to the same process, which then remembers how their games open."""

Opened = tuple[tuple[int, int], ...]


class Task(NamedTuple):
    """An arm to be played on some seeds, and what to read."""

    course: ReadyArm
    readings: tuple[GameReading, ...]
    numbers: tuple[int, ...]


Progress = Callable[[int, int], None]
"""Told how many games are done, of how many."""


def play_all(
    scenario: Scenario, tasks: Sequence[Task], *, series: str = "1", jobs: int = 1, opened: Opened = (), progress: Progress | None = None
) -> list[dict[int, Played]]:
    """Return for each task its games by number.

    Args:
        scenario: The resolved scenario.
        tasks: What to play; arms that are alike are played once.
        series: What the seeds of the run grow from.
        jobs: How many processes play; 1 plays in this one.
        opened: Tracks that open elsewhere in every game, place and value; an arm's own opening stands before them.
        progress: Told as games are done.
    """
    merged = _merged(tasks, opened)
    chunks = [
        (index, task.numbers[start : start + CHUNK]) for index, task in enumerate(merged) for start in range(0, len(task.numbers), CHUNK)
    ]
    # The longest first, so that no process is left with one at the end; arms on the same seeds together, for they open alike.
    chunks.sort(key=lambda chunk: (-merged[chunk[0]].course.turns, chunk[1]))
    total = sum(len(numbers) for _, numbers in chunks)
    found: list[dict[int, Played]] = [{} for _ in merged]
    done = 0
    for (index, numbers), games in zip(chunks, _played(scenario, merged, chunks, series, jobs), strict=True):
        found[index].update(zip(numbers, games, strict=True))
        done += len(numbers)
        if progress is not None:
            progress(done, total)
    places = {task.course: place for place, task in enumerate(merged)}
    results: list[dict[int, Played]] = []
    for task in tasks:
        place = places[_opened(task.course, opened)]
        order = [merged[place].readings.index(reading) for reading in task.readings]
        mine = found[place]
        results.append(
            {number: mine[number]._replace(readings=tuple(mine[number].readings[index] for index in order)) for number in task.numbers}
        )
    return results


def _opened(course: ReadyArm, opened: Opened) -> ReadyArm:
    return course._replace(tracks=tuple(sorted({**dict(opened), **dict(course.tracks)}.items()))) if opened else course


def _merged(tasks: Sequence[Task], opened: Opened) -> list[Task]:
    """Return one task for each different arm, with all that is to be read from it."""
    readings: dict[ReadyArm, dict[GameReading, None]] = {}
    numbers: dict[ReadyArm, dict[int, None]] = {}
    for task in tasks:
        course = _opened(task.course, opened)
        readings.setdefault(course, {}).update(dict.fromkeys(task.readings))
        numbers.setdefault(course, {}).update(dict.fromkeys(task.numbers))
    return [Task(course, tuple(readings[course]), tuple(sorted(numbers[course]))) for course in readings]


def _played(
    scenario: Scenario, tasks: Sequence[Task], chunks: Sequence[tuple[int, tuple[int, ...]]], series: str, jobs: int
) -> Iterator[list[Played]]:
    if jobs <= 1 or len(chunks) < 2:
        stage = Stage(compile_rulebook(scenario))
        for index, numbers in chunks:
            yield _chunk(stage, tasks[index], numbers, series)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a child starts alike everywhere and inherits nothing of the screen.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(scenario, tuple(tasks), series)) as pool:
        yield from pool.map(_play_chunk, chunks, chunksize=TOGETHER)


class _Ready(NamedTuple):
    stage: Stage
    tasks: Mapping[int, Task]
    series: str


_process: list[_Ready] = []
"""What a child process plays with."""


def _start(scenario: Scenario, tasks: tuple[Task, ...], series: str) -> None:
    _process[:] = [_Ready(Stage(compile_rulebook(scenario)), dict(enumerate(tasks)), series)]
    collect_rarely()


def _play_chunk(chunk: tuple[int, tuple[int, ...]]) -> list[Played]:
    ready = _process[0]
    return _chunk(ready.stage, ready.tasks[chunk[0]], chunk[1], ready.series)


def _chunk(stage: Stage, task: Task, numbers: Sequence[int], series: str) -> list[Played]:
    return [play(stage, task.course, task.readings, seed_of(series, number)) for number in numbers]
