"""Setting claims looked up where they must stand: in the opening, the seats' objectives and the injects."""

from __future__ import annotations

from typing import NamedTuple

from exercise.engine.setup import running_programmes
from exercise.errors import ExerciseError
from exercise.model.experiment import OpeningCheck
from exercise.model.scenario import laid_over
from exercise.rules.rulebook import Ground, Rulebook, opening_value


class OpeningJudged(NamedTuple):
    """A check of the opening with what was found to be missing."""

    check: OpeningCheck
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found missing."""
        return not self.missing


def judge_opening(book: Rulebook, check: OpeningCheck) -> OpeningJudged:
    """Return what a check finds missing in a scenario's opening.

    Raises:
        ExerciseError: If the check's own text is faulty.
    """
    missing: list[str] = []
    scenario = book.scenario
    opening = scenario.opening
    if check.variant:
        variant = next((known for known in scenario.variants if known.id == check.variant), None)
        if variant is None:
            return OpeningJudged(check, (f'there is no variant "{check.variant}"',))
        opening = laid_over(opening, variant.opening)
    ground = _ground(book, opening)
    for text in check.holds:
        try:
            condition = book.condition(text)
        except ValueError as error:
            raise ExerciseError(f'opening check "{check.id}": {error}') from error
        if not condition(ground, None):
            missing.append(f"not so: {text}")
    for actor, words in check.objectives.items():
        scores = [objective.score for objective in scenario.objectives if objective.actor == actor]
        missing += [f"{actor} has no objective on {word}" for word in words if not any(word in score for score in scores)]
    known = {inject.id for inject in scenario.injects}
    missing += [f"there is no inject {inject}" for inject in check.injects if inject not in known]
    if check.sum is not None and check.worse:
        try:
            total = book.sum(check.sum)
        except ValueError as error:
            raise ExerciseError(f'opening check "{check.id}": {error}') from error
        change = total(_ground(book, laid_over(opening, check.worse))) - total(ground)
        if change > -check.least * 10:
            missing.append(f"{check.sum} changes by {change / 10:+.1f} only")
    return OpeningJudged(check, tuple(missing))


def _ground(book: Rulebook, opening: dict[str, object]) -> Ground:
    tracks = list(book.opening)
    for place, (family, key) in enumerate(zip(book.track_family, book.track_keys, strict=True)):
        value = opening_value(opening, family, key)
        if value is not None:
            tracks[place] = min(max(value * (10 if family.kind == "points" else 1), book.lowest[place]), book.highest[place])
    running = running_programmes(book)
    return Ground(tracks, book.opening_watches(), programmes=tuple(running[key] for key in sorted(running)))
