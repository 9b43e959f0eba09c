"""What the console draws: small frozen values with the words already in them, made by `console.Console`."""

from __future__ import annotations

from typing import NamedTuple

from exercise.model.play import Move
from exercise.reading.models import Change, Odds, Planned, Reason, Story


class SeatPlace(NamedTuple):
    """One seat at the table: who holds it and whether it is done with the phase; never what it decided."""

    seat: str
    title: str
    side: str
    holder: str
    """person, hold where the seat is absent, or the name of a bot."""
    state: str
    """done, waits, bot, absent, or an empty text where the phase asks nothing of it."""
    said: str
    """The state in words."""


class Asked(NamedTuple):
    """Something that waits for an answer of a seat, the answers it may get, and the one it got."""

    move: Move
    key: str
    """The option of the move that an answer fills in."""
    who: str
    title: str
    options: tuple[tuple[str, str], ...]
    now: str = ""
    terms: str = ""
    """How it would be done, to be read aloud with an offer."""


class Happening(NamedTuple):
    """One inject as it stands: what it is, when it comes or came, and what may be done with it now."""

    inject: str
    subject: str
    title: str
    state: str
    """happened, due, armed, held, skipped, gone, or idle where only a condition or a hand brings it."""
    said: str
    """When it comes or came, and who hears it, in words."""
    turn: int = 0
    partly: bool = False
    """It happened, and not everyone has heard of it."""


class InjectPage(NamedTuple):
    """One inject opened up for the facilitator: its text, whom it concerns and is for, the note, the facts, and what rests on it."""

    title: str
    text: str
    lines: tuple[tuple[str, str], ...]
    """(heading, text) pairs."""
    places: tuple[tuple[str, str, str], ...] = ()
    """Claims behind it: (id, where, in our words)."""


class Letter(NamedTuple):
    """A message: between seats, a pledge, or a request for information to the facilitator."""

    number: int
    turn: int
    sender: str
    sort: str
    """request, answer, pledge or message."""
    head: str
    text: str
    is_open: bool = False
    """A request that nobody has answered."""


class Case(NamedTuple):
    """An argument with its reasons, and how it was ruled."""

    key: str
    who: str
    side: str
    text: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    ruled: str
    """Empty while it is open; else in words."""


class RulingDraft(NamedTuple):
    """A ruling on an argument under construction."""

    method: str = "umpire"
    """consensus, umpire or dice."""
    result: str = "yes"
    strength: str = "100"
    roll: str = ""
    """The dice as rolled at the table, such as `3+4`; empty: the program rolls."""
    strong: tuple[str, ...] = ()
    """Reasons that count, as `for:0`."""
    more: tuple[str, ...] = ()
    """Further modifiers, each a number and a reason."""
    counts_as: str = ""
    """The move that it counts as, without the actor."""
    changes: tuple[str, ...] = ()
    """Direct changes, such as `quarrel +3`."""


class Sized(NamedTuple):
    """A size that a direct change of an argument may have: as it is written in the move, as it is read, and in a word."""

    by: str
    said: str
    word: str


class Guess(NamedTuple):
    """A prediction of a seat."""

    who: str
    side: str
    text: str


class FacilitatorNote(NamedTuple):
    """A note of the facilitator's, with the objective that it observes."""

    turn: int
    text: str
    objective: str = ""


class Rulable(NamedTuple):
    """What a ruling can be about: a draw, a rule's part in a change, or a track that a change may be added to."""

    what: str
    """draw, strike or change."""
    rule: str = ""
    about: tuple[str, ...] = ()
    track: str = ""
    title: str = ""
    result: str = ""
    """For a draw, what it is to be instead: yes or no."""


class Part(NamedTuple):
    """One row of a look: a change or draw with its reasons, and for each of them what could be ruled."""

    change: Change | None
    draw: Odds | None
    rulable: Rulable
    parts: tuple[tuple[Reason, Rulable | None], ...] = ()


class Look(NamedTuple):
    """The adjudication as it would come out now."""

    moves: tuple[tuple[str, str, str, str], ...]
    """(actor, side, title, terms)."""
    crossings: tuple[Story, ...]
    draws: tuple[Part, ...]
    changes: tuple[Part, ...]
    rulings: tuple[str, ...]


class MoveReading(NamedTuple):
    """A move read back: what it says, what it costs, and why it would be refused, or what is wrong with its text."""

    text: str = ""
    """The sentence; empty where the line holds a word that means nothing here, so that nothing reads as if it were an order."""
    fault: str = ""
    planned: Planned | None = None
    lacks: str = ""
    """What an unfinished line still wants: no fault, and not a move either."""


class Hand(NamedTuple):
    """What an actor has at hand when its card is entered: capital in tenths, what it has sealed, and what of its own runs on."""

    who: str
    side: str
    capital: int
    most: int
    sealed: tuple[Planned, ...]
    running: tuple[Planned, ...]
