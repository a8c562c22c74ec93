"""Log lines on their way to a stream that may be full, closed, or not read by anyone."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from typing import TextIO

log = logging.getLogger("latente")

_MOST_WAITING = 10_000
_LAST_SECONDS = 1.0


class _Lost:
    """How many lines this process could not write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lines = 0

    def add(self) -> None:
        with self._lock:
            self.lines += 1


_LOST = _Lost()


def lost_lines() -> int:
    """Lines of the log that this process could not write."""
    return _LOST.lines


class BackgroundHandler(logging.Handler):
    """Writes to a file in a thread of its own, so that no request ever waits for the reader.

    A pipe that nobody reads holds up whoever writes to it, and a disk may be full. Lines that
    find no room, or cannot be written, are lost and counted. The log says when that begins and,
    once lines can be written again, how many are missing.

    Args:
        descriptor: of the open file. Nothing is buffered, so that nothing is left at the end.
        name: what the log calls it.
        most_waiting: lines that may wait.
    """

    def __init__(self, descriptor: int, name: str, most_waiting: int = _MOST_WAITING) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._title = name
        self._lines: queue.Queue[str] = queue.Queue(most_waiting)
        self._lock_missing = threading.Lock()
        self._missing = 0
        thread = threading.Thread(target=self._write_all, name="latente-log", daemon=True)
        thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Let a record wait for its turn."""
        try:
            self._lines.put_nowait(self.format(record))
        except Exception as error:  # full, or not to be formatted: never a request's matter
            self._lose(error)

    def flush(self) -> None:
        """Wait until all is written, for a second at most."""
        end = time.monotonic() + _LAST_SECONDS
        while self._lines.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.005)

    def _lose(self, error: Exception) -> None:
        _LOST.add()
        with self._lock_missing:
            self._missing += 1
            is_first = self._missing == 1
        if is_first:
            log.error("%s cannot be written, and lines are lost: %r", self._title, error)

    def _write_all(self) -> None:
        while True:
            line = self._lines.get()
            try:
                self._write((line + "\n").encode("utf-8", "backslashreplace"))
            except Exception as error:
                self._lose(error)
            else:
                self._recover()
            finally:
                self._lines.task_done()

    def _recover(self) -> None:
        with self._lock_missing:
            missing, self._missing = self._missing, 0
        if missing:
            log.warning("%s is written again; %d lines were lost", self._title, missing)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]


def handler_for(stream: TextIO, name: str) -> logging.Handler:
    """What writes to this stream in the background, where it is a file of the system's."""
    try:
        return BackgroundHandler(stream.fileno(), name)
    except (OSError, ValueError, AttributeError):  # replaced by another object, or closed
        return logging.StreamHandler(stream)
