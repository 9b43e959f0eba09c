"""What is asked of whoever facilitates: phases, events, rulings, arguments, seats, notes and the table, each as a form.

Every form becomes one move through the session's door. The fields of a form are named as the options of its move, so that most of them
need no more than their questions.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from exercise.engine.decide import decide
from exercise.engine.view import PUBLIC, seen
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Argument, Move, Refusal
from exercise.model.refs import TrackName
from exercise.reading.document import Block, Document, Heading, Para
from exercise.reading.documents import parts
from exercise.reading.forms.form import LONG, Asking, Filled, Form, FormField, Option, choice_field, move_of, text_field
from exercise.reading.forms.questions import Questions
from exercise.reading.forms.sayings import WAYS, open_requests, predictable
from exercise.reading.reader import Reader
from exercise.words import counted, inside, joined

HAPPENS = ("situation", "decide", "answer", "confirm")
"""Phases in which an event can be released or written."""
PREDICTS = ("decide", "answer", "confirm", "adjudicate")
"""Phases in which a prediction can be made."""
UNRULED = ("lobby", "read-out")
"""Phases in which there is no adjudication to rule on."""
SIZED = "Write a sign and a number, such as +3 or −2.5; a ladder moves by whole steps, such as +1."
"""What a size that is none is told."""
SEEN_BY_ALL = "Told to some alone, it still does what it does: what all see of it moves for all."
"""What is said of an event that comes later, whose effects are not known yet."""
EXPLAINED = {"full": "Full: reasons and numbers", "reasons": "Reasons, without numbers", "arrows": "Arrows: directions only"}
HELD_BY = {"person": "back to a person", "persona": "to a bot", "random": "to a bot that plays at random", "hold": "to nobody: it holds"}
METHODS = (
    Option("consensus", "The table agrees"), Option("umpire", "You judge"),
    Option("dice", "Two dice, 7 or more succeeds", "Each strong reason shifts by one"),
)  # fmt: skip
STRENGTHS = (Option("100", "In full"), Option("50", "At half strength"), Option("150", "At one and a half"))
MODIFIERS = ("mod", "mod2", "mod3")
EVERYONE = "all"
END = "end"
NO_REASON = "Nothing was done: a reason is demanded."
MOST_MOVED = 4
"""Tracks named that everyone will see move."""
NO_TRACK = "none"
DROPPED = "Nothing was written, and nothing happened: the event was left before its end."

Fields = Callable[[Filled], list[FormField]]
Makes = Callable[[], Asking]
Listed = tuple[tuple[str, Makes], ...]
"""Forms by what they are called on a list."""


class FacilitatorForms:
    """The forms of the facilitator's chair."""

    def __init__(self, reader: Reader, submit: Callable[[Move], str], waiting: Callable[[], tuple[str, ...]]) -> None:
        """Make the forms.

        Args:
            reader: The facilitator.
            submit: Makes a move from that chair; returns why not, or an empty text.
            waiting: The names of the seats that the phase still waits for.
        """
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self._submit = submit
        self._waiting = waiting

    # --- lists of forms

    def open_now(self) -> dict[str, tuple[str, Listed]]:
        """Return what the chair can be asked for now, by a name: what it is called on a list, and its forms."""
        state, arguments = self.session.state, self._arguments()
        notes: Listed = (("A private note", self.note), ("Observe an objective", self.observation))
        listed: dict[str, tuple[str, Listed]] = {
            "close": (f"Close this phase: {self.words.phase(state.phase)}", (("Close", self.closing),)),
            "events": ("Events: release, hold, let go, or write one", self.of_events()),
            "message": ("Message seats, or answer them", (("Message", self.message),)),
            "note": ("Take a private note, or mark an objective", notes),
            "table": ("Pause, explanation, number of turns, end the session", self.of_the_table()),
        }
        if arguments:
            forms = (("Rule on it", self.argument), ("Add a reason for or against", self.weighing))
            listed["argument"] = (f"Rule on an argument. {len(arguments)} open", forms)
        if state.phase not in UNRULED:
            listed["rule"] = ("Rule on the adjudication: a draw, a rule's effect, or a change of your own", (("Rule", self.ruling),))
        return listed

    def of_the_table(self) -> Listed:
        """Return the forms of what concerns the whole table."""
        return (
            ("Go on after the pause" if self.session.state.paused else "Pause", self.pause),
            ("How much the table is explained", self.level), ("Another number of turns", self.turns),
            ("End the session now, with its epilogue", self.ending),
        )  # fmt: skip

    def of_events(self) -> Listed:
        """Return the forms of what is done with events."""
        now: Listed = (("Release one now", lambda: self.event("release")), ("Write one", self.written))
        return (
            *(now if self.session.state.phase in HAPPENS else ()),
            ("Arm one for a later turn", lambda: self.event("arm")), ("Hold one back", lambda: self.event("hold")),
            ("Let go of one", lambda: self.event("unhold")), ("Skip one", lambda: self.event("skip")),
            ("Tell everyone of one that some have heard of", lambda: self.event("reveal")),
        )  # fmt: skip

    def of_seat(self, seat: str) -> Listed:
        """Return the forms of what is done for a seat: its answers first."""
        answers = tuple(self.answers(seat))
        return (
            *answers, ("Say that it is done with the phase", lambda: self._done(seat)),
            ("Enter a move from its paper card, in text form", lambda: self.card(seat)),
            ("Put a mistyped move right, with a reason", lambda: self.amendment(seat)),
            ("Note its prediction", lambda: self.prediction(seat)), ("Log what it writes, asks or pledges", lambda: self.message(seat)),
            ("Hand it over: to a bot, to a person, or to nobody", lambda: self.handing(seat)),
        )  # fmt: skip

    def _asking(
        self, title: str, help: str, fields: Fields, move: Callable[[Filled], Move], *, done: str = "", left: str = "", barred: str = "",
        look: Callable[[Filled], tuple[str, str]] = lambda filled: ("", ""), opening: Callable[[], Document | None] = lambda: None,
    ) -> Asking:  # fmt: skip
        """Return a form whose fields become one move; `look` gives what is read before it is made, and the question that asks for a yes."""

        def form(filled: Filled) -> Form:
            listed = fields(filled)
            empty = Form(title, tuple(listed), help=help, left=left, barred=barred)
            # Until all is filled in there is no move yet to read back.
            if all(field.name in filled for field in listed):
                with suppress(ExerciseError):
                    text, sure = look(filled)
                    return empty._replace(text=text, sure=sure, done=done or f"Done: {self.words.move(move(filled))}")
            return empty

        def submit(filled: Filled) -> str:
            try:
                return self._submit(move(filled))
            except ExerciseError as fault:
                return str(fault)

        return Asking(form, submit, opening)

    def _own(self, kind: str, title: str, help: str, *fields: FormField, done: str = "", target: str = "") -> Asking:
        """Return a form whose fields are there from the beginning, for a move of the chair's own."""

        def move(filled: Filled) -> Move:
            return move_of(FACILITATOR, kind, {**filled, "target": (target,)} if target else filled)

        left = NO_REASON if any(field.name == "because" for field in fields) else ""
        return self._asking(title, help, lambda filled: list(fields), move, done=done, left=left)

    # --- the course of the session

    def closing(self, looked: bool = True) -> Asking:
        """Return the form that closes the phase; it asks twice while seats are not done, or before a turn stands that was not looked at."""
        state = self.session.state

        def look(filled: Filled) -> tuple[str, str]:
            names = self._waiting() if state.phase != "lobby" else ()
            said = f"{joined(names)} {'is' if len(names) == 1 else 'are'} not done." if names else ""
            if said:
                said = f"{said[:1].upper()}{said[1:]} What is open takes its default: a seat without orders holds."
            if state.phase == "adjudicate" and not looked:
                said = f"{self._skipped()}You have not looked at what would come out (v). Let the turn stand?"
            if state.phase == "read-out" and state.turn >= state.turns:
                said = "This was the last turn. The epilogue runs, scores are read, and everything is lifted: the exercise is over."
            return said, "Close all the same?" if said else ""

        title, barred = f"Close: {self.words.phase(state.phase)}?", "Paused: go on first." if state.paused else ""
        return self._asking(title, "Facilitator", lambda filled: [], lambda _: Move(FACILITATOR, "close-phase"), look=look, barred=barred)

    def _skipped(self) -> str:
        """Return that the answers of this turn were passed over because nobody had an offer to answer, or an empty text."""
        last = next((began.phase for began in reversed(self.session.timeline.phases) if began.phase in ("answer", "decide")), "")
        return "Nobody had an offer to answer. " if last == "decide" else ""

    def pause(self) -> Asking:
        """Return the form of a pause, or of going on after one."""
        if self.session.state.paused:
            return self._own("resume", "Go on", "Table", done="It goes on; the clock runs where it had begun to.")
        said = "It is on record, and the projector says it. Moves, events and the clock stop."
        return self._own("pause", "Pause", "Table", text_field("because", "What for?", said, needed=True))

    def level(self) -> Asking:
        """Return the form of how much of the working the table sees."""
        now = self.session.state.level
        options = [Option(level, title, "now" if level == now else "") for level, title in EXPLAINED.items()]
        return self._own("explain", "Explanation", "Table", choice_field("level", "How much does the table see?", options))

    def turns(self) -> Asking:
        """Return the form of another number of turns, or of the end."""
        state = self.session.state
        options = [
            Option(
                str(count), counted(count, "turn"), "ends with this turn" if count == state.turn else "",
                "So many it has as it is." if count == state.turns else "",
            )
            for count in range(max(1, state.turn), state.turns + 3)
        ]  # fmt: skip
        options.append(Option(END, "End now", "without finishing this turn; the epilogue runs all the same"))

        def fields(filled: Filled) -> list[FormField]:
            because = _because("The epilogue stays: nobody gains by a last-minute grab.")
            return [choice_field("count", "How many turns?", options, filled=filled), because]

        def move(filled: Filled) -> Move:
            if filled["count"] == (END,):
                return move_of(FACILITATOR, "end-session", {"because": filled["because"]})
            return move_of(FACILITATOR, "turns", filled)

        return self._asking("Another number of turns", "Table", fields, move, left=NO_REASON)

    def ending(self) -> Asking:
        """Return the form that ends the session."""
        because = _because("This turn is not finished; the epilogue runs all the same.")
        return self._own("end-session", "End the session now", "Table", because)

    # --- events

    def event(self, kind: str, inject: str = "", subject: str = "") -> Asking:
        """Return the form of what is done with an event: release, arm, hold, unhold, skip or reveal; where none is named, it asks which."""
        state, book = self.session.state, self.session.book
        turns = [Option(str(turn), f"Turn {turn}", self.words.turn(turn)) for turn in range(state.turn + 1, state.turns + 1)]

        def fields(filled: Filled) -> list[FormField]:
            listed = [] if inject else [choice_field("target", "Which event?", self._injects(kind), filled=filled)]
            known = book.injects.get(inject or "".join(filled.get("target", ())))
            where = subject or "".join(filled.get("for", ()))
            if kind == "skip" and inject:
                listed.append(text_field("because", "Why?", "It is on record; a word will do.", needed=True))
            if kind not in ("release", "arm") or known is None:
                return listed
            if known.subject and not known.of and not subject:
                subjects = book.sets.get(known.subject, (known.subject,))
                listed.append(choice_field("for", "Whom does it concern?", [Option(one, self.words.title(one)) for one in subjects]))
            if kind == "arm":
                listed.append(choice_field("turn", "As which turn opens?", turns))
                return [*listed, self._audience("Who will hear it?", SEEN_BY_ALL)]
            return [*listed, self._audience("Released now. Who hears it?", self.room_sees(known.id, where))]

        def move(filled: Filled) -> Move:
            given = {name: values for name, values in filled.items() if name != "to" or EVERYONE not in values}
            if inject:
                given["target"] = (inject,)
            if subject and kind in ("release", "arm", "reveal"):
                given["for"] = (subject,)
            return move_of(FACILITATOR, kind, given)

        barred = "There is no later turn to arm it for." if kind == "arm" and not turns else ""
        done = {"hold": "Held back until you let go.", "reveal": "Now known to all."}.get(kind, "")
        if kind == "unhold":
            done = "Let go of; if its time has gone by, it happens as the next turn opens."
        return self._asking("Events", "Events", fields, move, barred=barred, done=done)

    def room_sees(self, inject: str, subject: str) -> str:
        """Return which numbers that everyone sees an event moves at once, also where it is told to some seats alone; empty: none."""
        known = self.session.book.injects.get(inject)
        if known is None or not known.then:
            return ""
        move = move_of(FACILITATOR, "release", {"target": (inject,), "for": (subject,) * bool(subject), "to": (self._seats()[0].value,)})
        decided = decide(self.session.setup, self.session.state, move, FACILITATOR)
        if isinstance(decided, Refusal):
            return SEEN_BY_ALL
        shown = (seen(self.session.setup, event, PUBLIC) for event in decided)
        names = dict.fromkeys(one.name for one in shown if isinstance(one, play.TrackChanged))
        # One of each family first: five states of one track say less than five tracks.
        families = [name.rpartition(",")[0] or TrackName.of(name).family for name in names]
        ranked = sorted(enumerate(names), key=lambda one: families[: one[0]].count(families[one[0]]))
        moved = [self.words.track(name) for _, name in ranked]
        if not moved:
            return ""
        more = [f"{len(moved) - MOST_MOVED} more"] if len(moved) > MOST_MOVED + 1 else []
        told = joined([*(moved[:MOST_MOVED] if more else moved), *more])
        return f"Told to some alone, it still does what it does: everyone will see {inside(told)} move, without being told why."

    def _audience(self, asks: str, text: str = "") -> FormField:
        options = [Option(EVERYONE, "Everyone", "where the event names nobody"), *self._seats()]
        return choice_field("to", asks, options, text, default=EVERYONE, most=len(options))

    def _injects(self, kind: str) -> list[Option]:
        state, book = self.session.state, self.session.book
        listed = set(book.injects)
        if kind == "unhold":
            listed = set(state.held)
        elif kind == "hold":
            listed = {due.inject for due in state.due} - state.held or listed
        elif kind == "reveal":
            listed = {inject for inject, _ in state.happened if inject in book.injects}
        due = {one.inject: f"coming in turn {one.turn}{', held back' if one.inject in state.held else ''}" for one in state.due}
        return [Option(inject, book.injects[inject].title, due.get(inject, "")) for inject in sorted(listed)]

    def written(self) -> Asking:
        """Return the form of an event written on the spot, with a change to one track or none."""
        tracks = {name: self.words.track(name) for name in self.session.book.track_names}
        titles = {title.lower(): name for name, title in tracks.items()}
        options = (Option(NO_TRACK, "No track changes"), *(Option(name, title) for name, title in tracks.items()))

        def track_of(filled: Filled) -> str:
            text = "".join(filled.get("track", ())).strip()
            return titles.get(text.lower(), text)

        def fields(filled: Filled) -> list[FormField]:
            track, by = track_of(filled), "".join(filled.get("by", ()))
            known = not track or track == NO_TRACK or track in tracks
            asks = text_field("track", "Does it change a track?", "Its name, such as quarrel.", filled=filled)
            listed = [
                text_field("text", "What happens?", "This is what the table hears.", needed=True, limit=LONG),
                self._audience("Who hears it?", SEEN_BY_ALL),
                asks._replace(options=options, wrong="" if known else f"No track is called {track}."),
            ]
            if track in tracks:
                size = text_field("by", "By how much?", "With a sign, such as +3 or −2.5; a ladder by whole steps.", needed=True, limit=6)
                listed.append(size._replace(wrong=self.refused_size(track, by) if by else ""))
            return listed

        def move(filled: Filled) -> Move:
            track = track_of(filled)
            change = f"{track} {filled['by'][0].replace('−', '-')}" if track in tracks else ""
            to = () if EVERYONE in filled["to"] else filled["to"]
            return move_of(FACILITATOR, "write", {"text": filled["text"], "to": to, "change": (change,)})

        barred = "" if self.session.state.phase in HAPPENS else "An event is written from the situation to the last word."
        return self._asking("Write an event", "Events", fields, move, done="It has happened.", left=DROPPED, barred=barred)

    def refused_size(self, track: str, by: str) -> str:
        """Return why a change of such a size could not be ruled whatever the reason, or an empty text."""
        move = move_of(FACILITATOR, "rule", {"what": ("change",), "track": (track,), "by": (by.replace("−", "-"),), "because": ("So.",)})
        refusal = self.reader.refusal(move)
        return "" if refusal is None else SIZED if refusal.code == "number.bad" else self.words.refusal(refusal)

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
            asks = "What do you rule on? A look at the adjudication names rules and draws."
            listed = [choice_field("what", asks, whats, filled=filled)]
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

    def _argument_field(self, filled: Filled) -> FormField:
        options = [Option(argument.key, self.words.title(argument.actor)) for argument in self._arguments()]
        return choice_field("target", "Which?", options, filled=filled)

    def arguments_document(self) -> Document:
        """Return the arguments that are open, with their reasons."""
        sections: list[tuple[str, list[Block]]] = []
        for argument in self._arguments():
            reasons = [f"  For: {reason}" for reason in argument.reasons] + [f"  Against: {reason}" for reason in argument.against]
            title = Heading(f"{self.words.title(argument.actor)}: {argument.text}")
            sections.append(("", [title, *(Para(reason) for reason in reasons)]))
        return parts("", sections)

    def weighing(self) -> Asking:
        """Return the form of a reason added to an argument."""
        sides = (Option("for", "For"), Option("against", "Against"))

        def fields(filled: Filled) -> list[FormField]:
            side = choice_field("side", "Which side?", sides)
            return [self._argument_field(filled), side, text_field("reason", "The reason?", needed=True)]

        def move(filled: Filled) -> Move:
            return move_of(FACILITATOR, "weigh", {"target": filled["target"], filled["side"][0]: filled["reason"]})

        return self._asking("An argument", "Argument", fields, move, opening=self.arguments_document)

    def argument(self) -> Asking:
        """Return the form of a ruling on an argument."""

        def fields(filled: Filled) -> list[FormField]:
            method = "".join(filled.get("method", ()))
            listed = [self._argument_field(filled), choice_field("method", "How is it judged?", METHODS, filled=filled)]
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
            return move_of(FACILITATOR, "rule-argument", filled)

        return self._asking("An argument", "Argument", fields, move, opening=self.arguments_document)

    # --- seats

    def seat_field(self) -> FormField:
        """Return the field that asks for a seat."""
        return choice_field("seat", "Which seat?", self._seats())

    def answers(self, seat: str) -> list[tuple[str, Makes]]:
        """Return the forms of what waits for an answer of a seat: offers, last words, events that ask for a reaction."""
        reader = Reader(self.session, seat)
        questions = Questions(reader, reader.causes)
        listed: list[tuple[str, Makes]] = []
        waiting = questions.questions() if self.session.state.phase in ("answer", "confirm") else questions.reactions()
        for question in waiting:
            if not question.answered:
                title = f"Answer for it: {questions.heading(question)} {question.title}"
                listed.append((title, partial(self._answer, questions, question.ref)))
        return listed

    def _answer(self, questions: Questions, ref: str) -> Asking:
        def submit(filled: Filled) -> str:
            rest = {name: values for name, values in filled.items() if name != "because"}
            return self._submit(questions.answer_move(ref, rest, "".join(filled.get("because", ()))))

        return questions.asking(ref)._replace(submit=submit)

    def _done(self, seat: str) -> Asking:
        verb = "uncommit" if seat in self.session.state.committed else "commit"
        return self._asking("Done", "Seats", lambda filled: [], lambda filled: Move(seat, verb))

    def card(self, seat: str) -> Asking:
        """Return the form of a move that is entered for a seat in its text form, read back before it is made."""
        actors = joined([f"{actor}:" for actor in self.session.seats[seat]])

        def move(filled: Filled) -> Move:
            made = parse_move(filled["move"][0])
            if made.actor not in (*self.session.seats[seat], seat):
                raise ExerciseError(f"{self.words.name(made.actor)} does not belong to this seat.")
            return made

        def fields(filled: Filled) -> list[FormField]:
            return [text_field("move", f"The move, beginning with {actors}", needed=True)]

        def look(filled: Filled) -> tuple[str, str]:
            return f"Read back: {self.words.move(move(filled))}", "Is that what the card says?"

        return self._asking("A card", "Seats", fields, move, look=look)

    def amendment(self, seat: str) -> Asking:
        """Return the form that puts a mistyped sealed move right."""
        moves = [move for _, move in sorted(self.session.state.moves.items()) if move.actor in self.session.seats[seat]]
        sealed = [Option(move.key, format_move(move._replace(because=""))) for move in moves]
        what = text_field("as", "What is it to be, without the name in front?", needed=True)
        done = "Amended; both stand on record."
        return self._own("amend", "Amend", "Seats", choice_field("target", "Which sealed move?", sealed), what, _because(), done=done)

    def handing(self, seat: str) -> Asking:
        """Return the form that hands a seat to a bot, to a person or to nobody."""
        state, title = self.session.state, self._title(seat)
        now = state.holders.get(seat, "persona")
        options = [Option(to, text.capitalize()) for to, text in HELD_BY.items() if to != now]
        sealed = sum(1 for move in state.moves.values() if move.actor in self.session.seats[seat]) if state.phase == "decide" else 0
        note = f" It holds {counted(sealed, 'sealed move')}, the bot's among them; it can take them back." if sealed else ""

        def fields(filled: Filled) -> list[FormField]:
            return [choice_field("to", f"Hand {title} …", options)]

        def move(filled: Filled) -> Move:
            return move_of(FACILITATOR, "hand", {"target": (seat,), **filled})

        def form(filled: Filled) -> Form:
            to = "".join(filled.get("to", ()))
            done = f"{title}: {HELD_BY[to]}.{note if to == 'person' else ''}" if to else ""
            return Form(title, tuple(fields(filled)), done=done, help="Seats")

        return Asking(form, lambda filled: self._submit(move(filled)))

    # --- what is said

    def message(self, seat: str = "") -> Asking:
        """Return the form of a message: an answer to a request, the facilitator's own, or what a seat writes, pledges or asks, logged."""
        asked = {f"request-{request.entry}": request for request in open_requests(self.session)}
        sorts = [Option(name, f"Answer {self._title(one.sender)}", f"“{one.text}”") for name, one in reversed(asked.items())]
        sorts.append(Option(FACILITATOR, "You write", "something for some seats alone, or for all"))
        if seat:
            name = self._title(seat)
            sorts += [
                Option("pledge", f"{name} pledges", "logged, and remembered in the debrief"),
                Option("message", f"{name} writes to other seats"), Option("request", f"{name} asks you", "a request for information"),
            ]  # fmt: skip

        def sort_of(filled: Filled) -> str:
            return "".join(filled.get("sort", (FACILITATOR,)))

        def fields(filled: Filled) -> list[FormField]:
            sort = sort_of(filled)
            listed = [choice_field("sort", "Who says what?", sorts, filled=filled)] if len(sorts) > 1 else []
            others = [option for option in self._seats() if sort == FACILITATOR or option.value != seat]
            if sort not in asked and sort != "request":
                listed.append(choice_field("target", "To whom?", others, most=len(others)))
            text = f"It asks: “{asked[sort].text}”" if sort in asked else ""
            return [*listed, text_field("text", "The words?", text, needed=True, limit=LONG)]

        def move(filled: Filled) -> Move:
            sort = sort_of(filled)
            to = (asked[sort].sender,) if sort in asked else filled.get("target", (FACILITATOR,))
            pledge = ("yes",) if sort == "pledge" else ()
            sender = FACILITATOR if sort in asked or sort == FACILITATOR else seat
            return move_of(sender, "message", {"target": to, "text": filled["text"], "pledge": pledge})

        return self._asking("A message", "Saying", fields, move)

    def reply(self, entry: int) -> Asking:
        """Return the form of an answer to the request of an entry."""
        return self.message()._replace(given={"sort": (f"request-{entry}",)})

    def prediction(self, seat: str) -> Asking:
        """Return the form of a seat's prediction."""
        tracks = [Option(name, self.words.track(name)) for name in predictable(self.reader)]
        late = "Predictions are collected from the decisions to the adjudication, before anyone knows."

        def fields(filled: Filled) -> list[FormField]:
            track = choice_field("track", f"{self._title(seat)} predicts", tracks)
            return [track, choice_field("direction", "Which way, this turn?", WAYS)]

        barred = "" if self.session.state.phase in PREDICTS else late
        return self._asking("A prediction", "Saying", fields, lambda filled: move_of(seat, "predict", filled), barred=barred)

    def note(self) -> Asking:
        """Return the form of a private note."""
        text = text_field("text", "Your note?", "For you and the report; no seat sees it before the debrief.", needed=True, limit=LONG)
        return self._own("note", "A private note", "Saying", text)

    def observation(self) -> Asking:
        """Return the form of an observation on an objective at this table, in the order of its seats."""
        order = [actor for actors in self.session.seats.values() for actor in actors]
        goals = {goal.id: goal for goal in self.session.scenario.objectives if goal.actor in order}
        noted = [note.objective for note in self.session.state.notes if note.seat == FACILITATOR]
        options = [
            Option(goal.id, f"{self.words.title(goal.actor)}: {goal.title}", f"{noted.count(goal.id)} noted" if goal.id in noted else "")
            for goal in sorted(goals.values(), key=lambda goal: (order.index(goal.actor), goal.id))
        ]

        def fields(filled: Filled) -> list[FormField]:
            goal = goals.get("".join(filled.get("objective", ())))
            text = text_field("text", "What did you see?", goal.text if goal else "", needed=True, limit=LONG)
            return [choice_field("objective", "Observe an objective", options, filled=filled), text]

        return self._asking("An observation", "Saying", fields, lambda filled: move_of(FACILITATOR, "note", filled))

    def _title(self, seat: str) -> str:
        return str(self.session.header.seats[seat]["title"])

    def _seats(self) -> list[Option]:
        return [Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items()]


def _because(text: str = "") -> FormField:
    return text_field("because", "Your reason? It is demanded, and goes on record.", text, needed=True)
