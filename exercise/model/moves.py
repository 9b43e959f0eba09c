"""The one-line text form of a move, read by `parse_move` and written by `format_move`; the two undo each other.

One form serves every kind of move and every verb: `ACTOR: KIND TARGET,TARGET key=value key="some words" because="a reason"`. Knows no
scenario: whether the names mean anything is for `exercise.engine` to say.
"""

from __future__ import annotations

import re

from exercise.errors import ExerciseError
from exercise.model.play import Move
from exercise.model.text import clean

LONGEST = 20_000
"""Characters a move's text may have."""
LONGEST_VALUE = 6000
"""Characters one option's value, or a reason, may have."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_IN_WORD = re.compile(r"[\w-]")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s,=\"]+")
_TARGET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/+.#@-]*")
_BARE = re.compile(r"[A-Za-z0-9+\-][A-Za-z0-9_/+.#@-]*")
_PLAIN = re.compile(r'[^"\\]*')
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n"}
_ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n"})
_CURLY = "“”„‟«»"


def parse_move(text: str) -> Move:
    """Return the move that a line of text means, with targets and options sorted and texts cleaned.

    Raises:
        ExerciseError: If the text is no move; names the column and what is expected there.
    """
    return _Reader(text).move()


def format_move(move: Move) -> str:
    """Return the move as one line of text that `parse_move` reads back as an equal move, given a tidy one."""
    words = [f"{move.actor}:", move.kind]
    if move.targets:
        words.append(",".join(move.targets))
    words.extend(f"{key}={_written(value)}" for key, value in move.options)
    if move.because:
        words.append(f"because={_written(move.because)}")
    return " ".join(words)


def tidy_move(move: Move) -> Move:
    """Return the move with sorted targets and options and cleaned texts, as `parse_move` would give it.

    Raises:
        ExerciseError: If the move cannot be put into words, such as one with a target named twice.
    """
    return parse_move(format_move(move))


def _written(value: str) -> str:
    return value if _BARE.fullmatch(value) else f'"{value.translate(_ESCAPED)}"'


class _Reader:
    """Reads one move's text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def move(self) -> Move:
        if len(self.text) > LONGEST:
            raise ExerciseError(f"move, column {LONGEST + 1}: a move has at most {LONGEST} characters.")
        self.skip()
        actor = self.id('who acts, such as "nato:"')
        self.skip()
        if not self.text.startswith(":", self.at):
            raise self.fault(f'expected ":" after "{actor}", as in "{actor}: KIND TARGET".')
        self.at += 1
        self.skip()
        kind = self.id("a kind of move")
        targets = self.targets()
        options: dict[str, str] = {}
        while self.at < len(self.text):
            start = self.at
            key = self.key()
            if key in options:
                raise self.fault(f'"{key}" is given twice; number the second "{key}2".', start)
            options[key] = self.value(key)
            if self.at < len(self.text) and not self.text[self.at].isspace():
                raise self.fault(f'expected a space after the value of "{key}".')
            self.skip()
        because = options.pop("because", "")
        return Move(actor, kind, tuple(sorted(targets)), tuple(sorted(options.items())), because)

    def fault(self, text: str, at: int | None = None) -> ExerciseError:
        return ExerciseError(f"move, column {(self.at if at is None else at) + 1}: {text}")

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def seen(self) -> str:
        """Return what stands here, for a message."""
        if self.at >= len(self.text):
            return "the end of the text"
        found = _WORD.match(self.text, self.at)
        return f'"{clean(found.group() if found else self.text[self.at], limit=40)}"'

    def id(self, expected: str) -> str:
        found = _ID.match(self.text, self.at)
        if not found or (found.end() < len(self.text) and _IN_WORD.match(self.text, found.end())):
            hint = " Ids are in lower case." if self.text[self.at : self.at + 1].isupper() else ""
            raise self.fault(f"expected {expected}, found {self.seen()}.{hint}")
        self.at = found.end()
        return found.group()

    def targets(self) -> list[str]:
        self.skip()
        targets: list[str] = []
        if self.is_option() or self.at >= len(self.text):
            return targets
        while True:
            found = _TARGET.match(self.text, self.at)
            if not found or (found.end() < len(self.text) and self.text[found.end()] not in ", \t\n"):
                raise self.fault(f"expected a target or key=value, found {self.seen()}.")
            if found.group() in targets:
                raise self.fault(f'target "{found.group()}" is named twice.')
            targets.append(found.group())
            self.at = found.end()
            self.skip()
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
            self.skip()
        if self.at < len(self.text) and not self.is_option():
            raise self.fault(f"expected key=value, found {self.seen()}; targets are separated by commas.")
        return targets

    def is_option(self) -> bool:
        found = _WORD.match(self.text, self.at)
        return bool(found) and self.text.startswith("=", found.end() if found else 0)

    def key(self) -> str:
        if not self.is_option():
            raise self.fault(f"expected key=value, found {self.seen()}; put words with spaces in straight quotes.")
        key = self.id("the name of an option")
        if not self.text.startswith("=", self.at):
            raise self.fault(f"expected key=value, found {self.seen()}.")
        self.at += 1
        return key

    def value(self, key: str) -> str:
        if self.text.startswith('"', self.at):
            return self.quoted(key)
        if self.text[self.at : self.at + 1] and self.text[self.at] in _CURLY:
            raise self.fault('use straight quotes ("…").')
        found = _BARE.match(self.text, self.at)
        if not found:
            raise self.fault(f'expected a value for "{key}", found {self.seen()}; put words with spaces in quotes.')
        if found.end() < len(self.text) and not self.text[found.end()].isspace():
            self.at = found.end()
            raise self.fault(f'put the value of "{key}" in quotes: it holds "{clean(self.text[self.at])}".')
        self.at = found.end()
        return found.group()

    def quoted(self, key: str) -> str:
        start = self.at
        self.at += 1
        parts: list[str] = []
        while True:
            found = _PLAIN.match(self.text, self.at)
            if found:
                parts.append(found.group())
                self.at = found.end()
            if self.at >= len(self.text):
                raise self.fault("this quote is never closed.", start)
            if self.text[self.at] == '"':
                self.at += 1
                break
            escape = self.text[self.at + 1 : self.at + 2]
            if escape not in _ESCAPES:
                raise self.fault(r"after \ expected one of: " + '" \\ n.')
            parts.append(_ESCAPES[escape])
            self.at += 2
        value = "".join(parts)
        if len(value) > LONGEST_VALUE:
            raise self.fault(f'the text of "{key}" has {len(value)} characters; at most {LONGEST_VALUE} are kept.', start)
        return clean(value, multiline=True)
