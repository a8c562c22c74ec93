"""One encoder and one decoder, shaped by a small frozen specification.

Every family of autoencoder composes these two networks; what differs between the
families is only what the numbers between them mean.
"""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor, nn
from torch.nn import functional

Upsampling = Literal["transposed", "resize"]


class NetworkSpec(BaseModel):
    """The arguments of an encoder and decoder pair; stored on the card of a bundle.

    Each level halves (encoder) or doubles (decoder) the side of the feature maps and
    doubles their channels, from ``width`` up to ``8 * width``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: int = Field(1, ge=1, le=4, description="Channels of an image: 1 grey, 3 RGB.")
    size: int = Field(28, ge=8, le=512, description="Side of a square image, in pixels.")
    width: int = Field(32, ge=1, le=512, description="Channels of the finest feature map.")
    levels: int = Field(2, ge=1, le=6, description="How often the side is halved.")
    blocks: int = Field(1, ge=0, le=8, description="Residual blocks at the coarsest level.")
    hidden: int = Field(256, ge=1, le=4096, description="Units of the dense layer.")
    latent_dim: int = Field(16, ge=1, le=4096, description="Dimensions of the latent space.")
    condition_dim: int = Field(0, ge=0, le=1024, description="Length of a condition; 0: none.")
    fine_width: int = Field(
        0, ge=0, le=256, description="Channels at full size before the image; 0: none."
    )
    upsampling: Upsampling = Field("transposed", description="How the decoder doubles the side.")

    @model_validator(mode="after")
    def _levels_must_fit(self) -> NetworkSpec:
        if self.size % 2**self.levels:
            raise ValueError(
                f"size {self.size} cannot be halved {self.levels} times: "
                f"make it a multiple of {2**self.levels} or take fewer levels"
            )
        return self

    @property
    def coarse_size(self) -> int:
        """Side of the coarsest feature map, in pixels."""
        return int(self.size // 2**self.levels)

    @property
    def level_widths(self) -> list[int]:
        """Channels of each level's feature map, finest first."""
        return [self.width * min(2**level, 8) for level in range(self.levels)]


class Shift(nn.Module):
    """Adds a learned, condition-dependent offset to every channel.

    The offset is linear in the condition, so a blend of two conditions is exactly the
    blend of their embeddings. Without a condition it does nothing.
    """

    def __init__(self, condition_dim: int, channels: int) -> None:
        super().__init__()
        self.embedding = nn.Linear(condition_dim, channels, bias=False) if condition_dim else None

    def forward(self, features: Tensor, condition: Tensor | None) -> Tensor:
        """Shift ``features`` [N, C, ...] by the embedding of ``condition`` [N, Y]."""
        if self.embedding is None or condition is None:
            return features
        offset = self.embedding(condition)
        shifted: Tensor = features + offset.reshape(offset.shape + (1,) * (features.dim() - 2))
        return shifted


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions around which the input passes unchanged.

    The second convolution starts at zero, so that a fresh block is the identity and deep
    stacks train without normalisation layers.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, features: Tensor) -> Tensor:
        """Refine ``features`` [N, C, H, W]; same shape out."""
        inner = functional.silu(self.first(functional.silu(features)))
        refined: Tensor = features + self.second(inner)
        return refined


class Encoder(nn.Module):
    """Images [N, C, H, W] (and conditions [N, Y]) to ``outputs`` numbers each."""

    def __init__(self, spec: NetworkSpec, outputs: int) -> None:
        super().__init__()
        widths = spec.level_widths
        inputs = [spec.channels, *widths[:-1]]
        self.downs = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1)
            for before, after in zip(inputs, widths, strict=True)
        )
        self.shifts = nn.ModuleList(Shift(spec.condition_dim, width) for width in widths)
        self.blocks = nn.ModuleList(ResidualBlock(widths[-1]) for _ in range(spec.blocks))
        self.dense = nn.Linear(widths[-1] * spec.coarse_size**2, spec.hidden)
        self.dense_shift = Shift(spec.condition_dim, spec.hidden)
        self.head = nn.Linear(spec.hidden, outputs)

    def forward(self, images: Tensor, condition: Tensor | None = None) -> Tensor:
        """Return [N, outputs]."""
        features = images - 0.5
        for down, shift in zip(self.downs, self.shifts, strict=True):
            features = functional.silu(shift(down(features), condition))
        for block in self.blocks:
            features = block(features)
        features = self.dense_shift(self.dense(features.flatten(1)), condition)
        outputs: Tensor = self.head(functional.silu(features))
        return outputs


class Resize(nn.Sequential):
    """Doubles the side by repeating pixels, then convolves: no checkerboard by design."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(before, after, 3, padding=1)
        )


def _upsample(kind: Upsampling, before: int, after: int) -> nn.Module:
    if kind == "resize":
        return Resize(before, after)
    # A kernel of twice the stride covers every pixel equally often, which keeps the
    # checkerboard of transposed convolutions away (Odena et al. 2016, distill.pub).
    return nn.ConvTranspose2d(before, after, 4, stride=2, padding=1)


class Decoder(nn.Module):
    """Latents [N, D] (and conditions [N, Y]) to logits of pixels [N, C, H, W]."""

    def __init__(self, spec: NetworkSpec) -> None:
        super().__init__()
        widths = spec.level_widths[::-1]
        self.coarse_shape = (widths[0], spec.coarse_size, spec.coarse_size)
        self.dense = nn.Linear(spec.latent_dim, spec.hidden)
        self.dense_shift = Shift(spec.condition_dim, spec.hidden)
        self.expand = nn.Linear(spec.hidden, widths[0] * spec.coarse_size**2)
        self.shifts = nn.ModuleList(Shift(spec.condition_dim, width) for width in widths)
        self.blocks = nn.ModuleList(ResidualBlock(widths[0]) for _ in range(spec.blocks))
        # Most of a decoder's time goes into its full-size maps. On Fashion-MNIST, for the same
        # short training time, the error is lower without (benchmarks/decoder_head.py), so the
        # last level may give the image itself.
        outputs = [*widths[1:], spec.fine_width or spec.channels]
        self.ups = nn.ModuleList(
            _upsample(spec.upsampling, before, after)
            for before, after in zip(widths, outputs, strict=True)
        )
        self.head = (
            nn.Sequential(nn.SiLU(), nn.Conv2d(spec.fine_width, spec.channels, 3, padding=1))
            if spec.fine_width
            else nn.Identity()
        )

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Return logits; ``torch.sigmoid`` turns them into pixels in [0, 1]."""
        return self.fine(self.coarse(latents, condition), condition)

    def coarse(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """The first half: from latents to the smallest map, [N, C, h, w]."""
        features = functional.silu(self.dense_shift(self.dense(latents), condition))
        coarse: Tensor = self.expand(features).unflatten(1, self.coarse_shape)
        return coarse

    def fine(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        """The second half: from the smallest map to logits, by convolutions only."""
        for block in self.blocks:
            features = block(features)
        return self.enlarge(self.activate(features, condition), condition)

    def activate(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        """What the first upsampling takes: the smallest map, shifted and activated."""
        return functional.silu(self.shifts[0](features, condition))

    def enlarge(self, features: Tensor, condition: Tensor | None = None) -> Tensor:
        """From the activated smallest map [N, C, h, w] to logits [N, C', H, W]."""
        for level, (up, shift) in enumerate(zip(self.ups, self.shifts, strict=True)):
            if level > 0:
                features = functional.silu(shift(features, condition))
            features = up(features)
        logits: Tensor = self.head(features)
        return logits


def count_parameters(module: nn.Module) -> int:
    """Number of trained values in ``module``."""
    return sum(parameter.numel() for parameter in module.parameters())


def image_shape(spec: NetworkSpec) -> torch.Size:
    """Shape [C, H, W] of one image."""
    return torch.Size((spec.channels, spec.size, spec.size))
