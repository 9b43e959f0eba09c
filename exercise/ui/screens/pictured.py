"""What replay and compare share: maps whose layers are stepped through, and pictures that a narrow terminal shows in place of the table."""

from __future__ import annotations

from abc import abstractmethod

from exercise.ui.screens.sheet import Sheet


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
