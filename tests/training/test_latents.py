from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from latente.families import create
from tests.toys import toy_dataset, toy_recipe
from training.latents import conditions_for, encode_split, fit_prior, log_density_quantiles


def model_of(family: str) -> torch.nn.Module:
    torch.manual_seed(0)
    return create(family, toy_recipe(family).network).eval().requires_grad_(False)


def clusters(count: int, centres: list[list[float]], seed: int = 0) -> tuple[Tensor, Tensor]:
    """Codes around some centres, with the number of the centre as label."""
    labels = torch.arange(count) % len(centres)
    noise = torch.randn(count, len(centres[0]), generator=torch.Generator().manual_seed(seed))
    return torch.tensor(centres)[labels] + 0.5 * noise, labels


def test_only_conditional_models_get_conditions() -> None:
    labels = torch.tensor([2, 0])
    assert conditions_for(model_of("vae"), labels) is None
    found = conditions_for(model_of("cvae"), labels)
    assert found is not None
    assert found.tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


@pytest.mark.parametrize("family", ["ae", "vae", "cvae"])
def test_a_split_is_encoded_in_order_under_its_own_conditions(family: str) -> None:
    model, split = model_of(family), toy_dataset(1100).train
    codes = encode_split(model, split)
    whole = model.encode(split.images(slice(None)), conditions_for(model, split.labels))
    assert_close(codes, whole.mean, rtol=1e-4, atol=1e-5)


def test_samples_come_from_the_posterior_and_the_generator() -> None:
    model, split = model_of("vae"), toy_dataset().train
    drawn = [encode_split(model, split, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert not torch.equal(drawn[0], encode_split(model, split))


def test_a_prior_finds_the_clusters_it_is_fitted_to() -> None:
    codes, labels = clusters(2000, [[0.0, 0.0], [10.0, 0.0]])
    prior = fit_prior(codes, labels, components=2, classes=None)
    order = prior.means[:, 0].argsort()
    assert_close(prior.means[order], torch.tensor([[0.0, 0.0], [10.0, 0.0]]), rtol=0, atol=0.1)
    assert_close(prior.weights, torch.tensor([0.5, 0.5]), rtol=0, atol=0.01)
    covariance = prior.scale_tril @ prior.scale_tril.transpose(1, 2)
    assert_close(covariance, 0.25 * torch.eye(2).expand(2, 2, 2), rtol=0, atol=0.03)
    assert prior.class_weights is None
    again = fit_prior(codes, labels, components=2, classes=None)
    assert torch.equal(again.means, prior.means)


def test_a_conditional_prior_has_a_mixture_for_each_class() -> None:
    codes, labels = clusters(900, [[0.0], [10.0], [20.0]])
    labels = torch.where(labels == 2, 1, labels)  # class 1 has two clusters, twice the codes
    prior = fit_prior(codes, labels, components=2, classes=2)
    assert prior.class_weights is not None
    assert_close(prior.class_weights.sum(dim=1), torch.ones(2))
    assert_close(prior.class_weights[1, 2:].sum(), torch.tensor(1.0))
    assert_close(prior.weights.sum(), torch.tensor(1.0))
    assert_close(prior.weights[:2].sum(), torch.tensor(1 / 3))
    drawn = prior.sample(500, torch.Generator().manual_seed(0), condition=torch.tensor([0.0, 1.0]))
    assert float(drawn.min()) > 6
    assert 0.4 < float((drawn > 15).float().mean()) < 0.6


def test_few_codes_get_few_components() -> None:
    codes, labels = clusters(20, [[0.0, 0.0]])
    prior = fit_prior(codes, labels, components=10, classes=None)
    assert prior.means.shape == (2, 2)
    assert bool(torch.isfinite(prior.log_prob(codes)).all())


@pytest.mark.parametrize("classes", [None, 2])
def test_quantiles_of_the_density_are_in_order(classes: int | None) -> None:
    codes, labels = clusters(1200, [[0.0, 0.0], [10.0, 0.0]])
    prior = fit_prior(codes, labels, components=2, classes=classes)
    condition = None if classes is None else torch.eye(2)[labels]
    found = log_density_quantiles(prior, codes, condition)
    density = prior.log_prob(codes, condition)
    assert found.shape == (101,)
    assert_close(found[0], density.min())
    assert_close(found[50], density.median(), rtol=1e-3, atol=1e-2)
    assert_close(found[100], density.max())
    assert bool((found.diff() >= 0).all())
