"""Which personas can speak for which actors: `misfit` says why one cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exercise.rules.analyse import Analysis
from exercise.rules.grammar import SlipError
from exercise.rules.names import SELF

if TYPE_CHECKING:
    from exercise.model.scenario import Persona


def misfit(analysis: Analysis, persona: Persona, actor: str) -> str:
    """Return why a persona cannot speak for an actor: what it wants or minds has no place for that actor; empty if it can."""
    movers = analysis.names.movers
    conditions = [*persona.taboos, *(line for item in persona.agenda if actor in movers.get(item.kind, ()) for line in item.when)]
    try:
        for want in persona.wants:
            if SELF in want.what:
                analysis.sum(want.what, actor)
        for line in conditions:
            if SELF in line:
                analysis.condition(line, actor)
    except SlipError as slip:
        return slip.text
    return ""
