"""The names that things of a session go by, each with one parse (`of`) and one format (`str`): tracks, moves, programmes, causes, pages.

They are texts in files and on the wire; here they come apart. A text of another shape parses too, with less in it, and never raises.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Self


def move_key(actor: str, kind: str, targets: tuple[str, ...] = ()) -> str:
    """Return the key of a move: a `MoveKey` as text, for whoever makes thousands."""
    return f"{actor}/{kind}/{'+'.join(targets)}" if targets else f"{actor}/{kind}"


class TrackName(NamedTuple):
    """A track or measure: `trust[kazakhstan, us]`, or `heat` where there is one of it."""

    family: str
    keys: tuple[str, ...] = ()

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str) -> Self:
        """Return what a name says; spaces around its parts do not matter."""
        family, _, rest = text.partition("[")
        return cls(family.strip(), tuple([key.strip() for key in rest.rstrip("] ").split(",") if key.strip()]))

    def __str__(self) -> str:
        """Return the name as scenarios and saves have it."""
        return f"{self.family}[{', '.join(self.keys)}]" if self.keys else self.family


class MoveKey(NamedTuple):
    """A move within its turn: `actor/kind/target+target`, or `actor/kind`; an argument is `actor/argument`."""

    actor: str
    kind: str = ""
    targets: tuple[str, ...] = ()

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str) -> Self:
        """Return what a move's key says, also at the head of a programme's id."""
        actor, _, rest = text.partition("@")[0].partition("/")
        kind, _, targets = rest.partition("/")
        return cls(actor, kind, tuple(filter(None, targets.replace("/", "+").split("+"))))

    def __str__(self) -> str:
        """Return the key."""
        return move_key(*self) if self.kind else self.actor

    @property
    def names(self) -> tuple[str, ...]:
        """All that it names: who, what kind, and whom."""
        return (self.actor, *filter(None, (self.kind,)), *self.targets)


class ProgrammeId(NamedTuple):
    """A programme, `KEY@TURN`: the key of the move that opened it and the turn; 0 for one that runs from the start."""

    key: str
    turn: int | None = None
    """None for what is no programme's id."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what an id says; of a move's key, that there is no turn."""
        key, _, opened = text.partition("@")
        return cls(key, int(opened) if opened.isdecimal() else None)

    def __str__(self) -> str:
        """Return the id."""
        return self.key if self.turn is None else f"{self.key}@{self.turn}"

    @property
    def move(self) -> MoveKey:
        """The move that opened it."""
        return MoveKey.of(self.key)


class SignalId(NamedTuple):
    """A signal: `actor/type/kind/target@turn`, or without the target where it is towards anyone."""

    actor: str
    type: str
    kind: str
    target: str
    turn: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what a signal's id says."""
        key, _, turn = text.partition("@")
        actor, type_, kind, target, *_ = (*key.split("/"), "", "", "")
        return cls(actor, type_, kind, target, int(turn) if turn.isdecimal() else 0)

    def __str__(self) -> str:
        """Return the id."""
        return f"{'/'.join(filter(None, (self.actor, self.type, self.kind, self.target)))}@{self.turn}"


class CauseId(NamedTuple):
    """What a cause, a draw or a ruling goes back to: a rule by its id, `inject:ID`, or `choice:INJECT/CHOICE`."""

    sort: str
    """rule, inject or choice."""
    id: str
    choice: str = ""

    @classmethod
    def of(cls, text: str, source: str = "") -> Self:
        """Return what an id says; where it stands without its sort, as in a cause, `source` is the cause's."""
        sort, colon, rest = text.partition(":")
        if not colon:
            sort, rest = (source if source in ("inject", "choice") else "rule"), text
        id_, slash, choice = rest.partition("/")
        return cls("choice" if slash else sort, id_, choice)

    def __str__(self) -> str:
        """Return the id with its sort, but for rules, which have none."""
        return self.name if self.sort == "rule" else f"{self.sort}:{self.name}"

    @property
    def name(self) -> str:
        """The id without its sort."""
        return f"{self.id}/{self.choice}" if self.choice else self.id


class PageRef(NamedTuple):
    """A page or row to go to: `SORT:NAME`, and `@TURN` where it is of one turn: `change:trust[kazakhstan, us]@2`."""

    sort: str
    name: str = ""
    turn: int | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what a reference says."""
        sort, _, rest = text.partition(":")
        name, at, turn = rest.rpartition("@")
        return cls(sort, name, int(turn)) if at and turn.isdecimal() else cls(sort, rest)

    def __str__(self) -> str:
        """Return the reference."""
        if self.turn is None:
            return f"{self.sort}:{self.name}" if self.name else self.sort
        return f"{self.sort}:{self.name}@{self.turn}"


def names_in(name: str) -> tuple[str, ...]:
    """Return all that one item of a cause's `about` names: the actor itself, or the parts of a move's key or programme's id."""
    return MoveKey.of(name).names


def move_of(name: str) -> str:
    """Return the key of the move that an item of a cause's `about` is, or that opened the programme it is; of an actor, the actor."""
    return name.partition("@")[0]
