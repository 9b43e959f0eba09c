"""The after-action report and the guided debrief of a replay, as sections and rows; what is said is kept in the notes beside the save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.reading import document as doc
from exercise.reading.models import TrendLine
from exercise.reading.replaying import Replay
from exercise.reading.report.debrief import EVERY_STEP, STEPS, Debrief, TakenNote, debrief_of, facilitators_notes
from exercise.reading.report.report import Report, report_document
from exercise.reading.report.share import shared_copy
from exercise.reading.report.timetable import divided, timetable
from exercise.render.forms import report_text
from exercise.render.plain import table_lines
from exercise.store.copies import write_copy
from exercise.store.notes import DebriefAnswer
from exercise.store.outputs import region_map, write_out
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.trend import chart

CHART_ROWS = 9
LIMIT = 600
"""Characters of one answer."""
INKS = ("west", "russia", "china", "republic", "accent", "dim")
EXPORTS = (
    ("html", "Web page", "charts and map inside, prints well"),
    ("md", "Markdown", "to edit and paste"),
    ("txt", "Text", "for reading aloud"),
    ("csv", "Table of events", "the turn on each row"),
    ("tracks.csv", "Table of tracks", "their values at the end of each turn"),
    ("decisions.csv", "Table of decisions", "with outcome and reason"),
    ("json", "Data", "everything, for analysts"),
)


class Debriefing:
    """The report of what a replay's reader may know, and what was said about it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.seat = "" if replay.eyes == FACILITATOR else replay.eyes

    def report(self, rerun: bool = True) -> Report:
        """Return the report as data."""
        return Report(self.replay.session, self.seat, debrief=self._said(), rerun=rerun)

    def _said(self) -> Debrief:
        return debrief_of(self.replay.notes.answers, self.replay.shown)

    def document(self) -> doc.Document:
        """Return the report laid out in sections."""
        return report_document(self.report())

    def said(self, step: str) -> tuple[tuple[int, str], ...]:
        """Return what was said at a step, with the number of each answer."""
        return tuple((n, answer.text) for n, answer in enumerate(self.replay.notes.answers) if answer.step == step)

    def say(self, step: str, text: str) -> None:
        """Keep an answer.

        Raises:
            ExerciseError: If it cannot be written.
        """
        self.replay.answer((*self.replay.notes.answers, DebriefAnswer(step, text[:LIMIT])))

    def reword(self, number: int, text: str) -> None:
        """Change an answer; an empty text takes it away.

        Raises:
            ExerciseError: If it cannot be written.
        """
        answers = list(self.replay.notes.answers)
        if text:
            answers[number] = answers[number]._replace(text=text[:LIMIT])
        else:
            del answers[number]
        self.replay.answer(answers)

    def facilitators_notes(self) -> tuple[tuple[TakenNote, bool], ...]:
        """Return the notes that the facilitator took before the end, each with whether the table is shown it; none to a seat."""
        if self.replay.eyes != FACILITATOR or self.replay.session.shared:
            return ()
        return tuple((note, note.entry in self.replay.shown) for note in facilitators_notes(self.replay.session))

    def export(self, form: str) -> Path:
        """Return the file that the report was written to, beside the save.

        Raises:
            ExerciseError: If it cannot be written.
        """
        path = self.replay.beside
        if path is None:
            raise ExerciseError("this session was never saved; its report has no place to go.")
        whose = f"-{self.seat}" if self.seat else ""
        for number in range(1, 1000):
            target = path.with_name(f"{self.replay.name}-report{whose}{f'-{number}' if number > 1 else ''}.{form}")
            if not target.exists():
                break
        geojson = region_map() if form == "html" else ""
        table, _, form = form.rpartition(".")
        write_out(
            target,
            report_text(self.replay.session, form, seat=self.seat, table=table or "events", geojson=geojson, debrief=self._said()),
            folder=True,
        )
        return target

    def copies(self) -> tuple[str, ...]:
        """Return for whom this reader may make a copy: everyone with a seat and the public; of a shared copy for nobody."""
        if self.replay.session.shared:
            return ()
        return (*((self.seat,) if self.seat not in ("", PUBLIC) else () if self.seat else tuple(self.replay.session.seats)), PUBLIC)

    def copy(self, seat: str) -> Path:
        """Return the new save, beside this one, that holds only what a seat or the public may see.

        Raises:
            ExerciseError: If it cannot be written, or this reader may not make it.
        """
        path = self.replay.beside
        if path is None or seat not in self.copies():
            raise ExerciseError("no such copy can be made of this session.")
        target = path.with_name(f"{self.replay.name}-for-{seat}.jsonl")
        write_copy(target, *shared_copy(self.replay.session, seat))
        return target

    def material(self, step: str) -> tuple[Item, ...]:
        """Return what the session has to say to a step of the debrief."""
        report = self._brief()
        rows: list[Item] = []
        if step == "What happened":
            for part in report.turns:
                rows.append(Item(((part.label, "b accent"),)))
                rows += [Item((("• ", "accent"), (story, "")), wrap=True, hang=2) for story in part.stories[:3]]
                rows += [
                    Item((("▪ ", "accent"), (note.text, "i"), ("  the facilitator", "dim")), wrap=True, hang=2)
                    for note in report.notes
                    if note.entry in report.debrief.shown and note.turn == part.turn
                ]
        elif step == "Why it happened":
            rows.append(heading("WHERE IT TURNED", "b dim"))
            for point in report.turning_points:
                rows.append(Item(((f"T{point.turn} ", "accent"), (point.title, "b")), wrap=True, hang=3))
                rows += [Item((("   ├ ", "line"), (why, "")), wrap=True, hang=5) for why in point.why[:3]]
                rows += [Item((("   └ ", "line"), ("led to ", "dim"), (led, "")), wrap=True, hang=5) for led in point.led_to[:1]]
            rows.append(heading("DECISIONS THAT MOVED MOST", "b dim"))
            for weight in report.weights[:6]:
                decision = weight.decision
                rows.append(Item(((f"T{decision.turn} ", "accent"), (decision.words, "")), wrap=True, hang=3))
                if decision.because:
                    rows.append(Item(((f"   “{decision.because}”", "i dim"),), wrap=True, hang=4))
        elif step == "What we learned":
            met = [one for one in report.coverage if one.uses]
            rows.append(item(f"{len(met)} of {len(report.coverage)} statements of the brief came up today.", "b", wrap=True))
            for one in sorted(met, key=lambda one: -len(one.uses))[:6]:
                rows.append(Item((("● ", "gain"), (one.text, "")), wrap=True, hang=2))
            for one in [one for one in report.coverage if one.against][:3]:
                rows.append(Item((("▲ ", "cost"), (one.text, ""), (" Chance or a ruling stood against it.", "dim")), wrap=True, hang=2))
            wrong = [one for one in report.predictions if one.right is not None]
            if wrong:
                right = sum(1 for one in wrong if one.right)
                rows.append(item(f"{right} of {len(wrong)} predictions came as expected.", "", wrap=True))
            rows.append(heading("QUESTIONS", "b dim"))
            rows += [Item((("• ", "accent"), (question, "")), wrap=True, hang=2) for question in report.questions]
        elif step == "What we take home":
            for outcome in report.outcomes:
                if outcome.score is not None:
                    par = f"  par {outcome.par}" if outcome.par is not None else ""
                    name = self.replay.words.title(outcome.actor)
                    rows.append(
                        Item(((f"{outcome.score:>3} ", "b accent"), (f"{name}: {outcome.title}", ""), (par, "dim")), wrap=True, hang=4)
                    )
        elif step == "Reactions":
            named = {seat: str(about.get("name", "")) for seat, about in self.replay.session.header.seats.items()}
            rows += [
                Item(((seat.title, "b"), ("  " + (named.get(seat.seat) or seat.holder), "dim")), wrap=True, hang=2) for seat in report.seats
            ]
        return tuple(rows)

    def _brief(self) -> Report:
        key = (self.replay.eyes, len(self.replay.session.entries), self.replay.shown)
        if getattr(self, "_key", None) != key:
            self._key, self._made = key, self.report(rerun=False)
        return self._made


def steps(minutes: int, turns: int) -> tuple[tuple[str, int, str], ...]:
    """Return the steps of the debrief in a session of so many minutes and turns: title, minutes (0: no limit), prompt."""
    shares = divided(timetable(minutes, turns).debrief, [weight for _, weight, _ in STEPS])
    timed = tuple((title, share, prompt) for (title, _, prompt), share in zip(STEPS, shares, strict=True))
    return timed + EVERY_STEP[len(STEPS) :]


def section_rows(section: doc.Section, width: int) -> list[Item]:
    """Return a section of a report as rows no wider than `width`."""
    return list(_rows(section.blocks, width))


def _rows(blocks: Sequence[doc.Block], width: int) -> Iterator[Item]:
    for block in blocks:
        match block:
            case doc.Para(text, kind):
                yield item(text, {"lead": "b", "note": "dim"}.get(kind, ""), wrap=True)
                yield Item()
            case doc.Heading(text):
                yield heading(text, "b accent")
            case doc.Bullets(texts, numbered):
                for n, text in enumerate(texts, 1):
                    mark = f"{n}. " if numbered else "• "
                    yield Item(((mark, "accent"), (text, "")), wrap=True, hang=len(mark))
                yield Item()
            case doc.Pairs(pairs):
                wide = min(24, max((len(name) for name, _ in pairs), default=0))
                for name, value in pairs:
                    yield Item(((name.ljust(wide) + "  ", "dim"), (value, "")), wrap=True, hang=wide + 2)
                yield Item()
            case doc.Grid(head, rows, right, kind):
                filled = tuple(row for row in rows if any(row)) if kind == "fill" else rows
                for n, line in enumerate(table_lines(doc.Grid(head, filled, right), width)):
                    yield item(line, "dim" if n < 2 and any(head) else "")
                yield Item()
            case doc.Charts(charts):
                for one in charts:
                    yield from _chart_rows(one, width)
            case doc.Maps(maps):
                for shown in maps:
                    yield Item(
                        ((shown.title + "  ", "b"), (", ".join(f"{actor} {text}" for actor, _, text in shown.values), "")),
                        wrap=True,
                        hang=2,
                    )
                yield Item()
            case doc.StoryBlock(title, when, text, items, claims):
                yield Item(((f"{when}  " if when else "", "accent"), (title, "b")), wrap=True)
                if text:
                    yield Item((("  " + text, ""),), wrap=True, hang=2)
                for line in items:
                    yield Item((("  ├ ", "line"), (line, "")), wrap=True, hang=4)
                for claim in claims:
                    yield Item((("  ▌ ", "accent"), (claim, "i")), wrap=True, hang=4)
                yield Item()
            case doc.Quote(who, text):
                yield Item((("  ▌ ", "accent"), (text, ""), (f"  {who}" if who else "", "dim")), wrap=True, hang=4)
            case doc.Blank(_):
                yield item("  nothing written yet", "faint")
            case doc.Folded(title, inner):
                yield Item(((title, "b"),), wrap=True)
                yield from _rows(inner, width)


def _chart_rows(one: doc.Chart, width: int) -> Iterator[Item]:
    low, high = one.axis
    series = [
        TrendLine(
            line.title, INKS[(n if line.ink is None else line.ink) % len(INKS)],
            tuple(None if value is None else round((value - low) * 1000 / max(1, high - low)) for value in line.values),
            _last(line, one),
        )
        for n, line in enumerate(one.series)
    ]  # fmt: skip
    yield Item(((one.title, "b"), (f"  {one.said(low)} to {one.said(high)}", "dim")), wrap=True)
    for row in chart(series, one.places, min(width, 90), CHART_ROWS):
        yield Item(tuple(row))
    if one.note:
        yield item(one.note, "dim", wrap=True)
    yield Item()


def _last(line: doc.Series, one: doc.Chart) -> str:
    value = next((value for value in reversed(line.values) if value is not None), None)
    return "" if value is None else one.said(value)
