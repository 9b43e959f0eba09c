"""The names of a scenario: actors, sets by date, tracks, measures, tables, modalities, watches, and the values each can take.

Start at `Names`. It is built from any scenario that pydantic accepts, faulty references included, so that `check` can report them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exercise.model.refs import TrackName

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Measure, MoveKind, RuleTable, Scenario, SetOfNames, Watch


PLAYERS = "players"
"""The built-in set of all actors with `plays: true`."""
SELF = "self"


def _day(text: str) -> str:
    return (text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10]


def members_at(group: SetOfNames, start: str) -> tuple[str, ...]:
    """Return the sorted members of a set on the first day of the month `start`."""
    day = _day(start)
    found = {
        member.name
        for member in group.members
        if (member.since is None or _day(member.since) <= day) and (member.until is None or day < _day(member.until))
    }
    return tuple(sorted(found))


def track_name(family: str, key: tuple[str, ...]) -> str:
    """Return a track's name, such as `trust[kazakhstan, us]` or `alignment`."""
    return str(TrackName(family, key))


class Names:
    """Every name of one scenario and what it stands for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.actors = {item.id: item for item in scenario.actors}
        self.families: dict[str, Family] = {item.id: item for item in scenario.tracks}
        self.measures: dict[str, Measure] = {item.id: item for item in scenario.measures}
        self.tables: dict[str, RuleTable] = {item.id: item for item in scenario.tables}
        self.watches: dict[str, Watch] = {item.id: item for item in scenario.watches}
        self.modalities = {item.id: item for item in scenario.modalities}
        self.kinds: dict[str, MoveKind] = {item.id: item for item in scenario.moves}
        self.injects = {item.id: item for item in scenario.injects}
        self.claims = {item.id: item for item in scenario.claims}
        self.facts = {item.id: item for item in scenario.facts}
        self.personas = {item.id: item for item in scenario.personas}
        self.players = tuple(sorted(item.id for item in scenario.actors if item.plays))
        self.sets: dict[str, tuple[str, ...]] = {
            item.id: members_at(item, scenario.head.start) for item in scenario.sets if item.id != PLAYERS
        }
        self.sets[PLAYERS] = self.players
        self.sets = {name: self.sets[name] for name in sorted(self.sets)}
        self.values: dict[str, str] = {}
        for modality in scenario.modalities:
            for value in modality.values:
                self.values.setdefault(value.id, modality.id)
        self._unions: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        self.tags = tuple(sorted({tag for kind in scenario.moves for tag in kind.tags}))

    def expand(self, name: str) -> tuple[str, ...] | None:
        """Return the members of a set, or the name itself when it is an actor or a value; None for anything else."""
        if name in self.sets:
            return self.sets[name]
        if name in self.actors or name in self.values:
            return (name,)
        return None

    def expand_all(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the sorted members of several sets and single names; unknown names are left out."""
        return tuple(sorted({member for name in names for member in self.expand(name) or ()}))

    def subjects(self, inject: str) -> tuple[str, ...]:
        """Return whom an inject may concern; nobody for one without a subject."""
        group = self.injects[inject].subject
        return () if group is None else self.expand(group) or ()

    def places(self, of: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield every combination of the members of the sets in `of`, sorted, one empty one when there are none."""
        keys: list[tuple[str, ...]] = [()]
        for name in of:
            members = self.expand(name) or ()
            keys = [(*key, member) for key in keys for member in members]
        return iter(keys)

    @cached_property
    def modality_values(self) -> dict[str, tuple[str, ...]]:
        """What each modality can be: its named values, or the members of its set and the players where `self` can stand."""
        found: dict[str, tuple[str, ...]] = {}
        for modality in self.scenario.modalities:
            names = {value.id for value in modality.values}
            if modality.of is not None:
                names.update(self.expand(modality.of) or ())
                names.update(self.players)
            found[modality.id] = tuple(sorted(names))
        return found

    @cached_property
    def movers(self) -> dict[str, frozenset[str]]:
        """The actors that each kind of move is open to."""
        playing = frozenset(self.players)
        return {kind.id: frozenset(self.expand_all(kind.by)) & playing for kind in self.scenario.moves}

    @cached_property
    def aims(self) -> dict[str, frozenset[str]]:
        """The targets that each kind of move can have; empty for a kind without a target."""
        return {kind.id: frozenset((self.expand(kind.target.of) or ()) if kind.target is not None else ()) for kind in self.scenario.moves}

    @cached_property
    def options(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each kind and modality the values it can take, the default first; `self` stands for the actor."""
        return {
            kind.id: {
                modality.id: tuple(dict.fromkeys(kind.modalities.get(modality.id) or (modality.default,)))
                for modality in self.scenario.modalities
            }
            for kind in self.scenario.moves
        }

    @cached_property
    def manners(self) -> dict[str, dict[str, frozenset[str]]]:
        """For each kind and modality every value an act of that kind can hold, with `self` replaced by the movers."""
        found: dict[str, dict[str, frozenset[str]]] = {}
        for kind, options in self.options.items():
            found[kind] = {
                modality: frozenset(value for value in values if value != SELF) | (self.movers[kind] if SELF in values else frozenset())
                for modality, values in options.items()
            }
        return found

    def field_of(self, kind: str, field: str) -> frozenset[str]:
        """Return what a field of a move of one kind can be: actor, targets or a modality."""
        if field == "actor":
            return self.movers[kind]
        if field == "targets":
            return self.aims[kind]
        return self.manners[kind][field]

    def allows(self, kind: str, actor: str, targets: Iterable[str], mods: Mapping[str, str]) -> bool:
        """Return whether a kind of move allows this actor, these targets and modalities; an argument ruled as a move need not be so."""
        manners = self.manners[kind]
        return (
            actor in self.movers[kind]
            and self.aims[kind].issuperset(targets)
            and all(value in manners[modality] for modality, value in mods.items())
        )

    def union(self, kinds: frozenset[str], field: str) -> frozenset[str]:
        """Return what a field can be over several kinds."""
        found = self._unions.get((kinds, field))
        if found is None:
            found = self._unions[kinds, field] = frozenset().union(*(self.field_of(kind, field) for kind in kinds))
        return found

    def table_keys(self, by: str) -> tuple[str, ...] | None:
        """Return the values that a table by this name must serve, sorted; None for a table by a count."""
        if by in self.modality_values:
            return self.modality_values[by]
        if by in self.sets:
            return self.sets[by]
        if by == "kind":
            return tuple(sorted(self.kinds))
        return FIELD_VALUES.get(by)

    def all_names(self) -> dict[str, tuple[str, tuple[str | int, ...]]]:
        """Return what each name of the shared name space is and where it stands; the first holder of a name wins."""
        found: dict[str, tuple[str, tuple[str | int, ...]]] = {}
        for _, name, word, where in self.holders():
            found.setdefault(name, (word, where))
        return found

    def holders(self) -> Iterator[tuple[str, str, str, tuple[str | int, ...]]]:
        """Yield (section, name, what it is in words, where) for every name of the shared name space, in a fixed order."""
        scenario = self.scenario
        groups: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
            ("actors", "an actor", scenario.actors),
            ("sets", "a set", scenario.sets),
            ("tracks", "a track", scenario.tracks),
            ("measures", "a measure", scenario.measures),
            ("tables", "a table", scenario.tables),
            ("watches", "a watch", scenario.watches),
            ("modalities", "a modality", scenario.modalities),
        )
        for section, word, items in groups:
            for item in items:
                yield section, item.id, word, (section, item.id)
        for modality in scenario.modalities:
            for place, value in enumerate(modality.values):
                yield "values", value.id, f"a value of {modality.id}", ("modalities", modality.id, "values", place)


FIELD_VALUES: Mapping[str, tuple[str, ...]] = {
    "how": ("broken", "crossed", "done", "evicted", "kept", "open", "running"),
    "type": ("intention", "promise", "red-line"),
    "outcome": ("accepted", "declined", "lapsed"),
}
"""The closed vocabularies of fields that are not modalities."""
COUNTS = ("age", "partners", "count")
"""What a table by a number may be by, besides a ladder or a watch."""
