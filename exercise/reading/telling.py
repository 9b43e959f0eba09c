"""What there is to read: the situation, the read-out of a turn, what would have changed it, the log, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exercise.engine import explain
from exercise.engine.adjudicate import choosers
from exercise.engine.stories import MOST_STORIES
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.reading.causes import Causes
from exercise.reading.models import Instead, Reading, Result, ScenarioText, Score, Story, TrendLine
from exercise.reading.objectives import Objectives
from exercise.reading.standpoint import Standpoint
from exercise.reading.stories import Stories
from exercise.reading.tracks import HEADLINE, Tracks
from exercise.words import counted, inject_text

if TYPE_CHECKING:
    from exercise.model.scenario import Objective

MOST_BROUGHT = 5
"""Changes that are named as what one's own move brought."""

MOST_MISSED = 7
"""Moves and stories of each turn before that, which went by without the seat."""
SMALL = 3
"""Tenths of a point below which a promise and what came of it are the same, or not worth telling."""
MOST_OTHERWISE = 2
"""Tracks told of one's own move that came out otherwise than its forecast said."""
MOST_WORDS = 3
"""Tracks told of one's own move that the seat sees only as a word."""
MOST_BETWEEN = 3
"""Reasons named that a forecast did not foresee."""

MOST_SINCE = 10
"""Moves and stories of the last turn that are told at the briefing."""


class Telling:
    """Tells the seat what happened, as far as it may know."""

    def __init__(self, reader: Standpoint, reasons: Causes, stories: Stories, tracks: Tracks, objectives: Objectives) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.reasons = reasons
        self.stories = stories
        self.tracks = tracks
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
                    "What you are out for",
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

    @property
    def last(self) -> int:
        """Return the turn that was adjudicated last; 0 before the first was."""
        state = self.reader.state
        return state.turn if state.phase in ("read-out", "over") else max(0, state.turn - 1)

    def alone(self) -> Reading | None:
        """Return what the seat alone was told of the turn that was adjudicated last, beyond what all were; None where that is nothing."""
        if not self.last:
            return None
        # The seat's own comes second: what its rows open into is kept under the same names.
        known, own = self.reading(PUBLIC), self.reading()
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

    def reading(self, seat: str = "") -> Reading:
        """Return the read-out of the turn that was adjudicated last, as this seat or another was told it."""
        turn = self.last
        reader = self.reader.as_seat(seat) if seat else self.reader
        read = reader.read_out(turn)
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
        dealt = self.reader.dealt(turn) if (seat or self.seat) == self.seat and self.reader.actors else ()
        told = {one.act.key for one in dealt}
        stories = tuple(
            self.stories.story(story)
            for story in read.stories
            if not any(isinstance(event, play.MoveResolved) and event.act.key in told for event in story.events)
        )
        if dealt:
            stories = (self._own_story(dealt), *stories[: MOST_STORIES - 1])
        return Reading(turn, self.words.turn(turn), moves, stories, tuple(shown), tuple(self.reasons.drawn(drawn) for drawn in read.draws))

    def _own_story(self, found: tuple[explain.Dealt, ...]) -> Story:
        """Return the story of what became of the seat's own moves and of those it was asked about."""
        own = [one for one in found if one.act.actor in self.reader.actors]
        kept = self.reader.promises(self.last)
        lines = [line for one in found for line in self._dealt_lines(one, kept.pop(one.key, ()))]
        if own:
            counts: dict[str, int] = {}
            for one in own:
                # What asks nobody is made, not accepted.
                outcome = one.act.outcome if one.is_offer or one.act.outcome != "accepted" else "made"
                counts[outcome] = counts.get(outcome, 0) + 1
            said = ", ".join(f"{count} {outcome}" if len(own) > 1 else outcome for outcome, count in counts.items())
            title = f"Your {'moves' if len(own) > 1 else 'move'}: {said}"
        else:
            title = "What you were asked, and what came of it"
        return Story("", title, tuple(lines), about=tuple(dict.fromkeys(name for one in found for name in one.act.targets)))

    def _dealt_lines(self, dealt: explain.Dealt, kept: tuple[explain.Kept, ...]) -> list[str]:
        """Return a move, who answered it how, on which terms it stands, and what came of what it promised."""
        act, words = dealt.act, self.words
        said = [
            f"{words.name(actor)} {words.answer(answer.reply, answer.changes)}" for actor, answer in dealt.answers
            if answer.reply != "change" or dealt.agreed is None
        ]  # fmt: skip
        if dealt.agreed is not None:
            said.append(words.agreed(dealt.agreed).rpartition(": ")[0])
        said[:1] = [text[:1].upper() + text[1:] for text in said[:1]]
        if act.outcome == "lapsed":
            said.append("it lapsed")
        elif not said and act.outcome != "accepted":
            said.append(act.outcome)
        first = words.move(act) + (". " + "; ".join(said) if said else "")
        lines = [f"{first[:1].upper()}{first[1:]}{', by argument' if act.is_argued else ''}."]
        if kept:
            lines += self._kept_lines(kept, act.outcome == "accepted")
        elif act.outcome == "accepted" and act.actor in self.reader.actors:
            brought = [f"{self.reasons.amount(name, amount)} {words.track(name)}" for name, _, amount in dealt.brought[:MOST_BROUGHT]]
            more = len(dealt.brought) - len(brought)
            told = ", ".join(brought) + (f", and {counted(more, 'more change')}" if more else "")
            lines.append(f"What it brought this turn: {told or 'nothing that you can see yet'}.")
        return lines

    def _foresaw(self, one: explain.Kept, exact: bool) -> str:
        """Return in a sentence what was foreseen of a track, and how much of it from the move itself."""
        promised = self.reasons.amount(one.name, one.promised) if one.promised else "nothing"
        if not exact or one.foreseen == one.promised:
            return f"you foresaw {promised}{'' if exact else ' from this move'}"
        if not one.foreseen:
            return f"you foresaw {promised} from this move, and nothing in all"
        foreseen = self.reasons.amount(one.name, one.foreseen)
        return f"you foresaw {foreseen}, {f'with {promised} from this move' if one.promised else 'though not from this move'}"

    def _kept_lines(self, kept: tuple[explain.Kept, ...], accepted: bool) -> list[str]:
        """Return what the forecast promised that came as promised, and what came otherwise, with what came between."""

        def amount(one: explain.Kept, change: int) -> str:
            return self.reasons.amount(one.name, change)

        def told(ones: list[explain.Kept]) -> str:
            return ", ".join(f"{amount(one, one.promised)} {self.words.track(one.name)}" for one in ones[:MOST_BROUGHT])

        # Where numbers are kept back, what counts is the direction.
        exact = self.reader.is_full
        worth = {one.name: SMALL if self.reader.is_points(one.name) else 1 for one in kept}
        telling = [one for one in kept if abs(one.promised) >= worth[one.name] or abs(one.own) >= worth[one.name]]
        if not accepted:
            return [f"What it promised did not come: {told(telling)}."] if telling else []
        words = [one for one in telling if any(one.bands)]
        telling = [one for one in telling if not any(one.bands)]
        off = [
            one for one in telling
            if (abs(one.came - one.foreseen) >= worth[one.name] if exact else one.came * one.foreseen <= 0 and one.came != one.foreseen)
        ]  # fmt: skip
        kept_to = [one for one in telling if one not in off and one.promised]
        lines = [f"As promised: {told(kept_to)}."] if kept_to else []
        off.sort(key=lambda one: -abs(one.came - one.foreseen))
        for one in off[:MOST_OTHERWISE]:
            # What is as small as what counts for nothing is only counted.
            great = [cause for cause in one.between if abs(cause.amount) >= worth[one.name]]
            between = self.reasons.signed(one.name, great or one.between[:1], 0)[:MOST_BETWEEN]
            why = "; ".join(f"{reason.amount} {reason.text}" for reason in between)
            left = len(self.reasons.signed(one.name, one.between, 0)) - len(between)
            more = f"; and {left} smaller" if left > 0 else ""
            came = amount(one, one.came) if one.came else "nothing"
            said = f"{self.words.track(one.name)}: {self._foresaw(one, exact)}; {came} came."
            lines.append(f"{said} Not foreseen: {why}{more}." if why else said)
        if len(off) > MOST_OTHERWISE:
            lines.append(f"{counted(len(off) - MOST_OTHERWISE, 'more track')} came out otherwise than promised.")
        seen = [
            f"{self.words.track(one.name)}, {'about ' if exact else ''}{amount(one, one.promised)} promised, "
            + (f"still {self.band(one.bands[1])}" if len(set(one.bands)) == 1 else f"{self.band(one.bands[0])} → {self.band(one.bands[1])}")
            for one in words[:MOST_WORDS]
        ]
        if seen:
            more = f"; and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else ""
            lines.append(f"Seen only as a word: {'; '.join(seen)}{more}.")
        return lines or ["It promised nothing that you could see, and nothing of it came."]

    def band(self, id: str) -> str:
        """Return a band as a sentence speaks of it."""
        return self.words.title_within(id)

    def instead(self, track: str) -> tuple[Instead, ...]:
        """Return what would have changed a track's change in the turn that was adjudicated last."""
        if not self.reader.is_full:
            return ()
        found = []
        for one in self.reader.instead(self.last, track)[:8]:
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

    def _running(self, programme: play.Programme) -> str:
        terms = self.words.options(programme.kind, programme.mods, programme.actor)
        return self.words.offer(programme.id) + (f", {terms}" if terms else "")

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

    def trend(self) -> tuple[tuple[TrendLine, ...], tuple[str, ...]]:
        """Return the headline's course over the turns, as far as the seat saw it exactly."""
        exact = [name for name in self.tracks.headline() if name in self.reader.book.track_index and self.reader.is_points(name)]
        series, _ = self.tracks.series([name for name in exact if self.tracks.known(name) == 2])
        return series, tuple("end" if stop.is_end else str(stop.turn) for stop in self.reader.timeline.stops)
