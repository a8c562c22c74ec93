"""The map of a model: what is asked of it, and what it answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from latente.card import ClassName, Tile
from server.schemas.base import Condition, Latent, Number, RequestModel

MOST_PLACES = 256
MOST_POINTS = 4096
MOST_NEIGHBOURS = 64

ProjectionName = Annotated[
    str,
    Field(
        max_length=64,
        description="Which layout, of those that the map names; absent: the first of them.",
        examples=["pca"],
    ),
]
Position = Annotated[list[Number], Field(min_length=2, max_length=2, examples=[[0.5, -1.0]])]
Distances = Annotated[
    list[float],
    Field(
        description="How far each latent is from the data: the share of the map's points whose "
        "fifth neighbour is nearer to them than the nearest point is to the latent. 0: on a "
        "point; near 0: among many; 1: farther from all than any is from its fifth neighbour.",
        examples=[[0.42]],
    ),
]
Nearest = Annotated[
    list[int],
    Field(description="Index of the point whose latent is nearest to each.", examples=[[4711]]),
]


class MapQuery(RequestModel):
    """The query of a map."""

    projection: str | None = Field(
        None,
        max_length=64,
        description="Which layout, of those that the map names; absent: the first of them.",
        examples=["pca"],
    )


class LocateRequest(RequestModel):
    """Places on the map."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"positions": [[0.5, -1.0], [0.0, 0.0]]},
                {"projection": "pca", "positions": [[0.5, -1.0]]},
            ]
        }
    )

    projection: ProjectionName | None = None
    positions: list[Position] = Field(min_length=1, max_length=MOST_PLACES)


class ProjectRequest(RequestModel):
    """Latents to find on the map."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"latents": [[0.3, -1.2]]},
                {"projection": "pca", "latents": [[0.3, -1.2]]},
                {"latents": [[0.3, -1.2]], "neighbours": 8},
            ]
        }
    )

    projection: ProjectionName | None = None
    latents: list[Latent] = Field(min_length=1, max_length=MOST_PLACES)
    neighbours: int | None = Field(
        None,
        ge=1,
        le=MOST_NEIGHBOURS,
        description="Also name so many points whose latents are nearest to each.",
    )


class PointsRequest(RequestModel):
    """Points of the map, by their places in its lists."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"indices": [0, 17, 4711]}]})

    indices: list[Annotated[int, Field(ge=0)]] = Field(min_length=1, max_length=MOST_POINTS)


class SpriteSheet(BaseModel):
    """One picture with the thumbnails of all points, row by row, without gaps."""

    address: str = Field(examples=["/api/v1/sprites/9f86d081.webp"])
    columns: int = Field(examples=[100])
    rows: int = Field(examples=[100])
    tile: Tile


class MapPlane(BaseModel):
    """Where the map lies in latent space: latent = origin + x * axes[0] + y * axes[1]."""

    origin: list[float] = Field(examples=[[0.0, 0.0]])
    axes: list[list[float]] = Field(
        description="Two orthonormal axes: position = (latent - origin) . axis.",
        examples=[[[1.0, 0.0], [0.0, 1.0]]],
    )


class MapPrior(BaseModel):
    """N(0, I) as it falls on the plane, for shading."""

    mean: list[float] = Field(examples=[[0.0, 0.0]])
    covariance: list[list[float]] = Field(examples=[[[1.0, 0.0], [0.0, 1.0]]])


class MapBounds(BaseModel):
    """A frame around all but outliers."""

    x: tuple[float, float] = Field(examples=[(-3.1, 3.3)])
    y: tuple[float, float] = Field(examples=[(-3.4, 2.9)])


class Map(BaseModel):
    """Many known images of a model, in two dimensions."""

    projection: str = Field(examples=["pca"])
    projections: list[str] = Field(examples=[["umap", "pca"]])
    exact: bool = Field(
        description="Whether places and latents of the plane lead to each other exactly."
    )
    source: Literal["test", "prior"] = Field(
        description="The data set's test images, or draws from the model's fitted prior where "
        "the data set's images may not be shown."
    )
    positions: str = Field(
        description="Places x, y of all points: base64 of little-endian float32, count x 2.",
        examples=["AAAAPwAAgL8="],
    )
    count: int = Field(examples=[10_000])
    classes: str | None = Field(
        description="The class of each point: base64 of 8-bit numbers.", examples=["CQIBAQ=="]
    )
    class_names: list[ClassName] | None
    sprite: SpriteSheet | None = Field(description="Thumbnails of all points, in their order.")
    plane: MapPlane | None = Field(description="Null where the layout is no plane.")
    prior: MapPrior | None = Field(description="Null where the layout is no plane.")
    bounds: MapBounds


class Located(BaseModel):
    """The latents at places of the map."""

    latents: list[list[float]] = Field(examples=[[[0.3, -1.2]]])
    distances: Distances
    nearest: Nearest


class Projected(BaseModel):
    """The places of latents on the map."""

    positions: list[list[float]] = Field(examples=[[[0.5, -1.0]]])
    distances: Distances
    nearest: Nearest
    neighbours: list[list[int]] | None = Field(
        description="The points nearest to each in latent space, nearest first, where asked for.",
        examples=[[[4711, 17, 305]]],
    )
    neighbour_distances: list[list[float]] | None = Field(
        description="Euclidean distances in latent space, over all dimensions, of those points, in "
        "the map's units: standard deviations of posteriors, 1 where these are points; "
        "null where no neighbours were asked for.",
        examples=[[[0.31, 0.42, 0.57]]],
    )


class MapPoints(BaseModel):
    """Points of the map, in the order asked for."""

    latents: list[list[float]] = Field(examples=[[[0.3, -1.2]]])
    conditions: list[Condition] | None = Field(
        description="What a conditional model was told of each; null for other models."
    )
