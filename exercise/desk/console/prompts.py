"""What a facilitator may ask and do in each phase: one question to the room, and the next thing to do."""

from __future__ import annotations

from typing import NamedTuple


class Prompt(NamedTuple):
    """A question for the room, and what the facilitator does next."""

    ask: str
    do: str


PROMPTS = {
    "lobby": Prompt(
        "What would each of you call a success, in one sentence?",
        "Say what this is: one brief, its claims as rules, no right answer. c begins the first turn.",
    ),
    "situation": Prompt(
        "What has changed, and for whom?",
        "Read the events aloud. Release or hold others (i). c opens the decisions.",
    ),
    "decide": Prompt(
        "How will you do it: who speaks for it, how openly, for how long? And who will answer?",
        "Walk about. Enter the order cards (s), or pass the keyboard round (j). c closes when all are done.",
    ),
    "answer": Prompt(
        "What would make this offer acceptable to you?",
        "Read each offer to those it asks (s), or pass the keyboard round (j). What stays open takes its default.",
    ),
    "confirm": Prompt(
        "Is the offer still worth it on these terms?",
        "The proposer has the last word on each change. c closes.",
    ),
    "adjudicate": Prompt(
        "Before we look: what do you expect to happen?",
        "Collect predictions (y), look before it stands (v), rule with a reason, then c lets it stand.",
    ),
    "read-out": Prompt(
        "Did you see that coming? What would have changed it?",
        "r reads out to the room; note what surprised them (n). c begins the next turn.",
    ),
    "over": Prompt(
        "Which claims of the brief did today support, which not: and was it the rules, the dice or us?",
        "Everything is open now. Go to the debrief.",
    ),
}
"""By phase."""

LAST = Prompt(PROMPTS["read-out"].ask, "r reads out to the room; note what surprised them (n). c ends the exercise.")
"""At the read-out of the last turn."""

PAUSED = Prompt("", "Paused: nothing moves and the clock stands. p goes on.")
