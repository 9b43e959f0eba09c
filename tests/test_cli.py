"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from exercise.cli import main
from exercise.cli.page import command_line_page

ROOT = Path(__file__).parent.parent
SEED = "1"


class Told(tuple[int, str, str]):
    """An exit code with what went to stdout and stderr."""

    @property
    def code(self) -> int:
        return self[0]

    @property
    def out(self) -> str:
        return self[1]

    @property
    def err(self) -> str:
        return self[2]


@pytest.fixture
def exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run one command with a folder of saves of its own."""

    def run(*words: str) -> Told:
        capsys.readouterr()
        code = main(["--saves", str(tmp_path / "saves"), *words])
        return Told((code, *capsys.readouterr()))

    return run


# --- usage ----------------------------------------------------------------------------------------------------------------


def test_the_page_of_commands_is_current():
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == command_line_page()


@pytest.mark.parametrize("words", [["--version"], ["-V"]])
def test_the_version_is_told(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(words) == 0
    assert re.fullmatch(r"exercise \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["chek"], 'exercise: there is no command "chek". Did you mean "check"?\n'),
        (["check"], 'exercise: the following arguments are required: SCENARIO. See "exercise check --help".\n'),
        (["run", "practice", "--games", "many"], 'exercise: argument --games: "many" is not a whole number. See "exercise run --help".\n'),
        (["run", "practice", "--games", "0"], 'exercise: argument --games: give at least 1. See "exercise run --help".\n'),
        (["verify", "a", "--jsn"], 'exercise: unrecognized arguments: --jsn. See "exercise --help".\n'),
        (["do", "a", "b: commit"], 'exercise: the following arguments are required: --seat. See "exercise do --help".\n'),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_exit_code_2(words: list[str], expected: str, capsys: pytest.CaptureFixture[str]):
    assert main(words) == 2
    assert capsys.readouterr() == ("", expected)


def test_the_schema_knows_every_section_and_key():
    told = subprocess.run([sys.executable, "-m", "exercise", "schema"], cwd=ROOT, capture_output=True, text=True, check=True)

    schema = json.loads(told.stdout)

    assert {"title", "start", "turns", "moves", "rules", "injects", "opening"} <= set(schema["properties"])
    assert schema["$defs"]["Rule"]["required"] == ["id", "title", "stage", "then"]
    assert schema["$defs"]["Rule"]["properties"]["then"]["anyOf"][0]["type"] == "string"
    assert "programme" in schema["$defs"]["MoveKind"]["properties"]
