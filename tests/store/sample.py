"""A small save for the tests of the journal: a header and entries whose only point is to be kept."""

from __future__ import annotations

from pathlib import Path

from exercise.model.play import Cause, Entry, Move, PhaseBegan, TrackChanged
from exercise.store.header import Header
from exercise.store.journal import Journal

HEADER = Header(
    app="0.1.0",
    seed="0123456789abcdef" * 2,
    scenario={"head": {"title": "A ferry"}, "id": "ferry"},
    scenario_id="ferry",
    variant="",
    plan="two",
    seats={"north": {"title": "North", "actors": ("north",)}},
    holders={"north": "person"},
    pace="full",
    level="full",
    created="2026-01-01T10:00:00Z",
    digests={"ferry/scenario.yaml": "0" * 64},
)


def entry(n: int) -> Entry:
    """Return the n-th entry of a session that never ends."""
    cause = Cause(40, "rule", "engine-runs", ("north/pay/south", "south"))
    return Entry(
        n,
        "person",
        "north",
        Move("north", "pay", ("south",), (("voice", "public"),), f"reason {n}, naïve"),
        (PhaseBegan(n // 4 + 1, "decide", n // 4), TrackChanged(2, "trust[south]", 400, 440, "moves", (cause,), ("south",))),
        at="2026-01-01T10:00:00Z",
    )


def entries(count: int) -> tuple[Entry, ...]:
    """Return the first entries of that session."""
    return tuple(entry(n) for n in range(1, count + 1))


def a_save(path: Path, count: int = 6) -> Path:
    """Return a save with so many entries."""
    with Journal.create(path, HEADER) as journal:
        for each in entries(count):
            journal.append(each)
    return path
