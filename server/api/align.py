"""Finding the face in a photograph."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import Request
from starlette.responses import Response

from server import rendering
from server.alignment import require_alignment
from server.api.bodies import is_form, read_form, read_json
from server.api.dependencies import ContextDep, JsonOnly, ModelDep, operations_router
from server.context import Context
from server.openapi import align_body, json_responses, problem_responses
from server.problems import invalid
from server.schemas.answers import Aligned
from server.schemas.requests import AlignRequest
from server.uploads import SentPicture

router = operations_router()


@router.post(
    "/align",
    summary="Where to cut a photograph",
    dependencies=[JsonOnly],
    openapi_extra=align_body(),
    responses={
        **json_responses("The faces, and the crop to begin with.", Aligned),
        **problem_responses(404, 406, 413, 415, 422, 503),
    },
)
async def align(model: ModelDep, request: Request, context: ContextDep) -> Response:
    """Find the faces in a photograph, each as the crop in which the model expects it.

    No face is no error: `found` is false, and `crop` is the largest square in the middle, for
    a person to move. The same goes where the server has no detector (`detector` is null). A
    crop goes into `crops` of encode, or into a point. Nothing of an upload is stored or logged.
    """
    alignment = require_alignment(model.bundle.card, "")
    picture = await _read(request, context)
    found = await context.service.resolver.aligned(picture, alignment)
    content = {
        **asdict(found),
        "faces": [crop.model_dump() for crop in found.faces],
        "crop": found.crop.model_dump(),
        "found": bool(found.faces),
    }
    return Response(rendering.to_json(content), media_type="application/json")


async def _read(request: Request, context: Context) -> SentPicture:
    if not is_form(request):
        body = await read_json(request, AlignRequest)
        return SentPicture(body.image, "/image")
    files, _ = await read_form(request, (), 2, context.settings.max_body_bytes)
    if len(files) > 1:
        raise invalid("/image", "Send one file.")
    return SentPicture(files[0], "/image")
