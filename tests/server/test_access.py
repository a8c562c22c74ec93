from __future__ import annotations

import pytest

from server.access import RateLimiter
from tests.bundles import write_random_bundle
from tests.server.support import problem, running, settings_for

MODELS = "/api/v1/models"


def test_keys_close_the_api_and_nothing_else(tmp_path):
    write_random_bundle(tmp_path, "random-vae")
    with running(settings_for(tmp_path, api_keys="first, zweiter-Schlüssel")) as service:
        client = service.client
        refused = client.get(MODELS)
        problem(refused, 401)
        assert refused.headers["www-authenticate"] == "Bearer"
        problem(client.post(f"{MODELS}/random-vae/sample", json={}), 401)
        for headers in (
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Basic first"},
            {"Authorization": "Bearer"},
            {"X-API-Key": "first,"},
            {"X-API-Key": ""},
        ):
            problem(client.get(MODELS, headers=headers), 401)
        for headers in (
            {"Authorization": "Bearer first"},
            {"authorization": "bearer  first"},
            {"X-API-Key": "first"},
            {"X-API-Key": "zweiter-Schlüssel".encode()},
        ):
            assert client.get(MODELS, headers=headers).status_code == 200
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
            assert client.get(path).status_code == 200


def test_a_rate_limit_answers_429_and_spares_health(tmp_path):
    write_random_bundle(tmp_path, "random-vae")
    with running(settings_for(tmp_path, rate_limit=3)) as service:
        client = service.client
        assert [client.get(MODELS).status_code for _ in range(3)] == [200] * 3
        refused = client.get(MODELS)
        problem(refused, 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert client.get("/healthz").status_code == 200
        assert 'status="429"' in client.get("/metrics").text


def test_tokens_come_back_with_time():
    now = [0.0]
    limiter = RateLimiter(30, clock=lambda: now[0])
    assert [limiter.take("a") for _ in range(30)] == [0.0] * 30
    assert limiter.take("a") == pytest.approx(2.0)
    assert limiter.take("b") == 0.0
    now[0] = 1.0
    assert limiter.take("a") == pytest.approx(1.0)
    now[0] = 2.0
    assert limiter.take("a") == 0.0
    assert limiter.take("a") > 0.0
    now[0] = 3600.0
    assert [limiter.take("a") for _ in range(31)].count(0.0) == 30


def test_clients_are_forgotten_before_they_fill_the_memory():
    limiter = RateLimiter(1, clock=lambda: 0.0)
    for client in range(10_001):
        limiter.take(str(client))
    assert limiter.take("10000") > 0.0
    assert limiter.take("0") == 0.0


def test_by_default_the_api_is_open(client):
    assert [client.get(MODELS).status_code for _ in range(50)] == [200] * 50
