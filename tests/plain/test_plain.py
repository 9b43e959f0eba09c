"""The exercise by numbered prompts, from seat choice to debrief: played whole, left at every prompt, and listened to for what leaks."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plain.person import Person, number, talked

from exercise.desk.console.timekeeper import Timekeeper
from exercise.desk.desk import Desk
from exercise.desk.start import Start
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.model.scenario import Scenario
from exercise.plain.clock import SpokenClock, in_words
from exercise.plain.talk import WIDTH, Talk
from exercise.plain.tell import tell
from exercise.plain.turn import Turn
from exercise.reading.documents import story_document
from exercise.reading.models import Change, Odds, Reason, Story
from exercise.session import Session
from exercise.store import places
from exercise.store.clock import read_clock
from exercise.store.notes import read_notes
from exercise.store.scenarios import load_scenario

ROOT = Path(__file__).parent.parent.parent
HOSTILE = "[/] [@click=app.quit]x[/] \x1b]0;t\x07\x1b[2J\u202e end \u2588\u2500 [link=http://e]y[/link]"
DRAWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2190-\u21ff\u2500-\u27bf\u2800-\u28ff]")


def sensible(lines: list[str], options: dict[str, str]) -> str:
    """Answer as a person does who builds one move a turn, accepts what is offered, and reads all."""
    said = "\n".join(lines)
    if lines[-1:] == ["Text: "]:
        return ""
    if "Enter alone" in said.rpartition("\n\n")[2]:
        return ""
    if "The decision." in said and "Sealed so far: 0" in said:
        return number(options, "Build")
    first = number(options, "Commit", "Seal", "Yes", "Accept", "No objection", "Leave", "1")
    return first or next(iter(options), "again")


def saved(folder: Path) -> Session:
    """Return the one save of a folder, read only."""
    [path] = folder.glob("*.jsonl")
    return Session.open(path, write=False)


def assert_reads_well(text: str) -> None:
    """Assert that no line holds a control or a drawn character, and none is long, save the commands to type."""
    assert not DRAWN.search(text), ascii(DRAWN.findall(text)[:9])
    long = [line for line in text.splitlines() if len(line) > WIDTH + 30 and "--plain" not in line]
    assert long == []


@pytest.mark.parametrize("seat", ["nato", "russia", "kazakhstan"])
def test_practice_is_played_from_seat_choice_to_debrief(tmp_path: Path, seat: str):
    title = {"nato": "NATO", "russia": "Russia", "kazakhstan": "Kazakhstan"}[seat]

    def answers(lines: list[str], options: dict[str, str]) -> str:
        return number(options, title) if "Which seat do you take?" in "\n".join(lines) else sensible(lines, options)

    person, code = talked(Start(scenario="practice", seed="3"), tmp_path, answers)

    session = saved(tmp_path)
    assert code == 0
    assert session.state.phase == "over"
    assert session.verify().agrees
    assert any(entry.move.kind in session.book.kinds and entry.seat == seat and entry.by == "person" for entry in session.entries)
    for part in ("The briefing.", "Lesson, step 1:", "Expected, if everyone", "Sealed:", "Story 1 of", "How far you came", "The record:"):
        assert part in person.text
    assert_reads_well(person.text)


def test_the_lesson_goes_through_its_steps_in_order(tmp_path: Path):
    def answers(lines: list[str], options: dict[str, str]) -> str:
        said = "\n".join(lines)
        if "step 3: Change how" in said:
            return number(options, "Change front", "Change voice", "Change disclosure")
        if re.search(r"^(Front|Voice|Disclosure)\?", said, re.MULTILINE):
            return "2"
        if "step 4: Ask why" in said:
            return "why 1"
        if "A page is open." in said:
            return "back"
        if "step 5: Seal" in said:
            return "1"
        if "Enter alone keeps" in said or "Up to" in said:
            return "2"
        return sensible(lines, options)

    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, answers)

    asked = re.findall(r"Lesson, step (\d+)", person.text)
    assert asked == [str(n) for n in range(1, 11)]


def decision(tmp_path: Path, *script: str) -> str:
    """Return what is said from the first decision on while a script is typed."""
    left = iter(script)

    def answers(lines: list[str], options: dict[str, str]) -> str | None:
        said = "\n".join(lines)
        return number(options, "Go on") if "You have heard the briefing." in said else next(left, None)

    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, answers)
    return person.text.partition("The decision.\n")[2]


@pytest.mark.parametrize(
    "way", ["4 0", "4 3 0", "4 3 1 0", "4 3 1 1 0", "4 3 1 1 1 0", "4 3 1 1 1 2 0", "4 3 1 1 1 2 2 0", "4 1 0", "4 1 1 0", "4 4 1 0", "4 6 0"]
)
def test_zero_goes_back_from_every_question_of_a_chain_and_nothing_is_done(tmp_path: Path, way: str):
    said = decision(tmp_path, "lesson off", *way.split())

    assert "is not a choice here" not in said
    assert said.count("The decision.") == 1, said
    assert [entry for entry in saved(tmp_path).entries if entry.move.kind in ("signal", "message", "predict", "argue")] == []


def test_zero_at_a_term_keeps_the_move_that_is_being_built(tmp_path: Path):
    def answers(lines: list[str], options: dict[str, str]) -> str | None:
        said = "\n".join(lines)
        if "What now?" in said:
            return None if "Seal" in steps else (steps.append("Seal") or number(options, "Add a reason"))
        return "0" if lines[-1:] == ["Text: "] and "Why this move?" in said else sensible(lines, options)

    steps: list[str] = []
    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, answers)

    assert person.text.rpartition("Why this move?")[2].count("What now?") == 1
    assert "Your reason: 0" not in person.text


def test_a_number_at_an_open_page_does_not_answer_the_question_behind_it(tmp_path: Path):
    said = decision(tmp_path, "lesson off", "where", "why 1", "6", "", "back", "back", "stop")

    assert said.count("A page is open. Type back") == 2
    assert "Commit this turn?" not in said
    assert "What do you do?" in said.rpartition("A page is open.")[2]


def test_numbers_stay_good_until_others_are_heard_and_no_longer_than_the_person_sits(tmp_path: Path):
    sink = io.StringIO()
    talk = Talk(io.StringIO(), sink)
    talk.begin()
    talk.say(f"A line{talk.why('track:quarrel')}")

    talk.begin()
    talk.say("Sealed.")
    kept = talk.marked("1")
    talk.say(f"Another{talk.why('track:other')}")

    assert (kept, talk.marked("1")) == ("track:quarrel", "track:other")
    talk.forget()
    assert talk.marked("1") == ""


def test_harmony_is_played_through_a_pipe_and_the_same_script_gives_the_same_words(tmp_path: Path):
    script = "1\n1\n" + "nato: commit\n" * 60 + "all\nstop\n"

    def played(folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "exercise", "--saves", str(folder), "play", "harmony", "--plain", "--seed", "5", "--save", "piped"],
            cwd=ROOT, input=script, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    one = played(tmp_path)
    for path in tmp_path.glob("*.jsonl"):
        path.unlink()
    two = played(tmp_path)

    assert (one.returncode, one.stderr) == (0, "")
    assert "How far you came, of 100:" in one.stdout
    assert_reads_well(one.stdout)
    assert one.stdout == two.stdout
    assert saved(tmp_path).verify().agrees


def test_the_input_may_end_at_every_prompt(tmp_path: Path):
    whole, _ = talked(Start(scenario="practice", seat="nato", seed="3", name="whole"), tmp_path, sensible)
    script = [*whole.typed]

    for end in range(0, len(script), 6):
        folder = tmp_path / str(end)
        left = iter(script[:end])
        person, code = talked(Start(scenario="practice", seat="nato", seed="3"), folder, lambda lines, options, left=left: next(left, None))

        assert code == 0
        assert "The input has ended." in person.text
        assert "Everything confirmed is saved." in person.text or saved(folder).state.phase == "over"
        assert saved(folder).verify().agrees


def test_leaving_and_coming_back_lands_where_one_left(tmp_path: Path):
    def until_sealed(lines: list[str], options: dict[str, str]) -> str:
        return "stop" if "Sealed so far: 1" in "\n".join(lines) else sensible(lines, options)

    talked(Start(scenario="practice", seat="nato", seed="3", name="again"), tmp_path, until_sealed)
    person, _ = talked(Start(save="again"), tmp_path, lambda lines, options: None)

    assert "Sealed so far: 1 of 2" in person.text


def test_a_reason_opens_into_its_rule_and_its_place_in_the_brief(tmp_path: Path):
    depth = iter(["why 1", "why 1", "why 1", "back", "back", "back", "stop"])

    started: list[bool] = []

    def answers(lines: list[str], options: dict[str, str]) -> str:
        if started or "Expected, if everyone" in "\n".join(lines):
            started.append(True)
            return next(depth)
        return sensible(lines, options)

    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, answers)

    opened = person.text.partition("Expected, if everyone")[2]
    assert "paragraph" in opened or "assumption" in opened
    assert opened.count("Type back to return to the question.") == 3


def test_a_barred_move_says_why_and_a_typed_one_is_taken(tmp_path: Path):
    typed = iter(
        [
            "", "nato: consultation russia because=\"first things first\"", "nato: constulation russia", "nato consultation", "plan",
            "try nato: exchange kazakhstan", "russia: state-visit kazakhstan", "1", "5", "2", "0", "0", "stop",
        ]
    )  # fmt: skip

    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, lambda lines, options: next(typed))

    moves = saved(tmp_path).state.moves
    assert [move.because for key, move in moves.items() if key.startswith("nato/consultation")] == ["first things first"]
    assert "Not possible:" in person.text
    assert "Your plan: 1 sealed move." in person.text
    assert re.search(r"Barred: [^.]+\. Joint work", person.text)


LONG = "Naypyidaw" * 6
RIGHT_TO_LEFT = "\u202eשלום عليكم\u2066 \x1b]8;;http://e\x07 \x9b31m \r\n\t e\u0301\u0301\u0301 \u200f"


@pytest.mark.parametrize("words", [HOSTILE, LONG, RIGHT_TO_LEFT], ids=["markup", "long", "right-to-left"])
@pytest.mark.parametrize("seat", ["kazakhstan", "facilitator"])
def test_hostile_text_is_said_without_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, seat: str):
    from ui import test_flows

    monkeypatch.setattr(test_flows, "HOSTILE", words)
    scenario = Scenario.model_validate(test_flows.hostile(load_scenario("practice").scenario.model_dump(mode="json", by_alias=True)))
    holders = {"kazakhstan": "person"} | ({"facilitator": "person"} if seat == "facilitator" else {})
    Session.create(scenario, path=tmp_path / "hostile.jsonl", plan="one", holders=holders, names={"kazakhstan": words[:60]}, seed=2).close()
    done: list[str] = []

    def answers(lines: list[str], options: dict[str, str]) -> str:
        if seat == "facilitator" and "What do you do?" in "\n".join(lines):
            done.append("asked")
            if len(done) == 1:
                return f'facilitator: note text="{words[:30]}"'
            if len(done) in (4, 6, 8):
                return ("where", "log", "claims")[len(done) // 2 - 2]
            return number(options, "Close this phase")
        if "Close all the same?" in "\n".join(lines):
            return number(options, "Yes")
        return words if lines[-1:] == ["Text: "] else sensible(lines, options)

    person, code = talked(Start(save="hostile", seat="facilitator" if seat == "facilitator" else ""), tmp_path, answers)

    assert code == 0
    assert saved(tmp_path).state.phase == "over"
    assert not re.search("[\u2066-\u2069\u200e\u200f]", person.text)
    assert_reads_well(person.text)


# --- several people at one keyboard


class Keyboard:
    """Several people and a facilitator at one keyboard; each types secrets, and hears only the own part."""

    SEATS = {"NATO": "nato", "Russia": "russia", "Kazakhstan": "kazakhstan"}

    def __init__(self) -> None:
        self.who = ""
        self.heard: dict[str, str] = {}
        self.told: set[str] = set()
        self.person: Person | None = None

    def __call__(self, lines: list[str], options: dict[str, str]) -> str:
        said = "\n".join(lines)
        if "Who is at the keyboard?" in said:
            self._hears(said.partition("Who is at the keyboard?")[0])
            open_ = [title for title in options.values() if title.endswith("not done yet") and title.partition(".")[0] in self.SEATS]
            started = "In the lobby" not in said and "closes the phase" not in said
            title = open_[0] if open_ and started else "The facilitator"
            self.who = self.SEATS.get(title.partition(".")[0], "facilitator")
            return number(options, title)
        self._hears(said)
        if "Which seat plan?" in said:
            return number(options, "Three people")
        if "Which seats do people take?" in said or "Name of the save?" in said:
            return ""
        if self.who == "facilitator":
            return self._facilitates(said, options)
        return self._plays(said, lines, options)

    def _hears(self, said: str) -> None:
        self.heard[self.who] = self.heard.get(self.who, "") + said

    def _facilitates(self, said: str, options: dict[str, str]) -> str:
        closed = "Done:" in said
        if "Close all the same?" in said:
            return number(options, "Yes")
        return number(options, "Leave the facilitator") if closed else number(options, "Close this phase")

    def _plays(self, said: str, lines: list[str], options: dict[str, str]) -> str:
        if "What do you do?" in said and self.who not in self.told:
            self.told.add(self.who)
            return f'{self.who}: note text="zebra-{self.who}"'
        if "What do you do?" in said and f"m{self.who}" not in self.told:
            self.told.add(f"m{self.who}")
            return f'{self.who}: message facilitator text="giraffe-{self.who}"'
        if "What do you do?" in said and "Sealed so far: 0" in said:
            return number(options, "Build")
        if "Add a reason" in said and f"r{self.who}" not in self.told:
            self.told.add(f"r{self.who}")
            return number(options, "Add a reason")
        if lines[-1:] == ["Text: "]:
            return f"ostrich-{self.who}"
        return sensible(lines, options)


def test_people_at_one_keyboard_hear_only_their_own(tmp_path: Path):
    keyboard = Keyboard()

    def answers(lines: list[str], options: dict[str, str]) -> str:
        if "Which seat do you take?" in "\n".join(lines):
            return number(options, "Several people")
        return "stop" if "The debrief. Everything is lifted now." in "\n".join(lines) else keyboard(lines, options)

    person, code = talked(Start(scenario="practice", seed="3", name="table"), tmp_path, answers)

    session = saved(tmp_path)
    assert code == 0
    assert session.state.phase == "over"
    assert session.verify().agrees
    assert "can be scrolled back" in person.text
    before = {seat: text.partition("The end of")[0] for seat, text in keyboard.heard.items()}
    for seat in Keyboard.SEATS.values():
        assert f"ostrich-{seat}" in str(session.entries)
        for other in Keyboard.SEATS.values():
            if other != seat:
                assert not [word for word in ("zebra", "giraffe", "ostrich") if f"{word}-{other}" in before[seat]]
    assert not [word for word in ("zebra", "ostrich", "giraffe") if word in before.get("", "")]


def test_one_seat_of_a_shared_table_opens_alone_and_says_when_it_waits(tmp_path: Path):
    scenario = load_scenario("practice").scenario
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    with Session.create(scenario, path=tmp_path / "table.jsonl", plan="three", holders=everyone, seed=4) as session:
        session.submit("facilitator: close-phase", "facilitator")

    person, code = talked(Start(save="table", seat="russia"), tmp_path, lambda lines, options: "")

    assert code == 0
    assert "What follows is for Russia alone." in person.text
    assert "The table waits for others" in person.text
    assert "--seat russia" in person.text
    with pytest.raises(ExerciseError, match="no seat"):
        talked(Start(save="table", seat="rusia"), tmp_path, lambda lines, options: "")


def test_a_shared_table_that_the_program_facilitates_plays_on_in_plain_text(tmp_path: Path):
    scenario = load_scenario("practice").scenario
    chairs = {"nato": "person", "russia": "person", "kazakhstan": "hold", "facilitator": "program"}
    Session.create(scenario, path=tmp_path / "table.jsonl", plan="three", holders=chairs, seed=4).close()

    def answers(lines: list[str], options: dict[str, str]) -> str | None:
        said = "\n".join(lines)
        if "Who is at the keyboard?" in said:
            waiting = next(line.partition("Not done yet: ")[2] for line in reversed(lines) if "Not done yet" in line)
            return number(options, "NATO" if "NATO" in waiting or not waiting.strip(".") else "Russia")
        return None if "The end of the read-out." in said else sensible(lines, options)

    person, _ = talked(Start(save="table"), tmp_path, answers)

    state = saved(tmp_path).state
    assert (state.turn, state.phase) == (1, "read-out")
    assert "The facilitator" not in person.text
    assert not [move for move in state.moves.values() if move.actor == "kazakhstan"]


def test_the_facilitator_releases_rules_and_acts_for_an_absent_seat(tmp_path: Path):
    scenario = load_scenario("practice").scenario
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    Session.create(scenario, path=tmp_path / "table.jsonl", plan="three", holders=everyone, seed=4).close()
    wanted = iter(
        [
            "Close this phase", "Close this phase", "Act for a seat", "NATO", "Enter a move",
            "text:nato: consultation russia", "Yes", "Look at the adjudication", "Rule on the adjudication", "Add a change",
            "text:quarrel -2", "text:the table agreed", "Events:", "Write one", "text:A long night.", "text:", "text:quarrel", "text:+1",
            "Pause, explanation", "Pause", "text:the fire alarm rings", "Leave the facilitator",
        ]
    )  # fmt: skip

    def answers(lines: list[str], options: dict[str, str]) -> str:
        want = next(wanted)
        return want.removeprefix("text:") if want.startswith("text:") else number(options, want)

    person, _ = talked(Start(save="table", seat="facilitator"), tmp_path, answers)

    session = saved(tmp_path)
    kinds = [entry.move.kind for entry in session.entries if entry.by == "person"]
    assert "Read back: " in person.text
    assert session.state.paused
    assert [kind for kind in kinds if kind in ("consultation", "rule", "write", "pause")] == ["consultation", "rule", "write", "pause"]
    assert "quarrel" in str(session.state.rulings)


def test_the_planning_clock_is_set_and_told_in_words(tmp_path: Path):
    scenario = load_scenario("practice").scenario
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    Session.create(scenario, path=tmp_path / "table.jsonl", plan="three", holders=everyone, seed=4).close()
    wanted = iter(
        [
            "Close this phase", "Close this phase", "Clock:", "Plan the session for another length", "60 minutes", "Clock:", "Stop the clock",
            "Clock:", "Two minutes more", "Clock:", "Let the clock run", "text:time", "text:again", "Pause, explanation", "Pause", "text:the fire alarm rings", "Leave the facilitator",
        ]
    )  # fmt: skip

    def answers(lines: list[str], options: dict[str, str]) -> str:
        want = next(wanted)
        return want.removeprefix("text:") if want.startswith("text:") else number(options, want)

    person, _ = talked(Start(save="table", seat="facilitator"), tmp_path, answers)

    found = read_clock(tmp_path / "table.jsonl")
    assert (found.minutes, found.phase, found.ends) == (60, "decide", 0)
    assert found.halted
    assert "and it stands still." in person.text
    assert re.search(r"Clock: \d+ minutes left of \d+ minutes\. Minute 2 of 60", person.text)


def test_a_warning_is_said_once_a_phase_before_the_next_question(tmp_path: Path):
    path = tmp_path / "table.jsonl"
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", holders={"nato": "person"}, seed=4) as session:
        for _ in range(2):
            session.submit("facilitator: close-phase", "facilitator")
        now = [1000]
        out = io.StringIO()
        desk = Desk(session, "facilitator", path, closes=False)
        clock = SpokenClock(Talk(io.StringIO(), out), desk, Timekeeper(path, 60, lambda: now[0]))
        clock.follow()
        clock.keeper.toggle(session.state.turns)
        given = clock.keeper.clock.given
        for second in (0, given - 20, given - 10, given + 70, given + 80):
            now[0] = 1000 + second
            clock.warn()

    said = [line.partition(".")[0] for line in out.getvalue().splitlines()]
    assert said == [f"Clock: little time left, 20 seconds of {in_words(given)}", "Clock: time is up, by 1 minute and 10 seconds"]


@pytest.mark.parametrize("shown", [False, True])
def test_the_debrief_says_only_the_notes_that_the_facilitator_shows(tmp_path: Path, shown: bool):
    path = tmp_path / "table.jsonl"
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    with Session.create(load_scenario("practice").scenario, path=path, plan="three", holders=everyone, seed=4) as session:
        session.submit('facilitator: note text="Nobody asked Moscow."', FACILITATOR)
        while session.state.phase != "over":
            session.submit("facilitator: close-phase", FACILITATOR)

    chosen = ["Choose which of your notes", "Turn 0: Nobody asked Moscow.", "Return", "Leave"] if shown else ["Leave"]
    wanted = iter([*chosen, "The notes that the facilitator shows", "All that happened", "Hear the after-action", "Leave"])

    def answers(lines: list[str], options: dict[str, str]) -> str:
        return number(options, next(wanted))

    talked(Start(save="table", seat="facilitator"), tmp_path, answers)
    heard, _ = talked(Start(save="table", seat="nato"), tmp_path, answers)

    assert ("Nobody asked Moscow." in heard.text) == shown


def test_what_is_chosen_at_an_examples_debrief_lies_in_the_persons_own_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ships, own = tmp_path / "ships", tmp_path / "own"
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    scenario = load_scenario("practice").scenario
    with Session.create(scenario, path=ships / "example-one.jsonl", plan="three", holders=everyone, seed=4) as session:
        session.submit('facilitator: note text="Nobody asked Moscow."', FACILITATOR)
        while session.state.phase != "over":
            session.submit("facilitator: close-phase", FACILITATOR)
    real = places.shipped
    monkeypatch.setattr(places, "shipped", lambda what: ships if what == "saves" else real(what))
    before = sorted(path.name for path in ships.iterdir())
    wanted = iter(["Choose which of your notes", "Turn 0: Nobody asked Moscow.", "Return", "Leave"])

    def answers(lines: list[str], options: dict[str, str]) -> str:
        return number(options, next(wanted))

    talked(Start(save="example-one", seat="facilitator"), own, answers)

    assert sorted(path.name for path in ships.iterdir()) == before
    assert len(read_notes(own / "one-1.jsonl").shown) == 1


def test_the_facilitator_amends_a_card_arms_an_event_and_tells_all_of_one(tmp_path: Path):
    scenario = load_scenario("practice").scenario
    everyone = {"nato": "person", "russia": "person", "kazakhstan": "person"}
    with Session.create(scenario, path=tmp_path / "table.jsonl", plan="three", holders=everyone, seed=4) as session:
        for text in ("facilitator: close-phase", "facilitator: close-phase", "nato: consultation russia"):
            session.submit(text, "facilitator")
    inject = next(iter(sorted(session.book.injects)))
    title = session.book.injects[inject].title
    wanted = iter(
        [
            "Act for a seat", "NATO", "Put a mistyped move right", "nato: consultation", "text:consultation russia voice=public", "text:The card said so.",
            "Events:", "Arm one", title, "Turn 2", "text:1", "Leave the facilitator",
        ]
    )  # fmt: skip

    def answers(lines: list[str], options: dict[str, str]) -> str:
        want = next(wanted)
        return want.removeprefix("text:") if want.startswith("text:") else number(options, want)

    talked(Start(save="table", seat="facilitator"), tmp_path, answers)

    session = saved(tmp_path)
    assert session.state.moves["nato/consultation/russia"].option("voice") == "public"
    assert [(due.inject, due.turn) for due in session.state.due if due.cause == "facilitator"] == [(inject, 2)]


# --- the program itself


def test_plain_text_loads_no_screen(tmp_path: Path):
    told = subprocess.run(
        [
            sys.executable, "-c",
            "import sys; from exercise.cli import main\n"
            f"main(['--saves', {str(tmp_path)!r}, 'play', 'practice', '--seat', 'nato', '--plain'])\n"
            "print([m for m in sys.modules if m.split('.')[0] in ('textual', 'rich', 'asyncio')], file=sys.stderr)",
        ],
        cwd=ROOT, input="\nnato: commit\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert told.stderr.strip() == "[]"


def test_ctrl_c_at_a_prompt_leaves_a_whole_save(tmp_path: Path):
    child, line = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(
            sys.executable,
            [sys.executable, "-m", "exercise", "--saves", str(tmp_path), "play", "practice", "--seat", "nato", "--plain", "--save", "c"],
        )
    said = ""
    sent = 0.0
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([line], [], [], 0.2)[0]:
            try:
                piece = os.read(line, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece.decode()
        # Pressed again, as a person would, where a busy machine let it pass.
        if "Your choice" in said and time.monotonic() > sent + 5:
            sent = time.monotonic()
            os.write(line, b"\x03")
    else:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(line)

    assert os.waitstatus_to_exitcode(status) == 130
    assert "Stopped." in said
    assert "Everything confirmed is saved." in said
    assert "\x1b" not in said
    assert saved(tmp_path).verify().agrees


def test_the_words_of_the_exercise_are_explained_at_any_prompt(tmp_path: Path):
    given = iter(["words", "words ladder", "words zebra", None])

    person, _ = talked(Start(scenario="practice", seat="nato"), tmp_path, lambda lines, options: next(given))

    every, ladder, none = re.findall(r"(?<=Your choice, or \? for help: )\n?(.*?)(?=Your choice|\Z)", person.text, re.DOTALL)[:3]
    for said in ("very low: 0 to 14 of 100.", "Disclosure:", "  consulted:", "Trust of X in Y:"):
        assert said in every
    assert "NATO-SCO ladder on X" in ladder
    assert "Trust of X" not in ladder
    assert "zebra" in none
    assert_reads_well(person.text)


def test_the_terms_of_a_move_are_listed_by_their_whole_names(tmp_path: Path):
    desk = Desk.start("sahel", "", "eu", seed="1", saves=tmp_path)
    while desk.stage() != "decide":
        desk.read_on()
    Turn(Talk(io.StringIO(), io.StringIO()), desk)
    draft = desk.orders.changed(desk.orders.first_draft(), "kind", ("desert-guards",))

    titles = [option.title for row in desk.orders.rows(draft) for option in row.options]

    desk.close()
    assert "asked first" in titles


def test_what_is_heard_has_whole_names_and_is_said_once(tmp_path: Path):
    def answers(lines: list[str], options: dict[str, str]) -> str | None:
        said = "\n".join(lines)
        if "Your choice" in said and "The decision." in said:
            return number(options, "Build" if "Sealed so far: 0" in said else "Commit")
        if "The read-out of turn 1" in said:
            return None
        return sensible(lines, options)

    person, _ = talked(Start(scenario="practice", seat="nato"), tmp_path, answers)

    assert not re.search(r"\b(KZ|KG|TJ|TM|UZ)\b", person.text), "short names are for rows of a screen"
    assert "Whom is it for?" in person.text or "Target?" not in person.text
    assert "Below:" not in person.text
    for replies in re.findall(r"Reply\?.*?(?=Your choice)", person.text, re.DOTALL):
        assert len(re.findall(r"Silence", replies)) <= 1
    assert "No change is expected.\n\nGains: none" not in person.text


def test_what_was_just_said_is_not_said_again():
    said = io.StringIO()
    why = (Reason("+1.5", 1, "They have met those they read about"),)
    changes = (
        Change("a", "Goodwill of China", "+1.5", 1, 1, why, "40", "41.5", page="change:a"),
        Change("b", "Goodwill of Russia", "+1.5", 1, 1, why, "30", "31.5", page="change:b"),
    )
    drawn = Odds("rule:law", "A law on associations", "7 %", (), "it happened, drawn 6 of 100")

    tell(Talk(io.StringIO(), said), story_document(Story("s", "A law on associations", (), changes, (drawn,)), 4, 7))

    assert said.getvalue().splitlines() == [
        "",
        "Story 4 of 7. A law on associations.",
        "Goodwill of China: up 1.5 to 41.5 (why 1)",
        "  plus 1.5: They have met those they read about",
        "Goodwill of Russia: up 1.5 to 31.5 (why 2)",
        "  for the same reason",
        "It was left to chance, drawn 6 of 100. Odds 7 %. (why 3)",
    ]


def test_a_digit_takes_up_one_of_the_advisers_moves_and_an_empty_line_decides_nothing(tmp_path: Path):
    asked: list[str] = []

    def answers(lines: list[str], options: dict[str, str]) -> str | None:
        said = "\n".join(lines)
        asked.append(said)
        if "Which do you take up?" in said:
            return "" if sum("Which do you take up?" in one for one in asked) == 1 else "2"
        if "What now?" in said:
            return number(options, "Seal")
        if "Sealed so far: 0" in said:
            return "advice"
        if "Sealed so far: 1" in said:
            return None
        return sensible(lines, options)

    person, _ = talked(Start(scenario="practice", seat="nato", seed="3"), tmp_path, answers)

    advised = re.findall(r"^Advice 2: .*\n(.*?)[,.]", person.text, re.MULTILINE)[0]
    assert f"Sealed: {advised}" in person.text
    assert person.text.count("Which do you take up?") == 2, "Enter alone took none of them, and sealed nothing"
    assert "Enter alone decides nothing" in person.text
    assert_reads_well(person.text)
