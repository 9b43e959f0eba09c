"""What screens draw: small frozen values with the words already in them, made by `desk.Desk` from what the session gives.

Nothing here comes from Textual, and nothing here is worked out again: a screen shows these as they are.
"""

from __future__ import annotations

from typing import NamedTuple


class Bar(NamedTuple):
    """The line at the top: where the session stands and how much capital the seat has left, in tenths."""

    title: str
    turn: int
    turns: int
    when: str
    you: str
    side: str = ""
    capital: int = 0
    income: int = 30
    phase: str = ""
    level: str = "full"


class Track(NamedTuple):
    """One track or measure as a bar: `value` and `ghost` (what a preview expects) in thousandths of its range."""

    ref: str
    title: str
    short: str
    text: str
    """The number, or the name of the band."""
    value: int | None
    band: tuple[int, int] | None = None
    """Where only a band is known: its ends, in thousandths."""
    ghost: int | None = None
    change: str = ""
    tone: int = 0
    """1 welcome, -1 unwelcome, 0 neither."""
    marks: tuple[int, ...] = ()
    """Where thresholds lie, in thousandths."""
    side: str = ""


class Cell(NamedTuple):
    """One land of a map layer: thousandths of the layer's range, None where nothing is known, and the text printed on it."""

    code: str
    name: str
    value: int | None
    text: str
    ref: str = ""


class Shade(NamedTuple):
    """One state on a layer of a report's map: who, thousandths of the range, and the value in words."""

    actor: str
    share: int
    text: str


class Layer(NamedTuple):
    """One layer of the map, with the words for both ends of its scale."""

    id: str
    title: str
    low: str
    high: str
    cells: tuple[Cell, ...]
    scale: str = "up"
    """up: more is better; down: more is worse; both: two poles."""
    mapped: bool = True
    """Whether its cells are lands of the map; else they are drawn as a table of bars."""


class Kind(NamedTuple):
    """A kind of move in the list: its heading, what it costs at least, and why it is barred."""

    id: str
    title: str
    group: str
    cost: int
    text: str = ""
    barred: str = ""


class Reason(NamedTuple):
    """One signed cause in words; `mark` is a short reference to the brief, `ref` what it opens into."""

    amount: str
    tone: int
    text: str
    mark: str = ""
    ref: str = ""


class Change(NamedTuple):
    """One change, expected or recorded, with the causes that sum to it; `gain` is 1, -1 or 0 for the seat."""

    ref: str
    title: str
    amount: str
    sign: int
    gain: int
    reasons: tuple[Reason, ...] = ()
    before: str = ""
    after: str = ""
    later: str = ""
    note: str = ""
    page: str = ""
    """The page of the Why drawer that it opens into."""
    own: bool = True
    """Whether it is the seat's own: one of its objectives counts it, it has one of its actors in it, or it is about all."""


class Odds(NamedTuple):
    """A draw: what may happen, its odds in percent and the signed lines behind them; `result` is empty before it is drawn."""

    ref: str
    title: str
    odds: str
    lines: tuple[Reason, ...] = ()
    result: str = ""
    mark: str = ""


class Forecast(NamedTuple):
    """What a move, an answer or a reaction is expected to bring, everyone else holding still."""

    refusal: str = ""
    cost: int = 0
    changes: tuple[Change, ...] = ()
    chances: tuple[Odds, ...] = ()
    follows: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    consent: str = ""
    declined: tuple[Change, ...] = ()
    claims: tuple[tuple[str, str, str], ...] = ()
    """Claims behind it: (id, where, in our words)."""


class Planned(NamedTuple):
    """A sealed move in the plan."""

    key: str
    title: str
    terms: str
    cost: int
    text: str = ""


class Question(NamedTuple):
    """Something that waits for an answer: an offer, a change to one's own offer, or an inject to react to."""

    ref: str
    kind: str
    """offer, consult, confirm or reaction."""
    actor: str
    title: str
    text: str
    terms: tuple[tuple[str, str], ...] = ()
    answered: str = ""
    asked: str = ""
    """Which actor of the seat it asks, where the seat has several."""
    wishing: tuple[str, ...] = ()
    """Who asks for changes, by name, where the proposer has the last word."""


class Story(NamedTuple):
    """One story of a read-out: what happened, the changes and draws it made, and what would have changed it."""

    ref: str
    title: str
    lines: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    draws: tuple[Odds, ...] = ()
    claims: tuple[tuple[str, str, str], ...] = ()
    crossing: bool = False
    about: tuple[str, ...] = ()
    """The actors it is about."""


class Instead(NamedTuple):
    """What would have changed a result: what was different, and the two values."""

    text: str
    before: str
    after: str
    tone: int = 0


class Reading(NamedTuple):
    """The read-out of one turn."""

    turn: int
    when: str
    moves: tuple[tuple[str, str, str, str], ...]
    """(actor, side, title, terms) of the moves that became known."""
    stories: tuple[Story, ...]
    changes: tuple[Change, ...]
    draws: tuple[Odds, ...] = ()


class Score(NamedTuple):
    """An objective and how far it was reached, 0 to 100, with par where it is set."""

    title: str
    text: str
    score: int | None
    par: int | None = None
    private: bool = False
    actor: str = ""


class Result(NamedTuple):
    """The end of a session."""

    title: str
    scores: tuple[Score, ...]
    others: tuple[Score, ...]
    tracks: tuple[Change, ...]
    lasted: tuple[str, ...]
    record: tuple[tuple[str, str, str], ...]
    """(when, what you did, what the record says)."""
    questions: tuple[str, ...] = ()
    save: str = ""


class Leaf(NamedTuple):
    """One page of the Why drawer: a heading, signed causes, prose, and where one can go from here."""

    title: str
    sub: str = ""
    reasons: tuple[Reason, ...] = ()
    total: str = ""
    text: tuple[tuple[str, str], ...] = ()
    """(ink, paragraph) pairs."""
    links: tuple[tuple[str, str, str], ...] = ()
    """(ref, label, mark) of the pages below."""
    instead: tuple[Instead, ...] = ()


class SeatCard(NamedTuple):
    """A seat that can be taken, under a seat plan."""

    plan: str
    plan_title: str
    id: str
    title: str
    actors: tuple[str, ...]
    side: str
    text: str
    objectives: tuple[tuple[str, str], ...]
    shorts: tuple[str, ...] = ()
    """The short forms of its actors."""


class Card(NamedTuple):
    """A scenario opened up for choosing: what it is about, how long it takes, and who can be played."""

    id: str
    title: str
    text: str
    brief: str
    turns: int
    minutes: int
    seats: tuple[SeatCard, ...]
    variants: tuple[tuple[str, str, str], ...] = ()


class PlannedSeat(NamedTuple):
    """A seat of a plan as anyone may read of it: what it is called, for whom it decides, and who those are."""

    id: str
    title: str
    actors: tuple[str, ...]
    side: str
    about: tuple[tuple[str, str], ...] = ()


class Plan(NamedTuple):
    """A seat plan: for how many people, and the seats."""

    id: str
    title: str
    people: int
    seats: tuple[PlannedSeat, ...]


class Draft(NamedTuple):
    """A move under construction: nothing is sealed yet."""

    actor: str
    kind: str
    targets: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    because: str = ""


class Advice(NamedTuple):
    """One thing that the adviser would think about: a draft to take, why it is named, and what it is expected to bring."""

    draft: Draft
    angle: str
    title: str
    terms: str
    aims: tuple[Reason, ...]
    """What it does for the objectives: signed points of their scores."""
    others: str
    """How others would take it, in sentences."""
    forecast: Forecast


BELOW = ("dim", "more")
"""Inks of lines that belong to the bullet above them."""


class ScenarioText(NamedTuple):
    """A heading and its paragraphs, as they stand in the scenario; `bullets` are short lines after them."""

    title: str
    text: str = ""
    bullets: tuple[tuple[str, str], ...] = ()
    """(ink, line) pairs."""


class Standing(NamedTuple):
    """A small table of the states: column titles, then (code, name, texts) a row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


class Claimed(NamedTuple):
    """A claim of the brief for the reader: where it stands, what kind it is, and what rests on it."""

    id: str
    where: str
    section: str
    kind: str
    text: str
    ours: str
    uses: tuple[tuple[str, str], ...] = ()
    """(ref, title) of the rules, moves and injects that rest on it."""


class SeatStatus(NamedTuple):
    """A seat at a shared keyboard: who sits there, and whether the table still waits for it."""

    seat: str
    title: str
    name: str
    side: str
    holder: str
    """person, hold where the seat is absent, else the name of a bot."""
    waits: bool = False
    done: bool = False


class Mark(NamedTuple):
    """One thing that happened: its turn (from 1), its lane, what sort of thing it was, and what it opens."""

    turn: int
    lane: str
    sort: str
    ref: str


class Lane(NamedTuple):
    """A row of the timeline."""

    id: str
    title: str
    ink: str


class TrendLine(NamedTuple):
    """One line: its name, its ink, and thousandths of its range at each turn (None: not known)."""

    name: str
    ink: str
    values: tuple[int | None, ...]
    text: str = ""
    """The value at the end, as printed."""
