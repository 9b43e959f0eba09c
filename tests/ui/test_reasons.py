"""Every change that is shown opens into its own page of reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exercise.desk.desk import Desk
from exercise.engine.preview import _expected
from exercise.model.play import Cause, Expected, Move
from exercise.reading.glossary import glossary
from exercise.reading.models import Bar, Forecast
from exercise.store.scenarios import load_scenario
from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.ui.base import bar_parts
from exercise.ui.rows import change_rows, forecast_rows
from exercise.ui.text import width_of
from exercise.words import Words
from tests.ui.test_flows import on, shown, until


def test_a_later_change_of_a_track_does_not_take_the_page_of_the_one_now(tmp_path: Path):
    desk = Desk.start("practice", "", "nato", seed="1", saves=tmp_path)
    name = desk.session.book.track_names[0]
    soon = Expected(0, name, 300, 20, (Cause(20, "written", "", ()),))
    later = Expected(0, name, 300, -50, (Cause(-50, "written", "", ()),), 2)

    shown = desk.orders.reasons.expected((soon, later), "forecast")

    pages = [row.ref for row in change_rows(shown, reasons=False)]
    assert [desk.reader.pages.leaf(page).total for page in pages] == [shown[0].amount, shown[1].amount]
    assert shown[0].amount != shown[1].amount
    desk.close()


def test_each_choice_of_a_reaction_opens_into_its_own_pages(tmp_path: Path):
    desk = Desk.start("practice", "", "nato", seed="1", saves=tmp_path)
    name = desk.session.book.track_names[0]

    one = desk.orders.reasons.expected((Expected(0, name, 300, 20, ()),), "forecast-0")
    other = desk.orders.reasons.expected((Expected(0, name, 300, -50, ()),), "forecast-1")

    assert desk.reader.pages.leaf(one[0].page).total == one[0].amount
    assert desk.reader.pages.leaf(other[0].page).total == other[0].amount
    desk.close()


@pytest.mark.parametrize("name", ["practice", "harmony", "andijon", "sahel"])
def test_the_glossary_explains_every_band_term_value_and_track_of_a_scenario(name: str):
    scenario = load_scenario(name).scenario

    found = {entry.word.strip(): entry.meaning for entry in glossary(scenario) if not entry.heads}

    words = [entry.word for entry in glossary(scenario)]
    assert [words.index(band.title) for band in scenario.bands] == list(range(1, len(scenario.bands) + 1))
    assert all(found[modality.title] == modality.text for modality in scenario.modalities)
    words = Words(scenario)
    assert {words.term(value.id, spelt=True) for one in scenario.modalities for value in one.values} <= set(found)
    for family in scenario.tracks:
        assert any(meaning.startswith(family.text) for meaning in found.values())


async def test_help_at_a_table_explains_its_words_and_marks(tmp_path: Path):
    app = ExerciseApp(Start(scenario="practice", seat="nato", seed="3"), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("question_mark")
        await until(pilot, on(pilot, "Help"))
        seen = ""
        for _ in range(14):
            seen += shown(pilot)
            await pilot.press("pagedown")
            await pilot.pause(0.05)
        assert "BANDS" in seen
        assert "guarded  30 to 44 of 100" in seen
        assert "TRACKS AND MEASURES" in seen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    sat = Desk.start("practice", "", "nato", seed="1", saves=tmp_path)
    while sat.stage() != "decide":
        sat.read_on()
    yield sat
    sat.close()


def test_a_reason_that_a_move_only_takes_from_is_said_so(desk: Desk):
    """The preview's sign is that of the difference: what a rule adds anyway, and now adds less of, stands with a minus."""
    expected = [
        one
        for choice in desk.reader.legal_moves("nato")
        if choice.refusal is None
        for one in desk.reader.preview(Move("nato", choice.kind, ("kazakhstan",))).changes
    ]
    weakened = [(one, cause, how) for one in expected for cause, how in one.weaker]
    assert weakened, "some move takes from what would happen anyway"

    for one, cause, how in weakened:
        [reason] = desk.orders.reasons.signed(one.name, [cause], 1, None, dict(one.weaker))
        assert reason.text.endswith({"less": " (less than otherwise)", "gone": " (falls away)"}[how])
        [plainly] = desk.orders.reasons.signed(one.name, [cause], 1)
        assert not plainly.text.endswith(("otherwise", "longer"))


def test_only_what_shrinks_towards_nothing_is_weaker(desk: Desk):
    found = [
        _expected(desk.session.setup, desk.reader.view, 0, 0, {("rule", "r", ()): before}, {("rule", "r", ()): after})
        for before, after in ((10, 4), (-10, -4), (10, 0), (0, 10), (10, 20), (10, -5))
    ]

    assert [[how for _, how in one.weaker] for one in found] == [["less"], ["less"], ["gone"], [], [], []]
    assert [one.change for one in found] == [-6, 6, -10, 10, 10, -15]


def test_what_none_of_a_seats_aims_counts_and_is_another_s_is_no_gain_of_its_own(tmp_path: Path):
    desk = Desk.start("harmony", "", "tajikistan", seed="1", saves=tmp_path)
    names = ("home_pressure[us]", "economy[tajikistan]", "threat[narcotics, tajikistan]", "quarrel")
    index = desk.session.book.track_index
    moved = tuple(Expected(index[name], name, 300, -30, ()) for name in names)

    changes = desk.orders.reasons.expected(moved, "forecast")
    rows = [row.parts[-1][0] if row.rule else "".join(text for text, _ in row.parts) for row in forecast_rows(Forecast(changes=changes))]

    at = {head: rows.index(head) for head in ("GAINS", "COSTS", "ALSO MOVES · none of your aims counts it")}
    place = {name: next(n for n, row in enumerate(rows) if desk.reader.words.track(name) in row) for name in names}
    also = at["ALSO MOVES · none of your aims counts it"]
    assert at["GAINS"] < place["threat[narcotics, tajikistan]"] < at["COSTS"] < place["economy[tajikistan]"] < also
    assert place["home_pressure[us]"] > also
    # What is about nobody alone is everybody's.
    assert at["GAINS"] < place["quarrel"] < at["COSTS"]
    desk.close()


@pytest.mark.parametrize("seat", ["nato", "tajikistan", "russia"])
def test_an_aim_says_what_it_counts_and_where_that_stands_as_far_as_the_seat_can_tell(tmp_path: Path, seat: str):
    desk = Desk.start("harmony", "", seat, seed="1", saves=tmp_path)
    goals = [goal for goal in desk.session.scenario.objectives if goal.actor == seat]

    said = [desk.reader.objectives.counted(goal) for goal in goals]

    for line in said:
        assert re.match(
            r"Counted: .+\. At the end −?\d+ or (less|more) earns nothing, −?\d+ or (less|more) all 100 points; "
            r"now it is (about )?−?[\d.]+, which would earn \d+\.$",
            line,
        )
        assert not re.search(r"\bself\b|[_\[\]]", line)
    # Its own threats a seat sees exactly, of the trust of others it has an idea.
    assert {"nato": "it is about 102,", "tajikistan": "it is 63,", "russia": "it is 18.4,"}[seat] in " ".join(said)
    desk.close()


def test_where_numbers_are_kept_back_an_aim_says_only_what_it_counts(tmp_path: Path):
    desk = Desk.start("harmony", "", "nato", seed="1", level="arrows", saves=tmp_path)

    assert not any(re.search(r"\d", desk.reader.objectives.counted(goal)) for goal in desk.session.scenario.objectives if goal.actor == "nato")
    desk.close()


def test_an_aim_that_counts_a_danger_downwards_is_said_in_the_danger_s_own_numbers(tmp_path: Path):
    desk = Desk.start("sahel", "", "eu", seed="1", saves=tmp_path)

    said = [desk.reader.objectives.counted(goal) for goal in desk.session.scenario.objectives if goal.score.startswith("0 - ") and goal.actor == "eu"]

    assert any(
        line.startswith("Counted: danger in the region. At the end 65 or more earns nothing, 25 or less all 100 points; now it is")
        for line in said
    )
    columns = desk.reader.map.standing().columns
    assert len(columns) == len(set(columns))
    desk.close()


def test_on_a_narrow_terminal_the_date_is_whole_and_the_scenario_s_name_gives_way():
    bar = Bar("Sahel - whose flag in the desert", 1, 4, "Autumn 2010", "European Union", "west", 30, 40, "Decisions", "full")

    left, right = bar_parts(bar, narrow=True)

    assert "Autumn 2010" in "".join(text for text, _ in left)
    assert width_of(left) + width_of(right) < 80
