"""One request and its answer, as far as metrics, log and traces may tell of it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OTHER = "other"
_MODELS = "/api/v1/models/"
_SPRITES = "/api/v1/sprites/"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Enough for UUIDs, ULIDs, trace ids and names of hosts; nothing that could forge a log line.
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")

CURRENT: ContextVar[Exchange | None] = ContextVar("latente_exchange", default=None)
"""The exchange that the running task answers."""


@dataclass(slots=True)
class Exchange:
    """What is known of one request. Neither its address, its query nor its body is in here.

    ``route`` is a template, and where the caller made up a route, model or method, it is
    "other". Times are in seconds: ``started`` by the clock on the wall, ``begun`` by one that
    only goes up. ``status`` is 499 where the caller left before the answer began.
    """

    request_id: str
    method: str
    route: str
    operation: str
    model: str
    client: str
    traceparent: str = ""
    started: float = field(default_factory=time.time)
    begun: float = field(default_factory=time.perf_counter)
    status: int = 499
    seconds: float = 0.0
    sent_bytes: int = 0
    queue_seconds: float = 0.0
    engine_seconds: float = 0.0
    over: bool = False


Observer = Callable[[Exchange], None]


def note_engine(queue_seconds: float, engine_seconds: float) -> None:
    """Add to the running request what one call of the engine took: waiting, then computing.

    The time of a batch counts in full for each request that had a part in it.
    """
    exchange = CURRENT.get()
    if exchange is not None:
        exchange.queue_seconds += queue_seconds
        exchange.engine_seconds += engine_seconds


class Addresses:
    """Finds the route of an address among the templates of the application.

    Args:
        templates: like "/api/v1/models/{model}/decode".
        known: whether there is a model of this name.
    """

    def __init__(self, templates: Iterable[str], known: Callable[[str], bool]) -> None:
        self._known = known
        self._operations = {template: _operation(template) for template in templates}

    def find(self, path: str) -> tuple[str, str, str]:
        """Route, operation and model of a path; "other" for what it has not."""
        template, model = path, _OTHER
        if path.startswith(_MODELS):
            model, slash, rest = path.removeprefix(_MODELS).partition("/")
            template = f"{_MODELS}{{model}}{slash}{rest}"
        elif path.startswith(_SPRITES):
            template = f"{_SPRITES}{{sprite}}.webp"
        operation = self._operations.get(template)
        if operation is None or not model:
            return _OTHER, _OTHER, _OTHER
        return template, operation, model if self._known(model) else _OTHER


def _operation(template: str) -> str:
    """The last step of a template, bare: "decode", "image", "model", "healthz"."""
    return template.rsplit("/", 1)[1].split(".", 1)[0].strip("{}")


class Exchanges:
    """Begins an exchange for every request, and tells the observers of it once it is over.

    A request's id is the caller's ``X-Request-Id`` where that is a plain name of at most 128
    characters, else a new one.
    """

    def __init__(self, addresses: Addresses, observers: Iterable[Observer]) -> None:
        self._addresses = addresses
        self._observers = tuple(observers)

    def begin(self, scope: Scope) -> Exchange:
        """What is known of a request before it is answered."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route, operation, model = self._addresses.find(path)
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        method = scope["method"]
        return Exchange(
            request_id=given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16),
            method=method if method in _METHODS else _OTHER,
            route=route,
            operation=operation,
            model=model,
            client=(scope.get("client") or ("",))[0],
            traceparent=headers.get(b"traceparent", b"").decode("latin-1"),
        )

    def end(self, exchange: Exchange) -> None:
        """The request is over; only the first call counts."""
        if not exchange.over:
            exchange.over = True
            exchange.seconds = time.perf_counter() - exchange.begun
            for observe in self._observers:
                observe(exchange)


def id_header(exchange: Exchange) -> tuple[bytes, bytes]:
    """The header by which an answer carries the request's id."""
    return b"x-request-id", exchange.request_id.encode("ascii")


class ExchangeMiddleware:
    """Follows every request to its end."""

    def __init__(self, app: ASGIApp, exchanges: Exchanges) -> None:
        self._app = app
        self._exchanges = exchanges

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and tell of it once it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = self._exchanges.begin(scope)
        token = CURRENT.set(exchange)
        try:
            await self._app(scope, receive, self._noting(exchange, send))
        finally:
            CURRENT.reset(token)
            self._exchanges.end(exchange)

    def _noting(self, exchange: Exchange, send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = [*message.get("headers", ()), id_header(exchange)]
            await send(message)
            if message["type"] == "http.response.body":
                exchange.sent_bytes += len(message.get("body", b""))
                if not message.get("more_body", False):
                    # Now, and not when all is cleared away: the caller, who has the answer,
                    # may ask for the metrics next.
                    self._exchanges.end(exchange)

        return noted
