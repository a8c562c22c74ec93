"""The deterministic autoencoder: an image is one point of latent space."""

from __future__ import annotations

from latente.families.base import Autoencoder, register


@register("ae")
class DeterministicAutoencoder(Autoencoder):
    """z = f(x), x^ = g(z). It compresses; nothing tells where between the codes to sample."""

    variational = False
    conditional = False
