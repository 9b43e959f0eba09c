"""The closed vocabularies of play, each word once. A member equals its plain text, so files and saves hold the text."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """Where in a turn a session stands, in order; `over` after the epilogue."""

    LOBBY = "lobby"
    SITUATION = "situation"
    DECIDE = "decide"
    ANSWER = "answer"
    CONFIRM = "confirm"
    ADJUDICATE = "adjudicate"
    READ_OUT = "read-out"
    OVER = "over"


class TurnStage(StrEnum):
    """The steps in which a half-year is adjudicated, in order."""

    SITUATION = "situation"
    MOVES = "moves"
    COMBINATIONS = "combinations"
    DRIFT = "drift"
    THRESHOLDS = "thresholds"


class SessionPace(StrEnum):
    """How much of a scenario a turn covers: one half-year, or two."""

    FULL = "full"
    SEMINAR = "seminar"


class Level(StrEnum):
    """How much of the working the table is told: all of it, reasons without numbers, or which way things went."""

    FULL = "full"
    REASONS = "reasons"
    ARROWS = "arrows"


class Holder(StrEnum):
    """Who decides for a seat: a person, one of the two bots, or nobody (its actors hold still)."""

    PERSON = "person"
    PERSONA = "persona"
    RANDOM = "random"
    HOLD = "hold"


class MadeBy(StrEnum):
    """Who made an entry; `recorded` for one that a fork took over."""

    PERSON = "person"
    BOT = "bot"
    RECORDED = "recorded"


class Reply(StrEnum):
    """What may be answered to an offer; the last two are for those who are consulted only."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CHANGE = "change"
    OBJECT = "object"
    NO_OBJECTION = "no-objection"


class MoveOutcome(StrEnum):
    """What became of a move; an offer lapses when changes were asked for and not agreed."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class ProgrammeState(StrEnum):
    """How a programme stands."""

    RUNNING = "running"
    DONE = "done"
    BROKEN = "broken"
    EVICTED = "evicted"


class SignalType(StrEnum):
    """What a signal states."""

    INTENTION = "intention"
    PROMISE = "promise"
    RED_LINE = "red-line"


class SignalState(StrEnum):
    """How a signal stands; a red line is crossed by others, the rest are broken by their maker."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CROSSED = "crossed"


class RulingType(StrEnum):
    """What a ruling does: replaces the result of a draw, strikes what a rule gives, or adds a change."""

    DRAW = "draw"
    STRIKE = "strike"
    CHANGE = "change"


class ArgumentState(StrEnum):
    """How an argument was ruled."""

    OPEN = "open"
    ALLOWED = "allowed"
    FAILED = "failed"


class JudgedBy(StrEnum):
    """How an argument was judged."""

    CONSENSUS = "consensus"
    UMPIRE = "umpire"
    DICE = "dice"


class Direction(StrEnum):
    """Which way a track is predicted to go."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


class CauseSource(StrEnum):
    """What a cause of a change is; `hidden` stands for all that a seat may not know."""

    RULE = "rule"
    INJECT = "inject"
    CHOICE = "choice"
    RANGE = "range"
    FADING = "fading"
    RULING = "ruling"
    ARGUMENT = "argument"
    COST = "cost"
    REFUND = "refund"
    INCOME = "income"
    UPKEEP = "upkeep"
    WRITTEN = "written"
    HIDDEN = "hidden"


LINE = 500
"""Characters that a reason, or another text of one line, may have."""
TEXT = 2000
"""Characters that a message, a note or an event written by hand may have."""
NAME = 40
"""Characters the name of who sits in a seat may have."""
