"""Which back end runs the models: by the settings, the device and what is installed."""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec

import torch

from server.engine.base import Backend
from server.engine.torch_backend import TorchBackend
from server.settings import Settings

log = logging.getLogger("latente.engine")


class EngineError(Exception):
    """The settings ask for an engine that cannot run here."""


def worker_count(settings: Settings, device: torch.device) -> int:
    """Inference threads: as set, else half the cores, or one on an accelerator."""
    if settings.inference_workers:
        return settings.inference_workers
    return max(1, len(os.sched_getaffinity(0)) // 2) if device.type == "cpu" else 1


def choose_backend(settings: Settings, device: torch.device) -> Backend:
    """The back end, and one line in the log: what it is, and why.

    Raises:
        EngineError: the one that is asked for is not installed, or does not run on the device.
    """
    engine, why = choose_engine(settings.engine, device)
    bfloat16, why_precision = _bfloat16(settings.precision, device)
    workers = worker_count(settings, device)
    log.info(
        "engine %s (%s), %s (%s), %d inference thread%s on %s",
        engine,
        why,
        "bfloat16" if bfloat16 else "float32",
        why_precision,
        workers,
        "" if workers == 1 else "s",
        device,
    )
    if engine == "openvino":
        from server.engine.openvino_backend import OpenVinoBackend

        return OpenVinoBackend(bfloat16, workers, settings.batch_size)
    return TorchBackend(device, bfloat16, settings.torch_threads, settings.batch_size)


def choose_engine(wanted: str, device: torch.device) -> tuple[str, str]:
    """The name of the engine for this device, and why.

    Raises:
        EngineError: as :func:`choose_backend`.
    """
    installed = find_spec("openvino") is not None
    if wanted == "openvino":
        if not installed:
            raise EngineError("engine openvino is not installed: pip install 'latente[openvino]'")
        if device.type != "cpu":
            raise EngineError(f"engine openvino runs on the cpu, not on {device}; use torch")
    if wanted != "auto":
        return wanted, "as set"
    if device.type != "cpu":
        return "torch", f"the models are on {device}"
    if installed:
        return "openvino", "it is installed, and the fastest on a processor"
    return "torch", "openvino is not installed"


def _bfloat16(wanted: str, device: torch.device) -> tuple[bool, str]:
    """Whether to compute in bfloat16, and why."""
    if wanted != "auto":
        return wanted == "bfloat16", "as set"
    if device.type == "cuda":
        if torch.cuda.is_bf16_supported():
            return True, "the GPU has units for it"
        return False, "the GPU has no units for bfloat16"
    # AVX-512's bfloat16 instructions alone gain nothing for nets as small as these
    # (python -m benchmarks.serving --only a); the matrix units of AMX do.
    if device.type == "cpu" and torch.cpu.get_capabilities().get("amx_bf16", False):
        return True, "the processor has matrix units for it"
    return False, "the device has no matrix units for bfloat16"
