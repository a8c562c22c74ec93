"""Requests byte by byte: what no HTTP client would send."""

from __future__ import annotations

import socket

import httpx

from tests.server.support import Running


def exchange(service: Running, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send these bytes in a connection of their own; status, headers and body of the answer."""
    url = httpx.URL(service.address)
    with socket.create_connection((url.host, url.port), 20) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}, body


def get(path: str, *lines: str, version: str = "1.1") -> bytes:
    """A GET request with these header lines and no others but Connection."""
    return "\r\n".join([f"GET {path} HTTP/{version}", *lines, "Connection: close", "", ""]).encode(
        "latin-1"
    )
