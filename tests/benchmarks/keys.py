"""From a key to its paint on the decision screen, preview included."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from figures import EXERCISE, ROOT, Figure, measured, median_p95
from saved import harmony_save
from start import shown
from terminal import Terminal


def painted(command: list[str], keys: list[str], presses: int, before: list[str]) -> tuple[list[float], int]:
    """Return milliseconds from key to changed screen for each press, and how many presses changed nothing."""
    terminal = Terminal(command, env={"PYTHONPATH": str(ROOT)})
    try:
        terminal.read(15, quiet=1.0)
        for _ in range(8):
            # Whatever waits for an answer comes before the decision.
            if "Enter Seal" in terminal.replay().text:
                break
            terminal.press("enter")
            terminal.read(3, quiet=0.4)
        for key in before:
            terminal.press(key)
            terminal.read(3, quiet=0.3)
        terminal.replay()
        times: list[float] = []
        idle = 0
        for press in range(presses + 2):
            had = terminal.screen.text
            first = len(terminal.pieces)
            began = time.perf_counter()
            terminal.press(keys[press % len(keys)])
            terminal.read(1.0, quiet=0.12)
            changed = None
            for at, piece in terminal.pieces[first:]:
                terminal.take(piece)
                if changed is None and terminal.screen.text != had:
                    changed = (at - began) * 1000
            terminal.fed = len(terminal.pieces)
            if press < 2:
                continue
            if changed is None:
                idle += 1
            else:
                times.append(changed)
        if not times:
            raise SystemExit(f"no key of {keys} changed the screen:\n{shown(terminal.screen)}")
        return times, idle
    finally:
        terminal.close()


@measured
def main(presses: int = 80) -> list[Figure]:
    """Return the figures, and print them."""
    with tempfile.TemporaryDirectory() as folder:
        save = harmony_save(Path(folder))
        table = [*EXERCISE, "--saves", folder, "play", str(save)]
        rows, idle_rows = painted(table, ["down", "down", "up", "down", "up", "up"], presses, [])
        values, idle_values = painted(table, ["right", "left"], presses, [])
    found = []
    for name, times, idle in (
        ("cursor over the rows of a move", rows, idle_rows),
        ("another kind of move, previewed", values, idle_values),
    ):
        middle, late = median_p95(times)
        note = f"{len(times)} presses, {idle} without effect"
        found += [Figure(f"{name}: median", middle, "ms", 16, 8, note=note), Figure(f"{name}: p95", late, "ms", 33, 16)]
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
