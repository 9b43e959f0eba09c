"""The files of experiments beside a scenario and its library: `load_experiments` reads and checks the `experiments` folders of both.

They are no part of a scenario, so that opening one and saving a session costs nothing for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exercise.errors import Fault, PlacedFault, ScenarioError
from exercise.model.experiment import Experiments
from exercise.model.scenario import Scenario
from exercise.store.placing import model_faults, place, walk
from exercise.store.scenarios import HEAD, Loaded, library_folder, scenario_folders, told_once
from exercise.store.tree import NO_FILES, files_below, shown_path
from exercise.store.yaml import Node, read_yaml

FOLDER = "experiments"
SECTIONS = ("experiments", "openings")


def load_experiments(found: Loaded, dirs: Sequence[Path] | None = None) -> Experiments:
    """Return all experiments of a scenario's folder and of the library that it uses; a scenario's own stands before the library's.

    Raises:
        ScenarioError: With every fault of the files, and of what they say of the scenario.
    """
    files = ExperimentFiles(found.folder, dirs)
    faults = files.faults or [fault for fault in files.check(found.scenario) if not fault.warning]
    if faults:
        raise ScenarioError(told_once(faults))
    return files.experiments


class ExperimentFiles:
    """The experiments of a scenario and its library, with a position for every value and the faults found while reading."""

    def __init__(self, folder: Path, dirs: Sequence[Path] | None = None) -> None:
        self.dirs = dirs
        self.faults: list[PlacedFault] = []
        self.warnings: list[PlacedFault] = []
        self._data: dict[str, list[Any]] = {section: [] for section in SECTIONS}
        self._node = Node(shown_path(folder / FOLDER), 1, 1)
        self._node.children = {}
        for section in SECTIONS:
            self._node.children[section] = Node(self._node.file, 1, 1)
            self._node.children[section].children = []
        found: dict[tuple[str, str], Any] = {}
        for where in (_library(folder, dirs), folder):
            seen: dict[tuple[str, str], PlacedFault] = {}
            below = files_below(where / FOLDER) if where else NO_FILES
            self.faults += (*below.misnamed, *below.faults)
            for path in below.read:
                self._read(path, seen, found)
        kept = {section: tuple(found[key] for key in sorted(found) if key[0] == section) for section in SECTIONS}
        self.experiments = Experiments.model_construct(**kept)  # type: ignore[arg-type]

    def check(self, scenario: Scenario) -> list[PlacedFault]:
        """Return every fault and warning of what the experiments say of a scenario or of one of its variants."""
        from exercise.rules.analyse import analysis_of
        from exercise.rules.check_experiments import check_experiments

        known = (scenario.id, *scenario_folders(self.dirs))
        return [self._place(fault) for fault in check_experiments(analysis_of(scenario), self.experiments, known)]

    def _place(self, fault: Fault) -> PlacedFault:
        return place(fault, self._data, self._node)

    def _read(self, path: Path, seen: dict[tuple[str, str], PlacedFault], found: dict[tuple[str, str], Any]) -> None:
        """Add what one file holds; where an item cannot be read, only its faults."""
        from pydantic import ValidationError

        document = read_yaml(path, shown_path(path))
        self.faults += document.faults
        if document.broken or document.data is None:
            return
        if not isinstance(document.data, dict):
            self.faults.append(document.node.fault("experiments: or openings: belongs here, each with a list below it."))
            return
        try:
            read = Experiments.model_validate(document.data)
        except ValidationError as error:
            for wrong in model_faults(error, Experiments, document.data):
                node = walk(document.data, document.node, wrong.path)[0]
                self.faults.append(node.fault(_title(document.data, wrong.path) + wrong.text, on_key=wrong.on_key))
            return
        for section in SECTIONS:
            listed = document.node.child(section) or document.node
            for index, item in enumerate(getattr(read, section)):
                self._take(section, item, document.data[section][index], listed.child(index) or listed, seen, found)

    def _take(
        self, section: str, item: Any, data: Any, node: Node, seen: dict[tuple[str, str], PlacedFault], found: dict[tuple[str, str], Any]
    ) -> None:
        key = (section, item.id)
        here = (node.child("id") or node).fault("")
        if key in seen:
            first = seen[key]
            self.faults.append(here._replace(text=f'"{item.id}" is given twice; the first is at {first.file}:{first.line}.'))
            return
        seen[key] = here
        items, nodes = self._data[section], self._node.child(section)
        if nodes is not None and isinstance(nodes.children, list):
            if key in found:
                index = next(index for index, known in enumerate(items) if known["id"] == item.id)
                items[index], nodes.children[index] = data, node
            else:
                items.append(data)
                nodes.children.append(node)
        found[key] = item


def _title(data: Any, path: tuple[str | int, ...]) -> str:
    """Return `experiment "who-trains": ` for a path into it."""
    if len(path) < 2 or type(path[1]) is not int or path[0] not in SECTIONS:
        return ""
    item = data[path[0]][path[1]]
    name = item.get("id") if isinstance(item, dict) else None
    return f'{"experiment" if path[0] == "experiments" else "check of the opening"} "{name}": ' if isinstance(name, str) else ""


def _library(folder: Path, dirs: Sequence[Path] | None) -> Path | None:
    """Return the folder of the library that a scenario uses, if any."""
    data = read_yaml(folder / HEAD, str(folder / HEAD)).data
    uses = data.get("uses") if isinstance(data, dict) else None
    return library_folder(uses, folder, dirs) if isinstance(uses, str) else None

