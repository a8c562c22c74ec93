"""Square matrix products by every library at hand: the fastest one is the machine's peak."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial

import torch

_SIDES = {"cpu": (512, 1024, 2048), "cuda": (4096, 8192)}

Product = Callable[[], object]


def products(dtype: torch.dtype, device: torch.device) -> dict[int, list[Product]]:
    """By the side of the matrices: how each library multiplies two of them once.

    Which library is the fastest depends on the processor: on one make torch's own products
    reach less than half of what OpenVINO's do.
    """
    makers = [_by_torch]
    if device.type == "cpu" and importlib.util.find_spec("openvino"):
        makers.append(_by_openvino)
    return {side: [make(side, dtype, device) for make in makers] for side in _SIDES[device.type]}


def _by_torch(side: int, dtype: torch.dtype, device: torch.device) -> Product:
    left, right, out = (torch.randn(side, side, device=device).to(dtype) for _ in range(3))
    return partial(torch.mm, left, right, out=out)


def _by_openvino(side: int, dtype: torch.dtype, _device: torch.device) -> Product:
    # The service's module sees to it that OpenVINO reports its use to nobody.
    from server.engine.openvino_backend import openvino

    operations = openvino.opset13
    left, right = (torch.randn(side, side).numpy() for _ in range(2))
    rows = operations.parameter([side, side], openvino.Type.f32)
    product = operations.matmul(rows, operations.constant(right), False, False)
    options = {
        "INFERENCE_PRECISION_HINT": {torch.float32: "f32", torch.bfloat16: "bf16"}[dtype],
        "INFERENCE_NUM_THREADS": 1,
        "NUM_STREAMS": 1,
    }
    compiled = openvino.Core().compile_model(openvino.Model([product], [rows]), "CPU", options)
    request = compiled.create_infer_request()
    request.set_input_tensor(openvino.Tensor(left))
    return lambda: request.infer(share_outputs=True)
