"""A program in a pseudo-terminal: start it, send keys, read the screen, and time what it paints.

`Terminal` runs the program and keeps what it wrote with the time of each piece; `Screen` replays that into cells. It knows the few
control sequences that Textual writes, and answers the questions a terminal is asked at the start.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path

KEYS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "backspace": "\x7f", "ctrl+q": "\x11", "f1": "\x1bOP",
}  # fmt: skip
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y", b"\x1b[c": b"\x1b[?62;22c", b"\x1b[6n": b"\x1b[1;1R"}

_TOKEN = re.compile(r"\x1b\[([0-9;:<=>?$ ]*)([@-~])|\x1b[\]P^_].*?(?:\x07|\x1b\\)|\x1b[()#].|\x1b.|[\r\n\b]|[^\x1b\r\n\b]+", re.DOTALL)


class Screen:
    """The cells of a terminal, and which of them were ever written."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.touched: set[tuple[int, int]] = set()
        self.row = self.column = 0

    @property
    def text(self) -> str:
        """The screen as lines, without trailing spaces."""
        return "\n".join("".join(row).rstrip() for row in self.cells)

    @property
    def covered(self) -> float:
        """The share of cells that were ever written."""
        return len(self.touched) / (self.columns * self.rows)

    def feed(self, text: str) -> None:
        """Take in what the program wrote."""
        for found in _TOKEN.finditer(text):
            piece, final = found.group(), found.group(2)
            if final:
                self._control(found.group(1), final)
            elif piece == "\r":
                self.column = 0
            elif piece == "\n":
                self.row = min(self.row + 1, self.rows - 1)
            elif piece == "\b":
                self.column = max(self.column - 1, 0)
            elif piece[0] != "\x1b":
                for char in piece:
                    self._put(char)

    def _put(self, char: str) -> None:
        if char < " " or self.row >= self.rows:
            return
        column = min(self.column, self.columns - 1)
        self.cells[self.row][column] = char
        self.touched.add((self.row, column))
        self.column += 1

    def _control(self, given: str, final: str) -> None:
        if given[:1] in ("?", "<", "=", ">"):
            return
        numbers = [int(part) if part.isdigit() else 0 for part in given.split(";")]
        count = max(numbers[0], 1)
        if final in "Hf":
            self.row = min(count, self.rows) - 1
            self.column = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.columns) - 1
        elif final == "A":
            self.row = max(self.row - count, 0)
        elif final == "B":
            self.row = min(self.row + count, self.rows - 1)
        elif final == "C":
            self.column = min(self.column + count, self.columns - 1)
        elif final == "D":
            self.column = max(self.column - count, 0)
        elif final == "G":
            self.column = min(count, self.columns) - 1
        elif final == "J" and numbers[0] == 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif final == "K" and numbers[0] == 0:
            self.cells[self.row][self.column :] = [" "] * (self.columns - self.column)


class Terminal:
    """A program running in a pseudo-terminal of a given size."""

    def __init__(
        self, command: list[str], columns: int = 120, rows: int = 40, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self.began = time.perf_counter()
        self.pieces: list[tuple[float, bytes]] = []
        self.screen = Screen(columns, rows)
        self.fed = 0
        self._rest = b""
        self.code: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            own = {"COLUMNS", "LINES", "NO_COLOR"}
            kept = {key: value for key, value in os.environ.items() if key not in own and not key.startswith("TEXTUAL")}
            kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
            try:
                if cwd:
                    os.chdir(cwd)
                os.execvpe(command[0], command, kept)
            finally:
                os._exit(127)

    def read(self, seconds: float, quiet: float | None = None) -> None:
        """Read what comes for so many seconds; with `quiet`, stop when nothing came for that long after the first piece."""
        stop = time.perf_counter() + seconds
        seen = False
        while (left := stop - time.perf_counter()) > 0:
            wait = min(left, quiet) if seen and quiet is not None else left
            ready, _, _ = select.select([self.fd], [], [], wait)
            if not ready:
                return
            try:
                piece = os.read(self.fd, 1 << 16)
            except OSError:
                return
            if not piece:
                return
            self.pieces.append((time.perf_counter(), piece))
            seen = True
            for asked, answer in ANSWERS.items():
                if asked in piece:
                    os.write(self.fd, answer)

    def replay(self) -> Screen:
        """Return the screen after everything read so far."""
        for _, piece in self.pieces[self.fed :]:
            self.take(piece)
        self.fed = len(self.pieces)
        return self.screen

    def take(self, piece: bytes) -> None:
        """Put one piece on the screen; a sequence or letter cut in two waits for its other half."""
        whole = self._rest + piece
        cut = whole.rfind(b"\x1b")
        if cut < 0 or re.match(rb"\x1b(\[[0-9;:<=>?$ ]*[@-~]|[^\[\]P^_])", whole[cut:]):
            cut = len(whole)
        while cut and cut == len(whole) and whole[-1] >= 0xC0:
            cut -= 1
        self._rest = whole[cut:]
        self.screen.feed(whole[:cut].decode("utf-8", "replace"))

    def until(self, text: str, seconds: float = 20) -> bool:
        """Return whether a text appeared on the screen within so many seconds."""
        stop = time.perf_counter() + seconds
        while time.perf_counter() < stop:
            if text in self.replay().text:
                return True
            if self.ended():
                return text in self.replay().text
            self.read(0.05)
        return False

    def press(self, *keys: str) -> None:
        """Send keys by name or as text."""
        for key in keys:
            os.write(self.fd, KEYS.get(key, key).encode())

    def ended(self) -> bool:
        """Return whether the program is gone."""
        if self.code is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def peak_mib(self) -> float:
        """Return the most memory the program held so far, in MiB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(found.group(1)) / 1024 if found else 0.0

    def cpu_seconds(self) -> float:
        """Return how much processor time the program took so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self, kill: int = signal.SIGTERM) -> None:
        """End the program, whatever it is doing."""
        for sent, patience in ((kill, 1.0), (signal.SIGKILL, 5.0)):
            if self.ended():
                break
            os.kill(self.pid, sent)
            stop = time.perf_counter() + patience
            while not self.ended() and time.perf_counter() < stop:
                self.read(0.02)
        with contextlib.suppress(OSError):
            os.close(self.fd)
