"""Every figure on a card, measured on the test images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Attribute
from latente.judge import Judge as AttributeJudge
from latente.priors import GaussianMixture
from training.data import Dataset, Split
from training.evaluate_attributes import (
    attribute_metrics,
    condition_columns,
    condition_metrics,
    judge_summary,
    subjects_of,
    with_effects,
)
from training.frechet import FeatureJudge, frechet_distance, judge_features
from training.judge import Judge, accuracy
from training.latents import conditions_for
from training.objectives import bernoulli_reconstruction

# A dimension is active if its posterior mean varies this much over the data
# (Burda, Grosse & Salakhutdinov 2016, arXiv 1509.00519).
_ACTIVE_VARIANCE = 0.01
_BATCH = 500
_FIDELITY_SAMPLES = 2000
FEWEST_FOR_COVARIANCE = 2000

Metrics = dict[str, Any]


@dataclass(frozen=True)
class Reconstructions:
    """A test set passed once through a model; all on the CPU.

    ``images`` are decoded posterior means [N, C, H, W]; ``negative_elbo`` and ``kl`` are
    in nats per image [N], None for a deterministic model.
    """

    images: Tensor
    means: Tensor
    squared_error: Tensor
    kl_per_dimension: Tensor | None
    negative_elbo: Tensor | None


@torch.inference_mode()
def reconstruct(
    bundle: Bundle, split: Split, seed: int = 0, columns: Tensor | None = None
) -> Reconstructions:
    """Encode and decode every image of a split.

    ``columns`` are the places of the attributes that the model is conditioned on, if any.
    """
    generator = torch.Generator().manual_seed(seed)
    model, parts = bundle.model, []
    for images, labels in split.batches(_BATCH):
        condition = conditions_for(model, labels, columns)
        posterior = model.encode(images, condition)
        decoded = model.decode(posterior.mode(), condition)
        error = (decoded - images).square().mean(dim=(1, 2, 3))
        kl = elbo = torch.zeros(len(images), 0)
        if posterior.is_gaussian:
            logits = model.decode_logits(posterior.sample(generator), condition)
            kl = posterior.kl_per_dimension()
            elbo = (bernoulli_reconstruction(logits, images) + kl.sum(dim=1))[:, None]
        parts.append((decoded, posterior.mode(), error, kl, elbo))
    decoded, means, error, kl, elbo = (torch.cat(column) for column in zip(*parts, strict=True))
    gaussian = model.variational
    return Reconstructions(
        decoded, means, error, kl if gaussian else None, elbo[:, 0] if gaussian else None
    )


def reconstruction_metrics(found: Reconstructions, split: Split) -> Metrics:
    """Mean squared error, sharpness and, for a Gaussian, ELBO, KL and active dimensions."""
    metrics: Metrics = {
        "reconstruction_mse": float(found.squared_error.mean()),
        "sharpness": sharpness(found.images) / sharpness(split.images(slice(None))),
    }
    if found.kl_per_dimension is not None and found.negative_elbo is not None:
        metrics["negative_elbo"] = float(found.negative_elbo.mean())
        metrics["kl"] = float(found.kl_per_dimension.sum(dim=1).mean())
        metrics["kl_per_dimension"] = found.kl_per_dimension.mean(dim=0).tolist()
        metrics["active_dimensions"] = int((found.means.var(dim=0) > _ACTIVE_VARIANCE).sum())
    return metrics


def aggregate_kl(prior: GaussianMixture) -> float:
    """KL divergence from N(0, I) in nats of all codes together, taken as one Gaussian.

    (tr C + |m|^2 - D - log det C) / 2 with mean and covariance of the mixture that was fitted to
    them, of which it sees no more: other shapes than a Gaussian's cost nothing here. It is the
    part of the KL divergence that says nothing of any image (Hoffman & Johnson 2016, "ELBO
    surgery"), and where it is large, draws from N(0, I) land where no code lies.
    """
    mean, covariance = prior.moments()
    log_volume = torch.linalg.slogdet(covariance).logabsdet
    return float(0.5 * (covariance.trace() + mean.square().sum() - len(mean) - log_volume))


def sharpness(images: Tensor) -> float:
    """Mean difference in level between neighbouring pixels of images [N, C, H, W]."""
    across = (images[..., 1:] - images[..., :-1]).abs().mean()
    down = (images[..., 1:, :] - images[..., :-1, :]).abs().mean()
    return float(across + down)


@torch.inference_mode()
def draw(
    bundle: Bundle, prior: str, labels: Tensor, seed: int, columns: Tensor | None = None
) -> Tensor:
    """One image [C, H, W] for each label [N, ...], decoded from a prior."""
    generator = torch.Generator().manual_seed(seed)
    condition = conditions_for(bundle.model, labels, columns)
    latents = bundle.sample_prior(len(labels), generator, prior, condition=condition)
    rows = [None] * len(latents) if condition is None else condition.split(_BATCH)
    return torch.cat(
        [
            bundle.model.decode(part, row)
            for part, row in zip(latents.split(_BATCH), rows, strict=False)
        ]
    )


def distance_metrics(
    bundle: Bundle,
    found: Reconstructions,
    dataset: Dataset,
    judge: FeatureJudge,
    columns: Tensor | None = None,
) -> Metrics:
    """Fréchet distances: a real floor, reconstructions, both priors.

    All are to the test images; but a test split too small for the covariance of its
    features is itself measured, like the pictures, against the training images.
    """
    test = judge_features(judge, dataset.test.images(slice(None)))
    count, labels = len(dataset.test), dataset.test.labels
    if count < FEWEST_FOR_COVARIANCE:
        reference, real = judge_features(judge, dataset.train.images(slice(0, 10_000))), test
    else:
        reference, real = test, judge_features(judge, dataset.train.images(slice(0, count)))
    reconstructed = judge_features(judge, found.images)
    metrics = {
        "frechet_real": frechet_distance(real, reference),
        "frechet_reconstruction": frechet_distance(reconstructed, reference),
    }
    for prior in bundle.card.priors:
        features = judge_features(judge, draw(bundle, prior, labels, seed=0, columns=columns))
        metrics[f"frechet_{prior}_prior"] = frechet_distance(features, reference)
    return metrics


@torch.inference_mode()
def judge_metrics(found: Reconstructions, dataset: Dataset, judge: Judge) -> Metrics:
    """How good the judge is, and how far it responds to this model's pictures."""
    verdicts = torch.cat([judge(part).argmax(dim=1) for part in found.images.split(_BATCH)])
    return {
        "judge_accuracy": accuracy(judge, dataset.test),
        "judge_accuracy_on_reconstructions": float(
            (verdicts == dataset.test.labels).float().mean()
        ),
    }


@torch.inference_mode()
def fidelity_metrics(bundle: Bundle, dataset: Dataset, judge: Judge) -> Metrics:
    """Share of conditional samples that the judge gives the class asked for."""
    classes = len(dataset.classes)
    labels = torch.arange(_FIDELITY_SAMPLES) % classes
    metrics: Metrics = {}
    for prior in bundle.card.priors:
        images = draw(bundle, prior, labels, seed=1)
        right = torch.cat([judge(part).argmax(dim=1) for part in images.split(_BATCH)]) == labels
        metrics[f"class_fidelity_{prior}_prior"] = float(right.float().mean())
        metrics[f"class_fidelity_{prior}_prior_by_class"] = {
            each.name: float(right[labels == k].float().mean())
            for k, each in enumerate(dataset.classes)
        }
    return metrics


@dataclass(frozen=True)
class Measured:
    """What a card is told of a model's quality: its figures, and its attributes' effects."""

    metrics: Metrics
    attributes: list[Attribute]


def evaluate(bundle: Bundle, dataset: Dataset, judge: Judge) -> Measured:
    """All figures of a model of images with classes, rounded to five digits.

    They are measured on the data set's test images.
    """
    found = reconstruct(bundle, dataset.test)
    metrics = reconstruction_metrics(found, dataset.test)
    metrics["aggregate_kl"] = aggregate_kl(bundle.fitted_prior)
    metrics |= distance_metrics(bundle, found, dataset, judge)
    metrics |= judge_metrics(found, dataset, judge)
    if bundle.model.conditional:
        metrics |= fidelity_metrics(bundle, dataset, judge)
    return Measured(rounded(metrics), bundle.card.attributes)


def evaluate_attributes(bundle: Bundle, dataset: Dataset, judge: AttributeJudge) -> Measured:
    """All figures of a model of images with attributes, and what its directions do."""
    columns = condition_columns(bundle, dataset)
    found = reconstruct(bundle, dataset.test, columns=columns)
    metrics = reconstruction_metrics(found, dataset.test)
    # The cross-entropy of grey levels says little where a Gaussian was trained.
    metrics.pop("negative_elbo", None)
    metrics["aggregate_kl"] = aggregate_kl(bundle.fitted_prior)
    metrics |= distance_metrics(bundle, found, dataset, judge, columns)
    metrics |= judge_summary(judge, found.images, dataset.test.labels)
    subjects = subjects_of(bundle, dataset.test, judge, columns)
    attributes = with_effects(bundle, subjects)
    metrics |= attribute_metrics(attributes)
    if columns is not None:
        metrics |= condition_metrics(bundle, subjects, columns)
    return Measured(rounded(metrics), attributes)


def rounded(metrics: Metrics) -> Metrics:
    """The figures to five digits."""
    return {name: _rounded(value) for name, value in metrics.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return value
