"""What rules read (`Ground`), what they give (`Out`), and the `Rulebook`: a scenario laid out as numbers and functions.

`exercise.rules.compile.compile_rulebook` makes a Rulebook whose functions are ready; one made directly has the data only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from exercise.model.play import Act, Programme, Signal
from exercise.rules.analyse import Analysis
from exercise.rules.names import SELF, Names, track_name

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Scenario

Draw = Callable[[str, tuple[str, ...], int, tuple[tuple[int, str], ...]], bool]
"""(rule id, about, odds held in 0..100, signed lines) -> whether it happened."""
Change = tuple[int, int, str, tuple[str, ...], int, int]
Step = tuple[int, int, str, tuple[str, ...]]
End = tuple[str, str, str, tuple[str, ...]]
Extension = tuple[str, int, str, tuple[str, ...]]
Scheduled = tuple[str, str, int, str, tuple[str, ...]]
Telling = tuple[str, str, str, tuple[str, ...]]
Revealing = tuple[str, str, tuple[str, ...]]

NEVER = -99
"""The last turn of something that never happened, in a watch."""


def never_drawn(rule: str, about: tuple[str, ...], odds: int, lines: tuple[tuple[int, str], ...]) -> bool:
    """Return False: for grounds on which nothing is left to chance."""
    return False


class Ground:
    """What the rules of one stage read: the state as the stage began. Never changed after it was made.

    Args:
        tracks: Every track's value in the Rulebook's order, in tenths of a point or whole steps.
        watches: Three whole numbers for each watch cell: streak, last turn (-99 for never), count.
        turn: The turn being played, from 1.
        clock: Half-years adjudicated so far.
        moves: The accepted acts of this turn, sorted by key.
        programmes: The running programmes.
        ended: The programmes that ended since the last adjudication.
        signals: Open signals and those settled this turn.
        draw: Decides what is left to chance.
    """

    __slots__ = ("cache", "clock", "draw", "ended", "moves", "programmes", "signals", "tracks", "turn", "watches")

    def __init__(
        self,
        tracks: Sequence[int],
        watches: Sequence[int] = (),
        turn: int = 1,
        clock: int = 0,
        moves: tuple[Act, ...] = (),
        programmes: tuple[Programme, ...] = (),
        ended: tuple[Programme, ...] = (),
        signals: tuple[Signal, ...] = (),
        draw: Draw = never_drawn,
    ) -> None:
        self.tracks = tracks
        self.watches = watches
        self.turn = turn
        self.clock = clock
        self.moves = moves
        self.programmes = programmes
        self.ended = ended
        self.signals = signals
        self.draw = draw
        self.cache: dict[Any, Any] = {}
        """Measures and counts, worked out once a stage and place; only generated functions write here."""


class Out:
    """What the rules of one stage give, as plain lists; the order within them means nothing."""

    __slots__ = ("changes", "ends", "extends", "injects", "reveals", "steps", "tells")

    def __init__(self) -> None:
        self.changes: list[Change] = []
        """(track, amount, id, about, after, fading); the amount in tenths, never 0."""
        self.steps: list[Step] = []
        """(track, +1 or -1, id, about)."""
        self.ends: list[End] = []
        """(programme id, how, id, about)."""
        self.extends: list[Extension] = []
        """(programme id, half-years, id, about)."""
        self.injects: list[Scheduled] = []
        """(inject, subject or "", after, id, about)."""
        self.tells: list[Telling] = []
        """(actor, text id, id, about)."""
        self.reveals: list[Revealing] = []
        """(move key or programme id, id, about)."""


MoveFunction = Callable[[Ground, Act, Out], None]
StageFunction = Callable[[Ground, Out], None]
ReactionFunction = Callable[[Ground, str, str, Out], None]
InjectFunction = Callable[[Ground, str, Out], None]
ReadyFunction = Callable[[Ground, str], bool]
NeedFunction = Callable[[Ground, Act], bool]
SumFunction = Callable[[Ground], int]
ConditionFunction = Callable[[Ground, Act | None], bool]


class Functions(Protocol):
    """The functions made from a scenario's rules; `exercise.rules.compile` provides them."""

    def move_functions(self, kind: str) -> tuple[MoveFunction, ...]:
        """Return the functions of the moves stage for one kind."""

    def stage_functions(self, stage: str) -> tuple[StageFunction, ...]:
        """Return the functions of another stage."""

    def programme_functions(self, kind: str) -> tuple[StageFunction, ...]:
        """Return the functions of the rules that a running programme of a kind can meet."""

    def reaction_function(self, inject: str, choice: str) -> ReactionFunction:
        """Return what follows from one reaction to an inject."""

    def inject_function(self, inject: str) -> InjectFunction:
        """Return what follows from an inject itself."""

    def inject_ready(self, inject: str) -> ReadyFunction:
        """Return whether an inject's condition holds for a subject."""

    def needs(self, kind: str) -> tuple[tuple[NeedFunction, str], ...]:
        """Return what must hold for a kind to be open, with the sentence to say when it does not."""

    def needs_of_itself(self, kind: str) -> tuple[NeedFunction, ...]:
        """Return those of a kind's needs that ask about the move alone, whatever the state."""

    def measure(self, ground: Ground, name: str) -> int:
        """Return a measure's value."""

    def sum(self, text: str, self_actor: str) -> SumFunction:
        """Return a sum as a function."""

    def condition(self, text: str, self_actor: str) -> ConditionFunction:
        """Return a condition as a function."""

    def watch_changes(
        self, ground: Ground, injects: Sequence[tuple[str, str]], turn: int, watches: Sequence[int], public: bool
    ) -> tuple[tuple[int, int], ...]:
        """Return how the watches move after a turn."""

    @property
    def written(self) -> int:
        """How many functions were written in this process."""

    def make_all(self) -> Iterator[None]:
        """Make every function that is not made yet, one at each step."""

    def kept(self) -> dict[str, Any]:
        """Return all functions made so far, as plain data and code."""


def opening_value(opening: Mapping[str, Any], family: Family, key: tuple[str, ...]) -> int | None:
    """Return a track's opening in points or steps, or None when the opening does not say; a number serves all that is below it."""
    value: Any = opening.get(family.id)
    for name in key:
        if not isinstance(value, Mapping):
            break
        value = value.get(name)
    return value if type(value) is int else None


class Rulebook:
    """A scenario laid out for play: tracks as places in one flat row, sets by date, and the rules as functions.

    `track_names` are sorted by family, then by index names; `lowest`, `highest` and `opening` are in tenths of a point for families of
    points and in whole steps for the others. `defaults[kind][modality]` is what an act of that kind holds unless it says otherwise
    (`self`: the actor); `options[kind][modality]` all it may say.
    """

    def __init__(self, scenario: Scenario, names: Names | None = None) -> None:
        names = names or Names(scenario)
        self.scenario = scenario
        self.names = names
        self.actors = names.actors
        self.kinds = names.kinds
        self.rules = {rule.id: rule for rule in scenario.rules}
        self.injects = names.injects
        self.personas = names.personas
        self.families = names.families
        self.modalities = names.modalities
        self.measures = names.measures
        self.sets = names.sets
        self.values = names.values
        self.players = names.players
        self.options = names.options
        self.defaults: dict[str, dict[str, str]] = {
            kind: {modality: values[0] for modality, values in options.items()} for kind, options in names.options.items()
        }
        self._lay_tracks(scenario, names)
        self.watch_cells: tuple[tuple[str, str, str], ...] = tuple(
            (watch.id, by, to) for watch in scenario.watches for by, to in watch_places(names, watch.id)
        )
        self.watch_size = 3 * len(self.watch_cells)
        self._functions: Functions | None = None
        self._analysis: Callable[[], Analysis] | None = None
        self._parts: Callable[[], Analysis] | None = None

    def _lay_tracks(self, scenario: Scenario, names: Names) -> None:
        laid: list[tuple[str, Family, tuple[str, ...], int, int, int]] = []
        for family in scenario.tracks:
            unit = 10 if family.kind == "points" else 1
            low, high = family.range[0] * unit, family.range[1] * unit
            for key in sorted(names.places(family.of)):
                opens = opening_value(scenario.opening, family, key)
                at = (family.prior if opens is None else opens) * unit
                laid.append((track_name(family.id, key), family, key, low, high, min(max(at, low), high)))
        self.track_names: tuple[str, ...] = tuple(item[0] for item in laid)
        self.track_index: dict[str, int] = {name: place for place, name in enumerate(self.track_names)}
        self.track_family: tuple[Family, ...] = tuple(item[1] for item in laid)
        self.track_keys: tuple[tuple[str, ...], ...] = tuple(item[2] for item in laid)
        self.lowest: tuple[int, ...] = tuple(item[3] for item in laid)
        self.highest: tuple[int, ...] = tuple(item[4] for item in laid)
        self.opening: tuple[int, ...] = tuple(item[5] for item in laid)

    def opening_watches(self) -> list[int]:
        """Return the watches before the first turn: nothing has happened yet."""
        return [0, NEVER, 0] * len(self.watch_cells)

    def mods(self, kind: str, actor: str, chosen: Mapping[str, str]) -> dict[str, str]:
        """Return every modality of an act: what was chosen, else the kind's default, with `self` replaced by the actor."""
        return {
            modality: actor if (value := chosen.get(modality, default)) == SELF else value
            for modality, default in self.defaults[kind].items()
        }

    @property
    def written(self) -> int:
        """How many functions were written in this process; none for a rulebook that holds data only."""
        return self._functions.written if self._functions is not None else 0

    def make_all(self) -> Iterator[None]:
        """Make every function that is not made yet, one at each step, for whoever has time for it."""
        return self.functions.make_all()

    def kept(self) -> dict[str, Any]:
        """Return the functions made so far as plain data and code, from which `rulebook_when_asked` goes on."""
        return self.functions.kept()

    @property
    def functions(self) -> Functions:
        """The functions of this rulebook's rules.

        Raises:
            ValueError: If the rulebook was not made by `compile_rulebook`.
        """
        if self._functions is None:
            raise ValueError("this rulebook holds data only; compile_rulebook makes one with functions")
        return self._functions

    @property
    def analysis(self) -> Analysis:
        """The typed trees of this rulebook's rules.

        Raises:
            ValueError: If the rulebook was not made by `compile_rulebook`.
        """
        if self._analysis is None:
            raise ValueError("this rulebook holds data only; compile_rulebook makes one with rules")
        return self._analysis()

    @cached_property
    def parts(self) -> Analysis:
        """The trees of single rules and measures, by `rule` and `measure`: no more is read than is asked for.

        Raises:
            ValueError: If the rulebook was not made by `compile_rulebook`.
        """
        if self._parts is None:
            raise ValueError("this rulebook holds data only; compile_rulebook makes one with rules")
        return self._parts()

    def attach(self, functions: Functions, analysis: Callable[[], Analysis], parts: Callable[[], Analysis]) -> None:
        """Give the rulebook its functions, and its trees, whole and by parts, when they are asked for."""
        self._functions = functions
        self._analysis = analysis
        self._parts = parts

    def move_functions(self, kind: str) -> tuple[MoveFunction, ...]:
        """Return the functions of the moves stage that an act of this kind can trigger; each takes (ground, act, out)."""
        return self.functions.move_functions(kind)

    def stage_functions(self, stage: str) -> tuple[StageFunction, ...]:
        """Return the functions of a stage other than moves; each takes (ground, out)."""
        return self.functions.stage_functions(stage)

    def programme_functions(self, kind: str) -> tuple[StageFunction, ...]:
        """Return the functions of the rules, outside the moves stage, that a running programme of a kind can meet.

        Each takes (ground, out). The rest add nothing where that programme runs alone.
        """
        return self.functions.programme_functions(kind)

    def reaction_function(self, inject: str, choice: str) -> ReactionFunction:
        """Return what follows when an actor reacts to an inject with a choice; it takes (ground, subject, actor, out)."""
        return self.functions.reaction_function(inject, choice)

    def inject_function(self, inject: str) -> InjectFunction:
        """Return what follows from an inject itself; it takes (ground, subject, out)."""
        return self.functions.inject_function(inject)

    def inject_ready(self, inject: str) -> ReadyFunction:
        """Return whether an inject's `when` holds for a subject; it takes (ground, subject). True where there is no `when`."""
        return self.functions.inject_ready(inject)

    def needs(self, kind: str) -> tuple[tuple[NeedFunction, str], ...]:
        """Return the conditions for a kind to be open, each with its sentence; one that names `target` must hold for every target."""
        return self.functions.needs(kind)

    def needs_of_itself(self, kind: str) -> tuple[NeedFunction, ...]:
        """Return those of a kind's needs that ask about the move alone: who makes it, for whom, on what terms."""
        return self.functions.needs_of_itself(kind)

    def measure(self, ground: Ground, name: str) -> int:
        """Return a measure such as `room[kazakhstan]`, in tenths of a point (a measure of counts: the count)."""
        return self.functions.measure(ground, name)

    def sum(self, text: str, self_actor: str = "") -> SumFunction:
        """Return a sum in tenths as a function of a ground; a count weighs a whole point, `self` is the actor.

        A set as an index means the rounded mean over its members: `trust[republics, us]`.

        Raises:
            ValueError: If the text has a fault.
        """
        return self.functions.sum(text, self_actor)

    def condition(self, text: str, self_actor: str = "") -> ConditionFunction:
        """Return a condition as a function of (ground, act or None); one that names `target` holds if it does for any target.

        A condition on a move is false without an act.

        Raises:
            ValueError: If the text has a fault.
        """
        return self.functions.condition(text, self_actor)

    def watch_changes(
        self, ground: Ground, injects: Sequence[tuple[str, str]], turn: int, watches: Sequence[int], public: bool
    ) -> tuple[tuple[int, int], ...]:
        """Return (index, new value) for the watches after a turn.

        Args:
            ground: The turn as it ended: its moves, programmes and ended programmes are counted.
            injects: (inject, subject) for each inject that happened in the turn.
            turn: The turn that ended.
            watches: The watches before it.
            public: Count only what everyone knows (an audience of all).
        """
        return self.functions.watch_changes(ground, injects, turn, watches, public)


def watch_places(names: Names, watch_id: str) -> tuple[tuple[str, str], ...]:
    """Return the (by, to) of every cell of a watch, sorted; an empty text where the watch is not indexed that way."""
    watch = names.watches[watch_id]
    by = (names.expand(watch.by) or ()) if watch.by is not None else ("",)
    to = (names.expand(watch.to) or ()) if watch.to is not None else ("",)
    return tuple((one, other) for one in by for other in to)
