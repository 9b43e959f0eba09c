"""From the door to the table in numbered prompts: what to play, which seat, and who is at the keyboard.

Begin at `run_plain`. Several people can share one machine: each hears only the own seat, but what was read stays on the screen, and
plain text says so.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import TextIO

from exercise.bots.table import Table
from exercise.desk import scenarios as reading
from exercise.desk import shelf
from exercise.desk.desk import Desk, opened
from exercise.desk.keyboard import laid
from exercise.desk.lesson import SEAT
from exercise.desk.start import PRACTICE, USUAL, Folders, Start
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.play import FACILITATOR
from exercise.plain.facilitator import Facilitator
from exercise.plain.talk import ENTER, Back, Left, Talk
from exercise.plain.turn import Turn
from exercise.reading.forms.form import Option
from exercise.reading.forms.settings import setting_fields
from exercise.reading.models import Card, SeatCard
from exercise.reading.standpoint import Standpoint
from exercise.session import Session
from exercise.store.places import free_path, save_path, saves_folder
from exercise.words import Words, counted, joined

STOPPED = 130
"""Exit code after Ctrl-C, as of every command."""
BACK = Option("", "Return")
AS_WRITTEN = "as-written"


def run_plain(start: Start, folders: Folders = USUAL, source: TextIO | None = None, sink: TextIO | None = None) -> int:
    """Return the exit code after a conversation on standard input and output, or on the streams given.

    Raises:
        ExerciseError: If what the command line names does not exist or cannot be opened.
    """
    inward, outward = source or sys.stdin, sink or sys.stdout
    for stream in (inward, outward):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    hall = Hall(start, folders, Talk(inward, outward, echo=not inward.isatty()))
    with _heeding(hall.talk):
        try:
            hall.enter()
            code = 0
        except Left as left:
            hall.leave("The input has ended." if left.ended else "")
            code = 0
        except KeyboardInterrupt:
            hall.leave("Stopped.")
            code = STOPPED
        finally:
            hall.close()
            outward.flush()
    return code


@contextlib.contextmanager
def _heeding(talk: Talk) -> Iterator[None]:
    """Let Ctrl-C stop the conversation at a prompt only, never half-way through what is being written to a save."""
    pressed: list[bool] = []

    def heed(number: int, frame: FrameType | None) -> None:
        if talk.is_waiting or pressed:
            raise KeyboardInterrupt
        pressed.append(True)

    def waits() -> bool:
        return bool(pressed)

    try:
        before = signal.signal(signal.SIGINT, heed)
    except ValueError:
        yield
        return
    talk.is_stopped = waits
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Hall:
    """The way to a table, and the table's keyboard where several people share it."""

    def __init__(self, start: Start, folders: Folders, talk: Talk) -> None:
        self.start = start
        self.folders = folders
        self.talk = talk
        self.session: Session | None = None
        self._folder = saves_folder(folders.saves)
        """Where the save of the table lies."""

    # --- coming and going

    def enter(self) -> None:
        """Go to what was asked for, or ask."""
        if self.start.save:
            self._open(self.start.save)
            return
        if self.start.scenario:
            with contextlib.suppress(Back):
                self._scenario(self.start.scenario)
        if self.session is None:
            self._home()

    def leave(self, why: str = "") -> None:
        """Say how to come back."""
        if why:
            self.talk.say(why)
        if self.session is None or not self.session.name:
            self.talk.say("Nothing was begun.")
        elif self.session.state.phase != "over":
            self.talk.say("Everything confirmed is saved. To go on:")
            self.talk.command(self._command())
        else:
            self.talk.say(f"Saved as {self.session.name}. To hear it again:")
            self.talk.command(self._command())

    def _command(self) -> str:
        """Return the command that opens the session again."""
        folder = f"--saves {self.folders.saves} " if self.folders.saves else ""
        seat = f" --seat {self.start.seat}" if self.start.seat and self.session and _is_shared(self.session) else ""
        return f"exercise {folder}play {self.session.name if self.session else ''} --plain{seat}"

    def close(self) -> None:
        """Let go of the save."""
        if self.session is not None:
            self.session.close()

    # --- choosing

    def _home(self) -> None:
        talk = self.talk
        talk.title("exercise, in plain text: a policy tabletop exercise about NATO, the SCO and Central Asia.")
        while True:
            options = [Option("practice", "Practice, ten minutes, with a lesson"), Option("start", "Start a session")]
            saves = shelf.recent(self.folders.saves)
            if saves:
                options.append(Option("open", f"Go on with a saved session, or read one again; {counted(len(saves), 'session')}"))
            options.append(Option("stop", "Leave"))
            chosen = talk.choose("What would you like to do?", options, help="Home", first=True)
            if chosen == "stop":
                raise Left
            try:
                if chosen == "practice":
                    self._scenario(PRACTICE)
                elif chosen == "start":
                    scenes = [BACK, *(Option(scene.id, scene.title) for scene in shelf.scenes(self.folders.scenarios))]
                    scene = talk.choose("Which scenario?", scenes, help="Home")
                    if scene:
                        self._scenario(scene)
                else:
                    listed = [BACK, *(Option(one.path, f"{one.name}: {one.title}; {one.state}; begun {one.when}") for one in saves)]
                    save = talk.choose("Which session?", listed, help="Home")
                    if save:
                        self._open(save)
            except Back:
                continue
            except ExerciseError as fault:
                talk.say(str(fault))
            if self.session is not None:
                return

    def _scenario(self, scenario: str) -> None:
        card = reading.card(scenario, self.folders.scenarios)
        start = self.start
        if start.seat:
            if start.seat != FACILITATOR and all(start.seat != seat.id for seat in card.seats):
                seats = [seat.id for seat in card.seats]
                raise ExerciseError(
                    f'scenario "{scenario}" has no seat "{start.seat[:64]}".{did_you_mean(start.seat, seats)} It has: {", ".join(seats)}.'
                )
            if start.seat == FACILITATOR:
                self._several(card, {"pace": start.pace or "full", "level": "full", "variant": start.variant})
                return
            plan = start.plan or next(seat.plan for seat in card.seats if seat.id == start.seat)
            self._alone(card.id, plan, start.seat, {"pace": start.pace or "full", "level": "full", "variant": start.variant})
            return
        talk = self.talk
        talk.begin()
        talk.title(card.title)
        talk.prose(card.text)
        talk.say(f"{counted(card.turns, 'turn')}, about {card.minutes} minutes.")
        if card.brief:
            talk.say(f"It rests on: {card.brief}")
        settings = {"pace": start.pace or "full", "level": "full", "variant": start.variant}
        # A seat that several plans have is listed under the first of them.
        of_plan = {seat.id for seat in card.seats if seat.plan == start.plan}
        while self.session is None:
            options = [
                Option(str(n), seat.title, _beside(card.id, seat)) for n, seat in enumerate(card.seats) if not of_plan or seat.id in of_plan
            ]
            options.append(Option("several", "Several people at this machine, with a facilitator"))
            options.append(Option("settings", "Change the settings", _settings(card, settings)))
            chosen = talk.choose("Which seat do you take? Bots hold the others.", options, help="Seats to take")
            with contextlib.suppress(Back):
                if chosen == "settings":
                    self._change(card, settings)
                elif chosen == "several":
                    self._several(card, settings)
                else:
                    self._seat(card, card.seats[int(chosen)], settings)

    def _seat(self, card: Card, seat: SeatCard, settings: dict[str, str]) -> None:
        talk = self.talk
        talk.begin()
        talk.title(f"{seat.title}.")
        if seat.objectives:
            talk.say(f"Out for: {'; '.join(title for title, _ in seat.objectives)}.")
        talk.say("Its brief is read to you once you have taken it.")
        if talk.yes("Take this seat?", help="Seats to take"):
            self._alone(card.id, seat.plan, seat.id, settings)

    def _change(self, card: Card, settings: dict[str, str]) -> None:
        for field in setting_fields(card, {name: (value,) for name, value in settings.items()}):
            options = [option._replace(value=option.value or AS_WRITTEN) for option in field.options]
            chosen = self.talk.choose(field.question, options, help="Settings", default=settings[field.name] or AS_WRITTEN)
            settings[field.name] = "" if chosen == AS_WRITTEN else chosen

    def _alone(self, scenario: str, plan: str, seat: str, settings: dict[str, str]) -> None:
        desk = Desk.start(
            scenario, plan, seat, variant=settings["variant"], pace=settings["pace"], level=settings["level"], seed=self.start.seed,
            name=self.start.name, scenarios=self.folders.scenarios, saves=self.folders.saves,
        )  # fmt: skip
        self.session = desk.session
        self.talk.say(f"The session is saved as {self.session.name}. Each prompt takes a number, ? for help, or stop to leave. {ENTER}")
        if Turn(self.talk, desk, saves_folder(self.folders.saves)).play():
            self.leave()

    def _several(self, card: Card, settings: dict[str, str]) -> None:
        talk = self.talk
        plans = reading.plans(card.id, self.folders.scenarios)
        plan_id = self.start.plan or talk.choose(
            "Which seat plan?", [Option(plan.id, plan.title, joined([seat.title for seat in plan.seats])) for plan in plans],
            help="Several people",
        )  # fmt: skip
        plan = next((plan for plan in plans if plan.id == plan_id), None)
        if plan is None:
            raise ExerciseError(f'scenario "{card.id}" has no seat plan "{plan_id[:64]}". It has: {", ".join(plan.id for plan in plans)}.')
        seats = [Option(seat.id, seat.title) for seat in plan.seats]
        people = talk.several(
            "Which seats do people take? Bots hold the others.", seats, help="Several people", most=len(seats),
            default=[seat.id for seat in plan.seats],
        )  # fmt: skip
        if len(people) < 2:
            raise ExerciseError("a table with a facilitator has two people or more; to play alone, choose a seat.")
        folder = saves_folder(self.folders.saves)
        name = self.start.name or talk.line("Name of the save?", help="Several people", default=free_path(f"{card.id}-table", folder).stem)
        _, self.session = laid(
            card.id, plan.id, dict.fromkeys(people, "person"), facilitated=True, variant=settings["variant"], pace=settings["pace"],
            level=settings["level"], seed=self.start.seed, name=name, scenarios=self.folders.scenarios, saves=self.folders.saves,
        )  # fmt: skip
        self._table(FACILITATOR if self.start.seat == FACILITATOR else "")

    # --- a saved session

    def _open(self, save: str) -> None:
        path, session = opened(save, self.folders.saves, self.folders.scenarios)
        self.session, self._folder = session, path.parent
        if session.notice:
            self.talk.say(session.notice)
        seat = self.start.seat
        if seat and seat != FACILITATOR and seat not in session.seats:
            known = ", ".join(sorted(session.seats))
            raise ExerciseError(f'there is no seat "{seat[:64]}" at this table.{did_you_mean(seat, session.seats)} Seats: {known}.')
        if _is_shared(session):
            if seat == FACILITATOR and not session.facilitated:
                raise ExerciseError("nobody facilitates this session: the program closes the phases when all are done.")
            self._table(seat)
            return
        people = [known for known, holder in sorted(session.state.holders.items()) if holder == "person"]
        if seat and seat not in people and session.state.phase != "over":
            raise ExerciseError(f'no person holds the seat "{seat}" at this table; {joined(people) or "bots"} does.')
        chosen = seat or (people or sorted(session.seats))[0]
        if Turn(self.talk, Desk(session, chosen), saves_folder(self.folders.saves)).play():
            self.leave()
        else:
            self.talk.say("The session is paused.")
            self.leave()

    # --- several people

    def _table(self, seat: str) -> None:
        session = self.session
        if session is None:
            raise ValueError("no session is open")
        if seat:
            self._sit(session, seat)
            self._stands(session)
            self.leave()
            return
        talk = self.talk
        talk.say("Several people share this table. Each hears only what the own seat may know, and orders are sealed.")
        talk.say("But what was read stays in the window and can be scrolled back. This program cannot take it away.")
        talk.say("Where that matters, let each seat open a window of its own, one after the other:")
        talk.command(f"{self._command()} --seat {next(iter(session.header.seats))}")
        while session.state.phase != "over":
            talk.forget()
            self._stands(session)
            options = []
            for known, held in session.header.seats.items():
                if session.state.holders.get(known) == "person":
                    done = "done with this phase" if known in session.state.committed else "not done yet"
                    options.append(Option(known, str(held["title"]), done))
            if session.facilitated:
                options.append(Option(FACILITATOR, "The facilitator"))
            options.append(Option("stop", "Leave the table"))
            chosen = talk.choose("Who is at the keyboard?", options, help="Several people", first=True)
            if chosen == "stop":
                raise Left
            self._sit(session, chosen)
        self._sit(session, next(iter(session.header.seats)))
        self.leave()

    def _sit(self, session: Session, seat: str) -> None:
        talk = self.talk
        title = "the facilitator" if seat == FACILITATOR else Words(session.scenario).name(str(session.header.seats[seat]["title"]))
        # The clock lies beside the save; its keeper finds it by the path.
        path = save_path(session.name, self._folder) if session.name else None
        desk = Desk(session, seat, path, closes=not session.facilitated)
        if seat == FACILITATOR:
            if not Facilitator(talk, desk).play():
                talk.say("The facilitator has left the chair.")
                return
            talk.forget()
            desk = Desk(session, seat, closes=False)
        elif session.state.phase != "over":
            talk.say(f"What follows is for {title} alone.")
        over = Turn(talk, desk, saves_folder(self.folders.saves)).play()
        if not over:
            talk.title(f"That was the part of {title}. The table waits for others; hand over now.")

    def _stands(self, session: Session) -> None:
        words = Words(session.scenario, session.header.pace)
        state = session.state
        if state.phase == "over":
            return
        place = "In the lobby."
        if state.turn:
            place = f"Turn {state.turn} of {state.turns}, {words.turn(state.turn)}. {words.phase(state.phase)}."
        waits = {one.seat for one in Table(session, closes=False).waiting()} if not session.facilitated else set(session.header.seats)
        waiting = [
            Standpoint(session, seat).seat_name()
            for seat in session.header.seats
            if state.holders.get(seat) == "person" and seat not in state.committed and seat in waits
        ]
        if not session.facilitated:
            self.talk.title(f"{place} Not done yet: {joined(waiting)}.")
        elif state.paused:
            self.talk.title(f"{place} Paused; the facilitator can go on.")
        elif state.phase == "lobby":
            self.talk.title(f"{place} The facilitator begins the session by closing this phase.")
        elif waiting and state.phase not in ("answer", "confirm", "adjudicate"):
            self.talk.title(f"{place} Not done yet: {joined(waiting)}.")
        else:
            self.talk.title(f"{place} When everyone is done, the facilitator closes the phase.")


def _is_shared(session: Session) -> bool:
    """Return whether several people sit at this table, a facilitator counted in."""
    return session.facilitated or len(session.people) > 1


def _beside(scenario: str, seat: SeatCard) -> str:
    """Return what there is to say of a seat beside its name: nothing where it is one of many alike."""
    if (scenario, seat.id) == (PRACTICE, SEAT):
        return "The one to begin with"
    return f"{seat.plan_title}; decides for {joined(seat.actors)}" if len(seat.actors) > 1 else ""


def _settings(card: Card, settings: dict[str, str]) -> str:
    fields = setting_fields(card, {name: (value,) for name, value in settings.items()})
    return "Now: " + ", ".join(f"{field.title.lower()} {field.now.lower()}" for field in fields)
