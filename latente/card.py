"""The card of a bundle: what a model is, how it was made and how good it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from latente.networks import NetworkSpec

FORMAT_VERSION: Literal[1] = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Text(_Strict):
    """The same words in both languages."""

    en: str
    es: str


class ImageShape(_Strict):
    """Size of the model's images, in pixels."""

    width: int = Field(ge=1)
    height: int = Field(ge=1)
    channels: int = Field(ge=1, le=4)


class ClassName(_Strict):
    """One class of a data set; its index is its place in the list."""

    name: str
    title: Text


class ClassCondition(_Strict):
    """The model is conditioned on one class, given as a one-hot vector."""

    kind: Literal["class"] = "class"
    classes: list[ClassName]

    @property
    def length(self) -> int:
        """Length of the condition's vector."""
        return len(self.classes)


class ConditionAttribute(_Strict):
    """One binary attribute; ``mean`` is the share of the data set that has it."""

    name: str
    title: Text
    mean: float = Field(ge=0.0, le=1.0)


class AttributeCondition(_Strict):
    """The model is conditioned on several attributes at once."""

    kind: Literal["attributes"] = "attributes"
    attributes: list[ConditionAttribute]

    @property
    def length(self) -> int:
        """Length of the condition's vector."""
        return len(self.attributes)


Condition = Annotated[ClassCondition | AttributeCondition, Field(discriminator="kind")]


class Attribute(_Strict):
    """A direction of latent space with a name, and what a slider needs to show it.

    ``group`` heads the attributes that belong together. ``less`` and ``more`` are the words
    for a negative and a positive alpha. ``range`` is the span of alpha within which the
    pictures hold together. ``separability`` and ``stability`` are those of
    :class:`latente.directions.Direction`.
    """

    name: str
    title: Text
    group: Text
    less: Text
    more: Text
    range: tuple[float, float]
    separability: float = Field(ge=0.0, le=1.0)
    stability: float = Field(ge=-1.0, le=1.0)


class GalleryItem(_Strict):
    """A ready starting point; its latent lies in the bundle's tensors."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: Text
    class_index: int | None = None


class Weights(_Strict):
    """The weights file: its checksum, its number of trained values, its size."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    parameters: int = Field(ge=1)
    bytes: int = Field(ge=1)


class Card(_Strict):
    """Everything about a bundle that is not a tensor. See API.md for the public part."""

    format_version: Literal[1] = FORMAT_VERSION
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    description: Text
    family: str
    dataset: str
    image: ImageShape
    latent_dim: int = Field(ge=1)
    network: NetworkSpec
    condition: Condition | None = None
    classes: list[ClassName] = []
    attributes: list[Attribute] = []
    priors: list[Literal["standard", "fitted"]] = ["standard", "fitted"]
    gallery: list[GalleryItem] = []
    light_on_dark: bool = False
    metrics: dict[str, Any] = {}
    weights: Weights
    files: dict[str, str] = {}
    license: str
    training: dict[str, Any] = {}
    libraries: dict[str, str] = {}

    @model_validator(mode="after")
    def _parts_must_agree(self) -> Card:
        if self.network.latent_dim != self.latent_dim:
            raise ValueError("latent_dim differs from that of the network")
        shape = (self.image.channels, self.image.width, self.image.height)
        if shape != (self.network.channels, self.network.size, self.network.size):
            raise ValueError("the image's shape differs from that of the network")
        length = self.condition.length if self.condition else 0
        if length != self.network.condition_dim:
            raise ValueError("the condition's length differs from that of the network")
        for kind, names in (
            ("attribute", [attribute.name for attribute in self.attributes]),
            ("gallery id", [item.id for item in self.gallery]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"a {kind} occurs twice")
        return self

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, or None."""
        return next((each for each in self.attributes if each.name == name), None)
