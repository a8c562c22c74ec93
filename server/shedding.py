"""Refuses work that would only wait, before it costs anything."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from server.problems import overloaded


class SheddingMiddleware:
    """Answers 503 to calls that need the engine while its queue is full.

    The body is neither read nor parsed: under ten times the load that a machine can carry,
    nine of ten requests end here, and what they cost is taken from the tenth.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "http" and scope["method"] == "POST":
            context = scope.get("state", {}).get("context")
            if context is not None and context.engine.full and scope["path"].startswith("/api/"):
                context.metrics.count_shed("queue")
                await overloaded().response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
