"""What is asked of whoever facilitates: phases, events, rulings, arguments, seats, notes and the table, each as a form.

Every form becomes one move through the session's door. The fields of a form are named as the options of its move, so that most of them
need no more than their questions.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from exercise.errors import ExerciseError
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Argument, Move
from exercise.reading.document import Block, Document, Heading, Links, Para
from exercise.reading.documents import page, parts
from exercise.reading.forms.form import Asking, Filled, Form, FormField, Option, choice_field, move_of, text_field
from exercise.reading.standpoint import Standpoint
from exercise.words import joined

HAPPENS = ("situation", "decide", "answer", "confirm")
"""Phases in which an event can be released or written."""
UNRULED = ("lobby", "read-out")
"""Phases in which there is no adjudication to rule on."""
LEVELS = (
    Option("full", "Full", "Reasons and numbers"), Option("reasons", "Reasons", "Without numbers"),
    Option("arrows", "Arrows", "Directions only"),
)  # fmt: skip
METHODS = (
    Option("consensus", "The table agrees"), Option("umpire", "You judge"),
    Option("dice", "Two dice, 7 or more succeeds", "Each strong reason shifts by one"),
)  # fmt: skip
STRENGTHS = (Option("100", "In full"), Option("50", "At half strength"), Option("150", "At one and a half"))
HANDS = (
    Option("persona", "Hand it to a bot"), Option("random", "Hand it to a bot that plays at random"),
    Option("person", "Hand it back to a person"),
)  # fmt: skip
MODIFIERS = ("mod", "mod2", "mod3")
EVERYONE = "all"


class FacilitatorForms:
    """The forms of the facilitator's chair."""

    def __init__(self, reader: Standpoint, submit: Callable[[Move], str], waiting: Callable[[], tuple[str, ...]]) -> None:
        """Make the forms.

        Args:
            chair: The facilitator's.
            submit: Makes a move from that chair; returns why not, or an empty text.
            waiting: The names of the seats that the phase still waits for.
        """
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self._submit = submit
        self._waiting = waiting

    def open_now(self) -> dict[str, tuple[str, Callable[[], Asking]]]:
        """Return what the chair can be asked for now: by a name, what it is called on a list, and the form."""
        state = self.session.state
        arguments = self._arguments()
        listed = {
            "close": (f"Close this phase: {self.words.phase(state.phase)}", self.closing),
            "events": ("Events: release, hold, let go, or write one", self.events),
            "argument": (f"Rule on an argument. {len(arguments)} open", self.argument),
            "rule": ("Rule on the adjudication: a draw, a rule's effect, or a change of your own", self.ruling),
            "seat": ("Act for a seat, or hand it to a bot and back", self.seats),
            "message": ("Message seats, or answer them", self.message),
            "note": ("Take a private note, or mark an objective", self.note),
            "table": ("Pause, explanation, number of turns, end the session", self.table),
        }
        barred = {"argument"} if not arguments else set()
        barred |= {"rule"} if state.phase in UNRULED else set()
        return {name: entry for name, entry in listed.items() if name not in barred}

    def _asking(
        self, title: str, help: str, fields: Callable[[Filled], list[FormField]], move: Callable[[Filled], Move],
        opening: Callable[[], Document | None] = lambda: None, look: Callable[[Filled], tuple[str, str]] = lambda filled: ("", ""),
    ) -> Asking:  # fmt: skip
        """Return a form whose fields become one move; `look` gives what is read before it is made, and the question that asks for a yes."""

        def form(filled: Filled) -> Form:
            listed = fields(filled)
            # Until all is filled in there is no move yet to read back.
            if not all(field.name in filled for field in listed):
                return Form(title, tuple(listed), help=help)
            text, sure = look(filled)
            with suppress(ExerciseError):
                return Form(title, tuple(listed), text, sure, help=help, done=f"Done: {self.words.move(move(filled))}")
            return Form(title, tuple(listed), help=help)

        def submit(filled: Filled) -> str:
            try:
                return self._submit(move(filled))
            except ExerciseError as fault:
                return str(fault)

        return Asking(form, submit, opening)

    # --- the course of the session

    def closing(self) -> Asking:
        """Return the form that closes the phase; while seats are not done it asks twice."""

        def look(filled: Filled) -> tuple[str, str]:
            names = self._waiting()
            if not names or self.session.state.phase == "lobby":
                return "", ""
            return f"Not done yet: {joined(names)}.", "Close all the same? What is open takes its default."

        return self._asking("Close the phase", "Facilitator", lambda filled: [], lambda filled: Move(FACILITATOR, "close-phase"), look=look)

    def table(self) -> Asking:
        """Return the form of what concerns the whole table: a pause, the level of explanation, the number of turns, the end."""
        pause = Option("resume", "Go on after the pause") if self.session.state.paused else Option("pause", "Pause")
        kinds = (
            pause, Option("explain", "How much the table is explained"), Option("turns", "Another number of turns"),
            Option("end-session", "End the session now, with its epilogue"),
        )  # fmt: skip
        because = text_field("because", "Your reason? It is demanded, and goes on record.", needed=True)
        more = {
            "pause": [text_field("because", "Why?")],
            "explain": [choice_field("level", "How much?", LEVELS)],
            "turns": [text_field("count", "How many turns in all?", needed=True), because],
            "end-session": [because],
        }
        return self._by_kind("The table", "Table", "What?", kinds, lambda kind, filled: more.get(kind, []))

    def _by_kind(
        self, title: str, help: str, asks: str, kinds: tuple[Option, ...], more: Callable[[str, Filled], list[FormField]],
        opening: Callable[[], Document | None] = lambda: None,
    ) -> Asking:  # fmt: skip
        """Return a form whose first field is the kind of move, and whose others follow from that."""

        def kind_of(filled: Filled) -> str:
            return "".join(filled.get("kind", ()))

        def fields(filled: Filled) -> list[FormField]:
            return [choice_field("kind", asks, kinds, filled=filled), *more(kind_of(filled), filled)]

        def move(filled: Filled) -> Move:
            given = {name: values for name, values in filled.items() if name != "kind" and not (name == "to" and EVERYONE in values)}
            return move_of(FACILITATOR, kind_of(filled), given)

        return self._asking(title, help, fields, move, opening)

    # --- events

    def events(self) -> Asking:
        """Return the form of what is done with an event: released, armed, held, let go, skipped, told to everyone, or written."""
        state, book = self.session.state, self.session.book
        kinds = [
            Option("arm", "Arm one for a later turn"), Option("hold", "Hold one back"), Option("unhold", "Let go of one"),
            Option("skip", "Skip one"), Option("reveal", "Tell everyone of one that some have heard of"),
        ]  # fmt: skip
        if state.phase in HAPPENS:
            kinds[:0] = [Option("release", "Release one now"), Option("write", "Write one")]
        heard = [Option(EVERYONE, "Everyone"), *self._seats()]
        to = choice_field("to", "For whom to hear?", tuple(heard), default=EVERYONE, most=len(heard))

        def more(kind: str, filled: Filled) -> list[FormField]:
            if kind == "write":
                changes = "Does it change a track? For instance trust[uzbekistan, us] -3."
                return [text_field("text", "What happens?", needed=True), text_field("change", changes), to]
            fields = [choice_field("target", "Which event?", self._injects(kind))] if kind else []
            if kind not in ("release", "arm"):
                return fields
            inject = book.injects.get("".join(filled.get("target", ())))
            if inject is not None and inject.subject and not inject.of:
                subjects = book.sets.get(inject.subject, (inject.subject,))
                fields.append(choice_field("for", f"{inject.text.strip()} Where?", self._titled(subjects)))
            if kind == "arm":
                fields.append(text_field("turn", "For which turn?", default=str(state.turn + 1)))
            return [*fields, to]

        def coming() -> Document:
            held = {due.inject: ", held back" if due.inject in state.held else "" for due in state.due}
            lines = (
                (f"inject:{due.inject}", f"Coming in turn {due.turn}: {self.words.inject(due.inject, due.subject)}{held[due.inject]}")
                for due in state.due
            )
            return page("", Links(tuple(lines)))

        return self._by_kind("Events", "Events", "Which?", tuple(kinds), more, coming)

    def _injects(self, kind: str) -> tuple[Option, ...]:
        state, book = self.session.state, self.session.book
        listed = set(book.injects)
        if kind == "unhold":
            listed = set(state.held)
        elif kind == "hold":
            listed = {due.inject for due in state.due} - state.held or listed
        elif kind == "reveal":
            listed = {inject for inject, _ in state.happened if inject in book.injects}
        return tuple(Option(inject, book.injects[inject].title) for inject in sorted(listed))

    # --- rulings

    def ruling(self) -> Asking:
        """Return the form of a ruling on the adjudication: how a draw comes out, what a rule does not do, or a change."""
        whats = (
            Option("draw", "Say how a draw comes out"), Option("strike", "Strike what a rule does"),
            Option("change", "Add a change of your own"),
        )  # fmt: skip
        results = (Option("yes", "It happens"), Option("no", "It does not happen"))

        def fields(filled: Filled) -> list[FormField]:
            what = "".join(filled.get("what", ()))
            listed = [choice_field("what", "What do you rule on? A look at the adjudication names rules and draws.", whats, filled=filled)]
            if what == "change":
                listed.append(text_field("track", "Which track, and by how much? For instance quarrel -2.", needed=True))
            elif what:
                listed.append(text_field("rule", "The rule's name?", needed=True))
                listed.append(text_field("about", "About whom, as the look says it?"))
            if what == "draw":
                listed.append(choice_field("result", "How does it come out?", results))
            return [*listed, _because()]

        def move(filled: Filled) -> Move:
            given = dict(filled)
            if given["what"] == ("change",):
                name, _, by = given["track"][0].rpartition(" ")
                given |= {"track": (name,), "by": (by,)}
            return move_of(FACILITATOR, "rule", given)

        return self._asking("A ruling", "Ruling", fields, move)

    def _arguments(self) -> tuple[Argument, ...]:
        return tuple(argument for argument in self.session.state.arguments.values() if argument.ruled == "open")

    def argument(self) -> Asking:
        """Return the form of a ruling on an argument, or of a reason added to it."""
        arguments = tuple(Option(argument.key, self.words.title(argument.actor)) for argument in self._arguments())
        kinds = (Option("rule-argument", "Rule on it"), Option("weigh", "Add a reason for or against"))

        def fields(filled: Filled) -> list[FormField]:
            kind, method = "".join(filled.get("kind", ())), "".join(filled.get("method", ()))
            listed = [choice_field("target", "Which?", arguments, filled=filled), choice_field("kind", "What?", kinds, filled=filled)]
            if kind == "weigh":
                sides = (Option("for", "For"), Option("against", "Against"))
                return [*listed, choice_field("side", "Which side?", sides), text_field("reason", "The reason?", needed=True)]
            listed.append(choice_field("method", "How is it judged?", METHODS, filled=filled))
            if method == "dice":
                listed.append(text_field("roll", "The dice as rolled, such as 3+4 or 3 4? Left out, the program rolls."))
                for name in MODIFIERS:
                    listed.append(text_field(name, "A modifier with its reason, such as +1 strong reason?"))
                    if not any(filled.get(name, ())):
                        break
            elif method:
                listed.append(choice_field("result", "The outcome?", (Option("yes", "It works"), Option("no", "It fails"))))
            return [
                *listed, text_field("as", "It counts as which move, such as consultation russia voice=public?"),
                choice_field("strength", "How strongly?", STRENGTHS, default="100"),
                text_field("change", "One direct change, such as quarrel -3?"), _because(),
            ]  # fmt: skip

        def move(filled: Filled) -> Move:
            given = {name: values for name, values in filled.items() if name != "kind"}
            if filled["kind"] == ("weigh",):
                given = {"target": filled["target"], filled["side"][0]: filled["reason"]}
            return move_of(FACILITATOR, filled["kind"][0], given)

        def opening() -> Document:
            sections: list[tuple[str, list[Block]]] = []
            for argument in self._arguments():
                reasons = [Para(f"  For: {reason}") for reason in argument.reasons]
                reasons += [Para(f"  Against: {reason}") for reason in argument.against]
                sections.append(("", [Heading(f"{self.words.title(argument.actor)}: {argument.text}"), *reasons]))
            return parts("", sections)

        return self._asking("An argument", "Argument", fields, move, opening)

    # --- seats

    def seats(self) -> Asking:
        """Return the form of what is done for a seat: that it is done, a move from its card, a mistyped move put right, who holds it."""
        whats = (
            Option("commit", "Say that it is done with the phase"), Option("order", "Enter a move from its paper card, in text form"),
            Option("amend", "Put a mistyped move right, with a reason"), *HANDS,
        )  # fmt: skip

        def fields(filled: Filled) -> list[FormField]:
            seat, what = "".join(filled.get("seat", ())), "".join(filled.get("what", ()))
            listed = [choice_field("seat", "Which seat?", self._seats(), filled=filled)]
            if seat:
                listed.append(choice_field("what", "What?", whats, filled=filled))
            actors = self.session.seats.get(seat, ())
            if what == "order":
                listed.append(text_field("move", f"The move, beginning with {joined([f'{actor}:' for actor in actors])}", needed=True))
            elif what == "amend":
                moves = [move for _, move in sorted(self.session.state.moves.items()) if move.actor in actors]
                sealed = tuple(Option(move.key, format_move(move._replace(because=""))) for move in moves)
                listed.append(choice_field("target", "Which sealed move?", sealed))
                listed.append(text_field("as", "What is it to be, without the name in front?", needed=True))
                listed.append(_because())
            return listed

        def move(filled: Filled) -> Move:
            seat, what = filled["seat"][0], filled["what"][0]
            if what == "order":
                return self._card(seat, filled["move"][0])
            if what == "commit":
                return Move(seat, "commit")
            if what == "amend":
                return move_of(FACILITATOR, "amend", {name: filled[name] for name in ("target", "as", "because")})
            return Move(FACILITATOR, "hand", (seat,), (("to", what),))

        def look(filled: Filled) -> tuple[str, str]:
            if filled["what"] != ("order",):
                return "", ""
            try:
                return f"Read back: {self.words.move(self._card(filled['seat'][0], filled['move'][0]))}", "Is that what the card says?"
            except ExerciseError:
                return "", ""

        return self._asking("A seat", "Seats", fields, move, look=look)

    def _card(self, seat: str, text: str) -> Move:
        """Return the move of a seat that a paper card says.

        Raises:
            ExerciseError: If it is no move, or not that seat's.
        """
        move = parse_move(text)
        if move.actor not in (*self.session.seats[seat], seat):
            raise ExerciseError(f"{self.words.name(move.actor)} does not belong to this seat.")
        return move

    # --- messages and notes

    def message(self) -> Asking:
        """Return the form of a message to seats."""
        seats = self._seats()

        def fields(filled: Filled) -> list[FormField]:
            return [choice_field("target", "To whom?", seats, most=len(seats)), text_field("text", "The message?", needed=True)]

        return self._asking("A message", "Saying", fields, lambda filled: move_of(FACILITATOR, "message", filled))

    def note(self) -> Asking:
        """Return the form of a private note, about an objective or none."""
        goals = self.session.scenario.objectives
        about = (
            Option("none", "None in particular"),
            *(Option(goal.id, f"{self.words.title(goal.actor)}: {goal.title}") for goal in goals),
        )

        def fields(filled: Filled) -> list[FormField]:
            return [
                text_field("text", "Your note?", needed=True), choice_field("objective", "About which objective?", about, default="none"),
            ]  # fmt: skip

        def move(filled: Filled) -> Move:
            return move_of(
                FACILITATOR, "note", {name: values for name, values in filled.items() if (name, *values) != ("objective", "none")}
            )

        return self._asking("A note", "Saying", fields, move)

    # --- small words

    def _seats(self) -> tuple[Option, ...]:
        return tuple(Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items())

    def _titled(self, actors: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(Option(actor, self.words.title(actor)) for actor in actors)


def _because() -> FormField:
    return text_field("because", "Your reason? It is demanded, and goes on record.", needed=True)
