from __future__ import annotations

import asyncio
import threading

import pytest
import torch

from server.engine import TorchEngine
from server.workers import BoundedWorkers, OverloadedError
from tests.bundles import random_bundle


def test_jobs_return_and_raise():
    async def main() -> None:
        workers = BoundedWorkers("test", 2, 4, 5.0)
        assert await workers.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await workers.run(divmod, 1, 0)
        assert workers.pending == 0
        workers.close()

    asyncio.run(main())


def test_what_does_not_fit_is_refused_and_room_comes_back():
    async def main() -> None:
        workers, gate = BoundedWorkers("test", 1, 1, 5.0), threading.Event()
        jobs = [asyncio.create_task(workers.run(gate.wait, 5)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await workers.run(gate.wait, 5)
        gate.set()
        assert await asyncio.gather(*jobs) == [True, True]
        assert await workers.run(gate.wait, 5)
        workers.close()

    asyncio.run(main())


def test_a_job_that_waited_too_long_is_never_begun():
    async def main() -> None:
        workers, gate, begun = BoundedWorkers("test", 1, 4, 0.1), threading.Event(), []
        first = asyncio.create_task(workers.run(gate.wait, 5))
        second = asyncio.create_task(workers.run(begun.append, 1))
        for job in (first, second):
            with pytest.raises(OverloadedError):
                await job
        gate.set()
        await asyncio.sleep(0.1)
        assert begun == []
        assert workers.pending == 0
        workers.close()

    asyncio.run(main())


@pytest.mark.parametrize("count", [1, 64, 65, 200])
def test_batches_change_nothing(count):
    bundle = random_bundle("r", "cvae", condition="class")
    generator = torch.Generator().manual_seed(0)
    latents = torch.randn(count, 4, generator=generator)
    rows = torch.eye(3)[torch.randint(0, 3, (count,), generator=generator)]
    seen = []

    async def main() -> None:
        engine = TorchEngine(1, 4, 30.0, lambda operation, _seconds: seen.append(operation))
        images = await engine.decode(bundle, latents, rows)
        assert torch.allclose(images, bundle.decode(latents, rows), atol=1e-4)
        posterior = await engine.encode(bundle, images, rows)
        expected = bundle.encode(images, rows)
        assert torch.allclose(posterior.mean, expected.mean, atol=1e-4)
        assert torch.allclose(posterior.log_variance, expected.log_variance, atol=1e-4)
        engine.close()

    asyncio.run(main())
    assert seen == ["decode", "encode"]


def test_inference_uses_the_threads_it_is_given():
    bundle = random_bundle("r")
    threads = []

    class Noting:
        card = bundle.card

        def decode(self, latents, condition):
            threads.append((torch.get_num_threads(), threading.current_thread().name))
            return bundle.decode(latents, condition)

    async def main() -> None:
        engine = TorchEngine(1, 4, 30.0)
        await engine.decode(Noting(), torch.zeros(1, 4), None)
        await engine.decode(Noting(), torch.zeros(1, 4), None)
        engine.close()

    asyncio.run(main())
    assert threads[0] == threads[1]
    assert threads[0][0] == 1
    assert threads[0][1] != threading.current_thread().name


def test_pixels_are_always_numbers():
    class Overflowing:
        def decode(self, latents, _condition):
            return torch.full((len(latents), 1, 2, 2), torch.nan)

    async def main() -> None:
        engine = TorchEngine(1, 4, 30.0)
        images = await engine.decode(Overflowing(), torch.zeros(3, 4), None)
        assert torch.equal(images, torch.zeros(3, 1, 2, 2))
        engine.close()

    asyncio.run(main())
