"""What every form is made of: options, fields, and what has been filled in. Frozen values that know no session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Filled = Mapping[str, tuple[str, ...]]
"""What a person has filled in so far: the values chosen or the text written, by the name of the field."""


class Option(NamedTuple):
    """One option of a field; `barred` says why it cannot be taken."""

    value: str
    title: str
    text: str = ""
    barred: str = ""


class FormField(NamedTuple):
    """One field of a form: the options, and those chosen; `most` may be chosen together."""

    name: str
    title: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...]
    text: str = ""
    most: int = 1
    stepping: bool = False
    """Too many to show at once: one is shown, stepped through."""
    stacked: bool = False
    """Too long for one line: each option has lines of its own, gone through up and down."""
