"""The facilitator's console: who is done, the clock and the plan of time, what is due, what was asked; and every key of the chair.

It shows nobody's sealed moves unless the facilitator opens them. Keep it off the projector; that has `exercise play SAVE --projector`.
"""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Digits

from exercise.desk.console import timing
from exercise.desk.console.console import READS, RULES, Console
from exercise.desk.console.models import Case, MoveReading
from exercise.desk.console.timekeeper import Timekeeper
from exercise.desk.keyboard import ROUNDS, Room
from exercise.model.refs import MoveKey
from exercise.reading.forms.form import Asking, Filled
from exercise.ui import console_rows as rows
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.console_dialogs import REASON, OrderCard, Several, Write
from exercise.ui.dialogs import Ask, Picker
from exercise.ui.fill_in import fill_in
from exercise.ui.text import Item, Part, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.lines import Lines

TALL = 34
"""Rows from which the console has room for all its keys."""
HELD_BY = {"person": "back to a person", "persona": "to a bot", "random": "to a bot that plays at random", "hold": "to nobody: it holds"}
EXPLAINED = {"full": "Full: reasons and numbers", "reasons": "Reasons, without numbers", "arrows": "Arrows: directions only"}
CLOCK_INKS = {"off": "dim", "still": "dim", "run": "b", "low": "b accent", "over": "here"}
CLOCK_SAID = {"off": "", "still": "stands still", "run": "", "low": "little time left", "over": "time is up"}


class ConsoleScreen(Sheet):
    """Where a person facilitates."""

    CSS_PATH = "console.tcss"
    HELP_PAGE = "console"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="Enter", id="console.open", tooltip="What can be done with the row under the cursor"),
        Binding("c", "close", "Close phase", id="console.close", tooltip="Close this phase; what is open takes its default"),
        Binding("p", "pause", "Pause", id="console.pause", tooltip="Pause, or go on: a pause stops moves, events and the clock"),
        Binding("plus,equals_sign", "more", "2 min", key_display="+", id="console.more", tooltip="Two minutes more for this phase"),
        Binding("o", "order", "Order", id="console.order", tooltip="Enter orders of the seat under the cursor from its paper card"),
        Binding("k", "keyboard", "Keyboard", id="console.keyboard", tooltip="Pass the keyboard to the seat under the cursor"),
        Binding("j", "round", "In turn", id="console.round", tooltip="Pass the keyboard to every waiting team, one after the other"),
        Binding("i", "events", "Events", id="console.events", tooltip="Events: release, arm, hold, skip, tell all, write one"),
        Binding("v", "look", "Look", id="console.look", tooltip="Look at the adjudication before it stands, and rule on it"),
        Binding("n", "note", "Note", id="console.note", tooltip="Take a private note"),
        Binding("colon", "app.command_palette", "All", key_display=":", id="console.palette", tooltip="All that the chair can do, by name"),
        Binding("a", "arguments", "Arguments", id="console.arguments", tooltip="Arguments: enter one, add reasons, rule on it"),
        Binding("r", "read_out", "Read out", id="console.read-out", tooltip="Read out to the room: what everyone may know"),
        Binding("s", "stack", "Cards in turn", show=False, id="console.stack", tooltip="Enter the cards of every waiting team in turn"),
        Binding("space", "clock", "Clock", key_display="Space", show=False, id="console.clock", tooltip="Let the clock run, or stop it"),
        Binding("minus", "less", "Less time", show=False, key_display="-", id="console.less", tooltip="One minute less for this phase"),
        Binding("d", "done", "Done", show=False, id="console.done", tooltip="Say for the seat that it is done, or not"),
        Binding("f", "answer", "Answer for", show=False, id="console.answer", tooltip="Answer an offer or an event for the seat"),
        Binding("x", "sealed", "Sealed", show=False, id="console.sealed", tooltip="Open the sealed moves of the seat; amend one"),
        Binding("h", "hand", "Hand over", show=False, id="console.hand", tooltip="Hand the seat to a bot, or back to a person"),
        Binding("m", "message", "Message", show=False, id="console.message", tooltip="Write to seats, answer a request, or log a pledge"),
        Binding("y", "predict", "Predict", show=False, id="console.predict", tooltip="Collect a prediction of the seat under the cursor"),
        Binding("g", "observe", "Observe", show=False, id="console.observe", tooltip="Note an observation on an objective"),
        Binding("e", "explain", "Explain", show=False, id="console.explain", tooltip="How much of the working the table sees"),
        Binding("u", "turns", "Turns", show=False, id="console.turns", tooltip="Turns: fewer, more, or end now; the epilogue stays"),
        Binding("z", "length", "Plan of time", show=False, id="console.length", tooltip="How long the session is to take"),
        Binding("w", "standing", "Standing", show=False, id="console.standing", tooltip="The map and every track, as you alone see them"),
        Binding("l", "log", "Log", show=False, id="console.log", tooltip="All that happened so far; secret from the table"),
        Binding("b", "claims", "Brief", show=False, id="console.claims", tooltip="The claims of the brief"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="console.panel", tooltip="The next panel"),
        Binding("shift+tab", "app.focus_previous", "Panel", show=False, id="console.panel-back", tooltip="The panel before"),
        Binding("q", "home", "Leave", show=False, id="console.home", tooltip="Leave the table; everything is saved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._chair: Console | None = None
        self._looked = -1
        self._keeper: Timekeeper | None = None

    @property
    def chair(self) -> Console:
        """Return the facilitator's chair."""
        if self._chair is None:
            self._chair = Console(self.desk)
        return self._chair

    @property
    def keeper(self) -> Timekeeper:
        """Return the keeper of the table's clock."""
        if self._keeper is None:
            self._keeper = Timekeeper(self.desk.path, self.desk.session.scenario.head.minutes)
        return self._keeper

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Lines(id="seats", classes="framed", always=True)
                yield Lines(id="prompt", classes="framed", focusable=False)
                yield Lines(id="notes", classes="framed")
                yield Lines(id="keys", classes="framed", focusable=False)
            with Vertical(id="right"):
                with Horizontal(id="clocked"):
                    with Vertical(id="face", classes="framed"):
                        yield Digits("", id="clock")
                        yield Lines(id="mood", focusable=False)
                    yield Lines(id="plan", classes="framed", focusable=False)
                yield Lines(id="events", classes="framed")
                yield Lines(id="inbox", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the table, and keep the clock going."""
        self.query_one("#seats").focus()
        self.redraw()
        self.set_interval(1, self._tick)

    @property
    def renamed_keys(self) -> dict[str, str]:
        """Keys that now do something else than their word says: the id of each with its word."""
        return {"console.pause": "Go on"} if self.desk.session.state.paused else {}

    def redraw(self, seat: str = "") -> None:
        """Show everything as it stands; the cursor of the seats goes to `seat`, or stays."""
        chair, state = self.chair, self.desk.session.state
        if state.phase == "over":
            self.table.go_on()
            return
        self.keeper.follow(state)
        seats = self.query_one("#seats", Lines)
        seats.show(rows.place_rows(chair.places()), ref=f"seat:{seat}" if seat else seats.ref, top=False)
        names = chair.waiting()
        title(seats, "Seats", f"waiting for {len(names)}" if names else "nobody is waited for")
        prompt = self.query_one("#prompt", Lines)
        prompt.show(rows.prompt_rows(chair.prompt()))
        title(prompt, chair.words.phase(state.phase), "paused" if state.paused else f"explained: {state.level}")
        self.query_one(KeyBar).refresh()
        events = self.query_one("#events", Lines)
        listed = [one for one in chair.happenings() if one.state not in ("gone", "idle")]
        events.show(
            rows.happening_rows(listed, brief=self.is_narrow) or [item("Nothing is due. i lists all events.", "dim", wrap=True)],
            ref=events.ref,
            top=False,
        )
        title(events, "Events", "Enter or i")
        self._show_inbox()
        notes = self.query_one("#notes", Lines)
        notes.show(rows.remark_rows(chair.remarks()) or [item("n takes a note, g an observation on an objective.", "dim", wrap=True)])
        title(notes, "Private notes", "")
        self._show_keys()
        self._tick()

    def _show_keys(self) -> None:
        """Show the keys that the line at the bottom has no room for, where the panel has."""
        keys = self.query_one("#keys", Lines)
        keys.display = not self.is_narrow and self.app.size.height >= TALL
        if keys.display:
            bindings = [one for one in type(self).BINDINGS if isinstance(one, Binding)]
            more = [one for one in bindings if (not one.show and "tab" not in one.key) or one.key in ("a", "r")]
            keys.show(rows.key_rows([(one.key_display or one.key, one.description) for one in more]))
            title(keys, "More keys", "? explains them")

    def _show_inbox(self) -> None:
        chair = self.chair
        inbox = self.query_one("#inbox", Lines)

        def case_row(case: Case) -> Item:
            mark = ("argues ", "b accent") if not case.ruled else ("ruled ", "dim")
            return Item((("◆ ", "accent"), (case.who + ": ", f"b {case.side}"), (case.text, "")), (mark,), f"case:{case.key}")

        # What waits for the facilitator stands first.
        letters, cases = chair.letters(), chair.cases()
        listed = rows.letter_rows([letter for letter in letters if letter.is_open])
        listed += [case_row(case) for case in cases if not case.ruled]
        listed += rows.letter_rows([letter for letter in letters if not letter.is_open])
        listed += [case_row(case) for case in cases if case.ruled]
        guesses = rows.guess_rows(chair.guesses())
        if guesses:
            listed += [heading("PREDICTED"), *guesses]
        nothing = item("Requests, pledges, arguments and predictions are listed here.", "dim", wrap=True)
        inbox.show(listed or [nothing], ref=inbox.ref, top=False)
        asked = sum(letter.is_open for letter in letters)
        title(inbox, "Asked and said", f"{asked} to answer: m" if asked else "")

    def _tick(self) -> None:
        """Show the time; only what shows it is drawn again."""
        # Its desk goes before the screen is taken down; the clock may strike in between.
        if not self.is_mounted or self not in self.app.screen_stack:
            return
        state, keeper = self.desk.session.state, self.keeper
        pace = keeper.pace(state)
        mood = "still" if state.paused and keeper.clock.given else keeper.mood
        left, _ = bar_parts(self.desk.bar(), "CONSOLE", narrow=self.is_narrow)
        if not state.turn:
            left = (*left, (self.chair.scenario_title, ""))
        right: list[Part] = []
        if state.paused:
            right += [(" PAUSED ", "here"), (" ", "")]
        if pace.slot >= 0 and not self.is_narrow:
            right += [(f"minute {pace.now} of {keeper.clock.minutes} · ", "dim"), rows.pace_part(pace), (" ", "")]
        elif pace.late > 0:
            right += [rows.pace_part(pace), (" ", "")]
        if keeper.face:
            right += [(f" {keeper.face} ", CLOCK_INKS[mood])]
        self.query_one("#bar", TopBar).show(left, (*right, (" ", "")))
        self.query_one("#clock", Digits).update(keeper.face or "--:--")
        said_mood = "paused" if state.paused else CLOCK_SAID[mood] or f"of {timing.shown(keeper.clock.given)}"
        if not keeper.clock.given:
            said_mood = "no clock here" if keeper.clock.began else "Space begins"
        self.query_one("#mood", Lines).show([Item(((said_mood, "b accent" if mood in ("low", "over") else "dim"),))])
        title(self.query_one("#face"), "Clock", "Space · +")
        plan = self.query_one("#plan", Lines)
        slots = keeper.plan(state.turns)
        room = max(1, plan.content_size.height)
        first = max(0, min(pace.slot - 1, len(slots) - room))
        plan.show(rows.slot_rows(slots, pace)[first : first + room])
        title(plan, f"{keeper.clock.minutes} minutes", "z changes")

    # --- asking

    async def _ask(self, drawer: ModalScreen[str]) -> str:
        return await self.app.push_screen_wait(drawer) or ""

    def _fill_in(self, asking: Asking, at: Filled | None = None) -> None:
        """Ask for what a form needs, over the console."""
        self.run_worker(fill_in(self, asking, at))

    async def _reason(self, head: str, why: str) -> str:
        """Ask for a reason that is demanded; an empty text when it was not given."""
        asks = [*prose(why), Item(), item("A reason is demanded; it goes on record.", "dim", wrap=True)]
        because = await self._ask(Write(head, asks, needs=REASON))
        if not because:
            self.table.tell("Nothing was done: a reason is demanded.")
        return because

    def _did(self, refusal: str, done: str = "", seat: str = "") -> bool:
        """Say how a move went and show what follows; returns whether it was made."""
        if refusal:
            self.table.tell(refusal, bad=True)
        else:
            self.redraw(seat)
            if done:
                self.table.tell(done)
        return not refusal

    def _seat(self) -> str:
        sort, _, seat = self.query_one("#seats", Lines).ref.partition(":")
        return seat if sort == "seat" else ""

    async def _audience(self, head: str) -> str | None:
        """Return `to=` for those who are to hear something: empty for all; None when it was not chosen."""
        options = [("all", "Everyone", ""), *((seat, self.chair.title(seat), "") for seat in self.chair.seats())]
        to = await self._ask(Several(head, options, "all"))
        return None if not to else "" if to == "all" else to

    # --- phases and time

    def action_close(self) -> None:
        """Close the phase, after one look at what is left open."""
        self._fill_in(self.chair.forms.closing(self._looked == self.desk.session.state.turn))

    def action_pause(self) -> None:
        """Pause with a reason, or go on."""
        self._fill_in(self.chair.forms.pause())

    def action_clock(self) -> None:
        """Let the clock run, or stand still."""
        if self.desk.session.state.paused:
            self.table.tell("Paused: p goes on first.", bad=True)
            return
        self.keeper.toggle(self.desk.session.state.turns)
        self._tell_clock()

    def action_more(self) -> None:
        """Give the phase two minutes more."""
        self._extend(timing.MORE)

    def action_less(self) -> None:
        """Give the phase a minute less."""
        self._extend(-60)

    def _extend(self, seconds: int) -> None:
        if not self.keeper.clock.given:
            self.table.tell("This phase has no clock.")
            return
        self.keeper.more(seconds)
        self._tell_clock()

    def _tell_clock(self) -> None:
        if self.keeper.fault:
            self.table.tell(self.keeper.fault, bad=True)
        self._tick()

    @work
    async def action_length(self) -> None:
        """Plan the session for another length."""
        lengths = sorted({*timing.LENGTHS, self.keeper.clock.minutes})
        turns = self.desk.session.state.turns
        options = []
        for minutes in lengths:
            each = next(slot.end - slot.start for slot in timing.plan_of_time(minutes, turns) if slot.turn)
            debrief = next(slot.end - slot.start for slot in timing.plan_of_time(minutes, turns) if slot.title == "Debrief")
            tight = "; tight: think of fewer turns" if each < timing.TIGHT else ""
            more = f"  {turns} moves of {each}, {debrief} for the debrief{tight}"
            options.append(Item(((f"{minutes} minutes", "b"), (more, "dim")), ref=str(minutes)))
        chosen = await self._ask(Picker("How long is the session?", options, str(self.keeper.clock.minutes)))
        if chosen:
            self.keeper.plan_for(int(chosen), turns)
            self.redraw()

    def action_turns(self) -> None:
        """Shorten the session, lengthen it, or end it now."""
        if not self._stands_still():
            self._fill_in(self.chair.forms.turns(), {"count": (str(max(1, self.desk.session.state.turns - 1)),)})

    def action_end(self) -> None:
        """End the session now, with a reason."""
        self._fill_in(self.chair.forms.ending())

    def action_explain(self) -> None:
        """Say how much of the working the table sees."""
        self._fill_in(self.chair.forms.level(), {"level": (self.desk.session.state.level,)})

    # --- seats

    def action_open(self) -> None:
        """Open what the cursor is on."""
        if isinstance(self.focused, Lines):
            self.focused.action_open()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Offer what can be done with a row."""
        event.stop()
        sort, _, rest = event.ref.partition(":")
        if sort == "seat":
            self._seat_menu(rest)
        elif sort == "inject":
            self.action_events(rest)
        elif sort == "case":
            self.action_arguments(rest)
        elif sort == "letter":
            self._open_letter(int(rest))

    @work
    async def _seat_menu(self, seat: str) -> None:
        does = (
            ("keyboard", "k", "Pass the keyboard to it", "a curtain, then its desk; it comes back to you"),
            ("order", "o", "Enter orders from its paper card", "typed, and read back"),
            ("answer", "f", "Answer for it", "an offer, a last word, or an event that asks for a reaction"),
            ("done", "d", "Say that it is done, or not after all", ""),
            ("sealed", "x", "Open its sealed moves", "yours to see; amend a mistyped one, or take one back"),
            ("hand", "h", "Hand it over", "to a bot, to a person, or to nobody"),
            ("message", "m", "Write to it, or log its pledge", ""),
            ("predict", "y", "Note its prediction", ""),
            ("arguments", "a", "Put an argument for it", ""),
        )
        options = [Item(((f"{key}  ", "b accent"), (what, "b"), ("  " + more, "dim")), ref=id) for id, key, what, more in does]
        chosen = await self._ask(Picker(self.chair.title(seat), options))
        if chosen:
            await self.run_action(f"screen.{chosen}")

    def action_keyboard(self) -> None:
        """Pass the keyboard to the seat under the cursor."""
        seat = self._seat()
        if not seat:
            return
        holder = self.desk.session.state.holders.get(seat, "persona")
        if holder != "person":
            self.table.tell(f"{self.chair.title(seat)} is not held by a person; h hands it back first.", bad=True)
        elif self.desk.session.state.phase == "lobby":
            self.table.tell("The session has not begun; c begins it.")
        else:
            self.table.hand_to(seat)

    def _stands_still(self) -> bool:
        """Return whether the session is paused, and say so: better than after something was written that would be lost."""
        if self.desk.session.state.paused:
            self.table.tell("Paused: p goes on first.", bad=True)
            return True
        return False

    def action_order(self) -> None:
        """Take a seat's order cards."""
        seat, phase = self._seat(), self.desk.session.state.phase
        if phase == "lobby":
            self.table.tell("The session has not begun; c begins it.")
        elif phase in READS and phase != "situation":
            self.table.tell("Orders are entered while teams decide; what is adjudicated stands.")
        elif seat and not self._stands_still():
            self._card(seat)

    def _card(self, seat: str, value: str = "", terms: tuple[tuple[str, str], ...] = ()) -> None:
        """Take cards of a seat; with a line to complete, that one alone, within the terms given."""
        self.app.push_screen(self._card_of(seat, value, terms), lambda _: self.redraw(seat))

    def _card_of(self, seat: str, value: str = "", terms: tuple[tuple[str, str], ...] = (), more: str = "") -> OrderCard:
        chair = self.chair

        def read(text: str) -> MoveReading:
            return chair.read(text, seat)[1]

        def make(text: str) -> str:
            move, found = chair.read(text, seat)
            return chair.do(move) if move is not None else found.fault

        def remind(text: str) -> tuple[tuple[str, str], ...]:
            return terms or chair.reminder(text, seat)

        actors = chair.actors(seat)
        first = value or (f"{actors[0][0]}: " if len(actors) > 1 else "")

        def hands() -> list[Item]:
            return rows.hand_rows(chair.hands(seat))

        return OrderCard(f"Order card · {chair.title(seat)}", read, make, remind, first, once=bool(value), more=more, hands=hands)

    def _waiting(self) -> tuple[str, ...]:
        """Return the seats that the phase waits for, in the order of the plan; says so where there is none."""
        keyboard, phase = self.table.keyboard, self.desk.session.state.phase
        if phase == "lobby":
            self.table.tell("The session has not begun; c begins it.")
        elif self.desk.session.state.paused:
            self.table.tell("Paused: p goes on first.", bad=True)
        elif keyboard is not None:
            names = [chair.seat for chair in keyboard.chairs() if chair.waits]
            if names:
                return tuple(names)
            self.table.tell("Nobody is waited for.")
        return ()

    def action_round(self) -> None:
        """Pass the keyboard to every waiting team, one after the other; then it comes back."""
        seats = self._waiting()
        if seats:
            self.table.hand_to(*seats)

    @work
    async def action_stack(self) -> None:
        """Enter what every waiting team decided, one team after the other: order cards, or answers where those are asked for."""
        phase = self.desk.session.state.phase
        if phase not in ROUNDS:
            self.table.tell("Cards are taken while teams decide or answer.")
            return
        seats = self._waiting()
        for n, seat in enumerate(seats):
            self.redraw(seat)
            if phase == "decide":
                then = f"on to {self.chair.called(seats[n + 1])}" if n + 1 < len(seats) else "that was the last team"
                card = self._card_of(seat, more=f"the team is done; {then}. Esc leaves it not done, and stops here.")
                if not await self._ask(card):
                    return
                if not self._did(self.chair.act_for(seat, "commit"), "", seat):
                    return
            elif not await self._answer_for(seat):
                return
        if seats:
            self.table.tell("That was the last team.")

    @work
    async def action_answer(self) -> None:
        """Answer for the seat under the cursor."""
        seat = self._seat()
        if self._stands_still():
            return
        if seat and not self.chair.asked(seat):
            self.table.tell(f"Nothing waits for an answer of {self.chair.called(seat)}.")
        elif seat:
            await self._answer_for(seat)

    async def _answer_for(self, seat: str) -> bool:
        """Answer for a seat, question after question; returns whether all of them were gone through."""
        chair = self.chair
        answered: set[str] = set()
        while True:
            asked = chair.asked(seat)
            if not asked:
                return True
            options = [
                Item(
                    (
                        (one.who + "  ", "b"),
                        (one.title, ""),
                        (f"  {one.terms}" if one.terms else "", "dim"),
                        (f"  now: {one.now}" if one.now else "", "gain"),
                    ),
                    ref=str(n),
                    wrap=True,
                    hang=len(one.who) + 2,
                )
                for n, one in enumerate(asked)
            ]
            now = next((str(n) for n, one in enumerate(asked) if not one.now), "")
            if not now and answered:
                return True
            chosen = await self._ask(Picker(f"Asked: {chair.title(seat)}", options, now))
            if not chosen:
                return False
            one = asked[int(chosen)]
            answers = [Item(((one.terms, "dim"),), wrap=True)] if one.terms else []
            answers += [Item(((name, "b"),), ref=value) for value, name in one.options]
            if one.move.kind == "answer":
                terms = chair.terms_of(one.move.targets[0])
                more = next((f"  typed, such as {name}{values.split()[0]}" for name, values in terms if values), "")
                if terms:
                    answers.append(Item((("Ask to change it", "b"), (more, "dim")), ref="change"))
            value = await self._ask(Picker(f"{one.who}: {one.title}", answers, one.options[0][0]))
            if value == "change":
                key = one.move.targets[0]
                if await self._ask(self._card_of(seat, f"{one.move.actor}: answer {key} reply=change ", chair.terms_of(key))):
                    answered.add(key)
                self.redraw(seat)
            elif value and self._did(chair.answer(one, value), "", seat):
                answered.add(one.title)

    def action_done(self) -> None:
        """Say for a seat that it is done, or not after all."""
        seat, phase = self._seat(), self.desk.session.state.phase
        if phase in READS:
            self.table.tell("In this phase nobody is waited for; c closes it." if phase != "lobby" else "c begins the session.")
        elif seat and not self._stands_still():
            verb = "uncommit" if seat in self.desk.session.state.committed else "commit"
            self._did(self.chair.act_for(seat, verb), "", seat)

    @work
    async def action_sealed(self) -> None:
        """Open a seat's sealed moves; amend one, or take it back."""
        chair, seat = self.chair, self._seat()
        if not seat:
            return
        plan = chair.sealed(seat)
        if not plan:
            self.table.tell(f"{chair.title(seat)} has sealed nothing this turn.")
            return
        drawer = Picker(f"Sealed: {chair.title(seat)}", rows.sealed_rows(plan), sub="Enter amends or takes back · Esc closes")
        key = (await self._ask(drawer)).partition(":")[2]
        if not key or self._stands_still():
            return
        options = [
            Item((("Amend it", "b"), ("  a slip of the pen, with a reason", "dim")), ref="amend"),
            Item((("Take it back", "b"), ("  as the seat could itself", "dim")), ref="withdraw"),
        ]
        what = await self._ask(Picker(chair.words.offer(key), options))
        if what == "withdraw":
            self._did(chair.act_for(MoveKey.of(key).actor, "withdraw", (key,)), "Taken back.", seat)
        elif what == "amend":
            self._amend(seat, key)

    def _amend(self, seat: str, key: str) -> None:
        chair = self.chair
        actor = MoveKey.of(key).actor

        def read(text: str) -> MoveReading:
            return chair.read_amended(key, text)

        def typed(text: str | None) -> None:
            if text:
                self._amended(seat, key, text)

        card = OrderCard(
            f"Amend · {chair.title(seat)}", read, lambda text: "", lambda text: chair.reminder(f"{actor}: {text}", seat, amends=True),
            chair.text_of(key), once=True, hands=lambda: rows.hand_rows(chair.hands(seat)),
        )  # fmt: skip
        self.app.push_screen(card, typed)

    @work
    async def _amended(self, seat: str, key: str, text: str) -> None:
        chair = self.chair
        because = await self._reason("Amend", f"Instead of “{self.chair.words.offer(key)}”. What was the slip?")
        if because:
            self._did(chair.own("amend", (key,), because, {"as": chair.amended_text(key, text)}), "Amended; both stand on record.", seat)

    def action_hand(self) -> None:
        """Hand a seat to a bot, or back."""
        seat = self._seat()
        if seat and not self._stands_still():
            self._fill_in(self.chair.forms.handing(seat))

    # --- what is said

    def action_message(self) -> None:
        """Write to seats, answer a request that waits, or log what one seat says to another."""
        self._fill_in(self.chair.forms.message(self._seat()))

    @work
    async def _open_letter(self, number: int) -> None:
        chair = self.chair
        letter = next((one for one in chair.letters() if one.number == number), None)
        if letter is None:
            return
        if letter.sort != "request":
            await self._ask(Ask(letter.head, f"“{letter.text}”", "closes"))
            return
        await fill_in(self, self.chair.forms.reply(letter.number))

    def action_predict(self) -> None:
        """Note a seat's prediction."""
        seat = self._seat()
        if seat and not self._stands_still():
            self._fill_in(self.chair.forms.prediction(seat))

    def action_note(self) -> None:
        """Take a private note."""
        self._fill_in(self.chair.forms.note())

    def action_observe(self) -> None:
        """Note an observation on an objective."""
        self._fill_in(self.chair.forms.observation())

    # --- other screens

    def _then(self, _: object = None) -> None:
        self.redraw()

    def action_events(self, inject: str = "") -> None:
        """Go to the events."""
        self.table.open("console-events", self.chair, inject, then=self._then)

    def action_arguments(self, case: str = "") -> None:
        """Go to the arguments."""
        if self.desk.session.state.phase not in RULES:
            self.table.tell("Arguments are put and ruled on from the situation to the adjudication.")
            return
        if self._stands_still():
            return
        self.table.open("console-argument", self.chair, case, self._seat(), then=self._then)

    def action_look(self) -> None:
        """Look at the adjudication before it stands."""
        if self.desk.session.state.phase not in RULES:
            self.table.tell("There is something to look at from the situation to the adjudication; what was adjudicated stands.")
            return
        self._looked = self.desk.session.state.turn
        self.table.open("console-look", self.chair, then=self._then)

    def action_read_out(self) -> None:
        """Read out to the room what everyone may know."""
        if self.desk.session.state.phase != "read-out":
            self.table.tell("There is something to read out once the turn is adjudicated.")
            return
        self.table.show_to_room(Room(self.desk), "room-read-out", self._then)

    def action_standing(self) -> None:
        """Show the map and every track."""
        self.table.open("console-standing", then=self._then)

    def action_back(self) -> None:
        """Back to the seats."""
        self.query_one("#seats").focus()

    def on_resize(self) -> None:
        """Fit the keys and the time to the new size."""
        super().on_resize()
        if self.is_mounted:
            self._show_keys()
        self._tick()
