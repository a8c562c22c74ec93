"""What every family of autoencoders has in common, and the register of families."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

import torch
from torch import Tensor, nn

from latente.errors import ConditionError, ImageError, LatentError, UnknownNameError
from latente.networks import Decoder, Encoder, NetworkSpec, image_shape
from latente.posterior import Posterior

# A variance outside exp(-12) .. exp(6) is noise of training, not information.
_LOG_VARIANCE_RANGE = (-12.0, 6.0)

_REGISTER: dict[str, type[Autoencoder]] = {}


class Autoencoder(nn.Module):
    """An encoder and a decoder that share a latent space. No loss lives here.

    A family says what the encoder's numbers mean (``variational``: a Gaussian, else a
    point) and whether both networks see a condition (``conditional``).
    """

    name: ClassVar[str]
    variational: ClassVar[bool]
    conditional: ClassVar[bool]

    def __init__(self, spec: NetworkSpec) -> None:
        super().__init__()
        if self.conditional and spec.condition_dim == 0:
            raise ConditionError(f"family {self.name!r} needs a condition_dim of at least 1")
        if not self.conditional and spec.condition_dim > 0:
            raise ConditionError(f"family {self.name!r} takes no condition: set condition_dim to 0")
        self.spec = spec
        self.encoder = Encoder(spec, spec.latent_dim * (2 if self.variational else 1))
        self.decoder = Decoder(spec)

    def encode(self, images: Tensor, condition: Tensor | None = None) -> Posterior:
        """Images [N, C, H, W] in [0, 1] to their posterior over latents [N, D].

        Args:
            images: a batch.
            condition: [N, Y], or [Y] for all; only for conditional families, and needed
                there.

        Raises:
            ImageError: the images are not of this model's shape.
            ConditionError: the condition is missing, not wanted, or of the wrong shape.
        """
        if images.dim() != 4 or images.shape[1:] != image_shape(self.spec):
            raise ImageError(
                f"images of shape {tuple(images.shape)} given where "
                f"[N, {', '.join(map(str, image_shape(self.spec)))}] is wanted"
            )
        outputs = self.encoder(images, self._condition_rows(condition, images.shape[0]))
        if not self.variational:
            return Posterior(outputs)
        mean, log_variance = outputs.chunk(2, dim=1)
        return Posterior(mean, log_variance.clamp(*_LOG_VARIANCE_RANGE))

    def decode(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Latents [N, D] to images [N, C, H, W] in [0, 1]; condition as in :meth:`encode`.

        Raises:
            LatentError: the latents are not of this model's length.
            ConditionError: the condition is missing, not wanted, or of the wrong shape.
        """
        return torch.sigmoid(self.decode_logits(latents, condition))

    def decode_logits(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """As :meth:`decode`, before the sigmoid: what a likelihood is computed from."""
        if latents.dim() != 2 or latents.shape[1] != self.spec.latent_dim:
            raise LatentError(
                f"latents of shape {tuple(latents.shape)} given where "
                f"[N, {self.spec.latent_dim}] is wanted"
            )
        logits: Tensor = self.decoder(latents, self._condition_rows(condition, latents.shape[0]))
        return logits

    def _condition_rows(self, condition: Tensor | None, count: int) -> Tensor | None:
        if not self.conditional:
            if condition is not None:
                raise ConditionError(f"a model of family {self.name!r} takes no condition")
            return None
        if condition is None:
            raise ConditionError(f"a model of family {self.name!r} needs a condition")
        rows = condition.expand(count, -1) if condition.dim() == 1 else condition
        if rows.shape != (count, self.spec.condition_dim):
            raise ConditionError(
                f"a condition of shape {tuple(condition.shape)} given where "
                f"[{count}, {self.spec.condition_dim}] is wanted"
            )
        return rows


Family = TypeVar("Family", bound=type["Autoencoder"])


def register(name: str) -> Callable[[Family], Family]:
    """Make a family known under ``name``; a decorator for its class."""

    def add(family: Family) -> Family:
        if name in _REGISTER:
            raise ValueError(f"family {name!r} is registered already")
        family.name = name
        _REGISTER[name] = family
        return family

    return add


def registered_families() -> tuple[str, ...]:
    """Names of all families, sorted."""
    return tuple(sorted(_REGISTER))


def family_class(name: str) -> type[Autoencoder]:
    """The class of a family.

    Raises:
        UnknownNameError: no family of this name.
    """
    if name not in _REGISTER:
        raise UnknownNameError("family", name, registered_families())
    return _REGISTER[name]


def create(name: str, spec: NetworkSpec) -> Autoencoder:
    """A fresh model of the family ``name``, with random weights from torch's generator."""
    return family_class(name)(spec)
