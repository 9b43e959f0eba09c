"""What all screens share: the line of keys, help on `?`, back on Escape, the theme key, and how the play goes from screen to screen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from exercise.ui.text import Part, Parts, dots, said, short, width_of
from exercise.ui.widgets.bars import NEEDS, KeyBar
from exercise.ui.widgets.lesson import LessonPanel
from exercise.ui.widgets.map_view import MapView

if TYPE_CHECKING:
    from exercise.desk.desk import Desk
    from exercise.desk.keyboard import Keyboard
    from exercise.desk.lesson import Lesson
    from exercise.desk.start import Folders, Start
    from exercise.reading.models import Bar
    from exercise.reading.worldmap import WorldMap
    from exercise.session import Session


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


class ScreenHost(Protocol):
    """What a screen may ask of whoever shows it: the session in play, and the way to other screens, by route."""

    start: Start
    folders: Folders
    keyboard: Keyboard | None

    @property
    def desk(self) -> Desk:
        """Return the desk of the session in play."""
        ...

    @property
    def has_desk(self) -> bool:
        """Return whether a session is open."""
        ...

    @property
    def lesson(self) -> Lesson | None:
        """Return the lesson of the session in play, where it has one."""
        ...

    @property
    def floor(self) -> int:
        """Return how many screens lie beneath the table for good."""
        ...

    def open(self, route: str, *given: Any, then: Callable[[Any], None] | None = None, **named: Any) -> None:
        """Open the screen of a route; `then` hears what it closes with."""
        ...

    def back_to(self, screen: Screen[Any], route: str) -> bool:
        """Close a screen that was opened from one of a route; returns whether it was."""
        ...

    def tell(self, text: str, bad: bool = False) -> None:
        """Show a short notice."""
        ...

    def note(self, mark: str) -> None:
        """Tell the lesson that something was done that no journal shows."""
        ...

    def why(self, ref: str) -> None:
        """Open the Why drawer at a page."""
        ...

    def go_on(self) -> None:
        """Go to the screen that the session asks for now."""
        ...

    def go_home(self) -> None:
        """Close the session and go home."""
        ...

    def open_save(self, path: str) -> None:
        """Open a saved session and go to where it stands."""
        ...

    def take_up(self, path: Path, session: Session) -> None:
        """Take a session as the one in play."""
        ...

    def open_replay(self, save: str, seat: str = "", what: str = "replay") -> None:
        """Open a recorded session to look at."""
        ...

    def compare_several(self, first: str = "", seat: str = "") -> None:
        """Choose sessions to compare, and compare them."""
        ...

    def sit_down(self, start: Start, level: str = "") -> None:
        """Start a session in one seat against bots."""
        ...

    def practise(self) -> None:
        """Start the guided first play."""
        ...

    def hand_to(self, *seats: str) -> None:
        """Hand the keyboard to seats, one after the other."""
        ...

    def open_desk(self, seat: str) -> None:
        """Put out the desk of a seat."""
        ...

    def leave_desk(self) -> None:
        """Leave the table, or first only the desk."""
        ...

    def show_to_room(self, desk: Desk, route: str, then: Callable[[None], None]) -> None:
        """Show a screen for everyone in the room."""
        ...

    def action_other_theme(self) -> None:
        """Change between the dark and the light theme."""
        ...


class Upright(Screen[AnswerT]):
    """A screen that hears its widgets only while it stands: of two clicks in one burst the first may have closed it."""

    async def _on_message(self, message: Message) -> None:
        if isinstance(message, events.Event) or type(message).__module__ == "textual.messages" or self in self.app.screen_stack:
            await super()._on_message(message)

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.MouseDown):
            widget, _ = self.get_widget_and_offset_at(event.x, event.y)
            if widget is not None and widget is not self and widget.parent is None:
                # It is just being taken away.
                return
        super()._forward_event(event)

    def get_selected_text(self) -> str | None:
        """Return what is selected; nothing where the text has become shorter since."""
        try:
            return super().get_selected_text()
        except IndexError:
            return None

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
    def table(self) -> ScreenHost:
        """Return what the screen may ask of whoever shows it."""
        return cast("ScreenHost", self.app)

    @property
    def desk(self) -> Desk:
        """Return the desk of the session in play."""
        return self.table.desk

    @property
    def is_narrow(self) -> bool:
        """Return whether the terminal is too narrow for several columns."""
        return self.app.size.width < 100

    def begin_again(self) -> None:
        """Show the screen as it is come back to from a table."""

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
        panel.show(found[0], lesson.length, found[1], brief=self.CROWDED and self.app.size.height < LOW)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action can be done here: the lesson's in a session that has one, the map's where a map is."""
        if action == "lesson":
            return self.table.lesson is not None
        if action == "values":
            return self.AT_TABLE and self.table.has_desk and bool(self.query("#map"))
        return super().check_action(action, parameters)

    def action_values(self) -> None:
        """Show the map in words."""

        self.table.open("values")

    def action_lesson(self) -> None:
        """Leave the lesson, or have it back."""
        lesson = self.table.lesson
        if lesson is not None:
            lesson.is_on = not lesson.is_on
            self.table.tell("The lesson is back." if lesson.is_on else "The lesson is off; h brings it back where it is.")
            self.show_lesson()

    def action_jump(self) -> None:
        """Show a letter on every panel and row to jump to."""
        self.table.open("jump", self)

    def show_layer(self, number: int) -> None:
        """Show a layer of the map by its number, on a screen that has one."""

    def action_help(self) -> None:
        """Show this screen's help."""

        self.table.open("help", self.HELP_PAGE)

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

        self.table.open("say")

    def action_log(self) -> None:
        """Show what happened so far."""

        self.table.open("log")

    def action_claims(self) -> None:
        """Show the claims of the brief."""

        self.table.open("claims")

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
    def table(self) -> ScreenHost:
        """Return what the screen may ask of whoever shows it."""
        return cast("ScreenHost", self.app)

    def on_click(self, event: events.Click) -> None:
        """Close at a click beside the panel, where nothing is being written that would be lost."""
        if event.widget is self and not self.query("Input, TextArea"):
            self.action_close()

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss("")


class Mapped(Sheet):
    """A screen with a map of the board; where a narrow terminal shows the map alone, its style sheet knows the class `-map`."""

    MAP_ALONE: ClassVar[bool] = True
    """Whether a narrow terminal has room for the map only in place of the rest."""
    _layer = 0
    """The layer that is shown; counted on past the last, which begins again."""

    @property
    def board(self) -> WorldMap:
        """Return what the map is of."""
        return self.desk.reader.map

    def outlined(self) -> tuple[tuple[str, ...], str]:
        """Return the codes of the states set off on the map, and what stands below it."""
        return self.board.codes(), "m next layer"

    def draw_map(self) -> None:
        """Draw the map anew."""
        layers = self.board.layers()
        view = self.query_one("#map", MapView)
        if layers:
            layer = layers[self._layer % len(layers)]
            codes, below = self.outlined()
            view.show(layer, codes)
            title(view, layer.title, below)
        else:
            view.show(None)
            title(view, "Map")

    def show_layer(self, number: int) -> None:
        """Show a layer of the map by its number."""
        self._layer = number
        if self.MAP_ALONE and self.is_narrow:
            self.add_class("-map")
        self.draw_map()

    def action_map(self) -> None:
        """Show the map, or its next layer where it is shown already."""
        if self.MAP_ALONE and self.is_narrow and not self.has_class("-map"):
            self.add_class("-map")
        else:
            self._layer += 1
        self.draw_map()


class Pictured(Sheet):
    """A screen with maps beside its table; its style sheet knows the class `-pictures`."""

    _layer = 0
    """The layer of the map that is shown."""

    @abstractmethod
    def _layers(self) -> int:
        """Return how many layers there are."""

    @abstractmethod
    def _show_pictures(self) -> None:
        """Draw the pictures anew."""

    def action_map(self) -> None:
        """Show the next layer of the map; on a narrow screen the pictures first, and the table again after the last layer."""
        layers = max(1, self._layers())
        if self.is_narrow and not self.has_class("-pictures"):
            self.add_class("-pictures")
            self._layer = 0
        elif self.is_narrow and self._layer + 1 >= layers:
            self.remove_class("-pictures")
        else:
            self._layer = (self._layer + 1) % layers
        self._show_pictures()
