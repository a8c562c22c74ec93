"""The application: everything put together, nothing global."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TypedDict

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

import latente
from server import problems
from server.access import Access, AccessMiddleware, RateMiddleware
from server.access_log import write_access_log
from server.access_settings import listed
from server.api import routers
from server.api.direct_call import direct_calls
from server.body_limit import BodyLimitMiddleware
from server.callers import CallerMiddleware
from server.connections import Connections
from server.context import Context, open_context
from server.cors import Cors, CorsMiddleware
from server.exchange import Addresses, ExchangeMiddleware, Exchanges, Observer
from server.express import ExpressLane
from server.gates import Gates
from server.head import HeadMiddleware
from server.hosts import HostGate, HostMiddleware
from server.keys import KeyRing
from server.loop_watch import LoopWatch
from server.metrics import Metrics
from server.openapi import DESCRIPTION, TAGS, document
from server.openapi_route import DOCUMENT, serve_document
from server.settings import Settings
from server.shedding import Door, SheddingMiddleware
from server.spare_memory import give_back
from server.static import Frontend, SecurityHeadersMiddleware
from server.telemetry import Telemetry
from server.turnstile import Turnstile

log = logging.getLogger("latente")


class State(TypedDict):
    """What the lifespan hands to the calls."""

    context: Context
    exchanges: Exchanges
    turnstile: Turnstile
    connections: Connections
    gates: Gates


class Application(FastAPI):
    """FastAPI, with the express lane before it once :meth:`open_express_lane` is called."""

    express: ExpressLane | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call."""
        if self.express is None:
            await super().__call__(scope, receive, send)
        else:
            await self.express(scope, receive, send)

    def open_express_lane(self, gates: Gates, max_body_bytes: int) -> None:
        """Answer plain calls before any of the layers."""
        calls = direct_calls(routers())
        self.express = ExpressLane(super().__call__, calls, gates, max_body_bytes)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for these settings (default: from the environment).

    Models load in the background once it runs: ``/healthz`` answers at once, ``/readyz``
    when all are loaded and warm.

    Raises:
        KeysError: the file of keys cannot be used.
    """
    chosen = settings or Settings()
    metrics = Metrics()
    telemetry = Telemetry()
    exchanges = _exchanges(chosen, metrics, telemetry)
    gates = _gates(chosen, exchanges)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        telemetry.start()
        context = open_context(chosen, metrics)
        watch = LoopWatch(metrics.loop_stalls.inc)
        loading = asyncio.create_task(context.load())
        loading.add_done_callback(_log_failure)
        giving_back = asyncio.create_task(give_back())
        try:
            yield {
                "context": context,
                "exchanges": exchanges,
                "turnstile": Turnstile(),
                "connections": Connections(chosen, metrics.registry),
                "gates": gates,
            }
        finally:
            watch.stop()
            giving_back.cancel()
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await loading
            context.close()
            await asyncio.to_thread(telemetry.stop)

    app = Application(
        title="Latente",
        summary="Explore the latent spaces of autoencoders.",
        description=DESCRIPTION,
        version=latente.__version__,
        openapi_tags=TAGS,
        # The ready-made documentation pages load code from other hosts: none of that here.
        docs_url=None,
        redoc_url=None,
        # Nor the ready-made document: the first to ask for it would hold up everybody.
        openapi_url=None,
        lifespan=lifespan,
    )
    for router in routers():
        app.include_router(router)
    problems.install(app)
    document(app)
    if chosen.docs:
        serve_document(app)
    _serve_page(app, chosen)
    _add_middlewares(app, gates, chosen.max_body_bytes)
    app.open_express_lane(gates, chosen.max_body_bytes)
    return app


def _gates(settings: Settings, exchanges: Exchanges) -> Gates:
    ring = KeyRing(settings.keys(), settings.api_keys_file) if settings.needs_key else None
    return Gates(
        exchanges,
        HostGate(settings.host, settings),
        Access(ring, settings.rate_limit, settings.metrics == "open"),
        Door(),
        Cors(listed(settings.cors_origins)),
    )


def _add_middlewares(app: FastAPI, gates: Gates, max_body_bytes: int) -> None:
    """What every request passes through; the last one added sees it first."""
    app.add_middleware(CallerMiddleware)
    app.add_middleware(BodyLimitMiddleware, max_bytes=max_body_bytes)
    app.add_middleware(RateMiddleware, access=gates.access)
    app.add_middleware(SheddingMiddleware, door=gates.door)
    app.add_middleware(AccessMiddleware, access=gates.access)
    app.add_middleware(HostMiddleware, gate=gates.hosts)
    app.add_middleware(CorsMiddleware, cors=gates.cors)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(ExchangeMiddleware, exchanges=gates.exchanges)


def _exchanges(settings: Settings, metrics: Metrics, telemetry: Telemetry) -> Exchanges:
    observers: list[Observer] = [metrics.observe_request, telemetry.observe]
    if settings.access_log:
        observers.append(write_access_log)
    return Exchanges(Addresses([*_templates(), DOCUMENT], metrics.knows), observers)


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
