"""What a bundle knows of its latent space: codes, their statistics, the fitted prior."""

from __future__ import annotations

import torch
from sklearn.mixture import GaussianMixture as MixtureEstimator
from torch import Tensor
from torch.nn import functional

from latente.families import Autoencoder
from latente.priors import GaussianMixture
from training.data import Split

_BATCH = 500
# Expectation-maximisation on more codes takes longer and hardly moves the mixture.
_CODES_FOR_PRIOR = 20_000


def conditions_for(
    model: Autoencoder, labels: Tensor, columns: Tensor | None = None
) -> Tensor | None:
    """Conditions [N, Y] for labels, or None for an unconditional model.

    Args:
        model: tells whether it wants one.
        labels: classes [N], which become one-hot vectors, or attributes [N, A].
        columns: places [Y] of the attributes that the model is told.
    """
    if not model.conditional:
        return None
    if columns is not None:
        return labels[:, columns].float()
    return functional.one_hot(labels, model.spec.condition_dim).float()


@torch.inference_mode()
def encode_split(
    model: Autoencoder,
    split: Split,
    generator: torch.Generator | None = None,
    columns: Tensor | None = None,
) -> Tensor:
    """Codes [N, D] of a split: posterior means, or samples where a generator is given."""
    codes = []
    for images, labels in split.batches(_BATCH):
        posterior = model.encode(images, conditions_for(model, labels, columns))
        codes.append(posterior.mode() if generator is None else posterior.sample(generator))
    return torch.cat(codes)


def fit_prior(
    codes: Tensor, labels: Tensor, components: int, classes: int | None, seed: int = 0
) -> GaussianMixture:
    """Fit a mixture of Gaussians with full covariances to codes [N, D].

    Args:
        codes: samples of the aggregate posterior, so that the mixture is as wide as it is.
        labels: class of each code [N].
        components: Gaussians; for a conditional model, for each class.
        classes: number of classes of a conditional model, which gets one mixture per
            class, or None.
        seed: of the initialisation.
    """
    codes, labels = codes[:_CODES_FOR_PRIOR], labels[:_CODES_FOR_PRIOR]
    if classes is None:
        return _mixture(codes, components, seed)
    parts = [_mixture(codes[labels == k], components, seed) for k in range(classes)]
    shares = torch.bincount(labels, minlength=classes) / len(labels)
    class_weights = torch.block_diag(*[part.weights for part in parts])
    return GaussianMixture(
        weights=shares @ class_weights,
        means=torch.cat([part.means for part in parts]),
        scale_tril=torch.cat([part.scale_tril for part in parts]),
        class_weights=class_weights,
    )


def log_density_quantiles(
    prior: GaussianMixture, codes: Tensor, condition: Tensor | None
) -> Tensor:
    """Quantiles [101] of the log density of codes [N, D] under the fitted prior."""
    rows = [None] * len(codes) if condition is None else condition.split(_BATCH)
    density = [
        prior.log_prob(part, row) for part, row in zip(codes.split(_BATCH), rows, strict=False)
    ]
    return torch.cat(density).quantile(torch.linspace(0.0, 1.0, 101))


def _mixture(codes: Tensor, components: int, seed: int) -> GaussianMixture:
    # Each Gaussian needs enough codes of its own for a covariance.
    components = max(1, min(components, len(codes) // (4 * codes.shape[1] + 1)))
    estimator = MixtureEstimator(
        components, covariance_type="full", reg_covar=1e-4, random_state=seed, max_iter=200
    )
    estimator.fit(codes.double().numpy())
    weights = torch.from_numpy(estimator.weights_)
    return GaussianMixture(
        weights=(weights / weights.sum()).float(),
        means=torch.from_numpy(estimator.means_).float(),
        scale_tril=torch.linalg.cholesky(torch.from_numpy(estimator.covariances_)).float(),
    )
