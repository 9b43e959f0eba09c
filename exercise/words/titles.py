"""What fixed things are called: phases, stages, verbs, replies, holders and levels of explanation."""

from __future__ import annotations

PHASE_TITLES = {
    "lobby": "Before the start",
    "situation": "Situation",
    "decide": "Decisions",
    "answer": "Answers",
    "confirm": "Last word",
    "adjudicate": "Adjudication",
    "read-out": "Read-out",
    "over": "The end",
}

STAGE_TITLES = {
    "situation": "Situation",
    "moves": "Moves",
    "combinations": "Moves taken together",
    "drift": "The course of things",
    "thresholds": "Turning points",
}

VERB_TITLES = {
    "answer": "answer an offer",
    "confirm": "have the last word on an offer",
    "withdraw": "take back a sealed move",
    "end": "end a programme",
    "signal": "send a signal",
    "react": "react to an event",
    "argue": "make an argument",
    "commit": "say that the seat is done",
    "uncommit": "say that the seat is not done after all",
    "message": "send a message",
    "predict": "predict a reaction",
    "note": "take a note",
    "weigh": "add a reason to an argument",
    "close-phase": "close the phase",
    "release": "release an inject",
    "hold": "hold an inject back",
    "unhold": "let go of an inject",
    "arm": "arm an inject for a later turn",
    "skip": "skip an inject",
    "reveal": "make an inject known to all",
    "amend": "amend a sealed move",
    "write": "write an inject",
    "rule": "rule on the adjudication",
    "rule-argument": "rule on an argument",
    "hand": "hand over a seat",
    "pause": "pause the session",
    "resume": "resume the session",
    "explain": "set how much is explained",
    "turns": "change the number of turns",
    "end-session": "end the session",
}

REPLIES = {
    "accept": "accepts",
    "decline": "declines",
    "change": "asks to change",
    "object": "objects",
    "no-objection": "has no objection",
}

LEVELS = {
    "full": "reasons and numbers",
    "reasons": "reasons without numbers",
    "arrows": "arrows only",
}

HOLDERS = {
    "person": "a person",
    "persona": "its persona",
    "random": "a bot that plays at random",
    "hold": "nobody",
    "bot": "a bot",
}

JUDGED = {"consensus": "The table agreed on it.", "umpire": "The facilitator ruled on it."}
"""How an argument was judged, where no dice were thrown."""

STRENGTHS = {50: " at half strength", 100: "", 150: " at one and a half times its strength"}

WHAT_ENDS = {"done": "ran its course", "broken": "was broken off early", "evicted": "was ended by its host", "running": "is running"}

SIDES = ("west", "russia", "china", "republic")
"""The sides that have a colour of their own on screens and papers."""
