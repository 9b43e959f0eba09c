"""The files of experiments beside a scenario and its library: `load_experiments` reads the `experiments` folders of both.

They are no part of a scenario, so that opening one and saving a session costs nothing for them.
"""

from __future__ import annotations

from pathlib import Path

from exercise.errors import PlacedFault, ScenarioError
from exercise.model.experiment import Experiments
from exercise.store.places import scenario_places
from exercise.store.placing import model_faults, walk
from exercise.store.scenarios import HEAD, LIBRARY
from exercise.store.yaml import read_yaml

FOLDER = "experiments"


def load_experiments(folder: Path, dirs: tuple[Path, ...] | None = None) -> Experiments:
    """Return all experiments of a scenario's folder and of the library that it uses; a scenario's own stands before the library's.

    Raises:
        ScenarioError: With every fault of the files.
    """
    faults: list[PlacedFault] = []
    found: dict[tuple[str, str], object] = {}
    for place in (_library(folder, dirs), folder):
        seen: dict[tuple[str, str], str] = {}
        for path in sorted((place / FOLDER).rglob("*.yaml")) if place else ():
            read = _read(path, faults)
            for section in ("experiments", "openings"):
                for item in getattr(read, section) if read else ():
                    key = (section, item.id)
                    if key in seen:
                        faults.append(PlacedFault(_shown(path), 1, 1, f'"{item.id}" is given twice; the first is in {seen[key]}.'))
                    seen[key] = _shown(path)
                    found[key] = item
    if faults:
        raise ScenarioError(faults)
    kept = {section: tuple(found[key] for key in sorted(found) if key[0] == section) for section in ("experiments", "openings")}
    return Experiments.model_construct(**kept)  # type: ignore[arg-type]


def _library(folder: Path, dirs: tuple[Path, ...] | None) -> Path | None:
    document = read_yaml(folder / HEAD, str(folder / HEAD))
    uses = document.data.get("uses") if isinstance(document.data, dict) else None
    if not isinstance(uses, str):
        return None
    for place in (folder.resolve().parent, *(scenario_places() if dirs is None else dirs)):
        if (place / uses / LIBRARY).is_file():
            return place / uses
    return None


def _read(path: Path, faults: list[PlacedFault]) -> Experiments | None:
    from pydantic import ValidationError

    document = read_yaml(path, _shown(path))
    faults += document.faults
    if document.broken or document.data is None:
        return None
    if not isinstance(document.data, dict):
        faults.append(PlacedFault(_shown(path), 1, 1, "experiments: or openings: belongs here, each with a list below it."))
        return None
    try:
        return Experiments.model_validate(document.data)
    except ValidationError as error:
        for wrong in model_faults(error, Experiments, document.data):
            node = walk(document.data, document.node, wrong.path)[0]
            faults.append(node.fault(wrong.text, on_key=wrong.on_key))
    return None


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
