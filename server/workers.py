"""A bounded pool of threads: what does not fit is refused at once, what waits too long, later."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.thread import BrokenThreadPool
from functools import partial
from typing import ParamSpec, TypeVar

log = logging.getLogger("latente")

P = ParamSpec("P")
T = TypeVar("T")


class OverloadedError(Exception):
    """The queue is full, or the deadline passed while waiting; worth another try soon."""


class CrashError(Exception):
    """What a request asked for ended in an error that was meant to end more than the request."""


class BoundedWorkers:
    """Threads that take jobs from one queue of limited length.

    Args:
        name: prefix of the threads' names.
        workers: number of threads.
        queue_size: jobs that may wait or run; one more raises :class:`OverloadedError`.
        deadline: seconds after which a waiting caller gets :class:`OverloadedError`.
        initializer: called once in every thread.
        on_refusal: called for every :class:`OverloadedError`.
    """

    def __init__(
        self,
        name: str,
        workers: int,
        queue_size: int,
        deadline: float,
        initializer: Callable[[], None] | None = None,
        on_refusal: Callable[[], None] | None = None,
    ) -> None:
        self._start = partial(ThreadPoolExecutor, workers, f"latente-{name}", initializer)
        self._executor = self._start()
        self._limit = queue_size + workers
        self._deadline = deadline
        self._lock = threading.Lock()
        self._pending = 0
        self._on_refusal = on_refusal

    @property
    def pending(self) -> int:
        """Jobs that wait or run now."""
        return self._pending

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``job`` in a thread and return what it returns.

        Raises:
            OverloadedError: the queue is full, the deadline passed before the end, or no thread
                is to be had.
            CrashError: it raised what is no error of its own, like SystemExit.
        """
        self._enter()
        try:
            future = self._submitted(partial(_contained, job, *args, **kwargs))
        except RuntimeError as error:
            self._leave()
            log.error("no thread for a request: %s", error)
            raise self._refusal() from None
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline)
        except (TimeoutError, BrokenThreadPool):
            raise self._refusal() from None

    def _submitted(self, job: Callable[[], T]) -> Future[T]:
        try:
            return self._executor.submit(job)
        except BrokenThreadPool as error:
            # A thread could not be set up, which the executor never gets over.
            log.critical("the threads are started anew: %s", error)
            self._executor = self._start()
            return self._executor.submit(job)

    def _enter(self) -> None:
        with self._lock:
            if self._pending < self._limit:
                self._pending += 1
                return
        raise self._refusal()

    def _refusal(self) -> OverloadedError:
        if self._on_refusal is not None:
            self._on_refusal()
        return OverloadedError()

    def _leave(self, _future: Future[T] | None = None) -> None:
        with self._lock:
            self._pending -= 1

    def close(self) -> None:
        """Drop the jobs that wait and end the threads."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _contained(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a job, whose SystemExit would end the server in the event loop, and whose StopIteration
    no future takes."""
    try:
        return job(*args, **kwargs)
    except BaseException as error:
        if isinstance(error, Exception) and not isinstance(error, StopIteration):
            raise
        raise CrashError(f"a job raised {type(error).__name__}") from error
