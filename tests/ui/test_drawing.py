"""What the widgets draw, without an app: bars, the map's cells, charts, rows of view-models."""

from __future__ import annotations

from itertools import pairwise

from exercise.desk.desk import Desk
from exercise.model import play
from exercise.reading.models import Cell, Change, Forecast, Reason, Standing, Track, TrendLine
from exercise.ui import geo
from exercise.ui.rows import change_rows, forecast_rows, standing_rows
from exercise.ui.text import Parts, dots, width_of
from exercise.ui.widgets.map_view import _apart, _in_full
from exercise.ui.widgets.track_bar import _told_apart, bar_parts
from exercise.ui.widgets.trend import chart
from tests.toy import a_session

STATES = {"KZ": "Kazakhstan", "KG": "Kyrgyzstan", "TJ": "Tajikistan", "TM": "Turkmenistan", "UZ": "Uzbekistan"}


def text(parts: Parts) -> str:
    return "".join(part for part, _ in parts)


def test_a_bar_is_filled_to_its_value_and_marks_its_threshold():
    drawn = text(bar_parts(Track("x", "X", "X", "50", 500, marks=(900,)), 10))

    assert drawn == "━━━━━────┃"


def test_a_bar_shows_where_a_forecast_would_bring_it_up_or_down():
    rising = bar_parts(Track("x", "X", "X", "30", 300, ghost=600, change="▲30", tone=1), 10)
    falling = bar_parts(Track("x", "X", "X", "60", 600, ghost=300, change="▼30", tone=-1), 10)

    assert ("═══", "gain") in rising
    assert ("╌╌╌", "cost") in falling


def test_a_banded_track_shows_its_stretch_and_no_value():
    drawn = text(bar_parts(Track("x", "X", "X", "guarded", None, band=(300, 500)), 10))

    assert drawn == "───▒▒─────"


def test_bars_keep_their_width_at_any_size():
    for width in range(40):
        assert width_of(bar_parts(Track("x", "X", "X", "9", 990, ghost=10, marks=(0, 1000)), width)) == width


def test_the_map_places_every_state_and_keeps_its_neighbours():
    drawn = geo.raster(60, 24)
    names = {land.code: n + 2 for n, land in enumerate(geo.region().lands)}
    seen = {half.label for row in drawn.halves for half in row}

    assert {names[code] for code in ("KZ", "KG", "TJ", "TM", "UZ", "RU", "CN")} <= seen
    for land, x, y in drawn.labels:
        if geo.region().lands[land - 2].role == "state":
            assert land in {drawn.halves[y * 2][x].label, drawn.halves[y * 2 + 1][x].label}


def test_the_caspian_is_sea_and_not_land():
    drawn = geo.raster(60, 24)

    assert any(half.label == geo.SEA for row in drawn.halves for half in row[:12])


def test_the_map_fits_every_size_a_panel_may_have():
    for columns, rows in ((12, 4), (40, 16), (130, 46)):
        drawn = geo.raster(columns, rows)
        assert len(drawn.halves) == rows * 2
        assert all(len(row) == columns for row in drawn.halves)


def test_on_a_small_map_no_label_lies_over_another():
    lands = geo.region().lands
    cells = {land.code: Cell(land.code, land.name, 500, "guarded") for land in lands if land.role == "state"}

    for columns, rows in ((38, 16), (44, 17), (52, 22)):
        labels = _apart(geo.raster(columns, rows), lands, cells)
        taken = [(row, start + n) for text, start, row, _ in labels for n in range(len(text))]
        assert len(taken) == len(set(taken))
        assert {text[:2] for text, _, _, state in labels if state} == {"KZ", "KG", "TJ", "TM", "UZ"}


def test_a_chart_has_one_scale_for_all_its_series_and_labels_them_at_their_end():
    rows = chart((TrendLine("low", "west", (0, 100, 0), "0"), TrendLine("high", "russia", (900, 1000, 950), "95")), ("0", "1", "2"), 60, 12)
    lines = [text(tuple(row)) for row in rows]

    assert len(lines) == 12
    assert any("high" in line for line in lines[:3])
    assert any("low" in line for line in lines[-3:])


def test_changes_made_by_one_reason_alone_stand_together():
    reason = Reason("+1", 1, "they met", "SCO 1", "rule:met")
    changes = (
        Change("a", "A", "+1", 1, 1, (reason,)),
        Change("b", "B", "−2", -1, -1, (Reason("−2", -1, "cost", "", "rule:cost"),)),
        Change("c", "C", "+1", 1, 1, (reason,)),
    )

    drawn = [text(row.parts) for row in change_rows(changes)]

    assert drawn[:2] == ["▲ +1 A", "▲ +1 C"]
    assert sum("they met" in line for line in drawn) == 1


def test_a_forecast_says_gains_costs_and_what_it_does_not_know_in_words_too():
    forecast = Forecast(changes=(Change("a", "A", "+1", 1, 1), Change("b", "B", "+2", 1, -1)), not_known=("C",))

    drawn = [text(row.parts) for row in forecast_rows(forecast)]

    assert [line for line in drawn if line.replace(" ", "").isalpha() and line.isupper()] == ["GAINS", "COSTS", "NOT KNOWN"]
    assert drawn.index("▲ +1 A") < drawn.index("COSTS") < drawn.index("▲ +2 B")


def test_a_refused_move_says_why_and_nothing_else():
    [only] = forecast_rows(Forecast(refusal="Too dear."))

    assert "Too dear." in text(only.parts)


def test_the_table_of_states_leaves_out_columns_that_do_not_fit():
    standing = Standing(("One", "Two"), (("KZ", "Kazakhstan", ("guarded", "very low")),))

    assert [text(row.parts) for row in standing_rows(standing, width=20)] == ["State           One", "Kazakhstan  guarded"]


def test_capital_reads_as_dots():
    assert dots(20, 50) == "●●○○○"
    assert dots(0, 0) == ""


def test_much_capital_reads_as_a_number_as_nobody_counts_fourteen_dots():
    assert dots(140, 150) == "14 ●"
    assert dots(30, 150) == "3 ●"


def test_a_draw_that_a_seat_is_told_of_says_roughly_how_likely_it_was_and_no_throw():
    desk = Desk(a_session(), "nato", closes=False)

    told = desk.adviser.reasons.drawn(play.ChanceDrawn("boil-over", ("kazakhstan",), 7, (), -1, True))
    full = desk.adviser.reasons.drawn(play.ChanceDrawn("boil-over", ("kazakhstan",), 9, ((4, "Fear"),), 3, True))

    assert (told.odds, told.result) == ("about 7 %", "it happened")
    assert (full.odds, full.result) == ("9 %", "it happened, drawn 3 (under 9 it happens)")


def test_names_on_a_large_map_are_whole_or_give_way_to_codes_all_together():
    values = {code: Cell(code, name, 500, "guarded", "") for code, name in STATES.items()}
    seen = set()
    for columns in range(52, 140, 4):
        for rows in range(12, 60, 3):
            drawn = geo.raster(columns, rows)
            written = _in_full(drawn, geo.region().lands, values)
            seen.add(bool(written))
            covered = [(y, x + n) for text, x, y, _ in written for n in range(len(text))]
            assert len(covered) == len(set(covered)), (columns, rows)
            assert all(0 <= y < rows and 0 <= x < columns for y, x in covered)
            names = {text for text, _, _, state in written if state} - {"guarded"}
            assert not written or names == {name.upper() for name in STATES.values()}
    assert seen == {True, False}


def test_the_turns_beneath_a_chart_are_evenly_left_out_where_room_is_short():
    turns = tuple(str(n) for n in range(11))
    for width in range(30, 90, 3):
        drawn = [text(tuple(row)) for row in chart((TrendLine("heat", "west", (100,) * 11, "10"),), turns, width, 10)]
        foot = next(row for row in reversed(drawn) if "heat" not in row)
        shown = [int(name) for name in foot.split()]
        assert len({two - one for one, two in pairwise(shown)}) <= 1, foot
        assert shown[0] == 0


def test_a_short_form_that_does_not_fit_keeps_whom_it_is_about():
    assert _told_apart("Western interest KZ", 15) == "Western… KZ"
    assert _told_apart("Trust KZ NATO", 11) == "Tr… KZ NATO"
    assert _told_apart("SCO effect", 8) == "SCO eff…"
    assert all(len(_told_apart("Western interest KZ NATO", width)) <= width for width in range(4, 30))


def test_a_narrow_chart_has_the_whole_width_for_its_lines_and_names_them_below():
    series = (TrendLine("threats", "west", (500, 400, 300), "30"), TrendLine("trust in West", "russia", (200, 300, 400), "40"))

    narrow, wide = chart(series, ("0", "1", "2"), 42, 14), chart(series, ("0", "1", "2"), 80, 14)

    drawn = [["".join(text for text, _ in row) for row in rows] for rows in (narrow, wide)]
    assert all(len(row) <= size for rows, size in zip(drawn, (42, 80), strict=True) for row in rows)
    assert [len(rows) for rows in drawn] == [14, 14]
    assert drawn[0][-1].split() == ["━", "threats", "30", "━", "trust", "in", "West", "40"]
    assert max(len(row.rstrip()) for row in drawn[0][:12]) == 42, "the lines reach the right edge"
    assert any("threats 30" in row for row in drawn[1][:12]), "where there is room they are named at their ends"


def test_the_table_of_states_names_its_columns_on_two_lines_and_closes_up_for_one_more():
    standing = Standing(("Room to manoeuvre", "Western weight"), (("KZ", "Kazakhstan", ("high", "very low")),))

    rows = [text(row.parts) for row in standing_rows(standing, width=30)]

    assert rows == ["             Room to  Western", "State      manoeuvre   weight", "Kazakhstan      high very low"]
