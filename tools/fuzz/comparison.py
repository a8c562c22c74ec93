"""What the library says that the service should answer."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from latente.bundle import Bundle
from latente.directions import apply_directions, fit_direction
from latente.geometry import interpolate, path
from latente.pixels import to_uint8
from tools.fuzz.bodies import Body

_MOST_LEVELS = 1  # of 255: what the contract allows pixels to differ
_LATENT_TOLERANCE = 1e-5


def _has_picture(content: Any) -> bool:
    if isinstance(content, dict):
        return "image" in content or any(map(_has_picture, content.values()))
    return isinstance(content, list) and any(map(_has_picture, content))


def is_comparable(operation: str, body: Body) -> bool:
    """Whether the library can say cheaply what the answer is; pictures and draws without a
    seed it leaves to the tests of the service."""
    drawn = operation in ("sample", "conditional-generate") and "point" not in body
    return operation in _LATENTS and not _has_picture(body) and ("seed" in body or not drawn)


def _row(bundle: Bundle, condition: Body | None) -> Tensor | None:
    if condition is None:
        return None
    return bundle.condition_vector(condition.get("class"), condition.get("attributes"))


def _latent(bundle: Bundle, point: Body) -> Tensor:
    if "latent" in point:
        return torch.tensor(point["latent"], dtype=torch.float32)
    if "gallery" in point:
        return bundle.gallery_latent(point["gallery"])
    prior = "standard" if bundle.model.variational else "fitted"
    return bundle.sample_prior(1, torch.Generator().manual_seed(point["seed"]), prior)[0]


def _decode(_bundle: Bundle, body: Body) -> Tensor:
    return torch.tensor(body["latents"], dtype=torch.float32)


def _sample(bundle: Bundle, body: Body) -> Tensor:
    if "point" in body:
        return _latent(bundle, body["point"]).expand(len(body["conditions"]), -1)
    count = body.get("count", 16)
    row = _row(bundle, body.get("condition"))
    return bundle.sample_prior(
        count,
        torch.Generator().manual_seed(body["seed"]),
        body.get("prior", "standard"),
        body.get("temperature", 1.0),
        None if row is None else row.expand(count, -1),
    )


def _interpolate(bundle: Bundle, body: Body) -> Tensor:
    named = body["path"] if "path" in body else [body["start"], body["end"]]
    stops = torch.stack([_latent(bundle, point) for point in named])
    method = body.get("method", "linear")
    if "alphas" in body:
        alphas = torch.tensor(body["alphas"], dtype=torch.float32)
        return interpolate(stops[0], stops[1], alphas, method)
    return path(stops, body["steps"], method, body.get("closed", False))[0]


def _attribute_edit(bundle: Bundle, body: Body) -> Tensor:
    found = _latent(bundle, body["point"])[None]
    for name, alpha in body.get("edits", {}).items():
        found = apply_directions(found, bundle.directions[name][None], torch.tensor([float(alpha)]))
    for step in body.get("directions", []):
        along = torch.tensor([step["direction"]], dtype=torch.float32)
        found = apply_directions(found, along, torch.tensor([float(step["alpha"])]))
    if "sweep" in body:
        alphas = torch.tensor(body["sweep"]["alphas"], dtype=torch.float32)[:, None]
        along = bundle.directions[body["sweep"]["attribute"]][None]
        found = apply_directions(found.expand(len(alphas), -1), along, alphas)
    return found


_LATENTS = {
    "decode": _decode,
    "sample": _sample,
    "interpolate": _interpolate,
    "attribute-edit": _attribute_edit,
    "conditional-generate": _sample,
    "directions": None,
}


def disagreement(bundle: Bundle, operation: str, body: Body, answer: Any) -> str | None:
    """What the service answered otherwise than the library; None where both agree.

    Args:
        bundle: the same model, loaded by the library.
        operation: one that is comparable, with this body.
        body: what was asked.
        answer: the JSON that came back.
    """
    make = _LATENTS[operation]
    if make is None:
        sides = [
            torch.stack([_latent(bundle, point) for point in body[name]])
            for name in ("positive", "negative")
        ]
        found = torch.tensor(answer["direction"])
        return _differs("direction", found, fit_direction(sides[0], sides[1]).vector)
    wanted = make(bundle, body)
    told = torch.tensor(answer["latents"], dtype=torch.float32)
    return _differs("latents", told, wanted) or _pixels_differ(bundle, body, answer, told)


def _differs(what: str, found: Tensor, wanted: Tensor) -> str | None:
    if found.shape != wanted.shape:
        return f"{what} have the shape {tuple(found.shape)} in place of {tuple(wanted.shape)}"
    scale = max(1.0, float(wanted.abs().max()))
    error = float((found - wanted).abs().max())
    return f"{what} are {error:.3g} off" if error > _LATENT_TOLERANCE * scale else None


def _pixels_differ(bundle: Bundle, body: Body, answer: Any, latents: Tensor) -> str | None:
    if body.get("format") == "jpeg":
        return None
    if "conditions" in body:
        rows = [_row(bundle, each) for each in body["conditions"]]
        conditions = torch.stack([row for row in rows if row is not None])
    else:
        row = _row(bundle, body.get("condition"))
        conditions = None if row is None else row.expand(len(latents), -1)
    with torch.inference_mode():
        wanted = to_uint8(bundle.decode(latents, conditions)).astype(int)
    for url, expected in zip(answer["images"], wanted, strict=True):
        data = base64.b64decode(url.split(",", 1)[1])
        found = np.asarray(Image.open(io.BytesIO(data)).convert(_MODES[expected.shape[2]]), int)
        off = int(np.abs(found.reshape(expected.shape) - expected).max())
        if off > _MOST_LEVELS:
            return f"pixels are {off} levels off"
    return None


_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
