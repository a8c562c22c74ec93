"""Keys and a rate limit for the API; both are off unless the settings switch them on."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.access_settings import is_loopback
from server.client import client_of
from server.keys import Key, KeyRing
from server.problems import ProblemError

_MOST_CLIENTS = 10_000
_GUESSES_A_MINUTE = 60
# In a request's scope: the key that it brought, once that has been looked for.
_FOUND = "latente_key"


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

    def wait(self, client: str) -> float:
        """Seconds until there is a token, 0 where there is one; takes none."""
        tokens, counted = self._buckets.get(client, (self._capacity, 0.0))
        tokens = min(self._capacity, tokens + (self._clock() - counted) * self._rate)
        return 0.0 if tokens >= 1.0 else (1.0 - tokens) / self._rate

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

    Health and the page are always open; so are the metrics, unless they are for this machine
    alone. A request counts for its client (see :func:`server.client.client_of`) and, where the
    key has a limit of its own, for the key, whoever uses it.

    Args:
        ring: one of its keys is needed; None: no key is.
        per_minute: requests a minute for each client; 0: no limit.
        metrics_open: whether others than this machine may read the metrics.
    """

    def __init__(self, ring: KeyRing | None, per_minute: int, metrics_open: bool = True) -> None:
        self._ring = ring
        self._clients = RateLimiter(per_minute) if per_minute else None
        self._guesses = RateLimiter(_GUESSES_A_MINUTE)
        self._metrics_open = metrics_open
        self._limited: OrderedDict[tuple[str, int], RateLimiter] = OrderedDict()

    @property
    def needs_key(self) -> bool:
        """Whether a key is needed."""
        return self._ring is not None

    def knows(self, scope: Scope) -> bool:
        """Whether the request brings a key, where one is needed."""
        return self._ring is None or self._key(scope) is not None

    def judge(self, scope: Scope) -> ProblemError | None:
        """The problem with a request that must not go on, whatever it asks."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path == "/metrics" and not self._metrics_open and not _is_here(scope):
            return _not_here()
        if not path.startswith("/api/") or self.knows(scope):
            return None
        if not _given(scope):
            return _no_key()
        # So that nobody tries keys as fast as the service can refuse them.
        wait = self._guesses.take(client_of(scope))
        return _too_many(wait) if wait > 0 else _wrong_key()

    def count(self, scope: Scope) -> ProblemError | None:
        """Count one request of this client and key; the problem where it was one too many."""
        limits: list[tuple[RateLimiter, str]] = []
        if self._clients is not None:
            limits.append((self._clients, client_of(scope)))
        key = self._key(scope)
        if key is not None and key.limit:
            limits.append((self._limiter_of(key), key.name))
        # Nothing is taken of the one where the other has nothing left.
        wait = max((limiter.wait(name) for limiter, name in limits), default=0.0)
        if wait > 0:
            return _too_many(wait)
        for limiter, name in limits:
            limiter.take(name)
        return None

    def _key(self, scope: Scope) -> Key | None:
        if self._ring is None:
            return None
        if _FOUND not in scope:
            given = _given(scope)
            scope[_FOUND] = self._ring.find(given) if given else None
        found: Key | None = scope[_FOUND]
        return found

    def _limiter_of(self, key: Key) -> RateLimiter:
        place = (key.sha256, key.limit)
        limiter = self._limited.pop(place, None) or RateLimiter(key.limit)
        self._limited[place] = limiter
        if len(self._limited) > _MOST_CLIENTS:
            self._limited.popitem(last=False)
        return limiter


def _given(scope: Scope) -> str:
    """The key that a request brings; empty where it brings none."""
    headers = Headers(scope=scope)
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
    # Starlette reads the bytes of a header as latin-1; this restores what was meant.
    return given.encode("latin-1").decode("utf-8", "surrogateescape")


def _is_here(scope: Scope) -> bool:
    client = scope.get("client")
    return client is not None and is_loopback(str(client[0]))


class AccessMiddleware:
    """Lets requests pass that bring what they need."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 401, 403 or 429."""
        problem = self._access.judge(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await problem.response()(scope, receive, send)


class RateMiddleware:
    """Lets requests to ``/api`` pass that are not too many."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 429."""
        is_call = scope["type"] == "http" and scope["path"].startswith("/api/")
        problem = self._access.count(scope) if is_call else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await problem.response()(scope, receive, send)


def _no_key() -> ProblemError:
    return ProblemError(
        401,
        "no-key",
        "Key needed",
        "Send a key as Authorization: Bearer or as X-API-Key.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _wrong_key() -> ProblemError:
    return ProblemError(
        401,
        "wrong-key",
        "Key not known",
        "This key does not open the API.",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def _not_here() -> ProblemError:
    return ProblemError(
        403, "forbidden", "Forbidden", "Metrics are for the machine of the service alone."
    )


def _too_many(wait: float) -> ProblemError:
    return ProblemError(
        429,
        "too-many-requests",
        "Too many requests",
        "This client has made too many requests; see Retry-After.",
        headers={"Retry-After": str(math.ceil(wait))},
    )
