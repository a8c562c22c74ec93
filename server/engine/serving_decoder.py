"""A decoder as it is served: the same function as the model's, arranged to run faster."""

from __future__ import annotations

import copy
from typing import TypeGuard

import torch
from torch import Tensor, nn
from torch.nn import functional

from latente.bundle import Bundle

# Up to here a vector unit computes the channels of a picture more quickly four at a time.
_NARROW = 4
# Of a transposed convolution (kernel 4, stride 2, padding 1): the rows of its kernel through
# which two neighbouring input rows reach the two output rows between their middles.
_TAPS = ((2, 0), (3, 1))
# Two neighbouring pixels of so many channels of 8 bits are one word of the processor.
_WORDS = {1: torch.int16, 2: torch.int32, 4: torch.int64}


class SubpixelConvolution(nn.Module):
    """A transposed convolution (kernel 4, stride 2, padding 1) without the stride.

    A window of 2x2 input pixels decides four output pixels, those around its middle. One
    convolution gives them as channels, which are then put in place (Shi et al. 2016,
    arXiv:1609.05158). Windows reach past the sides, so the outermost pixels are cut off.
    For pictures of few channels it is faster (``python -m benchmarks.serving --only a``).

    Args:
        layer: the transposed convolution, with a bias.
        channels: how many to compute, if more than the layer's; the further ones are zero.
    """

    def __init__(self, layer: nn.ConvTranspose2d, channels: int = 0) -> None:
        super().__init__()
        inputs, outputs = layer.weight.shape[:2]
        assert layer.bias is not None
        kernel = layer.weight.new_zeros(2, 2, channels or outputs, inputs, 2, 2)
        bias = layer.bias.new_zeros(2, 2, channels or outputs)
        bias[:, :, :outputs] = layer.bias.detach()
        for row, rows in enumerate(_TAPS):
            for column, columns in enumerate(_TAPS):
                taps = layer.weight.detach()[:, :, rows][:, :, :, columns]
                kernel[row, column, :outputs] = taps.transpose(0, 1)
        self.weight = nn.Parameter(kernel.flatten(0, 2))
        self.bias = nn.Parameter(bias.flatten())

    def windows(self, features: Tensor) -> Tensor:
        """[N, C, h, w] to [N, 4 C', h + 1, w + 1]: channels by row, column and C'."""
        return functional.conv2d(features, self.weight, self.bias, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        """[N, C, h, w] to [N, C', 2h, 2w]."""
        count, _, height, width = features.shape
        pixels = self.windows(features).reshape(count, 2, 2, -1, height + 1, width + 1)
        images = pixels.permute(0, 3, 4, 1, 5, 2).flatten(4, 5).flatten(2, 3)
        return images[:, :, 1:-1, 1:-1]


class _Windows(SubpixelConvolution):
    """As it says, but the pixels are left where they were computed."""

    def forward(self, features: Tensor) -> Tensor:
        """[N, C, h, w] to [N, 4 C', h + 1, w + 1]."""
        return self.windows(features)


def _is_narrow(layer: nn.Module) -> TypeGuard[nn.ConvTranspose2d]:
    return (
        isinstance(layer, nn.ConvTranspose2d)
        and layer.out_channels <= _NARROW
        and layer.kernel_size == (4, 4)
        and layer.stride == (2, 2)
        and layer.padding == (1, 1)
    )


class ServingDecoder(nn.Module):
    """Latents [N, D] (and conditions [N, Y]) to pixels [N, C, H, W] in [0, 1].

    The dense half stays in float32: it sees the latents themselves, whose rounding would
    show. The convolutions, nearly all of the work, take ``dtype``. Where no block stands
    between the two, the dense half ends with the activation: an engine then computes both
    in one pass (``python -m benchmarks.serving --only a``).
    """

    def __init__(self, bundle: Bundle, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.decoder = copy.deepcopy(bundle.model.decoder)
        self.dtype = dtype
        self.activates_early = len(self.decoder.blocks) == 0
        layers = [
            SubpixelConvolution(layer) if _is_narrow(layer) else layer for layer in self.decoder.ups
        ]
        self.decoder.ups = nn.ModuleList(layers)
        late_shifts = self.decoder.shifts[1 if self.activates_early else 0 :]
        for part in (late_shifts, self.decoder.blocks, self.decoder.ups, self.decoder.head):
            part.to(dtype=dtype)
        self.requires_grad_(False).eval()

    def coarse(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """The dense half: latents to the smallest map, in float32."""
        features: Tensor = self.decoder.coarse(latents, condition)
        if not self.activates_early:
            return features
        if condition is None:
            # As the dense layer gives it, before it becomes a map: what engines can join.
            return functional.silu(features.flatten(1)).view_as(features)
        return self.decoder.activate(features, condition)

    def fine(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        """The convolutions: what :meth:`coarse` gave to pixels in float32."""
        rows = None if condition is None else condition.to(self.dtype)
        finish = self.decoder.enlarge if self.activates_early else self.decoder.fine
        return torch.sigmoid(finish(features.to(self.dtype), rows).float())

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Both halves."""
        return self.fine(self.coarse(latents, condition), condition)


class PictureDecoder(nn.Module):
    """A :class:`ServingDecoder` to 8-bit pixels, for back ends that run a whole graph.

    Inside the graph the rounding costs next to nothing, and a quarter of the bytes leave
    it. Putting the pixels of the last layer in place is quickest outside: see :meth:`placed`.
    """

    def __init__(self, bundle: Bundle) -> None:
        super().__init__()
        self.serving = ServingDecoder(bundle)
        self.channels = bundle.card.image.channels
        last = bundle.model.decoder.ups[-1]
        self.in_windows = False
        if _is_narrow(last) and isinstance(bundle.model.decoder.head, nn.Identity):
            self.in_windows = True
            whole = next(count for count in _WORDS if count >= self.channels)
            self.serving.decoder.ups[-1] = _Windows(last, whole).requires_grad_(False)

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """8-bit pixels for :meth:`placed`."""
        images = self.serving(latents, condition)
        known = torch.where(images >= 0.0, images, 0.0)  # as in `rounded`: no number is black
        pixels = known.mul(255.0).round().to(torch.uint8)
        return pixels.permute(0, 2, 3, 1).contiguous() if self.in_windows else pixels

    def placed(self, pixels: Tensor) -> Tensor:
        """What :meth:`forward` gave, as pixels [N, C, H, W]."""
        if not self.in_windows:
            return pixels
        count, height, width, depth = pixels.shape
        pairs = pixels.view(_WORDS[depth // 4])  # [N, height, width, 2]: one for each row
        rows = pairs.transpose(2, 3).contiguous().view(torch.uint8)
        images = rows.view(count, 2 * height, 2 * width, depth // 4)
        return images[:, 1:-1, 1:-1, : self.channels].permute(0, 3, 1, 2)
