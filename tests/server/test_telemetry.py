"""Traces, sent to a small receiver of our own that speaks OTLP over HTTP."""

from __future__ import annotations

import builtins
import contextlib
import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

import latente
from server.exchange import Exchange
from server.telemetry import Telemetry
from tests.server.support import free_listener, running, settings_for

SWITCH = "OTEL_EXPORTER_OTLP_ENDPOINT"
DECODE = "/api/v1/models/random-vae/decode"
BODY = {"latents": [[0, 0, 0, 0]]}


@dataclass
class Received:
    """What came in at a receiver."""

    address: str
    requests: list[ExportTraceServiceRequest] = field(default_factory=list)

    def spans(self, count: int) -> list[Span]:
        """The spans, once there are this many: a busy machine may send them late."""
        end = time.monotonic() + 60
        while len(self._spans()) < count and time.monotonic() < end:
            time.sleep(0.02)
        return self._spans()

    def _spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextlib.contextmanager
def receiver() -> Iterator[Received]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                data = gzip.decompress(data)
            assert self.path == "/v1/traces"
            received.requests.append(ExportTraceServiceRequest.FromString(data))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received = Received(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def attributes(pairs) -> dict:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


@pytest.fixture(autouse=True)
def no_other_settings(monkeypatch):
    for name in ("OTEL_SERVICE_NAME", "OTEL_SDK_DISABLED", "OTEL_TRACES_SAMPLER", SWITCH):
        monkeypatch.delenv(name, raising=False)


def test_each_request_is_a_span(weights, monkeypatch):
    with receiver() as received:
        monkeypatch.setenv(SWITCH, received.address)
        before = time.time()
        with running(settings_for(weights)) as service:
            answer = service.client.post(DECODE, json=BODY)
            service.client.post(DECODE, json={})
        # Spans are sent when the service stops, if not before.
        first, second = sorted(received.spans(2), key=lambda span: span.start_time_unix_nano)
    assert first.status.code == second.status.code == Status.STATUS_CODE_UNSET
    assert first.name == "POST /api/v1/models/{model}/decode"
    assert first.kind == Span.SPAN_KIND_SERVER
    assert before < first.start_time_unix_nano / 1e9 < first.end_time_unix_nano / 1e9 < time.time()
    told = attributes(first.attributes)
    assert told.pop("latente.queue_seconds") > 0
    assert told.pop("latente.engine_seconds") > 0
    assert told == {
        "http.request.method": "POST",
        "http.route": "/api/v1/models/{model}/decode",
        "http.response.status_code": 200,
        "http.response.body.size": len(answer.content),
        "latente.request_id": answer.headers["x-request-id"],
        "latente.model": "random-vae",
        "latente.operation": "decode",
    }
    assert attributes(second.attributes)["http.response.status_code"] == 422
    resource = attributes(received.requests[0].resource_spans[0].resource.attributes)
    assert resource["service.name"] == "latente"
    assert resource["service.version"] == latente.__version__


def test_a_span_joins_the_callers_trace_and_takes_the_name_of_the_environment(monkeypatch):
    with receiver() as received:
        monkeypatch.setenv(SWITCH, received.address)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "workshop")
        telemetry = Telemetry()
        telemetry.start()
        parent = f"00-{'ab' * 16}-{'cd' * 8}-01"
        exchange = Exchange("1", "GET", "/x", "x", "m", "", traceparent=parent, status=500)
        exchange.queue_seconds, exchange.engine_seconds, exchange.seconds = 0.25, 0.5, 2.0
        telemetry.observe(exchange)
        telemetry.observe(Exchange("2", "GET", "/y", "y", "m", "", traceparent="nonsense"))
        telemetry.stop()
        joined, own = sorted(received.spans(2), key=lambda span: span.name)
    assert joined.trace_id.hex() == "ab" * 16
    assert joined.parent_span_id.hex() == "cd" * 8
    assert joined.status.code == Status.STATUS_CODE_ERROR
    assert joined.end_time_unix_nano - joined.start_time_unix_nano == 2_000_000_000
    told = attributes(joined.attributes)
    assert (told["latente.queue_seconds"], told["latente.engine_seconds"]) == (0.25, 0.5)
    assert own.parent_span_id == b""
    assert own.trace_id != joined.trace_id
    resource = attributes(received.requests[0].resource_spans[0].resource.attributes)
    assert resource["service.name"] == "workshop"


def test_probes_are_not_traced_and_without_the_variable_nothing_is(monkeypatch):
    with receiver() as received:
        silent = Telemetry()
        silent.start()
        silent.observe(Exchange("1", "GET", "/x", "x", "m", ""))
        silent.stop()
        monkeypatch.setenv(SWITCH, received.address)
        telemetry = Telemetry()
        telemetry.start()
        for route in ("/healthz", "/readyz", "/metrics", "/kept"):
            telemetry.observe(Exchange("1", "GET", route, "x", "m", ""))
        telemetry.stop()
        assert [span.name for span in received.spans(1)] == ["GET /kept"]


def test_without_the_packages_a_warning_says_what_to_install(monkeypatch, caplog):
    original = builtins.__import__

    def without_telemetry(name, *arguments):
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return original(name, *arguments)

    monkeypatch.setenv(SWITCH, "http://127.0.0.1:9")
    monkeypatch.setattr(builtins, "__import__", without_telemetry)
    telemetry = Telemetry()
    telemetry.start()
    telemetry.observe(Exchange("1", "GET", "/x", "x", "m", ""))
    telemetry.stop()
    assert "latente[telemetry]" in caplog.text


def test_a_collector_that_never_answers_holds_up_nobody(monkeypatch):
    with free_listener() as silent:
        monkeypatch.setenv(SWITCH, f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "6")
        telemetry = Telemetry()
        telemetry.start()
        telemetry.observe(Exchange("1", "GET", "/x", "x", "m", ""))
        telemetry.stop()
        # It came back although the exporter still waits for an answer.
        assert exporting()
    for thread in exporting():
        thread.join(30)
    assert not exporting()


def exporting() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("Otel")]
