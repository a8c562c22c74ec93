"""Generation under conditions."""

from __future__ import annotations

from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import ContextDep, ModelDep, PictureFormat, operations_router
from server.openapi import image_responses, problem_responses
from server.schemas.answers import ConditionalImages
from server.schemas.requests import ConditionalGenerateRequest

router = operations_router()


@router.post(
    "/conditional-generate",
    summary="Images under conditions",
    responses={
        **image_responses("The images, their latents, seed and conditions.", ConditionalImages),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def conditional_generate(
    model: ModelDep, body: ConditionalGenerateRequest, kind: PictureFormat, context: ContextDep
) -> Response:
    """Draw images under one condition, or show one latent under several."""
    made = await context.service.conditional_generate(model.bundle, body)
    return await answer(context, model, "conditional-generate", made, kind, body)
