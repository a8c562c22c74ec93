"""Editing along attribute directions."""

from __future__ import annotations

from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import AcceptHeader, ContextDep, ModelDep, operations_router
from server.negotiation import ANIMATIONS, PICTURES, choose
from server.openapi import image_responses, problem_responses
from server.schemas.answers import Edited
from server.schemas.requests import AttributeEditRequest

router = operations_router()


@router.post(
    "/attribute-edit",
    summary="Move along attribute directions",
    responses={
        **image_responses("The edited image, or the strip of a sweep.", Edited, animated=True),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def attribute_edit(
    model: ModelDep, body: AttributeEditRequest, accept: AcceptHeader, context: ContextDep
) -> Response:
    """Move a latent: z' = z + sum of alpha * direction.

    Directions of `preserve` are projected out of every other direction first. With `sweep`
    one direction is shown under several alphas, after the other edits. Animations are made
    of sweeps only.
    """
    offered = PICTURES if body.sweep is None else ANIMATIONS
    kind = choose(accept, offered)
    made = await context.service.attribute_edit(model.bundle, body)
    # One image has nothing to animate: with "animate" it stays the picture that it is.
    options = body if body.sweep else body.model_copy(update={"animate": False})
    return await answer(context, model, "attribute-edit", made, kind, options)
