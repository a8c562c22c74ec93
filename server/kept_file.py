"""Text files of the page, kept in memory as they are sent: plain and in gzip."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from server.conditional import matches, takes_gzip

_TEXTS = frozenset({".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt"})


def is_text(path: Path) -> bool:
    """Whether a file of this name is worth compressing: pictures and fonts are not."""
    return path.suffix.lower() in _TEXTS


@dataclass(frozen=True)
class KeptFile:
    """A text file as it was when it was last read.

    ``zipped`` is None where gzip makes it no smaller.
    """

    path: Path
    state: tuple[int, int]
    body: bytes
    zipped: bytes | None
    etag: str
    media_type: str

    @classmethod
    def read(cls, path: Path, found: os.stat_result) -> KeptFile:
        """Read and compress the file at this path, whose state was found to be this.

        Raises:
            OSError: it cannot be read.
        """
        return cls.of(path, state_of(found), path.read_bytes())

    @classmethod
    def of(cls, path: Path, state: tuple[int, int], body: bytes) -> KeptFile:
        """What is sent for the file at this path, which was in this state."""
        zipped = gzip.compress(body, 6, mtime=0)
        return KeptFile(
            path,
            state,
            body,
            zipped if len(zipped) < len(body) else None,
            hashlib.sha256(body).hexdigest()[:32],
            mimetypes.guess_type(path)[0] or "text/plain",
        )

    def is_current(self) -> bool:
        """Whether the file is still as it was read."""
        try:
            return state_of(self.path.stat()) == self.state
        except OSError:
            return False

    def response(self, asked: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """The file, or a 304 for whoever holds it, with these headers besides.

        Each encoding has a tag of its own (RFC 9110 section 8.8.3), and caches are told.
        """
        zipped = self.zipped if takes_gzip(asked) else None
        etag = f'"{self.etag}"' if zipped is None else f'"{self.etag}-gzip"'
        sent = {**headers, "ETag": etag, "Vary": "Accept-Encoding"}
        if matches(asked, etag):
            return Response(status_code=304, headers=sent)
        if zipped is None:
            return Response(self.body, headers=sent, media_type=self.media_type)
        sent["Content-Encoding"] = "gzip"
        return Response(zipped, headers=sent, media_type=self.media_type)


def state_of(found: os.stat_result) -> tuple[int, int]:
    """What changes with a file: when it was written, and its size."""
    return found.st_mtime_ns, found.st_size
