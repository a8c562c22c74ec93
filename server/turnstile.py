"""Where calls wait unread while there is too much to do: before a byte of them is parsed.

Under ten times the load that a machine can carry, nine of ten requests have to wait or to be
refused, and what that costs is taken from the tenth. Reading one, giving it a task and asking
the application costs half as much as answering it well. So uvicorn's protocol is told here to
leave such a request in its connection. It goes in when there is room, clients taking turns,
or is refused after two seconds, with an answer made once.
"""

from __future__ import annotations

import asyncio
import re

from starlette.responses import Response
from starlette.types import Scope

from server.client import one_client
from server.context import Context
from server.exchange import Exchanges, id_header
from server.gates import Gates
from server.guarded import GuardedProtocol
from server.problems import overloaded
from server.static import SECURITY_HEADERS
from server.waiting import FairWaiting

PATIENCE_SECONDS = 2.0
_LOOK_SECONDS = 0.005
_MOST_WAITING = 4096
_CALLS = b"POST /api/v1/models/"
# A drag's request has a kilobyte. What is longer, an upload, takes the usual way.
_LONGEST = 16 * 1024
_LINE = re.compile(rb"POST (/[^ ?]*)\S* HTTP/1\.1")
_HEADER = re.compile(rb"([!#-'*+.0-9A-Z^-z|~-]+):[ \t]*(.*?)[ \t]*")
_REFUSAL = overloaded().response()


class Turnstile:
    """Who waits in the connections of one server."""

    def __init__(self) -> None:
        self.waiting: FairWaiting[TurnstileProtocol] = FairWaiting()
        self._is_looking = False

    def add(self, one: TurnstileProtocol) -> None:
        """Let one wait, until it is let in or removed."""
        self.waiting.add(one.address, one)
        if not self._is_looking:
            self._is_looking = True
            one.loop.call_later(_LOOK_SECONDS, self._look, one.loop)

    def remove(self, one: TurnstileProtocol) -> None:
        """It waits no longer."""
        self.waiting.discard(one.address, one)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look for room, again and again, as long as anyone waits."""
        while self.waiting:
            one = self.waiting.next()
            if one.is_full:
                self.waiting.put_back(one.address, one)
                break
            one.go_in()
        self._is_looking = bool(self.waiting)
        if self._is_looking:
            loop.call_later(_LOOK_SECONDS, self._look, loop)


class TurnstileProtocol(GuardedProtocol):
    """The protocol of one connection, and what waits in it.

    The lifespan's state holds the running service, its exchanges and its turnstile, as
    "context", "exchanges", "turnstile" and "gates"; without them nothing waits.
    """

    _held = b""
    _timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Bytes have come: the beginning of a call may have to wait."""
        if (
            data.startswith(_CALLS)
            and len(data) <= _LONGEST
            and self._is_idle()
            and self._waits(data)
        ):
            self._hold(data)
        else:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has left, and waits no longer."""
        self._release()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server ends: who waits is told to come again."""
        request = _Request.read(self._release())
        if request is not None and self._admits(request):
            self._refuse(request)
        super().shutdown()

    def go_in(self) -> None:
        """There is room for what waits here."""
        held = self._release()
        if not self.transport.is_closing():
            self.flow.resume_reading()
            super().data_received(held)

    @property
    def address(self) -> str:
        """The address of the caller, or of what forwards for it."""
        return one_client(self.client[0]) if self.client else ""

    @property
    def is_full(self) -> bool:
        """Whether there is as much to do as may wait."""
        context: Context | None = self.app_state.get("context")
        if context is None:
            return False
        # Those who were let in a moment ago are tasks, but have not come to the queue yet.
        room = context.settings.queue_images + context.engine.running
        return context.engine.full or len(self.tasks) >= room

    def _waits(self, data: bytes) -> bool:
        """Whether a call that begins like this has to wait for room."""
        turnstile: Turnstile | None = self.app_state.get("turnstile")
        # Room that others wait for is theirs. Whoever took it would have them refused in the end,
        # who have waited, and for whom the server has worked.
        if turnstile is None or not (turnstile.waiting or self.is_full):
            return False
        if not self._gates.access.needs_key:
            return True
        # Places to wait are few: none is for callers who will be refused anyway.
        request = _Request.begun(data)
        return request is not None and self._admits(request)

    def _admits(self, request: _Request) -> bool:
        return self._gates.admit(request.scope(self.client))

    @property
    def _gates(self) -> Gates:
        gates: Gates = self.app_state["gates"]
        return gates

    def _is_idle(self) -> bool:
        # What only looks like the beginning of a request, in the body of another or after what
        # cannot be read, must never be answered.
        if self._turned_away or (self._since is not None and self._taken):
            return False
        return self._between and (self.cycle is None or self.cycle.response_complete)

    def _hold(self, data: bytes) -> None:
        self.busy()
        # What the caller sends next stays in the socket, so that nothing piles up here.
        self.flow.pause_reading()
        self._held = data
        turnstile: Turnstile = self.app_state["turnstile"]
        patience = PATIENCE_SECONDS if len(turnstile.waiting) < _MOST_WAITING else 0.0
        turnstile.add(self)
        self._timer = self.loop.call_later(patience, self._decide)

    def _release(self) -> bytes:
        if self._timer is not None:
            self._timer.cancel()
            self.app_state["turnstile"].remove(self)
        held, self._held, self._timer = self._held, b"", None
        return held

    def _decide(self) -> None:
        request = _Request.read(self._held) if self.is_full else None
        # One that must not go on at all is told so, on the usual way.
        if request is None or not self._admits(request):
            self.go_in()
        elif self._release() and not self.transport.is_closing():
            self.flow.resume_reading()
            self._refuse(request)

    def _refuse(self, request: _Request) -> None:
        exchanges: Exchanges = self.app_state["exchanges"]
        context: Context = self.app_state["context"]
        scope = request.scope(self.client)
        exchange = exchanges.begin(scope)
        exchange.status = _REFUSAL.status_code
        exchange.sent_bytes = len(_REFUSAL.body)
        first = b"HTTP/1.1 503 Service Unavailable\r\n"
        more = (*self._gates.cors.headers(scope), id_header(exchange))
        own = (*self.server_state.default_headers, *more)
        self.transport.write(first + _lines(own) + _ALWAYS)
        context.metrics.count_shed("queue")
        exchanges.end(exchange)
        self.on_response_complete()


class _Request:
    """A whole request of the plainest kind, as programs and pages send it."""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        self._path = path
        self._headers = headers

    @classmethod
    def read(cls, data: bytes) -> _Request | None:
        """None where it is anything else: then a real parser must look at it."""
        request = cls.begun(data)
        if request is None:
            return None
        names = dict(request._headers)
        length = names.get(b"content-length", b"")
        if (
            not length.isdigit()
            or int(length) != len(data.partition(b"\r\n\r\n")[2])
            or names.keys() & {b"transfer-encoding", b"expect", b"upgrade"}
            or b"close" in names.get(b"connection", b"").lower()
        ):
            return None
        return request

    @classmethod
    def begun(cls, data: bytes) -> _Request | None:
        """The same of its head alone, whatever its body; None also where more of it is to come."""
        head, end, _ = data.partition(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        line = _LINE.fullmatch(first)
        matches = [found for each in rest if (found := _HEADER.fullmatch(each)) is not None]
        headers = [(found[1].lower(), found[2]) for found in matches]
        if line is None or not end or len(dict(headers)) != len(rest):
            return None
        return cls(line[1].decode("latin-1"), headers)

    def scope(self, client: tuple[str, int] | None) -> Scope:
        """What an exchange needs to know of it."""
        return {
            "type": "http",
            "method": "POST",
            "path": self._path,
            "headers": self._headers,
            "client": client,
        }


def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)


def _fixed(response: Response) -> bytes:
    """What is the same in every answer of this kind, from the headers to the end."""
    return _lines((*response.raw_headers, *SECURITY_HEADERS)) + b"\r\n" + bytes(response.body)


_ALWAYS = _fixed(_REFUSAL)
