from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from latente.directions import apply_directions, fit_direction, orthogonalise
from latente.errors import DirectionError


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def pairs_in_order(positive: Tensor, negative: Tensor) -> float:
    """The area under the ROC curve, by looking at every pair."""
    right = sum(
        1.0 if p > n else 0.5 if p == n else 0.0
        for p in positive.tolist()
        for n in negative.tolist()
    )
    return right / (len(positive) * len(negative))


@given(st.integers(2, 12), st.integers(2, 12), st.integers(1, 5), st.integers(0, 1000))
def test_a_direction_is_the_difference_of_the_means(
    positives: int, negatives: int, size: int, seed: int
) -> None:
    positive, negative = random(positives, size, seed=seed), random(negatives, size, seed=seed + 1)
    found = fit_direction(positive, negative)
    assert_close(found.vector, positive.mean(dim=0) - negative.mean(dim=0))
    assert 0.0 <= found.separability <= 1.0
    assert -1.0 <= found.stability <= 1.0


@given(
    st.lists(st.integers(-3, 3), min_size=2, max_size=14),
    st.lists(st.integers(-3, 3), min_size=2, max_size=14),
)
def test_separability_is_the_cross_fitted_share_of_pairs_in_order(
    ups: list[int], downs: list[int]
) -> None:
    positive = torch.tensor(ups, dtype=torch.float32)[:, None]
    negative = torch.tensor(downs, dtype=torch.float32)[:, None]
    shares = []
    for own in (0, 1):
        step = positive[own::2].mean(dim=0) - negative[own::2].mean(dim=0)
        shares.append(pairs_in_order(positive[1 - own :: 2] @ step, negative[1 - own :: 2] @ step))
    assert fit_direction(positive, negative).separability == pytest.approx(sum(shares) / 2)


def test_well_separated_examples_score_one_and_noise_scores_a_half() -> None:
    apart = fit_direction(random(200, 8) + 10, random(200, 8, seed=1))
    mixed = fit_direction(random(2000, 8), random(2000, 8, seed=1))
    assert apart.separability == 1.0
    assert apart.stability > 0.99
    assert 0.45 < mixed.separability < 0.55
    assert abs(mixed.stability) < 0.9


def test_identical_examples_give_no_direction_and_no_stability() -> None:
    found = fit_direction(torch.ones(4, 3), torch.ones(4, 3))
    assert torch.equal(found.vector, torch.zeros(3))
    assert found.separability == 0.5
    assert found.stability == 0.0


@pytest.mark.parametrize(
    ("positive", "negative", "reason"),
    [
        ((1, 3), (4, 3), "two positive"),
        ((4, 3), (0, 3), "two negative"),
        ((4,), (4, 3), "two positive"),
        ((4, 3), (4, 2), "differ in length"),
    ],
)
def test_examples_that_do_not_do_are_refused(
    positive: tuple[int, ...], negative: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(DirectionError, match=reason):
        fit_direction(torch.zeros(positive), torch.zeros(negative))


@given(st.integers(1, 6), st.integers(0, 8), st.integers(0, 1000))
def test_an_orthogonalised_step_leaves_every_projection_as_it_was(
    size: int, rows: int, seed: int
) -> None:
    direction, against = random(size, seed=seed), random(rows, size, seed=seed + 1)
    found = orthogonalise(direction, against)
    assert_close(against @ found, torch.zeros(rows), rtol=0, atol=1e-4)
    # What was taken away lies in the span of the rows: nothing else was touched.
    if rows:
        removed = (direction - found).double()
        solution = torch.linalg.lstsq(against.double().T, removed[:, None], driver="gelsd").solution
        assert_close(against.double().T @ solution, removed[:, None], rtol=0, atol=1e-4)


def test_repeated_and_zero_rows_are_harmless() -> None:
    direction = torch.tensor([1.0, 2.0, 3.0])
    once = torch.tensor([[1.0, 1.0, 0.0]])
    often = torch.cat([once, 3 * once, torch.zeros(2, 3), once * (1 + 1e-7)])
    assert_close(orthogonalise(direction, often), orthogonalise(direction, once))
    assert torch.equal(orthogonalise(direction, torch.zeros(2, 3)), direction)
    assert torch.equal(orthogonalise(direction, torch.zeros(0, 3)), direction)


def test_a_direction_within_the_span_vanishes() -> None:
    against = random(3, 5)
    found = orthogonalise(torch.tensor([1.0, -2.0, 0.5]) @ against, against)
    assert_close(found, torch.zeros(5), rtol=0, atol=1e-5)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(0, 1000))
def test_applying_is_linear_in_alpha(count: int, rows: int, size: int, seed: int) -> None:
    latents, directions = random(count, size, seed=seed), random(rows, size, seed=seed + 1)
    alphas = random(rows, seed=seed + 2)
    wanted = latents.clone()
    for alpha, direction in zip(alphas, directions, strict=True):
        wanted += alpha * direction
    assert_close(apply_directions(latents, directions, alphas), wanted)
    assert_close(
        apply_directions(apply_directions(latents, directions, alphas), directions, -alphas),
        latents,
        rtol=1e-4,
        atol=1e-4,
    )


def test_each_latent_can_have_its_own_alphas() -> None:
    found = apply_directions(
        torch.zeros(2, 3), torch.eye(3)[:2], torch.tensor([[1.0, 2.0], [-3.0, 0.0]])
    )
    assert found.tolist() == [[1.0, 2.0, 0.0], [-3.0, 0.0, 0.0]]
