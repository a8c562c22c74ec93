"""The addresses of the service, one file for each resource."""

from fastapi import APIRouter

from server.api import (
    align,
    attribute_edit,
    conditional_generate,
    decode,
    directions,
    encode,
    gallery,
    health,
    image,
    interpolate,
    models,
    sample,
)


def routers() -> list[APIRouter]:
    """All routers, in the order of the documentation."""
    modules = (
        models,
        gallery,
        align,
        encode,
        decode,
        sample,
        interpolate,
        attribute_edit,
        conditional_generate,
        directions,
        image,
        health,
    )
    return [module.router for module in modules]
