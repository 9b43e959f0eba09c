"""What a seat says besides its moves: signals, messages, pledges, questions to the facilitator, predictions, notes and arguments."""

from __future__ import annotations

from typing import NamedTuple

from exercise.model import play
from exercise.model.play import FACILITATOR
from exercise.reading.forms.form import Asking, Filled, Form, FormField, Option, move_of, text_field
from exercise.reading.reader import Reader
from exercise.session import Session

SORTS = (
    Option("message", "Message", "To other seats; only they read it."),
    Option("pledge", "Pledge", "A message that is remembered: the debrief asks whether it was kept."),
    Option("ask", "Question", "A request for information, to the facilitator."),
    Option("signal", "Signal", "An intention, a promise or a red line; free, one a turn for each actor."),
    Option("predict", "Predict", "Which way something will go this turn; the debrief compares."),
    Option("note", "Note", "For yourself; private until the debrief."),
    Option("argue", "Argue", "A move that is not on the list, with up to three reasons; the facilitator rules on it."),
)
PHASES = {
    "signal": ("situation", "decide"), "argue": ("situation", "decide"), "predict": ("decide", "answer", "confirm", "adjudicate"),
}  # fmt: skip
"""Phases in which some of it can be said; the rest at any time."""
TYPES = (
    Option("intention", "Intention", "You mean to do something this turn or the next."),
    Option("promise", "Promise", "You will do something, or not, for three turns."),
    Option("red-line", "Red line", "You say what another should not do."),
)
VOICES = (Option("public", "In public"), Option("low-key", "To them alone"))
WAYS = (Option("up", "It rises"), Option("down", "It falls"), Option("same", "It stays"))
SAID_AS = {"pledge": "message", "ask": "message"}
"""Kinds of move that a sort is, where it has not the sort's own name."""
LATEST = 6
"""Of what was said, so many are listed."""


TEXTS = {
    "message": "The message?", "pledge": "What do you pledge?", "ask": "What would you like to know?", "signal": "In your own words?",
    "note": "Your note?", "argue": "What do you do, and what do you want to achieve by it?",
}  # fmt: skip
"""The sentence that each sort asks for; a signal does without."""
REASONS = ("for", "for2", "for3")
"""Reasons of an argument, asked for until one is left empty."""


class Sayings:
    """Says things for the seat."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat

    def asking(self) -> Asking:
        """Return the form of what is said: its sort first, then what that sort asks for."""
        return Asking(self.form, self.say)

    def form(self, filled: Filled) -> Form:
        """Return the form as far as it is filled in."""
        phase = self.reader.state.phase
        barred = f"Not in this phase: {self.words.phase(phase)}."
        sorts = tuple(
            sort if phase in PHASES.get(sort.value, (phase,)) else sort._replace(barred=barred)
            for sort in SORTS
            if sort.value != "ask" or self.session.facilitated
        )
        sort = self.sort(filled)
        fields = [FormField("sort", "Say", sorts, (sort,), asks="What do you want to say?", needed=True)]
        if sort in ("signal", "argue") and len(self.reader.actors) > 1:
            actors = tuple(Option(actor, self.words.title(actor)) for actor in self.reader.actors)
            actor = (self._actor(filled),)
            fields.append(FormField("actor", "Actor", actors, actor, "Who of yours speaks.", asks="Who of yours?", needed=True))
        more = {"message": self._to, "pledge": self._to, "signal": self._signal, "predict": self._predict}.get(sort)
        fields += more(filled) if more else ()
        if sort in TEXTS:
            fields.append(text_field("text", TEXTS[sort], filled=filled, needed=sort != "signal"))
        if sort == "argue":
            for n, name in enumerate(REASONS, 1):
                asks = f"Reason {n} why it should work? Without one it is put to the table as it stands."
                fields.append(text_field(name, asks, filled=filled))
                if not any(filled.get(name, ())):
                    break
        return Form("Say something", tuple(fields), done="Said.", help="Argument" if sort == "argue" else "Saying")

    @staticmethod
    def sort(filled: Filled) -> str:
        """Return what sort of thing is being said."""
        return filled.get("sort", ("message",))[0]

    def _actor(self, filled: Filled) -> str:
        actor = filled.get("actor", ("",))[0]
        return actor if actor in self.reader.actors else self.reader.actors[0]

    def _to(self, filled: Filled) -> tuple[FormField, ...]:
        seats = [Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items() if seat != self.seat]
        if self.session.facilitated:
            seats.append(Option(FACILITATOR, "Facilitator"))
        alone = (seats[0].value,) if len(seats) == 1 else ()
        return (
            FormField("to", "To", tuple(seats), filled.get("to", alone), "Nobody else reads it.", len(seats), asks="To whom?", needed=True),
        )

    def _signal(self, filled: Filled) -> tuple[FormField, ...]:
        kinds = sorted(self.reader.book.kinds.values(), key=lambda kind: (kind.group, kind.title))
        about = filled.get("about", (kinds[0].id,))
        others = [actor for actor in self.reader.book.players if actor != self._actor(filled)]
        target = filled.get("target", ("",))
        towards = (Option("", "Anyone"), *(Option(one, self.words.short(one), self.words.title(one)) for one in others))
        listed = tuple(Option(kind.id, kind.title, kind.text, group=kind.group) for kind in kinds)
        rows = [
            FormField("type", "Signal", TYPES, filled.get("type", ("intention",)), asks="What kind of signal?", needed=True),
            FormField("about", "About", listed, about, stepping=True, asks="About which kind of move?", needed=True),
            FormField("target", "Towards", towards, target, asks="Towards whom?", needed=True),
        ]
        if target[0]:
            rows.append(FormField("voice", "Voice", VOICES, filled.get("voice", ("public",)), asks="How loud?", needed=True))
        return tuple(rows)

    def _predict(self, filled: Filled) -> tuple[FormField, ...]:
        tracks = predictable(self.reader)
        options = tuple(Option(name, self.words.track(name)) for name in tracks)
        track = filled.get("track", (tracks[0],))
        way = filled.get("direction", ("up",))
        return (
            FormField("track", "Of", options, track, stepping=True, asks="Of what?", needed=True),
            FormField("direction", "This turn", WAYS, way, asks="Which way, this turn?", needed=True),
        )

    def say(self, filled: Filled) -> str:
        """Say it; returns why not, or an empty text."""
        sort = self.sort(filled)
        picked = {
            field.name: field.chosen for field in self.form(filled).fields if any(field.chosen) and field.name not in ("sort", "actor")
        }
        actor = self._actor(filled) if sort in ("signal", "argue") else self.seat
        if sort in ("message", "pledge", "ask"):
            picked["target"] = (FACILITATOR,) if sort == "ask" else picked.pop("to", ())
            if not picked["target"]:
                return "To whom? Pick one or more on the row To."
            picked |= {"pledge": ("yes",)} if sort == "pledge" else {}
        elif sort == "signal":
            picked.setdefault("voice", ("public",))
        return self.reader.refused(self.session.submit(move_of(actor, SAID_AS.get(sort, sort), picked), self.seat))

    def heard(self) -> tuple[str, ...]:
        """Return what this seat said and was told, latest first: messages, signals, predictions, notes and arguments of all turns."""
        found: list[str] = []
        sorts = (play.MessageSent, play.Signalled, play.Predicted, play.NoteTaken, play.ArgumentMade)
        for entry in reversed(self.session.entries):
            for event in self.reader.events(entry.n) if any(isinstance(one, sorts) for one in entry.events) else ():
                if isinstance(event, sorts):
                    found.append(self.words.event(event, self.reader.level))
            if len(found) >= LATEST:
                break
        return tuple(found)


def predictable(reader: Reader) -> tuple[str, ...]:
    """Return the tracks that a prediction is most likely about: the headline, then what the map shows."""
    names = [*reader.tracks.headline(), *(cell.ref.partition(":")[2] for layer in reader.map.layers() for cell in layer.cells)]
    return tuple(name for name in dict.fromkeys(names) if name in reader.book.track_index)


class Request(NamedTuple):
    """A request for information that nobody has answered."""

    entry: int
    sender: str
    text: str


def open_requests(session: Session) -> tuple[Request, ...]:
    """Return the requests that wait for the facilitator, the latest first; one is open until the facilitator writes to its sender."""
    waiting: list[Request] = []
    answered: set[str] = set()
    for entry in reversed(session.entries):
        for event in entry.events if entry.move.kind == "message" else ():
            if isinstance(event, play.MessageSent) and event.sender == FACILITATOR:
                answered.update(event.to)
            elif isinstance(event, play.MessageSent) and FACILITATOR in event.to and event.sender not in answered:
                waiting.append(Request(entry.n, event.sender, event.text))
    return tuple(waiting)
