"""Batches of one epoch, a function of seed and epoch alone, so that a resumed run repeats."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional

from training.data import Split
from training.recipe import DataRecipe


class EpochBatches:
    """Shuffled, varied batches of (images [n, C, H, W], labels [n]) of one epoch.

    With several processes (``rank`` of ``world``) each takes an equal share of the images, so
    that none waits for another that has no batch left. The last, smaller batch is left out.
    """

    def __init__(
        self,
        split: Split,
        recipe: DataRecipe,
        batch_size: int,
        seed: int,
        rank: int = 0,
        world: int = 1,
    ) -> None:
        self._split = split
        self._recipe = recipe
        self._batch_size = min(batch_size, len(split) // world)
        self._generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(split), generator=self._generator)
        self._order = order[rank::world][: len(split) // world]

    def __len__(self) -> int:
        return len(self._order) // self._batch_size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for k in range(len(self)):
            index = self._order[k * self._batch_size : (k + 1) * self._batch_size]
            yield self._vary(self._split.images(index)), self._split.labels[index]

    def _vary(self, images: Tensor) -> Tensor:
        if self._recipe.flip:
            mirrored = torch.rand(images.shape[0], generator=self._generator) < 0.5
            images = torch.where(mirrored[:, None, None, None], images.flip(3), images)
        if self._recipe.shift:
            reach = self._recipe.shift
            down, right = torch.randint(-reach, reach + 1, (2,), generator=self._generator)
            images = torch.roll(images, (int(down), int(right)), dims=(2, 3))
        if self._recipe.reframe:
            images = _reframed(images, self._recipe.reframe, self._generator)
        if self._recipe.relight:
            images = _relit(images, self._recipe.relight, self._generator)
        return images


def _reframed(images: Tensor, reach: int, generator: torch.Generator) -> Tensor:
    """Images [N, C, H, W], each moved by up to ``reach`` pixels; edges are repeated."""
    height, width = images.shape[2:]
    wide = functional.pad(images, (reach,) * 4, mode="replicate")
    places = torch.randint(0, 2 * reach + 1, (len(images), 2), generator=generator)
    return torch.stack(
        [
            image[:, down : down + height, right : right + width]
            for image, (down, right) in zip(wide, places.tolist(), strict=True)
        ]
    )


def _relit(images: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Images [N, C, H, W] under other light: channels scaled, brightness moved, in [0, 1]."""
    count, channels = images.shape[:2]
    gain = torch.rand(count, channels, 1, 1, generator=generator)
    offset = torch.rand(count, 1, 1, 1, generator=generator)
    scaled = images * (1.0 + strength * (2.0 * gain - 1.0))
    return (scaled + strength * (offset - 0.5)).clamp(0.0, 1.0)
