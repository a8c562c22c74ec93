"""The models and their cards."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.answers import cached
from server.api.dependencies import ContextDep, JsonOnly, ModelDep
from server.cached_answer import CachedAnswer
from server.openapi import json_responses, problem_responses
from server.schemas.answers import ModelList, PublicCard

router = APIRouter(prefix="/api/v1/models", tags=["models"])


@router.get(
    "",
    summary="All models",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The cards of all models.", ModelList),
        **problem_responses(406, 503),
    },
)
async def list_models(request: Request, context: ContextDep) -> Response:
    """The card of every model: its family, sizes, classes, attributes and measured quality."""
    context.pool.require_ready()
    cards = [model.card for model in context.pool]
    return cached(request, CachedAnswer.of({"models": cards}))


@router.get(
    "/{model}",
    summary="One model",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The card of the model.", PublicCard),
        **problem_responses(404, 406, 503),
    },
)
async def get_card(request: Request, model: ModelDep) -> Response:
    """The card of one model."""
    return cached(request, CachedAnswer.of(model.card))
