"""What the tests of faults inside the engine share: how it is harmed, asked, and looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import torch

from server.engine.torch_backend import TorchBackend
from server.settings import Settings
from tests.server.support import Running, settings_for

DECODE = "/api/v1/models/plain/decode"
POISON = 13.0
Harm = Callable[[torch.Tensor], None]


def single(weights: Path) -> Settings:
    """One inference thread, and no cache that would answer in its place."""
    return settings_for(weights, engine="torch", inference_workers=1, cache_megabytes=0)


def body(*values: float) -> dict:
    return {"latents": [[value, 0.0, 0.0, 1.0] for value in values]}


def decode(service: Running, *values: float) -> httpx.Response:
    return service.client.post(DECODE, json=body(*values))


def harm_decoding(monkeypatch: pytest.MonkeyPatch, harm: Harm) -> None:
    """Let ``harm`` see the latents of every batch before it is decoded."""
    original = TorchBackend.decode

    def harmed(self, bundle, latents, condition):
        harm(latents)
        return original(self, bundle, latents, condition)

    monkeypatch.setattr(TorchBackend, "decode", harmed)


def figure(service: Running, series: str) -> float:
    """The value of one series, written as in the exposition."""
    text = service.client.get("/metrics").text
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    assert found, series
    return float(found[1])
