"""Requests that know the one right answer to them, so that anybody else's answer is found out.

Latents are drawn anew for every request, and what the library itself makes of them is worked out
beforehand. An answer is right if it carries the request's own id, latents, seed and pictures.
"""

from __future__ import annotations

import base64
import io
import json
import random
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from PIL import Image

from latente.bundle import Bundle

# Levels of 255: engines and batches round differently.
_LEVELS = 2
_WRONG_ROW = 16
# Pictures worked out together.
_AT_ONCE = 512


@dataclass(frozen=True)
class Answered:
    """An answer: its status, its headers with names in lower case, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Check = Callable[[Answered], str | None]


@dataclass(frozen=True)
class Marked:
    """A request, and what is wrong with an answer to it (None: nothing).

    ``body`` is None for a GET. ``seed`` and ``path`` name what is asked for more than once.
    """

    kind: str
    path: str
    check: Check
    body: Any = None
    accept: str = "application/json"

    def bytes_for(self, request_id: str) -> bytes:
        """The request as it is sent, under this id."""
        body = b"" if self.body is None else json.dumps(self.body).encode()
        method = "GET" if self.body is None else "POST"
        lines = [f"{method} {self.path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {self.accept}"]
        lines += [f"X-Request-Id: {request_id}"]
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Marks:
    """Makes requests for two models, a plain one and one with classes.

    Args:
        plain: a model without condition.
        classed: a model conditioned on classes.
        seed: the same seed makes the same requests.
    """

    def __init__(self, plain: Bundle, classed: Bundle, seed: int) -> None:
        self._plain, self._classed = plain, classed
        self._chance = random.Random(seed)
        self._repeated: list[Marked] = []
        self._banks: dict[tuple[str, int | None], list[tuple[list[float], np.ndarray]]] = {}

    def asked_beforehand(self, count: int) -> list[Marked]:
        """Requests that anybody's answer is compared with that is given to the same later on."""
        return [self._seeded() if k % 2 else self._linked() for k in range(count)]

    def repeat(self, asked: Marked, answered: Answered) -> None:
        """From now on ask this again at times, and expect the same answer."""
        self._repeated.append(replace(asked, check=_same_as(answered)))

    def some(self, count: int) -> list[Marked]:
        """New requests."""
        kinds = [
            self._raw,
            self._listed,
            self._conditioned,
            self._blended,
            self._moved,
            self._wrong,
        ]
        kinds += [self._raw] * 4 + ([self._again] * 4 if self._repeated else [])
        return [self._chance.choice(kinds)() for _ in range(count)]

    def _latents(self, bundle: Bundle, count: int) -> list[list[float]]:
        size = bundle.card.latent_dim
        return [[round(self._chance.gauss(0, 1), 4) for _ in range(size)] for _ in range(count)]

    def _known(
        self, bundle: Bundle, count: int, chosen: int | None = None
    ) -> tuple[list[list[float]], np.ndarray]:
        """New latents, and their pixels [N, H, W, C] as the library makes them."""
        bank = self._banks.setdefault((bundle.card.id, chosen), [])
        if len(bank) < count:
            latents = self._latents(bundle, _AT_ONCE)
            bank += zip(latents, _pixels(bundle, latents, chosen), strict=True)
        taken = [bank.pop() for _ in range(count)]
        return [latent for latent, _ in taken], np.stack([pixels for _, pixels in taken])

    def _to(
        self, kind: str, bundle: Bundle, call: str, body: Any, check: Check, **more: Any
    ) -> Marked:
        return Marked(kind, f"/api/v1/models/{bundle.card.id}/{call}", check, body, **more)

    def _raw(self) -> Marked:
        latents, pixels = self._known(self._plain, 1)
        accept = self._chance.choice(["application/octet-stream", "image/png"])

        def check(answer: Answered) -> str | None:
            told = json.loads(answer.headers.get("x-latente-latents", "null"))
            if answer.status != 200:
                return f"status {answer.status}"
            if told is not None and not _near(told, latents):
                return "latents in the header"
            if accept == "image/png":
                found = _of_png(answer.body)[None]
            else:
                found = np.frombuffer(answer.body, np.uint8)
            return _differ(found, pixels)

        return self._to("decode", self._plain, "decode", {"latents": latents}, check, accept=accept)

    def _listed(self) -> Marked:
        latents, pixels = self._known(self._plain, self._chance.randint(1, 4))
        check = _json_check(latents, pixels)
        return self._to("decode, JSON", self._plain, "decode", {"latents": latents}, check)

    def _conditioned(self) -> Marked:
        chosen = self._chance.randrange(3)
        latents, pixels = self._known(self._classed, 1, chosen)
        check = _json_check(latents, pixels)
        body = {"latents": latents, "condition": {"class": chosen}}
        return self._to("decode, class", self._classed, "decode", body, check)

    def _blended(self) -> Marked:
        ends, pixels = self._known(self._plain, 2)
        points = [ends[0], [sum(pair) / 2 for pair in zip(*ends, strict=True)], ends[1]]
        check = _json_check(points, pixels, slice(None, None, 2))
        body = {"start": {"latent": ends[0]}, "end": {"latent": ends[1]}, "steps": 3}
        return self._to("interpolate", self._plain, "interpolate", body, check)

    def _moved(self) -> Marked:
        (end,), pixels = self._known(self._plain, 1)
        (start,) = self._latents(self._plain, 1)
        way = [2 * (b - a) for a, b in zip(start, end, strict=True)]
        check = _json_check([end], pixels)
        body = {"point": {"latent": start}, "directions": [{"direction": way, "alpha": 0.5}]}
        return self._to("attribute-edit", self._plain, "attribute-edit", body, check)

    def _wrong(self) -> Marked:
        place = self._chance.randrange(_WRONG_ROW)
        latents = self._latents(self._plain, _WRONG_ROW)
        latents[place] = [*latents[place], 0.0]

        def check(answer: Answered) -> str | None:
            if answer.status != 422:
                return f"status {answer.status}"
            told = [error["pointer"] for error in json.loads(answer.body)["errors"]]
            return None if told == [f"/latents/{place}"] else f"errors {told}"

        return self._to("error", self._plain, "decode", {"latents": latents}, check)

    def _seeded(self) -> Marked:
        body = {"count": 2, "seed": self._chance.randrange(2**31)}
        accept = self._chance.choice(["application/json", "image/png"])
        return self._to("seed", self._plain, "sample", body, _any, accept=accept)

    def _linked(self) -> Marked:
        (latent,) = self._latents(self._plain, 1)
        z = base64.urlsafe_b64encode(struct.pack(f"<{len(latent)}e", *latent)).decode("ascii")
        return self._to("link", self._plain, f"image.png?z={z}", None, _any, accept="*/*")

    def _again(self) -> Marked:
        return self._chance.choice(self._repeated)


def _any(answer: Answered) -> str | None:
    return None if answer.status == 200 else f"status {answer.status}"


def _same_as(first: Answered) -> Check:
    """The same pictures, latents, seed and tag as the first time."""
    named = ("etag", "x-latente-seed", "x-latente-count", "x-latente-latents", "cache-control")

    def check(answer: Answered) -> str | None:
        if answer.status != 200:
            return f"status {answer.status}"
        for name in named:
            if answer.headers.get(name) != first.headers.get(name):
                return f"header {name}"
        if first.headers["content-type"] != "application/json":
            return _differ(_of_png(answer.body), _of_png(first.body))
        told, before = json.loads(answer.body), json.loads(first.body)
        if (told["latents"], told["seed"]) != (before["latents"], before["seed"]):
            return "latents or seed"
        return _differ(_of_urls(told["images"]), _of_urls(before["images"]))

    return check


def _json_check(
    latents: Sequence[Sequence[float]], pixels: np.ndarray, known: slice = slice(None)
) -> Check:
    """These latents, and these pixels of the images that are ``known``."""

    def check(answer: Answered) -> str | None:
        told = json.loads(answer.body)
        if answer.status != 200:
            return f"status {answer.status}"
        if not _near(told["latents"], latents):
            return "latents"
        return _differ(_of_urls(told["images"][known]), pixels)

    return check


def _pixels(bundle: Bundle, latents: list[list[float]], chosen: int | None = None) -> np.ndarray:
    """8-bit pixels [N, H, W, C], as the library makes them."""
    condition = None
    if chosen is not None:
        condition = bundle.condition_vector(chosen, None).expand(len(latents), -1)
    with torch.inference_mode():
        made = bundle.decode(torch.tensor(latents), condition)
    return (made.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def _near(found: Sequence[Sequence[float]], right: Sequence[Sequence[float]]) -> bool:
    one, other = np.array(found), np.array(right)
    return one.shape == other.shape and bool(np.abs(one - other).max() < 1e-4)


def _of_png(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def _of_urls(urls: Sequence[str]) -> np.ndarray:
    return np.stack([_of_png(base64.b64decode(url.split(",", 1)[1])) for url in urls])


def _differ(found: np.ndarray, right: np.ndarray) -> str | None:
    if found.size != right.size:
        return "pictures of another size"
    far = np.abs(found.astype(np.int16).ravel() - right.astype(np.int16).ravel()).max()
    return f"pixels, by {far} levels" if far > _LEVELS else None
