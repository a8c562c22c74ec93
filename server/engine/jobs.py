"""Requests on their way through the engine, and how their callers learn of the end."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from latente.bundle import Bundle
from server.engine.fair_queue import Share

Operation = Literal["encode", "decode"]
# Per row: an image, or the mean and perhaps the log-variance of a posterior.
Parts = tuple[Tensor, ...]


@dataclass(eq=False)
class Job:
    """A request: rows of one model and operation, and who awaits them."""

    bundle: Bundle
    operation: Operation
    rows: Tensor
    condition: Tensor | None
    client: str
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Parts]
    submitted: float = field(default_factory=time.perf_counter)
    done: dict[int, Parts] = field(default_factory=dict)  # by their first row
    left: int = field(init=False)
    waited: float = 0.0  # seconds until its first row was begun
    computed: float = 0.0  # seconds of the batches that it had a part in
    failed: bool = False

    def __post_init__(self) -> None:
        self.left = self.size

    @property
    def lane(self) -> Hashable:
        """What may be computed together."""
        return self.bundle.card.id, self.operation

    @property
    def size(self) -> int:
        """Its rows."""
        return len(self.rows)

    def keep(self, start: int, parts: Parts) -> bool:
        """Keep what was computed of the rows from ``start`` on; whether that is all."""
        self.done[start] = parts
        self.left -= len(parts[0])
        return self.left == 0

    def result(self) -> Parts:
        """Everything, in the order of the rows."""
        ordered = [self.done[start] for start in sorted(self.done)]
        if len(ordered) == 1:
            return ordered[0]
        return tuple(torch.cat(parts) for parts in zip(*ordered, strict=True))


Batch = Sequence[Share[Job]]
Settle = Callable[[Job], object]


def images_of(batch: Batch) -> int:
    """How many rows a batch has."""
    return sum(share.stop - share.start for share in batch)


def halves(batch: Batch) -> list[Batch]:
    """A batch of several rows as two, as even as can be; one of a single row as it is."""
    left = images_of(batch) // 2
    if not left:
        return [batch]
    first: list[Share[Job]] = []
    second: list[Share[Job]] = []
    for share in batch:
        middle = share.start + min(left, share.stop - share.start)
        left -= middle - share.start
        if middle > share.start:
            first.append(Share(share.job, share.start, middle))
        if share.stop > middle:
            second.append(Share(share.job, middle, share.stop))
    return [first, second]


def joined(rows: list[Tensor]) -> Tensor:
    """Rows of several requests as those of one batch."""
    return rows[0] if len(rows) == 1 else torch.cat(rows)


def in_their_loops(jobs: Sequence[Job], settle: Settle) -> None:
    """Settle the futures that are still awaited, in their event loops: one wake-up for all."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = defaultdict(list)
    for job in jobs:
        by_loop[job.loop].append(job)
    for loop, own in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody awaits
            loop.call_soon_threadsafe(_settle_all, own, settle)


def _settle_all(jobs: Sequence[Job], settle: Settle) -> None:
    for job in jobs:
        if not job.future.done():
            settle(job)
