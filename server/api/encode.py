"""Encoding of pictures, sent as JSON or as files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response

from server.api.answers import answer
from server.api.dependencies import ContextDep, ModelDep, PictureFormat, operations_router
from server.context import Context
from server.openapi import encode_body, image_responses, problem_responses
from server.problems import from_validation, invalid, malformed, step, unsupported
from server.schemas.answers import Encoded
from server.schemas.requests import EncodeRequest

router = operations_router()

_JSON_FIELDS = ("condition", "conditions", "columns", "scale")
_PLACEHOLDER = "file"


@dataclass(frozen=True)
class _Sent:
    """The pictures of a request, where they stand in it, and everything else it says."""

    files: Sequence[bytes | str]
    pointers: Sequence[str]
    options: EncodeRequest


@router.post(
    "/encode",
    summary="Pictures to latents",
    openapi_extra=encode_body(),
    responses={
        **image_responses("Latents; as a picture: the reconstructions.", Encoded),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def encode(
    model: ModelDep, kind: PictureFormat, request: Request, context: ContextDep
) -> Response:
    """Encode pictures and decode them again.

    Any size and mode of PNG, JPEG and WebP: EXIF orientation is applied, transparency laid
    over white, the centre cropped to the model's aspect and resized with antialiasing. For
    models of light garments on black, a picture with a light border is inverted, and
    `inverted` says so. Nothing of an upload is stored or logged.
    """
    sent = await _read(request, context)
    made = await context.service.encode(model.bundle, sent.files, sent.pointers, sent.options)
    return await answer(context, model, "encode", made, kind, sent.options)


async def _read(request: Request, context: Context) -> _Sent:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_files(request, context)
    if kind == "application/json" or kind.endswith("+json"):
        options = _validated(_parsed(await request.body()))
        pointers = [f"/images/{index}" for index in range(len(options.images))]
        return _Sent(options.images, pointers, options)
    raise unsupported("", "Send JSON, or files as multipart/form-data.")


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise malformed(f"The body is not valid JSON at character {error.pos}.") from None
    except (ValueError, RecursionError):
        raise malformed("The body is not valid JSON.") from None


def _validated(content: Any) -> EncodeRequest:
    try:
        return EncodeRequest.model_validate(content)
    except ValidationError as error:
        raise from_validation(error.errors(), "application/json") from None


async def _read_files(request: Request, context: Context) -> _Sent:
    settings = context.settings
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=settings.max_images + 1,
        max_fields=len(_JSON_FIELDS) + 1,
    )
    # Uploads stay in memory, which the body's limit bounds: nothing of them on a disk.
    parser.spool_max_size = settings.max_body_bytes + 1
    try:
        form = await parser.parse()
    except MultiPartException:
        raise malformed("The body is not valid multipart/form-data.") from None
    except KeyError:
        raise malformed("The multipart/form-data header names no boundary.") from None
    try:
        files: list[bytes] = []
        content: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name != "image":
                    raise invalid(step(name), "Files go into the field image.")
                files.append(await value.read())
            else:
                content[name] = _json_field(name, value)
    finally:
        await form.close()
    if not files:
        raise invalid("/image", "Send at least one file in the field image.")
    options = _validated({**content, "images": [_PLACEHOLDER]})
    return _Sent(files, [f"/image/{index}" for index in range(len(files))], options)


def _json_field(name: str, text: str) -> Any:
    if name not in _JSON_FIELDS:
        detail = "This field takes files." if name == "image" else "There is no such field here."
        raise invalid(step(name), detail)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise invalid(step(name), "This field is not valid JSON.") from None
