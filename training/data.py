"""A data set in memory: images as 8-bit pixels, with a class or several attributes each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latente import pixels
from latente.card import ClassName
from training.errors import DataError


@dataclass(frozen=True)
class Split:
    """Images as 8-bit pixels [N, H, W, C] and their labels.

    Labels are the index of each image's class [N], or one 0 or 1 for each of several
    attributes [N, A].
    """

    pixels: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return self.pixels.shape[0]

    def images(self, index: Tensor | slice) -> Tensor:
        """The chosen images [N, C, H, W] in [0, 1]."""
        return pixels.from_uint8(self.pixels[index])

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """All images [n, C, H, W] in [0, 1] and labels, in order, n up to ``size``."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            yield self.images(part), self.labels[part]


@dataclass(frozen=True)
class Dataset:
    """A data set in its splits, with what its model's card must say of it.

    It has ``classes`` or ``attributes``, not both. Choices are made on ``validation``,
    where there is one; ``test`` is for the figures on cards. ``problems`` names, a line
    each, images that were left out.
    """

    name: str
    train: Split
    test: Split
    classes: list[ClassName]
    license: str
    thumbnails_may_ship: bool
    attributes: list[str] = field(default_factory=list)
    validation: Split | None = None
    problems: list[str] = field(default_factory=list)

    def columns(self, names: Sequence[str]) -> Tensor:
        """Places [Y] of attributes among the labels' columns.

        Raises:
            DataError: the data set has no such attribute; names those it has.
        """
        unknown = [name for name in names if name not in self.attributes]
        if unknown:
            raise DataError(
                f"{self.name} has no attribute {', '.join(unknown)}; "
                f"it has {', '.join(self.attributes) or 'none'}"
            )
        return torch.tensor([self.attributes.index(name) for name in names], dtype=torch.long)

    @property
    def light_on_dark(self) -> bool:
        """True for grey images with dark borders, as in Fashion-MNIST.

        Never for colours: a photograph with a light background is no negative.
        """
        sample = self.train.pixels[:1000].float()
        if not torch.equal(sample[..., :1].expand_as(sample), sample):
            return False
        border = torch.cat([sample[:, 0], sample[:, -1], sample[:, :, 0], sample[:, :, -1]], dim=1)
        return float(border.mean()) < 127.5
