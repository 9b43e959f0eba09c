"""Stories: what happened in a turn, each with its heading, its changes and draws, a claim it rests on and whom it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from exercise.engine.stories import StoryFacts
from exercise.model import play
from exercise.model.refs import names_in
from exercise.reading.causes import Causes, claims_of
from exercise.reading.models import Odds, Story
from exercise.reading.standpoint import Standpoint
from exercise.words import WHAT_ENDS, joined

if TYPE_CHECKING:
    from exercise.engine import explain


class Stories:
    """Puts the stories of a turn into words."""

    def __init__(self, reader: Standpoint, causes: Causes) -> None:
        self.reader = reader
        self.words = reader.words
        self.causes = causes

    def story(self, story: StoryFacts, page: str = "change") -> Story:
        """Return a story of a turn in words; its changes open into pages `page:NAME`."""
        changes = tuple(self.causes.total(total, page) for total in story.changes)
        draws = tuple(self.causes.drawn(event) for event in story.events if isinstance(event, play.ChanceDrawn))
        title, lines = self._headed(story, draws, self._lines(story))
        ref = f"change:{story.changes[0].name}" if story.changes else next((draw.ref for draw in draws), "")
        crossing = any(total.band_before != total.band_after for total in story.changes)
        return Story(ref, title, lines, changes, draws, self.causes.claim_lines(self._claims(story)[:1]), crossing, self._about(story))

    def _lines(self, story: StoryFacts) -> tuple[str, ...]:
        """Return what is said of a story below its heading, its changes and draws left out."""
        match story.events:
            case [play.ProgrammeEnded() as ended]:
                return tuple(f"{why[:1].upper()}{why[1:]}." for why in [self.words.why_ended(ended)] if why)
            case [play.MoveLeaked() as leaked]:
                return (f"{self.words.title(leaked.rule)}.",)
        argued = _argument(story)
        if argued is not None:
            return (*self.words.argument(argued), *self.ruled_besides(argued, {total.name for total in story.changes}))
        return tuple(self.words.event(event, self.reader.level) for event in story.events if not isinstance(event, play.ChanceDrawn))

    def _headed(self, story: StoryFacts, draws: Sequence[Odds], lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return a story's heading, and what is left to say below it."""
        argued = _argument(story)
        if argued is not None:
            return self.words.argument_title(argued), lines
        if story.changes:
            return self._moved(story.changes), lines
        if draws:
            return draws[0].title, lines
        match story.events:
            case [play.ProgrammeEnded() as event, *_]:
                return f"{self.words.offer(event.id)} {WHAT_ENDS[event.how]}", lines
            case [play.MoveLeaked() as event, *_]:
                return f"{self.words.offer(event.key)} leaked", lines
            case [play.MoveResolved() as event, *_]:
                return f"{self.words.offer(event.act.key)}: {event.act.outcome}", lines
        title, _, rest = (lines[0] if lines else self.words.title(story.kind)).partition(": ")
        return title, (rest,) if rest else ()

    def _claims(self, story: StoryFacts) -> list[str]:
        """Return the claims behind a story: those of what happened in it, else of what carries its greatest change."""
        if not story.events and story.changes:
            return list(self._carried_by(story.changes[0]))
        book = self.reader.book
        claims: dict[str, None] = {}
        for event in story.events:
            if isinstance(event, play.InjectHappened) and event.open.inject in book.injects:
                claims.update(dict.fromkeys(book.injects[event.open.inject].claims))
            elif isinstance(event, play.ChanceDrawn) and event.rule in book.rules:
                claims.update(dict.fromkeys(book.rules[event.rule].claims))
        return list(claims)

    def _about(self, story: StoryFacts) -> tuple[str, ...]:
        """Return the actors that a story is about."""
        names = [key for total in story.changes for key in self.reader.book.track_keys[total.track]]
        names += [part for event in story.events for name in _names_in(event) for part in names_in(name)]
        return tuple(dict.fromkeys(name for name in names if name in self.reader.book.actors))

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
        band = self.words.title_within(total.band_after)
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
        return () if rule is not None and rule.stage == "drift" else claims_of(self.reader.book, alike[0])


def _argument(story: StoryFacts) -> play.Argument | None:
    return next((event.argument for event in story.events if isinstance(event, play.ArgumentMade)), None)


def _names_in(event: play.Event) -> tuple[str, ...]:
    """Return the actors, moves and programmes that an event is about."""
    match event:
        case play.InjectHappened():
            return (event.open.subject,)
        case play.ArgumentMade():
            counts_as = event.argument.as_move
            return (event.argument.actor, *(counts_as.targets if counts_as else ()))
        case play.ProgrammeEnded():
            return (event.id,)
        case play.MoveLeaked():
            return (event.key,)
        case play.MoveResolved():
            return (event.act.actor, *event.act.targets)
    return tuple(getattr(event, "about", ()))
