"""Experiments laid out on a scenario: every case filled in, every arm a `Course`, every outcome a `Reading`.

`lay_out` gives what is to be played; faults of names, moves and sums come out as one `ExerciseError` that names the experiment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from exercise.bots.policy import Policy, read_policy
from exercise.errors import ExerciseError, did_you_mean
from exercise.experiments.course import Course, Reading
from exercise.model.experiment import Arm, Case, Experiment, Outcome, Pattern, Script
from exercise.model.play import Move
from exercise.model.scenario import Scenario
from exercise.rules.rulebook import Rulebook, opening_value

VERBS = ("end", "signal")
"""Moves of an actor, besides the kinds of the scenario, that a script may make."""
NO_CASE = Case(where={})
_NAME = re.compile(r"\$([A-Za-z][A-Za-z0-9]*)")
T = TypeVar("T")


class Laid(NamedTuple):
    """One case of an experiment, ready to be played: a course for each arm, a reading for each outcome."""

    experiment: Experiment
    case: int
    label: str
    held: bool
    courses: Mapping[str, Course]
    openings: Mapping[str, Mapping[str, Any]]
    """Arm to the opening values that differ, for saves."""
    readings: tuple[Reading, ...]
    outcomes: tuple[Outcome, ...]


def meant_for(scenario: Scenario, experiments: Iterable[Experiment]) -> tuple[Experiment, ...]:
    """Return the experiments meant for a scenario, sorted by id."""
    return tuple(sorted((known for known in experiments if not known.only or scenario.id in known.only), key=lambda known: known.id))


def lay_out(book: Rulebook, experiment: Experiment) -> tuple[Laid, ...]:
    """Return every case of an experiment laid out.

    Raises:
        ExerciseError: If a name, a move or a sum in it is not right for the scenario.
    """
    claims = {claim.id for claim in book.scenario.claims}
    for claim in experiment.claims:
        if claims and claim not in claims:
            raise ExerciseError(f'experiment "{experiment.id}": no claim "{claim}".{did_you_mean(claim, claims)}')
    for rule in experiment.causes:
        if rule not in book.rules:
            raise ExerciseError(f'experiment "{experiment.id}": no rule "{rule}".{did_you_mean(rule, book.rules)}')
    cases = experiment.cases or (NO_CASE,)
    return tuple(_Case(book, experiment, number, case).laid() for number, case in enumerate(cases))


def deepened(value: Any, over: Any) -> Any:
    """Return a nested mapping with another laid over it; what is no mapping is replaced."""
    if not isinstance(value, Mapping) or not isinstance(over, Mapping):
        return over
    return {**value, **{key: deepened(value.get(key), item) for key, item in over.items()}}


class _Case:
    """One case of an experiment under construction."""

    def __init__(self, book: Rulebook, experiment: Experiment, number: int, case: Case) -> None:
        self.book = book
        self.experiment = experiment
        self.number = number
        self.case = case
        self.where = f'experiment "{experiment.id}"'
        self.turns = experiment.turns or book.scenario.head.turns

    def laid(self) -> Laid:
        arms = {arm.id: arm for arm in self.experiment.arms}
        if len(arms) < len(self.experiment.arms):
            raise ExerciseError(f"{self.where}: two arms have the same id.")
        for outcome in self.experiment.outcomes:
            for name in outcome.compare:
                if name not in arms:
                    raise ExerciseError(f'{self.where}: no arm "{name}".{did_you_mean(name, arms)}')
            if len(outcome.compare) == 3:
                raise ExerciseError(f"{self.where}: compare takes one, two or four arms.")
        openings = {name: self._opening(arm) for name, arm in arms.items()}
        return Laid(
            self.experiment,
            self.number,
            ", ".join(self.case.where.values()),
            self.case.held,
            {name: self._course(arm, openings[name]) for name, arm in arms.items()},
            openings,
            tuple(self._reading(outcome) for outcome in self.experiment.outcomes),
            self.experiment.outcomes,
        )

    def _filled(self, text: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name not in self.case.where:
                raise ExerciseError(f'{self.where}: no case says what "${name}" stands for.')
            return self.case.where[name]

        return _NAME.sub(value, text)

    def _filled_all(self, value: Any) -> Any:
        if isinstance(value, str):
            text = self._filled(value)
            return int(text) if text.isdecimal() else text
        if isinstance(value, Mapping):
            return {self._filled(str(key)): self._filled_all(item) for key, item in value.items()}
        return value

    def _known(self, name: str, known: Iterable[str], what: str) -> str:
        names = list(known)
        if name not in names:
            raise ExerciseError(f'{self.where}: no {what} "{name}".{did_you_mean(name, names)}')
        return name

    # --- arms

    def _opening(self, arm: Arm) -> Mapping[str, Any]:
        found: Mapping[str, Any] = deepened(self._filled_all(self.experiment.opening), self._filled_all(arm.opening))
        return found

    def _course(self, arm: Arm, opening: Mapping[str, Any]) -> Course:
        book = self.book
        scripts: dict[str, Script] = {}
        for name, script in (*self.experiment.scripts.items(), *arm.scripts.items()):
            scripts[self._known(self._filled(name), book.players, "actor that plays")] = script
        named = dict.fromkeys(book.players, self.experiment.others)
        bots = ("persona", "random", "hold", *book.personas)
        for name, bot in (*self.experiment.named.items(), *arm.named.items()):
            for actor in self._actors(self._filled(name)):
                if actor in named:
                    named[actor] = self._known(self._filled(bot), bots, "persona")  # type: ignore[assignment]
        injects: list[tuple[int, str, str]] = []
        for release in arm.injects:
            inject = self._known(release.inject, book.injects, "inject")
            injects.append((release.turn, inject, self._filled(release.of) if release.of else ""))
        for inject in self.experiment.without_injects:
            if inject != "all":
                self._known(inject, book.injects, "inject")
        without = tuple(sorted(book.injects)) if "all" in self.experiment.without_injects else self.experiment.without_injects
        return Course(
            self.turns,
            tuple(self._policy(actor, script) for actor, script in sorted(scripts.items())),
            tuple(sorted(named.items())),
            self._tracks(opening),
            tuple(sorted(injects)),
            tuple(sorted(without)),
            self._all_of(self.experiment.spenders),
            self.experiment.nothing_running,
        )

    def _policy(self, actor: str, script: Script) -> Policy:
        turns = [list(lines) for lines in script.turns]
        if script.each_turn:
            turns += [[] for _ in range(self.turns - len(turns))]
            turns = [[*lines, *script.each_turn] for lines in turns]
        data = {
            "turns": [[self._filled(line) for line in lines] for lines in turns],
            "answers": {self._filled(kind): reply for kind, reply in script.answers.items()},
            "otherwise": self._filled(script.otherwise or ""),
        }
        if data["otherwise"] == "hold":
            data["otherwise"] = ""
        kinds = (*self.book.kinds, *VERBS)
        others = ("persona", "random", *self.book.personas)
        return read_policy(data, actor, kinds, others, f"{self.where}: {actor}")

    def _tracks(self, opening: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
        """Return the places of tracks whose opening differs, with their values; a key may be a set, which stands for its members."""
        book = self.book
        for name in opening:
            self._known(name, book.families, "track")
        found: list[tuple[int, int]] = []
        for place, (family, key) in enumerate(zip(book.track_family, book.track_keys, strict=True)):
            if family.id not in opening:
                continue
            value = opening_value({family.id: self._spread(opening[family.id], key)}, family, key)
            if value is not None:
                unit = 10 if family.kind == "points" else 1
                found.append((place, min(max(value * unit, book.lowest[place]), book.highest[place])))
        return tuple(found)

    def _spread(self, value: Any, key: tuple[str, ...]) -> Any:
        """Return an opening's value with set names replaced by the member that a track's key names."""
        if not isinstance(value, Mapping) or not key:
            return value
        name = key[0]
        if name in value:
            return {name: self._spread(value[name], key[1:])}
        for known in value:
            if known not in self.book.sets and known not in self.book.values and known not in self.book.actors:
                near = did_you_mean(str(known), (*self.book.sets, *self.book.actors))
                raise ExerciseError(f'{self.where}: opening: no name "{known}".{near}')
            if name in self.book.sets.get(known, ()):
                return {name: self._spread(value[known], key[1:])}
        return {}

    # --- outcomes

    def _actors(self, name: str) -> tuple[str, ...]:
        if name in self.book.sets:
            return self.book.sets[name]
        return (self._known(name, self.book.actors, "actor or set"),)

    def _all_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for name in names for actor in self._actors(self._filled(name))))

    def _reading(self, outcome: Outcome) -> Reading:
        book = self.book
        asked = [name for name in ("sum", "made", "open", "accepted", "holds", "happened") if getattr(outcome, name) is not None]
        if len(asked) != 1:
            raise ExerciseError(f'{self.where}: outcome "{outcome.title}" reads exactly one of sum, made, open, accepted, holds, happened.')
        if outcome.sum is not None:
            text = self._filled(outcome.sum)
            self._try(lambda: book.sum(text), outcome)
            return Reading("sum", text, str(outcome.at), since=outcome.since)
        if outcome.holds is not None:
            text = self._filled(outcome.holds)
            self._try(lambda: book.condition(text), outcome)
            return Reading("holds", text, str(outcome.at))
        if outcome.happened is not None:
            inject = self._known(outcome.happened.inject, book.injects, "inject")
            subjects = self._actors(self._filled(outcome.happened.of)) if outcome.happened.of else ()
            return Reading("happened", inject, "end", to=subjects, first=outcome.happened.turn)
        pattern = outcome.made or outcome.open or outcome.accepted or Pattern()
        return Reading(
            "made" if outcome.made is not None else "open" if outcome.open is not None else "accepted",
            by=self._all_of(pattern.by),
            kinds=self._kinds(pattern),
            to=self._all_of(pattern.to),
            first=pattern.first,
        )

    def _kinds(self, pattern: Pattern) -> tuple[str, ...]:
        kinds: tuple[str, ...] = ()
        if pattern.kind:
            kinds = (self._known(self._filled(pattern.kind), self.book.kinds, "move kind"),)
        if pattern.tag:
            tags = [self._filled(tag) for tag in pattern.tag]
            tagged = tuple(kind.id for kind in self.book.kinds.values() if any(tag in kind.tags for tag in tags))
            kinds = tuple(kind for kind in tagged if not kinds or kind in kinds)
            if not kinds:
                raise ExerciseError(f'{self.where}: no move kind has the tag "{", ".join(tags)}".')
        return kinds

    def _try(self, made: Callable[[], T], outcome: Outcome) -> T:
        try:
            return made()
        except ValueError as error:
            raise ExerciseError(f'{self.where}: outcome "{outcome.title}": {error}') from error


def planned_moves(course: Course) -> tuple[Move, ...]:
    """Return all moves that an arm's scripts make, turn by turn."""
    return tuple(move for policy in course.policies for moves in policy.turns for move in moves)
