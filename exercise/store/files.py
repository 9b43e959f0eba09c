"""Whole files: read within limits, written whole or not at all, and how a path and a refusal of the system are told.

`read_whole` never waits on a pipe and reads regular files only; `put_new` gives a file its name once all of it is on disk, and
`put_over` replaces one the same way. What the bytes mean is for the caller to say.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.disk import DISK, Disk

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES)
"""What a file system without hard links answers."""


class UnreadableError(ExerciseError):
    """A file that is not read, and why, without its path."""


def shown(path: Path) -> str:
    """Return a path as messages show it."""
    return clean(str(path), limit=300)


def reason(error: OSError) -> str:
    """Return why the system refused, as the end of a sentence, without the file's name."""
    text = os.strerror(error.errno) if error.errno else str(error)
    return clean(text[:1].lower() + text[1:], limit=120)


def resolved(path: Path) -> Path:
    """Return where a path leads, links followed.

    Raises:
        OSError: If it leads nowhere, or in a circle.
    """
    try:
        return path.resolve(strict=True)
    except RuntimeError:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None


def read_whole(path: Path, largest: int, *, disk: Disk = DISK, links: bool = False) -> bytes:
    """Return all bytes of a regular file.

    Args:
        path: The file.
        largest: Bytes it may have.
        disk: Where files are.
        links: Whether the file may be a link to another.

    Raises:
        UnreadableError: If it is no regular file or too large.
        OSError: If the system refuses.
    """
    handle = disk.open(resolved(path) if links else path, write=False)
    try:
        return read_open(handle, largest, disk)
    finally:
        disk.close(handle)


def read_open(handle: int, largest: int, disk: Disk = DISK) -> bytes:
    """Return all bytes of an open file, from where the descriptor stands.

    Raises:
        UnreadableError: If it is no regular file or too large.
        OSError: If the system refuses.
    """
    about = disk.about(handle)
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableError("this is a folder; a file belongs here" if stat.S_ISDIR(about.st_mode) else "this is not an ordinary file")
    content = bytearray()
    while about.st_size <= largest and len(content) <= largest and (piece := disk.read(handle, 1 << 20)):
        content += piece
    if about.st_size > largest or len(content) > largest:
        raise UnreadableError(f"the file is larger than {largest // 1_000_000} MB")
    return bytes(content)


def write_all(disk: Disk, handle: int, data: bytes) -> None:
    """Write all of the data, however few bytes the system takes at a time."""
    rest = memoryview(data)
    while rest:
        taken = disk.write(handle, bytes(rest))
        if taken <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[taken:]


def draft_of(path: Path) -> Path:
    """Return the name under which a file is written before it has its own."""
    return path.with_name(f"{path.name}.new-{os.getpid()}")


def put_new(path: Path, content: bytes, disk: Disk = DISK, *, folder: bool = False) -> None:
    """Write a new file; where that fails nothing is left.

    Args:
        path: The file.
        content: What it holds.
        disk: Where files are.
        folder: Whether its folder is made where there is none yet.

    Raises:
        FileExistsError: If there is a file of that name.
        OSError: If it cannot be written.
    """
    if folder:
        disk.make_folder(path.parent)
    disk.close(new_file(path, content, disk))


def new_file(path: Path, content: bytes, disk: Disk, *, locked: bool = False) -> int:
    """Return the descriptor of a new file that has its name only once all of it is on disk; where that fails nothing is left.

    Args:
        path: The file.
        content: What it holds.
        disk: Where files are.
        locked: Whether it is locked before it has its name.

    Raises:
        FileExistsError: If there is a file of that name.
        OSError: If it cannot be written.
    """
    draft = draft_of(path)
    handle = -1
    made = [draft]
    try:
        with contextlib.suppress(FileNotFoundError):
            disk.unlink(draft)
        handle = _filled(draft, content, disk, locked)
        try:
            disk.link(draft, path)
            made.append(path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A file system without hard links: the name is taken first and the content follows.
            disk.close(handle)
            handle = disk.create(path)
            made.append(path)
            _fill(handle, content, disk, locked)
        disk.unlink(draft)
        disk.sync_folder(path.parent)
    except OSError:
        if handle >= 0:
            with contextlib.suppress(OSError):
                disk.close(handle)
        for name in made:
            with contextlib.suppress(OSError):
                disk.unlink(name)
        raise
    return handle


def put_over(path: Path, content: bytes, disk: Disk = DISK) -> None:
    """Write a file; an old one of its name stands until all of the new one is on disk.

    Raises:
        OSError: If it cannot be written.
    """
    draft = draft_of(path)
    try:
        disk.make_folder(path.parent)
        disk.close(_filled(draft, content, disk))
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            disk.unlink(draft)
        raise


def _filled(path: Path, content: bytes, disk: Disk, locked: bool = False) -> int:
    """Return the descriptor of a file made with this content."""
    handle = disk.create(path)
    try:
        _fill(handle, content, disk, locked)
    except OSError:
        with contextlib.suppress(OSError):
            disk.close(handle)
        raise
    return handle


def _fill(handle: int, content: bytes, disk: Disk, locked: bool = False) -> None:
    write_all(disk, handle, content)
    disk.sync(handle)
    if locked:
        disk.lock(handle)
