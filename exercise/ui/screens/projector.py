"""For the room: the projector view, which follows a save live, and the read-out of a turn at the facilitator's own screen.

Both show what everyone may know, and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits

from exercise.desk.console import timing
from exercise.desk.console.following import Following
from exercise.desk.console.timekeeper import wall
from exercise.errors import ExerciseError
from exercise.reading.models import Reading
from exercise.reading.worldmap import WorldMap
from exercise.ui.base import Mapped, bar_parts, title
from exercise.ui.rows import change_rows, claim_rows, odds_rows
from exercise.ui.text import Item, Part, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.track_bar import TrackBars
from exercise.words import inject_text

ROOM = {
    "lobby": "The table is being laid.",
    "situation": "Listen: what has changed, and for whom?",
    "decide": "Decide: what will you do, and how?",
    "answer": "Offers are on the table: accept, decline, or ask to change.",
    "confirm": "The proposers have the last word.",
    "adjudicate": "Orders are closed. Predict one reaction.",
    "read-out": "What followed, and why?",
    "over": "The exercise is over. What happened, why, and what do we take home?",
}
"""What the room reads in each phase."""
INKS = {"off": "dim", "still": "dim", "run": "", "low": "b accent", "over": "b cost"}
SAID = {"off": "", "still": "the clock stands still", "run": "", "low": "little time left", "over": "time is up"}
EVERY = 1.0
"""Seconds between two looks at the save."""


class Projector(Mapped):
    """The public picture of a session that is played elsewhere."""

    CSS_PATH = "projector.tcss"
    MAP_ALONE = False
    HELP_PAGE = "projector"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "map", "Map layer", id="projector.map", tooltip="The next layer of the map"),
        Binding("space,right", "step(1)", "Next story", key_display="Space", id="projector.next", tooltip="The next story of the read-out"),
        Binding("left", "step(-1)", "Before", key_display="←", id="projector.before", tooltip="The story before"),
        Binding("t", "theme", "Light or dark", id="projector.theme", tooltip="Change between the dark and the light theme"),
        Binding("q", "leave", "Leave", id="projector.leave", tooltip="Leave the projector; the session goes on"),
    ]

    def __init__(self, following: Following) -> None:
        super().__init__()
        self._following = following
        self._at = 0
        self._turn = 0
        self._reading: Reading | None = None
        self._fault = ""
        self._drawn: tuple[object, ...] = ()
        self._heard = (0, 0)
        """The turn whose events are shown, and how many rows they took."""

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                view = MapView(id="map")
                view.add_class("framed")
                yield view
                yield TrackBars(id="tracks", classes="framed")
            with Vertical(id="right"):
                with Horizontal(id="now"):
                    yield Lines(id="phase", classes="framed", focusable=False)
                    with Vertical(id="face", classes="framed"):
                        yield Digits("", id="clock")
                yield Lines(id="told", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the picture, and keep looking."""
        self.redraw()
        self.query_one("#told").focus()
        self.set_interval(EVERY, self._look)

    def _look(self) -> None:
        """Take what is new; draw again only what changed."""
        try:
            if self._following.look():
                self._fault = ""
                self.redraw()
        except ExerciseError as fault:
            self._fault = str(fault)
        self._show_time()

    def redraw(self) -> None:
        """Show everything as it stands."""
        following = self._following
        state = following.state
        if state.phase == "read-out" and (self._reading is None or self._turn != state.turn):
            self._reading, self._turn, self._at = following.reader.turn().reading(), state.turn, 0
        elif state.phase != "read-out":
            self._reading = None
        self.draw_map()
        tracks = self.query_one("#tracks", TrackBars)
        board = following.reader.tracks
        tracks.show_tracks(
            board.after(self._reading.changes) if self._reading else board.bars(), following.reader.map.standing()
        )
        title(tracks, "Where things stand", "as everyone may know it")
        told = self.query_one("#told", Lines)
        if state.phase == "lobby":
            told.show(self._lobby())
            title(told, "At this table", "")
        elif state.phase == "over":
            told.show(self._over())
            title(told, "To talk about", "")
        elif self._reading is not None:
            self._show_stories(self._reading)
        else:
            rows = self._events()
            told.show(rows, top=self._heard[0] != state.turn)
            if self._heard[0] == state.turn and len(rows) > self._heard[1] > 0:
                # What came on the spot stands last; the room sees it without a key.
                told.call_after_refresh(told.reveal, len(rows) - 2)
            self._heard = (state.turn, len(rows))
            title(told, f"What happened · {following.words.turn(state.turn)}", "")
        self._drawn = ()
        self._show_time()

    def _show_time(self) -> None:
        """Show the phase, the clock and the seats that are done."""
        following = self._following
        state, clock, now = following.state, following.clock(), wall()
        here = (clock.turn, clock.phase) == (state.turn, state.phase)
        mood = timing.mood(clock, now) if here else "off"
        if state.paused and mood != "off":
            mood = "still"
        face = timing.shown(timing.left_of(clock, now)) if mood != "off" else ""
        drawn = (mood, face, state.phase, state.turn, state.paused, self._fault, state.committed)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        left, _ = bar_parts(following.bar(), narrow=self.is_narrow)
        right: list[Part] = [(" PAUSED ", "here")] if state.paused else [(f" {face} ", INKS[mood] or "b")] if face else []
        self.query_one("#bar", TopBar).show(left, (*right, (" ", "")))
        phase = self.query_one("#phase", Lines)
        rows: list[Item] = []
        if self._fault:
            rows.append(Item(((self._fault, "cost"),), wrap=True))
        if state.paused:
            because = following.pause_reason()
            rows.append(Item((("Pause", "b accent"), (f": {because}" if because else "", "")), wrap=True))
        else:
            rows.append(Item(((ROOM[state.phase], "b"),), wrap=True))
        listed = [seat for seat in following.seats() if seat[3]] if not state.paused else []
        for name, side, _, how in listed:
            mark, ink, word = ("● ", "gain", "done ") if how == "done" else ("○ ", "accent", "not yet ")
            rows.append(Item(((mark, ink), (name, f"b {side}")), ((word, ink),)))
        if SAID[mood] and not state.paused:
            rows.append(Item(((SAID[mood], INKS[mood]),)))
        phase.show(rows)
        title(phase, following.words.phase(state.phase), "")
        self.query_one("#clock", Digits).update(face)
        self.set_class(mood in ("low", "over"), "-late")
        self.set_class(bool(listed), "-seats")
        self.set_class(bool(face), "-clock")

    @property
    def board(self) -> WorldMap:
        """Return the map as the public knows it."""
        return self._following.reader.map

    def outlined(self) -> tuple[tuple[str, ...], str]:
        """Return the states that the story is about."""
        stories = self._reading.stories if self._reading else ()
        about = stories[self._at].about if self._at < len(stories) else ()
        return (self.board.codes(about), "outlined: in this story") if about else ((), "")

    def _lobby(self) -> list[Item]:
        following = self._following
        scenario = following.session.scenario
        rows: list[Item] = []
        for name, side, who, _ in following.seats():
            rows.append(Item(((name, f"b {side}"), (f"  {who}" if who else "", ""))))
        return [*rows, Item(), *prose(scenario.head.text)]

    def _events(self) -> list[Item]:
        following = self._following
        state = following.state
        rows: list[Item] = []
        for opened in following.words.in_time(state.opened):
            name = following.words.inject(opened.inject, opened.subject)
            rows += [
                Item((("● ", "accent"), (name, "b")), wrap=True, hang=2),
                Item((("  " + inject_text(following.words, opened), ""),), wrap=True, hang=2),
                Item(),
            ]
        signals = [signal for signal in state.signals.values() if signal.turn == state.turn]
        if signals:
            rows.append(heading("SAID IN PUBLIC"))
            rows += [Item((("▸ ", "accent"), (following.words.signal(signal), "")), wrap=True, hang=2) for signal in signals]
        if not rows:
            rows.append(item("No event is known to all this turn.", "dim", wrap=True))
            rows += [Item(), *prose(following.session.scenario.head.situation)] if state.turn <= 1 else []
        return rows

    def _show_stories(self, reading: Reading) -> None:
        told = self.query_one("#told", Lines)
        rows: list[Item] = [heading("OPENED TOGETHER", "b accent")]
        for actor, side, name, terms in reading.moves:
            rows.append(Item(((actor + "  ", f"b {side}"), (name, "b"), ("  " + terms if terms else "", "dim")), wrap=True, hang=2))
        if not reading.moves:
            rows.append(item(" no move became known", "dim"))
        rows += [Item(), heading("WHAT FOLLOWED", "b accent")]
        start = 0
        for n, story in enumerate(reading.stories[: self._at + 1]):
            here = n == self._at
            mark = "┃ " if story.crossing else ""
            if here and n:
                start = len(rows)
            rows.append(Item(((f"{n + 1}  ", "accent"), (mark, "b accent"), (story.title, "b" if here else "dim")), wrap=True, hang=3))
            if here:
                rows += [Item((("   " + line, ""),), wrap=True, hang=3) for line in story.lines]
                for row in (*odds_rows(story.draws, told=story.title), *change_rows(story.changes), *claim_rows(story.claims)):
                    rows.append(_indented(row)._replace(right=() if self.is_narrow else row.right))
                rows.append(Item())
        # What is to come is asked of the room first.
        rows += [Item(((f"{n + 1}  · · ·", "faint"),)) for n in range(self._at + 1, len(reading.stories))]
        told.show(rows or [item("Nothing that everyone may know.", "dim", wrap=True)])
        if start:
            told.to_item(max(0, start - 1))
        title(told, f"What followed · {reading.when}", f"{min(self._at + 1, len(reading.stories))} of {len(reading.stories)}")

    def _over(self) -> list[Item]:
        result = self._following.reader.ending.result()
        rows = [Item((("• ", "accent"), (text, "")), wrap=True, hang=2) for text in result.questions]
        rows += [Item(), heading("FROM FIRST TO LAST", "b accent")] if rows else [heading("FROM FIRST TO LAST", "b accent")]
        rows += [
            Item(((change.title, ""),), ((f" {change.before} → {change.after} ", "b"), (change.amount.rjust(6), "accent")))
            for change in result.tracks
        ]
        if result.lasted:
            rows += [
                Item(),
                heading("WHAT LASTED", "b accent"),
                *(Item((("• ", "accent"), (text, "")), wrap=True, hang=2) for text in result.lasted),
            ]
        return rows

    def action_step(self, step: int) -> None:
        """Go to the next story, or the one before."""
        if self._reading is not None and self._reading.stories:
            self._at = max(0, min(len(self._reading.stories) - 1, self._at + step))
            self._show_stories(self._reading)
            self.draw_map()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Nothing opens on the projector."""
        event.stop()

    def action_leave(self) -> None:
        """Leave the projector."""
        self.app.exit(0)

    def action_back(self) -> None:
        """Stay: there is nothing behind the projector."""


def _indented(row: Item) -> Item:
    return row._replace(parts=(("   ", ""), *row.parts), hang=row.hang + 3, ref="")
