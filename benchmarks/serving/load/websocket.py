"""A minimal WebSocket client (RFC 6455): text out, one binary message back, no extensions."""

from __future__ import annotations

import asyncio
import struct

from benchmarks.serving.load.http import Answer, Connection, ProtocolError, Target

_BINARY, _TEXT = 0x2, 0x1
_FINAL, _MASKED = 0x80, 0x80
# A mask of zeros is a mask, and leaves the payload as it is.
_MASK = bytes(4)


def frame(payload: bytes) -> bytes:
    """One masked text message."""
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", _FINAL | _TEXT, _MASKED | length)
    elif length < 65536:
        head = struct.pack("!BBH", _FINAL | _TEXT, _MASKED | 126, length)
    else:
        head = struct.pack("!BBQ", _FINAL | _TEXT, _MASKED | 127, length)
    return head + _MASK + payload


def message_end(buffer: bytes | bytearray) -> tuple[int, int] | None:
    """Where the payload of the first message begins and ends; None: not all is here yet."""
    if len(buffer) < 2:
        return None
    length, start = buffer[1] & 0x7F, 2
    if length == 126:
        start = 4
    elif length == 127:
        start = 10
    if len(buffer) < start:
        return None
    if start > 2:
        length = int.from_bytes(buffer[2:start], "big")
    return (start, start + length) if len(buffer) >= start + length else None


class WebSocketConnection(Connection):
    """Looks like an HTTP connection to what drives it; a binary message is a 200."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        """The handshake's answer, then one message for each that was sent."""
        self._buffer += data
        if not self.ready.done():
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                refused = bytes(self._buffer[:end]).decode("latin-1")
                self.ready.set_exception(ProtocolError(f"no WebSocket: {refused}"))
                return
            del self._buffer[: end + 4]
            self.ready.set_result(None)
        place = message_end(self._buffer)
        if place is None:
            return
        if self._buffer[0] != _FINAL | _BINARY:
            # A text is a refusal; anything else (ping, close) ends the measurement.
            status = 503 if self._buffer[0] == _FINAL | _TEXT else 0
        else:
            status = 200
        body = bytes(self._buffer[place[0] : place[1]])
        self._buffer.clear()
        self._waiting = False
        self.answered(Answer(status, b"", body))


async def connect_websocket(target: Target, address: str | None = None) -> WebSocketConnection:
    """A new WebSocket connection, its handshake done."""
    local = (address, 0) if address else None
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        WebSocketConnection, target.host, target.port, local_addr=local
    )
    assert connection._transport is not None
    connection._transport.write(
        (
            f"GET {target.path} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        ).encode()
    )
    await connection.ready
    return connection
