"""Coverage of the brief: which claims came into play in a session, how, and where dice or a ruling went against them.

`coverage` answers for any reader, live ones included: a facilitator may aim the next inject at a claim that has not come up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from exercise.model import play
from exercise.model.play import Cause
from exercise.model.refs import CauseId, move_of
from exercise.reading.causes import claims_of
from exercise.reading.document import Block, Grid, Heading, Para, Section
from exercise.reading.reader import Reader
from exercise.reading.record import Placed
from exercise.words import counted

if TYPE_CHECKING:
    from exercise.reading.report.report import Report


class Use(NamedTuple):
    """One way in which a claim came into play in a turn: a rule, an inject or a move, and how much it moved in all, in tenths."""

    turn: int
    by: str
    """rule, inject or move."""
    id: str
    moved: int


class Against(NamedTuple):
    """Where chance or a ruling went against a claim."""

    turn: int
    by: str
    """dice or ruling."""
    text: str


class Coverage(NamedTuple):
    """One claim of the brief in a session."""

    claim: str
    kind: str
    where: str
    text: str
    uses: tuple[Use, ...]
    against: tuple[Against, ...]
    injects: tuple[str, ...]
    """Injects that have not happened and could bring it into play."""

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns in which it came into play."""
        return tuple(sorted({use.turn for use in self.uses}))

    @property
    def moved(self) -> int:
        """How much the rules and injects that rest on it moved in all, in tenths, signs left out."""
        return sum(use.moved for use in self.uses if use.by != "move")


def coverage(reader: Reader) -> tuple[Coverage, ...]:
    """Return every claim of the scenario's brief, in the scenario's order."""
    uses: dict[str, dict[tuple[int, str, str], int]] = {}
    against: dict[str, list[Against]] = {}
    happened: set[str] = set()

    def use(claims: tuple[str, ...], place: tuple[int, str, str], amount: int) -> None:
        for claim in claims:
            found = uses.setdefault(claim, {})
            found[place] = found.get(place, 0) + amount

    for placed in reader.record.events:
        event, turn = placed.event, placed.turn
        if isinstance(event, play.TrackChanged):
            for cause in event.causes:
                _cause(reader, use, turn, cause)
        elif isinstance(event, play.InjectHappened):
            happened.add(event.open.inject)
            inject = reader.book.injects.get(event.open.inject)
            use(inject.claims if inject else (), (turn, "inject", event.open.inject), 0)
        elif isinstance(event, play.ChanceDrawn):
            for claim, text in _dice(reader, event):
                against.setdefault(claim, []).append(Against(turn, "ruling" if event.ruled else "dice", text))
        elif isinstance(event, play.Ruled):
            for claim, text in _ruling(reader, placed, event.ruling):
                against.setdefault(claim, []).append(Against(turn, "ruling", text))
    return tuple(
        Coverage(
            claim.id,
            claim.kind,
            reader.words.where(claim.id),
            claim.claim,
            tuple(Use(*place, amount) for place, amount in sorted(uses.get(claim.id, {}).items())),
            tuple(against.get(claim.id, ())),
            _injects_left(reader, claim.id, happened),
        )
        for claim in reader.scenario.claims
    )


def _cause(reader: Reader, add: Callable[[tuple[str, ...], tuple[int, str, str], int], None], turn: int, cause: Cause) -> None:
    claims = claims_of(reader.book, cause)
    if cause.source == "ruling":
        return
    if claims:
        by = "rule" if cause.id in reader.book.rules else "inject"
        add(claims, (turn, by, CauseId.of(cause.id).id), abs(cause.amount))
    for name in cause.about:
        parts = move_of(name).split("/")
        kind = reader.book.kinds.get(parts[1]) if len(parts) > 1 else None
        if kind is not None:
            add(kind.claims, (turn, "move", kind.id), abs(cause.amount))


def _dice(reader: Reader, event: play.ChanceDrawn) -> list[tuple[str, str]]:
    """Return the claims that a draw went against: the likelier result of a rule that rests on them did not come, or was ruled away."""
    rule = reader.book.rules.get(event.rule)
    if rule is None or event.happened or (event.odds < 50 and not event.ruled):
        return []
    return [(claim, reader.words.event(event, reader.level)) for claim in rule.claims]


def _ruling(reader: Reader, placed: Placed, ruling: play.Ruling) -> list[tuple[str, str]]:
    """Return the claims that a ruling went against: a struck rule's, or those whose rules moved the track the other way."""
    text = f"{reader.words.event(play.Ruled(ruling))}"
    if ruling.what == "strike":
        rule = reader.book.rules.get(ruling.id)
        return [(claim, text) for claim in rule.claims] if rule else []
    if ruling.what != "change":
        return []
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for event in reader.record.in_turn(placed.turn):
        if isinstance(event, play.TrackChanged) and event.name == ruling.track:
            for cause in event.causes:
                if cause.source == "rule" and cause.amount * ruling.amount < 0:
                    for claim in claims_of(reader.book, cause):
                        if claim not in seen:
                            seen.add(claim)
                            found.append((claim, text))
    return found


def _injects_left(reader: Reader, claim: str, happened: set[str]) -> tuple[str, ...]:
    if not reader.is_facilitator:
        return ()
    return tuple(inject.id for inject in reader.scenario.injects if claim in inject.claims and inject.id not in happened)


def brief(report: Report) -> Section:
    """Return which claims came into play and through what, which never did, and where dice or a ruling went against one."""
    words = report.words
    used = sorted((claim for claim in report.coverage if claim.uses), key=lambda claim: -claim.moved)
    never = [claim for claim in report.coverage if not claim.uses]
    told = f"{len(used)} of {len(report.coverage)} statements of the brief came into play, through rules, events and moves."
    blocks: list[Block] = [Para(told, "note")] if report.coverage else []
    rows = []
    for claim in used:
        counts = {by: len({use.id for use in claim.uses if use.by == by}) for by in ("rule", "inject", "move")}
        through = ", ".join(counted(count, by) for by, count in counts.items() if count)
        rows.append((claim.text, claim.where, ", ".join(map(str, claim.turns)), through, words.value(None, claim.moved)))
    if rows:
        blocks.append(Grid(("Came into play", "Where in the brief", "Turns", "Through", "Moved"), tuple(rows), (4,)))
    against = tuple((claim.text, report.label(each.turn), each.text) for claim in report.coverage for each in claim.against)
    if against:
        blocks += [Heading("Where dice or a ruling went against it"), Grid(("Statement", "When", "What"), against)]
    if never:
        left = tuple((claim.text, claim.where, ", ".join(words.title(inject) for inject in claim.injects[:3])) for claim in never)
        wide = 3 if any(row[2] for row in left) else 2
        head = ("Never came into play", "Where in the brief", "What could have raised it")
        blocks += [Heading("What never came up"), Grid(head[:wide], tuple(row[:wide] for row in left))]
    return Section("coverage", "The brief in this session", tuple(blocks), annex=True, facts={"coverage": report.coverage})
