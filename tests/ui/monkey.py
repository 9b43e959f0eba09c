"""A seeded monkey at the keyboard and the mouse: keys, clicks, bursts of clicks, drags, wheels, resizes and pastes on whatever is in front."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

from textual import events
from textual.binding import Binding
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.pilot import Pilot

ALWAYS = (
    "up", "down", "left", "right", "enter", "enter", "escape", "escape", "tab", "shift+tab", "home", "end", "pageup", "pagedown", "space",
    "1", "2", "3", "9", "a", "z", "question_mark", "colon", "semicolon", "backspace", "f1",
)  # fmt: skip
CHARACTERS = {"question_mark": "?", "colon": ":", "semicolon": ";", "space": " ", "slash": "/", "plus": "+", "minus": "-",
              "equals_sign": "=", "left_square_bracket": "[", "right_square_bracket": "]"}  # fmt: skip
NEVER = {"ctrl+q", "ctrl+c", "ctrl+z"}
"""Keys that end the app or put it to sleep."""
SIZES = ((80, 24), (100, 30), (120, 40), (160, 48), (40, 12), (61, 18))
PASTES = ("a", "nato: dialogue kyrgyzstan", "[/] [b]x", "\x1b[2J\u202e\n\ttwo lines", "9" * 3000, "/etc/passwd", "")
SLOWEST = 20.0
"""Seconds that nothing the monkey does may take."""


class Monkey:
    """Plays with an app for so many seconds, and remembers what it did."""

    def __init__(self, pilot: Pilot[int], seed: int) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.random = random.Random(seed)
        self.done: list[str] = []
        self.seen: set[str] = set()
        """The screens that it has met."""

    async def play(self, seconds: float) -> None:
        """Play on, as long as the app runs and has met no exception."""
        stop = time.monotonic() + seconds
        while time.monotonic() < stop and self.app.is_running and self.app._exception is None:
            self.seen.add(type(self.app.screen).__name__)
            deed = self.random.choice((self._keys, self._keys, self._keys, self._clicks, self._clicks, self._drag, self._odd))
            began = time.monotonic()
            deed()
            await asyncio.sleep(0)
            if self.random.random() < 0.6:
                await asyncio.wait_for(self.pilot._wait_for_screen(), SLOWEST)
            await asyncio.sleep(self.random.choice((0, 0, 0.01, 0.05)))
            assert time.monotonic() - began < SLOWEST, self.told()

    def told(self) -> str:
        """Return what was done last."""
        return f"screens {sorted(self.seen)}; last:\n" + "\n".join(self.done[-40:])

    def _note(self, deed: str) -> None:
        self.done.append(f"{type(self.app.screen).__name__}: {deed}")

    def _post(self, event: events.Event) -> None:
        driver = self.app._driver
        if driver is not None:
            driver.process_message(event)

    def _keys(self) -> None:
        own = [key.strip() for binding in self.app.active_bindings for key in binding.split(",")]
        bound = [one.binding.key for one in self.app.active_bindings.values() if isinstance(one.binding, Binding)]
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            key = self.random.choice((*ALWAYS, *own, *bound))
            if key in NEVER:
                continue
            self._note(key)
            character = CHARACTERS.get(key, key if len(key) == 1 else None)
            self._post(events.Key(key, character))

    def _at(self) -> tuple[int, int]:
        width, height = self.app.size
        # The edges and the line of keys more often than their share.
        x = self.random.choice((0, 1, width - 1, self.random.randrange(max(1, width)), self.random.randrange(max(1, width))))
        y = self.random.choice((0, height - 1, self.random.randrange(max(1, height)), self.random.randrange(max(1, height))))
        toasts = [toast for toast in self.app.screen.query("Toast") if toast.region]
        if toasts and self.random.random() < 0.4:
            region = self.random.choice(toasts).region
            return self.random.randrange(region.x, region.right), self.random.randrange(region.y, region.bottom)
        return x, y

    def _mouse(self, kind: type[events.MouseEvent], x: int, y: int, button: int) -> None:
        self._post(kind(None, x, y, 0, 0, button, False, False, False, x, y))

    def _clicks(self) -> None:
        x, y = self._at()
        times, button = self.random.choice((1, 1, 2, 2, 3, 6)), self.random.choice((1, 1, 1, 1, 3))
        self._note(f"click {x},{y} times {times}")
        for _ in range(times):
            self._mouse(events.MouseDown, x, y, button)
            self._mouse(events.MouseUp, x, y, button)

    def _drag(self) -> None:
        (x, y), (to_x, to_y) = self._at(), self._at()
        self._note(f"drag {x},{y} to {to_x},{to_y}")
        self._mouse(events.MouseMove, x, y, 0)
        self._mouse(events.MouseDown, x, y, 1)
        self._mouse(events.MouseMove, to_x, to_y, 1)
        if self.random.random() < 0.9:
            self._mouse(events.MouseUp, to_x, to_y, 1)

    def _odd(self) -> None:
        deed = self.random.randrange(3)
        if deed == 0:
            size = Size(*self.random.choice(SIZES))
            self._note(f"resize {size}")
            if isinstance(self.app._driver, HeadlessDriver):
                self.app._driver._size = size
            self.app.post_message(events.Resize(size, size))
        elif deed == 1:
            text = self.random.choice(PASTES)
            self._note(f"paste {text[:20]!r}")
            self._post(events.Paste(text))
        else:
            x, y = self._at()
            wheel = self.random.choice((events.MouseScrollDown, events.MouseScrollUp))
            self._note(f"{wheel.__name__} {x},{y}")
            for _ in range(self.random.choice((1, 5))):
                self._mouse(wheel, x, y, 0)


def saves_of(folder: Path, name: str) -> str:
    """Return the path of a copy of an example that the monkey may spoil."""
    folder.mkdir(parents=True, exist_ok=True)
    example = Path(__file__).parents[2] / "saves" / f"{name}.jsonl"
    copy = folder / example.name
    if not copy.exists():
        copy.write_bytes(example.read_bytes())
    return str(copy)
