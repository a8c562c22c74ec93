from __future__ import annotations

import random
import re
import time

import pytest

from server.exchange import Addresses
from server.metrics import Metrics
from tests.server.conftest import MODELS

DECODE = "/api/v1/models/{model}/decode"


def read(client) -> str:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    return response.text


def metric(text: str, name: str, **labels: str) -> float:
    for line in text.splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name:
            given = dict(re.findall(r'(\w+)="([^"]*)"', found[2] or ""))
            if given == labels:
                return float(found[3])
    return 0.0


def read_until_counted(client, before: str, requests: int) -> str:
    """The metrics once these requests are in: each is counted just after its answer is sent."""
    labels = {"model": "random-vae", "operation": "decode"}
    name = "latente_request_seconds_count"
    end = time.monotonic() + 20
    while metric(after := read(client), name, **labels) < metric(before, name, **labels) + requests:
        assert time.monotonic() < end
        time.sleep(0.01)
    return after


def test_requests_images_and_engine_time_are_counted(client):
    before = read(client)
    # Of which no picture was made before.
    body = {"latents": [[random.random() for _ in range(4)] for _ in range(3)]}
    client.post("/api/v1/models/random-vae/decode", json=body)
    client.post("/api/v1/models/random-vae/decode", json={})
    after = read_until_counted(client, before, 2)

    def grown(name, **labels):
        return metric(after, name, **labels) - metric(before, name, **labels)

    requests = "latente_requests_total"
    assert grown(requests, route=DECODE, method="POST", status="200") == 1
    assert grown(requests, route=DECODE, method="POST", status="422") == 1
    assert grown("latente_images_total", model="random-vae", call="decode") == 3
    assert metric(after, "latente_models") == len(MODELS)
    labels = {"model": "random-vae", "operation": "decode"}
    # The body that is wrong has a model and an operation too, but reaches no engine.
    assert grown("latente_request_seconds_count", **labels) == 2
    assert grown("latente_engine_seconds_count", **labels) == 1
    assert grown("latente_batch_images_sum", **labels) == 3
    assert grown("latente_queue_seconds_count", **labels) == 1
    assert metric(after, "latente_queue_images") == 0


def test_addresses_and_methods_that_people_make_up_make_no_metrics(client):
    client.get("/api/v1/models/made-up-name")
    client.post("/api/v1/models/made-up-name/decode", json={})
    client.get("/made/up/path")
    client.request("PROPFIND", "/healthz")
    text = client.get("/metrics").text
    assert "made-up-name" not in text
    assert "/made/up" not in text
    assert "PROPFIND" not in text
    assert metric(text, "latente_requests_total", route="/healthz", method="other", status="405")


def test_a_model_is_named_once_the_engine_has_run_it():
    metrics = Metrics()
    assert not metrics.knows("mine")
    metrics.observe_batch("mine", "decode", images=8, seconds=0.004)
    assert metrics.knows("mine")
    text = metrics.exposition().decode()
    labels = {"model": "mine", "operation": "decode"}
    assert metric(text, "latente_batch_images_sum", **labels) == 8
    assert metric(text, "latente_engine_seconds_sum", **labels) == 0.004
    assert metric(text, "latente_engine_seconds_bucket", le="0.0025", **labels) == 0
    assert metric(text, "latente_engine_seconds_bucket", le="0.005", **labels) == 1


def test_what_the_engine_and_the_cache_report():
    metrics = Metrics()
    queue = [5, 3]
    metrics.set_queue(lambda: queue[0], lambda: queue[1])
    metrics.set_engine("torch", "float32", "cpu")
    metrics.observe_wait("mine", "encode", 0.25)
    metrics.count_shed("queue")
    metrics.count_shed("deadline")
    metrics.count_cancelled()
    metrics.cache_hit()
    metrics.cache_miss()
    metrics.cache_bytes.set_function(lambda: 1000)
    queue[0] = 7
    text = metrics.exposition().decode()
    assert metric(text, "latente_queue_images") == 7
    assert metric(text, "latente_running_images") == 3
    assert metric(text, "latente_engine_info", engine="torch", precision="float32", device="cpu")
    assert metric(text, "latente_queue_seconds_sum", model="mine", operation="encode") == 0.25
    assert metric(text, "latente_shed_total", reason="queue") == 1
    assert metric(text, "latente_shed_total", reason="deadline") == 1
    assert metric(text, "latente_cancelled_total") == 1
    assert metric(text, "latente_cache_hits_total") == 1
    assert metric(text, "latente_cache_misses_total") == 1
    assert metric(text, "latente_cache_bytes") == 1000


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/api/v1/models/a-vae/decode", (DECODE, "decode", "a-vae")),
        ("/api/v1/models/a-vae", ("/api/v1/models/{model}", "model", "a-vae")),
        ("/api/v1/models/a/image.png", ("/api/v1/models/{model}/image.png", "image", "a")),
        ("/api/v1/models/b-vae/decode", (DECODE, "decode", "other")),
        ("/api/v1/models", ("/api/v1/models", "models", "other")),
        ("/healthz", ("/healthz", "healthz", "other")),
        ("/api/v1/models/a-vae/decode/more", ("other",) * 3),
        ("/api/v1/models/", ("other",) * 3),
        ("/styles/page.css", ("other",) * 3),
        ("", ("other",) * 3),
    ],
)
def test_the_route_of_an_address(path, found):
    templates = [DECODE, "/api/v1/models/{model}", "/api/v1/models", "/healthz"]
    templates += ["/api/v1/models/{model}/image.png"]
    assert Addresses(templates, {"a", "a-vae"}.__contains__).find(path) == found
