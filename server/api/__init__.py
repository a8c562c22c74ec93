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
    map,
    models,
    sample,
    sprites,
)


def routers() -> list[APIRouter]:
    """All routers. An address is sought in this order, so what sliders call comes first."""
    modules = (
        decode,
        interpolate,
        attribute_edit,
        conditional_generate,
        sample,
        encode,
        directions,
        map,
        image,
        gallery,
        models,
        sprites,
        align,
        health,
    )
    return [module.router for module in modules]
