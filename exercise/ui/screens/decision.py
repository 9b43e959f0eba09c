"""The decision: a move built row by row, what it is expected to bring beside it, and the plan of the turn.

The screen holds a draft and asks the desk for its rows and its forecast; what is sealed goes through the desk into the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.reading.differing import Differing, differing
from exercise.reading.models import Draft, Forecast, Track
from exercise.ui.base import Mapped, bar_parts, title
from exercise.ui.dialogs import Ask, Picker, Remark
from exercise.ui.rows import claim_rows, differing_rows, forecast_rows, plan_rows, section_rows
from exercise.ui.text import Item, Part, dots, heading, item
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.map_view import MapView
from exercise.ui.widgets.track_bar import TrackBars

THREE_COLUMNS = 118
"""Columns from which on map, brief and form stand side by side."""


class Decision(Mapped):
    """Where a seat makes up its mind."""

    CSS_PATH = "decision.tcss"
    HELP_PAGE = "decision"
    AT_TABLE = True
    CROWDED = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "add",
            "Seal",
            key_display="Enter",
            id="decision.add",
            tooltip="Seal this move; it can be taken back until the phase closes",
        ),
        Binding("c", "commit", "Commit", id="decision.commit", tooltip="Say that you are done; moves open together"),
        Binding("e", "react", "Events", id="decision.react", tooltip="Events that ask for a reaction"),
        Binding("w", "why", "Why?", id="decision.why", tooltip="The signed reasons of what the cursor is on, down to the brief"),
        Binding("a", "advice", "Advice", id="decision.advice", tooltip="Two or three moves to think about, with reasons"),
        Binding("x", "plan", "Plan", id="decision.plan", tooltip="Sealed moves and running programmes: take back or end one"),
        Binding(
            "slash",
            "kinds",
            "Moves",
            key_display="/",
            id="decision.kinds",
            tooltip="All kinds of move, with their cost and why some are barred",
        ),
        Binding("m", "map", "Map", id="decision.map", tooltip="The map; again for its next layer"),
        Binding("b", "brief", "Brief", id="decision.brief", tooltip="The situation and your brief"),
        Binding("s", "say", "Say", id="decision.say", tooltip="Signal, message, pledge, predict, note, argue"),
        Binding("r", "reason", "Reason", id="decision.reason", tooltip="One sentence on why; private until the debrief"),
        Binding("l", "log", "Log", show=False, id="decision.log", tooltip="What happened so far, as far as you may know"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="decision.panel", tooltip="The next panel"),
        Binding("shift+tab", "app.focus_previous", "Panel", show=False, id="decision.panel-back", tooltip="The panel before"),
        Binding("k", "claims", "Claims", show=False, id="decision.claims", tooltip="The claims of the brief"),
        Binding("q", "home", "Home", show=False, id="decision.home", tooltip="Leave the table; the session stays saved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._forecast = Forecast()
        self._differing: Differing | None = None
        """What the last change of a term made different; None where the move itself is another."""
        self._noted: Draft | None = None
        self._changes = 0
        """How often terms were changed since the kind of move was."""
        self._offered: Draft | None = None
        """The draft that the form laid out by itself, until the person has chosen it."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action can be done: events are looked at where there are any."""
        if action == "react":
            return self.table.has_desk and bool(self.desk.questions.reactions())
        return super().check_action(action, parameters)

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        yield TopBar(id="strip")
        with Horizontal(id="table"):
            with Vertical(id="left"):
                map_view = MapView(id="map")
                map_view.add_class("framed")
                yield map_view
                yield TrackBars(id="tracks", classes="framed")
            with Vertical(id="middle"):
                yield Lines(id="situation", classes="framed")
                yield Lines(id="claims", classes="framed")
                yield Lines(id="plan", classes="framed", focusable=False)
            with Vertical(id="right"):
                rows = ChoiceRows(id="form")
                rows.add_class("framed")
                yield rows
                yield Lines(id="forecast", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the table with a first draft."""
        desk = self.desk
        lines = self.query_one("#situation", Lines)
        lines.show(section_rows(desk.reader.news.situation()))
        title(lines, "Briefing", desk.bar().when)
        title(self.query_one("#forecast"), "Expected consequences", "a forecast: others move too")
        title(self.query_one("#claims"), "What the brief says", "w opens")
        self._draft = self._offered = desk.orders.first_draft()
        self.query_one("#form").focus()
        self.redraw()
        if any(not question.answered for question in desk.questions.reactions()):
            self.action_react()

    def redraw(self, row: str = "") -> None:
        """Show everything that follows from the draft and the session; `row` becomes the current one."""
        desk = self.desk
        draft, before = self._draft, self._noted
        forecast_before = self._forecast
        self._note(draft)
        bar = desk.bar()
        left, right = bar_parts(bar, narrow=self.is_narrow)
        self.query_one("#bar", TopBar).show(left, right)
        form = self.query_one("#form", ChoiceRows)
        plan = desk.orders.plan()
        if draft is None:
            form.show(())
            self._forecast = Forecast(refusal="No move is open to you now.")
        else:
            form.show(desk.orders.rows(draft), row)
            self._forecast = desk.orders.forecast(draft)
        cost = self._forecast.cost
        mark = " · “" + draft.because + "”" if draft and draft.because else ""
        title(
            form,
            "Your move" + mark[:40],
            f"cost {dots(cost, cost) or 'free'} of {dots(bar.capital, bar.capital) or 'none'}"
            f" · sealed {len(plan)} of {desk.orders.most_moves()}",
        )
        if draft is None or before is None or (draft.actor, draft.kind) != (before.actor, before.kind) or draft == self._offered:
            self._differing = None
        elif draft != before and not (forecast_before.refusal or self._forecast.refusal):
            self._differing = differing(forecast_before, self._forecast)
        different = differing_rows(self._differing) if self._differing is not None and not self._forecast.refusal else []
        self.query_one("#forecast", Lines).show([*different, *forecast_rows(self._forecast)])
        tracks = desk.reader.tracks.bars(desk.orders.expected(draft) if draft is not None else ())
        panel = self.query_one("#tracks", TrackBars)
        selected = desk.reader.map.codes(_named(draft))
        panel.show_tracks(tracks, desk.reader.map.standing(), selected)
        title(panel, "Tracks", "┃ threshold · ▲▼ if this is made")
        shown = self.query_one("#claims", Lines)
        shown.show(claim_rows(self._forecast.claims) or [item("Nothing in the brief speaks to this move.", "dim", wrap=True)])
        plan_panel = self.query_one("#plan", Lines)
        plan_panel.show(plan_rows(plan) or [item("Nothing sealed yet. Enter seals the move, c commits the turn.", "dim", wrap=True)])
        title(plan_panel, "Plan", f"sealed {len(plan)} of {desk.orders.most_moves()}")
        self.draw_map()
        self._draw_strip(tracks)

    def _note(self, draft: Draft | None) -> None:
        """Tell the lesson when terms of a move were changed, and changed again."""
        before, self._noted = self._noted, draft
        if before is not None and draft is not None and before != draft:
            # Another target is no other way of doing it.
            self._changes = self._changes + (before.options != draft.options) if before.kind == draft.kind else 0
            if self._changes > 1:
                self.table.note("changed")
        self.show_lesson()

    def outlined(self) -> tuple[tuple[str, ...], str]:
        """Return the states that the move is aimed at, else the seat's own."""
        return self.board.codes(_named(self._draft)), "m next layer"

    def _draw_strip(self, tracks: Sequence[Track]) -> None:
        # A change is said as such before the value it starts from: "48 ▼4" reads as what has already come to pass.
        moved = [track for track in tracks if track.change]
        parts: list[Part] = [(" If made: " if moved else " Now: ", "dim")]
        room = self.app.size.width - len(parts[0][0]) - 1
        for track in moved or tracks:
            start = f" from {track.text}" if track.text != "?" else ""
            said = track.change + start if track.change else track.text
            wide = len(track.short) + 1 + len(said) + 3
            if wide - 3 > room:
                continue
            room -= wide
            ink = "gain" if track.tone > 0 else "cost" if track.tone < 0 else "accent"
            parts += [(track.short + " ", ""), (track.change or track.text, f"b {ink}" if track.change else "b")]
            parts += [(start, "dim")] if track.change and start else []
            parts.append(("   ", ""))
        self.query_one("#strip", TopBar).show(parts)

    # --- the draft

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Change the draft as picked."""
        event.stop()
        if self._draft is not None:
            self._draft = self.desk.orders.changed(self._draft, event.name, event.chosen)
            self._offered = None
            self.redraw()

    def on_choice_rows_moved(self, event: ChoiceRows.Moved) -> None:
        """Tell the lesson that the kind of move was looked at, once the cursor goes on from there."""
        event.stop()
        if event.left == "kind":
            self.table.note("looked")

    def on_choice_rows_grouped(self, event: ChoiceRows.Grouped) -> None:
        """Go to the first kind of a group."""
        event.stop()
        if self._draft is None or event.rows.current != "kind":
            return
        kinds = self.desk.orders.kinds(self._draft.actor)
        groups = list(dict.fromkeys(kind.group for kind in kinds))
        if event.number <= len(groups):
            first = next(kind for kind in kinds if kind.group == groups[event.number - 1])
            self._draft = self.desk.orders.changed(self._draft, "kind", (first.id,))
            self.redraw()

    def action_kinds(self) -> None:
        """Show all kinds of move to pick from."""
        if self._draft is None:
            return
        items: list[Item] = []
        group = ""
        number = 0
        for kind in self.desk.orders.kinds(self._draft.actor):
            if kind.group != group:
                group = kind.group
                number += 1
                items.append(heading(f"{number} {group}" if number < 10 else group, "b accent"))
            if kind.barred:
                items.append(Item((("× " + kind.title, "dim"), ("  " + kind.barred, "cost")), ref=f"kind:{kind.id}", wrap=True, hang=4))
            else:
                items.append(
                    Item(
                        (("  " + kind.title, "b"), ("  " + kind.text, "dim")),
                        ((dots(kind.cost, kind.cost) or "free", "accent"),),
                        f"kind:{kind.id}",
                        wrap=True,
                        hang=4,
                    )
                )

        def took(ref: str | None) -> None:
            if ref:
                self.take_kind(ref.partition(":")[2])

        self.app.push_screen(Picker("Moves", items, f"kind:{self._draft.kind}"), took)

    def take_kind(self, kind: str) -> None:
        """Put a kind of move into the rows; one that is not this actor's opens into what it is."""
        if self._draft is None or kind not in [known.id for known in self.desk.orders.kinds(self._draft.actor)]:
            self.table.why(f"kind:{kind}")
            return
        self._draft = self.desk.orders.changed(self._draft, "kind", (kind,))
        self._offered = None
        self.redraw()

    def action_advice(self) -> None:
        """Show the adviser's two or three moves, and take the one chosen into the rows."""
        if self._draft is None:
            return

        advice = self.desk.adviser.advice(self._draft.actor)

        def took(number: str | None) -> None:
            if number and self._draft is not None:
                self._draft = advice[int(number) - 1].draft._replace(because=self._draft.because)
                self._offered = None
                self.redraw(row="kind")
                self.query_one("#form").focus()

        self.table.open("advice", advice, then=took)

    def action_reason(self) -> None:
        """Write one sentence on why."""
        if self._draft is None:
            return
        def wrote(text: str | None) -> None:
            if text and self._draft is not None:
                self._draft = self._draft._replace(because=text.strip())
                self.redraw()

        self.app.push_screen(Remark("Your reason", "Why this move? One sentence, private until the debrief.", self._draft.because), wrote)

    def action_add(self) -> None:
        """Seal the move."""
        draft = self._draft
        if draft is None:
            return
        if draft == self._offered and not self._forecast.refusal:
            # One Enter too many must not seal what nobody has chosen.
            self._offered = None
            self.table.tell(f"{self.desk.orders.name_of(draft)}: not chosen yet. Enter again seals it as it stands; ←→ changes it.")
            return
        before = {planned.key for planned in self.desk.orders.plan()}
        refusal = self.desk.orders.place(draft)
        if refusal:
            self.table.tell(refusal, bad=True)
            return
        sealed = next((planned for planned in self.desk.orders.plan() if planned.key not in before), None)
        self._draft = self._offered = self.desk.orders.first_draft(draft)
        self.redraw(row="kind")
        if sealed is not None:
            self.table.tell(f"Sealed: {sealed.title}. x, then Enter, takes it back; c commits the turn.")
        self.query_one("#form").focus()

    # --- the turn

    def action_plan(self) -> None:
        """Show sealed moves and running programmes; take back or end one."""
        plan, running = self.desk.orders.plan(), self.desk.orders.programmes()
        items = [heading("SEALED THIS TURN · Enter takes one back", "b accent")]
        items += plan_rows(plan) or [item(" nothing yet", "dim")]
        items += [Item(), heading("RUNNING PROGRAMMES · Enter ends one early, and breaks its word", "b accent")]
        items += [entry._replace(ref=entry.ref.replace("plan:", "end:", 1)) for entry in plan_rows(running)] or [item(" none", "dim")]

        def took(ref: str | None) -> None:
            what, _, key = (ref or "").partition(":")
            if not key:
                return
            refusal = self.desk.orders.withdraw(key) if what == "plan" else self.desk.orders.end(key)
            if refusal:
                self.table.tell(refusal, bad=True)
            self.redraw()

        self.app.push_screen(Picker("Plan", items, sub="Enter takes back or ends · Esc closes"), took)

    def action_commit(self) -> None:
        """Say that the seat is done, after one look at what is left open."""
        def said_yes(answer: str | None) -> None:
            if answer:
                self.call_after_refresh(self._commit)

        desk = self.desk
        # What was said of a move just sealed is in the question, and lies over what stands below it.
        self.app.clear_notifications()
        self.app.push_screen(Ask("Commit the turn?", desk.orders.check(), "commits", [Item(), *plan_rows(desk.orders.plan())]), said_yes)

    def _commit(self) -> None:
        refusal = self.desk.commit()
        if refusal:
            self.table.tell(refusal, bad=True)
        self.table.go_on()

    def action_react(self) -> None:
        """Show the events that ask for a reaction."""
        if not self.desk.questions.reactions():
            self.table.tell("Nothing asks for your reaction now.")
            return

        self.table.open("answers", reactions=True, then=lambda _: self.redraw())

    # --- looking round

    def action_why(self) -> None:
        """Open the reasons of what the cursor is on."""
        focused = self.focused
        ref = ""
        if isinstance(focused, Lines):
            ref = focused.ref
        if not ref:
            ref = self.query_one("#forecast", Lines).ref
        if ref and ref != "refusal":
            self.table.why(ref)
        elif self._draft is not None:
            self.table.why(f"kind:{self._draft.kind}")

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Open the reasons of a row."""
        event.stop()
        if event.ref and event.ref != "refusal":
            self.table.why(event.ref)

    def show_layer(self, number: int) -> None:
        """Show a layer of the map by its number."""
        if self.is_narrow:
            self.remove_class("-brief")
        super().show_layer(number)

    def action_map(self) -> None:
        """Show the map, or its next layer where it is shown already."""
        if self.is_narrow and not self.has_class("-map"):
            self.remove_class("-brief")
            self.add_class("-map")
            self.query_one("#tracks").focus()
        elif self.has_class("-brief") and self.app.size.width < THREE_COLUMNS:
            self.action_back()
        else:
            self._layer += 1
            self.draw_map()

    def action_brief(self) -> None:
        """Show the situation; on a narrow terminal in place of the form, where there are two columns in place of the map; and back."""
        if self.app.size.width >= THREE_COLUMNS:
            self.query_one("#situation").focus()
        elif self.has_class("-brief"):
            self.action_back()
        else:
            self.remove_class("-map")
            self.add_class("-brief")
            self.query_one("#situation").focus()

    def on_map_view_picked(self, event: MapView.Picked) -> None:
        """Aim the draft at the state clicked, where the move can be aimed there."""
        if self._draft is not None:
            aimed = self.desk.orders.aimed(self._draft, event.code)
            if aimed == self._draft and event.code not in self.desk.reader.map.codes(aimed.targets):
                self.table.tell(f"{self.desk.orders.name_of(aimed)} cannot be aimed there.")
            self._draft = aimed
            self.redraw()

    def action_back(self) -> None:
        """Back from the map or the brief to the form, or from a panel to the form."""
        self.remove_class("-map", "-brief")
        self.query_one("#form").focus()


def _named(draft: Draft | None) -> tuple[str, ...]:
    """Return the actors that a draft names."""
    return (*draft.targets, draft.actor) if draft is not None else ()
