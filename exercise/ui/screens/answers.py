"""Answers: offers that ask this seat, changes that ask for its last word, events that ask for its reaction.

Each is chosen in rows, with what either side of the choice is expected to bring beside it.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.reading.models import Question
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.dialogs import Ask, Remark
from exercise.ui.rows import forecast_rows
from exercise.ui.text import Item, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.words import joined

SORTS = {"offer": "asks you:", "consult": "consults you on:", "confirm": "wants changes to:", "reaction": "must react to:"}
HEADS = {"offer": "asks you", "consult": "consults you", "confirm": "wants changes", "reaction": "chooses a reaction"}
"""The same where what it is about stands in the title above."""


def said_of(question: Question, words: dict[str, str]) -> tuple[str, str]:
    """Return who a question comes from, and what that one does; changes to one's own offer come from those who ask for them."""
    said = words.get(question.kind, "")
    if not question.wishing:
        return question.actor, said
    return joined(question.wishing), said.replace("wants", "want", 1) if len(question.wishing) > 1 else said


class Answers(Sheet):
    """What waits for a yes, a no, or something between."""

    CSS_PATH = "answers.tcss"
    HELP_PAGE = "answers"
    AT_TABLE = True
    CROWDED = True
    LESSON = "answered"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer", key_display="Enter", priority=True, id="answers.answer", tooltip="Give this answer"),
        Binding("n,tab", "next", "Next", key_display="Tab", priority=True, id="answers.next", tooltip="The next question"),
        Binding("N,shift+tab", "previous", "Before", show=False, priority=True, id="answers.previous", tooltip="The question before"),
        Binding("w", "why", "Why?", id="answers.why", tooltip="The reasons of the first change expected"),
        Binding("r", "reason", "Reason", id="answers.reason", tooltip="One sentence on why; private until the debrief"),
        Binding("c", "commit", "Go on", id="answers.commit", tooltip="Done with the answers; what is left unanswered takes its default"),
        Binding("f", "forecast", "Reasons", show=False, id="answers.forecast", tooltip="Go to the expected consequences, and back"),
        Binding("k", "claims", "Claims", show=False, id="answers.claims", tooltip="The claims of the brief"),
        Binding("s", "say", "Say", show=False, id="answers.say", tooltip="Signal, message, pledge, predict, note, argue"),
        Binding("l", "log", "Log", show=False, id="answers.log", tooltip="What happened so far"),
        Binding("q", "home", "Home", show=False, id="answers.home", tooltip="Leave the table; the session stays saved"),
    ]

    def __init__(self, reactions: bool = False) -> None:
        super().__init__()
        self._reactions = reactions
        self._at = 0
        self._chosen: dict[str, dict[str, tuple[str, ...]]] = {}
        self._because: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        yield Lines(id="questions", classes="framed", always=True, focusable=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="text", classes="framed", focusable=False)
                rows = ChoiceRows(id="reply")
                rows.add_class("framed")
                yield rows
            with Horizontal(id="right"):
                yield Lines(id="forecast", classes="framed")
                yield Lines(id="other", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first question."""
        title(self.query_one("#reply"), "Your answer")
        self.query_one("#reply").focus()
        self._at = next((n for n, question in enumerate(self._questions()) if not question.answered), 0)
        self.redraw()

    def show_lesson(self) -> None:
        """Show the lesson's step about offers; of events it says what there is to say before."""
        if not self._reactions:
            super().show_lesson()

    def _questions(self) -> tuple[Question, ...]:
        return self.desk.questions.reactions() if self._reactions else self.desk.questions.questions()

    def _question(self) -> Question | None:
        found = self._questions()
        return found[self._at % len(found)] if found else None

    def redraw(self) -> None:
        """Show the questions, and the one in hand."""
        desk = self.desk
        self.query_one("#bar", TopBar).show(*bar_parts(desk.bar(), narrow=self.is_narrow))
        found = self._questions()
        panel = self.query_one("#questions", Lines)
        rows = [
            Item(
                (("● " if question.answered else "? ", "gain" if question.answered else "b accent"),
                 (f"{question.asked}: " if question.asked else "", ""), (who + " ", "b"),
                 (does + " ", "dim"), (question.title, "b" if n == self._at % len(found) else "")),
                ((question.answered or "waits", "dim" if question.answered else "accent"),), question.ref,
            )
            for n, question in enumerate(found)
            for who, does in [said_of(question, SORTS)]
        ]  # fmt: skip
        question = self._question()
        panel.show(rows or [item("Nothing asks for your answer. c goes on.", "dim")], ref=question.ref if question else "")
        left = sum(1 for one in found if not one.answered)
        title(panel, "Events" if self._reactions else "Offers", f"{left} of {len(found)} still open" if found else "")
        text = self.query_one("#text", Lines)
        reply = self.query_one("#reply", ChoiceRows)
        forecast = self.query_one("#forecast", Lines)
        if question is None:
            text.show([])
            reply.show(())
            forecast.show([])
            return
        items = [Item(((" ".join(said_of(question, HEADS)), "dim"),), wrap=True), Item(), *prose(question.text)]
        if question.terms:
            items += [Item(), heading("TERMS")]
            items += [Item(((name.ljust(12) + " ", "dim"), (value, "b"))) for name, value in question.terms]
        text.show(items)
        # The list above has the whole title.
        title(text, question.title.partition(" (")[0] if self.is_narrow else question.title)
        chosen = self._chosen.get(question.ref, {})
        if question.answered:
            reply.show(())
            title(reply, f"Answered: {question.answered}")
        else:
            reply.show(desk.questions.question_rows(question.ref, chosen))
            because = self._because.get(question.ref, "")
            title(reply, "Your answer" + (f" · “{because[:36]}”" if because else ""))
        found_sides = desk.questions.question_forecasts(question.ref, chosen)
        other = self.query_one("#other", Lines)
        if len(found_sides) == 2 and not self.is_narrow:
            other.display = True
            for panel, (head, one) in zip((forecast, other), found_sides, strict=False):
                panel.show(forecast_rows(one))
                title(panel, head, "a forecast: others move too")
            return
        other.display = False
        sides: list[Item] = []
        chosen_side = 0
        for head, one in found_sides:
            if sides:
                sides.append(Item())
            if head.startswith("▸"):
                chosen_side = len(sides)
            sides.append(Item(((f" {head} ", "b band"),)))
            sides += forecast_rows(one)
        forecast.show(sides)
        if chosen_side:
            forecast.to_item(chosen_side)
        title(forecast, "Expected consequences", "w why · f here and back")

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Keep what was picked."""
        event.stop()
        question = self._question()
        if question is not None:
            self._chosen.setdefault(question.ref, {})[event.name] = event.chosen
            self.redraw()

    def action_next(self) -> None:
        """Go to the next question."""
        self._at = (self._at + 1) % max(1, len(self._questions()))
        self.redraw()
        self.query_one("#reply").focus()

    def action_previous(self) -> None:
        """Go to the question before."""
        self._at = (self._at - 1) % max(1, len(self._questions()))
        self.redraw()
        self.query_one("#reply").focus()

    def action_answer(self) -> None:
        """Give the answer in hand; after the last one, go on."""
        question = self._question()
        if question is None:
            self._finish()
            return
        if question.answered:
            if all(one.answered for one in self._questions()):
                self._finish()
            else:
                self.action_next()
            return
        refusal = self.desk.questions.answer(question.ref, self._chosen.get(question.ref, {}), self._because.get(question.ref, ""))
        if refusal:
            self.table.tell(refusal, bad=True)
            return
        found = self._questions()
        if not any(not one.answered for one in found):
            if self._reactions:
                self.table.tell("Your reaction is noted; it counts with this turn's moves. Now your own move.")
                self._finish()
            else:
                self.redraw()
                self.table.tell("All answered. Enter goes on to what came of it; Tab looks at an answer again.")
            return
        self._at = next(n for n, one in enumerate(found) if not one.answered)
        self.redraw()

    def _finish(self) -> None:
        if self._reactions:
            self.dismiss(None)
            return
        refusal = self.desk.commit()
        if refusal:
            self.table.tell(refusal, bad=True)
        self.table.go_on()

    def action_commit(self) -> None:
        """Go on; what is unanswered takes its default."""
        left = sum(1 for one in self._questions() if not one.answered)
        if not left or self._reactions:
            self._finish()
            return
        def said_yes(answer: str | None) -> None:
            if answer:
                self._finish()

        self.app.push_screen(
            Ask("Leave the rest unanswered?", f"{left} still open. Silence takes the default that each offer states.", "goes on"), said_yes
        )

    def action_reason(self) -> None:
        """Write one sentence on why."""
        question = self._question()
        if question is None:
            return

        def wrote(text: str | None) -> None:
            if text:
                self._because[question.ref] = text.strip()
                self.redraw()

        self.app.push_screen(
            Remark("Your reason", "Why this answer? One sentence, private until the debrief.", self._because.get(question.ref, "")), wrote
        )

    def action_why(self) -> None:
        """Open the reasons of the row under the cursor."""
        ref = self.focused.ref if isinstance(self.focused, Lines) else ""
        ref = ref or self.query_one("#forecast", Lines).ref
        if ref and ref != "refusal":
            self.table.why(ref)

    def action_forecast(self) -> None:
        """Go to the expected consequences, and back."""
        here = self.query_one("#forecast", Lines)
        (self.query_one("#reply") if here.has_focus else here).focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open a question, or the reasons of a row."""
        event.stop()
        if event.lines.id == "questions":
            refs = [question.ref for question in self._questions()]
            if event.ref in refs:
                self._at = refs.index(event.ref)
                self.redraw()
        elif event.ref and event.ref != "refusal":
            self.table.why(event.ref)

    def action_back(self) -> None:
        """Close, where this was opened over the decision."""
        if self._reactions:
            self.dismiss(None)
