from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm
from torch import Tensor

from training.frechet import frechet_distance, judge_features
from training.judge import Judge


def with_moments(mean: Tensor, factor: Tensor, count: int = 50, seed: int = 0) -> Tensor:
    """Points whose sample mean and covariance are exactly ``mean`` and factor factor^T."""
    size = len(mean)
    points = torch.randn(count, size, generator=torch.Generator().manual_seed(seed)).double()
    points = points - points.mean(dim=0)
    white = torch.linalg.solve_triangular(
        torch.linalg.cholesky(torch.cov(points.T)), points.T, upper=False
    ).T
    return mean.double() + white @ factor.double().T


def test_gaussians_along_the_axes_have_the_distance_of_their_means_and_widths() -> None:
    first = with_moments(torch.tensor([0.0, 1.0]), torch.diag(torch.tensor([1.0, 2.0])))
    second = with_moments(torch.tensor([3.0, 1.0]), torch.diag(torch.tensor([4.0, 0.5])), seed=1)
    assert frechet_distance(first, second) == pytest.approx(9.0 + 9.0 + 2.25)


def test_turned_gaussians_agree_with_the_matrix_root() -> None:
    source = torch.Generator().manual_seed(3)
    factors = [torch.randn(4, 4, generator=source).double() for _ in range(2)]
    means = [torch.randn(4, generator=source).double() for _ in range(2)]
    points = [with_moments(m, f, seed=k) for k, (m, f) in enumerate(zip(means, factors))]  # noqa: B905
    covariances = [(factor @ factor.T).numpy() for factor in factors]
    root = sqrtm(covariances[0] @ covariances[1])
    wanted = float((means[0] - means[1]).square().sum()) + float(
        np.trace(covariances[0] + covariances[1] - 2 * np.real(root))
    )
    assert frechet_distance(*points) == pytest.approx(wanted, rel=1e-6)


def test_a_set_has_no_distance_from_itself_in_any_order() -> None:
    points = torch.rand(80, 5, generator=torch.Generator().manual_seed(0))
    assert frechet_distance(points, points) == pytest.approx(0.0, abs=1e-9)
    assert frechet_distance(points, points.flip(0)) == pytest.approx(0.0, abs=1e-9)


def test_the_distance_is_the_same_both_ways_and_grows_with_the_gap() -> None:
    source = torch.Generator().manual_seed(0)
    one, other = torch.rand(80, 5, generator=source), 2 * torch.rand(60, 5, generator=source)
    assert frechet_distance(one, other) == pytest.approx(frechet_distance(other, one))
    assert frechet_distance(one, one + 2.0) == pytest.approx(5 * 4.0, rel=1e-5)


def test_dead_features_do_no_harm() -> None:
    points = torch.rand(40, 6, generator=torch.Generator().manual_seed(0))
    points[:, 3:] = 0.0
    shifted = points + torch.tensor([1.0, 0, 0, 0, 0, 0])
    assert frechet_distance(points, shifted) == pytest.approx(1.0, rel=1e-5)


def test_features_do_not_depend_on_the_batch() -> None:
    torch.manual_seed(0)
    judge = Judge(1, 3, width=4).eval()
    images = torch.rand(10, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    whole = judge_features(judge, images)
    torch.testing.assert_close(judge_features(judge, images, batch=3), whole)
    assert whole.shape == (10, 64)
