"""The open loop: requests come at their own pace, whether or not answers do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.serving.load.closed import Connect, gathered
from benchmarks.serving.load.http import Answer, Connection
from benchmarks.serving.load.record import Record, Window

_TICK = 0.002
# While every connection is busy, what is due goes out with the answers; and each time that this
# process wakes, it takes a processor from the server.
_BUSY_TICK = 0.05


def arrival_times(rate: float, begin: float, end: float, seed: int) -> np.ndarray:
    """A Poisson process of ``rate`` a second between two times, ascending."""
    generator = np.random.default_rng(seed)
    # As uniform places, of which a Poisson process is made once their number is drawn.
    count = generator.poisson(rate * (end - begin))
    return np.sort(generator.uniform(begin, end, count))


class Arrivals:
    """Sends what is due on a free connection; what finds none waits, and its clock runs.

    Latencies count from the moment a request was due, so that a slow server cannot slow
    down those who ask it. What waits costs this process nothing: it shares its processor
    with the server.
    """

    def __init__(self, times: np.ndarray, requests: Iterator[bytes], record: Record) -> None:
        self._times, self._requests = times, requests
        self._record = record
        self._free: list[Connection] = []
        self._sent = 0
        self.connections: list[Connection] = []
        self.offered = 0
        self.lag = 0.0

    def add(self, connection: Connection) -> None:
        """One more connection to send on."""
        self.connections.append(connection)
        self._free.append(connection)

    def tick(self, now: float) -> None:
        """Send all that is due by ``now``."""
        before = self.offered
        self._look(now)
        if self.offered > before and self._free:
            self.lag = max(self.lag, now - float(self._times[before]))
        while self.unsent and self._free:
            self._send(self._free.pop())

    def _look(self, now: float) -> None:
        self.offered = int(np.searchsorted(self._times, now, "right"))

    def _send(self, connection: Connection) -> None:
        due = float(self._times[self._sent])
        self._sent += 1

        def answered(answer: Answer) -> None:
            now = time.monotonic()
            self._record.note(answer, due, now)
            if not connection.open:
                return
            if not self.unsent:
                self._look(now)
            if self.unsent:
                self._send(connection)
            else:
                self._free.append(connection)

        connection.answered = answered
        connection.send(next(self._requests))

    @property
    def unsent(self) -> int:
        """Requests that are due and found no connection."""
        return self.offered - self._sent


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
            await asyncio.sleep(_BUSY_TICK if arrivals.unsent else _TICK)
    finally:
        for connection in opened:
            connection.close()
    return record, {
        "offered_per_second": arrivals.offered / (record.end - start),
        "unsent": float(arrivals.unsent),
        "lag_ms": 1e3 * arrivals.lag,
    }
