"""Choice rows: each row a title and its options on one line, moved through by arrows, picked by digits, changed before one's eyes.

Give it `FormField` rows with `show`; it posts `ChoiceRows.Picked` and leaves it to the screen to show the rows that follow from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from exercise.reading.forms.form import FormField
from exercise.ui.text import Part, Parts, cut, plain, short, wrapped
from exercise.ui.theme import palette_of

MOST_HINT = 5
"""Lines that say what the option under the cursor is; two are always kept for it."""


class ChoiceRows(Widget, can_focus=True):
    """Rows of options; one row is current, and in each row one option (or several) is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Change", key_display="←→", id="rows.left", tooltip="The option before"),
        Binding("right", "step(1)", "Change", show=False, id="rows.right", tooltip="The next option"),
        Binding("up", "row(-1)", "Row", key_display="↑↓", id="rows.up", tooltip="The row above"),
        Binding("down", "row(1)", "Row", show=False, id="rows.down", tooltip="The row below"),
        *(Binding(str(n), f"pick({n})", f"Option {n}", show=False, id=f"rows.pick-{n}", tooltip=f"Pick option {n}") for n in range(1, 10)),
        Binding("home", "edge(0)", "First", show=False, id="rows.home", tooltip="The first option"),
        Binding("end", "edge(-1)", "Last", show=False, id="rows.end", tooltip="The last option"),
    ]
    DEFAULT_CSS = """
    ChoiceRows { width: 1fr; height: auto; background: $background; }
    """

    class Picked(Message):
        """An option was picked: which row, the values now chosen in it."""

        def __init__(self, rows: ChoiceRows, name: str, chosen: tuple[str, ...]) -> None:
            super().__init__()
            self.rows = rows
            self.name = name
            self.chosen = chosen

        @property
        def control(self) -> ChoiceRows:
            """Return the rows that the option stands in."""
            return self.rows

    class Moved(Message):
        """The cursor went from one row to another: the name of the row that was left."""

        def __init__(self, rows: ChoiceRows, left: str) -> None:
            super().__init__()
            self.rows = rows
            self.left = left

        @property
        def control(self) -> ChoiceRows:
            """Return the rows that the cursor moves in."""
            return self.rows

    class Grouped(Message):
        """A digit was pressed on a row that is stepped through: go to the group of that number."""

        def __init__(self, rows: ChoiceRows, number: int) -> None:
            super().__init__()
            self.rows = rows
            self.number = number

        @property
        def control(self) -> ChoiceRows:
            """Return the rows that the digit was pressed in."""
            return self.rows

    def __init__(self, *, id: str | None = None, least: int = 0) -> None:
        super().__init__(id=id)
        self._rows: tuple[FormField, ...] = ()
        self._current = 0
        self._least = least
        self._drawn: list[tuple[Parts, int, tuple[tuple[int, int, str], ...]]] = []
        self._key: object = None

    @property
    def current(self) -> str:
        """Return the name of the current row, or an empty text."""
        return self._rows[self._current].name if self._current < len(self._rows) else ""

    def places(self) -> list[tuple[int, str]]:
        """Return each row's first line and its name."""
        found: dict[int, int] = {}
        for line, (_, row, _) in enumerate(self._lines(self.content_size.width)):
            if row >= 0:
                found.setdefault(row, line)
        return [(line, self._rows[row].name) for row, line in found.items()]

    def to_row(self, name: str) -> None:
        """Make a row the current one by its name."""
        names = [row.name for row in self._rows]
        if name in names:
            self._to(names.index(name))

    def show(self, rows: Sequence[FormField], current: str = "") -> None:
        """Show these rows; the current row stays the same by name where it still exists."""
        wanted = current or self.current
        before = self._height(self.content_size.width)
        self._rows = tuple(rows)
        names = [row.name for row in self._rows]
        self._current = names.index(wanted) if wanted in names else min(self._current, max(0, len(names) - 1))
        self._key = None
        self.refresh(layout=self._height(self.content_size.width) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the rows take at a width."""
        return self._height(width)

    def _height(self, width: int) -> int:
        return max(self._least, len(self._lines(width)))

    def _lines(self, width: int) -> list[tuple[Parts, int, tuple[tuple[int, int, str], ...]]]:
        """Return each line: its parts, the row it belongs to, and where its options stand."""
        inks = "focus" if self.has_focus else ""
        key = (width, self._rows, self._current, inks)
        if key == self._key:
            return self._drawn
        lead = min(14, max((cell_len(row.title) for row in self._rows), default=4) + 2)
        lines: list[tuple[Parts, int, tuple[tuple[int, int, str], ...]]] = []
        for n, row in enumerate(self._rows):
            here = n == self._current
            title: Part = (short(row.title, lead - 1).ljust(lead), "b accent" if here and inks else "b" if here else "")
            if row.stepping:
                lines.append((self._stepping(row, title, width, here), n, ((lead, width, ""),)))
                continue
            if row.stacked:
                lines += [(parts, n, spans) for parts, spans in self._stacked(row, width, here and bool(inks))]
                continue
            parts: list[Part] = [title]
            spans: list[tuple[int, int, str]] = []
            at = lead
            for option in row.options:
                chosen = option.value in row.chosen
                # The brackets say what is chosen where colours do not.
                mark, end = ("×", " ") if option.barred else ("[", "]") if chosen else (" ", " ")
                text = mark + option.title + end
                wide = cell_len(text)
                if at + wide > width and at > lead:
                    lines.append((tuple(parts), n, tuple(spans)))
                    parts, spans, at = [(" " * lead, "")], [], lead
                if option.barred:
                    ink = "cost b row" if chosen and not here else "cost b band" if chosen else "faint"
                else:
                    ink = ("here" if here and inks else "pick") if chosen else "dim" if not here else ""
                parts.append((text, ink))
                spans.append((at, at + wide, option.value))
                at += wide
            lines.append((tuple(parts), n, tuple(spans)))
        if self._rows:
            hint = self._hint(self._rows[self._current])
            rows = wrapped(hint, width)[:MOST_HINT]
            lines += [(parts, -1, ()) for parts in rows]
            lines += [((), -1, ())] * (2 - len(rows))
        self._drawn, self._key = lines, key
        return lines

    def _stepping(self, row: FormField, title: Part, width: int, here: bool) -> Parts:
        values = [option.value for option in row.options]
        at = values.index(row.chosen[0]) if row.chosen and row.chosen[0] in values else -1
        option = row.options[at] if at >= 0 else None
        count = f"{at + 1}/{len(values)}"
        name = option.title if option else "none open"
        ink = "b cost" if option and option.barred else "b"
        named = ("× " if option and option.barred else "") + name
        room = width - cell_len(title[0]) - 4 - len(count) - 1
        if cell_len(named) > room:
            # The name matters more than how many there are.
            room, count = room + len(count), ""
        text = short(named, room)
        gap = " " * max(0, room - cell_len(text))
        ends = "b accent" if here and self.has_focus else "dim"
        return (title, ("‹ ", ends), (text, ink), (" ›", ends), (gap + " ", ""), (count, "dim"))

    @staticmethod
    def _stacked(row: FormField, width: int, here: bool) -> list[tuple[Parts, tuple[tuple[int, int, str], ...]]]:
        """Return each option on lines of its own, whole, with the digit that picks it."""
        lines: list[tuple[Parts, tuple[tuple[int, int, str], ...]]] = []
        for number, option in enumerate(row.options, 1):
            chosen = option.value in row.chosen
            if option.barred:
                ink = "cost b row" if chosen else "faint"
            else:
                ink = ("here" if here else "pick") if chosen else "" if here else "dim"
            mark, end = ("×", "") if option.barred else ("[", "]") if chosen else (" ", "")
            label: Part = (f"{number} " if number < 10 else "  ", "accent")
            for parts in wrapped((label, (mark + option.title + end, ink)), width, 3):
                lines.append((parts, ((0, width, option.value),)))
        return lines

    @staticmethod
    def _hint(row: FormField) -> Parts:
        chosen = [option for option in row.options if option.value in row.chosen]
        barred = next((option.barred for option in chosen if option.barred), "")
        if barred:
            return (("× " + barred, "cost"),)
        text = next((option.text for option in chosen if option.text), "") or row.text
        if row.most > 1:
            text = f"Up to {row.most}, digits add or drop one. " + text
        return ((text, "dim"),)

    def render_line(self, y: int) -> Strip:
        """Return one line of the rows."""
        width = self.content_size.width
        lines = self._lines(width)
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        parts, n, _spans = lines[y]
        inks = palette_of(self)
        style = inks.lit if n == self._current and self.has_focus else inks.style
        strip = Strip([Segment(plain(text), style(ink)) for text, ink in cut(parts, width)]).adjust_cell_length(width, style(""))
        return strip.apply_style(self.rich_style)

    def on_focus(self) -> None:
        """Mark the current row."""
        self._key = None
        self.refresh()

    def on_blur(self) -> None:
        """Unmark the current row."""
        self._key = None
        self.refresh()

    def action_row(self, step: int) -> None:
        """Go a row up or down; among options that stand one below the other, to the next of them."""
        row = self._rows[self._current] if self._rows else None
        if row is not None and row.stacked and row.chosen:
            values = [option.value for option in row.options]
            at = values.index(row.chosen[0]) + step if row.chosen[0] in values else 0
            if 0 <= at < len(values):
                self._choose(row, (values[at],))
                return
        self._to(self._current + step)

    def _to(self, n: int) -> None:
        if 0 <= n < len(self._rows) and n != self._current:
            left = self.current
            before = self._height(self.content_size.width)
            self._current = n
            self._key = None
            self.refresh(layout=self._height(self.content_size.width) != before)
            self.post_message(self.Moved(self, left))

    def action_step(self, step: int) -> None:
        """Choose the option before or after, coming round at the ends."""
        if not self._rows:
            return
        row = self._rows[self._current]
        values = [option.value for option in row.options]
        if not values:
            return
        at = values.index(row.chosen[-1]) if row.chosen and row.chosen[-1] in values else (-1 if step > 0 else 0)
        self._choose(row, (values[(at + step) % len(values)],))

    def action_pick(self, number: int) -> None:
        """Pick an option by its number, or the one that is called by that number; in a row where several may be chosen, add or drop it."""
        if not self._rows:
            return
        row = self._rows[self._current]
        if any(option.title.isdecimal() for option in row.options):
            named = next((option.value for option in row.options if option.title == str(number)), None)
            if named is not None:
                self._toggle(row, named)
        elif row.stepping:
            self.post_message(self.Grouped(self, number))
        elif number <= len(row.options):
            self._toggle(row, row.options[number - 1].value)

    def action_edge(self, place: int) -> None:
        """Choose the first or the last option."""
        if self._rows and self._rows[self._current].options:
            row = self._rows[self._current]
            self._choose(row, (row.options[place].value,))

    def _toggle(self, row: FormField, value: str) -> None:
        if row.most > 1 and value in row.chosen:
            chosen = tuple(one for one in row.chosen if one != value)
        elif row.most > 1 and len(row.chosen) < row.most:
            chosen = (*row.chosen, value)
        else:
            chosen = (value,)
        self._choose(row, chosen)

    def _choose(self, row: FormField, chosen: tuple[str, ...]) -> None:
        if chosen and chosen != row.chosen:
            self.post_message(self.Picked(self, row.name, chosen))

    def on_click(self, event: events.Click) -> None:
        """Pick the option clicked."""
        y, x = event.y - self.gutter.top, event.x - self.gutter.left
        lines = self._lines(self.content_size.width)
        if not 0 <= y < len(lines) or lines[y][1] < 0:
            return
        self._current = lines[y][1]
        self._key = None
        self.refresh()
        row = self._rows[self._current]
        for start, stop, value in lines[y][2]:
            if start <= x < stop:
                if row.stepping:
                    self.action_step(-1 if x < start + 2 else 1)
                else:
                    self._toggle(row, value)
                return
