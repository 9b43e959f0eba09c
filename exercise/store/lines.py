"""The lines of a save: how one is written, checked and decoded.

A line ends in `,"h":"…"}`: the first 32 hex digits of SHA-256 over the h before it (none for the header) and the SHA-256, in hex, of
the line's bytes up to there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, NoReturn

from exercise.model.text import clean

KIND = "exercise-journal"

TAIL = 40
"""Bytes of `,"h":"` + 32 hex digits + `"}`."""
START = re.compile(rb'\{"n":0,"k":"exercise-journal","v":(\d{1,9})[,}]')
"""How a save begins; the group is its format."""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice")
    return made


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


DECODER = json.JSONDecoder(object_pairs_hook=_mapping, parse_float=_no_float, parse_constant=_no_float)


class Unread(Mapping[str, Any]):
    """The scenario in a save's header, decoded only when needed: callers that have it cached never ask."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @cached_property
    def _data(self) -> dict[str, Any]:
        found: dict[str, Any] = DECODER.decode(self._text.decode("utf-8"))
        return found

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


def hash_of(before: str, body: bytes) -> str:
    """Return the hash of a line from the one before and the line's bytes up to its own."""
    return sha256(f"{before}{sha256(body).hexdigest()}".encode()).hexdigest()[:32]


def line_of(data: dict[str, Any], before: str) -> tuple[bytes, str]:
    """Return a record as a line and its hash."""
    body = as_bytes(data)[:-1]
    h = hash_of(before, body)
    return body + f',"h":"{h}"}}\n'.encode(), h


def as_bytes(data: dict[str, Any]) -> bytes:
    """Return data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def checked_line(line: bytes, n: int, before: str, decode: Callable[[bytes], Any]) -> tuple[str, dict[str, Any]]:
    """Return a line's hash and its record without it.

    Args:
        line: The line, without its end.
        n: The number that it should have.
        before: The hash of the line before.
        decode: Makes data of the line.

    Raises:
        ValueError: What is wrong with the line.
    """
    line = line.removesuffix(b"\r")
    if not line:
        raise ValueError("an empty line does not belong here")
    body, tail = line[:-TAIL], line[-TAIL:]
    if len(line) <= TAIL or tail[:6] != b',"h":"' or tail[-2:] != b'"}':
        raise ValueError("this line is damaged")
    h = tail[6:-2].decode("latin-1")
    if h != hash_of(before, body):
        raise ValueError("this line was changed after it was written, or does not belong here")
    try:
        record = decode(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this line cannot be read ({clean(str(error), limit=80)})") from None
    if type(record) is not dict or record.get("n") != n:
        raise ValueError(f"this line should be number {n}")
    del record["h"]
    return h, record


def decoded_line(line: bytes) -> Any:
    """Return a line as data, its numbers whole and no name given twice."""
    return DECODER.decode(line.decode("utf-8"))
