"""OpenVINO as the back end: the fastest on processors of the x86 family.

The extra ``openvino`` installs it. Its models have a fixed batch size, which runs up to a
third faster than a free one; a batch of another size is put together from these.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.engine.base import rounded
from server.engine.parity import keeps_its_look
from server.engine.serving_decoder import PictureDecoder, ServingDecoder
from server.engine.torch_backend import CPU_BATCH

# Where this package is there, OpenVINO reports its use to its makers as soon as it is imported,
# and keeps a number for that in the home folder. Nobody was asked, so it does not find it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
import openvino  # noqa: E402
from openvino.frontend import FrontEndManager  # noqa: E402
from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: E402

_SIZES = (1, 2, 4, 8, 16)
# From this share on, filling a batch up is cheaper than splitting it.
_FULL_ENOUGH = 0.75

Rows = tuple[Tensor, ...]


class Network:
    """A module compiled for a few batch sizes, each when it is first needed.

    Args:
        module: takes tensors whose first dimension is the batch, and gives one or several.
        example: its inputs, two rows each.
        precision: "f32" or "bf16".
        streams: how many threads will run it at once.
    """

    def __init__(self, module: nn.Module, example: Rows, precision: str, streams: int) -> None:
        self._model = _traced(module, example)
        self._shapes = [list(rows.shape[1:]) for rows in example]
        self._options = {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": streams,
            "NUM_STREAMS": streams,
        }
        self._compiled: dict[int, Any] = {}
        self._compiling = threading.Lock()
        self._own = threading.local()

    def __call__(self, *inputs: Tensor) -> Rows:
        """Run any number of rows."""
        parts = []
        start = 0
        for count, size in split(len(inputs[0])):
            parts.append(self._batch(size)([rows[start : start + count] for rows in inputs]))
            start += count
        if len(parts) == 1:
            return parts[0]
        return tuple(torch.cat(outputs) for outputs in zip(*parts, strict=True))

    def _batch(self, size: int) -> _Batch:
        """What runs a batch of this size in this thread."""
        batches: dict[int, _Batch] = self._own.__dict__.setdefault("batches", {})
        if size not in batches:
            batches[size] = _Batch(self._compile(size))
        return batches[size]

    def _compile(self, size: int) -> Any:
        with self._compiling:
            if size not in self._compiled:
                shapes = {
                    place: openvino.PartialShape([size, *shape])
                    for place, shape in enumerate(self._shapes)
                }
                self._model.reshape(shapes)
                core = openvino.Core()
                self._compiled[size] = core.compile_model(self._model, "CPU", self._options)
            return self._compiled[size]


class _Batch:
    """A compiled network with memory of its own, which spares the way through new arrays."""

    def __init__(self, compiled: Any) -> None:
        self._request = compiled.create_infer_request()
        self._inputs = []
        for place, port in enumerate(compiled.inputs):
            tensor, rows = _shared(port)
            self._request.set_input_tensor(place, tensor)
            self._inputs.append(rows)
        self._outputs = []
        for place, port in enumerate(compiled.outputs):
            tensor, rows = _shared(port)
            self._request.set_output_tensor(place, tensor)
            self._outputs.append(rows)

    def __call__(self, inputs: list[Tensor]) -> Rows:
        """Run at most as many rows as the batch has; what the others hold is no matter."""
        count = len(inputs[0])
        for own, rows in zip(self._inputs, inputs, strict=True):
            own[:count] = rows
        self._request.infer(share_outputs=True)
        return tuple(own[:count].clone() for own in self._outputs)


def _shared(port: Any) -> tuple[Any, Tensor]:
    """Memory for a port, as OpenVINO and as torch see it."""
    array = numpy.zeros(tuple(port.shape), port.element_type.to_dtype())
    rows = torch.from_numpy(array).clone()  # which torch aligns for vectors
    return openvino.Tensor(rows.numpy(), shared_memory=True), rows


def split(rows: int) -> Iterator[tuple[int, int]]:
    """How ``rows`` are run: pairs of how many of them and the batch size that takes them."""
    while rows:
        size = next((each for each in _SIZES if each >= rows), _SIZES[-1])
        if rows < _FULL_ENOUGH * size:
            size = max(each for each in _SIZES if each <= rows)
        count = min(rows, size)
        yield count, size
        rows -= count


def _traced(module: nn.Module, example: Rows) -> Any:
    # Not openvino.convert_model: it reports its use to its maker, and nothing here may
    # speak to another host. This is the reader behind it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(
            module, example_input=example, trace_kwargs={"check_trace": False}
        )
        reader = FrontEndManager().load_by_framework("pytorch")
        read = reader.load(decoder)  # holds no reference to the decoder: keep it until the end
        return reader.convert(read)


class _Encoder(nn.Module):
    """Images to the mean, and for variational families the log-variance."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__()
        self.model = bundle.model

    def forward(self, images: Tensor, condition: Tensor | None = None) -> Rows:
        posterior = self.model.encode(images, condition)
        if posterior.log_variance is None:
            return (posterior.mean,)
        return posterior.mean, posterior.log_variance


class _Fine(nn.Module):
    def __init__(self, decoder: ServingDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        return self.decoder.fine(features, condition)


class OpenVinoBackend:
    """Runs bundles on the processor; arguments as :class:`TorchBackend`'s.

    ``streams`` is the number of inference threads.
    """

    name = "openvino"

    def __init__(self, bfloat16: bool = False, streams: int = 1, batch_size: int = 0) -> None:
        self.precision = "bfloat16" if bfloat16 else "float32"
        self.batch_size = batch_size or CPU_BATCH
        self._bfloat16 = bfloat16
        self._streams = streams
        self._encoders: dict[str, Network] = {}
        self._decoders: dict[str, Callable[[Tensor, Tensor | None], Tensor]] = {}
        self._preparing = threading.Lock()

    def enter_thread(self) -> None:
        """See :class:`server.engine.base.Backend`."""
        torch.set_num_threads(1)

    @torch.inference_mode()
    def prepare(self, bundle: Bundle) -> None:
        """See :class:`server.engine.base.Backend`."""
        with self._preparing:
            name = bundle.card.id
            if name not in self._encoders:
                images = torch.zeros(2, *_image_shape(bundle))
                example = (images, *_example_condition(bundle))
                self._decoders[name] = self._decoder(bundle)
                self._encoders[name] = Network(_Encoder(bundle), example, "f32", self._streams)

    def release_memory(self) -> None:
        """See :class:`server.engine.base.Backend`; on the processor nothing is held back."""

    def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """See :class:`server.engine.base.Backend`."""
        self.prepare(bundle)
        return Posterior(*self._encoders[bundle.card.id](*_inputs(images, condition)))

    @torch.inference_mode()
    def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """See :class:`server.engine.base.Backend`."""
        self.prepare(bundle)
        return self._decoders[bundle.card.id](latents, condition)

    def _decoder(self, bundle: Bundle) -> Callable[[Tensor, Tensor | None], Tensor]:
        if self._bfloat16:
            half = self._half_decoder(bundle)
            if keeps_its_look(bundle, half):
                return lambda latents, condition: rounded(half(latents, condition))
        latents = torch.zeros(2, bundle.card.latent_dim)
        example = (latents, *_example_condition(bundle))
        decoder = PictureDecoder(bundle)
        network = Network(decoder, example, "f32", self._streams)
        return lambda latents, condition: decoder.placed(network(*_inputs(latents, condition))[0])

    def _half_decoder(self, bundle: Bundle) -> Callable[[Tensor, Tensor | None], Tensor]:
        """The dense half by torch in float32, the convolutions in bfloat16."""
        decoder = ServingDecoder(bundle)
        condition = _example_condition(bundle)
        features = decoder.coarse(torch.zeros(2, bundle.card.latent_dim), *condition)
        network = Network(_Fine(decoder), (features, *condition), "bf16", self._streams)

        def decode(latents: Tensor, condition: Tensor | None) -> Tensor:
            features = decoder.coarse(latents, condition)
            return network(*_inputs(features, condition))[0]

        return decode


def _inputs(rows: Tensor, condition: Tensor | None) -> Rows:
    return (rows,) if condition is None else (rows, condition)


def _example_condition(bundle: Bundle) -> Rows:
    kind = bundle.card.condition
    return () if kind is None else (torch.zeros(2, kind.length),)


def _image_shape(bundle: Bundle) -> tuple[int, int, int]:
    image = bundle.card.image
    return image.channels, image.height, image.width
