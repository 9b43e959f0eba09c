"""Why a moment of a recorded session came about, and what it led to, as far as its reader may know.

`Tracer.explained` gives the page of the why panel: signed causes that lead back to decisions and events, what followed, rule and claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from exercise.engine import explain
from exercise.model import play
from exercise.model.play import Cause
from exercise.model.refs import CauseId, ProgrammeId, TrackName, names_in
from exercise.reading.causes import page_of
from exercise.reading.models import Instead, Reason
from exercise.words import arrow

if TYPE_CHECKING:
    from exercise.reading.replaying import Moment, Replay

REACH = 8
"""Turns after a decision in which its effects are looked for."""
MOST_EFFECTS = 10
MOST_INSTEAD = 8


class Explained(NamedTuple):
    """A moment explained; references are `go:MOMENT` (stand there), a page such as `rule:ID`, or both, parted by `|`."""

    title: str
    when: str
    sort: str
    ink: str
    said: tuple[tuple[str, str], ...] = ()
    """(ink, line) pairs: terms, the stated reason."""
    because: tuple[Reason, ...] = ()
    total: str = ""
    led_to: tuple[Reason, ...] = ()
    grounds: tuple[tuple[str, str, str], ...] = ()
    """(ref, label, mark) of the rules and claims behind it."""
    track: str = ""
    """The track whose change could have come out otherwise."""


class Other(NamedTuple):
    """One decision made otherwise, and where the track would then stand."""

    line: Instead
    turn: int
    key: str
    modality: str
    """Empty: not made at all; CHOICE: another reaction."""
    value: str


class Tracer:
    """Follows causes through one replay."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.session = replay.session
        self.words = replay.words
        self.reasons = replay.reader.causes
        self._totals: dict[int, tuple[explain.Total, ...]] = {}
        self._acts: dict[str, list[Moment]] = {}
        self._others: dict[str, list[Moment]] = {}
        self._changes: dict[tuple[int, str], Moment] = {}
        for moment in replay.moments:
            if moment.track:
                self._changes[moment.entry, moment.track] = moment
            elif moment.kind == "move" and moment.sort == "move":
                self._acts.setdefault(moment.key, []).append(moment)
            elif moment.key:
                self._others.setdefault(moment.key, []).append(moment)

    # --- pages

    def explained(self, moment: Moment) -> Explained:
        """Return why a moment came about and what followed from it."""
        replay = self.replay
        lane = next((lane for lane in replay.lanes if lane.id == moment.lane), replay.lanes[-1])
        page = Explained(replay.text(moment), replay.when(moment.column), moment.sort, lane.ink)
        if moment.track:
            return self._change(moment, page)
        event = replay.reader.seen(moment.entry, moment.event)
        match event:
            case play.MoveResolved() | play.MoveSealed():
                return self._move(moment, event, page)
            case play.InjectHappened():
                return self._inject(moment, event, page)
            case play.ChanceDrawn():
                return self._draw(moment, event, page)
            case play.Reacted():
                led = self._effects(moment, lambda cause: cause.id.endswith(f"{event.inject}/{event.choice}"))
                back = self._link_to(self._others.get(event.inject, ()), moment)
                return page._replace(because=back, led_to=led, grounds=self._grounds((f"choice:{event.inject}/{event.choice}",)))
            case play.OfferMade() | play.OfferAnswered() | play.OfferConfirmed():
                answer = event.answer if isinstance(event, play.OfferAnswered) else None
                words = (("i", f"“{answer.because}”"),) if answer and answer.because else ()
                offer = self._act(event.key, moment.column)
                link = self._link_to([offer] if offer else (), None)
                return page._replace(said=words, led_to=link)
            case play.ProgrammeOpened() | play.ProgrammeEnded() | play.ProgrammeExtended() | play.MoveLeaked():
                return self._programme(moment, event, page)
            case play.Ruled():
                return page._replace(said=(("i", f"“{event.ruling.because}”"),), led_to=self._rulings(moment))
            case play.ArgumentMade():
                argument = event.argument
                said = tuple(("", f"for: {reason}") for reason in argument.reasons)
                said += tuple(("", f"against: {reason}") for reason in argument.against)
                led = self._effects(moment, lambda cause: argument.key in cause.about or cause.id == argument.key)
                return page._replace(said=said, led_to=led)
        return page

    def _change(self, moment: Moment, page: Explained) -> Explained:
        total = self._total(moment)
        if total is None:
            return page
        known = self.replay.reader.causes.total(total, "replay")
        because = self._causes(total.name, total.track, total.causes, moment)
        said: tuple[tuple[str, str], ...] = ()
        if known.note:
            said = (("dim", known.note),)
        elif not because:
            said = (("dim", "What moved it is not public to this seat."),)
        refs = [f"rule:{cause.id}" for cause in total.causes if cause.source == "rule"]
        refs += [page_of(self.session.book, cause) for cause in total.causes if cause.source in ("inject", "choice")]
        return page._replace(
            said=said,
            because=because,
            total=known.amount,
            led_to=self._readers(moment),
            grounds=self._grounds(dict.fromkeys(refs)),
            track=total.name,
        )

    def _move(self, moment: Moment, event: play.MoveResolved | play.MoveSealed, page: Explained) -> Explained:
        key = moment.key
        made = event.act if isinstance(event, play.MoveResolved) else event.move
        said: list[tuple[str, str]] = []
        reason = self._stated(key, moment.column)
        if reason:
            said.append(("i", f"“{reason}”"))
        replies = []
        for answer in self._others.get(key, ()):
            if answer.column == moment.column and answer.kind == "answer":
                shown = self.replay.reader.seen(answer.entry, answer.event)
                if isinstance(shown, play.OfferAnswered | play.OfferConfirmed):
                    if isinstance(shown, play.OfferAnswered):
                        yes = shown.answer.reply in ("accept", "no-objection")
                        text = f"{self.words.title(shown.actor)}: {self.words.answer(shown.answer.reply, shown.answer.changes)}"
                    else:
                        yes, text = shown.yes, self.replay.text(answer)
                    replies.append(Reason("", 1 if yes else -1, text, "", f"go:{answer.ref}"))
        turn = moment.column

        def names_it(cause: Cause) -> bool:
            return any(name == key or ProgrammeId.of(name) == (key, turn) for name in cause.about)

        led = self._effects(moment, names_it)
        track = led[0].ref.partition("go:")[2].partition("|")[0] if led and led[0].ref else ""
        about = self.replay.moment(track)
        kind = self.session.book.kinds.get(made.kind)
        grounds = [(f"kind:{made.kind}", f"Move: {self.words.title(made.kind)}", "")] if kind else []
        for claim in kind.claims if kind else ():
            grounds.append((f"claim:{claim}", self.words.claim(claim), self.reasons.place_mark((claim,))))
        return page._replace(
            said=tuple(said), because=tuple(replies), led_to=led, grounds=tuple(grounds[:4]), track=about.track if about else ""
        )

    def _stated(self, key: str, column: int) -> str:
        """Return the reason given for a move, where the reader may know it."""
        for moment in self._acts.get(key, ()):
            event = self.replay.reader.seen(moment.entry, moment.event) if moment.column == column else None
            if isinstance(event, play.MoveSealed) and event.move.because:
                return event.move.because
        return ""

    def _inject(self, moment: Moment, event: play.InjectHappened, page: Explained) -> Explained:
        cause = event.cause
        because: tuple[Reason, ...] = ()
        if cause == "date":
            because = (Reason("", 0, "It stands in the scenario for this date", "", ""),)
        elif cause == "facilitator":
            because = (Reason("", 0, "The facilitator released it", "", ""),)
        elif cause in self.session.book.rules:
            because = (Reason("", 0, self.words.title(cause), self._mark((f"rule:{cause}",)), f"rule:{cause}"),)
        inject = event.open.inject

        def from_it(found: Cause) -> bool:
            return found.id in (inject, f"inject:{inject}") or found.id.startswith((f"{inject}/", f"choice:{inject}/"))

        reactions = tuple(
            Reason("", 0, self.replay.text(found), "", f"go:{found.ref}")
            for found in self._others.get(inject, ())
            if found.column == moment.column and isinstance(self.replay.reader.seen(found.entry, found.event), play.Reacted)
        )
        led = (*reactions[:5], *self._effects(moment, from_it, reach=1))
        track = next((found.track for reason in led if (found := self._moment_of(reason)) and found.track), "")
        return page._replace(because=because, led_to=led, grounds=self._grounds((f"inject:{inject}",)), track=track)

    def _draw(self, moment: Moment, event: play.ChanceDrawn, page: Explained) -> Explained:
        drawn = self.reasons.drawn(event)
        said = [("", f"{drawn.odds}{', ' if drawn.odds else ''}{drawn.result}")]
        back = [found for name in event.about if (found := self._named(name, moment.column)) is not None]
        because = tuple(drawn.lines) + self._link_to(back, None)
        led = self._effects(moment, lambda cause: cause.id == event.rule and cause.about == event.about) if event.happened else ()
        follows = tuple(
            Reason("", 0, self.replay.text(found), "", f"go:{found.ref}")
            for found in self.replay.moments
            if event.happened
            and found.kind == "event"
            and moment.column <= found.column <= moment.column + 1
            and self._caused_by(found, event.rule)
        )
        return page._replace(said=tuple(said), because=because, led_to=(*follows[:4], *led), grounds=self._grounds((f"rule:{event.rule}",)))

    def _caused_by(self, moment: Moment, rule: str) -> bool:
        event = self.replay.reader.seen(moment.entry, moment.event)
        return isinstance(event, play.InjectHappened | play.ProgrammeEnded) and event.cause == rule

    def _programme(
        self,
        moment: Moment,
        event: play.ProgrammeOpened | play.ProgrammeEnded | play.ProgrammeExtended | play.MoveLeaked,
        page: Explained,
    ) -> Explained:
        origin = self._named(moment.key, moment.column)
        rule = event.rule if isinstance(event, play.MoveLeaked) else "" if isinstance(event, play.ProgrammeOpened) else event.cause
        because: list[Reason] = list(self._link_to([origin] if origin else (), None))
        if rule in self.session.book.rules:
            because.append(Reason("", 0, self.words.title(rule), self._mark((f"rule:{rule}",)), f"rule:{rule}"))
        elif "/" in rule and (ended := self._named(rule, moment.column)) is not None:
            because += self._link_to([ended], None)
        id = moment.key
        led = (
            self._effects(moment, lambda cause: cause.id == rule and any(name in (id, id.partition("@")[0]) for name in cause.about))
            if rule
            else ()
        )
        if isinstance(event, play.ProgrammeOpened):
            led = self._effects(moment, lambda cause: id in cause.about)
        return page._replace(because=tuple(because), led_to=led, grounds=self._grounds((f"rule:{rule}",)))

    def _rulings(self, moment: Moment) -> tuple[Reason, ...]:
        return self._effects(moment, lambda cause: cause.source == "ruling", reach=0)

    # --- causes, backwards

    def _causes(self, name: str, track: int, causes: Iterable[Cause], moment: Moment) -> tuple[Reason, ...]:
        """Return signed causes, each leading back to the decision or event behind it and to its rule."""
        listed = tuple(causes)
        signed = self.reasons.signed(name, listed, self.reasons.gain(track, 1))
        found = []
        for cause, reason in zip(listed, signed, strict=False):
            origin = self._origin(cause, moment)
            refs = [f"go:{origin.ref}"] if origin is not None else []
            found.append(reason._replace(ref="|".join([*refs, *([reason.ref] if reason.ref else [])])))
        return tuple(found)

    def _origin(self, cause: Cause, moment: Moment) -> Moment | None:
        """Return the decision or event that a cause comes from."""
        source = CauseId.of(cause.id, cause.source)
        if source.sort != "rule":
            events = [found for found in self._others.get(source.id, ()) if found[:2] <= moment[:2]]
            return events[-1] if events else None
        for name in cause.about:
            if "/" in name and (found := self._named(name, moment.column)) is not None and found.ref != moment.ref:
                return found
        return None

    def _named(self, name: str, column: int) -> Moment | None:
        """Return the decision that a move's key or a programme's id names."""
        made = ProgrammeId.of(name)
        return self._act(made.key, column if made.turn is None else made.turn)

    def _act(self, key: str, column: int) -> Moment | None:
        earlier = [found for found in self._acts.get(key, ()) if found.column <= column]
        return earlier[-1] if earlier else None

    def behind(self, track: str) -> frozenset[str]:
        """Return the decisions and events that had a part in a track's changes, by reference."""
        found: set[str] = set()
        for moment in self.replay.moments:
            total = self._total(moment) if moment.track == track else None
            for cause in total.causes if total else ():
                origin = self._origin(cause, moment)
                if origin is not None:
                    found.add(origin.ref)
        return frozenset(found)

    def _link_to(self, moments: Iterable[Moment], before: Moment | None) -> tuple[Reason, ...]:
        return tuple(
            Reason(
                "", 0, f"{self._lane_title(found)}: {self.replay.text(found)}", self.replay.column_title(found.column), f"go:{found.ref}"
            )
            for found in moments
            if before is None or found[:2] < before[:2]
        )[-3:]

    def _lane_title(self, moment: Moment) -> str:
        return next((lane.title for lane in self.replay.lanes if lane.id == moment.lane), "")

    def _moment_of(self, reason: Reason) -> Moment | None:
        head, _, _ = reason.ref.partition("|")
        return self.replay.moment(head.removeprefix("go:")) if head.startswith("go:") else None

    # --- effects, forwards

    def _total(self, moment: Moment) -> explain.Total | None:
        return next((total for total in self._of_entry(moment.entry) if total.name == moment.track), None)

    def _of_entry(self, entry: int) -> tuple[explain.Total, ...]:
        if entry not in self._totals:
            events = self.replay.reader.events(entry)
            self._totals[entry] = explain.totals(self.session.setup, events, self.replay.knows)
        return self._totals[entry]

    def _effects(self, moment: Moment, of_it: object, reach: int = REACH) -> tuple[Reason, ...]:
        """Return the changes that have a cause of some kind, the greatest first, each leading to the change."""
        assert callable(of_it)
        found: dict[tuple[int, str], int] = {}
        entries = dict.fromkeys(
            entry
            for entry, name in self._changes
            if moment.column <= self._changes[entry, name].column <= moment.column + reach and entry >= moment.entry
        )
        for entry in entries:
            for total in self._of_entry(entry):
                amount = sum(cause.amount for cause in total.causes if of_it(cause))
                if amount and (entry, total.name) in self._changes:
                    found[entry, total.name] = amount
        by_track: dict[str, list[tuple[int, int]]] = {}
        for (entry, name), amount in sorted(found.items()):
            by_track.setdefault(name, []).append((entry, amount))
        ranked = sorted(by_track.items(), key=lambda item: (-self._size(item[0], sum(amount for _, amount in item[1])), item[0]))
        return tuple(self._effect(name, parts) for name, parts in ranked[:MOST_EFFECTS])

    def _effect(self, name: str, parts: list[tuple[int, int]]) -> Reason:
        """Return what something did to one track in all, leading to its greatest part."""
        track = self.session.book.track_index[name]
        amount = sum(part for _, part in parts)
        greatest, _ = max(parts, key=lambda part: (abs(part[1]), -part[0]))
        first, last = (self.replay.column_title(self._changes[entry, name].column) for entry in (parts[0][0], parts[-1][0]))
        exact = self.replay.knows[track] == 2 and self.replay.reader.is_full
        said = self.words.change(name, amount) if exact else arrow(amount)
        when = first if first == last else f"{first}–{last}"
        return Reason(said, self.reasons.gain(track, amount), self.words.track(name), when, f"go:{self._changes[greatest, name].ref}")

    def _size(self, name: str, amount: int) -> int:
        steps = self.session.book.track_family[self.session.book.track_index[name]].kind == "steps"
        return abs(amount) * (100 if steps else 1)

    def _readers(self, moment: Moment) -> tuple[Reason, ...]:
        """Return what happened next through rules and injects that read a track: draws, events, things ended."""
        family = TrackName.of(moment.track).family
        keys = set(TrackName.of(moment.track).keys)
        pattern = re.compile(rf"\b{re.escape(family)}\b")
        book = self.session.book
        rules = {rule.id for rule in book.rules.values() if any(pattern.search(line) for line in (*rule.each, *rule.when, *rule.odds))}
        injects = {inject.id for inject in book.injects.values() if any(pattern.search(line) for line in inject.when)}
        found = []
        for other in self.replay.moments:
            if (
                other[:2] <= moment[:2]
                or not moment.column <= other.column <= moment.column + 1
                or other.kind not in ("event", "chance")
                or not other.mattered
            ):
                continue
            event = self.replay.reader.seen(other.entry, other.event)
            about: tuple[str, ...] = ()
            if isinstance(event, play.InjectHappened) and (event.open.inject in injects or event.cause in rules):
                about = (event.open.subject,)
            elif isinstance(event, play.ChanceDrawn) and event.rule in rules:
                about = event.about
            elif isinstance(event, play.ProgrammeEnded) and event.cause in rules:
                about = (event.id,)
            else:
                continue
            names = {part for name in about for part in names_in(name)}
            if not keys or keys & names:
                found.append(Reason("", 0, self.replay.text(other), self.replay.column_title(other.column), f"go:{other.ref}"))
        return tuple(found[:5])

    # --- grounds

    def _mark(self, refs: Iterable[str]) -> str:
        return next((mark for _, _, mark in self._grounds(refs) if mark), "")

    def _grounds(self, refs: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """Return the rules and injects behind something and the first claims they rest on."""
        book = self.session.book
        rows: list[tuple[str, str, str]] = []
        claims: dict[str, None] = {}
        for ref in refs:
            sort, _, rest = ref.partition(":")
            part = book.rules.get(rest) if sort == "rule" else book.injects.get(rest.partition("/")[0])
            if part is None:
                continue
            if len(rows) < 3:
                rows.append(
                    (ref, f"{'Rule' if sort == 'rule' else 'Event'}: {part.title}", "" if part.claims else "assumed" if part.basis else "")
                )
            claims.update(dict.fromkeys(part.claims))
        for claim in list(claims)[:2]:
            rows.append((f"claim:{claim}", self.words.claim(claim), self.reasons.place_mark((claim,))))
        return tuple(rows)

    # --- otherwise

    def instead(self, moment: Moment) -> tuple[str, tuple[Other, ...]]:
        """Return the track looked at, and what single other choices would have made of it in that turn."""
        page = self.explained(moment)
        if not page.track or moment.column > self.replay.turns or not self.replay.reader.is_full:
            return page.track, ()
        own = moment.key if moment.kind == "move" else ""
        book = self.session.book
        found = []
        for one in self.replay.reader.instead(moment.column, page.track):
            if own and one.move.key != own:
                continue
            what = f"{self.words.title(one.modality)}: {self.words.option(one.value)}" if one.modality else "not made"
            line = Instead(
                what if own else self.words.otherwise(one.move, one.modality, one.value),
                self.words.value(page.track, one.recorded),
                self.words.value(page.track, one.after),
                self.reasons.gain(book.track_index[page.track], one.after - one.recorded),
            )
            found.append(Other(line, moment.column, explain.decision_key(one.move), one.modality, one.value))
        return page.track, tuple(found[:MOST_INSTEAD])
