"""What is sent: requests that no service should obey, each in bytes as they go over the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MEBIBYTE = 1024 * 1024
_LARGE = 64 * _MEBIBYTE
_DEEP = 100_000
_PIECE = b"0" * _MEBIBYTE


@dataclass(frozen=True)
class Target:
    """Where requests go: a decode of latents with ``dimensions`` numbers."""

    port: int
    path: str
    dimensions: int
    accept: str = "image/png"


@dataclass(frozen=True)
class Attack:
    """One misuse.

    ``pieces`` are the bytes of the request in the order of sending; whoever answers before
    the last was sent has judged without reading it all. ``open_end``: the request never
    ends, and the service should close it by itself.
    """

    title: str
    pieces: Callable[[Target], Iterator[bytes]]
    open_end: bool = False


def good(target: Target) -> bytes:
    """A right request: one latent."""
    return _request(target, json.dumps({"latents": [[0.0] * target.dimensions]}).encode())


def _request(target: Target, body: bytes, kind: str = "application/json") -> bytes:
    return _head(target, kind, f"Content-Length: {len(body)}") + body


def _head(target: Target, kind: str, length: str) -> bytes:
    lines = (
        f"POST {target.path} HTTP/1.1",
        f"Host: 127.0.0.1:{target.port}",
        f"Accept: {target.accept}",
        f"Content-Type: {kind}",
        length,
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _body(make: Callable[[Target], bytes]) -> Callable[[Target], Iterator[bytes]]:
    def pieces(target: Target) -> Iterator[bytes]:
        yield _request(target, make(target))

    return pieces


def _latents(*numbers: str) -> Callable[[Target], Iterator[bytes]]:
    """One latent whose first numbers are these, as JSON text."""

    def body(target: Target) -> bytes:
        rest = ["0"] * (target.dimensions - len(numbers))
        return f'{{"latents": [[{", ".join([*numbers, *rest])}]]}}'.encode()

    return _body(body)


def _declared(target: Target) -> Iterator[bytes]:
    yield _head(target, "application/json", f"Content-Length: {_LARGE}")
    for _ in range(_LARGE // _MEBIBYTE):
        yield _PIECE


def _chunked(target: Target) -> Iterator[bytes]:
    yield _head(target, "application/json", "Transfer-Encoding: chunked")
    for _ in range(_LARGE // _MEBIBYTE):
        yield b"%x\r\n" % _MEBIBYTE + _PIECE + b"\r\n"
    yield b"0\r\n\r\n"


def _headers(target: Target) -> Iterator[bytes]:
    start, _, _ = _head(target, "application/json", "Content-Length: 2").rpartition(b"\r\n")
    yield start
    for number in range(1024):
        yield b"X-Flood-%d: %s\r\n" % (number, b"a" * 1024)
    yield b"\r\n{}"


def _half_a_head(target: Target) -> Iterator[bytes]:
    yield f"POST {target.path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n".encode("ascii")


def _half_a_body(target: Target) -> Iterator[bytes]:
    yield _head(target, "application/json", "Content-Length: 4096") + b'{"latents": [['


ATTACKS = (
    Attack("NaN in a latent", _latents("NaN")),
    Attack("a number too large for float64", _latents("1e999")),
    Attack("a number too large for float32", _latents("1e300")),
    Attack("a latent of the wrong length", _body(lambda _: b'{"latents": [[0.5, 0.5]]}')),
    Attack("no latent at all", _body(lambda _: b'{"latents": []}')),
    Attack("no JSON", _body(lambda _: b'{"latents": [[')),
    Attack("100,000 nested brackets", _body(lambda _: b"[" * _DEEP + b"]" * _DEEP)),
    Attack("64 MiB, declared", _declared),
    Attack("64 MiB, in chunks", _chunked),
    Attack("a mebibyte of headers", _headers),
    Attack("headers that never end", _half_a_head, open_end=True),
    Attack("a body that never ends", _half_a_body, open_end=True),
)
