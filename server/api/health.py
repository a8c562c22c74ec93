"""For whoever runs the service: is it alive, is it ready, what has it done."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from server.api.dependencies import ContextDep
from server.openapi import problem_responses
from server.problems import unavailable
from server.schemas.answers import Health, Readiness

router = APIRouter(tags=["health"])


@router.get(
    "/healthz",
    summary="Is the process alive?",
    responses={200: {"model": Health, "description": "It is."}},
)
async def healthz() -> Response:
    """200 while the process lives, also while models load and under overload."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/livez",
    summary="May the process go on?",
    responses={200: {"model": Health, "description": "It may."}, **problem_responses(503)},
)
async def livez(context: ContextDep) -> Response:
    """200, also while models load and under overload; for whoever starts the process anew.

    503 in one case: every inference thread hangs and nothing but a new process helps.
    """
    if context.engine.lost:
        raise unavailable("engine-hung", "Inference hangs; start the server again.", 30)
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Is every model loaded and warm?",
    responses={
        200: {"model": Readiness, "description": "All are."},
        **problem_responses(503),
    },
)
async def readyz(context: ContextDep) -> Response:
    """200 once every model is loaded and has run once; 503 before, or when none could be.

    Models that could not be loaded are named in `skipped`; the others are served. 503 also
    while every inference thread has been in one batch for longer than a request may take.
    """
    context.pool.require_ready()
    if not context.pool.ready:
        raise unavailable("no-models", "No model could be loaded; the log says why.", 30)
    if context.engine.stalled:
        raise unavailable("engine-hung", "Inference does not get on; the log says where.", 30)
    return JSONResponse(
        {
            "status": "ready",
            "models": [model.id for model in context.pool],
            "skipped": context.pool.skipped,
        }
    )


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Metrics in Prometheus' text format.",
            "content": {
                "text/plain": {
                    "schema": {"type": "string"},
                    "example": 'latente_images_total{model="fashion-vae",call="decode"} 12.0',
                }
            },
        }
    },
)
async def metrics(context: ContextDep) -> Response:
    """Requests, latencies, images made and inference time, as Prometheus text."""
    # Thousands of lines take tens of milliseconds: other requests need not wait for them.
    text = await asyncio.to_thread(context.metrics.exposition)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
