"""Pictures that were made before are not made again, and are the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import torch

from latente.bundle import Bundle
from server.engine import MicroBatcher
from server.engine.picture_cache import CachingEngine, PictureCache
from tests.bundles import random_bundle
from tests.server.engines import EchoBackend, Noted

BUNDLE = random_bundle("r")
# What a picture in the cache takes besides its pixels, in bytes.
AROUND = 768


def key(number: int) -> bytes:
    return number.to_bytes(4, "big")


def test_the_least_recently_used_make_room():
    cache = PictureCache(megabytes=1)
    picture = torch.zeros((1 << 18) - AROUND, dtype=torch.uint8)
    for number in range(4):
        cache.put(key(number), picture.clone())
    assert cache.get(key(0)) is not None
    cache.put(key(4), picture.clone())
    assert [cache.get(key(number)) is not None for number in range(5)] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert cache.bytes == 1 << 20
    cache.put(key(4), picture.clone())  # the same again takes no more
    assert cache.bytes == 1 << 20
    assert len(cache) == 4


def test_small_pictures_count_with_what_is_around_them():
    cache = PictureCache(megabytes=1)
    for number in range(2000):
        cache.put(key(number), torch.zeros(28, 28, dtype=torch.uint8))
    assert len(cache) == (1 << 20) // (28 * 28 + AROUND)
    assert cache.bytes <= 1 << 20


def decoded(*calls: tuple[object, torch.Tensor, torch.Tensor | None]):
    """Answers of these calls in turn, and what the engine and the cache saw."""
    noted = Noted()

    async def main():
        engine = MicroBatcher(EchoBackend(64), 1, 1000, 20.0, noted)
        cached = CachingEngine(engine, PictureCache(1), noted)
        answers = [await cached.decode(*call) for call in calls]
        cached.close()
        return answers

    return asyncio.run(main()), noted


def test_only_what_is_missing_is_decoded_and_all_is_in_order():
    first = torch.tensor([[1.0], [2.0]])
    second = torch.tensor([[3.0], [2.0], [1.0], [4.0]])
    answers, noted = decoded((BUNDLE, first, None), (BUNDLE, second, None))
    assert torch.equal(answers[0], first)
    assert torch.equal(answers[1], second)
    assert [images for _, _, images in noted.batches] == [2, 2]
    assert (noted.hits, noted.misses) == (2, 4)


def test_other_weights_conditions_and_latents_are_others():
    rows, condition = torch.tensor([[1.0]]), torch.tensor([[1.0]])
    near = torch.tensor([[1.0 + 1.0 / 2048]])
    _, noted = decoded(
        (BUNDLE, rows, None),
        (_with_weights("f" * 64), rows, None),
        (BUNDLE, rows, condition),
        (BUNDLE, rows, condition * 2),
        (BUNDLE, near, None),
    )
    assert (noted.hits, noted.misses) == (0, 5)


def _with_weights(checksum: str) -> Bundle:
    weights = BUNDLE.card.weights.model_copy(update={"sha256": checksum})
    return replace(BUNDLE, card=BUNDLE.card.model_copy(update={"weights": weights}))


def test_far_latents_do_not_become_one():
    rows = torch.tensor([[3.0e38], [2.0e38], [-3.0e38]])
    answers, noted = decoded((BUNDLE, rows, None), (BUNDLE, rows.flip(0), None))
    assert torch.equal(answers[1], rows.flip(0))
    assert (noted.hits, noted.misses) == (3, 3)


def test_the_service_counts_hits_and_answers_the_same(client):
    address = "/api/v1/models/random-vae/decode"
    body = {"latents": [[0.123, -1.5, 0.75, 2.0]]}
    first = client.post(address, json=body).json()
    again = client.post(address, json=body).json()
    assert again == first
    text = client.get("/metrics").text
    hits = next(line for line in text.splitlines() if line.startswith("latente_cache_hits_total"))
    assert float(hits.split()[1]) >= 1
    size = next(line for line in text.splitlines() if line.startswith("latente_cache_bytes "))
    assert float(size.split()[1]) >= 28 * 28
