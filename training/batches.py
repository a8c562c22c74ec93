"""Batches of one epoch, a function of seed and epoch alone, so that a resumed run repeats."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

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
        return images
