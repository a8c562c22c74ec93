"""The words of the contract: numbers, latents, points and conditions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

# Models compute in float32: a finite double beyond this is an infinity there.
FLOAT32_MAX = 3.4028234e38
# Integers up to here survive JavaScript's numbers.
MAX_SEED = 2**53 - 1

Number = Annotated[float, Field(ge=-FLOAT32_MAX, le=FLOAT32_MAX)]
Latent = Annotated[
    list[Number],
    Field(
        min_length=1,
        max_length=4096,
        description="A point of latent space: `latent_dim` finite numbers.",
        examples=[[0.3, -1.2]],
    ),
]
Seed = Annotated[
    int,
    Field(
        ge=0,
        le=MAX_SEED,
        description="Source of the randomness; absent: the server draws one and returns it.",
        examples=[7],
    ),
]


class RequestModel(BaseModel):
    """A part of a request: nothing unknown, nothing converted, nothing infinite."""

    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, populate_by_name=False
    )


class Crop(RequestModel):
    """A square to cut out of a picture, in pixels of the picture as one sees it upright.

    First the picture is turned about the square's centre, then the square is cut. What of it
    lies beyond the picture's edge is filled with the outermost pixels.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"x": 320.5, "y": 241.0, "side": 180.0, "angle": -4.2}]}
    )

    x: float = Field(ge=-1e9, le=1e9, description="Centre, from the picture's left side.")
    y: float = Field(ge=-1e9, le=1e9, description="Centre, from the picture's top.")
    side: float = Field(ge=1.0, le=1e9, description="Side of the square.")
    angle: float = Field(
        0.0, ge=-360.0, le=360.0, description="Degrees by which the picture is turned clockwise."
    )


class Point(RequestModel):
    """A latent, named in exactly one of four ways."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"seed": 7},
                {"gallery": "dress-2"},
                {"latent": [0.3, -1.2]},
                {"image": "data:image/png;base64,iVBORw0KGgo..."},
                {
                    "image": "data:image/png;base64,iVBORw0KGgo...",
                    "crop": {"x": 320.5, "y": 241.0, "side": 180.0, "angle": -4.2},
                },
            ]
        }
    )

    latent: Latent | None = None
    image: str | None = Field(
        None, description="A PNG, JPEG or WebP picture as base64 or data URL; it is encoded."
    )
    seed: int | None = Field(
        None, ge=0, le=MAX_SEED, description="The latent that the model's prior gives for it."
    )
    gallery: str | None = Field(None, description="Id of a gallery item.")
    crop: Crop | None = Field(
        None, description="With `image`: the part of it that is meant; absent: its centre."
    )

    @model_validator(mode="after")
    def _exactly_one_kind(self) -> Point:
        kinds = (self.latent, self.image, self.seed, self.gallery)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("A point is exactly one of latent, image, seed and gallery.")
        if self.crop is not None and self.image is None:
            raise ValueError("A crop goes with an image.")
        return self


def _class_reference(value: Any) -> int | str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError("A class is its number or its name.")


ClassReference = Annotated[
    int | str,
    PlainValidator(_class_reference),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}),
]


class Condition(RequestModel):
    """What a conditional model is told: a class, or attributes; as its card says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"class": 3},
                {"class": "Dress"},
                {"attributes": {"Smiling": 1, "Eyeglasses": 0}},
            ]
        }
    )

    class_: ClassReference | None = Field(
        None, alias="class", description="Number or name of the class."
    )
    attributes: dict[str, Number] | None = Field(
        None, description="Attributes by name; what is not named takes the data set's mean."
    )

    @model_validator(mode="after")
    def _exactly_one_kind(self) -> Condition:
        if (self.class_ is None) == (self.attributes is None):
            raise ValueError("A condition is exactly one of class and attributes.")
        return self


class Conditioned(RequestModel):
    """Conditions of a call: one for all, or one each."""

    condition: Condition | None = Field(
        None, description="Holds for all; only for conditional models, and needed there."
    )
    conditions: list[Condition] | None = Field(
        None, min_length=1, description="One for each image or latent, instead of `condition`."
    )


class Judged(RequestModel):
    """Whether a call also says which attributes the model's judge sees in its images."""

    judge: bool = Field(
        False,
        description="Add `judgements`: what the judge on the model's card says of each image. "
        "Only JSON carries them.",
    )


class Pictured(RequestModel):
    """Options of an answer with pictures."""

    format: Literal["png", "jpeg", "webp"] = Field(
        "png",
        description="What the pictures inside JSON are: exact as PNG or WebP, a quarter of the "
        "size as JPEG.",
    )
    columns: int | None = Field(
        None,
        ge=1,
        le=4096,
        description="Columns of a contact sheet; default: all in one row for strips, else "
        "close to a square.",
    )
    scale: int = Field(
        1,
        ge=1,
        le=16,
        description="How many times larger a picture is written, each pixel as a square of so "
        "many; neither JSON nor raw pixels heed it.",
    )


class Animated(Pictured):
    """Options of an answer that moves."""

    fps: float = Field(12.0, ge=1.0, le=50.0, description="Frames a second of an animation.")
    loop: bool = Field(True, description="Whether an animation starts again.")
    animate: bool = Field(
        False, description="With `Accept: image/webp`: an animation instead of a contact sheet."
    )
