"""The plain engine: PyTorch on one worker thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.workers import BoundedWorkers

T = TypeVar("T")
Observe = Callable[[str, float], None]

# Larger batches gain nothing on a CPU and cost memory.
_BATCH = 64


class TorchEngine:
    """One thread that runs one job after the other.

    Args:
        threads: threads that torch may use inside a job.
        queue_size: jobs that may wait.
        deadline: seconds after which a waiting job is given up.
        observe: called with the operation ("encode", "decode") and its seconds.
    """

    def __init__(
        self, threads: int, queue_size: int, deadline: float, observe: Observe | None = None
    ) -> None:
        self._observe = observe
        self._worker = BoundedWorkers(
            "engine", 1, queue_size, deadline, partial(torch.set_num_threads, threads)
        )

    @property
    def pending(self) -> int:
        """Jobs that wait or run now."""
        return self._worker.pending

    async def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """See :meth:`server.engine.base.Engine.encode`."""
        return await self._worker.run(self._timed, "encode", _encode, bundle, images, condition)

    async def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """See :meth:`server.engine.base.Engine.decode`."""
        return await self._worker.run(self._timed, "decode", _decode, bundle, latents, condition)

    def _timed(
        self,
        operation: str,
        job: Callable[[Bundle, Tensor, Tensor | None], T],
        bundle: Bundle,
        rows: Tensor,
        condition: Tensor | None,
    ) -> T:
        start = time.perf_counter()
        try:
            return job(bundle, rows, condition)
        finally:
            if self._observe is not None:
                self._observe(operation, time.perf_counter() - start)

    def close(self) -> None:
        """Stop the worker thread; jobs that wait are cancelled."""
        self._worker.close()


def _batches(rows: Tensor, condition: Tensor | None) -> Iterator[tuple[Tensor, Tensor | None]]:
    for start in range(0, len(rows), _BATCH):
        part = slice(start, start + _BATCH)
        yield rows[part], None if condition is None else condition[part]


@torch.inference_mode()
def _encode(bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
    parts = [bundle.encode(*batch) for batch in _batches(images, condition)]
    variances = [part.log_variance.cpu() for part in parts if part.log_variance is not None]
    return Posterior(
        torch.cat([part.mean.cpu() for part in parts]), torch.cat(variances) if variances else None
    )


@torch.inference_mode()
def _decode(bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
    images = torch.cat([bundle.decode(*batch).cpu() for batch in _batches(latents, condition)])
    # Latents near the limit of float32 overflow inside the network; black is not "not a number".
    return torch.nan_to_num(images, nan=0.0)
