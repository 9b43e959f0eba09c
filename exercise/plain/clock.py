"""The planning clock in words: what it shows, a warning before the next question, and the prompts that set it.

It is the console's clock, kept beside the save: either chair finds it as the other left it.
"""

from __future__ import annotations

from exercise.desk.console import timing
from exercise.desk.console.timekeeper import Timekeeper
from exercise.desk.desk import Desk
from exercise.plain.talk import Talk
from exercise.reading.document import Para
from exercise.reading.documents import page
from exercise.reading.forms.form import Asking, Filled, Form, Option, choice_field
from exercise.words import counted, joined

WARNS = ("low", "over")
"""Moods of the clock that are said unasked."""
COARSE = 120
"""Seconds from which on only whole minutes are told, rounded up."""


def in_words(seconds: int) -> str:
    """Return seconds as minutes and seconds in words, without a sign."""
    if abs(seconds) > COARSE:
        return counted(-(-abs(seconds) // 60), "minute")
    minutes, rest = divmod(abs(seconds), 60)
    parts = [counted(minutes, "minute")] if minutes else []
    return joined([*parts, counted(rest, "second")] if rest or not parts else parts)


class SpokenClock:
    """The table's clock as it is told to whoever facilitates in plain text."""

    def __init__(self, talk: Talk, desk: Desk, keeper: Timekeeper | None = None) -> None:
        self.talk = talk
        self.desk = desk
        self.keeper = keeper or Timekeeper(desk.path, desk.session.scenario.head.minutes)
        self._warned: tuple[int, str, str] = (0, "", "")

    def follow(self) -> None:
        """Follow the session to its phase."""
        self.keeper.follow(self.desk.session.state)

    def warn(self) -> None:
        """Say that little time is left, or that it is up, unless it has been told already."""
        if self.keeper.mood in WARNS and not self.desk.session.state.paused and self._mark() != self._warned:
            self.talk.say(self.told())

    def _mark(self) -> tuple[int, str, str]:
        state = self.desk.session.state
        return (state.turn, state.phase, self.keeper.mood)

    def told(self) -> str:
        """Return what the clock shows, and how the session stands against its plan."""
        keeper, state = self.keeper, self.desk.session.state
        clock, now = keeper.clock, keeper.now()
        self._warned = self._mark()
        left = timing.left_of(clock, now)
        if not clock.given:
            said = "Clock: this phase has none."
        elif left <= 0:
            said = f"Clock: time is up{f', by {in_words(left)}' if left else ''}."
        else:
            said = "Clock: little time left, " if keeper.mood == "low" else "Clock: "
            said += f"{in_words(left)} {'' if keeper.mood == 'low' else 'left '}of {in_words(clock.given)}"
            said += "." if clock.ends else ", and it stands still."
        pace = keeper.pace(state)
        if pace.slot >= 0:
            late = f"{counted(abs(pace.late), 'minute')} {'late' if pace.late > 0 else 'in hand'}" if pace.late else "on time"
            said += f" Minute {pace.now} of {clock.minutes}, {late}."
        return said

    def setting(self) -> Asking:
        """Return the form of what is done with the clock."""
        keeper, state = self.keeper, self.desk.session.state
        options = []
        if not state.paused:
            runs = "Stop the clock" if keeper.clock.ends else "Let the clock run" if keeper.clock.given else "Begin the session's time"
            options.append(Option("toggle", runs))
        if keeper.clock.given:
            options += [Option("more", "Two minutes more for this phase"), Option("less", "One minute less for this phase")]
        options += [Option("length", "Plan the session for another length"), Option("plan", "Hear the plan of time")]
        lengths = tuple(Option(str(minutes), counted(minutes, "minute")) for minutes in sorted({*timing.LENGTHS, keeper.clock.minutes}))

        def form(filled: Filled) -> Form:
            fields = [choice_field("what", "What?", tuple(options), filled=filled)]
            if filled.get("what") == ("length",):
                fields.append(choice_field("minutes", "How long is the session?", lengths, default=str(keeper.clock.minutes)))
            return Form("Clock", tuple(fields), help="Clock")

        def submit(filled: Filled) -> str:
            what = filled["what"][0]
            if what == "toggle":
                keeper.toggle(state.turns)
            elif what in ("more", "less"):
                keeper.more(timing.MORE if what == "more" else -60)
            elif what == "length":
                keeper.plan_for(int(filled["minutes"][0]), state.turns)
            else:
                for slot in keeper.plan(state.turns):
                    self.talk.say(f"Minute {slot.start} to {slot.end}: {slot.title}.")
            if not keeper.fault:
                self.talk.say(self.told())
            return keeper.fault

        return Asking(form, submit, lambda: page("", Para(self.told())))
