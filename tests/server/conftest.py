from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import latente
from tests.bundles import write_random_bundle
from tests.faces import CONDITIONAL_FACES, FACES
from tests.server.support import Running, running, settings_for

MODELS = {
    "random-ae": {"family": "ae"},
    "random-vae": {"family": "vae"},
    "random-cvae": {"family": "cvae", "condition": "class"},
    "random-faces": {
        "family": "cvae",
        "condition": "attributes",
        "size": 16,
        "channels": 3,
        "latent_dim": 6,
    },
    "aligned-faces": {"contents": FACES, "size": 64, "channels": 3, "latent_dim": 6},
    "conditional-faces": {
        "family": "cvae",
        "condition": "attributes",
        "contents": CONDITIONAL_FACES,
        "size": 64,
        "channels": 3,
        "latent_dim": 6,
    },
}


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six random models, and two folders that hold no usable one."""
    folder = tmp_path_factory.mktemp("weights")
    for seed, (name, options) in enumerate(MODELS.items()):
        write_random_bundle(folder, name, seed=seed, **options)
    corrupt = write_random_bundle(folder, "corrupt")
    with (corrupt / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 255]))
    (write_random_bundle(folder, "half-copied") / "latents.safetensors").unlink()
    return folder


@pytest.fixture(scope="session")
def service(weights: Path) -> Iterator[Running]:
    with running(settings_for(weights)) as service:
        yield service


@pytest.fixture(scope="session")
def client(service: Running) -> httpx.Client:
    return service.client


@pytest.fixture(scope="session")
def bundles(weights: Path) -> dict[str, latente.Bundle]:
    """The same models, loaded by the library: what the service must agree with."""
    return {name: latente.load(name, weights) for name in MODELS}
