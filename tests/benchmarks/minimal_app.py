"""The smallest Textual app that shows something: what starting costs at least."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Static("ready")


if __name__ == "__main__":
    Minimal().run()
