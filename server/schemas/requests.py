"""The bodies of the calls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from server.schemas.base import (
    Animated,
    Condition,
    Conditioned,
    Crop,
    Judged,
    Latent,
    Number,
    Pictured,
    Point,
    RequestModel,
    Seed,
)

PriorName = Literal["standard", "fitted"]
Temperature = Annotated[float, Field(ge=0.0, le=10.0)]


class EncodeRequest(Conditioned, Pictured, Judged):
    """Pictures to encode."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"images": ["data:image/png;base64,iVBORw0KGgo..."]},
                {"images": ["iVBORw0KGgo..."], "condition": {"class": "Dress"}},
                {"images": ["iVBORw0KGgo..."], "align": True, "judge": True},
                {
                    "images": ["iVBORw0KGgo..."],
                    "crops": [{"x": 320.5, "y": 241.0, "side": 180.0, "angle": -4.2}],
                },
            ]
        }
    )

    images: list[str] = Field(
        min_length=1, description="PNG, JPEG or WebP pictures, each as base64 or data URL."
    )
    crops: list[Crop | None] | None = Field(
        None,
        min_length=1,
        description="For each picture the part that is meant; null: its centre, or, with "
        "`align`, the face found.",
    )
    align: bool = Field(
        False,
        description="Find the face in each picture, and cut it as the model expects it; where "
        "there is none, the centre. Only for models whose card has an `alignment`.",
    )


class AlignRequest(RequestModel):
    """A photograph to find faces in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"image": "data:image/jpeg;base64,/9j/4AAQSkZJRg..."}]}
    )

    image: str = Field(description="A PNG, JPEG or WebP picture as base64 or data URL.")


class DecodeRequest(Conditioned, Pictured, Judged):
    """Latents to decode."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"latents": [[0.3, -1.2], [0.0, 0.5]]},
                {"latents": [[0.3, -1.2]], "condition": {"class": 3}},
                {"latents": [[0.3, -1.2]], "judge": True},
            ]
        }
    )

    latents: list[Latent] = Field(min_length=1)


class SampleRequest(Conditioned, Pictured, Judged):
    """How many images to draw from a prior, and how."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"count": 16, "seed": 7},
                {"count": 4, "seed": 7, "prior": "fitted", "temperature": 0.8},
            ]
        }
    )

    count: int = Field(16, ge=1, description="How many images.")
    seed: Seed | None = None
    temperature: Temperature = Field(1.0, description="Scales the distance from the mean.")
    prior: PriorName = Field("standard", description="N(0, I), or the prior fitted to the data.")


class InterpolateRequest(Conditioned, Animated, Judged):
    """A path between two points, or through several."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"start": {"seed": 1}, "end": {"seed": 2}, "steps": 9},
                {
                    "start": {"gallery": "dress-2"},
                    "end": {"latent": [0.3, -1.2]},
                    "alphas": [0, 0.25, 1.2],
                    "method": "spherical",
                },
                {"path": [{"seed": 1}, {"seed": 2}, {"seed": 3}], "steps": 24, "closed": True},
                {
                    "start": {"seed": 1},
                    "end": {"seed": 1},
                    "start_condition": {"class": 3},
                    "end_condition": {"class": 8},
                },
            ]
        }
    )

    start: Point | None = None
    end: Point | None = None
    path: list[Point] | None = Field(
        None, min_length=2, max_length=256, description="Points to pass through, in order."
    )
    steps: int | None = Field(None, ge=1, description="Number of images, evenly spaced; default 9.")
    alphas: list[Number] | None = Field(
        None,
        min_length=1,
        description="Positions between start and end instead of `steps`; 0 is exactly the "
        "start, 1 exactly the end, others extrapolate.",
    )
    closed: bool = Field(False, description="With `path`: return to its first point.")
    method: Literal["linear", "spherical"] = "linear"
    start_condition: Condition | None = Field(
        None, description="The condition at the start; blended towards `end_condition`."
    )
    end_condition: Condition | None = Field(None, description="The condition at the end.")


class Step(RequestModel):
    """A direction of one's own and how far to go along it."""

    direction: Latent
    alpha: Number


class Sweep(RequestModel):
    """One direction under several alphas: a strip."""

    attribute: str | None = Field(None, description="Name of an attribute of the card.")
    direction: Latent | None = Field(
        None, description="A direction of one's own instead of `attribute`."
    )
    alphas: list[Number] = Field(min_length=1, description="One image for each.")


class AttributeEditRequest(Animated, Judged):
    """A point, and steps along attribute directions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"point": {"gallery": "dress-2"}, "edits": {"Long sleeves": 1.5, "Light": -1}},
                {
                    "point": {"seed": 7},
                    "sweep": {"attribute": "Long sleeves", "alphas": [-3, -1, 0, 1, 3]},
                    "preserve": ["Light"],
                },
                {
                    "point": {"latent": [0.3, -1.2]},
                    "directions": [{"direction": [1.0, 0.5], "alpha": 0.5}],
                },
                {
                    "point": {"seed": 7},
                    "edits": {"Smiling": 1.5},
                    "method": "mean-difference",
                    "judge": True,
                },
            ]
        }
    )

    point: Point
    edits: dict[str, Number] | None = Field(
        None, description="Alpha for each attribute; 1 is from the mean without to the mean with."
    )
    directions: list[Step] | None = Field(
        None, max_length=256, description="Steps along directions of one's own."
    )
    sweep: Sweep | None = Field(
        None, description="A strip along one direction; `edits` are applied to all of it first."
    )
    preserve: list[str] | None = Field(
        None,
        max_length=256,
        description="Attributes to hold still: their directions are projected out.",
    )
    method: Literal["best", "mean-difference"] = Field(
        "best",
        description="Which directions `edits`, `sweep` and `preserve` name: the best known, or "
        "the plain differences of means. Attributes that were not refined have one for both.",
    )
    condition: Condition | None = Field(
        None, description="Only for conditional models, and needed there."
    )


class ConditionalGenerateRequest(Conditioned, Pictured, Judged):
    """New images under one condition, or one latent under several."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"condition": {"class": "Dress"}, "count": 8, "seed": 7},
                {"conditions": [{"class": 0}, {"class": 3}], "point": {"seed": 7}},
            ]
        }
    )

    count: int | None = Field(None, ge=1, description="How many images; default 8.")
    point: Point | None = Field(
        None,
        description="With `conditions`: the latent to show under each. A picture is encoded "
        "under `condition`. Absent: a latent drawn with `seed`.",
    )
    seed: Seed | None = None
    temperature: Temperature = Field(1.0, description="Scales the distance from the mean.")
    prior: PriorName = Field("standard", description="N(0, I), or the prior fitted to the data.")


class DirectionsRequest(Conditioned):
    """Examples with and without a property."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "positive": [{"gallery": "dress-1"}, {"gallery": "dress-2"}],
                    "negative": [{"gallery": "trouser-1"}, {"gallery": "trouser-2"}],
                }
            ]
        }
    )

    positive: list[Point] = Field(min_length=2, max_length=256)
    negative: list[Point] = Field(min_length=2, max_length=256)


class ImageQuery(RequestModel):
    """The query of a linkable image. Values are text here, so nothing is strict."""

    model_config = ConfigDict(strict=False)

    z: str = Field(
        description="The latent: float16, little-endian, base64url; `=` may be left out.",
        max_length=12000,
        examples=["zTTNvA"],
    )
    class_: str | None = Field(
        None, alias="class", description="Number or name of the class.", examples=["3"]
    )
    attributes: str | None = Field(
        None,
        description="Attributes of models conditioned on them: `name:value` with commas between.",
        examples=["Smiling:1,Eyeglasses:0"],
    )
    w: str | None = Field(
        None,
        description="The weights' SHA-256, or its first 8 or more digits. With it the answer "
        "never changes and is cached for good; other weights give a 409.",
        pattern=r"^[0-9a-f]{8,64}$",
        examples=["9f86d081884c7d65"],
    )
