"""Experiments laid out on a scenario: every case filled in, every arm a `ReadyArm`, every outcome a `GameReading`.

`lay_out` gives what is to be played; faults of names, moves and sums come out as one `ExerciseError` that names the experiment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from exercise.bots.policy import Policy, read_policy
from exercise.errors import ExerciseError
from exercise.experiments.course import GameReading, ReadyArm
from exercise.model.experiment import Arm, ExpectedOutcome, Experiment, Experiments, NamedCase, Pattern, Script
from exercise.model.play import Move
from exercise.model.scenario import Scenario, laid_over
from exercise.rules.check_experiments import CASE_NAME, check_experiments
from exercise.rules.rulebook import Rulebook, opening_value

NO_CASE = NamedCase(where={})


class Laid(NamedTuple):
    """One case of an experiment, ready to be played: a course for each arm, a reading for each outcome."""

    experiment: Experiment
    case: int
    label: str
    held: bool
    courses: Mapping[str, ReadyArm]
    openings: Mapping[str, Mapping[str, Any]]
    """Arm to the opening values that differ, for saves."""
    readings: tuple[GameReading, ...]
    outcomes: tuple[ExpectedOutcome, ...]


def meant_for(scenario: Scenario, experiments: Iterable[Experiment]) -> tuple[Experiment, ...]:
    """Return the experiments meant for a scenario, sorted by id."""
    return tuple(sorted((known for known in experiments if not known.only or scenario.id in known.only), key=lambda known: known.id))


def lay_out(book: Rulebook, experiment: Experiment) -> tuple[Laid, ...]:
    """Return every case of an experiment laid out.

    Raises:
        ExerciseError: If a name, a move or a sum in it is not right for the scenario.
    """
    faults = check_experiments(book.analysis, Experiments(experiments=(experiment,)))
    wrong = [fault.text for fault in faults if not fault.warning]
    if wrong:
        raise ExerciseError("\n".join(wrong))
    cases = experiment.cases or (NO_CASE,)
    return tuple(_Case(book, experiment, number, case).laid() for number, case in enumerate(cases))


class _Case:
    """One case of an experiment under construction."""

    def __init__(self, book: Rulebook, experiment: Experiment, number: int, case: NamedCase) -> None:
        self.book = book
        self.experiment = experiment
        self.number = number
        self.case = case
        self.where = f'experiment "{experiment.id}"'
        self.turns = experiment.turns or book.scenario.head.turns

    def laid(self) -> Laid:
        arms = {arm.id: arm for arm in self.experiment.arms}
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
        return CASE_NAME.sub(lambda found: self.case.where[found.group(1)], text)

    def _filled_all(self, value: Any) -> Any:
        if isinstance(value, str):
            text = self._filled(value)
            return int(text) if text.isdecimal() else text
        if isinstance(value, Mapping):
            return {self._filled(str(key)): self._filled_all(item) for key, item in value.items()}
        return value

    # --- arms

    def _opening(self, arm: Arm) -> Mapping[str, Any]:
        found: Mapping[str, Any] = laid_over(self._filled_all(self.experiment.opening), self._filled_all(arm.opening))
        return found

    def _course(self, arm: Arm, opening: Mapping[str, Any]) -> ReadyArm:
        book = self.book
        scripts = {self._filled(name): script for name, script in (*self.experiment.scripts.items(), *arm.scripts.items())}
        named: dict[str, str] = dict.fromkeys(book.players, self.experiment.others)
        for name, bot in (*self.experiment.named.items(), *arm.named.items()):
            named.update({actor: self._filled(bot) for actor in self._actors(self._filled(name)) if actor in named})
        injects = [(release.turn, release.inject, self._filled(release.of or "")) for release in arm.injects]
        without = tuple(sorted(book.injects)) if "all" in self.experiment.without_injects else self.experiment.without_injects
        return ReadyArm(
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
        return read_policy(data, actor, name=f"{self.where}: {actor}")

    def _tracks(self, opening: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
        """Return the places of tracks whose opening differs, with their values; a key may be a set, which stands for its members."""
        book = self.book
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
            if name in self.book.sets.get(known, ()):
                return {name: self._spread(value[known], key[1:])}
        return {}

    # --- outcomes

    def _actors(self, name: str) -> tuple[str, ...]:
        return self.book.sets.get(name, (name,))

    def _all_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for name in names for actor in self._actors(self._filled(name))))

    def _reading(self, outcome: ExpectedOutcome) -> GameReading:
        if outcome.sum is not None:
            return GameReading("sum", self._filled(outcome.sum), str(outcome.at), since=outcome.since)
        if outcome.holds is not None:
            return GameReading("holds", self._filled(outcome.holds), str(outcome.at))
        if outcome.happened is not None:
            subjects = self._actors(self._filled(outcome.happened.of)) if outcome.happened.of else ()
            return GameReading("happened", outcome.happened.inject, "end", to=subjects, first=outcome.happened.turn)
        pattern = outcome.made or outcome.open or outcome.accepted or Pattern()
        return GameReading(
            "made" if outcome.made is not None else "open" if outcome.open is not None else "accepted",
            by=self._all_of(pattern.by),
            kinds=self._kinds(pattern),
            to=self._all_of(pattern.to),
            first=pattern.first,
        )

    def _kinds(self, pattern: Pattern) -> tuple[str, ...]:
        kinds = (self._filled(pattern.kind),) if pattern.kind else tuple(self.book.kinds) if pattern.tag else ()
        tags = {self._filled(tag) for tag in pattern.tag}
        return tuple(kind for kind in kinds if not tags or tags.intersection(self.book.kinds[kind].tags))


def planned_moves(course: ReadyArm) -> tuple[Move, ...]:
    """Return all moves that an arm's scripts make, turn by turn."""
    return tuple(move for policy in course.policies for moves in policy.turns for move in moves)
