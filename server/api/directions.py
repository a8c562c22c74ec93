"""Directions of one's own."""

from __future__ import annotations

from starlette.responses import Response

from server import rendering
from server.api.dependencies import ContextDep, JsonOnly, ModelDep, operations_router
from server.openapi import json_responses, problem_responses
from server.schemas.answers import FittedDirection
from server.schemas.requests import DirectionsRequest

router = operations_router()


@router.post(
    "/directions",
    summary="A direction from examples",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The direction and how far to trust it.", FittedDirection),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def directions(model: ModelDep, body: DirectionsRequest, context: ContextDep) -> Response:
    """Fit mean(positive) - mean(negative), and judge it on held-out halves.

    The result goes into `directions` of attribute-edit. Pictures among the points of a
    conditional model need `condition`, or `conditions`: positive first, then negative.
    """
    found = await context.service.directions(model.bundle, body)
    content = {
        "direction": found.vector,
        "separability": found.separability,
        "stability": found.stability,
    }
    return Response(rendering.to_json(content), media_type="application/json")
