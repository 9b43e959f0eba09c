"""Three proofs against hard-wiring: names in rules, opening values exchanged, and each rule taken away in turn.

`named_rules` lists, `exchanged` gives openings for a run, `carried_by` names the claims that hang on one single rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exercise.errors import ExerciseError, did_you_mean
from exercise.experiments.claims import ClaimRun, Tested, play_experiments, without_causes, without_rules
from exercise.experiments.layout import meant_for
from exercise.experiments.pool import Opened
from exercise.model.experiment import Arm, ExpectedOutcome, Experiment, NamedCase, Script
from exercise.model.scenario import Scenario
from exercise.rules.rulebook import Rulebook

FEW = 9
"""Games of a first look at what falls without a rule."""
_FRONT = re.compile(r"(?:front|tenant)=([a-z0-9_-]+)")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


class NamedRule(NamedTuple):
    """A rule that names particular actors, with what it rests on."""

    rule: str
    actors: tuple[str, ...]
    setting: tuple[str, ...]
    """Claims of the setting that it cites."""
    facts: tuple[str, ...]
    why: str
    """Its reason, where it is an assumption."""


class Carried(NamedTuple):
    """A claim that holds with a rule and does not without it."""

    rule: str
    claim: str
    named: bool
    """Whether the claim names that very cause, so that it may hang on it."""
    because: str
    """What fails."""
    why: str
    """Why the rule is the very cause, in the experiments' own words; empty where it is not."""


def named_rules(scenario: Scenario) -> tuple[NamedRule, ...]:
    """Return the rules that name a particular actor, sorted by id."""
    actors = {actor.id for actor in scenario.actors}
    setting = {claim.id for claim in scenario.claims if claim.kind == "setting"}
    found: list[NamedRule] = []
    for rule in scenario.rules:
        text = " ".join((*rule.each, *rule.when, *rule.odds, *rule.then, *rule.otherwise))
        names = tuple(sorted(actors.intersection(_WORD.findall(text))))
        if names:
            claims = tuple(claim for claim in rule.claims if claim in setting)
            found.append(NamedRule(rule.id, names, claims, rule.facts, rule.why or ""))
    return tuple(found)


def exchanged(book: Rulebook, one: str, other: str, families: Sequence[str] = ()) -> Opened:
    """Return the opening with the values of two names exchanged, in every family or only in those named.

    Raises:
        ExerciseError: If a name or family does not exist, or nothing would be exchanged.
    """
    for name in (one, other):
        if name not in book.actors:
            raise ExerciseError(f'no actor "{name}" whose opening could be exchanged.{did_you_mean(name, book.actors)}')
    for family in families:
        if family not in book.families:
            raise ExerciseError(f'no track "{family}".{did_you_mean(family, book.families)}')
    found: list[tuple[int, int]] = []
    swap = {one: other, other: one}
    for place, name in enumerate(book.track_names):
        family, key = book.track_family[place].id, book.track_keys[place]
        if (families and family not in families) or family == "capital":
            continue
        turned = tuple(swap.get(part, part) for part in key)
        partner = f"{family}[{', '.join(turned)}]"
        if partner != name and partner in book.track_index:
            found.append((place, book.opening[book.track_index[partner]]))
    if not found:
        raise ExerciseError(f"nothing opens for both {one} and {other} there.")
    return tuple(found)


def compares(experiment: Experiment, outcome: ExpectedOutcome, one: str, other: str) -> bool:
    """Return whether an outcome sets one voice against the other, so that it must reverse when their openings are exchanged.

    A bound asks for no difference, and so has none to reverse.
    """
    if outcome.expect in ("within", "not-above", "not-below"):
        return False
    heard = {
        frozenset(_voices(arm.scripts, case) & {one, other})
        for arm in _compared(experiment, outcome)
        for case in experiment.cases or (NamedCase(where={}),)
    }
    return frozenset({one}) in heard and frozenset({other}) in heard


def _compared(experiment: Experiment, outcome: ExpectedOutcome) -> tuple[Arm, ...]:
    return tuple(arm for arm in experiment.arms if arm.id in outcome.compare[:2])


def _voices(scripts: Mapping[str, Script], case: NamedCase) -> set[str]:
    """Return who speaks for the moves that the scripts of an arm make: the front that is named, else the actor."""
    found: set[str] = set()
    for script in scripts.values():
        for line in (*script.each_turn, *(line for lines in script.turns for line in lines)):
            text = line
            for name, value in case.where.items():
                text = text.replace(f"${name}", value)
            fronts = _FRONT.findall(text)
            found.update(fronts or [text.partition(":")[0]])
    return found


def carried_by(scenario: Scenario, experiments: Sequence[Experiment], rule: str, run: ClaimRun) -> tuple[Carried, ...]:
    """Return the claims that a rule cites and that fail without it, though they hold with it.

    Raises:
        ExerciseError: If there is no such rule.
    """
    reduced = without_rules(scenario, (rule,))
    cited = next(known.claims for known in scenario.rules if known.id == rule)
    wanted = [known for known in meant_for(scenario, experiments) if set(cited).intersection(known.claims)]
    if not wanted:
        return ()
    # What holds in a few games holds in many; only what does not is played at length.
    few = run._replace(games=min(run.games, max(FEW, run.games // 8)))
    doubted = wanted
    without: dict[str, Tested] = {}
    for games in dict.fromkeys((few, run)):
        bare = [without_causes(known, (rule,)) for known in doubted]
        without = {test.experiment.id: test for test in play_experiments(reduced, bare, games)}
        doubted = [known for known in doubted if not without[known.id].holds]
        if not doubted:
            break
    failing = doubted
    if not failing:
        return ()
    with_ = {test.experiment.id: test for test in play_experiments(scenario, failing, run)}
    found: list[Carried] = []
    for claim in cited:
        tests = [known for known in failing if claim in known.claims and with_[known.id].holds]
        if tests:
            found.append(carried(rule, claim, tests, "; ".join(_reason(without[known.id]) for known in tests)))
    return tuple(found)


def carried(rule: str, claim: str, failing: Sequence[Experiment], because: str) -> Carried:
    """Return a claim that falls with a rule, excused only where every experiment that fails names the rule as its cause."""
    named = all(rule in known.causes for known in failing)
    why = " ".join(dict.fromkeys(known.causes[rule] for known in failing)) if named else ""
    return Carried(rule, claim, named, because, why)


def _reason(test: Tested) -> str:
    told = test.fault or next(f"{judged.outcome} - {judged.because}" for judged in test.judged if not judged.holds)
    return f"{test.experiment.id}: {told}"


def sweep(scenario: Scenario, experiments: Sequence[Experiment], run: ClaimRun) -> tuple[Carried, ...]:
    """Return what `carried_by` finds for every rule that cites a claim, each rule in a process of its own."""
    rules = [rule.id for rule in scenario.rules if rule.claims]
    alone = run._replace(jobs=1, progress=None)
    found: list[Carried] = []
    if run.jobs <= 1:
        for rule in rules:
            found += carried_by(scenario, experiments, rule, alone)
        return tuple(found)
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(
        run.jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(scenario, tuple(experiments), alone)
    ) as pool:
        for done, carried in enumerate(pool.map(_carried, rules), 1):
            found += carried
            if run.progress is not None:
                run.progress(done, len(rules))
    return tuple(found)


_process: list[tuple[Scenario, tuple[Experiment, ...], ClaimRun]] = []
"""What a child process tests with."""


def _start(scenario: Scenario, experiments: tuple[Experiment, ...], run: ClaimRun) -> None:
    _process[:] = [(scenario, experiments, run)]


def _carried(rule: str) -> tuple[Carried, ...]:
    scenario, experiments, run = _process[0]
    return carried_by(scenario, experiments, rule, run)
