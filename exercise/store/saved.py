"""The bytes of a save taken line by line: how far they are good, what is wrong with the rest, and what they hold (`SaveBytes`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from exercise.errors import ExerciseError
from exercise.model.play import Entry, PhaseBegan
from exercise.model.text import clean
from exercise.store import versions
from exercise.store.codec import entry_of
from exercise.store.files import shown
from exercise.store.header import Header, header_of
from exercise.store.lines import DECODER, START, TAIL, Unread, checked_line, decoded_line

LARGEST = 32
"""Megabytes a save may have unless somebody asks for more."""
LARGEST_ASKED = "EXERCISE_LARGEST"
"""The environment variable by which more is asked for."""
MOST_ENTRIES = 100_000

_SCENARIO = b',"scenario":{'
"""Where a header's scenario begins; it is the header's last section."""
_UNWRITTEN = 16
"""So many zero bytes in a bad last line are blocks that were never written."""

Ready = Callable[[str], Mapping[str, Any] | None]
"""The SHA-256 of a scenario's bytes -> what was kept of it, if anything."""


def largest() -> int:
    """Return how many bytes a save may have."""
    asked = os.environ.get(LARGEST_ASKED, "")
    return (int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else LARGEST) * 1_000_000


class SaveBytes:
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
        file = shown(self.path)
        if not content:
            raise ExerciseError(f"{file}: not an exercise save; the file is empty.")
        start = START.match(content)
        if content.startswith(b"\xef\xbb\xbf") and START.match(content, 3):
            raise ExerciseError(f"{file}: another program has put a byte-order mark before the save; remove its first three bytes.")
        if not start:
            raise ExerciseError(f"{file}: not an exercise save.")
        self.version = int(start.group(1))
        lines = content.split(b"\n")
        last = lines.pop()
        if len(lines) - 1 > MOST_ENTRIES:
            raise ExerciseError(f"{file}: {len(lines) - 1} entries; a save has at most {MOST_ENTRIES}.")
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
            scenario = line[cut + len(_SCENARIO) - 1 : -TAIL]
            self.scenario_sha = sha256(scenario).hexdigest()
            self.kept = self.ready(self.scenario_sha) if self.ready is not None else None
            if self.kept is not None:
                record = DECODER.decode(line[:cut].decode("utf-8") + "}")
                return {**record, "scenario": Unread(scenario), "h": ""}
        return decoded_line(line)

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged or torn."""
        return not self.damage and self.torn is None

    @cached_property
    def _data(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The header and the entries as data of the present format.

        Raises:
            ExerciseError: If they are of a format that this version does not know.
        """
        if self.version > versions.FORMAT:
            raise ExerciseError(
                f"{shown(self.path)} was written by a newer version of exercise, {clean(str(self.records[0].get('app')), limit=20)}: "
                f"it is in format {self.version}, this version reads up to {versions.FORMAT}."
            )
        if self.version < 1:
            raise ExerciseError(f"{shown(self.path)}:1: it says format {self.version}, which no version of exercise writes.")
        return versions.upgraded(self.version, self.records[0], self.records[1:])

    @cached_property
    def header(self) -> Header:
        """The header.

        Raises:
            ExerciseError: If this version cannot read it.
        """
        data, _ = self._data
        try:
            return header_of(data)
        except ExerciseError as error:
            raise ExerciseError(f"{shown(self.path)}:1: the header cannot be read: {error}") from None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, as far as the lines are good.

        Raises:
            ExerciseError: If this version cannot read one of them.
        """
        entries: list[Entry] = []
        # What is read is let go of at once: a long save would else be in memory twice.
        rest = self._data[1][::-1]
        self._data[1].clear()
        self.records.clear()
        for number in range(2, len(rest) + 2):
            try:
                entries.append(entry_of(rest.pop()))
            except ExerciseError as error:
                raise ExerciseError(
                    f"{shown(self.path)}:{number}: this entry cannot be read: {str(error).rstrip('.')}. {_good(entries)}"
                ) from None
        return tuple(entries)

    def damaged(self) -> str:
        """Return where the damage is and what is still good."""
        line = len(self.hashes) + 1
        if not self.hashes:
            newer = f" It may be of a newer version of exercise (format {self.version})." if self.version > versions.FORMAT else ""
            return f"{shown(self.path)}:1: {self.damage}. Nothing of the save can be read.{newer}"
        told = "The file was left as it is; `exercise repair` writes what is good to a new save."
        return f"{shown(self.path)}:{line}: {self.damage}. {_good(self.entries)} {told}"

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
        place = f"{shown(self.path)}:{len(self.hashes) + 1}"
        tail = f"; the session continues from there. The cut bytes are in {kept}." if kept else "; the rest is not shown."
        return f"{place}: cut short, probably by a crash. {many}{tail}"


def _good(entries: tuple[Entry, ...] | list[Entry]) -> str:
    """Return how much of a save is good."""
    turns = [event.turn for entry in entries for event in entry.events if isinstance(event, PhaseBegan)]
    reach = f", up to turn {turns[-1]}" if turns else ""
    if not entries:
        return "No entry before it is left."
    return f"The entry before it is good{reach}." if len(entries) == 1 else f"The {len(entries)} entries before it are good{reach}."
