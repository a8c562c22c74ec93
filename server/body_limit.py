"""Refuse request bodies over the limit, as a problem document.

Starlette's own ``max_body_size`` does the same, but answers in plain text where the size
is declared, and the contract wants a problem document for every error.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import ProblemError, too_large


class BodyLimitMiddleware:
    """Judges the declared length first, then counts what really arrives."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on unless its body is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            await self._problem().response()(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise self._problem()
            return message

        await self._app(scope, counted, send)

    def _problem(self) -> ProblemError:
        return too_large(f"The body is over the limit of {self._max_bytes} bytes.")
