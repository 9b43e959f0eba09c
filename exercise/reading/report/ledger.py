"""Rulings and dice: what the facilitator decided in place of the rules, what the rules would have given, and what that changed later.

`overrides` runs a session again without each ruling; it is for the facilitator, who alone knows of rulings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import FACILITATOR
from exercise.reading.document import Block, Folded, Grid, Heading, Para, Section, StoryBlock
from exercise.reading.reader import Reader
from exercise.reading.report.compare import first_difference
from exercise.session import Session

if TYPE_CHECKING:
    from exercise.reading.report.report import Report


class Gap(NamedTuple):
    """A track at the end with a ruling and without it; tenths or steps."""

    name: str
    with_it: int
    without: int


class Override(NamedTuple):
    """One ruling: when, what and why; what it changed at once against the rules; and where the session would stand without it."""

    turn: int
    entry: int
    by: str
    at: str
    text: str
    because: str
    at_once: tuple[str, ...]
    first: str
    """The first thing that goes differently without it."""
    tracks: tuple[Gap, ...]
    scores: tuple[Gap, ...]
    rerun: bool
    """Whether the session could be run again without it."""


class Intervention(NamedTuple):
    """Another decision of the facilitator's: an inject released, written or held, a seat handed over, a move for an absent seat."""

    turn: int
    phase: str
    at: str
    text: str
    because: str


class Draw(NamedTuple):
    """One draw: odds in percent (a band's middle where the reader does not know them), the roll (-1: not known), and the result."""

    turn: int
    rule: str
    about: tuple[str, ...]
    odds: int
    roll: int
    happened: bool
    ruled: bool
    text: str


INTERVENTIONS = (
    "release", "hold", "unhold", "arm", "skip", "reveal", "write", "amend", "hand", "pause", "resume", "explain", "turns", "end-session",
    "rule-argument",
)  # fmt: skip


def draws(reader: Reader) -> tuple[Draw, ...]:
    """Return every draw that the reader may know of, in order."""
    found = []
    for turn, event in reader.record.of(play.ChanceDrawn):
        text = reader.words.event(event, reader.level)
        found.append(Draw(turn, event.rule, event.about, event.odds, event.roll, event.happened, event.ruled, text))
    return tuple(found)


def interventions(reader: Reader) -> tuple[Intervention, ...]:
    """Return the facilitator's other decisions; moves for a seat that a person or bot was to make are among them."""
    if not reader.is_facilitator:
        return ()
    found = []
    for turn, phase, entry in reader.record.entries:
        move = entry.move
        if entry.seat != FACILITATOR or move.kind in ("close-phase", "note", "rule", "message") or entry.by == "bot":
            continue
        if move.kind in INTERVENTIONS or move.actor != FACILITATOR:
            acting = "" if move.actor == FACILITATOR else "For an absent seat: "
            found.append(Intervention(turn, phase, entry.at, acting + reader.words.move(move), move.because))
    return tuple(found)


def overrides(reader: Reader, rerun: bool = True) -> tuple[Override, ...]:
    """Return every ruling with what the rules alone would have given; none for a reader other than the facilitator.

    Args:
        reader: The session as the facilitator knows it.
        rerun: Whether to run the session again without each ruling.
    """
    if not reader.is_facilitator:
        return ()
    found = []
    for turn, _, entry in reader.record.entries:
        for event in entry.events:
            if isinstance(event, play.Ruled):
                found.append(_override(reader, turn, entry, event.ruling, rerun))
    return tuple(found)


def _override(reader: Reader, turn: int, entry: play.Entry, ruling: play.Ruling, rerun: bool) -> Override:
    words = reader.words
    said = words.event(play.Ruled(ruling._replace(because=""))).rstrip(".")
    text = said.removeprefix("The facilitator ruled: ")
    other = _without(reader.session, turn, entry.n) if rerun else None
    first, tracks, scores = _differences(reader, other) if other is not None else ("", (), ())
    return Override(
        turn, entry.n, entry.by, entry.at, text[:1].upper() + text[1:], ruling.because, _at_once(reader, turn, ruling), first, tracks,
        scores, other is not None,
    )  # fmt: skip


def _at_once(reader: Reader, turn: int, ruling: play.Ruling) -> tuple[str, ...]:
    """Return what the rules alone would have given in the turn of the ruling."""
    words = reader.words
    lines: list[str] = []
    for event in reader.record.in_turn(turn):
        if isinstance(event, play.ChanceDrawn) and ruling.what == "draw" and event.rule == ruling.id:
            if not ruling.about or ruling.about == event.about:
                by_rule = event.roll < event.odds
                result = "it would have happened" if by_rule else "it would not have happened"
                about = words.about(event.about)
                named = f" ({about})" if about else ""
                lines.append(f"{words.title(event.rule)}{named}: odds {event.odds} in 100, drawn {event.roll}: {result}")
        elif isinstance(event, play.TrackChanged) and event.ruled is not None and event.ruled != event.after:
            mine = any(
                cause.source == "ruling" and cause.id == (f"strike:{ruling.id}" if ruling.what == "strike" else "change")
                for cause in event.causes
            )
            if mine and ruling.track in ("", event.name):
                reached, ruled = words.value(event.name, event.after), words.value(event.name, event.ruled)
                lines.append(f"{words.track(event.name)}: {reached}; by the rules alone {ruled}")
    return tuple(lines)


def _without(session: Session, turn: int, n: int) -> Session | None:
    """Return the session run again without one entry; None where it cannot be."""
    if session.shared:
        return None
    try:
        return session.fork(turn, without=(n,))
    except (ExerciseError, ValueError):
        return None


def _differences(reader: Reader, other: Session) -> tuple[str, tuple[Gap, ...], tuple[Gap, ...]]:
    again = Reader.on_record(other)
    one, two = reader.session.state, other.state
    gaps = [
        Gap(name, mine, theirs)
        for name, mine, theirs in zip(reader.book.track_names, one.tracks, two.tracks, strict=True)
        if mine != theirs and not name.startswith("capital[")
    ]
    gaps.sort(key=lambda gap: (-abs(gap.with_it - gap.without) * (100 if reader.words.counts(gap.name) else 1), gap.name))
    scores = [
        Gap(objective, one.scores[objective][1], two.scores[objective][1])
        for objective in sorted(one.scores)
        if objective in two.scores and one.scores[objective][1] != two.scores[objective][1]
    ]
    scores.sort(key=lambda gap: (-abs(gap.with_it - gap.without), gap.name))
    different = first_difference(again, reader, skip=(play.Ruled,))
    return (different.text_of(0) if different else ""), tuple(gaps[:8]), tuple(scores[:6])


def rulings(report: Report) -> Section:
    """Return every ruling with its reason and where the session would stand without it; for the facilitator alone."""
    if not report.full:
        return Section("overrides", "Rulings and overrides", (), annex=True)
    words, reader = report.words, report.reader
    blocks: list[Block] = [] if report.overrides else [Para("The facilitator overruled nothing.")]
    for one in report.overrides:
        items = [f"Reason: {one.because}", *(f"Against the rules: {line}" for line in one.at_once)]
        if not one.at_once:
            items.append("It met nothing in the rules' own result.")
        if one.rerun and not (one.tracks or one.scores):
            items.append("Without it the session would have ended just so.")
        elif one.rerun and one.first:
            items.append(f"Without it, first: {one.first}")
        blocks.append(StoryBlock(one.text, report.label(one.turn), "", tuple(items)))
        gaps = [
            (words.track(gap.name), words.value(gap.name, gap.with_it), words.value(gap.name, gap.without),
             words.change(gap.name, gap.with_it - gap.without))
            for gap in one.tracks
        ] + [
            (f"{words.title(gap.name)} (score)", str(gap.with_it), str(gap.without), f"{gap.with_it - gap.without:+d}".replace("-", "−"))
            for gap in one.scores
        ]  # fmt: skip
        if gaps:
            blocks.append(Grid(("At the end", "As it was", "Without the ruling", "Its effect"), tuple(gaps), (1, 2, 3)))
    others = interventions(reader)
    if others:
        rows = tuple((report.label(one.turn), one.text, one.because or "–", one.at[11:16]) for one in others)
        blocks += [Heading("Other decisions of the facilitator"), Grid(("When", "What", "Reason", "Clock"), rows)]
    lost = [(turn, event.text, event.because) for turn, event in reader.record.of(play.NotReplayed)]
    if lost:
        rows_lost = tuple((report.label(turn), text, because) for turn, text, because in lost)
        blocks += [Heading("Recorded moves that this fork could not repeat"), Grid(("When", "Move", "Why"), rows_lost)]
    facts = {"overrides": report.overrides, "interventions": others, "not_replayed": lost}
    return Section("overrides", "Rulings and overrides", tuple(blocks), annex=True, facts=facts)


def dice(report: Report) -> Section:
    """Return every draw with odds, roll and result, against what the odds led one to expect."""
    words, made = report.words, report.draws
    happened: list[tuple[str, ...]] = []
    others: list[tuple[str, ...]] = []
    for draw in made:
        about = words.about(draw.about)
        title = words.title(draw.rule.removeprefix("inject:")) + (f": {about}" if about else "")
        odds = f"{'' if draw.roll >= 0 else 'about '}{draw.odds} in 100" if report.exact else "–"
        roll = str(draw.roll) if draw.roll >= 0 and report.exact else "–"
        result = ("happened" if draw.happened else "did not happen") + (" (ruled)" if draw.ruled else "")
        (happened if draw.happened or draw.ruled else others).append((report.label(draw.turn), title, odds, roll, result))
    blocks: list[Block] = []
    if made and report.exact and all(draw.roll >= 0 for draw in made):
        expected, came = (sum(draw.odds for draw in made) + 50) // 100, sum(draw.happened for draw in made)
        blocks.append(
            Para(f"{len(made)} draws. By the odds about {expected} would have happened; {came} did. "
                 "It happens when the roll (0 to 99) is below the odds.", "note")
        )  # fmt: skip
    head = ("When", "What", "Odds", "Roll", "Result")
    if happened:
        blocks.append(Grid(head, tuple(happened), (3,), "compact"))
    if others:
        title = f"{len(others)} more that did not happen" if happened else f"{len(others)} that did not happen"
        blocks.append(Folded(title, (Grid(head, tuple(others), (3,), "compact"),)))
    return Section("dice", "Dice", tuple(blocks), annex=True, facts={"draws": made})
