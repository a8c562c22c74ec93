"""uvicorn's protocol of one connection, within limits.

uvicorn waits without end for a request to arrive and for its answer to be read, keeps as many
headers as come, and answers what is not HTTP in plain text, if need be between the answers to
others. The limits are those of :class:`server.connections.Connections`.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from starlette.responses import Response
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from server.callers import Leaving
from server.connections import Connections
from server.exchange import Exchanges, id_header
from server.static import SECURITY_HEADERS
from server.turned_away import BUSY, NO_HTTP, TOO_LONG, TOO_MUCH, TOO_SLOW, TurnedAwayError

# The address of an image carries up to 12,000 characters of latent.
_LONGEST_TARGET = 16 * 1024
_LONGEST_HEAD = 32 * 1024
_MOST_HEADERS = 100
# How often one read may offer another protocol.
_MOST_OFFERS = 16
# Bytes of a request that are not body: head, trailers, and what chunks are wrapped in.
_MOST_AROUND = 64 * 1024
_AROUND_EACH = 16
_SLOWEST = 8 * 1024  # bytes a second
_LINGER_SECONDS = 2.0


class GuardedProtocol(HttpToolsProtocol):
    """One connection.

    The lifespan's state holds the "connections" and the "exchanges"; without the former there
    are no limits.
    """

    _guard: Connections | None = None
    # Whether the next byte begins a request, and whether the head of the last has been read.
    _between = True
    _headed = False
    _arrived = 0  # requests read to their end
    _answered = 0
    _turned_away = False
    # When the caller began with what has not fully arrived.
    _since: float | None = None
    # Bytes of it: of the last read, of all that is not yet arrived, and of its body.
    _read = 0
    _taken = 0
    _body = 0
    # Bytes in memory: of bodies, and of an answer that is not read.
    _kept = 0
    _unread = 0
    # What was unread when that was last looked at, and how many answers there had been.
    _seen = (0, 0)
    # The request that is being answered.
    _running: RequestResponseCycle | None = None
    _leaving: Leaving | None = None
    _lingering: asyncio.TimerHandle | None = None

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has connected."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._guard = self.app_state.get("connections")
        if self._guard is None:
            return
        if self._guard.open(self):
            self._since = self.loop.time()
            self._guard.watch(self)
        else:
            self.turn_away(BUSY, "refused")

    def data_received(self, data: bytes) -> None:
        """Read on, unless the caller was turned away."""
        if self._turned_away:
            return
        self._unset_keepalive_if_required()
        if self._guard is not None:
            self._guard.work(self)
        self._read = len(data)
        arrived = self._arrived
        try:
            self._feed(data)
        except httptools.HttpParserError as error:
            self._break_off(error.__context__)
        else:
            if self._guard is not None:
                self._note_progress(self._guard, self._arrived != arrived)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        if self._lingering is not None:
            self._lingering.cancel()
        if self._guard is not None:
            self._guard.close(self)
            self._guard.let_go(self._kept + self._unread)
            self._kept = self._unread = 0
        if self._running is not None and not self._running.response_complete:
            # uvicorn tells only the last of those that wait one behind the other.
            self._running.disconnected = True
            self._running.message_event.set()
            if self._leaving is not None:
                self._leaving.tell()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The caller does not read as fast as the answer is written."""
        super().pause_writing()
        if self._guard is not None:
            self._guard.watch(self)
            self._unread = self.transport.get_write_buffer_size()
            if not self._guard.hold(self._unread):
                self._guard.count("memory")
                self.transport.abort()

    def resume_writing(self) -> None:
        """The caller has read on."""
        super().resume_writing()
        if self._guard is not None:
            self._guard.let_go(self._unread)
            self._unread = 0

    # What the parser tells.

    def on_message_begin(self) -> None:
        """A request begins."""
        self._between = self._headed = False
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        super().on_url(url)
        if len(self.url) > _LONGEST_TARGET:
            raise TurnedAwayError(TOO_LONG, "too-large")

    def on_headers_complete(self) -> None:
        """The head of a request has been read."""
        if len(self.headers) > _MOST_HEADERS or self._head_is_too_long():
            raise TurnedAwayError(TOO_MUCH, "too-large")
        self._headed = True
        super().on_headers_complete()
        if self.parser.should_upgrade():
            return
        # Trailers are no headers (RFC 9110, section 6.5.1): the request keeps those it has.
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body += len(body)
        if self._guard is not None and not self.cycle.response_complete:
            self._kept += len(body)
            if not self._guard.hold(len(body)) and self._kept > _MOST_AROUND:
                raise TurnedAwayError(BUSY, "memory")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is read to its end."""
        if self.parser.should_upgrade():
            return
        self._between = True
        self._arrived += 1
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        """Whether uvicorn should leave a request alone; :meth:`_feed` then asks again."""
        return True

    # The answers.

    def on_response_complete(self) -> None:
        """An answer is written."""
        self._answered += 1
        self._let_go()
        super().on_response_complete()
        if self._guard is None:
            return
        if self.transport.is_closing():
            self._guard.watch(self)
        elif not self._between:
            # Answered before it was read, so it was refused. What is left may come, for a while.
            self._since = self.loop.time()
            self._guard.watch(self)
        elif self.cycle is None or self.cycle.response_complete:
            self._guard.rest(self)

    def timeout_keep_alive_handler(self) -> None:
        """The connection was not used for a while."""
        super().timeout_keep_alive_handler()
        if self._guard is not None:
            self._guard.watch(self)

    def busy(self) -> None:
        """A request is here that this class does not read."""
        self._unset_keepalive_if_required()
        self._since = None
        if self._guard is not None:
            self._guard.work(self)

    def turn_away(self, answer: Response, reason: str) -> None:
        """Answer in this way and end the connection, without reading on."""
        self._count(reason)
        self._unset_keepalive_if_required()
        self.transport.write(self._bytes_of(answer))
        self._hang_up()

    @property
    def lags(self) -> bool:
        """Whether the caller has not yet sent all, or not yet read all."""
        return self._since is not None or self.transport.get_write_buffer_size() > 0

    def make_room(self) -> None:
        """End the connection: its place is needed."""
        self._count("full")
        if self.lags:
            self.transport.abort()
        else:
            self.transport.close()

    def check(self, now: float) -> float | None:
        """Judge the caller's pace. Returns when to look again; None: no need."""
        assert self._guard is not None
        seconds = self._guard.seconds
        unread = self.transport.get_write_buffer_size()
        if unread:
            (before, answered), self._seen = self._seen, (unread, self._answered)
            if before and answered == self._answered and unread > before - _SLOWEST * seconds:
                self._count("unread")
                self.transport.abort()
                return None
            return now + seconds
        self._seen = (0, 0)
        if self._since is None or self.transport.is_closing() or self._turned_away:
            return None
        if self.flow.read_paused:  # it is this server who does not read
            self._since = now
        due = self._since + seconds
        if not self._is_answered_early():
            due += self._body / _SLOWEST
        if due > now:
            return due
        self._time_out()
        return None

    # The rest is for this class alone.

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        self._leaving = Leaving()
        self._leaving.put_into(cycle.scope)  # type: ignore[arg-type]
        super()._start_asgi_task(cycle, app)

    def _feed(self, data: bytes) -> None:
        """Parse on. Whoever offers another protocol, as some do always, is heard in this one.

        The parser leaves what follows such an offer to that protocol, the body too; so it is
        given the request once more, without the offer.
        """
        for _ in range(_MOST_OFFERS):
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as offer:
                data = self._without_offer() + data[offer.args[0] :]
            else:
                return
        raise httptools.HttpParserError

    def _without_offer(self) -> bytes:
        """The head of the request that was read last, to be read by a new parser."""
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise httptools.HttpParserError
        kept = [(name, value) for name, value in self.headers if name != b"upgrade"]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in kept)
        self.parser = httptools.HttpRequestParser(self)
        return method + b" " + self.url + b" HTTP/" + version + b"\r\n" + lines + b"\r\n"

    def _head_is_too_long(self) -> bool:
        if self._taken + self._read <= _LONGEST_HEAD:
            return False
        return sum(len(name) + len(value) for name, value in self.headers) > _LONGEST_HEAD

    def _note_progress(self, guard: Connections, arrived: bool) -> None:
        """After bytes were read: did a request arrive, or does the caller take its time?"""
        if arrived:
            self._since, self._taken, self._body = None, 0, 0
            if self._between:
                return
        else:
            self._taken += self._read
            around = self._taken - self._body
            if around > _MOST_AROUND + _AROUND_EACH * self._body:
                self._break_off(TurnedAwayError(TOO_MUCH, "too-large"))
                return
        if self._since is None:
            self._since = self.loop.time()
        guard.watch(self)

    def _time_out(self) -> None:
        if self._between and not self._arrived and not self._taken:
            # Nothing was ever asked, so there is nothing to answer.
            self._count("slow")
            self.transport.close()
        else:
            self._break_off(TurnedAwayError(TOO_SLOW, "slow"))

    def _is_answered_early(self) -> bool:
        begun = self._headed and not self._between
        return begun and self.cycle is not None and self.cycle.response_complete

    def _break_off(self, error: object) -> None:
        """End a connection whose last request cannot be read.

        Its answer must not come before those to earlier requests: while they are being made,
        they are all that is sent.
        """
        if not isinstance(error, TurnedAwayError):
            error = TurnedAwayError(NO_HTTP, "malformed")
        cycle = self.cycle
        if self._is_answered_early():
            self._count(error.reason)
            self._hang_up()
        elif cycle is None or cycle.response_complete:
            self.turn_away(error.answer, error.reason)
        elif cycle.more_body and not self.pipeline:
            # The application learns that the caller has left.
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self._count(error.reason)
                self.transport.abort()
            else:
                self.turn_away(error.answer, error.reason)
        else:
            self._count(error.reason)
            if cycle.more_body:
                self.pipeline.popleft()
            self._end_after_the_last()

    def _end_after_the_last(self) -> None:
        """Answer what was read, read nothing more, and end the connection."""
        last = self.pipeline[0][0] if self.pipeline else self._running
        if last is None or last.response_complete:
            self._hang_up()
        else:
            self._turned_away = True
            self.flow.resume_reading()
            last.keep_alive = False

    def _hang_up(self) -> None:
        """Close in such a way that the answer arrives although more may be on its way here."""
        self._turned_away = True
        self._let_go()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._lingering = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _let_go(self) -> None:
        """Bodies are kept no longer."""
        if self._guard is not None and self._kept:
            self._guard.let_go(self._kept)
            self._kept = 0

    def _count(self, reason: str) -> None:
        if self._guard is not None:
            self._guard.count(reason)

    def _bytes_of(self, answer: Response) -> bytes:
        """The answer as it is sent, counted and logged like any other."""
        headers: list[tuple[bytes, bytes]] = [
            *self.server_state.default_headers,
            *answer.raw_headers,
            *SECURITY_HEADERS,
            (b"connection", b"close"),
        ]
        exchanges: Exchanges | None = self.app_state.get("exchanges")
        if exchanges is not None:
            scope: dict[str, Any] = {"path": "", "method": "", "headers": [], "client": self.client}
            exchange = exchanges.begin(scope)
            exchange.status, exchange.sent_bytes = answer.status_code, len(answer.body)
            headers.append(id_header(exchange))
            exchanges.end(exchange)
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return STATUS_LINE[answer.status_code] + lines + b"\r\n" + bytes(answer.body)
