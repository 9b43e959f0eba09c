"""A whole game in a real terminal, by keyboard alone: `python tests/smoke.py [path of the exercise command]`.

Plays `harmony` under tmux as Kazakhstan at 80x24, begun from the home screen, and as NATO at 120x40, begun from the command line; then
the save must stand in the list at home, and `exercise verify` must accept it. Prints the screen at which anything went wrong.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
MOST_KEYS = 600
SERVER = f"exercise-smoke-{os.getpid()}"


class Tmux:
    """One program in a tmux of its own."""

    def __init__(self, command: list[str], columns: int, rows: int) -> None:
        subprocess.run(
            ["tmux", "-L", SERVER, "-f", "/dev/null", "new-session", "-d", "-s", "smoke", "-x", str(columns), "-y", str(rows),
             f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}; echo left with $?; sleep 600"],
            check=True,
        )  # fmt: skip
        self.size = f"{columns}x{rows}"

    def screen(self) -> str:
        """Return what stands on the screen, the heavy frame of the panel in use drawn like all others."""
        shown = subprocess.run(
            ["tmux", "-L", SERVER, "capture-pane", "-p", "-t", "smoke"], capture_output=True, text=True, check=True
        ).stdout
        return shown.translate(str.maketrans("┃━", "│─"))

    def press(self, key: str) -> str:
        """Return the screen after a key, once it has changed and come to rest, or after a moment if it does not change."""
        before = self.screen()
        subprocess.run(["tmux", "-L", SERVER, "send-keys", "-t", "smoke", key], check=True)
        stop = time.monotonic() + 1.5
        last = before
        while time.monotonic() < stop:
            time.sleep(0.08)
            now = self.screen()
            if now != before and now == last:
                return now
            last = now
        return last

    def until(self, *words: str) -> str:
        """Return the screen once it holds one of the words."""
        stop = time.monotonic() + PATIENCE
        while time.monotonic() < stop:
            screen = self.screen()
            if any(word in screen for word in words):
                return screen
            time.sleep(0.1)
        raise SystemExit(f"{self.size}: none of {words} appeared:\n{self.screen()}")

    def close(self) -> None:
        """End the program and its tmux."""
        subprocess.run(["tmux", "-L", SERVER, "kill-server"], check=False, stderr=subprocess.DEVNULL)


def play_on(tmux: Tmux) -> str:
    """Return the screen of the result, after playing every turn by keys."""
    sealed = ""
    turns = set()
    for _ in range(MOST_KEYS):
        screen = tmux.screen()
        top = screen.partition("\n")[0]
        if "left with" in screen or "Traceback" in screen:
            raise SystemExit(f"{tmux.size}: the app ended in mid-game:\n{screen}")
        if "Result" in top or "result" in top or "The end" in top:
            print(f"{tmux.size}: played turns {', '.join(sorted(turns))} to the end")
            return screen
        found = next((word for word in top.split() if "/" in word and word.replace("/", "").isdigit()), "")
        turns |= {found.partition("/")[0]} - {""}
        if "Commit the turn?" in screen:
            tmux.press("Enter")
        elif "Enter Seal" in screen:
            # One move a turn, then the turn is committed.
            if sealed == top.partition("Capital")[0]:
                tmux.press("c")
            else:
                # The first Enter asks, as nothing was chosen.
                sealed = top.partition("Capital")[0]
                tmux.press("Enter")
                tmux.press("Enter")
        else:
            tmux.press("Enter")
    raise SystemExit(f"{tmux.size}: no end after {MOST_KEYS} keys:\n{tmux.screen()}")


def verified(exercise: list[str], saves: str, name: str) -> None:
    """Check that `exercise verify` accepts the save."""
    done = subprocess.run([*exercise, "--saves", saves, "verify", name], cwd=ROOT, capture_output=True, text=True)
    print(done.stdout.strip())
    if done.returncode:
        raise SystemExit(f"exercise verify {name} gave {done.returncode}: {done.stderr}")


def from_home(exercise: list[str], saves: str) -> None:
    """Play as Kazakhstan at 80x24, begun by keys from the home screen."""
    tmux = Tmux([*exercise, "--saves", saves], 80, 24)
    try:
        tmux.until("Play alone")
        tmux.press("s")
        tmux.until("Scenario and seat")
        listed = [line.split("│")[1].strip() for line in tmux.screen().partition("─ Seats ")[0].splitlines() if line.startswith("│")]
        tmux.press("Home")
        for _ in range(next(place for place, line in enumerate(listed) if line.endswith("harmony"))):
            tmux.press("Down")
        tmux.press("Tab")
        choose(tmux, "Kazakhstan\n")
        tmux.press("Enter")
        tmux.until("Start a session?")
        tmux.press("Enter")
        tmux.until("You: Kazakhstan")
        play_on(tmux)
        for _ in range(3):
            if "Recent sessions" in tmux.screen():
                break
            tmux.press("Escape")
        screen = tmux.until("Recent sessions")
        names = [path.stem for path in Path(saves).glob("*.jsonl")]
        if not all(name[:12] in screen for name in names):
            raise SystemExit(f"the save {names} is not listed at home:\n{screen}")
        tmux.press("q")
        tmux.until("left with 0")
    finally:
        tmux.close()
    for name in names:
        verified(exercise, saves, name)


def choose(tmux: Tmux, words: str) -> str:
    """Return the screen after going down a list until the panel beside it tells of what the words name."""
    screen = tmux.screen()
    for _ in range(40):
        if words in beside(screen):
            return screen
        screen = tmux.press("Down")
    raise SystemExit(f"{tmux.size}: {words} could not be chosen:\n{screen}")


def beside(screen: str) -> str:
    """Return the text of the panel on the right."""
    return "\n".join(line.rpartition("││")[2].strip("│ ") for line in screen.splitlines() if "││" in line)


def from_command_line(exercise: list[str], saves: str) -> None:
    """Play as NATO at 120x40, begun from the command line."""
    tmux = Tmux([*exercise, "--saves", saves, "play", "harmony", "--seat", "nato", "--seed", "3", "--save", "nato-smoke"], 120, 40)
    try:
        tmux.until("You: NATO")
        play_on(tmux)
    finally:
        tmux.close()
    verified(exercise, saves, "nato-smoke")


def main() -> None:
    """Play both games."""
    exercise = sys.argv[1:] or [sys.executable, "-m", "exercise"]
    for part in (from_home, from_command_line):
        with tempfile.TemporaryDirectory() as saves:
            part(exercise, saves)


if __name__ == "__main__":
    main()
