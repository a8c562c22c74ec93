"""Notices when the event loop, which all requests share, is held up, and by what."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable

log = logging.getLogger("latente")

_LOOK_SECONDS = 0.25
STALL_SECONDS = 1.0


def place_of(thread: int | None) -> str:
    """The function that a thread is in, the innermost first, and those that called it."""
    found = sys._current_frames().get(thread or 0)
    if found is None:
        return "a place that is not known"
    stack = traceback.extract_stack(found)[-4:]
    return " < ".join(f"{each.name} ({each.filename}:{each.lineno})" for each in reversed(stack))


class LoopWatch:
    """Asks the event loop to come by, again and again, and tells of the times when it does not.

    Args:
        on_stall: called once for each time that the loop did not come by for a second.
    """

    def __init__(self, on_stall: Callable[[], None]) -> None:
        self._on_stall = on_stall
        self._loop = asyncio.get_running_loop()
        self._of_loop = threading.get_ident()
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, name="latente-loop-watch", daemon=True).start()

    def stop(self) -> None:
        """End the watch. Nothing waits for its thread: it may itself wait for the loop."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            came = threading.Event()
            try:
                self._loop.call_soon_threadsafe(came.set)
            except RuntimeError:  # the loop is closed
                return
            asked = time.monotonic()
            if not came.wait(STALL_SECONDS) and not self._stopped.is_set():
                self._tell(came, asked)

    def _tell(self, came: threading.Event, asked: float) -> None:
        self._on_stall()
        log.error("the event loop is held up, in %s", place_of(self._of_loop))
        while not came.wait(_LOOK_SECONDS):
            if self._stopped.is_set():
                return
        log.warning("the event loop was held up for %.1f s", time.monotonic() - asked)
