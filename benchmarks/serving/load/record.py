"""What a load run writes down."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.serving.figures import latency_summary
from benchmarks.serving.load.http import Answer

OK = 200


@dataclass
class Record:
    """Answers that come between ``begin`` and ``end``, in seconds of the monotonic clock.

    Latencies of good answers and of refusals are kept apart; a refusal is any other status.
    ``ever`` counts good answers of the warm-up too. Where none came in time, the first one
    ends the window: a rate of nothing says nothing.
    """

    begin: float
    end: float
    good: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0
    ever: int = 0

    def note(self, answer: Answer, started: float, now: float) -> None:
        """Count an answer to what was ``started``, if it came within the window."""
        self.ever += answer.status == OK
        if now >= self.end and not self.statuses:
            self.end = math.nextafter(now, math.inf)
        if not self.begin <= now < self.end:
            return
        self.statuses[answer.status] += 1
        if answer.status == OK:
            self.good.append(now - started)
            self.bytes += len(answer.body)
        else:
            self.refused.append(now - started)

    def summary(self) -> dict[str, Any]:
        """Rates a second, latencies in ms."""
        seconds = self.end - self.begin
        total = sum(self.statuses.values())
        return {
            "seconds": seconds,
            "per_second": len(self.good) / seconds,
            "refused_per_second": len(self.refused) / seconds,
            "refused_share": len(self.refused) / total if total else 0.0,
            **latency_summary(self.good),
            "refused_latency": latency_summary(self.refused),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "answers": self.ever,
            "bytes": self.bytes / len(self.good) if self.good else 0.0,
        }


@dataclass(frozen=True)
class Window:
    """When to count: ``seconds``, after a ``warmup``."""

    warmup: float
    seconds: float

    def record(self) -> Record:
        """A record whose warm-up starts now."""
        begin = time.monotonic() + self.warmup
        return Record(begin, begin + self.seconds)
