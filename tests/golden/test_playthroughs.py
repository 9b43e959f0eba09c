"""A playthrough of every scenario, readable, compared line by line with the one on record.

After a change that is meant: `python -m pytest tests/golden --update-golden`, and read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exercise.bots.table import Table
from exercise.cli.story import turn_lines
from exercise.model.play import FACILITATOR, ScoreRead
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.words import Words
from tests.battery.wanderer import folders, hashes, scenario

HERE = Path(__file__).parent
MOST_LINES = 300


def playthrough(name: str) -> Iterator[str]:
    """Yield a game of personas, turn by turn: the moves, the stories with their leading causes, the state's hash, then the scores.

    A long turn is cut, so that the whole stays readable; its hash still stands for all of it.
    """
    session = Session.create(scenario(name), seed=1)
    Table(session).advance()
    words = Words(session.scenario)
    scores = [event for entry in session.entries for event in entry.events if isinstance(event, ScoreRead)]
    most = (MOST_LINES - len(scores) - 5) // session.state.turns - 4
    yield f"{session.scenario.head.title}: played by personas, seed 1"
    for turn in range(1, session.state.turn + 1):
        lines = list(turn_lines(words, Reader(session, FACILITATOR).read_out(turn), most=2))
        yield ""
        yield f"Turn {turn}, {words.turn(turn)}"
        yield from lines[:most]
        if len(lines) > most:
            yield f"  … {len(lines) - most} more lines"
        yield f"  state {hashes(session)[turn - 1][:12]}"
    yield ""
    yield f"Scores, state {hashes(session)[-1][:12]}"
    for event in scores:
        yield f"  {words.title(event.actor)}: {words.title(event.objective)}: {event.score}"


@pytest.mark.parametrize("name", list(folders()))
def test_a_playthrough_reads_as_on_record(name: str, pytestconfig: pytest.Config):
    lines = list(playthrough(name))
    path = HERE / f"{name}.txt"

    if pytestconfig.getoption("--update-golden"):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    assert len(lines) < MOST_LINES
    assert path.exists(), f"no playthrough of {name} on record; make it with --update-golden"
    assert lines == path.read_text("utf-8").splitlines()
