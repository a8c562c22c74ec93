"""Session-wide helpers: one thread for torch, repeatable hypothesis, the real data set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

# Small tensors gain nothing from threads, and several test processes may share the cores.
torch.set_num_threads(1)
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def fashion_mnist_root() -> Path:
    """The folder that holds ``FashionMNIST/raw``, where the real data set is at hand."""
    named = os.environ.get("LATENTE_DATA")
    places = [Path(named)] if named else []
    places += [REPOSITORY / "data", REPOSITORY.parent / "shared" / "data"]
    for place in places:
        if (place / "FashionMNIST" / "raw").is_dir():
            return place
    pytest.skip(
        "Fashion-MNIST is not here, so the figures on the shipped cards (squared error, "
        "negative ELBO, active dimensions) are not measured again. To check them, run "
        "'latente-train data fashion-mnist' or let LATENTE_DATA name the folder that holds "
        "'FashionMNIST'"
    )
