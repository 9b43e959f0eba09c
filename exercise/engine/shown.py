"""What a seat is shown of an event, and of the values inside it, field by field: `as_shown`.

A field is withheld until it is declared here: it then comes as the value it has when nothing is said. A test fails for a type or a
field without an entry. `exercise.engine.view` says who is shown an event at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from exercise.model import play

Key = TypeVar("Key")
Value = TypeVar("Value")


class Fields(NamedTuple):
    """The fields of a type: those that whoever may see the value is shown, its own seat alone, and nobody but the facilitator."""

    shown: frozenset[str]
    own: frozenset[str]
    withheld: frozenset[str]


def fields(shown: str, own: str = "", withheld: str = "") -> Fields:
    """Return a declaration of fields from names separated by spaces."""
    return Fields(frozenset(shown.split()), frozenset(own.split()), frozenset(withheld.split()))


SHOWN: dict[type, Fields] = {
    # Values inside events and views.
    play.Move: fields("actor kind targets options", own="because"),
    play.Answer: fields("reply changes publish", own="because"),
    play.Act: fields("key kind actor targets mods outcome objectors endorsers strength audience leaked"),
    play.Programme: fields("id kind actor targets mods age lasts upkeep strength objectors endorsers audience leaked how"),
    play.Signal: fields("id actor type kind target voice turn until how text"),
    play.Cause: fields("amount source id about audience"),
    play.Pending: fields("track due stage cause"),
    play.Open: fields("inject subject turn text audience"),
    # Its own seat sees an argument while it is open, and all once it is ruled on, with the reason of the ruling.
    play.Argument: fields("key actor text reasons against ruled as_move strength changes method roll modifiers because"),
    # Events.
    play.SeatTaken: fields("seat holder audience"),
    play.PhaseBegan: fields("turn phase clock audience"),
    play.MoveSealed: fields("move by_seat audience"),
    play.MoveWithdrawn: fields("key audience"),
    play.SeatCommitted: fields("seat yes audience"),
    play.OfferMade: fields("key asked consulted audience"),
    play.OfferAnswered: fields("key actor answer audience"),
    play.OfferConfirmed: fields("key yes audience"),
    play.MoveResolved: fields("act audience"),
    play.MoveLeaked: fields("key rule audience"),
    # Whose numbers and causes they are to see, `exercise.engine.view` says.
    play.TrackChanged: fields("track name before after stage causes audience others", withheld="ruled"),
    play.ChanceDrawn: fields("rule about odds happened audience", withheld="lines roll ruled"),
    play.ProgrammeOpened: fields("programme audience"),
    play.ProgrammeExtended: fields("id lasts cause audience"),
    play.ProgrammeEnded: fields("id how cause audience"),
    # What a written event changes is told through the tracks, to those who see them.
    play.InjectHappened: fields("open cause audience", withheld="changes"),
    play.InjectRevealed: fields("open audience"),
    play.Reacted: fields("inject subject actor choice audience"),
    play.Signalled: fields("signal audience"),
    play.SignalSettled: fields("id how audience"),
    play.MessageSent: fields("sender to text pledge audience"),
    play.Predicted: fields("seat track direction audience"),
    play.ArgumentMade: fields("argument audience"),
    play.HalfYearPassed: fields("clock epilogue audience"),
    play.Told: fields("actor text rule about audience"),
    play.NoteTaken: fields("seat text objective audience"),
    play.Paused: fields("yes because audience"),
    play.ExplanationSet: fields("level audience"),
    play.TurnsSet: fields("turns because audience"),
    play.ScoreRead: fields("objective actor value score audience"),
    play.SessionEnded: fields("turn audience"),
}
FACILITATORS = frozenset((
    play.EffectDelayed, play.InjectScheduled, play.InjectHeld, play.Ruled, play.WatchesMoved, play.NotReplayed, play.Due, play.Ruling,
))  # fmt: skip
"""Events and values that the facilitator alone is shown."""


class _Plan(NamedTuple):
    """How a value of one type is rebuilt field by field, with defaults in place of what is withheld."""

    own: tuple[bool, ...]
    shown: tuple[bool, ...]
    instead: tuple[Any, ...]
    whole: bool
    """Whether it holds nothing that anybody is not shown, and no value that does: it is shown as it is."""
    whole_own: bool
    """The same for the seat whose own it is."""


_plans: dict[type, _Plan | None] = {}


def _plan(kind: type) -> _Plan | None:
    """Return how a value of a type is shown; None for a type that is not declared, or with a field that cannot be left out."""
    declared = SHOWN.get(kind)
    if declared is None:
        return None
    names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    defaults: dict[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    shown = tuple(name in declared.shown for name in names)
    own = tuple(name in declared.own or name in declared.shown for name in names)
    if any(not seen and name not in {**defaults, **_INSTEAD} for name, seen in zip(names, shown, strict=True)):
        return None
    types = re.findall(r"\w+", " ".join(getattr(given, "__forward_arg__", str(given)) for given in kind.__annotations__.values()))
    inner = [_plan_of(other) for other in (*SHOWN, *FACILITATORS) if other.__name__ in types]
    open_to_all = all(plan is not None and plan.whole for plan in inner)
    instead = tuple(defaults.get(name, _INSTEAD.get(name)) for name in names)
    return _Plan(own, shown, instead, all(shown) and open_to_all, all(own) and open_to_all)


_INSTEAD: dict[str, Any] = {"lines": (), "roll": -1}
"""What stands for withheld fields that have no default."""


def _plan_of(kind: type) -> _Plan | None:
    if kind not in _plans:
        _plans[kind] = _plan(kind)
    return _plans[kind]


def all_shown(values: dict[Key, Value]) -> dict[Key, Value]:
    """Return what `as_shown` makes of each value of one type; the mapping itself where they are shown as they are."""
    return values if _whole(values.values()) else {key: as_shown(value) for key, value in values.items()}


def each_shown(values: list[Value]) -> tuple[Value, ...]:
    """Return the same of a list, as a tuple."""
    return tuple(values) if _whole(values) else tuple([as_shown(value) for value in values])


def _whole(values: Iterable[object]) -> bool:
    plan = next((_plan_of(type(value)) for value in values), None)
    return plan is not None and plan.whole


def as_shown(value: Any, *, own: bool = False) -> Any:
    """Return an event or value as a seat is shown it, made anew from the fields that are declared; None where it is shown nothing.

    Args:
        value: A declared event or value, or a tuple of them; a plain text, number or mapping is returned as it is.
        own: Whether it is the seat's own.
    """
    kind = type(value)
    if kind is tuple:
        return tuple([as_shown(part, own=own) for part in value]) if any(hasattr(part, "_fields") for part in value) else value
    if not hasattr(kind, "_fields"):
        return value
    plan = _plan_of(kind)
    if plan is None:
        return None
    if plan.whole or (own and plan.whole_own):
        return value
    chosen = plan.own if own else plan.shown
    return kind(*[
        as_shown(part, own=own) if shown else instead for part, shown, instead in zip(value, chosen, plan.instead, strict=True)
    ])  # fmt: skip
