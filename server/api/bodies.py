"""Reading the bodies of calls that take pictures: JSON, or files as multipart/form-data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from server.problems import from_validation, invalid, malformed, step, unsupported

Body = TypeVar("Body", bound=BaseModel)

FILES = "image"


def is_form(request: Request) -> bool:
    """Whether the body is multipart/form-data.

    Raises:
        ProblemError: 415, it is neither that nor JSON.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return False
    if kind != "multipart/form-data":
        raise unsupported("", "Send JSON, or files as multipart/form-data.")
    return True


async def read_json(request: Request, model: type[Body]) -> Body:
    """The body as this model.

    Raises:
        ProblemError: 422, it is no JSON, or does not fit.
    """
    try:
        content = json.loads(await request.body())
    except json.JSONDecodeError as error:
        raise malformed(f"The body is not valid JSON at character {error.pos}.") from None
    except (ValueError, RecursionError):
        raise malformed("The body is not valid JSON.") from None
    return validated(model, content)


def validated(model: type[Body], content: Any) -> Body:
    """The content as this model; ProblemError (422) where it does not fit."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise from_validation(error.errors(), "application/json") from None


async def read_form(
    request: Request, fields: Sequence[str], most_files: int, most_bytes: int
) -> tuple[list[bytes], dict[str, Any]]:
    """The files of the field ``image``, and the other fields, each of them JSON.

    Args:
        request: whose body it is.
        fields: names of the other fields.
        most_files: more cannot be read.
        most_bytes: the limit of bodies.

    Raises:
        ProblemError: 422, it cannot be read, has no file, or a field that is not known.
    """
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=most_files, max_fields=len(fields) + 1
    )
    # Uploads stay in memory, which the body's limit bounds: nothing of them on a disk.
    parser.spool_max_size = most_bytes + 1
    form = await _parsed(parser)
    try:
        files: list[bytes] = []
        content: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name != FILES:
                    raise invalid(step(name), f"Files go into the field {FILES}.")
                files.append(await value.read())
            else:
                content[name] = _json_field(name, value, fields)
    finally:
        await form.close()
    if not files:
        raise invalid(f"/{FILES}", f"Send at least one file in the field {FILES}.")
    return files, content


async def _parsed(parser: MultiPartParser) -> FormData:
    try:
        return await parser.parse()
    except MultiPartException:
        raise malformed("The body is not valid multipart/form-data.") from None
    except KeyError:
        raise malformed("The multipart/form-data header names no boundary.") from None


def _json_field(name: str, text: str, fields: Sequence[str]) -> Any:
    if name not in fields:
        detail = "This field takes files." if name == FILES else "There is no such field here."
        raise invalid(step(name), detail)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise invalid(step(name), "This field is not valid JSON.") from None
