"""The planning clock and the plan of a session's time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from exercise.desk.console import timing
from exercise.desk.console.timekeeper import AWAY, Timekeeper
from exercise.model.play import State
from exercise.store.clock import Clock, clock_path, read_clock, write_clock
from exercise.ui.debriefing import steps
from tests.toy import a_session, close


class Wall:
    """A clock on the wall that tests turn by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000

    def __call__(self) -> int:
        return self.at


def test_two_hours_and_four_moves_fall_as_the_guide_says():
    slots = [(slot.title, slot.end - slot.start) for slot in timing.plan_of_time(120, 4)]

    assert slots == [
        ("Brief-in", 10), ("Practice move", 5), ("Move 1", 18), ("Move 2", 18), ("Break", 5), ("Move 3", 18), ("Move 4", 18),
        ("Debrief", 25), ("Slack", 3),
    ]  # fmt: skip
    assert timing.seconds_for(120, 4, "decide") == 12 * 60


@pytest.mark.parametrize("minutes", timing.LENGTHS)
@pytest.mark.parametrize("turns", [1, 2, 4, 8])
def test_every_plan_fills_its_minutes_without_a_gap_and_keeps_a_fifth_for_the_debrief(minutes, turns):
    slots = timing.plan_of_time(minutes, turns)

    assert slots[0].start == 0
    assert slots[-1].end == minutes
    assert all(one.end == two.start for one, two in pairwise(slots))
    assert next(slot.end - slot.start for slot in slots if slot.title == "Debrief") >= minutes // 5


def test_a_pause_takes_nothing_from_the_phase_nor_from_the_session():
    clock = timing.wound(Clock(minutes=120), 1, "decide", 600, 1000, run=True)
    assert timing.left_of(clock, 1100) == 500

    clock = timing.resumed(timing.halted(clock, 1100), 2300)

    assert timing.left_of(clock, 2300) == 500
    assert timing.elapsed(clock, 2300) == 1
    assert timing.mood(clock, 2300) == "run"
    assert timing.mood(clock, 2700) == "low"
    assert timing.mood(clock, 2801) == "over"
    assert timing.shown(timing.left_of(clock, 2870)) == "+01:10"


def test_time_that_was_up_begins_anew_when_it_is_extended():
    clock = timing.wound(Clock(), 1, "decide", 60, 1000, run=True)

    assert timing.left_of(timing.extended(clock, 120, 1500), 1500) == 120


def test_a_late_session_says_how_late_it_is():
    slots = timing.plan_of_time(120, 4)
    clock = Clock(minutes=120, began=1000)

    assert timing.pace(slots, clock, 1000 + 40 * 60, 1, "read-out").late == 7
    assert timing.pace(slots, clock, 1000 + 40 * 60, 2, "decide").late == 0
    assert timing.pace(slots, clock, 1000 + 20 * 60, 2, "decide").late == -13


def test_the_clock_is_wound_by_each_phase_and_found_again_after_the_window_was_closed(tmp_path: Path):
    save, wall, session = tmp_path / "table.jsonl", Wall(), a_session()
    keeper = Timekeeper(save, 120, wall)
    keeper.follow(session.state)
    assert keeper.mood == "still"
    keeper.toggle(session.state.turns)
    wall.at += 100

    again = Timekeeper(save, 120, wall)

    assert again.face == keeper.face
    assert again.mood == keeper.mood
    close(session)
    again.follow(session.state)
    assert (again.clock.phase, bool(again.clock.ends)) == (session.state.phase, True)


def test_time_that_is_begun_in_the_middle_of_a_move_begins_where_the_plan_has_it(tmp_path: Path):
    wall, session = Wall(), a_session()
    close(session)
    keeper = Timekeeper(tmp_path / "table.jsonl", 120, wall)
    keeper.follow(session.state)

    keeper.toggle(session.state.turns)

    assert session.state.turn == 1
    assert keeper.pace(session.state).late == 0


def test_a_clock_left_alone_for_long_stands_still_and_costs_the_session_nothing(tmp_path: Path):
    save, wall, session = tmp_path / "table.jsonl", Wall(), a_session()
    keeper = Timekeeper(save, 120, wall)
    keeper.follow(session.state)
    keeper.toggle(session.state.turns)
    begun = timing.elapsed(keeper.clock, wall.at)
    wall.at = keeper.clock.ends + AWAY * 20

    again = Timekeeper(save, 120, wall)

    assert not again.clock.ends
    assert timing.elapsed(again.clock, wall.at) == begun + keeper.clock.given // 60


def test_another_length_gives_a_phase_that_has_not_run_its_share_anew(tmp_path: Path):
    state: State = a_session().state
    keeper = Timekeeper(None, 120, Wall())
    keeper.follow(state)
    before = keeper.clock.given

    keeper.plan_for(60, state.turns)

    assert keeper.clock.given < before


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kind": "exercise-clock", "v": 1, "phase": "decide", "minutes": 1.5}', "\xff", "9" * 5000]
)
def test_a_file_that_is_no_clock_is_one_that_has_not_begun(tmp_path: Path, content):
    save = tmp_path / "table.jsonl"
    clock_path(save).write_text(content, "latin-1")

    assert read_clock(save) == Clock()


def test_a_clock_is_written_and_read_back(tmp_path: Path):
    save = tmp_path / "table.jsonl"
    clock = Clock(90, 5, 0, 3, 2, "decide", 600, 0, 900)

    write_clock(save, clock)

    assert read_clock(save) == clock


def test_the_steps_of_the_debrief_fit_into_the_minutes_that_the_plan_leaves_it():
    shares = [minutes for _, minutes, _ in steps(120, 4)]

    assert sum(shares) == next(slot.end - slot.start for slot in timing.plan_of_time(120, 4) if slot.title == "Debrief")
    assert shares == [3, 6, 8, 5, 3, 0, 0, 0, 0]
