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

from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.client import CLIENT
from server.engine.base import Backend, Observer
from server.engine.crew import Crew, Seat
from server.engine.fair_queue import FairQueue
from server.engine.jobs import (
    Batch,
    Job,
    Operation,
    Parts,
    halves,
    images_of,
    in_their_loops,
    joined,
)
from server.exchange import note_engine
from server.memory import OutOfMemoryError, is_out_of_memory
from server.workers import CrashError, OverloadedError

log = logging.getLogger("latente.engine")


class MicroBatcher:
    """An engine that shares a back end between all who call.

    Args:
        backend: computes.
        workers: inference threads, at least 1.
        queue_images: images that may wait; a request beyond it is refused, unless nothing
            else waits.
        deadline: seconds after which a request is given up.
        observer: is told of batches, waits, refusals and faults.
        patience: seconds after which a batch is taken to hang, and its thread is replaced.
    """

    def __init__(
        self,
        backend: Backend,
        workers: int,
        queue_images: int,
        deadline: float,
        observer: Observer,
        patience: float = 60.0,
    ) -> None:
        self._backend = backend
        self._limit = queue_images
        self._deadline = deadline
        self._observer = observer
        self._queue: FairQueue[Job] = FairQueue()
        self._changed = threading.Condition()
        self._closed = False
        self._crew = Crew(workers, self._work, self._lost, patience, observer)
        self._crew.start()

    @property
    def waiting(self) -> int:
        """Images that wait."""
        return self._queue.images

    @property
    def running(self) -> int:
        """Images that are being computed."""
        return self._crew.images

    @property
    def hung(self) -> int:
        """Inference threads whose batch does not end."""
        return self._crew.hung

    @property
    def stalled(self) -> bool:
        """Whether no thread has got anywhere for as long as any request may take."""
        return self._crew.all_busy_for(self._deadline)

    @property
    def lost(self) -> bool:
        """Whether all threads hang and none will be replaced: only a new process helps."""
        return self._crew.lost

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
        job = Job(bundle, operation, rows, condition, client, loop, loop.create_future())
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

    def _enqueue(self, job: Job) -> None:
        with self._changed:
            waiting = self._queue.images
            refused = self._closed or (waiting > 0 and waiting + job.size > self._limit)
            if not refused:
                self._queue.push(job)
                self._changed.notify()
        if refused:
            self._observer.count_shed("queue")
            raise OverloadedError

    def _discard(self, job: Job) -> None:
        with self._changed:
            self._queue.discard(job)

    def _give_up(self, job: Job) -> None:
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
        in_their_loops(jobs, lambda job: job.future.cancel())
        self._crew.stop(self._deadline)

    # What follows runs in the inference threads.

    def _work(self, seat: Seat) -> None:
        self._backend.enter_thread()
        while (batch := self._next_batch(seat)) is not None:
            self._run(batch)
            seat.end()

    def _next_batch(self, seat: Seat) -> Batch | None:
        """Wait for work; None: the engine was closed, or another thread has this one's place."""
        with self._changed:
            while not self._queue.images and not seat.replaced:
                if self._closed:
                    return None
                self._changed.wait()
            if seat.replaced:
                return None
            batch = self._queue.take(self._backend.batch_size)
            seat.begin(batch)
        now = time.perf_counter()
        for share in batch:
            if share.start == 0:
                job = share.job
                job.waited = now - job.submitted
                self._observer.observe_wait(job.bundle.card.id, job.operation, job.waited)
        return batch

    def _run(self, batch: Batch) -> None:
        """Compute a batch, whole or in parts, and settle its requests one way or the other."""
        try:
            parts = self._compute(batch)
        except BaseException as caught:
            error = caught
        else:
            self._deliver(batch, parts)
            return
        # No sooner: while an error is handled, all that its frames hold stays in memory.
        if is_out_of_memory(error):
            error.__traceback__ = None
            again = self._relieved(batch, error)
        else:
            if not isinstance(error, Exception):
                self._crew.crashed()
            # A request that the model cannot take must not spoil those that came with it.
            again = [[share] for share in batch]
        if len(again) == 1:
            self._fail(batch[0].job, error)
            return
        for part in again:
            if wanted := [share for share in part if not share.job.failed]:
                self._run(wanted)

    def _relieved(self, batch: Batch, error: BaseException) -> list[Batch]:
        """The halves of a batch that did not fit into memory, of which some is made free."""
        first, images = batch[0].job, images_of(batch)
        log.warning(
            "out of memory: %s of %d images with %s (%s); %s",
            first.operation,
            images,
            first.bundle.card.id,
            " ".join(str(error).split())[:200] or type(error).__name__,
            "tried again in halves" if images > 1 else "given up",
        )
        self._observer.count_out_of_memory()
        self._backend.release_memory()
        return halves(batch)

    def _compute(self, batch: Batch) -> Parts:
        first = batch[0].job
        rows = joined([share.job.rows[share.start : share.stop] for share in batch])
        conditions = [
            share.job.condition[share.start : share.stop]
            for share in batch
            if share.job.condition is not None
        ]
        start = time.perf_counter()
        parts = self._call(first, rows, joined(conditions) if conditions else None)
        seconds = time.perf_counter() - start
        self._observer.observe_batch(first.bundle.card.id, first.operation, len(rows), seconds)
        for share in batch:
            share.job.computed += seconds
        return parts

    def _call(self, job: Job, rows: Tensor, condition: Tensor | None) -> Parts:
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
        results: dict[Job, Parts] = {}
        for job in finished:
            try:
                results[job] = job.result()
            except Exception as error:
                self._fail(job, error)
        in_their_loops(list(results), lambda job: job.future.set_result(results[job]))

    def _fail(self, job: Job, error: BaseException) -> None:
        log.error("%s with %s failed: %r", job.operation, job.bundle.card.id, error)
        job.failed = True
        self._discard(job)
        told = _told(error)
        if isinstance(told, OutOfMemoryError):
            self._observer.count_shed("memory")
        in_their_loops([job], lambda job: job.future.set_exception(told))

    def _lost(self, batch: Batch, error: Exception) -> None:
        """The thread that had a batch crashed or hangs."""
        for job in {share.job: None for share in batch if not share.job.failed}:
            self._fail(job, error)


def _told(error: BaseException) -> Exception:
    """What the caller may be told: a future takes no StopIteration, and SystemExit in the event
    loop would end the server."""
    if is_out_of_memory(error):
        return OutOfMemoryError()
    if not isinstance(error, Exception) or isinstance(error, StopIteration):
        return CrashError()
    return error
