"""The application: everything put together, nothing global."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TypedDict

from fastapi import FastAPI
from fastapi.routing import APIRoute

import latente
from server import problems
from server.access import AccessMiddleware
from server.access_log import write_access_log
from server.api import routers
from server.body_limit import BodyLimitMiddleware
from server.callers import CallerMiddleware
from server.context import Context, open_context
from server.exchange import Addresses, ExchangeMiddleware, Observer
from server.metrics import Metrics
from server.openapi import DESCRIPTION, TAGS, document
from server.settings import Settings
from server.shedding import SheddingMiddleware
from server.static import Frontend, SecurityHeadersMiddleware
from server.telemetry import Telemetry

log = logging.getLogger("latente")


class State(TypedDict):
    """What the lifespan hands to the calls."""

    context: Context


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for these settings (default: from the environment).

    Models load in the background once it runs: ``/healthz`` answers at once, ``/readyz``
    when all are loaded and warm.
    """
    chosen = settings or Settings()
    metrics = Metrics()
    telemetry = Telemetry()

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        telemetry.start()
        context = open_context(chosen, metrics)
        loading = asyncio.create_task(context.load())
        loading.add_done_callback(_log_failure)
        try:
            yield {"context": context}
        finally:
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await loading
            context.close()
            await asyncio.to_thread(telemetry.stop)

    app = FastAPI(
        title="Latente",
        summary="Explore the latent spaces of autoencoders.",
        description=DESCRIPTION,
        version=latente.__version__,
        openapi_tags=TAGS,
        # The ready-made documentation pages load code from other hosts: none of that here.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for router in routers():
        app.include_router(router)
    problems.install(app)
    document(app)
    _serve_page(app, chosen)
    _add_middlewares(app, chosen, metrics, telemetry)
    return app


def _add_middlewares(
    app: FastAPI, settings: Settings, metrics: Metrics, telemetry: Telemetry
) -> None:
    """What every request passes through; the last one added sees it first."""
    app.add_middleware(CallerMiddleware)
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes)
    if settings.keys() or settings.rate_limit:
        app.add_middleware(AccessMiddleware, keys=settings.keys(), per_minute=settings.rate_limit)
    app.add_middleware(SheddingMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    observers: list[Observer] = [metrics.observe_request, telemetry.observe]
    if settings.access_log:
        observers.append(write_access_log)
    addresses = Addresses([*_templates(), "/openapi.json"], metrics.knows)
    app.add_middleware(ExchangeMiddleware, addresses=addresses, observers=observers)


def _templates() -> list[str]:
    routes = [route for router in routers() for route in router.routes]
    return [route.path for route in routes if isinstance(route, APIRoute)]


def _serve_page(app: FastAPI, settings: Settings) -> None:
    if settings.frontend.is_dir():
        # As the default, not as a mount: a mount at "/" would take requests with a wrong
        # method from the API's own addresses, and answer 404 where 405 is right.
        app.router.default = Frontend(settings.frontend)
    else:
        log.warning("no page: there is no folder %s", settings.frontend)


def _log_failure(loading: asyncio.Task[None]) -> None:
    if not loading.cancelled() and (error := loading.exception()) is not None:
        log.error("loading the models failed", exc_info=error)
