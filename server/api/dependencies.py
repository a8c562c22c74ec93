"""What the calls need: the running context, the model of the address, the answer's format.

None of these waits for anything, yet all are coroutines: FastAPI sends plain functions to a
thread of its own, which took a third of a request's time in the event loop.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from server.context import Context
from server.negotiation import ANIMATIONS, PICTURES, Format, choose
from server.pool import ServedModel


async def get_context(request: Request) -> Context:
    """The context of the running application."""
    context: Context = request.state.context
    return context


ContextDep = Annotated[Context, Depends(get_context)]


async def get_model(
    context: ContextDep,
    model: Annotated[str, Path(description="Id of a model.", examples=["fashion-vae"])],
) -> ServedModel:
    """The model that the address names: 404 where there is none, 503 while loading."""
    return context.pool.get(model)


ModelDep = Annotated[ServedModel, Depends(get_model)]


class Offered:
    """The format to answer in, of those that a call offers: 406 where none is wanted."""

    def __init__(self, *formats: Format) -> None:
        self.formats = formats

    async def __call__(self, request: Request) -> Format:
        """Choose by the Accept header."""
        return choose(request.headers.get("accept"), self.formats)


JsonOnly = Depends(Offered(Format.JSON))
PictureFormat = Annotated[Format, Depends(Offered(*PICTURES))]
AnimationFormat = Annotated[Format, Depends(Offered(*ANIMATIONS))]


async def get_accept(request: Request) -> str | None:
    """The Accept header, for a call whose formats depend on its body."""
    return request.headers.get("accept")


AcceptHeader = Annotated[str | None, Depends(get_accept)]


def operations_router() -> APIRouter:
    """A router for the operations on one model."""
    return APIRouter(prefix="/api/v1/models/{model}", tags=["operations"])
