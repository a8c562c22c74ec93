"""What a service does where it may open few files, or none more: real processes, real limits."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from tests.server.serving import Serving, serving

FEW = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (32, 120))\n"
# As many more as are needed to answer one caller at a time.
NONE_MORE = """
import os, resource
def fault():
    used = len(os.listdir("/proc/self/fd"))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 3, hard))
"""
ASKED = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@contextlib.contextmanager
def connected(service: Serving, count: int) -> Iterator[list[socket.socket]]:
    """So many connections on which nothing is asked."""
    with contextlib.ExitStack() as stack:
        place = ("127.0.0.1", service.port)
        yield [
            stack.enter_context(socket.create_connection(place, timeout=30)) for _ in range(count)
        ]


def test_the_limit_is_raised_and_leaves_room_for_files(tmp_path: Path):
    with serving(tmp_path, FEW + "def fault(): pass\n", LATENTE_IDLE_SECONDS="60") as service:
        assert "the limit of open files leaves room for 60 connections" in service.log.read_text()
        with connected(service, 150):
            for _ in range(5):
                assert httpx.get(f"{service.address}/healthz", timeout=30).status_code == 200
            assert psutil.Process(service.process.pid).num_fds() < 120
        assert 'latente_connections_ended_total{reason="full"}' in service.metrics()


def test_without_any_descriptor_it_neither_ends_nor_spins_and_goes_on_later(tmp_path: Path):
    with serving(tmp_path, NONE_MORE, LATENTE_IDLE_SECONDS="60") as service:
        service.strike()
        process = psutil.Process(service.process.pid)
        with connected(service, 30) as crowd:
            crowd[0].sendall(ASKED)
            assert crowd[0].recv(4096).startswith(b"HTTP/1.1 200")
            before, begun = sum(process.cpu_times()[:2]), time.monotonic()
            time.sleep(1.5)
            share = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - begun)
            assert share < 0.5
            assert service.process.poll() is None
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(httpx.TransportError):
                assert httpx.get(f"{service.address}/healthz", timeout=30).status_code == 200
                break
            assert time.monotonic() < end
            time.sleep(0.05)
