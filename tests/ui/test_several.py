"""Several people at one keyboard: the lobby, the curtain, and what each of them can and cannot see."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercise.desk.keyboard import Keyboard, laid
from exercise.model.moves import format_move
from exercise.model.play import Move, Refusal
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.test_flows import SIZES, on, saved, shown, until


def at_home(tmp_path: Path) -> ExerciseApp:
    return ExerciseApp(Start(seed="3"), Folders(None, tmp_path))


@pytest.mark.parametrize("size", SIZES)
async def test_people_sit_down_in_the_lobby_and_the_first_stands_before_a_curtain(tmp_path, size):
    async with at_home(tmp_path).run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Home"))
        await pilot.press("h")
        await until(pilot, on(pilot, "Lobby"))
        await until(pilot, lambda: "Moscow and Beijing" in shown(pilot), "the seats")
        await pilot.press("n")
        await pilot.press(*"Ayesha", "enter")
        await until(pilot, lambda: "Ayesha" in shown(pilot), "the name")
        await pilot.press("w", *"friday", "enter")
        await until(pilot, lambda: "save: friday" in shown(pilot), "the name of the save")
        await pilot.press("down", "down", "left", "s")
        await until(pilot, on(pilot, "Curtain"))
        assert "Pass the keyboard to" in shown(pilot)
        assert "Ayesha, The West" in shown(pilot)

    assert (tmp_path / "friday.jsonl").exists()
    session = saved(tmp_path)
    assert session.header.holders == {"west": "person", "neighbours": "person", "region": "hold", "facilitator": "program"}
    assert [held.get("name") for held in session.header.seats.values()] == ["Ayesha", None, None]


async def test_a_digit_picks_the_plan_that_it_names(tmp_path):
    async with at_home(tmp_path).run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await pilot.press("h")
        await until(pilot, on(pilot, "Lobby"))
        await until(pilot, lambda: "Moscow and Beijing" in shown(pilot), "the seats")
        await pilot.press("tab", "down", "5")
        await until(pilot, lambda: "harmony-five" in shown(pilot), "the plan of five")
        await pilot.press("4")
        await pilot.pause(0.1)
        assert "harmony-five" in shown(pilot)


def laid_table(tmp_path: Path, facilitated: bool = False) -> Path:
    """Return the save of a table of three people, just begun."""
    path, session = laid(
        "practice", "three", dict.fromkeys(("nato", "russia", "kazakhstan"), "person"), names={"russia": "Boris"},
        facilitated=facilitated, seed="3", saves=tmp_path,
    )  # fmt: skip
    session.close()
    return path


async def test_the_next_desk_does_not_open_by_the_key_that_commits(tmp_path):
    app = ExerciseApp(Start(save=str(laid_table(tmp_path))), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("enter", "space", "c", "y")
        await pilot.pause(0.2)
        assert on(pilot, "Curtain")()
        assert not app.has_desk


async def test_a_seat_that_has_committed_can_think_again_while_the_others_decide(tmp_path):
    app = ExerciseApp(Start(save=str(laid_table(tmp_path))), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("c", "enter")
        await until(pilot, on(pilot, "Curtain"))
        assert saved(tmp_path).state.committed == {"nato"}
        await pilot.press("up")
        await until(pilot, lambda: "It is done; opening the desk takes that back" in shown(pilot), "the warning")
        await pilot.press("o")
        await until(pilot, on(pilot, "Decision"))
        assert saved(tmp_path).state.committed == set()


async def test_coming_back_lands_at_a_curtain_and_never_at_a_desk(tmp_path):
    path = laid_table(tmp_path)
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("enter")
        await until(pilot, lambda: bool(saved(tmp_path).state.moves), "a sealed move")
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await until(pilot, lambda: "NATO" in shown(pilot), "whose turn it is")
        assert not app.has_desk


async def test_what_a_seat_says_besides_its_moves_is_said_by_keys(tmp_path):
    app = ExerciseApp(Start(save=str(laid_table(tmp_path, facilitated=True))), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        app.keyboard.session.submit("facilitator: close-phase", "facilitator")
        app.keyboard.session.submit("facilitator: close-phase", "facilitator")
        app.hand_to("nato")
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        said = {
            "message": [("down", "1", "enter"), "hi", ("enter",)],
            "pledge": [("2", "down", "1", "2", "enter"), "no", ("enter",)],
            "question": [("3", "enter"), "why", ("enter",)],
            "signal": [("4", "enter"), "yes", ("enter",)],
            "prediction": [("5", "down", "down", "2"), "", ("enter",)],
            "note": [("6", "enter"), "rent", ("enter",)],
            "argument": [("7", "enter"), "sum", ("enter",)],
        }
        for before, text, after in said.values():
            await pilot.press("s")
            await until(pilot, on(pilot, "Say"))
            await pilot.press(*before, *text, *after)
            if text == "sum":
                await pilot.press(*"all", "enter", "enter")
            await until(pilot, on(pilot, "Decision"))

    moves = [format_move(entry.move) for entry in saved(tmp_path).entries if entry.seat == "nato"]
    assert moves == [
        "nato: message russia text=hi",
        "nato: message kazakhstan,russia pledge=yes text=no",
        "nato: message facilitator text=why",
        *(move for move in moves if move.startswith("nato: signal ") and "text=yes" in move and "type=intention" in move),
        *(move for move in moves if move.startswith("nato: predict ") and "direction=down" in move),
        "nato: note text=rent",
        "nato: argue for=all text=sum",
    ]
    assert len(moves) == 7


async def test_a_message_without_an_address_is_not_sent(tmp_path):
    app = ExerciseApp(Start(save=str(laid_table(tmp_path))), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("s", "enter", *"psst", "enter")
        await until(pilot, lambda: "To whom?" in shown(pilot), "the question to whom")
        assert on(pilot, "Say")()
        assert saved(tmp_path).state.messages == ()


def test_a_seat_of_several_actors_is_told_which_of_them_an_offer_asks(tmp_path):
    holders = {"west": "person", "neighbours": "person", "region": "person"}
    path, session = laid("harmony", "three", holders, seed="3", saves=tmp_path)
    keyboard = Keyboard(session, path)
    session.submit("nato: border-guards uzbekistan,tajikistan", "west")
    for seat in holders:
        session.submit(Move(seat, "commit"), seat)
    keyboard.advance()

    questions = keyboard.sit("region").questions.questions()

    assert {(question.asked, question.title) for question in questions} >= {
        ("Uzbekistan", "Border guards"),
        ("Tajikistan", "Border guards"),
    }
    keyboard.close()


def test_who_comes_back_after_some_turns_is_told_each_of_them_as_far_as_the_seat_may_know(tmp_path):
    people = dict.fromkeys(("alliance", "us", "russia", "china", "region"), "person")
    path, session = laid("harmony", "five", people, facilitated=True, seed="7", name="table", saves=tmp_path)
    us = "us: defence-training kazakhstan disclosure=closed"
    while session.state.turn < 4 or session.state.phase != "situation":
        if session.state.phase == "decide":
            assert session.state.turn > 1 or not isinstance(session.submit("russia: commit", "russia"), Refusal)
            assert session.state.turn != 2 or not isinstance(session.submit(us, "us"), Refusal)
        assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), Refusal)
    keyboard = Keyboard(session, path)

    russia = {section.title: [text for _, text in section.bullets] for section in keyboard.sit("russia").reader.news.situation()}
    own = {section.title: [text for _, text in section.bullets] for section in keyboard.sit("us").reader.news.situation()}
    session.close()

    assert [title for title in russia if title.startswith("Since")] == [
        "Since you last acted · Autumn 2007", "Since you last acted · Spring 2008", "Since last turn",
    ]  # fmt: skip
    assert "War in Georgia" in russia["Since you last acted · Spring 2008"]
    assert not any("efence training" in line for lines in russia.values() for line in lines)
    # The US was there in the second turn: of that and the third it is told, its closed move first.
    assert [title for title in own if title.startswith("Since")] == ["Since you last acted · Spring 2008", "Since last turn"]
    moves = [line for line in own["Since you last acted · Spring 2008"] if "efence training" in line]
    assert moves, own


async def test_all_here_takes_nobody_away_and_a_table_of_nobody_is_asked_about(tmp_path):
    async with at_home(tmp_path).run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, on(pilot, "Home"))
        await pilot.press("h")
        await until(pilot, on(pilot, "Lobby"))
        await until(pilot, lambda: "3 of 3 here" in shown(pilot), "the seats")
        await pilot.press("a")
        await until(pilot, lambda: "All are here already" in shown(pilot), "the notice")
        assert "3 of 3 here" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "a bot plays it" in shown(pilot), "the notice")
        await pilot.press("down", "space", "down", "space")
        await until(pilot, lambda: "0 of 3 here" in shown(pilot), "nobody")
        pilot.app.screen._settings["chair"] = "person"
        await pilot.press("s")
        await until(pilot, lambda: "Start with nobody here" in shown(pilot), "the question")
        await pilot.press("escape")
        await pilot.pause()
        assert not list(tmp_path.glob("*.jsonl"))
