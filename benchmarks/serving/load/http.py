"""A minimal HTTP/1.1 client: one keep-alive connection, one request in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

_END = b"\r\n\r\n"


class ProtocolError(Exception):
    """An answer that this client does not understand."""


@dataclass(slots=True)
class Answer:
    """What came back: ``status`` 0 means that the connection broke first."""

    status: int
    head: bytes = b""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, or None."""
        wanted = name.lower().encode()
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == wanted:
                return value.strip().decode("latin-1")
        return None

    def retry_after(self) -> float:
        """Seconds that the server asks to wait; 1 where it does not say."""
        return float(self.header("retry-after") or 1.0)


BROKEN = Answer(0)


@dataclass
class Target:
    """Where requests go. ``accept`` is the media type asked for."""

    port: int
    path: str = "/"
    accept: str = "image/png"
    host: str = "127.0.0.1"
    _heads: dict[int, bytes] = field(default_factory=dict, repr=False)

    def post(self, body: bytes) -> bytes:
        """The bytes of a POST with this JSON body; heads are kept for each length."""
        length = len(body)
        if length not in self._heads:
            self._heads[length] = (
                f"POST {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
                f"Accept: {self.accept}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {length}\r\n\r\n"
            ).encode()
        return self._heads[length] + body

    def get(self, path: str) -> bytes:
        """The bytes of a GET."""
        return f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n".encode()


class Connection(asyncio.Protocol):
    """Calls ``answered`` once for every request sent. Set ``answered`` before sending."""

    def __init__(self) -> None:
        self.answered: Callable[[Answer], None] = lambda _answer: None
        self.open = False
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._body_start = 0
        self._needed = 0
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        # uvloop's transports are Transports by behaviour, not by inheritance.
        self._transport = cast(asyncio.Transport, transport)
        self.open = True

    def send(self, request: bytes) -> None:
        """Send a request; the one before must be answered."""
        assert self._transport is not None
        self._waiting = True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Collect until the announced length is there."""
        self._buffer += data
        if not self._needed and not self._read_head():
            return
        if len(self._buffer) >= self._needed:
            self._finish()

    def _read_head(self) -> bool:
        end = self._buffer.find(_END)
        if end < 0:
            return False
        head = bytes(self._buffer[:end]).lower()
        place = head.find(b"content-length:")
        if place < 0:
            raise ProtocolError("an answer without Content-Length")
        self._body_start = end + len(_END)
        length = int(head[place + 15 :].split(b"\r\n", 1)[0])
        self._needed = self._body_start + length
        return True

    def _finish(self) -> None:
        start = self._body_start
        head, body = bytes(self._buffer[: start - 4]), bytes(self._buffer[start : self._needed])
        self._buffer.clear()
        self._needed = 0
        self._waiting = False
        self.answered(Answer(int(head[9:12]), head, body))

    def connection_lost(self, _error: Exception | None) -> None:
        """A request in flight is answered with :data:`BROKEN`."""
        self.open = False
        if self._waiting:
            self._waiting = False
            self.answered(BROKEN)

    def close(self) -> None:
        """End the connection; a request in flight is forgotten."""
        self._waiting = False
        if self._transport is not None:
            self._transport.abort()


async def connect(target: Target, address: str | None = None) -> Connection:
    """A new connection, from this local ``address`` where one is given."""
    local = (address, 0) if address else None
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        Connection, target.host, target.port, local_addr=local
    )
    return connection
