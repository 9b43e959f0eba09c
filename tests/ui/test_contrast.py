"""What is read can be read: the contrast of every ink on every ground it is drawn on, in both themes and at each depth of colour.

The bars are those of WCAG 2.2, 1.4.3 for text and 1.4.11 for marks. Sixteen colours are measured as the terminals show them that are in
common use, since each has sixteen of its own.
"""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.terminal_theme import MONOKAI
from textual.color import Color as Ground
from textual.filter import ANSIToTruecolor

from exercise.ui.theme import COARSE, DARK, FULL, LIGHT, Inks, palette, themes
from exercise.ui.theme import SIXTEEN as STANDARD

TEXT, MARK = 4.5, 3.0
TINT = 1.2
"""The row of the cursor is also told by its title's ink, by brackets or by the frame, so its tint need only be seen."""
SIXTEEN = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "linux": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
}
"""The sixteen colours of terminals, in the order of their numbers."""
SAID = ("", "dim", "accent", "gain", "cost", "west", "russia", "china", "republic", "b", "head", "b accent", "b gain", "cost b band")
"""Inks that words are written in."""


def luminance(colour: str) -> float:
    """Return the relative luminance of an `rrggbb`."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def as_shown(colour: str, depth: str) -> str:
    """Return a colour as a terminal of some depth shows it."""
    full = Color.parse(colour)
    if depth in SIXTEEN:
        number = full.downgrade(ColorSystem.STANDARD).number
        assert number is not None
        return SIXTEEN[depth].split()[number]
    if depth == "256":
        full = full.downgrade(ColorSystem.EIGHT_BIT)
    return full.get_truecolor().hex.lstrip("#")


def rich_depth(depth: str) -> str:
    """Return what Rich calls the depth of a terminal of the tests."""
    return STANDARD if depth in SIXTEEN else COARSE if depth == "256" else FULL


def pairs(inks: Inks, depth: str) -> dict[tuple[str, str], float]:
    """Return the contrast of each ink where it is used: on the plain ground, on a band and on the row of the cursor."""
    c = inks.colours
    found: dict[tuple[str, str], float] = {}
    for ink in (*SAID, "pick", "here"):
        for ground, style in (("plain", inks.style(ink)), ("band", inks.style(ink)), ("cursor", inks.lit(ink))):
            fore = style.color.name if style.color is not None else c.text
            back = style.bgcolor.name if style.bgcolor is not None else c.panel if ground == "band" else c.back
            found[(ink, ground)] = contrast(as_shown(fore, depth), as_shown(back, depth))
    return found


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("depth", ["full", "256", *SIXTEEN])
def test_every_ink_can_be_read_where_it_is_used(theme: str, depth: str):
    inks = palette(theme, rich_depth(depth))

    weak = {at: round(ratio, 2) for at, ratio in pairs(inks, depth).items() if ratio < TEXT}

    assert weak == {}


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("depth", ["full", "256", *SIXTEEN])
def test_what_cannot_be_chosen_is_faint_but_visible(theme: str, depth: str):
    inks = palette(theme, rich_depth(depth))
    faint, c = inks.style("faint").color, inks.colours
    assert faint is not None

    assert contrast(as_shown(faint.name, depth), as_shown(c.back, depth)) >= MARK
    lit = inks.lit("faint")
    assert lit.color is not None and lit.bgcolor is not None
    assert contrast(as_shown(lit.color.name, depth), as_shown(lit.bgcolor.name, depth)) >= MARK


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("depth", ["full", "256", *SIXTEEN])
def test_the_row_of_the_cursor_and_a_choice_stand_out_from_the_ground(theme: str, depth: str):
    inks = palette(theme, rich_depth(depth))
    c = inks.colours

    for colour in (c.pick, c.accent):
        assert contrast(as_shown(colour, depth), as_shown(c.back, depth)) >= MARK
    assert contrast(as_shown(c.row, depth), as_shown(c.back, depth)) >= TINT


@pytest.mark.parametrize("name", [DARK, LIGHT])
def test_sixteen_colours_reach_the_terminal_as_they_were_meant(name: str):
    theme = next(theme for theme in themes(STANDARD) if theme.name == name)
    inks = palette(name, STANDARD)
    on_its_way = ANSIToTruecolor(MONOKAI)

    for ink in SAID:
        sent = on_its_way.apply([Segment("x", inks.style(ink))], Ground.parse(inks.colours.back))[0].style
        assert sent is not None and sent.color == inks.style(ink).color
    assert (theme.background, theme.accent) == (inks.colours.back, inks.colours.accent)


@pytest.mark.parametrize("name", [DARK, LIGHT])
def test_of_256_colours_those_that_words_are_drawn_with_are_their_own_nearest(name: str):
    colours = palette(name, COARSE).colours
    chosen = (colours.accent, colours.pick, colours.gain, colours.cost, colours.west, colours.republic)

    assert [as_shown(colour, "256") for colour in chosen] == [colour.lstrip("#") for colour in chosen]


@pytest.mark.parametrize("name", [DARK, LIGHT])
@pytest.mark.parametrize("depth", [FULL, COARSE, STANDARD])
def test_the_four_sides_have_colours_of_their_own_and_the_west_is_no_gain(name: str, depth: str):
    c = palette(name, depth).colours

    assert len({c.west, c.russia, c.china, c.republic}) == 4
    assert c.gain not in (c.west, c.russia, c.china)
    assert c.cost not in (c.west, c.china, c.republic)
    assert c.gain != c.cost
