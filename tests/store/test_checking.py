"""`exercise check` reads every file of a scenario: variants and experiments too, with the place of each slip."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from exercise.store.checking import check_folder

SCENARIOS = Path(__file__).parents[2] / "scenarios"
VARIANTS = """\
variants:
  - id: later
    title: A year later
    text: The same a year later.
    start: 2011-09
    opening: {danger: {mali: 60}}
    running:
      - {move: "eu: desert-guards mali", age: 1, lasts: 4}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SCENARIOS / "sahel", tmp_path / "sahel")
    (tmp_path / "sahel" / "variants.yaml").write_text(VARIANTS)
    return tmp_path / "sahel"


def told(folder: Path, warnings: bool = False) -> list[str]:
    """Return every fault as check prints it, from the scenario's folder on."""
    return [str(fault).split("sahel/", 1)[1] for fault in check_folder(folder, (folder.parent,)) if fault.warning == warnings]


def spoilt(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    return told(folder)


def test_the_copy_has_no_fault(folder: Path):
    assert told(folder) == []
    assert told(folder, warnings=True) == []


CLAIMS = "experiments/claims.yaml"
SLIPS = [
    (CLAIMS, "claims: [flag-marks-the-help]", "claims: [flag-marks-the-hepl]",
     'no claim "flag-marks-the-hepl". Did you mean "flag-marks-the-help"?'),
    (CLAIMS, "{R: mali}", "{R: mail}", 'no name "mail". Did you mean "mali"?'),
    (CLAIMS, "without_injects: [all]", "without_injects: [al]", 'no inject "al". Did you mean "all"?'),
    (CLAIMS, "eu: {turns: [[\"eu: desert-guards $R front=france", "ue: {turns: [[\"eu: desert-guards $R front=france",
     'no actor that plays "ue".'),
    (CLAIMS, "eu: desert-guards $R front=france", "eu: desert-gaurds $R front=france",
     'no kind of move "desert-gaurds". Did you mean "desert-guards"?'),
    (CLAIMS, "eu: desert-guards $R front=france", "eu: desert-guards $Q front=france", 'no case says what "$Q" stands for'),
    (CLAIMS, "eu: desert-guards $R front=france", "eu: desert-guards $R front=frnace",
     'no front of desert-guards "frnace". Did you mean "france"?'),
    (CLAIMS, "eu: desert-guards $R front=france", "eu: desert-guards algeria front=france", 'no target of desert-guards "algeria"'),
    (CLAIMS, "eu: desert-guards $R front=france", "mali: desert-guards $R front=france", 'this script speaks for "eu", not for "mali"'),
    (CLAIMS, 'sum: "trust[$R, eu]"', 'sum: "trsut[$R, eu]"', 'no track, measure or table "trsut". Did you mean "trust"?'),
    (CLAIMS, "compare: [french, european]", "compare: [french, eurpean]", 'no arm "eurpean". Did you mean "european"?'),
    (CLAIMS, "camp-struck: The", "camp-struk: The", 'no rule "camp-struk". Did you mean "camp-struck"?'),
    (CLAIMS, "named: {hosts: hold", "named: {hsots: hold", 'no actor or set "hsots". Did you mean "hosts"?'),
    (CLAIMS, "named: {hosts: hold", "named: {hosts: hodl", 'no persona "hodl". Did you mean "hold"?'),
    (CLAIMS, "named: {hosts: hold", "named: {eu: thin-state", '"thin-state" cannot speak for "eu": '),
    (CLAIMS, "at: 3", "at: 13", "there is no turn 13 to read; 4 are played"),
    (CLAIMS, "answers: accept", "answers: {desert-gards: accept}", 'no kind of move "desert-gards". Did you mean "desert-guards"?'),
    ("variants.yaml", "mali: 60", "mail: 60", 'no actor "mail". Did you mean "mali"?'),
    ("variants.yaml", "mali: 60", "mali: 160", "runs from 0 to 100; found 160"),
    ("variants.yaml", "eu: desert-guards mali", "eu: desert-guards algeria", 'no target of desert-guards "algeria"'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "text"), SLIPS, ids=[slip[3][:40] for slip in SLIPS])
def test_a_slip_in_experiments_or_variants_is_told_with_its_line(folder: Path, file: str, old: str, new: str, text: str):
    line = (folder / file).read_text("utf-8").split(old, 1)[0].count("\n") + 1

    found = spoilt(folder, file, old, new)

    assert found
    assert all(fault.startswith(f"{file}:{line}:") for fault in found), found
    assert any(text in fault for fault in found), found


def test_a_variant_without_an_inject_that_a_watch_asks_for_is_a_fault(folder: Path):
    inject = (folder / "injects.yaml").read_text("utf-8").split("- id: ", 1)[1].split("\n", 1)[0]
    (folder / "watches.yaml").write_text(f"watches:\n  - {{id: seen, title: Seen, of: injects, injects: [{inject}]}}\n")

    found = spoilt(folder, "variants.yaml", "    start:", f"    without_injects: [{inject}]\n    start:")

    assert [fault.split(": ", 1)[1] for fault in found] == [f'watch "seen": no inject "{inject}".']


def test_a_file_that_is_not_read_is_told_before_what_is_missed_for_it(folder: Path):
    (folder / "people.yaml").rename(folder / "people.yml")

    assert told(folder) == ['people.yml:1:1: this file is not read; name it "people.yaml".']


def test_a_wrong_letter_in_a_set_is_one_fault_that_names_it(folder: Path):
    found = spoilt(folder, "world.yaml", "members: [mali", "members: [m\u0430li")

    assert len(found) == 1
    assert 'It holds U+0430 (cyrillic small letter a), which only looks like "a".' in found[0]


def test_a_wrong_name_in_a_set_hides_no_other_fault(folder: Path):
    rules = folder / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("danger[", "dagner[", 1), "utf-8")

    found = spoilt(folder, "world.yaml", "members: [mali", "members: [mail")

    assert [fault.split(":", 1)[0] for fault in found] == ["rules.yaml", "world.yaml"]


def test_a_name_that_is_unknown_in_many_places_is_told_once(folder: Path):
    found = spoilt(folder, "world.yaml", "id: danger", "id: dangers")

    assert len(found) <= 4, found
    assert any("The same stands in" in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (" -", " \u2212", "U+2212 (minus sign)"),
        (" x ", " \u00d7 ", "U+00D7 (multiplication sign)"),
    ],
)
def test_a_sign_that_passes_for_another_is_named(folder: Path, old: str, new: str, text: str):
    rules = (folder / "rules.yaml").read_text("utf-8")
    line = next(line for line in rules.split("\n") if old in line.strip("- ") and "then:" not in line and "[" in line)

    assert any(text in fault for fault in spoilt(folder, "rules.yaml", line, line[:6] + line[6:].replace(old, new, 1)))


NONSENSE = {
    "unknown names": "rules:\n" + "".join(
        f"  - id: r-{place}\n    title: R\n    claims: [c{place}]\n    stage: drift\n    each: R in set{place}\n"
        f"    when: trakc{place}[R] > {place} and x{place} is y\n    then: trust{place}[mali{place}, eu] +1\n" for place in range(3000)
    ),
    "unknown members": "sets:\n" + "".join(f"  - {{id: s-{place}, title: S, members: [malii{place}, mali]}}\n" for place in range(20_000)),
    "unknown keys": "rules:\n" + "".join(f"  - id: r-{place}\n    titel: x\n    stgae: drift\n    q{place}: 1\n" for place in range(20_000)),
    "tabs": "rules:\n" + "".join(f"\t- id: r-{place}\n\t  title: x\n" for place in range(40_000)),
    "directions": "texts:\n" + "".join(f"  a{place}: \u202e\u2066x\n" for place in range(60_000)),
}  # fmt: skip


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_two_megabytes_of_nonsense_are_told_in_seconds(folder: Path, content: str):
    (folder / "more.yaml").write_bytes(content.encode()[:1_990_000])

    began = time.process_time()
    found = told(folder)

    assert found
    assert time.process_time() - began < 10
