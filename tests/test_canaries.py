"""A word is planted in every hidden thing of a running session; every command and every screen of every other reader is then searched for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reports.played import SECRETS, a_played_session

from exercise.cli import main
from exercise.session import Session
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.test_curtain_leaks import reachable
from tests.ui.test_flows import until

READERS = ("nato", "us", "russia", "republics", "public")
KEYS = (
    "w", "b", "c", "r", "v", "f", "d", "j", "n", "g", "y", "m", "x", "l", "s", "a", "e", "o", "t", "slash", "question_mark", "ctrl+p", "colon",
)  # fmt: skip
"""Keys that may open something from a replay; a key that does nothing there is harmless."""
ASKED = (
    "us: weigh us/argument for=\"so I say\"",
    "facilitator: rule what=strike rule=nothing",
    "{actor}: answer us/training/uzbekistan reply=accept",
    "{actor}: answer nato/speech/uzbekistan reply=accept",
    "{actor}: answer us/training/uzbekistn reply=accept",
    "{actor}: confirm nato/training/kazakhstan reply=yes",
    "{actor}: withdraw us/training/uzbekistan",
    "{actor}: react whisper choice=none",
    "{actor}: react whispr choice=none",
    "{actor}: react never choice=none",
    "{actor}: weigh us/argument for=\"me too\"",
    "{actor}: weigh us/argumnt against=\"not me\"",
    "{actor}: note objective=nato-trust text=\"mine\"",
    "{actor}: note objective=nato-trst text=\"mine\"",
    "{actor}: end us/training/uzbekistan@1",
    "{actor}: message us text=\"hello\"",
    "{actor}: predict track=nothing direction=up",
    "{actor}: reveal whisper",
    "{actor}: training kazakhstan front=nobody",
)
ACTOR = {"republics": "uzbekistan"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saves") / "running.jsonl"
    a_played_session(1, path).close()
    return path


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saves") / "ended.jsonl"
    a_played_session(2, path).close()
    return path


def leaked(text: str, reader: str) -> list[str]:
    """Return the planted words that a text holds and its reader may never read."""
    return [word for word, may in SECRETS.items() if reader not in may and word in text]


class Commands:
    """Runs commands on a save and gives back all that they printed."""

    def __init__(self, saves: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.saves, self.capsys = saves, capsys

    def __call__(self, *words: str) -> str:
        self.capsys.readouterr()
        main(["--saves", str(self.saves), *words])
        return "\n".join(self.capsys.readouterr())


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


@pytest.mark.parametrize("reader", READERS)
def test_no_command_that_looks_tells_a_reader_of_anothers_secret(reader: str, running: Path, say: Commands, tmp_path: Path):
    save = str(shutil.copy(running, tmp_path / "running.jsonl"))
    seat = ("--seat", reader) if reader else ()
    who = reader or "public"
    told = {"show": say("show", save, *seat), "show as data": say("show", save, *seat, "--json"), "turn": say("show", save, "--turn", "1", *seat)}
    with Session.open(running, write=False) as session:
        tracks = session.book.track_names
    for track in (*tracks, "nato-trust", "heat2"):
        told[f"why {track}"] = say("why", save, track, *seat) + say("why", save, track, *seat, "--json")
    for ending in ("html", "md", "txt", "csv", "json"):
        out = tmp_path / f"report.{ending}"
        told[f"report {ending}"] = say("report", save, *seat, "-o", str(out)) + "".join(
            path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".jsonl"
        )
    told["report"] = say("report", save, *seat)
    told["compare"] = say("compare", save, save, *seat) + say("compare", save, save, *seat, "--json")

    found = {where: words for where, text in told.items() if (words := leaked(text, who))}

    assert not found


@pytest.mark.parametrize("reader", READERS)
def test_a_shared_copy_tells_no_command_of_anothers_secret(reader: str, running: Path, say: Commands, tmp_path: Path):
    save = str(shutil.copy(running, tmp_path / "running.jsonl"))
    copy = str(tmp_path / "copy.jsonl")
    say("share", save, "--seat", reader, "-o", copy)

    text = "".join(say(verb, copy) for verb in ("show", "report", "verify")) + Path(copy).read_text("utf-8")

    assert not leaked(text, reader)
    assert text.strip()


@pytest.mark.parametrize("reader", READERS[:-1])
def test_no_move_that_is_refused_or_accepted_tells_of_anothers_secret(reader: str, running: Path, say: Commands, tmp_path: Path):
    for text in ASKED:
        save = str(shutil.copy(running, tmp_path / "running.jsonl"))
        move = text.format(actor=ACTOR.get(reader, reader))

        told = say("do", save, "--seat", reader, move) + say("do", save, "--seat", reader, "--json", move)

        assert not leaked(told, reader), move


@pytest.mark.parametrize("reader", READERS)
async def test_no_screen_of_a_replay_shows_a_reader_anothers_secret(reader: str, ended: Path, tmp_path: Path):
    save = Path(shutil.copy(ended, tmp_path / "ended.jsonl"))
    app = ExerciseApp(Start(replay=str(save), seat=reader), Folders(None, tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ReplayScreen", "the replay")
        for place in ("home", "shift+right", "end"):
            await pilot.press(place)
            await pilot.pause()
            for key in KEYS:
                await pilot.press(key)
                await pilot.pause()
                assert not leaked(reachable(pilot), reader), f"{key} at {place} on {pilot.app.screen}"
                for _ in range(4):
                    if type(pilot.app.screen).__name__ == "ReplayScreen":
                        break
                    await pilot.press("escape")
                    await pilot.pause()
                if type(pilot.app.screen).__name__ != "ReplayScreen":
                    pytest.fail(f"{key} leads to {pilot.app.screen}, which Escape does not leave")
