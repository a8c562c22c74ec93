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
# Output rows 2i and 2i + 1 of a transposed convolution (kernel 4, stride 2, padding 1) see
# the input rows i - 1, i, i + 1 through these rows of its kernel.
_TAPS = ((3, 1, None), (None, 2, 0))


class SubpixelConvolution(nn.Module):
    """A transposed convolution (kernel 4, stride 2, padding 1) without the stride.

    One convolution gives the four pixels that each input pixel becomes, as channels, which
    are then put in place (Shi et al. 2016, arXiv:1609.05158). Five of nine of its weights
    are zeros; for pictures of few channels it is faster all the same
    (``python -m benchmarks.serving --only a``).
    """

    def __init__(self, layer: nn.ConvTranspose2d) -> None:
        super().__init__()
        inputs, outputs = layer.weight.shape[:2]
        kernel = layer.weight.new_zeros(outputs, 2, 2, inputs, 3, 3)
        for row, rows in enumerate(_TAPS):
            for column, columns in enumerate(_TAPS):
                for y, above in enumerate(rows):
                    for x, beside in enumerate(columns):
                        if above is not None and beside is not None:
                            tap = layer.weight.detach()[:, :, above, beside]
                            kernel[:, row, column, :, y, x] = tap.T
        self.weight = nn.Parameter(kernel.reshape(4 * outputs, inputs, 3, 3))
        assert layer.bias is not None
        self.bias = nn.Parameter(layer.bias.detach().repeat_interleave(4))

    def forward(self, features: Tensor) -> Tensor:
        """[N, C, h, w] to [N, C', 2h, 2w]."""
        pixels = functional.conv2d(features, self.weight, self.bias, padding=1)
        return functional.pixel_shuffle(pixels, 2)


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
    show. The convolutions, nearly all of the work, take ``dtype``.
    """

    def __init__(self, bundle: Bundle, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.decoder = copy.deepcopy(bundle.model.decoder)
        self.dtype = dtype
        layers = [
            SubpixelConvolution(layer) if _is_narrow(layer) else layer for layer in self.decoder.ups
        ]
        self.decoder.ups = nn.ModuleList(layers)
        for part in (self.decoder.shifts, self.decoder.blocks, self.decoder.ups, self.decoder.head):
            part.to(dtype=dtype)
        self.requires_grad_(False).eval()

    def coarse(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """The dense half: latents to the smallest map, in float32."""
        features: Tensor = self.decoder.coarse(latents, condition)
        return features

    def fine(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        """The convolutions: the smallest map to pixels in float32."""
        rows = None if condition is None else condition.to(self.dtype)
        logits = self.decoder.fine(features.to(self.dtype), rows)
        return torch.sigmoid(logits.float())

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Both halves."""
        return self.fine(self.coarse(latents, condition), condition)
