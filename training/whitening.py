"""A basis of latent space in which the codes of a data set fill N(0, I).

Training weighs the KL divergence against thousands of pixels, and where pixels weigh much it
stops long before the codes as a whole are spread like the prior: draws from N(0, I) then land
where no code lies. No picture depends on the basis, since a linear layer stands on either side
of the latent: after training, an affine change of basis gives the codes as a whole mean 0 and
covariance I, and the KL divergence loses what it cost that they had not (Hoffman & Johnson 2016,
"ELBO surgery: yet another way to carve up the variational evidence lower bound"). What depends on
lengths and angles of latent space changes with it: spherical paths, and edits that hold others.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Attribute
from latente.directions import fit_direction
from latente.families import Autoencoder
from latente.priors import GaussianMixture
from training.attributes import IMAGES_FOR_ATTRIBUTES, attribute_examples
from training.data import Dataset
from training.effects import Target
from training.errors import TrainingError
from training.evaluate_attributes import condition_columns
from training.latents import conditions_for
from training.sliders import slider_attributes

_BATCH = 500


@dataclass(frozen=True)
class Whitening:
    """The change of basis z' = matrix (z - centre); ``matrix`` [D, D] and ``centre`` [D] in
    double precision.
    """

    matrix: Tensor
    centre: Tensor

    def latents(self, latents: Tensor) -> Tensor:
        """Latents [N, D] in the new basis."""
        return ((latents.double() - self.centre) @ self.matrix.T).to(latents.dtype)

    def direction(self, direction: Tensor) -> Tensor:
        """A direction [D] in the new basis: what is added to a latent has no place."""
        return (self.matrix @ direction.double()).to(direction.dtype)

    def log_variance(self, log_variance: Tensor) -> Tensor:
        """Log-variances [N, D] along the new axes of Gaussians with these along the old ones."""
        return (log_variance.exp() @ self.matrix.square().T).log()

    def prior(self, prior: GaussianMixture) -> GaussianMixture:
        """The same mixture in the new basis."""
        covariances = prior.scale_tril.double() @ prior.scale_tril.double().mT
        turned = self.matrix @ covariances @ self.matrix.T
        return replace(
            prior,
            means=self.latents(prior.means),
            scale_tril=torch.linalg.cholesky(turned).to(prior.scale_tril.dtype),
        )


@dataclass(frozen=True)
class _Encoded:
    """Posteriors of images, and what the encoder's last layer made them of; in double precision.

    ``means`` and ``log_variances`` are [N, D], ``features`` [N, H].
    """

    means: Tensor
    log_variances: Tensor
    features: Tensor


def whitening_of(means: Tensor, log_variances: Tensor) -> Whitening:
    """The basis in which Gaussian posteriors [N, D] have mean 0 and covariance I as a whole.

    Their covariance as a whole, C = cov(means) + S with S the mean of their own (diagonal)
    covariances, becomes I; of all bases in which it does, this is the one in which S is
    diagonal too, so that diagonal Gaussians still describe the posteriors. Axes come in the
    order of S: first those of which an image says most. Each is turned so that its largest
    component is positive: the same posteriors give the same basis.
    """
    means, own = means.double(), log_variances.double().exp().mean(dim=0).diag()
    values, vectors = torch.linalg.eigh(torch.cov(means.T).reshape(own.shape) + own)
    white = (vectors * values.rsqrt()) @ vectors.T
    _, turn = torch.linalg.eigh(white @ own @ white)
    matrix = turn.T @ white
    largest = matrix.gather(1, matrix.abs().argmax(dim=1, keepdim=True))
    return Whitening(matrix * largest.sign(), means.mean(dim=0))


def whitened(bundle: Bundle, dataset: Dataset) -> Bundle:
    """The bundle in the basis that its training images' posteriors ask for.

    Pictures, directions and the fitted prior stay what they were, in other numbers. The map
    does not, as what it shows as near depends on the basis, and is left out; how well directions
    tell examples apart does neither, and is measured anew.

    Raises:
        TrainingError: the model's posteriors are points, which have no covariance of their own.
    """
    if not bundle.model.variational:
        raise TrainingError(f"{bundle.card.id!r} gives points: only Gaussians can fill N(0, I)")
    found = _encoded(bundle, dataset)
    change = whitening_of(found.means, found.log_variances)
    moved = change.latents(found.means).float()
    # Densities shrink where space is stretched.
    shift = torch.linalg.slogdet(change.matrix).logabsdet.float()
    return replace(
        bundle,
        card=bundle.card.model_copy(
            update={
                "map": None,
                "training": _recorded(bundle),
                "attributes": _judged(bundle, dataset, moved),
            }
        ),
        model=_in_basis(bundle.model, change, found),
        latent_mean=moved.mean(dim=0),
        latent_std=moved.std(dim=0),
        fitted_prior=change.prior(bundle.fitted_prior),
        log_density_quantiles=bundle.log_density_quantiles - shift,
        directions=_turned(change, bundle.directions),
        mean_directions=_turned(change, bundle.mean_directions),
        gallery_latents=change.latents(bundle.gallery_latents),
        map_files=None,
    )


def _turned(change: Whitening, directions: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: change.direction(each) for name, each in directions.items()}


def _judged(bundle: Bundle, dataset: Dataset, codes: Tensor) -> list[Attribute]:
    """The card's attributes with what these codes [N, D] say of their differences of means."""
    examples = _examples(bundle, dataset)
    judged = []
    for each in bundle.card.attributes:
        positive, negative = examples[each.name]
        found = fit_direction(codes[positive], codes[negative])
        quality = {
            "separability": round(found.separability, 4),
            "stability": round(found.stability, 4),
        }
        judged.append(each.model_copy(update=quality))
    return judged


def _examples(bundle: Bundle, dataset: Dataset) -> dict[str, tuple[Tensor, Tensor]]:
    """Which training images have each attribute, and which lack it."""
    if not dataset.attributes:
        found = attribute_examples(dataset, IMAGES_FOR_ATTRIBUTES, bundle.model.conditional)
        return {each.name: (each.positive, each.negative) for each in found}
    shown = {}
    for each in slider_attributes(dataset, frozenset()):
        target = Target(dataset.attributes.index(each.label), each.reversed)
        has = target.has(dataset.train.labels) > 0.5
        shown[each.name] = (has, ~has)
    return shown


def _recorded(bundle: Bundle) -> dict[str, object]:
    """What the card says of training, with the recipe that leads here in one go."""
    training = dict(bundle.card.training)
    if recipe := training.get("recipe"):
        training["recipe"] = {**recipe, "prior": {**recipe.get("prior", {}), "whiten": True}}
    return training


@torch.inference_mode()
def _encoded(bundle: Bundle, dataset: Dataset) -> _Encoded:
    columns = condition_columns(bundle, dataset) if dataset.attributes else None
    features: list[Tensor] = []
    head = bundle.model.encoder.head
    hook = head.register_forward_pre_hook(lambda _, inputs: features.append(inputs[0].double()))
    parts = []
    try:
        for images, labels in dataset.train.batches(_BATCH):
            posterior = bundle.encode(images, conditions_for(bundle.model, labels, columns))
            assert posterior.log_variance is not None
            parts.append((posterior.mean.double(), posterior.log_variance.double()))
    finally:
        hook.remove()
    means, log_variances = (torch.cat(column) for column in zip(*parts, strict=True))
    return _Encoded(means, log_variances, torch.cat(features))


def _in_basis(model: Autoencoder, change: Whitening, found: _Encoded) -> Autoencoder:
    """The model with its two layers beside the latent in the new basis.

    Means and pictures are exactly those of before. The log-variances are no linear function of
    the encoder's features any more; the layer is fitted to them by least squares.
    """
    model = copy.deepcopy(model)
    head, dense = model.encoder.head, model.decoder.dense
    dimension = len(change.centre)
    back = torch.linalg.inv(change.matrix)
    constant = torch.ones(len(found.features), 1, dtype=torch.double)
    fitted = torch.linalg.lstsq(
        torch.cat([found.features, constant], dim=1),
        change.log_variance(found.log_variances),
        driver="gelsd",
    ).solution
    weight, bias = head.weight[:dimension].double(), head.bias[:dimension].double()
    with torch.no_grad():
        head.weight.copy_(torch.cat([change.matrix @ weight, fitted[:-1].T]))
        head.bias.copy_(torch.cat([change.matrix @ (bias - change.centre), fitted[-1]]))
        dense.bias.add_(dense.weight.double() @ change.centre)
        dense.weight.copy_(dense.weight.double() @ back)
    return model
