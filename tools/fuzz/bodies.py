"""Hypothesis strategies for right bodies: every operation, every family of models."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from tools.fuzz.models import Model

Body = dict[str, Any]
Bodies = st.SearchStrategy[Body]

# Floats that a JSON text carries exactly, among them zeros of both signs and denormals.
NUMBERS = st.one_of(
    st.floats(-4.0, 4.0, width=32),
    st.sampled_from([0.0, -0.0, 1e-45, -1.401298464324817e-45, 5e-324, 1e-308, 1.0, -1.0, 3]),
)
SEEDS = st.one_of(st.integers(0, 2**53 - 1), st.sampled_from([0, 1, 2**31, 2**32, 2**53 - 1]))


def latents(model: Model) -> st.SearchStrategy[list[float]]:
    """Points of the model's latent space."""
    return st.lists(NUMBERS, min_size=model.dimension, max_size=model.dimension)


def _picture(side: int, mode: str, kind: str) -> str:
    """A small picture as a data URL."""
    channels = {"L": 1, "RGB": 3, "RGBA": 4}[mode]
    pixels = np.random.default_rng(side).integers(0, 256, (side, side, channels), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).save(buffer, kind)
    text = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f"data:image/{kind.lower()};base64,{text}"


PICTURES = st.sampled_from(
    [
        _picture(7, "L", "PNG"),
        _picture(1, "RGB", "PNG"),
        _picture(20, "RGBA", "WEBP"),
        _picture(9, "RGB", "JPEG"),
    ]
)
CROPS = st.fixed_dictionaries(
    {"x": st.floats(0.0, 1.0), "y": st.floats(0.0, 1.0), "side": st.floats(1.0, 40.0)},
    optional={"angle": st.floats(-360.0, 360.0)},
)


def points(model: Model) -> Bodies:
    """Points in each of the four ways."""
    return st.one_of(
        st.fixed_dictionaries({"latent": latents(model)}),
        st.fixed_dictionaries({"seed": SEEDS}),
        st.fixed_dictionaries({"gallery": st.sampled_from(model.gallery)}),
        st.fixed_dictionaries({"image": PICTURES}, optional={"crop": CROPS}),
    )


def conditions(model: Model) -> Bodies:
    """What a conditional model is told."""
    if model.kind == "class":
        known = st.one_of(st.integers(0, len(model.names) - 1), st.sampled_from(model.names))
        return st.fixed_dictionaries({"class": known})
    named = st.dictionaries(st.sampled_from(model.names), NUMBERS, max_size=3)
    return st.fixed_dictionaries({"attributes": named})


def _with(base: dict[str, Any], model: Model, *extras: str) -> Bodies:
    """A body of these fields, with options and, where the model needs one, a condition."""
    options: dict[str, Any] = {
        "format": st.sampled_from(["png", "jpeg", "webp"]),
        "columns": st.integers(1, 4096),
        "scale": st.integers(1, 16),
        "fps": st.floats(1.0, 50.0),
        "loop": st.booleans(),
        "animate": st.booleans(),
        "seed": SEEDS,
        "temperature": st.floats(0.0, 2.0),
        "prior": st.sampled_from(["standard", "fitted"]),
        "method": st.sampled_from(["linear", "spherical"]),
        "closed": st.booleans(),
        "judge": st.just(model.judged),
    }
    if model.kind is not None:
        base = {**base, "condition": conditions(model)}
    return st.fixed_dictionaries(base, optional={name: options[name] for name in extras})


_PICTURED = ("format", "columns", "scale", "judge")
_DRAWN = (*_PICTURED, "seed", "temperature", "prior")
_MOVING = (*_PICTURED, "fps", "loop", "animate")


def _encode(model: Model) -> Bodies:
    base = {"images": st.lists(PICTURES, min_size=1, max_size=3)}
    return _with(base, model, *_PICTURED)


def _decode(model: Model) -> Bodies:
    return _with({"latents": st.lists(latents(model), min_size=1, max_size=4)}, model, *_PICTURED)


def _sample(model: Model) -> Bodies:
    return _with({"count": st.integers(1, 5)}, model, *_DRAWN)


def _interpolate(model: Model) -> Bodies:
    ends = {"start": points(model), "end": points(model)}
    stops = st.lists(points(model), min_size=2, max_size=4)
    alphas = st.lists(NUMBERS, min_size=1, max_size=5)
    return st.one_of(
        _with({**ends, "steps": st.integers(1, 6)}, model, *_MOVING, "method"),
        _with({**ends, "alphas": alphas}, model, *_MOVING, "method"),
        _with({"path": stops, "steps": st.integers(1, 6)}, model, *_MOVING, "method", "closed"),
    )


def _attribute_edit(model: Model) -> Bodies:
    base = {"point": points(model)}
    named = st.sampled_from(model.attributes)
    edits = {"edits": st.dictionaries(named, NUMBERS, max_size=3)}
    step = st.fixed_dictionaries({"direction": latents(model), "alpha": NUMBERS})
    sweep = st.fixed_dictionaries(
        {"attribute": named, "alphas": st.lists(NUMBERS, min_size=1, max_size=5)}
    )
    return st.one_of(
        _with({**base, **edits}, model, *_MOVING),
        _with({**base, "directions": st.lists(step, max_size=3)}, model, *_MOVING),
        _with({**base, "sweep": sweep}, model, *_MOVING),
    )


def _conditional_generate(model: Model) -> Bodies:
    if model.kind is None:
        return _sample(model)
    several = st.lists(conditions(model), min_size=1, max_size=4)
    places = st.one_of(
        st.fixed_dictionaries({"seed": SEEDS}), st.fixed_dictionaries({"latent": latents(model)})
    )
    one = _with({"count": st.integers(1, 5)}, model, *_DRAWN)
    shared = st.fixed_dictionaries({"conditions": several, "point": places})
    return st.one_of(one, shared)


def _directions(model: Model) -> Bodies:
    side = st.lists(points(model), min_size=2, max_size=4)
    return _with({"positive": side, "negative": side}, model)


def _align(_model: Model) -> Bodies:
    return st.fixed_dictionaries({"image": PICTURES})


def _projection(model: Model) -> dict[str, Any]:
    return {"projection": st.sampled_from(model.projections or ("pca",))}


def _locate(model: Model) -> Bodies:
    places = st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1, max_size=4)
    return st.fixed_dictionaries({"positions": places}, optional=_projection(model))


def _project(model: Model) -> Bodies:
    rows = st.lists(latents(model), min_size=1, max_size=4)
    more = {**_projection(model), "neighbours": st.integers(1, 9)}
    return st.fixed_dictionaries({"latents": rows}, optional=more)


def _points(_model: Model) -> Bodies:
    return st.fixed_dictionaries({"indices": st.lists(st.integers(0, 59), min_size=1, max_size=9)})


RIGHT: dict[str, Callable[[Model], Bodies]] = {
    "encode": _encode,
    "decode": _decode,
    "sample": _sample,
    "interpolate": _interpolate,
    "attribute-edit": _attribute_edit,
    "conditional-generate": _conditional_generate,
    "directions": _directions,
    "align": _align,
    "map/locate": _locate,
    "map/project": _project,
    "map/points": _points,
}


def takes(model: Model, operation: str) -> bool:
    """Whether a right body for this operation is answered by this model, and not refused."""
    if operation == "conditional-generate":
        return model.kind is not None
    if operation == "align":
        return model.aligned
    return bool(model.projections) if operation.startswith("map/") else True
