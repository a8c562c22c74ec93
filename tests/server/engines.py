"""Back ends and observers for the tests of the engine."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.engine.base import rounded


@dataclass
class Noted:
    """An observer that remembers what it was told."""

    batches: list[tuple[str, str, int]] = field(default_factory=list)
    waits: list[tuple[str, str]] = field(default_factory=list)
    shed: list[str] = field(default_factory=list)
    cancelled: int = 0
    hits: int = 0
    misses: int = 0
    out_of_memory: int = 0
    restarts: list[str] = field(default_factory=list)

    def observe_batch(self, model: str, operation: str, images: int, seconds: float) -> None:
        assert seconds >= 0
        self.batches.append((model, operation, images))

    def observe_wait(self, model: str, operation: str, seconds: float) -> None:
        assert seconds >= 0
        self.waits.append((model, operation))

    def count_shed(self, reason: str) -> None:
        self.shed.append(reason)

    def count_cancelled(self) -> None:
        self.cancelled += 1

    def count_out_of_memory(self) -> None:
        self.out_of_memory += 1

    def count_engine_restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def cache_hit(self) -> None:
        self.hits += 1

    def cache_miss(self) -> None:
        self.misses += 1


class EchoBackend:
    """Its images are their latents, so that an answer tells whose it is.

    ``gate`` closed: batches wait. ``poison``: a batch with this number in it fails.
    """

    name = "echo"
    precision = "float32"

    def __init__(self, batch_size: int = 8) -> None:
        self.batch_size = batch_size
        self.gate = threading.Event()
        self.gate.set()
        self.poison: float | None = None
        self.threads: set[str] = set()

    def prepare(self, bundle: Bundle) -> None: ...

    def release_memory(self) -> None: ...

    def enter_thread(self) -> None:
        self.threads.add(threading.current_thread().name)

    def decode(self, _bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        assert self.gate.wait(20)
        assert len(latents) <= self.batch_size
        if self.poison is not None and (latents == self.poison).any():
            raise ValueError("this latent is poison")
        return latents if condition is None else torch.cat([latents, condition], dim=1)

    def encode(self, _bundle: Bundle, images: Tensor, _condition: Tensor | None) -> Posterior:
        return Posterior(images + 1.0, images + 2.0)


def library_pixels(bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
    """What the library itself decodes, in 8 bits."""
    return rounded(bundle.decode(latents, condition))


def levels_apart(one: Tensor, other: Tensor) -> int:
    """The largest difference between two lists of 8-bit images."""
    assert one.shape == other.shape
    assert one.dtype == other.dtype == torch.uint8
    return int((one.int() - other.int()).abs().max())
