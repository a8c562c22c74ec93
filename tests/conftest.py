"""Session-wide helpers: one thread for torch, repeatable hypothesis, the real data set."""

from __future__ import annotations

import os
from pathlib import Path

# Small tensors gain nothing from threads, and several test processes may share the cores. For
# the libraries that read this when they are loaded, and for programs that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# UMAP of a few points is done long before what it consists of is compiled, which takes a minute.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")

import pytest
import torch
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent
# The modules that take longest, the longest first.
LONGEST = (
    "server/test_cluster.py",
    "benchmarks/test_run.py",
    "benchmarks/test_systems.py",
    "training/test_face_models.py",
    "test_shipped_faces.py",
    "training/test_cli.py",
    "training/test_fit.py",
    "server/test_backends.py",
)

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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes take modules in turn, let none be left with a long one in the end.

    Those of the browser follow one another, so that each process starts it once.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.path.relative_to(TESTS).as_posix()))


def _rank(module: str) -> int:
    if module in LONGEST:
        return LONGEST.index(module)
    return len(LONGEST) + (not module.startswith("browser/"))


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
