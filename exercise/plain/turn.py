"""One seat's part of a turn in numbered prompts: briefing, decision, answers, read-out and the end.

`Turn(talk, desk).play()` goes on until the session is over or the table waits for others.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from exercise.describe import counted, points
from exercise.desk.desk import Desk
from exercise.errors import ExerciseError
from exercise.model.moves import parse_move
from exercise.model.play import FACILITATOR, Move
from exercise.plain import told
from exercise.plain.says import Says
from exercise.plain.spoken import paragraphs, spoken
from exercise.plain.talk import Back, Moved, Talk
from exercise.reading.forms.form import FormField, Option
from exercise.reading.models import Draft, Forecast, Kind, Question

ROUND = ("all",)
"""Words beside the numbers where a forecast was said."""
SILENCES = ("Silence accepts.", "Silence declines.", "Silence takes the first choice.")
"""What not answering means, as the desk says it at each reply."""
SORTS = {"offer": "offers:", "consult": "consults you about:", "confirm": "has its offer changed:", "reaction": "is asked to react to:"}


class Turn:
    """What one seat is asked and told, turn by turn."""

    def __init__(self, talk: Talk, desk: Desk, saves: Path | None = None) -> None:
        self.talk = talk
        self.desk = desk
        desk.reader.spelt = True
        self.says = Says(talk, desk, saves)
        self.lesson = desk.lesson
        self._lesson_step = 0

    # --- the course of a turn

    def play(self) -> bool:
        """Go on until the session is over or the table waits for others; return whether it is over."""
        self.sit_down()
        while True:
            self.desk.table.advance()
            try:
                if self.desk.stage() == "over":
                    self.over()
                    return True
                if not any(waiting.seat == self.desk.seat for waiting in self.desk.table.waiting()) or self.desk.session.state.paused:
                    return False
                self._stage()
            except Moved:
                continue

    def _stage(self) -> None:
        stages: dict[str, Callable[[], None]] = {
            "briefing": self.briefing,
            "decide": self.decide,
            "answer": self.answers,
            "confirm": self.answers,
            "read-out": self.read_out,
        }
        stages[self.desk.stage()]()

    def sit_down(self) -> None:
        """Give the talk the words and pages of this seat."""
        talk, desk = self.talk, self.desk

        def words(say: Callable[[Talk, Desk], None]) -> Callable[[str], None]:
            return lambda rest: say(talk, desk)

        talk.words = {
            "where": ("where the turn, your capital and every track you see stand", words(self._where)),
            "plan": ("your sealed moves and your programmes", lambda rest: self._say_plan()),
            "situation": ("the situation, your brief and your aims", words(told.situation)),
            "advice": ("two or three moves to think about, with reasons and what is not known", words(self._advice)),
            "log": ("what happened so far, as far as you may know", words(told.log)),
            "words": (
                "what the words mean: bands, terms of a move, tracks; with a word after it only those, such as words ladder",
                self._glossary,
            ),
            "claims": ("the claims of the brief and what rests on them", words(told.claims)),
            "try": ("hears the forecast of a move in its text form, such as try nato: consultation russia", self._try),
        }
        if self.lesson is not None:
            talk.words["lesson"] = ("hears the step of the lesson again; lesson off ends it", self._hear_lesson)
        talk.open_page = self._open_page
        talk.typed = self._typed
        talk.before = self._next_step

    def _where(self, talk: Talk, desk: Desk) -> None:
        told.where_we_are(talk, desk)
        told.standing(talk, desk)

    def _advice(self, talk: Talk, desk: Desk) -> None:
        if desk.stage() != "decide":
            talk.say("The adviser speaks in the decision.")
            return
        drafts: list[tuple[str, Draft]] = []
        for actor in desk.reader.actors:
            found = desk.adviser.advice(actor)
            told.advice(talk, found, desk.reader.words.title(actor) if len(desk.reader.actors) > 1 else "", first=len(drafts) + 1)
            drafts += [(one.title, one.draft) for one in found]
        if not drafts:
            return
        options = [Option(str(n), f"{title}: hear its terms, change or seal them") for n, (title, _) in enumerate(drafts, 1)]
        chosen = talk.choose("Which do you take up?", [*options, Option("", "None of them")], help="Decision")
        if chosen:
            self._terms(drafts[int(chosen) - 1][1])
            raise Moved

    def _glossary(self, wanted: str) -> None:
        told.glossary(self.talk, self.desk, wanted)

    def _open_page(self, mark: object) -> None:
        self._note("why")
        told.opened(self.talk, self.desk, mark)  # type: ignore[arg-type]

    # --- the lesson

    def _note(self, mark: str) -> None:
        if self.lesson is not None:
            self.lesson.note(mark)

    def _next_step(self) -> None:
        found = self.lesson.step() if self.lesson else None
        if found is not None and found[0] != self._lesson_step:
            self._hear_lesson("")

    def _hear_lesson(self, rest: str) -> None:
        if self.lesson is None:
            return
        self.lesson.is_on = rest != "off"
        found = self.lesson.step()
        if found is None:
            self.talk.say("The lesson is over." if self.lesson.is_on else "The lesson is off; type lesson to have it back.")
            return
        self._lesson_step, step = found
        for line in ("", f"Lesson, step {self._lesson_step}: {step.title}.", *paragraphs(step.text), f"To do: {step.plain}"):
            self.talk.remark(line)

    # --- moves in text form

    def _typed(self, text: str) -> None:
        try:
            move = parse_move(text)
        except ExerciseError as fault:
            self.talk.say(str(fault))
            return
        refusal = self.says.submit(move)
        if refusal:
            self.talk.say(f"Not possible: {refusal}")
            return
        self.talk.say(f"Done: {self.desk.reader.words.move(move)}")
        raise Moved

    def _try(self, text: str) -> None:
        try:
            move = parse_move(text)
            draft = Draft(move.actor, move.kind, move.targets, move.options, move.because)
            if move.kind not in self.desk.session.book.kinds or move.actor not in self.desk.reader.actors:
                self.talk.say("Only a move of yours can be tried: an actor of yours, a kind of move, and a target.")
                return
            self._forecast(self.desk.orders.forecast(draft))
        except ExerciseError as fault:
            self.talk.say(str(fault))

    # --- briefing

    def briefing(self) -> None:
        """Say the situation, and go on when it is read."""
        self.talk.begin()
        self.talk.title("The briefing.")
        told.where_we_are(self.talk, self.desk)
        told.situation(self.talk, self.desk, brief=True)
        while True:
            chosen = self.talk.choose(
                "You have heard the briefing.",
                (Option("on", "Go on to the decision"), Option("where", "How things stand"), Option("speak", "Signal or say something")),
                help="Briefing", default="on", first=True,
            )  # fmt: skip
            if chosen == "on":
                self._refused(self.desk.commit())
                return
            self._side(chosen)

    def _side(self, chosen: str) -> None:
        self.talk.begin()
        if chosen == "where":
            self._where(self.talk, self.desk)
        elif chosen == "speak":
            with suppress(Back):
                self.says.speak()

    def _refused(self, refusal: str) -> None:
        if refusal:
            self.talk.say(f"Not possible: {refusal}")

    # --- decision

    def decide(self) -> None:
        """Offer what can be done in the decision, once; whoever calls comes back until the seat has committed."""
        desk, talk = self.desk, self.talk
        talk.begin()
        talk.title("The decision.")
        told.where_we_are(talk, desk)
        plan = desk.orders.plan()
        open_reactions = [question for question in desk.questions.reactions() if not question.answered]
        options = [Option("build", "Build a move", f"Sealed so far: {len(plan)} of {desk.orders.most_moves()}")]
        if desk.questions.reactions():
            waits = f"{len(open_reactions)} waiting" if open_reactions else "all given"
            options.append(Option("react", "React to events", waits))
        options.append(Option("plan", "Plan: hear your sealed moves, take one back, end a programme"))
        options += [
            Option("where", "How things stand"), Option("speak", "Signal, message, prediction, note, or a move that is not on the list"),
            Option("commit", "Commit: you are done with this turn"),
        ]  # fmt: skip
        chosen = talk.choose("What do you do?", options, help="Decision", first=True)
        {"build": self.build, "react": self.react, "plan": self.plan, "commit": self.commit}.get(chosen, lambda: self._side(chosen))()

    def _say_plan(self) -> None:
        plan = self.desk.orders.plan()
        self.talk.title(f"Your plan: {counted(len(plan), 'sealed move')}." if plan else "No move is sealed: so far you hold this turn.")
        for planned in plan:
            because = f" Your reason: {planned.text}" if planned.text else ""
            self.talk.say(f"- {planned.title}, {planned.terms}. Costs {points(planned.cost)}.{because}")
        for programme in self.desk.orders.programmes():
            upkeep = f" Upkeep {points(programme.cost)} a turn." if programme.cost else ""
            self.talk.say(f"- Running: {programme.title}, {programme.terms}.{upkeep}")

    def plan(self) -> None:
        """Say the plan, and take a move back or end a programme."""
        desk = self.desk
        self.talk.begin()
        self._say_plan()
        sealed, running = desk.orders.plan(), desk.orders.programmes()
        options = [Option("", "Return to the decision")]
        options += [Option(f"withdraw {planned.key}", f"Take back: {planned.title}") for planned in sealed]
        options += [Option(f"end {programme.key}", f"End early: {programme.title}") for programme in running]
        verb, _, key = self.talk.choose("Take something back?", options, help="Plan").partition(" ")
        if verb == "withdraw":
            refusal = desk.orders.withdraw(key)
            self._refused(refusal)
            if not refusal:
                self.talk.say("Taken back.")
        elif verb == "end" and self.talk.yes("End it now? That is public where the programme is, and counts as broken.", help="Plan"):
            refusal = desk.orders.end(key)
            self._refused(refusal)
            if not refusal:
                self.talk.say("Ended.")

    def commit(self) -> None:
        """Say what is left open, and commit when that is meant."""
        self.talk.begin()
        if self.desk.orders.plan():
            self._say_plan()
        self.talk.prose(self.desk.orders.check().replace(" (e);", ";"))
        if self.talk.yes("Commit this turn?", help="Commit"):
            refusal = self.desk.commit()
            self._refused(refusal)
            if not refusal:
                self.talk.say("Committed.")

    # --- building a move

    def build(self) -> None:
        """Build one move: group, kind, target, then its terms with the forecast read; seal it or leave it."""
        desk = self.desk
        self.talk.begin()
        actor = desk.reader.actors[0]
        if len(desk.reader.actors) > 1:
            actors = [Option("", "Return to the decision"), *(Option(one, desk.reader.words.title(one)) for one in desk.reader.actors)]
            actor = self.talk.choose("Who of yours makes the move?", actors, help="Build")
        kind = self._kind(actor) if actor else ""
        first = desk.orders.first_draft() if kind else None
        if first is None:
            return
        draft = first if first.actor == actor else desk.orders.changed(first, "actor", (actor,))
        draft = desk.orders.changed(draft, "kind", (kind,))
        row = next((row for row in desk.orders.rows(draft) if row.name == "target"), None)
        if row is not None and len(row.options) > 1:
            draft = desk.orders.changed(draft, "target", self._picked(row))
        self._terms(draft)

    def _kind(self, actor: str) -> str:
        kinds = self.desk.orders.kinds(actor)
        groups = list(dict.fromkeys(kind.group for kind in kinds))
        barred = {kind.barred for kind in kinds}
        if len(barred) == 1 and "" not in barred:
            self.talk.say(f"No move is open: {kinds[0].barred}")
            return ""
        while True:
            options = [Option("", "Return to the decision")]
            options += [Option(group, group, _counts([kind for kind in kinds if kind.group == group])) for group in groups]
            group = self.talk.choose("Which group of moves?", options, help="Build")
            if not group:
                return ""
            inside = [kind for kind in kinds if kind.group == group]
            options = [Option("", "Return to the groups")]
            options += [Option(kind.id, f"{kind.title}, costs {points(kind.cost)}", kind.text, kind.barred) for kind in inside]
            chosen = self.talk.choose(f"{group}. Which move?", options, help="Build")
            if chosen:
                return chosen

    def _picked(self, row: FormField) -> tuple[str, ...]:
        spelt = [option._replace(title=option.text or option.title, text="") if row.name == "target" else option for option in row.options]
        question = "Whom is it for?" if row.name == "target" else f"{row.title}?" + (f" {row.text}" if row.text else "")
        return self.talk.several(question, spelt, help="Terms", most=row.most, default=row.chosen)

    def _forecast(self, found: Forecast, full: bool = False) -> None:
        self._note("looked")
        self.talk.title("Expected, if everyone else held still:")
        told.forecast(self.talk, found, full)

    def _terms(self, draft: Draft) -> None:
        desk, talk = self.desk, self.talk
        talk.begin()
        found = desk.orders.forecast(draft)
        self._say_draft(draft, found)
        self._forecast(found)
        while True:
            rows = [row for row in self.desk.orders.rows(draft) if row.name not in ("actor", "kind") and len(row.options) > 1]
            options = [Option("seal", "Seal this move"), Option("", "Leave it and return to the decision")]
            options += [Option(row.name, f"Change {row.title.lower()}, now {_now(row)}") for row in rows]
            options.append(Option("because", "Change your reason" if draft.because else "Add a reason, private until the debrief"))
            chosen = talk.choose("What now? Type all to hear the whole forecast.", options, help="Terms", words=ROUND)
            if chosen == "all":
                talk.begin()
                self._say_draft(draft, found)
                self._forecast(found, full=True)
            elif chosen == "seal":
                refusal = desk.orders.place(draft)
                if not refusal:
                    talk.say(f"Sealed: {self._title(draft)}.")
                    return
                talk.say(f"Not possible: {refusal}")
            elif not chosen:
                return
            else:
                with suppress(Back):
                    if chosen == "because":
                        draft = draft._replace(because=talk.line("Why this move? One sentence.", help="Reason") or draft.because)
                    else:
                        draft, found = self._changed(draft, found, next(row for row in rows if row.name == chosen))

    def _changed(self, draft: Draft, found: Forecast, row: FormField) -> tuple[Draft, Forecast]:
        before, draft = draft, self.desk.orders.changed(draft, row.name, self._picked(row))
        after = self.desk.orders.forecast(draft)
        self.talk.begin()
        self._say_draft(draft, after)
        told.differences(self.talk, found, after)
        self._note("looked")
        if before.options != draft.options:
            self._note("changed")
        return draft, after

    def _title(self, draft: Draft) -> str:
        move = Move(draft.actor, draft.kind, draft.targets, draft.options)
        terms = self.desk.reader.terms(draft.kind, dict(draft.options), draft.actor)
        return spoken(f"{self.desk.reader.move_title(move)}{'; ' + terms if terms else ''}")

    def _say_draft(self, draft: Draft, found: Forecast) -> None:
        kind = self.desk.session.book.kinds[draft.kind]
        self.talk.title(f"{self._title(draft)}. Costs {points(found.cost)}{self.talk.why(f'kind:{kind.id}')}")
        for row in self.desk.orders.rows(draft):
            if row.name not in ("actor", "kind", "target"):
                self.talk.say(f"{row.title}: {_now(row)}", 2)

    # --- answers

    def react(self) -> None:
        """Ask for the reaction to each event that waits for one."""
        for question in self.desk.questions.reactions():
            if not question.answered:
                self._question(question)

    def answers(self) -> None:
        """Ask for an answer to each offer, and go on when nothing waits or the rest is left to its default."""
        while True:
            waiting = [question for question in self.desk.questions.questions() if not question.answered]
            if not waiting:
                self._refused(self.desk.commit())
                return
            options = [
                Option(one.ref, f"{self._named(one)} {SORTS[one.kind]} {one.title}", f"for {one.asked}" if one.asked else "")
                for one in waiting
            ]
            options.append(Option("", "Leave the rest unanswered; silence takes the default that each offer states"))
            self.talk.begin()
            told.where_we_are(self.talk, self.desk)
            ref = self.talk.choose(f"{counted(len(waiting), 'offer')} for you to answer.", options, help="Answers", default=waiting[0].ref)
            if not ref:
                self._refused(self.desk.commit())
                return
            self._question(next(question for question in waiting if question.ref == ref))

    def _named(self, question: Question) -> str:
        """Return whose question it is, as a sentence begins with it."""
        words = self.desk.reader.words
        actor = next((actor for actor in self.desk.session.book.actors if words.title(actor) == question.actor), "")
        name = words.name(actor) if actor else question.actor
        return name[:1].upper() + name[1:]

    def _question(self, question: Question) -> None:
        self.talk.begin()
        self.talk.title(f"{self._named(question)} {SORTS[question.kind]} {question.title}.")
        self.talk.prose(question.text)
        for name, value in question.terms:
            self.talk.say(f"{name}: {value}", 2)
        questions = self.desk.questions
        sides = questions.question_forecasts(question.ref, {})
        self._sides(sides)
        while True:
            row = questions.question_rows(question.ref, {})[0]
            # What is true of every reply is said once.
            silence = next((said for said in SILENCES if all(option.text.endswith(said) for option in row.options)), "")
            options = [option._replace(text=option.text.removesuffix(silence).strip()) for option in row.options]
            options.append(Option("", "Return without an answer"))
            asks = " ".join(filter(None, (f"{row.title}?", silence, "Type all to hear the whole forecasts.")))
            reply = self.talk.choose(asks, options, help="Answers", words=ROUND)
            if reply == "all":
                self.talk.begin()
                self._sides(sides, full=True)
            elif not reply:
                return
            else:
                with suppress(Back):
                    if self._answered(question, reply):
                        return

    def _sides(self, sides: tuple[tuple[str, Forecast], ...], full: bool = False) -> None:
        for head, found in sides:
            self.talk.title(f"{head.lstrip('▸ ')}:")
            told.forecast(self.talk, found, full)

    def _answered(self, question: Question, reply: str) -> bool:
        """Ask for what else a reply needs, and give it; return whether it was given."""
        chosen: dict[str, tuple[str, ...]] = {"reply": (reply,)}
        for row in self.desk.questions.question_rows(question.ref, chosen)[1:]:
            chosen[row.name] = self._picked(row)
        if reply == "change":
            self.talk.begin()
            self._sides(self.desk.questions.question_forecasts(question.ref, chosen)[:1])
            if not self.talk.yes("Ask for these terms?", help="Answers"):
                return False
        because = ""
        if question.kind not in ("confirm", "reaction"):
            because = self.talk.line("Your reason, private until the debrief?", help="Reason")
        refusal = self.desk.questions.answer(question.ref, chosen, because)
        self._refused(refusal)
        if not refusal:
            self.talk.say("Your reaction is noted; it counts with this turn's moves." if question.kind == "reaction" else "Answered.")
        return not refusal

    # --- the read-out

    def read_out(self) -> None:
        """Tell how the turn came out, a story at a time."""
        talk, desk = self.talk, self.desk
        reading = desk.reader.telling.reading()
        talk.begin()
        talk.title(f"The read-out of turn {reading.turn}, {reading.when}.")
        talk.say("Moves that became known:" if reading.moves else "No move became known.")
        told.moves(talk, desk, reading.turn)
        number = 0
        cited: set[str] = set()
        while number < len(reading.stories):
            options = [Option("next", "The next story" if number else "The first story"), Option("skip", "Skip to the end of the read-out")]
            current = reading.stories[number - 1] if number else None
            if current is not None and current.changes:
                options.insert(1, Option("instead", "What would have changed it"))
            chosen = talk.choose("", options, help="Read-out", default="next", words=("instead",), first=True)
            if chosen == "skip":
                break
            if chosen == "next":
                talk.begin()
                number += 1
                told.story(talk, reading.stories[number - 1], number, len(reading.stories), cited)
            else:
                self._instead(chosen, [one.ref for one in current.changes[:4]] if current else [])
        self._after()

    def _after(self) -> None:
        talk, desk = self.talk, self.desk
        reading = desk.reader.telling.reading()
        options = [Option("on", "Go on"), Option("changes", f"All {counted(len(reading.changes), 'change')}"), Option("draws", "The draws")]
        options += [
            Option("instead", "What would have changed a change"),
            Option("where", "How things stand"),
            Option("again", "The stories again"),
        ]
        while True:
            chosen = talk.choose("The end of the read-out.", options, help="Read-out", default="on", words=("instead",), first=True)
            if chosen == "on":
                self._refused(desk.commit())
                return
            if chosen == "again":
                raise Moved
            if chosen == "changes":
                talk.begin()
                for one in reading.changes:
                    told.change(talk, one, "change", 2)
            elif chosen == "draws":
                talk.begin()
                talk.title("What was drawn." if reading.draws else "Nothing was drawn that you may know of.")
                for drawn in reading.draws:
                    told.draw(talk, drawn)
            elif chosen.startswith("instead"):
                self._instead(chosen, [])
            else:
                self._side(chosen)

    def _instead(self, answer: str, tracks: list[str]) -> None:
        """Say what would have changed a change: of the number given after the word, of the story in hand, or of one chosen."""
        number = answer.partition(" ")[2].strip()
        mark = self.talk.marked(number) if number else ""
        if isinstance(mark, str) and mark.startswith("change:"):
            tracks = [mark.partition(":")[2]]
        elif not tracks:
            changes = self.desk.reader.telling.reading().changes[:9]
            if changes:
                try:
                    tracks = [self.talk.choose("Of which?", [Option(one.ref, one.title) for one in changes], help="Read-out")]
                except Back:
                    return
        self._note("instead")
        if not tracks:
            self.talk.say("Nothing changed that you may know of.")
            return
        found = {track: self.desk.reader.telling.instead(track) for track in tracks}
        track = next((track for track in tracks if found[track]), tracks[0])
        told.instead(self.talk, self.desk.reader.words.track(track), found[track])

    # --- the end

    def over(self) -> None:
        """Tell how it ended, and offer what there is for the debrief."""
        talk, desk = self.talk, self.desk
        self.says.result()
        options = [
            Option("stop", "Leave"), Option("result", "The result again"),
            Option("log", "All that happened, everyone's moves included"),
            Option("note", "Write down a thought"), Option("report", "Hear the after-action report"),
            Option("file", "Write the report to a file"),
        ]  # fmt: skip
        if self.says.has_notes():
            own = desk.seat == FACILITATOR
            options.append(Option("notes", "Choose which of your notes the table hears" if own else "The notes that the facilitator shows"))
        while True:
            chosen = talk.choose("The debrief. Everything is lifted now.", options, help="Debrief", first=True)
            if chosen == "stop":
                return
            talk.begin()
            with suppress(Back):
                if chosen == "result":
                    self.says.result()
                elif chosen == "log":
                    told.log(talk, desk)
                elif chosen == "note":
                    self.says.note()
                elif chosen == "notes":
                    self.says.facilitators_notes()
                elif chosen == "report":
                    self.says.report()
                else:
                    self.says.report_file()


def _now(row: FormField) -> str:
    titles = {option.value: (option.text or option.title) if row.name == "target" else option.title for option in row.options}
    return ", ".join(titles.get(value, value) for value in row.chosen) or "nobody"


def _counts(kinds: list[Kind]) -> str:
    barred = sum(1 for kind in kinds if kind.barred)
    return f"{counted(len(kinds), 'move')}" + (f", {barred} barred" if barred else "")
