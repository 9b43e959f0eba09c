"""Scenario and seat: what can be played, from which chair, at what pace and with how much of the working shown."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.desk import scenarios as reading
from exercise.desk import shelf
from exercise.desk.shelf import MAIN, Scene
from exercise.errors import ExerciseError
from exercise.reading.forms.settings import setting_fields
from exercise.reading.models import Card, SeatCard
from exercise.reading.sources import Sources
from exercise.ui.base import Sheet, title
from exercise.ui.dialogs import Ask
from exercise.ui.text import Item, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.words import Words


class Seats(Sheet):
    """Where a session is put together."""

    CSS_PATH = "seats.tcss"
    HELP_PAGE = "seats"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "start",
            "Take this seat",
            key_display="Enter",
            priority=True,
            id="seats.start",
            tooltip="Start a session in the seat under the cursor",
        ),
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="seats.panel", tooltip="Scenarios, seats, settings"),
        Binding("shift+tab", "app.focus_previous", "Panel", show=False, id="seats.panel-back", tooltip="The panel before"),
        Binding("h", "lobby", "Several people", id="seats.lobby", tooltip="Several people at this keyboard: who sits where"),
        Binding("b", "brief", "Read", id="seats.brief", tooltip="What the seat is about"),
        Binding("k", "claims", "Claims of the brief", id="seats.claims", tooltip="The claims that the rules rest on"),
        Binding("escape", "back", "Home", key_display="Esc", id="seats.back", tooltip="Back home"),
    ]

    def __init__(self, scenario: str = "", reading: bool = False) -> None:
        super().__init__()
        self._wanted = scenario
        self._reading = reading
        self._scenes: tuple[Scene, ...] = ()
        self._card: Card | None = None
        self._settings = {"pace": "full", "level": "full", "variant": ""}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="scenes", classes="framed", always=True)
                yield Lines(id="seats", classes="framed", always=True)
                rows = ChoiceRows(id="settings")
                rows.add_class("framed")
                yield rows
            yield Lines(id="about", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """List the scenarios; load the one under the cursor once that is painted."""
        self.query_one("#bar", TopBar).show(((" Scenario and seat ", "here"), ("  Choose what to play, and from which chair", "")))
        self._scenes = shelf.scenes(self.table.folders.scenarios)
        scenes = self.query_one("#scenes", Lines)
        scenes.show(
            [Item(((scene.title, "b"),), ((scene.id, "dim"),), scene.id) for scene in self._scenes]
            or [item("No scenarios were found.", "cost")],
            ref=self._wanted or MAIN,
        )
        title(scenes, "Scenarios")
        title(self.query_one("#seats"), "Seats")
        title(self.query_one("#settings"), "Settings")
        title(self.query_one("#about"), "About")
        self.query_one("#about", Lines).show([item("Reading …", "dim")])
        self.call_after_refresh(self._load, scenes.ref or self._wanted, True)

    def _load(self, scenario: str, first: bool = False) -> None:
        if not scenario:
            return
        try:
            self._card = reading.card(scenario, self.table.folders.scenarios)
        except ExerciseError as fault:
            self._card = None
            self.query_one("#seats", Lines).show([])
            self.query_one("#about", Lines).show([Item(((str(fault), "cost"),), wrap=True)])
            return
        rows: list[Item] = []
        plan = ""
        for n, seat in enumerate(self._card.seats):
            if seat.plan != plan:
                plan = seat.plan
                rows.append(heading(seat.plan_title))
            held = seat.actors if len(seat.actors) < 4 else seat.shorts
            rows.append(Item(((f"  {seat.title}", f"b {seat.side}"),), ((", ".join(held) if len(held) > 1 else "", "dim"),), str(n)))
        seats = self.query_one("#seats", Lines)
        seats.show(rows)
        self._show_settings()
        self._show_about(first or not self._reading)
        # Who named a scenario has chosen it; everyone else begins with the scenarios.
        (seats if first and self._wanted else self.query_one("#scenes", Lines)).focus()

    def _seat(self) -> SeatCard | None:
        ref = self.query_one("#seats", Lines).ref
        return self._card.seats[int(ref)] if self._card and ref else None

    def _show_settings(self) -> None:
        rows = setting_fields(self._card, {name: (value,) for name, value in self._settings.items()})
        self.query_one("#settings", ChoiceRows).show(rows)

    def _show_about(self, scenario: bool = False) -> None:
        card, seat = self._card, self._seat()
        if card is None:
            return
        rows: list[Item] = []
        if seat is not None and not (scenario and self._reading):
            rows += [Item(((seat.title, f"b {seat.side}"),)), *prose(seat.text)]
            if seat.objectives:
                rows += [Item(), heading("WHAT THIS SEAT IS OUT FOR", "b accent")]
                rows += [Item((("• ", "accent"), (name + ". ", "b"), (text, "")), wrap=True, hang=2) for name, text in seat.objectives]
            rows.append(Item())
        rows += [heading(card.title.upper(), "b accent"), *prose(card.text), Item()]
        rows.append(Item(((f"{card.turns} turns, about {card.minutes} minutes", "dim"),)))
        if card.brief:
            rows.append(Item(((f"Rests on: {card.brief}", "dim"),), wrap=True))
        about = self.query_one("#about", Lines)
        about.show(rows)
        title(about, "About", f"{card.turns} turns · about {card.minutes} minutes")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show what is under the cursor."""
        event.stop()
        if event.lines.id == "scenes":
            self._load(event.ref)
            self.query_one("#scenes", Lines).focus()
        elif event.lines.id == "seats":
            self._show_about()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Go from the scenario to its seats, and from a seat to the table."""
        event.stop()
        if event.lines.id == "scenes":
            if self._card is None or self._card.id != event.ref:
                self._load(event.ref)
            self.query_one("#seats", Lines).focus()
        elif event.lines.id == "seats":
            self.action_start()

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Keep a setting."""
        event.stop()
        self._settings[event.name] = event.chosen[0]
        self._show_settings()

    def action_start(self) -> None:
        """Start a session in the seat under the cursor."""
        focused = self.focused
        if isinstance(focused, Lines) and focused.id == "scenes":
            focused.action_open()
            return
        seat = self._seat()
        if self._card is None or seat is None:
            return
        card = self._card
        pace, level, *variant = (field.now for field in setting_fields(card, {name: (value,) for name, value in self._settings.items()}))
        text = (
            f"{card.title}, as {seat.title}; bots hold all other seats.\n\nPace: {pace.lower()}. Explained: {level.lower()}. "
            f"Variant: {variant[0] if variant else 'as written'}. "
            f"About {card.minutes} minutes at full pace; it is saved as it goes, and can be left at any time with q."
        )

        def said_yes(answer: str | None) -> None:
            if answer:
                self.table.tell("Setting the table …")
                self.call_after_refresh(self._start, card, seat)

        self.app.push_screen(Ask("Start a session?", text, "starts it"), said_yes)

    def _start(self, card: Card, seat: SeatCard) -> None:
        start = self.table.start
        try:
            begun = start._replace(
                scenario=card.id, plan=seat.plan, seat=seat.id, variant=self._settings["variant"], pace=start.pace or self._settings["pace"]
            )
            self.table.sit_down(begun, self._settings["level"])
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)

    def action_lobby(self) -> None:
        """Go to the lobby of several people, with the scenario under the cursor."""
        self.table.open("lobby", self._card.id if self._card else "")

    def action_brief(self) -> None:
        """Go to the reading panel."""
        self.query_one("#about", Lines).focus()

    def action_claims(self) -> None:
        """Show the claims of the brief that this scenario rests on."""
        if self._card is None:
            return
        found = reading.loaded(self._card.id, "", self.table.folders.scenarios).scenario
        self.table.open("claims", Sources(found, Words(found)), found.head.brief or "")
