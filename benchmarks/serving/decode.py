"""(a) Decode by engine and batch, against what the machine's own matrix products reach."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

import latente
from benchmarks.serving.engines import CPU, Decode, decode_flops, library, ways
from benchmarks.serving.figures import over_rounds
from benchmarks.serving.plan import Plan

BATCHES = (1, 8, 16, 32)
GPU_BATCHES = (1, 32, 256, 1024)
_SIDES = {"cpu": (512, 1024, 2048), "cuda": (4096, 8192)}
_FEWEST = 5
_TRIED = 64
# Engines that compute in float32 round hardly any pixel apart; bfloat16 does so to many.
_ROUNDED_APART = 0.005
Rounds = dict[tuple[str, str, int], list[float]]


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
    seconds: Rounds = defaultdict(list)
    peaks: dict[str, list[float]] = {"float32": [], "bfloat16": []}
    slice_seconds = plan.seconds / 20
    for turn in range(plan.rounds):
        plan.say(f"decode on {device}, round {turn + 1} of {plan.rounds}")
        for precision, rates in peaks.items():
            rates.append(peak(getattr(torch, precision), device, slice_seconds))
        for batch in batches:
            for (name, way), decode in runs.items():
                latents = torch.randn(batch, bundles[name].card.latent_dim)
                taken = timed(partial(decode, latents), device, slice_seconds)
                seconds[name, way, batch].append(taken / batch)
    return {
        "peak_gflops": {name: over_rounds([rate / 1e9 for rate in peaks[name]]) for name in peaks},
        "models": {
            name: _model_figures(name, bundle, runs, seconds, peaks, device)
            for name, bundle in bundles.items()
        },
    }


def _model_figures(
    name: str,
    bundle: latente.Bundle,
    runs: dict[tuple[str, str], Decode],
    seconds: Rounds,
    peaks: dict[str, list[float]],
    device: torch.device,
) -> dict[str, Any]:
    flops = decode_flops(bundle)
    engines: dict[str, dict[str, Any]] = {}
    for way, each in ways(device).items():
        # A model that fewer digits would change visibly stays in float32 by itself.
        levels, changed = change_from_library(bundle, runs[name, way])
        precision = each.precision if changed > _ROUNDED_APART else "float32"
        batches = {
            batch: taken
            for (model, one, batch), taken in seconds.items()
            if (model, one) == (name, way)
        }
        engines[way] = {
            "title": each.title,
            "precision": precision,
            "levels": levels,
            "batches": {
                str(batch): {
                    "ms_per_image": over_rounds([1e3 * value for value in taken]),
                    "share_of_peak": over_rounds(
                        [
                            flops / value / top
                            for value, top in zip(taken, peaks[precision], strict=True)
                        ]
                    ),
                }
                for batch, taken in batches.items()
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
    clock = time.process_time if device.type == "cpu" else time.perf_counter
    job()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < _FEWEST:
        begin = clock()
        job()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        taken.append(clock() - begin)
    return statistics.median(taken)


@torch.inference_mode()
def peak(dtype: torch.dtype, device: torch.device, seconds: float) -> float:
    """Operations a second of square matrix products, the best of several sizes."""
    best = 0.0
    for side in _SIDES[device.type]:
        left, right, out = (torch.randn(side, side, device=device).to(dtype) for _ in range(3))
        taken = timed(partial(torch.mm, left, right, out=out), device, seconds)
        best = max(best, 2.0 * side**3 / taken)
    return best
