"""`Words`: everything in play in English, for one scenario."""

from __future__ import annotations

from exercise.model import play
from exercise.words.brief import BriefWords
from exercise.words.causes import CauseWords
from exercise.words.events import event_sentence
from exercise.words.refusals import refusal_sentence


class Words(CauseWords, BriefWords):
    """English for one scenario: every name, value, move, cause, event and refusal in words a participant understands."""

    def event(self, event: play.Event, level: str = "full") -> str:
        """Return one sentence that says what happened.

        Args:
            event: Any event, as the reader may see it.
            level: How much of the working to say: full, reasons or arrows.
        """
        return event_sentence(self, event, level)

    def refusal(self, refusal: play.Refusal) -> str:
        """Return why a move is not possible now, and what would help; an unknown code is shown as it is."""
        return refusal_sentence(self, refusal)
