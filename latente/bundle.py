"""A bundle: one published model with its card, its tensors and its gallery.

::

    weights/fashion-vae/
    ├── card.json            what it is (latente.card.Card)
    ├── model.safetensors    weights of encoder and decoder
    ├── latents.safetensors  statistics, fitted prior, directions, gallery
    ├── gallery.webp         thumbnails of the gallery, one row, where they may be shipped
    ├── map.safetensors      codes of many images and their places on maps, where published
    ├── map.webp             thumbnails of those codes, where they are not shared
    └── README.md            the card for people
    weights/_judges/         classifiers that score models; a card may name one
    weights/_thumbnails/     thumbnails of a data set's test images, for the maps of its models

Only safetensors and JSON are read: loading a bundle never runs code from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from latente.card import AttributeCondition, Card, ClassCondition
from latente.errors import ConditionError, UnknownNameError
from latente.families import Autoencoder
from latente.judge import Judge
from latente.posterior import Posterior
from latente.priors import GaussianMixture, StandardNormal


@dataclass(frozen=True)
class MapFiles:
    """Where the files of a map lie; :func:`latente.map_storage.load_map` reads them.

    ``sprite`` is None where there are no thumbnails, or the shared ones were not copied along
    with the bundle.
    """

    tensors: Path
    sprite: Path | None = None


@dataclass(frozen=True)
class Bundle:
    """A model ready for use. Tensors beside the model live on the CPU.

    ``latent_mean`` and ``latent_std`` [D] describe the codes of the training set, and
    ``log_density_quantiles`` [Q] their log densities under the fitted prior, at equal steps
    from the least to the most likely;
    ``directions`` maps attribute names to [D], ``mean_directions`` those whose direction was
    refined to the plain difference of means; ``gallery_latents`` [G, D] are in the order
    of the card's gallery, as are ``gallery_images`` [G, H, W, C] (8-bit originals, or None
    where the data set's terms forbid shipping them). ``judge`` tells attributes in pictures;
    ``map_files`` says where the model's map lies, which few need.
    """

    card: Card
    model: Autoencoder
    latent_mean: Tensor
    latent_std: Tensor
    fitted_prior: GaussianMixture
    log_density_quantiles: Tensor
    directions: dict[str, Tensor]
    gallery_latents: Tensor
    gallery_images: Tensor | None = None
    mean_directions: dict[str, Tensor] = field(default_factory=dict)
    judge: Judge | None = None
    map_files: MapFiles | None = None

    @property
    def device(self) -> torch.device:
        """Where the model computes."""
        return next(self.model.parameters()).device

    @torch.inference_mode()
    def encode(self, images: Tensor, condition: Tensor | None = None) -> Posterior:
        """Images [N, C, H, W] in [0, 1] to their posterior; see :meth:`Autoencoder.encode`."""
        return self.model.encode(images.to(self.device), self._to_device(condition))

    @torch.inference_mode()
    def decode(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """Latents [N, D] to images [N, C, H, W] in [0, 1]; see :meth:`Autoencoder.decode`."""
        return self.model.decode(latents.to(self.device), self._to_device(condition))

    def _to_device(self, condition: Tensor | None) -> Tensor | None:
        return None if condition is None else condition.to(self.device)

    def sample_prior(
        self,
        count: int,
        generator: torch.Generator | None = None,
        prior: str = "standard",
        temperature: float = 1.0,
        condition: Tensor | None = None,
    ) -> Tensor:
        """Draw latents [count, D] on the CPU, so that a seed means the same on any device.

        Args:
            count: how many.
            generator: source of the randomness, on the CPU.
            prior: "standard", N(0, I), or "fitted", the mixture fitted to the data's codes.
            temperature: scales the distance from the mean.
            condition: [Y] or [count, Y]; the fitted prior of a class model depends on it.

        Raises:
            UnknownNameError: no such prior.
        """
        if prior == "standard":
            return StandardNormal(self.card.latent_dim).sample(count, generator, temperature)
        if prior == "fitted":
            return self.fitted_prior.sample(count, generator, temperature, condition)
        raise UnknownNameError("prior", prior, self.card.priors)

    def typicality(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        """How near to the data latents [N, D] lie: [N], from 0 (far) to 1.

        It is the share of the training set's codes that are less likely than the latent
        under the fitted prior: 0.5 is as typical as the median code, 0 is outside of where
        any code lies.
        """
        density = self.fitted_prior.log_prob(latents, condition)
        below = torch.searchsorted(self.log_density_quantiles, density.contiguous())
        return below / self.log_density_quantiles.numel()

    def condition_vector(
        self,
        class_: int | str | None = None,
        attributes: dict[str, float] | None = None,
    ) -> Tensor:
        """A condition [Y] from a class (index or name) or from named attributes.

        Attributes that are not named take the data set's mean.

        Raises:
            ConditionError: the model takes no condition, or one of the other kind.
            UnknownNameError: no such class or attribute.
        """
        kind = self.card.condition
        if isinstance(kind, ClassCondition) and class_ is not None and attributes is None:
            return _one_hot(kind, class_)
        if isinstance(kind, AttributeCondition) and attributes is not None and class_ is None:
            return _attribute_vector(kind, attributes)
        wanted = {None: "no condition", "class": "a class", "attributes": "attributes"}
        raise ConditionError(
            f"model {self.card.id!r} takes {wanted[kind.kind if kind else None]} as its condition"
        )

    def gallery_latent(self, item_id: str) -> Tensor:
        """The latent [D] of a gallery item; UnknownNameError where there is none."""
        return self.gallery_latents[self._gallery_index(item_id)]

    def gallery_condition(self, item_id: str) -> Tensor | None:
        """The condition [Y] under which a gallery item was encoded; None: none is needed."""
        item = self.card.gallery[self._gallery_index(item_id)]
        if isinstance(self.card.condition, ClassCondition) and item.class_index is not None:
            return self.condition_vector(class_=item.class_index)
        if isinstance(self.card.condition, AttributeCondition):
            return self.condition_vector(attributes=item.condition or {})
        return None

    def _gallery_index(self, item_id: str) -> int:
        ids = [item.id for item in self.card.gallery]
        if item_id not in ids:
            raise UnknownNameError("gallery item", item_id, ids)
        return ids.index(item_id)


def _one_hot(kind: ClassCondition, class_: int | str) -> Tensor:
    names = [each.name for each in kind.classes]
    index = names.index(class_) if class_ in names else class_
    if not isinstance(index, int) or not 0 <= index < len(names):
        raise UnknownNameError("class", str(class_), names)
    return torch.nn.functional.one_hot(torch.tensor(index), len(names)).float()


def _attribute_vector(kind: AttributeCondition, attributes: dict[str, float]) -> Tensor:
    names = [each.name for each in kind.attributes]
    for name in attributes:
        if name not in names:
            raise UnknownNameError("attribute", name, names)
    return torch.tensor([float(attributes.get(each.name, each.mean)) for each in kind.attributes])
