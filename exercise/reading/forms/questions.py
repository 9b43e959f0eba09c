"""What waits for an answer of the seat: offers, changes to its own offers, and events that ask for a reaction."""

from __future__ import annotations

from exercise.engine.adjudicate import choosers
from exercise.engine.legal import mods_of
from exercise.model.play import Move
from exercise.reading.causes import Causes
from exercise.reading.document import Document, Pairs, Para
from exercise.reading.documents import page, sides_document
from exercise.reading.forms.form import TEXT, Asking, Filled, Form, FormField, Option
from exercise.reading.models import Forecast, Question
from exercise.reading.standpoint import Standpoint
from exercise.words import inject_text, joined

SILENCES = ("Silence accepts.", "Silence declines.", "Silence takes the first choice.")
"""What not answering means, as it is said at each reply."""
SORTS = {"offer": "offers:", "consult": "consults you about:", "confirm": "has its offer changed:", "reaction": "is asked to react to:"}
"""What each sort of question does, after who asks it."""


class Questions:
    """Questions to the seat, the rows to answer them in, and what either answer is expected to bring."""

    def __init__(self, reader: Standpoint, reasons: Causes) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.reasons = reasons

    def reactions(self) -> tuple[Question, ...]:
        """Return the events that ask for a reaction of this seat."""
        state = self.reader.view.state
        found = []
        for opened in self.words.in_time(state.opened):
            inject = self.reader.book.injects.get(opened.inject)
            if inject is None or inject.reaction is None:
                continue
            for actor in choosers(self.reader.setup, inject.reaction, opened.subject):
                if actor not in self.reader.actors:
                    continue
                choice = state.reactions.get((opened.inject, opened.subject, actor), "")
                titles = {one.id: one.title for one in inject.reaction.choices}
                found.append(
                    Question(
                        f"reaction|{opened.inject}|{opened.subject}|{actor}", "reaction", self.words.title(actor),
                        self.words.inject(opened.inject, opened.subject), inject_text(self.words, opened), (), titles.get(choice, ""),
                    )
                )  # fmt: skip
        return tuple(found)

    def questions(self) -> tuple[Question, ...]:
        """Return the offers that wait for an answer or a last word of this seat, those answered after them."""
        found: list[Question] = []
        for offer in self.reader.offers():
            move = offer.move
            kind = self.reader.book.kinds[move.kind]
            mods = mods_of(self.reader.setup, move)
            terms = tuple(
                (self.words.title(name), self.reader.value_title(mods[name]) if mods[name] != move.actor else self.words.title(move.actor))
                for name in sorted(kind.modalities, key=lambda name: self.reader.book.modalities[name].order)
                if name in mods and len(kind.modalities[name]) > 1
            )
            title = self.words.title(move.kind)
            to = f"To {self.words.names(move.targets)}. " if move.targets else ""
            for actor in self.reader.actors:
                if actor not in (*offer.asked, *offer.consulted):
                    continue
                answer = offer.answers.get(actor)
                if actor not in offer.to_answer and answer is None:
                    continue
                sort = "offer" if actor in offer.asked else "consult"
                found.append(
                    Question(
                        f"{sort}|{offer.key}||{actor}", sort, self.words.title(move.actor), title,
                        to + kind.text + (f" You answer for {self.words.name(actor)}." if len(self.reader.actors) > 1 else ""), terms,
                        self.words.answer(answer.reply, answer.changes) if answer else "",
                        self.words.title(actor) if len(self.reader.actors) > 1 else "",
                    )
                )  # fmt: skip
            if offer.to_confirm:
                wishes = [
                    f"{self.words.name(actor)} {self.words.answer(answer.reply, answer.changes)}"
                    for actor, answer in sorted(offer.answers.items())
                ]
                found.append(
                    Question(
                        f"confirm|{offer.key}||{move.actor}",
                        "confirm",
                        self.words.title(move.actor),
                        title,
                        to + f"{joined(wishes)}. Yes or no is yours to say; without a yes it lapses.".strip(),
                        terms,
                        wishing=tuple(
                            self.words.title(actor) for actor, answer in sorted(offer.answers.items()) if answer.reply == "change"
                        ),
                    )
                )
        return tuple(sorted(found, key=lambda question: bool(question.answered)))

    @staticmethod
    def _parts(ref: str) -> tuple[str, str, str, str]:
        sort, key, subject, actor = ref.split("|")
        return sort, key, subject, actor

    def question_rows(self, ref: str, chosen: Filled) -> tuple[FormField, ...]:
        """Return the rows of an answer: the reply, and what may be changed when a change is asked for."""
        sort, key, _, _ = self._parts(ref)
        if sort == "reaction":
            inject = self.reader.book.injects[key]
            choices = inject.reaction.choices if inject.reaction else ()
            options = tuple(Option(choice.id, choice.title, choice.text or "") for choice in choices)
            return (
                FormField(
                    "reply",
                    "Reaction",
                    options,
                    chosen.get("reply", (choices[0].id,) if choices else ()),
                    "Silence takes the first choice.",
                    stacked=True,
                ),
            )
        if sort == "confirm":
            options = (Option("yes", "Yes", "The changed offer is agreed."), Option("no", "No", "The offer lapses."))
            return (FormField("reply", "Last word", options, chosen.get("reply", ("yes",))),)
        offer = next((offer for offer in self.reader.offers() if offer.key == key), None)
        if offer is None:
            return ()
        if sort == "consult":
            replies = [
                Option("no-objection", "No objection", "You let it pass."),
                Option("object", "Object", "You say that you are against it; that is heard, not a veto."),
            ]
        else:
            replies = [Option("accept", "Accept", "As it stands."), Option("decline", "Decline", "The offer falls through.")]
        if offer.alternatives:
            replies.append(
                Option("change", "Change …", "Ask for other terms within what the offer leaves open; the proposer has the last word.")
            )
        reply = chosen.get("reply", (replies[0].value,))
        consent = self.reader.book.kinds[offer.move.kind].consent
        silence = {"accept": "Silence accepts.", "decline": "Silence declines."}[consent.silence] if sort == "offer" and consent else ""
        rows = [FormField("reply", "Reply", tuple(option._replace(text=f"{option.text} {silence}".strip()) for option in replies), reply)]
        if reply == ("change",):
            mods = mods_of(self.reader.setup, offer.move)
            for name, values in sorted(offer.alternatives.items(), key=lambda pair: self.reader.book.modalities[pair[0]].order):
                stands = mods.get(name, "")
                modality = self.reader.book.modalities[name]
                options = tuple(
                    Option(value, self.reader.value_title(value), "as offered" if value == stands else "") for value in (stands, *values)
                )
                rows.append(FormField(name, modality.title, options, chosen.get(name, (stands,)), modality.text))
        elif sort == "offer" and reply == ("decline",):
            rows.append(
                FormField(
                    "publish",
                    "Tell all",
                    (Option("no", "No"), Option("yes", "Yes", "Make the declined offer public.")),
                    chosen.get("publish", ("no",)),
                )
            )
        return tuple(rows)

    def answer_move(self, ref: str, chosen: Filled, because: str = "") -> Move:
        """Return the move that gives an answer."""
        sort, key, subject, actor = self._parts(ref)
        rows = self.question_rows(ref, chosen)
        reply = rows[0].chosen[0] if rows and rows[0].chosen else ""
        if sort == "reaction":
            options = [("choice", reply)] + ([("subject", subject)] if subject else [])
            return Move(actor, "react", (key,), tuple(sorted(options)))
        if sort == "confirm":
            return Move(actor, "confirm", (key,), (("reply", reply),))
        options = [("reply", reply)]
        if reply == "change":
            offer = next(offer for offer in self.reader.offers() if offer.key == key)
            mods = mods_of(self.reader.setup, offer.move)
            options += [(row.name, row.chosen[0]) for row in rows[1:] if row.chosen and row.chosen[0] != mods.get(row.name)]
        elif chosen.get("publish") == ("yes",) and reply == "decline":
            options.append(("publish", "yes"))
        return Move(actor, "answer", (key,), tuple(sorted(options)), because)

    def question_forecasts(self, ref: str, chosen: Filled) -> tuple[tuple[str, Forecast], ...]:
        """Return what each side of an answer is expected to bring: accepting and declining, or each choice of a reaction."""
        sort, key, _, _ = self._parts(ref)
        if sort == "reaction":
            row = self.question_rows(ref, chosen)[0]
            found = []
            for n, option in enumerate(row.options):
                preview = self.reader.preview(self.answer_move(ref, {"reply": (option.value,)}))
                found.append((("▸ " if option.value in row.chosen else "") + option.title, self.reasons.forecast(preview, f"forecast-{n}")))
            return tuple(found)
        if sort == "confirm":
            offer = next((offer for offer in self.reader.offers() if offer.key == key), None)
            if offer is None:
                return ()
            wished: dict[str, str] = {}
            for answer in offer.answers.values():
                wished.update(dict(answer.changes))
            move = offer.move._replace(options=tuple(sorted({**dict(offer.move.options), **wished}.items())))
            return (
                (
                    "If you say yes",
                    self.reasons.forecast(self.reader.preview(move), "forecast")._replace(refusal="", declined=()),
                ),
            )
        move = self.answer_move(ref, chosen)
        preview = self.reader.preview(move)
        yes = self.reasons.forecast(preview, "forecast")._replace(declined=())
        no = Forecast(changes=self.reasons.expected(preview.declined, "declined"))
        if sort == "consult":
            return (("If you do not object", yes), ("If you object", no))
        return (("If you agree" + (" to the changed terms" if move.option("reply") == "change" else ""), yes), ("If you decline", no))

    def answer(self, ref: str, chosen: Filled, because: str) -> str:
        """Give an answer; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(self.answer_move(ref, chosen, because), self.seat))

    # --- as forms

    def asking(self, ref: str) -> Asking:
        """Return the form of an answer, a last word or a reaction."""
        sort = self._parts(ref)[0]

        def form(filled: Filled) -> Form:
            reply, *terms = self.question_rows(ref, dict(filled))
            # What is true of every reply is said once.
            silence = next((text for text in SILENCES if all(option.text.endswith(text) for option in reply.options)), "")
            options = tuple(option._replace(text=option.text.removesuffix(silence).strip()) for option in reply.options)
            asks = f"{reply.title}? {silence}".strip()
            changes = filled.get("reply") == ("change",)
            fields = [reply._replace(options=options, asks=asks, needed=True), *(row._replace(later=changes) for row in terms)]
            if sort not in ("confirm", "reaction"):
                why = "Your reason, private until the debrief?"
                fields.append(FormField("because", "reason", (), filled.get("because", ()), kind=TEXT, asks=why, later=changes))
            done = "Your reaction is noted; it counts with this turn's moves." if sort == "reaction" else "Answered."
            return Form("Answer", tuple(fields), submit="Ask for these terms" if changes else "", done=done, help="Answers")

        def submit(filled: Filled) -> str:
            return self.answer(
                ref, {name: chosen for name, chosen in filled.items() if name != "because"}, "".join(filled.get("because", ()))
            )

        def opening() -> Document:
            question = next(one for one in (*self.reactions(), *self.questions()) if one.ref == ref)
            head = page(f"{self.heading(question)} {question.title}.", Para(question.text), Pairs(question.terms))
            return head._replace(sections=(*head.sections, *sides_document(self.question_forecasts(ref, {})).sections))

        def expected(filled: Filled, before: Filled | None) -> Document:
            return sides_document(self.question_forecasts(ref, dict(filled))[:1])

        return Asking(form, submit, opening, expected)

    def heading(self, question: Question) -> str:
        """Return whose question it is and what it does, as a sentence begins with it."""
        actor = next((actor for actor in self.reader.book.actors if self.words.title(actor) == question.actor), "")
        name = self.words.name(actor) if actor else question.actor
        return f"{name[:1].upper()}{name[1:]} {SORTS[question.kind]}"
