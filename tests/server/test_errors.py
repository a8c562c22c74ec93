"""The rows of the contract's error table that are not about one call."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.engine.torch_backend import TorchBackend
from tests.bundles import write_random_bundle
from tests.server.busy import DECODE, ONE, blocked_decode, fill_the_queue
from tests.server.support import (
    encoded,
    noise,
    picture_bytes,
    problem,
    running,
    settings_for,
)
from tests.server.test_uploads import huge_png

MODELS = "/api/v1/models"
JSON = {"Content-Type": "application/json"}
OPERATIONS = (
    "align",
    "encode",
    "decode",
    "sample",
    "interpolate",
    "attribute-edit",
    "conditional-generate",
    "directions",
)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unknown_model_is_a_404_everywhere(client, operation):
    problem(client.post(f"{MODELS}/none/{operation}", json={}), 404)


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/none", f"{MODELS}/random-vae/map", "/none.html"]
)
def test_unknown_addresses_are_problems(client, path):
    problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", DECODE, "POST"),
        ("DELETE", MODELS, "GET"),
        ("POST", f"{MODELS}/random-vae", "GET"),
        ("POST", f"{MODELS}/random-vae/image.png", "GET"),
        ("PUT", "/healthz", "GET"),
    ],
)
def test_wrong_methods_are_problems_that_name_the_right_one(client, method, path, allowed):
    response = client.request(method, path)
    problem(response, 405)
    assert response.headers["allow"] == allowed


def model_for(operation):
    """A model that has this operation."""
    return "aligned-faces" if operation == "align" else "random-vae"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "content", [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xff", b"[" * 100_000, b"{'a': 1}"]
)
def test_malformed_bodies_are_422(client, operation, content):
    url = f"{MODELS}/{model_for(operation)}/{operation}"
    response = client.post(url, content=content, headers=JSON)
    problem(response, 422, "")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unknown_field_is_pointed_at(client, operation):
    response = client.post(f"{MODELS}/{model_for(operation)}/{operation}", json={"unheard-of": 1})
    problem(response, 422, "/unheard-of")


def test_bodies_of_another_type_are_415(client):
    problem(client.post(DECODE, content=b"{}", headers={"Content-Type": "text/plain"}), 415)


SECRET = "S3cretWord"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("decode", {"latents": SECRET}),
        ("decode", {"latents": [[SECRET]]}),
        ("sample", {"prior": SECRET}),
        ("sample", {"seed": SECRET}),
        ("interpolate", {"start": {"gallery": SECRET}, "end": {"seed": 1}}),
        ("interpolate", {"start": {"image": SECRET}, "end": {"seed": 1}}),
        ("attribute-edit", {"point": {"seed": 1}, "edits": {}, "preserve": [SECRET]}),
        ("attribute-edit", {"point": {"seed": 1}, "edits": {SECRET * 20: 1}}),
        ("sample", {SECRET * 20: 1}),
        ("conditional-generate", {"condition": {"class": SECRET}}),
        ("encode", {"images": [encoded(SECRET.encode() * 9)]}),
    ],
)
def test_problems_never_repeat_what_was_sent(client, path, body):
    name = "random-cvae" if path == "conditional-generate" else "random-vae"
    response = client.post(f"{MODELS}/{name}/{path}", json=body)
    assert response.status_code in (404, 415, 422)
    assert SECRET not in response.text


def test_many_errors_are_cut_short(client):
    response = client.post(DECODE, json={"latents": [["x"] * 4000]})
    assert len(problem(response, 422)["errors"]) == 20


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_a_413(client, declared):
    content = b'{"latents": "' + b"x" * (10 * 1024 * 1024) + b'"}'
    body = content if declared else iter([content[:100], content[100:]])
    problem(client.post(DECODE, content=body, headers=JSON), 413)
    assert client.get("/healthz").status_code == 200


def test_a_declared_size_is_judged_before_the_body_comes(service):
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST {DECODE} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_limit_counts_for_files_too(client):
    response = client.post(f"{MODELS}/random-vae/encode", files={"image": bytes(11 * 1024 * 1024)})
    problem(response, 413)


def test_a_body_just_under_the_limit_is_read(client):
    content = json.dumps({"latents": [[0, 0, 0, 0]]}).encode()
    padded = content + b" " * (10 * 1024 * 1024 - len(content))
    assert client.post(DECODE, content=padded, headers=JSON).status_code == 200


def test_too_many_pixels_are_a_413_with_a_pointer(client):
    body = {"images": [encoded(picture_bytes(noise(28, 28))), encoded(huge_png(9400))]}
    problem(client.post(f"{MODELS}/random-vae/encode", json=body), 413, "/images/1")
    point = {"start": {"image": encoded(huge_png(9400))}, "end": {"seed": 1}}
    problem(client.post(f"{MODELS}/random-vae/interpolate", json=point), 413, "/start/image")


def test_a_point_that_is_no_picture_is_a_415_with_a_pointer(client):
    body = {"point": {"image": encoded(b"GIF89a" + bytes(20))}, "edits": {}}
    problem(client.post(f"{MODELS}/random-vae/attribute-edit", json=body), 415, "/point/image")


def test_limits_are_settings(tmp_path):
    write_random_bundle(tmp_path, "random-vae")
    settings = settings_for(tmp_path, max_images=3, max_body_bytes=2000, max_pixels=100)
    with running(settings) as service:
        card = service.client.get(f"{MODELS}/random-vae").json()
        assert card["limits"] == {"max_images": 3}
        sample = f"{MODELS}/random-vae/sample"
        assert service.client.post(sample, json={"count": 3}).status_code == 200
        problem(service.client.post(sample, json={"count": 4}), 422, "/count")
        problem(service.client.post(sample, content=b" " * 2001, headers=JSON), 413)
        body = {"images": [encoded(picture_bytes(noise(11, 10)))]}
        problem(service.client.post(f"{MODELS}/random-vae/encode", json=body), 413, "/images/0")


def test_a_failure_inside_is_a_500_without_its_reason(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "random-vae")
    with running(settings_for(tmp_path, engine="torch", cache_megabytes=0)) as service:

        def fail(*_arguments):
            raise RuntimeError(SECRET)

        monkeypatch.setattr(TorchBackend, "decode", fail)
        response = service.client.post(DECODE, json={"latents": [[0, 0, 0, 0]]})
        problem(response, 500)
        assert SECRET not in response.text
        assert service.client.get("/healthz").status_code == 200
        assert 'status="500"' in service.client.get("/metrics").text


def test_a_full_queue_is_a_503_and_health_goes_on(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "random-vae")
    settings = settings_for(
        tmp_path, cache_megabytes=0, queue_images=2, engine="torch", inference_workers=1
    )
    with running(settings) as service, ThreadPoolExecutor(3) as pool:
        begun, gate = blocked_decode(monkeypatch)
        try:
            waiting = fill_the_queue(service, pool, begun)
            refused = service.client.post(DECODE, json=ONE)
            problem(refused, 503)
            assert int(refused.headers["retry-after"]) >= 1
            assert service.client.get("/healthz").status_code == 200
            assert service.client.get("/readyz").status_code == 200
            assert service.client.get(MODELS).status_code == 200
        finally:
            gate.set()
        assert [future.result().status_code for future in waiting] == [200] * 3
        assert service.client.post(DECODE, json=ONE).status_code == 200


def test_who_waits_at_the_door_goes_in_when_there_is_room(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "random-vae")
    settings = settings_for(
        tmp_path, cache_megabytes=0, queue_images=2, engine="torch", inference_workers=1
    )
    monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 5.0)
    with running(settings) as service, ThreadPoolExecutor(4) as pool:
        begun, gate = blocked_decode(monkeypatch)
        try:
            asked = fill_the_queue(service, pool, begun)
            asked.append(pool.submit(service.client.post, DECODE, json=ONE))
            time.sleep(0.3)  # it has come to the door, and is not refused at once
            assert not asked[-1].done()
        finally:
            gate.set()
        assert [future.result().status_code for future in asked] == [200] * 4
        assert 'latente_shed_total{reason="queue"} 0.0' in service.client.get("/metrics").text


def test_a_deadline_that_passes_is_a_503(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "random-vae")
    body = {"latents": [[0, 0, 0, 0]]}
    with running(
        settings_for(tmp_path, deadline_seconds=0.5, engine="torch", cache_megabytes=0)
    ) as service:
        _, gate = blocked_decode(monkeypatch)
        try:
            response = service.client.post(DECODE, json=body)
            problem(response, 503)
            assert int(response.headers["retry-after"]) >= 1
        finally:
            gate.set()
        assert service.client.post(DECODE, json=body).status_code == 200


def test_the_same_at_the_same_time_is_the_same(service):
    body = {"count": 4, "seed": 5}
    url = f"{MODELS}/random-vae/sample"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: service.client.post(url, json=body).json(), range(16)))
    assert all(answer == answers[0] for answer in answers)


def test_security_headers_are_on_every_answer(client):
    for path in ("/healthz", MODELS, "/none", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers or headers["server"] == "uvicorn"
