"""What the service asks of an inference engine."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior


class Engine(Protocol):
    """Runs models. Tensors go in and come out on the CPU, in float32.

    Every row of a call is independent of the others, so an engine may split a call into
    batches or join several calls into one. Both methods raise
    :class:`server.workers.OverloadedError` when the engine has too much to do.
    """

    async def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """Images [N, C, H, W] in [0, 1], conditions [N, Y] or None, to their posterior."""
        ...

    async def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """Latents [N, D], conditions [N, Y] or None, to images [N, C, H, W] in [0, 1]."""
        ...

    def close(self) -> None:
        """Stop; calls that wait are cancelled."""
        ...
