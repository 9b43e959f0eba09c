"""How the app ends when it is not left: by a signal, or by a fault of its own. Either way the terminal is as it was before.

`ending_well` is what `run_app` runs in.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from rich.console import RenderableType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask the process to end."""
FAILED = 1


class TerminalError(RuntimeError):
    """The terminal cannot be read or drawn on any more."""


class EndingApp(App[int]):
    """An app that keeps a fault instead of showing it, and lets go of the terminal when it is told to end."""

    fault: BaseException | None = None
    """The first exception that nobody caught; the app ends by it."""
    ended_by = 0
    """The signal that told the app to end."""

    async def on_event(self, event: events.Event) -> None:
        """Take no key and no click any more once the app is being left: there may be no screen to take it."""
        if not (isinstance(event, (events.InputEvent, events.Paste)) and (self._exit or not self._screen_stack)):
            await super().on_event(event)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would show the exception with the values of all variables: with what others have sealed.
        self._return_code = FAILED
        if isinstance(error, WorkerFailed):
            error = error.error if isinstance(error.error, Exception) else error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.fault = self.fault or error
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End without showing anything: what is shown may hold what is not for all eyes."""
        self._handle_exception(TerminalError("the terminal cannot be read"))

    def end(self, number: int) -> None:
        """End because a signal says so; a second one does not wait for what is still being done."""
        if self.ended_by:
            self._let_go()
            os._exit(128 + number)
        self.ended_by = number
        try:
            asyncio.get_running_loop().call_soon_threadsafe(lambda: self.exit(return_code=128 + number))
        except RuntimeError:
            raise SystemExit(128 + number) from None

    def _let_go(self) -> None:
        if self._driver is not None:
            with contextlib.suppress(Exception):
                self._driver.stop_application_mode()
            with contextlib.suppress(Exception):
                self._driver.close()


@contextlib.contextmanager
def ending_well(app: EndingApp) -> Iterator[None]:
    """End the app when the process is told to end, while this lasts."""

    def told(number: int, _: FrameType | None) -> None:
        app.end(number)

    before: dict[int, Any] = {}
    for number in SIGNALS:
        # A process that was started to outlive its terminal stays deaf to its end.
        if signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
