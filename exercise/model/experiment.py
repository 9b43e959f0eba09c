"""What the files of experiments hold, as strict, frozen models: a claim put to the test, and checks of the opening.

Start at `Experiments`, one file's content. `$NAME` in any text stands for what a case puts there. Numbers are whole points, shares in
percent; names and rule text are checked by `exercise.experiments`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from exercise.model.scenario import Id, Ids, Lines, Name, RuleLine, ScenarioPart, Text

Word = Annotated[str, StringConstraints(pattern=r"^[$A-Za-z][A-Za-z0-9_-]*$", max_length=48)]
"""An id, or a case's `$NAME`."""


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_answers(value: Any) -> Any:
    return {"others": value} if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(min_length=1, max_length=800)]
TurnLines = Annotated[tuple[Line, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else _as_tuple(value or ()))]


def _as_words(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _as_tuple(value)


Words = Annotated[tuple[Word, ...], BeforeValidator(_as_words)]


class Script(ScenarioPart):
    """What an actor does turn by turn, how it answers offers, and who decides once the script is silent (nobody: it holds still)."""

    turns: Annotated[tuple[TurnLines, ...], BeforeValidator(_as_tuple)] = ()
    each_turn: TurnLines = ()
    """Moves made in every turn beside those of `turns`, as long as the experiment lasts."""
    answers: Annotated[dict[str, Literal["accept", "decline"]], BeforeValidator(_as_answers)] = {}
    otherwise: Word | None = None


class Release(ScenarioPart):
    """An inject that happens by hand in the situation of one turn."""

    inject: Id
    of: Word | None = None
    turn: Annotated[int, Field(ge=1, le=40)] = 1


class Arm(ScenarioPart):
    """One way in which the games of an experiment are set up: scripts, personas, openings and injects that differ."""

    id: Id
    title: Name | None = None
    scripts: dict[Word, Script] = {}
    named: dict[Word, Word] = {}
    """Actor to a persona, `random` or `hold`."""
    opening: dict[str, Any] = {}
    injects: Annotated[tuple[Release, ...], BeforeValidator(_as_tuple)] = ()


class Pattern(ScenarioPart):
    """Which orders are meant: by whom, of which kind or tag, to whom; what is left out serves for all."""

    by: Words = ()
    kind: Word | None = None
    tag: Words = ()
    """One of these tags."""
    to: Words = ()
    first: Annotated[int, Field(ge=1, le=40)] = 1
    """The first turn that counts."""


class ExpectedOutcome(ScenarioPart):
    """What is read from the games, which arms are compared, and what the claim leads one to expect.

    Exactly one of `sum`, `made`, `open`, `accepted`, `holds` and `happened` says what is read. `compare` names arms: one by itself,
    two (the first less the second), or four (first less second, less third less fourth).
    """

    title: Name
    sum: RuleLine | None = None
    """A sum over tracks and measures, in points."""
    made: Pattern | None = None
    """How many such orders were made."""
    open: Pattern | None = None
    """How many such kinds of move were open to an actor, in the mean over turns."""
    accepted: Pattern | None = None
    """Which share of such offers was accepted."""
    holds: RuleLine | None = None
    """In which share of games a condition holds."""
    happened: Release | None = None
    """In which share of games an inject happened (`turn`: from that turn on)."""
    at: Annotated[int, Field(ge=1, le=40)] | Literal["end", "epilogue", "highest", "lowest", "mean"] = "end"
    """When a sum is read: after a turn, after the last, after the epilogue; or its highest, lowest or mean over the turns."""
    since: Literal["start", "opening", "end"] = "start"
    """`opening` and `end` (of the last turn) take the sum's change from there on."""
    compare: Annotated[tuple[Id, ...], BeforeValidator(_as_tuple), Field(min_length=1, max_length=4)]
    expect: Literal["above", "below", "within", "not-above", "not-below"]
    """The difference stands above or below zero (or `than`); or within `least` of it, on both sides or on the one that is named."""
    least: Annotated[int, Field(ge=0, le=1000)]
    """The least effect that counts, in points or percent; for `within`, `not-above` and `not-below` the bound."""
    than: int = 0
    tenths: bool = False
    """`least` and `than` are in tenths of a point."""


class NamedCase(ScenarioPart):
    """What stands for each `$NAME`; a held one is kept out of tuning and is played only with the seeds kept out as well."""

    where: dict[str, str]
    held: bool = False


class Experiment(ScenarioPart):
    """A claim put to the test: two to four arms played on the same seeds, and what is expected of their outcomes."""

    id: Id
    title: Name
    claims: Annotated[Ids, Field(min_length=1)]
    only: Ids = ()
    """The scenarios it is meant for; all that use the library when left out."""
    turns: Annotated[int, Field(ge=1, le=40)] | None = None
    """How many turns are played; as many as the scenario has when left out."""
    others: Literal["persona", "random", "hold"] = "persona"
    named: dict[Word, Word] = {}
    """Who plays an actor in every arm: a persona, `random` or `hold`."""
    scripts: dict[Word, Script] = {}
    """Scripts that hold in every arm, where the arm gives the actor none."""
    opening: dict[str, Any] = {}
    """What every arm opens with instead of the scenario's own."""
    nothing_running: bool = False
    """Whether the programmes that the scenario opens with are left out, so that only the arms' own count."""
    without_injects: Ids = ()
    """Injects that do not happen by themselves; `all` holds every one back."""
    spending: bool = False
    """Whether the claim is about spending; otherwise every arm must spend the same."""
    spenders: Words = ()
    """Whose spending is compared; that of every scripted actor when left out."""
    cases: Annotated[tuple[NamedCase, ...], BeforeValidator(_as_tuple)] = ()
    """Games take the cases in turn; without cases there is one."""
    arms: Annotated[tuple[Arm, ...], BeforeValidator(_as_tuple), Field(min_length=1, max_length=4)]
    outcomes: Annotated[tuple[ExpectedOutcome, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    causes: dict[Id, Text] = {}
    """Rules that are the very cause the claim names, so that it may hang on any one of them; each with the reason for saying so."""
    why: Text | None = None
    """What makes this a fair test of the claim, and what it leaves out."""


class OpeningCheck(ScenarioPart):
    """A setting claim looked up in the opening: conditions that must hold there, and seats' objectives that must exist."""

    id: Id
    title: Name
    claims: Annotated[Ids, Field(min_length=1)]
    only: Ids = ()
    variant: Id | None = None
    """The variant of the scenario whose opening is meant."""
    holds: Lines = ()
    objectives: dict[Word, Ids] = {}
    """Actor to words each of which must stand in the score of one of its objectives."""
    worse: dict[str, Any] = {}
    """An opening with something taken away; `sum` must then be worse by `least` points."""
    sum: RuleLine | None = None
    least: int = 1
    injects: Ids = ()
    """Injects that must exist."""
    why: Text | None = None


class Experiments(ScenarioPart):
    """One file of experiments."""

    experiments: Annotated[tuple[Experiment, ...], BeforeValidator(_as_tuple)] = ()
    openings: Annotated[tuple[OpeningCheck, ...], BeforeValidator(_as_tuple)] = ()
