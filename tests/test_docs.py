"""The pages are true: what writing-a-scenario.md quotes is a scenario that ships, and links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from exercise.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


WRITING = ROOT / "docs" / "writing-a-scenario.md"
SAHEL = ROOT / "scenarios" / "sahel"


def quoted() -> dict[str, str]:
    """Return the files that the page on writing a scenario quotes, by their names below `scenarios/sahel`."""
    page = WRITING.read_text("utf-8")
    return dict(re.findall(r"^`scenarios/sahel/([\w./]+)`[^\n]*\n\n```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE))


def test_the_page_on_writing_a_scenario_quotes_one_that_ships_whole():
    shipped = {str(path.relative_to(SAHEL)): path.read_text("utf-8") for path in SAHEL.rglob("*.yaml")}

    assert quoted() == shipped


def test_who_saves_what_the_page_quotes_has_a_scenario_whose_claims_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name, text in quoted().items():
        (tmp_path / "sahel" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sahel" / name).write_text(text, "utf-8")
    here = ["--scenarios", str(tmp_path), "--saves", str(tmp_path)]

    checked = main([*here, "check", "sahel"])
    told = capsys.readouterr()
    claimed = main([*here, "claims", "sahel", "--jobs", "1"])

    assert (checked, told.out) == (0, "")
    assert claimed == 0
    assert "5 of 5 claims hold" in capsys.readouterr().out


def test_what_the_page_shows_of_a_run_is_what_a_run_shows(capsys: pytest.CaptureFixture[str]):
    shown = re.findall(r"^ {15}(ok .*)$", WRITING.read_text("utf-8"), re.MULTILINE)

    main(["claims", "sahel", "--jobs", "1", "--claim", "asked-neighbour-allows", "--no-saves"])

    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert shown
    assert [line for line in shown if line not in told] == []


def test_every_section_of_a_scenario_is_explained():
    from exercise.model.scenario import Scenario

    page = (ROOT / "docs" / "writing-a-scenario.md").read_text("utf-8")
    sections = [name for name in Scenario.model_fields if name not in ("id", "variant", "head")]

    assert [name for name in sections if f"**{name}**" not in page and f" {name} " not in page.replace("`", " ")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_bands_that_the_page_of_words_lists_are_those_of_the_library():
    from exercise.store.scenarios import load_scenario

    row = next(line for line in (ROOT / "docs" / "concepts.md").read_text("utf-8").splitlines() if "the bands of the library" in line)
    named, told = (cell.strip() for cell in row.strip("| ").split("|"))

    for scenario in ("practice", "harmony", "andijon"):
        bands = load_scenario(scenario).scenario.bands
        assert [band.title.lower() for band in bands] == named.split(", ")
        assert [band.below for band in bands[:-1]] == [int(number) for number in re.findall(r"\d+", told)[:-1]]
        assert re.findall(r"\d+", told)[-1] == "100"


def test_the_commands_of_the_readme_work_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saves").mkdir()
    lines = re.findall(r"^    exercise (.+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    long = ("claims", "balance", "rehearse")
    said = {}
    for line in lines:
        words = shlex.split(line, comments=True)
        if words[0] not in long:
            assert main(words) == 0, line
            said[words[0]] = capsys.readouterr().out

    assert "Border guards" in said["why"], "the order of the example does what the page says of it"
    assert (tmp_path / "american.html").exists()
    assert {words.split()[0] for words in lines} >= {"start", "do", "why", "show", "verify", "fork", "compare", "report", *long}
