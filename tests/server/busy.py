"""A service that has as much to do as it takes."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from server.engine.torch_backend import TorchBackend
from tests.server.support import Running

DECODE = "/api/v1/models/random-vae/decode"
ONE = {"latents": [[0, 0, 0, 1]]}


def blocked_decode(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Make decoding wait. Returns: it has begun; let it go on."""
    begun, gate, original = threading.Event(), threading.Event(), TorchBackend.decode

    def wait(self, *arguments):
        begun.set()
        assert gate.wait(20)
        return original(self, *arguments)

    monkeypatch.setattr(TorchBackend, "decode", wait)
    return begun, gate


def fill_the_queue(
    service: Running, pool: ThreadPoolExecutor, begun: threading.Event
) -> list[Future[httpx.Response]]:
    """Ask for three pictures: one that is begun, alone, and two that wait behind it."""
    asked = [pool.submit(service.client.post, DECODE, json=ONE)]
    assert begun.wait(20)
    asked += [pool.submit(service.client.post, DECODE, json=ONE) for _ in range(2)]
    wait_for_queue(service, 2)
    return asked


def wait_for_queue(service: Running, images: int) -> None:
    """Until so many pictures wait for the engine."""
    end = time.monotonic() + 20
    while f"latente_queue_images {images}.0" not in service.client.get("/metrics").text:
        assert time.monotonic() < end
        time.sleep(0.01)
