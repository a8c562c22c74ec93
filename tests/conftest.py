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


def _data_places() -> list[Path]:
    named = os.environ.get("LATENTE_DATA")
    places = [Path(named)] if named else []
    return [*places, REPOSITORY / "data", REPOSITORY.parent / "shared" / "data"]


@pytest.fixture(scope="session")
def fashion_mnist_root() -> Path:
    """The folder that holds ``FashionMNIST/raw``, where the real data set is at hand."""
    for place in _data_places():
        if (place / "FashionMNIST" / "raw").is_dir():
            return place
    pytest.skip(
        "Fashion-MNIST is not here, so the figures on the shipped cards (squared error, "
        "negative ELBO, active dimensions) are not measured again. To check them, run "
        "'latente-train data fashion-mnist' or let LATENTE_DATA name the folder that holds "
        "'FashionMNIST'"
    )


@pytest.fixture(scope="session")
def celeba_root() -> Path:
    """The folder that holds ``celeba`` with the 9,000 faces that the models were trained on."""
    for place in _data_places():
        if (place / "celeba" / "img_align_celeba").is_dir():
            return place
    pytest.skip(
        "the faces are not here, so the figures on the cards of the face models are not "
        "measured again. To check them, let LATENTE_DATA name the folder that holds 'celeba'"
    )
