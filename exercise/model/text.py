"""Text from files and people made safe to keep and to show: call `clean` where text enters, `unfit` where a file is refused instead.

What is replaced could steer a terminal, reorder a line or hide inside it. Knows nothing about where the text comes from.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 4
"""Combining marks kept in a row."""

_JOINERS = "\u200c\u200d"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Everything that some rule below could touch; most texts have none of it and are returned as they are.
_SUSPECT = re.compile("[^\\x20-\\x7e\\n\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")
_REPLACED = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029{_BIDI}\ud800-\udfff\ufffe\uffff]")


def clean(text: str, multiline: bool = False, limit: int = 6000) -> str:
    """Return the text without anything that could disturb a screen, at most `limit` characters long.

    Controls, lone surrogates, line separators and direction marks become U+FFFD; other invisible format characters are dropped, save
    the joiners that scripts and emoji need; at most four combining marks stand in a row. Line ends become "\\n", or a space where
    only one line is wanted; tabs become a space. Cleaning twice changes nothing more.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.replace("\t", " ")
    if not multiline and "\n" in text:
        text = text.replace("\n", " ")
    if _SUSPECT.search(text):
        text = _REPLACED.sub("\ufffd", text)
        text = "".join(char for char in text if unicodedata.category(char) != "Cf" or char in _JOINERS)
        text = _few_marks(unicodedata.normalize("NFC", text))
    return text[:limit]


def unfit(text: str) -> tuple[int, str] | None:
    """Return where the first character stands that no scenario file may hold, and what it is; None when there is none."""
    if not _SUSPECT.search(text):
        return None
    for index, char in enumerate(text):
        if char != "\t" and (_REPLACED.match(char) or (unicodedata.category(char) == "Cf" and char not in _JOINERS)):
            return index, named_character(char)
    return None


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


ALIKE = {
    "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "×": "x", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'",
    "«": '"', "»": '"', "а": "a", "в": "b", "с": "c", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o",
    "р": "p", "ѕ": "s", "т": "t", "у": "y", "х": "x", "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "І": "I", "К": "K", "М": "M",
    "О": "O", "Р": "P", "Ѕ": "S", "Т": "T", "Х": "X", "α": "a", "ο": "o", "ν": "v", "ι": "i", "κ": "k", "τ": "t", "υ": "u", "ρ": "p",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Χ": "X",
    "ı": "i", "ǀ": "l", "＿": "_", "＝": "=", "［": "[", "］": "]", "，": ",", "：": ":", "≤": "<=", "≥": ">=",
}  # fmt: skip
"""Characters that pass for others on screen, or that word processors put in their place, and what was probably typed."""


def plain(text: str) -> str:
    """Return a text with the characters that pass for others replaced by what was probably typed."""
    return "".join(ALIKE.get(char, char) for char in text)


def lookalike(text: str) -> str:
    """Return ` It holds U+0430 (cyrillic small letter a), which only looks like "a".`; empty where no character passes for another."""
    odd = next((char for char in text if char in ALIKE), "")
    return f' It holds {named_character(odd)}, which only looks like "{ALIKE[odd]}".' if odd else ""


def named_character(char: str) -> str:
    """Return a character's number and, where it has one, its name: `U+202E (right-to-left override)`."""
    name = unicodedata.name(char, "")
    number = f"U+{ord(char):04X}"
    return f"{number} ({name.lower()})" if name else number
