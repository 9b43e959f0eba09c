"""The end in numbered prompts: the result, what happened, the report, and the notes that the facilitator shows."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from exercise.desk.desk import Desk
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.plain.talk import Back, Talk
from exercise.plain.tell import tell
from exercise.reading.document import Links
from exercise.reading.documents import page, result_document
from exercise.reading.forms.form import Option
from exercise.store.notes import NOTHING, Notes, read_notes, write_notes
from exercise.store.places import place_beside

if TYPE_CHECKING:
    from exercise.plain.chair import Does, PlainChair
    from exercise.reading.report.debrief import Debrief

NAME = "report.html"


class DebriefTalk:
    """What is told and asked once a session is over."""

    def __init__(self, talk: Talk, desk: Desk, saves: Path | None = None) -> None:
        self.talk = talk
        self.desk = desk
        journal = desk.session.journal
        self._path = None if journal is None else place_beside(journal.path, saves) if saves is not None else journal.path
        """The save beside which notes are kept; for an example the place of its name among the person's own."""
        self._is_facilitator = desk.seat == FACILITATOR

    def over(self, chair: PlainChair) -> None:
        """Tell how it ended, and offer what there is for the debrief."""
        self._result()
        listed: list[tuple[Option, Does]] = [
            (Option("stop", "Leave"), lambda: None), (Option("result", "The result again"), self._result),
            (Option("log", "All that happened, everyone's moves included"), chair.log),
            (Option("note", "Write down a thought"), self._note), (Option("report", "Hear the after-action report"), self._report),
            (Option("file", "Write the report to a file"), self._report_file),
        ]  # fmt: skip
        if any(note.seat == FACILITATOR for note in self.desk.session.state.notes):
            title = "Choose which of your notes the table hears" if self._is_facilitator else "The notes that the facilitator shows"
            listed.append((Option("notes", title), self._notes))
        chosen = ""
        while chosen != "stop":
            with suppress(Back):
                try:
                    chosen = chair.menu("The debrief. Everything is lifted now.", listed, help="Debrief")
                except ExerciseError as fault:
                    self.talk.say(str(fault))

    def _result(self) -> None:
        self.talk.begin()
        tell(self.talk, result_document(self.desk.reader.ending.result()))

    def _note(self) -> None:
        text = self.talk.line("Your note?", help="Saying")
        if text:
            refusal = self.desk.keep_note(text)
            self.talk.say(f"Not possible: {refusal}" if refusal else "Your note is kept.")

    def _read_notes(self) -> Notes:
        return read_notes(self._path) if self._path is not None else NOTHING

    def _said(self) -> Debrief:
        """Return what was said at the debrief, and which of the facilitator's notes are shown."""
        from exercise.reading.report.debrief import debrief_of

        notes = self._read_notes()
        return debrief_of(notes.answers, notes.shown)

    def _report(self) -> None:
        from exercise.render.forms import report_text

        for line in report_text(self.desk.session, "txt", debrief=self._said(), kept=self._is_facilitator).split("\n"):
            self.talk.say(line.strip())

    def _report_file(self) -> None:
        from exercise.render.forms import form_of, report_text
        from exercise.store.outputs import region_map, write_out

        name = self.talk.line("Name of the new file, ending in .html, .md, .txt, .csv or .json?", help="Debrief", default=NAME)
        form = form_of(name)
        geojson = region_map() if form == "html" else ""
        write_out(Path(name), report_text(self.desk.session, form, geojson=geojson, debrief=self._said(), kept=self._is_facilitator))
        self.talk.say(f"Written: {name}")

    def _notes(self) -> None:
        """Say which notes of the facilitator the table is shown; the facilitator chooses them."""
        from exercise.reading.report.debrief import facilitators_notes

        every = facilitators_notes(self.desk.session)
        if not self._is_facilitator:
            shown = tuple(("", f"Turn {note.turn}: {note.text}") for note in every if note.entry in self._read_notes().shown)
            tell(self.talk, page("The facilitator's notes." if shown else "The facilitator shows none of the notes taken.", Links(shown)))
            return
        while self._path is not None:
            notes = self._read_notes()
            options = [Option("", "Return")]
            for note in every:
                how = "shown" if note.entry in notes.shown else "kept back"
                options.append(Option(str(note.entry), f"Turn {note.turn}: {note.text}", how))
            chosen = self.talk.choose("Which note do you show the table, or keep back again?", options, help="Debrief")
            if not chosen:
                return
            write_notes(self._path, notes._replace(shown=tuple(sorted({*notes.shown} ^ {int(chosen)}))))
