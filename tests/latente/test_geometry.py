from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from latente import geometry
from latente.errors import LatentError

METHODS = ["linear", "spherical"]
UNIT = torch.linspace(0.0, 1.0, 7)


def vectors(dimension: int) -> st.SearchStrategy[Tensor]:
    """Latents of one length with entries of ordinary size."""
    return st.lists(st.floats(-10, 10, width=32), min_size=dimension, max_size=dimension).map(
        torch.tensor
    )


def several(count: int) -> st.SearchStrategy[tuple[Tensor, ...]]:
    """Some latents of the same length."""
    return st.integers(1, 12).flatmap(lambda size: st.tuples(*[vectors(size)] * count))


def sine_between(start: Tensor, end: Tensor) -> float:
    start, end = start.double(), end.double()
    cosine = float(start @ end / (start.norm() * end.norm()))
    return math.sqrt(max(0.0, 1.0 - cosine**2))


def assume_an_arc(start: Tensor, end: Tensor, smallest_sine: float = 1e-3) -> None:
    assume(float(start.norm()) > 1e-2)
    assume(float(end.norm()) > 1e-2)
    assume(sine_between(start, end) > smallest_sine)


@given(several(2), st.sampled_from(METHODS))
def test_ends_are_exact(ends: tuple[Tensor, Tensor], method: str) -> None:
    start, end = ends
    found = geometry.interpolate(start, end, torch.tensor([0.0, 1.0]), method)
    assert torch.equal(found[0], start)
    assert torch.equal(found[1], end)


@given(several(2), st.sampled_from(METHODS))
def test_the_way_back_is_the_way_there(ends: tuple[Tensor, Tensor], method: str) -> None:
    start, end = ends
    there = geometry.interpolate(start, end, UNIT, method)
    back = geometry.interpolate(end, start, 1.0 - UNIT, method)
    assert_close(there, back, rtol=1e-3, atol=1e-3)


@given(several(2), st.floats(-5, 5, width=32))
def test_lerp_follows_its_formula_beyond_the_ends_too(
    ends: tuple[Tensor, Tensor], alpha: float
) -> None:
    start, end = ends
    found = geometry.lerp(start, end, torch.tensor([alpha]))[0]
    assert_close(found, start + alpha * (end - start), rtol=1e-4, atol=1e-4)


@given(several(2), st.floats(0, 1, width=32))
def test_slerp_takes_the_length_evenly_from_one_to_the_other(
    ends: tuple[Tensor, Tensor], alpha: float
) -> None:
    start, end = ends
    assume_an_arc(start, end)
    found = geometry.slerp(start, end, torch.tensor([alpha]))[0]
    assert_close(found.norm(), torch.lerp(start.norm(), end.norm(), alpha), rtol=1e-3, atol=1e-4)


@given(several(2), st.floats(0, 1, width=32))
def test_slerp_turns_evenly(ends: tuple[Tensor, Tensor], alpha: float) -> None:
    start, end = ends
    assume_an_arc(start, end, smallest_sine=0.05)
    found = geometry.slerp(start, end, torch.tensor([alpha]))[0]
    whole = torch.arccos(torch.cosine_similarity(start, end, dim=0).clamp(-1, 1))
    cosine = torch.cosine_similarity(start, found, dim=0)
    assert_close(cosine, torch.cos(alpha * whole), rtol=1e-3, atol=1e-3)


def test_slerp_of_a_quarter_turn_extrapolates_along_the_circle() -> None:
    right, up = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    found = geometry.slerp(right, up, torch.tensor([-1.0, 0.5, 2.0]))
    half = math.sqrt(0.5)
    assert_close(found, torch.tensor([[0.0, -1.0], [half, half], [-1.0, 0.0]]), rtol=0, atol=1e-6)


@given(several(1), st.floats(-3, 3, width=32), st.sampled_from([0.0, 1e-9, 1e-7, 1e-5, 1e-3]))
def test_slerp_stays_finite_near_parallel_opposite_and_zero_vectors(
    one: tuple[Tensor], factor: float, deviation: float
) -> None:
    start = one[0]
    end = factor * start + deviation
    found = geometry.slerp(start, end, UNIT)
    assert bool(torch.isfinite(found).all())
    longest = max(float(start.norm()), float(end.norm()))
    assert float(found.norm(dim=1).max()) <= longest * 1.01 + 1e-6


@pytest.mark.parametrize("exponent", range(1, 13))
def test_slerp_keeps_its_length_near_opposite_vectors(exponent: int) -> None:
    generator = torch.Generator().manual_seed(exponent)
    start = torch.randn(16, generator=generator)
    end = -start + 10.0**-exponent * torch.randn(16, generator=generator)
    found = geometry.slerp(start, end, UNIT)
    arc = sine_between(start, end) > 2e-6
    lengths = torch.lerp(start.norm(), end.norm(), UNIT)
    wanted = lengths if arc else geometry.lerp(start, end, UNIT).norm(dim=1)
    assert_close(found.norm(dim=1), wanted, rtol=1e-4, atol=1e-4)


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match="cubic"):
        geometry.interpolate(torch.zeros(2), torch.ones(2), UNIT, "cubic")  # type: ignore[arg-type]


@given(
    st.integers(2, 5).flatmap(several), st.integers(1, 6), st.sampled_from(METHODS), st.booleans()
)
def test_a_path_passes_through_every_point(
    points: tuple[Tensor, ...], per_leg: int, method: str, closed: bool
) -> None:
    stacked = torch.stack(points)
    legs = len(points) if closed else len(points) - 1
    steps = legs * per_leg + (0 if closed else 1)
    frames, alphas = geometry.path(stacked, steps, method, closed)
    assert frames.shape == (steps, stacked.shape[1])
    assert alphas.shape == (steps,)
    assert_close(frames[::per_leg][: len(points)], stacked, rtol=1e-4, atol=1e-4)
    assert float(alphas[0]) == 0.0
    assert float(alphas[-1]) == pytest.approx((steps - 1) / steps if closed else 1.0)


@given(several(3), st.integers(2, 30))
def test_an_open_path_starts_and_ends_exactly_at_its_ends(
    points: tuple[Tensor, ...], steps: int
) -> None:
    frames, alphas = geometry.path(torch.stack(points), steps)
    assert torch.equal(frames[0], points[0])
    assert torch.equal(frames[-1], points[-1])
    assert_close(alphas, torch.linspace(0, 1, steps))


def test_a_closed_path_of_a_square_goes_round_it_once_without_a_double() -> None:
    square = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    frames, _ = geometry.path(square, 8, closed=True)
    halfway = (square + square.roll(-1, 0)) / 2
    assert_close(frames[0::2], square)
    assert_close(frames[1::2], halfway)


def test_each_leg_has_an_equal_share_of_the_steps_whatever_its_length() -> None:
    frames, _ = geometry.path(torch.tensor([[0.0], [1.0], [101.0]]), 5)
    assert frames[:, 0].tolist() == [0.0, 0.5, 1.0, 51.0, 101.0]


def test_a_path_of_one_step_is_its_first_point() -> None:
    points = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    frames, alphas = geometry.path(points, 1)
    assert torch.equal(frames, points[:1])
    assert alphas.tolist() == [0.0]


@pytest.mark.parametrize("points", [torch.zeros(1, 3), torch.zeros(3)])
def test_a_path_needs_two_points(points: Tensor) -> None:
    with pytest.raises(LatentError, match="two points"):
        geometry.path(points, 5)


def test_a_path_needs_a_step() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        geometry.path(torch.zeros(2, 3), 0)


@given(several(2), st.data())
def test_traverse_touches_one_dimension_only(ends: tuple[Tensor, Tensor], data: st.DataObject):
    latent, values = ends
    before = latent.clone()
    dimension = data.draw(st.integers(0, len(latent) - 1))
    found = geometry.traverse(latent, dimension, values)
    others = [k for k in range(len(latent)) if k != dimension]
    assert torch.equal(found[:, dimension], values)
    assert torch.equal(found[:, others], latent[others].expand(len(values), -1))
    assert torch.equal(latent, before)


@pytest.mark.parametrize("dimension", [-1, 4])
def test_traverse_names_a_dimension_that_is_not_there(dimension: int) -> None:
    with pytest.raises(LatentError, match=rf"dimension {dimension} is outside 0\.\.3"):
        geometry.traverse(torch.zeros(4), dimension, torch.zeros(2))


@given(several(3), st.floats(0.25, 4, width=32), st.integers(2, 6))
def test_a_grid_reads_like_a_diagram(frame: tuple[Tensor, ...], extent: float, count: int) -> None:
    centre, u, v = frame
    found = geometry.grid(centre, u, v, extent, count)
    assert found.shape == (count, count, len(centre))
    for row, column, along_u, along_v in [(0, 0, -1, 1), (0, -1, 1, 1), (-1, 0, -1, -1)]:
        wanted = centre + extent * (along_u * u + along_v * v)
        assert_close(found[row, column], wanted, rtol=1e-4, atol=1e-4)
    assert_close(found.mean(dim=(0, 1)), centre, rtol=1e-3, atol=1e-3)


def test_a_grid_of_one_point_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        geometry.grid(torch.zeros(2), torch.ones(2), torch.ones(2), 1.0, 1)
