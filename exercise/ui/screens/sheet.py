"""What all screens share: the line of keys, help on `?`, back on Escape, the theme key, and how the play goes from screen to screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from exercise.ui.text import Part, Parts, dots, said

if TYPE_CHECKING:
    from exercise.ui.app import ExerciseApp
    from exercise.ui.desk.desk import Desk
    from exercise.ui.models import Bar


def title(widget: Widget, text: str, sub: str | None = None) -> None:
    """Set a panel's title, and the words on its lower edge; shown as they stand."""
    # Content is what the setter keeps; its declared type knows only str.
    widget.border_title = said(text) if text else None
    if sub is not None:
        widget.border_subtitle = said(sub) if sub else None


def bar_parts(bar: Bar, name: str = "", narrow: bool = False) -> tuple[Parts, Parts]:
    """Return the left and right parts of the top line."""
    left: list[Part] = [(f" {name or bar.title} ", "here"), ("  ", "")]
    if bar.turn and bar.phase != "The end":
        left.append((f"Turn {min(bar.turn, bar.turns)}/{bar.turns} ", "b"))
        if not narrow and bar.turns <= 16:
            left.append(("●" * (bar.turn - 1) + "◉" + "○" * (bar.turns - bar.turn) + " ", "accent"))
        left.append((f" {bar.when}", ""))
        if bar.phase and not narrow:
            left.append((f"  {bar.phase}", "dim"))
    right: list[Part] = [
        ("You: ", ""),
        (bar.you, f"b {bar.side}"),
        ("   Capital ", ""),
        (dots(bar.capital, bar.income), "accent"),
        (" ", ""),
    ]
    return tuple(left), tuple(right if bar.phase != "The end" else (*right[:2], (" ", "")))


class Sheet(Screen[None]):
    """A screen of the exercise; `HELP_PAGE` names its page under help/."""

    HELP_PAGE: ClassVar[str] = "exercise"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", id="sheet.help", tooltip="What can be done here"),
        Binding("escape", "back", "Back", show=False, id="sheet.back", tooltip="Back to where you came from"),
        Binding("t", "theme", "Light or dark", show=False, id="sheet.theme", tooltip="Change between the dark and the light theme"),
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

    def action_help(self) -> None:
        """Show this screen's help."""
        from exercise.ui.screens.help import Help

        self.app.push_screen(Help(self.HELP_PAGE))

    def action_back(self) -> None:
        """Go back to where this screen was opened from."""
        if len(self.app.screen_stack) > self.table.floor:
            self.app.pop_screen()

    def action_theme(self) -> None:
        """Change between the dark and the light theme."""
        self.table.action_other_theme()

    def action_log(self) -> None:
        """Show what happened so far."""
        from exercise.ui.screens.log import Log

        self.app.push_screen(Log())

    def action_claims(self) -> None:
        """Show the claims of the brief."""
        from exercise.ui.screens.claims import Claims

        self.app.push_screen(Claims())

    def action_home(self) -> None:
        """Leave the table; everything confirmed is in the save."""
        self.table.go_home()


class Drawer(ModalScreen[str]):
    """A panel over the screen that is closed again; what it closes with is what was chosen, or an empty text."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="Esc", id="drawer.close", tooltip="Back to the screen below"),
    ]

    @property
    def table(self) -> ExerciseApp:
        """Return the app, which knows the desk and the way from screen to screen."""
        return cast("ExerciseApp", self.app)

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss("")
