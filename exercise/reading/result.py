"""How a session ended: scores beside par, the headline from first to last, what lasts, and one's own moves beside the record."""

from __future__ import annotations

from exercise.model import play
from exercise.reading.causes import Causes
from exercise.reading.models import Result, Score, TrendLine
from exercise.reading.standpoint import Standpoint
from exercise.reading.tracks import HEADLINE, Tracks


class Ending:
    """The end of a session, as one reader is told it."""

    def __init__(self, reader: Standpoint, causes: Causes, tracks: Tracks) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.reasons = causes
        self.tracks = tracks

    def result(self) -> Result:
        """Return how the session ended."""
        session = self.session
        scores = session.state.scores
        own: list[Score] = []
        others: list[Score] = []
        for goal in session.scenario.objectives:
            held = scores.get(goal.id)
            score = Score(goal.title, goal.text, held[1] if held else None, goal.par, goal.private, self.words.title(goal.actor))
            (own if goal.actor in self.reader.actors else others).append(score)
        changes = []
        for name in self.tracks.headline()[: HEADLINE + 4]:
            track = session.book.track_index.get(name)
            if track is not None:
                before, after = session.opening.tracks[track], session.state.tracks[track]
                made = self.reasons.change(name, track, before, after - before, (), 2, 0, "whole")
                changes.append(made._replace(before=self.words.value(name, before), after=self.words.value(name, after)))
        epilogue = self.reader.epilogue()
        faded = (
            [self.reasons.total(total, "epilogue") for total in epilogue.changes if not total.name.startswith("capital[")]
            if epilogue
            else []
        )
        faded.sort(key=lambda change: (not change.before, change.title))
        headline = set(self.tracks.headline())
        lines = [f"Still running: {self._running(programme)}" for _, programme in sorted(session.state.programmes.items())]
        lines += [
            f"{change.title}: {change.before} → {change.after} in the years after"
            for change in faded
            if change.ref in headline and change.before
        ]
        record = []
        mine: dict[int, list[str]] = {}
        for turn, n in session.timeline.adjudicated.items():
            for event in session.entries[n - 1].events:
                if isinstance(event, play.MoveResolved) and event.act.actor in self.reader.actors and event.act.kind in session.book.kinds:
                    mine.setdefault(turn, []).append(
                        self.reader.act_title(event.act) + ("" if event.act.outcome == "accepted" else f" ({event.act.outcome})")
                    )
        for turn in range(1, session.state.turn + 1):
            told = [one.text.strip() for one in session.setup.recorded(turn)]
            record.append((self.words.turn(turn), "; ".join(mine.get(turn, [])) or "held", " ".join(told)))
        return Result(
            session.scenario.head.title, tuple(own), tuple(others), tuple(changes), tuple(lines), tuple(record), session.scenario.questions,
            self.session.journal.path.stem if self.session.journal else "",
        )  # fmt: skip

    def _running(self, programme: play.Programme) -> str:
        terms = self.words.options(programme.kind, programme.mods, programme.actor)
        return self.words.offer(programme.id) + (f", {terms}" if terms else "")

    def trend(self) -> tuple[tuple[TrendLine, ...], tuple[str, ...]]:
        """Return the headline's course over the turns, as far as the seat saw it exactly."""
        exact = [name for name in self.tracks.headline() if name in self.reader.book.track_index and self.reader.is_points(name)]
        series, _ = self.tracks.series([name for name in exact if self.tracks.known(name) == 2])
        return series, tuple("end" if stop.is_end else str(stop.turn) for stop in self.reader.timeline.stops)
