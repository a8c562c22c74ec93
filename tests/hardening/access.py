"""Two services that questions of access are put to: an open one, and one that is strict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundles import write_random_bundle
from tests.server.support import Running, running, settings_for

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = "/api/v1/models"
ORIGIN = "https://lessons.example"
LONG = {"latents": [[0, 0, 0, 1]] * 2000}  # more than the turnstile holds


@pytest.fixture(scope="module")
def one_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small model: a service of it is there at once."""
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "random-vae")
    return folder


@pytest.fixture(scope="module")
def open_one(one_model: Path) -> Iterator[Running]:
    """A service with a page, open to one other origin, that believes a proxy on this machine."""
    settings = settings_for(
        one_model,
        frontend=REPOSITORY / "frontend",
        cors_origins=f"{ORIGIN}, http://localhost:3000",
        trusted_proxies="127.0.0.1, 10.0.0.0/8",
    )
    with running(settings) as service:
        yield service


@pytest.fixture(scope="module")
def closed_one(one_model: Path) -> Iterator[Running]:
    """A service that is strict in everything."""
    settings = settings_for(
        one_model,
        frontend=REPOSITORY / "frontend",
        api_keys="key",
        allowed_hosts="latente.example, *.lab.example",
        trusted_proxies="",
        metrics="local",
        docs=False,
        rate_limit=10_000,
    )
    with running(settings) as service:
        yield service
