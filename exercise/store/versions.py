"""The format of saves and the ordered chain of upgrades that brings older ones up to it.

`upgraded` is called once a file's chain has been verified, on data, never on the file: opening a save does not change it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FORMAT = 2
"""The format that is written; every older one can be read."""

Upgrade = Callable[[dict[str, Any], list[dict[str, Any]]], tuple[dict[str, Any], list[dict[str, Any]]]]
"""Makes header and entries of one format into those of the next."""


def _changes_as_text(header: dict[str, Any], entries: list[dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Format 2 writes a change of a track as one line of text; the mapping that format 1 has is still read where it stands."""
    return header, entries


UPGRADES: dict[int, Upgrade] = {1: _changes_as_text}
"""By the format an upgrade starts from; there is one for every format below FORMAT."""


def upgraded(version: int, header: dict[str, Any], entries: list[dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return header and entries as the present format has them."""
    while version < FORMAT:
        header, entries = UPGRADES[version](header, entries)
        version += 1
        header["v"] = version
    return header, entries
