"""The ways to run a model on this machine: those of the service, and the library itself."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from latente import Bundle
from server.engine.base import Backend, rounded
from server.engine.choice import choose_backend
from server.engine.torch_backend import TorchBackend
from server.settings import Settings

# Latents [N, D] to 8-bit images [N, C, H, W].
Decode = Callable[[Tensor], Tensor]
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Way:
    """A way to decode: its precision is that of the peak which it is held against."""

    title: str
    precision: str
    make: Callable[[Bundle], Decode]


def _backend(make: Callable[[], Backend]) -> Callable[[Bundle], Decode]:
    def prepared(bundle: Bundle) -> Decode:
        backend = make()
        backend.enter_thread()
        backend.prepare(bundle)
        return lambda latents: backend.decode(bundle, latents, None)

    return prepared


def library(bundle: Bundle) -> Decode:
    """Decode as anybody would who has only the library."""
    return lambda latents: rounded(bundle.decode(latents)).cpu()


def ways(device: torch.device = CPU) -> dict[str, Way]:
    """Every way that runs on this device with what is installed."""
    found = {
        "library": Way("torch float32, the library", "float32", library),
        "torch-float32": Way("torch float32", "float32", _backend(lambda: TorchBackend(device))),
        "torch-bfloat16": Way(
            "torch bfloat16", "bfloat16", _backend(lambda: TorchBackend(device, bfloat16=True))
        ),
    }
    if device.type == "cpu" and importlib.util.find_spec("openvino"):
        from server.engine.openvino_backend import OpenVinoBackend

        found["openvino-float32"] = Way("OpenVINO float32", "float32", _backend(OpenVinoBackend))
        found["openvino-bfloat16"] = Way(
            "OpenVINO bfloat16", "bfloat16", _backend(lambda: OpenVinoBackend(bfloat16=True))
        )
    return found


def default_decode(bundle: Bundle) -> Decode:
    """Decode as the service does by default here."""
    return _backend(lambda: choose_backend(Settings(), bundle.device))(bundle)


@torch.inference_mode()
def decode_flops(bundle: Bundle) -> int:
    """Floating-point operations of one decode: two for each multiplication with addition."""
    with FlopCounterMode(display=False) as counter:
        bundle.decode(torch.zeros(1, bundle.card.latent_dim))
    return int(counter.get_total_flops())
