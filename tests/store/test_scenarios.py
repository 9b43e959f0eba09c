"""Folders become scenarios: library and scenario merged, variants applied, and a position kept for everything."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.errors import ExerciseError, Fault, ScenarioError
from exercise.store.changes import changed_files
from exercise.store.new import new_scenario
from exercise.store.places import find_save, save_path, saves_folder, scenario_places, shipped
from exercise.store.scenarios import (
    Loaded,
    find_scenario,
    load_scenario,
    scenario_data,
    scenario_folders,
    scenario_of,
    scenario_titles,
)
from exercise.store.yaml import Node, read_yaml

GOOD = Path(__file__).parent / "good"
HEAD = (GOOD / "scenario.yaml").read_text()
WORLD = (GOOD / "world.yaml").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "ferry")
    return tmp_path / "ferry"


@pytest.fixture
def with_library(tmp_path: Path) -> Path:
    """Return a scenario whose world is in a library beside it."""
    tmp_path = tmp_path / "shelf"
    tmp_path.mkdir()
    (tmp_path / "sea").mkdir()
    (tmp_path / "sea" / "library.yaml").write_text("title: The sea\nbrief: Nobody, On ferries\nmap_layers: [traffic]\n")
    (tmp_path / "sea" / "world.yaml").write_text(WORLD)
    (tmp_path / "ferry").mkdir()
    (tmp_path / "ferry" / "scenario.yaml").write_text(HEAD.replace("title: A ferry\n", "title: A ferry\nuses: sea\n"))
    return tmp_path / "ferry"


def faults(work: Callable[[], Loaded], folder: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        work()
    return [str(fault).replace(f"{folder.parent}/", "") for fault in caught.value.faults]


# --- merging ------------------------------------------------------------------------------------------------------------


def test_a_scenario_is_its_files_together(folder: Path) -> None:
    loaded = load_scenario(folder)

    assert loaded.scenario.id == "ferry"
    assert loaded.scenario.head.title == "A ferry"
    assert [actor.id for actor in loaded.scenario.actors] == ["north", "south"]
    assert [str(warning).split("/")[-1] for warning in loaded.warnings] == [
        'world.yaml:22:5: move kind "pay" rests on nothing: name its claims, or say basis: assumption and why.',
        'world.yaml:52:3: opening: nothing says where "capital" starts, so it starts at its prior, 50.',
    ]


def test_every_file_has_its_digest(with_library: Path) -> None:
    digests = load_scenario(with_library).digests

    assert dict(digests) == {
        name: hashlib.sha256((with_library.parent / name).read_bytes()).hexdigest()
        for name in ("ferry/scenario.yaml", "sea/library.yaml", "sea/world.yaml")
    }


def test_changed_files_are_named(with_library: Path) -> None:
    digests = load_scenario(with_library).digests
    assert changed_files(digests, (with_library.parent,)) == ()

    (with_library.parent / "sea" / "world.yaml").write_text(WORLD + "\n")
    (with_library / "scenario.yaml").unlink()

    assert changed_files(digests, (with_library.parent,)) == ("ferry/scenario.yaml", "sea/world.yaml")


def test_a_library_gives_its_scenarios_the_world(with_library: Path) -> None:
    loaded = load_scenario(with_library)

    assert loaded.scenario.rules[0].id == "engine-runs"
    assert loaded.scenario.head.brief == "Nobody, On ferries"
    assert loaded.scenario.head.map_layers == ("traffic",)


def test_a_library_is_found_beside_the_scenario_or_in_the_usual_places(with_library: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.move(with_library, tmp_path / "elsewhere" / "ferry")

    with pytest.raises(ScenarioError, match='there is no library "sea" beside this scenario'):
        load_scenario(tmp_path / "elsewhere" / "ferry", dirs=())
    assert load_scenario(tmp_path / "elsewhere" / "ferry", dirs=(tmp_path / "shelf",)).scenario.head.uses == "sea"


@pytest.fixture
def shuffled(tmp_path: Path) -> Callable[[int], Loaded]:
    """Return a loader of the same content in other files, in another order of items and keys."""

    def load(seed: int) -> Loaded:
        dice = random.Random(seed)
        sections: dict[str, Any] = read_yaml(WORLD.encode(), "world").data
        place = tmp_path / str(seed) / "ferry"
        place.mkdir(parents=True)
        (place / "scenario.yaml").write_text(HEAD)
        for name, content in sections.items():
            if isinstance(content, list) and name != "bands":
                for item in dice.sample(content, len(content)):
                    mixed = dict(dice.sample(sorted(item.items()), len(item))) if isinstance(item, dict) else item
                    part = place / dice.choice("abc") / f"{dice.random()}.yaml"
                    part.parent.mkdir(exist_ok=True)
                    part.write_text(f"{name}:\n  - {flow(mixed)}\n")
            else:
                (place / f"{name}.yaml").write_text(f"{name}: {flow(content)}\n")
        return load_scenario(place)

    return load


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value).lower()


def test_the_order_of_files_items_and_keys_does_not_matter(folder: Path, shuffled: Callable[[int], Loaded]) -> None:
    plain = load_scenario(folder).scenario

    for seed in range(5):
        assert shuffled(seed).scenario == plain


def test_an_item_of_the_library_is_replaced_only_on_purpose(with_library: Path) -> None:
    (with_library / "own.yaml").write_text(
        "rules:\n  - id: engine-runs\n    title: Own\n    basis: assumption\n    why: Ours.\n    stage: drift\n    then: traffic +1\n"
    )
    assert faults(lambda: load_scenario(with_library), with_library) == [
        'ferry/own.yaml:2:9: rule "engine-runs" is in the library too (sea/world.yaml:31); to give it anew, name it under "replaces:" in '
        "scenario.yaml."
    ]

    head = with_library / "scenario.yaml"
    head.write_text(head.read_text() + "replaces: [engine-runs]\n")

    assert load_scenario(with_library).scenario.rules[0].title == "Own"
    assert faults_after(head, "replaces: [engine-runs]", "replaces: [engine-runs, engine-stops]") == [
        'ferry/scenario.yaml:12:25: "engine-stops" replaces nothing: the library has no such item.'
    ]


def faults_after(path: Path, old: str, new: str) -> list[str]:
    path.write_text(path.read_text().replace(old, new))
    return faults(lambda: load_scenario(path.parent), path.parent)


def test_openings_of_the_scenario_stand_before_those_of_the_library(with_library: Path) -> None:
    (with_library / "opening.yaml").write_text("opening:\n  traffic: 20\n  trust: {south: 99}\n")

    assert load_scenario(with_library).scenario.opening == {"traffic": 20, "trust": {"north": 40, "south": 99}}


def test_a_file_that_will_not_be_read_is_pointed_out(folder: Path) -> None:
    (folder / "more.yml").write_text("rules: []\n")
    (folder / "experiments").mkdir()
    (folder / "experiments" / "x.yaml").write_text("arms: []\n")
    (folder / ".hidden.yaml").write_text("nonsense\n")

    warnings = load_scenario(folder).warnings

    assert [warning.text for warning in warnings if "more" in warning.file] == ['this file is not read; name it "more.yaml".']


def test_faults_of_library_and_scenario_are_told_together(with_library: Path) -> None:
    (with_library / "own.yaml").write_text("sets:\n  - {id: piers, titel: Piers, members: [north]}\n")
    library = with_library.parent / "sea" / "library.yaml"
    library.write_text(library.read_text() + "tilte: x\n")
    world = with_library.parent / "sea" / "world.yaml"
    world.write_text(world.read_text().replace("trust[target] +4", "trust[taget] +4"))

    assert faults(lambda: load_scenario(with_library), with_library) == [
        'ferry/own.yaml:2:17: set "piers": unknown key "titel". Did you mean "title"?',
        'sea/library.yaml:4:1: unknown key "tilte". Known here: title, exercise, brief, sections, text, headline, map, map_layers, places, place, flags, answering, '
        'capital.',
        'sea/world.yaml:39:15: rule "engine-runs": no actor "taget". Did you mean "target"?',
    ]


# --- variants -----------------------------------------------------------------------------------------------------------

VARIANT = """\
variants:
  - id: calm-sea
    title: A calm sea
    text: Nothing happens.
    start: 2000-09
    opening:
      trust: {north: 70}
    without_injects: [storm]
injects:
  - {id: storm, title: Storm, text: A storm., date: 2001-09, basis: assumption, why: Ours., then: traffic -3}
"""


def test_a_variant_is_a_named_difference(folder: Path) -> None:
    (folder / "variants.yaml").write_text(VARIANT)

    plain, varied = load_scenario(folder).scenario, load_scenario(folder, variant="calm-sea").scenario

    assert (plain.variant, varied.variant) == (None, "calm-sea")
    assert (varied.head.title, varied.head.start) == ("A calm sea", "2000-09")
    assert plain.opening["trust"] == {"north": 40, "south": 45}
    assert varied.opening["trust"] == {"north": 70, "south": 45}
    assert (len(plain.injects), len(varied.injects)) == (1, 0)


def test_a_variant_that_does_not_exist_is_named_with_the_nearest(folder: Path) -> None:
    (folder / "variants.yaml").write_text(VARIANT)

    with pytest.raises(ExerciseError) as caught:
        load_scenario(folder, variant="calm")

    assert str(caught.value) == 'ferry has no variant "calm". Did you mean "calm-sea"? Variants: calm-sea.'


# --- what a save holds --------------------------------------------------------------------------------------------------


def test_a_resolved_scenario_is_data_and_back(with_library: Path) -> None:
    import json

    scenario = load_scenario(with_library).scenario

    assert scenario_of(json.loads(json.dumps(scenario_data(scenario)))) == scenario


def test_a_scenario_that_cannot_be_read_says_why(folder: Path) -> None:
    data = scenario_data(load_scenario(folder).scenario)
    data["rules"][0]["stage"] = "sometimes"

    with pytest.raises(ExerciseError, match='the scenario inside the save cannot be read: rule "engine-runs": "sometimes" is not one of: '):
        scenario_of(data)


# --- positions ----------------------------------------------------------------------------------------------------------


def nodes(node: Node, data: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Node, Any]]:
    found = [(path, node, data)]
    children = node.children.items() if isinstance(node.children, dict) else enumerate(node.children or ())
    for key, child in children:
        found += nodes(child, data[key], (*path, key))
    return found


# Names of tracks are checked by the rules, and a mapping's own slips are those of its keys.
PLACES = [
    (path, node, value)
    for path, node, value in nodes(read_yaml(WORLD.encode(), "w").node, read_yaml(WORLD.encode(), "w").data)
    if len(path) > 2 and path[0] != "opening" and not isinstance(value, list | dict)
]


@pytest.mark.parametrize(("path", "node", "value"), PLACES, ids=[".".join(map(str, path)) for path, _, _ in PLACES])
def test_a_slip_is_told_where_it_is(folder: Path, path: tuple[Any, ...], node: Node, value: Any) -> None:
    lines = WORLD.split("\n")
    line = lines[node.line - 1]
    written = str(value).lower() if not isinstance(value, str) else value
    assert line[node.column - 1 :].startswith(written)

    # A mapping in place of a word.
    lines[node.line - 1] = line[: node.column - 1] + "{zz: 1}" + line[node.column - 1 + len(written) :]
    (folder / "world.yaml").write_text("\n".join(lines))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(folder)
    assert (node.line, node.column) in [(fault.line, fault.column) for fault in caught.value.faults]

    # A key misspelt beyond recognition; a table's keys and a kind's modalities are names of their own.
    if isinstance(path[-1], str) and path[-2] not in ("modalities", "rows"):
        lines[node.line - 1] = line[: node.key_column - 1] + "zz" + line[node.key_column - 1 + len(path[-1]) :]
        (folder / "world.yaml").write_text("\n".join(lines))
        with pytest.raises(ScenarioError) as caught:
            load_scenario(folder)
        first = [fault for fault in caught.value.faults if 'unknown key "zz"' in fault.text]
        assert [(fault.line, fault.column) for fault in first] == [(node.key_line, node.key_column)]


@pytest.mark.parametrize(
    ("where", "offset", "on_key", "place"),
    [
        (("rules", "engine-runs"), 0, False, "world.yaml:31:5"),
        (("rules", "engine-runs", "then", 1), 0, False, "world.yaml:39:9"),
        (("rules", "engine-runs", "then", 1), 6, False, "world.yaml:39:15"),
        (("rules", "engine-runs", "when", 0), 5, False, "world.yaml:36:11"),
        (("rules", "engine-runs", "when"), 0, True, "world.yaml:36:5"),
        (("rules", "engine-runs", "chance"), 7, True, "world.yaml:31:5"),
        (("opening", "trust", "south"), 0, False, "world.yaml:53:29"),
        (("opening", "trust", "south"), 0, True, "world.yaml:53:22"),
        (("plans", "two", "seats", "south", "actors", 0), 0, False, "world.yaml:50:44"),
        (("plans", "two", "seats", 1, "actors", 0), 0, False, "world.yaml:50:44"),
        (("modalities", "voice", "values", "public", "title"), 0, False, "world.yaml:20:29"),
        (("moves", "pay", "modalities", "voice", 1), 0, False, "world.yaml:29:24"),
        (("head", "start"), 0, False, "scenario.yaml:3:8"),
        (("start",), 0, False, "scenario.yaml:3:8"),
        (("headline", 0), 0, False, "scenario.yaml:8:5"),
        (("rules", "no-such-rule"), 0, False, "world.yaml:31:3"),
    ],
)
def test_a_fault_of_the_merged_scenario_is_placed_in_its_file(
    folder: Path, where: tuple[Any, ...], offset: int, on_key: bool, place: str
) -> None:
    loaded = load_scenario(folder)

    placed = loaded.place(Fault(where, "x", offset, on_key=on_key))

    assert f"{Path(placed.file).name}:{placed.line}:{placed.column}" == place


def test_inside_a_folded_line_the_place_is_that_of_the_word() -> None:
    document = read_yaml(b"a:\n  - trust[north] +2\n      if traffic >\n      40 and x\n  - 'quoted one'\n", "x.yaml")
    first, second = document.node.child("a").child(0), document.node.child("a").child(1)  # type: ignore[union-attr]
    assert first is not None
    assert second is not None
    text = document.data["a"][0]

    assert first.fault("x", text.index("traffic"))[1:3] == (3, 10)
    assert first.fault("x", text.index("x"))[1:3] == (4, 14)
    assert second.fault("x", 5)[1:3] == (5, 5)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab: -[]{}'\"#|>&*!%@`\n\t,?\u00a0é\x1b0."), max_size=60))
def test_any_text_is_a_document_with_its_faults(text: str) -> None:
    document = read_yaml(text.encode(), "x.yaml")

    assert document.data is not None or document.faults or document.node.children is None
    lines = text.replace("\r", "\n").split("\n")
    for fault in document.faults:
        assert 1 <= fault.line <= len(lines) + 1
        assert fault.column >= 1
        assert "\x1b" not in fault.text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_with_its_faults(content: bytes) -> None:
    read_yaml(content, "x.yaml")


# --- finding and starting -----------------------------------------------------------------------------------------------


def test_scenarios_are_listed_by_title_once(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other / "ferry")
    (other / "ferry" / "scenario.yaml").write_text("title: 'Another: ferry'\n")
    (other / "swim").mkdir()
    (other / "swim" / "scenario.yaml").write_text('# why\n\ntitle: "Swim\x1b[2J"\n')
    (other / "Not An Id").mkdir()

    assert scenario_titles((folder.parent, other)) == [("ferry", "A ferry"), ("swim", "Swim\ufffd[2J")]
    assert scenario_titles((other,)) == [("ferry", "Another: ferry"), ("swim", "Swim\ufffd[2J")]
    assert scenario_folders((folder.parent, other))["ferry"] == folder
    assert find_scenario("swim", (folder.parent, other)) == other / "swim"


def test_what_ships_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert scenario_places() == (shipped("scenarios"),)

    (tmp_path / "scenarios").mkdir()

    assert scenario_places("own") == (Path("own"), Path("scenarios"), shipped("scenarios"))


def test_a_new_scenario_is_a_copy_with_a_title_of_its_own(folder: Path, tmp_path: Path) -> None:
    made = new_scenario("night-ferry", "ferry", tmp_path / "mine", (tmp_path,))

    loaded = load_scenario(made)
    assert loaded.scenario.id == "night-ferry"
    assert loaded.scenario.head.title == "night-ferry, from A ferry"
    assert loaded.scenario.rules == load_scenario(folder).scenario.rules
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["night-ferry"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Ferry", '"Ferry" cannot name a scenario.'),
        ("../ferry", '"../ferry" cannot name a scenario.'),
        ("-rf", '"-rf" cannot name a scenario.'),
        ("a" * 49, "cannot name a scenario."),
        ("ferry", "is there already; choose another name."),
    ],
)
def test_a_new_scenario_needs_a_free_name(folder: Path, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ExerciseError) as caught:
        new_scenario(name, "ferry", tmp_path, (tmp_path,))

    assert message in str(caught.value)


# --- names of saves -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "con", "NUL", "com1", "a" * 61, "-rf", "x\ny", "", ".", "..", ".hidden", "a/b", "a\\b", "a:b", "a b", "Friday",
     "é", "x\x1b[2J", "~", "$HOME", "a.b", "x.yaml", "a\0b"],
)  # fmt: skip
def test_a_hostile_name_cannot_name_a_save(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExerciseError) as caught:
        save_path(name, tmp_path)

    said = str(caught.value)
    if name in ("con", "com1"):
        assert said == f'"{name}" cannot name a save: Windows keeps this name for a device. Choose another, such as "{name}-1".'
        return
    assert said.endswith('cannot name a save. A name has up to 60 small letters, digits, "-" and "_", and begins with a letter or digit.')
    assert said.isprintable()


def test_a_save_is_found_by_name_or_file(tmp_path: Path) -> None:
    path = tmp_path / "friday.jsonl"
    path.write_text("x")

    assert find_save("friday", tmp_path) == find_save("friday.jsonl", tmp_path) == find_save(str(path), Path("/nowhere")) == path
    with pytest.raises(ExerciseError, match=r'there is no save "firday" in .*Did you mean "friday"\?'):
        find_save("firday", tmp_path)
    with pytest.raises(ExerciseError, match="there is no such file"):
        find_save(str(tmp_path / "none.jsonl"), tmp_path)


def test_saves_go_to_the_working_directory_where_it_has_a_place_for_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert saves_folder() == tmp_path / "data" / "exercise" / "saves"
    assert saves_folder("here") == Path("here")

    (tmp_path / "saves").mkdir()

    assert saves_folder() == Path("saves")


# --- folders and links ------------------------------------------------------------------------------------------------------


def faults_of(folder: Path) -> list[str]:
    """Return what loading a scenario says, without the folder above it."""
    try:
        load_scenario(folder)
    except ScenarioError as error:
        return [line.replace(f"{folder.parent}/", "") for line in str(error).splitlines()]
    return []


def test_a_section_that_is_a_link_out_of_the_scenario_is_one_line_without_a_word_of_it(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root: x-secret-x\n- [ another: x-secret-x", "utf-8")
    (folder / "more.yaml").symlink_to(secret)
    (folder / "inner.yaml").symlink_to(folder / "world.yaml")

    told = faults_of(folder)

    assert told[0] == "ferry/more.yaml:1:1: this is a link that leads out of the folder; put the file itself here."
    assert "x-secret-x" not in str(told)
    assert not [line for line in told if "inner.yaml:1:1: this is a link" in line]


def test_a_head_that_is_a_link_out_is_neither_listed_nor_quoted(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: x-secret-x\n", "utf-8")
    (folder / "scenario.yaml").unlink()
    (folder / "scenario.yaml").symlink_to(secret)

    assert faults_of(folder) == ["ferry/scenario.yaml:1:1: this is a link that leads out of the folder; put the file itself here."]
    assert scenario_titles((folder.parent,)) == []


def test_a_link_to_itself_is_one_line_and_other_scenarios_work(folder: Path) -> None:
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "away").symlink_to(folder.parent)
    shutil.copytree(folder.parent / "ferry", folder.parent / "other", symlinks=True)
    for name in ("loop.yaml", "away"):
        (folder.parent / "other" / name).unlink()
    (folder.parent / "circle").symlink_to(folder.parent / "circle")

    assert faults_of(folder) == [
        "ferry/away:1:1: this folder is a link and is not looked into; put the files themselves here.",
        "ferry/loop.yaml:1:1: this link leads nowhere (too many levels of symbolic links).",
    ]
    assert load_scenario("other", dirs=(folder.parent,)).scenario.id == "other"
    with pytest.raises(ExerciseError, match="circle: too many levels of symbolic links"):
        load_scenario("circle", dirs=(folder.parent,))


def test_a_name_that_is_not_utf8_is_one_line(folder: Path) -> None:
    for name in (b"caf\xe9.yaml", b"d\xe9pot"):
        place = os.fsencode(folder) + b"/" + name
        if name.endswith(b".yaml"):
            Path(os.fsdecode(place)).write_text("sets: []\n", "utf-8")
        else:
            Path(os.fsdecode(place)).mkdir()

    told = faults_of(folder)

    assert len(told) == 2
    assert all(line.endswith(":1:1: this name is not UTF-8; rename it.") for line in told)


def test_a_folder_that_cannot_be_read_is_one_line_and_other_scenarios_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(folder, folder.parent / "other")
    closed = {str(folder / "shut"), str(folder.parent / "closed")}
    for path in closed:
        Path(path).mkdir()
    real_scan, real_list = os.scandir, os.listdir

    def refused(path: str | Path) -> None:
        if str(path) in closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "scandir", lambda path=".": refused(path) or real_scan(path))
    monkeypatch.setattr(os, "listdir", lambda path=".": refused(path) or real_list(path))

    assert faults_of(folder) == ["ferry/shut:1:1: this folder cannot be read (permission denied)."]
    assert load_scenario("other", dirs=(folder.parent,)).scenario.id == "other"
    with pytest.raises(ExerciseError, match="closed: permission denied"):
        load_scenario("closed", dirs=(folder.parent,))


def test_a_place_that_cannot_be_read_offers_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.iterdir
    closed = folder.parent.parent / "closed"

    def listed(path: Path):
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", listed)

    assert list(scenario_folders((closed, folder.parent))) == ["ferry"]


@pytest.mark.parametrize(("number", "said"), [("9" * 17, ""), ("-" + "9" * 17, ""), ("-" + "9" * 18, "18 digits; at most 17")])
def test_as_many_digits_are_read_as_are_said_to_be(number: str, said: str) -> None:
    document = read_yaml(f"a: {number}\n".encode(), "x.yaml")

    assert document.data == {"a": 0 if said else int(number)}
    assert said in "".join(fault.text for fault in document.faults)


def test_a_scenario_changes_keys_of_its_librarys_items_and_leaves_some_out(with_library: Path) -> None:
    before = load_scenario(with_library).scenario
    rule = before.rules[0]
    (with_library / "own.yaml").write_text(f"changes:\n  rules:\n    {rule.id}: {{title: Otherwise}}\n")

    assert load_scenario(with_library).scenario.rules[0] == rule.model_copy(update={"title": "Otherwise"})

    head = with_library / "scenario.yaml"
    head.write_text(head.read_text() + f"without: [{rule.id}]\n")
    (with_library / "own.yaml").unlink()

    assert [item.id for item in load_scenario(with_library).scenario.rules] == [item.id for item in before.rules[1:]]


CHANGES = [
    ("changes:\n  rules:\n    nothing: {title: X}\n", 'own.yaml:3:5: the library has no rule "nothing".'),
    ("changes:\n  ruels:\n    x: {title: X}\n", 'own.yaml:2:3: the library has no list "ruels"; write section, id and the keys that stand otherwise.'),
    ("changes:\n  rules:\n    RULE: {titel: X}\n", 'own.yaml:3:'),
    ("changes:\n  rules:\n    RULE: 3\n", "own.yaml:3:"),
    ("changes: []\n", "own.yaml:1:1: unknown section"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text"), CHANGES)
def test_a_slip_in_changes_is_told_where_it_stands(with_library: Path, content: str, text: str) -> None:
    rule = load_scenario(with_library).scenario.rules[0].id
    (with_library / "own.yaml").write_text(content.replace("RULE", rule))

    found = faults(lambda: load_scenario(with_library), with_library)

    assert len(found) == 1, found
    assert found[0].startswith(f"ferry/{text}"), found


def test_leaving_out_what_the_library_does_not_have_is_a_fault(with_library: Path) -> None:
    head = with_library / "scenario.yaml"
    head.write_text(head.read_text() + "without: [nothing]\n")

    assert ['"nothing" leaves out nothing' in fault for fault in faults(lambda: load_scenario(with_library), with_library)] == [True]
