"""The open loop: requests come at their own pace, whether or not answers do."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Iterator

from benchmarks.serving.load.closed import Connect, gathered
from benchmarks.serving.load.http import Answer, Connection
from benchmarks.serving.load.record import Record, Window

_TICK = 0.002


def arrival_times(rate: float, begin: float, end: float, seed: int) -> Iterator[float]:
    """A Poisson process of ``rate`` a second between two times, ascending."""
    generator = random.Random(seed)
    moment = begin
    while (moment := moment + generator.expovariate(rate)) < end:
        yield moment


class Arrivals:
    """Sends what is due on a free connection; what finds none waits, and its clock runs.

    Latencies count from the moment a request was due, so that a slow server cannot slow
    down those who ask it.
    """

    def __init__(self, times: Iterator[float], requests: Iterator[bytes], record: Record) -> None:
        self._times, self._requests = times, requests
        self._record = record
        self._free: list[Connection] = []
        self._due: deque[float] = deque()
        self._next = next(times, None)
        self.connections: list[Connection] = []
        self.offered = 0
        self.lag = 0.0

    def add(self, connection: Connection) -> None:
        """One more connection to send on."""
        self.connections.append(connection)
        self._free.append(connection)

    def tick(self, now: float) -> None:
        """Send all that is due by ``now``."""
        while self._next is not None and self._next <= now:
            self._due.append(self._next)
            self.lag = max(self.lag, now - self._next)
            self.offered += 1
            self._next = next(self._times, None)
        while self._due and self._free:
            self._send(self._free.pop(), self._due.popleft())

    def _send(self, connection: Connection, due: float) -> None:
        def answered(answer: Answer) -> None:
            self._record.note(answer, due, time.monotonic())
            if not connection.open:
                return
            if self._due:
                self._send(connection, self._due.popleft())
            else:
                self._free.append(connection)

        connection.answered = answered
        connection.send(next(self._requests))

    @property
    def unsent(self) -> int:
        """Requests that are due and found no connection."""
        return len(self._due)


async def run_open(
    rate: float,
    connections: int,
    connect: Connect,
    requests: Iterator[bytes],
    window: Window,
    seed: int,
) -> tuple[Record, dict[str, float]]:
    """Offer ``rate`` requests a second through the window, over at most ``connections``."""
    opened = await gathered(connect(k) for k in range(connections))
    record = window.record()
    start = time.monotonic()
    arrivals = Arrivals(arrival_times(rate, start, record.end, seed), requests, record)
    for connection in opened:
        arrivals.add(connection)
    try:
        while (now := time.monotonic()) < record.end:
            arrivals.tick(now)
            await asyncio.sleep(_TICK)
    finally:
        for connection in opened:
            connection.close()
    return record, {
        "offered_per_second": arrivals.offered / (record.end - start),
        "unsent": float(arrivals.unsent),
        "lag_ms": 1e3 * arrivals.lag,
    }
