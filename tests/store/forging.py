"""Saves as a stranger could make them: the chain of hashes holds, and what it holds is of no session."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from exercise.store.lines import line_of

Records = list[dict[str, Any]]
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 1, 7, 10**6, 10**9, 2**63, 10**40, "", "x", "all", "facilitator", "nato", "0", "../../etc/passwd", "a" * 5000,
    "\x1b]0;x\x07", "\u202eabc", "\ud83d\ude00", "[/]", "<script>", "{0}", "%s", [], {}, [[]], [{}], {"id": "x"}, ["x", "y"], [0] * 300,
)  # fmt: skip
"""Values that stand somewhere in a save where others belong."""


def records_of(path: Path) -> Records:
    """Return the header and entries of a save as data, without their hashes."""
    records: Records = [json.loads(line) for line in path.read_bytes().splitlines()]
    for record in records:
        record.pop("h", None)
    return records


def write_forged(path: Path, records: Records) -> Path:
    """Write records as a save whose chain holds."""
    lines, before = [], ""
    for record in records:
        line, before = line_of(record, before)
        lines.append(line)
    path.write_bytes(b"".join(lines))
    return path


def forged(source: Path, path: Path, change: Callable[[Records], Any]) -> Path:
    """Write a copy of a save that somebody has changed."""
    records = records_of(source)
    change(records)
    return write_forged(path, records)


def mutated(source: bytes, random: Random) -> bytes:
    """Return a save with some places of it changed: most often so that the chain holds."""
    if random.random() < 0.15:
        return _spoilt(source, random)
    records: Records = [json.loads(line) for line in source.splitlines()]
    for record in records:
        record.pop("h", None)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        _change(records, random)
    lines, before = [], ""
    for record in records:
        try:
            line, before = line_of(record, before)
        except (ValueError, TypeError):
            continue
        lines.append(line)
    return b"".join(lines)


def _spoilt(source: bytes, random: Random) -> bytes:
    content = bytearray(source)
    for _ in range(random.choice((1, 1, 3, 20))):
        place = random.randrange(len(content))
        match random.randrange(4):
            case 0:
                content[place] ^= 1 << random.randrange(8)
            case 1:
                del content[place : place + random.choice((1, 10, 1000))]
            case 2:
                content[place:place] = random.randbytes(random.choice((1, 10, 1000)))
            case _:
                content[place : place + 40] = content[-40:]
    return bytes(content)


def _change(records: Records, random: Random) -> None:
    """Change one value somewhere in the records."""
    # The header is one record of many, and most of what can be said wrongly stands in it.
    at: Any = records[0] if random.random() < 0.5 else random.choice(records)
    while True:
        places = list(at) if isinstance(at, dict) else range(len(at))
        if not places:
            return
        place = random.choice(places)
        if not isinstance(at[place], dict | list) or not at[place] or random.random() < 0.12:
            break
        at = at[place]
    match random.randrange(6):
        case 0:
            del at[place]
        case 1 if isinstance(at, list):
            at.insert(place, at[random.randrange(len(at))])
        case 2 if isinstance(at, dict):
            at[random.choice(("x", "id", "of", "title", str(place) + "x"))] = at[place]
        case 3 if isinstance(at[place], int):
            at[place] = random.choice((at[place] + 1, -at[place], at[place] * 1000, 10**12))
        case 4 if isinstance(at[place], str):
            at[place] = random.choice((at[place][:-1], at[place] * 3, at[place].replace("a", "o"), at[place].upper()))
        case _:
            at[place] = random.choice(STRANGE)


SLIPS = ("\t", "  ", ": ", "- ", "#", "'", '"', "[", "{", "|", "&a ", "*a", "!x ", "\u202e", "\u00a0", "\x00", "\u2212", "×", "999999999", "is not")


def slipped(text: str, random: Random) -> str:
    """Return a file of a scenario with a few slips in it."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 2, 6))):
        number = random.randrange(len(lines))
        line = lines[number]
        words = line.split(" ")
        match random.randrange(7):
            case 0:
                del lines[number]
                lines = lines or [""]
            case 1:
                lines.insert(number, lines[random.randrange(len(lines))])
            case 2:
                place = random.randrange(len(line) + 1)
                lines[number] = line[:place] + random.choice(SLIPS) + line[place:]
            case 3:
                words[random.randrange(len(words))] = random.choice(lines).strip()
                lines[number] = " ".join(words)
            case 4:
                lines[number] = " " * random.randrange(8) + line.lstrip()
            case 5:
                lines[number] = line[: random.randrange(len(line) + 1)]
            case _:
                other = random.randrange(len(lines))
                lines[number], lines[other] = lines[other], lines[number]
    return "\n".join(lines)
