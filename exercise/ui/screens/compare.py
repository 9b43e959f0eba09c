"""Two sessions side by side: the first event that differs, decisions, tracks and outcomes with their gaps, trends and maps.

What is compared is worked out by `exercise.reading.report.compare`; only what differs is shown, unless everything is asked for.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.errors import ExerciseError
from exercise.model.play import FACILITATOR
from exercise.model.refs import TrackName
from exercise.reading.models import Track, TrendLine
from exercise.reading.replaying import Replay
from exercise.reading.report.compare import Comparison, Row, compare
from exercise.ui.base import Pictured, title
from exercise.ui.text import Item, Part, heading, item, name_in, short
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.track_bar import bar_parts
from exercise.ui.widgets.trend import TrendChart

BASE, OTHER = "west", "accent"
"""The inks of the two sessions, in every panel; their letters, A and B, say the same without colours."""


class CompareScreen(Pictured):
    """A session beside a branch of it, or beside any other."""

    CSS_PATH = "compare.tcss"
    HELP_PAGE = "compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Turn", key_display="←→", id="compare.left", tooltip="Maps and trends a turn earlier"),
        Binding("right", "turn(1)", "Turn", show=False, id="compare.right", tooltip="Maps and trends a turn later"),
        Binding("a", "all", "All / what differs", id="compare.all", tooltip="Everything, or only what differs"),
        Binding("m", "map", "Map", id="compare.map", tooltip="The next layer of the maps; on a narrow screen first the pictures"),
        Binding("x", "swap", "Swap", id="compare.swap", tooltip="Change the two sides"),
        Binding("o", "open", "Open the other", id="compare.open", tooltip="Step through the other session"),
        Binding("e", "export", "Export", id="compare.export", tooltip="Write the comparison as an HTML page beside the save"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="compare.panel", tooltip="The next panel"),
        Binding("escape", "back", "Back", key_display="Esc", id="compare.back", tooltip="Back"),
    ]

    def __init__(self, base: Replay, other: Replay) -> None:
        super().__init__()
        self._base, self._other = base, other
        self._everything = False
        self._track = ""
        self._stop = max(len(base.stops), len(other.stops)) - 1
        self._told: Comparison | None = None

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        yield Lines(id="first", classes="framed", focusable=False)
        with Horizontal(id="body"):
            yield Lines(id="rows", classes="framed")
            with Vertical(id="right"):
                trend = TrendChart(id="trend")
                trend.add_class("framed")
                yield trend
                with Horizontal(id="maps"):
                    for side in ("base", "other"):
                        view = MapView(id=f"map-{side}")
                        view.add_class("framed")
                        yield view
        yield KeyBar()

    def on_mount(self) -> None:
        """Compare, and show what differs."""
        self.query_one("#rows").focus()
        self.call_after_refresh(self._compare)

    def on_resize(self) -> None:
        """Lay the table out for the new width."""
        self.call_after_refresh(self._show)

    def _compare(self) -> None:
        seat = "" if self._base.eyes == FACILITATOR else self._base.eyes
        sides = [(self._base.name, self._base.session), (self._other.name, self._other.session)]
        try:
            self._told = compare(sides, seat=seat, everything=self._everything)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        if not self._track:
            self._track = next((row.name for row in (*self._told.tracks, *self._told.measures)), "")
        self._show()

    def _show(self) -> None:
        told = self._told
        if told is None:
            return
        self._show_bar()
        first = self.query_one("#first", Lines)
        difference = told.differences[0]
        # What a branch decided otherwise may be another seat's secret.
        about = (self._other.notes.about or self._base.notes.about) if self._base.eyes == FACILITATOR else ""
        rows: list[Item] = []
        if about:
            rows.append(Item((("Branched  ", "dim"), (about, "b")), wrap=True, hang=10))
        if difference is None:
            rows.append(item("Nothing of the world differs.", "dim"))
        else:
            rows.append(Item((("A  ", f"b {BASE}"), (difference.text_of(0), "")), wrap=True, hang=3))
            rows.append(Item((("B  ", f"b {OTHER}"), (difference.text_of(1), "")), wrap=True, hang=3))
        rows += [item(note, "dim", wrap=True) for note in told.notes if not self.is_narrow]
        first.show(rows)
        place = f" · turn {difference.turn}, {self._base.words.phase(difference.phase).lower()}" if difference and difference.phase else ""
        title(first, f"First difference{place}")
        panel = self.query_one("#rows", Lines)
        shown = self._rows(told, max(40, panel.size.width - 5))
        panel.show(shown, ref=f"track:{self._track}", top=True)
        title(panel, "Everything" if self._everything else "What differs", f"{told.alike} tracks alike · a shows all" if told.alike else "")
        self._show_pictures()

    def _show_bar(self) -> None:
        left: list[Part] = [(" COMPARE ", "here"), ("  ", ""), (f"A {self._base.name}", f"b {BASE}"), ("  beside  ", "dim")]
        left.append((f"B {self._other.name}", f"b {OTHER}"))
        if self._base.eyes != FACILITATOR:
            left.append((f"   seen by {self._base.reader_title()}", "dim"))
        stops = max(self._base.stops, self._other.stops, key=len)
        stop = stops[self._stop]
        where = "The years after" if stop.is_end else f"After turn {stop.turn}" if stop.turn else "At the start"
        self.query_one("#bar", TopBar).show(left, ((f"{where} ", "b"),))

    def _rows(self, told: Comparison, width: int) -> list[Item]:
        rows: list[Item] = []
        if told.choices:
            rows.append(heading("DECISIONS", "b accent"))
            turn = 0
            for choice in told.choices:
                if choice.turn != turn:
                    turn = choice.turn
                    rows.append(Item(((f"T{turn}  {self._base.when(turn)}", "b"),)))
                rows.append(Item(((f"  {self._base.words.title(choice.actor)}", "dim"),)))
                one, other = choice.sides[0], choice.sides[1]
                same = [text for text in one if text in other]
                for text in same if self._everything else ():
                    rows.append(Item((("  AB ", "dim"), (text, "dim")), wrap=True, hang=5))
                alone = [[text for text in side if text not in same] for side in (one, other)]
                nothing = ["nothing more" if same else "nothing"] if any(alone) else []
                for letter, ink, side in (("A", BASE, alone[0]), ("B", OTHER, alone[1])):
                    for text in side or nothing:
                        rows.append(Item(((f"  {letter}  ", f"b {ink}"), (text, "" if side else "dim")), wrap=True, hang=5))
        for name, part in (("REGION", told.measures), ("TRACKS", told.tracks)):
            if part:
                rows.append(heading(f"{name}: A, B AND THE GAP", "b accent"))
                said = min(9, max(len(text) for row in part for text in row.shown[:2]))
                room = max(8, min(20, width - 62))
                wide = max(16, width - room - 2 * said - 11)
                # All by their short forms where one would be cut: the trend's title has the long one.
                long = all(len(row.title) <= wide for row in part)
                for row in part:
                    brief = self._base.reader.tracks.short(row.name)
                    name = row.title if long else brief[:1].upper() + brief[1:]
                    rows.append(self._track_row(row, name, (wide, room, said)))
        for name, part in (("OBJECTIVES", told.scores), ("EVENTS", told.injects), ("DRAWS", told.draws), ("MOVES MADE", told.kinds)):
            if part:
                rows.append(heading(f"{name}: A → B", "b accent"))
                rows += [self._plain_row(row) for row in part]
        return rows or [item("Nothing differs. Press a to see everything.", "dim")]

    def _track_row(self, row: Row, name: str, widths: tuple[int, int, int]) -> Item:
        wide, room, said_wide = widths
        one, other = row.values[0], row.values[1]
        known = self._base.session.book.track_index.get(row.name)
        low, high = (self._base.session.book.lowest[known], self._base.session.book.highest[known]) if known is not None else (0, 1000)
        span = max(1, high - low)

        def share(value: int | None) -> int | None:
            return None if value is None else max(0, min(1000, (value - low) * 1000 // span))

        good = self._base.reader.causes.gain(known, 1) if known is not None else {"up": 1, "down": -1}.get(self._good(row.name), 0)
        gap = row.gap or 0
        tone = good * ((gap > 0) - (gap < 0))
        bar = Track(row.name, "", "", "", share(one), None, share(other), "", tone)
        said = self._base.words.change(row.name, gap) if row.gap is not None else "–"
        if self._base.eyes != FACILITATOR and known is not None and self._base.knows[known] < 2:
            said = "▲" if gap > 0 else "▼" if gap < 0 else "–"
        ink = "gain" if tone > 0 else "cost" if tone < 0 else "accent"
        return Item(
            (
                (short(name, wide).ljust(wide) + " ", ""),
                *bar_parts(bar, room),
                (" " + short(row.shown[0], said_wide).rjust(said_wide), BASE),
                (" " + short(row.shown[1], said_wide).rjust(said_wide), OTHER),
                (f" {said:>7}", f"b {ink}"),
            ),
            ref=f"track:{row.name}",
        )

    def _good(self, name: str) -> str:
        measure = self._base.session.book.measures.get(TrackName.of(name).family)
        return str(measure.good) if measure is not None else ""

    def _plain_row(self, row: Row) -> Item:
        return Item(((row.title + "  ", ""), (row.shown[0], BASE), (" → ", "dim"), (row.shown[1], OTHER)), wrap=True, hang=4)

    def _show_pictures(self) -> None:
        base, other = self._base, self._other
        longest = max(base.stops, other.stops, key=len)
        turns = tuple("after" if stop.is_end else str(stop.turn) for stop in longest)
        trend = self.query_one("#trend", TrendChart)
        if self._track:
            series = [self._line(base, BASE), self._line(other, OTHER)]
            trend.show([one for one in series if one.values], turns, self._stop)
            title(trend, base.words.track(self._track), "the row under the cursor")
        for letter, side, replay in (("A", "base", base), ("B", "other", other)):
            replay.stand_at_stop(self._stop)
            layers = replay.reader.map.layers()
            view = self.query_one(f"#map-{side}", MapView)
            layer = layers[self._layer % len(layers)] if layers else None
            view.show(layer, ())
            title(view, f"{letter} {replay.name}", name_in(layer.title, 60 if self.app.size.width >= 150 else 22) if layer else "")

    def _line(self, replay: Replay, ink: str) -> TrendLine:
        name = self._track
        book = replay.session.book
        known = book.track_index.get(name)
        if known is None and TrackName.of(name).family not in book.measures:
            return TrendLine(replay.name, ink, ())
        low, high = (book.lowest[known], book.highest[known]) if known is not None else (0, 1000)
        course = replay.reader.tracks.course(name)
        values = tuple((value - low) * 1000 // max(1, high - low) for value in course)
        exact = known is None or replay.knows[known] == 2
        last = course[min(self._stop, len(course) - 1)]
        return TrendLine(self._label(replay), ink, values, replay.words.value(name, last) if exact else replay.words.band(last))

    def _label(self, replay: Replay) -> str:
        """Return what tells a session's name from the other's, for the end of its line."""
        words = replay.name.split("-")
        other = (self._other if replay is self._base else self._base).name.split("-")
        while len(words) > 1 and words[:1] == other[:1]:
            words, other = words[1:], other[1:]
        return f"{'A' if replay is self._base else 'B'} {'-'.join(words)[:9]}"

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show the course of the track under the cursor."""
        event.stop()
        if event.ref.startswith("track:"):
            self._track = event.ref.partition(":")[2]
            self._show_pictures()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Show the course of the track chosen."""
        event.stop()
        self._track = event.ref.partition(":")[2]
        self._show_pictures()

    def action_turn(self, step: int) -> None:
        """Look at the turn before or after."""
        self._stop = min(max(0, self._stop + step), max(len(self._base.stops), len(self._other.stops)) - 1)
        self._show_bar()
        self._show_pictures()

    def action_all(self) -> None:
        """Show everything, or only what differs."""
        self._everything = not self._everything
        self._compare()

    def _layers(self) -> int:
        return len(self._base.reader.map.layers())

    def action_swap(self) -> None:
        """Change the two sides."""
        self._base, self._other = self._other, self._base
        self._compare()

    def action_open(self) -> None:
        """Step through the other session."""
        self.table.open("replay", self._other)

    def action_export(self) -> None:
        """Write the comparison as an HTML page beside the save."""
        from exercise.render.forms import comparison_text
        from exercise.store.outputs import region_map, write_out

        if self._base.beside is None:
            return
        seat = "" if self._base.eyes == FACILITATOR else self._base.eyes
        sides = [(self._base.name, self._base.session), (self._other.name, self._other.session)]
        path = self._base.beside.with_name(f"{self._base.name}-beside-{self._other.name}.html")
        try:
            write_out(path, comparison_text(sides, "html", seat=seat, everything=self._everything, geojson=region_map()), folder=True)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        else:
            self.table.tell(f"Written: {path}")

    def on_screen_resume(self) -> None:
        """Stand where the comparison stood, after the other session was stepped through."""
        if self._told is not None:
            self._show_pictures()
