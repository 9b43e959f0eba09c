"""A save that another process writes, followed as it grows: only what is new is read, without a lock, and its chain is checked.

Make a `Tail` from what was read at first, then ask for `news` as often as you like; as long as nothing was written it costs a look at the
file's size.
"""

from __future__ import annotations

from pathlib import Path

from exercise.errors import ExerciseError
from exercise.model.play import Entry
from exercise.store.codec import entry_of
from exercise.store.disk import DISK, Disk
from exercise.store.files import reason, shown
from exercise.store.lines import checked_line, decoded_line


class Tail:
    """The end of a save that grows."""

    def __init__(self, path: Path, lines: int, h: str, disk: Disk = DISK) -> None:
        """Follow a save from after so many lines, the last of which has this hash."""
        self.path = path
        self._lines, self._h, self._disk = lines, h, disk
        self._seen = (0, 0, 0)
        self._offset = -1
        """Bytes that were read; -1 before the first look."""

    def news(self) -> tuple[Entry, ...]:
        """Return the entries written since the last call; a line that is still being written waits for the next.

        Raises:
            ExerciseError: If the save is gone, was replaced by another, or is damaged.
        """
        file = shown(self.path)
        try:
            about = self._disk.about_path(self.path)
            now = (about.st_ino, about.st_size, about.st_mtime_ns)
            if now == self._seen:
                return ()
            if self._seen[0] not in (0, about.st_ino) or about.st_size < self._offset:
                raise ExerciseError(f"{file} was replaced by another file; open it again.")
            handle = self._disk.open(self.path, write=False)
            try:
                content = self._disk.read_from(handle, max(0, self._offset))
            finally:
                self._disk.close(handle)
        except OSError as error:
            raise ExerciseError(f"{file}: the save cannot be read ({reason(error)}).") from None
        self._seen = now
        *lines, _ = content.split(b"\n")
        if self._offset < 0:
            if len(lines) < self._lines:
                return ()
            self._offset = sum(len(line) + 1 for line in lines[: self._lines])
            lines = lines[self._lines :]
        entries = [self._entry(line) for line in lines]
        self._offset += sum(len(line) + 1 for line in lines)
        return tuple(entries)

    def _entry(self, line: bytes) -> Entry:
        try:
            self._h, record = checked_line(line, self._lines, self._h, decoded_line)
            entry = entry_of(record)
        except (ValueError, ExerciseError) as wrong:
            raise ExerciseError(f"{shown(self.path)}:{self._lines + 1}: {str(wrong).rstrip('.')}.") from None
        self._lines += 1
        return entry
