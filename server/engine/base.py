"""What the service asks of an inference engine, and what an engine asks of a back end."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior


class Engine(Protocol):
    """Runs models for many callers at once. Tensors go in and come out on the CPU.

    Every row of a call is independent of the others, so an engine may split a call into
    batches or join several calls into one. Both methods raise
    :class:`server.workers.OverloadedError` when the engine has too much to do.
    """

    async def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """Images [N, C, H, W] in [0, 1], conditions [N, Y] or None, to their posterior."""
        ...

    async def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """Latents [N, D], conditions [N, Y] or None, to 8-bit pixels [N, C, H, W]."""
        ...

    def close(self) -> None:
        """Stop; calls that wait are cancelled."""
        ...


class Backend(Protocol):
    """Computes one batch at a time in each inference thread.

    ``name`` and ``precision`` are what the metrics and the log say; ``batch_size`` is beyond
    how many images a larger batch gains nothing, or does not fit.
    """

    name: str
    precision: str
    batch_size: int

    def prepare(self, bundle: Bundle) -> None:
        """Get a model ready, before its first batch; may take seconds."""
        ...

    def enter_thread(self) -> None:
        """Called once in each inference thread before anything else."""
        ...

    def release_memory(self) -> None:
        """Give back what is held only to be quick: a batch did not fit into memory."""
        ...

    def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """As :meth:`Engine.encode`, at most ``batch_size`` rows."""
        ...

    def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """As :meth:`Engine.decode`, at most ``batch_size`` rows."""
        ...


def rounded(images: Tensor) -> Tensor:
    """Images in [0, 1] of any shape as 8-bit pixels, rounded to nearest.

    Latents near the limit of float32 overflow inside a network: what is not a number there
    is black.
    """
    levels = torch.nan_to_num(images, nan=0.0).clamp(0.0, 1.0).mul(255.0).round()
    return levels.to(torch.uint8)


def unrounded(pixels: Tensor) -> Tensor:
    """8-bit pixels of any shape as images in [0, 1]."""
    return pixels.float() / 255.0


class Observer(Protocol):
    """Who is told what the engine does; called from several threads."""

    def observe_batch(self, model: str, operation: str, images: int, seconds: float) -> None:
        """One batch was computed."""
        ...

    def observe_wait(self, model: str, operation: str, seconds: float) -> None:
        """A request waited this long before its first image was begun."""
        ...

    def count_shed(self, reason: str) -> None:
        """A request was refused or given up: "queue", "deadline" or "memory"."""
        ...

    def count_cancelled(self) -> None:
        """A caller went away before its answer."""
        ...

    def count_out_of_memory(self) -> None:
        """A batch did not fit into memory."""
        ...

    def count_engine_restart(self, reason: str) -> None:
        """An inference thread "crashed" and goes on, or "hung" and was replaced."""
        ...
