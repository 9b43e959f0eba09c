"""What keys do, the mouse does too: options, rows, states of the map, the line of keys, marks of the timeline, and the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.ui.screens.decision import Decision
from exercise.ui.widgets.bars import KeyBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.timeline import TimelineLanes
from tests.ui.test_flows import on, shown, told, until

EXAMPLE = Path(__file__).parents[2] / "saves" / "example-american.jsonl"


def an_app(folder: Path, start: Start) -> ExerciseApp:
    return ExerciseApp(start, Folders(None, folder))


async def at_the_decision(pilot: Pilot[int]) -> Decision:
    await until(pilot, on(pilot, "Briefing"))
    await pilot.press("enter")
    await until(pilot, on(pilot, "Decision"))
    screen = pilot.app.screen
    assert isinstance(screen, Decision)
    await until(pilot, lambda: "Your move" in shown(pilot))
    return screen


async def on_row(pilot: Pilot[int], selector: str, line: int, column: int = 2) -> None:
    """Click a line of a panel, counted from the first below its frame."""
    panel = pilot.app.screen.query_one(selector)
    assert await pilot.click(selector, offset=(panel.gutter.left + column, panel.gutter.top + line))


async def on_key(pilot: Pilot[int], label: str, more: int = 0) -> None:
    """Click the label of a key in the line of keys, or a cell after its first."""
    bar = pilot.app.screen.query_one(KeyBar)
    start = next(start for start, _, _, said in bar._spans if said == label)
    assert await pilot.click(KeyBar, offset=(start + more, 0))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_option_clicked_is_picked_and_its_row_is_the_current_one(tmp_path, size):
    async with an_app(tmp_path, Start(scenario="practice", seat="nato", seed="1")).run_test(size=size) as pilot:
        await at_the_decision(pilot)
        form = pilot.app.screen.query_one("#form", ChoiceRows)
        places = [
            (line, start, form._rows[row], value)
            for line, (_, row, spans) in enumerate(form._lines(form.content_size.width))
            for start, _, value in spans
            if row >= 0 and value and value not in form._rows[row].chosen
        ]
        line, start, row, value = next(
            place for place in places if not next(option for option in place[2].options if option.value == place[3]).barred
        )

        await on_row(pilot, "#form", line, start + 1)

        await until(pilot, lambda: any(value in now.chosen for now in form._rows if now.name == row.name), "the option clicked")
        assert form.current == row.name


async def test_a_state_clicked_on_the_map_is_the_target_and_named_under_the_pointer(tmp_path):
    async with an_app(tmp_path, Start(scenario="harmony", seat="nato", seed="7")).run_test(size=(120, 40), notifications=True) as pilot:
        screen = await at_the_decision(pilot)
        view = screen.query_one("#map", MapView)
        x, y = next((x, y) for y in range(view.size.height) for x in range(view.size.width) if view.code_at(x, y) == "KZ")
        await on_row(pilot, "#map", y, x)
        await until(pilot, lambda: "Step to ease the quarrel cannot be aimed there." in told(pilot), "why nothing is aimed")
        screen.take_kind("raise-concern")
        for code, name in (("UZ", "uzbekistan"), ("TJ", "tajikistan")):
            x, y = next((x, y) for y in range(view.size.height) for x in range(view.size.width) if view.code_at(x, y) == code)
            await pilot.hover("#map", offset=(x + view.gutter.left, y + view.gutter.top))
            await until(pilot, lambda name=name: f"high   {name.title()}" in shown(pilot), "the name beside the legend")
            await on_row(pilot, "#map", y, x)
            await until(pilot, lambda name=name: screen._draft is not None and name in screen._draft.targets, "the state clicked")


async def test_a_row_clicked_opens_and_a_click_beside_the_drawer_closes_it(tmp_path):
    async with an_app(tmp_path, Start(scenario="practice", seat="nato", seed="1")).run_test(size=(120, 40)) as pilot:
        await at_the_decision(pilot)
        panel = pilot.app.screen.query_one("#forecast", Lines)
        line = next(n for n, row in enumerate(panel._rows) if panel._items[row.of].ref)

        await on_row(pilot, "#forecast", line)
        await until(pilot, on(pilot, "Why"))
        await pilot.click(offset=(1, 5))

        await until(pilot, on(pilot, "Decision"))


async def test_the_wheel_scrolls_the_panel_under_the_pointer(tmp_path):
    async with an_app(tmp_path, Start(scenario="harmony", seat="nato", seed="7")).run_test(size=(120, 40)) as pilot:
        await at_the_decision(pilot)
        panel = pilot.app.screen.query_one("#situation", Lines)
        await pilot._post_mouse_events([events.MouseScrollDown], widget="#situation", offset=(5, 5))

        await until(pilot, lambda: panel.scroll_offset.y > 0, "further down")
        assert pilot.app.focused is not panel


async def test_the_line_of_keys_is_pressed_and_of_two_arrows_each_by_itself(tmp_path):
    async with an_app(tmp_path, Start(scenario="practice", seat="nato", seed="1")).run_test(size=(120, 40), notifications=True) as pilot:
        await at_the_decision(pilot)
        form = pilot.app.screen.query_one("#form", ChoiceRows)
        first = form.current

        await on_key(pilot, "↑↓", 1)
        await until(pilot, lambda: form.current != first, "the row below")
        await on_key(pilot, "↑↓")
        await until(pilot, lambda: form.current == first, "the row above")
        await on_key(pilot, "Enter")
        await until(pilot, lambda: "not chosen yet" in told(pilot), "what Enter says")
        await on_key(pilot, "c")
        await until(pilot, on(pilot, "Ask"))


async def test_home_opens_what_is_clicked(tmp_path):
    async with an_app(tmp_path, Start()).run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "Practice" in shown(pilot))
        await on_row(pilot, "#choices", 2)

        await until(pilot, on(pilot, "Briefing"))


async def test_a_mark_clicked_on_the_timeline_is_where_the_replay_stands(tmp_path):
    async with an_app(tmp_path, Start(replay=str(EXAMPLE))).run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "ReplayScreen"))
        await until(pilot, lambda: bool(pilot.app.screen.query_one(TimelineLanes)._cells), "the marks")
        line = pilot.app.screen.query_one(TimelineLanes)
        lane = next(lane for lane in line._lanes if line._cells.get(lane.id))
        x, placed = max(line._cells[lane.id].items())
        height = line.content_size.height
        y = next(y for y in range(height) if line._lanes[line._lane_at(y, height)].id == lane.id)

        await on_row(pilot, "#timeline", y, line._lead(line.content_size.width) + x)

        await until(pilot, lambda: line._numbers.get(line._cursor) == placed.number, "the mark clicked")
