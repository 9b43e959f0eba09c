"""What the screens of a table share that have a map: its layers stepped through, and the map alone where a terminal is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from exercise.ui.screens.sheet import Sheet, title
from exercise.ui.widgets.map_view import MapView

if TYPE_CHECKING:
    from exercise.reading.worldmap import WorldMap


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
