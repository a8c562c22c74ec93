"""Sampling."""

from __future__ import annotations

from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import ContextDep, ModelDep, PictureFormat, operations_router
from server.openapi import image_responses, problem_responses
from server.schemas.answers import SeededImages
from server.schemas.requests import SampleRequest

router = operations_router()


@router.post(
    "/sample",
    summary="Images drawn from a prior",
    responses={
        **image_responses("The images, their latents and the seed.", SeededImages),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def sample(
    model: ModelDep, body: SampleRequest, kind: PictureFormat, context: ContextDep
) -> Response:
    """Draw latents from the standard or the fitted prior, and decode them."""
    made = await context.service.sample(model.bundle, body)
    return await answer(context, model, "sample", made, kind, body)
