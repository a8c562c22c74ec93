"""What the tests of a whole cluster share: its command line, and a load that checks answers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import torch
from PIL import Image

import latente
from latente.pixels import to_uint8

MODEL = "random-vae"
CLIENTS = 6
VARIANTS = 4
# Engines may round differently, by one level; the clients' pictures differ by far more.
TOLERANCE = 1


@dataclass
class Cluster:
    """A cluster in processes of its own, and how to speak to it."""

    weights: Path
    state: Path
    environment: dict[str, str]
    url: str = ""

    def run(self, *arguments: str, seconds: float = 150) -> subprocess.CompletedProcess[str]:
        """``latente cluster ...`` to its end."""
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from server.cluster_cli import cluster_app as a; a()",
                *arguments,
            ],
            capture_output=True,
            text=True,
            timeout=seconds,
            env=self.environment,
        )

    def up(self, weights: Path) -> None:
        """Start it, or update it to the models of this folder."""
        result = self.run("up", "--port", "0", "--device", "cpu", "--weights", str(weights))
        assert result.returncode == 0, result.stderr
        self.url = next(word for word in result.stdout.split() if word.startswith("http"))

    def replicas(self) -> dict[str, int]:
        """The processes of the replicas that run, by name."""
        shown = json.loads(self.run("status", "--json").stdout)
        return {
            each["name"]: each["pid"] for each in shown["replicas"] if each["state"] == "RUNNING"
        }

    def recorded(self) -> dict:
        return json.loads(self.state.read_text())


def new_cluster(folder: Path, weights: Path) -> Cluster:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATENTE")}
    state = folder / "state" / "cluster.json"
    settings = {
        "LATENTE_CLUSTER_STATE": str(state),
        "LATENTE_FRONTEND": str(folder / "no-page"),
        # So that every answer comes from a model, and in the same numbers as here.
        "LATENTE_CACHE_MEGABYTES": "0",
        "LATENTE_ENGINE": "torch",
        "LATENTE_PRECISION": "float32",
        "LATENTE_QUEUE_IMAGES": "64",
    }
    return Cluster(weights, state, {**kept, **settings})


def latent(client: int, variant: int, dimensions: int) -> list[float]:
    """What this client sends at this turn; every one of them gives another picture."""
    generator = torch.Generator().manual_seed(100 * client + variant)
    return (2 * torch.randn(dimensions, generator=generator)).tolist()


@dataclass(frozen=True)
class Expected:
    """The right pictures [clients, variants, H, W, C] of one set of weights."""

    pictures: np.ndarray
    dimensions: int

    @classmethod
    def of(cls, weights: Path) -> Expected:
        """Decoded here, by the library alone."""
        bundle = latente.load(MODEL, weights)
        size = bundle.card.latent_dim
        rows = [latent(k, v, size) for k in range(CLIENTS) for v in range(VARIANTS)]
        pictures = to_uint8(bundle.decode(torch.tensor(rows)))
        return cls(pictures.reshape(CLIENTS, VARIANTS, *pictures.shape[1:]), size)

    def assert_distinct(self) -> None:
        """No picture could be taken for that of another client or turn."""
        flat = self.pictures.reshape(CLIENTS * VARIANTS, -1).astype(int)
        distances = np.abs(flat[:, None] - flat[None]).max(axis=2)
        np.fill_diagonal(distances, 255)
        assert distances.min() > 10 * TOLERANCE

    def matches(self, picture: np.ndarray, client: int, variant: int) -> bool:
        right = self.pictures[client, variant].astype(int)
        return bool(np.abs(right - picture.reshape(right.shape)).max() <= TOLERANCE)


@dataclass
class Load:
    """People who decode one after the other, and what came back.

    ``right`` counts the answers that match each set of expected pictures; ``errors`` are
    (time, what) of refused and broken requests, ``wrong`` the answers that match nothing.
    """

    url: str
    expected: list[Expected]
    right: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    errors: list[tuple[float, str]] = field(default_factory=list)
    last: dict[int, float] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator[Load]:
        self.right = [0] * len(self.expected)
        threads = [threading.Thread(target=self._client, args=(k,)) for k in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(60)
        assert not any(thread.is_alive() for thread in threads)

    def _client(self, number: int) -> None:
        turn = 0
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self._stop.is_set():
                turn += 1
                self._ask(client, number, turn % VARIANTS)
                # As people do: the cores are also needed for starting replicas.
                time.sleep(0.05)

    def _ask(self, client: httpx.Client, number: int, variant: int) -> None:
        body = {"latents": [latent(number, variant, self.expected[0].dimensions)]}
        headers = {"Accept": "image/png"}
        try:
            answer = client.post(f"/api/v1/models/{MODEL}/decode", json=body, headers=headers)
        except httpx.TransportError as error:
            self.errors.append((time.monotonic(), repr(error)))
            return
        if answer.status_code != 200:
            self._note_refusal(answer)
            return
        picture = np.asarray(Image.open(io.BytesIO(answer.content))).astype(int)
        found = [each.matches(picture, number, variant) for each in self.expected]
        if any(found):
            self.right[found.index(True)] += 1
            self.last[number] = time.monotonic()
        else:
            self.wrong.append(f"client {number} got another picture for variant {variant}")

    def _note_refusal(self, answer: httpx.Response) -> None:
        self.errors.append((time.monotonic(), str(answer.status_code)))
        problem = answer.headers["content-type"] == "application/problem+json"
        if answer.status_code != 503 or not problem or "retry-after" not in answer.headers:
            self.wrong.append(f"{answer.status_code}: {answer.text[:200]}")

    def wait_for_all(self, seconds: float = 30) -> None:
        """Until every client has had an answer from now on."""
        start = time.monotonic()
        while min((self.last.get(k, 0.0) for k in range(CLIENTS)), default=0.0) < start:
            assert time.monotonic() < start + seconds, f"no answers; {self.errors[-3:]}"
            time.sleep(0.05)
