"""Draws keyed by what they concern, not by when they are made: one more draw changes no other.

A draw is SHA-256 over the session's seed and typed, length-prefixed parts; the same on every machine and Python version.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

VERSION = "exercise-rng-1"
Part = str | int


def _netstring(part: Part) -> bytes:
    body = part.encode() if isinstance(part, str) else str(part).encode()
    return b"%d:%c%b," % (len(body), b"s" if isinstance(part, str) else b"i", body)


@lru_cache(maxsize=20_000, typed=True)
def _netstrings(*parts: Part) -> bytes:
    """Return parts as length-prefixed bytes; the games of a series ask for the same keys again and again."""
    return b"".join([_netstring(part) for part in parts])


def base(seed: str) -> bytes:
    """Return the key from which all draws of a session are derived; `seed` is 32 hexadecimal digits in saves, any text in tests."""
    return sha256(_netstring(VERSION) + _netstring(seed)).digest()


def draw(base_: bytes, *key: Part) -> int:
    """Return the 64-bit number that belongs to a key."""
    return int.from_bytes(sha256(base_ + _netstrings(*key)).digest()[:8], "big")


def stem(base_: bytes, *key: Part) -> bytes:
    """Return the first parts of a key as bytes, so that `draw_next` encodes only the last."""
    return base_ + _netstrings(*key)


def draw_next(stem_: bytes, part: Part) -> int:
    """Return what `draw` gives for the key of the stem with one more part."""
    return int.from_bytes(sha256(stem_ + _netstrings(part)).digest()[:8], "big")


def percent(base_: bytes, *key: Part) -> int:
    """Return a number from 0 to 99: the event happens when it is below the odds, so raising the odds never undoes a yes."""
    return draw(base_, *key) * 100 >> 64


def below(base_: bytes, limit: int, *key: Part) -> int:
    """Return a number from 0 to limit - 1, each as likely as any other to within 2**-50 for limits a table can have.

    Raises:
        ValueError: If `limit` is not at least 1.
    """
    if limit < 1:
        raise ValueError("a draw needs at least one possibility")
    return draw(base_, *key) * limit >> 64
