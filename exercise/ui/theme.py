"""Two themes, "steppe" for a dark terminal and "paper" for a light one or a projector, and the inks that rows are drawn with.

An ink is a word (`gain`, `dim`, `pick`) or several (`b gain`); `Inks.style` gives what to draw it with. Greys are kept near the
terminal's own, so that 256 colours keep their hue, and a palette of sixteen colours serves terminals that have no more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.style import Style
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App
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
    text="#e4e6e8", dim="#a0a5ab", faint="#7c8188", line="#3f464d", back="#121417", surface="#1b1e22", panel="#24282d", row="#2a2f35",
    accent="#f0b64a", on_accent="#17130a", pick="#4b98e4", on_pick="#08121d", gain="#5fc09a", cost="#e88467",
    west="#5aa5ee", russia="#ec8480", china="#e9b949", republic="#56b5a6",
)  # fmt: skip
PAPER = Colours(
    text="#17191c", dim="#5b6066", faint="#777978", line="#bdbeb9", back="#f6f5f1", surface="#f0efec", panel="#e9e8e5", row="#d8dce0",
    accent="#724600", on_accent="#fffdf7", pick="#1d5fab", on_pick="#ffffff", gain="#0f6643", cost="#a22d12",
    west="#1d5fab", russia="#b02a2a", china="#6e5200", republic="#0a655a",
)  # fmt: skip
# With 256 colours what lies between them would take the nearest, which is a mauve or a navy; so these are chosen from among them.
STEPPE_256 = STEPPE._replace(
    back="#121212", surface="#1c1c1c", panel="#262626", row="#303030", accent="#ffaf00", china="#d7af5f", pick="#5f87d7", on_pick="#080808",
    cost="#ff875f", russia="#ff8787", gain="#5faf87", west="#5fafff", republic="#5fafaf",
)  # fmt: skip
PAPER_256 = PAPER._replace(
    back="#ffffff", surface="#f4f4f4", panel="#f4f4f4", row="#eaeaea", accent="#875f00", on_accent="#ffffff", china="#875f00",
    pick="#005faf", west="#005faf", gain="#005f5f", cost="#af0000", russia="#af0000", republic="#005f5f",
)  # fmt: skip
BLACK, RED, GREEN, BROWN, BLUE, MAGENTA, CYAN, WHITE = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
)  # fmt: skip
GREY, BRIGHT_RED, BRIGHT_GREEN, YELLOW, BRIGHT_BLUE, BRIGHT_MAGENTA, BRIGHT_CYAN, BRIGHT_WHITE = (
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip
"""The sixteen, as Rich matches them. A name such as `bright_red` would be turned into another colour by Textual on its way, and then
into the nearest of the sixteen, which is not always the one that was meant."""

# Only colours that can be read in the sixteen of every common terminal: a bright blue on black, or a green on white, cannot.
SIXTEEN_DARK = Colours(
    text=BRIGHT_WHITE, dim=WHITE, faint=WHITE, line=GREY, back=BLACK, surface=BLACK, panel=BLACK, row=BLUE,
    accent=YELLOW, on_accent=BLACK, pick=BRIGHT_CYAN, on_pick=BLACK, gain=BRIGHT_GREEN, cost=BRIGHT_RED,
    west=BRIGHT_CYAN, russia=BRIGHT_RED, china=YELLOW, republic=BRIGHT_GREEN,
)  # fmt: skip
# Four of them can be read on white. The sides keep one each; a gain shares its own with the republics, as on a dark ground.
SIXTEEN_LIGHT = Colours(
    text=BLACK, dim=BLACK, faint=BLACK, line=GREY, back=BRIGHT_WHITE, surface=BRIGHT_WHITE, panel=BRIGHT_WHITE, row=BLACK,
    accent=MAGENTA, on_accent=BRIGHT_WHITE, pick=BLUE, on_pick=BRIGHT_WHITE, gain=BLUE, cost=RED,
    west=BLACK, russia=RED, china=MAGENTA, republic=BLUE,
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


FULL, COARSE, SIXTEEN = "truecolor", "256", "standard"
"""How many colours a terminal has, as Rich calls it."""
_COLOURS = {FULL: (STEPPE, PAPER), COARSE: (STEPPE_256, PAPER_256), SIXTEEN: (SIXTEEN_DARK, SIXTEEN_LIGHT)}


def themes(depth: str = FULL) -> tuple[Theme, Theme]:
    """Return the dark and the light theme for a terminal of some depth."""
    dark, light = _COLOURS[depth]
    return _theme(DARK, dark, True), _theme(LIGHT, light, False)


class Inks:
    """The inks of one theme at one depth of colour."""

    def __init__(self, colours: Colours, dark: bool, depth: str) -> None:
        self.colours = colours
        self.dark = dark
        self.flat = depth == SIXTEEN
        """Whether there are sixteen colours at most: none is mixed, and none lies under all inks."""
        self.coarse = depth == COARSE
        """Whether there are 256 colours: what is mixed takes the nearest."""
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
            "on row": Style(color=BRIGHT_WHITE),
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
            if self.flat and style.bgcolor == self._inks["row"].bgcolor:
                # Of sixteen colours none lies under all inks alike, so the row of the cursor has one ink for all.
                style += self._inks["on row"]
            self._known[ink] = style
        return style

    def lit(self, ink: str) -> Style:
        """Return the style of an ink in the row of the cursor; what has a ground of its own keeps it."""
        return self.style(ink if self.style(ink).bgcolor is not None else f"row {ink}")


@lru_cache(8)
def palette(theme: str, depth: str = FULL) -> Inks:
    """Return the inks of a theme for a terminal of some depth."""
    light = theme == LIGHT
    return Inks(_COLOURS[depth][light], not light, depth)


def depth_of(app: App[Any]) -> str:
    """Return how many colours an app's terminal has; where there are none at all, the app turns its full ones into greys."""
    found = app.console.color_system
    return found if found in (COARSE, SIXTEEN) else FULL


def palette_of(widget: Widget) -> Inks:
    """Return the inks to draw a widget with, by its app's theme and terminal."""
    return palette(widget.app.theme, depth_of(widget.app))
