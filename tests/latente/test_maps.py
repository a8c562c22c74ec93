from __future__ import annotations

import dataclasses
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latente.errors import LatentError, UnknownNameError
from latente.maps import (
    NEIGHBOURS,
    LatentMap,
    Projection,
    blend,
    frame,
    neighbours,
    principal_plane,
    spacing,
    whole_plane,
)


def cloud(count: int, dimension: int, seed: int = 0) -> torch.Tensor:
    """Points that vary most along the first dimension, then along the second, and so on."""
    generator = torch.Generator().manual_seed(seed)
    scales = torch.tensor([4.0 * 0.6**k for k in range(dimension)])
    return torch.randn(count, dimension, generator=generator) * scales + 1.5


def map_of(latents: torch.Tensor, **projections: Projection) -> LatentMap:
    return LatentMap(latents, projections, spacing(latents))


@given(dimension=st.integers(2, 12), seed=st.integers(0, 50))
def test_a_principal_plane_leads_there_and_back(dimension: int, seed: int) -> None:
    plane = principal_plane(cloud(40, dimension, seed))
    torch.testing.assert_close(plane.axes @ plane.axes.T, torch.eye(2), atol=1e-6, rtol=0)
    positions = torch.randn(20, 2, generator=torch.Generator().manual_seed(seed)) * 5
    there = plane.project(plane.locate(positions))
    torch.testing.assert_close(there, positions, atol=1e-4, rtol=1e-5)


def test_a_principal_plane_keeps_more_variance_than_any_pair_of_axes() -> None:
    latents = cloud(500, 6) @ torch.linalg.qr(cloud(6, 6, 3)).Q
    plane = principal_plane(latents)
    kept = plane.project(latents).var(dim=0)
    assert kept[0] > kept[1]
    strongest = latents.var(dim=0).sort(descending=True).values[:2].sum()
    assert float(kept.sum()) > float(strongest)
    eigenvalues = torch.linalg.eigvalsh(torch.cov(latents.T)).flip(0)[:2]
    torch.testing.assert_close(kept, eigenvalues, rtol=1e-4, atol=0)


def test_the_rest_of_a_latent_stands_at_right_angles_to_the_plane() -> None:
    latents = cloud(60, 5)
    plane = principal_plane(latents)
    rest = latents - plane.locate(plane.project(latents))
    assert float(rest.norm()) > 1.0
    torch.testing.assert_close(rest @ plane.axes.T, torch.zeros(60, 2), atol=1e-4, rtol=0)


def test_the_same_latents_give_the_same_axes_whichever_way_they_point() -> None:
    latents = cloud(60, 4)
    plane, turned = principal_plane(latents), principal_plane(2 * latents.mean(dim=0) - latents)
    torch.testing.assert_close(plane.axes, turned.axes, atol=1e-5, rtol=0)


def test_lengths_are_measured_in_the_units_that_are_given() -> None:
    latents = cloud(2000, 5)
    latents = latents / latents.std(dim=0)
    units = torch.tensor([1.0, 0.1, 1.0, 0.01, 1.0])  # a step along the fourth axis is a long way
    plane = principal_plane(latents, units)
    torch.testing.assert_close(plane.axes @ plane.axes.T, torch.eye(2), atol=1e-6, rtol=0)
    assert plane.axes.abs().argmax(dim=1).tolist() == [3, 1]
    assert float(plane.axes.abs().amax(dim=1).min()) > 0.99
    same = principal_plane(latents, torch.full((5,), 0.3))
    torch.testing.assert_close(same.axes, principal_plane(latents).axes, atol=1e-5, rtol=0)


def test_near_and_far_are_measured_in_the_units_of_the_map() -> None:
    latents = cloud(300, 3)
    units = torch.tensor([1.0, 1.0, 0.01])  # a step along the last axis is a long way
    positions = latents[:, 2:].expand(-1, 2).contiguous()
    plain = LatentMap(latents, {"umap": Projection(positions)}, spacing(latents))
    made = dataclasses.replace(plain, units=units, spacing=spacing(latents / units))
    queries = cloud(40, 3, 7)
    apart, indices = made.neighbours(queries, 2)
    wanted = torch.cdist(queries.double() / units, latents.double() / units).topk(2, largest=False)
    assert torch.equal(indices, wanted.indices)
    torch.testing.assert_close(apart, wanted.values, rtol=1e-4, atol=1e-4)
    assert torch.equal(made.nearest(queries)[0], indices[:, 0])
    # The layout shows the last axis: only in its units do latents lie where it is like theirs.
    errors = [
        (one.project(queries, "umap")[:, 0] - queries[:, 2]).abs().median() for one in (plain, made)
    ]
    assert float(errors[1]) < 0.2 * float(errors[0])
    assert float(made.nearest(latents)[1].max()) == 0.0


def test_a_space_of_two_dimensions_is_its_own_map() -> None:
    positions = cloud(30, 2)
    plane = whole_plane()
    assert torch.equal(plane.project(positions), positions)
    assert torch.equal(plane.locate(positions), positions)


@pytest.mark.parametrize("shape", [(10, 1), (2, 4)])
def test_too_little_for_a_plane_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(LatentError, match="a plane needs"):
        principal_plane(torch.randn(shape))


def test_neighbours_are_those_of_a_full_sort() -> None:
    points, queries = cloud(80, 5), cloud(700, 5, 9)
    distances, indices = neighbours(points, queries, 4)
    apart = (queries[:, None].double() - points.double()).norm(dim=2)
    expected = apart.sort(dim=1)
    torch.testing.assert_close(distances, expected.values[:, :4])
    assert torch.equal(indices, expected.indices[:, :4])


def test_a_point_is_its_own_neighbour_at_no_distance() -> None:
    points = 1000.0 + cloud(300, 16)
    distances, indices = neighbours(points, points, 1)
    assert torch.equal(indices[:, 0], torch.arange(300))
    assert not distances.any()


def test_a_blend_is_exactly_the_value_of_a_point_at_that_point() -> None:
    points, values = cloud(100, 2), cloud(100, 7, 4)
    assert torch.equal(blend(points, values, points), values)


def test_a_blend_stays_among_the_values_of_the_neighbours() -> None:
    points, values, queries = cloud(100, 2), cloud(100, 3, 4), cloud(50, 2, 5)
    found = blend(points, values, queries)
    around = values[neighbours(points, queries, NEIGHBOURS)[1]]
    assert bool((found >= around.amin(dim=1) - 1e-5).all())
    assert bool((found <= around.amax(dim=1) + 1e-5).all())


def test_the_nearer_neighbour_weighs_more() -> None:
    points = torch.tensor([[0.0, 0.0], [1.0, 0.0], [50.0, 0.0]])
    values = torch.tensor([[0.0], [1.0], [7.0]])
    near, middle, far = blend(points, values, torch.tensor([[0.2, 0.0], [0.5, 0.0], [0.8, 0.0]]))
    assert 0.0 < float(near) < 0.2
    assert float(middle) == pytest.approx(0.5, abs=1e-6)
    assert 0.8 < float(far) < 1.0


def test_a_blend_has_no_jumps_where_neighbours_change() -> None:
    points, values = cloud(200, 2), cloud(200, 4, 8)
    start, end = torch.tensor([-2.0, -1.0]), torch.tensor([5.0, 4.0])
    alphas = torch.linspace(0.0, 1.0, 20_001)[:, None]
    queries = start + alphas * (end - start)
    assert len({tuple(sorted(row)) for row in neighbours(points, queries, 6)[1].tolist()}) > 20
    found = blend(points, values, queries)
    steps = (found[1:] - found[:-1]).norm(dim=1)
    # A neighbour that came in with a weight would show as a step of the size of its value.
    assert float(steps.max()) < 0.05 * float(values.std(dim=0).norm())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_blend_of_very_few_points_is_finite(count: int) -> None:
    points, values = cloud(count, 2), cloud(count, 3, 1)
    found = blend(points, values, torch.tensor([[0.0, 0.0], [1e30, -1e30], [3.0, 4.0]]))
    assert found.shape == (3, 3)
    assert bool(torch.isfinite(found).all())


def test_neighbours_that_are_all_equally_far_weigh_the_same() -> None:
    angles = torch.arange(7) * (2 * math.pi / 7)
    points = torch.stack([angles.cos(), angles.sin()], dim=1).double()
    found = blend(points, torch.eye(7).double(), torch.zeros(1, 2).double(), 6)
    assert float(found.sum()) == pytest.approx(1.0)
    assert bool(torch.isfinite(found).all())


def test_points_that_share_a_place_are_no_trouble() -> None:
    points = torch.zeros(20, 2)
    found = blend(points, cloud(20, 3), torch.tensor([[0.0, 0.0], [1.0, 0.0]]))
    assert bool(torch.isfinite(found).all())


def test_the_spacing_is_that_to_the_fifth_neighbour() -> None:
    latents = torch.stack([torch.arange(40.0), torch.zeros(40)], dim=1)
    found = spacing(latents)
    # Inside there are two on each side before the fifth comes; at the ends all are on one.
    assert found[0] == 3.0
    assert found[-1] == 5.0
    assert bool((found.diff() >= 0).all())
    assert spacing(latents[:3])[-1] == 2.0
    with pytest.raises(LatentError, match="fewer than two"):
        spacing(latents[:1])


def test_how_far_from_the_data_is_a_share_of_its_own_spacing() -> None:
    """Each of 100 groups of six shares one place but for the sixth, 1 to 100 away."""
    groups = torch.arange(100.0).repeat_interleave(6) * 1000
    sixth = torch.tensor([0.0] * 5 + [1.0]).repeat(100)
    latents = torch.stack([groups, sixth * (1 + torch.arange(600) // 6)], dim=1)
    made = map_of(latents, latent=Projection(latents, whole_plane()))
    queries = torch.tensor([[0.0, 0.0], [0.0, -50.5], [0.0, -1e6]])
    _, far = made.nearest(queries)
    assert far.tolist() == [0.0, pytest.approx(0.5, abs=0.01), 1.0]


def test_among_the_data_a_latent_is_near_and_beyond_it_far() -> None:
    latents = cloud(2000, 6)
    made = map_of(latents, pca=Projection(latents[:, :2]))
    between = made.nearest(latents[:200] + 0.02)[1]
    beyond = made.nearest(latents[:200] * 4)[1]
    assert float(between.max()) < 0.1
    assert float(beyond.median()) > 0.9


def test_every_point_of_a_map_is_nearest_to_itself() -> None:
    latents = cloud(300, 16)
    nearest, far = map_of(latents, umap=Projection(cloud(300, 2))).nearest(latents)
    assert torch.equal(nearest, torch.arange(300))
    assert not far.any()


def test_a_map_leads_there_and_back_by_each_of_its_projections() -> None:
    latents = cloud(120, 8)
    plane = principal_plane(latents)
    made = map_of(
        latents,
        umap=Projection(cloud(120, 2, 7)),
        pca=Projection(plane.project(latents), plane),
    )
    assert not made.projection().exact
    assert made.projection("pca").exact
    bent = made.projection("umap").positions
    assert torch.equal(made.locate(bent), latents)
    assert torch.equal(made.project(latents, "umap"), bent)
    flat = made.locate(torch.tensor([[0.5, -1.0]]), "pca")
    torch.testing.assert_close(made.project(flat, "pca"), torch.tensor([[0.5, -1.0]]))
    with pytest.raises(UnknownNameError, match="known: umap, pca"):
        made.locate(bent, "tsne")


def test_a_frame_holds_nearly_all_points_and_no_outlier() -> None:
    points = torch.cat([cloud(2000, 2), torch.tensor([[1e6, -1e6]])])
    (left, right), (low, high) = frame(points)
    inside = (points[:, 0] > left) & (points[:, 0] < right)
    inside &= (points[:, 1] > low) & (points[:, 1] < high)
    assert 0.98 < float(inside.float().mean()) < 1.0
    assert right < 100
    assert low > -100


def test_a_frame_around_one_place_is_not_empty() -> None:
    (left, right), (low, high) = frame(torch.full((5, 2), 2.0))
    assert left < 2.0 < right
    assert low < 2.0 < high
