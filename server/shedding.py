"""Refuses work that would only wait, before it costs anything."""

from __future__ import annotations

import asyncio
import random

from starlette.types import ASGIApp, Receive, Scope, Send

from server.context import Context
from server.problems import overloaded

# A caller who does not heed Retry-After is so kept from asking again at once; one who does
# loses nothing, and often finds room after all.
_DOOR_SECONDS = (0.5, 1.5)  # drawn for each, so that not all go in at once
_MOST_AT_THE_DOOR = 4096


class SheddingMiddleware:
    """Answers 503 to calls that need the engine while its queue is full.

    A call waits a second at the door for room. Its body is neither read nor parsed meanwhile:
    under ten times the load that a machine can carry, nine of ten requests end here, and what
    they cost is taken from the tenth.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._at_the_door = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "http" and scope["method"] == "POST":
            context: Context | None = scope.get("state", {}).get("context")
            if context is not None and scope["path"].startswith("/api/") and context.engine.full:
                await self._wait()
                if context.engine.full:
                    context.metrics.count_shed("queue")
                    await overloaded().response()(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    async def _wait(self) -> None:
        if self._at_the_door < _MOST_AT_THE_DOOR:
            self._at_the_door += 1
            try:
                await asyncio.sleep(random.uniform(*_DOOR_SECONDS))
            finally:
                self._at_the_door -= 1
