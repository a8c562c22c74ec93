"""Micro-batching: together, fairly, and never somebody else's result."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest
import torch

from server.client import CLIENT
from server.engine import MicroBatcher
from server.workers import OverloadedError
from tests.bundles import random_bundle
from tests.server.engines import EchoBackend, Noted

BUNDLE = random_bundle("r")
OTHER = random_bundle("other")
CONDITIONAL = random_bundle("conditional", "cvae", condition="class")


def run(
    test: Callable[[MicroBatcher, EchoBackend, Noted], Awaitable[None]],
    workers: int = 1,
    queue_images: int = 1000,
    deadline: float = 20.0,
    batch_size: int = 8,
) -> None:
    """Run a test with an engine, and end it."""

    async def main() -> None:
        backend, noted = EchoBackend(batch_size), Noted()
        engine = MicroBatcher(backend, workers, queue_images, deadline, noted)
        try:
            await test(engine, backend, noted)
        finally:
            backend.gate.set()
            engine.close()

    asyncio.run(main())


def numbers(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)[:, None]


async def begun(engine: MicroBatcher, images: int) -> None:
    """Wait until this many images are being computed."""
    while engine.running != images:
        await asyncio.sleep(0.001)


def test_what_waits_together_is_computed_together_and_nothing_waits_for_more():
    async def test(engine, backend, noted):
        backend.gate.clear()
        first = asyncio.create_task(engine.decode(BUNDLE, numbers(0), None))
        await begun(engine, 1)  # alone, for nothing else was there
        others = [
            asyncio.create_task(engine.decode(BUNDLE, numbers(value), None)) for value in range(5)
        ]
        while engine.waiting != 5:
            await asyncio.sleep(0.001)
        backend.gate.set()
        await asyncio.gather(first, *others)
        assert [images for _, _, images in noted.batches] == [1, 5]
        assert len(noted.waits) == 6

    run(test)


def test_models_and_operations_are_never_mixed():
    async def test(engine, backend, noted):
        backend.gate.clear()
        jobs = [asyncio.create_task(engine.decode(BUNDLE, numbers(9), None))]
        await begun(engine, 1)
        for bundle in (BUNDLE, OTHER):
            jobs.append(asyncio.create_task(engine.decode(bundle, numbers(1), None)))
            jobs.append(asyncio.create_task(engine.encode(bundle, numbers(1), None)))
        while engine.waiting != 4:
            await asyncio.sleep(0.001)
        backend.gate.set()
        results = await asyncio.gather(*jobs)
        assert results[1].item() == 1.0
        assert results[2].mean.item() == 2.0
        assert results[2].log_variance.item() == 3.0
        assert sorted(noted.batches[1:]) == [
            ("other", "decode", 1),
            ("other", "encode", 1),
            ("r", "decode", 1),
            ("r", "encode", 1),
        ]

    run(test)


@pytest.mark.parametrize("workers", [1, 3])
def test_under_load_every_answer_is_the_callers_own(workers):
    """Latents name their sender and row; some callers leave, some ask for many rows."""

    async def test(engine, _backend, noted):
        chance = random.Random(workers)

        async def person(index: int) -> int:
            CLIENT.set(f"client {index % 7}")
            answers = 0
            for turn in range(15):
                count = chance.choice([1, 1, 1, 2, 5, 40])
                rows = torch.tensor(
                    [[index, turn, row] for row in range(count)], dtype=torch.float32
                )
                bundle = chance.choice([BUNDLE, CONDITIONAL])
                condition = rows * 2 if bundle is CONDITIONAL else None
                expected = rows if condition is None else torch.cat([rows, condition], 1)
                call = asyncio.ensure_future(engine.decode(bundle, rows, condition))
                if chance.random() < 0.2:
                    await asyncio.sleep(0)
                    call.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await call
                    continue
                assert torch.equal(await call, expected)
                answers += 1
            return answers

        counts = await asyncio.gather(*(person(index) for index in range(40)))
        assert sum(counts) + noted.cancelled == 40 * 15
        assert engine.waiting == 0

    run(test, workers, queue_images=100_000)


def test_a_caller_who_left_takes_no_place_in_a_batch():
    async def test(engine, backend, noted):
        backend.gate.clear()
        first = asyncio.create_task(engine.decode(BUNDLE, numbers(0), None))
        await begun(engine, 1)
        leaving = asyncio.create_task(engine.decode(BUNDLE, numbers(*range(30)), None))
        staying = asyncio.create_task(engine.decode(BUNDLE, numbers(7), None))
        while engine.waiting != 31:
            await asyncio.sleep(0.001)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert engine.waiting == 1
        backend.gate.set()
        await asyncio.gather(first, staying)
        assert [images for _, _, images in noted.batches] == [1, 1]
        assert noted.cancelled == 1

    run(test)


def test_the_queue_is_bounded_in_images_but_takes_a_large_request_when_empty():
    async def test(engine, backend, noted):
        backend.gate.clear()
        first = asyncio.create_task(engine.decode(BUNDLE, numbers(0), None))
        await begun(engine, 1)
        assert not engine.full
        large = asyncio.create_task(engine.decode(BUNDLE, numbers(*range(50)), None))
        await asyncio.sleep(0)
        assert engine.full
        with pytest.raises(OverloadedError):
            await engine.decode(BUNDLE, numbers(1), None)
        backend.gate.set()
        await asyncio.gather(first, large)
        assert torch.equal(await engine.decode(BUNDLE, numbers(1), None), numbers(1))
        assert noted.shed == ["queue"]

    run(test, queue_images=10)


def test_a_deadline_that_passes_ends_the_waiting():
    async def test(engine, backend, noted):
        backend.gate.clear()
        calls = [engine.decode(BUNDLE, numbers(value), None) for value in range(3)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(result, OverloadedError) for result in results)
        assert noted.shed == ["deadline"] * 3
        backend.gate.set()
        assert torch.equal(await engine.decode(BUNDLE, numbers(5), None), numbers(5))

    run(test, deadline=0.1)


def test_a_request_that_fails_spoils_no_other():
    async def test(engine, backend, _noted):
        backend.poison = 13.0
        backend.gate.clear()
        calls = [
            asyncio.create_task(engine.decode(BUNDLE, numbers(value), None))
            for value in (11, 12, 13, 14)
        ]
        await asyncio.sleep(0.01)
        backend.gate.set()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(results.pop(2), ValueError)
        assert [result.item() for result in results] == [11, 12, 14]

    run(test)


def test_closing_cancels_what_waits_and_ends_the_threads():
    async def test(engine, backend, _noted):
        backend.gate.clear()
        running = asyncio.create_task(engine.decode(BUNDLE, numbers(0), None))
        await begun(engine, 1)
        waiting = asyncio.create_task(engine.decode(BUNDLE, numbers(1), None))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, backend.gate.set)
        await asyncio.to_thread(engine.close)
        assert torch.equal(await running, numbers(0))  # what ran was finished
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(OverloadedError):
            await engine.decode(BUNDLE, numbers(2), None)

    run(test)
