"""How a session came out: the page for those who read no further, objectives against par, who sat where, and what lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.engine import explain
from exercise.engine.stories import stories
from exercise.model import play
from exercise.reading.document import Block, Bullets, Folded, Grid, Heading, Para, Section
from exercise.reading.report.turning import A_PART, change_sentence
from exercise.words import HOLDERS

if TYPE_CHECKING:
    from exercise.reading.report.report import Report

MOST_IN_SHORT = 3
"""Moments and questions on the page for those who read no further."""
SHOWED = (
    "This is what the rules trace back to moves that came about as proposed, with the later turns and all such tracks added up. "
    "They were different moves at different times: it compares, and proves nothing."
)


class SeatLine(NamedTuple):
    """A seat at the table."""

    seat: str
    title: str
    actors: tuple[str, ...]
    holder: str
    handed: tuple[str, ...]
    """When it changed hands."""
    decisions: int


class Outcome(NamedTuple):
    """An objective: what it asked for, and how it came out against the seat's own par."""

    objective: str
    actor: str
    seat: str
    title: str
    text: str
    private: bool
    score: int | None
    par: int | None
    value: int | None
    """Tenths."""

    @property
    def gap(self) -> int | None:
        """Return how far above its par it came; None where either is not known."""
        return None if self.score is None or self.par is None else self.score - self.par


def signed(number: int) -> str:
    """Return a whole number with its sign."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def seats_of(report: Report) -> tuple[SeatLine, ...]:
    """Return who sat where, and how many decisions were made there."""
    session, reader = report.session, report.reader
    handed: dict[str, list[str]] = {}
    for turn, event in reader.record.of(play.SeatTaken):
        handed.setdefault(event.seat, []).append(f"{report.label(turn)}: {HOLDERS.get(event.holder, event.holder)}")
    made = [decision.seat for decision in reader.record.decisions if decision.outcome != "withdrawn"]
    return tuple(
        SeatLine(
            seat,
            str(about["title"]),
            tuple(report.words.title(actor) for actor in session.seats[seat]),
            HOLDERS.get(session.header.holders.get(seat, ""), session.header.holders.get(seat, "")),
            tuple(handed.get(seat, ())),
            made.count(seat),
        )
        for seat, about in session.header.seats.items()
    )


def outcomes_of(report: Report) -> tuple[Outcome, ...]:
    """Return the objectives that the reader may know; scores of its own alone."""
    reader = report.reader
    outcomes = []
    for objective in reader.scenario.objectives:
        own = report.full or objective.actor in reader.actors
        if objective.private and not own:
            continue
        value, score = report.session.state.scores.get(objective.id, (None, None)) if own else (None, None)
        seat = reader.setup.seat_of.get(objective.actor, "")
        outcomes.append(
            Outcome(objective.id, objective.actor, seat, objective.title, objective.text, objective.private, score, objective.par, value)
        )
    order = reader.record.actor_order
    return tuple(sorted(outcomes, key=lambda outcome: (order.get(outcome.actor, 99), outcome.private, outcome.objective)))


def short(report: Report) -> Section:
    """Return the report in a few sentences, for those who read no further."""
    blocks: list[Block] = []
    if report.showed:
        blocks += [Heading("What this session showed"), Bullets(report.showed), Para(SHOWED, "note"), Heading("How it ended")]
    if lines := [*_par_lines(report), *_course_lines(report), *_decision_lines(report), *_ruling_lines(report)]:
        blocks.append(Bullets(tuple(lines)))
    told = sorted((point for point in report.turning_points if point.decided >= A_PART), key=lambda point: -point.rank)[:MOST_IN_SHORT]
    if told:
        moments = [
            f"{report.label(point.turn)}: {point.title}." + (f" Had it been otherwise: {point.instead[0]}." if point.instead else "")
            for point in sorted(told, key=lambda point: point.turn)
        ]
        blocks += [Heading("The moments that counted most"), Bullets(tuple(moments))]
    elif report.turning_points:
        blocks.append(Para("No decision known here accounts for a third of one of the greatest changes; see the turning points.", "note"))
    if report.questions:
        blocks += [Heading("To talk about"), Bullets(report.questions[:MOST_IN_SHORT])]
    return Section("short", "In short", tuple(blocks), facts={"showed": report.showed})


def _par_lines(report: Report) -> list[str]:
    gaps = [(outcome.gap, outcome) for outcome in report.outcomes if outcome.gap is not None]
    if not gaps:
        return []
    best, worst = max(gaps, key=lambda pair: pair[0]), min(gaps, key=lambda pair: pair[0])
    told = [("Furthest above its par", *best)]
    if worst[1] is not best[1]:
        told.append(("Furthest below it" if worst[0] < 0 else "Nearest to it", *worst))
    return [
        f"{how}: {report.words.name(outcome.actor)}, “{outcome.title}”, with {outcome.score} against {outcome.par} ({signed(gap)})."
        for how, gap, outcome in told
    ]


def _course_lines(report: Report) -> list[str]:
    """Return what the two courses that changed most did."""
    if not report.exact:
        return []
    moved = [
        (abs(last - first) * (10 if line.steps else 1), line.name, line, first, last)
        for line in report.courses
        for first, last in [(line.values[0], line.values[-1])]
        if first is not None and last is not None and first != last
    ]
    told = []
    for _, _, line, first, last in sorted(moved, key=lambda one: (-one[0], one[1]))[:2]:
        began, ended = report.reader.tracks.shown(line.name, first), report.reader.tracks.shown(line.name, last)
        if began != ended:
            told.append(f"{line.title} went from {began} to {ended}.")
    return told


def _decision_lines(report: Report) -> list[str]:
    lines = []
    if decided := [point for point in report.turning_points if point.decided >= A_PART]:
        point = max(decided, key=lambda point: point.rank)
        lines.append(f"The session turned most in {report.label(point.turn)}: {point.title}.")
    if report.weights:
        decision = report.weights[0].decision
        lines.append(f"The decision that moved most: {decision.changed or decision.words} ({report.label(decision.turn)}).")
    return lines


def _ruling_lines(report: Report) -> list[str]:
    count, showed = len(report.overrides), sum(bool(ruling.tracks or ruling.scores) for ruling in report.overrides)
    if count == 1:
        return [f"The facilitator ruled once; it {'still showed' if showed else 'no longer showed'} at the end."]
    return [f"The facilitator ruled {count} times; {showed} of the rulings still showed at the end."] if count else []


def outcome(report: Report) -> Section:
    """Return objectives with score, par and gap, who sat where, and what lasted."""
    words = report.words
    blocks: list[Block] = []
    against = any(outcome.par is not None for outcome in report.outcomes)
    if report.over:
        par = " Par is what bots reach in its place." if against else ""
        read = f"Scores run from 0 to 100 and are read after the epilogue.{par} Seats are not measured against each other."
    else:
        read = "The session is not over; objectives are read after the epilogue."
    blocks.append(Para(read, "note"))
    # What a seat cannot know the score of is the others' business, and stands apart.
    others = [outcome for outcome in report.outcomes if outcome.score is None] if report.over else []
    own = [outcome for outcome in report.outcomes if outcome not in others]
    rows = [
        (
            "" if place and own[place - 1].actor == one.actor else words.title(one.actor),
            f"{one.title}{' (private)' if one.private else ''}",
            one.text,
            "–" if one.score is None else str(one.score),
            "–" if one.par is None else str(one.par),
            "–" if one.gap is None else signed(one.gap),
        )
        for place, one in enumerate(own)
    ]
    if rows:
        head = ("Actor", "Objective", "", "Score", "Par", "Against par")
        wide = len(head) if against else 4
        blocks.append(Grid(head[:wide], tuple(row[:wide] for row in rows), tuple(range(3, wide))))
    if others:
        listed = tuple((words.title(one.actor), one.title, one.text) for one in others)
        title = "The stated aims of the others" if rows else "The aims of each"
        blocks.append(Folded(title, (Para("Their scores are in the full report.", "note"), Grid(("Actor", "Objective", ""), listed))))
    seats = tuple(
        (line.title, ", ".join(line.actors), line.holder + (f"; {'; '.join(line.handed)}" if line.handed else ""), str(line.decisions))
        for line in report.seats
    )
    blocks += [Heading("At the table"), Grid(("Seat", "Actors", "Held by", "Decisions"), seats, (3,))]
    lasted = _lasted(report)
    if lasted:
        blocks += [Heading("What lasted"), Bullets(lasted)]
    facts = {"seats": report.seats, "outcomes": report.outcomes, "later": lasted}
    return Section("outcome", "How it came out", tuple(blocks), facts=facts)


def _lasted(report: Report) -> tuple[str, ...]:
    """Return what became of things in the half-years after the last turn."""
    reader = report.reader
    if not report.over:
        return ()
    events = reader.record.in_epilogue
    lines = []
    for story in stories(reader.setup, events, explain.totals(reader.setup, events, reader.knows)):
        if story.changes:
            lines.append(change_sentence(reader, story.changes[0]) + ".")
        elif not isinstance(story.events[0], (play.ScoreRead, play.ChanceDrawn)):
            # What was drawn stands among the dice; here it would name neither its time nor its outcome.
            lines.append(report.words.event(story.events[0], reader.level))
    return tuple(lines)
