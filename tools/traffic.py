"""What the page and programs send, right and wrong: requests drawn at random from a seed."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PIL import Image

_API = "/api/v1/models"
_PNG, _JPEG = {"Accept": "image/png"}, {"Accept": "image/jpeg"}
_LONG = b" " * (10 * 1024 * 1024 + 1)
_REFUSALS = tuple(range(400, 500))


@dataclass(frozen=True)
class Asked:
    """One request, and the statuses that are right answers to it.

    ``leaves_after`` is the time in seconds after which its caller hangs up, if it does.
    """

    kind: str
    path: str
    body: Any = None
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    files: Sequence[tuple[str, tuple[str, bytes, str]]] | None = None
    form: Mapping[str, str] | None = None
    statuses: tuple[int, ...] = (200,)
    leaves_after: float | None = None


class Traffic:
    """Draws requests for the models on these cards.

    Args:
        cards: as ``GET /api/v1/models`` gives them.
        galleries: the ids of each model's gallery.
        files: addresses of the page's files.
        seed: the same seed draws the same requests.
    """

    def __init__(
        self,
        cards: Sequence[Mapping[str, Any]],
        galleries: Mapping[str, Sequence[str]],
        files: Sequence[str],
        seed: int,
    ) -> None:
        self._cards = cards
        self._galleries = galleries
        self._files = files
        self._chance = random.Random(seed)
        self._pixels = np.random.default_rng(seed)

    def next(self) -> Asked:
        """The next request."""
        makers, weights = zip(*_MIX, strict=True)
        (maker,) = self._chance.choices(makers, weights)
        return maker(self)

    def of_every_size(self, sizes: Sequence[int]) -> list[Asked]:
        """Decodes and encodes with every model, one of each size of batch."""
        asked = []
        for card in self._cards:
            for size in sizes:
                latents = {"latents": [self._latent(card) for _ in range(size)]}
                picture = base64.b64encode(self._picture("PNG")).decode("ascii")
                pictures = {"images": [picture] * size}
                asked.append(self._to("warm-up", card, "decode", latents))
                asked.append(self._to("warm-up", card, "encode", pictures))
        return asked

    def burst(self) -> list[Asked]:
        """Requests that are too much together: some of them are refused."""
        card = next(card for card in self._cards if card["image"]["width"] == 64)
        return [self._sample("burst", card, 64, (200, 503)) for _ in range(8)]

    # What every request may need.

    def _card(self) -> Mapping[str, Any]:
        return self._chance.choice(self._cards)

    def _latent(self, card: Mapping[str, Any]) -> list[float]:
        return [round(self._chance.gauss(0.0, 1.0), 4) for _ in range(card["latent_dim"])]

    def _seed(self) -> int:
        return self._chance.randrange(2**31)

    def _condition(self, card: Mapping[str, Any]) -> dict[str, Any]:
        kind = card["condition"]
        if kind is None:
            return {}
        if kind["kind"] == "class":
            return {"condition": {"class": self._chance.randrange(len(kind["classes"]))}}
        name = self._chance.choice(kind["attributes"])["name"]
        return {"condition": {"attributes": {name: self._chance.choice([0, 1])}}}

    def _point(self, card: Mapping[str, Any]) -> dict[str, Any]:
        return self._chance.choice(
            [
                {"seed": self._seed()},
                {"latent": self._latent(card)},
                {"gallery": self._chance.choice(self._galleries[card["id"]])},
            ]
        )

    def _picture(self, kind: str) -> bytes:
        """A picture that nobody took: noise, enlarged, of any size and mode."""
        width, height = self._chance.randint(20, 640), self._chance.randint(20, 640)
        shape = (8, 8, 3) if self._chance.random() < 0.7 else (8, 8)
        small = Image.fromarray(self._pixels.integers(0, 256, shape, dtype=np.uint8))
        buffer = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = self._chance.randint(1, 8)  # orientation
        small.resize((width, height)).save(buffer, kind, exif=exif)
        return buffer.getvalue()

    def _to(
        self, kind: str, card: Mapping[str, Any], call: str, body: dict[str, Any], **more: Any
    ) -> Asked:
        body = {**body, **self._condition(card)}
        return Asked(kind, f"{_API}/{card['id']}/{call}", body, **more)

    # The kinds of requests.

    def _drag(self) -> Asked:
        card = self._card()
        return self._to("drag", card, "decode", {"latents": [self._latent(card)]}, headers=_JPEG)

    def _decode(self) -> Asked:
        card = self._card()
        latents = [self._latent(card) for _ in range(self._chance.choice([1, 1, 4, 16]))]
        body = {"latents": latents, "judge": card.get("judge") is not None}
        return self._to("decode", card, "decode", body)

    def _sample(
        self, kind: str, card: Mapping[str, Any], count: int, statuses: tuple[int, ...]
    ) -> Asked:
        body = {"count": count, "seed": self._seed()}
        return self._to(kind, card, "sample", body, headers=_PNG, statuses=statuses)

    def _some_samples(self) -> Asked:
        return self._sample("sample", self._card(), self._chance.choice([1, 8, 16]), (200,))

    def _interpolate(self) -> Asked:
        card = self._card()
        body = {"start": self._point(card), "end": self._point(card), "steps": 9}
        return self._to("interpolate", card, "interpolate", body)

    def _animation(self) -> Asked:
        card = self._card()
        body: dict[str, Any] = {"path": [self._point(card) for _ in range(3)], "steps": 12}
        if self._chance.random() < 0.5:
            headers = {"Accept": "image/gif"}
        else:
            headers, body = {"Accept": "image/webp"}, {**body, "animate": True}
        return self._to("animation", card, "interpolate", body, headers=headers)

    def _edit(self) -> Asked:
        card = self._card()
        name = self._chance.choice(card["attributes"])["name"]
        body: dict[str, Any] = {"point": self._point(card)}
        if self._chance.random() < 0.5:
            body["edits"] = {name: round(self._chance.uniform(-2, 2), 3)}
        else:
            body["sweep"] = {"attribute": name, "alphas": [-2, -1, 0, 1, 2]}
        return self._to("attribute-edit", card, "attribute-edit", body)

    def _encode(self) -> Asked:
        card = self._card()
        kind = self._chance.choice(["PNG", "JPEG", "WEBP"])
        picture = self._picture(kind)
        if self._chance.random() < 0.5:
            text = base64.b64encode(picture).decode("ascii")
            aligned = {"align": True} if card.get("alignment") else {}
            return self._to("encode", card, "encode", {"images": [text], **aligned})
        files = [("image", (f"a.{kind.lower()}", picture, f"image/{kind.lower()}"))]
        form = {name: json.dumps(value) for name, value in self._condition(card).items()}
        return Asked("encode", f"{_API}/{card['id']}/encode", files=files, form=form)

    def _conditional(self) -> Asked:
        card = self._chance.choice([card for card in self._cards if card["condition"]])
        return self._to("conditional-generate", card, "conditional-generate", {"count": 4})

    def _directions(self) -> Asked:
        card = self._card()
        body = {name: [self._point(card) for _ in range(3)] for name in ("positive", "negative")}
        return self._to("directions", card, "directions", body)

    def _image(self) -> Asked:
        card = self._chance.choice([card for card in self._cards if not card["condition"]])
        latent = self._latent(card)
        packed = base64.urlsafe_b64encode(struct.pack(f"<{len(latent)}e", *latent)).decode("ascii")
        kind = self._chance.choice(["png", "jpg", "webp"])
        return Asked("image", f"{_API}/{card['id']}/image.{kind}?z={packed}", method="GET")

    def _map(self) -> Asked:
        card = self._card()
        path = f"{_API}/{card['id']}/map"
        place = [self._chance.uniform(-2, 2), self._chance.uniform(-2, 2)]
        return self._chance.choice(
            [
                Asked("map", path, method="GET"),
                Asked("map", f"{path}/locate", {"positions": [place]}),
                Asked("map", f"{path}/project", {"latents": [self._latent(card)]}),
                Asked("map", f"{path}/points", {"indices": [self._chance.randrange(500)]}),
            ]
        )

    def _page(self) -> Asked:
        kept = {"If-None-Match": '"other"'} if self._chance.random() < 0.5 else {}
        return Asked("page", self._chance.choice(self._files), method="GET", headers=kept)

    def _reading(self) -> Asked:
        card = self._card()
        paths = [_API, f"{_API}/{card['id']}", f"{_API}/{card['id']}/gallery"]
        paths += ["/openapi.json", "/healthz", "/readyz", "/metrics"]
        return Asked("reading", self._chance.choice(paths), method="GET")

    def _error(self) -> Asked:
        card = self._card()
        path = f"{_API}/{card['id']}"
        one = {"latents": [self._latent(card)]}
        typed = {"Content-Type": "application/json"}
        broken = base64.b64encode(self._picture("PNG")[:200]).decode("ascii")
        wrong = self._chance.choice(
            [
                Asked("error", f"{path}/decode", content=b'{"latents": [[', headers=typed),
                Asked("error", f"{path}/decode", {"latents": [[1.0] * 1000]}),
                Asked("error", f"{path}/sample", {"count": 100_000}),
                Asked("error", f"{path}/sample", {"counts": 1}),
                Asked("error", f"{path}/encode", {"images": [broken]}),
                Asked("error", f"{path}/encode", {"images": ["AAAA"]}),
                Asked("error", f"{path}/decode", one, headers={"Accept": "text/csv"}),
                Asked("error", f"{_API}/no-such-model/decode", one),
                Asked("error", f"{path}/decode", method="DELETE"),
                Asked("error", "/no/such/address", method="GET"),
            ]
        )
        return replace(wrong, statuses=_REFUSALS)

    def _too_long(self) -> Asked:
        path = f"{_API}/{self._card()['id']}/decode"
        typed = {"Content-Type": "application/json"}
        return Asked("too long", path, content=_LONG, headers=typed, statuses=(413,))

    def _leaving(self) -> Asked:
        asked = self._chance.choice([self._decode, self._animation, self._encode, self._drag])()
        return replace(
            asked, kind="left", leaves_after=self._chance.choice([0.0, 0.002, 0.01, 0.05])
        )


# How often each comes, in relation to the others.
_MIX: tuple[tuple[Callable[[Traffic], Asked], float], ...] = (
    (Traffic._drag, 34),
    (Traffic._decode, 8),
    (Traffic._some_samples, 6),
    (Traffic._interpolate, 6),
    (Traffic._animation, 3),
    (Traffic._edit, 7),
    (Traffic._encode, 5),
    (Traffic._conditional, 4),
    (Traffic._directions, 3),
    (Traffic._image, 6),
    (Traffic._map, 4),
    (Traffic._page, 6),
    (Traffic._reading, 5),
    (Traffic._error, 6),
    (Traffic._too_long, 0.3),
    (Traffic._leaving, 6),
)
