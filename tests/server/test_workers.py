from __future__ import annotations

import asyncio
import threading

import pytest

from server.workers import BoundedWorkers, OverloadedError


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
