"""Prometheus metrics of one application: what /metrics tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from server.exchange import Exchange
from server.log_stream import lost_lines

# Fine enough between 1 and 150 ms, where people begin to feel a slider, for quantiles to say
# something.
_REQUEST_SECONDS = (
    *(0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075),
    *(0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
# Coarser: each bucket is a line for every model and operation, which every scrape pays for.
_ENGINE_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_QUEUE_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)
_IMAGES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_OTHER = "other"
Labelled = TypeVar("Labelled", Counter, Histogram)
_SHED_REASONS = ("queue", "deadline", "pictures", "memory")
_RESTART_REASONS = ("crashed", "hung")


class _LostLines(Collector):
    """The lines that the log of this process has lost."""

    def collect(self) -> Iterator[Metric]:
        words = "Lines of the log that could not be written."
        yield CounterMetricFamily("latente_log_lost", words, value=lost_lines())


class Metrics:
    """The counters, in a registry of their own: two applications never share figures.

    Labels take few values: routes and operations are those of the application, and a model is
    known once the engine has run it (each runs once while it is loaded). Whatever else callers
    make up is "other".
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Processor time, memory and open files of the process.
        ProcessCollector(registry=self.registry)
        self._known: set[str] = set()
        self._children: dict[tuple[object, tuple[str, ...]], object] = {}
        self._count_requests()
        self._count_engine()
        self._count_faults()
        self._count_cache()

    def _count_requests(self) -> None:
        self.requests = Counter(
            "latente_requests",
            "Requests answered.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.latency = self._histogram(
            "latente_request_seconds", "Time to answer a request.", _REQUEST_SECONDS
        )
        self.images = Counter(
            "latente_images", "Images made.", ["model", "call"], registry=self.registry
        )
        self.models = Gauge("latente_models", "Models loaded and warm.", registry=self.registry)
        self.shed = Counter(
            "latente_shed",
            "Requests refused with a 503, by what was exceeded.",
            ["reason"],
            registry=self.registry,
        )
        # There from the start, so that the first refusal is seen as a rise from 0.
        for reason in _SHED_REASONS:
            self.shed.labels(reason)
        self.cancelled = Counter(
            "latente_cancelled",
            "Requests whose caller went away before the answer.",
            registry=self.registry,
        )

    def _count_engine(self) -> None:
        self.engine = self._histogram(
            "latente_engine_seconds",
            "Time of a batch in the engine, without waiting.",
            _ENGINE_SECONDS,
        )
        self.waiting = self._histogram(
            "latente_queue_seconds", "Time of a request in the engine's queue.", _QUEUE_SECONDS
        )
        self.batch = self._histogram("latente_batch_images", "Images in a batch.", _IMAGES)
        self.queue = Gauge(
            "latente_queue_images", "Images that wait for the engine.", registry=self.registry
        )
        self.running = Gauge(
            "latente_running_images", "Images in the running batch.", registry=self.registry
        )
        self.engine_info = Info("latente_engine", "What runs the models.", registry=self.registry)

    def _count_faults(self) -> None:
        self.restarts = Counter(
            "latente_engine_restarts",
            "Inference threads that went on after they crashed, or were replaced as they hung.",
            ["reason"],
            registry=self.registry,
        )
        for reason in _RESTART_REASONS:
            self.restarts.labels(reason)
        self.hung = Gauge(
            "latente_engine_hung",
            "Inference threads whose batch does not end.",
            registry=self.registry,
        )
        self.out_of_memory = Counter(
            "latente_out_of_memory",
            "Batches that did not fit into memory; each is tried again in halves.",
            registry=self.registry,
        )
        self.loop_stalls = Counter(
            "latente_loop_stalls",
            "Times that the event loop answered nobody for a second or longer.",
            registry=self.registry,
        )
        self.registry.register(_LostLines())

    def _count_cache(self) -> None:
        self.cache_hits = Counter(
            "latente_cache_hits", "Pictures found in the cache.", registry=self.registry
        )
        self.cache_misses = Counter(
            "latente_cache_misses", "Pictures not found in the cache.", registry=self.registry
        )
        self.cache_bytes = Gauge(
            "latente_cache_bytes", "Size of the pictures in the cache.", registry=self.registry
        )

    def _histogram(self, name: str, words: str, buckets: Sequence[float]) -> Histogram:
        labels = ["model", "operation"]
        return Histogram(name, words, labels, buckets=buckets, registry=self.registry)

    def _child(self, metric: Labelled, *labels: str) -> Labelled:
        """The metric with these labels: looked up here in a fifth of the library's time."""
        key = (metric, labels)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = metric.labels(*labels)
        return cast(Labelled, child)

    def observe_batch(self, model: str, operation: str, images: int, seconds: float) -> None:
        """Note one batch of the engine: its images, and its time without any waiting."""
        self._known.add(model)
        self._child(self.batch, model, operation).observe(images)
        self._child(self.engine, model, operation).observe(seconds)

    def observe_wait(self, model: str, operation: str, seconds: float) -> None:
        """Note how long one request waited for the engine."""
        self._child(self.waiting, model, operation).observe(seconds)

    def observe_request(self, exchange: Exchange) -> None:
        """Note one request, under its route's template and never under its address."""
        labels = (exchange.route, exchange.method, str(exchange.status))
        self._child(self.requests, *labels).inc()
        self._child(self.latency, exchange.model, exchange.operation).observe(exchange.seconds)

    def knows(self, model: str) -> bool:
        """Whether the engine has run a model of this name."""
        return model in self._known

    def count_shed(self, reason: str) -> None:
        """A request was refused: ``reason`` is "queue", "deadline", "pictures", "memory"."""
        self.shed.labels(reason).inc()

    def count_cancelled(self) -> None:
        """A caller went away before its answer."""
        self.cancelled.inc()

    def count_out_of_memory(self) -> None:
        """A batch did not fit into memory."""
        self.out_of_memory.inc()

    def count_engine_restart(self, reason: str) -> None:
        """An inference thread "crashed" and goes on, or "hung" and was replaced."""
        self.restarts.labels(reason).inc()

    def cache_hit(self) -> None:
        """A picture was in the cache."""
        self.cache_hits.inc()

    def cache_miss(self) -> None:
        """A picture was not in the cache."""
        self.cache_misses.inc()

    def set_queue(self, waiting: Callable[[], int], running: Callable[[], int]) -> None:
        """Read the images that wait and that run from these, whenever somebody asks."""
        self.queue.set_function(waiting)
        self.running.set_function(running)

    def set_engine(self, engine: str, precision: str, device: str) -> None:
        """Say what runs the models, for example "openvino", "bfloat16", "cpu"."""
        self.engine_info.info({"engine": engine, "precision": precision, "device": device})

    def exposition(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)
