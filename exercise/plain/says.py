"""What a seat says besides its moves, asked step by step: signals, messages, predictions, notes, arguments; and the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exercise.desk.desk import Desk
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR, Move
from exercise.plain import told
from exercise.plain.talk import Talk
from exercise.reading.forms.form import Option
from exercise.reading.models import Cell
from exercise.store.places import place_beside

if TYPE_CHECKING:
    from exercise.reading.report.debrief import Debrief

BACK = Option("", "Return")
NAME = "report.html"


class Says:
    """Asks what is to be said, and submits it for the seat."""

    def __init__(self, talk: Talk, desk: Desk, saves: Path | None = None) -> None:
        self.talk = talk
        self.desk = desk
        self._saves = saves
        """The person's own saves, where that is kept which belongs to an example."""
        self.words = desk.reader.words

    def submit(self, move: Move) -> str:
        """Submit a move for the seat; returns why not, or an empty text."""
        try:
            return self.desk.reader.refused(self.desk.session.submit(move, self.desk.seat))
        except ExerciseError as fault:
            return str(fault)

    def told(self, move: Move) -> None:
        """Submit a move and say how that went."""
        refusal = self.submit(move)
        self.talk.say(f"Not possible: {refusal}" if refusal else f"Done: {self.words.move(move)}")

    def speak(self) -> None:
        """Ask what is to be said, and say it."""
        deciding = self.desk.stage() == "decide"
        options = [BACK, Option("signal", "Signal an intention, a promise or a red line; one a turn")]
        options.append(Option("message", "Message to other seats"))
        if deciding:
            options.append(Option("predict", "Predict which way something will go; the debrief compares"))
        options += [Option("note", "Write down a private note"), Option("argue", "Propose a move that is not on the list, with reasons")]
        chosen = self.talk.choose("What do you want to say?", options, help="Saying")
        made = {"signal": self.signal, "message": self.message, "predict": self.predict, "note": self.note, "argue": self.argue}
        if chosen in made:
            made[chosen]()

    def actor(self) -> str:
        """Return the actor of the seat that speaks."""
        actors = self.desk.reader.actors
        if len(actors) == 1:
            return actors[0]
        return self.talk.choose("Who of yours?", [Option(actor, self.words.title(actor)) for actor in actors], help="Saying")

    def kind(self, question: str) -> str:
        """Return a kind of move that is asked for, by group and then by name."""
        book = self.desk.session.book
        groups = sorted({kind.group for kind in book.kinds.values()})
        group = self.talk.choose(f"{question} First the group.", [Option(group, group) for group in groups], help="Saying")
        kinds = [Option(kind.id, kind.title) for kind in book.kinds.values() if kind.group == group]
        return self.talk.choose(question, kinds, help="Saying")

    def signal(self) -> None:
        """Ask for a signal and send it."""
        types = (
            Option("intention", "Intention", "You mean to do something this turn or the next"),
            Option("promise", "Promise", "You will do something, or not, for three turns"),
            Option("red-line", "Red line", "You say what another should not do"),
        )
        actor = self.actor()
        type_ = self.talk.choose("What kind of signal?", types, help="Saying")
        about = self.kind("About which kind of move?")
        others = [known for known in self.desk.session.book.players if known != actor]
        listed = [Option("anyone", "Anyone"), *(Option(one, self.words.title(one)) for one in others)]
        target = self.talk.choose("Towards whom?", listed, help="Saying")
        target = "" if target == "anyone" else target
        voice = "public"
        if target:
            voices = (Option("public", "In public"), Option("low-key", "To them alone"))
            voice = self.talk.choose("How loud?", voices, help="Saying")
        text = self.talk.line("In your own words?", help="Saying")
        options = {"type": type_, "about": about, "voice": voice} | ({"text": text} if text else {})
        self.told(Move(actor, "signal", (target,) if target else (), tuple(sorted(options.items()))))

    def message(self, sender: str = "") -> None:
        """Ask for a message and send it."""
        sender = sender or self.desk.seat
        seats = [(seat, str(held["title"])) for seat, held in self.desk.session.header.seats.items() if seat != sender]
        options = [Option(seat, title) for seat, title in seats]
        if sender != FACILITATOR:
            options.append(Option(FACILITATOR, "The facilitator", "For a request for information"))
        to = self.talk.several("To whom?", options, help="Saying", most=len(options))
        text = self.talk.line("The message?", help="Saying")
        if not text:
            self.talk.say("Nothing was sent.")
            return
        said = [("text", text)]
        pledge = "Is it a pledge, to be remembered in the debrief?"
        if sender != FACILITATOR and self.talk.yes(pledge, help="Saying", default="no", first=False):
            said.insert(0, ("pledge", "yes"))
        self.told(Move(sender, "message", tuple(sorted(to)), tuple(said)))

    def predict(self) -> None:
        """Ask for a prediction and note it."""
        names = list(dict.fromkeys([*self.desk.reader.tracks.headline(), *(cell.ref.partition(":")[2] for cell in self._cells())]))
        tracks = [name for name in names if name in self.desk.session.book.track_index]
        track = self.talk.choose("Of what?", [BACK, *(Option(name, self.words.track(name)) for name in tracks)], help="Saying")
        if not track:
            return
        ways = (Option("up", "It rises"), Option("down", "It falls"), Option("same", "It stays"))
        way = self.talk.choose("Which way, this turn?", ways, help="Saying")
        self.told(Move(self.desk.seat, "predict", (), (("direction", way), ("track", track))))

    def _cells(self) -> list[Cell]:
        return [cell for layer in self.desk.reader.tracks.layers() for cell in layer.cells]

    def note(self) -> None:
        """Ask for a note and keep it."""
        text = self.talk.line("Your note?", help="Saying")
        if text:
            self.told(Move(self.desk.seat, "note", (), (("text", text),)))

    def argue(self) -> None:
        """Ask for an argument with its reasons, and put it to the table."""
        actor = self.actor()
        text = self.talk.line("What do you do, and what do you want to achieve by it?", help="Argument")
        if not text:
            return
        options = [("text", text)]
        for n, name in enumerate(("for", "for2", "for3"), 1):
            reason = self.talk.line(f"Reason {n} why it should work?", help="Argument")
            if not reason:
                break
            options.append((name, reason))
        self.told(Move(actor, "argue", (), tuple(sorted(options))))
        if self.desk.table.closes:
            self.talk.say("The program is the facilitator here and rules on no arguments; yours stands in the record for the debrief.")

    # --- at the end

    def result(self) -> None:
        """Say how the session ended."""
        self.talk.begin()
        told.result(self.talk, self.desk.reader.telling.result())

    def report(self) -> None:
        """Say the after-action report."""
        from exercise.render.forms import report_text

        try:
            text = report_text(self.desk.session, "txt", debrief=self._debrief(), kept=self.desk.seat == FACILITATOR)
        except ExerciseError as fault:
            self.talk.say(str(fault))
            return
        for line in text.split("\n"):
            self.talk.say(line.strip())

    def _debrief(self) -> Debrief:
        """Return what was said at the debrief, and which of the facilitator's notes are shown.

        Raises:
            ExerciseError: If the file of notes cannot be read.
        """
        from exercise.reading.report.debrief import debrief_of
        from exercise.store.notes import NOTHING, read_notes

        notes = read_notes(self._path) if self._path is not None else NOTHING
        return debrief_of(notes.answers, notes.shown)

    @property
    def _path(self) -> Path | None:
        """The save beside which notes are kept; for an example the place of its name among the person's own."""
        journal = self.desk.session.journal
        if journal is None:
            return None
        return place_beside(journal.path, self._saves) if self._saves is not None else journal.path

    def has_notes(self) -> bool:
        """Return whether the facilitator took notes during the session."""
        return any(note.seat == FACILITATOR for note in self.desk.session.state.notes)

    def facilitators_notes(self) -> None:
        """Say which notes of the facilitator the table is shown; the facilitator chooses them."""
        from exercise.reading.report.debrief import facilitators_notes
        from exercise.store.notes import NOTHING, read_notes, write_notes

        talk, path = self.talk, self._path
        every = facilitators_notes(self.desk.session)
        while True:
            try:
                notes = read_notes(path) if path is not None else NOTHING
            except ExerciseError as fault:
                talk.say(str(fault))
                return
            if self.desk.seat != FACILITATOR:
                shown = [note for note in every if note.entry in notes.shown]
                talk.title("The facilitator's notes." if shown else "The facilitator shows none of the notes taken.")
                for note in shown:
                    talk.say(f"Turn {note.turn}: {note.text}")
                return
            if not every or path is None:
                talk.say("You took no notes during the session.")
                return
            how = {note.entry: "shown" if note.entry in notes.shown else "kept back" for note in every}
            options = [BACK, *(Option(str(note.entry), f"Turn {note.turn}: {note.text}", how[note.entry]) for note in every)]
            chosen = talk.choose("Which note do you show the table, or keep back again?", options, help="Debrief")
            if not chosen:
                return
            entry = int(chosen)
            others = {number for number in notes.shown if number != entry}
            try:
                write_notes(path, notes._replace(shown=tuple(sorted(others if entry in notes.shown else {*others, entry}))))
            except ExerciseError as fault:
                talk.say(str(fault))
                return

    def report_file(self) -> None:
        """Ask for a file's name and write the report there."""
        from exercise.render.forms import form_of, report_text
        from exercise.store.outputs import region_map, write_out

        name = self.talk.line("Name of the new file, ending in .html, .md, .txt, .csv or .json?", help="Debrief", default=NAME)
        try:
            form = form_of(name)
            geojson = region_map() if form == "html" else ""
            kept = self.desk.seat == FACILITATOR
            write_out(Path(name), report_text(self.desk.session, form, geojson=geojson, debrief=self._debrief(), kept=kept))
            self.talk.say(f"Written: {name}")
        except ExerciseError as fault:
            self.talk.say(str(fault))
