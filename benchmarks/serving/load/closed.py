"""The closed loop: every connection sends its next request when it has its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

from benchmarks.serving.load.http import Answer, Connection
from benchmarks.serving.load.record import OK, Record

Connect = Callable[[int], Awaitable[Connection]]
_BREATH = 0.05


class Looper:
    """One connection that never rests.

    ``patient``: after a refusal it waits as long as the server asks; otherwise it tries
    again at once.
    """

    def __init__(
        self, index: int, connect: Connect, requests: Iterator[bytes], record: Record, patient: bool
    ) -> None:
        self._index, self._connect = index, connect
        self._requests = requests
        self._record = record
        self._patient = patient
        self._connection: Connection | None = None
        self._started = 0.0
        self._loop = asyncio.get_running_loop()
        self._dialling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect and send the first request."""
        self._connection = await self._connect(self._index)
        self._connection.answered = self._answered
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
        try:
            await self.start()
        except OSError:
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


async def run_closed(
    connections: int,
    connect: Connect,
    requests: Iterator[bytes],
    record: Record,
    patient: bool = False,
) -> None:
    """Drive ``connections`` loops until the record's end."""
    loopers = [Looper(k, connect, requests, record, patient) for k in range(connections)]
    try:
        for looper in loopers:
            await looper.start()
        await asyncio.sleep(max(0.0, record.end - time.monotonic()))
    finally:
        for looper in loopers:
            looper.close()
