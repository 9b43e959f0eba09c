"""Bad scenario files: every fault of a file, in our words, where a person would look. `bad/NAME.yaml` gives `bad/NAME.expected`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exercise.errors import ExerciseError, ScenarioError
from exercise.store.scenarios import HEAD, load_scenario
from exercise.store.yaml import read_yaml

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))


def faults_of(tmp_path: Path, content: bytes, name: str) -> str:
    """Return what loading the good scenario with one more file, or with this head in place of its own, says."""
    folder = tmp_path / "ferry"
    shutil.copytree(HERE / "good", folder)
    name = HEAD if content.startswith((b"title:", b"text: ")) else name
    (folder / name).write_bytes(content)
    try:
        load_scenario(folder)
    except ScenarioError as error:
        return "".join(f"{line}\n" for line in str(error).replace(f"{folder}/", "").splitlines())
    return ""


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_fault_is_told_where_it_stands(path: Path, tmp_path: Path) -> None:
    assert faults_of(tmp_path, path.read_bytes(), path.name) == path.with_suffix(".expected").read_text("utf-8")


def test_every_bad_file_has_its_expectation() -> None:
    assert [path.stem for path in BAD] == [path.stem for path in sorted((HERE / "bad").glob("*.expected"))]


def test_messages_are_ours() -> None:
    for path in sorted((HERE / "bad").glob("*.expected")):
        said = path.read_text("utf-8")
        assert not any(word in said for word in ("pydantic", "input", "Field required", "while parsing", "NoneType", "Traceback")), path


def test_the_good_scenario_is_good(tmp_path: Path) -> None:
    assert faults_of(tmp_path, b"sets: []\n", "more.yaml") == ""


def test_a_byte_order_mark_is_accepted() -> None:
    document = read_yaml(b"\xef\xbb\xbfsets: []\n", "bom.yaml")

    assert (document.data, document.faults) == ({"sets": []}, ())


def test_line_ends_of_other_systems_are_accepted() -> None:
    document = read_yaml(b"sets: []\r\ntexts:\r\n  a: |\r\n    one\r\n    two\r\n", "crlf.yaml")

    assert (document.data, document.faults) == ({"sets": [], "texts": {"a": "one\ntwo\n"}}, ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"rules: " + b"[" * 100_000, "x.yaml:1:39: nested deeper than 32 levels."),
        (b"rules: " + b"{" * 100_000, "x.yaml:1:9: a key must be one word or text, not a list or mapping."),
        (b"- " * 100_000, "x.yaml:1:65: nested deeper than 32 levels."),
        (b"a: " + b"9" * 5000, "x.yaml:1:4: this number has 5000 digits; at most 17 are read."),
        (b"x" * 2_000_001, "x.yaml:1:1: the file is larger than 2 MB; split it into several."),
    ],
    ids=["brackets", "braces", "dashes", "digits", "size"],
)
def test_what_would_exhaust_the_machine_is_refused_at_once(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    began = time.perf_counter()
    document = read_yaml(path, "x.yaml")

    assert time.perf_counter() - began < 1
    assert str(document.faults[0]) == message


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    began = time.perf_counter()
    document = read_yaml(path, "x.yaml")

    assert time.perf_counter() - began < 1
    assert str(document.faults[0]) == "x.yaml:1:1: the file is larger than 2 MB; split it into several."


def test_what_is_no_ordinary_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    told = {path: read_yaml(Path(path), "x").faults[0].text for path in (str(tmp_path), str(tmp_path / "pipe"), "/dev/zero", "/nowhere/x")}

    assert list(told.values()) == [
        "this is a folder; a file belongs here.",
        "this is not an ordinary file.",
        "this is not an ordinary file.",
        "there is no such file.",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1")
    path.chmod(0)

    assert read_yaml(path, "x.yaml").faults[0].text == "no permission to read this."


def test_twenty_faults_are_shown_and_the_rest_counted() -> None:
    lines = (HERE / "bad" / "forty-faults.expected").read_text("utf-8").splitlines()

    assert len(lines) == 21
    assert lines[-1] == "and 20 more"


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    never = tmp_path / "never"
    faults_of(tmp_path, f'rules: !!python/object/apply:os.system ["touch {never}"]\n'.encode(), "x.yaml")

    assert not never.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fery", 'there is no scenario "fery". Did you mean "ferry"? Scenarios: ferry.'),
        ("{}/nowhere", "{}/nowhere is no folder."),
        ("{}/empty", '{}/empty is no scenario: it has no "scenario.yaml".'),
        ("{}/shelf", '{}/shelf is a library, not a scenario: its first file is "library.yaml".'),
        ("{}/ferry", ""),
        ("{}/ferry/scenario.yaml", ""),
        ("ferry", ""),
    ],
)
def test_a_scenario_is_found_by_name_or_folder(tmp_path: Path, name: str, message: str) -> None:
    shutil.copytree(HERE / "good", tmp_path / "ferry")
    (tmp_path / "empty").mkdir()
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "library.yaml").write_text("title: Shelf\n")

    try:
        said = ""
        load_scenario(name.format(tmp_path), dirs=(tmp_path,))
    except ExerciseError as error:
        said = str(error)

    assert said == message.format(tmp_path)


def test_listing_scenarios_loads_neither_yaml_nor_pydantic(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good", tmp_path / "ferry")
    code = (
        "import sys; from pathlib import Path; from exercise.store.scenarios import scenario_titles; "
        "print(scenario_titles((Path(sys.argv[1]),)), 'yaml' in sys.modules, 'pydantic' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=HERE.parent.parent)

    assert told.stdout.strip() == "[('ferry', 'A ferry')] False False"


@pytest.mark.parametrize("file", ["region/plans.yaml", "harmony/briefs.yaml", "region/modalities.yaml", "region/rules/reactions.yaml"])
def test_a_tab_in_any_line_is_one_fault_and_hides_no_other(file: str) -> None:
    lines = (HERE.parent.parent / "scenarios" / file).read_text("utf-8").split("\n")
    for number, line in enumerate(lines):
        if line.startswith(" ") and line.strip() and number % 5 == 0:
            spoilt = [*lines[:number], "\t" + line.lstrip(), *lines[number + 1 :]]
            found = read_yaml("\n".join(spoilt).encode(), "x.yaml")

            assert [(fault.line, fault.text) for fault in found.faults] == [(number + 1, "a tab cannot indent a line; use spaces.")], line
            assert found.data is not None
