"""Priors: where latents come from before any image is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from latente.errors import ConditionError


@dataclass(frozen=True)
class StandardNormal:
    """N(0, I), the prior that a variational autoencoder is trained towards."""

    dimension: int

    def sample(
        self, count: int, generator: torch.Generator | None = None, temperature: float = 1.0
    ) -> Tensor:
        """Draw latents [count, D]; ``temperature`` scales their distance from the mean."""
        return temperature * torch.randn(count, self.dimension, generator=generator)

    def log_prob(self, latents: Tensor) -> Tensor:
        """Log density in nats for each latent of [N, D]: [N]."""
        return -0.5 * (latents.square().sum(dim=1) + self.dimension * math.log(2.0 * math.pi))


@dataclass(frozen=True)
class GaussianMixture:
    """A mixture of K Gaussians, fitted to where the codes of a data set really lie.

    Fitting a density to the latents after training turns even a deterministic autoencoder
    into a generative model (Ghosh et al. 2020, arXiv 1903.12436).

    ``weights`` [K] sum to 1, ``means`` are [K, D], ``scale_tril`` [K, D, D] the lower
    Cholesky factors of the covariances. ``class_weights`` [Y, K] gives, for a model
    conditioned on classes, the component weights of each class; for a soft condition they
    are blended in its proportions. None: the same weights under every condition.
    """

    weights: Tensor
    means: Tensor
    scale_tril: Tensor
    class_weights: Tensor | None = None

    @property
    def dimension(self) -> int:
        """Length of a latent."""
        return self.means.shape[1]

    def sample(
        self,
        count: int,
        generator: torch.Generator | None = None,
        temperature: float = 1.0,
        condition: Tensor | None = None,
    ) -> Tensor:
        """Draw latents [count, D].

        Args:
            count: how many.
            generator: source of the randomness, on the CPU; None takes torch's own.
            temperature: scales the distance from the mean of the component drawn.
            condition: [Y] for all or [count, Y] for each; used if there are class weights.
        """
        weights = self.component_weights(count, condition)
        component = torch.multinomial(weights, 1, generator=generator).squeeze(1)
        noise = torch.randn(count, self.dimension, generator=generator)
        offset = torch.einsum("nij,nj->ni", self.scale_tril[component], noise)
        return self.means[component] + temperature * offset

    def component_weights(self, count: int, condition: Tensor | None = None) -> Tensor:
        """Weights of the components for each of ``count`` latents: [count, K]."""
        if condition is None or self.class_weights is None:
            return self.weights.expand(count, -1)
        rows = condition.reshape(-1, condition.shape[-1]).clamp(min=0.0)
        if rows.shape[1] != self.class_weights.shape[0] or rows.shape[0] not in (1, count):
            raise ConditionError(
                f"a condition of shape {tuple(condition.shape)} does not fit {count} latents "
                f"of a prior over {self.class_weights.shape[0]} classes"
            )
        total = rows.sum(dim=1, keepdim=True)
        shares = torch.where(total > 0, rows / total.clamp(min=1e-12), 1.0 / rows.shape[1])
        return (shares @ self.class_weights).expand(count, -1)

    def moments(self) -> tuple[Tensor, Tensor]:
        """Mean [D] and covariance [D, D] of the mixture as a whole, in double precision."""
        weights, means, scale = self.weights.double(), self.means.double(), self.scale_tril.double()
        weights = weights / weights.sum()
        mean = weights @ means
        apart = means - mean
        within = torch.einsum("k,kij,klj->il", weights, scale, scale)
        return mean, within + torch.einsum("k,ki,kj->ij", weights, apart, apart)

    def log_prob(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Log density in nats for each latent of [N, D]: [N]."""
        matrix, shift, constant = self._whitening
        whitened = (latents @ matrix - shift).reshape(-1, *self.means.shape)
        log_normal = constant - 0.5 * whitened.square().sum(dim=2)
        weights = self.component_weights(latents.shape[0], condition)
        return torch.logsumexp(log_normal + weights.log(), dim=1)

    @cached_property
    def _whitening(self) -> tuple[Tensor, Tensor, Tensor]:
        """What makes every component a standard normal, for all of them in one product.

        The inverse Cholesky factors side by side [D, K * D], the means under them [K * D],
        and the logarithms of the normalising constants [K]. Worked out once: the density is
        asked for with every picture that a slider makes.
        """
        components, dimension = self.means.shape
        scale = self.scale_tril.double()
        unit = torch.eye(dimension, dtype=torch.float64).expand_as(scale)
        inverse = torch.linalg.solve_triangular(scale, unit, upper=False)
        shift = torch.einsum("kij,kj->ki", inverse, self.means.double())
        log_scale = scale.diagonal(dim1=1, dim2=2).log().sum(dim=1)
        constant = -log_scale - 0.5 * dimension * math.log(2.0 * math.pi)
        matrix = inverse.reshape(components * dimension, dimension).T
        kind = self.means.dtype
        return matrix.to(kind).contiguous(), shift.flatten().to(kind), constant.to(kind)
