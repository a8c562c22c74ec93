"""Calling the service as plainly as can be: one connection, and what came back."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Answer:
    """One answer, of whom it was ``asked_at``; its headers have lower-case names."""

    asked_at: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """The type of the content, without parameters."""
        return self.headers.get("content-type", "").split(";")[0]

    def json(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)


class Caller:
    """A connection to the service, opened again whenever it was closed."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        assert place.hostname is not None
        self._place = place.netloc
        self._connection = http.client.HTTPConnection(
            place.hostname, place.port, timeout=_PATIENCE_S
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def call(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request; ``target`` goes out as it is, and ``_`` in names of headers as ``-``."""
        try:
            return self._call(method, target, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # Closed between two requests, as servers may: once more on a new connection.
            self._connection.close()
            return self._call(method, target, body, headers)

    def post(self, target: str, body: bytes, kind: str = "application/json", **more: str) -> Answer:
        """A POST of this content type."""
        return self.call("POST", target, body, content_type=kind, **more)

    def _call(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        connection = self._connection
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(self._place, response.status, told, response.read())
