"""What the command line asked for, the same for the app and for plain text. Knows no screen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PRACTICE = "practice"
"""The scenario that is taught with."""


class Start(NamedTuple):
    """Where to go at once: a save to open, or a scenario to start with some choices made; nothing means home."""

    save: str = ""
    scenario: str = ""
    seat: str = ""
    plan: str = ""
    variant: str = ""
    pace: str = ""
    seed: str = ""
    name: str = ""
    replay: str = ""
    """A save to look at; `seat` then says through whose eyes."""
    projector: str = ""
    """A save to follow, for the room."""


class Folders(NamedTuple):
    """Where scenarios and saves are looked for, besides the usual places; None means the usual places alone."""

    scenarios: Path | None = None
    saves: Path | None = None


HOME = Start()
USUAL = Folders()
