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


class Effect(_Strict):
    """What the judge saw when a direction was tried on the test images.

    ``probability`` is the mean probability that the judge gives the attribute at each of
    ``alphas``. ``gained`` is the share of images without the attribute that the judge says
    have it at the slider's upper end, ``lost`` that of images with it that lack it at the
    lower end; None where there are no such images. ``monotonicity`` is the share of steps
    along ``alphas`` in which that probability does not fall. ``drift`` gives, for other
    attributes, the mean signed change in their probability from alpha 0 to ``drift_at``, the
    alpha at which a share ``flips`` of the verdicts on the attribute itself has turned.
    ``mean_drift`` is the mean size of that change over all other attributes that the judge
    knows; ``mean_change`` takes each image's change by itself, so that changes up and down do
    not cancel; ``background`` is the mean absolute change of pixels, in [0, 1], outside of the
    ellipse that holds the face. All are taken at the same alpha.
    """

    alphas: list[float]
    probability: list[float]
    gained: float | None = Field(None, ge=0.0, le=1.0)
    lost: float | None = Field(None, ge=0.0, le=1.0)
    monotonicity: float = Field(ge=0.0, le=1.0)
    drift_at: float
    flips: float = Field(ge=0.0, le=1.0)
    drift: dict[str, float]
    mean_drift: float = Field(ge=0.0)
    mean_change: float = Field(ge=0.0)
    background: float = Field(ge=0.0)


class CoOccurrence(_Strict):
    """How often another attribute goes with this one, among the training images.

    ``with_`` (in JSON ``with``) is the other's share among images that have this attribute,
    ``without`` its share among those that do not.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)

    with_: float = Field(alias="with", ge=0.0, le=1.0)
    without: float = Field(ge=0.0, le=1.0)


class Attribute(_Strict):
    """A direction of latent space with a name, and what a slider needs to show it.

    ``group`` heads the attributes that belong together. ``less`` and ``more`` are the words
    for a negative and a positive alpha. ``range`` is the span of alpha within which the
    pictures hold together. ``separability`` and ``stability`` are those of
    :class:`latente.directions.Direction`.

    ``method`` says how the direction was found: the plain difference of means, or refined
    (``training/steering.py``); then ``mean_difference_effect`` is that of
    the plain one, which a bundle keeps beside it. ``share`` is the share of training images
    with the attribute; ``co_occurrence`` names the others that go with it in the data.
    """

    name: str
    title: Text
    group: Text
    less: Text
    more: Text
    range: tuple[float, float]
    separability: float = Field(ge=0.0, le=1.0)
    stability: float = Field(ge=-1.0, le=1.0)
    method: Literal["mean-difference", "refined"] = "mean-difference"
    share: float | None = Field(None, ge=0.0, le=1.0)
    co_occurrence: dict[str, CoOccurrence] = {}
    effect: Effect | None = None
    mean_difference_effect: Effect | None = None


class Preset(_Strict):
    """A ready combination of attribute steps, as "smile more"."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    edits: dict[str, float] = Field(min_length=1)


class Alignment(_Strict):
    """Where the model expects the eyes, as shares of the picture's width and height.

    ``left_eye`` is the one at the left of the picture.
    """

    left_eye: tuple[float, float]
    right_eye: tuple[float, float]


class JudgedAttribute(_Strict):
    """An attribute that the judge may speak of, and how good it is at it.

    ``accuracy`` is the share of test photographs on which it agrees with the label,
    ``balanced_accuracy`` the mean of that share over those with and those without.
    """

    name: str
    title: Text
    accuracy: float = Field(ge=0.0, le=1.0)
    balanced_accuracy: float = Field(ge=0.0, le=1.0)


class JudgeFile(_Strict):
    """The judge that goes with a model: a file in the folder ``_judges`` beside the bundle.

    Only ``attributes`` are told to people: a data set may have labels better not repeated.
    """

    file: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*\.safetensors$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    attributes: list[JudgedAttribute] = []


class GalleryItem(_Strict):
    """A ready starting point; its latent lies in the bundle's tensors.

    ``condition`` holds the attributes under which it is shown, for models conditioned on
    attributes.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: Text
    class_index: int | None = None
    condition: dict[str, float] | None = None


class Tile(_Strict):
    """Size of one thumbnail, in pixels."""

    width: int = Field(ge=1)
    height: int = Field(ge=1)


class Sprite(_Strict):
    """One picture with the thumbnails of all points of a map, row by row, without gaps.

    A ``shared`` one lies in the folder ``_thumbnails`` beside the bundles of a data set, for
    all of them; any other in the bundle's own folder.
    """

    file: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*\.webp$")
    shared: bool = False
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    columns: int = Field(ge=1)
    rows: int = Field(ge=1)
    tile: Tile


class MapFile(_Strict):
    """The map of a model: the codes of ``count`` images in two dimensions.

    They are those of the data set's test images, or draws from the fitted prior where the
    data set's images may not be shown. ``projections`` names the layouts, the default first.
    """

    source: Literal["test", "prior"]
    count: int = Field(ge=2)
    projections: list[str] = Field(min_length=1)
    sprite: Sprite | None = None


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
    presets: list[Preset] = []
    alignment: Alignment | None = None
    judge: JudgeFile | None = None
    priors: list[Literal["standard", "fitted"]] = ["standard", "fitted"]
    gallery: list[GalleryItem] = []
    map: MapFile | None = None
    light_on_dark: bool = False
    metrics: dict[str, Any] = {}
    weights: Weights
    files: dict[str, str] = {}
    license: str
    cautions: list[Text] = []
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
        known = {attribute.name for attribute in self.attributes}
        for preset in self.presets:
            if not preset.edits.keys() <= known:
                raise ValueError(f"the preset {preset.id!r} names an unknown attribute")
        return self

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, or None."""
        return next((each for each in self.attributes if each.name == name), None)
