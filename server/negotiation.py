"""Which format to answer in: the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from server.problems import ProblemError


class Format(StrEnum):
    """The media types that the service answers in."""

    JSON = "application/json"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    RAW = "application/octet-stream"


PICTURES = (Format.JSON, Format.PNG, Format.JPEG, Format.WEBP, Format.RAW)
ANIMATIONS = (*PICTURES, Format.GIF)


@dataclass(frozen=True)
class _Range:
    kind: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """2: names the type, 1: its family, 0: everything; -1: does not match."""
        if self.kind == media_type:
            return 2
        if self.kind == media_type.split("/")[0] + "/*":
            return 1
        return 0 if self.kind == "*/*" else -1


@lru_cache(maxsize=256)
def choose(accept: str | None, offered: tuple[Format, ...]) -> Format:
    """The best of the ``offered`` formats for this Accept header.

    The highest quality wins, then the format that is named rather than matched by a
    wildcard, then the order of ``offered``. No header means the first.

    Raises:
        ProblemError: 406, none is acceptable.
    """
    ranges = _parse(accept or "*/*")
    best: tuple[float, int] = (0.0, -1)
    chosen: Format | None = None
    for each in offered:
        rank = _rank(ranges, each)
        if rank[0] > 0 and rank > best:
            best, chosen = rank, each
    if chosen is None:
        names = ", ".join(offered)
        raise ProblemError(
            406, "not-acceptable", "Not acceptable", f"This call answers in: {names}."
        )
    return chosen


def _rank(ranges: Sequence[_Range], offered: Format) -> tuple[float, int]:
    matches = [(each.specificity(offered), each.quality) for each in ranges]
    specificity, quality = max(matches, default=(-1, 0.0))
    return (quality, specificity) if specificity >= 0 else (0.0, -1)


def _parse(accept: str) -> list[_Range]:
    return [_parse_range(part) for part in accept.split(",") if part.strip()]


def _parse_range(part: str) -> _Range:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            quality = _quality(value)
    return _Range(kind, quality)


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0
