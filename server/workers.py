"""A bounded pool of threads: what does not fit is refused at once, what waits too long, later."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OverloadedError(Exception):
    """The queue is full, or the deadline passed while waiting; worth another try soon."""


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
        self._executor = ThreadPoolExecutor(workers, f"latente-{name}", initializer)
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
            OverloadedError: the queue is full, or the deadline passed before the end.
        """
        self._enter()
        try:
            future = self._executor.submit(job, *args, **kwargs)
        except BaseException:
            self._leave()
            raise
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline)
        except TimeoutError:
            raise self._refusal() from None

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
