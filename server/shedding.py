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


class Door:
    """Where calls that need the engine wait a second for room, while its queue is full.

    Their bodies are neither read nor parsed meanwhile: under ten times the load that a
    machine can carry, nine of ten requests end here, and what they cost is taken from the
    tenth.
    """

    def __init__(self) -> None:
        self._waiting = 0

    async def refuses(self, context: Context) -> bool:
        """Wait for room where there is none; whether there is none after all."""
        if not context.engine.full:
            return False
        await self._wait()
        if not context.engine.full:
            return False
        context.metrics.count_shed("queue")
        return True

    async def _wait(self) -> None:
        if self._waiting < _MOST_AT_THE_DOOR:
            self._waiting += 1
            try:
                await asyncio.sleep(random.uniform(*_DOOR_SECONDS))
            finally:
                self._waiting -= 1


class SheddingMiddleware:
    """Answers 503 to calls that the door refuses."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        context = _needed_context(scope)
        if context is not None and await self._door.refuses(context):
            await overloaded().response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _needed_context(scope: Scope) -> Context | None:
    """The running service, for a call that may need its engine."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    context: Context | None = scope.get("state", {}).get("context")
    return context if scope["path"].startswith("/api/") else None
