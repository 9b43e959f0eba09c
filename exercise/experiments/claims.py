"""Every claim of a scenario put to its experiments: `put_to_test` plays them and `ClaimsTable` says what holds.

`exercise.experiments.print` puts it into words; knows no command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from exercise.experiments.course import Played
from exercise.experiments.layout import Laid, lay_out, meant_for
from exercise.experiments.openings import OpeningJudged, judge_opening
from exercise.experiments.pool import Opened, Progress, Task, play_all
from exercise.experiments.verdict import Judged, case_of, is_held, judge
from exercise.model.experiment import Experiment, OpeningCheck
from exercise.model.scenario import Claim, Scenario
from exercise.rules.compile import compile_rulebook

SPENDING = 0.5
"""By how many points of capital the arms' mean spending may differ where the claim is not about spending."""


class Tested(NamedTuple):
    """One experiment played: its outcomes judged, what each arm's scripts spent in the mean, and the orders that were refused."""

    experiment: Experiment
    laid: tuple[Laid, ...]
    judged: tuple[Judged, ...]
    spent: Mapping[str, float]
    refused: tuple[tuple[str, str, int], ...]
    """Scripted orders with the refusal's code, and in how many games."""
    fault: str
    """Why it is no fair test as it stands, such as arms that spend unequally; empty when it is."""

    @property
    def holds(self) -> bool:
        """Whether every outcome holds in a fair test."""
        return not self.fault and all(judged.holds for judged in self.judged)


class ClaimResult(NamedTuple):
    """A claim with everything that was done to test it."""

    claim: Claim
    experiments: tuple[Tested, ...]
    openings: tuple[OpeningJudged, ...]

    @property
    def holds(self) -> bool:
        """Whether there is a test and every one holds."""
        tests = [*(test.holds for test in self.experiments), *(check.holds for check in self.openings)]
        return bool(tests) and all(tests)


class ClaimsTable(NamedTuple):
    """All claims that were asked for, in the brief's order of their ids."""

    scenario: str
    games: int
    seed: str
    part: str
    without: tuple[str, ...]
    claims: tuple[ClaimResult, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return all(result.holds for result in self.claims)


class ClaimRun(NamedTuple):
    """How a run is played."""

    games: int = 100
    seed: str = "1"
    jobs: int = 1
    part: str = "all"
    """all, tuning (the seeds and cases that may be looked at while numbers are set) or held (the rest)."""
    opened: Opened = ()
    progress: Progress | None = None


def without_rules(scenario: Scenario, rules: Iterable[str]) -> Scenario:
    """Return a scenario from which rules were dropped.

    Raises:
        ExerciseError: If there is no such rule.
    """
    from exercise.errors import ExerciseError, did_you_mean

    known = {rule.id for rule in scenario.rules}
    dropped = set(rules)
    for rule in sorted(dropped - known):
        raise ExerciseError(f'{scenario.id} has no rule "{rule}".{did_you_mean(rule, known)}')
    return scenario.model_copy(update={"rules": tuple(rule for rule in scenario.rules if rule.id not in dropped)})


def without_causes(experiment: Experiment, rules: Iterable[str]) -> Experiment:
    """Return an experiment that no longer names rules that were dropped."""
    gone = set(rules)
    return experiment.model_copy(update={"causes": {rule: why for rule, why in experiment.causes.items() if rule not in gone}})


def put_to_test(
    scenario: Scenario,
    experiments: Sequence[Experiment],
    openings: Sequence[OpeningCheck] = (),
    *,
    claims: Sequence[str] = (),
    without: Sequence[str] = (),
    run: ClaimRun | None = None,
) -> ClaimsTable:
    """Return every claim with its experiments played and judged.

    Args:
        scenario: The resolved scenario.
        experiments: All experiments at hand; those not meant for the scenario are left out.
        openings: All checks of openings at hand.
        claims: Ids of the claims wanted; all when empty.
        without: Rules to drop first.
        run: Games, seed, processes, and which part of seeds and cases.

    Raises:
        ExerciseError: If a claim or rule does not exist, or an experiment does not fit the scenario.
    """
    from exercise.errors import ExerciseError, did_you_mean

    run = run or ClaimRun()
    names = {claim.id for claim in scenario.claims}
    for claim in claims:
        if claim not in names:
            raise ExerciseError(f'{scenario.id} has no claim "{claim}".{did_you_mean(claim, names)}')
    chosen = set(claims) or names
    reduced = without_rules(scenario, without) if without else scenario
    wanted = [without_causes(known, without) for known in meant_for(scenario, experiments) if chosen.intersection(known.claims)]
    tested = play_experiments(reduced, wanted, run)
    checks = [check for check in openings if (not check.only or scenario.id in check.only) and chosen.intersection(check.claims)]
    book = compile_rulebook(reduced)
    opened = [judge_opening(book, check) for check in checks]
    results = tuple(
        ClaimResult(
            claim,
            tuple(test for test in tested if claim.id in test.experiment.claims),
            tuple(check for check in opened if claim.id in check.check.claims),
        )
        for claim in scenario.claims
        if claim.id in chosen
    )
    return ClaimsTable(scenario.id, run.games, run.seed, run.part, tuple(without), results)


def play_experiments(scenario: Scenario, experiments: Sequence[Experiment], run: ClaimRun) -> tuple[Tested, ...]:
    """Return experiments played and judged, in the order given."""
    book = compile_rulebook(scenario)
    laid = [lay_out(book, experiment) for experiment in experiments]
    numbers = [number for number in range(run.games) if run.part == "all" or is_held(number) == (run.part == "held")]
    tasks: list[Task] = []
    places: list[tuple[int, str, int]] = []
    for index, cases in enumerate(laid):
        for place, case in enumerate(cases):
            mine = tuple(number for number in numbers if case_of(cases, number) == place)
            for arm, course in case.courses.items():
                readings = tuple(reading for reading, outcome in zip(case.readings, case.outcomes, strict=True) if arm in outcome.compare)
                tasks.append(Task(course, tuple(dict.fromkeys(readings)), mine))
                places.append((index, arm, place))
    played = play_all(scenario, tasks, series=run.seed, jobs=run.jobs, opened=run.opened, progress=run.progress)
    games: dict[tuple[int, str], dict[int, Played]] = {}
    for (index, arm, _), found in zip(places, played, strict=True):
        games.setdefault((index, arm), {}).update(found)
    return tuple(
        _tested(experiment, cases, {arm.id: games[(index, arm.id)] for arm in experiment.arms})
        for index, (experiment, cases) in enumerate(zip(experiments, laid, strict=True))
    )


def _tested(experiment: Experiment, laid: tuple[Laid, ...], games: Mapping[str, Mapping[int, Played]]) -> Tested:
    judged = []
    for index, outcome in enumerate(experiment.outcomes):
        values: dict[str, dict[int, Any]] = {}
        for arm in outcome.compare:
            values[arm] = {}
            for number, game in games[arm].items():
                case = laid[case_of(laid, number)]
                readings = list(dict.fromkeys(r for r, o in zip(case.readings, case.outcomes, strict=True) if arm in o.compare))
                values[arm][number] = game.readings[readings.index(case.readings[index])]
        judged.append(judge(laid, outcome, values))
    spent = {arm: sum(game.spent for game in found.values()) / 10 / max(1, len(found)) for arm, found in games.items()}
    refused: dict[tuple[str, str], int] = {}
    for found in games.values():
        for game in found.values():
            for slip in game.refused:
                refused[slip] = refused.get(slip, 0) + 1
    fault = ""
    if not experiment.spending and spent and max(spent.values()) - min(spent.values()) > SPENDING:
        told = ", ".join(f"{arm} {value:.1f}" for arm, value in spent.items())
        fault = f"the arms do not spend alike: {told}; let each spend the same, or say spending: true"
    return Tested(experiment, laid, tuple(judged), spent, tuple((*slip, count) for slip, count in sorted(refused.items())), fault)
