"""Text as it is spoken: signs become words, boxes and arrows go, paragraphs are joined, nothing that could steer a terminal is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exercise.model.text import clean

LONGEST = 2_000_000
WORDS = {
    " · ": ", ", " → ": " to ", "→": " to ", "▲": "up ", "▼": "down ", "≈": "about ", "…": "...", "–": "-", "—": "-", " ½": " and a half",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "•": "-", "·": "-", "▸ ": "", "×": "x", "\u00a0": " ",
}  # fmt: skip

_MINUS = re.compile("−(?=[0-9])")
_PLUS = re.compile(r"(?<![\w+])\+(?=[0-9])")
_DRAWN = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2800-\u28ff\u2b00-\u2bff\U0001f000-\U0001faff\ufe0e\ufe0f]")
_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")


def spoken(text: str) -> str:
    """Return a line of text with signs said in words and without anything drawn."""
    text = clean(text, multiline=True, limit=LONGEST)
    for sign, word in WORDS.items():
        if sign in text:
            text = text.replace(sign, word)
    text = _PLUS.sub("plus ", _MINUS.sub("minus ", text)).replace("−", "-")
    return _DRAWN.sub("", text)


def moved(sign: int, amount: str) -> str:
    """Return a change in words: `up 2.5`, `down about 1`, `up`, `unchanged`.

    Args:
        sign: 1, -1 or 0.
        amount: As the desk writes it, with sign or arrow.
    """
    way = "up" if sign > 0 else "down" if sign < 0 else "unchanged"
    about = "about " if "≈" in amount else ""
    number = amount.lstrip("≈+−▲▼· ")
    return f"{way} {about}{number}" if sign and number else way


def part(amount: str) -> str:
    """Return one signed part of a sum in words: `plus 2.5`, `minus 1`, `pushes up`, `pushes down`."""
    if amount in ("▲", "▼"):
        return "pushes up" if amount == "▲" else "pushes down"
    return spoken(amount).strip() or "nothing"


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs, list items and headings of a text, each on one line and without marks."""
    kept: list[str] = []
    for line in [*text.split("\n"), ""]:
        bare = line.strip()
        starts = bare[:2] in ("- ", "* ") or bare.startswith("#")
        if kept and (not bare or starts):
            yield _unmarked(" ".join(kept))
            kept = []
        if bare.startswith("#"):
            yield _unmarked(bare.lstrip("# ")) + "."
        elif bare:
            kept.append("- " + bare[2:] if starts else bare)


def _unmarked(text: str) -> str:
    return _MARKED.sub(lambda found: found.group(1) or found.group(2), text)
