"""The replay, its branches, the comparison, the report and the debrief, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from exercise.bots.table import Table
from exercise.cli import main
from exercise.errors import ExerciseError
from exercise.model.play import Refusal
from exercise.reading.branching import Brancher, tree
from exercise.reading.replaying import Replay
from exercise.session import Session
from exercise.store.notes import read_notes
from exercise.store.scenarios import load_scenario
from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.ui.debriefing import Debriefing
from exercise.ui.screens.replay import ReplayScreen
from exercise.ui.widgets.lines import Lines
from tests.ui.test_flows import on, shown, until

SIZES = [(80, 24), (120, 40)]
HOSTILE = "[/] [@click=app.quit]x[/] [b]b \x1b]0;t\x07"


def ready(pilot: Pilot[int]) -> Callable[[], bool]:
    """Return whether the replay stands at a moment, its timeline in focus."""
    return lambda: isinstance(screen := pilot.app.screen, ReplayScreen) and bool(screen._list) and screen.focused is not None


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("saves") / "played.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, seed=7) as session:
        Table(session).advance()
    return path.read_bytes()


@pytest.fixture
def save(played: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "played.jsonl"
    path.write_bytes(played)
    return path


def app_at(save: Path, seat: str = "") -> ExerciseApp:
    return ExerciseApp(Start(replay=str(save), seat=seat), Folders(None, save.parent))


def replay_of(pilot: Pilot[int]) -> ReplayScreen:
    found = next(screen for screen in pilot.app.screen_stack if isinstance(screen, ReplayScreen))
    assert isinstance(found, ReplayScreen)
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_forward_back_and_to_the_ends(save, size):
    async with app_at(save).run_test(size=size) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        await pilot.press("right", "right", "left")
        assert screen._place == 1
        await pilot.press("end")
        last = screen._place
        assert last == len(screen._list) - 1
        await pilot.press("up")
        assert screen._list[screen._place].column < screen._list[last].column or screen._place < last
        await pilot.press("home")
        assert screen._place == 0
        assert "? More keys" in shown(pilot).splitlines()[-1]
        assert len(list(screen.walk_children())) < 100


async def test_it_plays_by_itself_and_stops(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        await pilot.press("plus", "plus", "plus", "space")
        await until(pilot, lambda: screen._place >= 3, "playing")
        await pilot.press("space")
        here = screen._place
        await pilot.pause(0.4)
        assert screen._place == here


async def test_a_cause_is_followed_there_and_back(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        tracer = screen._tracer
        place = next(
            n for n, moment in enumerate(screen._list)
            if moment.track and (because := tracer.explained(moment).because) and because[0].ref.startswith("go:")
        )  # fmt: skip
        screen._go(place)
        change = screen._list[place]
        await pilot.press("enter", "enter")
        await until(pilot, lambda: screen._moment is not None and not screen._moment.track, "the decision behind it")
        await pilot.press("w")
        assert screen._page
        await pilot.press("backspace", "backspace")
        assert screen._moment == change


async def test_the_chosen_eyes_are_honoured(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        everything = len(screen._list)
        await pilot.press("v", *"public", "enter")
        await until(pilot, lambda: screen.replay.eyes == "public", "the public's eyes")
        assert len(screen._list) < everything
        assert "The public" in shown(pilot)


async def test_eyes_that_were_asked_for_stay(save):
    async with app_at(save, "nato").run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("v")
        await until(pilot, lambda: "nothing else" in shown(pilot), "the notice")
        assert replay_of(pilot).replay.eyes == "nato"


@pytest.mark.parametrize("size", SIZES)
async def test_filters_narrow_the_list(save, size):
    async with app_at(save).run_test(size=size) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        await pilot.press("f", *"Draws", "enter")
        await until(pilot, lambda: screen._choice.kind == "chance", "the filter")
        assert {moment.kind for moment in screen._list} <= {"chance"}
        await pilot.press("f", *"NATO", "enter")
        await until(pilot, lambda: screen._choice.lane == "nato", "the seat")
        assert {moment.lane for moment in screen._list} <= {"nato"}
        await pilot.press("right", "down", "end", "home", "space")
        assert pilot.app.is_running


async def test_a_note_of_any_text_is_kept_and_shown_as_it_stands(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        screen._keep(HOSTILE)
        await pilot.press("right", "n")
        await until(pilot, on(pilot, "Remark"))
        await pilot.press(*"a[b]", "enter")
        await until(pilot, lambda: "a[b]" in shown(pilot), "the note")
        assert pilot.app.is_running
    assert [mark.text for mark in read_notes(save).marks][1] == "a[b]"


@pytest.mark.parametrize("size", SIZES)
async def test_a_branch_is_made_and_set_beside_what_it_came_from(save, size):
    async with app_at(save).run_test(size=size) as pilot:
        await until(pilot, ready(pilot), "the replay")
        screen = replay_of(pilot)
        await pilot.press("f", *"Decisions", "enter")
        await until(pilot, lambda: screen._choice.kind == "move", "the filter")
        await pilot.press("b")
        await until(pilot, on(pilot, "BranchDialog"))
        await pilot.press("down", "right", "enter")
        await until(pilot, on(pilot, "CompareScreen"))
        await until(pilot, lambda: "First difference" in shown(pilot), "the difference")
        # Without colours, letters tell the two sessions apart.
        assert "A played  beside  B played-b1" in shown(pilot)
        assert re.search(r"│ +A +\S", shown(pilot)) and re.search(r"│ +B +\S", shown(pilot))
        await pilot.press("left", "a", "m", "m", "x", "right", "escape")
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("g")
        await until(pilot, lambda: "played-b1" in shown(pilot), "the tree")
    assert (save.parent / "played-b1.jsonl").exists()
    assert "not made" in read_notes(save.parent / "played-b1.jsonl").about


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with four sessions of a course."""
    folder = tmp_path_factory.mktemp("course")
    for seed in range(1, 5):
        with Session.create(load_scenario("practice").scenario, path=folder / f"group-{seed}.jsonl", seed=seed) as session:
            Table(session).advance()
    return folder


@pytest.mark.parametrize("size", SIZES)
async def test_two_cohorts_of_a_course_are_chosen_and_compared(course: Path, size):
    async with app_at(course / "group-1.jsonl").run_test(size=size, notifications=True) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("c")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("end", "enter")
        await until(pilot, on(pilot, "Chooser"))
        await pilot.press("enter")
        await until(pilot, lambda: "at least two sessions" in shown(pilot), "the refusal")
        lines = pilot.app.screen.query_one("#list", Lines)
        for name, times in (("group-2", 1), ("group-3", 2), ("group-4", 2)):
            lines.to_ref(str(course / f"{name}.jsonl"))
            await pilot.press(*["space"] * times)
        await pilot.press("enter")
        await until(pilot, on(pilot, "CohortScreen"))
        await until(pilot, lambda: "LEAST TO GREATEST" in shown(pilot), "the outcomes")
        assert "A: 2 sessions" in shown(pilot)
        assert "another edition" not in shown(pilot)
        rows = pilot.app.screen.query_one("#rows", Lines)
        assert "WHO CHOSE WHAT WHEN" in str(rows._items)
        assert "A1" in str(rows._items) and "B2" in str(rows._items)
        await pilot.press("a", "down", "down", "m", "m", "e")
        await until(pilot, lambda: any(course.glob("*.html")), "the page")
        await pilot.press("escape")
        await until(pilot, ready(pilot), "the replay")
    [page] = course.glob("*.html")
    assert "Outcomes and spread of the two cohorts" in page.read_text("utf-8")
    page.unlink()


async def test_home_compares_what_has_ended_with_others(course: Path):
    async with ExerciseApp(folders=Folders(None, course)).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "group-4" in shown(pilot), "home")
        await pilot.press("tab", "enter")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("end", "enter")
        await until(pilot, on(pilot, "Chooser"))
        await pilot.press("down", "space", "enter")
        await until(pilot, on(pilot, "CompareScreen"))
        await until(pilot, lambda: "First difference" in shown(pilot), "the comparison")


async def test_one_can_sit_down_at_a_branch(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("b")
        await until(pilot, on(pilot, "BranchDialog"))
        await pilot.press("down", "right", "down", "down", "left", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ReplayScreen) and pilot.app.has_desk, "the table")
        await until(pilot, on(pilot, "Decision"))


async def test_what_is_said_at_the_debrief_stands_in_the_report(save, capsys):
    async with app_at(save).run_test(size=(80, 24)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("d")
        await until(pilot, on(pilot, "DebriefScreen"))
        await pilot.press("down", "down")
        await pilot.press(*"Nobody asked Moscow", "enter")
        await until(pilot, lambda: "Nobody asked Moscow" in shown(pilot), "the answer")
        await pilot.press("f2", "f3")
        await until(pilot, on(pilot, "ReportScreen"))
        await until(pilot, lambda: "Contents" in shown(pilot), "the report")
        await pilot.press("down", "down", "right", "pagedown", "left", "escape", "escape")
        await until(pilot, ready(pilot), "the replay")
    assert [(answer.step, answer.text) for answer in read_notes(save).answers] == [("Why it happened", "Nobody asked Moscow")]

    assert main(["--saves", str(save.parent), "report", "played"]) == 0
    assert "Nobody asked Moscow" in capsys.readouterr().out


async def test_the_debrief_of_a_result_leads_back_to_the_result(save):
    async with ExerciseApp(Start(save=str(save)), Folders(None, save.parent)).run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "ResultScreen"))
        await pilot.press("d")
        await until(pilot, on(pilot, "DebriefScreen"))
        await pilot.press("f5")
        await until(pilot, on(pilot, "ReplayScreen"), "the replay")
        await pilot.press("escape")
        await until(pilot, on(pilot, "DebriefScreen"))
        await pilot.press("escape")
        await until(pilot, on(pilot, "ResultScreen"))
        await pilot.press("r")
        await until(pilot, on(pilot, "ReportScreen"))
        await pilot.press("escape")
        await until(pilot, on(pilot, "ResultScreen"))


async def test_the_facilitator_chooses_which_notes_the_debrief_shows(tmp_path, capsys):
    path = tmp_path / "table.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, seed=7) as session:
        table = Table(session)
        for text in ("Nobody asked Moscow.", "The clock ran out."):
            assert not isinstance(session.submit(f'facilitator: note text="{text}"', "facilitator"), Refusal)
        table.advance()
    entry = next(entry.n for entry in session.entries if entry.move.kind == "note")

    async with app_at(path).run_test(size=(80, 24)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("d")
        await until(pilot, on(pilot, "DebriefScreen"))
        await pilot.press("down")
        assert "Moscow" not in shown(pilot)
        await pilot.press("f4")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("enter", "escape")
        await until(pilot, on(pilot, "DebriefScreen"))
    assert read_notes(path).shown == (entry,)

    for words, said in ((["report", "table"], "Nobody asked Moscow."), (["report", "table", "--seat", "nato"], "Nobody asked Moscow.")):
        assert main(["--saves", str(tmp_path), *words]) == 0
        assert said in capsys.readouterr().out
    assert main(["--saves", str(tmp_path), "report", "table", "--seat", "nato"]) == 0
    assert "The clock ran out." not in capsys.readouterr().out
    replay = Replay.open(str(path), seat="nato")
    assert "Moscow" in str(Debriefing(replay).report(rerun=False).notes)
    assert not Debriefing(replay).facilitators_notes()


async def test_the_report_is_written_beside_the_save(save):
    async with app_at(save).run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("r")
        await until(pilot, on(pilot, "ReportScreen"))
        await until(pilot, lambda: "In short" in shown(pilot), "the contents")
        await pilot.press("e", "down", "enter")
        await until(pilot, lambda: (save.parent / "played-report.md").exists(), "the file")


async def test_the_tables_are_written_one_by_one(save):
    debriefing = Debriefing(Replay.open(str(save)))

    heads = {name: debriefing.export(name).read_text("utf-8").splitlines()[0] for name in ("csv", "tracks.csv", "decisions.csv")}

    assert {path.name for path in save.parent.glob("*.csv")} == {
        "played-report.csv", "played-report.tracks.csv", "played-report.decisions.csv",
    }  # fmt: skip
    assert len(set(heads.values())) == 3
    assert all(head.startswith('"turn"') for head in heads.values())


async def test_a_copy_for_one_seat_is_made_by_keys(save):
    async with app_at(save).run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("r")
        await until(pilot, lambda: "In short" in shown(pilot), "the contents")
        await pilot.press("e", "end", "enter")
        await until(pilot, lambda: "Write a copy for" in shown(pilot), "for whom")
        await pilot.press("end", "enter")
        await until(pilot, lambda: (save.parent / "played-for-public.jsonl").exists(), "the copy")
    shared = Session.open(save.parent / "played-for-public.jsonl", write=False)
    assert shared.shared == "public"
    assert Debriefing(Replay.open(str(save.parent / "played-for-public.jsonl"))).copies() == ()


def test_a_seat_makes_no_copy_but_its_own_and_the_publics(save):
    debriefing = Debriefing(Replay.open(str(save), seat="nato"))

    assert debriefing.copies() == ("nato", "public")
    with pytest.raises(ExerciseError):
        debriefing.copy("russia")
    assert not list(save.parent.glob("played-for-*"))


def test_what_is_made_of_an_example_that_ships_lies_in_the_persons_own_saves(save, tmp_path, monkeypatch):
    own, ships = tmp_path / "own", tmp_path / "ships"
    ships.mkdir()
    (ships / "example-one.jsonl").write_bytes(save.read_bytes())
    monkeypatch.setattr("exercise.store.places.shipped", lambda what: ships)
    replay = Replay.open("example-one", own)

    replay.stand(replay.moments[0])
    replay.note("Here.")
    report, copy = Debriefing(replay).export("md"), Debriefing(replay).copy("public")
    brancher = Brancher(replay, 1)
    branch = brancher.make(brancher.moves[0].key, "", "recorded", brancher.free_name())

    assert [path.name for path in ships.iterdir()] == ["example-one.jsonl"]
    assert {report.parent, copy.parent, branch.path.parent} == {own}
    assert [mark.text for mark in Replay.open("example-one", own).notes.marks] == ["Here."]
    assert [twig.name for twig in tree(replay)] == ["example-one", "example-one-b1"]


async def test_home_offers_to_replay_what_has_ended(save):
    async with ExerciseApp(Start(), Folders(None, save.parent)).run_test(size=(80, 24)) as pilot:
        await until(pilot, on(pilot, "Home"))
        await until(pilot, lambda: "played" in shown(pilot), "the list")
        await pilot.press("o", "enter")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press("enter")
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("escape")
        await until(pilot, on(pilot, "Home"))


@pytest.mark.parametrize("key", ["", "r", "d"])
async def test_screens_survive_any_resize(save, key):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        if key:
            await pilot.press(key)
            await pilot.pause(0.2)
        for size in ((80, 24), (200, 60), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
        assert pilot.app.is_running
        assert all(len(line) <= 80 for line in shown(pilot).splitlines())


def test_the_command_says_what_is_wrong_in_one_line(save, capsys):
    assert main(["--saves", str(save.parent), "replay", "no-such-save"]) == 2
    assert main(["--saves", str(save.parent), "replay", "played", "--seat", "nata"]) == 2
    said = capsys.readouterr().err.strip().splitlines()

    assert len(said) == 2
    assert "nato" in said[1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_session_that_never_began_shows_that_it_has_nothing(tmp_path, size):
    path = tmp_path / "s.jsonl"
    Session.create(load_scenario("practice").scenario, seed=3, path=path).close()
    async with app_at(path).run_test(size=size, notifications=True) as pilot:
        await until(pilot, on(pilot, "ReplayScreen"))
        await pilot.pause(0.2)
        await pilot.press("right", "down", "end", "space", "b", "n", "k", "w", "i", "m", "escape")
        assert pilot.app.is_running


async def test_home_lists_the_examples_under_their_own_heading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, played: bytes):
    (tmp_path / "saves").mkdir()
    (tmp_path / "saves" / "mine.jsonl").write_bytes(played)
    monkeypatch.chdir(tmp_path)
    async with ExerciseApp().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "EXAMPLES" in shown(pilot), "the examples")
        lines = shown(pilot).splitlines()
    place = {name: next(n for n, line in enumerate(lines) if name in line) for name in ("mine", "EXAMPLES", "example-american")}
    assert place["mine"] < place["EXAMPLES"] < place["example-american"]


@pytest.mark.parametrize(
    ("typed", "found"), [("quarr", "Quarrel between"), ("access kz", "Access of NATO in Kazakhstan"), ("xq", "Nothing found")]
)
async def test_a_track_is_found_by_its_title_and_by_its_short_name(save, typed, found):
    async with app_at(save).run_test(size=(80, 24)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("y")
        await until(pilot, on(pilot, "Picker"))
        await pilot.press(*["space" if letter == " " else letter for letter in typed])
        await until(pilot, lambda: found in shown(pilot), "what was found")


async def test_help_puts_the_two_ways_of_a_key_in_one_row(save):
    async with app_at(save).run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        await pilot.press("question_mark")
        await until(pilot, on(pilot, "Help"))
        rows = [str(row.parts) for row in pilot.app.screen.query_one("#page", Lines)._items]
    for words in ("The event before; the next event", "The turn before; the next turn", "The first event; the last event"):
        assert sum(words in row for row in rows) >= 1, words
    assert not [row for row in rows if "'The next event'" in row]


async def test_the_most_used_keys_have_their_words_at_eighty_columns(save):
    async with app_at(save).run_test(size=(80, 24)) as pilot:
        await until(pilot, ready(pilot), "the replay")
        line = shown(pilot).splitlines()[-1]
    for words in ("b Branch", "c Compare", "r Report", "? More keys"):
        assert words in line


def test_home_lists_the_examples_whatever_folder_of_saves_was_given(save, tmp_path, monkeypatch):
    from exercise.desk import shelf

    own, ships = tmp_path / "own", tmp_path / "ships"
    for folder, name in ((ships, "example-one"), (ships, "somebodys"), (own, "mine")):
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.jsonl").write_bytes(save.read_bytes())
    monkeypatch.setattr("exercise.store.places.shipped", lambda what: ships)

    assert [(one.name, one.example) for one in shelf.recent(own)] == [("mine", False), ("example-one", True)]
    assert [(one.name, one.example) for one in shelf.recent(ships)] == [("somebodys", False), ("example-one", True)]


async def test_home_shows_what_was_made_while_another_screen_was_in_front(save, tmp_path):
    async with ExerciseApp(folders=Folders(None, tmp_path)).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "played" in shown(pilot), "the save")
        await pilot.press("tab")
        pilot.app.open_replay(str(save))
        await until(pilot, ready(pilot), "the replay")
        (tmp_path / "branch-of-it.jsonl").write_bytes(save.read_bytes())
        await pilot.press("q")
        await until(pilot, lambda: on(pilot, "Home")() and "branch-of-it" in shown(pilot), "the branch")
        assert pilot.app.screen.query_one("#recent", Lines).ref.endswith("branch-of-it.jsonl"), "the latest is most likely meant"
