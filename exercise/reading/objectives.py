"""Objectives: what each counts, between which values it earns its points, and where it stands for all a reader can tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exercise.engine.adjudicate import score
from exercise.reading.standpoint import Standpoint
from exercise.reading.tracks import Tracks
from exercise.words import joined, points

if TYPE_CHECKING:
    from exercise.model.scenario import Objective


class Objectives:
    """The objectives of a scenario as one reader is told of them."""

    def __init__(self, reader: Standpoint, tracks: Tracks) -> None:
        self.reader = reader
        self.words = reader.words
        self.tracks = tracks

    def counted(self, goal: Objective) -> str:
        """Return what an objective counts in words, between what values it earns its points, and where it stands for all the seat knows."""
        text = re.sub(r"\bself\b", goal.actor, goal.score)
        # "0 - x" is x counted downwards.
        less = -1 if re.fullmatch(r"0 - [^+-]+", text) else 1
        said = self._summed(text.removeprefix("0 - ") if less < 0 else text)
        if not self.reader.is_full:
            return f"Counted: {said}."
        value = self.reader.book.sum(goal.score, goal.actor)(self.tracks.ground)
        known = self._least_known(goal.score)
        worst, best = goal.worst * less, goal.best * less
        nothing, everything = ("or less", "or more") if worst < best else ("or more", "or less")
        ends = f"At the end {points(worst * 10)} {nothing} earns nothing, {points(best * 10)} {everything} all 100 points"
        reached = score(value, goal.worst, goal.best)
        today = f"; now it is {'' if known == 2 else 'about '}{points(value * less)}, which would earn {reached}" if known else ""
        return f"Counted: {said}. {ends}{today}."

    def _summed(self, text: str) -> str:
        """Return a sum in a sentence: "by how much trust of Kazakhstan in the US exceeds trust of Kazakhstan in Russia"."""
        parts = re.split(r" ([+-]) (?![^([]*[)\]])", text)
        signed = list(zip(["+", *parts[1::2]], parts[::2], strict=True))
        added = [self._part(part) for sign, part in signed if sign == "+"]
        taken = [self._part(part) for sign, part in signed if sign == "-"]
        if taken and len(added) == 1:
            return f"by how much {added[0]} exceeds {joined(taken)}"
        together = f"{joined(added)}, added together" if len(added) > 1 else added[0] if added else "nothing"
        return f"{together}, less {joined(taken)}" if taken else together

    def _part(self, text: str) -> str:
        share, _, rest = text.rpartition(" x ")
        of = "half of " if share == "50" else f"{share} % of " if share else ""
        return of + self.words.within(self.words.odds_line(rest))

    def _least_known(self, text: str) -> int:
        """Return how well the seat knows what a sum is made of: 2 exactly, 1 in bands, 0 not all of it."""
        parts = re.findall(r"[a-z][a-z0-9_]*(?:\[[^\]]*\])?", text)
        return min((self.tracks.known(name) for part in parts for name in self.tracks.expanded(part)), default=2)
