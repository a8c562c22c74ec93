"""One image at an address that can be linked and cached."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated

import numpy as np
import torch
from fastapi import Query, Request
from starlette.responses import Response
from torch import Tensor

from server.api.answers import answer
from server.api.dependencies import ContextDep, ModelDep, operations_router
from server.conditional import matches
from server.context import Context
from server.negotiation import Format
from server.openapi import Responses, problem_responses
from server.pool import ServedModel
from server.problems import ProblemError, invalid
from server.resolve import condition_row, latent_tensor
from server.schemas.base import FLOAT32_MAX, Condition, Pictured
from server.schemas.requests import ImageQuery

router = operations_router()

_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "public, no-cache"
_ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _responses(kind: Format) -> Responses:
    return {
        200: {
            "description": "The image.",
            "content": {kind.value: {"schema": {"type": "string", "format": "binary"}}},
            "headers": {
                "ETag": {
                    "description": "Names weights, latent, condition and format.",
                    "schema": {"type": "string"},
                },
                "Cache-Control": {
                    "description": "Immutable where the query names the weights.",
                    "schema": {"type": "string"},
                    "example": _FOREVER,
                },
            },
        },
        304: {"description": "The caller's copy (`If-None-Match`) is still right."},
        **problem_responses(404, 409, 422, 503),
    }


QueryDep = Annotated[ImageQuery, Query()]


@router.get(
    "/image.png",
    summary="One image as PNG",
    response_class=Response,
    responses=_responses(Format.PNG),
)
async def image_png(
    model: ModelDep, query: QueryDep, request: Request, context: ContextDep
) -> Response:
    """Decode one latent to a PNG at an address that can be linked and cached."""
    return await _image(model, query, request, context, Format.PNG)


@router.get(
    "/image.jpg",
    summary="One image as JPEG",
    response_class=Response,
    responses=_responses(Format.JPEG),
)
async def image_jpg(
    model: ModelDep, query: QueryDep, request: Request, context: ContextDep
) -> Response:
    """Decode one latent to a JPEG at an address that can be linked and cached."""
    return await _image(model, query, request, context, Format.JPEG)


@router.get(
    "/image.webp",
    summary="One image as WebP",
    response_class=Response,
    responses=_responses(Format.WEBP),
)
async def image_webp(
    model: ModelDep, query: QueryDep, request: Request, context: ContextDep
) -> Response:
    """Decode one latent to a WebP at an address that can be linked and cached."""
    return await _image(model, query, request, context, Format.WEBP)


async def _image(
    model: ServedModel, query: ImageQuery, request: Request, context: Context, kind: Format
) -> Response:
    if query.w is not None and not model.weights_hash.startswith(query.w):
        raise ProblemError(
            409,
            "other-weights",
            "Other weights",
            "This model now has other weights than the address names; leave out w, or make a "
            "new address.",
        )
    latent = latent_tensor(model.bundle, _float16(query.z), "/z")
    condition = _condition(model, query)
    etag = _etag(model, latent, condition, kind)
    headers = {"ETag": etag, "Cache-Control": _REVALIDATE if query.w is None else _FOREVER}
    if matches(request.headers, etag):
        return Response(status_code=304, headers=headers)
    made = await context.service.image(model.bundle, latent, condition)
    response = await answer(context, model, "image", made, kind, Pictured())
    del response.headers["Vary"]
    response.headers.update(headers)
    return response


def _float16(text: str) -> list[float]:
    """The numbers of a base64url text of little-endian float16.

    Raises:
        ProblemError: 422, it is not that, or a number is not finite.
    """
    bare = text.rstrip("=")
    try:
        if not set(bare) <= _ALPHABET:
            raise ValueError
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        values = np.frombuffer(data, dtype="<f2").astype(np.float32)
    except (binascii.Error, ValueError):
        raise invalid("/z", "z is not base64url of little-endian float16 numbers.") from None
    if not bool(np.isfinite(values).all()):
        raise invalid("/z", "z holds a number that is not finite.")
    numbers: list[float] = values.tolist()
    return numbers


def _condition(model: ServedModel, query: ImageQuery) -> Tensor | None:
    if query.class_ is not None and query.attributes is not None:
        raise invalid("/attributes", "Give either class or attributes.")
    try:
        if query.class_ is not None:
            text = query.class_
            number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None
            condition = Condition.model_validate({"class": text if number is None else number})
            return condition_row(model.bundle, condition, "")
        if query.attributes is not None:
            values = _attributes(query.attributes)
            condition = Condition.model_validate({"attributes": values})
            return condition_row(model.bundle, condition, "")
    except ProblemError as error:
        wanted = "class" if query.class_ is not None else "attributes"
        raise invalid(f"/{wanted}", str(error.detail)) from None
    kind = model.bundle.card.condition
    return condition_row(model.bundle, None, "/class" if kind is None else f"/{kind.kind}")


def _attributes(text: str) -> dict[str, float]:
    values = {}
    for part in text.split(","):
        name, _, number = part.rpartition(":")
        try:
            values[name] = float(number)
        except ValueError:
            raise invalid("/attributes", "attributes are name:value with commas.") from None
        if not abs(values[name]) <= FLOAT32_MAX:
            raise invalid("/attributes", "An attribute's value is not finite.")
    return values


def _etag(model: ServedModel, latent: Tensor, condition: Tensor | None, kind: Format) -> str:
    vector = torch.cat([latent, torch.zeros(0) if condition is None else condition])
    digest = hashlib.sha256(vector.numpy().astype("<f4").tobytes())
    digest.update(f"{model.weights_hash} {kind.value}".encode())
    return f'"{digest.hexdigest()[:32]}"'
