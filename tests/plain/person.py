"""A person at the prompts, in a test: what was said is kept, and each answer is worked out from what stands last."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from exercise.desk.start import Folders, Start
from exercise.plain.hall import run_plain

Answers = Callable[[list[str], dict[str, str]], str | None]
"""What to type, given the lines since the last answer and the options on offer by number; None ends the input."""


class Person(io.TextIOBase):
    """Standard input that answers what standard output asked."""

    def __init__(self, answers: Answers, most: int = 4000) -> None:
        self.sink = io.StringIO()
        self.answers = answers
        self.asked = 0
        self.most = most
        self.typed: list[str] = []
        self._read = 0

    def readline(self, limit: int = -1, /) -> str:  # type: ignore[override]
        self.asked += 1
        assert self.asked < self.most, f"no end after {self.most} prompts:\n{self.text[-2000:]}"
        said = self.text[self._read :]
        self._read = len(self.text)
        answer = self.answers(said.splitlines(), options_of(said))
        if answer is None:
            return ""
        self.typed.append(answer)
        return answer + "\n"

    @property
    def text(self) -> str:
        """All that was said so far."""
        return self.sink.getvalue()


def options_of(said: str) -> dict[str, str]:
    """Return the options of the last list, by number."""
    last = said.rpartition("\n\n")[2]
    return dict(re.findall(r"^(\d+)\. (.*)$", last, re.MULTILINE))


def talked(start: Start, saves: Path, answers: Answers, most: int = 4000) -> tuple[Person, int]:
    """Return the person after a conversation, and its exit code."""
    person = Person(answers, most)
    return person, run_plain(start, Folders(None, saves), person, person.sink)  # type: ignore[arg-type]


def number(options: dict[str, str], *words: str) -> str:
    """Return the number of the first option that begins with one of the words, in the words' order; empty for none."""
    return next((n for word in words for n, title in options.items() if title.startswith(word)), "")
