"""The express lane gives the very answers of the usual way, and nothing slips past the gates."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from server.api import routers
from server.api.direct_call import direct_calls
from server.service import Service
from tests.bundles import write_random_bundle
from tests.server.support import Running, problem, running, settings_for
from tests.server.test_metrics import metric

MODEL = "/api/v1/models/random-vae"
LATENT = [0.5, -1.0, 2.0, 0.25]
BODIES = {
    "decode": {"latents": [LATENT, LATENT[::-1]]},
    "sample": {"count": 3, "seed": 7},
    "interpolate": {"start": {"seed": 1}, "end": {"latent": LATENT}, "steps": 4},
    "attribute-edit": {
        "point": {"seed": 3},
        "directions": [{"direction": LATENT, "alpha": 2.0}],
    },
    "conditional-generate": {"condition": {"class": 0}, "count": 2},
    "directions": {
        "positive": [{"seed": 1}, {"seed": 2}],
        "negative": [{"seed": 3}, {"seed": 4}],
    },
}
# Only the usual way reads the parameter of the media type.
USUAL = {"Content-Type": "application/json; charset=utf-8"}
PLAIN = {"Content-Type": "application/json"}
WRONG = [
    ("decode", {"latents": [[1.0]]}, {}, 422),
    ("decode", {"latents": [LATENT], "condition": {"class": 1}}, {}, 422),
    ("decode", {"latents": [LATENT]}, {"Accept": "text/html"}, 406),
    ("decode", {"latents": [LATENT], "surprise": 1}, {}, 422),
    ("sample", {"count": 100_000}, {}, 422),
    ("attribute-edit", BODIES["attribute-edit"], {"Accept": "image/gif"}, 406),
    ("interpolate", {"start": {"gallery": "none"}, "end": {"seed": 1}}, {}, 404),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Running]:
    weights = tmp_path_factory.mktemp("weights")
    write_random_bundle(weights, "random-vae")
    with running(settings_for(weights)) as service:
        yield service


def both_ways(
    service: Running, operation: str, body: object, headers: dict | None = None, model: str = MODEL
) -> tuple[httpx.Response, httpx.Response]:
    data = json.dumps(body).encode()
    plain, usual = (
        service.client.post(
            f"{model}/{operation}", content=data, headers={**(headers or {}), **kind}
        )
        for kind in (PLAIN, USUAL)
    )
    return plain, usual


def the_same(plain: httpx.Response, usual: httpx.Response) -> bool:
    def told(answer: httpx.Response) -> dict[str, str]:
        ignored = ("date", "x-request-id")
        return {name: value for name, value in answer.headers.items() if name not in ignored}

    assert plain.status_code == usual.status_code
    assert told(plain) == told(usual)
    return plain.content == usual.content


def test_every_operation_that_sliders_call_can_go_this_way():
    assert set(direct_calls(routers())) >= set(BODIES)


@pytest.mark.parametrize("operation", BODIES)
@pytest.mark.parametrize("accept", ["application/json", "image/png", "image/jpeg, */*;q=0.1"])
def test_both_ways_answer_alike(service, operation, accept):
    assert the_same(*both_ways(service, operation, BODIES[operation], {"Accept": accept}))


@pytest.mark.parametrize(("operation", "body", "headers", "status"), WRONG)
def test_both_ways_find_the_same_wrong(service, operation, body, headers, status):
    plain, usual = both_ways(service, operation, body, headers)
    problem(plain, status)
    assert the_same(plain, usual)


def test_an_unknown_model_is_a_404_on_both_ways(service):
    plain, usual = both_ways(service, "sample", {}, model="/api/v1/models/none")
    problem(plain, 404)
    assert the_same(plain, usual)


def test_every_answer_has_an_id_and_is_counted_once(service):
    def counted() -> float:
        text = service.client.get("/metrics").text
        route = "/api/v1/models/{model}/decode"
        return metric(text, "latente_requests_total", route=route, method="POST", status="200")

    before = counted()
    named, _ = both_ways(service, "decode", BODIES["decode"], {"X-Request-Id": "mine-7"})
    assert named.headers["x-request-id"] == "mine-7"
    assert counted() == before + 2


def test_a_body_may_come_in_pieces(service):
    data = json.dumps({"latents": [LATENT] * 40}).encode()
    host, port = service.address.removeprefix("http://").split(":")
    head = (
        f"POST {MODEL}/decode HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Accept: image/png\r\nConnection: close\r\nContent-Length: {len(data)}\r\n\r\n"
    ).encode()
    with socket.create_connection((host, int(port))) as caller:
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        caller.sendall(head)
        for start in range(0, len(data), 100):
            caller.sendall(data[start : start + 100])
        answer = b"".join(iter(lambda: caller.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"IEND\xaeB`\x82")


def test_a_body_without_a_length_takes_the_usual_way(service):
    pieces = iter([b'{"latents": ', json.dumps([LATENT]).encode(), b"}"])
    answer = service.client.post(f"{MODEL}/decode", content=pieces, headers=PLAIN)
    assert answer.status_code == 200


def test_what_nobody_foresaw_is_a_500_and_the_server_stays_up(service, monkeypatch, caplog):
    async def broken(*_arguments: object) -> None:
        raise RuntimeError("a secret of the machine")

    with monkeypatch.context() as patch:
        patch.setattr(Service, "decode", broken)
        plain, usual = both_ways(service, "decode", BODIES["decode"])
    problem(plain, 500)
    assert the_same(plain, usual)
    assert "secret" not in plain.text
    assert sum("a request failed" in record.message for record in caplog.records) == 2
    assert both_ways(service, "decode", BODIES["decode"])[0].status_code == 200


def test_keys_and_limits_hold_on_both_ways(tmp_path):
    write_random_bundle(tmp_path, "random-vae")
    with running(settings_for(tmp_path, api_keys="key", rate_limit=6)) as closed:
        for answer in both_ways(closed, "sample", {}):
            problem(answer, 401)
        key = {"X-API-Key": "key"}
        for _ in range(3):
            for answer in both_ways(closed, "sample", {"count": 1}, key):
                assert answer.status_code == 200
        for answer in both_ways(closed, "sample", {"count": 1}, key):
            problem(answer, 429)


@pytest.mark.parametrize("path", ["", "/gallery", "/image.png?z=AAAAAAAAAAA"])
def test_head_tells_what_get_would_and_sends_nothing(service, path):
    get, head = service.client.get(MODEL + path), service.client.head(MODEL + path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == get.headers[name]
    problem(service.client.get(MODEL + "/decode"), 405)
    assert service.client.head(MODEL + "/decode").status_code == 405
