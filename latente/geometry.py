"""Straight lines, arcs, paths and grids of latents: pure functions, no model inside."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from latente.errors import LatentError

Method = Literal["linear", "spherical"]

# Below this sine the angle between two directions is numerically meaningless.
_PARALLEL_SINE = 1e-6


def lerp(start: Tensor, end: Tensor, alphas: Tensor) -> Tensor:
    """Points on the straight line z(alpha) = (1 - alpha) start + alpha end.

    Args:
        start, end: two latents [D].
        alphas: [T]; 0 is exactly the start, 1 exactly the end, others extrapolate.

    Returns:
        Latents [T, D].
    """
    weights = alphas.to(start)[:, None]
    return (1.0 - weights) * start + weights * end


def slerp(start: Tensor, end: Tensor, alphas: Tensor) -> Tensor:
    """Points on the arc between two latents, at constant angular speed.

    The direction turns evenly from one to the other (Shoemake 1985) while the length goes
    evenly from one length to the other, so the path keeps the distance from the origin at
    which a Gaussian of many dimensions has its mass (White 2016, arXiv 1609.04468). Where
    no arc is defined (a zero vector; parallel or opposite vectors) it is the line.

    Args and returns as :func:`lerp`.
    """
    start_length, end_length = start.norm(), end.norm()
    line = lerp(start, end, alphas)
    if start_length == 0 or end_length == 0:
        return line
    from_direction, to_direction = start / start_length, end / end_length
    # atan2 of chord lengths keeps its precision for nearly parallel vectors, acos does not.
    angle = 2.0 * torch.atan2(
        (from_direction - to_direction).norm(), (from_direction + to_direction).norm()
    )
    if torch.sin(angle) < _PARALLEL_SINE:
        return line
    weights = alphas.to(start)[:, None]
    arc = (
        torch.sin((1.0 - weights) * angle) * from_direction
        + torch.sin(weights * angle) * to_direction
    )
    # In exact arithmetic this length is sin(angle); nearly opposite vectors cancel to less
    # precision than that, and dividing by what is really there keeps the points on the arc.
    direction = arc / arc.norm(dim=1, keepdim=True)
    length = (1.0 - weights) * start_length + weights * end_length
    return _with_exact_ends(direction * length, weights, start, end)


def _with_exact_ends(points: Tensor, weights: Tensor, start: Tensor, end: Tensor) -> Tensor:
    points = torch.where(weights == 0.0, start, points)
    return torch.where(weights == 1.0, end, points)


def interpolate(start: Tensor, end: Tensor, alphas: Tensor, method: Method = "linear") -> Tensor:
    """Points [T, D] between two latents, on the line or on the arc."""
    if method == "linear":
        return lerp(start, end, alphas)
    if method == "spherical":
        return slerp(start, end, alphas)
    raise ValueError(f"method {method!r} is neither 'linear' nor 'spherical'")


def path(
    points: Tensor, steps: int, method: Method = "linear", closed: bool = False
) -> tuple[Tensor, Tensor]:
    """A path through several latents, each leg with an equal share of the steps.

    Args:
        points: the latents to pass through [P, D], in order; at least two.
        steps: number of frames, at least 1 (1 gives the first point).
        method: "linear" or "spherical" legs.
        closed: return to the first point. The last frame then stops one step before it,
            so that the frames repeat without a double in a loop.

    Returns:
        Latents [steps, D] and their positions along the path [steps], 0 at the first
        point and 1 at its end.

    Raises:
        LatentError: fewer than two points.
        ValueError: fewer than one step.
    """
    if points.dim() != 2 or points.shape[0] < 2:
        raise LatentError("a path needs at least two points of equal length")
    if steps < 1:
        raise ValueError(f"steps is {steps}: a path needs at least 1")
    if closed:
        points = torch.cat([points, points[:1]])
    legs = points.shape[0] - 1
    count = steps + 1 if closed else steps
    alphas = torch.linspace(0.0, 1.0, count, dtype=torch.float64)[:steps]
    position = alphas * legs
    leg = position.floor().long().clamp(max=legs - 1)
    frames = [
        interpolate(points[k], points[k + 1], (position - leg)[leg == k], method)
        for k in range(legs)
    ]
    return torch.cat(frames), alphas.to(points)


def traverse(latent: Tensor, dimension: int, values: Tensor) -> Tensor:
    """One latent [D] with one of its dimensions set to each of ``values`` [T]: [T, D].

    Raises:
        LatentError: the latent has no such dimension.
    """
    if not 0 <= dimension < latent.shape[0]:
        raise LatentError(f"dimension {dimension} is outside 0..{latent.shape[0] - 1}")
    latents = latent.repeat(values.shape[0], 1)
    latents[:, dimension] = values.to(latent)
    return latents


def grid(centre: Tensor, axis_u: Tensor, axis_v: Tensor, extent: float, count: int) -> Tensor:
    """A square grid of latents on the plane that two axes span.

    Args:
        centre, axis_u, axis_v: [D].
        extent: the grid runs from -extent to +extent along both axes.
        count: points along each side, at least 2.

    Returns:
        [count, count, D]; rows run from +extent (top) to -extent along ``axis_v``, columns
        from -extent to +extent along ``axis_u``, as one reads a diagram.
    """
    if count < 2:
        raise ValueError(f"count is {count}: a grid needs at least 2 points a side")
    ticks = torch.linspace(-extent, extent, count).to(centre)
    along_u = ticks[None, :, None] * axis_u
    along_v = ticks.flip(0)[:, None, None] * axis_v
    return centre + along_u + along_v
