"""Replay: a recorded session to step through, with its timeline, trends, map, events, and why each of them happened.

Everything shown comes from one `Replay`, so that the chosen seat's eyes are honoured in every panel.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.engine.explain import decision_key
from exercise.errors import ExerciseError
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR
from exercise.model.refs import TrackName
from exercise.reading.branching import Brancher, tree
from exercise.reading.replaying import FILTERS, MATTERED, MOST_SERIES, Moment, MomentFilter, Replay
from exercise.reading.tracing import Explained, Other, Tracer
from exercise.ui.base import Pictured, title
from exercise.ui.dialogs import Ask, Picker, Remark
from exercise.ui.rows import instead_rows, leaf_rows, reason_rows
from exercise.ui.text import Item, Part, heading, item, name_in
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.roll import Roll
from exercise.ui.widgets.timeline import GLYPHS, TimelineLanes
from exercise.ui.widgets.trend import TrendChart

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from textual.timer import Timer

    from exercise.reading.branching import Branch, Twig

SPEEDS = ((1, 2), (1, 1), (2, 1), (4, 1), (8, 1))
"""Moments a second, as fractions."""
PAUSE = 0.35
"""Seconds the cursor rests before what else could have been is worked out."""
LONGEST_TRAIL = 60
SEVERAL = "several"
"""Stands in the list of what to compare with for choosing more than one."""
NOT_KNOWN = "Nothing here is known to this seat."


def explained_rows(page: Explained, when: str, note: str | None = None) -> list[Item]:
    """Return the page of the why panel."""
    glyph = GLYPHS.get(page.sort, "●")
    rows = [Item(((f"{glyph} ", f"b {page.ink}"), (page.title, f"b {page.ink}")), ((when, "accent"),), wrap=True, hang=2)]
    if note is not None:
        rows.append(Item((("▪ ", "accent"), (note or "bookmarked", "i accent")), wrap=True, hang=2))
    rows += [Item((("  " + line, ink),), wrap=True, hang=2) for ink, line in page.said]
    if page.because:
        rows += [heading("BECAUSE", "b dim"), *reason_rows(page.because, " ")]
        if page.total:
            rows.append(Item((("   " + page.total, "b"), (" in all", "dim"))))
    if page.led_to:
        rows += [heading("LED TO", "b dim"), *reason_rows(page.led_to, " ")]
    if page.grounds:
        rows.append(heading("RULE AND BRIEF", "b dim"))
        for ref, label, mark in page.grounds:
            ink = "i" if ref.startswith("claim:") else ""
            rows.append(
                Item((("▌ " if ink else "› ", "accent"), (label, ink)), ((mark, "accent"),) if mark else (), ref, wrap=True, hang=2)
            )
    return rows


def twig_row(twig: Twig) -> Item:
    """Return one save of the tree of branches."""
    lead = "   " * (twig.depth - 1) + ("└─ " if twig.depth else "")
    parts: list[Part] = [(lead, "line"), ("◉ " if twig.here else "○ ", "accent"), (twig.name, "b" if twig.here else "")]
    if twig.about:
        parts.append((f"  {twig.about}", "dim"))
    return Item(tuple(parts), ((twig.state, "dim"),), twig.path)


def shelf_rows(replay: Replay, without: Collection[str]) -> list[Item]:
    """Return the other saves that lie beside a replay's, latest first."""
    from exercise.reading.branching import saves_round

    return [
        Item(((one.name.ljust(24) + "  ", "b"), (one.title, "dim")), ((one.created[:10], "dim"),), str(one.path))
        for one in saves_round(replay)
        if str(one.path) not in without and one.path != replay.path
    ]


class ReplayScreen(Pictured):
    """A session, stepped through."""

    CSS_PATH = "replay.tcss"
    HELP_PAGE = "replay"
    KEYS_WHERE_WIDE = frozenset(("replay.play", "replay.filter", "replay.jump", "replay.note"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Event", key_display="←→", id="replay.left", tooltip="The event before"),
        Binding("right", "step(1)", "Event", show=False, id="replay.right", tooltip="The next event"),
        Binding("up", "turn(-1)", "Turn", key_display="↑↓", id="replay.up", tooltip="The turn before"),
        Binding("down", "turn(1)", "Turn", show=False, id="replay.down", tooltip="The next turn"),
        Binding("shift+left", "turn(-1)", "Turn", show=False, id="replay.turn-left", tooltip="The turn before, from any panel"),
        Binding("shift+right", "turn(1)", "Turn", show=False, id="replay.turn-right", tooltip="The next turn, from any panel"),
        Binding("home", "edge(0)", "Start", show=False, id="replay.home", tooltip="The first event"),
        Binding("end", "edge(-1)", "End", show=False, id="replay.end", tooltip="The last event"),
        Binding("enter", "follow", "Causes", key_display="Enter", id="replay.follow", tooltip="Into the causes; there, to where one began"),
        Binding(
            "backspace",
            "return",
            "Return",
            show=False,
            key_display="Bksp",
            id="replay.return",
            tooltip="Back to where a cause was followed from",
        ),
        Binding("b", "branch", "Branch", id="replay.branch", tooltip="Decide otherwise here, and see what becomes of it"),
        Binding("c", "compare", "Compare", id="replay.compare", tooltip="Beside another session, or a branch of this one"),
        Binding("r", "report", "Report", id="replay.report", tooltip="The after-action report"),
        Binding("v", "viewpoint", "View as", id="replay.view", tooltip="Through the eyes of a seat, the public or the facilitator"),
        Binding("f", "filter", "Filter", id="replay.filter", tooltip="By kind, seat or track"),
        Binding("d", "debrief", "Debrief", id="replay.debrief", tooltip="The guided debrief"),
        Binding("j", "jump", "Jump", id="replay.jump", tooltip="To a turn, a bookmark or a note"),
        Binding("n", "note", "Note", id="replay.note", tooltip="Write a note on this moment, kept beside the save"),
        Binding("k", "bookmark", "Bookmark", show=False, id="replay.bookmark", tooltip="Set or take away a bookmark"),
        Binding("space", "play", "Play", key_display="Space", id="replay.play", tooltip="Play on by itself, or stop"),
        Binding("plus,equals_sign", "speed(1)", "Faster", show=False, key_display="+", id="replay.faster", tooltip="Play faster"),
        Binding("minus", "speed(-1)", "Slower", show=False, key_display="-", id="replay.slower", tooltip="Play slower"),
        Binding("g", "tree", "Branches", show=False, id="replay.tree", tooltip="All branches of this session as a tree"),
        Binding("y", "tracks", "Tracks", show=False, id="replay.tracks", tooltip="Which tracks the trends show"),
        Binding("m", "map", "Map", show=False, id="replay.map", tooltip="The next layer of the map; on a narrow screen first the pictures"),
        Binding("w", "rule", "Rule", show=False, id="replay.rule", tooltip="The rule and the claim behind the row under the cursor"),
        Binding(
            "i", "instead", "If instead", show=False, id="replay.instead", tooltip="To what would have changed it; Enter there branches"
        ),
        Binding("tab", "app.focus_next", "Panel", show=False, id="replay.panel", tooltip="The next panel"),
        Binding("q", "home", "Home", show=False, id="replay.quit", tooltip="Leave the replay"),
    ]

    def __init__(self, replay: Replay) -> None:
        super().__init__()
        self.replay = replay
        self._choice = MomentFilter()
        self._list: tuple[Moment, ...] = ()
        self._followed: set[Moment] = set()
        """Moments that a cause led to and that the filter leaves out."""
        self._marks: object = ()
        self._place = 0
        self._page = ""
        self._trail: list[tuple[str, str]] = []
        self._tracks: list[str] = []
        self._speed = 1
        self._player: Timer | None = None
        self._rest: Timer | None = None
        self._others: dict[tuple[str, str], tuple[str, tuple[Other, ...]]] = {}
        self._tracer = Tracer(replay)

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        timeline = TimelineLanes(id="timeline")
        timeline.add_class("framed")
        yield timeline
        with Horizontal(id="body"):
            with Vertical(id="left"):
                trend = TrendChart(id="trend")
                trend.add_class("framed")
                yield trend
                view = MapView(id="map")
                view.add_class("framed")
                yield view
            yield Roll(id="events", classes="framed")
            with Vertical(id="right"):
                yield Lines(id="why", classes="framed")
                yield Lines(id="instead", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first thing that mattered."""
        self._tracks = list(self.replay.default_tracks())
        if self.replay.notice:
            self.table.tell(self.replay.notice)
        if self.replay.notes_fault:
            self.table.tell(self.replay.notes_fault, bad=True)
        self.query_one("#timeline").focus()
        lanes = len(self.replay.lanes)
        if not self.is_narrow:
            self.query_one("#timeline").styles.height = lanes + 3
        self._narrow()
        # A session read whole is many small things that live as long as the screen: looking through them again and again
        # for garbage would make one step in twenty wait three times as long as the others.
        self.call_after_refresh(gc.freeze)

    def on_unmount(self) -> None:
        """Let the session go."""
        self._stop()
        gc.unfreeze()

    def on_resize(self) -> None:
        """Give the timeline a row for each seat where there is room."""
        high = len(self.replay.lanes) + 3
        self.query_one("#timeline").styles.height = min(8, high) if self.app.size.width < 100 else high
        self.call_after_refresh(self._show_why)

    # --- what is shown

    def _narrow(self) -> None:
        """Make the list of moments anew and stand at the nearest one."""
        replay = self.replay
        self._list = replay.narrowed(self._choice)
        if self._followed:
            self._list = tuple(sorted({*self._list, *self._followed}))
        self._marks = replay.marks(self._list)
        self._place = replay.nearest(self._list)
        if self._list:
            replay.stand(self._list[self._place])
        self.query_one("#events", Roll).show(len(self._list), self._row, self._place)
        self._redraw()

    def _row(self, number: int) -> Item:
        moment = self._list[number]
        replay = self.replay
        lane = next((lane for lane in replay.lanes if lane.id == moment.lane), replay.lanes[-1])
        later = number > self._place
        marked = replay.noted(moment) is not None
        wide = max(len(lane.title) for lane in replay.lanes)
        parts: list[Part] = [
            (replay.column_title(moment.column).ljust(3), "faint" if later else "dim"),
            ("▪" if marked else " ", "accent"),
            (GLYPHS.get(moment.sort, "●") + " ", "faint" if later else lane.ink),
            (name_in(lane.title, 7).ljust(min(wide, 7) + 1), "faint" if later else f"b {lane.ink}"),
            (replay.line(moment), "dim" if later else "b" if number == self._place else ""),
        ]
        return Item(tuple(parts))

    def _redraw(self) -> None:
        """Show the moment stood at in every panel."""
        self._show_bar()
        self._show_timeline()
        self._show_pictures()
        self._show_events()
        self._page = ""
        self._show_why()

    @property
    def _moment(self) -> Moment | None:
        return self._list[self._place] if self._list else None

    def _show_bar(self) -> None:
        replay, moment = self.replay, self._moment
        column = moment.column if moment else 1
        left: list[Part] = [(" REPLAY ", "here"), (f"  {replay.name}", "b"), ("  seen by ", "dim")]
        eyes = next((one for one in replay.viewpoints() if one.id == replay.eyes), None)
        left.append((eyes.title if eyes else replay.eyes, f"b {eyes.ink}" if eyes else "b"))
        if not self.is_narrow:
            what = f"{replay.session.scenario.head.title} · " if self.app.size.width >= 140 else ""
            left.append((f"   {what}{replay.turns} turns, {len(self._list)} events", "dim"))
        up, down = SPEEDS[self._speed]
        speed = f"{up}×" if down == 1 else "½×"
        where = f"Turn {column} of {replay.turns}" if column <= replay.turns else "The years after"
        right: list[Part] = [
            ("▶ " if self._player else "‖ ", "b accent"),
            (where, "b"),
            (f" {replay.when(column)} ", ""),
            (f"{speed} ", "dim"),
        ]
        self.query_one("#bar", TopBar).show(left, right)

    def _show_timeline(self) -> None:
        replay, moment = self.replay, self._moment
        timeline = self.query_one("#timeline", TimelineLanes)
        timeline.show(replay.lanes, self._marks, replay.columns, moment.ref if moment else "", replay.column_title)  # type: ignore[arg-type]
        title(timeline, "Timeline", "◆ decision  ● event  ▲ set off by a rule")

    def _show_pictures(self) -> None:
        replay, moment = self.replay, self._moment
        trend = self.query_one("#trend", TrendChart)
        series, marks = replay.reader.tracks.series(self._tracks)
        at, share = replay.passed()
        trend.show(series, tuple("after" if stop.is_end else str(stop.turn) for stop in replay.stops), at, marks, share)
        title(trend, "Trends", "y chooses tracks")
        layers = replay.reader.map.layers()
        view = self.query_one("#map", MapView)
        layer = layers[self._layer % len(layers)] if layers else None
        names = (
            ()
            if moment is None
            else (
                moment.lane,
                *TrackName.of(moment.track).keys,
            )
        )
        actors = [actor for name in names for actor in replay.session.seats.get(name, (name,))]
        view.show(layer, replay.reader.map.codes(actors) if actors else ())
        where = replay.column_title(moment.column) if moment else ""
        title(view, layer.title if layer else "Map", " · ".join(filter(None, (where, "m next layer" if len(layers) > 1 else ""))))

    def _show_events(self) -> None:
        events = self.query_one("#events", Roll)
        events.go(self._place)
        kind = next(name for id, name, _ in FILTERS if id == self._choice.kind)
        parts = [kind] if not self._choice.track else [self.replay.words.track(self._choice.track)]
        if self._choice.lane:
            parts.append(next((lane.title for lane in self.replay.lanes if lane.id == self._choice.lane), self._choice.lane))
        count = f"{self._place + 1} of {len(self._list)}" if self._list else "none"
        title(events, f"Events: {', '.join(parts)}", f"{count} · f filters")

    def _show_why(self) -> None:
        why = self.query_one("#why", Lines)
        moment = self._moment
        if moment is None:
            why.show(
                [
                    item(
                        NOT_KNOWN if not self.replay.moments else "No event is left by this filter. Press f to choose another.",
                        "dim",
                        wrap=True,
                    )
                ]
            )
            title(why, "Why it happened", "")
            self.query_one("#instead", Lines).show([])
            return
        if self._page:
            leaf = self.replay.reader.pages.leaf(self._page)
            why.show(leaf_rows(leaf))
            title(why, leaf.title, "Bksp back")
            return
        page = self._tracer.explained(moment)
        rows = explained_rows(page, self.replay.column_title(moment.column), self.replay.noted())
        if self.is_narrow:
            rows += self._instead_rows(page)
        why.show(rows)
        title(why, "Why it happened", "Enter follows · w rule" + (" · Bksp back" if self._trail else ""))
        panel = self.query_one("#instead", Lines)
        panel.show(self._instead_rows(page, bare=True))
        about = f": {self.replay.reader.tracks.short(page.track)}" if page.track else ""
        title(panel, f"If instead{about}", "i · Enter branches" if page.track else "")

    def _instead_rows(self, page: Explained, bare: bool = False) -> list[Item]:
        """Return what would have changed this moment; it is worked out once the cursor rests."""
        moment = self._moment
        head = [] if bare else [heading("IF INSTEAD", "b dim")]
        if moment is None or not page.track:
            return [item("No other choice of one decision bears on this.", "dim", wrap=True)] if bare else []
        key = (self.replay.eyes, moment.ref)
        if key not in self._others:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(PAUSE, self._rested) if self._player is None else None
            return [*head, item("…", "dim")]
        others = self._others[key][1]
        if not others:
            return [*head, item("No single other choice would have changed it.", "dim", wrap=True)]
        rows = instead_rows([other.line for other in others])
        return [*head, *(row._replace(ref=f"other:{n}") for n, row in enumerate(rows))]

    def _rested(self) -> None:
        self._rest = None
        moment = self._moment
        if moment is None:
            return
        self._others[self.replay.eyes, moment.ref] = self._tracer.instead(moment)
        ref = self.query_one("#why", Lines).ref
        if not self._page:
            self._show_why()
            if ref and self.query_one("#why").has_focus:
                self.query_one("#why", Lines).to_ref(ref)

    # --- going

    def _go(self, place: int) -> None:
        if not self._list:
            return
        place = min(max(0, place), len(self._list) - 1)
        if place == self._place and not self._page:
            return
        self._place = place
        self.replay.stand(self._list[place])
        self._redraw()

    def _go_to(self, moment: Moment) -> None:
        """Stand at a moment, adding it to the list where the filter had left it out."""
        if moment not in self._list:
            self._followed.add(moment)
            self.replay.stand(moment)
            self._narrow()
        self._go(self._list.index(moment))

    def action_step(self, step: int) -> None:
        """Go an event on or back."""
        self._go(self._place + step)

    def action_turn(self, step: int) -> None:
        """Go to the first event of the next turn; back, to the first of this one and then of the turn before."""
        moment = self._moment
        if moment is None:
            return
        columns = [one.column for one in self._list]
        if step > 0:
            place = next((n for n in range(self._place, len(columns)) if columns[n] > moment.column), len(columns) - 1)
        else:
            first = columns.index(moment.column)
            place = first if first < self._place else columns.index(columns[first - 1]) if first else 0
        self._go(place)

    def action_edge(self, place: int) -> None:
        """Go to the first or the last event."""
        self._go(0 if place == 0 else len(self._list) - 1)

    def action_play(self) -> None:
        """Play on by itself, or stop."""
        if self._player is not None:
            self._stop()
        elif self._list:
            if self._place == len(self._list) - 1:
                self._go(0)
            up, down = SPEEDS[self._speed]
            self._player = self.set_interval(down / up, self._play_on)
        self._show_bar()

    def _play_on(self) -> None:
        if self._place >= len(self._list) - 1:
            self._stop()
            self._show_bar()
            self._show_why()
        else:
            self._go(self._place + 1)

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()
            self._player = None

    def action_speed(self, step: int) -> None:
        """Play faster or slower."""
        self._speed = min(max(0, self._speed + step), len(SPEEDS) - 1)
        if self._player is not None:
            self._stop()
            self.action_play()
        self._show_bar()

    def on_timeline_lanes_picked(self, event: TimelineLanes.Picked) -> None:
        """Stand at the mark clicked."""
        event.stop()
        moment = self.replay.moment(event.ref)
        if moment is not None:
            self._go_to(moment)

    def on_roll_picked(self, event: Roll.Picked) -> None:
        """Stand at the row clicked."""
        event.stop()
        self._go(event.number)

    # --- following causes

    def action_follow(self) -> None:
        """Go into the causes."""
        self.query_one("#why", Lines).focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Follow a cause to where it began, or open its rule."""
        event.stop()
        if event.ref.startswith("other:"):
            self._branch_other(int(event.ref.partition(":")[2]))
            return
        goes, _, page = event.ref.partition("|")
        moment = self.replay.moment(goes.removeprefix("go:")) if goes.startswith("go:") else None
        if moment is not None:
            self._remember()
            self._go_to(moment)
            self.query_one("#why", Lines).focus()
        else:
            self._open(page or goes)

    def _remember(self) -> None:
        moment = self._moment
        if moment is not None:
            self._trail.append((moment.ref, self._page))
            del self._trail[:-LONGEST_TRAIL]

    def _open(self, page: str) -> None:
        if page and not page.startswith("go:"):
            self._remember()
            self._page = page
            self._show_why()

    def action_rule(self) -> None:
        """Open the rule behind the row under the cursor, or the first rule named."""
        why = self.query_one("#why", Lines)
        refs = why.ref.split("|") if why.has_focus else []
        page = next((ref for ref in refs if ref and not ref.startswith(("go:", "other:"))), "")
        moment = self._moment
        if not page and moment is not None and not self._page:
            page = next((ref for ref, _, _ in self._tracer.explained(moment).grounds), "")
        why.focus()
        self._open(page)

    def action_return(self) -> None:
        """Go back to where a cause was followed from."""
        if not self._trail:
            return
        ref, page = self._trail.pop()
        moment = self.replay.moment(ref)
        if moment is None:
            return
        self._go_to(moment)
        self._page = page
        self._show_why()

    def action_instead(self) -> None:
        """Go to what would have changed it."""
        panel = self.query_one("#why" if self.is_narrow else "#instead", Lines)
        panel.focus()
        if self.is_narrow:
            panel.to_ref("other:0")

    def action_back(self) -> None:
        """Back to the timeline from a panel, then out of the replay."""
        timeline = self.query_one("#timeline")
        if self._page:
            self.action_return()
        elif self.focused is not None and self.focused is not timeline:
            timeline.focus()
        else:
            self.action_home()

    def action_home(self) -> None:
        """Leave the replay."""
        self._stop()
        if len(self.app.screen_stack) > self.table.floor:
            self.close()
        else:
            self.app.exit(0)

    # --- choosing what is shown

    def action_filter(self) -> None:
        """Choose which events are listed."""
        rows = [heading("BY KIND", "b accent")]
        rows += [Item(((name.ljust(22), "b"), (text, "dim")), ref=f"kind:{id}") for id, name, text in FILTERS]
        rows.append(heading("BY SEAT", "b accent"))
        rows.append(Item((("Every seat", "b"),), ref="lane:"))
        rows += [Item(((lane.title, f"b {lane.ink}"),), ref=f"lane:{lane.id}") for lane in self.replay.lanes]
        rows.append(heading("BY TRACK, WITH ALL THAT MOVED IT", "b accent"))
        rows += [
            Item(((name, ""), (f"  {self.replay.reader.tracks.short(id)}", "dim")), ((how, "dim"),) if how else (), f"track:{id}")
            for id, name, how in self.replay.track_choices()
            if how != "measure"
        ]
        also = {f"track:{id}": words for id, words in self.replay.track_words().items()}
        self.app.push_screen(Picker("Show", rows, f"kind:{self._choice.kind}", also=also), self._filtered)

    def _filtered(self, ref: str | None) -> None:
        sort, _, rest = (ref or "").partition(":")
        if sort == "kind":
            self._choice = self._choice._replace(kind=rest, track="")
        elif sort == "lane":
            self._choice = self._choice._replace(lane=rest)
        elif sort == "track":
            self._choice = MomentFilter(self._choice.kind, "", rest)
            if rest not in self._tracks:
                self._tracks = [rest, *self._tracks][:MOST_SERIES]
        if ref:
            self._followed.clear()
            self._narrow()

    def action_tracks(self) -> None:
        """Choose the tracks of the trends."""
        rows = [
            Item(
                (
                    ("● " if id in self._tracks else "○ ", "accent"),
                    (name, "b" if id in self._tracks else ""),
                    (f"  {self.replay.reader.tracks.short(id)}", "dim"),
                ),
                ((how, "dim"),),
                id,
            )
            for id, name, how in self.replay.track_choices()
        ]
        first, also = self._tracks[0] if self._tracks else "", self.replay.track_words()
        self.app.push_screen(Picker(f"Tracks, at most {MOST_SERIES}", rows, first, also=also), self._tracked)

    def _tracked(self, name: str | None) -> None:
        if not name:
            return
        if name in self._tracks:
            self._tracks.remove(name)
        else:
            self._tracks = [*self._tracks, name][-MOST_SERIES:]
        self._show_pictures()

    def action_viewpoint(self) -> None:
        """Choose whose eyes to look through."""
        points = self.replay.viewpoints()
        if len(points) < 2:
            self.table.tell(f"This replay shows what {self.replay.reader_title()} may see, and nothing else.")
            return
        rows = [Item(((one.title.ljust(24), f"b {one.ink}"), (one.text, "dim")), ref=one.id) for one in points]
        self.app.push_screen(Picker("Look through the eyes of", rows, self.replay.eyes), self._viewed)

    def _viewed(self, reader: str | None) -> None:
        if not reader or reader == self.replay.eyes:
            return
        if not self.replay.is_over:
            text = "The session is not over. Other eyes show what the seats still keep from each other."
            self.app.push_screen(Ask("Look all the same?", text, "Look"), lambda yes: self._look_as(reader) if yes else None)
        else:
            self._look_as(reader)

    def _look_as(self, reader: str) -> None:
        self._stop()
        self.replay.look_as(reader)
        self._tracer = Tracer(self.replay)
        self._trail.clear()
        self._followed.clear()
        known = {name for name, _, _ in self.replay.track_choices()}
        self._tracks = [name for name in self._tracks if name in known] or list(self.replay.default_tracks())
        if self._choice.track and self._choice.track not in known:
            self._choice = MomentFilter(MATTERED)
        self._narrow()

    def action_jump(self) -> None:
        """Jump to a turn, a bookmark or a note."""
        replay = self.replay
        moment = self._moment
        rows = [heading("TURNS", "b accent")]
        for column in dict.fromkeys(one.column for one in self._list):
            name = f"Turn {column}" if column <= replay.turns else "After"
            rows.append(Item(((name.ljust(10), "b"), (replay.when(column), "dim")), ref=f"turn:{column}"))
        marked = replay.bookmarks()
        if marked:
            rows.append(heading("BOOKMARKS AND NOTES", "b accent"))
        for found, text in marked:
            rows.append(
                Item(
                    ((replay.column_title(found.column).ljust(4), "dim"), (replay.text(found), "b"), (f"  {text}", "i")),
                    ref=f"go:{found.ref}",
                )
            )
        self.app.push_screen(Picker("Jump to", rows, f"turn:{moment.column}" if moment else ""), self._jumped)

    def _jumped(self, ref: str | None) -> None:
        sort, _, rest = (ref or "").partition(":")
        if sort == "turn":
            self._go(next((n for n, one in enumerate(self._list) if one.column >= int(rest)), len(self._list) - 1))
        elif sort == "go" and (moment := self.replay.moment(rest)) is not None:
            self._go_to(moment)

    def _layers(self) -> int:
        return len(self.replay.reader.map.layers())

    # --- notes, kept beside the save

    def action_bookmark(self) -> None:
        """Set a bookmark here, or take it away."""
        self._keep(None if self.replay.noted() is not None else "")

    def action_note(self) -> None:
        """Write a note on this moment."""
        moment = self._moment
        if moment is not None:
            asked = "A note on this moment. It is kept beside the save, not in it. Emptied, it goes."
            self.app.push_screen(Remark("Note", asked, self.replay.noted() or "", 400), self._noted)

    def _noted(self, text: str | None) -> None:
        if text:
            self._keep(text.strip() or None)

    def _keep(self, text: str | None) -> None:
        try:
            self.replay.note(text)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
        self._show_why()
        self.query_one("#events", Roll).refresh()

    # --- where one goes from here

    def action_branch(self) -> None:
        """Decide otherwise in this turn."""
        self._branch("", "", "")

    def _branch_other(self, number: int) -> None:
        moment = self._moment
        others = self._others.get((self.replay.eyes, moment.ref), ("", ()))[1] if moment else ()
        if number < len(others):
            other = others[number]
            self._branch(other.key, other.modality or "not-made", other.value)

    def _branch(self, key: str, modality: str, value: str) -> None:
        self._stop()
        moment = self._moment
        if moment is None:
            return
        if self.replay.session.shared:
            self.table.tell(f"This is a copy made for {self.replay.reader_title()}: it can be looked at, not branched.")
            return
        try:
            brancher = Brancher(self.replay, moment.column)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        if not brancher.moves:
            self.table.tell(f"{self.replay.reader_title()} knows of no decision in this turn that could be made otherwise.")
            return
        near = [move for move in brancher.moves if self.replay.session.setup.seat_of.get(move.actor) == moment.lane]
        chosen = (brancher.move(key) if key else brancher.of(moment)) or (near or list(brancher.moves))[0]
        other = brancher.with_value(decision_key(chosen), modality, value) if modality else format_move(chosen)
        self.table.open("branch", brancher, decision_key(chosen), other, then=self._branched)

    def _branched(self, made: tuple[Branch, str] | None) -> None:
        if made is None:
            return
        branch, then = made
        missed = f" Not possible in it: {'; '.join(branch.missed[:3])}." if branch.missed else ""
        self.table.tell(f"{branch.name} is made.{missed}")
        try:
            if then == "play":
                self.table.open_save(str(branch.path))
            else:
                self._compare_with(str(branch.path))
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def action_compare(self) -> None:
        """Compare with a branch, or with another session."""
        self._stop()
        if self.replay.path is None:
            self.table.tell("This session was never saved; there is nothing to set beside it.")
            return
        twigs = tree(self.replay)
        rows = [heading("ITS BRANCHES, AND WHERE IT COMES FROM", "b accent")] if len(twigs) > 1 else []
        rows += [twig_row(twig) for twig in twigs if not twig.here]
        others = shelf_rows(self.replay, {twig.path for twig in twigs})
        rows += [heading("OTHER SESSIONS", "b accent"), *others] if others else []
        if not rows:
            self.table.tell("There is no other session here. Press b to make a branch of this one.")
            return
        rows.append(heading("SEVERAL AT ONCE", "b accent"))
        rows.append(Item((("Choose several".ljust(26), "b"), ("sessions side by side, or two cohorts", "dim")), ref=SEVERAL))
        self.app.push_screen(Picker("Compare with", rows), self._compared)

    def _compared(self, path: str | None) -> None:
        if path == SEVERAL:
            reader = self.replay.eyes
            self.table.compare_several(str(self.replay.path), "" if reader == FACILITATOR else reader)
        elif path:
            try:
                self._compare_with(path)
            except ExerciseError as fault:
                self.table.tell(str(fault), bad=True)

    def _saves(self) -> Path | None:
        return self.replay.beside.parent if self.replay.beside is not None else None

    def _compare_with(self, path: str) -> None:

        reader = self.replay.eyes
        other = Replay.open(path, self._saves(), self.replay.locked)
        if reader not in {one.id for one in other.viewpoints()}:
            raise ExerciseError(f"{other.name} cannot be seen through the eyes of {self.replay.reader_title()}.")
        other.look_as(reader)
        self.table.open("compare", self.replay, other)

    def action_tree(self) -> None:
        """Show all branches as a tree; one that is taken is opened."""
        twigs = tree(self.replay)
        if len(twigs) < 2:
            self.table.tell("This session has no branches yet. Press b to make one.")
            return
        here = next((twig.path for twig in twigs if twig.here), "")
        self.app.push_screen(Picker("Branches", [twig_row(twig) for twig in twigs], here, "Enter opens one · Esc closes"), self._taken)

    def _taken(self, path: str | None) -> None:
        if not path or (self.replay.path is not None and path == str(self.replay.path)):
            return
        try:
            other = Replay.open(path, self._saves(), self.replay.locked)
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        self.app.switch_screen(ReplayScreen(other))

    def action_report(self) -> None:
        """Show the after-action report, as those may know it whose eyes are looked through."""
        self._stop()
        self.table.open("report", self.replay)

    def action_debrief(self) -> None:
        """Begin the guided debrief."""
        self._stop()
        self.table.open("debrief", self.replay)
