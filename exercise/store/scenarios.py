"""Scenario folders read, merged with their library and checked: `load_scenario` gives the resolved scenario or every fault at once.

A folder holds `scenario.yaml`, which begins with its title, and files of sections at any depth; a library has `library.yaml` instead.
`scenario_titles` reads first lines only, so that listing scenarios costs next to nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.errors import ExerciseError, Fault, PlacedFault, ScenarioError, did_you_mean
from exercise.model.text import clean, plain
from exercise.store.files import reason
from exercise.store.places import is_path, scenario_places
from exercise.store.tree import files_below, shown_path, why_not_read

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario
    from exercise.store.placing import Wrong
    from exercise.store.yaml import Node, YamlFile

HEAD = "scenario.yaml"
LIBRARY = "library.yaml"
CHANGES = "changes"
"""The section in which a scenario says what of its library's items stands otherwise in it: by section and id, the keys."""
OTHERS = ("experiments", "policies")
"""Folders inside a scenario whose files are not sections."""
MOST_FILES = 400
INHERITED = ("brief", "sections", "headline", "map", "map_layers", "places", "place", "flags", "answering", "capital")
"""Keys of a scenario's first file that its library may give in their place."""

STAND_INS: Mapping[str, Any] = {"title": "…", "text": "…", "start": "2000-01", "turns": 8, "situation": "…"}
"""What takes the place of missing keys of a head while the rest is checked."""

_TITLE = re.compile(rb"title:[ \t]+(.+)")
_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


class Loaded(NamedTuple):
    """A scenario as loaded: resolved, with the SHA-256 of every file it came from, and what deserves a second look."""

    scenario: Scenario
    digests: Mapping[str, str]
    warnings: tuple[PlacedFault, ...]
    folder: Path
    sources: SourceFiles

    def place(self, fault: Fault) -> PlacedFault:
        """Return a fault of the scenario placed in its file."""
        return self.sources.place(fault, self.scenario.variant)


def scenario_titles(dirs: Sequence[Path] | None = None) -> list[tuple[str, str]]:
    """Return (id, title) of every scenario found, by id; the title is the text of the file's first line."""
    found: dict[str, str] = {}
    for name, folder in scenario_folders(dirs).items():
        title = _title_line(folder / HEAD)
        if title:
            found[name] = title
    return sorted(found.items())


def scenario_folders(dirs: Sequence[Path] | None = None) -> dict[str, Path]:
    """Return the folder of every scenario by its id; the first place that has a scenario serves it."""
    found: dict[str, Path] = {}
    for place in scenario_places() if dirs is None else dirs:
        # A folder that cannot be read has nothing to offer; who asks for what is in it is told why.
        with contextlib.suppress(OSError):
            for folder in sorted(place.iterdir()):
                with contextlib.suppress(OSError):
                    if _ID.fullmatch(folder.name) and (folder / HEAD).is_file():
                        found.setdefault(folder.name, folder)
    return found


def find_scenario(name: str | Path, dirs: Sequence[Path] | None = None) -> Path:
    """Return the folder that a person means by a scenario's name or path.

    Raises:
        ExerciseError: If there is no such scenario.
    """
    text = str(name)
    if isinstance(name, Path) or is_path(text) or (Path(text) / HEAD).is_file():
        folder = Path(text).parent if Path(text).name == HEAD else Path(text)
        if (folder / HEAD).exists():
            return folder
        what = (
            f'a library, not a scenario: its first file is "{LIBRARY}"'
            if (folder / LIBRARY).exists()
            else f'no scenario: it has no "{HEAD}"'
        )
        raise ExerciseError(f"{clean(text, limit=200)} is {what if folder.is_dir() else 'no folder'}.")
    folders = scenario_folders(dirs)
    if text not in folders:
        for place in scenario_places() if dirs is None else dirs:
            if _ID.fullmatch(text) and (why := _why_no_folder(place / text)):
                raise ExerciseError(f"{shown_path(place / text)}: {why}.")
        known = f" Scenarios: {', '.join(sorted(folders))}." if folders else " No scenarios were found."
        raise ExerciseError(f'there is no scenario "{clean(text, limit=64)}".{did_you_mean(text, folders)}{known}')
    return folders[text]


def _why_no_folder(folder: Path) -> str:
    """Return why a folder that is there cannot be looked into; nothing where it can, or is not there."""
    try:
        os.listdir(folder)  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return reason(error)
    return ""


def load_scenario(name: str | Path, variant: str | None = None, dirs: Sequence[Path] | None = None, checked: bool = True) -> Loaded:
    """Return a scenario with its library merged in and a variant applied.

    Args:
        name: The scenario's name, or its folder.
        variant: The id of one of its variants.
        dirs: Where scenarios and libraries are looked for; the usual places when None.
        checked: Whether names and rules are checked too; only tests of the loader itself do without.

    Raises:
        ScenarioError: With every fault of its files.
        ExerciseError: If there is no such scenario or variant.
    """
    places = scenario_places() if dirs is None else tuple(dirs)
    folder = find_scenario(name, places)
    sources = SourceFiles(folder, places)
    scenario = sources.resolve(variant, checked)
    return Loaded(scenario, sources.digests, tuple(sorted(sources.warnings)), folder, sources)


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Return a resolved scenario as JSON-ready data, as a save's header holds it."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


def scenario_of(data: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a save's header holds.

    Raises:
        ExerciseError: If this version cannot read it.
    """
    from pydantic import ValidationError

    from exercise.model.scenario import Scenario

    try:
        return Scenario.model_validate(_with_places(data))
    except ValidationError as error:
        from exercise.store.placing import item_title, model_faults

        wrong = model_faults(error, Scenario, data)[0]
        raise ExerciseError(f"the scenario inside the save cannot be read: {item_title(wrong.path, data)}{wrong.text}") from None


def saved_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return a resolved scenario as the header of a new save holds it: what stands at its default is left out.

    What answers a red line is always said, as null where nothing does: a save without it is from before scenarios said it.
    """
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["head"].setdefault("answering", None)
    return data


def _with_places(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scenario of a save with what the program itself said of the one region it knew, before scenarios said it."""
    head = data.get("head")
    if not isinstance(head, Mapping) or "place" in head or "answering" in head:
        return dict(data)
    older: dict[str, Any] = {"answering": "pressure"}
    if head.get("map") == "central-asia":
        flags = {"tags": ["military", "presence"], "title": "Bases (by flag) and +programmes", "short": "Bases +"}
        older |= {"places": "republics", "place": "state", "flags": flags}
    return {**data, "head": {**head, **older}}


def _title_line(path: Path) -> str:
    """Return the title in the first lines of a file, or an empty text."""
    try:
        if why_not_read(path, path.parent):
            return ""
        with path.open("rb") as file:
            start = file.read(2048)
    except OSError:
        return ""
    for line in start.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line.strip() and not line.startswith(b"#"):
            found = _TITLE.match(line)
            text = found.group(1).strip().decode("utf-8", "replace") if found else ""
            if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
                text = text[1:-1]
            return clean(text, limit=90)
    return ""


def library_folder(name: str, folder: Path, places: Sequence[Path] | None = None) -> Path | None:
    """Return the folder of the library that a scenario's folder names: beside it, else in one of the places."""
    if not _ID.fullmatch(name):
        return None
    for place in (folder.resolve().parent, *(scenario_places() if places is None else places)):
        if (place / name / LIBRARY).is_file():
            return place / name
    return None


Repeated = Callable[[str, str, "Node", "Node"], bool]
"""Told of a section, the name of an item given again, and both its nodes; returns whether the later one takes its place."""


class _Layer:
    """The sections of several files as one mapping with one node."""

    def __init__(self, name: str) -> None:
        from exercise.store.yaml import Node

        self.data: dict[str, Any] = {}
        self.children: dict[str, Node] = {}
        self.node = Node(name, 1, 1)
        self.node.children = self.children

    def add(self, section: str, value: Any, node: Node, repeated: Repeated) -> None:
        """Add the content of a section."""
        from exercise.store.placing import KEY_OF
        from exercise.store.yaml import Node

        if section not in self.data:
            self.data[section] = type(value)()
            self.children[section] = Node(node.file, node.line, node.column)
            self.children[section].children = type(value)()
        into, into_node = self.data[section], self.children[section]
        if type(value) is dict:
            _deepen(section, into, into_node, value, node, repeated)
            return
        named = KEY_OF.get(section, "id")
        children = into_node.children
        at = {item[named]: index for index, item in enumerate(into) if type(item) is dict and type(item.get(named)) in (str, int)}
        for index, item in enumerate(value):
            child = node.child(index) or node
            name = item.get(named) if type(item) is dict else None
            if type(name) not in (str, int) or name not in at:
                at[name if type(name) in (str, int) else object()] = len(into)
                into.append(item)
                children.append(child)  # type: ignore[union-attr]
            elif repeated(section, str(name), children[at[name]], child.child(named) or child):  # type: ignore[index]
                into[at[name]] = item
                children[at[name]] = child  # type: ignore[index]


def _deepen(section: str, into: dict[str, Any], into_node: Node, value: dict[str, Any], node: Node, repeated: Repeated) -> None:
    children = into_node.children
    if type(children) is not dict:
        return
    for name, item in value.items():
        child = node.child(name) or node
        if name in into and type(item) is dict and type(into[name]) is dict:
            _deepen(section, into[name], children[name], item, child, repeated)
        elif name not in into or repeated(section, name, children[name], child):
            into[name] = item
            children[name] = child


class SourceFiles:
    """The files of a scenario and its library, merged into one mapping with a position for every value."""

    def __init__(self, folder: Path, places: Sequence[Path]) -> None:
        self.folder = folder
        self.id = folder.resolve().name
        self.digests: dict[str, str] = {}
        self.faults: list[PlacedFault] = []
        self.warnings: list[PlacedFault] = []
        self.broken = False
        """Some file could not be read, so that a name not found says nothing."""
        self.misnamed: list[PlacedFault] = []
        """Files that are not read because of how they are called; what they hold may be missed elsewhere."""
        self._mended: set[str] = set()
        self._merged = _Layer(shown_path(folder / HEAD))
        self._read(places)

    def place(self, fault: Fault, variant: str | None = None) -> PlacedFault:
        """Return a fault of the scenario, or of one of its variants, placed in its file."""
        from exercise.store.placing import place, walk

        merged = self._merged
        if variant is not None:
            given = ("variants", variant, *fault.where)
            _, path, whole = walk(merged.data, merged.node, given)
            if whole or (len(path) > 2 and fault.where[0] in ("opening", "running", "record")):
                return place(fault._replace(where=given), merged.data, merged.node)
        return place(fault, merged.data, merged.node)

    def resolve(self, variant: str | None, checked: bool) -> Scenario:
        """Return the scenario, with a variant applied.

        Raises:
            ScenarioError: With every fault of its files.
            ExerciseError: If there is no such variant.
        """
        scenario = self.base
        if variant is not None and scenario is not None:
            scenario = self._varied(scenario, variant)
        if checked and scenario is not None and not self.broken:
            self.check(scenario)
        if self.faults or scenario is None:
            raise ScenarioError(told_once(self.faults))
        return scenario

    @cached_property
    def base(self) -> Scenario | None:
        """The scenario as its files give it, mended where a fault was found; None where that cannot be done."""
        from exercise.model.scenario import Scenario

        scenario, self._mended = self._validated(Scenario)
        return scenario

    def check(self, scenario: Scenario) -> None:
        """Add every fault and warning of names, rules and numbers of the scenario or of one of its variants."""
        from exercise.rules.check import OUTSIDE_PLAY, check
        from exercise.rules.resolve import TURNS_END
        from exercise.rules.size import oversize

        large = oversize(scenario)
        found = [
            self.place(fault, scenario.variant)
            for fault in ((large,) if large else check(scenario))
            if not any(f'"{name}"' in fault.text or name in fault.where[1:2] for name in self._mended)
        ]
        faults = [fault for fault in found if not fault.warning]
        # What a library says of dates and turns is for the longest of its scenarios.
        own = shown_path(self.folder)
        self.warnings += [
            fault
            for fault in found
            if fault.warning and (fault.file.startswith(own) or not any(said in fault.text for said in (TURNS_END, OUTSIDE_PLAY)))
        ]
        if faults and self.misnamed:
            faults = self.misnamed
        self.faults += faults
        self.warnings += [fault._replace(warning=True) for fault in self.misnamed if not faults]

    # --- reading and merging ------------------------------------------------------------------------------------------

    def _read(self, places: Sequence[Path]) -> None:
        """Merge the library and the scenario's own files."""
        from exercise.model.scenario import LibraryHead, ScenarioHead

        merged = self._merged
        merged.data["id"] = self.id
        if not _ID.fullmatch(self.id) or len(self.id) > 48:
            self._fault(merged.node, "the folder's name is the scenario's id: lower-case letters, digits and hyphens, at most 48.")
        head = self._head(self.folder / HEAD, ScenarioHead)
        own = self._layer(self.folder, HEAD)
        changes = own.data.pop(CHANGES, None), own.children.pop(CHANGES, None)
        library = self._library(head, places) if head else None
        library_head = None
        if library:
            library_head = self._head(library / LIBRARY, LibraryHead)
            below = self._layer(library, LIBRARY)
            for section, value in below.data.items():
                merged.add(section, value, below.children[section], self._given_twice)
        if head:
            self._leave_out(head)
            if changes[1] is not None:
                self._change(changes[0], changes[1])
        self._add_own(own, head, bool(library))
        if head is None:
            merged.data["head"] = dict(STAND_INS)
            self.broken = True
            return
        merged.data["head"] = head.data
        merged.children["head"] = head.node
        if library_head and type(head.node.children) is dict:
            for key in INHERITED:
                child = library_head.node.child(key)
                if child and key not in head.data:
                    head.data[key] = library_head.data[key]
                    head.node.children[key] = child

    def _add_own(self, own: _Layer, head: YamlFile | None, library: bool) -> None:
        """Add the scenario's own sections, whose items may stand in place of the library's where the head says so."""
        replaces = head.data.get("replaces") if head else None
        names = {name: index for index, name in enumerate(replaces) if type(name) is str} if type(replaces) is list else {}
        replaced: set[str] = set()

        def replace(section: str, name: str, earlier: Node, later: Node) -> bool:
            if section == "opening" or name in names:
                replaced.add(name)
                return True
            what = _item(section, name)
            place = f"{earlier.file}:{earlier.line}"
            self._fault(later, f'{what} is in the library too ({place}); to give it anew, name it under "replaces:" in {HEAD}.')
            return False

        for section, value in own.data.items():
            self._merged.add(section, value, own.children[section], replace if library else self._given_twice)
        node = head.node.child("replaces") if head else None
        for name in sorted(set(names) - replaced):
            if node:
                self._fault(node.child(names[name]) or node, f'"{clean(name, limit=64)}" replaces nothing: the library has no such item.')

    def _leave_out(self, head: YamlFile) -> None:
        """Take the sections and items out of the library's that the head names under `without`."""
        names, node = head.data.get("without"), head.node.child("without")
        for place, name in enumerate(names if type(names) is list else ()):
            if type(name) is str and node and not self._take_section(name) and not self._take_items(name):
                text = f'"{clean(name, limit=64)}" leaves out nothing: the library has no such section or item.'
                self._fault(node.child(place) or node, text)

    def _take_section(self, name: str) -> bool:
        self._merged.children.pop(name, None)
        return self._merged.data.pop(name, None) is not None

    def _take_items(self, name: str) -> bool:
        from exercise.store.placing import index_of

        found = False
        for section, items in self._merged.data.items():
            index = index_of(items, name, "id") if type(items) is list else None
            children = self._merged.children[section].children if index is not None else None
            if index is not None and type(children) is list:
                del items[index], children[index]
                found = True
        return found

    def _change(self, changes: Any, node: Node) -> None:
        """Change the keys of the library's items that the scenario gives otherwise, by section and id."""
        from exercise.store.placing import index_of

        for section, items in changes.items():
            at = node.child(section) or node
            known = self._merged.data.get(section)
            if type(known) is not list or type(items) is not dict:
                what = "a mapping of ids belongs here" if type(known) is list else f'the library has no list "{clean(section, limit=64)}"'
                self._fault(at, f"{what}; write section, id and the keys that stand otherwise.", on_key=type(known) is not list)
                continue
            listed = self._merged.children[section]
            for name, keys in items.items():
                here = at.child(name) or at
                index = index_of(known, name, "id")
                if index is None or type(keys) is not dict:
                    ids = [str(item.get("id")) for item in known if type(item) is dict]
                    near = did_you_mean(name, ids)
                    missing = f"the library has no {_item(section, name)}.{near}"
                    self._fault(here, missing if index is None else "the keys that stand otherwise belong here.", on_key=index is None)
                    continue
                item = listed.child(index)
                # The library's own data stays as it is: what is changed is a copy.
                known[index] = {**known[index], **keys}
                if item is not None and type(item.children) is dict:
                    copied = type(item)(item.file, item.line, item.column)
                    copied.children = {**item.children, **{key: here.child(key) or here for key in keys}}
                    listed.children[index] = copied  # type: ignore[index]

    def _fault(self, node: Node, text: str, on_key: bool = False) -> None:
        self.faults.append(node.fault(text, on_key=on_key))

    def _given_twice(self, section: str, name: str, earlier: Node, later: Node) -> bool:
        text = f"{_item(section, name)} is given twice; the first is at {earlier.file}:{earlier.line}."
        self._fault(later, text, on_key=section in ("texts", "opening"))
        return False

    def _document(self, path: Path, folder: Path) -> YamlFile | None:
        """Return a file's document with a mapping in it, or None; its faults are added."""
        from exercise.store.yaml import read_yaml

        if why := why_not_read(path, folder):
            self.faults.append(PlacedFault(shown_path(path), 1, 1, why))
            self.broken = True
            return None
        document = read_yaml(path, shown_path(path))
        self.faults += document.faults
        self.digests[f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}"] = sha256(document.content).hexdigest()
        if document.broken:
            self.broken = True
            return None
        if type(document.data) is not dict:
            what = "the file is empty" if document.data is None else "a mapping of keys belongs here"
            first = "title:" if path.name in (HEAD, LIBRARY) else "rules:"
            self._fault(document.node, f'{what}; begin with a key, such as "{first}".')
            self.broken = True
            return None
        return document

    def _head(self, path: Path, model: Any) -> YamlFile | None:
        """Return the first file of a scenario or library."""
        from exercise.model.scenario import Scenario

        document = self._document(path, path.parent)
        if document is None:
            return None
        data, node = document.data, document.node
        version = data.get("exercise")
        if type(version) is int and version > 1:
            text = f"this file needs a newer version of exercise: it is in format {version}, this one reads format 1."
            raise ScenarioError([(node.child("exercise") or node).fault(text)])
        if "title" in data and next(iter(data)) != "title":
            self._fault(node.child("title") or node, "the title comes first, before every other key.", on_key=True)
        for key in [key for key in data if key not in model.model_fields and key in Scenario.model_fields]:
            self._fault(node.child(key) or node, f'"{key}" belongs in a file of its own beside {path.name}.', on_key=True)
            del data[key]
        if model.__name__ == "LibraryHead":
            self._validate_library(document, model)
        return document

    def _validate_library(self, document: YamlFile, model: Any) -> None:
        from pydantic import ValidationError

        from exercise.store.placing import model_faults, walk

        try:
            model.model_validate(document.data)
        except ValidationError as error:
            for wrong in model_faults(error, model, document.data):
                node = walk(document.data, document.node, wrong.path)[0]
                self._fault(node, wrong.text, wrong.on_key)
                for key in wrong.path[:1]:
                    document.data.pop(key, None)

    def _library(self, head: YamlFile, places: Sequence[Path]) -> Path | None:
        """Return the folder of the library that a scenario uses, if any."""
        uses = head.data.get("uses")
        if type(uses) is not str:
            return None
        library = library_folder(uses, self.folder, places)
        if library is None:
            known = sorted({found.parent.name for place in (self.folder.parent, *places) for found in place.glob(f"*/{LIBRARY}")})
            text = f'there is no library "{clean(uses, limit=64)}" beside this scenario.{did_you_mean(uses, known)}'
            self._fault(head.node.child("uses") or head.node, text)
            self.broken = True
        return library

    def _layer(self, folder: Path, head: str) -> _Layer:
        """Return every file of sections below a folder as one."""
        layer = _Layer(shown_path(folder / head))
        found = files_below(folder, OTHERS)
        self.misnamed += found.misnamed
        paths = [path for path in found.read if path != folder / head]
        self.faults += [fault for fault in found.faults if fault.file != shown_path(folder / head)]
        self.broken = self.broken or bool(found.faults)
        if len(paths) > MOST_FILES:
            self.faults.append(PlacedFault(shown_path(folder), 1, 1, f"{len(paths)} files; a scenario has at most {MOST_FILES}."))
            self.broken = True
            return layer
        for path in paths:
            document = self._document(path, folder)
            if document is not None:
                self._take(document, layer, head)
        return layer

    def _take(self, document: YamlFile, layer: _Layer, head: str) -> None:
        """Add a file's sections to those read so far."""
        from exercise.model.scenario import Scenario

        known = [name for name in Scenario.model_fields if name not in ("id", "variant", "head")]
        for key, value in document.data.items():
            node = document.node.child(key)
            if node is None:
                continue
            if key == CHANGES and type(value) is dict:
                layer.add(key, value, node, self._given_twice)
            elif key not in known:
                meant = did_you_mean(key, (*known, CHANGES))
                near = f" It belongs in {head}." if key == "title" else meant or f" Sections: {', '.join(known)}."
                self._fault(node, f'unknown section "{clean(key, limit=64)}".{near}', on_key=True)
                # What stands in it is missed elsewhere.
                self.broken = self.broken or type(value) in (list, dict)
            elif value is None:
                continue
            elif key in ("texts", "opening") and type(value) is not dict:
                self._fault(node, "a mapping of keys belongs here.")
            elif key not in ("texts", "opening") and type(value) is not list:
                self._fault(node, f'a list belongs here; under "{key}:" put each item on lines of its own after "- ".')
            else:
                layer.add(key, value, node, self._given_twice)

    # --- variants and validation --------------------------------------------------------------------------------------

    def _varied(self, scenario: Scenario, variant: str) -> Scenario:
        """Return the scenario with a variant applied.

        Raises:
            ExerciseError: If there is no such variant.
        """
        from exercise.model.scenario import with_variant

        known = {item.id: item for item in scenario.variants}
        if variant not in known:
            names = f" Variants: {', '.join(sorted(known))}." if known else " It has none."
            raise ExerciseError(f'{self.id} has no variant "{clean(variant, limit=64)}".{did_you_mean(variant, known)}{names}')
        return with_variant(scenario, known[variant])

    def _validated(self, model: Any) -> tuple[Scenario | None, set[str]]:
        """Return the scenario, and the names of items that had to be mended or left out to get one; faults are added.

        A scenario with a slip in one item is mended, by taking out what cannot be read, so that faults of names elsewhere are found
        in the same run; it is never played.
        """
        from pydantic import ValidationError

        from exercise.store.placing import model_faults

        data, node = self._merged.data, self._merged.node
        suspect: set[str] = set()
        told: set[tuple[str | int, ...]] = {()}
        for _ in range(6):
            try:
                return model.model_validate(data), suspect
            except ValidationError as error:
                wrongs = model_faults(error, model, data)
            for wrong in wrongs:
                if any(wrong.path[:length] in told for length in range(len(wrong.path) + 1)):
                    self._told(wrong, node)
            told = set(self._mend(wrongs, suspect))
        return None, suspect

    def _told(self, wrong: Wrong, node: Node) -> None:
        from exercise.store.placing import item_title, walk

        found = walk(self._merged.data, node, wrong.path)[0]
        self._fault(found, item_title(wrong.path, self._merged.data) + wrong.text, wrong.on_key)

    def _mend(self, wrongs: list[Wrong], suspect: set[str]) -> list[tuple[str | int, ...]]:
        """Take wrong values out of the data; return the paths of keys that were renamed to what was probably meant."""
        from exercise.store.placing import KEY_OF, ONE_OF

        data: Any = self._merged.data
        renamed: list[tuple[str | int, ...]] = []
        dropped: set[tuple[str | int, ...]] = set()
        for wrong in sorted(wrongs, key=lambda wrong: _last_first(wrong.path)):
            path = wrong.path
            if wrong.kind != "unknown" and len(path) > 1 and path[0] in ONE_OF:
                item = data[path[0]][path[1]]
                suspect.add(str(item.get(KEY_OF.get(str(path[0]), "id"))) if type(item) is dict else "")
            if wrong.kind == "missing" and path[:1] == ("head",):
                data["head"].setdefault(wrong.key, STAND_INS.get(wrong.key))
            elif wrong.kind == "missing":
                dropped.add(path[:2])
            elif wrong.kind == "string_pattern_mismatch" and self._spelled_right(path):
                continue
            elif path and self._take_out(path, wrong.near):
                renamed.append((*path[:-1], wrong.near))
        for path in sorted(dropped, key=_last_first):
            self._take_out(path, "")
        return renamed

    def _spelled_right(self, path: tuple[str | int, ...]) -> bool:
        """Put the id that was probably meant in place of a text that cannot be one; return whether there is such an id."""
        data: Any = self._merged.data
        for step in path[:-1]:
            data = data[step]
        meant = plain(str(data[path[-1]])).lower().replace(" ", "-")
        if _ID.fullmatch(meant) is None or meant == data[path[-1]]:
            return False
        data[path[-1]] = meant
        return True

    def _take_out(self, path: tuple[str | int, ...], near: str) -> bool:
        """Take the value at a path out of the data, or rename its key; return whether it was renamed."""
        data: Any = self._merged.data
        node: Node | None = self._merged.node
        for step in path[:-1]:
            if not (step in data if type(data) is dict else type(data) is list and type(step) is int and step < len(data)):
                return False
            data = data[step]
            node = node.child(step) if node else None
        step = path[-1]
        children: Any = node.children if node else None
        if type(data) is dict and step in data:
            value = data.pop(step)
            child = children.pop(step, None) if type(children) is dict else None
            if near:
                data[near] = value
                if child:
                    children[near] = child
            return bool(near)
        if type(data) is list and type(step) is int and step < len(data):
            del data[step]
            if type(children) is list:
                del children[step]
        return False


def _item(section: str, name: str) -> str:
    from exercise.store.placing import ONE_OF

    return f'{ONE_OF.get(section, "text" if section == "texts" else "opening")} "{clean(name, limit=64)}"'


def _last_first(path: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    """Return a key by which later list items come before earlier ones, so that taking one out moves none still to come."""
    return tuple((-step, "") if isinstance(step, int) else (0, step) for step in path)


SAME_NAME = re.compile(r'.*?((?:no|unknown) [\w, ]*"[^"]*"[.,].*|the keys .*)')
"""What a fault says of a name that does not exist, without whose fault it is."""
OFTEN = 3
"""So often the same unknown name is told at each of its places; beyond, once, with a count."""


def told_once(faults: Iterable[PlacedFault]) -> list[PlacedFault]:
    """Return the faults in reading order: the first in each place, and a name that is unknown in many places at the first of them."""
    first: dict[tuple[str, int, int], PlacedFault] = {}
    for fault in faults:
        first.setdefault(fault[:3], fault)
    same: dict[str, list[PlacedFault]] = {}
    kept: list[PlacedFault] = []
    for fault in sorted(first.values()):
        found = None if fault.warning else SAME_NAME.fullmatch(fault.text)
        (same.setdefault(found[1], []) if found else kept).append(fault)
    for each in same.values():
        if len(each) > OFTEN:
            kept.append(each[0]._replace(text=f"{each[0].text} The same stands in {len(each) - 1} more places."))
        else:
            kept += each
    return sorted(kept)
