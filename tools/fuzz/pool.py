"""Several attacking processes, each with its own connections and its own copy of the models."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch

from tools.fuzz.lanes import Attacker, Unit
from tools.fuzz.tally import Tally

Run = Callable[[Iterable[Unit]], Iterator[Tally]]
# What each of the processes sets up once.
_attackers: list[Attacker] = []


@contextlib.contextmanager
def attackers(address: str, weights: Path, workers: int) -> Iterator[Run]:
    """So many processes; what is given runs units in them, and gives their tallies in order."""
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(address, weights),
    ) as pool:
        yield lambda units: pool.map(_run, units)


def _begin(address: str, weights: Path) -> None:
    torch.set_num_threads(1)
    _attackers.append(Attacker(address, weights))


def _run(unit: Unit) -> Tally:
    return _attackers[0].run(unit)
