"""From a key to its paint in the replay: steps, turns and jumps, in an example and in a session of a thousand turns."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from figures import EXERCISE, ROOT, Figure, measured, median_p95
from start import shown
from terminal import Terminal
from toy import scenario_data

from exercise.model.scenario import Scenario
from exercise.session import Session

WAYS = (
    ("an event on and back", ["right", "right", "left"]),
    ("a turn on and back", ["down", "down", "up"]),
    ("from end to end", ["end", "home"]),
)
"""What is pressed over and over."""


def long_save(folder: Path, turns: int = 1000) -> Path:
    """Return a save of so many turns of a small scenario, in which a move is made every turn."""
    path = folder / "long.jsonl"
    with Session.create(Scenario.model_validate(scenario_data()), path=path, plan="four", seed=1) as session:
        session.submit(f'facilitator: turns count={turns} because="long"', "facilitator")
        while session.state.phase != "over":
            if session.state.phase == "decide":
                session.submit("nato: speech kazakhstan voice=public", "nato")
            session.submit("facilitator: close-phase", "facilitator")
    return path


def painted(save: Path, keys: list[str], presses: int) -> list[float]:
    """Return milliseconds from key to changed screen for each press."""
    terminal = Terminal([*EXERCISE, "replay", str(save)], env={"PYTHONPATH": str(ROOT)})
    try:
        terminal.read(60, quiet=2.5)
        terminal.press("down")
        terminal.read(5, quiet=1.0)
        terminal.replay()
        times: list[float] = []
        for press in range(presses + 2):
            had = terminal.screen.text
            first = len(terminal.pieces)
            began = time.perf_counter()
            terminal.press(keys[press % len(keys)])
            terminal.read(1.5, quiet=0.15)
            for at, piece in terminal.pieces[first:]:
                terminal.take(piece)
                if terminal.screen.text != had:
                    if press >= 2:
                        times.append((at - began) * 1000)
                    break
            terminal.replay()
        if not times:
            raise SystemExit(f"no key of {keys} changed the screen:\n{shown(terminal.screen)}")
        return times
    finally:
        terminal.close()


@measured
def main(presses: int = 40) -> list[Figure]:
    """Return the figures, and print them."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, save in (("example-german", ROOT / "saves" / "example-german.jsonl"), ("1,000 turns", long_save(Path(folder)))):
            for way, keys in WAYS:
                middle, late = median_p95(times := painted(save, keys, presses))
                note = f"{len(times)} presses"
                found += [
                    Figure(f"{name}, {way}: median", middle, "ms", 33, 16, note=note),
                    Figure(f"{name}, {way}: p95", late, "ms", 66, 33),
                ]
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
