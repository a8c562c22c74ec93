"""The JSON answers. They document what the service sends; it is not validated on its way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from latente.card import Attribute, Card, Effect, JudgedAttribute, JudgeFile, Text
from server.schemas.base import Condition, Crop

_DATA_URL = "data:image/png;base64,iVBORw0KGgo..."
Typicality = Annotated[
    list[float],
    Field(
        description="How near to the data each latent lies, 0 (far) to 1: the share of the "
        "training set's codes that are less likely under the fitted prior.",
        examples=[[0.63]],
    ),
]
Judgements = Annotated[
    list[dict[str, float]] | None,
    Field(
        description="With `judge`: for each image the probability of every attribute that the "
        "judge on the card tells, as it sees it.",
        examples=[[{"Smiling": 0.93, "Eyeglasses": 0.02}]],
    ),
]


class Limits(BaseModel):
    """What one request may ask for."""

    max_images: int = Field(description="Most images that one request may make.", examples=[256])


class PublicCard(Card):
    """A model's card as the service shows it."""

    limits: Limits


def _may_lack(*names: str) -> Callable[[dict[str, Any]], None]:
    """For the schema of a part of a card: views leave these fields out."""

    def loosen(schema: dict[str, Any]) -> None:
        schema["required"] = [name for name in schema["required"] if name not in names]

    return loosen


class ListedEffect(Effect):
    """What a direction does; the view `tables` leaves the curves out."""

    model_config = ConfigDict(json_schema_extra=_may_lack("alphas", "probability", "drift"))


class ListedAttribute(Attribute):
    """A direction; the view `summary` leaves its effects out."""

    effect: ListedEffect | None = None
    mean_difference_effect: ListedEffect | None = None


class ListedJudged(JudgedAttribute):
    """What a judge tells; the view `summary` leaves out how well."""

    model_config = ConfigDict(json_schema_extra=_may_lack("accuracy", "balanced_accuracy"))


class ListedJudge(JudgeFile):
    """The judge of a listed card."""

    attributes: list[ListedJudged] = Field(default_factory=list)  # type: ignore[assignment]


class ListedCard(PublicCard):
    """A card in the list of all: whole, or without what its view leaves out."""

    model_config = ConfigDict(json_schema_extra=_may_lack("network"))

    attributes: list[ListedAttribute] = Field(default_factory=list)  # type: ignore[assignment]
    judge: ListedJudge | None = None


class ModelList(BaseModel):
    """All models."""

    models: list[ListedCard]
    skipped: list[str] = Field(
        description="Folders of models that are damaged and not served; the log says why.",
        examples=[["faces-copy"]],
    )


class GalleryEntry(BaseModel):
    """A ready starting point."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(examples=["dress-2"])
    label: Text
    class_: int | None = Field(alias="class", examples=[3])
    condition: dict[str, float] | None = Field(
        description="Attributes under which it is shown, for models conditioned on them.",
        examples=[None],
    )
    latent: list[float] = Field(examples=[[0.3, -1.2]])
    image: str = Field(
        description="PNG data URL of the original, or of the reconstruction where the "
        "original may not be shipped.",
        examples=[_DATA_URL],
    )
    reconstruction: str = Field(description="PNG data URL.", examples=[_DATA_URL])


class Gallery(BaseModel):
    """Ready starting points of a model."""

    items: list[GalleryEntry]


class Images(BaseModel):
    """Images and the latents they were decoded from, in the same order."""

    images: list[str] = Field(description="PNG data URLs.", examples=[[_DATA_URL]])
    latents: list[list[float]] = Field(examples=[[[0.3, -1.2]]])
    typicality: Typicality
    judgements: Judgements = None


class SeededImages(Images):
    """Images drawn at random; the same seed draws them again."""

    seed: int | None = Field(examples=[7])


class Interpolation(Images):
    """Images along a path."""

    alphas: list[float] = Field(
        description="Position of each: 0 at the start, 1 at the end.", examples=[[0.0, 0.5, 1.0]]
    )


class Edited(Images):
    """Images after attribute edits."""

    alphas: list[float] | None = Field(
        description="The alphas of the sweep; null where there was none.", examples=[[-1.0, 1.0]]
    )


class ConditionalImages(SeededImages):
    """Images and the condition of each."""

    conditions: list[Condition]


class Encoded(BaseModel):
    """Where pictures lie in latent space, and what the model makes of them."""

    latents: list[list[float]] = Field(
        description="Mean of the posterior.", examples=[[[0.3, -1.2]]]
    )
    log_variances: list[list[float]] | None = Field(
        description="Log variance of the posterior; null for deterministic encoders.",
        examples=[[[-2.1, -3.0]]],
    )
    typicality: Typicality
    reconstructions: list[str] = Field(description="PNG data URLs.", examples=[[_DATA_URL]])
    errors: list[float] = Field(
        description="Mean squared error of each reconstruction, pixels in [0, 1].",
        examples=[[0.012]],
    )
    inputs: list[str] = Field(
        description="The pictures as the model saw them, PNG data URLs.", examples=[[_DATA_URL]]
    )
    inverted: list[bool] = Field(
        description="Whether a dark-on-light picture was inverted.", examples=[[False]]
    )
    crops: list[Crop | None] | None = Field(
        description="What was cut out of each picture; null: its centre.",
        examples=[[{"x": 320.5, "y": 241.0, "side": 180.0, "angle": -4.2}]],
    )
    judgements: Judgements = None
    input_judgements: Judgements = None


class Aligned(BaseModel):
    """Faces in a photograph, each as the crop in which the model expects it."""

    width: int = Field(description="Of the picture as one sees it upright.", examples=[640])
    height: int = Field(examples=[480])
    faces: list[Crop] = Field(description="Best first; there may be none.")
    crop: Crop = Field(description="The best face, else the largest square in the middle.")
    found: bool = Field(description="Whether there is a face.", examples=[True])
    detector: str | None = Field(
        description="What searched; null where no detector is installed.", examples=["opencv"]
    )


class FittedDirection(BaseModel):
    """A direction from examples, and how far to trust it."""

    direction: list[float] = Field(
        description="mean(positive) - mean(negative).", examples=[[1.0, 0.5]]
    )
    separability: float = Field(
        ge=0, le=1, description="Held-out area under the ROC curve; 0.5 is chance.", examples=[0.97]
    )
    stability: float = Field(
        ge=-1, le=1, description="Cosine between the directions of two halves.", examples=[0.9]
    )


class Health(BaseModel):
    """The process lives."""

    status: str = Field(examples=["ok"])


class Readiness(BaseModel):
    """Every model is loaded and warm."""

    status: str = Field(examples=["ready"])
    models: list[str] = Field(examples=[["fashion-vae"]])
    skipped: list[str] = Field(
        description="Folders that hold no usable bundle; the log says why.", examples=[[]]
    )


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """A JSON schema that refers to the OpenAPI document's components."""
    return model.model_json_schema(ref_template="#/components/schemas/{model}")
