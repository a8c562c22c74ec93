"""Ready starting points."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.answers import cached
from server.api.dependencies import JsonOnly, ModelDep
from server.openapi import json_responses, problem_responses
from server.schemas.answers import Gallery

router = APIRouter(prefix="/api/v1/models/{model}", tags=["models"])


@router.get(
    "/gallery",
    summary="Ready starting points",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The gallery of the model.", Gallery),
        **problem_responses(404, 406, 503),
    },
)
async def get_gallery(request: Request, model: ModelDep) -> Response:
    """Points of the test set with their latents, thumbnails and reconstructions.

    The items of a conditional model are encoded and decoded under their own class.
    """
    return cached(request, model.gallery)
