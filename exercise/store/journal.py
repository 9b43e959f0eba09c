"""A save: one file of JSON lines, a header and then entries, each fsynced before anyone is told, in a chain of hashes.

`Journal.create` and `open_journal` give a writer, `read_journal` reads without lock or repair. What a line is made of says
`exercise.store.lines`.
"""

from __future__ import annotations

import contextlib
import errno
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from exercise.errors import ExerciseError
from exercise.model.play import Entry
from exercise.store import versions
from exercise.store.codec import entry_data
from exercise.store.disk import DISK, Disk
from exercise.store.files import UnreadableError, new_file, read_open, read_whole, reason, shown, write_all
from exercise.store.header import Header, header_data
from exercise.store.lines import line_of
from exercise.store.saved import Ready, SaveBytes, largest


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
    whole: bool = True
    """Whether nothing of the file is torn or damaged."""

    @property
    def fingerprint(self) -> str:
        """Return the hash of the last line; equal fingerprints are equal saves."""
        return self.hashes[-1]


class SaveStoppedError(ExerciseError):
    """A save that takes no further entry: the disk failed, or another program touched the file."""

    def __init__(self, text: str, is_on_disk: bool) -> None:
        super().__init__(text)
        self.is_on_disk = is_on_disk
        """Whether all entries so far were found in the file after it stopped."""


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
        self._is_on_disk = True
        about = disk.about(handle)
        self._inode = (about.st_dev, about.st_ino)

    @classmethod
    def create(cls, path: Path, header: Header, disk: Disk = DISK, entries: Sequence[Entry] = ()) -> Journal:
        """Return a new save with its header and entries written; the file has its name only once all of it is on disk.

        Raises:
            ExerciseError: If there is such a save already, or it cannot be written; no empty save is left.
        """
        line, h = line_of(header_data(header), "")
        for entry in entries:
            more, h = line_of(entry_data(entry), h)
            line += more
        try:
            disk.make_folder(path.parent)
            handle = new_file(path, line, disk, locked=True)
            try:
                return cls(path, handle, len(line), len(entries), h, disk)
            except OSError:
                disk.close(handle)
                disk.unlink(path)
                raise
        except FileExistsError:
            raise ExerciseError(f"{shown(path)}: there is a save of this name already; choose another.") from None
        except OSError as error:
            raise ExerciseError(f"{shown(path)}: the save cannot be created ({reason(error)}).") from None

    def append(self, entry: Entry) -> None:
        """Write an entry and wait until it is safe; only then may anyone be told of it.

        Raises:
            SaveStoppedError: If it could not be written; the save then ends with the entry before, and no further entry is taken.
            ValueError: If the entry is not the next one.
        """
        if self._closed:
            raise SaveStoppedError(self._closed, self._is_on_disk)
        if entry.n != self.n + 1:
            raise ValueError(f"entry {entry.n} cannot follow entry {self.n}")
        line, h = line_of(entry_data(entry), self.h)
        self._check_place()
        try:
            write_all(self._disk, self._handle, line)
            self._disk.sync(self._handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._disk.truncate(self._handle, self._size)
                self._disk.sync(self._handle)
            self._stop(f"{shown(self.path)}: the save cannot be written ({reason(error)}).")
        self._size += len(line)
        self.n, self.h = entry.n, h

    @property
    def fingerprint(self) -> str:
        """Return the hash of the last line; equal fingerprints are equal saves."""
        return self.h

    def close(self) -> None:
        """Close the file and give the lock back; closing twice does no harm."""
        if not self._closed:
            self._closed = f"{shown(self.path)} is closed."
            self._disk.close(self._handle)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_place(self) -> None:
        """Stop if the name no longer leads to this file: an editor that saves by renaming would leave us writing to a deleted file."""
        try:
            about = self._disk.about_path(self.path)
        except OSError as error:
            self._stop(f"{shown(self.path)}: the save is gone ({reason(error)}).")
        if (about.st_dev, about.st_ino) != self._inode:
            self._stop(f"{shown(self.path)}: the save was replaced by another program.")
        if about.st_size != self._size:
            self._stop(f"{shown(self.path)}: the save was changed by another program.")

    def is_on_disk(self) -> bool:
        """Read the file again and return whether it holds everything that was written."""
        with contextlib.suppress(ExerciseError):
            hashes = SaveBytes(self.path, _looked_at(self.path, self._disk)).hashes
            return len(hashes) > self.n and hashes[self.n] == self.h
        return False

    def _stop(self, what: str) -> NoReturn:
        self._is_on_disk = self.is_on_disk()
        kept = "which is safe; it can still be looked at" if self._is_on_disk else "and the file no longer holds all that was played"
        self._closed = f"{what} The session stops at entry {self.n}, {kept}."
        with contextlib.suppress(OSError):
            self._disk.close(self._handle)
        raise SaveStoppedError(self._closed, self._is_on_disk)


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
                raise ExerciseError(f"{shown(path)} is open in another exercise; close it there first.") from None
            raise
        content = _content(path, handle, disk)
        found = SaveBytes(path, content, ready)
        if found.damage:
            found.refuse()
        # All of it is read before a byte is cut.
        _, entries = found.header, found.entries
        if found.version < versions.FORMAT:
            told = f"{shown(path)} is in the older format {found.version}: it can be looked at and forked, and the fork played on."
            raise ExerciseError(told)
        kept = ""
        if found.torn is not None:
            kept = _keep(path, found.torn, content[found.torn :], disk)
            disk.truncate(handle, found.torn)
            disk.sync(handle)
        size = found.good
        if found.unended:
            disk.truncate(handle, size)
            write_all(disk, handle, b"\n")
            disk.sync(handle)
            size += 1
        journal = Journal(path, handle, size, len(entries), found.hashes[-1], disk)
        return _as_opened(found, found.notice(kept), journal)
    except OSError as error:
        disk.close(handle)
        raise ExerciseError(f"{shown(path)}: the save cannot be opened for writing ({reason(error)}).") from None
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
    found = SaveBytes(path, _looked_at(path, disk), ready)
    if found.damage and not (partial and found.hashes):
        found.refuse()
    return _as_opened(found, found.damaged() if found.damage else found.notice(kept=""))


def _as_opened(found: SaveBytes, notice: str, journal: Journal | None = None) -> Opened:
    return Opened(journal, found.header, found.entries, notice, tuple(found.hashes), found.scenario_sha, found.kept, found.whole)


def good_part(path: Path, disk: Disk = DISK, *, damaged: bool = True) -> tuple[tuple[bytes, ...], str]:
    """Return the lines of a save that are good, without their ends, and where the damage is.

    Args:
        path: The file.
        disk: The file layer.
        damaged: Whether it is asked because something is damaged.

    Raises:
        ExerciseError: If the file is no save, is of a newer version, has no good header, or nothing of it is damaged and should be.
    """
    content = _looked_at(path, disk)
    found = SaveBytes(path, content)
    if not found.hashes:
        found.refuse()
    _, entries = found.header, found.entries
    if damaged and found.whole:
        good = f"all {len(entries)} entries are good"
        raise ExerciseError(f"{shown(path)}: nothing of it is damaged; {good}. To go another way, make a fork of it.")
    lines = tuple(content[: found.good].removesuffix(b"\n").split(b"\n"))
    return lines, found.damaged() if found.damage else found.notice(kept="")


def _opened(path: Path, disk: Disk, write: bool) -> int:
    """Return a descriptor of a save's file."""
    handle = -1
    try:
        handle = disk.open(path, write)
        mode = disk.about(handle).st_mode
    except OSError as error:
        if handle >= 0:
            disk.close(handle)
        raise ExerciseError(f"{shown(path)}: {_not_opened(error, write)}.") from None
    if not stat.S_ISREG(mode):
        disk.close(handle)
        raise ExerciseError(f"{shown(path)} is {'a folder' if stat.S_ISDIR(mode) else 'no ordinary file'}, not a save.")
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
    return f"the save cannot be opened ({reason(error)})"


def _looked_at(path: Path, disk: Disk) -> bytes:
    """Return the bytes of a save that is opened for reading only."""
    handle = _opened(path, disk, write=False)
    try:
        return _content(path, handle, disk)
    except OSError as error:
        raise ExerciseError(f"{shown(path)}: the save cannot be read ({reason(error)}).") from None
    finally:
        disk.close(handle)


def _content(path: Path, handle: int, disk: Disk) -> bytes:
    """Return all bytes of a save that is open."""
    try:
        return read_open(handle, largest(), disk)
    except UnreadableError as fault:
        told = f"{fault}; no session of ours is. To read it all the same, say --largest MB before the command"
        raise ExerciseError(f"{shown(path)}: {told}.") from None


def _keep(path: Path, offset: int, cut: bytes, disk: Disk) -> str:
    """Return the name of the file beside the save in which the cut bytes are kept; a file that holds them already will do."""
    for name in _names(f"{path.name}.torn-{offset}"):
        place = path.with_name(name)
        try:
            handle = disk.create(place)
        except FileExistsError:
            if _holds(place, cut, disk):
                return name
            continue
        try:
            write_all(disk, handle, cut)
            disk.sync(handle)
        except OSError:
            # What is kept by half would stand there for good, and one more with each retry.
            with contextlib.suppress(OSError):
                disk.unlink(place)
            raise
        finally:
            disk.close(handle)
        return name
    raise FileExistsError(errno.EEXIST, f"too many files beside it begin with {path.name}.torn")


def _holds(path: Path, content: bytes, disk: Disk) -> bool:
    try:
        return read_whole(path, len(content), disk=disk) == content
    except (OSError, UnreadableError):
        return False


def _names(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 100):
        yield f"{name}-{number}"


