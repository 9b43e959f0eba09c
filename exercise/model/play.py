"""What play produces: moves, events, programmes, refusals and the state, as light values.

Events are past tense, carry results, and name their audience; `exercise.engine.apply` folds them into a `State`. Track values are
whole numbers: tenths of a point for `points` families, whole steps for `steps`. Amounts of capital are tracks too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from exercise.model.refs import move_key
from exercise.model.vocabulary import (
    ArgumentState,
    Direction,
    Holder,
    JudgedBy,
    Level,
    MoveOutcome,
    Phase,
    ProgrammeState,
    Reply,
    RulingType,
    SignalState,
    SignalType,
    TurnStage,
)

ALL = ("all",)
FACILITATOR = "facilitator"
NEEDED = 7
"""What two dice with their modifiers must reach together for an argument to succeed."""
PHASES = tuple(Phase)
STAGES = tuple(TurnStage)

Audience = tuple[str, ...]
"""`("all",)`, or the actors and seats that may know; the facilitator always may."""


class Move(NamedTuple):
    """What a seat asks to do, in one line: `ACTOR: KIND TARGETS key=value … because="…"`.

    `targets` are sorted; `options` are (key, value) pairs sorted by key: modalities of a move kind, or the options of a verb such as
    `answer`. `because` is the stated reason, private until the debrief.
    """

    actor: str
    kind: str
    targets: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    because: str = ""

    @property
    def key(self) -> str:
        """Return `actor/kind/target+target`, unique within a turn; it names the offer that the move makes."""
        return move_key(self.actor, self.kind, self.targets)

    def option(self, key: str, default: str = "") -> str:
        """Return the value of one option, or the default."""
        for name, value in self.options:
            if name == key:
                return value
        return default


class Act(NamedTuple):
    """A move as adjudication sees it: what was agreed, on what terms, and how strongly it counts (100 is full)."""

    key: str
    kind: str
    actor: str
    targets: tuple[str, ...]
    mods: Mapping[str, str]
    outcome: MoveOutcome = MoveOutcome.ACCEPTED
    objectors: tuple[str, ...] = ()
    endorsers: tuple[str, ...] = ()
    strength: int = 100
    audience: Audience = ALL
    leaked: bool = False

    @property
    def is_argued(self) -> bool:
        """Return whether it is what an argument counts as, and no order."""
        return self.key == f"{self.actor}/argument"


class Programme(NamedTuple):
    """A running commitment. `age` counts half-years since it opened; `lasts` is in half-years."""

    id: str
    kind: str
    actor: str
    targets: tuple[str, ...]
    mods: Mapping[str, str]
    age: int
    lasts: int
    upkeep: int
    """Tenths of capital a turn."""
    strength: int = 100
    objectors: tuple[str, ...] = ()
    endorsers: tuple[str, ...] = ()
    audience: Audience = ALL
    leaked: bool = False
    how: ProgrammeState = ProgrammeState.RUNNING


class Signal(NamedTuple):
    """A stated intention, red line or promise about a kind of move towards a target."""

    id: str
    actor: str
    type: SignalType
    kind: str
    target: str
    """Empty: towards anyone."""
    voice: str
    """public, or low-key: told to the target alone."""
    turn: int
    until: int
    """The last turn for which it binds."""
    how: SignalState = SignalState.OPEN
    text: str = ""


class Cause(NamedTuple):
    """One signed part of a change; the causes of a change sum to it exactly.

    `source` is rule, inject, choice, range, fading, ruling, argument, cost, refund, income, upkeep or written; `id` names the rule,
    inject or ruling; `about` names the move, programme and actors it concerns; `of` is the name of the effect line inside the rule.
    """

    amount: int
    source: str
    id: str
    about: tuple[str, ...] = ()
    audience: Audience = ALL


class Agreed(NamedTuple):
    """What became of the changes that were asked for in an offer, as far as a reader may know."""

    key: str
    yes: bool
    wishes: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    """Who asked for what: (actor, ((modality, offered, wanted), …)); empty where the reader was told nobody's answer."""
    terms: tuple[tuple[str, str, str], ...]
    """(modality, offered, agreed) where only what was agreed in the end is known."""


class Pending(NamedTuple):
    """A change that is still to come, or one that is to fade: it falls due in the half-year `due`, in its stage."""

    track: int
    due: int
    stage: TurnStage
    cause: Cause


class Due(NamedTuple):
    """An inject on its way: it happens in the situation that opens turn `turn`."""

    inject: str
    subject: str
    turn: int
    cause: str
    """Why: `date`, `facilitator`, or the rule that scheduled it."""
    audience: Audience = ()
    """Empty: as the inject says."""


class Open(NamedTuple):
    """An inject that happened, open for reactions in its turn."""

    inject: str
    subject: str
    turn: int
    text: str = ""
    audience: Audience = ALL


class Answer(NamedTuple):
    """An answer to an offer: accept, decline, change, object or no-objection; `changes` name other values within the alternatives."""

    reply: Reply
    changes: tuple[tuple[str, str], ...] = ()
    because: str = ""
    publish: bool = False


class Ruling(NamedTuple):
    """What the facilitator decided about the adjudication to come.

    `draw`: replaces a draw's result (`id` rule, `about`, `amount` 1 or 0) · `strike`: strikes a rule's causes (`id` rule, `about` may
    narrow, `track` may narrow) · `change`: adds a signed change (`track`, `amount`).
    """

    what: RulingType
    id: str
    about: tuple[str, ...]
    track: str
    amount: int
    because: str


class Argument(NamedTuple):
    """A free-form move: what an actor wants to do and achieve, reasons for and against, and how it was ruled."""

    key: str
    actor: str
    text: str
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    ruled: ArgumentState = ArgumentState.OPEN
    as_move: Move | None = None
    strength: int = 100
    changes: tuple[tuple[str, int], ...] = ()
    """At most two direct changes: track name and tenths."""
    method: JudgedBy | None = None
    roll: tuple[int, ...] = ()
    modifiers: tuple[tuple[int, str], ...] = ()
    because: str = ""

    @property
    def follows(self) -> tuple[tuple[str, int], ...]:
        """Return the direct changes that come about: with dice only if it succeeded; else as they were ruled, for a failure too."""
        if self.ruled == "open" or (self.ruled == "failed" and self.method == "dice"):
            return ()
        return self.changes


class Refusal(NamedTuple):
    """Why a move is not allowed now: a code and the facts of the case; `exercise.words` puts it into words."""

    code: str
    facts: Mapping[str, Any] = {}


# --- events -------------------------------------------------------------------------------------------------------------


class SeatTaken(NamedTuple):
    """A seat is held by a person or by a bot (`person`, or the name of a bot level: `persona`, `random`)."""

    seat: str
    holder: Holder
    audience: Audience = ALL


class PhaseBegan(NamedTuple):
    """A phase of a turn began; `clock` counts the half-years adjudicated so far."""

    turn: int
    phase: Phase
    clock: int
    audience: Audience = ALL


class MoveSealed(NamedTuple):
    """A move was sealed; it can be withdrawn until the phase closes."""

    move: Move
    by_seat: str
    audience: Audience = ()


class MoveWithdrawn(NamedTuple):
    """A sealed move was taken back."""

    key: str
    audience: Audience = ()


class SeatCommitted(NamedTuple):
    """A seat has said that it is done with the phase (or, with `yes` false, that it is not after all)."""

    seat: str
    yes: bool = True
    audience: Audience = ALL


class OfferMade(NamedTuple):
    """An offer was shown to those it asks; `consulted` are asked for objections only."""

    key: str
    asked: tuple[str, ...]
    consulted: tuple[str, ...]
    audience: Audience = ()


class OfferAnswered(NamedTuple):
    """Someone answered an offer."""

    key: str
    actor: str
    answer: Answer
    audience: Audience = ()


class OfferConfirmed(NamedTuple):
    """The proposer said yes or no to the changes asked for."""

    key: str
    yes: bool
    audience: Audience = ()


class MoveResolved(NamedTuple):
    """A move as it entered adjudication: accepted, declined or lapsed, for which targets and on which terms."""

    act: Act
    audience: Audience = ALL


class MoveLeaked(NamedTuple):
    """A move or programme that was to stay closed became known."""

    key: str
    rule: str
    audience: Audience = ALL


class TrackChanged(NamedTuple):
    """A track changed within one stage; the causes sum to after - before. `ruled` is what the rules alone would have given."""

    track: int
    name: str
    before: int
    after: int
    stage: str
    causes: tuple[Cause, ...]
    audience: Audience = ALL
    """Who sees the number."""
    others: str = "band"
    ruled: int | None = None


class ChanceDrawn(NamedTuple):
    """A draw with its odds in percent, the signed lines that made them, the roll (0 to 99, below the odds it happens) and the result."""

    rule: str
    about: tuple[str, ...]
    odds: int
    lines: tuple[tuple[int, str], ...]
    roll: int
    happened: bool
    ruled: bool = False
    audience: Audience = ALL


class ProgrammeOpened(NamedTuple):
    """A programme began."""

    programme: Programme
    audience: Audience = ALL


class ProgrammeExtended(NamedTuple):
    """A programme was prolonged: it now lasts so many half-years in all."""

    id: str
    lasts: int
    cause: str
    audience: Audience = ALL


class ProgrammeEnded(NamedTuple):
    """A programme ended: done, broken or evicted; `cause` is the rule, `span`, `upkeep` or the move that ended it."""

    id: str
    how: ProgrammeState
    cause: str
    audience: Audience = ALL


class EffectDelayed(NamedTuple):
    """A change is to come, or to fade, later."""

    pending: Pending
    audience: Audience = ()


class InjectScheduled(NamedTuple):
    """An inject is on its way."""

    due: Due
    audience: Audience = ()


class InjectHeld(NamedTuple):
    """The facilitator holds an inject back, or lets go of it again."""

    inject: str
    held: bool
    audience: Audience = ()


class InjectHappened(NamedTuple):
    """An inject happened; `text` is its wording where the facilitator wrote it."""

    open: Open
    cause: str
    changes: tuple[tuple[str, int], ...] = ()
    audience: Audience = ALL


class InjectRevealed(NamedTuple):
    """An inject that some seats alone had heard of was made known to all."""

    open: Open
    audience: Audience = ALL


class Reacted(NamedTuple):
    """An actor chose how to react to an inject."""

    inject: str
    subject: str
    actor: str
    choice: str
    audience: Audience = ()


class Signalled(NamedTuple):
    """An actor stated an intention, a red line or a promise."""

    signal: Signal
    audience: Audience = ALL


class SignalSettled(NamedTuple):
    """A signal was kept, broken, crossed or ran out."""

    id: str
    how: SignalState
    audience: Audience = ALL


class MessageSent(NamedTuple):
    """A message between seats, a pledge, or a request for information to the facilitator and its answer."""

    sender: str
    to: tuple[str, ...]
    text: str
    pledge: bool = False
    audience: Audience = ()


class Predicted(NamedTuple):
    """A seat predicted which way a track will go this turn."""

    seat: str
    track: str
    direction: Direction
    audience: Audience = ()


class ArgumentMade(NamedTuple):
    """A free-form move was put to the table, or a reason for or against was added."""

    argument: Argument
    audience: Audience = ()


class Ruled(NamedTuple):
    """The facilitator ruled on the adjudication to come."""

    ruling: Ruling
    audience: Audience = ()


class WatchesMoved(NamedTuple):
    """History counters after a turn: (index, value) pairs; `public` ones count only what everyone knows."""

    changes: tuple[tuple[int, int], ...]
    public: tuple[tuple[int, int], ...]
    audience: Audience = ()


class HalfYearPassed(NamedTuple):
    """A half-year was adjudicated."""

    clock: int
    epilogue: bool
    audience: Audience = ALL


class Told(NamedTuple):
    """A rule told an actor something."""

    actor: str
    text: str
    rule: str
    about: tuple[str, ...] = ()
    audience: Audience = ()


class NoteTaken(NamedTuple):
    """A private note of a seat, or an observation against an objective."""

    seat: str
    text: str
    objective: str = ""
    audience: Audience = ()


class Paused(NamedTuple):
    """The session was paused or resumed."""

    yes: bool
    because: str = ""
    audience: Audience = ALL


class ExplanationSet(NamedTuple):
    """How much of the working the table sees: full, reasons or arrows."""

    level: Level
    audience: Audience = ALL


class TurnsSet(NamedTuple):
    """The session was shortened or lengthened to so many turns."""

    turns: int
    because: str
    audience: Audience = ALL


class NotReplayed(NamedTuple):
    """A recorded move was refused in a fork; `because` says why, in words."""

    text: str
    seat: str
    because: str
    audience: Audience = ()


class ScoreRead(NamedTuple):
    """An objective's score, 0 to 100, read after the epilogue; `value` is the sum it rests on, in tenths."""

    objective: str
    actor: str
    value: int
    score: int
    audience: Audience = ()


class SessionEnded(NamedTuple):
    """The last turn and the epilogue are over; everything is lifted."""

    turn: int
    audience: Audience = ALL


Event = (
    SeatTaken | PhaseBegan | MoveSealed | MoveWithdrawn | SeatCommitted | OfferMade | OfferAnswered | OfferConfirmed | MoveResolved
    | MoveLeaked | TrackChanged | ChanceDrawn | ProgrammeOpened | ProgrammeExtended | ProgrammeEnded | EffectDelayed | InjectScheduled
    | InjectHeld | InjectHappened | InjectRevealed | Reacted | Signalled | SignalSettled | MessageSent | Predicted | ArgumentMade
    | Ruled | WatchesMoved | HalfYearPassed | Told | NoteTaken | Paused | ExplanationSet | TurnsSet | NotReplayed | ScoreRead
    | SessionEnded
)  # fmt: skip

EVENT_TYPES: tuple[type, ...] = Event.__args__


class Entry(NamedTuple):
    """One accepted move and its events. `by` is person, bot or recorded; `at` is wall-clock time, a note only.

    `state` is the state hash, on entries that close an adjudication; `parts` are hashes of the state's sections.
    """

    n: int
    by: str
    seat: str
    move: Move
    events: Sequence[Event]
    at: str = ""
    state: str = ""
    parts: Mapping[str, str] = {}


class Hashed(NamedTuple):
    """The part of a state's hash that a field belongs to; a field without one belongs to the table around the world, and is not hashed."""

    part: str


class State:
    """Where a session stands: the world, and the table around it. Never changed in place outside `exercise.engine.apply`.

    A field is declared here and nowhere else: it opens empty, is copied, compared and, where it says so, hashed; no seat is shown it
    until `exercise.engine.view` says what of it. Fields of one part are hashed in the order in which they stand.
    """

    turn: Annotated[int, Hashed("turn")]
    """1 to turns; 0 in the lobby."""
    clock: Annotated[int, Hashed("turn")]
    """Half-years adjudicated so far."""
    phase: Annotated[Phase, Hashed("turn")]
    turns: Annotated[int, Hashed("turn")]
    tracks: Annotated[list[int], Hashed("tracks")]
    moves: Annotated[dict[str, Move], Hashed("moves")]
    """Sealed this turn, by key."""
    answers: Annotated[dict[str, dict[str, Answer]], Hashed("moves")]
    confirms: Annotated[dict[str, bool], Hashed("moves")]
    offers: Annotated[dict[str, tuple[tuple[str, ...], tuple[str, ...]]], Hashed("moves")]
    """Offers shown this turn: key to (asked, consulted)."""
    leaked: Annotated[frozenset[str], Hashed("moves")]
    """Moves of this turn that leaked."""
    programmes: Annotated[dict[str, Programme], Hashed("programmes")]
    ended: Annotated[tuple[Programme, ...], Hashed("programmes")]
    """Programmes that ended since the last adjudication, for its rules to see."""
    watches: Annotated[list[int], Hashed("watches")]
    public_watches: Annotated[list[int], Hashed("watches")]
    pending: Annotated[tuple[Pending, ...], Hashed("pending")]
    due: Annotated[tuple[Due, ...], Hashed("injects")]
    opened: Annotated[tuple[Open, ...], Hashed("injects")]
    """Injects that happened this turn."""
    reactions: Annotated[dict[tuple[str, str, str], str], Hashed("injects")]
    """(inject, subject, actor) to choice."""
    happened: Annotated[dict[tuple[str, str], int], Hashed("injects")]
    """(inject, subject) to the turn it last happened."""
    signals: Annotated[dict[str, Signal], Hashed("signals")]
    told: dict[tuple[str, str], Audience]
    """(inject, subject) of those that some alone have heard of, to who they are."""
    rulings: tuple[Ruling, ...]
    arguments: dict[str, Argument]
    holders: dict[str, str]
    """Seat to who decides for it: a `Holder`, or the name of a persona."""
    committed: frozenset[str]
    held: frozenset[str]
    """Injects that the facilitator holds back."""
    paused: bool
    level: Level
    messages: tuple[MessageSent, ...]
    predictions: dict[tuple[str, str], Direction]
    """(seat, track) to direction, this turn."""
    notes: tuple[NoteTaken, ...]
    scores: dict[str, tuple[int, int]]
    """Objective to (value, score)."""

    def __init__(self) -> None:
        self.__dict__.update({name: empty() for name, empty in STATE_EMPTY.items()})

    def copy(self) -> State:
        """Return a copy whose containers can be changed without touching this one."""
        # All fields at once, then those that change in place: a game copies its state hundreds of times.
        new = State.__new__(State)
        fields = new.__dict__
        fields.update(self.__dict__)
        for name in _CONTAINERS:
            fields[name] = fields[name].copy()
        return new

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        raise TypeError("a State is compared, not hashed; see exercise.engine.apply.state_hash")


_HINTS = get_type_hints(State, include_extras=True)
_TYPES = {name: get_args(hint)[0] if get_origin(hint) is Annotated else hint for name, hint in _HINTS.items()}
STATE_EMPTY: dict[str, Callable[[], Any]] = {
    name: get_origin(kind) or (str if issubclass(kind, str) else kind) for name, kind in _TYPES.items()
}
"""What makes a field's first value, by field."""
_CONTAINERS = tuple(name for name, empty in STATE_EMPTY.items() if empty in (dict, list))
STATE_PARTS: dict[str, tuple[str, ...]] = {}
"""The parts of a state's hash, each with its fields in order."""
for _name, _hint in _HINTS.items():
    for _mark in get_args(_hint)[1:]:
        if isinstance(_mark, Hashed):
            STATE_PARTS[_mark.part] = (*STATE_PARTS.get(_mark.part, ()), _name)


class View:
    """What one seat may see: its state with everything else replaced by bands, priors or nothing.

    `knows` says for each track 2 (the number), 1 (its band) or 0 (nothing); a track not known exactly stands at its band's middle or
    its prior in `state`. `lifted` is true for the facilitator and, after the end, for all. `memo` keeps what was worked out from it.
    """

    __slots__ = ("actors", "knows", "lifted", "memo", "seat", "state")

    def __init__(self, seat: str, actors: tuple[str, ...], state: State, knows: tuple[int, ...], lifted: bool) -> None:
        self.seat = seat
        self.actors = actors
        self.state = state
        self.knows = knows
        self.lifted = lifted
        self.memo: dict[Any, Any] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and all(getattr(self, name) == getattr(other, name) for name in View.__slots__ if name != "memo")

    def __hash__(self) -> int:
        raise TypeError("a View is compared, not hashed")


class Expected(NamedTuple):
    """A change that a preview expects; `later` is in how many half-years (0: this turn); `knows` as in View."""

    track: int
    name: str
    before: int
    change: int
    causes: tuple[Cause, ...]
    later: int = 0
    knows: int = 2
    weaker: tuple[tuple[Cause, str], ...] = ()
    """Effects that would come anyway and that the move reduces (`less`) or cancels (`gone`), negated."""


class Chance(NamedTuple):
    """A draw that a preview expects: odds in percent with the move, and without it (None: only with the move)."""

    rule: str
    about: tuple[str, ...]
    odds: int
    without: int | None
    lines: tuple[tuple[int, str], ...] = ()


class Preview(NamedTuple):
    """What a move is expected to bring, as far as one seat can know, everyone else holding still.

    For a move that needs consent, `changes` assume that all asked accept and `declined` that they do not.
    """

    move: Move
    refusal: Refusal | None
    cost: int
    """Tenths of capital."""
    changes: tuple[Expected, ...] = ()
    later: tuple[Expected, ...] = ()
    chances: tuple[Chance, ...] = ()
    injects: tuple[tuple[str, str], ...] = ()
    declined: tuple[Expected, ...] = ()
    not_known: tuple[str, ...] = ()
    """Tracks that the working rests on and that the seat cannot see exactly."""
    asked: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()


class LegalOption(NamedTuple):
    """One value that a choice could take, and why it cannot be taken now, if so."""

    value: str
    refusal: Refusal | None = None


class Choice(NamedTuple):
    """One row of a move under construction: `target`, or a modality, with its options; `most` may be chosen together."""

    name: str
    options: tuple[LegalOption, ...]
    default: str = ""
    most: int = 1


class KindChoice(NamedTuple):
    """A move kind as an actor finds it now: open, or barred with the reason. `cost` is the least it costs, in tenths."""

    kind: str
    cost: int
    refusal: Refusal | None = None
