"""The Fréchet distance between two sets of pictures, in the judge's features.

It is the construction of the Fréchet Inception distance (Heusel et al. 2017, arXiv
1706.08500) with this project's judge in the place of Inception, so its figures compare
with one another and not with published FIDs.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor


class FeatureJudge(Protocol):
    """Any judge that has features."""

    def features(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] in [0, 1] to features [N, F]."""


@torch.inference_mode()
def judge_features(judge: FeatureJudge, images: Tensor, batch: int = 500) -> Tensor:
    """Features [N, F] of images [N, C, H, W] in [0, 1]."""
    return torch.cat([judge.features(part) for part in images.split(batch)])


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Squared Fréchet distance between Gaussians fitted to two sets of features [N, F].

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)); the trace of the root is the sum of the
    roots of the eigenvalues of C1^(1/2) C2 C1^(1/2), which is symmetric.
    """
    first, second = first.double(), second.double()
    gap = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    one, other = torch.cov(first.T), torch.cov(second.T)
    values, vectors = torch.linalg.eigh(one)
    root = (vectors * values.clamp(min=0.0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ other @ root).clamp(min=0.0).sqrt().sum()
    return float(gap + one.trace() + other.trace() - 2.0 * cross)
