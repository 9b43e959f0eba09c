"""What every form is made of: options, fields, the form, and what has been filled in; and one thing asked of a person, with its submit.

Forms are frozen values that know no session. A builder gives an `Asking`: its form is worked out anew from what has been filled in, so that
fields that depend on others come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from exercise.model.play import Move
from exercise.model.vocabulary import LINE
from exercise.model.vocabulary import TEXT as TEXT_LIMIT
from exercise.reading.document import Document

Filled = Mapping[str, tuple[str, ...]]
"""What a person has filled in so far: the values chosen or the text written, by the name of the field."""
NOTHING: Filled = {}
LONG = TEXT_LIMIT
CHOICE = "choice"
TEXT = "text"


class Option(NamedTuple):
    """One option of a field; `barred` says why it cannot be taken."""

    value: str
    title: str
    text: str = ""
    barred: str = ""
    group: str = ""
    """The heading that it stands under, where the options are many."""
    cost: str = ""


class FormField(NamedTuple):
    """One field of a form: the options, and those chosen; `most` may be chosen together. The options of a text are only suggested."""

    name: str
    title: str
    options: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    text: str = ""
    most: int = 1
    stepping: bool = False
    """Too many to show at once: one is shown, stepped through."""
    stacked: bool = False
    """Too long for one line: each option has lines of its own, gone through up and down."""
    kind: str = CHOICE
    asks: str = ""
    """The question in a sentence, where the field is asked by itself."""
    needed: bool = False
    """An empty line does not do: an option is to be picked, or a text written."""
    later: bool = False
    """It is not asked for: it stands at its default until somebody changes it."""
    limit: int = LINE
    """Characters that a text keeps."""
    wrong: str = ""
    """Why what was filled in does not do."""

    @property
    def question(self) -> str:
        """Return what is asked where the field is asked by itself."""
        return self.asks or (f"{self.title}? {self.text}" if self.text else f"{self.title}?")

    @property
    def now(self) -> str:
        """Return what is filled in now, in words."""
        titles = {option.value: option.title for option in self.options}
        return ", ".join(titles.get(value, value) for value in self.chosen) or "nobody"


class Form(NamedTuple):
    """What is asked of a person: the fields to fill in, and what submitting them does."""

    title: str
    fields: tuple[FormField, ...] = ()
    text: str = ""
    """To be read before it is submitted."""
    sure: str = ""
    """A question to be answered with yes before it is submitted."""
    submit: str = ""
    """What submitting does, where the form is looked over before; fields can then be changed again."""
    done: str = ""
    """Told when it was submitted."""
    barred: str = ""
    """Why nothing can be filled in now."""
    help: str = ""
    """The section of the pages of help that is about it."""
    left: str = ""
    """Told when it was left before its end."""

    def values(self) -> dict[str, tuple[str, ...]]:
        """Return what stands in each field."""
        return {field.name: field.chosen for field in self.fields}


class Asking(NamedTuple):
    """One thing asked of a person."""

    form: Callable[[Filled], Form]
    submit: Callable[[Filled], str]
    """Takes what was filled in; returns why not, or an empty text."""
    opening: Callable[[], Document | None] = lambda: None
    """What is to be read before the first question."""
    expected: Callable[[Filled, Filled | None], Document | None] = lambda filled, before: None
    """What submitting would bring, or in what that differs from what was filled in before."""
    given: Filled = NOTHING
    """What is filled in from the beginning, and not asked for."""


def text_field(name: str, asks: str, text: str = "", *, needed: bool = False, filled: Filled = NOTHING, limit: int = LINE) -> FormField:
    """Return a field for a line of text, with what is to be read beside its question."""
    return FormField(name, "", (), filled.get(name, ()), text, kind=TEXT, asks=asks, needed=needed, limit=limit)


def choice_field(
    name: str, asks: str, options: Iterable[Option], text: str = "", *, filled: Filled = NOTHING, default: str = "", most: int = 1
) -> FormField:
    """Return a field that is chosen from a list; without a default, one of the options has to be picked."""
    chosen = filled.get(name, (default,) if default else ())
    return FormField(name, "", tuple(options), chosen, text, most, asks=asks, needed=not default)


def move_of(actor: str, kind: str, filled: Filled) -> Move:
    """Return the move that a form means: `target` fills its targets, `because` its reason, every other field an option of that name."""
    given = {name: "+".join(values) for name, values in filled.items() if name not in ("target", "because")}
    options = tuple(sorted((name, value) for name, value in given.items() if value))
    return Move(actor, kind, tuple(sorted(filled.get("target", ()))), options, "".join(filled.get("because", ())))
