"""What all screens share: the line of keys, help on `?`, back on Escape, the theme key, and how the play goes from screen to screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from exercise.ui.text import Part, Parts, dots, said, short, width_of
from exercise.ui.widgets.bars import NEEDS, KeyBar

if TYPE_CHECKING:
    from exercise.desk.desk import Desk
    from exercise.reading.models import Bar
    from exercise.ui.app import ExerciseApp


AnswerT = TypeVar("AnswerT")

NARROW_NAME = 24
"""Cells of the scenario's title on a narrow terminal, so that turn and date have room beside it."""

LEAST_NAME = 10
"""Cells that it keeps in any case."""


LOW = 30
"""Rows below which a terminal is low."""


def title(widget: Widget, text: str, sub: str | None = None) -> None:
    """Set a panel's title, and the words on its lower edge; shown as they stand."""
    # Content is what the setter keeps; its declared type knows only str.
    widget.border_title = said(text) if text else None
    if sub is not None:
        widget.border_subtitle = said(sub) if sub else None


def bar_parts(bar: Bar, name: str = "", narrow: bool = False) -> tuple[Parts, Parts]:
    """Return the left and right parts of the top line."""
    turning = bool(bar.turn) and bar.phase != "The end"
    right: list[Part] = [("You: ", ""), (bar.you, f"b {bar.side}")] if bar.side else [(bar.you, "b")]
    if bar.income and bar.phase != "The end":
        right += [("   Capital ", ""), (dots(bar.capital, bar.income), "accent")]
    right.append((" ", ""))
    head = name or bar.title
    when = bar.when
    if narrow and " to " in when:
        # A turn of two half-years names both, and is cut within its words before it is cut within its years.
        when = "".join(f"{part[:3]}." if part.lower() in ("autumn", "spring") else part for part in when.partition(" "))
        when = when.replace("autumn", "aut.").replace("spring", "spr.")
    if narrow and turning:
        # The date is worth more than the whole of a name that everybody at the table knows.
        others = width_of(right) + len(f"     Turn {bar.turn}/{bar.turns}  {when} ")
        head = short(head, max(LEAST_NAME, min(NARROW_NAME, NEEDS[0] - others)))
    left: list[Part] = [(f" {head} ", "here"), ("  ", "")]
    if turning:
        left.append((f"Turn {min(bar.turn, bar.turns)}/{bar.turns} ", "b"))
        if not narrow and bar.turns <= 16:
            left.append(("●" * (bar.turn - 1) + "◉" + "○" * (bar.turns - bar.turn) + " ", "accent"))
        left.append((f" {when}", ""))
        if bar.phase and not narrow:
            left.append((f"  {bar.phase}", "dim"))
    return tuple(left), tuple(right)


class Upright(Screen[AnswerT]):
    """A screen that hears its widgets only while it stands: of two clicks in one burst the first may have closed it."""

    async def _on_message(self, message: Message) -> None:
        if isinstance(message, events.Event) or type(message).__module__ == "textual.messages" or self in self.app.screen_stack:
            await super()._on_message(message)


    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action can be done: none before the screen has its panels."""
        return super().check_action(action, parameters) if self.is_mounted else False


class Sheet(Upright[None]):
    """A screen of the exercise; `HELP_PAGE` names its page under help/."""

    HELP_PAGE: ClassVar[str] = "exercise"
    KEYS_WHERE_WIDE: ClassVar[frozenset[str]] = frozenset()
    """Bindings that the line of keys names only on a wide terminal, so that the others have their words on a narrow one."""
    CROWDED: ClassVar[bool] = False
    """Whether a low terminal has no row to spare here, so that the lesson says less."""
    AT_TABLE: ClassVar[bool] = False
    """Whether the screen shows the desk of the seat in play, so that the palette may offer what lies on it."""
    LESSON: ClassVar[str] = ""
    """The mark of the lesson's step that this screen is there for, where it is there for one alone."""
    _was_narrow: bool | None = None
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", id="sheet.help", tooltip="What can be done here"),
        Binding("escape", "back", "Back", show=False, id="sheet.back", tooltip="Back to where you came from"),
        Binding("t", "theme", "Light or dark", show=False, id="sheet.theme", tooltip="Change between the dark and the light theme"),
        Binding("colon", "app.command_palette", "Palette", key_display=":", show=False, id="sheet.palette", tooltip="Commands by name"),
        Binding("semicolon", "jump", "Jump", key_display=";", show=False, id="sheet.jump", tooltip="Letters to jump by"),
    ]

    @property
    def table(self) -> ExerciseApp:
        """Return the app, which knows the desk and the way from screen to screen."""
        return cast("ExerciseApp", self.app)

    @property
    def desk(self) -> Desk:
        """Return the desk of the session in play."""
        return self.table.desk

    @property
    def is_narrow(self) -> bool:
        """Return whether the terminal is too narrow for several columns."""
        return self.app.size.width < 100

    def redraw(self) -> None:
        """Show everything as it stands; what is laid out anew when the terminal becomes narrow or wide."""

    def on_resize(self) -> None:
        """Lay the screen out anew where the terminal became narrow or wide."""
        was, self._was_narrow = self._was_narrow, self.is_narrow
        if was not in (None, self.is_narrow) and self.is_mounted:
            self.redraw()

    # --- the lesson, where the session is one

    def on_mount(self) -> None:
        """Show the lesson's step."""
        self.show_lesson()

    def on_screen_resume(self) -> None:
        """Show the step that may have changed while another screen was in front."""
        self.show_lesson()

    def show_lesson(self) -> None:
        """Show the step of the lesson that is to be taken now, or nothing."""
        lesson = self.table.lesson
        if lesson is None or not self.query(KeyBar):
            return
        from exercise.desk.lesson import steps
        from exercise.ui.widgets.lesson import LessonPanel

        found = lesson.step_of(self.LESSON) if self.LESSON else lesson.step()
        shown = self.query(LessonPanel)
        if found is None:
            shown.remove()
            return
        if not shown:
            panel = LessonPanel()
            self.mount(panel, before=self.query_one(KeyBar))
        else:
            panel = shown.first()
        panel.show(found[0], len(steps()), found[1], brief=self.CROWDED and self.app.size.height < LOW)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action can be done here: the lesson's in a session that has one, the map's where a map is."""
        if action == "lesson":
            return self.table.lesson is not None
        if action == "values":
            return self.AT_TABLE and self.table.has_desk and bool(self.query("#map"))
        return super().check_action(action, parameters)

    def action_values(self) -> None:
        """Show the map in words."""
        from exercise.ui.screens.values import Values

        self.app.push_screen(Values())

    def action_lesson(self) -> None:
        """Leave the lesson, or have it back."""
        lesson = self.table.lesson
        if lesson is not None:
            lesson.is_on = not lesson.is_on
            self.table.tell("The lesson is back." if lesson.is_on else "The lesson is off; h brings it back where it is.")
            self.show_lesson()

    def action_jump(self) -> None:
        """Show a letter on every panel and row to jump to."""
        from exercise.ui.screens.jump import Jump, places

        self.app.push_screen(Jump(places(self)))

    def show_layer(self, number: int) -> None:
        """Show a layer of the map by its number, on a screen that has one."""

    def action_help(self) -> None:
        """Show this screen's help."""
        from exercise.ui.screens.help import Help

        self.app.push_screen(Help(self.HELP_PAGE))

    def action_back(self) -> None:
        """Go back to where this screen was opened from."""
        self.close()

    def close(self) -> None:
        """Close this screen, where it is the one in front and something else lies below it."""
        if self.app.screen is self and len(self.app.screen_stack) > self.table.floor:
            self.app.pop_screen()

    def action_theme(self) -> None:
        """Change between the dark and the light theme."""
        self.table.action_other_theme()

    def action_say(self) -> None:
        """Say something besides the moves: a signal, a message, a pledge, a prediction, a note."""
        from exercise.ui.screens.say import Say

        self.app.push_screen(Say())

    def action_log(self) -> None:
        """Show what happened so far."""
        from exercise.ui.screens.log import Log

        self.app.push_screen(Log())

    def action_claims(self) -> None:
        """Show the claims of the brief."""
        from exercise.ui.screens.claims import Claims

        self.app.push_screen(Claims())

    def action_home(self) -> None:
        """Leave the table, or first only the desk where several share the keyboard; everything confirmed is in the save."""
        self.table.leave_desk()


class Modal(Upright[AnswerT], ModalScreen[AnswerT]):
    """A screen over another that closes with an answer; it closes itself alone, and once, however many keys and clicks say so."""

    AUTO_FOCUS = None

    def dismiss(self, result: AnswerT | None = None) -> AwaitComplete:
        """Close with an answer, where this is the screen in front."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class Drawer(Modal[str]):
    """A panel over the screen that is closed again; what it closes with is what was chosen, or an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="Esc", id="drawer.close", tooltip="Back to the screen below"),
    ]

    @property
    def table(self) -> ExerciseApp:
        """Return the app, which knows the desk and the way from screen to screen."""
        return cast("ExerciseApp", self.app)

    def on_click(self, event: events.Click) -> None:
        """Close at a click beside the panel, where nothing is being written that would be lost."""
        if event.widget is self and not self.query("Input, TextArea"):
            self.action_close()

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss("")
