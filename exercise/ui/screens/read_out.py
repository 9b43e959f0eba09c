"""The read-out of a turn: the moves opened together, the stories one by one with their causes and dice, then every change."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.reading.models import Reading, Story
from exercise.ui.base import Mapped, bar_parts, title
from exercise.ui.rows import change_rows, claim_rows, instead_rows, odds_rows
from exercise.ui.text import Item, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.moves import Moves
from exercise.ui.widgets.track_bar import TrackBars

LONGEST_HEAD = 44
"""Cells of what a sentence is about, where it is set off."""


class ReadOut(Mapped):
    """What followed, step by step."""

    CSS_PATH = "read_out.tcss"
    HELP_PAGE = "read-out"
    AT_TABLE = True
    CROWDED = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "go_on",
            "Go on",
            key_display="Enter",
            priority=True,
            id="read-out.go-on",
            tooltip="The next story, and after the last the next turn",
        ),
        Binding("space,right", "step(1)", "Next", key_display="Space", show=False, id="read-out.next", tooltip="The next story"),
        Binding("left", "step(-1)", "Back", key_display="←", id="read-out.back", tooltip="The story before"),
        Binding("a", "all", "All", id="read-out.all", tooltip="All stories, and every change as a table"),
        Binding(
            "w", "why", "Why?", id="read-out.why", tooltip="The signed reasons of the row under the cursor, and what would have changed it"
        ),
        Binding("i", "instead", "If instead", id="read-out.instead", tooltip="What would have changed this story"),
        Binding("d", "discuss", "Discuss", id="read-out.discuss", tooltip="Pause to discuss the story in hand"),
        Binding("m", "map", "Map", id="read-out.map", tooltip="The map; again for its next layer"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="read-out.panel", tooltip="The next panel"),
        Binding("l", "log", "Log", show=False, id="read-out.log", tooltip="What happened so far"),
        Binding("k", "claims", "Claims", show=False, id="read-out.claims", tooltip="The claims of the brief"),
        Binding("q", "home", "Home", show=False, id="read-out.home", tooltip="Leave the table; the session stays saved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self._at = 0
        self._all = False
        self._instead: dict[int, list[Item]] = {}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        yield Moves(id="moves", classes="framed")
        with Horizontal(id="body"):
            yield Lines(id="stories", classes="framed")
            with Vertical(id="right"):
                view = MapView(id="map")
                view.add_class("framed")
                yield view
                yield TrackBars(id="tracks", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first story."""
        desk = self.desk
        reading = desk.reading()
        self._reading = reading
        moves = self.query_one("#moves", Moves)
        moves.show(
            [
                Item(((f"{actor:<14}", f"b {side}"), (head, "b"), ("  " + terms if terms else "", "dim")), (), "")
                for actor, side, head, terms in reading.moves
            ]
            or [item("No move became known." if not desk.is_alone else "No more than all know.", "dim")]
        )
        known = "known to you" if desk.reader.actors else "known to all"
        head = "What you alone learned of moves" if desk.is_alone else "Moves opened together"
        title(moves, head, f"{len(reading.moves)} {known} · Tab to scroll")
        tracks = self.query_one("#tracks", TrackBars)
        tracks.show_tracks(desk.reader.tracks.after(reading.changes))
        title(tracks, "Where things stand now", "w why")
        self.query_one("#stories").focus()
        self.redraw()

    @property
    def renamed_keys(self) -> dict[str, str]:
        """Return what Enter does while stories are still to come."""
        return {"read-out.go-on": "Next"} if not self._all and self._reading and self._reading.stories else {}

    def redraw(self) -> None:
        """Show the stories up to the one in hand."""
        self.refresh_bindings()
        reading = self._reading
        if reading is None:
            return
        bar = self.desk.bar()
        left, right = bar_parts(bar, f"Turn {reading.turn} · {reading.when}")
        steps = len(reading.stories)
        step = (
            (
                ("  ", ""),
                (f"story {min(self._at + 1, steps)} of {steps} ", ""),
                ("●" * self._at + "◉" + "○" * (steps - self._at - 1), "accent"),
            )
            if steps and not self._all
            else ()
        )
        self.query_one("#bar", TopBar).show((left[0], *step), right)
        panel = self.query_one("#stories", Lines)
        rows: list[Item] = []
        shown = reading.stories if self._all else reading.stories[: self._at + 1]
        start = end = 0
        for n, story in enumerate(shown):
            here = n == self._at and not self._all
            if here:
                start = len(rows)
            ink = "b" if here or self._all else "dim"
            mark = "┃ " if story.crossing else ""
            rows.append(Item(((f"{n + 1}  ", "accent"), (mark, "b accent"), (story.title, ink)), wrap=True, hang=3, ref=story.ref))
            if here or self._all:
                rows += [_indented(row) for row in self._told(n, story)]
                end = len(rows) - 1 if here else 0
                rows.append(Item())
        if not self._all:
            rows += [Item(((f"{n + 1}  · · ·", "faint"),)) for n in range(len(shown), steps)]
        if self._all or not steps:
            if reading.draws:
                rows += [heading("DRAWS", "b accent"), *odds_rows(reading.draws)]
            rows += [
                heading("EVERY CHANGE", "b accent"),
                *(change_rows(reading.changes, reasons=False) or [item("Nothing changed that you can see.", "dim")]),
            ]
        panel.show(rows)
        self.draw_map()
        if not self._all:
            if start:
                panel.to_item(start)
            if self._at in self._instead:
                panel.reveal(end)
        head = "For you alone: what followed" if self.desk.is_alone else "What followed"
        title(panel, head, "Enter goes on" if self._all or not steps else "Enter next · a all")

    def _told(self, n: int, story: Story) -> list[Item]:
        """Return a story below its headline: what happened, dice, changes with their causes, the brief, and what was asked of it."""
        rows = [_headed(line) for line in story.lines]
        rows += [*odds_rows(story.draws, told=story.title), *change_rows(story.changes), *claim_rows(story.claims)]
        if n in self._instead:
            rows += [item("What would have changed it?", "b accent"), *self._instead[n]]
        return rows

    def action_discuss(self) -> None:
        """Pause on the story in hand, or on the one under the cursor where all are shown."""
        reading = self._reading
        if reading is None or not reading.stories:
            return
        ref = self.query_one("#stories", Lines).ref
        n = next((n for n, story in enumerate(reading.stories) if story.ref == ref), self._at) if self._all else self._at

        story = reading.stories[n]
        self.table.open("discuss", [item(story.title, "b", wrap=True), *self._told(n, story)], (), self.desk.keep_note)

    def outlined(self) -> tuple[tuple[str, ...], str]:
        """Return the states that the story is about."""
        stories = self._reading.stories if self._reading is not None else ()
        about = stories[self._at].about if stories and not self._all else ()
        return (self.board.codes(about), "outlined: in this story · m next") if about else ((), "m next layer")

    def action_step(self, step: int) -> None:
        """Go to the next story or the one before; after the last, show all."""
        steps = len(self._reading.stories) if self._reading else 0
        if self._all:
            if step < 0:
                self._all = False
                self._at = max(0, steps - 1)
                self.redraw()
            return
        if self._at + step >= steps:
            self._all = True
        else:
            self._at = max(0, self._at + step)
        self.redraw()

    def action_all(self) -> None:
        """Show all stories and every change, or go back to one at a time."""
        self._all = not self._all
        self.redraw()

    def action_go_on(self) -> None:
        """Go to the next story; after the last, to all; after that, to the next turn."""
        if not self._all and self._reading and self._reading.stories:
            self.action_step(1)
            return
        self.desk.read_on()
        self.table.go_on()

    def action_why(self) -> None:
        """Open the reasons of the row under the cursor."""
        focused = self.focused
        ref = focused.ref if isinstance(focused, Lines) else ""
        ref = ref or self.query_one("#stories", Lines).ref
        if ref:
            self.table.why(ref)
        else:
            self.table.tell("This story rests on nothing else; the next ones have their reasons.")

    def action_instead(self) -> None:
        """Say what would have changed the story in hand."""
        reading = self._reading
        if reading is None or not reading.stories:
            return
        if self._all:
            # Back to the story under the cursor: what would have changed it is told there.
            ref = self.query_one("#stories", Lines).ref
            self._at = next((n for n, story in enumerate(reading.stories) if ref and story.ref == ref), self._at)
            self._all = False
            self.query_one("#stories").focus()
        self.table.note("instead")
        story = reading.stories[self._at]
        rows: list[Item] = []
        for change in story.changes[:2]:
            found = self.desk.reader.turn().instead(change.ref)
            if found and len(story.changes) > 1:
                rows.append(Item(((change.title, "dim"),)))
            rows += instead_rows(found)
        nothing = "Nothing you could see would have changed this, apart from chance; or this level of explanation does not show it."
        self._instead[self._at] = rows or [item(nothing, "dim", wrap=True)]
        self.redraw()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open the reasons of a row."""
        event.stop()
        self.table.why(event.ref)

    def action_back(self) -> None:
        """Back from the map to the stories."""
        self.remove_class("-map")
        self.query_one("#stories").focus()


def _headed(line: str) -> Item:
    """Return a sentence with what it is about, up to its colon, set off, so that several can be looked over."""
    about, colon, rest = line.partition(": ")
    if not colon or len(about) > LONGEST_HEAD:
        return item(line, wrap=True, hang=2)
    return Item(((about + ":", "b"), (" " + rest, "")), wrap=True, hang=2)


def _indented(row: Item) -> Item:
    return row._replace(parts=(("   ", ""), *row.parts), hang=row.hang + 3)


class RoomReadOut(ReadOut):
    """The read-out of a turn for the whole room, at the facilitator's screen; the desk in play is the room's meanwhile."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the way home: the table is the facilitator's."""
        return action != "home" and super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """Go to the next story; after the last, to all; after that, back to the console."""
        if not self._all and self._reading and self._reading.stories:
            self.action_step(1)
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Back from the map, or to the console."""
        if self.has_class("-map"):
            super().action_back()
        else:
            self.dismiss(None)
