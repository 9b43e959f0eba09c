"""Everything that can be found wrong with a scenario without playing it: `check_folder`.

What passes here loads, runs, rehearses, balances, is put to its claims and printed, in every variant.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exercise.errors import PlacedFault
from exercise.store.experiments import ExperimentFiles
from exercise.store.places import scenario_places
from exercise.store.scenarios import SourceFiles, find_scenario, told_once


def check_folder(name: str | Path, dirs: Sequence[Path] | None = None) -> list[PlacedFault]:
    """Return every fault of a scenario, its variants and its experiments in reading order, and then the warnings.

    Raises:
        ExerciseError: If there is no such scenario.
    """
    from exercise.model.scenario import with_variant

    places = scenario_places() if dirs is None else tuple(dirs)
    folder = find_scenario(name, places)
    sources = SourceFiles(folder, places)
    files = ExperimentFiles(folder, places)
    found: list[PlacedFault] = []
    scenario = sources.base
    if scenario is not None and not sources.broken:
        sources.check(scenario)
        if not sources.faults:
            for played in (scenario, *(with_variant(scenario, variant) for variant in scenario.variants)):
                if played is not scenario:
                    sources.check(played)
                found += files.check(played)
    faults = told_once((*sources.faults, *files.faults, *(fault for fault in found if not fault.warning)))
    return [*faults, *sorted({*sources.warnings, *(fault for fault in found if fault.warning)})]
