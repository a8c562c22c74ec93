"""Callers who hang up, over real HTTP: their work leaves the queue."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time

import pytest

from server.callers import Attended, Leaving
from server.engine.torch_backend import TorchBackend
from tests.bundles import write_random_bundle
from tests.server.support import Running, running, settings_for
from tests.server.test_metrics import metric

PATH = "/api/v1/models/random-vae/decode"


@pytest.fixture
def blocked(tmp_path, monkeypatch):
    """A service whose decoding waits for the gate, and the gate."""
    write_random_bundle(tmp_path, "random-vae")
    settings = settings_for(tmp_path, engine="torch", inference_workers=1, cache_megabytes=0)
    gate, original = threading.Event(), TorchBackend.decode

    def wait(self, *arguments):
        assert gate.wait(20)
        return original(self, *arguments)

    with running(settings) as service:
        monkeypatch.setattr(TorchBackend, "decode", wait)
        try:
            yield service, gate
        finally:
            gate.set()


def connected(service: Running, *latents: list[float]) -> socket.socket:
    """A connection on which a decode was asked for, and no answer read."""
    host, port = service.address.removeprefix("http://").split(":")
    caller = socket.create_connection((host, int(port)))
    body = json.dumps({"latents": latents}).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    caller.sendall(head.encode() + body)
    return caller


def until(service: Running, name: str, value: float) -> None:
    end = time.monotonic() + 20
    while metric(service.client.get("/metrics").text, name) != value:
        assert time.monotonic() < end, f"{name} never became {value}"
        time.sleep(0.01)


def test_what_a_caller_who_left_asked_for_leaves_the_queue(blocked):
    service, gate = blocked
    with connected(service, [0, 0, 0, 0]):
        until(service, "latente_running_images", 1)
        leaving = connected(service, *[[float(row), 0, 0, 0] for row in range(40)])
        until(service, "latente_queue_images", 40)
        with connected(service, [1, 2, 3, 4]) as staying:
            until(service, "latente_queue_images", 41)
            leaving.close()
            until(service, "latente_queue_images", 1)
            until(service, "latente_cancelled_total", 1)
            gate.set()
            assert staying.recv(15) == b"HTTP/1.1 200 OK"
    assert service.client.get("/healthz").status_code == 200


def test_an_answer_that_was_sent_is_not_cancelled_afterwards(blocked):
    service, gate = blocked
    gate.set()
    for _ in range(5):
        with connected(service, [0, 0, 0, 0]) as caller, contextlib.suppress(OSError):
            assert caller.recv(15) == b"HTTP/1.1 200 OK"
    until(service, "latente_queue_images", 0)
    assert metric(service.client.get("/metrics").text, "latente_cancelled_total") == 0


def attend(scope: dict, leaves: asyncio.Event, leaving: Leaving | None = None) -> bool:
    """Whether work that would take long was cancelled when its caller left."""

    async def receive() -> dict:
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def send(_message) -> None:
        raise AssertionError("nobody is answered")

    async def work() -> bool:
        async with Attended(scope, receive, send) as caller:
            caller.all_read()
            await asyncio.sleep(0)
            leaves.set()
            if leaving is not None:
                leaving.tell()
            await asyncio.sleep(20)
            return False
        return True

    return asyncio.run(work())


def test_servers_that_do_not_tell_are_listened_to():
    assert attend({}, asyncio.Event())


def test_a_server_that_tells_is_not_asked():
    leaving, scope = Leaving(), {"extensions": {"other": {}}}
    leaving.put_into(scope)
    assert scope["extensions"].keys() > {"other"}
    assert attend(scope, asyncio.Event(), leaving)


def test_after_the_answer_nobody_is_told():
    leaving, scope = Leaving(), {}
    leaving.put_into(scope)
    sent = []

    async def send(message) -> None:
        sent.append(message)

    async def work() -> str:
        async with Attended(scope, asyncio.Event().wait, send) as caller:
            caller.all_read()
            await caller.send({"type": "http.response.body", "body": b""})
            leaving.tell()
            await asyncio.sleep(0)
        leaving.tell()
        await asyncio.sleep(0)
        return "done"

    assert asyncio.run(work()) == "done"
    assert len(sent) == 1
