"""The pages are true: the example of writing-a-scenario.md is a scenario, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exercise.cli import main
from exercise.store.scenarios import load_scenario

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def written_example(folder: Path) -> Path:
    """Write the files of the page's example below a folder of scenarios, and return that folder."""
    page = (ROOT / "docs" / "writing-a-scenario.md").read_text("utf-8")
    for name, text in re.findall(r"^`scenarios/(river/[\w.]+)`[^\n]*\n\n```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_example_scenario_checks_clean(tmp_path: Path):
    found = load_scenario("river", dirs=[written_example(tmp_path)])

    assert [str(warning) for warning in found.warnings] == []
    assert found.scenario.head.title == "The river"


def test_the_example_scenario_plays_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    written_example(tmp_path)

    code = main(["--scenarios", str(tmp_path), "--saves", str(tmp_path), "run", "river", "--games", "5", "--jobs", "1"])

    assert code == 0
    assert "A harvest" in capsys.readouterr().out


def test_every_section_of_a_scenario_is_explained():
    from exercise.model.scenario import Scenario

    page = (ROOT / "docs" / "writing-a-scenario.md").read_text("utf-8")
    sections = [name for name in Scenario.model_fields if name not in ("id", "variant", "head")]

    assert [name for name in sections if f"**{name}**" not in page and f" {name} " not in page.replace("`", " ")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
