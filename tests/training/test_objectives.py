from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.distributions import Normal
from torch.testing import assert_close

from latente.families import Autoencoder, create
from latente.networks import NetworkSpec
from latente.posterior import Posterior
from tests.toys import drawn_images
from training.objectives import (
    Objective,
    bernoulli_reconstruction,
    gaussian_reconstruction,
    kl_divergence,
)
from training.recipe import ObjectiveRecipe


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def random_pair(seed: int) -> tuple[Tensor, Tensor]:
    source = generator(seed)
    return 3 * torch.randn(2, 1, 4, 4, generator=source), torch.rand(2, 1, 4, 4, generator=source)


def model_of(family: str) -> Autoencoder:
    torch.manual_seed(0)
    condition_dim = 3 if family == "cvae" else 0
    return create(
        family,
        NetworkSpec(
            size=8, width=4, levels=1, hidden=12, latent_dim=3, condition_dim=condition_dim
        ),
    )


class Seer(nn.Module):
    """A guide that always sees the same class in all images."""

    def __init__(self, logits: list[float]) -> None:
        super().__init__()
        self.logits = torch.tensor(logits)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits.expand(len(images), -1)


@given(st.integers(0, 1000))
def test_bernoulli_is_the_cross_entropy_of_grey_levels(seed: int) -> None:
    logits, images = random_pair(seed)
    level = torch.sigmoid(logits.double())
    wanted = -(images * level.log() + (1 - images) * (1 - level).log()).sum(dim=(1, 2, 3))
    assert_close(bernoulli_reconstruction(logits, images).double(), wanted, rtol=1e-4, atol=1e-4)


def test_the_floor_of_bernoulli_is_the_entropy_of_the_images() -> None:
    images = torch.full((1, 1, 2, 2), 0.25)
    exact = bernoulli_reconstruction(torch.logit(images), images)
    entropy = -4 * (0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    assert float(exact) == pytest.approx(entropy)
    assert float(bernoulli_reconstruction(torch.zeros(1, 1, 2, 2), images)) > entropy


@given(st.integers(0, 1000))
def test_gaussian_is_the_likelihood_at_the_best_shared_variance(seed: int) -> None:
    logits, images = random_pair(seed)
    errors = torch.sigmoid(logits) - images
    deviation = errors.square().mean().sqrt()
    wanted = -Normal(torch.sigmoid(logits), deviation).log_prob(images).sum(dim=(1, 2, 3))
    found = gaussian_reconstruction(logits, images)
    assert_close(found, wanted, rtol=1e-4, atol=1e-3)
    for other in (0.8, 1.25):
        worse = -Normal(torch.sigmoid(logits), other * deviation).log_prob(images).sum()
        assert float(found.sum()) < float(worse)


def test_a_perfect_batch_has_a_finite_gaussian_likelihood() -> None:
    logits = torch.zeros(2, 1, 4, 4)
    assert bool(torch.isfinite(gaussian_reconstruction(logits, torch.sigmoid(logits))).all())


def test_free_bits_bound_each_dimension_from_below() -> None:
    posterior = Posterior(torch.tensor([[2.0, 0.1], [2.0, -0.1]]), torch.zeros(2, 2))
    assert_close(kl_divergence(posterior), torch.tensor(2.0 + 0.005))
    assert_close(kl_divergence(posterior, free_bits=0.5), torch.tensor(2.5))


def test_a_free_dimension_is_not_pulled_at() -> None:
    mean = torch.tensor([[2.0, 0.1]], requires_grad=True)
    kl_divergence(Posterior(mean, torch.zeros(1, 2)), free_bits=0.5).backward()
    assert mean.grad is not None
    assert mean.grad.tolist() == [[2.0, 0.0]]


@pytest.mark.parametrize(
    ("warmup", "progress", "weight"),
    [(0.5, 0.0, 0.0), (0.5, 0.25, 1.0), (0.5, 0.5, 2.0), (0.5, 1.0, 2.0), (0.0, 0.0, 2.0)],
)
def test_the_weight_of_the_divergence_warms_up(
    warmup: float, progress: float, weight: float
) -> None:
    objective = Objective(ObjectiveRecipe(kl_weight=2.0, kl_warmup=warmup))
    assert objective.kl_weight(progress) == pytest.approx(weight)


@pytest.mark.parametrize("reconstruction", ["bernoulli", "gaussian"])
def test_the_loss_of_a_variational_model_is_its_weighted_terms(reconstruction: str) -> None:
    recipe = ObjectiveRecipe(reconstruction=reconstruction, kl_weight=0.5)  # type: ignore[arg-type]
    images = drawn_images(torch.arange(6))
    terms = Objective(recipe)(model_of("vae"), images, None, 1.0, generator())
    assert set(terms) == {"loss", "reconstruction", "mse", "kl"}
    assert_close(terms["loss"], terms["reconstruction"] + 0.5 * terms["kl"])
    assert not terms["mse"].requires_grad


def test_a_deterministic_model_has_no_divergence() -> None:
    model, images = model_of("ae"), drawn_images(torch.arange(6))
    terms = Objective(ObjectiveRecipe())(model, images, None, 1.0, generator())
    assert set(terms) == {"loss", "reconstruction", "mse"}
    logits = model.decode_logits(model.encode(images).mean)
    assert_close(terms["loss"], bernoulli_reconstruction(logits, images).mean())


def test_the_same_generator_gives_the_same_loss() -> None:
    model, images = model_of("vae"), drawn_images(torch.arange(6))
    losses = [
        float(Objective(ObjectiveRecipe())(model, images, None, 1.0, generator(seed))["mse"])
        for seed in (1, 1, 2)
    ]
    assert losses[0] == losses[1] != losses[2]


def consistency(logits: list[float], progress: float = 1.0, weight: float = 4.0) -> dict:
    recipe = ObjectiveRecipe(class_consistency=weight, consistency_from=0.5)
    labels = torch.zeros(6, dtype=torch.long)
    condition = nn.functional.one_hot(labels, 3).float()
    return Objective(recipe, Seer(logits))(
        model_of("cvae"), drawn_images(labels), condition, progress, generator()
    )


def test_class_consistency_is_small_where_the_guide_agrees() -> None:
    agrees, doubts, objects = (
        consistency(logits) for logits in ([9.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 9.0, 0.0])
    )
    assert float(agrees["inconsistency"]) < 0.01
    assert float(doubts["inconsistency"]) == pytest.approx(math.log(3))
    assert float(agrees["loss"].detach()) < float(doubts["loss"].detach())
    assert float(doubts["loss"].detach()) < float(objects["loss"].detach())
    rest = doubts["reconstruction"] + doubts["kl"]
    assert_close(doubts["loss"], rest + 4.0 * doubts["inconsistency"])


def test_class_consistency_sets_in_when_it_is_due() -> None:
    assert "inconsistency" not in consistency([1.0, 0.0, 0.0], progress=0.49)
    assert "inconsistency" in consistency([1.0, 0.0, 0.0], progress=0.5)
    assert "inconsistency" not in consistency([1.0, 0.0, 0.0], weight=0.0)


def test_class_consistency_teaches_the_decoder() -> None:
    """Its gradient moves the decoder so that the guide comes to agree."""
    model = model_of("cvae")
    guide = nn.Sequential(nn.Flatten(), nn.Linear(64, 3)).requires_grad_(False)
    recipe = ObjectiveRecipe(class_consistency=1.0, consistency_from=0.0)
    objective, labels = Objective(recipe, guide), torch.arange(30) % 3
    condition = nn.functional.one_hot(labels, 3).float()
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    history = []
    for _ in range(60):
        terms = objective(model, drawn_images(labels), condition, 1.0, generator())
        optimiser.zero_grad()
        terms["inconsistency"].backward()
        optimiser.step()
        history.append(float(terms["inconsistency"].detach()))
    assert history[-1] < 0.5 * history[0]
