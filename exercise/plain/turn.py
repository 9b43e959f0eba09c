"""One seat's part of a turn in numbered prompts: briefing, decision, answers, read-out and the end.

`Turn(talk, desk).play()` goes on until the session is over or the table waits for others.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from exercise.desk.desk import Desk
from exercise.errors import ExerciseError
from exercise.model.moves import parse_move
from exercise.plain.chair import Does, PlainChair, Words
from exercise.plain.debrief import DebriefTalk
from exercise.plain.spoken import paragraphs
from exercise.plain.talk import Back, Moved, Talk
from exercise.reading.documents import (
    advice_document,
    changes_document,
    draws_document,
    forecast_document,
    glossary_document,
    instead_document,
    sections_document,
    story_document,
)
from exercise.reading.forms.form import Asking, Filled, Form, Option
from exercise.reading.glossary import glossary
from exercise.reading.models import Draft
from exercise.words import counted

PROGRAM_RULES_NOT = "The program is the facilitator here and rules on no arguments; yours stands in the record for the debrief."
LEAVE = Option("", "Leave the rest unanswered; silence takes the default that each offer states")


class Turn(PlainChair):
    """What one seat is asked and told, turn by turn."""

    def __init__(self, talk: Talk, desk: Desk, saves: Path | None = None) -> None:
        super().__init__(talk, desk)
        self.debriefing = DebriefTalk(talk, desk, saves)
        self.lesson = desk.lesson
        self._lesson_step = 0
        self.stages: dict[str, Does] = {
            "briefing": self.briefing, "decide": self.decide, "answer": self.answers, "confirm": self.answers, "read-out": self.read_out,
        }  # fmt: skip
        """What is asked at each stage of a turn."""

    # --- the course of a turn

    def play(self) -> bool:
        """Go on until the session is over or the table waits for others; return whether it is over."""
        self.sit_down(self._next_step, self.lesson.note if self.lesson else lambda mark: None)
        while True:
            self.desk.table.advance()
            with suppress(Moved):
                if self.desk.stage() == "over":
                    self.debriefing.over(self)
                    return True
                if not any(waiting.seat == self.desk.seat for waiting in self.desk.table.waiting()) or self.desk.session.state.paused:
                    return False
                self.stages[self.desk.stage()]()

    def words(self) -> Words:
        """Return the words that work at every prompt."""
        words = super().words() | {
            "plan": ("your sealed moves and your programmes", lambda rest: self.tell(self.desk.orders.plan_document())),
            "situation": ("the situation, your brief and your aims", lambda rest: self._situation()),
            "advice": ("two or three moves to think about, with reasons and what is not known", lambda rest: self._advice()),
            "words": (
                "what the words mean: bands, terms of a move, tracks; with a word after it only those, such as words ladder",
                lambda rest: self.tell(glossary_document(glossary(self.desk.session.scenario, marks=False), rest)),
            ),
            "try": ("hears the forecast of a move in its text form, such as try nato: consultation russia", self._try),
        }
        if self.lesson is not None:
            words["lesson"] = ("hears the step of the lesson again; lesson off ends it", self._hear_lesson)
        return words

    def _commit(self) -> None:
        refusal = self.desk.commit()
        if refusal:
            self.talk.say(f"Not possible: {refusal}")

    def _situation(self, brief: bool = False) -> None:
        sections = self.desk.reader.news.situation()
        # How it all began is left out once it has been heard.
        self.tell(sections_document(sections[:-1] if brief and self.desk.session.state.turn > 1 else sections))

    def _speak(self) -> None:
        if self.ask(self.desk.sayings.asking()) and self.desk.table.closes:
            last = self.desk.session.entries[-1].move.kind
            if last == "argue":
                self.talk.say(PROGRAM_RULES_NOT)

    def _advice(self) -> None:
        desk, talk = self.desk, self.talk
        if desk.stage() != "decide":
            talk.say("The adviser speaks in the decision.")
            return
        drafts: list[Draft] = []
        for actor in desk.reader.actors:
            advice = desk.adviser.advice(actor)
            whom = desk.reader.words.title(actor) if len(desk.reader.actors) > 1 else ""
            self.tell(advice_document(advice, whom, first=len(drafts) + 1))
            drafts += [one.draft for one in advice]
        if drafts:
            options = [
                Option(str(n), f"{desk.orders.name_of(draft)}: hear its terms, change or seal them") for n, draft in enumerate(drafts, 1)
            ]
            chosen = talk.choose("Which do you take up?", [*options, Option("", "None of them")], help="Decision")
            if chosen:
                self.ask(desk.orders.asking(drafts[int(chosen) - 1]))
                raise Moved

    def _try(self, text: str) -> None:
        try:
            move = parse_move(text)
            if move.kind not in self.desk.session.book.kinds or move.actor not in self.desk.reader.actors:
                self.talk.say("Only a move of yours can be tried: an actor of yours, a kind of move, and a target.")
                return
            self.tell(forecast_document(self.desk.orders.forecast(Draft(move.actor, move.kind, move.targets, move.options, move.because))))
            self.talk.note("looked")
        except ExerciseError as fault:
            self.talk.say(str(fault))

    # --- the lesson

    def _next_step(self) -> None:
        step = self.lesson.step() if self.lesson else None
        if step is not None and step[0] != self._lesson_step:
            self._hear_lesson("")

    def _hear_lesson(self, rest: str) -> None:
        if self.lesson is None:
            return
        self.lesson.is_on = rest != "off"
        step = self.lesson.step()
        if step is None:
            self.talk.say("The lesson is over." if self.lesson.is_on else "The lesson is off; type lesson to have it back.")
            return
        self._lesson_step, shown = step
        for line in ("", f"Lesson, step {self._lesson_step}: {shown.title}.", *paragraphs(shown.text), f"To do: {shown.plain}"):
            self.talk.remark(line)

    # --- the stages

    def briefing(self) -> None:
        """Say the situation, and go on when it is read."""
        self.talk.begin()
        self.talk.title("The briefing.")
        self.head()
        self._situation(brief=True)
        listed: list[tuple[Option, Does]] = [
            (Option("on", "Go on to the decision"), self._commit), (Option("where", "How things stand"), self.where),
            (Option("speak", "Signal or say something"), self._speak),
        ]  # fmt: skip
        chosen = ""
        while chosen != "on":
            with suppress(Back):
                chosen = self.menu("You have heard the briefing.", listed, help="Briefing", default="on")

    def decide(self) -> None:
        """Offer what can be done in the decision, once; whoever calls comes back until the seat has committed."""
        desk = self.desk
        self.talk.begin()
        self.talk.title("The decision.")
        self.head()
        reactions = desk.questions.reactions()
        waiting = [question for question in reactions if not question.answered]
        sealed = f"Sealed so far: {len(desk.orders.plan())} of {desk.orders.most_moves()}"
        react = Option("react", "React to events", f"{len(waiting)} waiting" if waiting else "all given")
        listed: list[tuple[Option, Does]] = [
            (Option("build", "Build a move", sealed), lambda: self.ask(desk.orders.asking())),
            *([(react, lambda: [self.ask(desk.questions.asking(question.ref)) for question in waiting])] if reactions else []),
            (Option("plan", "Plan: hear your sealed moves, take one back, end a programme"), lambda: self.ask(desk.orders.taking_back())),
            (Option("where", "How things stand"), self.where),
            (Option("speak", "Signal, message, prediction, note, or a move that is not on the list"), self._speak),
            (Option("commit", "Commit: you are done with this turn"), lambda: self.ask(self._committing())),
        ]
        self.menu("What do you do?", listed, help="Decision")

    def _committing(self) -> Asking:
        """Return the form that ends the seat's decision."""

        def form(filled: Filled) -> Form:
            check = self.desk.orders.check().replace(" (e);", ";")
            return Form("Commit", text=check, sure="Commit this turn?", done="Committed.", help="Commit")

        opening = self.desk.orders.plan_document if self.desk.orders.plan() else lambda: None
        return Asking(form, lambda filled: self.desk.commit(), opening)

    def answers(self) -> None:
        """Ask for an answer to each offer, and go on when nothing waits or the rest is left to its default."""
        questions = self.desk.questions
        while True:
            waiting = [question for question in questions.questions() if not question.answered]
            if not waiting:
                break
            options = [Option(one.ref, f"{questions.heading(one)} {one.title}", f"for {one.asked}" if one.asked else "") for one in waiting]
            self.talk.begin()
            self.head()
            asks = f"{counted(len(waiting), 'offer')} for you to answer."
            ref = self.talk.choose(asks, [*options, LEAVE], help="Answers", default=waiting[0].ref)
            if not ref:
                break
            with suppress(Back):
                self.ask(questions.asking(ref))
        self._commit()

    def read_out(self) -> None:
        """Tell how the turn came out, a story at a time."""
        talk, stories = self.talk, self.desk.reading().stories
        talk.begin()
        self.known_moves(self.desk)
        cited: set[str] = set()
        number = 0
        while number < len(stories):
            options = [Option("next", "The next story" if number else "The first story"), Option("skip", "Skip to the end of the read-out")]
            if number and stories[number - 1].changes:
                options.insert(1, Option("instead", "What would have changed it"))
            chosen = talk.choose("", options, help="Read-out", default="next", words=("instead",), first=True)
            if chosen == "skip":
                break
            if chosen == "next":
                talk.begin()
                number += 1
                self.tell(story_document(stories[number - 1], number, len(stories), cited))
            else:
                self._instead(chosen, [change.ref for change in stories[number - 1].changes[:4]] if number else [])
        self._after()

    def _after(self) -> None:
        reading = self.desk.reading()
        listed = {
            "on": Option("on", "Go on"), "changes": Option("changes", f"All {counted(len(reading.changes), 'change')}"),
            "draws": Option("draws", "The draws"), "instead": Option("instead", "What would have changed a change"),
            "where": Option("where", "How things stand"), "again": Option("again", "The stories again"),
        }  # fmt: skip
        does: dict[str, Does] = {
            "on": self._commit, "changes": lambda: self.tell(changes_document(reading.changes)),
            "draws": lambda: self.tell(draws_document(reading.draws)), "where": self.where,
        }  # fmt: skip
        while True:
            chosen = self.talk.choose(
                "The end of the read-out.", [*listed.values()], help="Read-out", default="on", words=("instead",), first=True
            )
            if chosen == "again":
                raise Moved
            if chosen.startswith("instead"):
                self._instead(chosen, [])
                continue
            self.talk.begin()
            does[chosen]()
            if chosen == "on":
                return

    def _instead(self, answer: str, tracks: list[str]) -> None:
        """Say what would have changed a change: of the number given after the word, of the story in hand, or of one chosen."""
        number = answer.partition(" ")[2].strip()
        mark = self.talk.marked(number) if number else ""
        if mark.startswith("change:"):
            tracks = [mark.partition(":")[2]]
        elif not tracks:
            changes = self.desk.reading().changes[:9]
            if changes:
                with suppress(Back):
                    tracks = [self.talk.choose("Of which?", [Option(one.ref, one.title) for one in changes], help="Read-out")]
                if not tracks:
                    return
        self.talk.note("instead")
        if not tracks:
            self.talk.say("Nothing changed that you may know of.")
            return
        instead = {track: self.desk.reader.turn().instead(track) for track in tracks}
        track = next((track for track in tracks if instead[track]), tracks[0])
        self.tell(instead_document(self.desk.reader.words.track(track), instead[track]))
