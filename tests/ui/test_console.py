"""The facilitator's console and the projector by keys; what is asserted is what stands in the journal and on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from exercise.desk.console import timing
from exercise.desk.console.console import Console
from exercise.desk.desk import Desk
from exercise.model import play
from exercise.model.play import FACILITATOR
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.clock import read_clock
from exercise.store.scenarios import load_scenario
from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.track_bar import TrackBars
from tests.ui.test_flows import HOSTILE, SIZES, on, shown, until

PEOPLE = {"nato": "person", "russia": "person", "kazakhstan": "person"}


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("practice").scenario


@pytest.fixture
def table(scenario, tmp_path) -> Callable[..., Path]:
    """Return a maker of saves: a facilitated table of three, some moves made already."""

    def made(*moves: str) -> Path:
        path = tmp_path / "table.jsonl"
        with Session.create(
            scenario, path=path, plan="three", holders={**PEOPLE, FACILITATOR: "person"}, seed=4, level="arrows"
        ) as session:
            for text in moves:
                decided = session.submit(text, FACILITATOR)
                assert not isinstance(decided, play.Refusal), (text, decided)
        return path

    return made


CLOSE = "facilitator: close-phase"


@asynccontextmanager
async def console(path: Path, size: tuple[int, int] = (120, 40)) -> Iterator[Pilot[int]]:
    """Open a save and go through the curtain to the console."""
    app = ExerciseApp(Start(save=str(path)), Folders(None, path.parent))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "ConsoleScreen"))
        yield pilot


async def write(pilot: Pilot[int], text: str) -> None:
    """Write a line into the field in front, and confirm it."""
    await until(pilot, lambda: bool(pilot.app.screen.query(Input)), "a field to write in")
    pilot.app.screen.query_one(Input).value = text
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


async def pick(pilot: Pilot[int], letters: str) -> None:
    """Take the first row of a list that holds these letters."""
    await until(pilot, on(pilot, "Picker"), "a list")
    await pilot.press(*["space" if letter == " " else letter for letter in letters], "enter")
    await pilot.pause()


def saved(path: Path) -> Session:
    return Session.open(path, write=False)


def now(pilot: Pilot[int]) -> play.State:
    """Return how the session stands that is played on the screen."""
    return pilot.app.keyboard.session.state


def made(pilot: Pilot[int]) -> list[str]:
    """Return the kinds of the moves made so far."""
    return [entry.move.kind for entry in pilot.app.keyboard.session.entries]


# --- phases and time


@pytest.mark.parametrize("size", SIZES)
async def test_phases_are_closed_by_a_key_and_the_clock_of_each_begins(table, size):
    path = table()
    async with console(path, size) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: now(pilot).phase == "situation")
        await pilot.press("c")
        await until(pilot, lambda: now(pilot).phase == "decide")
        await until(pilot, lambda: "not yet" in shown(pilot), "who is not done")

    clock = read_clock(path)
    assert (clock.turn, clock.phase) == (1, "decide")
    assert clock.ends > 0


async def test_closing_the_decisions_asks_while_a_team_is_not_done(table):
    path = table(CLOSE, CLOSE, "nato: commit", "russia: commit")
    async with console(path) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: "Kazakhstan is not done" in shown(pilot), "the question")
        await pilot.press("escape")
        await pilot.pause()
        assert saved(path).state.phase == "decide"
        await pilot.press("c")
        await until(pilot, on(pilot, "Ask"))
        await pilot.press("enter")
        await until(pilot, lambda: now(pilot).phase != "decide")


async def test_a_pause_freezes_the_clock_and_events_and_it_goes_on_where_it_stood(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("space", "p")
        await write(pilot, "the fire alarm rings")
        await until(pilot, lambda: now(pilot).paused)
        await until(pilot, lambda: "PAUSED" in shown(pilot))
        await until(pilot, lambda: "p Go on" in shown(pilot))
        before = read_clock(path)
        assert before.halted and not before.ends
        await pilot.press("c")
        await pilot.pause()
        assert saved(path).state.phase == "decide"
        await pilot.press("p")
        await until(pilot, lambda: not now(pilot).paused)

    after = read_clock(path)
    assert after.ends
    assert not after.halted


async def test_two_minutes_more_are_kept_beside_the_save_and_found_again(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        given = read_clock(path).given
        await pilot.press("+")
        await until(pilot, lambda: read_clock(path).given == given + timing.MORE)
    async with console(path) as pilot:
        assert read_clock(path).given == given + timing.MORE


async def test_a_late_session_is_shortened_with_a_reason_and_keeps_its_epilogue(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("u")
        await pick(pilot, "1 turn")
        await write(pilot, "")
        await until(pilot, lambda: "a reason is demanded" in shown(pilot))
        assert saved(path).state.turns == 2
        assert on(pilot, "Write")()
        await write(pilot, "We are late.")
        await until(pilot, lambda: now(pilot).turns == 1)


async def test_the_explanation_is_raised_at_will(table):
    path = table(CLOSE)
    async with console(path) as pilot:
        await pilot.press("e")
        await pick(pilot, "reasons, w")
        await until(pilot, lambda: now(pilot).level == "reasons")


# --- seats


async def test_an_order_from_a_paper_card_is_read_back_and_sealed_by_a_second_enter(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("o")
        await until(pilot, on(pilot, "OrderCard"))
        await write(pilot, 'consultation russia because="to be heard"')
        await until(pilot, lambda: "READ IT ALOUD" in shown(pilot), "the read-back")
        assert not saved(path).state.moves.get("nato/consultation/russia")
        await pilot.press("enter")
        await until(pilot, lambda: "nato/consultation/russia" in now(pilot).moves)
        assert saved(path).state.moves["nato/consultation/russia"].because == "to be heard"
        await write(pilot, "consultaton russia")
        assert "Did you mean" in shown(pilot)


async def test_no_sealed_move_shows_until_it_is_opened_and_a_mistyped_one_is_amended_with_a_reason(table):
    path = table(CLOSE, CLOSE, 'nato: consultation russia because="canary reason"')
    async with console(path) as pilot:
        assert "onsultation" not in shown(pilot)
        assert "canary" not in shown(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "canary reason" in shown(pilot), "the sealed move")
        await pilot.press("enter")
        await pick(pilot, "amend")
        await until(pilot, on(pilot, "OrderCard"))
        await write(pilot, "consultation russia voice=public")
        await pilot.press("enter")
        await write(pilot, "The card said public.")
        await until(pilot, lambda: now(pilot).moves["nato/consultation/russia"].option("voice") == "public")
    assert saved(path).entries[-1].move.because == "The card said public."


async def test_a_seat_is_handed_to_a_bot_and_back_and_the_log_says_so(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("down", "h")
        await pick(pilot, "to a bot")
        await until(pilot, lambda: now(pilot).holders["russia"] == "persona")
        await pilot.press("h")
        await pick(pilot, "back")
        await until(pilot, lambda: now(pilot).holders["russia"] == "person")
    assert [entry.move.option("to") for entry in saved(path).entries if entry.move.kind == "hand"] == ["persona", "person"]


async def test_who_takes_a_seat_back_is_told_what_the_bot_has_sealed(table):
    path = table(CLOSE, CLOSE, "facilitator: hand russia to=persona")
    async with console(path) as pilot:
        assert any(move.actor == "russia" for move in now(pilot).moves.values())
        await pilot.press("down", "h")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("enter")
        await until(pilot, lambda: "It holds" in shown(pilot) and "sealed" in shown(pilot), "what it finds sealed")


async def test_a_late_team_is_committed_by_the_facilitator(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("end", "d")
        await until(pilot, lambda: "kazakhstan" in now(pilot).committed)
        await pilot.press("d")
        await until(pilot, lambda: "kazakhstan" not in now(pilot).committed)
    assert saved(path).entries[-1].seat == FACILITATOR


async def test_the_keyboard_goes_to_a_seat_behind_a_curtain_and_comes_back_to_the_console(table):
    path = table(CLOSE, CLOSE, 'russia: message nato text="canary of Russia"')
    async with console(path) as pilot:
        await pilot.press("end", "k")
        await until(pilot, on(pilot, "Curtain"))
        assert "canary" not in shown(pilot)
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        assert "canary" not in shown(pilot)
        await pilot.press("q")
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "ConsoleScreen"))


# --- events


async def test_before_an_event_is_told_to_one_side_the_panel_says_what_the_room_will_see_move(table):
    path = table(CLOSE, CLOSE)
    with Session.open(path, write=False) as session:
        chair = Console(Desk(session, FACILITATOR))
        told = {id: chair.forms.room_sees(id, "kazakhstan" if inject.subject else "") for id, inject in session.book.injects.items()}
    moving = next(id for id, said in told.items() if "everyone will see" in said)
    assert any(not said for said in told.values()), "an event that moves nothing everyone sees has nothing to say"
    async with console(path) as pilot:
        await pilot.press("i")
        await until(pilot, on(pilot, "EventsScreen"))
        lines = pilot.app.screen.query_one("#list", Lines)
        lines.to_ref(next(entry.ref for entry in lines.items(80) if entry.ref.partition(":")[2].startswith(f"{moving}|")))
        await pilot.press("enter")
        await pilot.pause()
        if type(pilot.app.screen).__name__ == "Picker":
            await pilot.press("enter")
        await until(pilot, on(pilot, "Several"))
        await until(pilot, lambda: "everyone will see" in " ".join(shown(pilot).split()), "what all will see")


async def test_events_are_released_to_one_side_told_to_all_held_skipped_armed_and_written(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("i")
        await until(pilot, on(pilot, "EventsScreen"))
        inject = pilot.app.screen._chosen()[0]
        await pilot.press("h")
        await until(pilot, lambda: inject in now(pilot).held)
        await pilot.press("h")
        await until(pilot, lambda: inject not in now(pilot).held)
        await pilot.press("enter")
        await pilot.pause()
        if type(pilot.app.screen).__name__ == "Picker":
            await pilot.press("enter")
        await until(pilot, on(pilot, "Several"))
        await pilot.press("end", "space", "enter")
        await until(pilot, lambda: any(one.audience == ("kazakhstan",) for one in now(pilot).opened), "the release")
        await pilot.press("home", "enter")
        await until(pilot, lambda: "has happened this turn already" in shown(pilot), "that it cannot happen twice")
        await pilot.press("v")
        await until(pilot, lambda: any(one.inject == inject and one.audience == play.ALL for one in now(pilot).opened))
        await pilot.press("n")
        await write(pilot, HOSTILE)
        await until(pilot, on(pilot, "Several"))
        await pilot.press("enter")
        await pick(pilot, "no track")
        await until(pilot, lambda: "write" in made(pilot))
        await pilot.press("end", "x")
        await write(pilot, "no time")
        await until(pilot, lambda: "skip" in made(pilot))
        await pilot.press("a")
        for _ in range(60):
            if "arm" in made(pilot):
                break
            if type(pilot.app.screen).__name__ in ("Picker", "Several"):
                await pilot.press("enter")
            await pilot.pause(0.1)
        assert "arm" in made(pilot)
    state = saved(path).state
    assert [due.turn for due in state.due if due.cause == "facilitator"] == [2]
    assert state.held


async def test_an_event_that_has_happened_is_not_held_and_one_written_on_the_spot_is_known_as_news(table):
    path = table(CLOSE, 'facilitator: write text="Snow closes the passes."')
    async with console(path) as pilot:
        await until(pilot, lambda: "News 1" in shown(pilot), "the event among those of this turn")
        await pilot.press("i")
        await until(pilot, on(pilot, "EventsScreen"))
        pilot.app.screen.query_one("#list", Lines).to_ref("inject:written-1|")
        await pilot.press("h")
        await until(pilot, lambda: "It has happened this turn" in shown(pilot), "why not")
        assert "hold" not in made(pilot)


async def test_an_event_left_before_its_end_is_said_not_to_have_happened(table):
    path = table(CLOSE)
    async with console(path) as pilot:
        await pilot.press("i")
        await until(pilot, on(pilot, "EventsScreen"))
        await pilot.press("n")
        await write(pilot, "Snow closes the passes.")
        await until(pilot, on(pilot, "Several"))
        assert "Everyone" in shown(pilot)
        await pilot.press("enter")
        await pick(pilot, "quarrel")
        await write(pilot, "lots")
        await until(pilot, lambda: "Write a sign and a number" in shown(pilot), "what a size is")
        await until(pilot, on(pilot, "Write"))
        await pilot.press("escape")
        await until(pilot, lambda: "Nothing was written" in shown(pilot))
        assert "write" not in made(pilot)


async def test_the_size_of_a_ruled_change_is_asked_for_before_its_reason(table):
    path = table(CLOSE, CLOSE, "nato: border-guards kazakhstan", CLOSE)
    async with console(path) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: "LARGEST CHANGES" in shown(pilot))
        await pilot.press("c")
        await pick(pilot, "quarrel")
        await write(pilot, "much")
        await until(pilot, lambda: "Write a sign and a number" in shown(pilot), "what a size is")
        assert type(pilot.app.screen).__name__ == "LookScreen"


# --- what is said


async def test_m_answers_the_request_that_waits_and_what_waits_stands_first(table):
    path = table(CLOSE, CLOSE, 'russia: message facilitator text="How many troops?"', 'russia: message nato text="Later."')
    async with console(path) as pilot:
        await until(pilot, lambda: "1 to answer" in shown(pilot))
        assert shown(pilot).index("How many troops?") < shown(pilot).index("Later.")
        await pilot.press("m")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("enter")
        await write(pilot, "Nobody knows.")
        await until(pilot, lambda: "1 to answer" not in shown(pilot))
    answer = saved(path).entries[-1].move
    assert (answer.targets, answer.option("text")) == (("russia",), "Nobody knows.")


async def test_an_offer_is_put_to_a_team_with_its_terms_and_the_name_of_who_is_asked(table):
    path = table(CLOSE, CLOSE, "nato: border-guards kazakhstan front=germany disclosure=consulted", CLOSE)

    async with console(path) as pilot:
        await until(pilot, lambda: "1 answer" in shown(pilot))
        await pilot.press("s")
        await until(pilot, lambda: "Asked: " in shown(pilot))
        assert "front: Germany, consulted" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "No objection" in shown(pilot))
        assert "Russia: Border guards (NATO to Kazakhstan)" in shown(pilot)
        assert "front: Germany, consulted" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "answered" in shown(pilot), "that Russia has answered")


async def test_who_has_the_last_word_is_told_whole_who_asked_for_what(table):
    key = "nato/border-guards/kazakhstan"
    path = table(CLOSE, CLOSE, "nato: border-guards kazakhstan size=small", CLOSE, f"kazakhstan: answer {key} reply=change size=large", CLOSE)

    async with console(path, (80, 24)) as pilot:
        await until(pilot, lambda: "1 last word" in shown(pilot))
        await pilot.press("s")
        await until(pilot, lambda: "Asked: NATO" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "Yes, on these terms" in shown(pilot))
        assert "Kazakhstan asks to change (size: large)" in shown(pilot)


async def test_a_request_is_answered_a_pledge_logged_a_prediction_and_an_observation_noted(table):
    path = table(CLOSE, CLOSE, 'russia: message facilitator text="How many troops?"')
    async with console(path) as pilot:
        assert "1 to answer" in shown(pilot)
        pilot.app.screen.query_one("#inbox").focus()
        await pilot.press("enter")
        await write(pilot, "Nobody knows.")
        await until(pilot, lambda: "1 to answer" not in shown(pilot))
        await pilot.press("m")
        await pick(pilot, "pledges")
        await until(pilot, on(pilot, "Several"))
        await pilot.press("enter")
        await write(pilot, "No base.")
        await until(pilot, lambda: any(message.pledge for message in now(pilot).messages))
        await pilot.press("y", "enter")
        await pilot.pause()
        await pick(pilot, "falls")
        await until(pilot, lambda: bool(now(pilot).predictions))
        await pilot.press("g", "enter")
        await write(pilot, "They asked before they offered.")
        await until(pilot, lambda: any(note.objective for note in now(pilot).notes))
        await pilot.press("n")
        await write(pilot, HOSTILE)
        await until(pilot, lambda: len(now(pilot).notes) == 2)


async def test_an_argument_is_put_weighed_and_diced_with_its_modifiers_on_record(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("down", "a")
        await until(pilot, on(pilot, "Write"))
        await write(pilot, "We close the airspace.")
        await write(pilot, "It is ours.")
        await write(pilot, "")
        await until(pilot, lambda: "russia/argument" in now(pilot).arguments)
        await until(pilot, on(pilot, "ArgumentScreen"))
        await pilot.press("-")
        await write(pilot, "There are other ways.")
        await until(pilot, lambda: "other ways" in shown(pilot))
        await pilot.press("home", "space", "d")
        await write(pilot, "4+4")
        await until(pilot, lambda: "shifted by +1" in shown(pilot) and "72 in 100" in shown(pilot), "the odds")
        await pilot.press("enter")
        await write(pilot, "A strong reason.")
        await until(pilot, lambda: now(pilot).arguments["russia/argument"].ruled != "open")
    argument = saved(path).state.arguments["russia/argument"]
    assert (argument.ruled, argument.roll, argument.modifiers) == ("allowed", (4, 4), ((1, "It is ours."),))


async def test_a_ruling_that_was_begun_is_found_again_after_the_keyboard_went_round_and_is_on_record_only_once_given(table):
    path = table(CLOSE, CLOSE, 'russia: argue text="We close the airspace." for="It is ours."')
    async with console(path) as pilot:
        await pilot.press("a")
        await until(pilot, on(pilot, "ArgumentScreen"))
        await pilot.press("home", "space", "d")
        await write(pilot, "5, 4")
        await pilot.press("s")
        await write(pilot, "consultation kazakhstan")
        await pilot.press("enter")
        await until(pilot, lambda: "rolled at the table: 5+4" in shown(pilot), "the dice")
        await pilot.press("escape")
        await until(pilot, on(pilot, "ConsoleScreen"))
        begun = len(pilot.app.keyboard.session.entries)
        await pilot.press("home", "k")
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("q")
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("o")
        await until(pilot, on(pilot, "ConsoleScreen"))
        await pilot.press("a")
        await until(pilot, lambda: "rolled at the table: 5+4" in shown(pilot) and "shifted by +1" in shown(pilot), "what was marked")
        await until(pilot, lambda: "Consultation" in shown(pilot), "the move that it counts as")
        assert len(pilot.app.keyboard.session.entries) == begun
        await pilot.press("enter")
        await write(pilot, "A strong reason.")
        await until(pilot, lambda: now(pilot).arguments["russia/argument"].ruled != "open")
    argument = saved(path).state.arguments["russia/argument"]
    assert (argument.roll, argument.modifiers, argument.as_move.kind) == ((5, 4), ((1, "It is ours."),), "consultation")


@pytest.mark.parametrize("size", SIZES)
async def test_a_direct_change_of_an_argument_is_chosen_among_the_sizes_that_the_rules_take(table, size):
    path = table(CLOSE, CLOSE, 'russia: argue text="We close the airspace." for="It is ours."')
    async with console(path, size) as pilot:
        await pilot.press("a")
        await until(pilot, on(pilot, "ArgumentScreen"))
        await pilot.press("g")
        await pick(pilot, "quarrel")
        await until(pilot, lambda: "by how much?" in shown(pilot), "the sizes")
        for size_said in ("+3", "+6", "+10", "−3", "−6", "−10"):
            assert size_said in shown(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "+6  Quarrel" in shown(pilot), "the change")
        await pilot.press("g")
        await pick(pilot, "take back")
        await until(pilot, lambda: "Nothing follows yet" in shown(pilot), "it is taken back")
        await pilot.press("g")
        await pick(pilot, "quarrel")
        await pick(pilot, "strongly down")
        await until(pilot, lambda: "−10  Quarrel" in shown(pilot), "the other change")
        await pilot.press("enter")
        await write(pilot, "It went wrong.")
        await until(pilot, lambda: now(pilot).arguments["russia/argument"].ruled != "open")

    argument = saved(path).state.arguments["russia/argument"]
    assert [amount for _, amount in argument.changes] == [-100]


async def test_a_ruling_shows_what_the_room_will_hear_before_it_stands_and_what_it_hears_then(table):
    path = table(CLOSE, CLOSE, 'russia: argue text="We close the airspace." for="It is ours."')
    async with console(path) as pilot:
        await pilot.press("a")
        await until(pilot, on(pilot, "ArgumentScreen"))
        before = len(pilot.app.keyboard.session.entries)
        await until(pilot, lambda: "THE ROOM WILL HEAR" in shown(pilot) and "Russia argued, and it worked" in shown(pilot))
        await pilot.press("tab", "3")
        # The program's own dice are drawn when the ruling is given: nothing may tell them before.
        await until(pilot, lambda: "the program rolls" in shown(pilot))
        assert "Russia argued, and it" not in shown(pilot)
        assert len(pilot.app.keyboard.session.entries) == before
        await pilot.press("enter")
        await write(pilot, "The sky is theirs.")
        await until(pilot, lambda: "What the room hears" in shown(pilot) and "The sky is theirs." in shown(pilot), "the telling")

    argument = saved(path).state.arguments["russia/argument"]
    assert argument.roll and argument.because == "The sky is theirs."


async def test_an_argument_is_ruled_on_in_sight_of_what_everyone_may_know_and_no_more(table):
    path = table(CLOSE, CLOSE, 'russia: argue text="We close the airspace." for="It is ours."')
    async with console(path) as pilot:
        await pilot.press("a")
        await until(pilot, on(pilot, "ArgumentScreen"))
        await until(pilot, lambda: "as everyone may know it" in shown(pilot), "the tracks")
        stake = pilot.app.screen.query_one("#stake", TrackBars)
        session = pilot.app.keyboard.session
        known = Reader(session, "public").view
        for track in stake._tracks:
            at = session.book.track_index.get(track.ref)
            if at is not None:
                assert (track.value is not None) == (known.knows[at] == 2), track.ref


async def test_a_look_is_ruled_on_with_a_reason_that_is_demanded(table):
    path = table(CLOSE, CLOSE, "nato: consultation russia", CLOSE)
    async with console(path) as pilot:
        await pilot.press("v")
        await until(pilot, on(pilot, "LookScreen"))
        await until(pilot, lambda: "LARGEST CHANGES" in shown(pilot))
        await pilot.press("c")
        await pick(pilot, "quarrel")
        await write(pilot, "+2")
        await write(pilot, "")
        await until(pilot, lambda: "a reason is demanded" in shown(pilot))
        assert not saved(path).state.rulings
        assert on(pilot, "Write")()
        await write(pilot, "The table agreed.")
        await until(pilot, lambda: "YOU RULED" in shown(pilot))
    assert [ruling.because for ruling in saved(path).state.rulings] == ["The table agreed."]


# --- what fits, and what must not show


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_of_the_console_fit_and_all_stand_in_the_list(table, size):
    path = table(CLOSE, CLOSE)
    async with console(path, size) as pilot:
        last = shown(pilot).split("\n")[-1]
        assert "Close phase" in last
        assert "? More keys" in last or "? Help" in last
        await pilot.press("colon")
        await until(pilot, on(pilot, "Palette"))
        await pilot.press(*"pause")
        await until(pilot, lambda: "Pause  p" in shown(pilot), "the command")


async def test_where_there_is_room_the_console_shows_the_keys_that_its_last_line_has_not(table):
    path = table(CLOSE, CLOSE)
    async with console(path, (120, 40)) as pilot:
        await until(pilot, lambda: "? explains them" in shown(pilot), "the keys")
        for binding in pilot.app.screen.BINDINGS:
            if "tab" not in binding.key and binding.id != "console.open":
                assert f"{binding.key_display or binding.key} {binding.description}" in shown(pilot), binding.id


async def test_the_read_out_to_the_room_holds_what_everyone_may_know_alone(table):
    path = table(CLOSE, CLOSE, 'nato: consultation russia voice=low-key because="canary reason"', CLOSE)
    with Session.open(path) as session:
        while session.state.phase != "read-out":
            session.submit(CLOSE, FACILITATOR)
    async with console(path) as pilot:
        await pilot.press("r")
        await until(pilot, on(pilot, "RoomReadOut"))
        for key in ("a", "w", "l", "v", "k"):
            await pilot.press(key)
            await pilot.pause()
            assert pilot.app.desk.seat == "public"
            assert "canary" not in shown(pilot)
            if type(pilot.app.screen).__name__ != "RoomReadOut":
                await pilot.press("escape")
            await until(pilot, on(pilot, "RoomReadOut"))
        await pilot.press("q", "escape")
        await until(pilot, on(pilot, "ConsoleScreen"))
        assert pilot.app.desk.seat == FACILITATOR


# --- the projector

CANARIES = (
    CLOSE,
    CLOSE,
    'nato: consultation russia because="canary of a reason"',
    'russia: message nato text="canary of a message"',
    'nato: note text="canary of a note"',
    'facilitator: note text="canary of the facilitator"',
    'kazakhstan: argue text="canary of an argument"',
    'facilitator: write text="canary for one side" to=russia',
    'facilitator: write text="Known to all."',
)


@asynccontextmanager
async def projector(path: Path, size: tuple[int, int] = (120, 40)) -> Iterator[Pilot[int]]:
    app = ExerciseApp(Start(projector=str(path)), Folders(None, path.parent))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, on(pilot, "Projector"))
        yield pilot


@pytest.mark.parametrize("size", SIZES)
async def test_the_projector_follows_a_session_that_is_open_elsewhere_and_shows_what_all_may_know(table, size):
    path = table(*CANARIES)
    seen = ""
    with Session.open(path) as session:
        async with projector(path, size) as pilot:
            await until(pilot, lambda: "Known to all." in shown(pilot), "the public event")
            seen += shown(pilot)
            for _ in range(8):
                session.submit(CLOSE, FACILITATOR)
                if session.state.phase == "read-out":
                    break
            await until(pilot, lambda: "What followed" in shown(pilot), "the read-out")
            rows = ["".join(text for text, _ in row.parts) for row in pilot.app.screen.query_one("#told")._items]
            assert "2  · · ·" in rows, "what is to come is hidden until it is told"
            assert not any(row.startswith("2  ") and "· · ·" not in row for row in rows)
            for _ in range(8):
                seen += shown(pilot)
                await pilot.press("space", "m")
            session.submit('facilitator: pause because="coffee"', FACILITATOR)
            await until(pilot, lambda: "coffee" in shown(pilot), "the pause")
            seen += shown(pilot) + str(pilot.app.title) + str(pilot.app.sub_title) + str([one.message for one in pilot.app._notifications])
    assert "canary" not in seen


async def test_the_projector_shows_the_clock_of_the_console(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("space")
        await pilot.pause()
    async with projector(path) as pilot:
        await until(pilot, lambda: "Decide:" in shown(pilot))
        clock = read_clock(path)
        left = timing.shown(timing.left_of(clock, clock.ends - clock.given))[:1]
        assert f" {left}" in shown(pilot).split("\n")[0]


def test_the_projector_asks_for_a_save(tmp_path, capsys):
    from exercise.cli import main

    assert main(["--saves", str(tmp_path), "play", "practice", "--projector"]) == 2
    assert "--projector follows a save" in capsys.readouterr().err


def test_the_guide_names_keys_that_screens_have():
    root = Path(__file__).parent.parent.parent
    guide = (root / "docs" / "facilitators-guide.md").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in sorted((root / "exercise" / "ui" / "screens").glob("*.py")))
    bound = {key for keys in re.findall(r'Binding\(\s*"([^"]+)"', code) for key in keys.split(",")}
    named = set(re.findall(r"`([a-z])`", guide))
    assert len(named) > 12
    assert sorted(named - bound) == []


# --- every waiting team in turn


async def commits(pilot) -> None:
    """Take the keyboard at the curtain, read the briefing and commit without a move."""
    await pilot.press("o")
    for seen, key in (("Briefing", "enter"), ("Decision", "c"), ("Ask", "enter")):
        await until(pilot, on(pilot, seen))
        await pilot.press(key)


async def test_the_keyboard_goes_to_every_waiting_team_in_turn_and_comes_back(table):
    path = table(CLOSE, CLOSE, "nato: commit")
    async with console(path) as pilot:
        await pilot.press("j")
        for seat in ("russia", "kazakhstan"):
            await until(pilot, on(pilot, "Curtain"))
            assert pilot.app.screen._seat == seat
            await commits(pilot)
        await until(pilot, on(pilot, "Curtain"))
        assert pilot.app.screen._seat == FACILITATOR
        await pilot.press("o")
        await until(pilot, on(pilot, "ConsoleScreen"))
        assert "nobody is waited for" in shown(pilot)
        await pilot.press("j")
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "ConsoleScreen"


async def test_the_console_ends_a_round_of_the_keyboard(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("j")
        await until(pilot, on(pilot, "Curtain"))
        await pilot.press("end", "o")
        await until(pilot, on(pilot, "ConsoleScreen"))
        await pilot.press("down", "k")
        await until(pilot, on(pilot, "Curtain"))
        await commits(pilot)
        await until(pilot, on(pilot, "Curtain"))
        assert pilot.app.screen._seat == FACILITATOR


async def test_cards_are_entered_team_after_team_an_empty_one_says_that_a_team_is_done(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("s")
        seen = []
        for _ in range(3):
            await until(pilot, on(pilot, "OrderCard"))
            seen.append(pilot.app.screen._head.partition(" · ")[2])
            if len(seen) == 1:
                await write(pilot, "defence-training kazakhstan front=germany")
                await pilot.press("enter")
                await until(pilot, lambda: any(move.actor == "nato" for move in now(pilot).moves.values()), "the card")
            before = len(now(pilot).committed)
            await pilot.press("enter")
            await until(pilot, lambda before=before: len(now(pilot).committed) == before + 1, "that it is done")
        await until(pilot, on(pilot, "ConsoleScreen"))
        assert len(set(seen)) == 3
        assert "nobody is waited for" in shown(pilot)
    assert [move.kind for move in saved(path).state.moves.values() if move.actor == "nato"] == ["defence-training"]


async def test_the_whole_line_of_the_guide_is_taken_on_a_card_that_has_begun_it(table):
    path = table(CLOSE, CLOSE)
    with Session.open(path) as session:
        from exercise.desk.console.console import Console
        from exercise.desk.keyboard import Keyboard

        chair = Console(Keyboard(session, path).sit(FACILITATOR))
        assert ("Kinds", 'none that begins so. Did you mean "defence-training"?') in chair.reminder("nato: defense-training", "nato")
        move, reading = chair.read("nato: nato: defence-training kazakhstan front=germany", "nato")
        assert move is not None and not reading.fault
        assert chair.do(move) == ""
        key = next(key for key in session.state.moves if key.startswith("nato/"))
        assert (
            chair.amended_text(key, "nato: training kazakhstan") == chair.amended_text(key, "training kazakhstan") == "training kazakhstan"
        )
        assert not chair.read_amended(key, "nato: defence-training kazakhstan front=france").fault


async def test_a_row_taken_without_a_mark_is_meant_alone(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("n")
        await until(pilot, on(pilot, "Write"))
        await pilot.press("escape", "i")
        await until(pilot, on(pilot, "EventsScreen"))
        await pilot.press("n")
        await write(pilot, "Snow closes the passes.")
        await until(pilot, on(pilot, "Several"))
        assert "Enter takes this row" in shown(pilot)
        await pilot.press("end", "enter")
        await pick(pilot, "no track")
        await until(pilot, lambda: any(one.audience == ("kazakhstan",) for one in now(pilot).opened), "the event for one side")


@pytest.mark.parametrize("size", SIZES)
async def test_a_look_opens_where_nobody_has_moved(table, size):
    path = table(CLOSE)
    async with console(path, size) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: "LARGEST CHANGES" in shown(pilot), "the look")
        assert "No moves." in shown(pilot)


async def test_a_turn_that_nobody_looked_at_does_not_stand_unasked(table):
    path = table(CLOSE, CLOSE, CLOSE)
    assert saved(path).state.phase == "adjudicate"
    async with console(path) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: "Nobody had an offer to answer" in shown(pilot), "the question")
        await pilot.press("escape", "v")
        await until(pilot, on(pilot, "LookScreen"))
        assert now(pilot).phase == "adjudicate"
        await pilot.press("escape")
        await until(pilot, on(pilot, "ConsoleScreen"))
        await pilot.press("c")
        await until(pilot, lambda: now(pilot).phase == "read-out")


async def test_a_list_is_narrowed_by_words_in_any_order(table):
    path = table(CLOSE, CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: "LARGEST CHANGES" in shown(pilot))
        await pilot.press("c")
        await until(pilot, on(pilot, "Picker"))
        items = [item for item in pilot.app.screen._all if len("".join(text for text, _ in item.parts).split()) > 1]
        words = "".join(text for text, _ in items[0].parts).lower().split()
        await pilot.press(*words[-1], "space", *words[0])
        await pilot.pause()
        assert "Nothing found" not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, on(pilot, "Write"), "the size asked for")


async def test_a_card_says_in_plain_words_what_is_wrong(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("o")
        await until(pilot, on(pilot, "OrderCard"))
        pilot.app.screen.query_one(Input).value = "consultation russia soon"
        await until(pilot, lambda: "NAME=VALUE" in shown(pilot), "the fault")
        assert "expected key" not in shown(pilot)
        assert "IT SAYS" not in shown(pilot)


async def test_the_curtain_and_the_console_call_a_seat_that_is_done_by_one_word(table):
    path = table(CLOSE, CLOSE, "nato: commit")
    async with console(path) as pilot:
        await until(pilot, lambda: re.search(r"● .*NATO.* done", shown(pilot)) is not None, "the console's word")
        await pilot.press("home", "down", "k")
        await until(pilot, on(pilot, "Curtain"))
        assert re.search(r"NATO.* ● done", shown(pilot))
        assert "committed" not in shown(pilot)


def test_a_sentence_speaks_of_a_seat_as_people_do(tmp_path):
    people = dict.fromkeys(("alliance", "us", "russia", "china", "region"), "person")
    scenario = load_scenario("harmony").scenario
    with Session.create(scenario, plan="five", holders={**people, FACILITATOR: "person"}, seed=4, pace="seminar") as session:
        for _ in range(2):
            session.submit(CLOSE, FACILITATOR)
        chair = Console(Desk(session, FACILITATOR, closes=False))

        said = chair.forms.closing().form({}).text

    assert "the United States" in said and "the five republics" in said
    assert said[0].isupper()


@pytest.mark.parametrize("key", ["o", "a", "f", "h", "u", "y", "d", "s", "j"])
async def test_while_the_session_is_paused_nothing_is_asked_for_that_could_not_be_done(table, key):
    path = table(CLOSE, CLOSE, 'facilitator: pause because="fire"')
    async with console(path) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: "p goes on first" in shown(pilot), "why not")
        assert type(pilot.app.screen).__name__ == "ConsoleScreen"


@pytest.mark.parametrize(("key", "said"), [("o", "Orders are entered while teams decide"), ("d", "nobody is waited for"), ("y", "Predictions are")])
async def test_a_key_that_has_nothing_to_do_in_a_phase_says_so_before_it_asks(table, key, said):
    path = table(CLOSE, CLOSE, CLOSE, CLOSE)
    async with console(path) as pilot:
        assert now(pilot).phase == "read-out"
        begun = len(pilot.app.keyboard.session.entries)
        await pilot.press(key)
        await until(pilot, lambda: said in " ".join(note.message for note in pilot.app._notifications), "why not")
        assert len(pilot.app.keyboard.session.entries) == begun


async def test_the_room_sees_an_event_that_comes_on_the_spot_without_a_key(table):
    path = table(CLOSE)
    app = ExerciseApp(Start(projector=str(path)), Folders(None, path.parent))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Projector"))
        with Session.open(path) as session:
            for n in range(6):
                session.submit(f'facilitator: write text="The passes are closed by snow, say drivers, number {n}."', FACILITATOR)
        await until(pilot, lambda: "number 5" in shown(pilot), "the last of the events")


async def test_the_lobby_says_how_the_time_falls_where_there_is_room(tmp_path):
    app = ExerciseApp(Start(scenario="harmony", plan="five"), Folders(None, tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "How long" in shown(pilot), "an estimate")
        await pilot.press("tab", "down", "down", "2", "down", "2")
        await until(pilot, lambda: re.search(r"15–33 +Move 1", shown(pilot)) is not None, "the plan of the guide")
        await until(pilot, lambda: "92–117 Debrief" in shown(pilot))
        # Nobody's aims stand where all can read.
        for goal in load_scenario("harmony").scenario.objectives:
            assert goal.title not in shown(pilot)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("border-gards kazakhstan", 'Did you mean "border-guards"?'),
        ("border-guards kazakstan", 'Did you mean "kazakhstan"?'),
        ("border-guards kazakhstan fornt=germany", 'Did you mean "front"?'),
        ("border-guards kazakhstan front=germny", 'Did you mean "germany"?'),
        ("nto: border-guards kazakhstan", 'Did you mean "nato"?'),
    ],
)
async def test_a_line_with_a_wrong_word_reads_as_no_order_names_the_right_one_and_is_never_kept(table, line, fault):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("o")
        await until(pilot, on(pilot, "OrderCard"))
        pilot.app.screen.query_one(Input).value = line
        card = pilot.app.screen.query_one("#ask", Lines)
        await until(pilot, lambda: any(fault in text for entry in card.items(60) for text, _ in entry.parts), "the right name")
        assert "No order yet" in shown(pilot)
        for echo in ("IT SAYS", "NOT TAKEN", "READ IT ALOUD", "Border guards ("):
            assert echo not in shown(pilot)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "READ IT ALOUD" not in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "not kept" in shown(pilot), "that the line is gone")
    assert not [move for move in saved(path).state.moves.values() if move.actor == "nato"]


@pytest.mark.parametrize("line", ["border", "border-guards", "nato:", "nato: bord"])
async def test_a_line_that_is_not_finished_is_no_fault_and_no_order(table, line):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("o")
        await until(pilot, on(pilot, "OrderCard"))
        pilot.app.screen.query_one(Input).value = line
        await until(pilot, lambda: "goes on with" in shown(pilot))
        assert "×" not in shown(pilot)
        await pilot.press("enter", "enter")
        await pilot.pause()
    assert not [move for move in saved(path).state.moves.values() if move.actor == "nato"]


async def test_a_card_shows_what_its_own_seat_has_at_hand_and_nothing_of_another(table):
    path = table(CLOSE, CLOSE, "nato: border-guards kazakhstan", "kazakhstan: ask-for-help russia")
    async with console(path) as pilot:
        await pilot.press("o")
        await until(pilot, lambda: "At hand" in shown(pilot) and "Border guards · KZ" in shown(pilot), "what NATO has")
        assert "capital" in shown(pilot)
        assert "Request for help" not in shown(pilot)


async def test_a_move_that_is_amended_may_become_whatever_its_own_capital_pays(table):
    path = table(CLOSE, CLOSE, "nato: border-guards kazakhstan size=large")
    async with console(path) as pilot:
        await pilot.press("x")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("enter")
        await until(pilot, lambda: "Amend it" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, on(pilot, "OrderCard"))
        await until(pilot, lambda: "front=" in shown(pilot))
        assert "none open now" not in shown(pilot)


async def test_the_palette_ends_the_session_by_name(table):
    path = table(CLOSE, CLOSE)
    async with console(path) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        await pilot.press(*"end")
        await until(pilot, lambda: "End the session now" in shown(pilot), "the entry")


async def test_the_clock_may_strike_while_the_keyboard_is_passed(table):
    async with console(table(CLOSE, CLOSE)) as pilot:
        left = pilot.app.screen
        pilot.app.hand_to("nato")

        left._tick()

        assert left.is_mounted
        await until(pilot, on(pilot, "Curtain"))
