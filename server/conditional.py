"""What a caller holds already and can unpack: conditional requests and gzip."""

from __future__ import annotations

from collections.abc import Mapping


def matches(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the caller already holds this version (If-None-Match, RFC 9110 section 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    return etag in tags or "*" in tags


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether an answer may be compressed with gzip (Accept-Encoding, RFC 9110 section 12.5.3)."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = (piece.strip() for piece in part.partition(";"))
        if name == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
