"""Everything in play in English: names, values, moves, causes, events and refusals.

Make one `Words` for a scenario and ask it. This is the only prose about play: other rooms hand over values and print what comes back,
and texts written by the scenario's authors are shown as they stand. A module a topic, each resting on those before it: text, titles, names,
values, brief, terms, verbs, moves, causes, events, refusals.
"""

from exercise.words.events import inject_text
from exercise.words.refusals import REFUSALS
from exercise.words.text import arrow, counted, inside, joined, points
from exercise.words.titles import HOLDERS, SIDES, VERB_TITLES, WHAT_ENDS
from exercise.words.words import Words

__all__ = [
    "HOLDERS", "REFUSALS", "SIDES", "VERB_TITLES", "WHAT_ENDS", "Words", "arrow", "counted", "inject_text", "inside", "joined", "points",
]  # fmt: skip
