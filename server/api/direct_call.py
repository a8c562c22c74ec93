"""The operations as plain calls: what the express lane and the live connection make.

A call that is right, as nearly all are, needs nothing of FastAPI's resolution of
dependencies. So the endpoints' own signatures are read once, and then they are called.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import get_args, get_type_hints

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from server.api.dependencies import Offered
from server.context import Context
from server.negotiation import Format, choose

_PREFIX = "/api/v1/models/{model}/"
_KNOWN = frozenset({"model", "context", "body", "kind", "accept"})


@dataclass(frozen=True)
class DirectCall:
    """One operation on a model: its body, and how to call it.

    ``offered`` are the formats that it answers in, the first one where the caller says
    nothing; none: the endpoint chooses by itself.
    """

    body: type[BaseModel]
    offered: tuple[Format, ...]
    _endpoint: Callable[..., Awaitable[Response]]
    _takes: frozenset[str]

    async def __call__(
        self, context: Context, model: str, accept: str | None, body: BaseModel
    ) -> Response:
        """Answer as the endpoint does.

        Args:
            context: the running service.
            model: name of a model.
            accept: an Accept header; None: there is none.
            body: of type ``self.body``.

        Raises:
            ProblemError: whatever is wrong with the call.
            OverloadedError: there is too much to do.
        """
        kind = choose(accept, self.offered) if self.offered else None
        values = {
            "model": context.pool.get(model),
            "context": context,
            "body": body,
            "kind": kind,
            "accept": accept,
        }
        return await self._endpoint(**{name: values[name] for name in self._takes})


def direct_calls(routers: Iterable[APIRouter]) -> Mapping[str, DirectCall]:
    """The operations whose endpoints can be called directly, by name: "decode", "sample"."""
    found = {}
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.path.startswith(_PREFIX):
                call = _direct_call(route)
                if call is not None:
                    found[route.path.removeprefix(_PREFIX)] = call
    return found


def _direct_call(route: APIRoute) -> DirectCall | None:
    """None: the endpoint wants more than a model, a body and a format."""
    hints = get_type_hints(route.endpoint, include_extras=True)
    names = frozenset(inspect.signature(route.endpoint).parameters)
    body = hints.get("body")
    if body is None or names - _KNOWN or "POST" not in (route.methods or ()):
        return None
    depends = [*route.dependencies, *get_args(hints.get("kind"))]
    needed = [each.dependency for each in depends if isinstance(each, Depends)]
    offers = [each.formats for each in needed if isinstance(each, Offered)]
    if len(offers) != len(needed) or len(offers) > 1:
        return None
    return DirectCall(body, offers[0] if offers else (), route.endpoint, names)
