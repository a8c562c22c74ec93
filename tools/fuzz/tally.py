"""What was sent, what came back, and what of it was wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_MOST_FAILURES = 100
_LONGEST = 400


@dataclass
class Tally:
    """Figures of some cases; ``statuses`` counts by lane, operation and status.

    A case is one made-up request. It is sent once, or, where the service has two ways to answer
    it, twice: ``requests`` counts what was sent, ``compared`` the answers held against the
    library's.
    """

    statuses: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    requests: int = 0
    compared: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    failed: int = 0

    @property
    def cases(self) -> int:
        """How many cases there were."""
        return self.statuses.total()

    def add(self, lane: str, operation: str, status: int, requests: int = 1) -> None:
        """Count one case by the status of its answer."""
        self.statuses[lane, operation, status] += 1
        self.requests += requests

    def fail(self, unit: object, sent: object, wrong: str) -> None:
        """Note that an answer was wrong; of very many only the first are kept."""
        self.failed += 1
        if len(self.failures) < _MOST_FAILURES:
            told = {"unit": str(unit), "sent": repr(sent)[:_LONGEST], "wrong": wrong[:_LONGEST]}
            self.failures.append(told)

    def merge(self, other: Tally) -> None:
        """Add the figures of other cases."""
        self.statuses.update(other.statuses)
        self.requests += other.requests
        self.compared += other.compared
        self.failed += other.failed
        self.failures = [*self.failures, *other.failures][:_MOST_FAILURES]

    def by(self, place: int) -> dict[str, dict[str, int]]:
        """Statuses by lane (0) or by operation (1), and the cases of each in all."""
        found: dict[str, Counter[str]] = {}
        for key, count in sorted(self.statuses.items()):
            each = found.setdefault(str(key[place]), Counter())
            each[str(key[2])] += count
            each["cases"] += count
        return {name: dict(sorted(counts.items())) for name, counts in found.items()}
