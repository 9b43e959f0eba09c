"""The moves of a turn, opened together, in columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from exercise.ui.text import Item, Part, Parts, cut, width_of
from exercise.ui.widgets.lines import Lines


class Moves(Lines):
    """The moves opened together, in as many columns as there is room for."""

    COLUMN = 56

    def items(self, width: int) -> Sequence[Item]:
        """Return the moves set side by side; terms that have no room beside their move stand below it."""
        items = super().items(width)
        columns = max(1, width // self.COLUMN) if len(items) > 1 else 1
        rows = max(1, -(-len(items) // columns))
        wide = width // columns
        drawn: list[list[Parts]] = []
        for start in range(0, len(items), rows):
            lines: list[Parts] = []
            before: Part | None = None
            for entry in items[start : start + rows]:
                # Who moves twice is named once, but again at the top of a column.
                who = ("".ljust(cell_len(entry.parts[0][0])), "") if entry.parts[0] == before else entry.parts[0]
                before = entry.parts[0]
                whole = (who, *entry.parts[1:])
                if width_of(whole) <= wide - 2 or len(whole) < 3:
                    lines.append(whole)
                else:
                    lines += [whole[:2], (("".ljust(cell_len(who[0])), ""), whole[2])]
            drawn.append(lines)
        found = []
        for n in range(max(map(len, drawn), default=0)):
            parts: list[Part] = []
            for lines in drawn:
                kept = cut(lines[n], wide - 2) if n < len(lines) else ()
                parts += [*kept, (" " * (wide - width_of(kept)), "")]
            found.append(Item(tuple(parts)))
        return found
