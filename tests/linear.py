"""A decoder and a judge of which everything is known: each number of a code is an attribute.

The decoder paints number k of a code onto one pixel, and the judge reads it off again: its
logit of attribute k is four times the number.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from latente.bundle import Bundle
from latente.judge import Judge, JudgeCard
from training.effects import Subjects

SIZE = 8
STEEP = 4.0
# Rows and columns of the pixels: the second lies outside of the ellipse of the face.
PLACES = ((3, 3), (0, 0), (4, 3), (3, 4))
OUTSIDE = 1
_CONTRAST = 0.05


class LinearDecoder:
    """Stands for a bundle, and for its model."""

    def __init__(self, attributes: int = len(PLACES)) -> None:
        self.attributes = attributes
        self.model = self

    def decode(self, codes: Tensor, condition: Tensor | None = None) -> Tensor:
        """Pictures [N, 1, 8, 8] of codes [N, D], to which a condition [N, D] is added."""
        shown = codes if condition is None else codes + condition
        weights = torch.zeros(self.attributes, SIZE * SIZE)
        for k, (row, column) in enumerate(PLACES[: self.attributes]):
            weights[k, row * SIZE + column] = _CONTRAST
        return (0.5 + shown @ weights).unflatten(1, (1, SIZE, SIZE))


class LinearGuide(nn.Module):
    """Reads the codes off pictures: logits [N, A]."""

    def __init__(self, attributes: int = len(PLACES)) -> None:
        super().__init__()
        self.attributes = attributes

    def forward(self, images: Tensor) -> Tensor:
        """Logits of pictures [N, 1, 8, 8]."""
        rows, columns = zip(*PLACES[: self.attributes], strict=True)
        seen: Tensor = images[:, 0, list(rows), list(columns)]
        return STEEP * (seen - 0.5) / _CONTRAST


class LinearJudge:
    """A judge with such a network."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.card = JudgeCard(attributes=names, size=16, channels=1, width=1)
        self.network = LinearGuide(len(names))

    def probabilities(self, images: Tensor) -> Tensor:
        """Probabilities [N, A] of pictures."""
        return torch.sigmoid(self.network(images))


def names(count: int = len(PLACES)) -> tuple[str, ...]:
    """Names of the attributes."""
    return tuple("ABCD"[:count])


def linear_bundle(attributes: int = len(PLACES)) -> Bundle:
    """The decoder, under the type of what it stands for."""
    return cast(Bundle, LinearDecoder(attributes))


def linear_judge(attributes: int = len(PLACES)) -> Judge:
    """The judge, under the type of what it stands for."""
    return cast(Judge, LinearJudge(names(attributes)))


def linear_subjects(codes: Tensor, labels: Tensor | None = None, **changes: Any) -> Subjects:
    """Codes [N, D] with labels, those that the judge would give them if None."""
    labels = (codes > 0).to(torch.uint8) if labels is None else labels
    count = codes.shape[1]
    return Subjects(
        bundle=linear_bundle(count),
        judge=linear_judge(count),
        codes=codes,
        labels=labels,
        condition=changes.get("condition"),
    )
