"""Interpolation."""

from __future__ import annotations

from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import AnimationFormat, ContextDep, ModelDep, operations_router
from server.openapi import image_responses, problem_responses
from server.schemas.answers import Interpolation
from server.schemas.requests import InterpolateRequest

router = operations_router()


@router.post(
    "/interpolate",
    summary="Images along a path",
    responses={
        **image_responses(
            "The images along the path, with their positions.", Interpolation, animated=True
        ),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def interpolate(
    model: ModelDep, body: InterpolateRequest, kind: AnimationFormat, context: ContextDep
) -> Response:
    """Decode a path between two points, or through several.

    Alpha 0 is exactly the start and 1 exactly the end; `alphas` outside extrapolate. For
    conditional models `start_condition` and `end_condition` are blended along the path. A
    closed path stops one step before its first point, so that the frames repeat in a loop.
    """
    made = await context.service.interpolate(model.bundle, body)
    return await answer(context, model, "interpolate", made, kind, body)
