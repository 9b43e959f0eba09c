"""What grows reads as a tuple, and what grew from one place in two ways stays apart."""

from __future__ import annotations

from exercise.model.growing import grown


def test_it_reads_as_a_tuple():
    items = grown(grown(grown((), 1), 2), 3)

    assert items == (1, 2, 3)
    assert (items[0], items[-1], items[1:], list(items), len(items)) == (1, 3, (2, 3), [1, 2, 3], 3)
    assert repr(items) == "(1, 2, 3)"
    assert items != (1, 2) and items != [1, 2, 3]


def test_older_ones_stay_as_they_were():
    first = grown((), 1)
    one, other = grown(first, 2), grown(first, 3)
    more = grown(one, 4)

    assert (first, one, other, more) == ((1,), (1, 2), (1, 3), (1, 2, 4))


def test_growing_alike_twice_from_one_place_shares_what_there_is():
    first = grown((), 1)
    one, other = grown(first, 2), grown(first, 2)

    assert (grown(one, 3), grown(other, 4), one, other) == ((1, 2, 3), (1, 2, 4), (1, 2), (1, 2))
