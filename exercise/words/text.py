"""Small pieces of English that know no scenario: numbers, lists, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ARROWS = {1: "▲", 0: "·", -1: "▼"}


def points(tenths: int) -> str:
    """Return tenths of a point as points with at most one decimal: "38.5", "−2"."""
    whole, part = divmod(abs(tenths), 10)
    text = f"{whole}.{part}" if part else str(whole)
    return "−" + text if tenths < 0 else text


def arrow(change: int) -> str:
    """Return ▲ for a rise, ▼ for a fall, · for neither."""
    return ARROWS[(change > 0) - (change < 0)]


def joined(items: Sequence[str]) -> str:
    """Return items as a sentence lists them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: "the five republics"."""
    return title[:1].lower() + title[1:] if title.startswith(("The ", "Those ", "What ", "Where ")) else title


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 turn", "3 turns"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def plain(id: str) -> str:
    """Return an id as words: `base-lease` as "base lease"."""
    return id.replace("-", " ").replace("_", " ")


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def texts(fact: Any) -> list[str]:
    """Return a fact of a refusal as a list of texts: one text, or several."""
    if isinstance(fact, str):
        return [fact] if fact else []
    return [str(part) for part in fact]


def quoted(text: str) -> str:
    """Return a text in quotation marks, or nothing for none."""
    return f"“{text}”" if text else ""


def because(text: str) -> str:
    """Return a reason as the end of a sentence: ", because “no basing”"; nothing for none."""
    # The sentence that it stands in brings its own full stop.
    return f", because {quoted(text.rstrip(' .') or text)}" if text else ""


def signed(number: int) -> str:
    """Return a whole number with its sign: "+2", "−1", "0"."""
    return f"+{number}" if number > 0 else f"{number}".replace("-", "−")


def first(targets: Sequence[str]) -> str:
    """Return the first of a move's targets."""
    return targets[0] if targets else "?"
