"""Several sessions side by side, or two cohorts of a course: who chose what when, outcomes and their spread, courses laid over each other.

`Chooser` takes the saves; what they come to is worked out by `exercise.reading.report.compare`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.reading.models import TrendLine
from exercise.reading.reader import Reader
from exercise.reading.report.compare import compare
from exercise.reading.report.compared import GROUPS
from exercise.session import Session
from exercise.store.places import place_beside, saves_folder
from exercise.ui.base import Drawer, Sheet, title
from exercise.ui.text import Item, Part, heading, item, width_of, wrapped
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.trend import TrendChart
from exercise.words import counted

if TYPE_CHECKING:
    from exercise.desk.shelf import Recent
    from exercise.reading.reader import Reader
    from exercise.reading.report.compare import Comparison
    from exercise.session import Session

COHORTS = ("A", "B")
INKS = ("west", "accent")
"""The inks of the two cohorts, in every panel."""
CELL = 17
"""Columns of a mean with its least and greatest."""
MOST_LINES = 8
"""Courses drawn each for itself; of more sessions the mean of each cohort is drawn."""


class Chooser(Drawer):
    """Which sessions are set side by side: closes with their paths, `A` or `B` and a colon before each, a line for each."""

    CSS_PATH = "drawer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Cohort A, B, neither", key_display="Space", priority=True, id="chooser.mark", tooltip="Into a cohort"),
        Binding("enter", "done", "Compare", key_display="Enter", priority=True, id="chooser.done", tooltip="Set them side by side"),
    ]

    def __init__(self, saves: Sequence[Recent], chosen: str = "") -> None:
        super().__init__()
        self._saves = tuple(saves)
        self._of = {chosen: "A"} if chosen else {}

    def compose(self) -> ComposeResult:
        """Return the panel."""
        with Vertical(classes="panel"):
            yield Lines(id="list")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one("#list", Lines).focus()
        self._show(next(iter(self._of), ""))

    def _show(self, ref: str = "") -> None:
        rows = []
        for one in self._saves:
            cohort = self._of.get(one.path, "")
            ink = INKS[COHORTS.index(cohort)] if cohort else "dim"
            parts: tuple[Part, ...] = (
                (f"{cohort or '·'}  ", f"b {ink}"), (one.name.ljust(26), "b" if cohort else ""), (one.title, "dim"),
            )  # fmt: skip
            rows.append(Item(parts, ((one.state, "dim"),), one.path))
        lines = self.query_one("#list", Lines)
        lines.show(rows or [item("There are no sessions here yet.", "dim")], ref=ref, top=False)
        chosen = " · ".join(f"{name}: {count}" for name in COHORTS if (count := list(self._of.values()).count(name)))
        title(lines, "Compare sessions", chosen or "Space puts one into cohort A, again into B")

    def action_mark(self) -> None:
        """Put the session under the cursor into A, then into B, then into neither."""
        path = self.query_one("#list", Lines).ref
        if path:
            now = {"": "A", "A": "B", "B": ""}[self._of.get(path, "")]
            self._of = {save: cohort for save, cohort in self._of.items() if save != path} | ({path: now} if now else {})
            self._show(path)

    def action_done(self) -> None:
        """Close with what was chosen."""
        if len(self._of) < 2:
            self.table.tell("Choose at least two sessions: Space marks the one under the cursor.")
            return
        found = [f"{cohort}:{one.path}" for cohort in COHORTS for one in self._saves if self._of.get(one.path) == cohort]
        self.dismiss("\n".join(found))


class CohortScreen(Sheet):
    """Two cohorts, or several sessions, side by side."""

    CSS_PATH = "cohorts.tcss"
    HELP_PAGE = "cohorts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "all", "All / what differs", id="cohorts.all", tooltip="Everything, or only what differs"),
        Binding("m", "pictures", "Courses", id="cohorts.pictures", tooltip="On a narrow screen the courses, and the table again"),
        Binding("e", "export", "Export", id="cohorts.export", tooltip="Write the comparison as an HTML page beside the first save"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="cohorts.panel", tooltip="The next panel"),
        Binding("escape", "back", "Back", key_display="Esc", id="cohorts.back", tooltip="Back"),
    ]

    def __init__(self, chosen: Sequence[tuple[str, Path]], seat: str = "") -> None:
        """Take the sessions.

        Args:
            chosen: `A` or `B`, and the save; those of A first.
            seat: Compare what this seat may see; empty compares everything.
        """
        super().__init__()
        self._chosen = tuple(chosen)
        self._seat = seat
        self._everything = False
        self._track = ""
        self._sessions: list[tuple[str, Session]] = []
        self._readers: list[Reader] = []
        self._told: Comparison | None = None

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="rows", classes="framed")
            with Vertical(id="right"):
                trend = TrendChart(id="trend")
                trend.add_class("framed")
                yield trend
                yield Lines(id="who", classes="framed", focusable=False)
        yield KeyBar()

    @property
    def _first(self) -> int:
        """Return how many sessions are in the first of two cohorts; 0 where there is one alone."""
        count = sum(cohort == "A" for cohort, _ in self._chosen)
        return count if count < len(self._chosen) else 0

    def on_mount(self) -> None:
        """Say what is coming; the saves are read once that is painted."""
        self.query_one("#bar", TopBar).show(((" COMPARE ", "here"), (f"  {len(self._chosen)} sessions", "b")), ())
        rows = self.query_one("#rows", Lines)
        rows.show([item(f"Reading {len(self._chosen)} sessions …", "dim")])
        rows.focus()
        self.call_after_refresh(self._read)

    def _read(self) -> None:
        try:
            for _, path in self._chosen:
                session = Session.open(path, write=False)
                self._sessions.append((session.name, session))
            running = next((session for _, session in self._sessions if session.default_reader != FACILITATOR), None)
            if running is not None and not self._seat:
                self._seat = running.default_reader
                self.table.tell(f"Several people still play {running.name}: what everyone may know is compared.")
            self._readers = [Reader.on_record(session, self._seat) for _, session in self._sessions]
            self._compare()
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            self.action_back()

    def _compare(self) -> None:
        self._told = compare(self._sessions, seat=self._seat, everything=self._everything, cohort=self._first)
        if not self._track:
            names = [one.name for one in self._told.spread if one.group != "score"] + [row.name for row in self._told.tracks]
            self._track = next(iter(names), "")
        self._show()

    def on_resize(self) -> None:
        """Lay the table out for the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        told = self._told
        if told is None:
            return
        left: list[Part] = [(" COMPARE ", "here"), ("  ", "")]
        if told.cohorts:
            for place, cohort in enumerate(told.cohorts):
                said = f"● {COHORTS[place]}: {counted(len(cohort), 'session')}"
                left += [("  beside  ", "dim") if place else ("", ""), (said, f"b {INKS[place]}")]
        else:
            left.append((f"{len(told.names)} sessions", "b"))
        left.append((f"   {told.titles[0]}", "dim"))
        self.query_one("#bar", TopBar).show(left, ())
        rows = self.query_one("#rows", Lines)
        rows.show(self._rows(told, max(40, rows.size.width - 2)), ref=f"track:{self._track}", top=True)
        title(rows, "Everything" if self._everything else "What differs", f"{told.alike} tracks alike · a shows all" if told.alike else "")
        who = self.query_one("#who", Lines)
        who.show(
            [
                Item(((f"{letter:<3}", f"b {self._ink(place)}"), (name, "")), ((told.titles[place], "dim"),))
                for place, (letter, name) in enumerate(zip(told.letters, told.names, strict=True))
            ]
            + [item(note, "dim", wrap=True) for note in told.notes]
        )
        title(who, "Sessions")
        self._show_course()

    def _ink(self, place: int) -> str:
        return INKS[0] if not self._first or place < self._first else INKS[1]

    # --- the table

    def _rows(self, told: Comparison, width: int) -> list[Item]:
        rows = self._outcomes(told, width)
        if told.choices:
            rows.append(heading("WHO CHOSE WHAT WHEN", "b accent"))
        turn, words = 0, self._readers[0].words
        for choice in told.choices:
            if choice.turn != turn:
                turn = choice.turn
                rows.append(Item(((f"T{turn}  {words.turn(turn)}", "b"),)))
            rows.append(Item(((f"  {words.title(choice.actor)}", "dim"),)))
            for text, places in choice.options:
                right: list[Part] = [(f" {told.letters[place]}", f"b {self._ink(place)}") for place in places]
                rows.append(Item((("    ", ""), (text or "nothing", "" if text else "dim")), tuple(right), wrap=True, hang=6))
        if told.kinds:
            rows.append(heading("HOW OFTEN EACH MOVE WAS MADE", "b accent"))
            rows += [self._counts(row.title, row.shown) for row in told.kinds]
        return rows or [item("Nothing differs. Press a to see everything.", "dim")]

    def _outcomes(self, told: Comparison, width: int) -> list[Item]:
        rows: list[Item] = []
        if not told.cohorts:
            for name, part in (("OBJECTIVES", told.scores), ("MEASURES", told.measures), ("TRACKS", told.tracks)):
                if part:
                    rows.append(heading(name, "b accent"))
                    rows += [self._counts(row.title, row.shown, "" if name == "OBJECTIVES" else f"track:{row.name}") for row in part]
            return rows
        for group, name in GROUPS.items():
            spread = [one for one in told.spread if one.group == group and (self._everything or one.cohorts[0] != one.cohorts[1])]
            if not spread:
                continue
            rows.append(heading(f"{name.upper()}: MEAN, LEAST TO GREATEST", "b accent"))
            for one in spread:
                room = max(12, width - 2 * CELL - 8)
                first, *rest = wrapped(((one.title, ""),), room, 2)
                parts: list[Part] = [*first, (" " * (room - width_of(first)), "")]
                parts += [(cell.rjust(CELL), ink) for cell, ink in zip(one.cells(), INKS, strict=True)]
                parts.append((f"{one.gap_said():>8}", "b" if one.gap else "dim"))
                rows.append(Item(tuple(parts), ref="" if group == "score" else f"track:{one.name}"))
                rows += [Item(tuple(line)) for line in rest]
        return rows

    def _counts(self, name: str, shown: Sequence[str], ref: str = "") -> Item:
        right = tuple((f" {text:>5}", self._ink(place)) for place, text in enumerate(shown))
        return Item(((name, ""),), right, ref, wrap=True, hang=2)

    # --- the courses

    def _show_course(self) -> None:
        told, name = self._told, self._track
        if told is None or not name:
            return
        longest = max(self._readers, key=lambda reader: len(reader.record.stops))
        values = [tuple(reader.tracks.value_in(name, state) for _, state in reader.record.stops) for reader in self._readers]
        book = self._readers[0].book
        track = book.track_index.get(name)
        low, high = (book.lowest[track], book.highest[track]) if track is not None else (0, 1000)
        lines: list[tuple[str, str, tuple[int | None, ...]]]
        if len(values) <= MOST_LINES:
            lines = [(told.letters[place], self._ink(place), line) for place, line in enumerate(values)]
        else:
            first = self._first or len(values)
            lines = [
                (f"{COHORTS[place]} mean", INKS[place], _means(part)) for place, part in enumerate((values[:first], values[first:])) if part
            ]
        series = []
        for label, ink, line in lines:
            shares = tuple(None if value is None else (value - low) * 1000 // max(1, high - low) for value in line)
            last = next((value for value in reversed(line) if value is not None), None)
            series.append(TrendLine(label, ink, shares, self._readers[0].tracks.shown(name, last)))
        trend = self.query_one("#trend", TrendChart)
        trend.show(series, tuple("0" if label == "start" else label for label, _ in longest.record.stops))
        title(trend, self._readers[0].words.track(name), "the row under the cursor")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show the courses of the track under the cursor."""
        event.stop()
        if event.ref.startswith("track:"):
            self._track = event.ref.partition(":")[2]
            self._show_course()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Show the courses of the track chosen."""
        self.on_lines_moved(Lines.Moved(event.lines, event.ref))

    def action_all(self) -> None:
        """Show everything, or only what differs."""
        if self._told is not None:
            self._everything = not self._everything
            self._compare()

    def action_pictures(self) -> None:
        """Show the courses on a narrow screen, and the table again."""
        self.toggle_class("-pictures")

    def action_export(self) -> None:
        """Write the comparison as an HTML page beside the first save."""
        from exercise.render.forms import comparison_text
        from exercise.store.outputs import region_map, write_out
        first = place_beside(self._chosen[0][1], saves_folder(self.table.folders.saves))
        name = f"{first.stem}-beside-{len(self._chosen) - 1}-more"
        path = next(path for n in range(1, 1000) if not (path := first.with_name(f"{name}{f'-{n}' if n > 1 else ''}.html")).exists())
        given = {"seat": self._seat, "everything": self._everything, "cohort": self._first, "geojson": region_map()}
        try:
            write_out(path, comparison_text(self._sessions, "html", **given), folder=True)  # type: ignore[arg-type]
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        else:
            self.table.tell(f"Written: {path}")


def _means(lines: Sequence[tuple[int | None, ...]]) -> tuple[int | None, ...]:
    """Return the mean at each place, of the sessions that went so far."""
    found: list[int | None] = []
    for place in range(max(len(line) for line in lines)):
        known = [line[place] for line in lines if len(line) > place]
        values = [value for value in known if value is not None]
        found.append(sum(values) // len(values) if values else None)
    return tuple(found)
