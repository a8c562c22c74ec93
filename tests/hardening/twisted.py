"""Requests byte by byte: right ones, and such as hide another behind a doubtful length."""

from __future__ import annotations

import json

from tests.hardening.raw import get
from tests.server.busy import DECODE, ONE

BODY = json.dumps(ONE, separators=(",", ":")).encode()
assert len(BODY) == 23
HEALTH = get("/healthz", "Host: 127.0.0.1").replace(b"Connection: close\r\n", b"")
POST = f"POST {DECODE} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
RIGHT = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY

SMUGGLED = {
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
    "chunks and length": CHUNKED + b"Content-Length: 4\r\n\r\n" + CHUNKS,
    "two lengths": POST + b"Content-Length: 23\r\nContent-Length: 60\r\n\r\n" + BODY,
    "two equal lengths": POST + b"Content-Length: 23\r\nContent-Length: 23\r\n\r\n" + BODY,
    "lengths in one": POST + b"Content-Length: 23, 23\r\n\r\n" + BODY,
    "signed length": POST + b"Content-Length: +23\r\n\r\n" + BODY,
    "negative length": POST + b"Content-Length: -1\r\n\r\n" + BODY,
    "hexadecimal length": POST + b"Content-Length: 0x17\r\n\r\n" + BODY,
    "overflowing length": POST + b"Content-Length: 18446744073709551639\r\n\r\n" + BODY,
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS,
    "identity": POST + b"Transfer-Encoding: identity\r\n\r\n" + CHUNKS,
    "chunks not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKS,
    "two codings": CHUNKED + b"Transfer-Encoding: identity\r\n\r\n" + CHUNKS,
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKS,
    "vertical tab": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + CHUNKS,
    "folded": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS,
    "bare line feeds": RIGHT.replace(b"\r\n", b"\n"),
    "zero byte": POST + b"X: a\x00b\r\nContent-Length: 23\r\n\r\n" + BODY,
    "chunk of no number": CHUNKED + b"\r\n17x\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunk of too much": CHUNKED + b"\r\n17\r\n" + BODY + b"XX0\r\n\r\n",
    "overflowing chunk": CHUNKED + b"\r\nfffffffffffffffff\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunk with a bare line feed": CHUNKED + b"\r\n17\n" + BODY + b"\n0\n\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "tunnel": b"CONNECT inside:80 HTTP/1.1\r\nHost: inside\r\n\r\n",
}
