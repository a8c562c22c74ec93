"""The conditional variational autoencoder: encoder and decoder both know the condition."""

from __future__ import annotations

from latente.families.base import Autoencoder, register


@register("cvae")
class ConditionalVariationalAutoencoder(Autoencoder):
    """q(z|x, y) and p(x|z, y): what y already says need not be said by z.

    Sohn, Lee & Yan 2015, "Learning Structured Output Representation using Deep
    Conditional Generative Models".
    """

    variational = True
    conditional = True
