"""The map: states of the region filled by a layer's values, drawn cell by cell; or a table of bars where a scenario has no map.

Give it a `Layer` and a selected code; it posts `MapView.Picked` for a click and shows the name under the pointer. The printed value is
what counts; colour only repeats it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from exercise.ui.text import plain
from exercise.ui.theme import (
    BLACK,
    BLUE,
    BRIGHT_BLUE,
    BRIGHT_CYAN,
    BRIGHT_WHITE,
    BROWN,
    CYAN,
    GREY,
    RED,
    WHITE,
    YELLOW,
    Inks,
    palette_of,
)

if TYPE_CHECKING:
    from exercise.reading.models import Cell, Layer
    from exercise.ui import geo

Rgb = tuple[int, int, int]

_DARK_SCALE: tuple[Rgb, ...] = ((58, 64, 71), (60, 96, 128), (66, 126, 184), (92, 168, 240))
_DARK_DIVERGING: tuple[Rgb, ...] = ((224, 134, 52), (150, 108, 74), (104, 110, 118), (72, 108, 152), (84, 158, 236))
_DARK_DOWN: tuple[Rgb, ...] = ((58, 64, 71), (112, 88, 66), (176, 112, 56), (232, 140, 56))
_LIGHT_DOWN: tuple[Rgb, ...] = ((206, 205, 198), (216, 176, 138), (210, 138, 76), (192, 92, 24))
_LIGHT_SCALE: tuple[Rgb, ...] = ((206, 205, 198), (158, 184, 208), (104, 150, 198), (44, 104, 172))
_LIGHT_DIVERGING: tuple[Rgb, ...] = ((206, 108, 32), (214, 166, 122), (190, 190, 184), (138, 170, 206), (44, 104, 172))

_COARSE = {
    ("up", True): ("#4e4e4e", "#5f5f87", "#5f87af", "#5f87d7", "#5fafff"),
    ("up", False): ("#d0d0d0", "#afd7ff", "#87afd7", "#5f87d7", "#005faf"),
    ("down", True): ("#4e4e4e", "#875f00", "#af5f00", "#d75f00", "#ff8700"),
    ("down", False): ("#d0d0d0", "#ffd7af", "#ffaf5f", "#d78700", "#af5f00"),
    ("both", True): ("#ff8700", "#af5f00", "#626262", "#5f87af", "#5fafff"),
    ("both", False): ("#af5f00", "#ffaf5f", "#c6c6c6", "#87afd7", "#005faf"),
}
"""Steps of a scale on a terminal with 256 colours, by scale and whether it is dark: nothing is mixed there."""
_COARSE_GREYS = {True: ("#262626", "#4e4e4e"), False: ("#e4e4e4", "#c6c6c6")}
"""Neighbouring lands, and states of which nothing is known."""
_COARSE_ATLAS = {
    True: {"KZ": "#005f87", "KG": "#005f5f", "TJ": "#875f00", "TM": "#5f5f00", "UZ": "#5f5f87"},
    False: {"KZ": "#afd7ff", "KG": "#afd7d7", "TJ": "#ffd7af", "TM": "#d7d7af", "UZ": "#d7d7ff"},
}
_DARK_ATLAS: dict[str, Rgb] = {"KZ": (52, 84, 118), "KG": (58, 104, 98), "TJ": (112, 86, 62), "TM": (98, 94, 58), "UZ": (84, 76, 112)}
_LIGHT_ATLAS: dict[str, Rgb] = {
    "KZ": (176, 200, 222), "KG": (176, 212, 204), "TJ": (226, 200, 172), "TM": (218, 214, 172), "UZ": (204, 196, 224),
}  # fmt: skip


EVEN = 0.2
"""The luminance above which dark letters stand; black and white are read alike at 0.18, and white looks the stronger for a while."""


@lru_cache(2048)
def _luminance(colour: Rgb) -> float:
    shares = [0.2126, 0.7152, 0.0722]
    return sum(share * float((part / 255) ** 2.2) for share, part in zip(shares, colour, strict=True))


def _rgb(text: str) -> Rgb:
    """Return an `#rrggbb` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _between(stops: tuple[Rgb, ...], value: int) -> Rgb:
    """Return the colour at a value of 0 to 1000 on a scale of stops."""
    place = max(0, min(1000, value)) * (len(stops) - 1)
    n = min(len(stops) - 2, place // 1000)
    share = (place - n * 1000) / 1000
    one, two = stops[n], stops[n + 1]
    return (
        round(one[0] + (two[0] - one[0]) * share),
        round(one[1] + (two[1] - one[1]) * share),
        round(one[2] + (two[2] - one[2]) * share),
    )


@lru_cache(4096)
def _blend(parts: tuple[tuple[Rgb, int], ...], ink: Rgb) -> Rgb:
    """Return several colours mixed in linear light by shares of sixteen, and drawn towards the border ink where they meet."""
    red = green = blue = 0.0
    for (r, g, b), share in parts:
        red += r**2.2 * share
        green += g**2.2 * share
        blue += b**2.2 * share
    most = max(share for _, share in parts)
    edge = (16 - most) / 16 * 0.9
    mixed = ((red / 16) ** (1 / 2.2), (green / 16) ** (1 / 2.2), (blue / 16) ** (1 / 2.2))
    return (
        round(mixed[0] + (ink[0] - mixed[0]) * edge),
        round(mixed[1] + (ink[1] - mixed[1]) * edge),
        round(mixed[2] + (ink[2] - mixed[2]) * edge),
    )


@lru_cache(2048)
def _pair(upper: Rgb, lower: Rgb) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))


LARGE = 52
"""Columns from which names are written out on the map, where they all fit."""


Written = tuple[str, int, int, bool]
"""What is written on a map: text, first column, row, and whether it is about a state."""


def _written(drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell]) -> tuple[list[Written], bool]:
    """Return what is written on a map, and whether it is written out: names, or codes where not all names fit."""
    names = _in_full(drawn, lands, cells) if drawn.columns >= LARGE else []
    return (names, True) if names else (_apart(drawn, lands, cells), False)


def _apart(drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell]) -> list[Written]:
    """Return what is written on a small map: codes and values, none over another."""
    return _placed(drawn, lands, cells, in_full=False)[0]


def _in_full(drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell]) -> list[Written]:
    """Return what is written on a large map: whole names, values below them; nothing where a state's would find no place."""
    found, whole = _placed(drawn, lands, cells, in_full=True)
    return found if whole else []


def _placed(drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell], *, in_full: bool) -> tuple[list[Written], bool]:
    """Return the labels that find a place, and whether every state's does.

    A state's that would touch one before it moves up or down a row or two; one of a neighbouring land is left out. Names stand above
    their values; a code and its value are one text, which is moved sideways to stand on the map.
    """
    found: list[Written] = []
    taken: set[tuple[int, int]] = set()
    whole = True
    for label, x, y in sorted(drawn.labels, key=lambda known: lands[known[0] - 2].role != "state"):
        land = lands[label - 2]
        state = land.role == "state"
        cell = cells.get(land.code) if state else None
        if in_full:
            lines = [(cell.name if cell else land.name).upper(), *([cell.text] if cell and cell.text else [])]
        else:
            lines = [f"{land.code} {cell.text}".strip() if cell else land.code]
        starts = [x - cell_len(text) // 2 for text in lines]
        if not in_full:
            starts = [max(0, min(drawn.columns - cell_len(text), start)) for text, start in zip(lines, starts, strict=True)]
        for top in (y, y - 1, y + 1, y - 2, y + 2) if state else (y,):
            placed = [(text, start, top + n, state) for n, (text, start) in enumerate(zip(lines, starts, strict=True))]
            cover = {(row, start + n) for text, start, row, _ in placed for n in range(-1, cell_len(text) + 1)}
            inside = all(0 <= row < drawn.rows and start >= 0 and start + cell_len(text) <= drawn.columns for text, start, row, _ in placed)
            if inside and not cover & taken:
                found += placed
                taken |= cover
                break
        else:
            whole = whole and not state
    return found, whole


class MapView(Widget, can_focus=False):
    """The region with one layer laid over it."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    MapView { width: 1fr; height: 1fr; background: $background; }
    """

    class Picked(Message):
        """A state was clicked."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Layer | None = None
        self._awake = False
        self._selected: tuple[str, ...] = ()
        self._hover = ""
        self._strips: list[Strip] = []
        self._key: object = None

    @property
    def shown(self) -> Layer | None:
        """Return the layer shown."""
        return self._shown

    def show(self, layer: Layer | None, selected: tuple[str, ...] = ()) -> None:
        """Show a layer, with some states outlined."""
        if layer != self._shown or selected != self._selected or not self._awake:
            self._awake = True
            self._shown, self._selected = layer, selected
            self.refresh()

    def code_at(self, x: int, y: int) -> str:
        """Return the code of the state at a cell, or an empty text."""
        from exercise.ui import geo

        size = self.content_size
        rows = size.height - 1
        if not (0 <= x < size.width and 0 <= y < rows):
            return ""
        if self._shown is not None and not self._shown.mapped:
            return self._shown.cells[y].code if y < len(self._shown.cells) else ""
        drawn = geo.raster(size.width, rows)
        for half in (drawn.halves[y * 2][x], drawn.halves[y * 2 + 1][x]):
            if half.label >= 2 and geo.region().lands[half.label - 2].role == "state":
                return drawn.codes[half.label]
        return ""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Name what is under the pointer, beside the legend."""
        code = self.code_at(event.x - self.gutter.left, event.y - self.gutter.top)
        if code != self._hover:
            self._hover = code
            self.refresh()

    def on_leave(self) -> None:
        """Forget what was under the pointer."""
        if self._hover:
            self._hover = ""
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Pick the state clicked."""
        code = self.code_at(event.x - self.gutter.left, event.y - self.gutter.top)
        if code:
            self.post_message(self.Picked(code))

    def render_line(self, y: int) -> Strip:
        """Return one row of the map; the last is the legend."""
        size = self.content_size
        inks = palette_of(self)
        key = (size, self._shown, self._selected, id(inks), self._awake, self.rich_style)
        if key != self._key:
            self._strips = self._painted(size.width, size.height, inks) if self._awake and size.width >= 12 and size.height >= 5 else []
            self._key = key
        if self._strips and y == size.height - 1:
            return self._legend(size.width, inks)
        return self._strips[y] if y < len(self._strips) else Strip.blank(size.width, self.rich_style)

    def _painted(self, width: int, height: int, inks: Inks) -> list[Strip]:
        if self._shown is not None and not self._shown.mapped:
            return self._table(self._shown, width, height - 1, inks)
        # The outlines are read when a map is first drawn, so that a screen without one does not wait for them.
        from exercise.ui import geo

        drawn = geo.raster(width, height - 1)
        lands = geo.region().lands
        cells = {cell.code: cell for cell in self._shown.cells} if self._shown else {}
        return self._flat(drawn, lands, cells, inks) if inks.flat else self._full(drawn, lands, cells, inks)

    def _table(self, layer: Layer, width: int, height: int, inks: Inks) -> list[Strip]:
        """Return the layer as a bar for each of its cells: name, bar, value."""
        said = max(cell_len(cell.text) for cell in layer.cells)
        named = min(max(cell_len(cell.name) for cell in layer.cells), width // 2)
        room = max(0, width - named - said - 4)
        strips: list[Strip] = []
        for cell in layer.cells[:height]:
            chosen = cell.code in self._selected
            filled = 0 if cell.value is None else cell.value * room // 1000
            ink = style = inks.style("b" if chosen else "")
            if not inks.flat and cell.value is not None:
                ink = Style(color=Color.from_rgb(*self._colour(cell.value, inks)))
            segments = [
                Segment(f"{'▸' if chosen else ' '}{set_cell_size(cell.name, named)} ", style),
                Segment("━" * filled, ink),
                Segment("─" * (room - filled), inks.style("line")),
                Segment(" " + " " * (said - cell_len(cell.text)) + cell.text, style),
            ]
            strips.append(Strip(segments).adjust_cell_length(width, inks.style("")).apply_style(self.rich_style))
        blank = Strip.blank(width, self.rich_style)
        return strips + [blank] * (height - len(strips))

    def _colour(self, value: int, inks: Inks) -> Rgb:
        """Return the colour of a value of 0 to 1000 on the layer's scale."""
        if inks.coarse:
            steps = _COARSE[self._shown.scale if self._shown is not None else "up", inks.dark]
            return _rgb(steps[min(len(steps) - 1, max(0, value) * len(steps) // 1000)])
        return _between(self._scale(inks), value)

    @staticmethod
    def _tint(code: str, unknown: Rgb, inks: Inks) -> Rgb:
        """Return what a state is filled with where no layer is shown."""
        if inks.coarse:
            return _rgb(_COARSE_ATLAS[inks.dark][code]) if code in _COARSE_ATLAS[inks.dark] else unknown
        return (_DARK_ATLAS if inks.dark else _LIGHT_ATLAS).get(code, unknown)

    def _scale(self, inks: Inks) -> tuple[Rgb, ...]:
        scale = self._shown.scale if self._shown is not None else "up"
        if scale == "both":
            return _DARK_DIVERGING if inks.dark else _LIGHT_DIVERGING
        if scale == "down":
            return _DARK_DOWN if inks.dark else _LIGHT_DOWN
        return _DARK_SCALE if inks.dark else _LIGHT_SCALE

    def _steps(self, inks: Inks) -> tuple[str, str, str, str]:
        """Return the four fills of a terminal with sixteen colours, from low to high."""
        if self._shown is not None and self._shown.scale == "both":
            return (YELLOW, BROWN, BLUE, BRIGHT_BLUE) if inks.dark else (BROWN, RED, BRIGHT_BLUE, BLUE)
        return (GREY, BLUE, CYAN, BRIGHT_CYAN) if inks.dark else (WHITE, CYAN, BRIGHT_BLUE, BLUE)

    def _full(self, drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell], inks: Inks) -> list[Strip]:
        if inks.dark:
            void, sea, other, unknown, ink, outline = (18, 20, 23), (24, 38, 50), (40, 44, 49), (70, 74, 80), (14, 16, 19), (226, 230, 234)
        else:
            void, sea, other, unknown, ink, outline = (
                (246, 245, 241),
                (206, 219, 228),
                (222, 221, 214),
                (196, 196, 190),
                (250, 249, 245),
                (24, 26, 30),
            )
        if inks.coarse:
            greys = (
                ("#121212", "#121212", "#262626", "#4e4e4e", "#121212")
                if inks.dark
                else ("#ffffff", "#ffffff", "#e4e4e4", "#c6c6c6", "#ffffff")
            )
            void, sea, other, unknown, ink = (_rgb(grey) for grey in greys)
        colours: list[Rgb] = [void, sea]
        for land in lands:
            if land.role == "state":
                cell = cells.get(land.code)
                # Without a layer the map is an atlas, each state in a tint of its own.
                blank = self._tint(land.code, unknown, inks) if self._shown is None else unknown
                colours.append(blank if cell is None or cell.value is None else self._colour(cell.value, inks))
            else:
                colours.append(other)
        chosen = {n + 2 for n, land in enumerate(lands) if land.code in self._selected and land.role == "state"}
        grid: list[list[Rgb]] = []
        for row in drawn.halves:
            line: list[Rgb] = []
            for half in row:
                if len(half.mix) == 1:
                    line.append(colours[half.label])
                elif inks.coarse:
                    # A border is where no land has most of the half-cell; mixed colours there would be specks.
                    line.append(colours[half.label] if max(share for _, share in half.mix) > 10 else ink)
                else:
                    line.append(_blend(tuple((colours[label], share) for label, share in half.mix), ink))
            grid.append(line)
        bare = [line.copy() for line in grid]
        for y, x in self._edge(drawn, chosen):
            grid[y][x] = outline
        letters: dict[tuple[int, int], tuple[str, Style]] = {}
        self._write(drawn, lands, cells, bare, letters, inks)
        strips: list[Strip] = []
        for y in range(drawn.rows):
            upper, lower = grid[y * 2], grid[y * 2 + 1]
            segments: list[Segment] = []
            run, style = "", None
            for x in range(drawn.columns):
                letter = letters.get((y, x))
                if letter is not None:
                    character, at = letter
                elif upper[x] == lower[x]:
                    character, at = " ", _pair(upper[x], upper[x])
                else:
                    character, at = "▀", _pair(upper[x], lower[x])
                if at is style:
                    run += character
                else:
                    if run:
                        segments.append(Segment(run, style))
                    run, style = character, at
            segments.append(Segment(run, style))
            strips.append(Strip(segments, drawn.columns))
        return strips

    @staticmethod
    def _edge(drawn: geo.Raster, chosen: set[int]) -> list[tuple[int, int]]:
        """Return the half-cells just outside the chosen states."""
        if not chosen:
            return []
        inside = [[half.label in chosen for half in row] for row in drawn.halves]
        high, wide = len(inside), drawn.columns
        return [
            (y, x)
            for y in range(high)
            for x in range(wide)
            if not inside[y][x]
            and (
                (y and inside[y - 1][x])
                or (y + 1 < high and inside[y + 1][x])
                or (x and inside[y][x - 1])
                or (x + 1 < wide and inside[y][x + 1])
            )
        ]

    def _write(
        self,
        drawn: geo.Raster,
        lands: tuple[geo.Land, ...],
        cells: dict[str, Cell],
        grid: list[list[Rgb]],
        letters: dict[tuple[int, int], tuple[str, Style]],
        inks: Inks,
    ) -> None:
        """Write names and values on the map, each letter on the colour beneath it."""
        written, large = _written(drawn, lands, cells)

        def put(text: str, x: int, y: int, bold: bool, faint: bool) -> None:
            start = x - cell_len(text) // 2
            start = max(0, min(drawn.columns - cell_len(text), start))
            if not 0 <= y < drawn.rows:
                return
            if cell_len(text) != len(text):
                return
            grounds: list[Rgb] = []
            for at in range(start, start + len(text)):
                upper, lower = grid[y * 2][at], grid[y * 2 + 1][at]
                if inks.coarse:
                    grounds.append(max(upper, lower) if inks.dark else min(upper, lower))
                else:
                    grounds.append(((upper[0] + lower[0]) // 2, (upper[1] + lower[1]) // 2, (upper[2] + lower[2]) // 2))
            # One ink for a whole word, by what most of it stands on.
            lights = sorted(_luminance(ground) for ground in grounds)
            dark_ink = bool(lights) and lights[len(lights) // 2] > EVEN
            for n, (character, ground) in enumerate(zip(text, grounds, strict=True)):
                at = start + n
                if faint:
                    colour = ("#a8a8a8" if inks.dark else "#585858") if inks.coarse else "#979da3" if inks.dark else "#5b5e60"
                else:
                    colour = "#101214" if dark_ink else "#ffffff"
                letters[(y, at)] = (character, Style(color=colour, bgcolor=Color.from_rgb(*ground), bold=bold))

        for _name, land, x, y in drawn.places:
            if large and 0 <= x < drawn.columns and 0 <= y < drawn.rows and drawn.halves[y * 2][x].label == land:
                put("·", x, y, False, False)
        for text, start, y, state in written:
            put(text, start + cell_len(text) // 2, y, state and not text[:1].isdigit(), not state)

    def _flat(self, drawn: geo.Raster, lands: tuple[geo.Land, ...], cells: dict[str, Cell], inks: Inks) -> list[Strip]:
        """Return the map in sixteen colours: four steps of fill, no blending, letters on the plain ground."""
        steps = self._steps(inks)
        ground = BLACK if inks.dark else BRIGHT_WHITE
        fills = [ground, ground]
        for land in lands:
            cell = cells.get(land.code)
            if land.role == "state":
                fills.append(WHITE if cell is None or cell.value is None else steps[min(3, cell.value * 4 // 1001)])
            else:
                fills.append(ground)
        chosen = {n + 2 for n, land in enumerate(lands) if land.code in self._selected and land.role == "state"}
        edge = set(self._edge(drawn, chosen))
        outline = BRIGHT_WHITE if inks.dark else BLACK
        shades = [[fills[half.label] for half in row] for row in drawn.halves]
        states = {n + 2 for n, land in enumerate(lands) if land.role == "state"}
        labels = [[half.label for half in row] for row in drawn.halves]
        for y, row in enumerate(labels):
            for x, label in enumerate(row):
                beside = {row[x + 1] if x + 1 < drawn.columns else label, labels[y + 1][x] if y + 1 < len(labels) else label}
                if label in states and beside & states - {label}:
                    shades[y][x] = ground
        for y, x in edge:
            shades[y][x] = outline
        text: dict[tuple[int, int], str] = {}
        for words, x, y, _ in _written(drawn, lands, cells)[0]:
            text.update({(y, x + n): character for n, character in enumerate(words)})
        strips: list[Strip] = []
        for y in range(drawn.rows):
            segments = []
            for x in range(drawn.columns):
                upper, lower = shades[y * 2][x], shades[y * 2 + 1][x]
                if (y, x) in text:
                    segments.append(Segment(text[(y, x)], Style(color=outline, bgcolor=ground, bold=True)))
                else:
                    segments.append(Segment(" " if upper == lower else "▀", Style(color=upper, bgcolor=lower)))
            strips.append(Strip(segments, drawn.columns).simplify())
        return strips

    def _legend(self, width: int, inks: Inks) -> Strip:
        layer = self._shown
        if layer is None:
            return Strip.blank(width, self.rich_style)
        style = inks.style
        room = width - cell_len(layer.low) - cell_len(layer.high) - 4
        segments = [Segment(" " + layer.low + " ", style("dim"))]
        under = next((cell for cell in layer.cells if cell.code == self._hover), None)
        said = plain(f"   {under.name} {under.text}") if under is not None else ""
        cells = min(16, room - cell_len(said))
        if cells > 3:
            if inks.flat:
                steps = self._steps(inks)
                segments.extend(Segment(" ", Style(bgcolor=steps[n * 4 // cells])) for n in range(cells))
            else:
                segments.extend(
                    Segment(" ", Style(bgcolor=Color.from_rgb(*self._colour(n * 1000 // (cells - 1), inks)))) for n in range(cells)
                )
        segments.append(Segment(" " + layer.high, style("dim")))
        if said:
            segments.append(Segment(said, style("b")))
        return Strip(segments).adjust_cell_length(width, style("")).apply_style(self.rich_style)
