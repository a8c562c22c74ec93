"""The map of a model: known images in two dimensions, and the ways there and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ParamSpec

from fastapi import Query, Request
from starlette.responses import Response

from server import rendering
from server.api.answers import cached
from server.api.dependencies import ContextDep, JsonOnly, ModelDep, operations_router
from server.context import Context
from server.maps import ServedMap
from server.openapi import json_responses, problem_responses
from server.pool import ServedModel
from server.problems import not_found
from server.schemas.maps import (
    Located,
    LocateRequest,
    Map,
    MapPoints,
    MapQuery,
    PointsRequest,
    Projected,
    ProjectRequest,
)

router = operations_router()
P = ParamSpec("P")

_PROBLEMS = problem_responses(404, 406, 413, 415, 422, 503)


@router.get(
    "/map",
    summary="Known images in two dimensions",
    dependencies=[JsonOnly],
    responses={
        **json_responses("All points in one projection.", Map),
        **problem_responses(404, 406, 422, 503),
    },
)
async def get_map(
    model: ModelDep, query: Annotated[MapQuery, Query()], request: Request, context: ContextDep
) -> Response:
    """The codes of the data set's test images, or draws from the fitted prior, as a map.

    A conditional model's codes are those under each image's own class. A plane (`exact`)
    leads back to the latents exactly; UMAP leads back by way of the nearest points.
    """
    found = _map_of(model)
    return cached(request, await context.pictures.run(found.answer, query.projection))


@router.post(
    "/map/locate",
    summary="From the map to latents",
    dependencies=[JsonOnly],
    responses={**json_responses("The latents, and how far from the data.", Located), **_PROBLEMS},
)
async def locate(model: ModelDep, body: LocateRequest, context: ContextDep) -> Response:
    """The latents at places of the map: exact on a plane, else blended from few neighbours.

    At a point of the map, either gives that point's latent; a plane of a larger latent space
    gives the latent's shadow on it.
    """
    found = _map_of(model)
    return await _written(context, found.locate, body.positions, body.projection)


@router.post(
    "/map/project",
    summary="From latents to the map",
    dependencies=[JsonOnly],
    responses={**json_responses("The places, and how far from the data.", Projected), **_PROBLEMS},
)
async def project(model: ModelDep, body: ProjectRequest, context: ContextDep) -> Response:
    """Where any latents lie on the map: at right angles on a plane, else among neighbours.

    With `neighbours` it also names the known images that are most like each latent.
    """
    found = _map_of(model)
    return await _written(context, found.project, body.latents, body.projection, body.neighbours)


@router.post(
    "/map/points",
    summary="Latents of points",
    dependencies=[JsonOnly],
    responses={**json_responses("The latents, in the order asked for.", MapPoints), **_PROBLEMS},
)
async def points(model: ModelDep, body: PointsRequest, context: ContextDep) -> Response:
    """The latents of points of the map, and under which condition each was encoded."""
    found = _map_of(model)
    return await _written(context, found.points, body.indices)


def _map_of(model: ServedModel) -> ServedMap:
    if model.map is None:
        detail = "This model ships no map; `latente-train map` makes one."
        raise not_found("no-map", "No map", detail)
    return model.map


async def _written(
    context: Context, find: Callable[P, dict[str, Any]], *args: P.args, **kwargs: P.kwargs
) -> Response:
    """What ``find`` gives as JSON; both in a picture thread, since many numbers take a while."""

    def work() -> bytes:
        return rendering.to_json(find(*args, **kwargs))

    return Response(await context.pictures.run(work), media_type="application/json")
