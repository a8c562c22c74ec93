"""PyTorch as the back end: any device, nothing further to install."""

from __future__ import annotations

import threading
from functools import partial

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.engine.base import rounded
from server.engine.parity import keeps_its_look
from server.engine.serving_decoder import ServingDecoder

# Beyond these a larger batch gains next to nothing (python -m benchmarks.serving --only a).
CPU_BATCH = 16
_ACCELERATOR_BATCH = 256


class TorchBackend:
    """Runs bundles where they lie.

    Args:
        device: of the bundles.
        bfloat16: compute convolutions of decoders so, for models that it does not change
            visibly. Encoders stay in float32: they make latents, which are kept exact.
        threads: threads that torch may use inside a batch.
        batch_size: most images of a batch; 0: what suits the device.
    """

    name = "torch"

    def __init__(
        self, device: torch.device, bfloat16: bool = False, threads: int = 1, batch_size: int = 0
    ) -> None:
        self.precision = "bfloat16" if bfloat16 else "float32"
        self.batch_size = batch_size or (CPU_BATCH if device.type == "cpu" else _ACCELERATOR_BATCH)
        self._device = device
        self._bfloat16 = bfloat16
        self._threads = threads
        self._decoders: dict[str, ServingDecoder] = {}
        self._preparing = threading.Lock()

    def enter_thread(self) -> None:
        """See :class:`server.engine.base.Backend`."""
        torch.set_num_threads(self._threads)

    def prepare(self, bundle: Bundle) -> None:
        """See :class:`server.engine.base.Backend`."""
        with self._preparing:
            if bundle.card.id not in self._decoders:
                self._decoders[bundle.card.id] = self._decoder(bundle)

    def release_memory(self) -> None:
        """See :class:`server.engine.base.Backend`."""
        if self._device.type == "cuda":
            torch.cuda.empty_cache()

    @torch.inference_mode()
    def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """See :class:`server.engine.base.Backend`."""
        posterior = bundle.encode(images, condition)
        variance = posterior.log_variance
        return Posterior(posterior.mean.cpu(), None if variance is None else variance.cpu())

    @torch.inference_mode()
    def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """See :class:`server.engine.base.Backend`."""
        self.prepare(bundle)
        images = _run(self._decoders[bundle.card.id], bundle.device, latents, condition)
        return rounded(images).cpu()

    @torch.inference_mode()
    def _decoder(self, bundle: Bundle) -> ServingDecoder:
        if self._bfloat16:
            half = ServingDecoder(bundle, torch.bfloat16).to(memory_format=torch.channels_last)
            if keeps_its_look(bundle, partial(_run, half, bundle.device)):
                return half
        return ServingDecoder(bundle)


def _run(
    decoder: ServingDecoder, device: torch.device, latents: Tensor, condition: Tensor | None
) -> Tensor:
    rows = None if condition is None else condition.to(device)
    images: Tensor = decoder(latents.to(device), rows)
    return images
