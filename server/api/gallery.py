"""Ready starting points."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.api.answers import cached
from server.api.dependencies import JsonOnly, ModelDep
from server.cached_answer import CachedAnswer
from server.openapi import json_responses, problem_responses
from server.pool import ServedModel
from server.problems import not_found
from server.schemas.answers import Gallery

router = APIRouter(prefix="/api/v1/models/{model}", tags=["models"])


_MOST_IDS = 64
_IDS = "Only these items, in this order; absent: all."


@router.get(
    "/gallery",
    summary="Ready starting points",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The gallery of the model.", Gallery),
        **problem_responses(404, 406, 422, 503),
    },
)
async def get_gallery(
    request: Request,
    model: ModelDep,
    chosen: Annotated[
        list[str] | None,
        Query(alias="id", max_length=_MOST_IDS, description=_IDS, examples=[["dress-2"]]),
    ] = None,
) -> Response:
    """Points of the test set with their latents, thumbnails and reconstructions.

    The items of a conditional model are encoded and decoded under their own class.
    """
    return cached(request, model.gallery if chosen is None else _some(model, chosen))


def _some(model: ServedModel, ids: list[str]) -> CachedAnswer:
    if not model.items.keys() >= set(ids):
        raise not_found(
            "unknown-gallery-item",
            "Unknown gallery item",
            "The gallery of this model has no item of one of these ids.",
        )
    return CachedAnswer.of({"items": [model.items[each] for each in ids]}, compress=True)
