"""Errors as RFC 9457 problem documents: for every error, and never an echo of the input."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.memory import OutOfMemoryError, is_out_of_memory
from server.workers import OverloadedError

log = logging.getLogger("latente")

MEDIA_TYPE = "application/problem+json"
_MOST_ERRORS = 20
_LONGEST_NAME = 64
_NO_THREAD = "can't start new thread"  # Python's words
_BODY_PARTS = ("body", "query", "path", "header", "cookie")


class FieldError(BaseModel):
    """One field that is wrong: where (a JSON pointer) and why."""

    pointer: str = Field(description="JSON pointer (RFC 6901) to the field.", examples=["/count"])
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = Field(
        description="Stable name of the kind of problem.", examples=["urn:latente:problem:invalid"]
    )
    title: str = Field(description="The kind of problem, in words.")
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened, and what to do.")
    errors: list[FieldError] | None = Field(None, description="The fields that are wrong.")


class ProblemError(HTTPException):
    """An error with everything that its problem document says."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.code = code
        self.title = title
        self.errors = list(errors)

    def response(self) -> Response:
        """The HTTP response that carries this problem."""
        problem = Problem(
            type=f"urn:latente:problem:{self.code}",
            title=self.title,
            status=self.status_code,
            detail=self.detail,
            errors=self.errors or None,
        )
        return JSONResponse(
            problem.model_dump(exclude_none=True),
            self.status_code,
            self.headers,
            media_type=MEDIA_TYPE,
        )


def invalid(pointer: str, detail: str) -> ProblemError:
    """A field of the request is wrong: 422."""
    return invalid_fields([FieldError(pointer=pointer, detail=detail)])


def invalid_fields(errors: Sequence[FieldError]) -> ProblemError:
    """Several fields of the request are wrong: 422."""
    detail = errors[0].detail if len(errors) == 1 else "Several fields are wrong; see errors."
    return ProblemError(422, "invalid", "The request is not valid", detail, errors)


def malformed(detail: str) -> ProblemError:
    """The request's body cannot be read at all: 422."""
    errors = [FieldError(pointer="", detail=detail)]
    return ProblemError(422, "malformed", "The request cannot be read", detail, errors)


def not_found(code: str, title: str, detail: str, pointer: str | None = None) -> ProblemError:
    """There is nothing of this name: 404."""
    errors = [FieldError(pointer=pointer, detail=detail)] if pointer is not None else []
    return ProblemError(404, code, title, detail, errors)


def unsupported(pointer: str, detail: str) -> ProblemError:
    """An upload of a kind that is not read: 415."""
    errors = [FieldError(pointer=pointer, detail=detail)]
    return ProblemError(415, "unsupported-media-type", "Unsupported media type", detail, errors)


def too_large(detail: str, pointer: str | None = None) -> ProblemError:
    """A body or picture over the limit: 413."""
    errors = [FieldError(pointer=pointer, detail=detail)] if pointer is not None else []
    return ProblemError(413, "too-large", "Content too large", detail, errors)


def unavailable(code: str, detail: str, retry_after: int = 1) -> ProblemError:
    """Not now, but soon: 503 with Retry-After in seconds."""
    headers = {"Retry-After": str(retry_after)}
    return ProblemError(503, code, "Not available now", detail, headers=headers)


def overloaded() -> ProblemError:
    """More to do than can be done soon: 503 with Retry-After."""
    return unavailable("overloaded", "The server is busy; try again shortly.")


def out_of_memory() -> ProblemError:
    """A request that does not fit into memory now: 503 with Retry-After."""
    detail = "The server has too little memory for this; ask for less at once, or try again later."
    return unavailable("out-of-memory", detail, 5)


def pointer_of(location: Iterable[str | int]) -> str:
    """A JSON pointer from a pydantic location."""
    parts = list(location)
    if parts and parts[0] in _BODY_PARTS:
        parts = parts[1:]
    pointer = ""
    for part in map(str, parts):
        if not step(part):
            break
        pointer += step(part)
    return pointer


def step(name: str) -> str:
    """A name as one step of a JSON pointer.

    Empty for a name that is long enough to carry content of the request: an answer never
    repeats what was sent. Empty too for one with half a character in it (JSON may escape a
    lone surrogate), which no answer can be written with.
    """
    if len(name) > _LONGEST_NAME or not _is_text(name):
        return ""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def from_validation(errors: Sequence[Mapping[str, Any]], content_type: str) -> ProblemError:
    """Turn pydantic's errors into a problem, without the input they quote."""
    first = errors[0]
    if first["type"] == "json_invalid":
        position = first["loc"][-1]
        where = f" at character {position}" if isinstance(position, int) else ""
        return malformed(f"The body is not valid JSON{where}.")
    if tuple(first["loc"]) == ("body",) and not _is_json(content_type):
        if first["type"] == "missing":
            return malformed("The request needs a JSON body.")
        return unsupported("", "Send the body as JSON, with Content-Type: application/json.")
    return invalid_fields(
        [
            FieldError(pointer=pointer_of(error["loc"]), detail=_sentence(error))
            for error in errors[:_MOST_ERRORS]
        ]
    )


def _is_json(content_type: str) -> bool:
    essence = content_type.split(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def _sentence(error: Mapping[str, Any]) -> str:
    known = {
        "extra_forbidden": "There is no such field here.",
        "missing": "This field is needed.",
        "finite_number": "This must be a finite number.",
    }
    if error["type"] in known:
        return known[error["type"]]
    message = str(error["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else message + "."


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    content_type = request.headers.get("content-type", "")
    return from_validation(error.errors(), content_type).response()


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _of_http(error)


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, ProblemError):
        return error.response()
    if error.status_code == 400:
        return malformed("The body cannot be read.").response()
    status = HTTPStatus(error.status_code)
    code = status.phrase.lower().replace(" ", "-")
    detail = {
        404: "There is nothing at this address.",
        405: "This address does not take this method; see the header Allow.",
    }.get(error.status_code, status.description or status.phrase)
    return ProblemError(status, code, status.phrase, detail, headers=error.headers).response()


async def _on_overload(_request: Request, _error: Exception) -> Response:
    return overloaded().response()


def response_to(error: BaseException) -> Response:
    """The answer to a call that ended in this error; what nobody foresaw is logged."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, OverloadedError):
        return overloaded().response()
    if isinstance(error, OutOfMemoryError):  # of which the engine has told the log
        return out_of_memory().response()
    if is_out_of_memory(error):
        log.error("a request failed: out of memory (%s)", type(error).__name__)
        return out_of_memory().response()
    if str(error) == _NO_THREAD:
        log.error("a request failed: %s", error)
        return overloaded().response()
    log.error("a request failed", exc_info=error)
    return _failure().response()


class FailureMiddleware:
    """Answers what nobody foresaw with a 500 that gives nothing away; the log has the rest.

    Starlette's own handler answers too, but raises again, upon which uvicorn resets the
    connection under the caller's next request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            # In the middle of sending a body: nobody is there to be answered, and what anybody
            # may do at any time fills no log.
            return
        except (Exception, SystemExit) as error:
            if scope["type"] != "http" or started:
                raise
            await response_to(error)(scope, receive, send)


def _failure() -> ProblemError:
    detail = "Something went wrong in the server; its log says what."
    return ProblemError(500, "internal", "Internal server error", detail)


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document."""
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(OverloadedError, _on_overload)
    app.add_middleware(FailureMiddleware)
