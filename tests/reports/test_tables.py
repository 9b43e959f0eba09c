"""Tables set to a width: nothing is squeezed to a stub, nothing is lost, nothing is wider than the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exercise.reading.document import Grid, Pairs
from exercise.render.plain import table_lines
from exercise.render.tables import fitted

SESSIONS = tuple(f"session-{number}" for number in range(10))


def test_columns_of_numbers_go_on_below_with_the_first_repeated():
    table = Grid(("Track", *SESSIONS), (("Trust of the region", *(str(n) for n in range(10))), ("", *"0123456789")), tuple(range(1, 11)))

    parts = fitted(table, 60)

    assert len(parts) > 1
    assert all(isinstance(part, Grid) and part.head[0] == "Track" and part.rows[1][0] == "Trust of the region" for part in parts)
    assert [name for part in parts if isinstance(part, Grid) for name in part.head[1:]] == list(SESSIONS)


def test_rows_of_prose_become_facts_with_their_names():
    prose = "They ask for it, and Berlin is trusted."
    table = Grid(
        ("When", "Decision", "Outcome", "Reason", "By"), (("Autumn 2007", prose, prose, prose, ""), ("", prose, "", prose, "bot"))
    )

    parts = fitted(table, 50)

    assert parts == (
        Pairs((("When", "Autumn 2007"), ("Decision", prose), ("Outcome", prose), ("Reason", prose))),
        Pairs((("When", "Autumn 2007"), ("Decision", prose), ("Reason", prose), ("By", "bot"))),
    )


CELLS = st.text("abc de\n", max_size=60)


@given(
    st.integers(1, 8).flatmap(lambda columns: st.lists(st.tuples(*[CELLS] * columns), min_size=1, max_size=4)),
    st.integers(40, 120),
    st.booleans(),
)
def test_every_table_fits_and_keeps_its_words(rows: list[tuple[str, ...]], width: int, numbers: bool):
    table = Grid(tuple(f"h{column}" for column in range(len(rows[0]))), tuple(rows), tuple(range(len(rows[0]))) if numbers else ())

    lines = list(table_lines(table, width))

    assert all(len(line) <= width for line in lines)
    told = "".join("".join(lines).split())
    assert all(told.count(letter) >= sum(cell.count(letter) for row in rows for cell in row) for letter in "abcde")
