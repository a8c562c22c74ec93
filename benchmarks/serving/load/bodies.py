"""Request bodies that never repeat soon, at the price of joining two strings."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_POOL = 256
_DIGITS = 4


def latent_halves(count: int, generator: random.Random) -> list[str]:
    """Comma-separated halves of latents, standard normal, padded to one common length."""
    halves = [
        ",".join(f"{generator.gauss(0.0, 1.0):.{_DIGITS}f}" for _ in range(count))
        for _ in range(_POOL)
    ]
    longest = max(map(len, halves))
    return [half.ljust(longest) for half in halves]


@dataclass(frozen=True)
class Bodies:
    """JSON bodies of decodes, each of one random latent of ``latent_dim`` dimensions.

    Every first half meets every second half once before a body comes again: 65,536 distinct
    latents, far more than any cache of pictures holds. All bodies have the same length.
    ``options`` are further fields of each.
    """

    latent_dim: int
    seed: int
    options: Mapping[str, object] = field(default_factory=dict)

    def __iter__(self) -> Iterator[bytes]:
        """Bodies without end."""
        generator = random.Random(self.seed)
        first = self.latent_dim // 2
        heads = [f'{{"latents":[[{half},' for half in latent_halves(first, generator)]
        more = "".join(
            f",{json.dumps(name)}:{json.dumps(self.options[name])}" for name in self.options
        )
        tails = [f"{half}]]{more}}}" for half in latent_halves(self.latent_dim - first, generator)]
        begins, ends = [each.encode() for each in heads], [each.encode() for each in tails]
        while True:
            for turn in range(_POOL):
                for k in range(_POOL):
                    yield begins[k] + ends[(k + turn) % _POOL]


def latent_of(body: bytes) -> list[float]:
    """The latent that a body asks for."""
    (latent,) = json.loads(body)["latents"]
    return [float(value) for value in latent]
