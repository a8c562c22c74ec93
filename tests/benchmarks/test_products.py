"""The yardstick of the decodes: every library that is there multiplies, and the fastest counts."""

from __future__ import annotations

import pytest
import torch

from benchmarks.serving import decode, products
from benchmarks.serving.engines import CPU

SIDE = 24


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(products, "_SIDES", {"cpu": (SIDE,)})


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_each_library_gives_a_square_product(dtype):
    (found,) = products.products(dtype, CPU).values()
    by_torch, by_openvino = (product() for product in found)
    assert by_torch.shape == (SIDE, SIDE)
    assert by_torch.dtype == dtype
    assert by_openvino[0].shape == (SIDE, SIDE)
    assert abs(by_openvino[0]).max() > 0


def test_the_peak_is_the_fastest_library_s(monkeypatch):
    seconds = {"slow": 2.0, "fast": 0.5}
    monkeypatch.setattr(decode, "products", lambda *_: {SIDE: list(seconds)})
    monkeypatch.setattr(decode, "timed", lambda product, *_: seconds[product])
    best, stick = decode.peak(torch.float32, CPU, 0.0)
    assert best == 2 * SIDE**3 / 0.5
    assert stick.product == "fast"
    assert stick.operations == 2 * SIDE**3
