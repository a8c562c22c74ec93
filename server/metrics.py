"""Prometheus metrics of one application."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters, in a registry of their own: two applications never share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "latente_requests",
            "Requests answered.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "latente_request_seconds",
            "Time to answer a request.",
            ["route"],
            buckets=_LATENCY,
            registry=self.registry,
        )
        self.images = Counter(
            "latente_images", "Images made.", ["model", "call"], registry=self.registry
        )
        self.engine = Histogram(
            "latente_engine_seconds",
            "Time of an inference job, without waiting.",
            ["operation"],
            buckets=_LATENCY,
            registry=self.registry,
        )
        self.pending = Gauge(
            "latente_engine_pending", "Inference jobs that wait or run.", registry=self.registry
        )
        self.models = Gauge("latente_models", "Models loaded and warm.", registry=self.registry)

    def observe_engine(self, operation: str, seconds: float) -> None:
        """Note one inference job."""
        self.engine.labels(operation).observe(seconds)

    def exposition(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class MetricsMiddleware:
    """Counts every request under its route's template, never under its address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        start = time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.requests.labels(route, _method(scope), str(status)).inc()
            self._metrics.latency.labels(route).observe(time.perf_counter() - start)


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return str(scope["method"]) if scope["method"] in known else "OTHER"
