"""Arguments: what a team wants to do that is on no list, the reasons for and against, and how it is judged: agreed, ruled, or diced."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from exercise.desk.console.console import Console
from exercise.desk.console.models import Case, RulingDraft
from exercise.engine.decide import NEEDED, dice_of, odds_of_dice
from exercise.reading.forms.form import FormField, Option
from exercise.ui import console_rows as rows
from exercise.ui.base import Sheet, bar_parts, title
from exercise.ui.console_dialogs import REASON, OrderCard, Write
from exercise.ui.dialogs import Picker
from exercise.ui.text import Item, heading, item, prose
from exercise.ui.widgets.bars import KeyBar, TopBar
from exercise.ui.widgets.choice_row import ChoiceRows
from exercise.ui.widgets.lines import Lines
from exercise.ui.widgets.track_bar import TrackBars

WAYS = (
    Option("consensus", "Agreed", "The table agrees on what happens; you record it."),
    Option("umpire", "Ruled", "You judge which reasons are strong and credible, and say so."),
    Option("dice", "Two dice", f"{NEEDED} or more succeeds; each reason marked as strong shifts it by one."),
)
RESULTS = (Option("yes", "It works"), Option("no", "It fails"))
STRENGTHS = (Option("50", "Half"), Option("100", "Full"), Option("150", "One and a half"))
ARGUED = ("situation", "decide")
"""Phases in which an argument can be put."""
MOST = 2
"""Direct changes that a ruling may carry."""
_MOD = re.compile(r"[+-][1-3] \S.*")


class ArgumentScreen(Sheet):
    """One argument at a time, and its ruling under construction."""

    CSS_PATH = "console.tcss"
    HELP_PAGE = "console-argument"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "rule", "Rule", key_display="Enter", priority=True, id="argument.rule", tooltip="Rule, with a reason"),
        Binding("space", "strong", "Strong", key_display="Space", priority=True, id="argument.strong", tooltip="The reason is strong"),
        Binding("plus,equals_sign", "reason('for')", "For", key_display="+", id="argument.for", tooltip="Add a reason why it should work"),
        Binding("minus", "reason('against')", "Against", key_display="-", id="argument.against", tooltip="Add a reason why it should not"),
        Binding("s", "counts_as", "As a move", id="argument.as", tooltip="It counts as which move, if it works"),
        Binding("g", "change", "Changes", id="argument.change", tooltip="A direct change to a track, two at most; or take one back"),
        Binding("d", "dice", "Dice", id="argument.dice", tooltip="Type in the dice as they were rolled at the table"),
        Binding("n", "new", "New", id="argument.new", tooltip="Put an argument for a team, from its sheet"),
        Binding("j", "next", "Next", show=False, id="argument.next", tooltip="The next argument"),
        Binding("m", "modifier", "Modifier", show=False, id="argument.modifier", tooltip="Another modifier of the dice, with its reason"),
        Binding("tab", "app.focus_next", "Panel", show=False, id="argument.panel", tooltip="The other panel"),
        Binding("escape", "back", "Back", key_display="Esc", id="argument.back", tooltip="Back to the console"),
    ]

    def __init__(self, chair: Console, case: str = "", seat: str = "") -> None:
        super().__init__()
        self._chair, self._key, self._seat = chair, case, seat

    def compose(self) -> ComposeResult:
        """Return the panels."""
        yield TopBar(id="bar")
        with Horizontal(id="body"):
            with Vertical(id="argued"):
                yield Lines(id="case", classes="framed", always=True)
                stake = TrackBars(id="stake", classes="framed")
                stake.can_focus = False
                yield stake
            with Vertical(id="form"):
                verdict = ChoiceRows(id="verdict")
                verdict.add_class("framed")
                yield verdict
                yield Lines(id="result", classes="framed")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the argument, or ask for one."""
        self.query_one("#case").focus()
        self.redraw()
        if not self._chair.cases():
            self.action_new()

    def _case(self) -> Case | None:
        cases = self._chair.cases()
        return next((case for case in cases if case.key == self._key), cases[0] if cases else None)

    @property
    def _verdict(self) -> RulingDraft:
        """The ruling as it was begun; it is kept while the table is open, and on record once it is given."""
        return self._chair.verdict(self._key)

    def _keep(self, verdict: RulingDraft) -> None:
        self._chair.keep_verdict(self._key, verdict)
        self.redraw()

    def redraw(self) -> None:
        """Show the argument and the ruling as it would stand."""
        cases, case = self._chair.cases(), self._case()
        left, _ = bar_parts(self.desk.bar(), "ARGUMENT", narrow=self.is_narrow)
        still = sum(not one.ruled for one in cases)
        self.query_one("#bar", TopBar).show(left, ((f"{still} open of {len(cases)} this turn ", "dim"),))
        text = self.query_one("#case", Lines)
        form, result = self.query_one("#verdict", ChoiceRows), self.query_one("#result", Lines)
        stake = self.query_one("#stake", TrackBars)
        stake.display = case is not None and not self.is_narrow
        form.display = case is not None and not case.ruled
        if case is None:
            none = "No argument was put this turn. n puts one, from a team's sheet, until the decisions are closed."
            text.show([item(none, "dim", wrap=True)])
            form.show(())
            result.show([])
            return
        self._key = case.key
        text.show(rows.case_rows(case, self._verdict.strong), ref=text.ref, top=False)
        title(text, "What is argued", "Space marks a reason as strong")
        verdict = self._verdict
        listed = [FormField("method", "Judged", WAYS, (verdict.method,))]
        if verdict.method != "dice":
            listed.append(FormField("result", "Outcome", RESULTS, (verdict.result,)))
        listed.append(FormField("strength", "Strength", STRENGTHS, (verdict.strength,), "How strongly the move it counts as works."))
        form.show(() if case.ruled else listed)
        title(form, "Your ruling", "Tab gets here")
        result.show(self._heard(case) if case.ruled else self._said(case))
        title(result, "What the room hears" if case.ruled else "It will be recorded", "at the read-out" if case.ruled else "Enter rules")
        if stake.display:
            stake.show_tracks(self._chair.at_stake(case, verdict))
            title(stake, "What it is about, as everyone may know it")

    def _heard(self, case: Case) -> list[Item]:
        """Return what the read-out will tell the room, or told it."""
        head, lines = self._chair.heard(case, self._verdict)
        if not head:
            return []
        return [Item(((head, "b"),), wrap=True), *(Item(((line, ""),), wrap=True) for line in lines)]

    def _said(self, case: Case) -> list[Item]:
        verdict = self._verdict
        found: list[Item] = []
        mods = self._chair.mods(case, verdict) if verdict.method == "dice" else ()
        if verdict.method == "dice":
            # What decides stands first: a small terminal shows no more of it, and the reasons are marked above.
            total = sum(by for by, _ in mods)
            shift = f", shifted by {total:+d}".replace("-", "−") if total else ", strong reasons in balance" if mods else ""
            found.append(Item(((f"{odds_of_dice(total)} in 100", "b accent"), (f": {NEEDED} or more on two dice", ""), (shift, "b"))))
            rolled = f"rolled at the table: {verdict.roll}" if verdict.roll else "the program rolls when you rule; d types in your own"
            found.append(item(rolled, "" if verdict.roll else "dim", wrap=True))
        fails = verdict.method != "dice" and verdict.result == "no"
        found.append(heading("IF IT WORKS" if verdict.method == "dice" else "WHAT FOLLOWS, THOUGH IT FAILS" if fails else "WHAT FOLLOWS"))
        if verdict.counts_as and fails:
            found.append(item("No move, since it fails.", "dim", wrap=True))
        elif verdict.counts_as:
            found.append(Item(((self._chair.counted_as(case, verdict.counts_as).text, "b"),), wrap=True))
        for change in verdict.changes:
            track, _, by = change.rpartition(" ")
            found.append(Item(((f"{by.replace('-', '−')}  ", "b accent"), (self._chair.words.track(track), "")), wrap=True, hang=4))
        if not verdict.counts_as and not verdict.changes:
            found.append(item("Nothing follows yet: s counts it as a move, g changes a track.", "dim", wrap=True))
        if mods:
            found.append(heading("WHAT SHIFTS THE DICE", "b accent"))
            found += [
                Item(((f"  {by:+d}  ".replace("-", "−"), "b gain" if by > 0 else "b cost"), (why, "")), wrap=True, hang=6)
                for by, why in mods
            ]
        heard = self._heard(case)
        if heard:
            found += [heading("THE ROOM WILL HEAR", "b accent"), *heard]
        else:
            found += [
                heading("THE ROOM WILL HEAR", "b accent"),
                item("Its words, the dice with what shifts them, and your reason.", "dim", wrap=True),
            ]
        return found

    async def _ask(self, drawer: ModalScreen[str]) -> str:
        return await self.app.push_screen_wait(drawer) or ""

    def _did(self, refusal: str, done: str = "") -> bool:
        if refusal:
            self.table.tell(refusal, bad=True)
        else:
            self.redraw()
            if done:
                self.table.tell(done)
        return not refusal

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Judge otherwise."""
        event.stop()
        verdict, chosen = self._verdict, event.chosen[0]
        if event.name == "method":
            self._keep(verdict._replace(method=chosen))
        elif event.name == "result":
            self._keep(verdict._replace(result=chosen))
        else:
            self._keep(verdict._replace(strength=chosen))

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Mark the reason that was clicked."""
        event.stop()
        self.action_strong()

    def action_strong(self) -> None:
        """Mark the reason under the cursor as strong, or take the mark away."""
        ref = self.query_one("#case", Lines).ref
        if ref:
            strong = self._verdict.strong
            self._keep(self._verdict._replace(strong=tuple(one for one in strong if one != ref) if ref in strong else (*strong, ref)))

    def action_next(self) -> None:
        """Go to the next argument."""
        keys = [case.key for case in self._chair.cases()]
        if len(keys) > 1:
            self._key = keys[(keys.index(self._key) + 1) % len(keys)]
            self.redraw()

    @work
    async def action_new(self) -> None:
        """Put an argument for a team."""
        chair = self._chair
        if self.desk.session.state.phase not in ARGUED:
            self.table.tell("An argument is put while the situation is read or teams decide; this turn none can be added any more.")
            return
        actors = chair.actors(self._seat)
        if not actors:
            seats = [Item(((chair.title(seat), "b"),), ref=seat) for seat in chair.seats()]
            self._seat = await self._ask(Picker("Which team argues?", seats))
            actors = chair.actors(self._seat)
        if not actors:
            return
        actor = actors[0][0]
        if len(actors) > 1:
            actor = await self._ask(Picker("Who of them?", [Item(((name, "b"),), ref=one) for one, name in actors]))
        if f"{actor}/argument" in self.desk.session.state.arguments:
            self._seat = ""
            self.table.tell(f"{chair.words.title(actor)} has argued this turn already: one each.", bad=True)
            return
        text = await self._ask(Write("What do you do, and to what end?", prose("One sentence, from the sheet."))) if actor else ""
        if not text:
            self._seat = ""
            return
        given = {"text": text}
        for n, name in enumerate(("for", "for2", "for3"), 1):
            reason = await self._ask(Write(f"Reason {n} why it should work", prose("Up to three; Esc when there are no more.")))
            if not reason:
                break
            given[name] = reason
        self._seat = ""
        if self._did(chair.act_for(actor, "argue", (), given)):
            self._key = f"{actor}/argument"
            self.redraw()

    @work
    async def action_reason(self, side: str) -> None:
        """Add a reason for or against."""
        case = self._case()
        if case is None or case.ruled:
            self.table.tell("It is ruled on already." if case else "No argument was put yet; n puts one.")
            return
        text = await self._ask(Write(f"A reason {side} it", prose("From anyone at the table.")))
        if text:
            self._did(self._chair.own("weigh", (case.key,), "", {side: text}))

    @work
    async def action_modifier(self) -> None:
        """Add a modifier that is no reason of the table's."""
        text = await self._ask(Write("A modifier", prose("A number from −3 to +3, then why: +1 winter helps."), limit=200))
        text = text.replace("−", "-")
        if _MOD.fullmatch(text):
            self._keep(self._verdict._replace(more=(*self._verdict.more, text), method="dice"))
        elif text:
            self.table.tell("Write a sign, a number from 1 to 3, a space, and why.", bad=True)

    @work
    async def action_dice(self) -> None:
        """Type in the dice as rolled."""
        text = await self._ask(Write("The dice as rolled", prose("Such as 3+4, or 3 4."), self._verdict.roll, limit=12))
        dice = dice_of(text)
        if dice:
            self._keep(self._verdict._replace(roll="+".join(map(str, dice)), method="dice"))
        elif text:
            self.table.tell("Write the two dice as 3+4, 3 4 or 3,4.", bad=True)

    def action_counts_as(self) -> None:
        """Say as which move it counts."""
        case, chair = self._case(), self._chair
        if case is None or case.ruled:
            return
        actor = chair.argument_of(case.key)

        def typed(text: str | None) -> None:
            if text:
                self._keep(self._verdict._replace(counts_as=text.strip()))

        card = OrderCard(
            "It counts as which move?", lambda text: chair.counted_as(case, text), lambda text: "",
            lambda text: chair.kinds_like(actor, text), self._verdict.counts_as, once=True,
        )  # fmt: skip
        self.app.push_screen(card, typed)

    @work
    async def action_change(self) -> None:
        """Add a direct change, or take one back."""
        case, verdict = self._case(), self._verdict
        if case is None or case.ruled:
            return
        words = self._chair.words
        backs = []
        for n, change in enumerate(verdict.changes):
            track, _, by = change.rpartition(" ")
            backs.append(Item((("Take back  ", "accent"), (f"{by.replace('-', '−')} {words.track(track)}", "b")), ref=f"back:{n}"))
        more = [Item(((name, ""),), ref=track) for track, name in self._chair.tracks()] if len(verdict.changes) < MOST else []
        track = await self._ask(Picker("Which track?" if more else "Two changes are all. Take one back?", [*backs, *more]))
        if track.startswith("back:"):
            gone = int(track.removeprefix("back:"))
            self._keep(verdict._replace(changes=tuple(one for n, one in enumerate(verdict.changes) if n != gone)))
        if not track or track.startswith("back:"):
            return
        sizes = [Item(((f"{one.said:<4}", "b"), (one.word, "dim")), ref=one.by) for one in self._chair.sizes(track)]
        by = await self._ask(Picker(f"{words.track(track)}: by how much?", sizes))
        if by:
            self._keep(self._verdict._replace(changes=(*self._verdict.changes, f"{track} {by}")))

    @work
    async def action_rule(self) -> None:
        """Rule, with a reason."""
        case = self._case()
        if case is None or case.ruled:
            return
        refused = self._chair.refused_ruling(case, self._verdict)
        if refused:
            # Said before a reason is written that would be lost.
            self.table.tell(refused, bad=True)
            return
        asks = [*prose("Which reasons were strong, and why?"), Item(), item("A reason is demanded.", "dim")]
        because = await self._ask(Write("Your reason", asks, needs=REASON))
        if not because:
            self.table.tell("Nothing was ruled: a reason is demanded.")
            return
        if self._did(self._chair.rule_argument(case, self._verdict, because)):
            self.query_one("#case").focus()

    def action_back(self) -> None:
        """Back to the console."""
        self.dismiss(None)
