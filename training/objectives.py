"""What training minimises: named terms, each a scalar in nats per image."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from latente.families import Autoencoder
from latente.judge import AttributeJudge
from latente.posterior import Posterior
from training.guidance import (
    attribute_disobedience,
    attribute_inconsistency,
    edge_loss,
    feature_loss,
    moved_alike,
)
from training.recipe import ObjectiveRecipe

# A calibrated variance is kept above this, so that a perfect batch has a finite likelihood.
_SMALLEST_VARIANCE = 1e-6


def bernoulli_reconstruction(logits: Tensor, images: Tensor) -> Tensor:
    """Cross-entropy of grey levels in nats, summed over pixels: [N].

    With levels strictly between 0 and 1 its floor is the images' own entropy, not 0.
    """
    return functional.binary_cross_entropy_with_logits(logits, images, reduction="none").sum(
        dim=(1, 2, 3)
    )


def gaussian_reconstruction(logits: Tensor, images: Tensor) -> Tensor:
    """Negative log-likelihood in nats of a Gaussian with one shared variance: [N].

    The variance is the batch's own mean squared error, its maximum-likelihood value
    (Rybkin, Daniilidis & Levine 2021, sigma-VAE, arXiv 2006.13202).
    """
    squares = (torch.sigmoid(logits) - images).square()
    variance = squares.mean().detach().clamp(min=_SMALLEST_VARIANCE)
    constant = images[0].numel() * 0.5 * (math.log(2.0 * math.pi) + variance.log())
    return constant + squares.sum(dim=(1, 2, 3)) / (2.0 * variance)


def kl_divergence(posterior: Posterior, free_bits: float = 0.0) -> Tensor:
    """KL divergence from N(0, I) in nats, averaged over the batch: a scalar.

    The first ``free_bits`` nats of each dimension are free (Kingma et al. 2016, arXiv
    1606.04934), which keeps dimensions from collapsing early.
    """
    per_dimension = posterior.kl_per_dimension().mean(dim=0)
    return per_dimension.clamp(min=free_bits).sum()


@dataclass(frozen=True)
class Objective:
    """Reconstruction, KL divergence with warm-up and, if asked for, the terms of a guide.

    ``guide`` tells classes or attributes from images [N, C, H, W] as logits; it is trained
    beforehand, apart from the judge that later scores the model. ``columns`` [Y] are the
    places of a condition's attributes among the guide's.
    """

    recipe: ObjectiveRecipe
    guide: nn.Module | None = None
    columns: Tensor | None = None

    def __call__(
        self,
        model: Autoencoder,
        images: Tensor,
        condition: Tensor | None,
        progress: float,
        generator: torch.Generator,
    ) -> dict[str, Tensor]:
        """Terms of one batch, with ``loss`` their weighted sum.

        Args:
            model: the model being trained.
            images: [N, C, H, W] in [0, 1].
            condition: [N, Y] for conditional families.
            progress: share of training done, in [0, 1].
            generator: source of all randomness, on the images' device.
        """
        posterior = model.encode(images, condition)
        latents = posterior.sample(generator)
        logits = model.decode_logits(latents, condition)
        terms = {"reconstruction": self._reconstruct(logits, images).mean()}
        terms["mse"] = (torch.sigmoid(logits.detach()) - images).square().mean()
        loss = terms["reconstruction"]
        if posterior.is_gaussian:
            terms["kl"] = kl_divergence(posterior, self.recipe.free_bits)
            loss = loss + self.kl_weight(progress) * terms["kl"]
        for name, weight, term in self._guided(
            model, images, torch.sigmoid(logits), latents, condition, progress, generator
        ):
            terms[name] = term
            loss = loss + weight * term
        return terms | {"loss": loss}

    def _guided(
        self,
        model: Autoencoder,
        images: Tensor,
        pictures: Tensor,
        latents: Tensor,
        condition: Tensor | None,
        progress: float,
        generator: torch.Generator,
    ) -> Iterator[tuple[str, float, Tensor]]:
        """Name, weight and value of each term that the guide gives at this progress."""
        recipe, guide = self.recipe, self.guide
        if isinstance(guide, AttributeJudge) and recipe.feature_weight > 0:
            seen = moved_alike(pictures, images, recipe.feature_shift, generator)
            yield "features", recipe.feature_weight, feature_loss(guide, *seen)
        if recipe.edge_weight > 0:
            yield "edges", recipe.edge_weight, edge_loss(pictures, images)
        if guide is None or condition is None or progress < recipe.consistency_from:
            return
        if recipe.class_consistency > 0:
            term = self._inconsistency(model, condition, generator)
            yield "inconsistency", recipe.class_consistency, term
        if recipe.attribute_consistency > 0 and isinstance(guide, AttributeJudge):
            if self.columns is None:
                raise ValueError("attribute consistency needs the condition's columns")
            term = attribute_inconsistency(
                model, guide, latents, condition, self.columns, generator
            )
            yield "inconsistency", recipe.attribute_consistency, term
        if recipe.attribute_obedience > 0 and isinstance(guide, AttributeJudge):
            if self.columns is None:
                raise ValueError("attribute obedience needs the condition's columns")
            term = attribute_disobedience(model, guide, latents, condition, self.columns, generator)
            yield "disobedience", recipe.attribute_obedience, term

    def kl_weight(self, progress: float) -> float:
        """Weight of the KL divergence: grows linearly over the warm-up, then stays."""
        if self.recipe.kl_warmup == 0.0:
            return self.recipe.kl_weight
        return self.recipe.kl_weight * min(1.0, progress / self.recipe.kl_warmup)

    def _reconstruct(self, logits: Tensor, images: Tensor) -> Tensor:
        if self.recipe.reconstruction == "bernoulli":
            return bernoulli_reconstruction(logits, images)
        return gaussian_reconstruction(logits, images)

    def _inconsistency(
        self, model: Autoencoder, condition: Tensor, generator: torch.Generator
    ) -> Tensor:
        """Cross-entropy between the class asked for and the class the guide sees.

        Images are decoded from the prior under the batch's conditions, so the decoder is
        taught to obey y where z says nothing of the class: a lower bound on the mutual
        information of y and the image (Chen et al. 2016, InfoGAN, arXiv 1606.03657).
        """
        if self.guide is None:
            raise ValueError("class consistency needs a guide")
        latents = torch.randn(
            condition.shape[0],
            model.spec.latent_dim,
            generator=generator,
            device=condition.device,
        )
        return functional.cross_entropy(self.guide(model.decode(latents, condition)), condition)
