"""What there is to read before a decision, and everything that has happened so far, as far as one reader may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exercise.engine.adjudicate import choosers
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.reading.models import ScenarioText
from exercise.reading.objectives import Objectives
from exercise.reading.standpoint import Standpoint
from exercise.reading.stories import Stories
from exercise.words import inject_text

if TYPE_CHECKING:
    from exercise.model.scenario import Objective

MOST_MISSED = 7
"""Moves and stories of each turn before that, which went by without the seat."""
MOST_SINCE = 10
"""Moves and stories of the last turn that are told at the briefing."""


class News:
    """Tells a seat what happened, at the briefing and in the log."""

    def __init__(self, reader: Standpoint, stories: Stories, objectives: Objectives) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.stories = stories
        self.objectives = objectives

    def situation(self) -> tuple[ScenarioText, ...]:
        """Return what there is to read before the decision: the situation, what happened, the seat's own brief and aims."""
        state = self.reader.view.state
        scenario = self.reader.scenario
        found: list[ScenarioText] = []
        if state.opened:
            for opened in self.words.in_time(state.opened):
                inject = self.reader.book.injects.get(opened.inject)
                asks = (
                    inject is not None
                    and inject.reaction is not None
                    and any(actor in self.reader.actors for actor in choosers(self.reader.setup, inject.reaction, opened.subject))
                )
                text = inject_text(self.words, opened)
                bullets = (("accent", "It asks for your reaction: e on the decision screen."),) if asks else ()
                found.append(ScenarioText(self.words.inject(opened.inject, opened.subject), text, bullets))
        if state.turn > 1:
            for turn in range(self._acted(), state.turn - 1):
                lines = (*self._happened(turn), *self._since(turn, MOST_MISSED))
                if lines:
                    found.append(ScenarioText(f"Since you last acted · {self.words.turn(turn)}", "", lines))
            lines = self._since(state.turn - 1, MOST_SINCE)
            if lines:
                found.append(ScenarioText("Since last turn", "", lines))
        messages = [("", self.words.event(message)) for message in state.messages if message.sender != self.seat][-4:]
        if messages:
            found.append(ScenarioText("Messages", "", tuple(messages)))
        if state.turn <= 1:
            found.append(ScenarioText("Situation", scenario.head.situation))
        own = next(
            (seat.brief for plan in scenario.plans if plan.id == self.session.header.plan for seat in plan.seats if seat.id == self.seat),
            None,
        )
        texts = [own] if own else [brief.text for brief in scenario.briefs if brief.actor in self.reader.actors]
        if state.turn <= 1 and texts:
            found.append(ScenarioText(f"Your seat: {self.reader.seat_title()}", "\n\n".join(text for text in texts if text)))
        goals = [goal for goal in scenario.objectives if goal.actor in self.reader.actors]
        if goals:
            found.append(
                ScenarioText(
                    "Your aims",
                    "",
                    tuple(line for goal in goals for line in self._aim(goal)),
                )
            )
        if state.turn > 1:
            found.append(ScenarioText("The beginning", scenario.head.situation))
        return tuple(found)

    def _aim(self, goal: Objective) -> tuple[tuple[str, str], ...]:
        """Return what an objective is, and what it counts: from where to where, and where that stands as far as the seat can tell."""
        counts = self.objectives.counted(goal)
        return ("b", goal.title + (" (private)" if goal.private else "")), ("more", goal.text), ("dim", counts)

    def _acted(self) -> int:
        """Return the turn in which the seat's own person did something last; the turn before this one, where nothing was missed."""
        session = self.session
        mine = (entry.n for entry in reversed(session.entries) if entry.seat == self.seat and entry.by == "person")
        acted = session.timeline.before(next(mine, 1)).turn
        return max(1, min(acted, session.state.turn - 1))

    def _happened(self, turn: int) -> tuple[tuple[str, str], ...]:
        """Return the events of a turn by their titles, as far as the seat heard of them."""
        first, after = self.reader.timeline.turn_entries(turn)
        return tuple(
            ("head", self.words.inject(event.open.inject, event.open.subject))
            for n in range(first, after)
            for at, event in self.reader.placed(n)
            if isinstance(event, play.InjectHappened) and self.reader.timeline.when(n, at).turn == turn
        )

    def _since(self, turn: int, most: int) -> tuple[tuple[str, str], ...]:
        """Return the moves of a turn and what it was told for, as far as the seat may know; its own moves first where it was not there."""
        try:
            read = self.reader.read_out(turn)
        except ExerciseError:
            return ()
        acts = sorted(read.acts, key=lambda act: act.actor not in self.reader.actors) if most < MOST_SINCE else read.acts
        lines = [("", self.words.move(act) + ("" if act.outcome == "accepted" else f" ({act.outcome})")) for act in acts]
        told = [("b", self.stories.story(story, "before").title) for story in read.stories[:3]]
        if len(lines) + len(told) > most:
            kept = max(0, most - len(told))
            lines = [*lines[:kept], ("dim", f"and {len(lines) - kept} more moves; the log has them")]
        return (*lines, *told)

    def log(self) -> tuple[ScenarioText, ...]:
        """Return what happened so far, turn by turn, latest first, as far as the seat may know."""
        skip = (
            play.PhaseBegan,
            play.SeatCommitted,
            play.WatchesMoved,
            play.EffectDelayed,
            play.TrackChanged,
            play.SeatTaken,
            play.HalfYearPassed,
        )
        turns: dict[int, list[tuple[str, str]]] = {}
        for entry in self.session.entries:
            for at, event in self.reader.placed(entry.n):
                turn = self.reader.timeline.when(entry.n, at).turn
                # What chance left undone is hundreds of lines that say nothing.
                if not isinstance(event, skip) and not (isinstance(event, play.ChanceDrawn) and not event.happened):
                    ink = "" if isinstance(event, (play.MoveResolved, play.InjectHappened, play.ProgrammeEnded)) else "dim"
                    turns.setdefault(turn, []).append((ink, self._said(entry.n, event)))
        return tuple(
            ScenarioText(f"Turn {turn} · {self.words.turn(turn)}" if turn else "Before the start", "", tuple(lines))
            for turn, lines in sorted(turns.items(), reverse=True)
        )

    def _said(self, n: int, event: play.Event) -> str:
        if isinstance(event, play.OfferConfirmed):
            return self.words.agreed(self.reader.agreed(n, event)) + "."
        return self.words.event(event, self.reader.level)
