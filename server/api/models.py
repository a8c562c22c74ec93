"""The models and their cards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.api.answers import cached
from server.api.dependencies import ContextDep, JsonOnly, ModelDep
from server.card_views import View
from server.openapi import json_responses, problem_responses
from server.schemas.answers import ModelList, PublicCard

router = APIRouter(prefix="/api/v1/models", tags=["models"])

VIEWS = (
    "`full`: each card as `GET /api/v1/models/{model}` gives it. `tables`: without the "
    "`co_occurrence` of attributes and the curves (`alphas`, `probability`, `drift`) of their "
    "effects. `summary`: what it takes to "
    "choose and to work with a model, a tenth as large; without the tables of single "
    "attributes (`co_occurrence`, `effect`, `mean_difference_effect`, the judge's accuracies, "
    "nested `metrics`), the conditions of the gallery, `network`, `files`, `libraries`, and "
    "with an empty `training`."
)


@router.get(
    "",
    summary="All models",
    dependencies=[JsonOnly],
    responses={
        **json_responses("The cards of all models.", ModelList),
        **problem_responses(406, 422, 503),
    },
)
async def list_models(
    request: Request,
    context: ContextDep,
    view: Annotated[View, Query(description=VIEWS, examples=["summary"])] = View.FULL,
) -> Response:
    """The card of every model: its family, sizes, classes, attributes and measured quality."""
    return cached(request, context.pool.cards(view))


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
    return cached(request, model.about)
