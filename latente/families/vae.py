"""The variational autoencoder: an image is a Gaussian over latent space."""

from __future__ import annotations

from latente.families.base import Autoencoder, register


@register("vae")
class VariationalAutoencoder(Autoencoder):
    """q(z|x) = N(mean(x), variance(x)), pulled towards the prior p(z) = N(0, I).

    Kingma & Welling 2014, arXiv 1312.6114.
    """

    variational = True
    conditional = False
