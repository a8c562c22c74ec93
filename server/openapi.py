"""What the OpenAPI document says beyond the types: problems, pictures, examples."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from server.problems import MEDIA_TYPE, Problem
from server.schemas.answers import schema_of
from server.schemas.requests import AlignRequest, EncodeRequest

Responses = dict[int | str, dict[str, Any]]

DESCRIPTION = """\
Published autoencoders (AE, VAE, CVAE) over HTTP: encode pictures, decode latents, sample,
interpolate, edit attributes, generate under conditions, and make directions of your own.

* A **latent** is a list of `latent_dim` finite numbers.
* A **point** names a latent in exactly one way: `latent`, `image`, `seed` or `gallery`.
* A **crop** says which square of a picture is meant, and by how much to turn it; models of
  faces tell where they want the eyes (`alignment`), and `align` finds the crop.
* A **condition** is needed by conditional models wherever they encode or decode, and an
  error on any other model.
* A **map** shows known images of a model in two dimensions: `map` gives all points, their
  thumbnails come in one picture, and `map/locate`, `map/project` and `map/points` lead from
  the map to latents and back.
* The same request to the same weights gives the same latents and pixels: randomness comes
  only from `seed`, which the server draws and returns where it is absent.
* The `Accept` header chooses the answer: JSON with PNG data URLs (default), one picture
  (PNG, JPEG, WebP; several images make a contact sheet), an animation where there is an
  order (GIF, or WebP with `animate`), or raw 8-bit pixels N x H x W x C.
* Bodies are JSON in UTF-8; of a field that is given twice the last one counts.
* Every error is an RFC 9457 problem document with JSON pointers to the wrong fields.
"""

TAGS: list[dict[str, Any]] = [
    {"name": "models", "description": "What there is."},
    {"name": "operations", "description": "Making images and latents."},
    {"name": "health", "description": "For whoever runs the service."},
]

_EXAMPLES: dict[int, tuple[str, str, dict[str, Any]]] = {
    404: (
        "There is no such model, gallery item or address, or the model ships no map.",
        "unknown-model",
        {"title": "Unknown model", "detail": "There is no such model; known: fashion-vae."},
    ),
    406: (
        "None of the formats in `Accept` is made here.",
        "not-acceptable",
        {"title": "Not acceptable", "detail": "This call answers in: application/json."},
    ),
    409: (
        "The weights have changed since this address was made.",
        "other-weights",
        {"title": "Other weights", "detail": "This model now has other weights."},
    ),
    413: (
        "The body, or a picture in it, is over the limit.",
        "too-large",
        {
            "title": "Content too large",
            "detail": "The body is over the limit of 10485760 bytes.",
        },
    ),
    415: (
        "A picture is not PNG, JPEG or WebP, or the body is not of the type wanted.",
        "unsupported-media-type",
        {
            "title": "Unsupported media type",
            "detail": "Only PNG, JPEG and WebP pictures are read.",
            "errors": [
                {"pointer": "/images/0", "detail": "Only PNG, JPEG and WebP pictures are read."}
            ],
        },
    ),
    422: (
        "The request cannot be read, or fields of it are wrong.",
        "invalid",
        {
            "title": "The request is not valid",
            "detail": "This must be a finite number.",
            "errors": [{"pointer": "/latents/0/3", "detail": "This must be a finite number."}],
        },
    ),
    401: (
        "Where keys are switched on: none was sent.",
        "no-key",
        {"title": "Key needed", "detail": "Send a key as Authorization: Bearer or as X-API-Key."},
    ),
    429: (
        "Where a rate limit is switched on: too many requests; see `Retry-After`.",
        "too-many-requests",
        {
            "title": "Too many requests",
            "detail": "This client has made too many requests; see Retry-After.",
        },
    ),
    503: (
        "The models are loading, or the server is busy; see `Retry-After`.",
        "overloaded",
        {"title": "Not available now", "detail": "The server is busy; try again shortly."},
    ),
}

_COUNT = {
    "X-Latente-Count": {
        "description": "Number of images.",
        "schema": {"type": "integer"},
        "example": 9,
    },
    "X-Latente-Columns": {
        "description": "Columns of the contact sheet; only on single pictures.",
        "schema": {"type": "integer"},
        "example": 9,
    },
    "X-Latente-Seed": {
        "description": "The seed, where the call drew at random.",
        "schema": {"type": "integer"},
        "example": 7,
    },
    "X-Latente-Latents": {
        "description": "Of a single image: its latent, as `latents` in JSON; left out where it "
        "is longer than 4,000 characters.",
        "schema": {"type": "string"},
        "example": "[[0.5,-1.25]]",
    },
    "X-Latente-Shape": {
        "description": "N,H,W,C of raw pixels.",
        "schema": {"type": "string"},
        "example": "9,28,28,1",
    },
}


def problem_responses(*statuses: int) -> Responses:
    """Documentation of the errors of a call."""
    return {status: _problem_response(status) for status in statuses}


def _problem_response(status: int) -> dict[str, Any]:
    description, code, example = _EXAMPLES[status]
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": {"type": f"urn:latente:problem:{code}", "status": status, **example},
    }
    response: dict[str, Any] = {"description": description, "content": {MEDIA_TYPE: content}}
    if status in (429, 503):
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "schema": {"type": "integer"},
                "example": 1,
            }
        }
    return response


def json_responses(description: str, model: type[BaseModel]) -> Responses:
    """Documentation of an answer that is always JSON."""
    return {200: {"model": model, "description": description}}


def image_responses(description: str, model: type[BaseModel], animated: bool = False) -> Responses:
    """Documentation of an answer in every format that images come in."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    kinds = ["image/png", "image/jpeg", "image/webp", "application/octet-stream"]
    if animated:
        kinds.append("image/gif")
    content: dict[str, Any] = dict.fromkeys(kinds, binary)
    return {
        200: {
            "model": model,
            "description": description,
            "content": content,
            "headers": _COUNT,
        }
    }


def align_body() -> dict[str, Any]:
    """Documentation of the body of align, which comes in two kinds."""
    file = {"type": "string", "format": "binary", "description": "One picture file."}
    multipart = {"type": "object", "required": ["image"], "properties": {"image": file}}
    return _body_of_pictures(AlignRequest, multipart, {"image": "(file)"})


def encode_body() -> dict[str, Any]:
    """Documentation of the body of encode, which comes in two kinds."""
    multipart = {
        "type": "object",
        "required": ["image"],
        "properties": {
            "image": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "description": "One or more picture files.",
            },
            "condition": {"type": "string", "description": "A condition, as JSON."},
            "conditions": {"type": "string", "description": "A list of conditions, as JSON."},
            "crops": {"type": "string", "description": "A list of crops or nulls, as JSON."},
            "align": {"type": "boolean", "description": "Find the face in each picture."},
            "judge": {"type": "boolean", "description": "Add what the model's judge says."},
            "columns": {"type": "integer", "description": "Columns of a contact sheet."},
            "scale": {"type": "integer", "description": "How many times larger to draw, 1 to 16."},
        },
    }
    example = {"image": ["(file)"], "condition": '{"class": 3}'}
    return _body_of_pictures(EncodeRequest, multipart, example)


def _body_of_pictures(
    model: type[BaseModel], multipart: dict[str, Any], example: dict[str, Any]
) -> dict[str, Any]:
    schema = schema_of(model)
    schema.pop("$defs", None)
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema, "examples": _named(schema["examples"])},
                "multipart/form-data": {"schema": multipart, "example": example},
            },
        }
    }


def _named(examples: list[Any]) -> dict[str, Any]:
    return {f"example {index + 1}": {"value": value} for index, value in enumerate(examples)}


def document(app: FastAPI) -> None:
    """Give ``app`` an OpenAPI document with the schema of problems and named examples."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _build(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _build(app: FastAPI) -> dict[str, Any]:
    built = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = built["components"]["schemas"]
    problem = schema_of(Problem)
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for path, operations in built["paths"].items():
        for operation in operations.values():
            _drop_default_error(operation)
            if path.startswith("/api/"):
                _add_problems(operation, 401, 429)
            _copy_examples(operation, schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return built


def _drop_default_error(operation: dict[str, Any]) -> None:
    """Remove FastAPI's own 422, which it adds to every call that has a parameter."""
    content = operation["responses"].get("422", {}).get("content", {})
    if "application/json" in content:
        del operation["responses"]["422"]


def _add_problems(operation: dict[str, Any], *statuses: int) -> None:
    for status in statuses:
        operation["responses"][str(status)] = _problem_response(status)


def _copy_examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put the examples of a body's schema where readers of the document look for them."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    examples = schemas.get(name, {}).get("examples")
    if examples:
        content["examples"] = _named(examples)
