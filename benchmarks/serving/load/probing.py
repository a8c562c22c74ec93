"""Asking after somebody's health while others shout: one small GET at a time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from benchmarks.serving.figures import latency_summary
from benchmarks.serving.load.http import Answer, Target, connect
from benchmarks.serving.load.record import OK

_PAUSE = 0.1
_PATIENCE = 10.0


async def probe(target: Target, path: str) -> tuple[int, float]:
    """Status and seconds of one GET on a fresh connection; status 0: no answer."""
    start = time.monotonic()
    try:
        connection = await asyncio.wait_for(connect(target), _PATIENCE)
    except (OSError, TimeoutError):
        return 0, time.monotonic() - start
    done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(answer: Answer) -> None:
        if not done.done():
            done.set_result(answer)

    connection.answered = answered
    connection.send(target.get(path))
    try:
        answer = await asyncio.wait_for(done, _PATIENCE)
    except TimeoutError:
        return 0, time.monotonic() - start
    finally:
        connection.close()
    return answer.status, time.monotonic() - start


async def run_probes(target: Target, paths: list[str], seconds: float) -> dict[str, Any]:
    """Ask each path in turn for so long; latencies and failures of each."""
    end = time.monotonic() + seconds
    taken: dict[str, list[float]] = {path: [] for path in paths}
    failed = dict.fromkeys(paths, 0)
    while time.monotonic() < end:
        for path in paths:
            status, spent = await probe(target, path)
            taken[path].append(spent)
            failed[path] += status != OK
            await asyncio.sleep(_PAUSE)
    return {
        path: {**latency_summary(taken[path]), "asked": len(taken[path]), "failed": failed[path]}
        for path in paths
    }
