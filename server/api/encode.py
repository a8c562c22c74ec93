"""Encoding of pictures, sent as JSON or as files."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from starlette.responses import Response

from server.api.answers import answer
from server.api.bodies import is_form, read_form, read_json, validated
from server.api.dependencies import ContextDep, ModelDep, PictureFormat, operations_router
from server.context import Context
from server.openapi import encode_body, image_responses, problem_responses
from server.problems import invalid
from server.schemas.answers import Encoded
from server.schemas.requests import EncodeRequest
from server.uploads import SentPicture

router = operations_router()

_JSON_FIELDS = ("condition", "conditions", "crops", "align", "judge", "columns", "scale")
_PLACEHOLDER = "file"


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
    over white, the centre cropped to the model's aspect and resized with antialiasing. With
    `crops` another part is cut, and turned; with `align` the server finds the face itself.
    For models of light garments on black, a picture with a light border is inverted, and
    `inverted` says so. Nothing of an upload is stored or logged.
    """
    pictures, options = await _read(request, context)
    made = await context.service.encode(model.bundle, pictures, options)
    return await answer(context, model, "encode", made, kind, options)


async def _read(request: Request, context: Context) -> tuple[list[SentPicture], EncodeRequest]:
    if not is_form(request):
        options = await read_json(request, EncodeRequest)
        return _sent(options.images, "/images", options), options
    settings = context.settings
    files, content = await read_form(
        request, _JSON_FIELDS, settings.max_images + 1, settings.max_body_bytes
    )
    options = validated(EncodeRequest, {**content, "images": [_PLACEHOLDER]})
    return _sent(files, "/image", options), options


def _sent(files: Sequence[bytes | str], pointer: str, options: EncodeRequest) -> list[SentPicture]:
    """Every picture with its crop and the places of both in the request."""
    crops = options.crops if options.crops is not None else [None] * len(files)
    if len(crops) != len(files):
        raise invalid("/crops", f"There must be one crop, or null, for each of the {len(files)}.")
    return [
        SentPicture(file, f"{pointer}/{index}", crop, f"/crops/{index}")
        for index, (file, crop) in enumerate(zip(files, crops, strict=True))
    ]
