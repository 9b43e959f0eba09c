"""Causes: what is behind a change, in words, with its sign, its claims and its page; and draws with their odds.

Nothing is worked out again here; whether a change is a gain follows from which way the seat's objectives count the track.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.engine.legal import ground_of
from exercise.model import play
from exercise.model.play import Cause, Move, Preview
from exercise.model.refs import CauseId, MoveKey, TrackName, move_of
from exercise.reading.models import Change, Forecast, Odds, Reason
from exercise.reading.sources import place_mark
from exercise.reading.standpoint import Standpoint
from exercise.words import arrow

if TYPE_CHECKING:
    from exercise.engine import explain
    from exercise.model.scenario import Claim, Inject, Rule
    from exercise.rules.rulebook import Rulebook

WEAKER = {"": "", "less": " (less than otherwise)", "gone": " (falls away)"}
"""What is said of a reason that would be at work anyway, where the move only takes from it: the sign is that of the difference."""
THIS_REACTION = "This reaction"
"""What the reason of a forecast is called where it is the very choice that stands above it."""
NONE_WEAKER: Mapping[Cause, str] = {}


def part_behind(book: Rulebook, cause: Cause) -> Rule | Inject | None:
    """Return the rule or the inject that a cause comes from; of one that was struck, the one that was struck. None for all else."""
    if cause.source not in ("rule", "inject", "choice", "fading", "ruling"):
        return None
    came_from = CauseId.of(cause.id.removeprefix("strike:"), cause.source)
    return book.rules.get(came_from.id) if came_from.sort == "rule" else book.injects.get(came_from.id)


def claims_of(book: Rulebook, cause: Cause) -> tuple[str, ...]:
    """Return the claims that a cause rests on: those of its rule or inject, also where the facilitator struck what they brought."""
    part = part_behind(book, cause)
    return part.claims if part is not None else ()


def page_of(book: Rulebook, cause: Cause) -> str:
    """Return the page of the Why drawer that a cause opens into: its rule's, its inject's or its choice's; empty where it has none."""
    if part_behind(book, cause) is None:
        return ""
    came_from = CauseId.of(cause.id.removeprefix("strike:"), cause.source)
    return f"rule:{came_from.id}" if came_from.sort == "rule" else str(came_from)


class Causes:
    """Puts what a session gives about changes into view-models, and keeps each change for the Why drawer."""

    def __init__(self, reader: Standpoint) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.kept = reader.kept

    def gain(self, track: int, change: int) -> int:
        """Return whether a change is welcome to this seat (1), unwelcome (-1) or neither: by its objectives, else by the family."""
        sign = (change > 0) - (change < 0)
        return sign * self._direction(track)

    def _direction(self, track: int) -> int:
        if track not in self.reader.directions:
            self.reader.directions[track] = self._worked_direction(track)
        return self.reader.directions[track]

    def is_own(self, track: int) -> bool:
        """Return whether a track is the seat's own: counted by an objective, about one of its actors, or about nobody alone."""
        self._direction(track)
        name = self.reader.book.track_names[track]
        return track in self.reader.counted or "[" not in name or self.reader.touches_me(name)

    def _worked_direction(self, track: int) -> int:
        book = self.reader.book
        name = book.track_names[track]
        if name.startswith("capital["):
            return 1 if book.track_keys[track][0] in self.reader.actors else 0
        ground = ground_of(self.reader.setup, self.reader.view.state)
        base = list(ground.tracks)
        total = 0
        for objective in self.reader.scenario.objectives:
            if objective.actor not in self.reader.actors:
                continue
            try:
                score = book.sum(objective.score, objective.actor)
            except ValueError:
                continue
            span = objective.best - objective.worst
            moved = []
            for step in (-100, 100) if book.track_family[track].kind == "points" else (-1, 1):
                bumped = base.copy()
                bumped[track] = min(max(bumped[track] + step, book.lowest[track]), book.highest[track])
                fresh = ground_of(self.reader.setup, self.reader.view.state)
                fresh.tracks = bumped
                moved.append(score(fresh))
            slope = moved[1] - moved[0]
            if slope:
                self.reader.counted.add(track)
            total += (slope > 0) - (slope < 0) if span > 0 else (slope < 0) - (slope > 0)
        if total:
            return 1 if total > 0 else -1
        return {"up": 1, "down": -1}.get(book.track_family[track].good, 0)

    def amount(self, name: str, change: int) -> str:
        """Return a change of a track that is known exactly, with its sign; an arrow where numbers are kept back."""
        return self._amount(name, change)

    def _amount(self, name: str, change: int, knows: int = 2) -> str:
        if not self.reader.is_full:
            return arrow(change)
        return ("≈" if knows < 2 else "") + self.words.change(name, change)

    def signed(
        self, name: str, causes: Iterable[Cause], direction: int, own: Move | None = None, weaker: Mapping[Cause, str] = NONE_WEAKER
    ) -> tuple[Reason, ...]:
        """Return causes in words with their sign, none at the level of arrows.

        Args:
            name: The track.
            causes: What moves it.
            direction: 1 where a rise is a gain, -1 where it is a cost.
            own: The move that goes without saying.
            weaker: Those that would be at work anyway, and that the move only makes less or has gone.
        """
        if self.reader.level == "arrows":
            return ()
        # What reads alike (one rule, once for each target) is one reason.
        together: dict[tuple[str, str, str], int] = {}
        for cause in causes:
            text = THIS_REACTION if _is_reaction(cause, own) else self.words.reason(_without(cause, own, name))
            text += WEAKER[weaker.get(cause, "")]
            place = (text, self._mark(cause), page_of(self.reader.book, cause))
            together[place] = together.get(place, 0) + cause.amount
        found = []
        for (text, mark, ref), amount in together.items():
            tone = ((amount > 0) - (amount < 0)) * direction
            found.append(Reason(self.words.change(name, amount) if self.reader.is_full else arrow(amount), tone, text, mark, ref))
        return tuple(found)

    def _mark(self, cause: Cause) -> str:
        part = part_behind(self.reader.book, cause)
        return (self.place_mark(part.claims) or ("assumed" if part.basis else "")) if part is not None else ""

    def place_mark(self, claims: Sequence[str]) -> str:
        """Return a short mark of where the brief speaks."""
        return place_mark(self._claims, claims)

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.reader.scenario.claims}

    def change(
        self,
        name: str,
        track: int,
        before: int,
        change: int,
        causes: Iterable[Cause],
        knows: int,
        later: int,
        page: str,
        own: Move | None = None,
        weaker: Mapping[Cause, str] = NONE_WEAKER,
    ) -> Change:
        """Return one change in words, kept for the Why drawer under `page:NAME`, a later one under `page:NAME@HALF-YEARS`."""
        direction = self._direction(track)
        sign = (change > 0) - (change < 0)
        shown_before = shown_after = ""
        if self.reader.is_full and knows == 2 and not later and not page.startswith("forecast"):
            shown_before, shown_after = self.words.value(name, before), self.words.value(name, before + change)
        found = Change(
            name,
            self.words.track(name),
            self._amount(name, change, knows),
            sign,
            sign * direction,
            self.signed(name, causes, direction, own, weaker),
            shown_before,
            shown_after,
            self._later(later),
            page=f"{page}:{name}@{later}" if later else f"{page}:{name}",
            own=self.is_own(track),
        )
        self.kept[found.page] = found
        return found

    @staticmethod
    def _later(half_years: int) -> str:
        if not half_years:
            return ""
        if half_years == 1:
            return "in half a year"
        years, half = divmod(half_years, 2)
        return f"in {years}{' ½' if half else ''} year{'' if years == 1 and not half else 's'}"

    def expected(self, changes: Iterable[play.Expected], page: str, own: Move | None = None) -> tuple[Change, ...]:
        """Return the changes that a preview expects, the nearest and greatest first."""
        found = [
            self.change(one.name, one.track, one.before, one.change, one.causes, one.knows, one.later, page, own, dict(one.weaker))
            for one in changes
            if not one.name.startswith("capital[") or one.later
        ]
        sizes = {one.name: abs(one.change) for one in changes}
        return tuple(sorted(found, key=lambda change: (bool(change.later), -sizes.get(change.ref, 0), change.title)))

    def forecast(self, preview: Preview, page: str) -> Forecast:
        """Return a preview in words."""
        chances = tuple(
            Odds(
                f"rule:{chance.rule}",
                self.words.title(chance.rule) + (f" ({about})" if (about := self.words.about(chance.about)) else ""),
                (f"{chance.odds} %" + (f", {chance.without} % without" if chance.without else "")) if self.reader.is_full else "",
                self._odds_lines(chance.lines),
                "",
                self.place_mark(self.reader.book.rules[chance.rule].claims) if chance.rule in self.reader.book.rules else "",
            )
            for chance in preview.chances
        )
        claims: dict[str, None] = {}
        for expected in (*preview.changes, *preview.later):
            for cause in expected.causes:
                for claim in claims_of(self.reader.book, cause):
                    claims.setdefault(claim)
        kind = self.reader.book.kinds.get(preview.move.kind)
        for claim in kind.claims if kind else ():
            claims.setdefault(claim)
        return Forecast(
            self.words.refusal(preview.refusal) if preview.refusal else "",
            preview.cost,
            self.expected((*preview.changes, *preview.later), page, preview.move),
            chances,
            tuple(self.words.inject(inject, subject) for inject, subject in preview.injects),
            tuple(self.words.track(name) for name in preview.not_known),
            "",
            self.expected(preview.declined, "declined", preview.move),
            self.claim_lines(claims),
        )

    def _odds_lines(self, lines: Sequence[tuple[int, str]]) -> tuple[Reason, ...]:
        if not self.reader.is_full:
            return ()
        return tuple(Reason(f"{amount:+d}".replace("-", "−"), 0, self.words.odds_line(text)) for amount, text in lines)

    def claim_lines(self, claims: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """Return claims as (id, place, text)."""
        return tuple((id, self.words.where(id), self.words.claim(id)) for id in claims)

    def total(self, total: explain.Total, page: str) -> Change:
        """Return what became of a track over a turn, in words."""
        change = total.after - total.before
        made = self.change(total.name, total.track, total.before, change, total.causes, total.knows, 0, page)
        if total.knows == 1:
            before, after = self.words.title(total.band_before), self.words.title(total.band_after)
            made = made._replace(amount=arrow(change), before=before if before != after else "", after=after if before != after else "")
        elif not self.reader.is_full:
            made = made._replace(before="", after="")
        note = ""
        if total.ruled is not None:
            note = f"the rules alone: {self.words.value(total.name, total.ruled)}"
        elif not made.reasons and total.knows < 2:
            note = "cause not public"
        made = made._replace(note=note)
        self.kept[made.page] = made
        return made

    def drawn(self, drawn: play.ChanceDrawn) -> Odds:
        """Return a draw that was made, in words."""
        about = self.words.about(drawn.about)
        rule = self.reader.book.rules.get(drawn.rule)
        # Where either result brings an event, the title has both, and "it happened" would not say which.
        two_ways = rule is not None and any(line.startswith("inject ") for line in rule.otherwise)
        if two_ways:
            result = f"it came out the {'first' if drawn.happened else 'second'} way"
        else:
            result = "it happened" if drawn.happened else "it did not happen"
        known = drawn.odds >= 0 and bool(drawn.odds or drawn.lines)
        rolled = known and drawn.roll >= 0
        counts = "the first" if two_ways else "it happens"
        drawn_as = f", drawn {drawn.roll} (under {drawn.odds} {counts})" if self.reader.is_full and rolled else ""
        rolled_as = " by ruling" if drawn.ruled else drawn_as
        return Odds(
            f"rule:{drawn.rule}" if rule else f"inject:{drawn.rule}",
            self.words.title(drawn.rule) + (f" ({about})" if about else ""),
            f"{'' if rolled else 'about '}{drawn.odds} %" if self.reader.is_full and known else "",
            self._odds_lines(drawn.lines),
            result + rolled_as,
            self.place_mark(rule.claims) if rule else "",
        )


def _is_reaction(cause: Cause, own: Move | None) -> bool:
    """Return whether a cause is the reaction to an event that a forecast is about."""
    if own is None or own.kind != "react" or cause.source != "choice":
        return False
    return cause.id == f"{own.targets[0]}/{own.option('choice')}" and cause.about[-1:] == (own.actor,)


def _without(cause: Cause, own: Move | None, track: str) -> Cause:
    """Return a cause without the names that go without saying: those of the track, and of the move that it is a forecast of."""
    keys = set(TrackName.of(track).keys)
    cause = cause._replace(about=tuple(name for name in cause.about if name not in keys))
    if own is None:
        return cause
    key = own.targets[0] if own.kind in ("answer", "confirm") and own.targets else own.key
    said = {own.actor, MoveKey.of(key).actor, *MoveKey.of(key).targets} if len(own.targets) <= 1 else {own.actor}
    about = tuple(name for name in cause.about if move_of(name) != key and name not in said)
    return cause._replace(about=about)
