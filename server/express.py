"""The express lane: right calls of the operations, past all layers that such calls don't need.

At a class's pace the layers of a web framework cost as much as decoding: each of a dozen
wraps every message of every request. What sliders send is plain: a POST of JSON to an
operation of a loaded model. That is answered here, with the same counting, limits, headers
and problems; whatever is not plain or not right goes the usual way, where it is told what is
wrong with it.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.direct_call import DirectCall
from server.callers import Attended
from server.client import CLIENT, client_of
from server.context import Context
from server.exchange import CURRENT, id_header
from server.gates import Gates
from server.problems import overloaded, response_to
from server.static import SECURITY_HEADERS

_MODELS = "/api/v1/models/"


@dataclass(frozen=True)
class _Plain:
    """A request for an operation, its body not yet read."""

    context: Context
    call: DirectCall
    model: str
    accept: str | None


class ExpressLane:
    """Answers plain calls itself, and passes on the others.

    Args:
        app: the usual way.
        calls: the operations, by name.
        gates: shared with the usual way.
        max_body_bytes: longest body.
    """

    def __init__(
        self,
        app: ASGIApp,
        calls: Mapping[str, DirectCall],
        gates: Gates,
        max_body_bytes: int,
    ) -> None:
        self._app = app
        self._calls = calls
        self._gates = gates
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the call, or pass it on."""
        arrived = time.perf_counter()
        plain = self._plain(scope)
        if plain is None:
            await self._app(scope, receive, send)
        elif await self._gates.door.refuses(plain.context):
            await self._answer(_refusal(), arrived, scope, receive, send)
        else:
            messages = await _read(receive)
            if messages[-1]["type"] == "http.disconnect":
                # Gone before anything was done: it is counted, and that is all.
                self._gates.exchanges.end(self._gates.exchanges.begin(scope))
                return
            body = _validated(plain.call, messages)
            if body is None:
                await self._app(scope, _again(messages, receive), send)
            else:
                response = self._response(plain, body, scope)
                await self._answer(response, arrived, scope, receive, send)

    def _plain(self, scope: Scope) -> _Plain | None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope.get("root_path"):
            return None
        name, slash, operation = scope["path"].removeprefix(_MODELS).partition("/")
        call = self._calls.get(operation)
        if call is None or not slash or not scope["path"].startswith(_MODELS):
            return None
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if (
            headers.get(b"content-type") != b"application/json"
            or not length.isdigit()
            or int(length) > self._max_body_bytes
            or not self._gates.admit(scope)
        ):
            return None
        context: Context = scope["state"]["context"]
        accept = headers.get(b"accept")
        return _Plain(context, call, name, None if accept is None else accept.decode("latin-1"))

    async def _answer(
        self,
        making: Coroutine[Any, Any, Response],
        arrived: float,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Await the response and send it, as one exchange, unless the caller leaves."""
        exchange = self._gates.exchanges.begin(scope)
        exchange.begun = arrived
        token = CURRENT.set(exchange)
        CLIENT.set(client_of(scope))
        try:
            async with Attended(scope, receive, send) as caller:
                caller.all_read()
                response = await making
                more = (*SECURITY_HEADERS, *self._gates.cors.headers(scope))
                headers = [*response.raw_headers, *more, id_header(exchange)]
                exchange.status = response.status_code
                start = {"type": "http.response.start", "status": exchange.status}
                await caller.send({**start, "headers": headers})
                await caller.send({"type": "http.response.body", "body": response.body})
                exchange.sent_bytes = len(response.body)
        finally:
            CURRENT.reset(token)
            self._gates.exchanges.end(exchange)

    async def _response(self, plain: _Plain, body: BaseModel, scope: Scope) -> Response:
        problem = self._gates.access.count(scope)
        if problem is not None:
            return problem.response()
        try:
            return await plain.call(plain.context, plain.model, plain.accept, body)
        except (Exception, SystemExit) as error:
            return response_to(error)


# Made once: under overload it is most of what is answered.
_REFUSAL = overloaded().response()


async def _refusal() -> Response:
    return _REFUSAL


async def _read(receive: Receive) -> list[Message]:
    """The messages of a request, to the end of its body or of its connection."""
    messages = [await receive()]
    while messages[-1]["type"] == "http.request" and messages[-1].get("more_body", False):
        messages.append(await receive())
    return messages


def _validated(call: DirectCall, messages: list[Message]) -> BaseModel | None:
    """The body, unless it is wrong."""
    try:
        body = b"".join(message.get("body", b"") for message in messages)
        return call.body.model_validate_json(body)
    except ValidationError:
        return None


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What was read already, and then what comes."""
    left = iter(messages)

    async def received() -> Message:
        message = next(left, None)
        return await receive() if message is None else message

    return received
