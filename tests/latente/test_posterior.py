from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.distributions import Normal, kl_divergence
from torch.testing import assert_close

from latente.errors import PosteriorError
from latente.posterior import Posterior


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def gaussian(count: int, size: int, seed: int = 0) -> Posterior:
    source = generator(seed)
    return Posterior(
        torch.randn(count, size, generator=source), torch.randn(count, size, generator=source)
    )


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 1000))
def test_divergence_agrees_with_torch(count: int, size: int, seed: int) -> None:
    posterior = gaussian(count, size, seed)
    own = Normal(posterior.mean, (0.5 * posterior.log_variance).exp())
    wanted = kl_divergence(own, Normal(0.0, 1.0))
    assert_close(posterior.kl_per_dimension(), wanted, rtol=1e-4, atol=1e-5)
    assert_close(posterior.kl(), wanted.sum(dim=1), rtol=1e-4, atol=1e-5)


def test_the_prior_itself_has_no_divergence() -> None:
    assert torch.equal(Posterior(torch.zeros(2, 3), torch.zeros(2, 3)).kl(), torch.zeros(2))


def test_samples_have_the_moments_of_the_gaussian() -> None:
    mean, deviation = torch.tensor([[2.0, -1.0]]), torch.tensor([[0.5, 3.0]])
    count = 20_000
    posterior = Posterior(mean.expand(count, -1), (2.0 * deviation.log()).expand(count, -1))
    drawn = posterior.sample(generator())
    assert_close(drawn.mean(dim=0), mean[0], rtol=0, atol=0.1)
    assert_close(drawn.std(dim=0), deviation[0], rtol=0.03, atol=0)


def test_the_same_seed_draws_the_same() -> None:
    posterior = gaussian(4, 3)
    assert torch.equal(posterior.sample(generator(5)), posterior.sample(generator(5)))
    assert not torch.equal(posterior.sample(generator(5)), posterior.sample(generator(6)))


def test_gradients_pass_through_mean_and_deviation() -> None:
    mean = torch.zeros(2, 3, requires_grad=True)
    log_variance = torch.zeros(2, 3, requires_grad=True)
    Posterior(mean, log_variance).sample(generator()).square().sum().backward()
    for leaf in (mean, log_variance):
        assert leaf.grad is not None
        assert bool((leaf.grad != 0).all())


def test_a_point_is_its_own_mode_and_sample() -> None:
    point = Posterior(torch.randn(4, 3, generator=generator()))
    assert not point.is_gaussian
    assert torch.equal(point.mode(), point.mean)
    assert torch.equal(point.sample(generator()), point.mean)


@pytest.mark.parametrize("measure", ["kl", "kl_per_dimension"])
def test_a_point_has_no_divergence_to_give(measure: str) -> None:
    with pytest.raises(PosteriorError, match="infinite"):
        getattr(Posterior(torch.zeros(1, 2)), measure)()


def test_the_mode_of_a_gaussian_is_its_mean() -> None:
    posterior = gaussian(3, 2)
    assert posterior.is_gaussian
    mode: Tensor = posterior.mode()
    assert torch.equal(mode, posterior.mean)
