"""The short way through FastAPI for the calls that sliders make.

A call that is right, as nearly all are, needs nothing of FastAPI's resolution of
dependencies, which showed in every profile of a busy service. So this route reads such a
call itself, with the same models, and hands every other one to FastAPI, which finds out what
is wrong with it and says so. The documentation is made from the same signatures.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_args, get_type_hints

from fastapi import Request
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from server.context import Context

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Resolve = Callable[[Request, Context], Awaitable[Any]]


class OperationRoute(APIRoute):
    """Reads right calls itself where it knows all that the endpoint asks for.

    That is ``model``, ``context``, ``request``, a JSON ``body``, and a ``kind`` that depends
    on the request alone.
    """

    def get_route_handler(self) -> Handler:
        """See :meth:`fastapi.routing.APIRoute.get_route_handler`."""
        standard = super().get_route_handler()
        hints = get_type_hints(self.endpoint, include_extras=True)
        body: type[BaseModel] | None = hints.get("body")
        names = set(inspect.signature(self.endpoint).parameters)
        if self.dependencies or body is None or names - {*_KNOWN, "body", "kind"}:
            return standard
        resolve = {name: _KNOWN[name] for name in names & _KNOWN.keys()}
        if "kind" in names:
            resolve["kind"] = _of_request(hints["kind"])
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            if request.headers.get("content-type") != "application/json":
                return await standard(request)
            try:
                read = body.model_validate_json(await request.body())
            except ValidationError:
                return await standard(request)
            context: Context = request.state.context
            values = {name: await find(request, context) for name, find in resolve.items()}
            response: Response = await endpoint(body=read, **values)
            return response

        return handle


async def _model(request: Request, context: Context) -> Any:
    return context.pool.get(request.path_params["model"])


async def _context(_request: Request, context: Context) -> Context:
    return context


async def _request(request: Request, _context: Context) -> Request:
    return request


_KNOWN: dict[str, Resolve] = {"model": _model, "context": _context, "request": _request}


def _of_request(hint: Any) -> Resolve:
    """What resolves ``Annotated[.., Depends(function of the request)]``."""
    depends = next(each for each in get_args(hint) if isinstance(each, Depends))
    function = depends.dependency
    assert function is not None

    async def resolve(request: Request, _context: Context) -> Any:
        return await function(request)

    return resolve
