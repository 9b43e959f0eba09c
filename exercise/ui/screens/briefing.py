"""The briefing that opens a turn: what happened, the aims of the seat, how things stand."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.ui.base import Mapped, bar_parts, title
from exercise.ui.rows import section_rows
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.track_bar import TrackBars


class Briefing(Mapped):
    """Read first, decide then."""

    CSS_PATH = "briefing.tcss"
    HELP_PAGE = "briefing"
    AT_TABLE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "To the decision", key_display="Enter", priority=True, id="briefing.go-on", tooltip="On to the decision"),
        Binding("m", "map", "Map layer", id="briefing.map", tooltip="The next layer of the map"),
        Binding("w", "why", "Why?", id="briefing.why", tooltip="Why a track stands where it does (Tab to the tracks)"),
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="briefing.panel", tooltip="The other panel"),
        Binding("s", "say", "Say", show=False, id="briefing.say", tooltip="Signal, message, pledge, predict, note, argue"),
        Binding("l", "log", "Log", id="briefing.log", tooltip="What happened so far"),
        Binding("k", "claims", "Claims", id="briefing.claims", tooltip="The claims of the brief"),
        Binding("q", "home", "Home", show=False, id="briefing.home", tooltip="Leave the table; the session stays saved"),
    ]

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            yield Lines(id="text", classes="framed")
            with Vertical(id="right"):
                view = MapView(id="map")
                view.add_class("framed")
                yield view
                yield TrackBars(id="tracks", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the panels."""
        desk = self.desk
        bar = desk.bar()
        self.redraw()
        text = self.query_one("#text", Lines)
        text.show(section_rows(desk.reader.news.situation()))
        title(text, f"Briefing · {bar.when}", "↑↓ reads on · Enter to the decision")
        tracks = self.query_one("#tracks", TrackBars)
        tracks.show_tracks(desk.reader.tracks.bars(), desk.reader.map.standing(), desk.reader.map.codes())
        title(tracks, "Where things stand", "w why")
        text.focus()
        self.draw_map()

    def redraw(self) -> None:
        """Show the line at the top."""
        self.query_one("#bar", TopBar).show(*bar_parts(self.desk.bar(), narrow=self.is_narrow))

    def action_back(self) -> None:
        """Back from the map to the text."""
        self.remove_class("-map")
        self.query_one("#text").focus()

    def action_why(self) -> None:
        """Open the reasons of the track under the cursor."""
        ref = self.query_one("#tracks", TrackBars).ref
        if ref:
            self.table.why(ref)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open the reasons of a row."""
        event.stop()
        self.table.why(event.ref)

    def action_go_on(self) -> None:
        """Go on to the decision."""
        if self.desk.stage() == "briefing":
            self.desk.read_on()
        self.table.go_on()
