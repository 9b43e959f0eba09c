"""What every chair at the table has in plain text: the words that work at every prompt, pages that open, and moves in their text form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exercise.desk.desk import Desk
from exercise.errors import ExerciseError
from exercise.model.moves import parse_move
from exercise.plain.ask import ask
from exercise.plain.talk import Moved, Talk
from exercise.plain.tell import tell
from exercise.reading.document import Document
from exercise.reading.documents import claims_document, leaf_document, log_document, standing_document
from exercise.reading.forms.form import Asking, Option
from exercise.words import points

Does = Callable[[], object]
Words = dict[str, tuple[str, Callable[[str], None]]]


class PlainChair:
    """A desk, and the conversation with whoever sits at it."""

    def __init__(self, talk: Talk, desk: Desk) -> None:
        self.talk = talk
        self.desk = desk
        desk.reader.spelt = True

    def words(self) -> Words:
        """Return the words that work at every prompt: what each does, and how."""
        return {
            "where": ("where the turn and every track you see stand", lambda rest: self.where()),
            "log": ("what happened so far, as far as you may know", lambda rest: self.log()),
            "claims": (
                "the claims of the brief and what rests on them", lambda rest: self.claims(),
            ),
        }  # fmt: skip

    def sit_down(self, before: Callable[[], None], note: Callable[[str], None]) -> None:
        """Give the talk the words and pages of this chair."""
        self.talk.sit(self.words(), self.open_page, self.typed, before, note)

    def tell(self, document: Document) -> None:
        """Say a document."""
        tell(self.talk, document)

    def ask(self, asking: Asking | None) -> bool:
        """Ask for what a form needs and submit it; return whether it was."""
        return asking is not None and ask(self.talk, asking)

    def log(self) -> None:
        """Say what happened so far."""
        self.tell(log_document(self.desk.reader.news.log()))

    def claims(self) -> None:
        """Say the claims of the brief."""
        self.tell(claims_document(self.desk.reader.pages.sources.claims))

    def open_page(self, mark: str) -> None:
        """Say the page behind a line."""
        self.talk.note("why")
        self.tell(leaf_document(self.desk.reader.pages.leaf(mark)))

    def typed(self, text: str) -> None:
        """Submit a move in its text form.

        Raises:
            Moved: If it was taken; what was being asked begins again.
        """
        try:
            move = parse_move(text)
            refusal = self.desk.reader.refused(self.desk.session.submit(move, self.desk.seat))
        except ExerciseError as fault:
            self.talk.say(str(fault))
            return
        if refusal:
            self.talk.say(f"Not possible: {refusal}")
            return
        self.talk.say(f"Done: {self.desk.reader.words.move(move)}")
        raise Moved

    def head(self) -> None:
        """Say the turn, the phase, the seat and its capital in one line."""
        bar = self.desk.bar()
        place = f"Turn {bar.turn} of {bar.turns}, {bar.when}. {bar.phase}." if bar.turn else "Before the first turn."
        held = f" Capital left: {points(bar.capital)}." if self.desk.reader.actors else ""
        self.talk.say(f"{place} You are {self.desk.reader.seat_name()}.{held}")

    def where(self, desk: Desk | None = None) -> None:
        """Say how things stand, from this desk or another."""
        self.head()
        shown = desk or self.desk
        self.tell(standing_document(shown.reader.tracks.bars(), shown.reader.map.layers(), shown.orders.programmes()))

    def known_moves(self, desk: Desk) -> None:
        """Say the moves of the turn that was adjudicated last, as a desk knows them: its own first."""
        reading = desk.reading()
        self.talk.title(f"The read-out of turn {reading.turn}, {reading.when}.")
        self.talk.say("Moves that became known:" if reading.moves else "No move became known.")
        acts = desk.reader.read_out(reading.turn).acts
        for act in sorted(acts, key=lambda act: act.actor not in desk.reader.actors):
            outcome = "" if act.outcome == "accepted" else f": {act.outcome}"
            self.talk.say(f"- {desk.reader.words.move(act)}{', by argument' if act.is_argued else ''}{outcome}")

    def menu(self, question: str, listed: Sequence[tuple[Option, Does]], *, help: str, default: str = "") -> str:
        """Ask what to do next, do it, and return its name.

        Raises:
            Moved: If the person went back from a question of it, or typed a move.
        """
        chosen = self.talk.choose(question, [option for option, _ in listed], help=help, default=default, first=True)
        self.talk.begin()
        next(does for option, does in listed if option.value == chosen)()
        return chosen
