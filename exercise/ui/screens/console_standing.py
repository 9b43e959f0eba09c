"""How everything stands, every number: the map by layers and all tracks, for the facilitator alone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from exercise.ui.base import Mapped, bar_parts, title
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.track_bar import TrackBars


class StandingScreen(Mapped):
    """The map and every track."""

    CSS_PATH = "console.tcss"
    MAP_ALONE = False
    HELP_PAGE = "console"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "map", "Next layer", id="standing.map", tooltip="The next layer of the map"),
        Binding("enter", "why", "Why?", key_display="Enter", id="standing.why", tooltip="Why the track stands where it does"),
        Binding("escape,w", "back", "Back", key_display="Esc", id="standing.back", tooltip="Back to the console"),
    ]

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            view = MapView(id="map")
            view.add_class("framed")
            yield view
            yield TrackBars(id="tracks", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything."""
        self.redraw()
        board = self.desk.reader.tracks
        tracks = self.query_one("#tracks", TrackBars)
        names = [name for name in self.desk.session.book.track_names if not name.startswith("capital[")]
        headline = board.headline()
        tracks.show_tracks([board.bar(name) for name in dict.fromkeys((*headline, *names))], self.desk.reader.map.standing())
        title(tracks, "Tracks", f"{len(names)}; those of the headline first")
        tracks.focus()
        self.draw_map()

    def redraw(self) -> None:
        """Show the line at the top."""
        left, _ = bar_parts(self.desk.bar(), "STANDING", narrow=self.is_narrow)
        self.query_one("#bar", TopBar).show(left, ((" every number; for you alone ", "b accent"),))

    def outlined(self) -> tuple[tuple[str, ...], str]:
        """Return no state: the facilitator has none of its own."""
        return (), "m next layer"

    def action_why(self) -> None:
        """Open the track under the cursor."""
        self.query_one("#tracks", TrackBars).action_open()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open why a track stands where it does."""
        event.stop()
        self.table.why(event.ref)
