"""Attribute directions: from examples with and without, to a step in latent space."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from latente.errors import DirectionError

# Singular values below this share of the largest count as a repeated direction.
_RANK_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Direction:
    """A direction and how far it can be trusted.

    ``vector`` [D] leads from the mean of the negative to the mean of the positive examples,
    so alpha = 1 is one such step. ``separability`` in [0, 1] is the probability that a
    positive example lies further along it than a negative one, each judged by a direction
    fitted to the other half of the examples (0.5: no better than chance). ``stability`` in
    [-1, 1] is the cosine between the directions of the two halves.
    """

    vector: Tensor
    separability: float
    stability: float


def fit_direction(positive: Tensor, negative: Tensor) -> Direction:
    """Fit d = mean(positive) - mean(negative).

    Larsen et al. 2016 (arXiv 1512.09300) call it a visual attribute vector. The halves for
    the two quality measures are the examples of even and of odd index, so the same
    examples always give the same figures.

    Args:
        positive: latents of examples with the attribute [N, D], N >= 2.
        negative: latents of examples without it [M, D], M >= 2.

    Raises:
        DirectionError: fewer than two examples on a side, or unequal lengths.
    """
    for name, examples in (("positive", positive), ("negative", negative)):
        if examples.dim() != 2 or examples.shape[0] < 2:
            raise DirectionError(f"a direction needs at least two {name} examples")
    if positive.shape[1] != negative.shape[1]:
        raise DirectionError("positive and negative examples differ in length")
    vector = positive.mean(dim=0) - negative.mean(dim=0)
    halves = [positive[k::2].mean(dim=0) - negative[k::2].mean(dim=0) for k in (0, 1)]
    held_out = [
        _separability(positive[1 - k :: 2] @ halves[k], negative[1 - k :: 2] @ halves[k])
        for k in (0, 1)
    ]
    return Direction(vector, sum(held_out) / 2.0, _cosine(halves[0], halves[1]))


def _separability(positive: Tensor, negative: Tensor) -> float:
    """Share of (positive, negative) pairs in the right order: the area under the ROC curve.

    Counted by ranks (Mann & Whitney 1947), ties as one half.
    """
    scores = torch.cat([positive, negative]).double()
    _, inverse, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    # The mean rank of equal scores: the last rank of the group, less half of the others.
    ranks = counts.cumsum(0) - (counts - 1) / 2.0
    rank_sum = float(ranks[inverse[: positive.numel()]].sum())
    smallest = positive.numel() * (positive.numel() + 1) / 2.0
    return (rank_sum - smallest) / (positive.numel() * negative.numel())


def _cosine(first: Tensor, second: Tensor) -> float:
    lengths = float(first.norm() * second.norm())
    if lengths == 0.0:
        return 0.0
    return max(-1.0, min(1.0, float(first @ second) / lengths))


def orthogonalise(direction: Tensor, against: Tensor) -> Tensor:
    """Remove from a direction [D] whatever lies in the span of ``against`` [K, D].

    A step along the result leaves the projection on each of ``against`` unchanged, which
    is how several attributes are held still (Shen et al. 2020, InterFaceGAN). Repeated or
    zero rows are harmless; a direction within the span becomes zero.
    """
    if against.numel() == 0:
        return direction
    _, scales, rows = torch.linalg.svd(against.double(), full_matrices=False)
    if scales[0] == 0:
        return direction
    basis = rows[scales > _RANK_TOLERANCE * scales[0]]
    wide = direction.double()
    remainder: Tensor = wide - (wide @ basis.T) @ basis
    return remainder.to(direction)


def apply_directions(latents: Tensor, directions: Tensor, alphas: Tensor) -> Tensor:
    """z' = z + sum over k of alpha_k d_k.

    Args:
        latents: [N, D].
        directions: [K, D].
        alphas: [K], the same for all latents, or [N, K], one row for each.

    Returns:
        Edited latents [N, D].
    """
    return latents + alphas.to(latents) @ directions
