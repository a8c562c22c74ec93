"""What a process holds, looked at every few seconds, and how that changes with time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import psutil

_MIB = 1 << 20


@dataclass(frozen=True)
class Look:
    """One look. ``minute`` counts from the start of the measurement: the warm-up is below 0."""

    minute: float
    resident_mib: float
    descriptors: int
    threads: int
    connections: int
    requests: int


class Watch:
    """Looks at a process again and again.

    Args:
        process: the process.
        requests: how many requests it was sent so far.
        begins: when the measurement begins, on the monotonic clock in seconds.
    """

    def __init__(self, process: psutil.Process, requests: Callable[[], int], begins: float) -> None:
        self._process = process
        self._requests = requests
        self._begins = begins
        self.looks: list[Look] = []

    def look(self) -> Look:
        """Look once, and keep what was seen."""
        with self._process.oneshot():
            seen = Look(
                round((time.monotonic() - self._begins) / 60, 4),
                round(self._process.memory_info().rss / _MIB, 2),
                self._process.num_fds(),
                self._process.num_threads(),
                len(self._process.net_connections("tcp")),
                self._requests(),
            )
        self.looks.append(seen)
        return seen

    async def run(self, pause: float) -> None:
        """Look every ``pause`` seconds, until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(pause)


def minutes(looks: Sequence[Look]) -> list[Look]:
    """One look for each whole minute: medians of its looks, but the greatest of descriptors."""
    by_minute: dict[int, list[Look]] = {}
    for each in looks:
        by_minute.setdefault(int(np.floor(each.minute)), []).append(each)
    return [
        Look(
            minute,
            round(float(np.median([each.resident_mib for each in those])), 2),
            max(each.descriptors for each in those),
            max(each.threads for each in those),
            max(each.connections for each in those),
            those[-1].requests,
        )
        for minute, those in sorted(by_minute.items())
    ]


def slope(looks: Sequence[Look]) -> dict[str, float]:
    """Growth of memory in MiB an hour by least squares over minutes, and its standard error."""
    if len(looks) < 3:
        return {"mib_an_hour": 0.0, "standard_error": float("inf")}
    hours = np.array([each.minute for each in looks]) / 60
    mib = np.array([each.resident_mib for each in looks])
    centred = hours - hours.mean()
    spread = float((centred**2).sum())
    growth = float((centred * mib).sum()) / spread
    left = mib - mib.mean() - growth * centred
    error = float(np.sqrt((left**2).sum() / (len(looks) - 2) / spread))
    return {"mib_an_hour": round(growth, 3), "standard_error": round(error, 3)}
