"""What was recorded of a session, folded into states and decided again; a fault of the record names its entry.

`recorded_states` is how a save becomes states, `verify` asks whether today's engine decides the same. A save may come from a stranger: what
does not fit its own scenario is an ExerciseError, never another exception, and what would exhaust the machine is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.engine.apply import change, fold, hash_parts, state_hash
from exercise.engine.decide import decide
from exercise.engine.setup import HALVES, Setup
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import Entry, Event, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import Holder, Level
from exercise.rules.size import oversize
from exercise.store.codec import Events, change_figures
from exercise.store.header import Header

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario

MOST: dict[type, tuple[tuple[str, int, str], ...]] = {
    play.ProgrammeOpened: (("programmes", 1_000, "programmes under way"),),
    play.ProgrammeEnded: (("ended", 1_000, "programmes ended in a half-year"),),
    play.InjectScheduled: (("due", 500, "injects on their way"),),
    play.InjectHappened: (
        ("opened", 500, "injects in a turn"),
        ("happened", 2_000, "injects in all"),
        ("told", 2_000, "injects that some alone have heard of"),
    ),
    play.EffectDelayed: (("pending", 5_000, "effects still to come"),),
    play.MoveSealed: (("moves", 1_000, "moves in a turn"),),
    play.OfferMade: (("offers", 1_000, "offers in a turn"),),
    play.OfferAnswered: (("answers", 1_000, "offers answered in a turn"),),
    play.Reacted: (("reactions", 2_000, "reactions in a turn"),),
    play.Ruled: (("rulings", 1_000, "rulings in a turn"),),
    play.Predicted: (("predictions", 2_000, "predictions in a turn"),),
    play.ArgumentMade: (("arguments", 500, "arguments in a turn"),),
    play.Signalled: (("signals", 1_000, "signals"),),
}
"""What an event adds to, how much of it a record may make, and what it is called: many times what a table can do."""
MOST_TURNS = 1_000

SLIPS = (KeyError, IndexError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What reading a record that does not fit its scenario ends in."""


class EntryError(ExerciseError):
    """An entry that does not fit what stands before it; `n` is its number."""

    def __init__(self, n: int, what: str) -> None:
        super().__init__(what)
        self.n = n


class Verdict(NamedTuple):
    """Whether today's engine decides a session as it was decided; else the first entry that differs, its turn, and what differs."""

    agrees: bool
    entries: int
    entry: int = 0
    turn: int = 0
    what: str = ""
    decided: bool = True
    """False for a copy that was made for sharing, which can be folded but not decided again."""


def slip(fault: Exception) -> str:
    """Return in words what was wrong where something of a record did not fit."""
    if isinstance(fault, ExerciseError):
        return str(fault).rstrip(".")
    if isinstance(fault, KeyError) and fault.args:
        return f'it speaks of "{clean(str(fault.args[0]), limit=80)}", which is not there'
    if isinstance(fault, IndexError):
        return "it counts further than there is anything"
    return f"it does not fit the scenario or what stands before it ({clean(str(fault), limit=80)})"


def check_header(header: Header) -> None:
    """Check the settings of a save that do not depend on its scenario.

    Raises:
        ExerciseError: If one is none that this version knows.
    """
    for what, value, known in (("pace", header.pace, HALVES), ("level of explanation", header.level, tuple(Level))):
        if value not in known:
            raise ExerciseError(f'"{clean(value, limit=40)}" is no {what}')


def check_table(header: Header, scenario: Scenario) -> None:
    """Check that a save's scenario can be laid out, and that its table is one of that scenario's.

    Raises:
        ExerciseError: If a set or a family of tracks would have more places than can be played with, or a name is unknown.
    """
    if (fault := oversize(scenario)) is not None:
        raise ExerciseError(f"the scenario inside the save: {fault.text}")
    actors = {actor.id for actor in scenario.actors}
    for seat, held in header.seats.items():
        for actor in held["actors"]:
            if actor not in actors:
                raise ExerciseError(f'seat "{clean(seat, limit=60)}" decides for "{clean(actor, limit=60)}", which is no actor')
    holders = {*Holder, "program", *(persona.id for persona in scenario.personas)}
    for seat, holder in header.holders.items():
        if holder not in holders:
            raise ExerciseError(f'seat "{clean(seat, limit=60)}" is held by "{clean(holder, limit=60)}", which is no bot and no persona')


def recorded_states(state: State, entries: Iterable[Entry]) -> Iterator[tuple[Entry, State]]:
    """Yield every entry with the state after it.

    Raises:
        EntryError: At the first entry that does not fit.
    """
    for entry in entries:
        try:
            state = folded(state, entry.events)
        except (ExerciseError, *SLIPS) as fault:
            raise EntryError(entry.n, slip(fault)) from None
        yield entry, state


def folded(state: State, events: Sequence[Event]) -> State:
    """Return what `fold` does, without decoding the changes of tracks of a save that was just read.

    Raises:
        ExerciseError: If the events of a save are of no session; other faults of theirs are among `SLIPS`.
    """
    if not isinstance(events, Events):
        return fold(state, events)
    new = state.copy()
    tracks = new.tracks
    for part in events.parts:
        if type(part) is str or type(part) is dict:
            track, _, after = change_figures(part)
            if not 0 <= track < len(tracks):
                raise ExerciseError(f"it speaks of track number {track}, which its scenario does not have")
            tracks[track] = after
        else:
            change(new, part)  # type: ignore[arg-type]
            _within_limits(new, part)
    return new


def _within_limits(state: State, event: Any) -> None:
    kind = type(event)
    if kind is play.PhaseBegan and event.phase not in play.PHASES:
        raise ExerciseError(f'"{clean(event.phase, limit=40)}" is no phase')
    if kind is play.ExplanationSet and event.level not in tuple(Level):
        raise ExerciseError(f'"{clean(event.level, limit=40)}" is no level of explanation')
    for part, most, what in MOST.get(kind, ()):
        if len(getattr(state, part)) > most:
            raise ExerciseError(f"{len(getattr(state, part))} {what}; a session has at most {most}")
    if kind in _TIMES and not (0 <= state.turn <= MOST_TURNS and 0 <= state.turns <= MOST_TURNS and 0 <= state.clock <= 4 * MOST_TURNS):
        raise ExerciseError(f"a session has at most {MOST_TURNS} turns")


_TIMES = (play.PhaseBegan, play.TurnsSet, play.HalfYearPassed)


def verify(setup: Setup, state: State, entries: Sequence[Entry]) -> Verdict:
    """Return whether today's engine decides every entry as it was decided, and folds to the same states.

    Args:
        setup: The session's.
        state: Its opening.
        entries: What was recorded.

    Raises:
        EntryError: If an entry cannot be decided at all: a rule of its scenario is faulty, or it does not fit.
    """
    turn = 0
    for entry in entries:
        before = state
        try:
            state = folded(before, entry.events)
            what = _otherwise(setup, before, entry, state)
        except (ExerciseError, *SLIPS) as fault:
            raise EntryError(entry.n, slip(fault)) from None
        turn = state.turn if not what or what.startswith(_STATE) else turn
        if what:
            return Verdict(False, len(entries), entry.n, turn, what)
    return Verdict(True, len(entries))


_STATE = "the state differs in"


def _otherwise(setup: Setup, before: State, entry: Entry, after: State) -> str:
    """Return what is decided otherwise now in an entry; nothing where all is as it was."""
    told = entry.events.parts if isinstance(entry.events, Events) else entry.events
    if not any(isinstance(event, play.NotReplayed) for event in told):
        decided = decide(setup, before, entry.move, entry.seat)
        if isinstance(decided, Refusal):
            return f"{format_move(entry.move)} is refused now ({decided.code})"
        if entry.events != decided:
            return _difference(entry.events, decided)
    if entry.state:
        parts = hash_parts(after)
        if state_hash(parts) != entry.state:
            differing = [name for name in sorted(parts) if entry.parts.get(name) != parts[name]]
            return f"{_STATE} {', '.join(differing) or 'its hash'}"
    return ""


def _difference(recorded: Sequence[Event], decided: Sequence[Event]) -> str:
    for one, other in zip(recorded, decided, strict=False):
        if one != other:
            if isinstance(one, play.TrackChanged) and isinstance(other, play.TrackChanged):
                if one.track == other.track:
                    return f"{one.name} went from {one.before} to {one.after}, and would now go from {other.before} to {other.after}"
                return f"{one.name} changed, where now {other.name} would"
            if type(one) is type(other):
                fields = [name for name, mine, theirs in zip(one._fields, one, other, strict=False) if mine != theirs]
                return f"{type(one).__name__} differs in {', '.join(fields)}"
            return f"{type(one).__name__} happened, where now {type(other).__name__} would"
    return f"{len(recorded)} events happened, where now {len(decided)} would"
