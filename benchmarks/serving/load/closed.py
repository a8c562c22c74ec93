"""The closed loop: every connection sends its next request when it has its answer."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

from benchmarks.serving.load.http import Answer, Connection
from benchmarks.serving.load.record import OK, Record, Window

Connect = Callable[[int], Awaitable[Connection]]
_BREATH = 0.05
_AT_ONCE = 100
# A window without any answer tells nothing; on a machine that is very busy the first may be late.
_LONGEST = 30.0
T = TypeVar("T")


class Looper:
    """One connection that never rests.

    ``patient``: after a refusal it waits as long as the server asks; otherwise it tries
    again at once.
    """

    def __init__(
        self, index: int, connect: Connect, requests: Iterator[bytes], patient: bool
    ) -> None:
        self._index, self._connect = index, connect
        self._requests = requests
        self._record = Record(0.0, 0.0)
        self._patient = patient
        self._connection: Connection | None = None
        self._started = 0.0
        self._loop = asyncio.get_running_loop()
        self._dialling: asyncio.Task[None] | None = None

    async def dial(self) -> None:
        """Connect."""
        self._connection = await self._connect(self._index)
        self._connection.answered = self._answered

    def start(self, record: Record) -> None:
        """Send the first request; answers go into ``record``."""
        self._record = record
        self._next()

    def _next(self) -> None:
        if time.monotonic() >= self._record.end:
            return
        if self._connection is None or not self._connection.open:
            self._dialling = self._loop.create_task(self._redial())
            return
        self._started = time.monotonic()
        self._connection.send(next(self._requests))

    async def _redial(self) -> None:
        await asyncio.sleep(_BREATH)
        # Not yet, where it is refused: the next turn tries again.
        with contextlib.suppress(OSError):
            await self.dial()
        self._next()

    def _answered(self, answer: Answer) -> None:
        self._record.note(answer, self._started, time.monotonic())
        if self._patient and answer.status not in (0, OK):
            self._loop.call_later(answer.retry_after(), self._next)
        else:
            self._next()

    def close(self) -> None:
        """Hang up."""
        if self._dialling is not None:
            self._dialling.cancel()
        if self._connection is not None:
            self._connection.close()


async def gathered(dials: Iterable[Awaitable[T]]) -> list[T]:
    """Connect a few at a time: no server takes thousands at the same moment."""
    results: list[T] = []
    waiting = list(dials)
    for start in range(0, len(waiting), _AT_ONCE):
        results += await asyncio.gather(*waiting[start : start + _AT_ONCE])
    return results


async def run_closed(
    connections: int,
    connect: Connect,
    requests: Iterator[bytes],
    window: Window,
    patient: bool = False,
) -> Record:
    """Drive ``connections`` loops through the window, which opens once all are connected."""
    loopers = [Looper(k, connect, requests, patient) for k in range(connections)]
    try:
        await gathered(looper.dial() for looper in loopers)
        record = window.record()
        for looper in loopers:
            looper.start(record)
        await _pass_through(record)
        return record
    finally:
        for looper in loopers:
            looper.close()


async def _pass_through(record: Record) -> None:
    """Wait for the end of the window, and beyond it for the first answer if none has come."""
    last = record.end + _LONGEST
    while (left := record.end - time.monotonic()) > 0.0:
        await asyncio.sleep(left)
    while not record.statuses and time.monotonic() < last:
        await asyncio.sleep(_BREATH)
