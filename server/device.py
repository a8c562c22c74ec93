"""Which device the models compute on."""

from __future__ import annotations

import re

import torch

_NAMES = re.compile(r"auto|cpu|mps|cuda(:\d{1,3})?")


class DeviceError(Exception):
    """The device is not known, or this machine does not have it."""


def resolve_device(name: str) -> torch.device:
    """The device of this name; ``auto`` is the first CUDA device, else MPS, else the CPU.

    Raises:
        DeviceError: the name is unknown, or the machine has no such device.
    """
    if not _NAMES.fullmatch(name):
        raise DeviceError(f"unknown device {name!r}: use auto, cpu, cuda, cuda:N or mps")
    if name == "auto":
        return _best_device()
    if name == "mps" and not torch.backends.mps.is_available():
        raise DeviceError("device 'mps' is not available on this machine; use auto or cpu")
    device = torch.device(name)
    if device.type == "cuda":
        _require_cuda(name, device.index or 0)
    return device


def _best_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def _require_cuda(name: str, index: int) -> None:
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if index >= count:
        found = "none" if count == 0 else f"{count}, numbered from 0"
        raise DeviceError(
            f"device {name!r} is not available: CUDA devices found: {found}; use auto or cpu"
        )
