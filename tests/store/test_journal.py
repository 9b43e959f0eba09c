"""A save keeps what was confirmed, drops at most what was not, and never passes off anything else as a session."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exercise.errors import ExerciseError
from exercise.store import versions
from exercise.store.disk import Disk
from exercise.store.glance import glance, saves_in
from exercise.store.journal import Journal, open_journal, read_journal
from tests.store.sample import HEADER, a_save, entries, entry

COUNT = 6


@pytest.fixture
def save(tmp_path: Path) -> Path:
    return a_save(tmp_path / "friday.jsonl", COUNT)


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(ExerciseError) as caught:
        work()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def said(text: str, path: Path) -> str:
    """Return a message without the folder that it names."""
    return text.replace(f"{path.parent}/", "")


# --- what is kept -------------------------------------------------------------------------------------------------------


def test_a_save_reads_back_as_it_was_written(save: Path) -> None:
    opened = read_journal(save)

    assert opened.header == HEADER
    assert opened.entries == entries(COUNT)
    assert opened.notice == ""
    assert len(opened.hashes) == COUNT + 1


def test_a_reopened_save_goes_on_where_it_stood(save: Path) -> None:
    opened = open_journal(save)
    assert opened.journal is not None
    opened.journal.append(entry(COUNT + 1))
    opened.journal.close()

    assert read_journal(save).entries == entries(COUNT + 1)


def test_reading_and_reopening_change_no_byte(save: Path) -> None:
    before = save.read_bytes()
    read_journal(save)
    opened = open_journal(save)
    assert opened.journal is not None
    opened.journal.close()
    glance(save)

    assert save.read_bytes() == before
    assert list(save.parent.iterdir()) == [save]


def test_the_chain_can_be_checked_in_ten_lines(save: Path) -> None:
    import hashlib
    import json

    before = ""
    for line in save.read_bytes().splitlines():
        body = line[: line.rindex(b',"h":"')]
        h = hashlib.sha256((before + hashlib.sha256(body).hexdigest()).encode()).hexdigest()[:32]
        assert json.loads(line)["h"] == h
        before = h


def test_a_save_is_for_its_owner_alone(save: Path) -> None:
    assert stat.S_IMODE(save.stat().st_mode) == 0o600


def test_a_glance_tells_what_a_list_of_saves_shows(save: Path) -> None:
    seen = glance(save)

    assert seen is not None
    assert (seen.name, seen.title, seen.scenario_id, seen.turn, seen.phase) == ("friday", "A ferry", "ferry", 2, "decide")
    assert saves_in(save.parent) == [seen]


def test_what_is_no_save_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")
    (tmp_path / "b.jsonl").mkdir()
    os.mkfifo(tmp_path / "c.jsonl")
    (tmp_path / "d.jsonl").symlink_to("nowhere")

    assert saves_in(tmp_path) == []


def test_an_entry_out_of_turn_is_a_slip_of_the_program(save: Path) -> None:
    opened = open_journal(save)
    assert opened.journal is not None

    with pytest.raises(ValueError, match="entry 9 cannot follow entry 6"):
        opened.journal.append(entry(9))


# --- damage -------------------------------------------------------------------------------------------------------------


def test_cut_anywhere_it_is_an_exact_prefix_and_the_cut_bytes_are_kept(save: Path) -> None:
    whole = save.read_bytes()
    ends = [found.end() for found in re.finditer(rb"\n", whole)]
    copy = save.with_name("copy.jsonl")

    for cut in range(len(whole)):
        copy.write_bytes(whole[:cut])
        if cut < ends[0] - 1:
            assert "not an exercise save" in (told := refusal(lambda: open_journal(copy))) or "the header is cut short" in told
            assert copy.read_bytes() == whole[:cut]
            continue
        good = sum(end - 1 <= cut for end in ends)
        opened = open_journal(copy)
        assert opened.journal is not None
        opened.journal.close()
        assert opened.entries == entries(good - 1)
        assert copy.read_bytes() == whole[: ends[good - 1]]
        kept = copy.with_name(f"copy.jsonl.torn-{ends[good - 1]}")
        if cut > ends[good - 1]:
            assert kept.read_bytes() == whole[ends[good - 1] : cut]
            assert kept.name in opened.notice
            kept.unlink()
        else:
            assert opened.notice == ""


def test_a_torn_end_is_told_with_what_is_good(save: Path) -> None:
    whole = save.read_bytes()
    save.write_bytes(whole[:-30])
    offset = whole[:-30].rindex(b"\n") + 1

    assert said(read_journal(save).notice, save) == (
        "friday.jsonl:7: cut short, probably by a crash. 5 entries are good; the rest is not shown."
    )
    assert save.read_bytes() == whole[:-30]
    opened = open_journal(save)
    assert said(opened.notice, save) == (
        "friday.jsonl:7: cut short, probably by a crash. 5 entries are good; the session continues from there. "
        f"The cut bytes are in friday.jsonl.torn-{offset}."
    )
    assert opened.journal is not None
    for n in range(COUNT, COUNT + 10):
        opened.journal.append(entry(n))
    opened.journal.close()
    assert read_journal(save).entries == entries(COUNT + 9)


def test_torn_twice_in_one_place_keeps_both(save: Path) -> None:
    whole = save.read_bytes()
    for cut in (30, 20):
        save.write_bytes(whole[:-cut])
        opened = open_journal(save)
        assert opened.journal is not None
        opened.journal.close()

    assert len(list(save.parent.glob("*.torn-*"))) == 2


def test_blocks_that_were_never_written_are_a_torn_end(save: Path) -> None:
    whole = save.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for spoilt in (whole[:start] + bytes(64), whole[: start + 20] + bytes(len(whole) - start - 21) + b"\n", whole + bytes(4096)):
        save.write_bytes(spoilt)
        opened = open_journal(save)
        assert opened.journal is not None
        opened.journal.close()
        assert opened.entries in (entries(COUNT - 1), entries(COUNT))
        assert "cut short" in opened.notice


def test_zero_bytes_inside_an_earlier_record_are_refused(save: Path) -> None:
    lines = save.read_bytes().split(b"\n")
    lines[3] = lines[3][:40] + bytes(40) + lines[3][80:]
    save.write_bytes(b"\n".join(lines))

    assert said(refusal(lambda: open_journal(save)), save) == (
        "friday.jsonl:4: this line was changed after it was written, or does not belong here. "
        "The 2 entries before it are good, up to turn 1. The file was left as it is; `exercise repair` writes what is good to a new save."
    )


def flips(content: bytes, step: int) -> list[bytes]:
    return [
        content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
        for place in range(0, len(content), step)
        for bit in range(8)
    ]


def assert_no_flip_passes(save: Path, step: int) -> None:
    whole = save.read_bytes()
    spoilt = save.with_name("spoilt.jsonl")
    for content in flips(whole, step):
        spoilt.write_bytes(content)
        if content[:-1] == whole[:-1]:
            assert read_journal(spoilt).entries == entries(COUNT)
            continue
        for work in (read_journal, open_journal):
            told = refusal(partial(work, spoilt))
            assert re.match(r".*spoilt\.jsonl(:\d+)?: ", told)
        assert spoilt.read_bytes() == content


def test_one_flipped_bit_is_refused(save: Path) -> None:
    assert_no_flip_passes(save, 23)


@pytest.mark.slow
def test_every_flipped_bit_is_refused(save: Path) -> None:
    assert_no_flip_passes(save, 1)


def test_a_spoilt_last_newline_heals(save: Path) -> None:
    whole = save.read_bytes()
    for bit in range(8):
        save.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1 << bit]))
        opened = open_journal(save)
        assert opened.journal is not None
        opened.journal.close()
        assert opened.entries == entries(COUNT)
        assert save.read_bytes() == whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:2] + lines[3:],
        lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
        lambda lines: [*lines[:2], b"{}", *lines[2:]],
        lambda lines: [*lines[:2], b"", *lines[2:]],
        lambda lines: [*lines[:2], lines[2].replace(b"reason 2", b"reason 3"), *lines[3:]],
        lambda lines: [*lines[:-1], b"", b""],
        lambda lines: lines[1:],
        lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]],
    ],
    ids=["deleted", "swapped", "repeated", "inserted", "blank", "rewritten", "blank at the end", "no header", "byte-order mark"],
)
def test_a_change_of_lines_is_refused_and_the_file_left(save: Path, spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    content = b"\n".join(spoil(save.read_bytes().split(b"\n")))
    save.write_bytes(content)

    for work in (read_journal, open_journal):
        refusal(partial(work, save))
    assert save.read_bytes() == content
    assert list(save.parent.iterdir()) == [save]


def test_a_rewritten_line_with_a_chain_of_its_own_breaks_at_the_next(save: Path) -> None:
    other = a_save(save.with_name("other.jsonl"), 3)
    lines = save.read_bytes().split(b"\n")
    foreign = other.read_bytes().split(b"\n")[1].replace(b"reason 1", b"reason 9")
    save.write_bytes(b"\n".join([lines[0], foreign, *lines[2:]]))

    assert "friday.jsonl:2: " in refusal(lambda: open_journal(save))


def test_a_damaged_save_can_be_looked_at_up_to_the_damage(save: Path) -> None:
    lines = save.read_bytes().split(b"\n")
    save.write_bytes(b"\n".join([*lines[:4], *lines[5:]]))

    seen = read_journal(save, partial=True)

    assert seen.entries == entries(3)
    assert said(seen.notice, save) == (
        "friday.jsonl:5: this line was changed after it was written, or does not belong here. "
        "The 3 entries before it are good, up to turn 1. The file was left as it is; `exercise repair` writes what is good to a new save."
    )


def test_line_ends_changed_by_mail_are_accepted(save: Path) -> None:
    save.write_bytes(save.read_bytes().replace(b"\n", b"\r\n"))
    opened = open_journal(save)
    assert opened.journal is not None
    opened.journal.append(entry(COUNT + 1))
    opened.journal.close()

    assert read_journal(save).entries == entries(COUNT + 1)


def test_an_older_valid_copy_opens_and_shows_by_its_fingerprint(save: Path) -> None:
    older = save.read_bytes()
    first = read_journal(save).fingerprint
    with open_journal(save).journal as journal:  # type: ignore[union-attr]
        journal.append(entry(COUNT + 1))
    later = read_journal(save).fingerprint
    save.write_bytes(older)

    assert read_journal(save).fingerprint == first != later


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x.jsonl: not an exercise save; the file is empty."),
        (b"title: A ferry\n", "x.jsonl: not an exercise save."),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "x.jsonl: not an exercise save."),
        (b'{"n":0,"k":"other"}\n', "x.jsonl: not an exercise save."),
        (
            b'{"n":0,"k":"exercise-journal","v":1,"app":"0.1.0"}\n',
            "x.jsonl:1: this line is damaged. Nothing of the save can be read.",
        ),
        (
            b'{"n":0,"k":"exercise-journal","v":7,"app":"9.9.9"}\n',
            "x.jsonl:1: this line is damaged. Nothing of the save can be read. It may be of a newer version of exercise (format 7).",
        ),
    ],
)
def test_what_is_no_save_says_so(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)

    assert said(refusal(lambda: read_journal(path)), path) == message
    assert said(refusal(lambda: open_journal(path)), path) == message


def relined(save: Path, change: Callable[[int, bytes], bytes]) -> None:
    """Rewrite a save with a chain that holds, as a forger or another version would."""
    from exercise.store.lines import hash_of

    before, made = "", []
    for number, line in enumerate(save.read_bytes().splitlines()):
        body = change(number, line[:-40])
        before = hash_of(before, body)
        made.append(body + f',"h":"{before}"}}'.encode())
    save.write_bytes(b"\n".join(made) + b"\n")


@pytest.mark.parametrize(
    ("number", "old", "new", "message"),
    [
        (0, b'"v":2', b'"v":7', "friday.jsonl was written by a newer version of exercise, 0.1.0: it is in format 7"),
        (0, b'"pace"', b'"pcae"', 'friday.jsonl:1: the header cannot be read: "pace" is missing.'),
        (0, b'"exercise-rng-1"', b'"dice"', "friday.jsonl:1: the header cannot be read: its draws are of the kind dice"),
        (2, b"PhaseBegan", b"PhaseStarted", 'friday.jsonl:3: this entry cannot be read: events[0]: unknown kind of event "Pha'),
        (2, b'"turn":1', b'"turn":400.0', "friday.jsonl:3: this line cannot be read (400.0 is not a whole number)."),
        (2, b'"turn":1', b'"turn":NaN', "friday.jsonl:3: this line cannot be read (NaN is not a whole number)."),
        (2, b'"turn":1', b'"turn":1e999', "friday.jsonl:3: this line cannot be read (1e999 is not a whole number)."),
        (2, b'"turn":1', b'"turn":1,"turn":2', "friday.jsonl:3: this line cannot be read (a key is given twice)."),
        (2, b'"n":2', b'"n":3', "friday.jsonl:3: this line should be number 2."),
        (2, b'"turn":1', b'"turn":' + b"9" * 5000, "friday.jsonl:3: this line cannot be read (Exceeds the limit"),
        (2, b'"turn":1', b'"turn":' + b"[" * 100_000, "friday.jsonl:3: this line cannot be read ("),
        (2, b'"north: pay', b'"north pay', "friday.jsonl:3: this entry cannot be read: move: move, column 7: "),
    ],
    ids=("newer", "header", "draws", "event", "decimal", "not a number", "infinite", "key twice", "number", "digits", "depth", "move"),
)  # fmt: skip
def test_a_forged_save_is_read_as_strictly(save: Path, number: int, old: bytes, new: bytes, message: str) -> None:
    relined(save, lambda n, body: body.replace(old, new, 1) if n == number else body)

    assert said(refusal(lambda: read_journal(save)), save).startswith(message)


def test_an_older_format_is_read_through_its_upgrades_and_not_written(save: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(header: dict[str, Any], records: list[dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        return {**header, "plan": "three"}, records

    written = versions.FORMAT
    monkeypatch.setattr(versions, "FORMAT", written + 1)
    monkeypatch.setattr(versions, "UPGRADES", {written: renamed})
    before = save.read_bytes()

    assert read_journal(save).header.plan == "three"
    assert said(refusal(lambda: open_journal(save)), save) == (
        f"friday.jsonl is in the older format {written}: it can be looked at and forked, and the fork played on."
    )
    assert save.read_bytes() == before


# --- places -------------------------------------------------------------------------------------------------------------


def test_a_second_writer_is_refused_and_the_first_unaffected(save: Path) -> None:
    first = open_journal(save).journal
    assert first is not None

    code = "import sys; from pathlib import Path; from exercise.store.journal import open_journal; open_journal(Path(sys.argv[1]))"
    other = subprocess.run([sys.executable, "-c", code, str(save)], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert f"{save} is open in another exercise; close it there first." in other.stderr
    assert said(refusal(lambda: open_journal(save)), save) == "friday.jsonl is open in another exercise; close it there first."

    first.append(entry(COUNT + 1))
    first.close()
    assert read_journal(save).entries == entries(COUNT + 1)


def test_a_new_save_is_locked_from_the_start(tmp_path: Path) -> None:
    with Journal.create(tmp_path / "new.jsonl", HEADER):
        assert "is open in another exercise" in refusal(lambda: open_journal(tmp_path / "new.jsonl"))


def test_a_damaged_save_is_not_left_locked(save: Path) -> None:
    whole = save.read_bytes()
    save.write_bytes(whole.replace(b"reason 2", b"reason 3"))
    refusal(lambda: open_journal(save))
    save.write_bytes(whole)

    assert open_journal(save).entries == entries(COUNT)


def test_a_name_that_is_taken_is_refused_and_nothing_changes(save: Path) -> None:
    before = save.read_bytes()

    assert (
        said(refusal(lambda: Journal.create(save, HEADER)), save) == "friday.jsonl: there is a save of this name already; choose another."
    )
    assert save.read_bytes() == before
    assert list(save.parent.iterdir()) == [save]


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    a_save(tmp_path / "real.jsonl")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")

    told = [
        said(refusal(partial(work, path)), tmp_path / "x")
        for path in (tmp_path / "folder" / "..", tmp_path / "pipe.jsonl", tmp_path / "link.jsonl", tmp_path / "none.jsonl")
        for work in (read_journal, open_journal)
    ]

    assert all("not a save" in text or "link" in text or "no such file" in text for text in told)
    assert told[4] == "link.jsonl: this is a link; give the file it leads to."
    assert told[6] == "none.jsonl: there is no such file."


def test_a_save_with_two_names_opens(save: Path) -> None:
    os.link(save, save.with_name("twin.jsonl"))

    assert open_journal(save).entries == entries(COUNT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.unlink(), "friday.jsonl: the save is gone (no such file or directory)."),
        (lambda path: Path(shutil.copy(path, f"{path}.x")).rename(path), "friday.jsonl: the save was replaced by another program."),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "friday.jsonl: the save was changed by another program."),
        (lambda path: os.truncate(path, 10), "friday.jsonl: the save was changed by another program."),
    ],
    ids=["removed", "replaced", "longer", "shorter"],
)  # fmt: skip
def test_a_save_changed_behind_our_back_stops_the_session(save: Path, change: Callable[[Path], Any], message: str) -> None:
    journal = open_journal(save).journal
    assert journal is not None
    change(save)

    told = said(refusal(lambda: journal.append(entry(COUNT + 1))), save)

    holds_all = save.exists() and save.stat().st_size > 10
    kept = "which is safe; it can still be looked at" if holds_all else "and the file no longer holds all that was played"
    assert told == f"{message} The session stops at entry 6, {kept}."
    assert said(refusal(lambda: journal.append(entry(COUNT + 1))), save) == told


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused_before_play(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert "cannot be created (permission denied)" in refusal(lambda: Journal.create(tmp_path / "x.jsonl", HEADER))


# --- a disk that fails --------------------------------------------------------------------------------------------------


class Failing(Disk):
    """A disk whose n-th call fails; `spare` names calls that never do, `short` makes writes take a few bytes at a time."""

    CALLS = (
        "create",
        "open",
        "read",
        "write",
        "truncate",
        "sync",
        "lock",
        "about",
        "about_path",
        "link",
        "unlink",
        "make_folder",
        "sync_folder",
    )

    def __init__(self, fail: int, code: int = errno.ENOSPC, short: bool = False) -> None:
        self.fail = fail
        self.code = code
        self.short = short
        self.calls = 0

    def __getattribute__(self, name: str) -> Any:
        if name in Failing.CALLS:
            self.calls += 1
            if self.calls == self.fail:
                raise OSError(self.code, os.strerror(self.code))
        return super().__getattribute__(name)

    def write(self, handle: int, data: bytes) -> int:
        return os.write(handle, data[:7] if self.short else data)


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EFBIG])
def test_a_save_is_created_whole_or_not_at_all(tmp_path: Path, code: int) -> None:
    path = tmp_path / "saves" / "new.jsonl"
    before = descriptors()
    for fail in range(1, 50):
        disk = Failing(fail, code)
        try:
            Journal.create(path, HEADER, disk).close()
        except ExerciseError as error:
            assert str(error).startswith(f"{path}: the save cannot be created (")
            assert not path.exists()
            assert not path.parent.exists() or list(path.parent.iterdir()) == []
        else:
            assert read_journal(path).header == HEADER
            if disk.calls < fail:
                break
            path.unlink()
            for left in path.parent.iterdir():
                left.unlink()
    else:
        raise AssertionError("creating never succeeded")
    assert descriptors() == before


@pytest.mark.parametrize("short", [False, True])
def test_whatever_call_fails_all_that_was_confirmed_is_there(tmp_path: Path, short: bool) -> None:
    before = descriptors()
    for fail in range(1, 2000):
        path = tmp_path / f"{fail}.jsonl"
        confirmed = 0
        disk = Failing(fail, short=short)
        journal = None
        try:
            journal = Journal.create(path, HEADER, disk)
            for each in entries(3):
                journal.append(each)
                confirmed = each.n
        except ExerciseError:
            if journal is not None:
                told = refusal(partial(journal.append, entry(confirmed + 1)))
                assert f"The session stops at entry {confirmed}, which is safe" in told
                assert read_journal(path).entries == entries(confirmed)
                assert read_journal(path).notice == ""
        if journal is not None:
            journal.close()
        if disk.calls < fail:
            assert confirmed == 3
            break
    assert descriptors() == before


def test_whatever_call_fails_at_opening_nothing_is_lost(tmp_path: Path) -> None:
    whole = a_save(tmp_path / "whole.jsonl", 3).read_bytes()
    before = descriptors()
    for content, good in ((whole, 3), (whole[:-20], 2), (whole[:-1] + b"\x0b", 3)):
        for fail in range(1, 60):
            path = tmp_path / f"{good}-{fail}.jsonl"
            path.write_bytes(content)
            disk = Failing(fail, errno.EIO)
            try:
                opened = open_journal(path, disk)
                assert opened.journal is not None
                opened.journal.close()
            except ExerciseError as error:
                assert "cannot be opened" in str(error)
            assert read_journal(path).entries == entries(good)
            kept = b"".join(torn.read_bytes() for torn in tmp_path.glob(f"{path.name}.torn-*"))
            left = path.read_bytes()
            assert content in (left, left + kept, left[:-1] + b"\x0b", left + b"\x0b")
            if disk.calls < fail:
                break
    assert descriptors() == before


def test_a_disk_without_hard_links_keeps_saves_too(tmp_path: Path) -> None:
    class Plain(Disk):
        def link(self, source: Path, target: Path) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    path = tmp_path / "x.jsonl"
    with Journal.create(path, HEADER, Plain()) as journal:
        journal.append(entry(1))

    assert read_journal(path).entries == entries(1)
    assert list(tmp_path.iterdir()) == [path]
    assert "there is a save of this name already" in refusal(lambda: Journal.create(path, HEADER, Plain()))


def test_a_disk_that_fills_up_in_mid_session_keeps_all_that_was_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    code = (
        "import resource, sys; from pathlib import Path; from tests.store.sample import HEADER, entries\n"
        "from exercise.store.journal import Journal; from exercise.errors import ExerciseError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); journal = Journal.create(Path(sys.argv[1]), HEADER)\n"
        "try:\n    [journal.append(each) for each in entries(1000)]\n"
        "except ExerciseError as error:\n    print(journal.n, error)\n"
    )

    told = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=Path(__file__).parents[2])

    confirmed, _, message = told.stdout.strip().partition(" ")
    assert 20 < int(confirmed) < 60
    assert message == (
        f"{path}: the save cannot be written (file too large). The session stops at entry {confirmed}, which is safe; "
        "it can still be looked at."
    )
    opened = read_journal(path)
    assert (opened.entries, opened.notice) == (entries(int(confirmed)), "")


# --- a process that dies ------------------------------------------------------------------------------------------------


def killed_while_writing(folder: Path, number: int, how: str, seconds: float) -> None:
    path = folder / f"{how}-{number}.jsonl"
    here = Path(__file__).parent
    env = {**os.environ, "PYTHONPATH": str(here.parents[1])}
    writer = subprocess.Popen([sys.executable, str(here / "writer.py"), str(path), how], stdout=subprocess.PIPE, env=env)
    assert writer.stdout is not None
    told = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    told += writer.stdout.read()
    writer.wait()
    writer.stdout.close()
    confirmed = int(told.split(b"\n")[-2])

    opened = open_journal(path)
    assert opened.journal is not None
    assert len(opened.entries) >= confirmed
    assert len(opened.entries) - confirmed <= 1
    assert opened.entries == entries(len(opened.entries))
    opened.journal.append(entry(len(opened.entries) + 1))
    opened.journal.close()
    assert read_journal(path).entries == entries(len(opened.entries) + 1)


def test_killed_at_any_moment_it_keeps_what_was_confirmed(tmp_path: Path) -> None:
    for number in range(20):
        killed_while_writing(tmp_path, number, "pieces" if number % 2 else "whole", 0.003 * number)


@pytest.mark.slow
def test_killed_two_hundred_times_it_keeps_what_was_confirmed(tmp_path: Path) -> None:
    for number in range(200):
        killed_while_writing(tmp_path, number, "pieces" if number % 2 else "whole", 0.0007 * number)


# --- any history of all of these ----------------------------------------------------------------------------------------


class Histories(RuleBasedStateMachine):
    """Appending, closing, crashing in mid-record and reopening in any order: the save always holds what was confirmed."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "x.jsonl"
        self.journal: Journal | None = Journal.create(self.path, HEADER)
        self.confirmed = 0

    @precondition(lambda self: self.journal is not None)
    @rule()
    def append(self) -> None:
        assert self.journal is not None
        self.journal.append(entry(self.confirmed + 1))
        self.confirmed += 1

    @precondition(lambda self: self.journal is not None)
    @rule()
    def close(self) -> None:
        assert self.journal is not None
        self.journal.close()
        self.journal = None

    @precondition(lambda self: self.journal is not None)
    @rule(fraction=st.integers(0, 99), zeros=st.booleans())
    def crash(self, fraction: int, zeros: bool) -> None:
        assert self.journal is not None
        whole = self.path.read_bytes()
        self.journal.append(entry(self.confirmed + 1))
        after = self.path.read_bytes()[len(whole) :]
        self.journal.close()
        self.journal = None
        cut = len(after) * fraction // 100
        self.path.write_bytes(whole + after[:cut] + (bytes(max(len(after) - cut, 16)) if zeros else b""))
        self.confirmed += after[:cut] == after[:-1] and not zeros

    @precondition(lambda self: self.journal is None)
    @rule()
    def reopen(self) -> None:
        self.journal = open_journal(self.path).journal

    @precondition(lambda self: self.journal is None)
    @rule(place=st.integers(0, 10**6), bit=st.integers(0, 7))
    def flip_and_back(self, place: int, bit: int) -> None:
        whole = self.path.read_bytes()
        ends = whole.rfind(b"\n")
        place %= ends
        self.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        refusal(lambda: open_journal(self.path))
        self.path.write_bytes(whole)

    @invariant()
    def holds_what_was_confirmed(self) -> None:
        assert read_journal(self.path).entries == entries(self.confirmed)

    def teardown(self) -> None:
        if self.journal is not None:
            self.journal.close()
        shutil.rmtree(self.folder)


Histories.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
test_any_history = Histories.TestCase


@pytest.mark.parametrize("save", sorted((Path(__file__).parents[2] / "saves").glob("example-*.jsonl")), ids=lambda path: path.stem)
def test_an_ended_session_is_listed_as_over_however_long_its_last_entry_is(save: Path) -> None:
    seen = glance(save)

    assert seen is not None
    assert seen.phase == "over"
    assert seen.turn >= 1


def test_a_disk_that_stays_full_keeps_one_cut_tail_however_often_the_save_is_opened(tmp_path: Path) -> None:
    class Full(Disk):
        """No room for another byte, or room for the tail and a failing cut."""

        def __init__(self, room: int) -> None:
            self.room = room

        def write(self, handle: int, data: bytes) -> int:
            if len(data) > self.room:
                os.write(handle, data[: self.room])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return os.write(handle, data)

        def truncate(self, handle: int, size: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    path = a_save(tmp_path / "x.jsonl", 3)
    path.write_bytes(path.read_bytes()[:-20])
    content = path.read_bytes()

    for room, left in ((10, 0), (10_000, 1)):
        for _ in range(4):
            refusal(lambda room=room: open_journal(path, Full(room)))
        assert len(list(tmp_path.glob("*.torn-*"))) == left
        assert path.read_bytes() == content

    opened = open_journal(path)
    assert opened.journal is not None
    opened.journal.close()
    kept = list(tmp_path.glob("*.torn-*"))
    assert [path.read_bytes() + kept[0].read_bytes()] == [content]
    assert len(kept) == 1


@pytest.mark.parametrize("write", [False, True])
def test_a_format_before_the_first_is_refused_in_one_line(save: Path, write: bool) -> None:
    relined(save, lambda n, body: body.replace(b'"v":2', b'"v":0', 1) if n == 0 else body)

    told = refusal(lambda: (open_journal if write else read_journal)(save))

    assert said(told, save) == "friday.jsonl:1: it says format 0, which no version of exercise writes."


def test_a_save_of_unheard_of_size_is_read_only_when_asked(save: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with save.open("r+b") as file:
        file.truncate(32_000_001)

    told = said(refusal(lambda: read_journal(save)), save)
    assert told == (
        "friday.jsonl: the file is larger than 32 MB; no session of ours is. To read it all the same, say --largest MB before the command."
    )
    monkeypatch.setenv("EXERCISE_LARGEST", "40")
    assert read_journal(save).entries == entries(COUNT)


def test_a_save_with_more_entries_than_any_session_is_refused(save: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exercise.store.saved.MOST_ENTRIES", COUNT - 1)

    assert said(refusal(lambda: read_journal(save)), save) == f"friday.jsonl: {COUNT} entries; a save has at most {COUNT - 1}."
