"""Thumbnails of the points of maps, each picture at an address that never changes."""

from __future__ import annotations

import hashlib
import logging
import pathlib
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from server.api.dependencies import ContextDep
from server.conditional import matches
from server.maps import SPRITES
from server.openapi import Responses, problem_responses
from server.problems import not_found, unavailable

log = logging.getLogger("latente.maps")
router = APIRouter(prefix=SPRITES, tags=["models"])

_FOREVER = "public, max-age=31536000, immutable"
_RESPONSES: Responses = {
    200: {
        "description": "The picture: thumbnails row by row, without gaps.",
        "content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            "ETag": {"description": "The picture's checksum.", "schema": {"type": "string"}},
            "Cache-Control": {
                "description": "For good: other thumbnails have another address.",
                "schema": {"type": "string"},
                "example": _FOREVER,
            },
        },
    },
    304: {"description": "The caller's copy (`If-None-Match`) is still right."},
    **problem_responses(404, 503),
}

Sprite = Annotated[
    str,
    Path(
        description="SHA-256 of the picture; a model's map names it.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]


@router.get(
    "/{sprite}.webp", summary="Thumbnails of a map", response_class=Response, responses=_RESPONSES
)
async def get_sprite(sprite: Sprite, request: Request, context: ContextDep) -> Response:
    """The thumbnails of a map's points, in one picture that is cached for good."""
    path = context.pool.sprite(sprite)
    if path is None:
        raise not_found("unknown-sprite", "Unknown picture", "No map has such thumbnails.")
    headers = {"ETag": f'"{sprite}"', "Cache-Control": _FOREVER}
    if matches(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    data = await context.pictures.run(_read, path, sprite)
    return Response(data, media_type="image/webp", headers=headers)


def _read(path: pathlib.Path, checksum: str) -> bytes:
    """The picture, which callers keep for good, so that it must be the one that its name says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        log.error("the thumbnails %s cannot be read: %s", path.name, error.strerror)
    else:
        if hashlib.sha256(data).hexdigest() == checksum:
            return data
        log.error("the thumbnails %s have changed since the server started", path.name)
    detail = "The file of these thumbnails has changed or is gone since the server started."
    raise unavailable("thumbnails-changed", detail, 60)
