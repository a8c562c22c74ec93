"""Maps of latent space: where latents lie in two dimensions, and the way back.

A map holds the latents of many known images and one or more projections of them. A plane
(the latent space itself where it has two dimensions, or the two principal axes) leads back
exactly; any other layout, such as UMAP's, leads back by way of the neighbours on the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from latente.errors import LatentError, UnknownNameError

# Few, so that a place on the map shows what lies there; enough for pictures to pass smoothly
# from one neighbour to the next.
NEIGHBOURS = 6
# How far the data's own points are from each other is judged by their fifth neighbours: their
# first ones lie at distances too chancy to compare with.
SPACING_NEIGHBOUR = 5
_QUANTILES = 1001
_BATCH = 500
# The frame leaves out so large a share of the points on each side: single ones far away would
# press all others together.
_OUTSIDE = 0.002
_MARGIN = 0.05

Span = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """A plane through latent space: ``origin`` [D] and two orthonormal ``axes`` [2, D]."""

    origin: Tensor
    axes: Tensor

    def project(self, latents: Tensor) -> Tensor:
        """Where latents [N, D] fall on the plane, at right angles: [N, 2]."""
        return (latents - self.origin) @ self.axes.T

    def locate(self, positions: Tensor) -> Tensor:
        """The latents [N, D] at positions [N, 2] of the plane."""
        return self.origin + positions @ self.axes


def whole_plane() -> Plane:
    """The latent space of two dimensions as a plane of its own."""
    return Plane(torch.zeros(2), torch.eye(2))


def principal_plane(latents: Tensor, units: Tensor | None = None) -> Plane:
    """The plane through the mean along which latents [N, D] vary most.

    The axes are the first two right singular vectors of the centred latents, each turned so
    that its largest component is positive: the same latents give the same map. In units other
    than 1 they are those of the latents as multiples of the units, brought back to latent space
    and made orthonormal there; what lies beside the plane falls on it at right angles there too.

    Args:
        latents: what varies.
        units: lengths [D] that count as 1 along the axes of latent space; None: 1.

    Raises:
        LatentError: fewer than two dimensions, or fewer than three latents.
    """
    count, dimension = latents.shape
    if dimension < 2 or count < 3:
        raise LatentError("a plane needs three latents of at least two dimensions")
    wide = latents.double()
    origin = wide.mean(dim=0)
    units = torch.ones(dimension) if units is None else units
    axes = torch.linalg.svd((wide - origin) / units, full_matrices=False).Vh[:2] * units
    axes = torch.linalg.qr(axes.T).Q.T
    largest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True))
    return Plane(origin.float(), (axes * largest.sign()).float())


@dataclass(frozen=True)
class Projection:
    """Positions [N, 2] of a map's latents; with a ``plane`` they lie on it exactly."""

    positions: Tensor
    plane: Plane | None = None

    @property
    def exact(self) -> bool:
        """Whether map and plane lead to each other exactly."""
        return self.plane is not None


@dataclass(frozen=True)
class LatentMap:
    """Latents [N, D] of known images, their projections by name, the default one first.

    ``spacing`` [Q] are quantiles of the distance from each latent to its fifth neighbour.
    ``classes`` [N] are those of the images, where they have any, and ``conditions`` [N, Y]
    what a conditional model was told. ``units`` [D] are the lengths that count as 1 along the
    axes wherever latents are near or far; None: 1.
    """

    latents: Tensor
    projections: Mapping[str, Projection]
    spacing: Tensor
    classes: Tensor | None = None
    conditions: Tensor | None = None
    units: Tensor | None = None

    def measured(self, latents: Tensor) -> Tensor:
        """Latents [Q, D] as multiples of the units, between which distances are Euclidean."""
        return latents if self.units is None else latents / self.units

    def neighbours(self, latents: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """The map's ``count`` nearest latents to each of [Q, D]; see :func:`neighbours`."""
        return neighbours(self.measured(self.latents), self.measured(latents), count)

    def projection(self, name: str | None = None) -> Projection:
        """The projection of this name, or the default one; UnknownNameError: there is none."""
        chosen = next(iter(self.projections)) if name is None else name
        if chosen not in self.projections:
            raise UnknownNameError("projection", chosen, self.projections)
        return self.projections[chosen]

    def locate(self, positions: Tensor, name: str | None = None) -> Tensor:
        """From positions [Q, 2] of a projection back to latents [Q, D].

        Exact on a plane; else a blend of the neighbours on the map (see :func:`blend`).
        """
        chosen = self.projection(name)
        if chosen.plane is not None:
            return chosen.plane.locate(positions)
        return blend(chosen.positions, self.latents, positions)

    def project(self, latents: Tensor, name: str | None = None) -> Tensor:
        """Where latents [Q, D] lie on a projection: [Q, 2].

        On a plane they fall at right angles; else they lie among their neighbours.
        """
        chosen = self.projection(name)
        if chosen.plane is not None:
            return chosen.plane.project(latents)
        return blend(self.measured(self.latents), chosen.positions, self.measured(latents))

    def nearest(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """The nearest known latent of each of [Q, D]: its index [Q], and how far it is [Q].

        How far is the share of the map's latents whose fifth neighbour is nearer to them than
        the nearest one is to this: 0 at a known latent, little among many, and 1 where all
        are farther away than any of them is from its fifth neighbour.
        """
        distances, indices = self.neighbours(latents, 1)
        below = torch.searchsorted(self.spacing, distances[:, 0].to(self.spacing))
        return indices[:, 0], below / self.spacing.numel()


def neighbours(points: Tensor, queries: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The ``count`` nearest of points [N, D] to each of queries [Q, D], nearest first.

    Returns:
        Euclidean distances [Q, count], in float64, and indices [Q, count].
    """
    distances, indices = [], []
    wide = points.double()
    for part in torch.split(queries.double(), _BATCH):
        # By differences, so that the distance of a point to itself is exactly 0.
        apart = torch.cdist(part, wide, compute_mode="donot_use_mm_for_euclid_dist")
        found = apart.topk(count, dim=1, largest=False)
        distances.append(found.values)
        indices.append(found.indices)
    return torch.cat(distances), torch.cat(indices)


def blend(points: Tensor, values: Tensor, queries: Tensor, count: int = NEIGHBOURS) -> Tensor:
    """Values at queries [Q, A], from the values [N, B] of the nearest of points [N, A]: [Q, B].

    The nearer a neighbour the more it weighs (Franke & Little's form of Shepard's weights):
    ((R - d) / (R d))^2 at distance d, where R is the distance of the first point that no
    longer counts. So the result is exactly the value of a point at that point, and changes
    without a jump where one neighbour gives way to another.
    """
    count = min(count, len(points) - 1)
    if count < 1:
        return values.expand(len(queries), -1)
    distances, indices = neighbours(points, queries, count + 1)
    reach = distances[:, -1:].clamp(min=torch.finfo(torch.float64).tiny)
    shares = distances[:, :-1] / reach
    weights = (1.0 / shares.clamp(min=1e-12) - 1.0).square()
    # Neighbours that are all equally far weigh the same.
    weights = torch.where(weights.sum(dim=1, keepdim=True) > 0, weights, 1.0)
    weights = weights / weights.sum(dim=1, keepdim=True)
    blended = torch.einsum("qk,qkb->qb", weights, values[indices[:, :-1]].double())
    here = distances[:, :1] == 0
    return torch.where(here, values[indices[:, 0]].double(), blended).to(values)


def spacing(latents: Tensor) -> Tensor:
    """Quantiles [1001] of the distance from each of latents [N, D] to its fifth neighbour.

    Of fewer than six latents it is the distance to the farthest.

    Raises:
        LatentError: fewer than two latents.
    """
    if len(latents) < 2:
        raise LatentError("the spacing of fewer than two latents is not defined")
    # The nearest of all is the latent itself, or one that lies where it does.
    place = min(SPACING_NEIGHBOUR, len(latents) - 1)
    distances = neighbours(latents, latents, place + 1)[0][:, place]
    return distances.quantile(torch.linspace(0.0, 1.0, _QUANTILES).double()).float()


def frame(positions: Tensor) -> tuple[Span, Span]:
    """A frame around all but outliers of positions [N, 2]: (low, high) along x and along y."""
    levels = torch.tensor([_OUTSIDE, 1.0 - _OUTSIDE], dtype=torch.float64)
    low, high = positions.double().quantile(levels, dim=0)
    margin = _MARGIN * (high - low).clamp(min=1e-6)
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    return (left, right), (bottom, top)
