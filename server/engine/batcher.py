"""Micro-batching: whatever waits for the same model is computed together, at once.

Nothing waits for a batch to fill. While one batch runs, the next requests gather; when it
is done, what has gathered is the next batch. An idle engine so serves a lone request
without delay, and a busy one fills its batches by itself.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.client import CLIENT
from server.engine.base import Backend, Observer
from server.engine.fair_queue import FairQueue, Share
from server.exchange import note_engine
from server.workers import OverloadedError

log = logging.getLogger("latente.engine")

Operation = Literal["encode", "decode"]
# Per row: an image, or the mean and perhaps the log-variance of a posterior.
Parts = tuple[Tensor, ...]


@dataclass(eq=False)
class _Job:
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

    def __post_init__(self) -> None:
        self.left = self.size

    @property
    def lane(self) -> Hashable:
        return self.bundle.card.id, self.operation

    @property
    def size(self) -> int:
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


Batch = Sequence[Share[_Job]]
Settle = Callable[[_Job], object]


class MicroBatcher:
    """An engine that shares a back end between all who call.

    Args:
        backend: computes.
        workers: inference threads, at least 1.
        queue_images: images that may wait; a request beyond it is refused, unless nothing
            else waits.
        deadline: seconds after which a request is given up.
        observer: is told of batches, waits and refusals.
    """

    def __init__(
        self,
        backend: Backend,
        workers: int,
        queue_images: int,
        deadline: float,
        observer: Observer,
    ) -> None:
        self._backend = backend
        self._limit = queue_images
        self._deadline = deadline
        self._observer = observer
        self._queue: FairQueue[_Job] = FairQueue()
        self._changed = threading.Condition()
        self._running = 0
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"latente-inference-{index}", daemon=True)
            for index in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Images that wait."""
        return self._queue.images

    @property
    def running(self) -> int:
        """Images that are being computed."""
        return self._running

    @property
    def full(self) -> bool:
        """Whether the next request would be refused."""
        return self._queue.images >= self._limit

    async def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """See :meth:`server.engine.base.Engine.encode`."""
        return Posterior(*await self._submit("encode", bundle, images, condition))

    async def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """See :meth:`server.engine.base.Engine.decode`."""
        return (await self._submit("decode", bundle, latents, condition))[0]

    async def _submit(
        self, operation: Operation, bundle: Bundle, rows: Tensor, condition: Tensor | None
    ) -> Parts:
        loop = asyncio.get_running_loop()
        client = CLIENT.get()
        job = _Job(bundle, operation, rows, condition, client, loop, loop.create_future())
        self._enqueue(job)
        timer = loop.call_later(self._deadline, self._give_up, job)
        try:
            result = await job.future
            note_engine(job.waited, job.computed)
            return result
        except asyncio.CancelledError:
            self._discard(job)
            self._observer.count_cancelled()
            raise
        finally:
            timer.cancel()

    def _enqueue(self, job: _Job) -> None:
        with self._changed:
            waiting = self._queue.images
            refused = self._closed or (waiting > 0 and waiting + job.size > self._limit)
            if not refused:
                self._queue.push(job)
                self._changed.notify()
        if refused:
            self._observer.count_shed("queue")
            raise OverloadedError

    def _discard(self, job: _Job) -> None:
        with self._changed:
            self._queue.discard(job)

    def _give_up(self, job: _Job) -> None:
        if not job.future.done():
            self._discard(job)
            self._observer.count_shed("deadline")
            job.future.set_exception(OverloadedError())

    def close(self) -> None:
        """Cancel what waits and end the threads, once what runs is done."""
        with self._changed:
            self._closed = True
            jobs = list(self._queue)
            for job in jobs:
                self._queue.discard(job)
            self._changed.notify_all()
        _in_their_loops(jobs, lambda job: job.future.cancel())
        for thread in self._threads:
            thread.join()

    # What follows runs in the inference threads.

    def _work(self) -> None:
        self._backend.enter_thread()
        while (batch := self._next_batch()) is not None:
            try:
                self._compute(batch)
            except Exception as error:
                self._retry_apart(batch, error)
            finally:
                with self._changed:
                    self._running -= _images(batch)

    def _next_batch(self) -> Batch | None:
        """Wait for work; None: the engine was closed."""
        with self._changed:
            while not self._queue.images:
                if self._closed:
                    return None
                self._changed.wait()
            batch = self._queue.take(self._backend.batch_size)
            self._running += _images(batch)
        now = time.perf_counter()
        for share in batch:
            if share.start == 0:
                job = share.job
                job.waited = now - job.submitted
                self._observer.observe_wait(job.bundle.card.id, job.operation, job.waited)
        return batch

    def _compute(self, batch: Batch) -> None:
        first = batch[0].job
        rows = _joined([share.job.rows[share.start : share.stop] for share in batch])
        conditions = [
            share.job.condition[share.start : share.stop]
            for share in batch
            if share.job.condition is not None
        ]
        start = time.perf_counter()
        parts = self._call(first, rows, _joined(conditions) if conditions else None)
        seconds = time.perf_counter() - start
        self._observer.observe_batch(first.bundle.card.id, first.operation, len(rows), seconds)
        for share in batch:
            share.job.computed += seconds
        self._deliver(batch, parts)

    def _call(self, job: _Job, rows: Tensor, condition: Tensor | None) -> Parts:
        if job.operation == "decode":
            return (self._backend.decode(job.bundle, rows, condition),)
        posterior = self._backend.encode(job.bundle, rows, condition)
        if posterior.log_variance is None:
            return (posterior.mean,)
        return posterior.mean, posterior.log_variance

    def _deliver(self, batch: Batch, parts: Parts) -> None:
        """Hand each request the rows of its own share, by their place in the batch."""
        finished = []
        place = 0
        with self._changed:
            for share in batch:
                count = share.stop - share.start
                own = tuple(part[place : place + count] for part in parts)
                place += count
                if share.job.keep(share.start, own):
                    finished.append(share.job)
        results = {job: job.result() for job in finished}
        _in_their_loops(finished, lambda job: job.future.set_result(results[job]))

    def _retry_apart(self, batch: Batch, error: Exception) -> None:
        """A request that the model cannot take must not spoil those that came with it."""
        if len(batch) > 1:
            for share in batch:
                try:
                    self._compute([share])
                except Exception as own:
                    self._fail(share.job, own)
        else:
            self._fail(batch[0].job, error)

    def _fail(self, job: _Job, error: Exception) -> None:
        log.error("%s with %s failed: %r", job.operation, job.bundle.card.id, error)
        self._discard(job)
        _in_their_loops([job], lambda job: job.future.set_exception(error))


def _images(batch: Batch) -> int:
    return sum(share.stop - share.start for share in batch)


def _joined(rows: list[Tensor]) -> Tensor:
    return rows[0] if len(rows) == 1 else torch.cat(rows)


def _in_their_loops(jobs: Sequence[_Job], settle: Settle) -> None:
    """Settle the futures that are still awaited, in their event loops: one wake-up for all."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = defaultdict(list)
    for job in jobs:
        by_loop[job.loop].append(job)
    for loop, own in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody awaits
            loop.call_soon_threadsafe(_settle_all, own, settle)


def _settle_all(jobs: Sequence[_Job], settle: Settle) -> None:
    for job in jobs:
        if not job.future.done():
            settle(job)
