"""Why a track changed and how a draw came about: causes with their sign, and lines of odds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exercise.model import play
from exercise.model.play import Cause
from exercise.model.refs import CauseId
from exercise.words.moves import MoveWords
from exercise.words.text import arrow, capital

if TYPE_CHECKING:
    from exercise.model.scenario import Family

REASONS = {
    ("range", ""): "Held within the track's range",
    ("range", "carry"): "More than can be carried over",
    ("cost", ""): "Spent",
    ("refund", ""): "Returned, because the offer was declined or made cheaper",
    ("income", ""): "Capital for the turn",
    ("upkeep", ""): "Upkeep",
    ("written", ""): "Written by the facilitator",
    ("ruling", ""): "Ruled by the facilitator",
    ("argument", ""): "By argument",
    ("hidden", ""): "Not public",
}
"""Sources of causes that are no rule, inject or choice; some differ by id."""

PLAIN_ODDS = ("to begin with", "always", "chance")
"""Lines of odds that are words already."""
TOTALS = {"max": "at its highest", "min": "at its lowest", "mean": "in the mean", "total": "taken together"}
WATCHED = {"streak": "half-years in a row:", "since": "half-years since:", "count": "times:"}
COMPARED = ((" x ", " × "), (" >= ", ", at least "), (" <= ", ", at most "), (" < ", ", under "), (" > ", ", over "))
_BOUND = re.compile(r"for ([A-Z]\w*) in ([a-z][\w-]*)")
_TOTALS = re.compile(r"\b(max|min|mean|total)\((.*?) for [A-Z]\w* in [a-z][\w-]*(?: where [^)]*)?\)")
_ODDS_NAME = re.compile(r"(?<![\w.])(?:[A-Z]\w*\.)?([a-z][a-z0-9_-]*)(?:\[([^\]]*)\])?")


class CauseWords(MoveWords):
    """Causes, and what odds rest on, in words."""

    def source(self, id: str) -> str:
        """Return what a cause or draw comes from: a rule, an inject, or a choice made at one."""
        # Rules give their id alone; injects and choices say which they are, because a choice's id is unique only within its inject.
        found = CauseId.of(id)
        if found.sort == "choice" and found.choice and ":" in id:
            return f"{self.title(found.id)}: {self.choice(found.id, found.choice)}"
        return self.title(found.id if ":" in id else id)

    def reason(self, cause: Cause) -> str:
        """Return why, without the number: "A visible move by a distrusted front: Border guards (NATO to Uzbekistan)"."""
        source, id = cause.source, cause.id
        about = self.about(cause.about)
        text = REASONS.get((source, id)) or REASONS.get((source, ""))
        if source == "choice":
            text = self.source(id if ":" in id else f"choice:{id}")
        elif source == "fading":
            text = f"Fading: {self.source(id)}"
        elif source == "ruling" and id.startswith("strike:"):
            text = f"Struck by the facilitator: {self.source(id.removeprefix('strike:'))}"
        elif text is None:
            text = self.source(id)
        return f"{text}: {about}" if about else text

    def cause(self, cause: Cause, family: Family | str | None = None, level: str = "full") -> str:
        """Return one signed part of a change with its reason: "+2 Steady presence pays: NATO, Uzbekistan".

        Args:
            cause: The part.
            family: The family of the track it belongs to, its id or the track's name; None counts in points.
            level: full gives the number, reasons an arrow and the reason, arrows the arrow alone.
        """
        if level == "arrows":
            return arrow(cause.amount)
        sign = self.change(family, cause.amount) if level == "full" else arrow(cause.amount)
        return f"{sign} {self.reason(cause)}"

    def why_ended(self, event: play.ProgrammeEnded) -> str:
        """Return why a programme ended, where its course does not say it; else an empty text."""
        if event.cause == "upkeep":
            return "its upkeep was not paid"
        if not event.cause or event.cause in ("span", "lasts", event.id):
            return ""
        return self.offer(event.cause) if "/" in event.cause else self.source(event.cause)

    def odds_line(self, text: str) -> str:
        """Return what a line of odds rests on, with titles for its names: "Pressure on Kyrgyzstan over foreign bases x How loud it is"."""
        if text in PLAIN_ODDS:
            return text
        sets = dict(_BOUND.findall(text))
        text = _TOTALS.sub(lambda found: f"{found[2]} {TOTALS[found[1]]}", text)

        def titled(found: re.Match[str]) -> str:
            word, keys = found[1], [sets.get(key.strip(), key.strip()) for key in (found[2] or "").split(",") if key.strip()]
            if word in WATCHED and keys:
                of = ", ".join(self.title(key) for key in keys[1:])
                return f"{WATCHED[word]} {self.title(keys[0])}" + (f" ({of})" if of else "")
            if word in self.families or word in self._formulas:
                return self.track(f"{word}[{', '.join(keys)}]" if keys else word)
            if found[2]:
                said = [self.option(key) for key in keys if key != "kind" and key not in self._modalities]
                return self.title(word) + (f": {', '.join(said)}" if said else "")
            if word not in self._titles:
                return found[0]
            return self.title(word) if word in self._modalities else self.option(word)

        text = _ODDS_NAME.sub(titled, text)
        for sign, words in COMPARED:
            text = text.replace(sign, words)
        return capital(text)
