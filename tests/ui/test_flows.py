"""The flows of a first game, by keys; what is asserted is what stands in the journal and on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from exercise.model.play import Move, Refusal
from exercise.model.scenario import Scenario
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.ui.screens.jump import JumpKey
from exercise.ui.theme import DARK, LIGHT
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.map_view import MapView

SIZES = [(80, 24), (120, 40)]
HOSTILE = "[/] [@click=app.quit]x[/] [b]b \x1b]0;t\x07\x1b[2J\u202e end [link=http://e]y[/link]"


async def until(pilot: Pilot[int], true: Callable[[], bool], what: str = "") -> None:
    """Wait until something holds; a test fails when it does not within fifteen seconds."""
    for _ in range(300):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"{what or 'it'} did not come about; the screen is {pilot.app.screen}:\n{shown(pilot)}")


def shown(pilot: Pilot[int]) -> str:
    """Return what stands on the screen, as text."""
    app = pilot.app
    width = app.size.width
    lines = []
    for strip in app.screen._compositor.render_strips():
        lines.append("".join(segment.text for segment in strip)[:width].rstrip())
    return "\n".join(lines)


def told(pilot: Pilot[int]) -> str:
    """Return the notices that stand on the screen, however their lines are broken."""
    return "\n".join(notice.message for notice in pilot.app._notifications)


def on(pilot: Pilot[int], name: str) -> Callable[[], bool]:
    """Return whether a screen is the one in front, and hears keys."""
    return lambda: type(pilot.app.screen).__name__ == name and pilot.app.screen.is_mounted


def at_a_table(pilot: Pilot[int]) -> Callable[[], bool]:
    """Return whether a session is open and shown."""
    return lambda: type(pilot.app.screen).__name__ not in ("Home", "Sheet")


def saved(folder: Path) -> Session:
    """Return the one save of a folder, read only."""
    [path] = folder.glob("*.jsonl")
    return Session.open(path, write=False)


def sealed(folder: Path, actor: str = "nato") -> list[Move]:
    """Return the moves that an actor has sealed, as the save has them."""
    return [move for move in saved(folder).state.moves.values() if move.actor == actor]


@pytest.fixture
def app(tmp_path: Path) -> Callable[..., ExerciseApp]:
    def made(**start: str) -> ExerciseApp:
        return ExerciseApp(Start(**start), Folders(None, tmp_path))

    return made


@pytest.mark.parametrize("size", SIZES)
async def test_from_home_to_the_decision_by_keys(app, tmp_path, size):
    async with app().run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Home"))
        await pilot.press("s")
        await until(pilot, on(pilot, "Seats"))
        await until(pilot, lambda: "NATO" in shown(pilot), "the seats")
        seen = pilot.app.screen
        await until(pilot, lambda: seen.query_one("#scenes").has_focus and seen.query_one("#scenes").ref == "harmony", "the main scenario")
        await pilot.press("enter", "enter")
        await until(pilot, on(pilot, "Ask"))
        assert not list(tmp_path.glob("*.jsonl"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "Your move" in shown(pilot))

        assert saved(tmp_path).state.phase == "decide"


async def test_a_session_is_put_out_of_the_list_and_its_file_is_kept(app, tmp_path):
    path = tmp_path / "wrong.jsonl"
    Session.create(load_scenario("practice").scenario, path=path, plan="one", holders={"nato": "person"}, seed=1).close()
    (tmp_path / "wrong.clock.json").write_text("{}")
    before = path.read_bytes()
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "wrong, not begun" in shown(pilot), "what c would continue")
        await pilot.press("o", "x")
        await until(pilot, on(pilot, "Ask"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "wrong" not in shown(pilot), "the list without it")
    assert not path.exists()
    assert (tmp_path / "put-away" / "wrong.jsonl").read_bytes() == before
    assert (tmp_path / "put-away" / "wrong.clock.json").exists()


@pytest.mark.parametrize("size", SIZES)
async def test_a_whole_practice_session_by_keys_ends_at_the_result_and_is_listed_at_home(app, tmp_path, size):
    async with app(scenario="practice", seat="nato", seed="3", name="first").run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        for _ in range(120):
            name = type(pilot.app.screen).__name__
            if name == "ResultScreen":
                break
            if name == "Decision" and sealed(tmp_path):
                await pilot.press("c")
            else:
                await pilot.press("enter")
            await pilot.pause(0.05)
        await until(pilot, on(pilot, "ResultScreen"))
        session = saved(tmp_path)
        assert session.state.phase == "over"
        assert session.verify().agrees
        await pilot.press("enter")
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "first" in shown(pilot), "the save in the list")


async def test_a_sealed_move_stands_in_the_journal_and_can_be_taken_back(app, tmp_path):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: len(sealed(tmp_path)) == 1, "the sealed move")
        await pilot.press("x")
        await until(pilot, lambda: "SEALED THIS TURN" in shown(pilot), "the plan")
        await pilot.press("enter")
        await until(pilot, lambda: not sealed(tmp_path), "the withdrawal")


@pytest.mark.parametrize("size", SIZES)
async def test_one_enter_too_many_seals_nothing_and_what_is_sealed_is_named(app, tmp_path, size):
    async with app(scenario="practice", seat="nato", seed="3", name="careful").run_test(size=size, notifications=True) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "Your move" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "not chosen yet" in told(pilot), "the question")
        assert not sealed(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: "Sealed: " in told(pilot), "what was sealed")
        await pilot.press("enter")
        await until(pilot, lambda: "not chosen yet" in told(pilot), "the question about the next")
        assert len(sealed(tmp_path)) == 1
        await pilot.press("q")
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "Saved as careful" in told(pilot), "where it is saved")


async def test_an_event_that_waits_is_answered_after_the_briefing_also_when_one_comes_back(tmp_path):
    path = tmp_path / "event.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, plan="one", holders={"kazakhstan": "person"}, seed=2) as session:
        while not (session.state.opened and session.state.phase == "decide"):
            assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), Refusal)
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Answers"))
        await pilot.press("down", "down", "enter")
        await until(pilot, on(pilot, "Decision"))
    session = Session.open(path, write=False)
    [(event, chosen)] = [(event, choice) for (event, _, actor), choice in session.state.reactions.items() if actor == "kazakhstan"]
    assert chosen == session.book.injects[event].reaction.choices[2].id


async def test_who_asks_for_changes_to_ones_offer_is_the_one_that_is_named(tmp_path):
    path = tmp_path / "changed.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", holders={"nato": "person"}, seed=2) as session:
        for text in (
            "facilitator: close-phase", "facilitator: close-phase", "nato: border-guards kazakhstan size=small", "facilitator: close-phase",
            "kazakhstan: answer nato/border-guards/kazakhstan reply=change size=large", "facilitator: close-phase",
        ):  # fmt: skip
            decided = session.submit(text, "facilitator")
            assert not isinstance(decided, Refusal), (text, decided)
        assert session.state.phase == "confirm"
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "wants changes" in shown(pilot))
        assert "Kazakhstan wants changes to: Border guards" in shown(pilot)
        assert "NATO wants changes" not in shown(pilot)


async def test_a_box_to_write_in_has_enter_among_its_keys_and_takes_what_stands_there(app):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("r")
        await until(pilot, on(pilot, "Remark"))
        assert "Enter Keep" in shown(pilot).rpartition("\n")[2]
        await pilot.press(*"need", "enter")
        await until(pilot, lambda: on(pilot, "Decision")() and "“need”" in shown(pilot), "the reason")


async def test_a_full_order_takes_ten_keys_or_fewer(app, tmp_path):
    keys = ["right", "down", "right", "down", "right", "down", "right", "enter"]
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press(*keys)
        await until(pilot, lambda: bool(sealed(tmp_path)), "the order")
    assert len(keys) <= 10


async def test_a_reason_opens_into_its_rule_and_its_place_in_the_brief(app):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "Expected" in shown(pilot))
        await pilot.press("w")
        await until(pilot, on(pilot, "Why"))
        seen = shown(pilot)
        for _ in range(4):
            await pilot.press("enter")
            await pilot.pause(0.05)
            seen += shown(pilot)
        assert "paragraph" in seen or "assumption" in seen


@pytest.mark.parametrize("size", SIZES)
async def test_an_offer_received_is_answered_by_keys(tmp_path, size):
    path = tmp_path / "offer.jsonl"
    loaded = load_scenario("practice")
    plan = next(plan for plan in loaded.scenario.plans if any(seat.actors == ("kazakhstan",) for seat in plan.seats))
    with Session.create(loaded.scenario, path=path, plan=plan.id, holders={"kazakhstan": "person"}, seed=4) as session:
        for _ in range(2):
            session.submit("facilitator: close-phase", "facilitator")
        kind = next(
            kind for kind in session.setup.kinds_of("nato")
            if session.book.kinds[kind].consent and session.book.kinds[kind].target and not Reader(session, "facilitator").refusal(
                _order(kind)
            )
        )  # fmt: skip
        session.submit(_order(kind), "facilitator")
        session.submit("facilitator: close-phase", "facilitator")
        assert session.state.phase == "answer"
    async with ExerciseApp(Start(save=str(path)), Folders(None, tmp_path)).run_test(size=size) as pilot:
        await until(pilot, at_a_table(pilot))
        for _ in range(8):
            if on(pilot, "Answers")():
                break
            await pilot.press("enter")
            await pilot.pause(0.1)
        await until(pilot, on(pilot, "Answers"))
        await pilot.press("enter")
        await pilot.pause(0.1)
        await until(pilot, lambda: "kazakhstan" in str(saved(tmp_path).entries[-6:]), "the answer")
        answered = [entry for entry in saved(tmp_path).entries if entry.move.kind == "answer" and entry.move.actor == "kazakhstan"]
        assert answered


def _order(kind: str) -> Move:
    return Move("nato", kind, ("kazakhstan",))


async def test_leaving_and_coming_back_lands_where_one_left(app, tmp_path):
    async with app(scenario="practice", seat="nato", seed="3", name="again").run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: len(sealed(tmp_path)) == 1)
    async with app(save=str(tmp_path / "again.jsonl")).run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "1 of" in shown(pilot), "the plan as it was left")


def hostile(value: object, key: str = "") -> object:
    """Return a scenario's data with every text a person reads replaced by one that tries to be markup."""
    if isinstance(value, dict):
        return {name: hostile(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, key) for item in value]
    if isinstance(value, str):
        if key in ("text", "claim", "shows", "situation", "why", "note", "questions", "watch_for"):
            return HOSTILE
        if key in ("title", "group"):
            return HOSTILE[:60]
        if key == "short":
            return "[/]"
    return value


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_scenario_whose_every_text_is_hostile_plays_to_the_end(tmp_path, size):
    scenario = Scenario.model_validate(hostile(load_scenario("practice").scenario.model_dump(mode="json", by_alias=True)))
    path = tmp_path / "hostile.jsonl"
    Session.create(scenario, path=path, plan="one", holders={"kazakhstan": "person"}, seed=2).close()
    seen: set[str] = set()
    async with ExerciseApp(Start(save=str(path)), Folders(None, tmp_path)).run_test(size=size, notifications=True) as pilot:
        await until(pilot, at_a_table(pilot))
        for _ in range(400):
            name = type(pilot.app.screen).__name__
            text = shown(pilot)
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert len(list(pilot.app.screen.walk_children())) < 100
            if name not in seen and name not in ("Ask", "Picker"):
                seen.add(name)
                await pilot.press("question_mark")
                await until(pilot, lambda name=name: not on(pilot, name)(), "help")
                await pilot.press("escape")
                pilot.app.tell(HOSTILE)
                await until(pilot, on(pilot, name), "the way back from help")
                continue
            if name == "ResultScreen":
                break
            moved = name == "Decision" and bool(sealed(tmp_path, "kazakhstan"))
            await pilot.press("c" if moved else "enter")
            await pilot.pause(0.05)
        assert "ResultScreen" in seen
        assert pilot.app.is_running


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "w")])
async def test_screens_survive_any_resize(app, keys):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press(*keys)
        for size in ((80, 24), (200, 60), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.05)
        assert pilot.app.is_running
        assert all(len(line) <= 80 for line in shown(pilot).splitlines())


async def test_a_scenario_without_a_map_shows_a_table_of_bars(tmp_path):
    app = ExerciseApp(Start(scenario="sahel", seat="mali", seed="7", name="one"), Folders(None, tmp_path))

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await until(pilot, lambda: "Danger in the north of each state" in shown(pilot))

        lines = shown(pilot).splitlines()
        assert any("▸Mali" in line and "━" in line and " 52 " in line for line in lines)
        assert any(" Niger" in line and "━" in line and " 44 " in line for line in lines)
        assert not any(code in shown(pilot) for code in ("KZ", "UZ", "AFGHANISTAN"))


async def test_the_footer_fits_at_eighty_columns(app):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await until(pilot, lambda: "? Help" in shown(pilot).rpartition("\n")[2], "the help key of the briefing")
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "? More keys" in shown(pilot).rpartition("\n")[2], "the help key of the decision, where not all have room")
        keys = re.split(r"  +", shown(pilot).rpartition("\n")[2].strip())
        assert all(re.fullmatch(r"\S+ \S.*", key) for key in keys), "no key stands without its word"


async def test_the_light_theme_is_one_key_away_on_every_screen(app):
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        assert pilot.app.theme == DARK
        pilot.app.action_other_theme()
        await pilot.pause()
        assert pilot.app.theme == LIGHT


async def test_a_save_that_cannot_be_opened_is_told_in_one_line(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text("not a save\n")
    async with ExerciseApp(Start(save=str(path)), Folders(None, tmp_path)).run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "not an exercise save" in shown(pilot).replace("\n", " "), "the sentence")
        assert on(pilot, "Home")()


def test_the_app_starts_without_what_only_a_table_needs():
    import subprocess
    import sys

    code = "import exercise.ui.app, sys; print([m for m in ('pydantic', 'yaml', 'exercise.session') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("size", SIZES)
async def test_the_adviser_names_moves_of_which_one_is_taken_and_sealed(app, tmp_path, size):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("a")
        await until(pilot, on(pilot, "AdviceDrawer"))
        await until(pilot, lambda: "3 Slower" in shown(pilot) and "GAINS" in shown(pilot), "three moves")
        second = pilot.app.desk.adviser.advice("nato")[1]
        await pilot.press("2")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("enter")
        await until(pilot, lambda: bool(sealed(tmp_path)), "the move")
        [move] = sealed(tmp_path)
        assert (move.kind, move.targets) == (second.draft.kind, second.draft.targets)


def lesson_step(pilot: Pilot[int]) -> int:
    """Return the number of the step that the lesson's panel shows, 0 where there is none."""
    found = re.search(r"Lesson (\d+) of \d+", shown(pilot))
    return int(found.group(1)) if found else 0


async def test_practice_from_home_teaches_by_doing_and_can_be_left_and_had_back(app, tmp_path):
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "No sessions yet" in shown(pilot))
        await pilot.press("p")
        await until(pilot, on(pilot, "Briefing"))
        await until(pilot, lambda: lesson_step(pilot) == 1, "the first step")
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: lesson_step(pilot) == 2, "the step at the decision")
        await pilot.press("right", "w")
        await until(pilot, on(pilot, "Why"))
        await pilot.press("escape")
        await until(pilot, on(pilot, "Decision"))
        assert lesson_step(pilot) == 2
        await pilot.press("down")
        await until(pilot, lambda: lesson_step(pilot) == 3, "the step after a look")
        await pilot.press("right", "left")
        await pilot.pause(0.3)
        assert lesson_step(pilot) == 3, "another target is no term of the move"
        await pilot.press("down", "right")
        await until(pilot, lambda: "DIFFERENT NOW" in shown(pilot), "what the change made different")
        assert lesson_step(pilot) == 3
        await pilot.press("left")
        await until(
            pilot, lambda: lesson_step(pilot) == 4, "the step after a change and one back; the reasons opened too early do not count"
        )
        await pilot.press("h")
        await until(pilot, lambda: lesson_step(pilot) == 0, "the lesson left")
        await pilot.press("w")
        await until(pilot, on(pilot, "Why"))
        await pilot.press("escape")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("h")
        await until(pilot, lambda: lesson_step(pilot) == 5, "the lesson back, after the reasons were opened")
        await pilot.press("enter")
        await until(pilot, lambda: lesson_step(pilot) == 6, "the step after sealing")
        await pilot.press("q")
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "practice-nato" in shown(pilot), "the session in the list")
        await pilot.press("p")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: lesson_step(pilot) == 6, "the lesson where it was left")
        await pilot.press("c", "enter")
        await until(pilot, lambda: lesson_step(pilot) in (7, 8), "the step after committing")


async def test_other_scenarios_have_no_lesson(app):
    async with app(scenario="harmony", seat="nato", seed="3").run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("h")
        await pilot.pause(0.1)
        assert lesson_step(pilot) == 0


@pytest.mark.parametrize("size", SIZES)
async def test_the_palette_does_what_the_screen_can_and_goes_to_a_move_by_name(app, size):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("ctrl+p")
        await until(pilot, on(pilot, "Palette"))
        await until(pilot, lambda: "Commit  c" in shown(pilot), "the screen's own commands")
        await pilot.press(*"border guards")
        await until(pilot, lambda: "Move: Border guards" in shown(pilot), "a move by its name")
        await pilot.pause(0.2)
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: "‹ Border guards ›" in shown(pilot), "the move in the rows")
        await until(pilot, lambda: isinstance(pilot.app.focused, ChoiceRows), "the rows")
        await pilot.press("colon")
        await until(pilot, on(pilot, "Palette"))
        await until(pilot, lambda: "Commit  c" in shown(pilot), "the palette again")
        await pilot.press(*"claims")
        await until(pilot, lambda: "Claims  k" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, on(pilot, "Decision"))


async def test_the_palette_shows_hostile_titles_as_they_stand(tmp_path):
    scenario = Scenario.model_validate(hostile(load_scenario("practice").scenario.model_dump(mode="json", by_alias=True)))
    path = tmp_path / "hostile.jsonl"
    Session.create(scenario, path=path, plan="one", holders={"kazakhstan": "person"}, seed=2).close()
    async with ExerciseApp(Start(save=str(path)), Folders(None, tmp_path)).run_test(size=(120, 40)) as pilot:
        await until(pilot, at_a_table(pilot))
        for keys in ("quit", "map"):
            await pilot.press("ctrl+p", *keys)
            await until(pilot, lambda: "[@click=app.quit]x" in shown(pilot), "a title as it stands")
            assert "\x1b" not in shown(pilot)
            await pilot.press("escape")
            await until(pilot, at_a_table(pilot))
        assert pilot.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_a_jump_key_goes_to_a_row_and_any_other_key_stays(app, size):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        rows = pilot.app.screen.query_one("#form", ChoiceRows)
        await pilot.press("semicolon")
        await until(pilot, on(pilot, "Jump"))
        await until(pilot, lambda: len(list(pilot.app.screen.query(JumpKey))) >= 3)
        letter = next(letter for letter, place in pilot.app.screen.places.items() if place.row == "voice")
        await pilot.press(letter)
        await until(pilot, on(pilot, "Decision"))
        await until(pilot, lambda: rows.current == "voice" and rows.has_focus, "the row")
        await pilot.press("semicolon")
        await until(pilot, on(pilot, "Jump"))
        await pilot.press("0")
        await until(pilot, on(pilot, "Decision"))
        assert rows.current == "voice"


async def test_a_story_is_discussed_and_what_was_said_is_kept_as_the_seats_own_note(app, tmp_path):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        for _ in range(40):
            if on(pilot, "ReadOut")():
                break
            await pilot.press("c" if on(pilot, "Decision")() else "enter")
            await pilot.pause(0.05)
        await until(pilot, on(pilot, "ReadOut"))
        await pilot.press("d")
        await until(pilot, on(pilot, "Discuss"))
        await until(pilot, lambda: "Who expected this" in shown(pilot), "the questions")
        await pilot.press("tab", *"[b]not me", "enter")
        await until(pilot, lambda: "1 kept" in shown(pilot), "the note kept")
        await pilot.press("escape")
        await until(pilot, on(pilot, "ReadOut"))
    [note] = saved(tmp_path).state.notes
    assert (note.seat, note.text) == ("nato", "[b]not me")


@pytest.mark.parametrize("size", SIZES)
async def test_the_map_is_read_in_words_layer_by_layer_and_names_what_is_under_the_pointer(app, size):
    async with app(scenario="practice", seat="nato", seed="3").run_test(size=size) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        layers = pilot.app.desk.reader.map.layers()
        await pilot.press("g")
        await until(pilot, on(pilot, "Values"))
        seen = ""
        for _ in range(6):
            seen += shown(pilot)
            await pilot.press("pagedown")
            await pilot.pause(0.05)
        for layer in layers:
            assert layer.title in seen
        assert "Kazakhstan" in seen
        assert any("+" in cell.text or cell.text == "none" for layer in layers for cell in layer.cells if layer.id == "programmes")
        await pilot.press("escape", "m")
        await until(pilot, on(pilot, "Decision"))
        view = pilot.app.screen.query_one("#map", MapView)
        await until(pilot, lambda: view.size.height > 5)
        place = next((x, y) for y in range(view.size.height) for x in range(view.size.width) if view.code_at(x, y) == "KZ")
        await pilot.hover("#map", offset=(place[0] + view.gutter.left, place[1] + view.gutter.top))
        await until(pilot, lambda: bool(re.search(r"(low|none) .*Kazakhstan", shown(pilot))), "the name beside the legend")


async def test_the_brief_is_read_before_a_session_from_claim_to_rule_and_back(app):
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await pilot.press("s")
        await until(pilot, on(pilot, "Seats"))
        await until(pilot, lambda: "about" in shown(pilot) and "minutes" in shown(pilot), "the time it takes")
        await pilot.press("k")
        await until(pilot, on(pilot, "Claims"))
        await until(pilot, lambda: "WHAT RESTS ON IT" in shown(pilot))
        await pilot.press("tab", "enter")
        await until(pilot, on(pilot, "Why"))
        await until(pilot, lambda: bool(re.search(r"rule [a-z-]+", shown(pilot))), "the rule")
        await pilot.press("enter")
        await until(pilot, lambda: "What the brief says" in shown(pilot), "its claim")
        await pilot.press("escape")
        await until(pilot, on(pilot, "Claims"))


async def test_where_two_columns_fit_the_form_is_whole_and_the_brief_takes_the_place_of_the_map(tmp_path):
    app = ExerciseApp(Start(scenario="practice", seat="nato"), Folders(None, tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, on(pilot, "Briefing"))
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        widths = {}
        for columns in (120, 100):
            await pilot.resize_terminal(columns, 30)
            await until(pilot, lambda columns=columns: app.screen.size.width == columns)
            await pilot.pause(0.3)
            widths[columns] = app.screen.query_one("#form").size.width
        assert min(widths.values()) >= 40
        await pilot.press("b")
        await pilot.pause()
        assert "Briefing" in shown(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert "next layer" in shown(pilot)
