"""Keys and a rate limit for the API; both are off unless the settings switch them on."""

from __future__ import annotations

import hmac
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.problems import ProblemError

_MOST_CLIENTS = 10_000


class RateLimiter:
    """A token bucket for each client: ``per_minute`` requests, in bursts of as many.

    Args:
        per_minute: requests a minute, at least 1.
        clock: seconds that only go up.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60.0
        self._clock = clock
        # Client to (tokens, when they were counted); the least recently seen first.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Take one token. Returns 0, or the seconds until there is one again."""
        now = self._clock()
        tokens, counted = self._buckets.pop(client, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - counted) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[client] = (tokens - 1.0 if allowed else tokens, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._rate


class Access:
    """Who may use the API: whoever brings a key and does not ask too often.

    Health, metrics and the page are always open. The client is the address that uvicorn
    reports: that of the connection, or what a trusted proxy (FORWARDED_ALLOW_IPS) forwards.

    Args:
        keys: one of them is needed; none: no key is.
        per_minute: requests a minute for each client; 0: no limit.
    """

    def __init__(self, keys: tuple[str, ...], per_minute: int) -> None:
        # Starlette reads the bytes of a header as latin-1; encoding it back restores them.
        self._keys = [key.encode("utf-8") for key in keys]
        self._limiter = RateLimiter(per_minute) if per_minute else None

    def knows(self, scope: Scope) -> bool:
        """Whether the request brings a key, where one is needed."""
        if not self._keys:
            return True
        headers = Headers(scope=scope)
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        # In constant time, so that timing tells nothing about a key.
        return any(hmac.compare_digest(given.encode("latin-1"), key) for key in self._keys)

    def count(self, scope: Scope) -> ProblemError | None:
        """Count one request of this client; the problem to answer where it was one too many."""
        if self._limiter is None:
            return None
        client = scope.get("client")
        wait = self._limiter.take(client[0] if client else "")
        return _too_many(wait) if wait > 0 else None


class AccessMiddleware:
    """Lets requests to ``/api`` pass that have access."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 401 or 429."""
        problem = self._judge(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await problem.response()(scope, receive, send)

    def _judge(self, scope: Scope) -> ProblemError | None:
        if not scope["path"].startswith("/api/"):
            return None
        return self._access.count(scope) if self._access.knows(scope) else _no_key()


def _no_key() -> ProblemError:
    return ProblemError(
        401,
        "no-key",
        "Key needed",
        "Send a key as Authorization: Bearer or as X-API-Key.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _too_many(wait: float) -> ProblemError:
    return ProblemError(
        429,
        "too-many-requests",
        "Too many requests",
        "This client has made too many requests; see Retry-After.",
        headers={"Retry-After": str(math.ceil(wait))},
    )
