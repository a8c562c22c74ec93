"""JSON answers that are written once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any

from server.rendering import to_json


@dataclass(frozen=True)
class CachedAnswer:
    """A JSON answer that stays the same as long as the process lives.

    ``zipped`` is the same in gzip, for large ones.
    """

    body: bytes
    etag: str
    zipped: bytes | None = None

    @classmethod
    def of(cls, content: Any, compress: bool = False) -> CachedAnswer:
        """Serialise the content once, and compress it where that is asked for."""
        body = to_json(content)
        zipped = gzip.compress(body, 6, mtime=0) if compress else None
        return cls(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', zipped)

    @property
    def zipped_etag(self) -> str:
        """The tag of the compressed answer, which as another text has one of its own."""
        return f'{self.etag[:-1]}-gzip"'
