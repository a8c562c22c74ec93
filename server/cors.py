"""Which other pages may use the API from a browser (CORS); by default none.

Not Starlette's middleware: the express lane and the turnstile answer before any middleware, and
need the same headers.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Lines = list[tuple[bytes, bytes]]

_VARY = (b"vary", b"Origin")
_EXPOSED = (
    b"access-control-expose-headers",
    b"ETag, Retry-After, X-Latente-Columns, X-Latente-Count, X-Latente-Latents, X-Latente-Seed, "
    b"X-Request-Id",
)
_PREFLIGHT: Lines = [
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (
        b"access-control-allow-headers",
        b"Accept, Authorization, Content-Type, If-None-Match, X-API-Key, X-Request-Id",
    ),
    (b"access-control-max-age", b"600"),
    (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
]


class Cors:
    """The headers that let pages of named origins read answers; cookies are never among it.

    Args:
        origins: as browsers send them; none: nothing is ever added.
    """

    def __init__(self, origins: list[str]) -> None:
        self._origins = frozenset(each.encode("ascii") for each in origins)

    def headers(self, scope: Scope) -> Lines:
        """What an answer to this request carries besides."""
        if not self._origins:
            return []
        origin = _header(scope, b"origin")
        if origin not in self._origins:
            return [_VARY]
        return [(b"access-control-allow-origin", origin), _EXPOSED, _VARY]

    def preflight(self, scope: Scope) -> Response | None:
        """The answer to a browser that asks beforehand; None where this is nothing such."""
        origin = _header(scope, b"origin")
        asked = _header(scope, b"access-control-request-method")
        if scope["method"] != "OPTIONS" or not asked or origin not in self._origins:
            return None
        response = Response(status_code=204)
        response.raw_headers = [(b"access-control-allow-origin", origin), *_PREFLIGHT]
        return response


class CorsMiddleware:
    """Answers preflights, and adds the headers to every other answer."""

    def __init__(self, app: ASGIApp, cors: Cors) -> None:
        self._app = app
        self._cors = cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._cors.preflight(scope)
        if answer is not None:
            await answer(scope, receive, send)
            return
        lines = self._cors.headers(scope)

        async def with_headers(message: Message) -> None:
            if lines and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *lines]}
            await send(message)

        await self._app(scope, receive, with_headers)


def _header(scope: Scope, wanted: bytes) -> bytes:
    """The value of a header that is there once; else empty."""
    values: list[bytes] = [value for name, value in scope["headers"] if name == wanted]
    return values[0] if len(values) == 1 else b""
