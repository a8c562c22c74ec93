from __future__ import annotations

import threading

import pytest

from server import pool
from tests.bundles import write_random_bundle
from tests.server.conftest import MODELS
from tests.server.support import problem, running, settings_for, wait_for


def test_healthz(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_names_the_models_and_what_was_skipped(client):
    answer = client.get("/readyz").json()
    assert answer["status"] == "ready"
    assert set(answer["models"]) == set(MODELS)
    assert answer["skipped"] == ["corrupt", "half-copied"]


def test_while_models_load_only_health_answers(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "slow")
    gate, original = threading.Event(), pool.load_bundle

    def slow(*arguments):
        assert gate.wait(20)
        return original(*arguments)

    monkeypatch.setattr(pool, "load_bundle", slow)
    with running(settings_for(tmp_path), wait_ready=False) as service:
        client = service.client
        try:
            assert client.get("/healthz").status_code == 200
            assert client.get("/metrics").status_code == 200
            assert client.get("/openapi.json").status_code == 200
            for path in ("/readyz", "/api/v1/models", "/api/v1/models/slow"):
                response = client.get(path)
                problem(response, 503)
                assert int(response.headers["retry-after"]) >= 1
            problem(client.post("/api/v1/models/slow/sample", json={}), 503)
        finally:
            gate.set()
        wait_for(client, "/readyz")
        assert client.post("/api/v1/models/slow/sample", json={}).status_code == 200


def test_without_any_model_it_never_gets_ready(tmp_path, caplog):
    write_random_bundle(tmp_path, "broken")
    (tmp_path / "broken" / "card.json").write_text("{")
    with running(settings_for(tmp_path), wait_ready=False) as service:
        wait_for(service.client, "/api/v1/models")
        problem(service.client.get("/readyz"), 503)
        assert service.client.get("/api/v1/models").json() == {
            "models": [],
            "skipped": ["broken"],
        }
        problem(service.client.get("/api/v1/models/broken"), 404)
    assert "skipped bundle broken: card.json" in caplog.text


def test_every_unusable_bundle_is_named_in_the_log_with_the_reason(tmp_path, caplog):
    write_random_bundle(tmp_path, "good")
    write_random_bundle(tmp_path, "cut")
    model = tmp_path / "cut" / "model.safetensors"
    model.write_bytes(model.read_bytes()[:100])
    (tmp_path / "empty").mkdir()
    (write_random_bundle(tmp_path, "twin").rename(tmp_path / "zwilling"))
    write_random_bundle(tmp_path, "twin")
    with running(settings_for(tmp_path)) as service:
        assert service.client.get("/readyz").json()["models"] == ["good", "twin"]
    assert "skipped bundle cut: model.safetensors" in caplog.text
    assert "skipped bundle empty: card.json is missing" in caplog.text
    assert "skipped bundle zwilling: another bundle has the id 'twin'" in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_ignores_accept(client, path):
    assert client.get(path, headers={"Accept": "text/plain"}).status_code == 200
