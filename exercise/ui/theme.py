"""Two themes, "steppe" for a dark terminal and "paper" for a light one or a projector, and the inks that rows are drawn with.

An ink is a word (`gain`, `dim`, `pick`) or several (`b gain`); `Palette.style` gives what to draw it with. Greys are kept near the
terminal's own, so that 256 colours keep their hue, and a palette of sixteen colours serves terminals that have no more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.widget import Widget

DARK = "steppe"
LIGHT = "paper"


class Colours(NamedTuple):
    """The named colours of one theme, as `#rrggbb` or the name of one of the sixteen."""

    text: str
    dim: str
    faint: str
    line: str
    back: str
    surface: str
    panel: str
    row: str
    accent: str
    on_accent: str
    pick: str
    on_pick: str
    gain: str
    cost: str
    west: str
    russia: str
    china: str
    republic: str


STEPPE = Colours(
    text="#e4e6e8", dim="#989da3", faint="#5d6268", line="#3a4047", back="#121417", surface="#1b1e22", panel="#24282d", row="#2d333a",
    accent="#f0b64a", on_accent="#17130a", pick="#4b98e4", on_pick="#08121d", gain="#5fc09a", cost="#e0785c",
    west="#5aa5ee", russia="#e0655f", china="#e9b949", republic="#56b5a6",
)  # fmt: skip
PAPER = Colours(
    text="#17191c", dim="#5b6066", faint="#a3a5a4", line="#c3c4bf", back="#f6f5f1", surface="#eceae4", panel="#e1dfd8", row="#d5dbe2",
    accent="#8f5600", on_accent="#fffdf7", pick="#1d5fab", on_pick="#ffffff", gain="#14714c", cost="#aa3d1c",
    west="#1d5fab", russia="#b02a2a", china="#8a6100", republic="#0d6f63",
)  # fmt: skip
SIXTEEN_DARK = Colours(
    text="white", dim="white", faint="bright_black", line="bright_black", back="black", surface="black", panel="black", row="bright_black",
    accent="bright_yellow", on_accent="black", pick="bright_blue", on_pick="black", gain="bright_green", cost="bright_red",
    west="bright_blue", russia="bright_red", china="bright_yellow", republic="bright_cyan",
)  # fmt: skip
SIXTEEN_LIGHT = Colours(
    text="black", dim="black", faint="bright_black", line="bright_black", back="bright_white", surface="white", panel="white", row="white",
    accent="magenta", on_accent="bright_white", pick="blue", on_pick="bright_white", gain="green", cost="red",
    west="blue", russia="red", china="magenta", republic="cyan",
)  # fmt: skip


def _theme(name: str, colours: Colours, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=colours.pick,
        secondary=colours.west,
        accent=colours.accent,
        warning=colours.accent,
        error=colours.cost,
        success=colours.gain,
        foreground=colours.text,
        background=colours.back,
        surface=colours.surface,
        panel=colours.panel,
        dark=dark,
        variables={
            "line": colours.line,
            "dim": colours.dim,
            "faint": colours.faint,
            "cursor-row": colours.row,
            "scrollbar": colours.line,
            "scrollbar-hover": colours.faint,
            "scrollbar-active": colours.accent,
            "scrollbar-background": colours.back,
            "scrollbar-background-hover": colours.back,
            "scrollbar-background-active": colours.back,
            "input-selection-background": f"{colours.pick} 40%",
        },
    )


THEMES = (_theme(DARK, STEPPE, True), _theme(LIGHT, PAPER, False))


class Palette:
    """The inks of one theme at one depth of colour."""

    def __init__(self, colours: Colours, dark: bool, flat: bool) -> None:
        self.colours = colours
        self.dark = dark
        self.flat = flat
        c = colours
        self._inks = {
            "": Style(color=c.text),
            "b": Style(bold=True),
            "i": Style(italic=True),
            "u": Style(underline=True),
            "strike": Style(strike=True),
            "dim": Style(color=c.dim),
            "faint": Style(color=c.faint),
            "line": Style(color=c.line),
            "head": Style(color=c.text, bold=True),
            "accent": Style(color=c.accent),
            "gain": Style(color=c.gain),
            "cost": Style(color=c.cost),
            "west": Style(color=c.west),
            "russia": Style(color=c.russia),
            "china": Style(color=c.china),
            "republic": Style(color=c.republic),
            "fill": Style(color=c.pick),
            "pick": Style(color=c.on_pick, bgcolor=c.pick, bold=True),
            "here": Style(color=c.on_accent, bgcolor=c.accent, bold=True),
            "row": Style(bgcolor=c.row),
            "band": Style(bgcolor=c.panel),
        }
        self._known: dict[str, Style] = {}

    def style(self, ink: str) -> Style:
        """Return the style of an ink; words it does not know (a side of some other library) draw as plain text."""
        style = self._known.get(ink)
        if style is None:
            style = self._inks[""]
            for word in ink.split():
                style += self._inks.get(word, self._inks[""])
            self._known[ink] = style
        return style


@lru_cache(8)
def palette(theme: str, sixteen: bool) -> Palette:
    """Return the inks of a theme, at full depth or for a terminal of sixteen colours."""
    light = theme == LIGHT
    if sixteen:
        return Palette(SIXTEEN_LIGHT if light else SIXTEEN_DARK, not light, True)
    return Palette(PAPER if light else STEPPE, not light, False)


def palette_of(widget: Widget) -> Palette:
    """Return the inks to draw a widget with, by its app's theme and terminal."""
    app = widget.app
    return palette(app.theme, app.console.color_system == "standard")
