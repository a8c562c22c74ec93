"""What one running application holds; handed to the calls through the lifespan's state."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

import torch

from server.device import resolve_device
from server.engine import TorchEngine
from server.metrics import Metrics
from server.pool import ModelPool
from server.resolve import Resolver
from server.service import Service
from server.settings import Settings
from server.workers import BoundedWorkers

log = logging.getLogger("latente")


@dataclass(frozen=True)
class Context:
    """The parts of a running service."""

    settings: Settings
    metrics: Metrics
    device: torch.device
    engine: TorchEngine
    pictures: BoundedWorkers
    pool: ModelPool
    service: Service

    async def load(self) -> None:
        """Load every model; meanwhile the health checks answer."""
        limits = {"max_images": self.settings.max_images}
        await self.pool.load(self.settings.weights, self.device, self.engine, self.pictures, limits)
        self.metrics.models.set(len(self.pool))
        log.info("ready: %d models on %s", len(self.pool), self.device)

    def close(self) -> None:
        """End the threads."""
        self.engine.close()
        self.pictures.close()


def open_context(settings: Settings, metrics: Metrics) -> Context:
    """Start the threads of a service; nothing is loaded yet.

    Raises:
        DeviceError: the device is unknown or missing.
    """
    device = resolve_device(settings.device)
    waits = settings.deadline_seconds
    engine = TorchEngine(settings.torch_threads, settings.queue_size, waits, metrics.observe_engine)
    metrics.pending.set_function(lambda: engine.pending)
    pictures = BoundedWorkers(
        "pictures",
        settings.picture_workers,
        4 * settings.queue_size,
        waits,
        partial(torch.set_num_threads, 1),
    )
    resolver = Resolver(engine, pictures, settings.max_pixels)
    service = Service(engine, pictures, resolver, settings.max_images)
    return Context(settings, metrics, device, engine, pictures, ModelPool(), service)
