from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal, Normal
from torch.testing import assert_close

from latente.errors import ConditionError
from latente.priors import GaussianMixture, StandardNormal

CLASSES, COMPONENTS, SIZE = 2, 3, 4


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def mixture(by_class: bool = False) -> GaussianMixture:
    """Three well-separated components; class 0 owns the first two, class 1 the third."""
    source = generator(1)
    factors = torch.tril(0.3 * torch.randn(COMPONENTS, SIZE, SIZE, generator=source))
    centres = torch.arange(COMPONENTS, dtype=torch.float32)[:, None] * 100.0
    return GaussianMixture(
        weights=torch.tensor([0.5, 0.2, 0.3]),
        means=centres + torch.randn(COMPONENTS, SIZE, generator=source),
        scale_tril=factors.tril(-1) + torch.diag_embed(torch.full((COMPONENTS, SIZE), 0.7)),
        class_weights=torch.tensor([[0.75, 0.25, 0.0], [0.0, 0.0, 1.0]]) if by_class else None,
    )


def component_of(latents: Tensor) -> Tensor:
    """Components lie 100 apart, so the nearest is the one drawn from."""
    return (latents.mean(dim=1) / 100.0).round().long()


def test_the_standard_normal_has_its_moments_and_temperature_scales_them() -> None:
    drawn = StandardNormal(3).sample(20_000, generator(), temperature=0.5)
    assert drawn.shape == (20_000, 3)
    assert_close(drawn.mean(dim=0), torch.zeros(3), rtol=0, atol=0.02)
    assert_close(torch.cov(drawn.T), 0.25 * torch.eye(3), rtol=0, atol=0.02)


def test_the_standard_normal_log_density_agrees_with_torch() -> None:
    latents = torch.randn(5, 3, generator=generator())
    wanted = Normal(0.0, 1.0).log_prob(latents).sum(dim=1)
    assert_close(StandardNormal(3).log_prob(latents), wanted)


def test_the_mixture_draws_each_component_as_often_and_as_wide_as_it_says() -> None:
    prior = mixture()
    drawn = prior.sample(30_000, generator())
    component = component_of(drawn)
    shares = component.bincount(minlength=COMPONENTS) / len(drawn)
    assert_close(shares, prior.weights, rtol=0, atol=0.015)
    for k in range(COMPONENTS):
        own = drawn[component == k]
        assert_close(own.mean(dim=0), prior.means[k], rtol=0, atol=0.05)
        covariance = prior.scale_tril[k] @ prior.scale_tril[k].T
        assert_close(torch.cov(own.T), covariance, rtol=0.1, atol=0.05)


def test_the_mixture_log_density_agrees_with_torch() -> None:
    prior = mixture()
    latents = prior.sample(20, generator()) + 0.5
    torch_own = MixtureSameFamily(
        Categorical(prior.weights), MultivariateNormal(prior.means, scale_tril=prior.scale_tril)
    )
    assert_close(prior.log_prob(latents), torch_own.log_prob(latents), rtol=1e-4, atol=1e-3)


def test_temperature_zero_gives_the_centres() -> None:
    prior = mixture()
    drawn = prior.sample(50, generator(), temperature=0.0)
    assert torch.equal(drawn, prior.means[component_of(drawn)])


def test_the_same_seed_draws_the_same_latents() -> None:
    for prior in (StandardNormal(SIZE), mixture()):
        assert torch.equal(prior.sample(9, generator(3)), prior.sample(9, generator(3)))
        assert not torch.equal(prior.sample(9, generator(3)), prior.sample(9, generator(4)))


def test_a_class_draws_from_its_own_components_only() -> None:
    prior = mixture(by_class=True)
    first = component_of(prior.sample(2000, generator(), condition=torch.tensor([1.0, 0.0])))
    second = component_of(prior.sample(200, generator(), condition=torch.tensor([0.0, 1.0])))
    shares = first.bincount(minlength=COMPONENTS) / len(first)
    assert_close(shares, torch.tensor([0.75, 0.25, 0.0]), rtol=0, atol=0.04)
    assert bool((second == 2).all())


def test_each_latent_can_have_its_own_class() -> None:
    wanted = torch.tensor([0, 1, 1, 0, 1])
    rows = torch.nn.functional.one_hot(wanted, CLASSES).float()
    component = component_of(mixture(by_class=True).sample(5, generator(), condition=rows))
    assert torch.equal(component == 2, wanted == 1)


def test_a_blend_of_classes_draws_in_its_proportions() -> None:
    prior = mixture(by_class=True)
    blend = torch.tensor([3.0, 1.0])
    drawn = prior.sample(4000, generator(), condition=blend)
    assert float((component_of(drawn) == 2).float().mean()) == pytest.approx(0.25, abs=0.03)


def test_a_condition_changes_the_density() -> None:
    prior = mixture(by_class=True)
    latents = prior.means[2:]
    own = prior.log_prob(latents, torch.tensor([0.0, 1.0]))
    other = prior.log_prob(latents, torch.tensor([1.0, 0.0]))
    assert_close((own - prior.log_prob(latents)).exp(), torch.tensor([1 / 0.3]), rtol=1e-3, atol=0)
    assert float(other) < float(own) - 100


def test_an_empty_condition_means_every_class_alike() -> None:
    weights = mixture(by_class=True).component_weights(1, torch.zeros(CLASSES))
    assert_close(weights, torch.tensor([[0.375, 0.125, 0.5]]))


def test_without_class_weights_a_condition_makes_no_difference() -> None:
    prior = mixture()
    plain = prior.sample(5, generator())
    assert torch.equal(prior.sample(5, generator(), condition=torch.ones(7)), plain)


@pytest.mark.parametrize("shape", [(3,), (4, 2), (5, 3)])
def test_a_condition_of_the_wrong_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ConditionError, match="does not fit 5 latents"):
        mixture(by_class=True).sample(5, generator(), condition=torch.ones(shape))
