"""Knows who calls, and drops the work of callers who went away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.client import CLIENT, client_of

# What is answered sooner is hardly worth cancelling, and a task for each would cost more.
_SOON_SECONDS = 0.1
# Where the server puts the notice of a call, among ASGI's extensions.
_NOTICE = "latente.leaving"


class Leaving:
    """Tells of a caller's end where it is seen, in the connection, without a task that waits."""

    def __init__(self) -> None:
        self.told: Callable[[], object] | None = None

    def put_into(self, scope: Scope) -> None:
        """Let the application find it in the scope of its call."""
        scope["extensions"] = {**scope.get("extensions", {}), _NOTICE: self}

    def tell(self) -> None:
        """The caller has left."""
        if self.told is not None:
            self.told()


class CallerMiddleware:
    """Names the client of each API call, and cancels the call when its caller hangs up.

    A page that drags a slider gives up requests all the time; what they asked for must not
    take a place in a batch that somebody waits for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and listen for the caller's end meanwhile."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        CLIENT.set(client_of(scope))
        async with Attended(scope, receive, send) as caller:
            await self._app(scope, caller.receive, caller.send)


class Attended:
    """One call whose caller is listened to, if the answer takes long, until it is sent.

    The work goes inside ``async with``; when the caller hangs up it is cancelled, quietly.
    Where the server gives no :class:`Leaving`, a task of its own listens.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._notice: Leaving | None = scope.get("extensions", {}).get(_NOTICE)
        self._receive = receive
        self._send = send
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self._listener: asyncio.Task[None] | None = None
        self._answered = False
        self._abandoned = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        if self._abandoned and self._task is not None:
            self._task.uncancel()
        if self._notice is not None:
            self._notice.told = None
        if self._timer is not None:
            self._timer.cancel()
        if self._listener is not None and not self._listener.done():
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        return self._abandoned and isinstance(error, asyncio.CancelledError)

    async def receive(self) -> Message:
        """What the caller sends."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self.all_read()
        return message

    def all_read(self) -> None:
        """The request is read: from now on the caller can only wait, or leave."""
        if self._notice is not None:
            self._notice.told = self._give_up
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_SOON_SECONDS, self._begin_to_listen)

    async def send(self, message: Message) -> None:
        """What the caller is answered."""
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._answered = True
        await self._send(message)

    def _begin_to_listen(self) -> None:
        self._listener = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._give_up()

    def _give_up(self) -> None:
        # The server says the same after the answer: then there is nothing left to cancel.
        if not self._answered and self._task is not None:
            self._abandoned = True
            self._task.cancel()
