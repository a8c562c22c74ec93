"""Memory that was freed goes back to the system."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading

import pytest

from server import spare_memory
from server.spare_memory import give_back, trimmer
from tests.conftest import REPOSITORY

# Pieces that are malloc's own, of which some stay: what lies between them cannot shrink the heap.
HOLES = """
from server.spare_memory import trimmer
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
before = resident()
pieces = [bytes(2000) for _ in range(50_000)]
kept = pieces[::50]
del pieces
left = resident() - before
trimmer()()
print(left, resident() - before)
"""


@pytest.mark.skipif(trimmer() is None, reason="the C library is not glibc")
def test_what_lies_between_things_that_stay_is_given_back():
    command = [sys.executable, "-c", HOLES]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    left, after = map(int, done.stdout.split())
    assert left > 80e6, "nothing was left to give back"
    assert after < 0.25 * left


def test_it_is_done_again_and_again_until_it_is_cancelled(monkeypatch):
    calls = []
    monkeypatch.setattr(spare_memory, "trimmer", lambda: lambda: calls.append(0))

    async def for_a_while() -> None:
        task = asyncio.create_task(give_back(0.01))
        while len(calls) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(for_a_while(), 20))


def test_without_glibc_circles_are_collected_all_the_same(monkeypatch):
    monkeypatch.setattr(spare_memory, "trimmer", lambda: None)
    gone = threading.Event()

    class Circle:
        def __init__(self) -> None:
            self.own = self

        def __del__(self) -> None:
            gone.set()

    async def for_a_while() -> None:
        task = asyncio.create_task(give_back(0.01))
        while not gone.is_set():
            await asyncio.sleep(0.01)
        task.cancel()

    before = gc.get_threshold()
    gc.set_threshold(0)  # by itself Python collects nothing
    try:
        Circle()
        asyncio.run(asyncio.wait_for(for_a_while(), 20))
    finally:
        gc.set_threshold(*before)
