"""The facilitator's chair in numbered prompts: what the chair can be asked for are forms; the rest is told.

Everything is a move through the one door; what the forms do not cover can be typed in its text form, for any seat.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from exercise.desk.console.console import Console
from exercise.desk.desk import Desk
from exercise.engine.view import PUBLIC
from exercise.plain.chair import Does, PlainChair, Words
from exercise.plain.clock import SpokenClock
from exercise.plain.talk import Moved, Talk
from exercise.reading.document import Block, Bullets, Changes, Draws, Para
from exercise.reading.documents import page, story_document
from exercise.reading.forms.facilitating import UNRULED, Listed
from exercise.reading.forms.form import Option
from exercise.words import joined


class Facilitator(PlainChair):
    """What the facilitator is asked and told."""

    def __init__(self, talk: Talk, desk: Desk) -> None:
        super().__init__(talk, desk)
        self.console = Console(desk)
        self.forms = self.console.forms
        self.clock = SpokenClock(talk, desk)

    def play(self) -> bool:
        """Go on until the chair is left or the session is over; return whether it is over."""
        self.sit_down(self.clock.warn, lambda mark: None)
        chosen = ""
        while chosen != "leave":
            self.desk.table.advance()
            if self.desk.stage() == "over":
                return True
            with suppress(Moved):
                chosen = self._round()
        return False

    def words(self) -> Words:
        """Return the words that work at every prompt."""
        return super().words() | {
            "who": ("which seats are done with the phase", lambda rest: self._who()),
            "time": ("what the clock shows", lambda rest: self.talk.say(self.clock.told())),
        }

    def _who(self) -> None:
        for place in self.console.places():
            self.talk.say(f"{place.title}: {place.said}.")

    def _round(self) -> str:
        """Say where the session stands, ask for one thing, do it, and return what it was."""
        talk, state = self.talk, self.desk.session.state
        talk.begin()
        talk.title("The facilitator's chair. What is read here is secret from the table.")
        self.head()
        if state.paused:
            talk.say("Paused.")
        waiting = self.console.waiting()
        talk.say(f"Waiting for {joined(waiting)}." if waiting else "Nobody is waited for.")
        self.clock.follow()
        talk.say(self.clock.told())
        forms = {name: (Option(name, title), partial(self._one_of, listed)) for name, (title, listed) in self.forms.open_now().items()}
        everyone = Desk(self.desk.session, PUBLIC, closes=False)
        listed: list[tuple[Option, Does]] = [forms.pop("close"), (Option("who", "Who is done and who is not"), self._who)]
        if state.phase not in UNRULED:
            listed.append((Option("look", "Look at the adjudication as it would come out now"), self._look))
        if state.phase == "read-out":
            listed.append((Option("room", "Read out to the room: only what everyone may know"), lambda: self._read(everyone)))
            listed.append((Option("read", "Hear the read-out, secrets included"), lambda: self._read(self.desk)))
        listed += forms.values()
        listed += [
            (Option("seat", "Act for a seat, or hand it to a bot and back"), self._seat),
            (Option("clock", "Clock: let it run, stop it, give more time, plan the session"), lambda: self.ask(self.clock.setting())),
            (Option("where", "How things stand, every number"), self.where),
            (Option("picture", "How things stand, as everyone may know it"), lambda: self.where(everyone)),
            (Option("leave", "Leave the facilitator's chair"), lambda: None),
        ]  # fmt: skip
        return self.menu("What do you do?", listed, help="Facilitator")

    def _one_of(self, listed: Listed) -> bool:
        """Ask which of several forms is meant, and for what it needs; return whether it was submitted."""
        makes = dict(listed)
        titles = [*makes]
        at = 0 if len(titles) == 1 else int(self.talk.choose("What?", _numbered(titles), help="Facilitator"))
        return self.ask(makes[titles[at]]())

    def _seat(self) -> bool:
        field = self.forms.seat_field()
        return self._one_of(self.forms.of_seat(self.talk.choose(field.question, field.options, help="Seats")))

    def _look(self) -> None:
        look = self.console.look()
        moves = Bullets(tuple(f"{who}: {title}{', ' + terms if terms else ''}" for who, _, title, terms in look.moves))
        self.tell(page("If the turn were adjudicated now. Only you hear this", moves))
        for number, story in enumerate(look.crossings, 1):
            self.tell(story_document(story, number, len(look.crossings)))
        blocks: list[Block] = [Changes(tuple(part.change for part in look.changes if part.change), reasons=2)]
        for part in look.draws:
            if part.draw is not None:
                ruled = f"  To rule on it: rule {part.rulable.rule}, about {','.join(part.rulable.about) or 'nobody'}"
                blocks += [Draws((part.draw,)), Para(ruled)]
        self.tell(page(f"The {len(look.changes)} largest changes, and what was left to chance:", *blocks, Bullets(look.rulings)))

    def _read(self, desk: Desk) -> None:
        stories = desk.reading().stories
        self.known_moves(desk)
        cited: set[str] = set()
        for number, story in enumerate(stories, 1):
            self.tell(story_document(story, number, len(stories), cited))


def _numbered(titles: list[str]) -> list[Option]:
    return [Option(str(n), title) for n, title in enumerate(titles)]
