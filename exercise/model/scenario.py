"""What a scenario's files hold, as strict, frozen models.

Start at `Scenario`, the resolved whole: library and scenario merged, a variant applied, every list sorted by id. Numbers are whole
points unless a field says otherwise. Knows nothing about files or rules; names and rule text are checked by `exercise.rules`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_lines(value: Any) -> Any:
    if isinstance(value, str):
        return (value,)
    return _as_tuple(value)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=48)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=90)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=6000)]
RuleLine = Annotated[str, StringConstraints(min_length=1, max_length=800)]
Lines = Annotated[tuple[RuleLine, ...], BeforeValidator(_as_lines), Field(max_length=24)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_as_tuple), Field(max_length=80)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple), Field(max_length=80)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple), Field(max_length=40)]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
Day = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-\d\d)?)?$")]


class ScenarioPart(BaseModel):
    """What every part of a scenario shares: unknown keys, wrong types and later changes are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Claim(ScenarioPart):
    """One statement of the brief in our words, with the place where the brief makes it (`section/paragraph`)."""

    id: Id
    where: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    kind: Literal["causal", "setting", "advice"]
    claim: Text
    shows: Text
    ours: Text | None = None
    """What `shows` adds to the brief: our inference."""


class Fact(ScenarioPart):
    """One dated fact of the record, with how sure it is: A (well sourced) to C (disputed)."""

    id: Annotated[str, StringConstraints(pattern=r"^F\d{1,3}$")]
    date: Name
    text: Text
    sure: Literal["A", "A-", "B", "C"]
    source: Text


class Actor(ScenarioPart):
    """A state or organisation in the world. `plays: false` is one that only fronts or is spoken of, such as Germany inside NATO."""

    id: Id
    title: Name
    short: Annotated[str, StringConstraints(min_length=2, max_length=4)]
    side: Id
    """Who stands together and shares a colour on screen, in a word of the library's own."""
    article: bool = False
    """Whether a sentence says "the" before its title."""
    plays: bool = True
    persona: Id | None = None
    text: Text | None = None
    order: int = 50
    """Where it stands in lists: lower first, then by id."""


class Member(ScenarioPart):
    """A member of a set from one date and until before another."""

    name: Id
    since: Day | None = None
    until: Day | None = None


def _as_member(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


Members = Annotated[
    tuple[Annotated[Member, BeforeValidator(_as_member)], ...], BeforeValidator(_as_tuple), Field(min_length=1, max_length=60)
]


class SetOfNames(ScenarioPart):
    """A set of actors, or of values of one modality; membership is by the date on which the scenario starts."""

    id: Id
    title: Name
    members: Members


class Band(ScenarioPart):
    """One word for a stretch of a track of 0 to 100 points: the band reaches up to and not including `below`."""

    id: Id
    title: Name
    below: Annotated[int, Field(ge=1, le=101)]


class Family(ScenarioPart):
    """A family of tracks: one number for each combination of the sets in `of` (none: a single track).

    `points` run 0 to 100 and are held in tenths; `steps` are whole numbers in `range`.
    """

    id: Id
    title: Name
    short: Name | None = None
    of: Ids = ()
    kind: Literal["points", "steps"] = "points"
    range: Annotated[tuple[int, int], BeforeValidator(_as_tuple)] = (0, 100)
    good: Literal["up", "down", "none"] = "none"
    """Which way is welcome for the region as a whole; the screen sorts gains and costs by it where no objective says otherwise."""
    exact: Ids = ()
    """Who sees the number: `all`, `first` or `second` (the actor of that index), or actor ids."""
    others: Literal["band", "hidden"] = "band"
    prior: Annotated[int, Field(ge=0, le=100)] = 50
    """What someone who sees nothing assumes, in points or steps."""
    text: Text
    """What it means, in a sentence a participant understands."""
    claims: Ids = ()
    order: int = 50


class Measure(ScenarioPart):
    """A read-only number derived from tracks: one sum over its index names `X` and `Y`."""

    id: Id
    title: Name
    short: Name | None = None
    of: Ids = ()
    equals: RuleLine
    good: Literal["up", "down", "none"] = "none"
    text: Text
    claims: Ids = ()


class RuleTable(ScenarioPart):
    """Percentages (or turns) by the value of a modality, a field, a kind or a count; `other` serves the values not named."""

    id: Id
    title: Name
    by: Id
    rows: dict[str, Annotated[int, Field(ge=-1000, le=1000)]]
    other: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    why: Text | None = None


class Watch(ScenarioPart):
    """History that rules may ask about: how long in a row, how long since, how often.

    `of` says what is watched; `by` and `to` index it by actor and target; a watch of injects is indexed by the inject's subject.
    """

    id: Id
    title: Name
    of: Literal["moves", "programmes", "ended", "injects", "steps"]
    by: Id | None = None
    to: Id | None = None
    tag: Id | None = None
    kinds: Ids = ()
    injects: Ids = ()
    when: RuleLine | None = None


class Value(ScenarioPart):
    """One value of a modality, and what the engine makes of it.

    `turns` is the length of a programme under this value (the span modality); `consults` is the set whose members are shown the move
    first and may object; `keeps: secret` holds the move back from all but the parties unless another value of it is `public`.
    """

    id: Id
    title: Name
    short: Annotated[str, StringConstraints(min_length=1, max_length=14)] | None = None
    text: Text | None = None
    turns: Annotated[int, Field(ge=1, le=40)] | None = None
    consults: Id | None = None
    keeps: Literal["secret", "public"] | None = None


class Modality(ScenarioPart):
    """One way in which a move may be carried out: named `values`, or the members of a set (`of`), with a default for unlisted kinds.

    `default: self` stands for the actor itself (an actor that speaks for itself).
    """

    id: Id
    title: Name
    values: Annotated[tuple[Value, ...], BeforeValidator(_as_tuple)] = ()
    of: Id | None = None
    default: Id
    text: Text
    said: Name | None = None
    """What stands for it inside a sentence, such as `whoever speaks for it`."""
    order: int = 50


class Target(ScenarioPart):
    """Whom a move may be aimed at: members of a set, `most` of them at once, never the actor itself."""

    of: Id
    most: Annotated[int, Field(ge=1, le=8)] = 1


class Consent(ScenarioPart):
    """Whose consent an offer needs: its `targets`, or the members of a set.

    `quorum: all` needs every one of them; `each` lets every one agree for itself. With `no_objection`, "no objection" counts as yes.
    """

    of: Id = "targets"
    quorum: Literal["all", "each"] = "each"
    no_objection: bool = False
    silence: Literal["accept", "decline"] = "decline"
    known: Literal["parties", "all"] = "parties"
    """Who learns of a declined offer."""


class ProgrammeTerms(ScenarioPart):
    """A commitment that a move opens: it runs over half-years, costs upkeep each turn and counts as broken when ended early."""

    upkeep: Annotated[int, Field(ge=0, le=3)] = 0
    lasts: Annotated[int, Field(ge=1, le=40)] | Literal["span"] = "span"
    """Turns, or as the move's span says."""


class Need(ScenarioPart):
    """A condition that must hold for a move to be open, and the sentence shown when it does not."""

    when: Lines
    otherwise: Text


class MoveKind(ScenarioPart):
    """A kind of move, with those it is open to, its modalities (the first option is the default) and what it costs in capital."""

    id: Id
    title: Name
    text: Text
    group: Name
    """The heading under which the kind stands in lists."""
    tags: Ids = ()
    by: Ids
    """Actors or sets that may choose it."""
    target: Target | None = None
    modalities: dict[Id, Ids] = {}
    cost: Annotated[int, Field(ge=0, le=5)] = 1
    extra: dict[str, Annotated[int, Field(ge=0, le=3)]] = {}
    """Capital on top, by modality value (`large: 1`); `target` is for each target after the first."""
    consent: Consent | None = None
    negotiable: Ids = ()
    """Modalities that an answer may change."""
    programme: ProgrammeTerms | None = None
    needs: Annotated[tuple[Need, ...], BeforeValidator(_as_tuple)] = ()
    reveals: Literal["all", "parties"] = "all"
    """Who learns of the move once it is made; a closed disclosure keeps it to the parties until it leaks."""
    claims: Ids = ()
    basis: Literal["assumption"] | None = None
    why: Text | None = None
    order: int = 50


class Rule(ScenarioPart):
    """One small rule of the model: when it applies, what follows, and the claims of the brief that it rests on."""

    id: Id
    title: Name
    claims: Ids = ()
    basis: Literal["assumption"] | None = None
    why: Text | None = None
    facts: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)] = ()
    stage: Literal["situation", "moves", "combinations", "drift", "thresholds"]
    each: Lines = ()
    when: Lines = ()
    chance: Annotated[int, Field(ge=0, le=100)] | None = None
    odds: Lines = ()
    then: Lines
    otherwise: Lines = ()


class ReactionChoice(ScenarioPart):
    """One way to react to an inject; what follows is worked out with the turn's moves."""

    id: Id
    title: Name
    text: Text | None = None
    then: Lines = ()


class Reaction(ScenarioPart):
    """A choice that an actor must make while an inject is open; silence takes the first choice."""

    by: Id
    """An actor, a set whose members each choose, or `subject`."""
    choices: Annotated[tuple[ReactionChoice, ...], BeforeValidator(_as_tuple), Field(min_length=2, max_length=5)]


class Inject(ScenarioPart):
    """Something that happens: on a date, on a condition, from a rule's threshold, or by the facilitator's hand."""

    id: Id
    title: Name
    text: Text
    """What the table reads; `{subject}` stands for whom it concerns."""
    subject: Id | None = None
    """The set of actors it may concern."""
    audience: Ids = ("all",)
    date: Month | None = None
    of: Id | None = None
    """The subject of a dated inject."""
    when: Lines = ()
    chance: Annotated[int, Field(ge=0, le=100)] | None = None
    """In percent, for an inject with `when`; without it the inject happens as soon as its condition holds."""
    once: bool = True
    each: Lines = ()
    then: Lines = ()
    reaction: Reaction | None = None
    claims: Ids = ()
    basis: Literal["assumption"] | None = None
    why: Text | None = None
    facts: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)] = ()
    note: Text | None = None
    """For the facilitator: what it is meant to test, what to watch."""


class Want(ScenarioPart):
    """What a persona wants: a sum over tracks and measures, worth `weight` a point (`self` is the actor)."""

    what: RuleLine
    weight: Annotated[int, Field(ge=-10, le=10)]


class Agenda(ScenarioPart):
    """A move that a persona leans towards of its own accord, worth `push` more than its consequences say."""

    kind: Id
    target: Id | None = None
    with_: dict[Id, Id] = Field(default={}, alias="with")
    when: Lines = ()
    push: Annotated[int, Field(ge=-60, le=60)]


class Persona(ScenarioPart):
    """How an actor without a person behaves: wants, taboos, an agenda of its own and a temper."""

    id: Id
    title: Name
    text: Text
    wants: Annotated[tuple[Want, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    taboos: Lines = ()
    """Conditions on a move; one that holds is never made and never accepted."""
    agenda: Annotated[tuple[Agenda, ...], BeforeValidator(_as_tuple)] = ()
    habits: dict[Id, Ids] = {}
    """The modality values it considers when it chooses a move of its own; others are left out."""
    boldness: Annotated[int, Field(ge=0, le=100)] = 30
    """How much a move must promise before it is worth its cost: 0 acts on anything, 100 on nearly nothing."""
    variety: Annotated[int, Field(ge=0, le=100)] = 20
    """How far chance moves its judgement, in tenths of a value point."""
    basis: Literal["assumption"] = "assumption"


class Objective(ScenarioPart):
    """An aim of an actor: a sum, scored 0 at `worst` and 100 at `best`, read after the epilogue."""

    id: Id
    actor: Id
    title: Name
    text: Text
    private: bool = False
    score: RuleLine
    worst: int
    best: int
    par: Annotated[int, Field(ge=0, le=100)] | None = None
    """The score that personas reach in its place; None until `exercise balance` has set it."""
    claims: Ids = ()


class Seat(ScenarioPart):
    """A chair at the table, deciding for one or more actors."""

    id: Id
    title: Name
    actors: Annotated[Ids, Field(min_length=1)]
    brief: Text | None = None
    """What this seat alone reads before play; else its actors' briefs serve."""


class SeatPlan(ScenarioPart):
    """Which seats a table of so many people fills; actors left out answer through their personas."""

    id: Id
    title: Name
    people: Annotated[int, Field(ge=1, le=20)]
    seats: Annotated[tuple[Seat, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


class Brief(ScenarioPart):
    """What one actor's seat reads before play: its situation, its interests, its means."""

    actor: Id
    text: Text


class RecordedTurn(ScenarioPart):
    """What really happened in a turn; hidden until the debrief."""

    turn: Annotated[int, Field(ge=1, le=40)]
    text: Text
    facts: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)] = ()


class CapitalTerms(ScenarioPart):
    """Capital per actor: what a turn brings, what may be carried over, how many moves an actor may make."""

    a_turn: Annotated[int, Field(ge=1, le=9)] = 3
    carry: Annotated[int, Field(ge=0, le=9)] = 2
    moves: Annotated[int, Field(ge=1, le=6)] = 2


class Running(ScenarioPart):
    """A programme that is under way when play starts: the move that would have opened it, how old it is and how long it lasts in all."""

    move: RuleLine
    age: Annotated[int, Field(ge=0, le=40)] = 1
    """Half-years since it began."""
    lasts: Annotated[int, Field(ge=1, le=80)]
    """Half-years in all, those past included."""


class Variant(ScenarioPart):
    """A named difference from a scenario: another title, start, situation or opening, injects left out.

    `running` and `record`, where given, stand in place of the scenario's own.
    """

    id: Id
    title: Name
    text: Text
    start: Month | None = None
    situation: Text | None = None
    opening: dict[str, Any] = {}
    running: Annotated[tuple[Running, ...], BeforeValidator(_as_tuple)] = ()
    record: Annotated[tuple[RecordedTurn, ...], BeforeValidator(_as_tuple)] = ()
    without_injects: Ids = ()


class FlagTerms(ScenarioPart):
    """Programmes that the board tells by the flag of whoever speaks for them, such as bases: of kinds of move with all these tags."""

    tags: Annotated[Ids, Field(min_length=1)]
    title: Name
    """What the board calls the column of programmes."""
    short: Name


class LibraryHead(ScenarioPart):
    """The first file of a library: its title, and what its scenarios need not say again."""

    title: Name
    exercise: Literal[1] = 1
    """The version of the file format."""
    brief: Name | None = None
    """The policy brief behind the library: author and title."""
    sections: dict[Id, Name] = {}
    """The brief's sections in its order, each with its title; claims name them in `where`."""
    text: Text | None = None
    headline: Names = ()
    """Tracks and measures shown first, where the scenario names none."""
    map: Literal["central-asia"] | None = None
    map_layers: Names = ()
    places: Id | None = None
    place: Name = "actor"
    flags: FlagTerms | None = None
    answering: Id | None = None
    capital: CapitalTerms = CapitalTerms()


class ScenarioHead(ScenarioPart):
    """The first file of a scenario: its title, its library, when it plays and for how long."""

    title: Name
    exercise: Literal[1] = 1
    """The version of the file format."""
    uses: Id | None = None
    replaces: Names = ()
    """Ids of the library's items that this scenario gives anew."""
    without: Names = ()
    """Sections of the library, or ids of its items, that this scenario leaves out."""
    brief: Name | None = None
    """The policy brief behind the scenario: author and title."""
    sections: dict[Id, Name] = {}
    """The brief's sections in its order, each with its title; claims name them in `where`."""
    text: Text
    start: Month
    turns: Annotated[int, Field(ge=1, le=1000)]
    half_years: Annotated[int, Field(ge=0, le=8)] = 4
    """How many half-years the epilogue runs."""
    minutes: Annotated[int, Field(ge=1, le=600)] = 60
    headline: Names = ()
    """Tracks and measures shown first."""
    map: Literal["central-asia"] | None = None
    """The map that its states are drawn on, found there by their short forms; without one the screens show a table of bars."""
    map_layers: Names = ()
    """What the map, or the table in its place, shows place by place."""
    places: Id | None = None
    """The set of actors that the board shows one by one; every actor that plays where none is named."""
    place: Name = "actor"
    """What one of them is called inside a sentence, such as `state`."""
    flags: FlagTerms | None = None
    answering: Id | None = None
    """The tag of the kinds of move by which an actor makes good on a red line that somebody crossed."""
    capital: CapitalTerms = CapitalTerms()
    situation: Text
    """The public situation everyone reads before the first turn."""


def _sorted_by_id(value: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(value, key=lambda item: (getattr(item, "id", ""), getattr(item, "turn", 0), getattr(item, "actor", ""))))


class Scenario(ScenarioPart):
    """A resolved scenario: everything a session needs, as data. A save's header holds exactly this."""

    id: Id
    variant: Id | None = None
    head: ScenarioHead
    claims: Annotated[tuple[Claim, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    facts: Annotated[tuple[Fact, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    actors: Annotated[tuple[Actor, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    sets: Annotated[tuple[SetOfNames, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    bands: Annotated[tuple[Band, ...], BeforeValidator(_as_tuple)] = ()
    tracks: Annotated[tuple[Family, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    measures: Annotated[tuple[Measure, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    tables: Annotated[tuple[RuleTable, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    watches: Annotated[tuple[Watch, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    modalities: Annotated[tuple[Modality, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    moves: Annotated[tuple[MoveKind, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    rules: Annotated[tuple[Rule, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    injects: Annotated[tuple[Inject, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    personas: Annotated[tuple[Persona, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    objectives: Annotated[tuple[Objective, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    plans: Annotated[tuple[SeatPlan, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    briefs: Annotated[tuple[Brief, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    record: Annotated[tuple[RecordedTurn, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    variants: Annotated[tuple[Variant, ...], BeforeValidator(_as_tuple), AfterValidator(_sorted_by_id)] = ()
    texts: dict[Id, Text] = {}
    """Texts that a rule may `tell` a seat."""
    opening: dict[str, Any] = {}
    """Where every track stands at the start, nested by index (`trust: {kazakhstan: {us: 40}}`); whole points or steps."""
    running: Annotated[tuple[Running, ...], BeforeValidator(_as_tuple)] = ()
    """Programmes under way when play starts."""
    questions: Texts = ()
    """Questions for the debrief."""
    watch_for: Texts = ()
    """For the facilitator: what to watch."""


def laid_over(value: Any, over: Any) -> Any:
    """Return a nested mapping with another laid over it; what is no mapping is replaced."""
    if not isinstance(value, dict) or not isinstance(over, dict):
        return over
    return {**value, **{key: laid_over(value.get(key), item) for key, item in over.items()}}


def with_variant(scenario: Scenario, variant: Variant) -> Scenario:
    """Return a scenario as one of its variants has it, which has no variants itself."""
    head = {key: value for key in ("title", "start", "situation") if (value := getattr(variant, key)) is not None}
    given = {"running": variant.running, "record": _sorted_by_id(variant.record)}
    return scenario.model_copy(
        update={
            "variant": variant.id,
            "variants": (),
            "head": scenario.head.model_copy(update=head),
            "opening": laid_over(scenario.opening, variant.opening),
            "injects": tuple(inject for inject in scenario.injects if inject.id not in variant.without_injects),
            **{key: value for key, value in given.items() if key in variant.model_fields_set},
        }
    )
