"""People who drag sliders, as the page does it: one request in flight, the newest value wins."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.serving.figures import latency_summary, share_within
from benchmarks.serving.load.closed import Connect, gathered
from benchmarks.serving.load.http import Answer, Connection
from benchmarks.serving.load.record import OK

SOON = 0.1


@dataclass
class Hand:
    """One person's slider. ``send`` is called when a value goes out.

    A value that comes while a request is in flight waits; a newer one takes its place. When
    the answer is there, the one that waits goes out at once, and its clock runs since it was
    moved to, not since it was sent.
    """

    send: Callable[[], None]
    moved: int = 0
    superseded: int = 0
    frames: list[float] = field(default_factory=list)
    refused: int = 0
    _sent_for: float | None = None
    _waits_for: float | None = None

    def move(self, now: float) -> None:
        """The slider has a new value."""
        self.moved += 1
        if self._sent_for is None:
            self._go(now)
            return
        self.superseded += self._waits_for is not None
        self._waits_for = now

    def answer(self, now: float, good: bool) -> None:
        """The request in flight was answered."""
        assert self._sent_for is not None
        if good:
            self.frames.append(now - self._sent_for)
        else:
            self.refused += 1
        self._sent_for = None
        if self._waits_for is not None:
            moved, self._waits_for = self._waits_for, None
            self._go(moved)

    def _go(self, moved: float) -> None:
        self._sent_for = moved
        self.send()

    def overdue(self, now: float) -> int:
        """1 if a request is in flight that is too late already, else 0."""
        return int(self._sent_for is not None and now - self._sent_for > SOON)

    def forget(self) -> None:
        """Start counting anew; what is in flight goes on."""
        self.moved = self.superseded = self.refused = 0
        self.frames.clear()


class Person:
    """A hand on a connection."""

    def __init__(self, connection: Connection, requests: Iterator[bytes], period: float) -> None:
        self.hand = Hand(self._send)
        self._connection = connection
        self._requests = requests
        self._period = period
        connection.answered = self._answered

    def _send(self) -> None:
        self._connection.send(next(self._requests))

    def _answered(self, answer: Answer) -> None:
        self.hand.answer(time.monotonic(), answer.status == OK)

    def drag(self, moment: float, end: float) -> None:
        """Move at ``moment`` (monotonic seconds) and every period after, until ``end``."""
        loop = asyncio.get_running_loop()

        def move(due: float) -> None:
            if due >= end or not self._connection.open:
                return
            # Counted from when the hand moved, not from when this process got to it.
            self.hand.move(due)
            later = due + self._period
            loop.call_later(max(0.0, later - time.monotonic()), move, later)

        loop.call_later(max(0.0, moment - time.monotonic()), move, moment)


def class_summary(hands: list[Hand], seconds: float, overdue: int) -> dict[str, Any]:
    """What the whole class saw."""
    frames = [frame for hand in hands for frame in hand.frames]
    moved = sum(hand.moved for hand in hands)
    refused = sum(hand.refused for hand in hands)
    # The worst-off: a mean would hide a person who sees nothing.
    shares = [share_within(hand.frames, SOON, hand.refused) for hand in hands]
    return {
        "people": len(hands),
        "seconds": seconds,
        "in_time": share_within(frames, SOON, refused + overdue),
        "least_in_time": min(shares),
        "frames_per_second_each": len(frames) / seconds / len(hands),
        "values_shown": len(frames) / moved if moved else 0.0,
        "per_second": len(frames) / seconds,
        "refused": refused,
        **latency_summary(frames),
    }


async def run_class(
    people: int,
    per_second: float,
    connect: Connect,
    requests: Iterator[bytes],
    warmup: float,
    seconds: float,
    seed: int,
) -> dict[str, Any]:
    """People who all drag at once, each at ``per_second`` values, out of step."""
    period = 1.0 / per_second
    generator = random.Random(seed)
    connections = await gathered(connect(k) for k in range(people))
    crowd = [Person(connection, requests, period) for connection in connections]
    start = time.monotonic()
    end = start + warmup + seconds
    for person in crowd:
        person.drag(start + generator.uniform(0.0, period), end)
    await asyncio.sleep(warmup)
    hands = [person.hand for person in crowd]
    for hand in hands:
        hand.forget()
    await asyncio.sleep(end - time.monotonic())
    summary = class_summary(hands, seconds, sum(hand.overdue(time.monotonic()) for hand in hands))
    for connection in connections:
        connection.close()
    return summary
