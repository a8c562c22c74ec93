"""Decoding."""

from __future__ import annotations

from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import ContextDep, ModelDep, PictureFormat, operations_router
from server.openapi import image_responses, problem_responses
from server.schemas.answers import Images
from server.schemas.requests import DecodeRequest

router = operations_router()


@router.post(
    "/decode",
    summary="Latents to images",
    responses={
        **image_responses("The images, in the order of the latents.", Images),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def decode(
    model: ModelDep, body: DecodeRequest, kind: PictureFormat, context: ContextDep
) -> Response:
    """Decode latents. The sheet is close to a square unless `columns` says otherwise."""
    made = await context.service.decode(model.bundle, body)
    return await answer(context, model, "decode", made, kind, body)
