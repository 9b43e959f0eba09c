"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exercise.cli import main
from exercise.cli.page import command_line_page

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "tests" / "scenarios"
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


# --- play without the app, on a scenario of two states and a river --------------------------------------------------------------


@pytest.fixture
def river(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run one command with the example scenario and a folder of saves of its own."""
    place = shutil.copytree(SCENARIOS, tmp_path / "scenarios")

    def run(*words: str) -> Told:
        capsys.readouterr()
        code = main(["--saves", str(tmp_path / "saves"), "--scenarios", str(place), *words])
        return Told((code, *capsys.readouterr()))

    return run


def test_check_tells_of_every_fault_and_exits_with_2(river, tmp_path: Path):
    rules = tmp_path / "scenarios" / "river" / "rules.yaml"
    text = rules.read_text("utf-8").replace("    chance: 30", "    chanse: 30").replace("for downstream", "for downstraem")
    rules.write_text(text, "utf-8")

    told = river("check", "river", "--json")

    assert told.code == 2
    faults = [fault for fault in json.loads(told.out) if not fault["warning"]]
    lines = text.splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if "chanse" in line or "downstraem" in line]
    assert [(Path(fault["file"]).name, fault["line"]) for fault in faults] == [("rules.yaml", number) for number in wrong]
    assert 'Did you mean "chance"?' in faults[0]["text"]
    assert 'Did you mean "downstream"?' in faults[1]["text"]


def test_a_game_can_be_saved_shown_explained_verified_and_forked(river):
    assert river("run", "river", "--seed", "1", "--save", "one").code == 0

    shown = json.loads(river("show", "one", "--turn", "2", "--json").out)
    why = json.loads(river("why", "one", "trust[downstream]", "--turn", "2", "--json").out)
    title = river("why", "one", "trust[downstream]", "--turn", "2").out.splitlines()[1].rpartition(": ")[0]
    assert json.loads(river("why", "one", title.upper(), "--turn", "2", "--json").out) == why, "a track is found by its printed title too"
    verified = json.loads(river("verify", "one", "--json").out)
    without = ("--instead", "upstream: withdraw release-water/downstream")
    forked = json.loads(river("fork", "one", "--turn", "2", *without, "--continue", "bots", "--json").out)

    assert shown["turn"] == 2
    assert shown["tracks"]["water"]["knows"] == "exact"
    assert sum(cause["amount"] for cause in why["causes"]) == why["after"] - why["before"]
    assert why["instead"]
    assert verified[0]["agrees"]
    assert verified[0]["fingerprint"]
    assert forked["phase"] == "over"
    assert json.loads(river("verify", "one-fork-2", "--json").out)[0]["agrees"]


def test_do_plays_a_solo_session_on_with_the_program_as_facilitator(river):
    river("run", "river", "--person", "upstream", "--save", "solo")

    first = json.loads(river("do", "solo", "--seat", "upstream", "upstream: commit", "--json").out)
    sealed = river("do", "solo", "--seat", "upstream", "upstream: release-water downstream")
    second = json.loads(river("do", "solo", "--seat", "upstream", "upstream: commit", "--json").out)

    assert (first["turn"], first["phase"]) == (1, "decide")
    assert "Release water" in sealed.out
    assert second["phase"] in ("answer", "read-out")
    assert second["waiting"][0]["seat"] == "upstream"


def test_do_leaves_the_phases_of_a_table_of_several_to_their_facilitator(river):
    river("run", "river", "--person", "all", "--save", "table")
    river("do", "table", "--seat", "facilitator", "facilitator: close-phase")

    for seat in ("upstream", "downstream"):
        told = json.loads(river("do", "table", "--seat", seat, f"{seat}: commit", "--json").out)

        assert (told["turn"], told["phase"]) == (1, "situation")
    closed = json.loads(river("do", "table", "--seat", "facilitator", "facilitator: close-phase", "--json").out)
    assert closed["phase"] == "decide"


def test_a_refusal_is_one_line_in_words_and_changes_nothing(river, tmp_path: Path):
    river("run", "river", "--person", "upstream", "--save", "solo")
    before = (tmp_path / "saves" / "solo.jsonl").read_bytes()

    told = river("do", "solo", "--seat", "upstream", "upstream: release-water downstream")

    assert told.code == 2
    assert told.out == ""
    assert re.fullmatch(r"exercise: [^\n]+\n", told.err)
    assert (tmp_path / "saves" / "solo.jsonl").read_bytes() == before


def test_a_fork_that_is_refused_leaves_no_file(river, tmp_path: Path):
    river("run", "river", "--seed", "1", "--save", "one")

    told = river("fork", "one", "--turn", "1", "--instead", "upstream: release-water upstream")

    assert told.code == 2
    assert sorted(path.name for path in (tmp_path / "saves").iterdir()) == ["one.jsonl"]


def test_a_seat_is_shown_no_more_than_it_may_see(river):
    river("run", "river", "--person", "upstream", "--save", "solo")

    own = json.loads(river("show", "solo", "--seat", "upstream", "--json").out)
    all_ = json.loads(river("show", "solo", "--json").out)

    assert own["tracks"]["trust[downstream]"] == {"knows": "band", "band": "fair"}
    assert own["tracks"]["capital[downstream]"] == {"knows": "not known"}
    assert all_["tracks"]["trust[downstream]"]["tenths"] == 400


def test_games_are_the_same_whatever_the_number_of_processes(river):
    one = river("run", "river", "--games", "6", "--seed", "3", "--jobs", "1", "--json")
    two = river("run", "river", "--games", "6", "--seed", "3", "--jobs", "2", "--json")

    assert one.out == two.out
    assert len(json.loads(one.out)["played"]) == 6


def test_a_policy_file_scripts_an_actor(river, tmp_path: Path):
    script = tmp_path / "script.yaml"
    script.write_text('turns:\n  - - "upstream: complain downstream"\nanswers: decline\notherwise: random\n', "utf-8")

    told = json.loads(river("run", "river", "--policy", f"upstream={script}", "--policy", "downstream=hold", "--json").out)

    assert told["played"][0]["refused"] == []
    assert told["played"][0]["orders"] >= 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "rivr"], 'exercise: there is no scenario "rivr". Did you mean "river"?'),
        (["run", "river", "--policy", "upstraem=random"], 'exercise: --policy: no actor "upstraem". Did you mean "upstream"?'),
        (["run", "river", "--policy", "upstream=randm"], 'exercise: --policy: no bot or persona "randm", and no such file. Did you'),
        (["run", "river", "--person", "upstream"], "exercise: --person needs --save NAME"),
        (["run", "river", "--games", "2", "--save", "x"], "exercise: a save holds one game"),
        (["verify", "nothing"], 'exercise: there is no save "nothing"'),
        (["play", "nothing"], 'exercise: there is no scenario "nothing".'),
        (["run", "river", "--save", "../x"], 'exercise: "../x" cannot name a save.'),
        (["new", "Rio", "--from", "river"], 'exercise: "Rio" cannot name a scenario.'),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_one_line(river, words: list[str], expected: str):
    told = river(*words)

    assert told.code == 2
    assert told.err.startswith(expected), told.err
    assert told.err.count("\n") == 1


def test_a_scenario_can_be_started_as_a_copy_and_checks_clean(river, tmp_path: Path):
    told = river("new", "canal", "--from", "river")

    assert told.code == 0
    assert told.out.strip() == str(tmp_path / "scenarios" / "canal")
    assert river("check", "canal").code == 0


def test_what_is_good_of_a_damaged_save_is_written_to_a_new_one(river, tmp_path: Path):
    river("run", "river", "--seed", "1", "--save", "one")
    path = tmp_path / "saves" / "one.jsonl"
    lines = path.read_bytes().split(b"\n")
    lines[-3] = lines[-3].replace(b"e", b"f", 1)
    path.write_bytes(b"\n".join(lines))
    before = path.read_bytes()

    done = river("repair", "one", "--json")

    told = json.loads(done.out)
    assert done.code == 0
    assert "exercise repair" in done.err
    assert told["entries"] == told["good"] == len(lines) - 4
    assert path.read_bytes() == before
    assert river("verify", "one").code == 2
    checked = river("verify", "one-repaired")
    assert checked.code == 0
    assert told["fingerprint"] in checked.out
    assert river("repair", "one").code == 2
    assert river("repair", "one-repaired").code == 2


def test_a_damaged_save_exits_with_2_and_names_the_line(river, tmp_path: Path):
    river("run", "river", "--seed", "1", "--save", "one")
    path = tmp_path / "saves" / "one.jsonl"
    lines = path.read_bytes().split(b"\n")
    lines[5] = lines[5].replace(b"t", b"s", 1)
    path.write_bytes(b"\n".join(lines))

    told = river("verify", "one")

    assert told.code == 2
    assert "one.jsonl:6:" in told.err
    assert told.err.count("\n") == 1
    assert river("do", "one", "--seat", "facilitator", "facilitator: pause").code == 2

    looked = river("report", "one")
    assert looked.code == 0
    assert "The 4 entries before it are good" in looked.err
    assert path.read_bytes() == b"\n".join(lines)


def test_a_scenario_changed_since_is_told_and_the_save_keeps_its_own(river, tmp_path: Path):
    river("run", "river", "--seed", "1", "--save", "one")
    rules = tmp_path / "scenarios" / "river" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8") + "# a remark\n", "utf-8")

    told = river("verify", "one")

    assert told.code == 0
    assert "whole and decided the same" in told.out
    assert told.err == (
        "one: Files of the scenario have changed since this save was made: river/rules.yaml. "
        "The save keeps its own copy of the scenario, and that is used.\n"
    )
    shutil.rmtree(tmp_path / "scenarios" / "river")
    told = river("verify", "one")
    assert told.code == 0
    assert "None of the scenario's files is here" in told.err


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path):
    place = shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    command = f"{sys.executable} -m exercise --scenarios {place} run river --games 3 --jobs 1 --json | head -c 1"

    told = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)

    assert told.stdout == "{"
    assert told.stderr == ""
    assert told.returncode == 0


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("show example-five >&-", 2, "exercise: standard output is closed\n"),
        ("show example-five 2>&- >/dev/null", 0, ""),
        ("show example-five >&- 2>&-", 2, ""),
        ("play practice <&- >&-", 2, "exercise: the app needs a terminal to draw on; `exercise play --plain` speaks through a pipe.\n"),
        ("play practice --plain <&- >/dev/null", 0, ""),
        ("play practice --plain <&- >&-", 2, "exercise: standard output is closed\n"),
        ("show example-five >/dev/full", 2, "exercise: no space left on device\n"),
    ],
)
def test_closed_streams_are_one_line(command: str, code: int, said: str, tmp_path: Path):
    words = f"{sys.executable} -m exercise --saves {tmp_path} {command}"

    told = subprocess.run(["bash", "-c", words], cwd=ROOT, capture_output=True, text=True)

    assert (told.returncode, told.stderr) == (code, said)


@pytest.fixture
def table(river, tmp_path: Path):
    """Run a command on a session of two people that is still being played, with a sealed order in it."""
    assert river("start", "river", "--save", "friday", "--people", "all").code == 0
    for _ in range(2):
        assert river("do", "friday", "--seat", "facilitator", "facilitator: close-phase").code == 0
    assert river("do", "friday", "--seat", "upstream", "upstream: release-water downstream").code == 0
    return river


@pytest.mark.parametrize(
    "words", [("show", "friday"), ("report", "friday"), ("report", "friday", "--json"), ("compare", "friday", "friday"), ("show", "friday", "--json")]
)
def test_a_running_session_of_several_is_looked_at_as_the_public_unless_somebody_asks(words: tuple[str, ...], table):
    public, all_of_it = table(*words), table(*words, "--seat", "facilitator")

    assert public.code == all_of_it.code == 0
    assert "Several people play this session: this is what everyone may know." in public.err
    assert "Several people" not in all_of_it.err
    assert public.out == table(*words, "--seat", "public").out
    assert "release-water" not in public.out


def test_a_session_that_has_ended_or_of_one_person_is_looked_at_as_a_whole(table):
    assert table("do", "friday", "--seat", "facilitator", 'facilitator: end-session because="Enough."').code == 0
    assert table("show", "friday").out == table("show", "friday", "--seat", "facilitator").out
    table("start", "river", "--save", "alone", "--people", "upstream")
    assert table("do", "alone", "--seat", "upstream", "upstream: commit").code == 0
    assert table("do", "alone", "--seat", "upstream", "upstream: release-water downstream").code == 0
    assert "release-water" in table("show", "alone").out


def test_a_save_that_was_cut_short_is_not_called_whole(table, tmp_path: Path):
    save = tmp_path / "saves" / "friday.jsonl"
    save.write_bytes(save.read_bytes()[:-30])

    told = table("verify", "friday")
    facts = json.loads(table("verify", "friday", "--json").out)

    assert told.code == 2
    assert "then cut short; decided the same" in told.out and "whole" not in told.out
    assert facts[0]["whole"] is False and facts[0]["agrees"] is True


def test_a_new_command_is_one_module(monkeypatch: pytest.MonkeyPatch):
    from exercise.cli.parser import build_parser, commands

    known = commands()

    assert {"do", "diff", "verify"} <= set(known) and not {"app", "finding", "output", "parser"} & set(known)
    for name, does in known.items():
        parser = build_parser(known, [name])
        assert does[0].islower() and not does.endswith(".")
        with pytest.raises(SystemExit):
            parser.parse_args([name, "--help"])


def test_text_from_files_reaches_the_terminal_clean(river, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["verify", "\x1b]0;owned\x07save"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_four_slips_in_a_copy_of_harmony_are_four_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name in ("region", "harmony"):
        shutil.copytree(ROOT / "scenarios" / name, tmp_path / name)
    places = [
        slip(tmp_path / "region" / "rules" / "economy.yaml", "    stage: ", "\tstage: "),
        slip(tmp_path / "region" / "rules" / "home.yaml", "    stage: drift\n", "    stage: drift\n    stage: drift\n", down=1),
        slip(tmp_path / "region" / "rules" / "sco.yaml", "    when: kind is", "    wenn: kind is"),
        slip(tmp_path / "region" / "rules" / "trust.yaml", "    then: trust[target, actor] ", "    then: trust[uzbekstan, actor] "),
    ]

    code = main(["--scenarios", str(tmp_path), "check", "harmony"])

    lines = [line for line in capsys.readouterr().out.splitlines() if ": warning: " not in line]
    assert code == 2
    assert [(Path(line.split(":")[0]).name, int(line.split(":")[1])) for line in lines] == places
    for line, words in zip(lines, ("use spaces", "given twice", 'Did you mean "when"?', 'Did you mean "uzbekistan"?'), strict=True):
        assert words in line


def slip(path: Path, right: str, wrong: str, down: int = 0) -> tuple[str, int]:
    """Put a slip into a file, and return the file's name and the line where it stands."""
    text = path.read_text("utf-8")
    at = text.index(right)
    path.write_text(text[:at] + wrong + text[at + len(right) :], "utf-8")
    return path.name, text[:at].count("\n") + 1 + down


def test_the_public_looks_on_from_the_command_line_and_learns_no_secret(tmp_path, capsys):
    here = ["--saves", str(tmp_path)]
    assert main([*here, "start", "harmony", "--save", "five", "--plan", "five", "--people", "all", "--seed", "1"]) == 0
    for move in ("facilitator: close-phase", "facilitator: close-phase", "nato: border-guards tajikistan disclosure=closed"):
        assert main([*here, "do", "five", "--seat", "facilitator", move]) == 0
    capsys.readouterr()

    shown = main([*here, "show", "five", "--seat", "public"])
    told = capsys.readouterr().out
    nobody = main([*here, "show", "five", "--seat", "publik"])

    assert shown == 0
    assert "nato: border-guards" not in told
    assert nobody == 2
    assert 'Did you mean "public"?' in capsys.readouterr().err
