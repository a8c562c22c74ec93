"""Whether a system gives the pictures that the library gives."""

from __future__ import annotations

import http.client
import io
import json
import random
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.serving.systems import Server
from benchmarks.serving.workload import PNG, Workload

_LATENTS = 4
# Engines may round differently, by contract, and those of fewer bits by one level more.
TOLERANCE = 2


class PixelsDifferError(Exception):
    """A system does not serve the same model: its times would mean nothing."""


@cache
def expected(workload: Workload) -> tuple[list[list[float]], NDArray[np.int16]]:
    """A few latents and the pixels [N, H, W, C] that the library decodes them to."""
    import torch

    import latente

    generator = random.Random(12)
    latents = [
        [round(generator.gauss(0.0, 1.0), 4) for _ in range(workload.latent_dim)]
        for _ in range(_LATENTS)
    ]
    bundle = latente.load(workload.model, workload.weights)
    images = bundle.decode(torch.tensor(latents))
    return latents, latente.pixels.to_uint8(images).astype(np.int16)


def largest_difference(server: Server, workload: Workload) -> int:
    """The largest difference of any pixel from the library's, in levels of 255.

    Raises:
        PixelsDifferError: it is more than :data:`TOLERANCE`, or there was no picture.
    """
    latents, wanted = expected(workload)
    worst = 0
    for latent, pixels in zip(latents, wanted, strict=True):
        served = served_pixels(server, latent)
        if served.shape != pixels.shape:
            raise PixelsDifferError(f"{server.system.title}: {served.shape} for {pixels.shape}")
        worst = max(worst, int(np.abs(served - pixels).max()))
    if worst > TOLERANCE:
        raise PixelsDifferError(f"{server.system.title}: pixels differ by {worst} levels")
    return worst


def served_pixels(server: Server, latent: list[float]) -> NDArray[np.int16]:
    """The picture of one latent as a system serves it, [H, W, C].

    Raises:
        PixelsDifferError: it answered with something else.
    """
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        headers = {"Accept": PNG, "Content-Type": "application/json"}
        connection.request("POST", server.path, json.dumps({"latents": [latent]}), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or answer.headers["content-type"] != PNG:
            raise PixelsDifferError(f"{server.system.title}: {answer.status} {body[:200]!r}")
    finally:
        connection.close()
    picture = np.asarray(Image.open(io.BytesIO(body), formats=["PNG"]), dtype=np.int16)
    return picture[:, :, None] if picture.ndim == 2 else picture
