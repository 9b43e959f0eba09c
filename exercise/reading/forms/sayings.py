"""What a seat says besides its moves: signals, messages, pledges, questions to the facilitator, predictions, notes and arguments."""

from __future__ import annotations

from typing import NamedTuple

from exercise.model import play
from exercise.model.play import FACILITATOR, Move
from exercise.reading.board import Board
from exercise.reading.forms.form import FormField, Option
from exercise.reading.standpoint import Standpoint

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
LATEST = 6
"""Of what was said, so many are listed."""


class Line(NamedTuple):
    """A sentence that is asked for: the option it becomes, and the words that ask for it."""

    key: str
    text: str
    needed: bool = True


LINES = {
    "message": (Line("text", "The message?"),),
    "pledge": (Line("text", "What do you pledge?"),),
    "ask": (Line("text", "What would you like to know?"),),
    "signal": (Line("text", "In your own words? May be left empty.", needed=False),),
    "predict": (),
    "note": (Line("text", "Your note?"),),
    "argue": (
        Line("text", "What do you do, and what for?"),
        *(Line(key, f"Reason {n} why it should work? Empty sends it.", needed=False) for n, key in enumerate(("for", "for2", "for3"), 1)),
    ),
}  # fmt: skip
"""The sentences that each sort asks for, in their order."""


class Sayings:
    """Says things for the seat."""

    def __init__(self, reader: Standpoint, board: Board) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.board = board

    def rows(self, chosen: dict[str, tuple[str, ...]]) -> tuple[FormField, ...]:
        """Return the rows of what is being said: its sort first, then what that sort asks for."""
        phase = self.reader.state.phase
        barred = f"Not in this phase: {self.words.phase(phase)}."
        sorts = tuple(
            sort if phase in PHASES.get(sort.value, (phase,)) else sort._replace(barred=barred)
            for sort in SORTS
            if sort.value != "ask" or self.session.facilitated
        )
        sort = self.sort(chosen)
        found = [FormField("sort", "Say", sorts, (sort,))]
        if sort in ("signal", "argue") and len(self.reader.actors) > 1:
            actors = tuple(Option(actor, self.words.title(actor)) for actor in self.reader.actors)
            found.append(FormField("actor", "Actor", actors, (self._actor(chosen),), "Who of yours speaks."))
        more = {"message": self._to, "pledge": self._to, "signal": self._signal, "predict": self._predict}.get(sort)
        return (*found, *(more(chosen) if more else ()))

    @staticmethod
    def sort(chosen: dict[str, tuple[str, ...]]) -> str:
        """Return what sort of thing is being said."""
        return chosen.get("sort", ("message",))[0]

    def _actor(self, chosen: dict[str, tuple[str, ...]]) -> str:
        actor = chosen.get("actor", ("",))[0]
        return actor if actor in self.reader.actors else self.reader.actors[0]

    def _to(self, chosen: dict[str, tuple[str, ...]]) -> tuple[FormField, ...]:
        seats = [Option(seat, str(held["title"])) for seat, held in self.session.header.seats.items() if seat != self.seat]
        if self.session.facilitated:
            seats.append(Option(FACILITATOR, "Facilitator"))
        alone = (seats[0].value,) if len(seats) == 1 else ()
        return (FormField("to", "To", tuple(seats), chosen.get("to", alone), "Nobody else reads it.", len(seats)),)

    def _signal(self, chosen: dict[str, tuple[str, ...]]) -> tuple[FormField, ...]:
        kinds = sorted(self.reader.book.kinds.values(), key=lambda kind: (kind.group, kind.title))
        about = chosen.get("about", (kinds[0].id,))
        others = [actor for actor in self.reader.book.players if actor != self._actor(chosen)]
        target = chosen.get("target", ("",))
        towards = (Option("", "Anyone"), *(Option(one, self.words.short(one), self.words.title(one)) for one in others))
        rows = [
            FormField("type", "Signal", TYPES, chosen.get("type", ("intention",))),
            FormField("about", "About", tuple(Option(kind.id, kind.title, kind.text) for kind in kinds), about, stepping=True),
            FormField("target", "Towards", towards, target),
        ]
        if target[0]:
            rows.append(FormField("voice", "Voice", VOICES, chosen.get("voice", ("public",))))
        return tuple(rows)

    def _predict(self, chosen: dict[str, tuple[str, ...]]) -> tuple[FormField, ...]:
        names = [*self.board.headline(), *(cell.ref.partition(":")[2] for layer in self.board.layers() for cell in layer.cells)]
        tracks = [name for name in dict.fromkeys(names) if name in self.reader.book.track_index]
        return (
            FormField(
                "track", "Of", tuple(Option(n, self.words.track(n)) for n in tracks), chosen.get("track", (tracks[0],)), stepping=True
            ),
            FormField("direction", "This turn", WAYS, chosen.get("direction", ("up",))),
        )

    def say(self, chosen: dict[str, tuple[str, ...]], texts: dict[str, str]) -> str:
        """Say it; returns why not, or an empty text."""
        sort = self.sort(chosen)
        picked = {row.name: row.chosen for row in self.rows(chosen)}
        said = {key: text for key, text in texts.items() if text}
        if sort in ("message", "pledge", "ask"):
            to = (FACILITATOR,) if sort == "ask" else picked["to"]
            if not to:
                return "To whom? Pick one or more on the row To."
            move = Move(self.seat, "message", tuple(sorted(to)), _options(said | ({"pledge": "yes"} if sort == "pledge" else {})))
        elif sort == "signal":
            target = picked["target"][0]
            voice = picked.get("voice", ("public",))[0]
            given = {"type": picked["type"][0], "about": picked["about"][0], "voice": voice} | said
            move = Move(self._actor(chosen), "signal", (target,) if target else (), _options(given))
        elif sort == "predict":
            move = Move(self.seat, "predict", (), _options({"track": picked["track"][0], "direction": picked["direction"][0]}))
        else:
            move = Move(self._actor(chosen) if sort == "argue" else self.seat, sort, (), _options(said))
        return self.reader.refused(self.session.submit(move, self.seat))

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


def _options(given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.items()))
