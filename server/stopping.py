"""A server that ends well: what runs is finished, within a bounded time."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

import uvicorn

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_CUT_OFF = 1
_BY_SIGNAL = 128


class StoppableServer(uvicorn.Server):
    """uvicorn, which ends the process with a code that says how.

    The first SIGTERM or SIGINT closes the port and idle connections, so that new requests are
    refused, and lets running ones finish: code 0. A second signal ends it at once: 128 and the
    signal's number. So does the end of the grace time: code 1 if a request was cut off.

    Args:
        config: uvicorn's own configuration.
        grace_seconds: time from the first signal to the end, at most.
    """

    def __init__(self, config: uvicorn.Config, grace_seconds: float) -> None:
        super().__init__(config)
        self._grace = grace_seconds

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As in uvicorn, which however raises the signals again once it has stopped."""
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Begin to stop; at the second call, end."""
        if self.should_exit:
            _end("stopped at once, by a second signal", _BY_SIGNAL + sig)
        self.should_exit = True
        # In a thread of its own: neither a busy event loop nor a job that a worker thread does
        # not finish can put it off.
        watch = threading.Timer(self._grace, self._out_of_time)
        watch.daemon = True
        watch.start()

    def _out_of_time(self) -> None:
        cut = len(self.server_state.tasks)
        words = (
            f"stopped when the grace time of {self._grace:g} s was over; requests cut off: {cut}"
        )
        _end(words, _CUT_OFF if cut else 0)


def leave() -> NoReturn:
    """End the process well, now: taking the inference libraries apart first takes seconds."""
    logging.shutdown()
    with contextlib.suppress(OSError):  # a full disk, a reader who left
        sys.stdout.flush()
    os._exit(0)


def _end(words: str, code: int) -> NoReturn:
    # Not through the log: a signal may arrive while the main thread holds its lock.
    os.write(2, f"latente: {words}\n".encode())
    os._exit(code)
