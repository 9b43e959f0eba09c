"""Track bars: a title, a bar with the forecast's ghost and its thresholds, the value, and the change in sign and number.

`bar_parts` draws one bar in any width; `TrackBars` is a panel of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from exercise.reading.models import Standing, Track
from exercise.ui.rows import standing_rows
from exercise.ui.text import Item, Parts, short
from exercise.ui.widgets.lines import Lines


def bar_parts(track: Track, width: int) -> Parts:
    """Return a bar of so many cells: filled to the value, then `═` for what is to be added or `╌` for what is to go, `┃` at each threshold.

    Where only a band is known, the band's stretch is drawn with `▒` and nothing is filled.
    """
    if width <= 0:
        return ()
    cells: list[tuple[str, str]] = []
    fill = track.side or "fill"
    value = track.value
    ghost = track.ghost
    for n in range(width):
        middle = (2 * n + 1) * 1000 // (2 * width)
        if value is None:
            low, high = track.band or (0, 0)
            cells.append(("▒", "dim") if low <= middle < high else ("─", "line"))
        elif ghost is not None and min(value, ghost) <= middle < max(value, ghost):
            cells.append(("═" if ghost > value else "╌", "gain" if track.tone > 0 else "cost" if track.tone < 0 else "accent"))
        elif middle < value:
            cells.append(("━", fill))
        else:
            cells.append(("─", "line"))
    for mark in track.marks:
        at = min(width - 1, mark * width // 1000)
        cells[at] = ("┃", "accent")
    merged: list[tuple[str, str]] = []
    for character, ink in cells:
        if merged and merged[-1][1] == ink:
            merged[-1] = (merged[-1][0] + character, ink)
        else:
            merged.append((character, ink))
    return tuple(merged)


def arrow(track: Track) -> Parts:
    """Return the expected change of a track: a glyph and its number, in the ink of its tone."""
    if not track.change:
        return (("      ", ""),)
    ink = "gain" if track.tone > 0 else "cost" if track.tone < 0 else "accent"
    return ((f" {track.change:<5}", ink),)


def _told_apart(title: str, width: int) -> str:
    """Return a title cut to a width; whom it is about, the short forms at its end, is what tells it from its like and stays."""
    words = title.split(" ")
    about = 0
    while about < len(words) - 1 and words[-1 - about].isupper():
        about += 1
    if len(title) <= width or not about:
        return short(title, width)
    tail = " " + " ".join(words[-about:])
    return short(" ".join(words[:-about]), max(2, width - len(tail))) + tail if len(tail) + 2 < width else short(title, width)


NOTHING = Standing((), ())
NARROWEST = 6
"""Cells a bar keeps at least, however long the names are; a quarter of a wide panel."""


class TrackBars(Lines):
    """A panel of track bars, one a row; each opens into why it stands where it does."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._tracks: tuple[Track, ...] = ()
        self._standing = NOTHING
        self._selected: tuple[str, ...] = ()

    def show_tracks(self, tracks: Sequence[Track], standing: Standing = NOTHING, selected: Sequence[str] = ()) -> None:
        """Show these bars, and the table of states after them."""
        self._tracks = tuple(tracks)
        self._standing = standing
        self._selected = tuple(selected)
        table = standing_rows(standing)
        self.show([Item(ref=f"track:{track.ref}") for track in self._tracks] + [Item()] * (len(table) + 1), ref=self.ref, top=False)

    def items(self, width: int) -> Sequence[Item]:
        """Return the bars drawn for a width."""
        said = max((len(track.text) for track in self._tracks), default=2)
        moves = 6 if any(track.change for track in self._tracks) else 0
        most = max(8, width - said - moves - 2 - max(NARROWEST, width // 4))
        # Where one title does not fit all give way to the short forms, so that no panel mixes the two.
        whole = all(len(track.title) <= most for track in self._tracks)
        titles = [track.title if whole else track.short[:1].upper() + track.short[1:] for track in self._tracks]
        name = min(most, max((len(title) for title in titles), default=0))
        room = width - name - 1 - said - 1 - moves
        rows = [
            Item(
                (
                    (_told_apart(title, name).ljust(name) + " ", ""),
                    *bar_parts(track, room),
                    (" " + track.text.rjust(said), "b" if track.value is not None else "dim"),
                    *(arrow(track) if moves else ()),
                ),
                ref=f"track:{track.ref}",
            )
            for track, title in zip(self._tracks, titles, strict=True)
        ]
        table = standing_rows(self._standing, self._selected, width)
        # A heading of two lines keeps the table apart by itself.
        apart = [] if len(table) > len(self._standing.rows) + 1 else [Item()]
        return [*rows, *apart, *table] if table else rows
