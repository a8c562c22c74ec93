"""The real ``latente serve`` is told to stop while requests run."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image

from tests.bundles import write_random_bundle
from tests.server.serving import ENVIRONMENT, serving

PATH = "/api/v1/models/random/decode"
FRAMES = 240


@contextlib.contextmanager
def unfinished(port: int, body: bytes) -> Iterator[socket.socket]:
    """A request that the service has begun to read and whose body it waits for.

    The service says "100 Continue" when it asks for the body: then the request surely runs.
    """
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
        yield connection


def answer_on(connection: socket.socket) -> tuple[int, dict]:
    """The status and the JSON of the answer, read until the service closes the connection."""
    data = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("ascii").lower().splitlines()
    assert f"content-length: {len(body)}" in lines
    return int(lines[0].split()[1]), json.loads(body)


def long_animation(address: str) -> httpx.Response:
    body = {"start": {"seed": 1}, "end": {"seed": 2}, "steps": FRAMES, "animate": True, "scale": 4}
    path = f"{address}/api/v1/models/random/interpolate"
    return httpx.post(path, json=body, headers={"Accept": "image/webp"}, timeout=120)


def wait_until_made(address: str, images: int) -> None:
    """Until the engine has made the images of a request, whose answer is yet to be written."""
    end = time.monotonic() + 60
    line = f'latente_images_total{{call="interpolate",model="random"}} {float(images)}'
    while line not in httpx.get(f"{address}/metrics").text:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_runs_is_finished_and_new_requests_are_refused(tmp_path, number):
    body = json.dumps({"latents": [[0.5, -0.5, 1.0, 0.0]]}).encode()
    with (
        serving(tmp_path, LATENTE_GRACE_SECONDS="120", LATENTE_MAX_PIXELS="100000000") as service,
        ThreadPoolExecutor(1) as pool,
        unfinished(service.port, body) as connection,
    ):
        animation = pool.submit(long_animation, service.address)
        wait_until_made(service.address, FRAMES)
        assert not animation.done()
        service.process.send_signal(number)
        service.wait_until_it_refuses()
        # The body comes only now, so the process cannot have ended before.
        connection.sendall(body)
        status, answer = answer_on(connection)
        assert status == 200
        assert answer["latents"] == [[0.5, -0.5, 1.0, 0.0]]
        assert len(answer["images"]) == 1
        assert animation.result(120).status_code == 200
        with Image.open(io.BytesIO(animation.result().content)) as frames:
            assert (frames.size, frames.n_frames) == ((256, 256), FRAMES)
        assert service.process.wait(120) == 0
        assert "Traceback" not in service.log.read_text()


def test_a_second_signal_ends_it_at_once(tmp_path):
    with (
        serving(tmp_path, LATENTE_GRACE_SECONDS="600") as service,
        unfinished(service.port, b"{}") as connection,
    ):
        service.process.terminate()
        service.wait_until_it_refuses()
        assert service.process.poll() is None
        service.process.terminate()
        assert service.process.wait(60) == 128 + signal.SIGTERM
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(4096) == b""
        assert "by a second signal" in service.log.read_text()


def test_the_end_of_the_grace_time_ends_it_and_the_code_says_so(tmp_path):
    with (
        serving(tmp_path, LATENTE_GRACE_SECONDS="0.5") as service,
        unfinished(service.port, b"{}"),
    ):
        service.process.terminate()
        assert service.process.wait(60) == 1
        text = service.log.read_text()
        assert "grace time of 0.5 s was over; requests cut off: 1" in text


def test_an_idle_service_ends_at_once_although_a_browser_keeps_its_connection(tmp_path):
    with (
        serving(tmp_path, LATENTE_GRACE_SECONDS="600") as service,
        httpx.Client(base_url=service.address) as browser,
    ):
        assert browser.get("/healthz").status_code == 200
        service.process.terminate()
        assert service.process.wait(60) == 0


def test_told_to_stop_before_it_runs(tmp_path):
    """While torch is imported there is nothing to finish."""
    write_random_bundle(tmp_path, "random")
    code = (
        "import os, signal, server.cli as cli\n"
        "cli._require_engine = lambda _settings: os.kill(os.getpid(), signal.SIGTERM)\n"
        "cli.app()"
    )
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--weights", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert (ended.returncode, ended.stderr) == (0, "")
