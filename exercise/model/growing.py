"""A sequence that only grows: adding to it costs the same however long it is, and every older one stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

Item = TypeVar("Item")


def grown(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    """Return a sequence with one more item at its end, without copying the rest: a session adds thousands of notes one at a time."""
    growing: object = items
    if not isinstance(growing, Growing):
        growing = Growing(list(items), len(items))
    return cast("tuple[Item, ...]", growing.with_one(item))


class Growing(Sequence[Any]):
    """An unchanging view of the first items of a list that grows at its end."""

    __slots__ = ("_count", "_items")

    def __init__(self, items: list[Any], count: int) -> None:
        self._items = items
        self._count = count

    def with_one(self, item: object) -> Growing:
        """Return the sequence with one more at its end."""
        items, count = self._items, self._count
        if len(items) == count:
            items.append(item)
        elif items[count] != item:
            # Two that grow from the same place part here: the later one takes a list of its own.
            items = [*items[:count], item]
        return Growing(items, count + 1)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        places = range(self._count)[place]
        return self._items[places] if isinstance(places, int) else tuple(self._items[at] for at in places)

    def __iter__(self) -> Iterator[Any]:
        return islice(self._items, self._count)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Growing | tuple) and len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        raise TypeError("what grows is compared, not hashed")

    def __repr__(self) -> str:
        return repr(tuple(self))
