"""``GET /openapi.json``: the document of the API."""

from __future__ import annotations

import asyncio
import threading

from fastapi import FastAPI, Request
from starlette.responses import Response

from server.api.answers import cached
from server.cached_answer import CachedAnswer

DOCUMENT = "/openapi.json"


class DocumentRoute:
    """Answers with the document of an application, which is built when first asked for.

    That takes a second or two of processor: a thread does it, and the event loop goes on.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._building = threading.Lock()
        self._answer: CachedAnswer | None = None

    async def answer(self, request: Request) -> Response:
        """The document as JSON."""
        answer = self._answer
        if answer is None:
            answer = await asyncio.to_thread(self._built)
        return cached(request, answer)

    def _built(self) -> CachedAnswer:
        with self._building:
            if self._answer is None:
                self._answer = CachedAnswer.of(self._app.openapi(), compress=True)
            return self._answer


def serve_document(app: FastAPI) -> None:
    """Let ``app`` tell what it answers."""
    app.add_api_route(DOCUMENT, DocumentRoute(app).answer, include_in_schema=False)
