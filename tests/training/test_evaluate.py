from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from latente.bundle import Bundle
from latente.families import create
from tests.toys import toy_dataset, toy_recipe
from training.evaluate import (
    distance_metrics,
    draw,
    evaluate,
    fidelity_metrics,
    judge_metrics,
    reconstruct,
    reconstruction_metrics,
    sharpness,
)
from training.judge import FEATURES, Judge
from training.publish import assemble

DATA = toy_dataset(120, 60)


def bundle_of(family: str) -> Bundle:
    torch.manual_seed(0)
    recipe = toy_recipe(family)
    model = create(family, recipe.network).eval().requires_grad_(False)
    return assemble(recipe, model, DATA)


def fresh_judge() -> Judge:
    torch.manual_seed(1)
    return Judge(1, 3, width=4).eval().requires_grad_(False)


class Listed(nn.Module):
    """A judge that gives listed verdicts, one image after the other."""

    def __init__(self, verdicts: Tensor) -> None:
        super().__init__()
        self.logits = nn.functional.one_hot(verdicts, 3).float()
        self.seen = 0

    def forward(self, images: Tensor) -> Tensor:
        start, self.seen = self.seen, self.seen + len(images)
        return self.logits[torch.arange(start, self.seen) % len(self.logits)]

    def features(self, images: Tensor) -> Tensor:
        return torch.zeros(len(images), FEATURES)


@pytest.mark.parametrize("family", ["ae", "vae", "cvae"])
def test_every_figure_of_a_family_is_measured(family: str) -> None:
    bundle = bundle_of(family)
    measured = evaluate(bundle, DATA, fresh_judge())
    assert measured.attributes == bundle.card.attributes, "classes have no effects to measure"
    metrics = measured.metrics
    wanted = {
        "reconstruction_mse",
        "sharpness",
        "aggregate_kl",
        "frechet_real",
        "frechet_reconstruction",
        "frechet_standard_prior",
        "frechet_fitted_prior",
        "judge_accuracy",
        "judge_accuracy_on_reconstructions",
    }
    if family != "ae":
        wanted |= {"negative_elbo", "kl", "kl_per_dimension", "active_dimensions"}
    if family == "cvae":
        for prior in ("standard", "fitted"):
            wanted |= {
                f"class_fidelity_{prior}_prior",
                f"class_fidelity_{prior}_prior_by_class",
            }
    assert set(metrics) == wanted
    assert measured == evaluate(bundle_of(family), DATA, fresh_judge()), "the same every time"
    numbers = [value for value in metrics.values() if isinstance(value, float)]
    assert all(float(f"{value:.5g}") == value for value in numbers)


def test_the_squared_error_is_that_of_decoded_means() -> None:
    bundle = bundle_of("vae")
    found = reconstruct(bundle, DATA.test)
    images = DATA.test.images(slice(None))
    decoded = bundle.decode(bundle.encode(images).mean)
    torch.testing.assert_close(found.images, decoded)
    metrics = reconstruction_metrics(found, DATA.test)
    wanted = float((decoded - images).square().mean())
    assert metrics["reconstruction_mse"] == pytest.approx(wanted, rel=1e-4)
    assert metrics["sharpness"] == pytest.approx(sharpness(decoded) / sharpness(images), rel=1e-4)


def test_the_bound_is_reconstruction_plus_divergence_of_samples() -> None:
    bundle = bundle_of("vae")
    with torch.no_grad():
        bundle.model.encoder.head.bias[:3] += 2.0  # the means move away from the prior's
    images = DATA.test.images(slice(None))
    posterior = bundle.encode(images)
    source = torch.Generator().manual_seed(3)
    draws = []
    for _ in range(50):
        level = bundle.decode(posterior.sample(source)).double().clamp(1e-12, 1 - 1e-12)
        entropy = -(images * level.log() + (1 - images) * (1 - level).log())
        draws.append(float(entropy.sum(dim=(1, 2, 3)).mean()))
    metrics = reconstruction_metrics(reconstruct(bundle, DATA.test), DATA.test)
    kl = float(posterior.kl().mean())
    assert metrics["kl"] == pytest.approx(kl, rel=1e-4)
    assert sum(metrics["kl_per_dimension"]) == pytest.approx(kl, rel=1e-4)
    reconstruction = sum(draws) / 50
    assert kl > 0.1 * reconstruction, "else the sum would not show that both are in it"
    assert metrics["negative_elbo"] == pytest.approx(reconstruction + kl, rel=0.02)


def test_a_dimension_that_never_moves_is_not_active() -> None:
    bundle = bundle_of("vae")
    with torch.no_grad():
        bundle.model.encoder.head.weight.mul_(50.0)
        bundle.model.encoder.head.weight[1].zero_()
    metrics = reconstruction_metrics(reconstruct(bundle, DATA.test), DATA.test)
    assert metrics["active_dimensions"] == 2


def test_sharpness_is_the_difference_of_neighbours() -> None:
    flat, stripes = torch.full((2, 1, 8, 8), 0.7), torch.zeros(2, 1, 8, 8)
    stripes[:, :, ::2] = 0.5
    assert sharpness(flat) == 0.0
    assert sharpness(stripes) == pytest.approx(0.5)
    assert sharpness(stripes.transpose(2, 3)) == pytest.approx(0.5)


@pytest.mark.parametrize("prior", ["standard", "fitted"])
def test_images_are_drawn_under_the_labels_asked_for(prior: str) -> None:
    bundle = bundle_of("cvae")
    labels = torch.arange(700) % 3
    images = draw(bundle, prior, labels, seed=4)
    assert images.shape == (700, 1, 8, 8)
    assert torch.equal(images, draw(bundle, prior, labels, seed=4))
    assert not torch.equal(images, draw(bundle, prior, labels, seed=5))
    condition = torch.eye(3)[labels]
    source = torch.Generator().manual_seed(4)
    latents = bundle.sample_prior(700, source, prior, condition=condition)
    torch.testing.assert_close(images, bundle.decode(latents, condition))


def test_distances_of_real_images_and_of_perfect_reconstructions() -> None:
    bundle, judge = bundle_of("ae"), fresh_judge()
    found = reconstruct(bundle, DATA.test)
    real = distance_metrics(bundle, found, DATA, judge)
    assert real["frechet_real"] < real["frechet_reconstruction"]
    perfect = dataclasses.replace(found, images=DATA.test.images(slice(None)))
    none = distance_metrics(bundle, perfect, DATA, judge)["frechet_reconstruction"]
    assert none == pytest.approx(0.0, abs=1e-6)


def test_the_judge_is_judged_on_real_and_reconstructed_images() -> None:
    found = reconstruct(bundle_of("ae"), DATA.test)
    verdicts = torch.cat([DATA.test.labels, torch.zeros(60, dtype=torch.long)])
    metrics = judge_metrics(found, DATA, Listed(verdicts))  # type: ignore[arg-type]
    # The reconstructions are judged first.
    assert metrics["judge_accuracy_on_reconstructions"] == 1.0
    assert metrics["judge_accuracy"] == pytest.approx(1 / 3)


def test_class_fidelity_counts_the_samples_that_are_seen_as_asked_for() -> None:
    always_first = Listed(torch.zeros(1, dtype=torch.long))
    metrics = fidelity_metrics(bundle_of("cvae"), DATA, always_first)  # type: ignore[arg-type]
    for prior in ("standard", "fitted"):
        assert metrics[f"class_fidelity_{prior}_prior"] == pytest.approx(667 / 2000)
        by_class = metrics[f"class_fidelity_{prior}_prior_by_class"]
        assert by_class == {"bar": 1.0, "block": 0.0, "corner": 0.0}
