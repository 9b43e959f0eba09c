"""Starting in a pseudo-terminal of 120x40: the home screen and the decision screen of a save, against the smallest Textual app."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from figures import EXERCISE, PYTHON, ROOT, Figure, measured, ratio
from peers import posting
from saved import harmony_save
from terminal import Screen, Terminal

MINIMAL = [PYTHON, str(Path(__file__).parent / "minimal_app.py")]


def started(command: list[str], cache: str, quiet: float = 1.0) -> dict[str, float]:
    """Return seconds to the first full frame and to the settled screen, and the peak memory in MiB."""
    terminal = Terminal(command, env={"PYTHONPATH": str(ROOT), "EXERCISE_CACHE": cache})
    try:
        terminal.read(15, quiet=quiet)
        memory, cpu = terminal.peak_mib(), terminal.cpu_seconds()
    finally:
        terminal.close()
    found: dict[str, float] = {"memory": memory, "cpu": cpu}
    screen = terminal.screen
    before = ""
    for at, piece in terminal.pieces:
        terminal.take(piece)
        if screen.covered >= 0.9:
            found.setdefault("frame", at - terminal.began)
        if screen.text != before:
            found["settled"] = at - terminal.began
            before = screen.text
    if "Traceback" in screen.text or "frame" not in found:
        raise SystemExit(f"{' '.join(command)} did not fill its screen as it should:\n{shown(screen)}")
    return found


def shown(screen: Screen) -> str:
    """Return the lines of a screen that hold something."""
    return "\n".join(line for line in screen.text.splitlines() if line)


@measured
def main(runs: int = 9) -> list[Figure]:
    """Return the figures, and print them."""
    with tempfile.TemporaryDirectory() as folder:
        save = harmony_save(Path(folder))
        home = [*EXERCISE, "--saves", folder]
        table = [*EXERCISE, "--saves", folder, "play", str(save)]
        cache = str(Path(folder) / "cache")
        unknown = started(table, cache, quiet=5.0)
        peer = posting()
        for command in (MINIMAL, home, *peer):
            started(command, cache)
        rounds = [tuple(started(command, cache) for command in (MINIMAL, home, table, *peer)) for _ in range(runs)]

    def against(which: int, name: str) -> float:
        return ratio([one[which][name] for one in rounds], [one[0][name] for one in rounds])

    def middle(which: int, name: str) -> float:
        return statistics.median(one[which][name] for one in rounds)

    theirs = [
        Figure("Posting: settled", against(3, "settled"), "x minimal", note=f"{middle(3, 'settled') * 1000:.0f} ms"),
        Figure("Posting: peak memory", middle(3, "memory"), "MiB"),
    ] if peer else []  # fmt: skip
    return [
        *theirs,
        Figure("home: first full frame", against(1, "frame"), "x minimal", 1.4, 1.2, note=f"{middle(1, 'frame') * 1000:.0f} ms"),
        Figure("home: settled", against(1, "settled"), "x minimal", note=f"{middle(1, 'settled') * 1000:.0f} ms"),
        Figure("decision screen: settled", against(2, "settled"), "x minimal", 2.2, 1.7, note=f"{middle(2, 'settled') * 1000:.0f} ms"),
        Figure(
            "decision screen of a scenario never seen: settled",
            unknown["settled"] / middle(0, "settled"),
            "x minimal",
            note=f"{unknown['settled'] * 1000:.0f} ms, once",
        ),
        Figure("home: processor time", against(1, "cpu"), "x minimal", note=f"{middle(1, 'cpu') * 1000:.0f} ms"),
        Figure("decision screen: processor time", against(2, "cpu"), "x minimal", note=f"{middle(2, 'cpu') * 1000:.0f} ms"),
        Figure("home: peak memory", middle(1, "memory"), "MiB", 48, 40, note=f"minimal {middle(0, 'memory'):.1f}"),
        Figure("decision screen: peak memory", middle(2, "memory"), "MiB", note=f"minimal {middle(0, 'memory'):.1f}"),
    ]  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
