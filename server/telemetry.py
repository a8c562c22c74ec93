"""Traces for whoever runs an OpenTelemetry collector; off unless the environment names one.

The standard variables hold: ``OTEL_EXPORTER_OTLP_ENDPOINT`` switches traces on and says where
they go (over HTTP), ``OTEL_SERVICE_NAME``, ``OTEL_TRACES_SAMPLER`` and the others refine it.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING

import latente
from server.exchange import Exchange

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

log = logging.getLogger("latente")

_SWITCH = "OTEL_EXPORTER_OTLP_ENDPOINT"
# Asked for every few seconds by probes and collectors, and never of interest.
_UNTRACED = frozenset({"/healthz", "/livez", "/readyz", "/metrics"})
_LAST_EXPORT_SECONDS = 2.0
_NANOSECONDS = 1_000_000_000


class Telemetry:
    """A span for each request, sent in batches by a thread; nothing global is changed."""

    def __init__(self) -> None:
        self._provider: TracerProvider | None = None
        self._tracer: Tracer | None = None

    def start(self) -> None:
        """Begin, where the environment asks for it and the packages are there."""
        if not os.environ.get(_SWITCH):
            return
        try:
            self._provider = _provider()
        except ImportError:
            log.warning("no traces: %s needs the extra, pip install 'latente[telemetry]'", _SWITCH)
            return
        self._tracer = self._provider.get_tracer("latente", latente.__version__)
        log.info("traces go over HTTP to the collector that %s names", _SWITCH)

    def observe(self, exchange: Exchange) -> None:
        """Make the span of a request that is over."""
        if self._tracer is None or exchange.route in _UNTRACED:
            return
        from opentelemetry.trace import SpanKind, Status, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        begin = int(exchange.started * _NANOSECONDS)
        span = self._tracer.start_span(
            f"{exchange.method} {exchange.route}",
            TraceContextTextMapPropagator().extract({"traceparent": exchange.traceparent}),
            SpanKind.SERVER,
            _attributes(exchange),
            start_time=begin,
        )
        if exchange.status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(begin + int(exchange.seconds * _NANOSECONDS))

    def stop(self) -> None:
        """Send what is left, for at most two seconds: a collector that is gone holds nobody up."""
        if self._provider is None:
            return
        sending = threading.Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(_LAST_EXPORT_SECONDS)


def _provider() -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {SERVICE_VERSION: latente.__version__}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        named[SERVICE_NAME] = "latente"
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _attributes(exchange: Exchange) -> dict[str, str | int | float]:
    """HTTP's as OpenTelemetry's semantic conventions name them, and our own."""
    return {
        "http.request.method": exchange.method,
        "http.route": exchange.route,
        "http.response.status_code": exchange.status,
        "http.response.body.size": exchange.sent_bytes,
        "latente.request_id": exchange.request_id,
        "latente.model": exchange.model,
        "latente.operation": exchange.operation,
        "latente.queue_seconds": exchange.queue_seconds,
        "latente.engine_seconds": exchange.engine_seconds,
    }
