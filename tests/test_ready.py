"""What is kept of a scenario between runs opens the same session, and is passed over whenever anything about it is odd."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exercise.bots.table import Table, play_out
from exercise.session import Session
from exercise.store import ready
from exercise.store.scenarios import load_scenario

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "saves" / "example-five.jsonl"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of this test's own."""
    monkeypatch.setenv("EXERCISE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ready"


def verified(path: Path) -> Session:
    """Open a save, decide all of it again, and close it."""
    with Session.open(path, write=False) as session:
        assert session.verify().agrees
    return session


def kept_file(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "saves").glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_save_opens_from_what_was_kept_with_the_same_states_and_verdict(path: Path, cache: Path):
    first = verified(path)
    assert kept_file(cache).stat().st_mode & 0o077 == 0
    second = verified(path)
    assert second.state == first.state
    assert second.book.written == 0, "every function that verifying needs was kept"


def test_what_was_not_kept_is_made_beside_what_was(cache: Path, tmp_path: Path):
    verified(EXAMPLE)
    save = tmp_path / "branch.jsonl"
    with Session.open(EXAMPLE, write=False) as opened:
        fork = opened.fork(2, path=save, go_on="stop")
        play_out(fork)
        fork.close()
    plain = Session.open(EXAMPLE, write=False)
    other = plain.fork(2, go_on="stop")
    play_out(other)
    assert fork.book.written or other.book.written, "the bots' play needs functions that verifying did not"
    assert fork.state == other.state
    assert Session.open(save, write=False).verify().agrees


def test_a_session_from_a_scenario_keeps_what_its_save_will_ask_for(cache: Path, tmp_path: Path):
    save = tmp_path / "one.jsonl"
    with Session.create(load_scenario("practice").scenario, path=save, seed=3) as session:
        Table(session).advance()
    assert kept_file(cache)
    with Session.open(save, write=False) as again:
        assert again.state == session.state
        assert again.verify().agrees
        assert again.book.written == 0


def test_no_pydantic_is_loaded_to_open_a_known_save(cache: Path):
    verified(EXAMPLE)
    program = (
        "import sys\nfrom pathlib import Path\nfrom exercise.session import Session\n"
        f"assert Session.open(Path({str(EXAMPLE)!r}), write=False).verify().agrees\n"
        "print('pydantic' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False False\n"


def test_no_pydantic_is_loaded_by_the_screens_of_a_table():
    program = (
        "import sys\nimport exercise.ui.app, exercise.desk.desk, exercise.ui.screens.decision, exercise.ui.screens.read_out\n"
        "print([name for name in ('pydantic', 'yaml', 'exercise.model.scenario') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def damages(content: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "cut": content[: len(content) // 2],
        "a bit flipped": content[:5000] + bytes([content[5000] ^ 4]) + content[5001:],
        "another start": b"X" + content[1:],
        "other bytes": os.urandom(2000),
    }


@pytest.mark.parametrize("damage", ["empty", "cut", "a bit flipped", "another start", "other bytes"])
def test_a_damaged_file_is_passed_over(damage: str, cache: Path):
    verified(EXAMPLE)
    file = kept_file(cache)
    file.write_bytes(damages(file.read_bytes())[damage])
    assert ready.read_ready(file.name[:32] + "0" * 32) is None
    assert verified(EXAMPLE).book.written


def test_a_file_that_another_user_could_have_written_is_passed_over(cache: Path):
    verified(EXAMPLE)
    kept_file(cache).chmod(0o666)
    assert verified(EXAMPLE).book.written


def test_a_folder_that_another_user_could_write_into_is_not_used(cache: Path):
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    verified(EXAMPLE)
    assert not list(cache.iterdir())


def test_a_link_in_place_of_the_folder_is_not_followed(cache: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    cache.parent.mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    verified(EXAMPLE)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_change_of_the_rules_of_the_program_passes_over_what_was_kept(cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    verified(EXAMPLE)
    changed = tmp_path / "package"
    for room in ("rules", "model"):
        shutil.copytree(ROOT / "exercise" / room, changed / room)
    (changed / "rules" / "write.py").touch()
    monkeypatch.setattr(ready, "_PACKAGE", changed)
    assert verified(EXAMPLE).book.written


def test_a_shared_copy_is_not_kept(cache: Path, tmp_path: Path):
    from exercise.reading.report.share import shared_copy
    from exercise.store.copies import write_copy

    with Session.open(EXAMPLE, write=False) as session:
        header, entries = shared_copy(session, "public")
    write_copy(tmp_path / "copy.jsonl", header, entries)
    with Session.open(tmp_path / "copy.jsonl", write=False) as copy:
        assert copy.shared
    assert not cache.exists() or not list(cache.iterdir())


def test_only_so_many_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ready, "MOST_FILES", 3)
    for number in range(6):
        ready.write_ready(f"{number}" * 64, {"scenario": (), "functions": {}})
    assert len(list(cache.iterdir())) == 3
    found = ready.read_ready("5" * 64)
    assert found is not None and found["scenario"] == () and found["functions"]() == {}


def test_an_unwritable_place_does_no_harm(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EXERCISE_CACHE", "/proc/nowhere")
    verified(EXAMPLE)


def test_it_can_be_switched_off(cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EXERCISE_CACHE", "off")
    verified(EXAMPLE)
    assert not cache.exists()


def test_where_a_files_owner_cannot_be_told_nothing_is_read_or_kept(cache: Path, monkeypatch: pytest.MonkeyPatch):
    verified(EXAMPLE)
    file = kept_file(cache)
    monkeypatch.delattr(os, "getuid")
    assert ready.read_ready(file.name[:32] + "0" * 32) is None
    file.unlink()
    assert verified(EXAMPLE).book.written
    assert not list(cache.iterdir())
