"""The after-action report as one data structure: `build_report`; its pages are `report_document` in `pages`.

A report for a seat or for the public is built only from what `seen` and `view` give that seat, and keeps the others' secrets after the
end too; the facilitator's is the full one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.describe import HOLDERS
from exercise.engine import explain
from exercise.model import play
from exercise.model.play import FACILITATOR, Answer
from exercise.reading.report.course import EPILOGUE, Course, Decision, Shade, course_of
from exercise.reading.report.coverage import Coverage, coverage
from exercise.reading.report.ledger import Draw, Intervention, Override, draws, interventions, overrides
from exercise.reading.report.showed import showed
from exercise.reading.report.turning import TurningPoint, Weight, change_sentence, turning_points, weights
from exercise.session import Session

if TYPE_CHECKING:
    from exercise.model.scenario import Fact

STEPS = (
    ("Reactions", 5, "What are you feeling, leaving your chair? One word each."),
    ("What happened", 10, "Tell it in order, each seat in turn: what did you see, and when?"),
    ("Why it happened", 15, "Which decisions mattered, and what stood behind them? What did you not know?"),
    ("What we learned", 10, "Which statements of the brief did today support, which not - and was it the rules, the dice or us?"),
    ("What we take home", 5, "What will you do differently at work? Who does it, and by when?"),
)
"""The guided debrief: step, minutes, prompt."""


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


class Line(NamedTuple):
    """One track or measure over the session."""

    name: str
    title: str
    group: str
    steps: bool
    values: tuple[int | None, ...]
    known: int


class Offer(NamedTuple):
    """An offer, whom it asked, what each answered, and what came of it."""

    turn: int
    key: str
    words: str
    asked: tuple[str, ...]
    consulted: tuple[str, ...]
    answers: tuple[tuple[str, str, str], ...]
    """Who, the answer in words, the reason."""
    confirmed: str
    outcome: str


class Prediction(NamedTuple):
    """What a seat expected of a track in a turn, and what it did."""

    turn: int
    seat: str
    track: str
    expected: str
    happened: str
    """up, down, same; empty where it cannot be known."""

    @property
    def right(self) -> bool | None:
        """Whether it came as expected; None where that cannot be known."""
        return None if not self.happened else self.expected == self.happened


class Inject(NamedTuple):
    """Something that happened: whom it concerned, why it came, and how those asked reacted."""

    turn: int
    inject: str
    title: str
    text: str
    cause: str
    reactions: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    note: str


class Argument(NamedTuple):
    """A free-form move with its reasons and how it was ruled."""

    turn: int
    actor: str
    text: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    ruled: str
    method: str
    dice: str
    counted_as: str
    changes: tuple[str, ...]
    because: str


class Note(NamedTuple):
    """A note: who took it, when, and for which objective it is an observation."""

    turn: int
    phase: str
    seat: str
    text: str
    objective: str
    entry: int = 0
    """Its entry, where the facilitator took it."""
    kept: bool = False
    """Whether the facilitator took it and keeps it back from the table."""


class TurnPart(NamedTuple):
    """One turn: its label, what was told about it, what was done, every change, and what really happened then."""

    turn: int
    label: str
    stories: tuple[str, ...]
    done: tuple[str, ...]
    changes: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    """Track, before, after, causes."""
    record: str
    facts: tuple[str, ...]
    log: tuple[str, ...]


class Debrief(NamedTuple):
    """What was said and written in the debrief: answers by prompt, strengths, what to improve, and who does what by when."""

    answers: tuple[tuple[str, str], ...] = ()
    strengths: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    actions: tuple[tuple[str, str, str, str], ...] = ()
    """Area, action, owner, due."""
    feedback: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    """Entries in which the facilitator took a note that the table is shown."""


class Report(NamedTuple):
    """Everything that an after-action report says, before it is laid out."""

    title: str
    brief: str
    situation: str
    seat: str
    """facilitator for the full report."""
    facts: tuple[tuple[str, str], ...]
    made: tuple[tuple[str, str], ...]
    """What the report was made from: version, time, seed, fingerprint."""
    showed: tuple[str, ...]
    """What the session showed of how moves were made, in sentences."""
    over: bool
    level: str
    places: tuple[str, ...]
    """Where values stand: the start, the end of each turn, and later."""
    seats: tuple[SeatLine, ...]
    outcomes: tuple[Outcome, ...]
    courses: tuple[Line, ...]
    layers: tuple[tuple[str, tuple[Shade, ...], tuple[Shade, ...]], ...]
    """Map layers: title, values at the start and at the end."""
    turning_points: tuple[TurningPoint, ...]
    weights: tuple[Weight, ...]
    turns: tuple[TurnPart, ...]
    later: tuple[str, ...]
    """What became of things in the half-years after the last turn."""
    decisions: tuple[Decision, ...]
    offers: tuple[Offer, ...]
    injects: tuple[Inject, ...]
    arguments: tuple[Argument, ...]
    overrides: tuple[Override, ...]
    interventions: tuple[Intervention, ...]
    draws: tuple[Draw, ...]
    predictions: tuple[Prediction, ...]
    coverage: tuple[Coverage, ...]
    notes: tuple[Note, ...]
    not_replayed: tuple[tuple[int, str, str], ...]
    questions: tuple[str, ...]
    watch_for: tuple[str, ...]
    debrief: Debrief


def build_report(session: Session, seat: str = "", *, debrief: Debrief | None = None, rerun: bool = True, kept: bool = True) -> Report:
    """Return the after-action report of a session.

    Args:
        session: Any session, finished or not, or a shared copy.
        seat: Whose report; empty for the full one.
        debrief: What was typed in at the debrief; notes taken after the end are added to it.
        rerun: Whether to run the session again without each ruling, and to look for what would have changed turning points.
        kept: Whether the full report holds the notes that the facilitator keeps back from the table.

    Raises:
        ExerciseError: If there is no such seat.
    """
    course = course_of(session, seat)
    scenario = session.scenario
    said = debrief or Debrief()
    notes = tuple(note for note in _notes(course, said.shown) if not note.kept or (course.full and kept))
    covered = coverage(course)
    points = turning_points(course, instead=rerun)
    return Report(
        scenario.head.title,
        scenario.head.brief or "",
        scenario.head.situation,
        course.seat,
        _facts(course),
        _made_from(course),
        showed(course),
        course.over,
        course.level,
        tuple(label for label, _ in course.stops),
        _seats(course),
        _outcomes(course),
        _courses(course),
        _layers(course),
        points,
        weights(course),
        tuple(_turn(course, turn) for turn in course.turns),
        _later(course),
        course.decisions,
        _offers(course),
        _injects(course),
        _arguments(course),
        overrides(course, rerun),
        interventions(course),
        draws(course),
        _predictions(course),
        covered,
        tuple(note for note in notes if note.phase != "over" or note.seat != FACILITATOR),
        tuple(
            (placed.turn, placed.event.text, placed.event.because) for placed in course.events if isinstance(placed.event, play.NotReplayed)
        ),
        _questions(course, points, covered),
        scenario.watch_for if course.full else (),
        _debrief(said, notes),
    )


# --- its parts --------------------------------------------------------------------------------------------------------------


def _facts(course: Course) -> tuple[tuple[str, str], ...]:
    session, header, words = course.session, course.session.header, course.words
    played = len(course.turns)
    ends = [label for turn in course.turns for label in course.label(turn).split(" to ")]
    last = "nothing adjudicated yet" if not ends else ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1].lower()}"
    plan = next((plan.title for plan in session.scenario.plans if plan.id == header.plan), header.plan)
    rows = [
        ("Scenario", session.scenario.id + (f", variant {header.variant}" if header.variant else "")),
        ("Played", last),
        ("Turns", f"{played} of {session.state.turns}" + ("" if course.over else ", not finished")),
        ("Table", plan),
        ("Pace", {"full": "half a year a turn", "seminar": "a year a turn"}.get(header.pace, header.pace)),
        (
            "Report for",
            "everyone in charge (full)" if course.full else words.name(course.seat) if course.seat != "public" else "the public",
        ),
    ]
    return tuple((name, value) for name, value in rows if value)


def _made_from(course: Course) -> tuple[tuple[str, str], ...]:
    session, header = course.session, course.session.header
    rows = [("Version", header.app), ("Begun", header.created[:16].replace("T", " "))]
    parent = header.parent
    if course.full and parent:
        rows.append(("Fork of", f"{parent.get('save') or 'a session'}, turn {parent.get('turn', 0)}"))
    if course.full:
        rows.append(("Seed", header.seed))
    print_ = session.fingerprint or (header.shared or {}).get("h", "")
    if header.shared:
        print_ = header.shared["h"]
    if print_:
        rows.append(("Fingerprint of the save", print_[:16]))
    return tuple((name, value) for name, value in rows if value)


def _seats(course: Course) -> tuple[SeatLine, ...]:
    session = course.session
    handed: dict[str, list[str]] = {}
    for placed in course.of(play.SeatTaken):
        event = placed.event
        assert isinstance(event, play.SeatTaken)
        handed.setdefault(event.seat, []).append(f"{course.label(placed.turn)}: {HOLDERS.get(event.holder, event.holder)}")
    counts: dict[str, int] = {}
    for decision in course.decisions:
        if decision.outcome != "withdrawn":
            counts[decision.seat] = counts.get(decision.seat, 0) + 1
    return tuple(
        SeatLine(
            seat,
            str(about["title"]),
            tuple(course.words.title(actor) for actor in session.seats[seat]),
            HOLDERS.get(session.header.holders.get(seat, ""), session.header.holders.get(seat, "")),
            tuple(handed.get(seat, ())),
            counts.get(seat, 0),
        )
        for seat, about in session.header.seats.items()
    )


def _outcomes(course: Course) -> tuple[Outcome, ...]:
    scores = course.session.state.scores
    found = []
    for objective in course.scenario.objectives:
        own = course.full or objective.actor in course.actors
        if objective.private and not own:
            continue
        value, score = scores.get(objective.id, (None, None)) if own else (None, None)
        seat = course.setup.seat_of.get(objective.actor, "")
        found.append(
            Outcome(objective.id, objective.actor, seat, objective.title, objective.text, objective.private, score, objective.par, value)
        )
    order = course._order_of_actors
    return tuple(sorted(found, key=lambda one: (order.get(one.actor, 99), one.private, one.objective)))


def _courses(course: Course) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    for name in (*course.headline, *course.scenario.head.map_layers[:3]):
        singles = course.expanded(name)
        for single in singles:
            if single in found or course.known(single) == 0:
                continue
            values = tuple(course.value(single, state) for _, state in course.stops)
            group = name if len(singles) > 1 else ""
            found[single] = Line(single, course.words.track(single), group, course.is_steps(single), values, course.known(single))
    return tuple(found.values())


def _layers(course: Course) -> tuple[tuple[str, tuple[Shade, ...], tuple[Shade, ...]], ...]:
    first, last = course.stops[0][1], course.stops[-1][1]
    return tuple((course.layer_title(name), course.layer(name, first), course.layer(name, last)) for name in course.layers[:3])


def _fact(course: Course, id_: str) -> str:
    fact = next((fact for fact in course.scenario.facts if fact.id == id_), None)
    return fact_words(fact) if fact is not None else ""


def fact_words(fact: Fact, source: bool = False) -> str:
    """Return a dated fact of the record in a sentence, with how sure it is and, if asked for, where it is told."""
    sure = {"A": "well sourced", "A-": "well sourced", "B": "likely", "C": "disputed"}[fact.sure]
    told = f"; {fact.source}" if source else ""
    return f"{fact.date}: {fact.text} ({fact.id}, {sure}{told})"


def _turn(course: Course, turn: int) -> TurnPart:
    words = course.words
    events = course.in_turn(turn)
    totals = course.totals(turn)
    told: list[str] = []
    for story in explain.stories(course.setup, events, totals):
        if story.changes and story.kind != "argument":
            told.append(change_sentence(course, story.changes[0]) + ".")
        else:
            told.append(words.event(story.events[0], course.level))
    done = [
        f"{decision.changed or decision.words}{'' if decision.outcome in ('accepted', '', 'open') else ' – ' + decision.outcome}"
        for decision in course.decisions
        if decision.turn == turn and decision.outcome != "withdrawn"
    ]
    changes = []
    for total in totals:
        if total.name.startswith("capital[") or total.before == total.after:
            continue
        causes = tuple(course.cause(cause, total.name) for cause in total.causes) if course.level != "arrows" else ()
        changes.append((words.track(total.name), course.shown(total.name, total.before), course.shown(total.name, total.after), causes))
    record = course.setup.recorded(turn) if course.full or course.over else ()
    log = [
        course.told(placed)
        for placed in course.events
        if placed.turn == turn and placed.phase != EPILOGUE and not isinstance(placed.event, _TOLD_ELSEWHERE)
    ]
    return TurnPart(
        turn,
        course.label(turn),
        tuple(told),
        tuple(done),
        tuple(changes),
        " ".join(one.text.strip() for one in record),
        tuple(dict.fromkeys(filter(None, (_fact(course, fact) for one in record for fact in one.facts)))),
        tuple(log),
    )


_TOLD_ELSEWHERE = (
    play.TrackChanged, play.SeatCommitted, play.WatchesMoved, play.EffectDelayed, play.HalfYearPassed, play.PhaseBegan, play.NoteTaken,
)  # fmt: skip


def _later(course: Course) -> tuple[str, ...]:
    if not course.over:
        return ()
    events = [placed.event for placed in course.events if placed.phase == EPILOGUE]
    lines = []
    for story in explain.stories(course.setup, events, explain.totals(course.setup, events, course.knows)):
        if story.changes:
            lines.append(change_sentence(course, story.changes[0]) + ".")
        elif not isinstance(story.events[0], (play.ScoreRead, play.ChanceDrawn)):
            # What was drawn stands among the dice; here it would name neither its time nor its outcome.
            lines.append(course.words.event(story.events[0], course.level))
    return tuple(lines)


def _offers(course: Course) -> tuple[Offer, ...]:
    words = course.words
    offers: dict[tuple[int, str], Offer] = {}
    for placed in course.events:
        event, turn = placed.event, placed.turn
        if isinstance(event, play.OfferMade):
            made = next((one for one in course.decisions if one.turn == turn and one.key == event.key), None)
            said = made.words if made is not None else words.offer(event.key)
            offers[turn, event.key] = Offer(turn, event.key, said, event.asked, event.consulted, (), "", made.outcome if made else "")
        elif isinstance(event, play.OfferAnswered) and (turn, event.key) in offers:
            offer = offers[turn, event.key]
            answer: Answer = event.answer
            answered = (words.name(event.actor), words.answer(answer.reply, answer.changes), answer.because)
            offers[turn, event.key] = offer._replace(answers=(*offer.answers, answered))
        elif isinstance(event, play.OfferConfirmed) and (turn, event.key) in offers:
            offers[turn, event.key] = offers[turn, event.key]._replace(confirmed="agreed" if event.yes else "turned down")
    return tuple(offers.values())


def _injects(course: Course) -> tuple[Inject, ...]:
    words = course.words
    reactions: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    for placed in course.of(play.Reacted):
        event = placed.event
        assert isinstance(event, play.Reacted)
        said = (words.name(event.actor), words.event(event).rstrip("."))
        reactions.setdefault((placed.turn, event.inject, event.subject), []).append(said)
    found = []
    for placed in course.of(play.InjectHappened):
        happened = placed.event
        assert isinstance(happened, play.InjectHappened)
        opened = happened.open
        inject = course.book.injects.get(opened.inject)
        title = words.inject(opened.inject, opened.subject) if inject else "Written by the facilitator"
        text = words.event(happened)
        text = text.removeprefix(f"{title}: ")
        cause = {"date": "by its date", "condition": "its condition held", "facilitator": "released by the facilitator"}.get(happened.cause)
        facts = tuple(filter(None, (_fact(course, fact) for fact in inject.facts))) if inject and (course.full or course.over) else ()
        found.append(
            Inject(
                placed.turn,
                opened.inject,
                title,
                text,
                cause or words.title(happened.cause),
                tuple(reactions.get((placed.turn, opened.inject, opened.subject), ())),
                facts,
                (inject.note or "") if inject and course.full else "",
            )
        )
    return tuple(found)


def _arguments(course: Course) -> tuple[Argument, ...]:
    words = course.words
    last: dict[tuple[int, str], play.Argument] = {}
    for placed in course.of(play.ArgumentMade):
        event = placed.event
        assert isinstance(event, play.ArgumentMade)
        last[placed.turn, event.argument.key] = event.argument
    found = []
    for (turn, _), argument in last.items():
        dice = ""
        if argument.roll:
            mods = "".join(f" {'−' if by < 0 else '+'} {abs(by)}" + (f" ({why})" if why else "") for by, why in argument.modifiers)
            total = sum(argument.roll) + sum(by for by, _ in argument.modifiers)
            counts = "the modifiers count, and " if argument.modifiers else ""
            dice = f"{' + '.join(str(die) for die in argument.roll)}{mods} = {total}; {counts}{play.NEEDED} or more succeeds"
        counted = ""
        if argument.as_move is not None and argument.ruled == "allowed":
            counted = words.move(argument.as_move) + (f" at {argument.strength} percent" if argument.strength != 100 else "")
        changes = tuple(f"{words.track(track)} {words.change(track, tenths)}" for track, tenths in argument.follows)
        found.append(
            Argument(
                turn,
                argument.actor,
                argument.text,
                argument.reasons,
                argument.against,
                argument.ruled,
                argument.method,
                dice,
                counted,
                changes,
                argument.because,
            )
        )
    return tuple(found)


def _predictions(course: Course) -> tuple[Prediction, ...]:
    found: dict[tuple[int, str, str], str] = {}
    for placed in course.of(play.Predicted):
        event = placed.event
        assert isinstance(event, play.Predicted)
        found[placed.turn, event.seat, event.track] = event.direction
    predictions = []
    for (turn, seat, track), expected in found.items():
        happened = ""
        if turn in course.turns:
            index = course.book.track_index[track]
            changes = [
                placed.event
                for placed in course.events
                if placed.turn == turn
                and placed.phase == "adjudicate"
                and isinstance(placed.event, play.TrackChanged)
                and placed.event.track == index
            ]
            change = changes[-1].after - changes[0].before if changes else 0
            happened = "up" if change > 0 else "down" if change < 0 else "same"
            if course.knows[index] < 2 and not changes:
                happened = ""
        predictions.append(Prediction(turn, seat, track, expected, happened))
    return tuple(predictions)


def _notes(course: Course, shown: tuple[int, ...]) -> tuple[Note, ...]:
    """Return the notes that the reader may know, the facilitator's among them where the table is shown them or the report is full."""
    found = []
    for turn, phase, entry in course.made:
        # What the table is shown, all may read; a copy for one seat does not hold it.
        opened = entry.n in shown and not course.session.shared
        for event in course.session.entries[entry.n - 1].events if opened else entry.events:
            if isinstance(event, play.NoteTaken) and (event in entry.events or event.seat == FACILITATOR):
                own = event.seat == FACILITATOR
                kept = own and not opened and phase != "over"
                found.append(Note(turn, phase, event.seat, event.text, event.objective, entry.n if own else 0, kept))
    return tuple(found)


def facilitators_notes(session: Session) -> tuple[Note, ...]:
    """Return the notes that the facilitator took before the end, which the table is shown where the facilitator so chooses."""
    found = _notes(course_of(session, ""), ())
    return tuple(note for note in found if note.kept)


def _debrief(given: Debrief, notes: tuple[Note, ...]) -> Debrief:
    """Return the debrief with the facilitator's notes from after the end sorted into it by how they begin."""
    answers, strengths, improve = list(given.answers), list(given.strengths), list(given.improve)
    actions, feedback = list(given.actions), list(given.feedback)
    prompts = {title.casefold(): title for title, _, _ in STEPS}
    for note in notes:
        if note.phase != "over" or note.seat != FACILITATOR:
            continue
        head, colon, rest = note.text.partition(":")
        kind = head.strip().casefold()
        if colon and kind == "strength":
            strengths.append(rest.strip())
        elif colon and kind == "to improve":
            improve.append(rest.strip())
        elif colon and kind == "feedback":
            feedback.append(rest.strip())
        elif colon and kind == "action":
            parts = [part.strip() for part in rest.split("|")][:4]
            area, action, owner, due = parts + [""] * (4 - len(parts))
            actions.append((area, action, owner, due))
        elif colon and kind in prompts:
            answers.append((prompts[kind], rest.strip()))
        else:
            answers.append(("", note.text))
    return given._replace(
        answers=tuple(answers), strengths=tuple(strengths), improve=tuple(improve), actions=tuple(actions), feedback=tuple(feedback)
    )


def _questions(course: Course, points: tuple[TurningPoint, ...], covered: tuple[Coverage, ...]) -> tuple[str, ...]:
    """Return the scenario's questions for the debrief, then those that this session asks."""
    found = list(course.scenario.questions) if course.full or course.over else []
    if points:
        greatest = max(points, key=lambda point: point.rank)
        found.append(f"{course.label(greatest.turn)}: {greatest.title}. Who saw it coming, and what could each seat have done?")
    never = [one for one in covered if not one.uses and one.kind != "setting"]
    if never and course.full:
        found.append(f"This never came up: {never[0].text} Why did nobody try it?")
    against = [one for one in covered if one.against]
    if against:
        found.append(f"Here chance or a ruling stood against the brief: {against[0].text} Would it come out so again?")
    wrong = [one for one in _predictions(course) if one.right is False]
    if wrong:
        first = wrong[0]
        track = course.words.track(first.track)
        found.append(f"{course.label(first.turn)}: {course.words.title(first.seat)} misjudged {track}. What had they not seen?")
    return tuple(found)


# --- as data ------------------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Return a value of named tuples, tuples and mappings as JSON-ready data."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name.rstrip("_"): plain(part) for name, part in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return value
