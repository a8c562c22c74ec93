"""What an encoder returns: a point, or a Gaussian around one."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from latente.errors import PosteriorError


@dataclass(frozen=True)
class Posterior:
    """Where the latents that explain a batch of images lie.

    ``mean`` is [N, D]. ``log_variance`` is [N, D] for a variational encoder, whose
    posterior q(z|x) is a Gaussian with a diagonal covariance, and None for a
    deterministic one, whose posterior is the point ``mean``.
    """

    mean: Tensor
    log_variance: Tensor | None = None

    @property
    def is_gaussian(self) -> bool:
        """True for a variational encoder, False for a deterministic one."""
        return self.log_variance is not None

    def mode(self) -> Tensor:
        """The most probable latents [N, D]: the mean, whatever the encoder."""
        return self.mean

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """Draw one latent for each image, [N, D], as z = mean + deviation * noise.

        The reparameterisation of Kingma & Welling 2014 (arXiv 1312.6114): gradients pass
        through the mean and the deviation. A point has nothing to draw, so it returns the
        mean. ``generator`` lives on the device of the noise; None takes torch's own.
        """
        if self.log_variance is None:
            return self.mean
        noise = torch.randn(
            self.mean.shape,
            generator=generator,
            device=self.mean.device if generator is None else generator.device,
            dtype=self.mean.dtype,
        )
        return self.mean + torch.exp(0.5 * self.log_variance) * noise.to(self.mean.device)

    def kl_per_dimension(self) -> Tensor:
        """KL divergence from the prior N(0, I) in nats, for each dimension: [N, D].

        In closed form, (mean^2 + variance - 1 - log variance) / 2 (Kingma & Welling 2014,
        appendix B).

        Raises:
            PosteriorError: the posterior is a point, whose divergence is infinite.
        """
        if self.log_variance is None:
            raise PosteriorError(
                "a deterministic encoder gives a point, whose KL divergence from the prior "
                "is infinite; use a variational family"
            )
        variance = torch.exp(self.log_variance)
        return 0.5 * (self.mean.square() + variance - 1.0 - self.log_variance)

    def kl(self) -> Tensor:
        """KL divergence from the prior N(0, I) in nats, for each image: [N]."""
        return self.kl_per_dimension().sum(dim=1)
