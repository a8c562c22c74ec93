"""A server that does nothing: the ceiling of the load generator.

It answers every request at once with as many bytes as a picture has, without reading it.
"""

from __future__ import annotations

import asyncio
from typing import cast

import uvloop

from benchmarks.serving.peers.common import HOST, Decoder, options


class Nothing(asyncio.Protocol):
    """Each complete request (a head, then the announced length) gets the same answer."""

    answer = b""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer when the request is complete."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        place = self._buffer.find(b"Content-Length:", 0, end)
        length = int(self._buffer[place + 15 : self._buffer.find(b"\r", place)]) if place > 0 else 0
        if len(self._buffer) >= end + 4 + length:
            self._buffer.clear()
            self._transport.write(self.answer)


async def serve(port: int) -> None:
    """Listen for ever."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Nothing, HOST, port)
    await server.serve_forever()


def main() -> None:
    """Serve."""
    chosen = options()
    decoder = Decoder(chosen)
    picture = decoder.decode([[0.0] * decoder.bundle.card.latent_dim])[0]
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(picture)}\r\n\r\n"
    Nothing.answer = head.encode() + picture
    uvloop.run(serve(chosen.port))


if __name__ == "__main__":
    main()
