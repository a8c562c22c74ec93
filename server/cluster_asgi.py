"""What lets the application run inside Ray Serve unchanged; nothing here needs Ray.

Inside a replica, :class:`ReplicaApp` stands around the application. Before all replicas, in
Ray's proxy, :class:`ProxyAnswers` gives the proxy's own errors the form of the contract.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import MEDIA_TYPE, unavailable

_POLL_SECONDS = 0.1

# Headers by which a caller could steer Ray's proxy and router: not for those outside.
_PROXY_HINTS = frozenset(
    {
        "serve-multiplexed-model-id",
        "x-session-id",
        "x-request-timeout-seconds",
        "x-request-disconnect-disabled",
    }
)


class NotReadyError(Exception):
    """The application did not become ready, or is so no more."""


@dataclass(frozen=True)
class Answer:
    """What an application answered to :func:`ask`."""

    status: int
    headers: Headers
    body: bytes


async def ask(app: ASGIApp, path: str, state: dict[str, Any] | None = None) -> Answer:
    """Send a GET request to an application in this process, without a network."""
    messages: list[Message] = []
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "state": dict(state or {}),
    }
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            await asyncio.Event().wait()
        sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    start = messages[0]
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(start["status"], Headers(raw=start["headers"]), body)


class ReplicaApp:
    """An application as Ray Serve runs it: with its lifespan's state, and started when ready.

    Ray Serve runs the lifespan but does not hand its state to the calls, and sends requests
    as soon as the start is over; so it is not over while ``/readyz`` says "loading".

    Args:
        app: the application.
        ready_seconds: time until it must be ready.
    """

    def __init__(self, app: ASGIApp, ready_seconds: float) -> None:
        self._app = app
        self._ready_seconds = ready_seconds
        self._state: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, with the state."""
        if scope["type"] == "lifespan":
            await self._app({**scope, "state": self._state}, receive, self._when_ready(send))
        else:
            await self._app({**scope, "state": dict(self._state)}, receive, send)

    def _when_ready(self, send: Send) -> Send:
        async def held(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._until_ready()
            await send(message)

        return held

    async def _until_ready(self) -> None:
        end = time.monotonic() + self._ready_seconds
        while True:
            answer = await self.ask("/readyz")
            # Any other reason, like no usable model, does not pass by waiting. Ray Serve asks
            # for the health next, and then reports that reason.
            if b":loading" not in answer.body:
                return
            if time.monotonic() > end:
                raise NotReadyError(answer.body.decode("utf-8", "replace"))
            await asyncio.sleep(_POLL_SECONDS)

    async def ask(self, path: str) -> Answer:
        """Send a GET request to the application inside."""
        return await ask(self._app, path, self._state)

    async def exposition(self) -> str:
        """The application's metrics, without a request that would count among them."""
        text: bytes = await asyncio.to_thread(self._state["context"].metrics.exposition)
        return text.decode()

    async def require_ready(self) -> None:
        """Raise :class:`NotReadyError` unless ``/readyz`` answers 200."""
        answer = await self.ask("/readyz")
        if answer.status != 200:
            raise NotReadyError(answer.body.decode("utf-8", "replace"))


class ProxyAnswers:
    """Makes every error of Ray's proxy a problem document of ours, with ``Retry-After``.

    The proxy answers in plain text while no replica is there, and not at all when a replica
    died with a request; the application's own errors are problem documents already.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; Ray's own addresses (``/-/...``) are left as they are."""
        if scope["type"] != "http" or scope["path"].startswith("/-/"):
            await self._app(scope, receive, send)
            return
        answer = _CheckedAnswer(send)
        headers = [pair for pair in scope["headers"] if not _is_hint(pair[0])]
        await self._app({**scope, "headers": headers}, receive, answer.send)
        if not answer.started or answer.refused:
            problem = unavailable("no-replica", "No replica could answer; try again shortly.")
            await problem.response()(scope, receive, send)


class _CheckedAnswer:
    """Sends an answer on unless it is an error that the application did not write."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.refused = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message["headers"] or [])
            kind = headers.get("content-type", "")
            self.refused = message["status"] >= 400 and not kind.startswith(MEDIA_TYPE)
            message = {**message, "headers": _once(headers, "x-request-id")}
        if not self.refused:
            await self._send(message)


def _is_hint(name: bytes) -> bool:
    return name.decode("latin-1").lower().replace("_", "-") in _PROXY_HINTS


def _once(headers: Headers, name: str) -> list[tuple[bytes, bytes]]:
    """The headers, of this one only the first: the application's own, before the proxy's."""
    first = headers.get(name)
    rest = [pair for pair in headers.raw if pair[0].decode("latin-1").lower() != name]
    return rest if first is None else [*rest, (name.encode(), first.encode("latin-1"))]


def proxy_middlewares() -> list[Middleware]:
    """What Ray's proxy puts around itself; Ray finds it by its import path."""
    return [Middleware(ProxyAnswers)]
