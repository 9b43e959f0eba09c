"""Every fault of a scenario's experiments: names, moves, sums and numbers, looked up in the scenario they are put to.

Call `check_experiments`. An experiment that it lets pass can be laid out on the scenario and played.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from exercise.errors import Fault, did_you_mean
from exercise.rules import grammar as g
from exercise.rules.analyse import Analysis, Where, sentence
from exercise.rules.checker import Checker
from exercise.rules.personas import misfit

if TYPE_CHECKING:
    from exercise.model.experiment import Arm, ExpectedOutcome, Experiment, Experiments, OpeningCheck, Pattern, Release, Script
    from exercise.model.scenario import Family

VERBS = ("end", "signal")
"""Moves of an actor, besides the kinds of the scenario, that a script may make."""
BOTS = ("persona", "random", "hold")
"""Who may play an actor, besides the personas of the scenario."""
READS = ("sum", "made", "open", "accepted", "holds", "happened")
"""What an outcome can read; each outcome reads one of them."""
SHARES = ("accepted", "holds", "happened")
"""Those that are read in percent."""
CASE_NAME = re.compile(r"\$([A-Za-z][A-Za-z0-9]*)")


def check_experiments(analysis: Analysis, experiments: Experiments, scenarios: Iterable[str] = ()) -> list[Fault]:
    """Return every fault and warning of the experiments that are meant for the scenario.

    Args:
        analysis: The scenario's rules and names.
        experiments: All experiments and opening checks at hand.
        scenarios: Ids of all scenarios that there are; empty where that is not known.
    """
    scenario = analysis.names.scenario
    found: list[Fault] = []
    for experiment in experiments.experiments:
        found += _only(("experiments", experiment.id), experiment.only, tuple(scenarios))
        if not experiment.only or scenario.id in experiment.only:
            found += _Experiment(analysis, experiment).found()
    for check in experiments.openings:
        found += _only(("openings", check.id), check.only, tuple(scenarios))
        if not check.only or scenario.id in check.only:
            found += _Opening(analysis, check).found()
    return list(dict.fromkeys(found))


def _only(where: Where, only: Iterable[str], scenarios: tuple[str, ...]) -> list[Fault]:
    """Return a fault for each scenario that an experiment is meant for and that does not exist."""
    owner = f'{"experiment" if where[0] == "experiments" else "check of the opening"} "{where[1]}"'
    return [
        Fault((*where, "only", place), sentence(f'{owner}: no scenario "{name}".{did_you_mean(name, scenarios)}'))
        for place, name in enumerate(only)
        if scenarios and name not in scenarios
    ]


class _Asker(Checker):
    """Checks what experiments and checks of openings share."""

    def __init__(self, analysis: Analysis, owner: str, where: Where) -> None:
        super().__init__(analysis.names)
        self.analysis = analysis
        self.owner = owner
        self.where = where

    def sum(self, where: Where, text: str, at: Where | None = None) -> None:
        """Check a sum."""
        try:
            self.analysis.sum(text)
        except g.SlipError as slip:
            self.fault(at or where, f"{self.owner}: {slip.text}", offset=0 if at else slip.at)

    def condition(self, where: Where, text: str) -> None:
        """Check a condition on the state; one on a move holds for none."""
        try:
            told = self.analysis.condition(text)
        except g.SlipError as slip:
            self.fault(where, f"{self.owner}: {slip.text}", offset=slip.at)
            return
        if told.of_act:
            self.fault(where, f"{self.owner}: this asks about a move, and none is made when it is read")

    def opening(self, where: Where, opening: Mapping[str, Any]) -> None:
        """Check an opening in which a set may stand for its members."""
        for family_id, value in opening.items():
            if self.known(f"{self.owner}: opening", (*where, family_id), family_id, self.names.families, "track", on_key=True):
                self._level((*where, family_id), self.names.families[family_id], 0, value)

    def _level(self, where: Where, family: Family, depth: int, value: Any) -> None:
        low, high = family.range
        owner = f"{self.owner}: opening"
        if type(value) is int:
            if not low <= value <= high:
                self.fault(where, f"{owner}: {family.id} runs from {low} to {high}; found {value}")
            return
        if not isinstance(value, Mapping) or depth >= len(family.of):
            self.fault(where, f"{owner}: {family.id} needs a whole number from {low} to {high} here")
            return
        members = frozenset(self.names.expand(family.of[depth]) or ())
        for name, inner in value.items():
            known = (*self.names.sets, *self.names.actors, *self.names.values)
            if not self.known(owner, (*where, name), str(name), known, "actor, value or set", on_key=True):
                continue
            if members.isdisjoint(self.names.expand(str(name)) or ()):
                self.fault((*where, name), f'{owner}: {family.id} has no place for "{name}", which is not in {family.of[depth]}', True)
            else:
                self._level((*where, name), family, depth + 1, inner)


class _Opening(_Asker):
    """Checks one look into the opening."""

    def __init__(self, analysis: Analysis, check: OpeningCheck) -> None:
        super().__init__(analysis, f'check of the opening "{check.id}"', ("openings", check.id))
        self.check = check

    def found(self) -> list[Fault]:
        """Return its faults."""
        check, where, scenario = self.check, self.where, self.names.scenario
        self.cited(self.owner, where, check.claims)
        variants = [variant.id for variant in scenario.variants]
        # A variant has no variants itself, so that only the whole scenario can say whether there is such a one.
        if check.variant is not None and scenario.variant is None:
            self.known(self.owner, (*where, "variant"), check.variant, variants, "variant")
        for place, text in enumerate(check.holds):
            self.condition((*where, "holds", place), text)
        words = [*self.names.families, *self.names.measures]
        for actor, names in check.objectives.items():
            self.known(self.owner, (*where, "objectives", actor), actor, self.names.actors, "actor", on_key=True)
            for place, word in enumerate(names):
                self.known(self.owner, (*where, "objectives", actor, place), word, words, "track or measure")
        for place, inject in enumerate(check.injects):
            self.known(self.owner, (*where, "injects", place), inject, self.names.injects, "inject")
        self.opening((*where, "worse"), check.worse)
        if check.sum is not None:
            self.sum((*where, "sum"), check.sum)
        if (check.sum is None) != (not check.worse):
            self.fault(where, f"{self.owner}: sum: and worse: go together; give both or neither")
        if not (check.holds or check.objectives or check.injects or check.worse):
            self.fault(where, f"{self.owner} looks at nothing; say holds:, objectives:, injects: or worse:")
        return self.faults


class _Experiment(_Asker):
    """Checks one experiment in each of its cases."""

    def __init__(self, analysis: Analysis, experiment: Experiment) -> None:
        super().__init__(analysis, f'experiment "{experiment.id}"', ("experiments", experiment.id))
        self.experiment = experiment
        self.turns = experiment.turns or self.names.scenario.head.turns
        self.case: Mapping[str, str] = {}

    def found(self) -> list[Fault]:
        """Return its faults; where a case's own names are wrong, those alone."""
        self._cases()
        if self.faults:
            return self.faults
        self._once()
        for case in [case.where for case in self.experiment.cases] or [{}]:
            self.case = case
            self._shared()
            for arm in self.experiment.arms:
                self._arm(arm)
            for place, outcome in enumerate(self.experiment.outcomes):
                self._outcome((*self.where, "outcomes", place), outcome)
        return self.faults

    # --- cases

    def _cases(self) -> None:
        names = self.names
        words = {
            *names.actors, *names.sets, *names.values, *names.families, *names.measures, *names.tables, *names.watches, *names.modalities,
            *names.kinds, *names.tags, *names.injects, *names.personas, *BOTS,
        }  # fmt: skip
        every = sorted({name for case in self.experiment.cases for name in case.where})
        for place, case in enumerate(self.experiment.cases):
            where: Where = (*self.where, "cases", place, "where")
            for name in every:
                if name not in case.where:
                    self.fault(where, f"{self.owner}: this case does not say what ${name} stands for, which another says")
            for name, value in case.where.items():
                if not CASE_NAME.fullmatch(f"${name}"):
                    self.fault((*where, name), f'{self.owner}: "{name}" cannot be a name; letters and digits only', on_key=True)
                parts = re.findall(r"[^\W\d][\w-]*", value)
                for word in parts:
                    if not (len(parts) > 1 and (word in g.RESERVED or word.isupper())):
                        self.known(self.owner, (*where, name), word, words, "name")

    def filled(self, where: Where, text: str, on_key: bool = False) -> str:
        """Return a text with what the case says in place of each `$NAME`; empty, with a fault, where the case does not say."""
        missing = [name for name in CASE_NAME.findall(text) if name not in self.case]
        for name in missing:
            self.fault(where, f'{self.owner}: no case says what "${name}" stands for', on_key)
        return "" if missing else CASE_NAME.sub(lambda found: self.case[found.group(1)], text)

    def _filled_all(self, where: Where, value: Any) -> Any:
        if isinstance(value, str):
            text = self.filled(where, value)
            return int(text) if text.isdecimal() else text
        if isinstance(value, Mapping):
            return {self.filled((*where, key), str(key), True): self._filled_all((*where, key), item) for key, item in value.items()}
        return value

    # --- what holds for every arm

    def _once(self) -> None:
        experiment, where = self.experiment, self.where
        self.cited(self.owner, where, experiment.claims)
        for rule in experiment.causes:
            self.known(self.owner, (*where, "causes", rule), rule, self.analysis.sources, "rule", on_key=True)
        arms = [arm.id for arm in experiment.arms]
        compared = {name for outcome in experiment.outcomes for name in outcome.compare}
        for place, arm in enumerate(arms):
            if arm in arms[:place]:
                self.fault((*where, "arms", place, "id"), f'{self.owner}: the arm "{arm}" is given twice')
            elif arm not in compared:
                self.warn((*where, "arms", place), f'{self.owner}: no outcome compares the arm "{arm}"')
        for place, outcome in enumerate(experiment.outcomes):
            self._compared((*where, "outcomes", place), outcome, arms)
        for place, inject in enumerate(experiment.without_injects):
            self.known(self.owner, (*where, "without_injects", place), inject, ("all", *self.names.injects), "inject")

    def _compared(self, where: Where, outcome: ExpectedOutcome, arms: list[str]) -> None:
        for place, name in enumerate(outcome.compare):
            self.known(self.owner, (*where, "compare", place), name, arms, "arm")
        if len(outcome.compare) == 3:
            self.fault((*where, "compare"), f"{self.owner}: compare takes one, two or four arms")
        asked = [name for name in READS if getattr(outcome, name) is not None]
        if len(asked) != 1:
            self.fault(where, f'{self.owner}: outcome "{outcome.title}" reads exactly one of {", ".join(READS)}')
        elif asked[0] in SHARES and outcome.least > (1000 if outcome.tenths else 100):
            self.fault((*where, "least"), f"{self.owner}: shares are in percent, and no difference of them reaches {outcome.least}")
        if outcome.at not in ("end", "epilogue") and asked[:1] not in (["sum"], ["holds"]):
            self.fault((*where, "at"), f"{self.owner}: at: is for a sum or a condition")
        elif outcome.at in ("highest", "lowest", "mean") and asked == ["holds"]:
            self.fault((*where, "at"), f"{self.owner}: a condition holds after a turn, at the end or after the epilogue")
        if type(outcome.at) is int and outcome.at > self.turns:
            self.fault((*where, "at"), f"{self.owner}: there is no turn {outcome.at} to read; {self.turns} are played")

    def _in_play(self, where: Where, turn: int) -> None:
        if turn > self.turns:
            self.warn(where, f"{self.owner}: turn {turn} is never played; the experiment has {self.turns}")

    def _shared(self) -> None:
        experiment, where = self.experiment, self.where
        self._scripts((*where, "scripts"), experiment.scripts)
        self._named((*where, "named"), experiment.named)
        self.opening((*where, "opening"), self._filled_all((*where, "opening"), experiment.opening))
        self._actors((*where, "spenders"), experiment.spenders)

    def _arm(self, arm: Arm) -> None:
        where: Where = (*self.where, "arms", arm.id)
        self._scripts((*where, "scripts"), arm.scripts)
        self._named((*where, "named"), arm.named)
        self.opening((*where, "opening"), self._filled_all((*where, "opening"), arm.opening))
        for place, release in enumerate(arm.injects):
            self._release((*where, "injects", place), release)

    def _release(self, where: Where, release: Release, several: bool = False) -> None:
        self._in_play((*where, "turn"), release.turn)
        if not self.known(self.owner, (*where, "inject"), release.inject, self.names.injects, "inject"):
            return
        subject = self.filled((*where, "of"), release.of or "")
        subjects = self.names.subjects(release.inject)
        if release.of is None and subjects:
            self.fault(where, f'{self.owner}: "{release.inject}" needs of: whom it concerns')
        elif subject and not subjects:
            self.fault((*where, "of"), f'{self.owner}: "{release.inject}" has no subject; leave out of:')
        elif subject and not (several and subject in self.names.sets):
            self.known(self.owner, (*where, "of"), subject, subjects, f"subject of {release.inject}")

    # --- who plays

    def _scripts(self, where: Where, scripts: Mapping[str, Script]) -> None:
        for key, script in scripts.items():
            at: Where = (*where, key)
            actor = self.filled(at, key, True)
            if actor and self.known(self.owner, at, actor, self.names.players, "actor that plays", on_key=True):
                self._script(at, actor, script)

    def _script(self, where: Where, actor: str, script: Script) -> None:
        for turn, lines in enumerate(script.turns):
            if lines:
                self._in_play((*where, "turns", turn), turn + 1)
            for place, line in enumerate(lines):
                self._move((*where, "turns", turn, place), actor, line)
        for place, line in enumerate(script.each_turn):
            self._move((*where, "each_turn", place), actor, line)
        for key in script.answers:
            kind = self.filled((*where, "answers", key), key, True)
            if kind and kind != "others":
                self.known(self.owner, (*where, "answers", key), kind, self.names.kinds, "kind of move", on_key=True)
        if script.otherwise is not None:
            self._bot((*where, "otherwise"), actor, script.otherwise)

    def _move(self, where: Where, actor: str, line: str) -> None:
        text = self.filled(where, line)
        if text:
            self.move(self.owner, where, text, VERBS, actor)

    def _named(self, where: Where, named: Mapping[str, str]) -> None:
        for key, bot in named.items():
            name = self.filled((*where, key), key, True)
            if name and self.group(self.owner, (*where, key), name):
                for actor in self.names.sets.get(name, (name,)):
                    if actor in self.names.players:
                        self._bot((*where, key), actor, bot)

    def _bot(self, where: Where, actor: str, text: str) -> None:
        bot = self.filled(where, text)
        if bot and self.known(self.owner, where, bot, (*BOTS, *self.names.personas), "persona") and bot not in BOTS:
            why = misfit(self.analysis, self.names.personas[bot], actor)
            if why:
                self.fault(where, f'{self.owner}: "{bot}" cannot speak for "{actor}": {why}')

    def _actors(self, where: Where, names: Iterable[str]) -> None:
        for place, name in enumerate(names):
            actor = self.filled((*where, place), name)
            if actor:
                self.group(self.owner, (*where, place), actor)

    # --- what is read

    def _outcome(self, where: Where, outcome: ExpectedOutcome) -> None:
        for key in ("sum", "holds"):
            line = getattr(outcome, key)
            text = self.filled((*where, key), line) if line is not None else ""
            if text:
                # A place inside the line means something only where the line stands as it is read.
                before = len(self.faults)
                self.sum((*where, key), text) if key == "sum" else self.condition((*where, key), text)
                if text != line:
                    self.faults[before:] = [fault._replace(offset=0) for fault in self.faults[before:]]
        if outcome.happened is not None:
            self._release((*where, "happened"), outcome.happened, several=True)
        for key in ("made", "open", "accepted"):
            pattern = getattr(outcome, key)
            if pattern is not None:
                self._pattern((*where, key), pattern)

    def _pattern(self, where: Where, pattern: Pattern) -> None:
        self._actors((*where, "by"), pattern.by)
        self._actors((*where, "to"), pattern.to)
        self._in_play((*where, "first"), pattern.first)
        kinds = frozenset(self.names.kinds)
        if pattern.kind is not None:
            kind = self.filled((*where, "kind"), pattern.kind)
            if not kind or not self.known(self.owner, (*where, "kind"), kind, self.names.kinds, "kind of move"):
                return
            kinds = frozenset((kind,))
        tagged: set[str] = set()
        for place, word in enumerate(pattern.tag):
            tag = self.filled((*where, "tag", place), word)
            if tag and self.known(self.owner, (*where, "tag", place), tag, self.names.tags, "tag"):
                tagged.update(kind for kind in kinds if tag in self.names.kinds[kind].tags)
        if pattern.tag and not tagged:
            self.fault((*where, "tag"), f"{self.owner}: no kind of move that is meant has such a tag")
