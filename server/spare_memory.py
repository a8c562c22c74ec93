"""Memory that was freed goes back to the system.

glibc keeps what lies between things that stay, as pictures in the cache and answers that are kept
do; over hours of traffic of all sizes that grows. Asked for it, glibc gives back every whole page
that holds nothing. Before that Python collects what holds itself in a circle, which under load
it does seldom.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Callable

_PAUSE_SECONDS = 60.0


def trimmer() -> Callable[[], object] | None:
    """What gives back free memory; None where the C library has no such call (only glibc does)."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    return lambda: trim(0)


async def give_back(pause: float = _PAUSE_SECONDS) -> None:
    """Collect and give back memory once in a while, in a thread, until this is cancelled."""
    trim = trimmer()
    while True:
        await asyncio.sleep(pause)
        await asyncio.to_thread(gc.collect)
        if trim is not None:
            await asyncio.to_thread(trim)
