"""What is written beside a save, never in it: `NAME.notes.json` holds bookmarks, notes on moments, and what was said at the debrief.

`read_notes` gives what there is, `write_notes` replaces it whole or leaves it as it was. A file that cannot be read is never written over.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from exercise.errors import ExerciseError
from exercise.model.text import clean
from exercise.store.beside import file_beside, read_beside, write_beside
from exercise.store.disk import DISK, Disk
from exercise.store.files import shown

KIND = "exercise-notes"
FORMAT = 1
ENDING = ".notes.json"
LONGEST = 2_000
"""Characters of one text."""
MOST = 2_000
"""Notes, bookmarks or answers of one kind."""

_SEAT = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class Note(NamedTuple):
    """Something written at a moment of a session: after so many entries and events; without a text it is a bookmark."""

    entry: int
    event: int
    text: str = ""


class DebriefAnswer(NamedTuple):
    """Something said at the debrief: under which of its steps, and the words."""

    step: str
    text: str


class Notes(NamedTuple):
    """All that is kept beside a save."""

    about: str = ""
    """What the save is: for a branch, what was decided otherwise."""
    marks: tuple[Note, ...] = ()
    """Bookmarks and notes, by moment."""
    answers: tuple[DebriefAnswer, ...] = ()
    """What was said at the debrief, in the order in which it was."""
    shown: tuple[int, ...] = ()
    """Entries in which the facilitator took a note that the table is shown at the debrief."""


NOTHING = Notes()


def notes_path(save: Path, seat: str = "") -> Path:
    """Return the file of notes that belongs to a save; a seat that looks at it with its own eyes alone has a file of its own.

    Raises:
        ExerciseError: If the seat's name could not be part of a file's.
    """
    if seat and not _SEAT.fullmatch(seat):
        raise ExerciseError(
            f'"{clean(seat, limit=60)}" cannot have notes of its own: a seat is named by small letters, digits, "-" and "_".'
        )
    return file_beside(save, (f".{seat}" if seat else "") + ENDING)


def read_notes(save: Path, seat: str = "") -> Notes:
    """Return the notes beside a save; where there is no file, none.

    Raises:
        ExerciseError: If there is a file and it cannot be read as notes.
    """
    path = notes_path(save, seat)
    try:
        data = read_beside(path, KIND, FORMAT, "the notes")
        return NOTHING if data is None else _notes(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        told = "these are no notes of ours, or they are damaged; move the file elsewhere to begin anew"
        raise ExerciseError(f"{shown(path)}: {told}.") from None


def _notes(data: dict[str, Any]) -> Notes:
    marks = tuple(
        Note(_number(mark["entry"]), _number(mark["event"]), _text(mark.get("text", ""))) for mark in data.get("marks", ())[:MOST]
    )
    answers = tuple(DebriefAnswer(_text(answer["step"])[:80], _text(answer["text"])) for answer in data.get("answers", ())[:MOST])
    shown = tuple(sorted({_number(entry) for entry in data.get("shown", ())[:MOST]}))
    return Notes(_text(data.get("about", "")), tuple(sorted(marks)), answers, shown)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 10_000_000:
        raise ValueError("no place in a session")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("no text")
    return clean(value, limit=LONGEST)


def write_notes(save: Path, notes: Notes, seat: str = "", disk: Disk = DISK) -> None:
    """Write the notes beside a save; the old ones stand until all of the new ones is on disk.

    Raises:
        ExerciseError: If they cannot be written.
    """
    path = notes_path(save, seat)
    data = {
        "about": clean(notes.about, limit=LONGEST),
        "marks": [{"entry": mark.entry, "event": mark.event, "text": clean(mark.text, limit=LONGEST)} for mark in notes.marks[:MOST]],
        "answers": [{"step": answer.step, "text": clean(answer.text, limit=LONGEST)} for answer in notes.answers[:MOST]],
        "shown": list(notes.shown[:MOST]),
    }
    write_beside(path, KIND, FORMAT, data, "the notes", disk)
