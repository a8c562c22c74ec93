"""What the tests of the service share: a real server, and reading its answers."""

from __future__ import annotations

import base64
import contextlib
import io
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import uvicorn
from PIL import Image

from server.app import create_app
from server.listening import server_config
from server.settings import Settings


@dataclass(frozen=True)
class Running:
    """A service over real HTTP."""

    address: str
    client: httpx.Client


def free_listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


@contextlib.contextmanager
def running(settings: Settings, wait_ready: bool = True) -> Iterator[Running]:
    """Serve these settings with uvicorn in a thread, on a free port."""
    listener = free_listener()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(server_config(create_app(settings), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            wait_for(client, "/readyz" if wait_ready else "/healthz")
            yield Running(address, client)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
    assert not thread.is_alive()


def wait_for(client: httpx.Client, path: str, seconds: float = 120) -> None:
    """Until this path answers 200; on a machine that does much else, models load for long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            if client.get(path).status_code == 200:
                return
        time.sleep(0.02)
    raise AssertionError(f"{path} is not 200 after {seconds} s")


def settings_for(weights: Path, **changes: object) -> Settings:
    """Settings for a test: the CPU, no page."""
    options = {"weights": weights, "device": "cpu", "frontend": weights / "no-page", **changes}
    return Settings(**options)


def from_data_url(url: str) -> np.ndarray:
    """The pixels [H, W, C] of a PNG data URL."""
    head, payload = url.split(",", 1)
    assert head == "data:image/png;base64"
    return from_file(base64.b64decode(payload), "PNG")


def from_file(data: bytes, kind: str) -> np.ndarray:
    """The pixels [H, W, C] of a picture file, which must be of this kind."""
    picture = Image.open(io.BytesIO(data))
    assert picture.format == kind
    return as_pixels(picture)


def as_pixels(picture: Image.Image) -> np.ndarray:
    array = np.asarray(picture)
    return array[:, :, None] if array.ndim == 2 else array


def images_of(answer: dict, key: str = "images") -> np.ndarray:
    """All images of a JSON answer, [N, H, W, C]."""
    return np.stack([from_data_url(url) for url in answer[key]])


def cells(sheet: np.ndarray, columns: int, height: int, width: int) -> np.ndarray:
    """The cells of a contact sheet, row by row."""
    rows = sheet.shape[0] // height
    assert sheet.shape[:2] == (rows * height, columns * width)
    grid = sheet.reshape(rows, height, columns, width, -1).swapaxes(1, 2)
    return grid.reshape(rows * columns, height, width, -1)


def picture_bytes(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def noise(width: int, height: int, channels: int = 1, seed: int = 0) -> Image.Image:
    """A picture that no resize or crop leaves unnoticed, dark at its border."""
    generator = np.random.default_rng(seed)
    pixels = generator.integers(0, 256, (height, width, channels), dtype=np.uint8)
    pixels[0] = pixels[-1] = 0
    pixels[:, 0] = pixels[:, -1] = 0
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def problem(response: httpx.Response, status: int, pointer: str | None = None) -> dict:
    """Check that an answer is a problem document of this status, pointing at this field."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["type"].startswith("urn:latente:problem:")
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in response.text
    if pointer is not None:
        assert pointer in [error["pointer"] for error in document["errors"]]
        assert all(error["detail"] for error in document["errors"])
    return document


def z_text(latent: list[float]) -> str:
    """A latent as the query of an image address carries it."""
    packed = struct.pack(f"<{len(latent)}e", *latent)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
