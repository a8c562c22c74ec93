"""What one running application holds; handed to the calls through the lifespan's state."""

from __future__ import annotations

import gc
import logging
from dataclasses import dataclass
from functools import partial

import torch

from server.device import resolve_device
from server.engine import Engine, MicroBatcher, choose_backend, worker_count
from server.engine.picture_cache import CachingEngine, PictureCache
from server.metrics import Metrics
from server.pool import ModelPool
from server.resolve import Resolver
from server.service import Service
from server.settings import Settings
from server.workers import BoundedWorkers

log = logging.getLogger("latente")

# Objects more than before, and then each generation's multiple of that.
_COLLECTIONS = (10_000, 20, 50)


@dataclass(frozen=True)
class Context:
    """The parts of a running service."""

    settings: Settings
    metrics: Metrics
    device: torch.device
    engine: MicroBatcher
    pictures: BoundedWorkers
    pool: ModelPool
    service: Service

    async def load(self) -> None:
        """Load every model; meanwhile the health checks answer."""
        limits = {"max_images": self.settings.max_images}
        await self.pool.load(self.settings.weights, self.device, self.engine, self.pictures, limits)
        _spare_the_collector()
        self.metrics.models.set(len(self.pool))
        log.info("ready: %d models on %s", len(self.pool), self.device)

    def close(self) -> None:
        """End the threads."""
        self.engine.close()
        self.pictures.close()


def _spare_the_collector() -> None:
    """Take what stays for good out of Python's garbage collection, and have it done seldom.

    A full collection walks a million objects of torch, OpenVINO and pydantic, with every
    thread stopped meanwhile: a fifth of the time under load, and the slowest answers. What
    stays for a moment costs time too: of 3,000 callers who wait, a tenth. So it is looked
    through seldom; but what a minute leaves behind is collected (:mod:`server.spare_memory`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTIONS)


def open_context(settings: Settings, metrics: Metrics) -> Context:
    """Start the threads of a service; nothing is loaded yet.

    Raises:
        DeviceError: the device is unknown or missing.
        EngineError: the engine that is asked for cannot run here.
    """
    device = resolve_device(settings.device)
    waits = settings.deadline_seconds
    backend = choose_backend(settings, device)
    workers = worker_count(settings, device)
    engine = MicroBatcher(
        backend, workers, settings.queue_images, waits, metrics, settings.hung_seconds
    )
    metrics.set_engine(backend.name, backend.precision, str(device))
    metrics.set_queue(lambda: engine.waiting, lambda: engine.running)
    metrics.hung.set_function(lambda: engine.hung)
    pictures = BoundedWorkers(
        "pictures",
        settings.picture_workers,
        settings.queue_images,
        waits,
        partial(torch.set_num_threads, 1),
        partial(metrics.count_shed, "pictures"),
    )
    resolver = Resolver(engine, pictures, settings.max_pixels)
    cached = _cached(engine, settings, metrics)
    service = Service(cached, pictures, resolver, settings.max_images)
    return Context(settings, metrics, device, engine, pictures, ModelPool(), service)


def _cached(engine: MicroBatcher, settings: Settings, metrics: Metrics) -> Engine:
    if not settings.cache_megabytes:
        return engine
    cache = PictureCache(settings.cache_megabytes)
    metrics.cache_bytes.set_function(lambda: cache.bytes)
    return CachingEngine(engine, cache, metrics)
