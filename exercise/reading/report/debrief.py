"""The debrief: its guided steps, what was said at them, what was noted during the session, and what is left to write on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from exercise.model import play
from exercise.model.play import FACILITATOR
from exercise.reading.document import Blank, Block, Bullets, Grid, Heading, Para, Quote, Section, StoryBlock
from exercise.reading.reader import Reader

if TYPE_CHECKING:
    from exercise.reading.report.report import Report
    from exercise.session import Session

STEPS = (
    ("Reactions", 5, "What are you feeling, leaving your chair? One word each."),
    ("What happened", 10, "Tell it in order, each seat in turn: what did you see, and when?"),
    ("Why it happened", 15, "Which decisions mattered, and what stood behind them? What did you not know?"),
    ("What we learned", 10, "Which statements of the brief did today support, which not - and was it the rules, the dice or us?"),
    ("What we take home", 5, "What will you do differently at work? Who does it, and by when?"),
)
"""The guided debrief: step, minutes, prompt."""
STRENGTHS, IMPROVE, ACTIONS, FEEDBACK = "Strengths", "Areas to improve", "Actions", "Feedback"
EVERY_STEP = (
    *STEPS,
    (STRENGTHS, 0, "What went well, and should be kept?"),
    (IMPROVE, 0, "What should be done otherwise next time, at the table or in the exercise?"),
    (ACTIONS, 0, "Who does what, by when? Write: area | action | owner | due."),
    (FEEDBACK, 0, "What helped you to learn today, and what stood in the way?"),
)
"""The guided steps, then what is asked after them."""
BEGINNINGS = {
    "strength": STRENGTHS,
    "to improve": IMPROVE,
    "action": ACTIONS,
    "feedback": FEEDBACK,
    **{title.casefold(): title for title, _, _ in STEPS},
}
"""How a note from after the end begins, and the step that it answers."""


class TakenNote(NamedTuple):
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


def debrief_of(answers: Iterable[tuple[str, str]], shown: Iterable[int] = ()) -> Debrief:
    """Return the debrief from (step, text) pairs in the order in which they were said.

    Args:
        answers: What was said, with the step it belongs to.
        shown: Entries in which the facilitator took a note that the table is shown.
    """
    said = list(answers)
    lists = {name: tuple(text for step, text in said if step == name) for name in (STRENGTHS, IMPROVE, FEEDBACK)}
    actions = tuple(_action(text) for step, text in said if step == ACTIONS)
    rest = tuple((step, text) for step, text in said if step not in (*lists, ACTIONS))
    return Debrief(rest, lists[STRENGTHS], lists[IMPROVE], actions, lists[FEEDBACK], tuple(shown))


def _action(text: str) -> tuple[str, str, str, str]:
    """Return area, action, owner and due date of a line of the improvement plan; a line without marks is the action."""
    cells = [cell.strip() for cell in text.split("|")][:4]
    area, action, owner, due = (["", *cells] if len(cells) == 1 else cells) + [""] * (4 - max(2, len(cells)))
    return area, action, owner, due


def with_notes(given: Debrief, notes: tuple[TakenNote, ...]) -> Debrief:
    """Return the debrief with the facilitator's notes from after the end sorted into it by how they begin."""
    said = []
    for note in notes:
        if note.phase == "over" and note.seat == FACILITATOR:
            head, colon, rest = note.text.partition(":")
            step = BEGINNINGS.get(head.strip().casefold()) if colon else None
            said.append((step, rest.strip()) if step else ("", note.text))
    more = debrief_of(said)
    return Debrief(
        given.answers + more.answers,
        given.strengths + more.strengths,
        given.improve + more.improve,
        given.actions + more.actions,
        given.feedback + more.feedback,
        given.shown,
    )


def notes_of(reader: Reader, shown: tuple[int, ...]) -> tuple[TakenNote, ...]:
    """Return the notes that the reader may know, the facilitator's among them where the table is shown them or the report is full."""
    notes = []
    for turn, phase, entry in reader.record.entries:
        # What the table is shown, all may read; a copy for one seat does not hold it.
        opened = entry.n in shown and not reader.session.shared
        for event in reader.session.entries[entry.n - 1].events if opened else entry.events:
            if isinstance(event, play.NoteTaken) and (event in entry.events or event.seat == FACILITATOR):
                own = event.seat == FACILITATOR
                kept = own and not opened and phase != "over"
                notes.append(TakenNote(turn, phase, event.seat, event.text, event.objective, entry.n if own else 0, kept))
    return tuple(notes)


def facilitators_notes(session: Session) -> tuple[TakenNote, ...]:
    """Return the notes that the facilitator took before the end, which the table is shown where the facilitator so chooses."""
    return tuple(note for note in notes_of(Reader.on_record(session), ()) if note.kept)


def questions_of(report: Report) -> tuple[str, ...]:
    """Return the scenario's questions for the debrief, then those that this session asks."""
    questions = list(report.session.scenario.questions) if report.full or report.over else []
    if report.turning_points:
        greatest = max(report.turning_points, key=lambda point: point.rank)
        questions.append(f"{report.label(greatest.turn)}: {greatest.title}. Who saw it coming, and what could each seat have done?")
    if never := [claim for claim in report.coverage if report.full and not claim.uses and claim.kind != "setting"]:
        questions.append(f"This never came up: {never[0].text} Why did nobody try it?")
    if against := [claim for claim in report.coverage if claim.against]:
        questions.append(f"Here chance or a ruling stood against the brief: {against[0].text} Would it come out so again?")
    if wrong := [prediction for prediction in report.predictions if prediction.right is False]:
        track, seat = report.words.track(wrong[0].track), report.words.title(wrong[0].seat)
        questions.append(f"{report.label(wrong[0].turn)}: {seat} misjudged {track}. What had they not seen?")
    return tuple(questions)


def notes(report: Report) -> Section:
    """Return evaluators' observations by objective, then the other notes."""
    words = report.words

    def by(note: TakenNote) -> str:
        return report.named(note.seat) + (" (kept back from the table)" if note.kept else "")

    blocks: list[Block] = []
    if observed := sorted((note for note in report.notes if note.objective), key=lambda note: (note.objective, note.turn)):
        rows = tuple((words.title(note.objective), report.label(note.turn), note.text, by(note)) for note in observed)
        blocks += [Heading("Observations by objective"), Grid(("Objective", "When", "Observation", "By"), rows)]
    if others := [note for note in report.notes if not note.objective]:
        blocks.append(Heading("Notes"))
        blocks += [Quote(f"{by(note)}, {report.label(note.turn)}", note.text) for note in others]
    return Section("notes", "Observations and notes", tuple(blocks), facts={"notes": report.notes})


def debrief(report: Report) -> Section:
    """Return questions, the guided steps with what was said at each, and the improvement plan to fill in."""
    said = report.debrief
    watch_for = report.session.scenario.watch_for if report.full else ()
    blocks: list[Block] = []
    if report.questions:
        blocks += [Heading("Questions for the debrief"), Bullets(report.questions, numbered=True)]
    if watch_for and not report.over:
        blocks += [Heading("What to watch"), Bullets(watch_for)]
    blocks += [Heading("The debrief, step by step"), Para(f"About {sum(minutes for _, minutes, _ in STEPS)} minutes.", "note")]
    for title, minutes, prompt in STEPS:
        blocks.append(StoryBlock(title, f"{minutes} minutes", prompt))
        blocks += [Quote("", text) for step, text in said.answers if step == title] or [Blank(2)]
    blocks += [Quote("", text) for step, text in said.answers if step not in {title for title, _, _ in STEPS}]
    for title, texts in ((STRENGTHS, said.strengths), (IMPROVE, said.improve)):
        blocks += [Heading(title), Bullets(texts) if texts else Blank(3)]
    if said.feedback:
        blocks += [Heading(FEEDBACK), Bullets(said.feedback)]
    rows = tuple((area, action, owner, "", due) for area, action, owner, due in said.actions)
    rows += (("",) * 5,) * max(2, 5 - len(rows))
    blocks += [Heading("Improvement plan"), Grid(("Area", "Action", "Owner", "Start", "Due"), rows, (), "fill")]
    facts = {"questions": report.questions, "watch_for": watch_for, "debrief": said}
    return Section("debrief", "Debrief", tuple(blocks), facts=facts)
