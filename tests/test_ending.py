"""The app ended from outside or by a fault of its own leaves the terminal as it was, and nothing of a desk on it."""

from __future__ import annotations

import os
import re
import signal
import stat
import sys
import termios
import time
from pathlib import Path

import pytest

from exercise import cli
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent
MODES = (b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l", b"\x1b[?2004l", b"\x1b[?1049l", b"\x1b[?25h")
"""Mouse, pasting and the other screen off, and the cursor back."""
SECRET = "sealed-by-russia"
FAULTY = """
import sys
from exercise.ui.screens import decision
from exercise.ui.widgets.choice_row import ChoiceRows
real = decision.Decision.redraw

def in_handler(self, event):
    secret = "sealed-by-" + "russia"
    raise RuntimeError(len(secret))

def in_render(self):
    secret = "sealed-by-" + "russia"
    raise RuntimeError(len(secret))

def in_worker(self):
    async def working():
        secret = "sealed-by-" + "russia"
        raise RuntimeError(len(secret))
    self.run_worker(working())

def in_timer(self):
    self.set_timer(0.01, lambda: in_handler(self, None))

where = sys.argv.pop(1)
if where == "handler":
    decision.Decision.on_choice_rows_moved = in_handler
elif where == "render":
    decision.Decision.on_choice_rows_moved = lambda self, event: (setattr(ChoiceRows, "render", in_render), self.refresh())
    ChoiceRows.render_line = lambda self, y: in_render(self)
elif where == "worker":
    decision.Decision.on_mount = in_worker
else:
    decision.Decision.on_mount = in_timer
from exercise.cli import main
sys.exit(main())
"""


def started(folder: Path, *before: str) -> Terminal:
    command = before or (sys.executable, "-m", "exercise")
    return Terminal(
        [*command, "--saves", str(folder), "play", "practice", "--seat", "nato", "--save", "ended"],
        columns=100, rows=30, env={"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data")}, cwd=ROOT,
    )  # fmt: skip


def until_ended(terminal: Terminal, seconds: float = 15) -> bytes:
    """Return what was written from the end of the other screen on."""
    stop = time.monotonic() + seconds
    while not terminal.ended() and time.monotonic() < stop:
        terminal.read(0.05)
    terminal.read(0.3)
    return b"".join(piece for _, piece in terminal.pieces)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("presses", [(), ("enter",), ("enter", "slash"), ("enter", "s")], ids=["briefing", "form", "list", "writing"])
def test_a_process_told_to_end_leaves_the_terminal_as_it_was(number: signal.Signals, presses: tuple[str, ...], tmp_path):
    terminal = started(tmp_path)
    try:
        before = termios.tcgetattr(terminal.fd)
        assert terminal.until("Briefing")
        for key in presses:
            terminal.press("/" if key == "slash" else key)
            terminal.read(0.4)
        os.kill(terminal.pid, number)
        written = until_ended(terminal)

        assert terminal.code == 128 + number
        assert all(mode in written for mode in MODES)
        after = re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]", b"", written.rpartition(b"\x1b[?1049l")[2])
        assert after.strip() == b""
        assert termios.tcgetattr(terminal.fd)[:4] == before[:4]
    finally:
        terminal.close(signal.SIGKILL)


def test_two_signals_end_even_what_is_busy(tmp_path):
    code = (
        "import sys, time\nfrom exercise.ui.screens.decision import Decision\n"
        "Decision.redraw = lambda *_: [None for _ in iter(lambda: time.sleep(0.01) or 1, 0)]\n"
        "from exercise.cli import main\nsys.exit(main())"
    )
    terminal = started(tmp_path, sys.executable, "-c", code)
    try:
        assert terminal.until("Briefing")
        terminal.press("enter")
        terminal.read(1)
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.read(0.5)
        os.kill(terminal.pid, signal.SIGTERM)
        written = until_ended(terminal)

        assert terminal.code == 128 + signal.SIGTERM
        assert all(mode in written for mode in MODES)
    finally:
        terminal.close(signal.SIGKILL)


@pytest.mark.parametrize("where", ["handler", "render", "worker", "timer"])
def test_a_fault_prints_one_line_and_keeps_its_traceback_for_the_owner(where: str, tmp_path):
    terminal = started(tmp_path, sys.executable, "-c", FAULTY, where)
    try:
        before = termios.tcgetattr(terminal.fd)
        assert terminal.until("Briefing")
        terminal.press("enter")
        terminal.read(1)
        if where == "handler":
            terminal.press("down")
        written = until_ended(terminal)

        assert terminal.code == cli.FAULT
        assert all(mode in written for mode in MODES)
        assert termios.tcgetattr(terminal.fd)[:4] == before[:4]
        assert SECRET.encode() not in written
        after = re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]", b"", written.rpartition(b"\x1b[?1049l")[2]).decode().strip()
        [kept] = (tmp_path / "data" / "exercise" / "faults").iterdir()
        assert after == f"exercise: stopped by a fault of the program itself (RuntimeError); what happened is in {kept}."
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert "RuntimeError" in kept.read_text()
        assert SECRET not in kept.read_text()
    finally:
        terminal.close(signal.SIGKILL)


def test_a_fault_of_a_command_prints_one_line(tmp_path, monkeypatch, capsys):
    def failing(*_: object) -> int:
        secret = "sealed-by-russia"
        raise KeyError(len(secret))

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("exercise.cli.check.run", failing)

    assert cli.main(["check", "practice"]) == cli.FAULT

    [kept] = (tmp_path / "exercise" / "faults").iterdir()
    assert capsys.readouterr().err == f"exercise: stopped by a fault of the program itself (KeyError); what happened is in {kept}.\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
