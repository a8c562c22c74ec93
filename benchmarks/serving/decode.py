"""(a) Decode by engine and batch, against what the machine's own matrix products reach."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

import latente
from benchmarks.serving.engines import CPU, Decode, Way, decode_flops, library, ways
from benchmarks.serving.figures import over_rounds
from benchmarks.serving.plan import Plan
from benchmarks.serving.products import Product, products

BATCHES = (1, 8, 16, 32)
GPU_BATCHES = (1, 32, 256, 1024)
_FEWEST = 5
_TRIED = 64
# Engines that compute in float32 round hardly any pixel apart; bfloat16 does so to many.
_ROUNDED_APART = 0.005
# Seconds for an image, and operations a second at the peak of the same moments.
Rounds = dict[tuple[str, str, int], list[tuple[float, float]]]


@dataclass(frozen=True)
class Yardstick:
    """A matrix product that is quick to repeat, and its operations at the peak's rate.

    That it is not the fastest of all sizes is in ``operations``, which are more than its own.
    """

    product: Product
    operations: float


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (a) on the processor, and on a GPU where there is one."""
    torch.set_num_threads(1)
    found = {"cpu": _on(plan, CPU, BATCHES)}
    if torch.cuda.is_available():
        found["cuda"] = _on(plan, torch.device("cuda"), GPU_BATCHES)
    return found


def _on(plan: Plan, device: torch.device, batches: tuple[int, ...]) -> dict[str, Any]:
    names = (plan.small.model, plan.large.model)
    bundles = {name: latente.load(name, plan.large.weights, str(device)) for name in names}
    runs: dict[tuple[str, str], Decode] = {
        (name, way): each.make(bundle)
        for name, bundle in bundles.items()
        for way, each in ways(device).items()
    }
    departures = {
        (name, way): change_from_library(bundles[name], decode)
        for (name, way), decode in runs.items()
    }
    precisions = {
        (name, way): _precision(ways(device)[way], changed)
        for (name, way), (_, changed) in departures.items()
    }
    measured: Rounds = defaultdict(list)
    peaks: dict[str, list[float]] = {"float32": [], "bfloat16": []}
    slice_seconds = plan.seconds / 20
    for turn in range(plan.rounds):
        plan.say(f"decode on {device}, round {turn + 1} of {plan.rounds}")
        sticks = {}
        for precision, rates in peaks.items():
            best, sticks[precision] = peak(getattr(torch, precision), device, slice_seconds)
            rates.append(best)
        for batch in batches:
            for (name, way), decode in runs.items():
                job = partial(decode, torch.randn(batch, bundles[name].card.latent_dim))
                stick = sticks[precisions[name, way]]
                taken, rate = timed_beside(job, stick, device, slice_seconds)
                measured[name, way, batch].append((taken / batch, rate))
    return {
        "peak_gflops": {name: over_rounds([rate / 1e9 for rate in peaks[name]]) for name in peaks},
        "models": {
            name: _model_figures(name, bundle, departures, measured, device)
            for name, bundle in bundles.items()
        },
    }


def _precision(way: Way, changed: float) -> str:
    # A model that fewer digits would change visibly stays in float32 by itself.
    return way.precision if changed > _ROUNDED_APART else "float32"


def _model_figures(
    name: str,
    bundle: latente.Bundle,
    departures: dict[tuple[str, str], tuple[int, float]],
    measured: Rounds,
    device: torch.device,
) -> dict[str, Any]:
    flops = decode_flops(bundle)
    engines: dict[str, dict[str, Any]] = {}
    for way, each in ways(device).items():
        levels, changed = departures[name, way]
        batches = {
            batch: taken
            for (model, one, batch), taken in measured.items()
            if (model, one) == (name, way)
        }
        engines[way] = {
            "title": each.title,
            "precision": _precision(each, changed),
            "levels": levels,
            "batches": {
                str(batch): {
                    "ms_per_image": over_rounds([1e3 * taken for taken, _ in pairs]),
                    "share_of_peak": over_rounds([flops / taken / top for taken, top in pairs]),
                    "peak_gflops": over_rounds([top / 1e9 for _, top in pairs]),
                }
                for batch, pairs in batches.items()
            },
        }
    image = bundle.card.image
    size = f"{image.width}x{image.height}x{image.channels}"
    return {"size": size, "mflop": flops / 1e6, "engines": engines}


def change_from_library(bundle: latente.Bundle, decode: Decode) -> tuple[int, float]:
    """How a way departs from the library: most levels of 255, and the share of pixels that do."""
    latents = bundle.sample_prior(_TRIED, torch.Generator().manual_seed(0))
    change = (decode(latents).int() - library(bundle)(latents).int()).abs()
    return int(change.max()), float((change > 0).float().mean())


def timed(job: Callable[[], object], device: torch.device, seconds: float) -> float:
    """Median seconds of a job that is repeated for so long, after one that does not count.

    On a processor they are seconds of the processor's time, all threads together: what
    others run meanwhile then does not count. On a GPU they are of the clock.
    """
    job()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < _FEWEST:
        taken.append(_seconds(job, device))
    return statistics.median(taken)


def timed_beside(
    job: Callable[[], object], stick: Yardstick, device: torch.device, seconds: float
) -> tuple[float, float]:
    """Median seconds of a job, and operations a second at the peak meanwhile.

    The two take turns, since on a machine that others use its peak is another every second.
    Each turn the job runs once before that does not count: it then finds the caches as
    it leaves them itself.
    """
    taken: list[float] = []
    products: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < _FEWEST:
        products.append(_seconds(stick.product, device))
        job()
        taken.append(_seconds(job, device))
    return statistics.median(taken), stick.operations / statistics.median(products)


def _seconds(job: Callable[[], object], device: torch.device) -> float:
    clock = time.process_time if device.type == "cpu" else time.perf_counter
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    begin = clock()
    job()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return clock() - begin


def peak(dtype: torch.dtype, device: torch.device, seconds: float) -> tuple[float, Yardstick]:
    """Operations a second of square matrix products, the best of several sizes and libraries."""
    rates: dict[int, float] = {}
    fastest: dict[int, Product] = {}
    for side, each in products(dtype, device).items():
        taken = {product: timed(product, device, seconds) for product in each}
        fastest[side] = min(taken, key=taken.__getitem__)
        rates[side] = 2.0 * side**3 / taken[fastest[side]]
    best, quick = max(rates.values()), min(rates)
    return best, Yardstick(fastest[quick], 2.0 * quick**3 * best / rates[quick])
