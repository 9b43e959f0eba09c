"""One turn as its reader is told it: the read-out, what the seat alone was told of it, and what would have changed it."""

from __future__ import annotations

from exercise.engine.stories import MOST_STORIES
from exercise.model import play
from exercise.reading.causes import Causes
from exercise.reading.models import Instead, Reading
from exercise.reading.own import OwnMoves
from exercise.reading.standpoint import Standpoint
from exercise.reading.stories import Stories


class TurnTold:
    """A turn that was adjudicated."""

    def __init__(self, reader: Standpoint, causes: Causes, stories: Stories, number: int) -> None:
        self.reader = reader
        self.words = reader.words
        self.reasons = causes
        self.stories = stories
        self.number = number

    def reading(self) -> Reading:
        """Return the read-out of the turn as the reader is told it.

        Raises:
            ExerciseError: If the turn has not been adjudicated.
        """
        turn = self.number
        read = self.reader.read_out(turn)
        moves = tuple(
            (
                self.words.title(act.actor), self.reader.side(act.actor), self.reader.act_title(act),
                self.reader.act_terms(act),
            )
            for act in sorted(read.acts, key=lambda act: act.actor not in self.reader.actors)
        )  # fmt: skip
        changes = [self.reasons.total(total, "change") for total in read.changes]
        sizes = {total.name: abs(total.after - total.before) for total in read.changes}
        shown = [change for change in changes if not change.ref.startswith("capital[")]
        shown.sort(key=lambda change: (-sizes[change.ref], change.title))
        dealt = self.reader.dealt(turn) if self.reader.actors else ()
        told = {one.act.key for one in dealt}
        stories = tuple(
            self.stories.story(story)
            for story in read.stories
            if not any(isinstance(event, play.MoveResolved) and event.act.key in told for event in story.events)
        )
        if dealt:
            stories = (OwnMoves(self.reader, self.reasons, turn).story(dealt), *stories[: MOST_STORIES - 1])
        return Reading(turn, self.words.turn(turn), moves, stories, tuple(shown), tuple(self.reasons.drawn(drawn) for drawn in read.draws))

    def alone(self, known: Reading) -> Reading | None:
        """Return what the seat alone was told of the turn, beyond what all were; None where that is nothing.

        Args:
            known: The read-out as everyone was told it.
        """
        own = self.reading()
        titles = {story.title for story in known.stories}
        told = {change.ref: (change.before, change.after) for change in known.changes}
        drawn = {(draw.ref, draw.title) for draw in known.draws}
        found = own._replace(
            moves=tuple(move for move in own.moves if move not in known.moves),
            stories=tuple(story for story in own.stories if story.title not in titles),
            changes=tuple(change for change in own.changes if told.get(change.ref) != (change.before, change.after)),
            draws=tuple(draw for draw in own.draws if (draw.ref, draw.title) not in drawn),
        )
        return found if found.moves or found.stories or found.changes or found.draws else None

    def instead(self, track: str) -> tuple[Instead, ...]:
        """Return what would have changed a track's change."""
        if not self.reader.is_full:
            return ()
        found = []
        for one in self.reader.instead(self.number, track)[:8]:
            place = self.reader.book.track_index[track]
            tone = self.reasons.gain(place, one.after - one.recorded) if self.reasons.is_own(place) else 0
            found.append(
                Instead(
                    self.words.otherwise(one.move, one.modality, one.value),
                    self.words.value(track, one.recorded),
                    self.words.value(track, one.after),
                    tone,
                )
            )
        return tuple(found)
