"""The typed trees of a scenario's rules: every name resolved, every number in its unit.

`exercise.rules.resolve` builds them; `exercise.rules.compile` turns them into Python and `exercise.rules.interpret` walks them.
Amounts of points are in tenths.
"""

from __future__ import annotations

from typing import NamedTuple

POINTS = "points"
COUNT = "count"
ACT = ""
"""The move that a rule of the moves stage is about, where a record is named."""

# --- names -------------------------------------------------------------------------------------------------------------


class Const(NamedTuple):
    """A name that stands for itself."""

    value: str


class Var(NamedTuple):
    """A bound name: from `each`, `for`, the move's `target`, or an inject's `subject` and `actor`."""

    name: str


class FieldOf(NamedTuple):
    """A field of a move, programme or signal that is one name; `mod` says that it is a modality."""

    of: str
    field: str
    mod: bool


class FieldNames(NamedTuple):
    """A field that holds several names: targets, objectors, endorsers."""

    of: str
    field: str


Name = Const | Var | FieldOf
Members = tuple[str, ...] | FieldNames

# --- numbers -----------------------------------------------------------------------------------------------------------


class Lit(NamedTuple):
    """A number in its unit."""

    value: int


class TrackAt(NamedTuple):
    """A track; `lowest` and `highest` bound its value."""

    family: str
    args: tuple[Name, ...]
    lowest: int
    highest: int


class MeasureAt(NamedTuple):
    """A measure at a place."""

    measure: str
    args: tuple[Name, ...]


class TableRow(NamedTuple):
    """A table's row for a name or a count, times `scale`."""

    table: str
    key: Name | Num
    scale: int


class Past(NamedTuple):
    """`streak`, `since` or `count` of a watch."""

    what: str
    watch: str
    args: tuple[Name, ...]


class Term(NamedTuple):
    """A requirement on what is counted: the field's value is (not) among `values`, or (not) what `name` stands for."""

    field: str
    """kind, actor, targets, leaked, how, type, target, voice, or a modality (`mod`)."""
    mod: bool
    values: tuple[str, ...]
    name: Name | None
    negated: bool


class Tally(NamedTuple):
    """How many moves, programmes, ended programmes or signals meet all terms."""

    what: str
    terms: tuple[Term, ...]


class Size(NamedTuple):
    """A number of a move or programme: age or partners."""

    of: str
    field: str


class TurnNumber(NamedTuple):
    """The turn being played."""


class Over(NamedTuple):
    """`max`, `min`, `total` or `mean` of a number over every combination of the bound names; 0 over none."""

    how: str
    body: Num
    names: tuple[str, ...]
    members: tuple[Members, ...]
    where: Cond | None


class Scaled(NamedTuple):
    """A number times its factors, rounded once, half away from zero."""

    amount: int
    factors: tuple[Num, ...]


class Plus(NamedTuple):
    """Numbers with their signs."""

    terms: tuple[tuple[int, Num], ...]


Num = Lit | TrackAt | MeasureAt | TableRow | Past | Tally | Size | TurnNumber | Over | Scaled | Plus

# --- conditions --------------------------------------------------------------------------------------------------------


class Cmp(NamedTuple):
    """Two numbers compared."""

    left: Num
    sign: str
    right: Num


class Same(NamedTuple):
    """Whether two names stand for the same."""

    left: Name
    right: Name
    negated: bool


class Among(NamedTuple):
    """Whether a name stands for one of several."""

    left: Name
    members: Members
    negated: bool


class Tagged(NamedTuple):
    """Whether a move's or programme's kind has a tag."""

    of: str
    tag: str
    kinds: frozenset[str]
    negated: bool


class Known(NamedTuple):
    """A yes or no of a move or programme: leaked."""

    of: str
    field: str


class Opposite(NamedTuple):
    """The opposite of a condition."""

    part: Cond


class All(NamedTuple):
    """Every part must hold, from left to right."""

    parts: tuple[Cond, ...]


class Any(NamedTuple):
    """One part must hold, from left to right."""

    parts: tuple[Cond, ...]


Cond = Cmp | Same | Among | Tagged | Known | Opposite | All | Any

# --- lines -------------------------------------------------------------------------------------------------------------


class Loop(NamedTuple):
    """One line of `each`: a name for every member, or for every programme, ended programme, move or signal."""

    var: str
    within: Members | str
    where: Cond | None


class OddsLine(NamedTuple):
    """One signed line of the odds, in tenths of a percent before its factors; `said` is its wording with names to fill in."""

    amount: int
    factors: tuple[Num, ...]
    when: Cond | None
    said: tuple[str | Name, ...]


class Shift(NamedTuple):
    """A change of a track by an amount times factors, after half-years, fading over half-years."""

    track: TrackAt
    amount: int
    factors: tuple[Num, ...]
    after: Num
    fading: Num
    when: Cond | None


class Toward(NamedTuple):
    """A change of a track towards a goal, by at most an amount times factors."""

    track: TrackAt
    goal: Num
    amount: int
    factors: tuple[Num, ...]
    when: Cond | None


class StepBy(NamedTuple):
    """A step of a ladder, up or down."""

    track: TrackAt
    by: int
    when: Cond | None


class EndIt(NamedTuple):
    """A programme ends."""

    of: str
    how: str
    when: Cond | None


class Extend(NamedTuple):
    """A programme runs longer."""

    of: str
    half_years: int
    when: Cond | None


class Schedule(NamedTuple):
    """An inject is scheduled, for a subject or for none."""

    inject: str
    subject: Name | None
    after: Num
    when: Cond | None


class Tell(NamedTuple):
    """An actor is told a text."""

    who: Name
    text: str
    when: Cond | None


class Reveal(NamedTuple):
    """A move or programme becomes known."""

    of: str
    programme: bool
    when: Cond | None


Effect = Shift | Toward | StepBy | EndIt | Extend | Schedule | Tell | Reveal


class RuleTree(NamedTuple):
    """One rule, inject or choice, ready to be compiled or interpreted."""

    id: str
    """As causes name it: the rule's id, `inject:ID` or `choice:INJECT/CHOICE`."""
    stage: str
    kinds: frozenset[str] | None
    """The kinds of move that can trigger a rule of the moves stage; None elsewhere."""
    by_target: bool
    """It runs once for each target of the move."""
    any_outcome: bool
    """It asks for the outcome itself; else the move must have been accepted."""
    about: tuple[tuple[str, str], ...]
    """(name, sort) of what it concerns, in order; the sort is act, name, programme, move or signal."""
    each: tuple[Loop, ...]
    when: tuple[Cond, ...]
    chance: int | None
    odds: tuple[OddsLine, ...]
    then: tuple[Effect, ...]
    otherwise: tuple[Effect, ...]
    strength: str | None
    """Whose strength scales its effects: the act's, a bound programme's, or none."""
    runs: frozenset[str] | None = None
    """The kinds of which a running programme can meet its conditions, alone; None for a rule that goes through no programmes."""
