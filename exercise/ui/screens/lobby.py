"""The lobby of several people at one keyboard: the seat plan, who sits where or does not, and the settings of the session."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from exercise.desk import scenarios as reading
from exercise.desk import shelf
from exercise.desk.console import timing
from exercise.desk.keyboard import laid
from exercise.desk.shelf import Scene
from exercise.desk.start import PRACTICE
from exercise.engine.setup import HALVES
from exercise.errors import ExerciseError, did_you_mean
from exercise.reading.forms.form import FormField, Option
from exercise.reading.forms.settings import setting_fields
from exercise.reading.models import Card, Plan, PlannedSeat
from exercise.session import NAME
from exercise.store.places import free_path, save_path, saves_folder
from exercise.ui.base import Sheet, title
from exercise.ui.dialogs import Ask, Remark
from exercise.ui.text import Item, Part, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.words import counted

TALL = 34
"""Rows from which the lobby has room for the time and for whom each seat decides."""
MOVES, SEATS = 10, 6
"""Moves of a plan of time that are all listed, and seats that have a second row."""
A_DESK, A_READ_OUT = 3, 3
"""Minutes that a turn takes at a desk, and its read-out, where the program facilitates."""
HOLDERS = {"person": "here", "persona": "bot", "hold": "absent"}
"""Who can hold a seat, and what that is called here."""
HOLDING = {"person": "a person is here", "persona": "a bot plays it", "hold": "nobody plays it"}
INKS = {"person": "b gain", "persona": "dim", "hold": "cost"}


CHAIRS = (
    Option("program", "The program", "It closes the phases when all are done."),
    Option("person", "A person here", "At a console: clock, events, rulings, orders from paper cards, a read-out to the room."),
)
"""Who facilitates."""


class Lobby(Sheet):
    """Where several people sit down."""

    CSS_PATH = "lobby.tcss"
    HELP_PAGE = "lobby"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "Start", id="lobby.start", tooltip="Start the session with these people"),
        Binding("space", "next_holder(1)", "Here, bot, absent", key_display="Space", id="lobby.holder",
                tooltip="Who holds the seat: a person here, a bot, or nobody"),
        Binding("left", "next_holder(-1)", "Before", show=False, id="lobby.holder-back", tooltip="The holder before"),
        Binding("right", "next_holder(1)", "Next", show=False, id="lobby.holder-next", tooltip="The next holder"),
        Binding("n", "name", "Name", id="lobby.name", tooltip="The name of who sits in the seat under the cursor"),
        Binding("w", "save_as", "Save as", id="lobby.save-as", tooltip="The name under which the session is saved"),
        Binding("a", "all", "All here", id="lobby.all", tooltip="A person in every seat"),
        Binding("tab", "app.focus_next", "Panel", key_display="Tab", id="lobby.panel", tooltip="Seats, settings"),
        Binding("shift+tab", "app.focus_previous", "Panel", show=False, id="lobby.panel-back", tooltip="The panel before"),
        Binding("escape", "back", "Back", key_display="Esc", id="lobby.back", tooltip="Back to where you came from"),
    ]  # fmt: skip

    def __init__(self, scenario: str = "", plan: str = "") -> None:
        super().__init__()
        self._scenario = scenario
        self._scenes: tuple[Scene, ...] = ()
        self._plan_id = plan
        self._card: Card | None = None
        self._plans: tuple[Plan, ...] = ()
        self._holders: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._save = ""
        self._settings = {"chair": "program", "pace": "full", "level": "full", "variant": ""}

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="chairs", classes="framed", always=True)
                rows = ChoiceRows(id="settings")
                rows.add_class("framed")
                yield rows
                yield Lines(id="time", classes="framed", focusable=False)
            yield Lines(id="about", classes="framed", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the scenario once the frame is painted."""
        if not self.query("#bar"):
            # Closed before it was built.
            return
        self.query_one("#bar", TopBar).show(((" Lobby ", "here"), ("  Several people at one keyboard", "")))
        title(self.query_one("#chairs"), "Seats", "Space here, bot, absent · n name")
        self._save = self.table.start.name
        self._settings["pace"] = self.table.start.pace or "full"
        self._settings["variant"] = self.table.start.variant
        self.query_one("#chairs").focus()
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        folder = self.table.folders.scenarios
        self._scenes = shelf.scenes(folder)
        if not self._scenario:
            known = [scene.id for scene in self._scenes if scene.id != PRACTICE]
            self._scenario = shelf.MAIN if shelf.MAIN in known else next(iter(known), "")
        try:
            card, plans = reading.card(self._scenario, folder), reading.plans(self._scenario, folder)
            # The plan that was asked for is one of the scenario that was asked for, not of another that is chosen here.
            wanted = self.table.start.plan if self._scenario == self.table.start.scenario else ""
            ids = [plan.id for plan in plans]
            if wanted and wanted not in ids:
                raise ExerciseError(
                    f'scenario "{self._scenario}" has no seat plan "{wanted[:64]}".{did_you_mean(wanted, ids)} It has: {", ".join(ids)}.'
                )
        except ExerciseError as fault:
            self.query_one("#about", Lines).show([Item(((str(fault), "cost"),), wrap=True)])
            return
        self._card, self._plans = card, plans
        left: list[Part] = [(" Lobby ", "here"), (f"  {self._card.title}", "b"), ("  several people at one keyboard", "")]
        self.query_one("#bar", TopBar).show(left)
        several = next((plan for plan in self._plans if plan.people > 1), self._plans[0])
        self._lay(next((plan for plan in self._plans if plan.id == self._plan_id), several))

    @property
    def _plan(self) -> Plan | None:
        return next((plan for plan in self._plans if plan.id == self._plan_id), None)

    def _lay(self, plan: Plan) -> None:
        """Lay the table by a plan: a person in each seat, or in the first where the plan is for one."""
        self._plan_id = plan.id
        self._holders = {seat.id: "person" if n < plan.people else "persona" for n, seat in enumerate(plan.seats)}
        self._names = {seat: name for seat, name in self._names.items() if seat in self._holders}
        self.redraw()

    def redraw(self) -> None:
        """Show the seats, the settings, and what the seat under the cursor is."""
        plan, card = self._plan, self._card
        if plan is None or card is None or not self.query("#chairs"):
            return
        chairs = self.query_one("#chairs", Lines)
        chairs.show([row for seat in plan.seats for row in self._rows(seat)], ref=chairs.ref)
        people = sum(holder == "person" for holder in self._holders.values())
        title(chairs, f"Seats · {people} of {len(plan.seats)} here")
        scenes = tuple(Option(scene.id, scene.title) for scene in self._scenes)
        rows = [
            *([FormField("scenario", "Scenario", scenes, (self._scenario,), stepping=True)] if len(scenes) > 1 else []),
            FormField("plan", "Plan", tuple(Option(one.id, str(one.people), one.title) for one in self._plans), (plan.id,)),
            FormField("chair", "Facilitator", CHAIRS, (self._settings["chair"],)),
            *setting_fields(card, {name: (value,) for name, value in self._settings.items()}),
        ]
        self.query_one("#settings", ChoiceRows).show(rows)
        title(self.query_one("#settings"), "Table", f"w save: {self._save or self._next_name(plan.id)}")
        self._show_time(people)
        self._show_about()

    @property
    def _is_tall(self) -> bool:
        """Return whether there is room for what a small terminal leaves out."""
        return not self.is_narrow and self.app.size.height >= TALL

    def _show_time(self, people: int) -> None:
        """Show how long the session will take, and how the time falls on its parts."""
        panel, card = self.query_one("#time", Lines), self._card
        panel.display = self._is_tall
        self.set_class(self._is_tall, "-tall")
        if card is None or not panel.display:
            return
        turns = -(-card.turns // HALVES[self._settings["pace"]])
        if self._settings["chair"] == "person":
            slots = timing.plan_of_time(card.minutes, turns)
            each = next(slot.end - slot.start for slot in slots if slot.turn)
            rows = [
                Item(((f"{slot.start:>3}–{slot.end:<3} ", "dim"), (slot.title, "b" if slot.turn else "")))
                for slot in slots if not slot.turn or slot.turn <= 1 or slot.turn == turns or turns <= MOVES
            ]  # fmt: skip
            tight = "" if each >= timing.TIGHT else " That is tight."
            said = f"{counted(turns, 'move')} of {each} minutes.{tight} At the console z plans for another length."
            rows += [Item(), item(said, "dim", wrap=True)]
            title(panel, f"{card.minutes} minutes", "the plan of time")
            panel.show(rows)
            return
        about = turns * (max(1, people) * A_DESK + A_READ_OUT)
        panel.show(
            [
                Item(((f"About {about} minutes", "b"), (f": {counted(turns, 'turn')} of {about // turns}", "")), wrap=True),
                Item(),
                item(f"Reckoned with {A_DESK} minutes for each desk in use and {A_READ_OUT} for each read-out.", "dim", wrap=True),
                item("You may leave at any time: everything is saved.", "dim", wrap=True),
            ]
        )
        title(panel, "How long")

    def _next_name(self, plan: str) -> str:
        """Return the name that the save gets where none is given."""
        return free_path(f"{self._scenario}-{plan}", saves_folder(self.table.folders.saves)).stem

    def _rows(self, seat: PlannedSeat) -> list[Item]:
        """Return a seat as its row, and where there is room below it for whom it decides."""
        rows = [self._row(seat)]
        if self._is_tall and len(seat.actors) > 1 and self._plan is not None and len(self._plan.seats) <= SEATS:
            rows.append(Item((("  decides for " + ", ".join(seat.actors), "dim"),), wrap=True, hang=2))
        return rows

    def _row(self, seat: PlannedSeat) -> Item:
        holder = self._holders[seat.id]
        parts: list[Part] = [(seat.title, f"b {seat.side}")]
        name = self._names.get(seat.id, "")
        if name and holder == "person":
            parts.append((f"  {name}", ""))
        return Item(tuple(parts), ((f"‹ {HOLDERS[holder]:^6} ›", INKS[holder]),), seat.id)

    def _seat(self) -> PlannedSeat | None:
        ref = self.query_one("#chairs", Lines).ref
        return next((seat for seat in self._plan.seats if seat.id == ref), None) if self._plan else None

    def _show_about(self) -> None:
        card, seat = self._card, self._seat()
        if card is None or seat is None:
            return
        rows: list[Item] = [Item(((seat.title, f"b {seat.side}"),))]
        if len(seat.actors) > 1:
            rows.append(Item(((f"Decides for {', '.join(seat.actors)}.", ""),), wrap=True))
        rows.append(item("It reads its aims at its own desk.", "dim", wrap=True))
        for name, text in seat.about if self._is_tall or len(seat.about) == 1 else ():
            rows += [Item()] + [Item(((name, "b"),))] * (len(seat.about) > 1) + (prose(text) if text else [item(name, "dim")])
        rows += [
            Item(), heading("AT ONE KEYBOARD", "b accent"),
            item("Each seat has its own desk. Between two seats a curtain hides everything; the next one opens it with a key.", wrap=True),
            item("Moves are sealed: the others see only who is done. When all are, the turn is read out to everyone.", wrap=True),
            Item(), heading(card.title.upper(), "b accent"), *prose(card.text), Item(),
        ]  # fmt: skip
        if not self._is_tall:
            rows.append(item(f"{card.turns} turns, about {card.minutes} minutes with one person; longer with several.", "dim", wrap=True))
        self.query_one("#about", Lines).show(rows)
        title(self.query_one("#about"), "About")

    def on_resize(self) -> None:
        """Lay the lobby out anew where it got, or lost, room for the time."""
        super().on_resize()
        if self.is_mounted and self.has_class("-tall") != self._is_tall:
            self.redraw()

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Show what the seat under the cursor is."""
        event.stop()
        self._show_about()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Change who holds the seat opened, and say who it is now."""
        event.stop()
        self.action_next_holder(1)
        seat = self._seat()
        if seat is not None:
            self.table.tell(f"{seat.title}: {HOLDING[self._holders[seat.id]]}.")

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Keep a setting; another plan lays the table anew."""
        event.stop()
        if event.name == "scenario":
            self._scenario, self._settings["variant"] = event.chosen[0], ""
            self._load()
        elif event.name == "plan":
            self._lay(next(plan for plan in self._plans if plan.id == event.chosen[0]))
        else:
            self._settings[event.name] = event.chosen[0]
            if event.name == "chair":
                # Where a person facilitates, people are to argue, not to calculate; the facilitator raises it at will.
                self._settings["level"] = "arrows" if event.chosen[0] == "person" else "full"
            self.redraw()

    def action_next_holder(self, step: int) -> None:
        """Change who holds the seat under the cursor."""
        seat = self._seat()
        if seat is not None:
            holders = list(HOLDERS)
            self._holders[seat.id] = holders[(holders.index(self._holders[seat.id]) + step) % len(holders)]
            self.redraw()

    def action_all(self) -> None:
        """Put a person in every seat."""
        if all(holder == "person" for holder in self._holders.values()):
            self.table.tell("All are here already.")
            return
        self._holders = dict.fromkeys(self._holders, "person")
        self.redraw()

    def action_name(self) -> None:
        """Write the name of who sits in the seat under the cursor."""
        seat = self._seat()
        if seat is None:
            return

        def wrote(text: str | None) -> None:
            if text and text.strip():
                self._names[seat.id] = text.strip()
                self._holders[seat.id] = "person"
            elif text:
                self._names.pop(seat.id, None)
            self.redraw()

        self.app.push_screen(Remark(seat.title, "Who sits here? All at the table see the name.", self._names.get(seat.id, ""), NAME), wrote)

    def action_save_as(self) -> None:
        """Write the name under which the session is saved."""
        def wrote(text: str | None) -> None:
            if not text:
                return
            name = text.strip()
            try:
                taken = bool(name) and save_path(name, saves_folder(self.table.folders.saves)).exists()
            except ExerciseError as fault:
                self.table.tell(str(fault), bad=True)
                return
            if taken:
                self.table.tell(f"There is a save called {name} already; choose another name.", bad=True)
                return
            self._save = name
            self.redraw()

        self.app.push_screen(
            Remark("Save as", "By this name the session is opened again, and shown on a projector. Empty finds one.", self._save, 60), wrote
        )

    def action_start(self) -> None:
        """Start the session; with nobody here, ask first."""
        people = sum(holder == "person" for holder in self._holders.values())
        if not people and self._settings["chair"] == "program":
            self.table.tell("Nobody is here. At least one seat needs a person; Space changes who holds the seat.", bad=True)
        elif not people:
            text = "Nobody is here: bots, or nobody, hold every seat, and you facilitate alone."
            self.app.push_screen(Ask("Start with nobody here?", text, "starts"), lambda answer: self._set(bool(answer)))
        else:
            self._set(True)

    def _set(self, wanted: bool) -> None:
        if wanted and self._plan is not None:
            self.table.tell("Setting the table …")
            self.call_after_refresh(self._start, self._plan.id)

    def _start(self, plan: str) -> None:
        start, settings = self.table.start, self._settings
        try:
            path, session = laid(
                self._scenario, plan, self._holders, names=self._names, facilitated=settings["chair"] == "person",
                variant=settings["variant"], pace=settings["pace"], level=settings["level"], seed=start.seed, name=self._save,
                scenarios=self.table.folders.scenarios, saves=self.table.folders.saves,
            )  # fmt: skip
        except ExerciseError as fault:
            self.table.tell(str(fault), bad=True)
            return
        table = self.table
        table.take_up(path, session)
        if not session.notice:
            room = f" exercise play {path.stem} --projector, in a second window, shows the room." if settings["chair"] == "person" else ""
            table.tell(f"Saved as {path.stem}.{room}")
