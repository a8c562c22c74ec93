"""Choosing a few points that differ as much as possible."""

from __future__ import annotations

import torch
from torch import Tensor


def most_varied(points: Tensor, count: int) -> Tensor:
    """Indices [count] of points [N, D] far from one another, in the order they were found.

    The first is the one nearest to the mean; each further one is the farthest from all
    before it (Gonzalez 1985, farthest-point clustering).
    """
    count = min(count, len(points))
    chosen = [int((points - points.mean(dim=0)).norm(dim=1).argmin())]
    nearest = (points - points[chosen[0]]).norm(dim=1)
    while len(chosen) < count:
        chosen.append(int(nearest.argmax()))
        nearest = torch.minimum(nearest, (points - points[chosen[-1]]).norm(dim=1))
    return torch.tensor(chosen)
