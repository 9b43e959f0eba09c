"""How a turn is worked out: `adjudicate` what was agreed, `open_turn` with what is due, `run_epilogue` after the last turn.

Stages run in a fixed order; within one every rule reads the state as the stage began, changes are summed per track and then held in
range, so no rule depends on file or seating order and the causes of every change sum to it exactly. `offers` and `resolve` say what the
turn's moves became, `settle` carries out what the rules of a stage gave, `turn` puts the stages together.
"""

from exercise.engine.adjudicate.injects import choosers, inject_turn, release
from exercise.engine.adjudicate.offers import acts_of, asked_of, parties_of
from exercise.engine.adjudicate.run import NotedDraws, Run, change_track
from exercise.engine.adjudicate.turn import adjudicate, open_turn, run_epilogue, score, span_turns

__all__ = [
    "NotedDraws",
    "Run",
    "acts_of",
    "adjudicate",
    "asked_of",
    "change_track",
    "choosers",
    "inject_turn",
    "open_turn",
    "parties_of",
    "release",
    "run_epilogue",
    "score",
    "span_turns",
]
