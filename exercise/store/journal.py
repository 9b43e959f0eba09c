"""A save: one file of JSON lines, a header and then entries, each fsynced before anyone is told, in a chain of hashes.

`Journal.create` and `open_journal` give a writer, `read_journal` reads without lock or repair, `glance` reads a header's first bytes.
A line ends in `,"h":"…"}`: the first 32 hex digits of SHA-256 over the h before it (none for the header) and the SHA-256, in hex, of
the line's bytes up to there.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from exercise.errors import ExerciseError, did_you_mean
from exercise.model.play import Entry, PhaseBegan
from exercise.model.text import clean
from exercise.store import versions
from exercise.store.codec import entry_data, entry_of
from exercise.store.disk import DISK, Disk

KIND = "exercise-journal"
RNG = "exercise-rng-1"
"""How draws are made; a save with another kind of draws is not played on."""
LARGEST = 256_000_000
"""Bytes a save may have."""

_SCENARIO = b',"scenario":{'
"""Where a header's scenario begins; it is the header's last section."""
_TAIL = 40
"""Bytes of `,"h":"` + 32 hex digits + `"}`."""
_UNWRITTEN = 16
"""So many zero bytes in a bad last line are blocks that were never written."""
_START = re.compile(rb'\{"n":0,"k":"exercise-journal","v":(\d{1,9})[,}]')
_ORIGIN = re.compile(rb'"from":(\{[^{}]{1,400}\}),"seed":')
_PHASE = re.compile(rb'"e":"(?:PhaseBegan","turn":(\d+),"phase":"([a-z-]+)"|SessionEnded","turn":(\d+))')


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice")
    return made


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


_DECODER = json.JSONDecoder(object_pairs_hook=_mapping, parse_float=_no_float, parse_constant=_no_float)


Ready = Callable[[str], Mapping[str, Any] | None]
"""The SHA-256 of a scenario's bytes -> what was kept of it, if anything."""


class Unread(Mapping[str, Any]):
    """The scenario in a save's header, decoded when somebody asks: who has it ready from before does not."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @cached_property
    def _data(self) -> dict[str, Any]:
        found: dict[str, Any] = _DECODER.decode(self._text.decode("utf-8"))
        return found

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


class Header(NamedTuple):
    """What a session is played with; the scenario is the resolved one, as data (`exercise.store.scenarios.scenario_of` reads it)."""

    app: str
    seed: str
    """32 hex digits."""
    scenario: Mapping[str, Any]
    scenario_id: str
    variant: str
    """Empty where none is played."""
    plan: str
    seats: Mapping[str, Mapping[str, Any]]
    """Seat to `{"title": …, "actors": […]}`."""
    holders: Mapping[str, str]
    """Seat to person, or the name of a bot level."""
    pace: str
    level: str
    created: str
    """Wall-clock time, a note only."""
    digests: Mapping[str, str] = {}
    """File of the scenario to its SHA-256."""
    parent: Mapping[str, Any] | None = None
    """Where a fork begins: `n` the first entry that is its own, `h` the fingerprint of the save it comes from, `turn`."""
    shared: Mapping[str, str] | None = None
    """For a copy made for sharing: `seat` it was made for, `h` the fingerprint of the original; it has no seed."""
    rng: str = RNG
    audience: Mapping[str, tuple[str, ...]] = {"seed": (), "scenario": ("all",), "scenario.objectives": ()}
    """Who may know a section that not all may know; nobody named: the facilitator alone."""


class Opened(NamedTuple):
    """A save as read: its header, its entries, the hash of every line (the header's first), and what a person should be told."""

    journal: Journal | None
    header: Header
    entries: tuple[Entry, ...]
    notice: str
    hashes: tuple[str, ...]
    scenario_sha: str = ""
    """SHA-256 of the scenario's bytes in the header, 64 hex digits."""
    ready: Mapping[str, Any] | None = None
    """What was kept of that scenario between runs, where `ready` was asked for it."""

    @property
    def fingerprint(self) -> str:
        """Return the hash of the last line; equal fingerprints are equal saves."""
        return self.hashes[-1]


class Glance(NamedTuple):
    """What a list of saves shows, read from a header's first bytes and the last lines; nothing is verified."""

    name: str
    path: Path
    title: str
    scenario_id: str
    created: str
    turn: int
    phase: str
    parent: str = ""
    """For a fork, the name of the save it comes from; it may since be gone."""
    forked: int = 0
    """For a fork, the turn in which it begins to differ."""
    people: tuple[str, ...] = ()
    """Titles of the seats that people held when it began, as far as the first bytes tell."""


class Journal:
    """A save open for writing, by this process alone. After a failed write it is closed for good."""

    def __init__(self, path: Path, handle: int, size: int, n: int, h: str, disk: Disk) -> None:
        self.path = path
        self.n = n
        """The last entry's number."""
        self.h = h
        """The last line's hash."""
        self._handle = handle
        self._size = size
        self._disk = disk
        self._closed = ""
        about = disk.about(handle)
        self._inode = (about.st_dev, about.st_ino)

    @classmethod
    def create(cls, path: Path, header: Header, disk: Disk = DISK) -> Journal:
        """Return a new save with its header written; the file has its name only once all of it is on disk.

        Raises:
            ExerciseError: If there is such a save already, or it cannot be written; no empty save is left.
        """
        line, h = _line(_header_data(header), "")
        draft = path.with_name(f"{path.name}.new-{os.getpid()}")
        handle = -1
        named = False
        try:
            disk.make_folder(path.parent)
            with contextlib.suppress(FileNotFoundError):
                disk.unlink(draft)
            handle = disk.create(draft)
            _write(disk, handle, line)
            disk.sync(handle)
            disk.lock(handle)
            try:
                disk.link(draft, path)
                named = True
                disk.unlink(draft)
            except FileExistsError:
                raise
            except OSError as error:
                if named or error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES):
                    raise
                # A file system without hard links: the name is taken first and the header follows.
                disk.close(handle)
                disk.unlink(draft)
                handle = -1
                handle = disk.create(path)
                named = True
                _write(disk, handle, line)
                disk.sync(handle)
                disk.lock(handle)
            disk.sync_folder(path.parent)
            return cls(path, handle, len(line), 0, h, disk)
        except OSError as error:
            if handle >= 0:
                with contextlib.suppress(OSError):
                    disk.close(handle)
            for name in (draft, path) if named else (draft,):
                with contextlib.suppress(OSError):
                    disk.unlink(name)
            if isinstance(error, FileExistsError) and not named:
                raise ExerciseError(f"{_shown(path)}: there is a save of this name already; choose another.") from None
            raise ExerciseError(f"{_shown(path)}: the save cannot be created ({_why(error)}).") from None

    def append(self, entry: Entry) -> None:
        """Write an entry and wait until it is safe; only then may anyone be told of it.

        Raises:
            ExerciseError: If it could not be written; the save then ends with the entry before, and no further entry is taken.
            ValueError: If the entry is not the next one.
        """
        if self._closed:
            raise ExerciseError(self._closed)
        if entry.n != self.n + 1:
            raise ValueError(f"entry {entry.n} cannot follow entry {self.n}")
        line, h = _line(entry_data(entry), self.h)
        self._check_place()
        try:
            _write(self._disk, self._handle, line)
            self._disk.sync(self._handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._disk.truncate(self._handle, self._size)
                self._disk.sync(self._handle)
            self._stop(f"{_shown(self.path)}: the save cannot be written ({_why(error)}).")
        self._size += len(line)
        self.n, self.h = entry.n, h

    @property
    def fingerprint(self) -> str:
        """Return the hash of the last line; equal fingerprints are equal saves."""
        return self.h

    def close(self) -> None:
        """Close the file and give the lock back; closing twice does no harm."""
        if not self._closed:
            self._closed = f"{_shown(self.path)} is closed."
            self._disk.close(self._handle)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_place(self) -> None:
        """Stop where the name no longer leads to this file: an editor that saves by renaming leaves us writing into nothing."""
        try:
            about = self._disk.about_path(self.path)
        except OSError as error:
            self._stop(f"{_shown(self.path)}: the save is gone ({_why(error)}).")
        if (about.st_dev, about.st_ino) != self._inode:
            self._stop(f"{_shown(self.path)}: the save was replaced by another program.")
        if about.st_size != self._size:
            self._stop(f"{_shown(self.path)}: the save was changed by another program.")

    def _stop(self, what: str) -> NoReturn:
        self._closed = f"{what} The session stops at entry {self.n}, which is safe; it can still be looked at."
        with contextlib.suppress(OSError):
            self._disk.close(self._handle)
        raise ExerciseError(self._closed)


def open_journal(path: Path, disk: Disk = DISK, ready: Ready | None = None) -> Opened:
    """Return a save open for writing; a torn last line is cut off and kept beside the file.

    Args:
        path: The file.
        disk: The file layer.
        ready: Asked whether the header's scenario is known from before, and need not be decoded.

    Raises:
        ExerciseError: If it is open elsewhere, is no save, or is damaged anywhere but at its torn end.
    """
    handle = _opened(path, disk, write=True)
    try:
        try:
            disk.lock(handle)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise ExerciseError(f"{_shown(path)} is open in another exercise; close it there first.") from None
            raise
        content = _content(path, handle, disk)
        found = _Reading(path, content, ready)
        if found.damage:
            found.refuse()
        version, header, entries = found.decoded()
        if version < versions.FORMAT:
            raise ExerciseError(f"{_shown(path)} is in the older format {version}: it can be looked at and forked, and the fork played on.")
        notice = found.notice(kept="")
        if found.torn is not None:
            kept = _keep(path, found.torn, content[found.torn :], disk)
            notice = found.notice(kept)
            disk.truncate(handle, found.torn)
            disk.sync(handle)
        size = found.good
        if found.unended:
            disk.truncate(handle, size)
            _write(disk, handle, b"\n")
            disk.sync(handle)
            size += 1
        journal = Journal(path, handle, size, len(entries), found.hashes[-1], disk)
        return Opened(journal, header, entries, notice, tuple(found.hashes), found.scenario_sha, found.kept)
    except OSError as error:
        disk.close(handle)
        raise ExerciseError(f"{_shown(path)}: the save cannot be opened for writing ({_why(error)}).") from None
    except BaseException:
        disk.close(handle)
        raise


def read_journal(path: Path, partial: bool = False, disk: Disk = DISK, ready: Ready | None = None) -> Opened:
    """Return a save as it stands, read without a lock and never changed; `journal` is None.

    Args:
        path: The file.
        partial: Whether a damaged save is read up to the damage, with a notice, instead of being refused.
        disk: The file layer.
        ready: As for `open_journal`.

    Raises:
        ExerciseError: If the file is no save, or is damaged anywhere but at a torn end.
    """
    try:
        handle = _opened(path, disk, write=False)
        try:
            content = _content(path, handle, disk)
        finally:
            disk.close(handle)
    except OSError as error:
        raise ExerciseError(f"{_shown(path)}: the save cannot be read ({_why(error)}).") from None
    found = _Reading(path, content, ready)
    if found.damage and not (partial and found.hashes):
        found.refuse()
    _, header, entries = found.decoded()
    notice = found.damaged() if found.damage else found.notice(kept="")
    return Opened(None, header, entries, notice, tuple(found.hashes), found.scenario_sha, found.kept)


def good_part(path: Path, disk: Disk = DISK) -> tuple[tuple[bytes, ...], str]:
    """Return the lines of a damaged or torn save that are good, without their ends, and where the damage is.

    Raises:
        ExerciseError: If the file is no save, is of a newer version, has no good header, or nothing of it is damaged.
    """
    handle = _opened(path, disk, write=False)
    try:
        content = _content(path, handle, disk)
    except OSError as error:
        raise ExerciseError(f"{_shown(path)}: the save cannot be read ({_why(error)}).") from None
    finally:
        disk.close(handle)
    found = _Reading(path, content)
    if not found.hashes:
        found.refuse()
    _, _, entries = found.decoded()
    if not found.damage and found.torn is None:
        raise ExerciseError(
            f"{_shown(path)}: nothing of it is damaged; all {len(entries)} entries are good. To go another way, make a fork of it."
        )
    lines = tuple(content[: found.good].removesuffix(b"\n").split(b"\n"))
    return lines, found.damaged() if found.damage else found.notice(kept="")


def glance(path: Path) -> Glance | None:
    """Return what a list of saves shows of a file, or None where it is no save."""
    try:
        handle = DISK.open(path, write=False)
    except OSError:
        return None
    try:
        about = DISK.about(handle)
        if not stat.S_ISREG(about.st_mode):
            return None
        start = DISK.read(handle, 4096)
        end = DISK.read_end(handle, 65536)
    except OSError:
        return None
    finally:
        DISK.close(handle)
    cut = start.find(b',"seats":')
    if not _START.match(start) or cut < 0:
        return None
    try:
        data = json.loads(start[:cut] + b"}")
        title, scenario, created = str(data["title"]), str(data["scenario_id"]), str(data["created"])
    except (ValueError, KeyError, TypeError):
        return None
    phases = [(turn or ended, phase or b"over") for turn, phase, ended in _PHASE.findall(end)]
    turn, phase = (int(phases[-1][0]), phases[-1][1].decode()) if phases else (0, "lobby")
    known = Glance(path.stem, path, clean(title, limit=90), clean(scenario, limit=48), clean(created, limit=40), turn, phase)
    known = known._replace(people=_people(start[cut:].decode("utf-8", "ignore")))
    if not (origin := _ORIGIN.search(start, cut)):
        return known
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        data = json.loads(origin[1])
        known = known._replace(parent=clean(str(data.get("save", "")), limit=60), forked=int(data.get("turn", 0)))
    return known


def _people(text: str) -> tuple[str, ...]:
    """Return the titles of the seats that people hold from a header's text, from `,"seats":` on; none where it is cut too early."""
    decoder = json.JSONDecoder()
    try:
        seats, end = decoder.raw_decode(text, len(',"seats":'))
        holders, _ = decoder.raw_decode(text, end + len(',"holders":'))
        return tuple(clean(str(seats[seat]["title"]), limit=40) for seat, holder in holders.items() if holder == "person")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def saves_in(folder: Path) -> list[Glance]:
    """Return a glance at every save in a folder, the latest written first."""
    found = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.jsonl") if path.is_file()] if folder.is_dir() else []
    return [seen for _, path in sorted(found, reverse=True) if (seen := glance(path))]


def checked_line(line: bytes, n: int, before: str, decode: Callable[[bytes], Any]) -> tuple[str, dict[str, Any]]:
    """Return a line's hash and its record without it.

    Args:
        line: The line, without its end.
        n: The number that it should have.
        before: The hash of the line before.
        decode: Makes data of the line.

    Raises:
        ValueError: What is wrong with the line.
    """
    line = line.removesuffix(b"\r")
    if not line:
        raise ValueError("an empty line does not belong here")
    body, tail = line[:-_TAIL], line[-_TAIL:]
    if len(line) <= _TAIL or tail[:6] != b',"h":"' or tail[-2:] != b'"}':
        raise ValueError("this line is damaged")
    h = tail[6:-2].decode("latin-1")
    if h != _hash(before, body):
        raise ValueError("this line was changed after it was written, or does not belong here")
    try:
        record = decode(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this line cannot be read ({clean(str(error), limit=80)})") from None
    if type(record) is not dict or record.get("n") != n:
        raise ValueError(f"this line should be number {n}")
    del record["h"]
    return h, record


def decoded_line(line: bytes) -> Any:
    """Return a line as data, its numbers whole and no name given twice."""
    return _DECODER.decode(line.decode("utf-8"))


class _Reading:
    """A save's bytes read line by line: how far they are good, and what is wrong with the rest."""

    def __init__(self, path: Path, content: bytes, ready: Ready | None = None) -> None:
        self.path = path
        self.ready = ready
        self.scenario_sha = ""
        self.kept: Mapping[str, Any] | None = None
        self.hashes: list[str] = []
        self.records: list[dict[str, Any]] = []
        self.damage = ""
        """What is wrong with the first bad line, unless it is a torn end."""
        self.torn: int | None = None
        """Where a torn end begins."""
        self.unended = False
        """Whether the last good line lacks its newline."""
        self.good = 0
        """Bytes that are good."""
        self.version = 1
        self._read(content)

    def _read(self, content: bytes) -> None:
        shown = _shown(self.path)
        if not content:
            raise ExerciseError(f"{shown}: not an exercise save; the file is empty.")
        start = _START.match(content)
        if content.startswith(b"\xef\xbb\xbf") and _START.match(content, 3):
            raise ExerciseError(f"{shown}: another program has put a byte-order mark before the save; remove its first three bytes.")
        if not start:
            raise ExerciseError(f"{shown}: not an exercise save.")
        self.version = int(start.group(1))
        lines = content.split(b"\n")
        last = lines.pop()
        for number, line in enumerate(lines):
            wrong = self._take(line)
            if wrong:
                ends = number == len(lines) - 1 and not last
                if ends and number and line.count(0) >= _UNWRITTEN:
                    self.torn = self.good
                else:
                    self.damage = wrong
                return
            self.good += len(line) + 1
        if last:
            self._end(last)

    def _end(self, last: bytes) -> None:
        """Take a last line without newline: whole, whole but for a spoilt newline, or torn."""
        for whole in (last, last[:-1]):
            if not self._take(whole):
                self.good += len(whole)
                self.unended = True
                return
        if self.hashes:
            self.torn = self.good
        else:
            self.damage = "the header is cut short"

    def _take(self, line: bytes) -> str:
        """Return what is wrong with a line, or nothing and keep it."""
        try:
            h, record = checked_line(line, len(self.hashes), self.hashes[-1] if self.hashes else "", self._decoded)
        except ValueError as wrong:
            return str(wrong)
        self.hashes.append(h)
        self.records.append(record)
        return ""

    def _decoded(self, line: bytes) -> Any:
        """Return a line as data; a header's scenario that is known from before is left as it is."""
        cut = line.find(_SCENARIO) if not self.hashes and self.version == versions.FORMAT else -1
        if cut > 0:
            scenario = line[cut + len(_SCENARIO) - 1 : -_TAIL]
            self.scenario_sha = sha256(scenario).hexdigest()
            self.kept = self.ready(self.scenario_sha) if self.ready is not None else None
            if self.kept is not None:
                record = _DECODER.decode(line[:cut].decode("utf-8") + "}")
                return {**record, "scenario": Unread(scenario), "h": ""}
        return decoded_line(line)

    def decoded(self) -> tuple[int, Header, tuple[Entry, ...]]:
        """Return the format the file is in, its header and its entries."""
        if self.version > versions.FORMAT:
            raise ExerciseError(
                f"{_shown(self.path)} was written by a newer version of exercise, {clean(str(self.records[0].get('app')), limit=20)}: "
                f"it is in format {self.version}, this version reads up to {versions.FORMAT}."
            )
        try:
            header, records = versions.upgraded(self.version, self.records[0], self.records[1:])
            read = _header_of(header)
        except ExerciseError as error:
            raise ExerciseError(f"{_shown(self.path)}:1: the header cannot be read: {error}") from None
        entries: list[Entry] = []
        for number, record in enumerate(records, 2):
            try:
                entries.append(entry_of(record))
            except ExerciseError as error:
                raise ExerciseError(
                    f"{_shown(self.path)}:{number}: this entry cannot be read: {str(error).rstrip('.')}. {_good(entries)}"
                ) from None
        return self.version, read, tuple(entries)

    def damaged(self) -> str:
        """Return where the damage is and what is still good."""
        line = len(self.hashes) + 1
        if not self.hashes:
            newer = f" It may be of a newer version of exercise (format {self.version})." if self.version > versions.FORMAT else ""
            return f"{_shown(self.path)}:1: {self.damage}. Nothing of the save can be read.{newer}"
        _, _, entries = self.decoded()
        told = "The file was left as it is; `exercise repair` writes what is good to a new save."
        return f"{_shown(self.path)}:{line}: {self.damage}. {_good(entries)} {told}"

    def refuse(self) -> NoReturn:
        """Raise what the damage is.

        Raises:
            ExerciseError: Always.
        """
        raise ExerciseError(self.damaged())

    def notice(self, kept: str) -> str:
        """Return what a person should be told of a torn end, or nothing."""
        if self.torn is None:
            return ""
        good = len(self.hashes) - 1
        many = f"{good} {'entry is' if good == 1 else 'entries are'} good"
        place = f"{_shown(self.path)}:{len(self.hashes) + 1}"
        tail = f"; the session continues from there. The cut bytes are in {kept}." if kept else "; the rest is not shown."
        return f"{place}: cut short, probably by a crash. {many}{tail}"


def _good(entries: tuple[Entry, ...] | list[Entry]) -> str:
    """Return how much of a save is good."""
    turns = [event.turn for entry in entries for event in entry.events if isinstance(event, PhaseBegan)]
    reach = f", up to turn {turns[-1]}" if turns else ""
    if not entries:
        return "No entry before it is left."
    return f"The entry before it is good{reach}." if len(entries) == 1 else f"The {len(entries)} entries before it are good{reach}."


def _hash(before: str, body: bytes) -> str:
    return sha256(f"{before}{sha256(body).hexdigest()}".encode()).hexdigest()[:32]


def _line(data: dict[str, Any], before: str) -> tuple[bytes, str]:
    """Return a record as a line and its hash."""
    body = _body(data)[:-1]
    h = _hash(before, body)
    return body + f',"h":"{h}"}}\n'.encode(), h


def _body(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def _write(disk: Disk, handle: int, data: bytes) -> None:
    """Write all of the data, however few bytes the system takes at a time."""
    rest = memoryview(data)
    while rest:
        taken = disk.write(handle, bytes(rest))
        if taken <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[taken:]


def _opened(path: Path, disk: Disk, write: bool) -> int:
    """Return a descriptor of a save's file."""
    handle = -1
    try:
        handle = disk.open(path, write)
        mode = disk.about(handle).st_mode
    except OSError as error:
        if handle >= 0:
            disk.close(handle)
        raise ExerciseError(f"{_shown(path)}: {_not_opened(error, write)}.") from None
    if not stat.S_ISREG(mode):
        disk.close(handle)
        raise ExerciseError(f"{_shown(path)} is {'a folder' if stat.S_ISDIR(mode) else 'no ordinary file'}, not a save.")
    return handle


def _not_opened(error: OSError, write: bool) -> str:
    if error.errno == errno.ELOOP:
        return "this is a link; give the file it leads to"
    if error.errno in (errno.EISDIR, errno.ENXIO):
        return "this is no ordinary file, not a save"
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if write and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return "no permission to write to this save; it can still be looked at"
    return f"the save cannot be opened ({_why(error)})"


def _content(path: Path, handle: int, disk: Disk) -> bytes:
    """Return all of a file's bytes."""
    if disk.about(handle).st_size > LARGEST:
        raise ExerciseError(f"{_shown(path)} is larger than {LARGEST // 1_000_000} MB; no save is.")
    parts: list[bytes] = []
    while part := disk.read(handle, 1 << 20):
        parts.append(part)
        if len(parts) > LARGEST >> 20:
            raise ExerciseError(f"{_shown(path)} is larger than {LARGEST // 1_000_000} MB; no save is.")
    return b"".join(parts)


def _keep(path: Path, offset: int, cut: bytes, disk: Disk) -> str:
    """Return the name of the new file beside the save in which the cut bytes are kept."""
    for name in _names(f"{path.name}.torn-{offset}"):
        try:
            handle = disk.create(path.with_name(name))
        except FileExistsError:
            continue
        try:
            _write(disk, handle, cut)
            disk.sync(handle)
        finally:
            disk.close(handle)
        return name
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))


def _names(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 100):
        yield f"{name}-{number}"


def _shown(path: Path) -> str:
    """Return a path as messages show it."""
    return clean(str(path), limit=300)


def _why(error: OSError) -> str:
    text = os.strerror(error.errno) if error.errno else str(error)
    return clean(text[:1].lower() + text[1:], limit=120)


# --- the header ---------------------------------------------------------------------------------------------------------


def _header_data(header: Header) -> dict[str, Any]:
    """Return a header as JSON-ready data, small sections first so that `glance` need not read the rest."""
    return {
        "n": 0,
        "k": KIND,
        "v": versions.FORMAT,
        "app": header.app,
        "rng": header.rng,
        "title": str(header.scenario.get("head", {}).get("title", header.scenario_id)),
        "scenario_id": header.scenario_id,
        "variant": header.variant,
        "plan": header.plan,
        "pace": header.pace,
        "level": header.level,
        "created": header.created,
        "seats": {seat: {**header.seats[seat], "actors": list(header.seats[seat]["actors"])} for seat in header.seats},
        "holders": dict(header.holders),
        "from": dict(header.parent) if header.parent else None,
        "seed": header.seed,
        "audience": {section: list(header.audience[section]) for section in sorted(header.audience)},
        "digests": {name: header.digests[name] for name in sorted(header.digests)},
        **({"shared": dict(header.shared)} if header.shared else {}),
        "scenario": dict(header.scenario),
    }


def scenario_sha(header: Header) -> str:
    """Return the SHA-256 of a header's scenario as a save holds it, 64 hex digits."""
    return sha256(_body(dict(header.scenario))).hexdigest()


_TEXTS = ("app", "rng", "scenario_id", "variant", "plan", "pace", "level", "created", "seed")
_MAPPINGS = ("seats", "holders", "audience", "digests", "scenario")
_KEYS = ("n", "k", "v", "title", *_TEXTS, "from", *_MAPPINGS)


def _header_of(data: dict[str, Any]) -> Header:
    """Return the header that data holds."""
    for key in _KEYS:
        if key not in data:
            raise ExerciseError(f'"{key}" is missing.')
    for key in data:
        if key not in (*_KEYS, "shared"):
            raise ExerciseError(f'unknown field "{clean(key, limit=64)}".{did_you_mean(key, _KEYS)}')
    for key in _TEXTS:
        if type(data[key]) is not str:
            raise ExerciseError(f'"{key}" must be text.')
    for key in _MAPPINGS:
        if type(data[key]) not in (dict, Unread):
            raise ExerciseError(f'"{key}" must be a mapping.')
    if data["rng"] != RNG:
        raise ExerciseError(f"its draws are of the kind {clean(data['rng'], limit=40)}, which this version does not make.")
    shared = data.get("shared")
    if shared is not None and (type(shared) is not dict or any(type(shared.get(key)) is not str for key in ("seat", "h"))):
        raise ExerciseError('"shared" must name the seat and the original.')
    if not re.fullmatch(r"[0-9a-f]{32}", data["seed"]) and not (shared and data["seed"] == ""):
        raise ExerciseError('"seed" must be 32 hex digits.')
    parent = data["from"]
    try:
        return Header(
            **{key: data[key] for key in _TEXTS},
            seats={seat: {**about, "actors": tuple(about["actors"])} for seat, about in data["seats"].items()},
            holders=data["holders"],
            audience={section: tuple(names) for section, names in data["audience"].items()},
            digests=data["digests"],
            scenario=data["scenario"],
            parent=dict(parent) if parent is not None else None,
            shared=dict(shared) if shared is not None else None,
        )
    except (KeyError, TypeError, ValueError):
        raise ExerciseError("a section has the wrong shape.") from None
