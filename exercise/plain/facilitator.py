"""The facilitator's chair in numbered prompts: phases, injects, rulings, arguments, absent seats, pace of explanation, pauses.

Everything is a move through the one door; what the prompts do not cover can be typed in its text form, for any seat.
"""

from __future__ import annotations

from collections.abc import Callable

from exercise.describe import joined
from exercise.desk.desk import Desk
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Move
from exercise.plain import told
from exercise.plain.clock import SpokenClock
from exercise.plain.says import Says
from exercise.plain.talk import Mark, Moved, Talk
from exercise.reading.forms.form import Option

BACK = Option("", "Return")

YES_NO = (Option("yes", "It happens"), Option("no", "It does not happen"))
LEVELS = (
    Option("full", "Full", "Reasons and numbers"), Option("reasons", "Reasons", "Without numbers"),
    Option("arrows", "Arrows", "Directions only"),
)  # fmt: skip
WAYS = (
    Option("consensus", "The table agrees"), Option("umpire", "You judge"),
    Option("dice", "Two dice, 7 or more succeeds", "Each strong reason shifts by one"),
)  # fmt: skip
STRENGTHS = (Option("100", "In full"), Option("50", "At half strength"), Option("150", "At one and a half"))
HAPPENS = ("situation", "decide", "answer", "confirm")
"""Phases in which an event can be released or written."""
LOOKED = 12
"""Changes said in a look at the adjudication."""


class Facilitator:
    """What the facilitator is asked and told."""

    def __init__(self, talk: Talk, desk: Desk) -> None:
        self.talk = talk
        self.desk = desk
        self.session = desk.session
        self.words = desk.reader.words
        self.says = Says(talk, desk)
        self.clock = SpokenClock(talk, desk)

    def play(self) -> bool:
        """Go on until the chair is left or the session is over; return whether it is over."""
        self._sit_down()
        while True:
            self.desk.table.advance()
            if self.desk.stage() == "over":
                return True
            try:
                if not self._round():
                    return False
            except Moved:
                continue

    def _sit_down(self) -> None:
        talk, desk = self.talk, self.desk

        def words(say: Callable[[Talk, Desk], None]) -> Callable[[str], None]:
            return lambda rest: say(talk, desk)

        talk.words = {
            "where": ("how everything stands; you see every number", words(told.standing)),
            "who": ("which seats are done with the phase", lambda rest: self._who()),
            "time": ("what the clock shows", lambda rest: talk.say(self.clock.told())),
            "log": ("all that happened so far", words(told.log)),
            "claims": ("the claims of the brief and what rests on them", words(told.claims)),
        }
        talk.open_page = self._opened
        talk.typed = self._typed
        talk.before = self.clock.warn

    def _opened(self, mark: Mark) -> None:
        told.opened(self.talk, self.desk, mark)

    def _typed(self, text: str) -> None:
        try:
            self._told(parse_move(text))
        except ExerciseError as fault:
            self.talk.say(str(fault))
            return
        raise Moved

    def _told(self, move: Move) -> bool:
        """Submit a move, read it back, and return whether it was taken."""
        refusal = self.says.submit(move)
        self.talk.say(f"Not possible: {refusal}" if refusal else f"Done: {self.words.move(move)}")
        return not refusal

    def _own(self, kind: str, targets: tuple[str, ...] = (), because: str = "", **options: str) -> bool:
        given = tuple(sorted((key, value) for key, value in options.items() if value))
        return self._told(Move(FACILITATOR, kind, targets, given, because))

    def _who(self) -> None:
        state = self.session.state
        for seat, held in self.session.header.seats.items():
            holder = state.holders.get(seat, "person")
            by = "a person" if holder == "person" else f"a bot ({holder})"
            done = "done with this phase" if seat in state.committed else "not done yet" if holder == "person" else "plays by itself"
            self.talk.say(f"{held['title']}: held by {by}, {done}.")

    # --- a round of the list

    def _round(self) -> bool:
        talk, state = self.talk, self.session.state
        talk.begin()
        talk.title("The facilitator's chair. What is read here is secret from the table.")
        told.where_we_are(talk, self.desk)
        if state.paused:
            talk.say("Paused.")
        waiting = [self.words.name(str(self.session.header.seats[one.seat]["title"])) for one in self.desk.table.waiting()]
        talk.say(f"Waiting for {joined(waiting)}." if waiting else "Nobody is waited for.")
        self.clock.follow()
        talk.say(self.clock.told())
        arguments = [argument for argument in state.arguments.values() if argument.ruled == "open"]
        options = [Option("close", f"Close this phase: {self.words.phase(state.phase)}"), Option("who", "Who is done and who is not")]
        ruled = state.phase not in ("lobby", "read-out")
        if ruled:
            options.append(Option("look", "Look at the adjudication as it would come out now"))
        if state.phase == "read-out":
            options.append(Option("room", "Read out to the room: only what everyone may know"))
            options.append(Option("read", "Hear the read-out, secrets included"))
        options.append(Option("injects", "Events: release, hold, let go, or write one"))
        if arguments:
            options.append(Option("argue", "Rule on an argument", f"{len(arguments)} open"))
        if ruled:
            options.append(Option("rule", "Rule on the adjudication: a draw, a rule's effect, or a change of your own"))
        options += [
            Option("seat", "Act for a seat, or hand it to a bot and back"), Option("message", "Message seats, or answer them"),
            Option("note", "Take a private note, or mark an objective"),
            Option("clock", "Clock: let it run, stop it, give more time, plan the session"),
            Option("table", "Pause, explanation, number of turns, end the session"),
            Option("where", "How things stand, every number"), Option("picture", "How things stand, as everyone may know it"),
            Option("leave", "Leave the facilitator's chair"),
        ]  # fmt: skip
        chosen = talk.choose("What do you do?", options, help="Facilitator", first=True)
        if chosen == "leave":
            return False
        does: dict[str, Callable[[], object]] = {
            "close": self._close, "who": self._who, "look": self._look, "injects": self._injects, "argue": self._argue,
            "read": lambda: self._read(self.desk), "room": lambda: self._read(Desk(self.session, PUBLIC, closes=False)),
            "picture": lambda: self._picture(Desk(self.session, PUBLIC, closes=False)),
            "rule": self._rule, "seat": self._seat, "message": lambda: self.says.message(FACILITATOR), "note": self._note,
            "table": self._table, "clock": self.clock.set, "where": lambda: told.standing(talk, self.desk),
        }  # fmt: skip
        if chosen in ("who", "where"):
            talk.begin()
        does[chosen]()
        return True

    def _close(self) -> None:
        waiting = self.desk.table.waiting()
        if waiting and self.session.state.phase != "lobby":
            names = joined([self.words.name(str(self.session.header.seats[one.seat]["title"])) for one in waiting])
            if not self.talk.yes(f"Not done yet: {names}. Close all the same? What is open takes its default.", help="Facilitator"):
                return
        self._own("close-phase")

    def _look(self) -> None:
        talk = self.talk
        found = self.desk.reader.look()
        talk.begin()
        talk.title("If the turn were adjudicated now. Only you hear this.")
        for act in found.acts:
            talk.say(f"- {self.words.move(act)}{'' if act.outcome == 'accepted' else f' ({act.outcome})'}")
        stories = [self.desk.reader.stories.story(story) for story in found.stories]
        for number, story in enumerate(stories, 1):
            told.story(talk, story, number, len(stories))
        totals = sorted(found.changes, key=lambda total: -abs(total.after - total.before))[:LOOKED]
        talk.title(f"The {len(totals)} largest changes:")
        for total in totals:
            told.change(talk, self.desk.reader.causes.total(total, "change"), "change", 2)
        for drawn in found.draws:
            told.draw(talk, self.desk.reader.causes.drawn(drawn))
            talk.say(f"To rule on it: rule {drawn.rule}, about {','.join(drawn.about) or 'nobody'}", 2)

    def _picture(self, desk: Desk) -> None:
        self.talk.begin()
        told.standing(self.talk, desk)

    def _read(self, desk: Desk) -> None:
        reading = desk.reader.telling.reading()
        self.talk.begin()
        self.talk.title(f"The read-out of turn {reading.turn}, {reading.when}.")
        told.moves(self.talk, desk, reading.turn)
        cited: set[str] = set()
        for number, story in enumerate(reading.stories, 1):
            told.story(self.talk, story, number, len(reading.stories), cited)

    # --- events

    def _injects(self) -> None:
        state, book = self.session.state, self.session.book
        self.talk.begin()
        for due in state.due:
            held = ", held back" if due.inject in state.held else ""
            title = self.words.inject(due.inject, due.subject)
            self.talk.say(f"Coming in turn {due.turn}: {title}{held}{self.talk.why(f'inject:{due.inject}')}")
        options = [
            BACK, Option("arm", "Arm one for a later turn"), Option("hold", "Hold one back"), Option("unhold", "Let go of one"),
            Option("skip", "Skip one"), Option("reveal", "Tell everyone of one that some have heard of"),
        ]  # fmt: skip
        if state.phase in HAPPENS:
            options[1:1] = [Option("release", "Release one now"), Option("write", "Write one")]
        what = self.talk.choose("Which?", options, help="Events")
        if what == "write":
            self._write()
        elif what:
            ids = sorted(state.held) if what == "unhold" else sorted(book.injects)
            if what == "hold":
                ids = sorted({due.inject for due in state.due} - state.held) or ids
            elif what == "reveal":
                ids = sorted({inject for inject, _ in state.happened if inject in book.injects})
            listed = [BACK, *(Option(inject, book.injects[inject].title) for inject in ids)]
            inject = self.talk.choose("Which event?", listed, help="Events")
            if inject and what in ("release", "arm"):
                self._release(inject, what)
            elif inject:
                self._own(what, (inject,))

    def _release(self, inject: str, what: str) -> None:
        found = self.session.book.injects[inject]
        self.talk.prose(found.text)
        subject = ""
        if found.subject and not found.of:
            subjects = self.session.book.sets.get(found.subject, (found.subject,))
            subject = self.talk.choose("Where?", [Option(one, self.words.title(one)) for one in subjects], help="Events")
        turn = self.talk.line("For which turn?", help="Events", default=str(self.session.state.turn + 1)) if what == "arm" else ""
        self._own(what, (inject,), **{"for": subject, "to": self._audience(), "turn": turn})

    def _audience(self) -> str:
        seats = [Option("all", "Everyone"), *(Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items())]
        chosen = self.talk.several("For whom to hear?", seats, help="Events", most=len(seats), default=("all",))
        return "" if "all" in chosen else "+".join(chosen)

    def _write(self) -> None:
        text = self.talk.line("What happens?", help="Events")
        if not text:
            return
        change = self._change("Does it change a track? For instance trust[uzbekistan, us] -3.")
        self._own("write", text=text, to=self._audience(), change=change)

    def _change(self, question: str) -> str:
        return self.talk.line(question, help="Events")

    # --- rulings

    def _rule(self) -> None:
        self.talk.begin()
        options = (
            BACK, Option("draw", "Say how a draw comes out"), Option("strike", "Strike what a rule does"),
            Option("change", "Add a change of your own"),
        )  # fmt: skip
        what = self.talk.choose("What do you rule on? A look at the adjudication names rules and draws.", options, help="Ruling")
        if not what:
            return
        given: dict[str, str] = {"what": what}
        if what == "change":
            name, _, by = self.talk.line("Which track, and by how much? For instance quarrel -2.", help="Ruling").rpartition(" ")
            given |= {"track": name, "by": by}
        else:
            given["rule"] = self.talk.line("The rule's name?", help="Ruling")
            given["about"] = self.talk.line("About whom, as the look says it?", help="Ruling")
        if what == "draw":
            given["result"] = self.talk.choose("How does it come out?", YES_NO, help="Ruling")
        because = self._reason("Ruling")
        if not because:
            return
        self._told(Move(FACILITATOR, "rule", (), tuple(sorted((key, value) for key, value in given.items() if value)), because))

    def _reason(self, help: str) -> str:
        because = self.talk.line("Your reason? It is demanded, and goes on record.", help=help, empty="gives up")
        if not because:
            self.talk.say("Nothing was done.")
        return because

    def _argue(self) -> None:
        talk = self.talk
        talk.begin()
        open_ = [argument for argument in self.session.state.arguments.values() if argument.ruled == "open"]
        for argument in open_:
            talk.title(f"{self.words.title(argument.actor)}: {argument.text}")
            for reason in argument.reasons:
                talk.say(f"For: {reason}", 2)
            for reason in argument.against:
                talk.say(f"Against: {reason}", 2)
        key = talk.choose(
            "Which?", [BACK, *(Option(argument.key, self.words.title(argument.actor)) for argument in open_)], help="Argument"
        )
        if not key:
            return
        doing = (Option("rule", "Rule on it"), Option("weigh", "Add a reason for or against"))
        if talk.choose("What?", doing, help="Argument") == "weigh":
            side = talk.choose("Which side?", (Option("for", "For"), Option("against", "Against")), help="Argument")
            text = talk.line("The reason?", help="Argument")
            if text:
                self._told(Move(FACILITATOR, "weigh", (key,), ((side, text),)))
            return
        method = talk.choose("How is it judged?", WAYS, help="Argument")
        given = {"method": method}
        if method == "dice":
            given["roll"] = talk.line("The dice as rolled, such as 3+4 or 3 4? Left out, the program rolls.", help="Argument")
            for name in ("mod", "mod2", "mod3"):
                given[name] = talk.line("A modifier with its reason, such as +1 strong reason?", help="Argument")
                if not given[name]:
                    break
        else:
            given["result"] = talk.choose("The outcome?", (Option("yes", "It works"), Option("no", "It fails")), help="Argument")
        given["as"] = talk.line("It counts as which move, such as consultation russia voice=public?", help="Argument")
        given["strength"] = talk.choose("How strongly?", STRENGTHS, help="Argument", default="100")
        given["change"] = self._change("One direct change, such as quarrel -3?")
        because = self._reason("Argument")
        if not because:
            return
        options = tuple(sorted((key, value) for key, value in given.items() if value))
        self._told(Move(FACILITATOR, "rule-argument", (key,), options, because))

    # --- seats and table

    def _seat(self) -> None:
        seats = [BACK, *(Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items())]
        seat = self.talk.choose("Which seat?", seats, help="Seats")
        if not seat:
            return
        options = (
            BACK, Option("commit", "Say that it is done with the phase"), Option("order", "Enter a move from its paper card, in text form"),
            Option("amend", "Put a mistyped move right, with a reason"),
            Option("persona", "Hand it to a bot"), Option("random", "Hand it to a bot that plays at random"),
            Option("person", "Hand it back to a person"),
        )  # fmt: skip
        what = self.talk.choose("What?", options, help="Seats")
        if what == "commit":
            self._told(Move(seat, "commit"))
        elif what == "order":
            self._order(seat)
        elif what == "amend":
            self._amend(seat)
        elif what:
            self._own("hand", (seat,), to=what)

    def _order(self, seat: str) -> None:
        actors = joined([f"{actor}:" for actor in self.session.seats[seat]])
        text = self.talk.line(f"The move, beginning with {actors}", help="Seats")
        if not text:
            return
        try:
            move = parse_move(text)
        except ExerciseError as fault:
            self.talk.say(str(fault))
            return
        if move.actor not in (*self.session.seats[seat], seat):
            self.talk.say(f"{self.words.name(move.actor)} does not belong to this seat.")
            return
        self.talk.say(f"Read back: {self.words.move(move)}")
        if self.talk.yes("Is that what the card says?", help="Seats"):
            self._told(move)

    def _amend(self, seat: str) -> None:
        moves = [move for _, move in sorted(self.session.state.moves.items()) if move.actor in self.session.seats[seat]]
        options = [BACK, *(Option(move.key, format_move(move._replace(because=""))) for move in moves)]
        key = self.talk.choose("Which sealed move?", options, help="Seats")
        text = self.talk.line("What is it to be, without the name in front?", help="Seats", empty="gives up") if key else ""
        because = self._reason("Seats") if text else ""
        if because:
            self._own("amend", (key,), because=because, **{"as": text})

    def _note(self) -> None:
        text = self.talk.line("Your note?", help="Saying")
        if not text:
            return
        goals = self.session.scenario.objectives
        options = [
            Option("none", "None in particular"),
            *(Option(goal.id, f"{self.words.title(goal.actor)}: {goal.title}") for goal in goals),
        ]
        about = self.talk.choose("About which objective?", options, help="Saying", default="none")
        self._own("note", text=text, objective="" if about == "none" else about)

    def _table(self) -> None:
        paused = self.session.state.paused
        options = (
            BACK, Option("resume", "Go on after the pause") if paused else Option("pause", "Pause"),
            Option("explain", "How much the table is explained"), Option("turns", "Another number of turns"),
            Option("end", "End the session now, with its epilogue"),
        )  # fmt: skip
        what = self.talk.choose("What?", options, help="Table")
        if what == "pause":
            self._own("pause", because=self.talk.line("Why?", help="Table"))
        elif what == "resume":
            self._own("resume")
        elif what == "explain":
            self._own("explain", level=self.talk.choose("How much?", LEVELS, help="Table"))
        elif what == "turns":
            count = self.talk.line("How many turns in all?", help="Table", empty="gives up")
            because = self._reason("Table") if count else ""
            if because:
                self._own("turns", because=because, count=count)
        elif what == "end":
            because = self._reason("Table")
            if because:
                self._own("end-session", because=because)
