"""The few calls through which a journal reaches the disk, behind one object so that a test can make each of them fail.

`DISK` is the real one. Everything raises OSError as the system does.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_EXTRAS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Disk:
    """The operating system's files, by descriptor."""

    def create(self, path: Path) -> int:
        """Return a descriptor of a new file, readable by its owner alone."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | _EXTRAS, 0o600)

    def open(self, path: Path, write: bool) -> int:
        """Return a descriptor of an existing file; never follows a link and never waits on a pipe."""
        return os.open(path, (os.O_RDWR | os.O_APPEND if write else os.O_RDONLY) | _EXTRAS)

    def read(self, handle: int, count: int) -> bytes:
        """Return up to so many bytes from where the descriptor stands."""
        return os.read(handle, count)

    def read_end(self, handle: int, count: int) -> bytes:
        """Return the last bytes of a file, at most so many."""
        os.lseek(handle, max(0, os.fstat(handle).st_size - count), os.SEEK_SET)
        return os.read(handle, count)

    def read_from(self, handle: int, offset: int) -> bytes:
        """Return all bytes of a file from an offset on."""
        os.lseek(handle, offset, os.SEEK_SET)
        content = bytearray()
        while piece := os.read(handle, 1 << 20):
            content += piece
        return bytes(content)

    def write(self, handle: int, data: bytes) -> int:
        """Return how many bytes were written."""
        return os.write(handle, data)

    def truncate(self, handle: int, size: int) -> None:
        """Cut the file to a size."""
        os.ftruncate(handle, size)

    def sync(self, handle: int) -> None:
        """Wait until what was written would survive a loss of power."""
        full = getattr(fcntl, "F_FULLFSYNC", None) if sys.platform != "win32" else None
        if full is None:
            os.fsync(handle)
        else:
            fcntl.fcntl(handle, full)

    def lock(self, handle: int) -> None:
        """Take the file for this process alone; raises BlockingIOError or PermissionError where another has it."""
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def about(self, handle: int) -> os.stat_result:
        """Return what the system knows of an open file."""
        return os.fstat(handle)

    def about_path(self, path: Path) -> os.stat_result:
        """Return what the system knows of the file at a path, without following a link."""
        return path.stat(follow_symlinks=False)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, which must not exist."""
        os.link(source, target)

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        path.unlink()

    def close(self, handle: int) -> None:
        """Close a descriptor, and with it the lock."""
        os.close(handle)

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it, where they are missing."""
        path.mkdir(parents=True, exist_ok=True)

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in a folder would survive a loss of power."""
        if sys.platform != "win32":
            handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            except OSError as error:
                # Some file systems have no such call for folders; the name is then as safe as they make it.
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                    raise
            finally:
                os.close(handle)


DISK = Disk()
