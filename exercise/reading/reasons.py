"""Changes in words: expected and recorded ones with their signed causes, draws with their odds, stories, and marks of the brief.

Nothing is worked out again here; whether a change is a gain follows from which way the seat's objectives count the track.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.describe import WHAT_ENDS, arrow, joined
from exercise.engine.legal import ground_of
from exercise.model import play
from exercise.model.play import Cause, Move, Preview
from exercise.reading.models import Change, Forecast, Odds, Reason, Story
from exercise.reading.sources import place_mark
from exercise.reading.standpoint import Standpoint

if TYPE_CHECKING:
    from exercise.engine import explain
    from exercise.model.scenario import Claim

WEAKER = {"": "", "less": " (less than otherwise)", "gone": " (falls away)"}
"""What is said of a reason that would be at work anyway, where the move only takes from it: the sign is that of the difference."""
THIS_REACTION = "This reaction"
"""What the reason of a forecast is called where it is the very choice that stands above it."""
NONE_WEAKER: Mapping[Cause, str] = {}


class Reasons:
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
            place = (text, self._mark(cause), self._cause_ref(cause))
            together[place] = together.get(place, 0) + cause.amount
        found = []
        for (text, mark, ref), amount in together.items():
            tone = ((amount > 0) - (amount < 0)) * direction
            found.append(Reason(self.words.change(name, amount) if self.reader.is_full else arrow(amount), tone, text, mark, ref))
        return tuple(found)

    def _cause_ref(self, cause: Cause) -> str:
        if cause.source == "rule" or (cause.source in ("fading",) and cause.id in self.reader.book.rules):
            return f"rule:{cause.id}"
        if cause.id.startswith(("inject:", "choice:")):
            return cause.id
        if cause.source == "inject":
            return f"inject:{cause.id}"
        if cause.source == "choice":
            return f"choice:{cause.id}"
        return ""

    def _mark(self, cause: Cause) -> str:
        id = cause.id.partition(":")[2] if cause.id.startswith(("inject:", "choice:")) else cause.id
        found = self.reader.book.rules.get(id) or self.reader.book.injects.get(id.partition("/")[0])
        if found is None:
            return ""
        return self.place_mark(found.claims) or ("assumed" if found.basis else "")

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
                for claim in self.claims_of(cause):
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

    def claims_of(self, cause: Cause) -> tuple[str, ...]:
        """Return the claims that the rule or inject behind a cause rests on."""
        id = cause.id.partition(":")[2] if cause.id.startswith(("inject:", "choice:")) else cause.id
        found = self.reader.book.rules.get(id) or self.reader.book.injects.get(id.partition("/")[0])
        return found.claims if found else ()

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

    def _event_title(self, events: Sequence[play.Event]) -> str:
        """Return what the heading says where one move or programme is the whole story; empty where its sentence says it."""
        event = events[0] if events else None
        if isinstance(event, play.ProgrammeEnded):
            return f"{self.words.offer(event.id)} {WHAT_ENDS[event.how]}"
        if isinstance(event, play.MoveLeaked):
            return f"{self.words.offer(event.key)} leaked"
        if isinstance(event, play.MoveResolved):
            return f"{self.words.offer(event.act.key)}: {event.act.outcome}"
        return ""

    def story(self, story: explain.Story, page: str = "change") -> Story:
        """Return a story of the read-out in words."""
        changes = tuple(self.total(total, page) for total in story.changes)
        argued = next((event.argument for event in story.events if isinstance(event, play.ArgumentMade)), None)
        lines = tuple(self.words.event(event, self.reader.level) for event in story.events if not isinstance(event, play.ChanceDrawn))
        alone = story.events[0] if story.events else None
        if argued is not None:
            lines = (*self.words.argument(argued), *self.ruled_besides(argued, {total.name for total in story.changes}))
        elif isinstance(alone, play.ProgrammeEnded):
            lines = tuple(f"{why[:1].upper()}{why[1:]}." for why in [self.words.why_ended(alone)] if why)
        elif isinstance(alone, play.MoveLeaked):
            lines = (f"{self.words.title(alone.rule)}.",)
        draws = tuple(self.drawn(event) for event in story.events if isinstance(event, play.ChanceDrawn))
        crossing = any(total.band_before != total.band_after for total in story.changes)
        claims: dict[str, None] = {}
        for event in story.events:
            inject = self.reader.book.injects.get(event.open.inject) if isinstance(event, play.InjectHappened) else None
            rule = self.reader.book.rules.get(event.rule) if isinstance(event, play.ChanceDrawn) else None
            for claim in (inject or rule).claims if (inject or rule) else ():  # type: ignore[union-attr]
                claims.setdefault(claim)
        if not story.events and story.changes:
            claims.update(dict.fromkeys(self._carried_by(story.changes[0])[:1]))
        if argued is not None:
            title = self.words.argument_title(argued)
        elif story.changes:
            title = self._moved(story.changes)
        elif draws:
            title = draws[0].title
        elif title := self._event_title(story.events):
            pass
        else:
            title, _, rest = (lines[0] if lines else self.words.title(story.kind)).partition(": ")
            lines = (rest,) if rest else ()
        ref = f"change:{story.changes[0].name}" if story.changes else next((draw.ref for draw in draws), "")
        names = [key for total in story.changes for key in self.reader.book.track_keys[total.track]]
        for event in story.events:
            about: tuple[str, ...] = getattr(event, "about", ())
            if isinstance(event, play.InjectHappened):
                about = (event.open.subject,)
            elif isinstance(event, play.ArgumentMade):
                about = (event.argument.actor, *(event.argument.as_move.targets if event.argument.as_move else ()))
            elif isinstance(event, (play.ProgrammeEnded, play.MoveLeaked)):
                about = (event.id if isinstance(event, play.ProgrammeEnded) else event.key,)
            elif isinstance(event, play.MoveResolved):
                about = (event.act.actor, *event.act.targets)
            names += [part for name in about for part in name.partition("@")[0].replace("+", "/").split("/")]
        actors = tuple(dict.fromkeys(name for name in names if name in self.reader.book.actors))
        return Story(ref, title, lines, changes, draws, self.claim_lines(list(claims)[:1]), crossing, actors)

    def ruled_besides(self, argument: play.Argument, told: Collection[str]) -> tuple[str, ...]:
        """Return which way the direct changes of a ruled argument go that its story does not show: all have heard them ruled."""
        moved = [
            f"{self.words.track(name)} {'rises' if amount > 0 else 'falls'}" for name, amount in argument.follows
            if amount and name not in told
        ]  # fmt: skip
        return (f"Ruled with it: {joined([moved[0], *map(self.words.within, moved[1:])])}.",) if moved else ()

    def _moved(self, changes: Sequence[explain.Total]) -> str:
        """Return what became of one track or several, in one sentence: "Trust of Kazakhstan in the US falls to low; 2 others fall too"."""
        lead, *others = changes
        does = self._way(lead)
        said = f"{self.words.track(lead.name)} {does}"
        if len(others) == 1:
            name, way = self.words.within(self.words.track(others[0].name)), self._way(others[0])
            return f"{said}, and so does {name}" if way == does else f"{said}; {name} {way}"
        ways = dict.fromkeys(sorted(("rise", "fall", "stay"), key=lambda way: not does.startswith(way)), 0)
        for other in others:
            ways["rise" if other.after > other.before else "fall" if other.after < other.before else "stay"] += 1
        counts = [
            f"{count} {'' if place else 'other' if count == 1 else 'others'}".rstrip() + f" {way}{'s' if count == 1 else ''}"
            + (" too" if does.startswith(way) else "")
            for place, (way, count) in enumerate((way, count) for way, count in ways.items() if count)
        ]  # fmt: skip
        return f"{said}; {joined(counts)}" if counts else said

    def _way(self, total: explain.Total) -> str:
        """Return which way a track went and to which band: "rises to guarded", "falls, still low"; to which step where it has no bands."""
        way = "rises" if total.after > total.before else "falls" if total.after < total.before else "stays as it was"
        if total.after != total.before and self.reader.is_full and self.words.counts(total.name):
            return f"{way} to {self.words.value(total.name, total.after)}"
        if not total.band_after or total.after == total.before:
            return way
        band = self.words.title(total.band_after).lower()
        return f"{way}, still {band}" if total.band_before == total.band_after else f"{way} to {band}"

    def _carried_by(self, total: explain.Total) -> tuple[str, ...]:
        """Return the claims behind the one cause that carries most of a change; none where no cause does, or none is known.

        The course of things goes on whatever anybody does: its rules rest on claims, but no story of a turn makes their point.
        """
        change = total.after - total.before
        alike = [cause for cause in total.causes if cause.amount * change > 0]
        if not alike or 2 * abs(alike[0].amount) < sum(abs(cause.amount) for cause in alike):
            return ()
        rule = self.reader.book.rules.get(alike[0].id)
        return () if rule is not None and rule.stage == "drift" else self.claims_of(alike[0])


def _is_reaction(cause: Cause, own: Move | None) -> bool:
    """Return whether a cause is the reaction to an event that a forecast is about."""
    if own is None or own.kind != "react" or cause.source != "choice":
        return False
    return cause.id == f"{own.targets[0]}/{own.option('choice')}" and cause.about[-1:] == (own.actor,)


def _without(cause: Cause, own: Move | None, track: str) -> Cause:
    """Return a cause without the names that go without saying: those of the track, and of the move that it is a forecast of."""
    keys = {key.strip() for key in track.partition("[")[2].rstrip("]").split(",")}
    cause = cause._replace(about=tuple(name for name in cause.about if name not in keys))
    if own is None:
        return cause
    key = own.targets[0] if own.kind in ("answer", "confirm") and own.targets else own.key
    said = {own.actor, key.partition("/")[0], *key.rpartition("/")[2].split("+")} if len(own.targets) <= 1 else {own.actor}
    about = tuple(name for name in cause.about if name.partition("@")[0] != key and name not in said)
    return cause._replace(about=about)
