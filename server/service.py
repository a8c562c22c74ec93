"""The operations: from a validated request to latents and images. No HTTP in here."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.directions import Direction, apply_directions, fit_direction
from latente.geometry import interpolate, lerp, path
from server.alignment import require_alignment
from server.edits import Edit
from server.engine import Engine
from server.engine.base import rounded, unrounded
from server.judging import requested_judging
from server.made import Made
from server.problems import invalid
from server.resolve import (
    Resolver,
    condition_row,
    condition_rows,
    described_condition,
    each_condition,
    latent_tensors,
    require_finite,
    seeded,
)
from server.schemas.base import Condition, Conditioned, Point
from server.schemas.requests import (
    AttributeEditRequest,
    ConditionalGenerateRequest,
    DecodeRequest,
    DirectionsRequest,
    EncodeRequest,
    InterpolateRequest,
    SampleRequest,
)
from server.uploads import SentPicture
from server.workers import BoundedWorkers

_DEFAULT_STEPS = 9
_DEFAULT_COUNT = 8
_ALIGNED_AT_ONCE = 4
_FEW_NUMBERS = 4096
# Latents beyond this are all equally far from any data.
_FAR = 1e6


def new_seed() -> int:
    """A seed for a request that brings none."""
    return secrets.randbelow(2**31)


@dataclass(frozen=True)
class Service:
    """The operations on any model. ``max_images`` bounds what one request may make."""

    engine: Engine
    pictures: BoundedWorkers
    resolver: Resolver
    max_images: int

    async def encode(
        self, bundle: Bundle, pictures: Sequence[SentPicture], body: EncodeRequest
    ) -> Made:
        """Pictures to latents, and back to see what was kept."""
        self._limit(len(pictures), pictures[0].pointer.rsplit("/", 1)[0])
        judging = requested_judging(bundle, body)
        conditions = condition_rows(bundle, body, len(pictures))
        if body.align:
            pictures = await self._aligned(bundle, pictures)
        uploads = await self.resolver.uploads(bundle, pictures)
        images = torch.stack([upload.pixels for upload in uploads])
        posterior = await self.engine.encode(bundle, images, conditions)
        made = await self._decoded(bundle, posterior.mode(), conditions)
        decoded = made.images
        fields = {
            **made.fields,
            "log_variances": posterior.log_variance,
            "errors": (unrounded(decoded) - images).square().mean(dim=(1, 2, 3)),
            "inverted": [upload.inverted for upload in uploads],
            "crops": _crops(pictures),
        }
        others = {"inputs": rounded(images)}
        return Made(decoded, fields, key="reconstructions", others=others, judging=judging)

    async def _aligned(self, bundle: Bundle, pictures: Sequence[SentPicture]) -> list[SentPicture]:
        """Pictures with the crops that were not given: the faces found, else the centre."""
        alignment = require_alignment(bundle.card, "/align")

        async def aligned(picture: SentPicture) -> SentPicture:
            if picture.crop is not None:
                return picture
            found = await self.resolver.aligned(picture, alignment)
            return replace(picture, crop=found.crop)

        # A job for each, and few at once, so that those of others come in between.
        parts = range(0, len(pictures), _ALIGNED_AT_ONCE)
        done = [
            await asyncio.gather(*map(aligned, pictures[start : start + _ALIGNED_AT_ONCE]))
            for start in parts
        ]
        return [picture for part in done for picture in part]

    async def decode(self, bundle: Bundle, body: DecodeRequest) -> Made:
        """Latents to images."""
        self._limit(len(body.latents), "/latents")
        judging = requested_judging(bundle, body)
        conditions = condition_rows(bundle, body, len(body.latents))
        latents = await self._tensors(bundle, body.latents)
        made = await self._decoded(bundle, latents, conditions)
        return made if judging is None else replace(made, judging=judging)

    async def _tensors(self, bundle: Bundle, rows: Sequence[Sequence[float]]) -> Tensor:
        if sum(map(len, rows)) <= _FEW_NUMBERS:
            return latent_tensors(bundle, rows, "/latents")
        # A million numbers take a while to become a tensor: not on the event loop.
        return await self.pictures.run(latent_tensors, bundle, rows, "/latents")

    async def sample(self, bundle: Bundle, body: SampleRequest) -> Made:
        """Images drawn from a prior."""
        self._limit(body.count, "/count")
        judging = requested_judging(bundle, body)
        seed = new_seed() if body.seed is None else body.seed
        conditions = condition_rows(bundle, body, body.count)
        latents = await self._draw(bundle, body, body.count, seed, conditions)
        made = await self._decoded(bundle, latents, conditions)
        fields = {**made.fields, "seed": seed}
        return Made(made.images, fields, seed=seed, judging=judging)

    async def interpolate(self, bundle: Bundle, body: InterpolateRequest) -> Made:
        """Images along a path between points."""
        points, pointers = _path_points(body)
        if body.alphas is not None:
            _only_without_path(body)
        steps = _DEFAULT_STEPS if body.steps is None else body.steps
        self._limit(*((steps, "/steps") if body.alphas is None else (len(body.alphas), "/alphas")))
        judging = requested_judging(bundle, body)
        conditions = _path_conditions(bundle, body, len(points))
        latents = await self.resolver.latents(bundle, points, pointers, conditions)
        if body.alphas is None:
            frames, alphas = path(latents, steps, body.method, body.closed)
            if conditions is not None:
                conditions = path(conditions, steps, "linear", body.closed)[0]
        else:
            alphas = torch.tensor(body.alphas, dtype=torch.float32)
            frames = interpolate(latents[0], latents[1], alphas, body.method)
            if conditions is not None:
                conditions = lerp(conditions[0], conditions[1], alphas)
        made = await self._decoded(bundle, frames, conditions, "/alphas" if body.alphas else "")
        fields = {**made.fields, "alphas": body.alphas or alphas}
        return Made(made.images, fields, strip=True, judging=judging)

    async def attribute_edit(self, bundle: Bundle, body: AttributeEditRequest) -> Made:
        """One latent moved along attribute directions, once or as a sweep."""
        if body.edits is None and body.directions is None and body.sweep is None:
            raise invalid("", "Give edits, directions or sweep.")
        sweep = body.sweep
        self._limit(1 if sweep is None else len(sweep.alphas), "/sweep/alphas")
        judging = requested_judging(bundle, body)
        edit = Edit(bundle, body)
        (directions, alphas), strip = edit.steps(), edit.strip()
        condition = condition_row(bundle, body.condition, "/condition")
        row = None if condition is None else condition[None]
        latents = await self.resolver.latents(bundle, [body.point], ["/point"], row)
        latents = apply_directions(latents, directions, alphas)
        if sweep is not None and strip is not None:
            moves = torch.tensor(sweep.alphas, dtype=torch.float32)[:, None]
            latents = apply_directions(latents.expand(len(moves), -1), strip[None], moves)
        rows = None if condition is None else condition.expand(len(latents), -1)
        made = await self._decoded(bundle, latents, rows)
        fields = {**made.fields, "alphas": None if sweep is None else sweep.alphas}
        return Made(made.images, fields, strip=sweep is not None, judging=judging)

    async def conditional_generate(self, bundle: Bundle, body: ConditionalGenerateRequest) -> Made:
        """New images under one condition, or one latent under several."""
        judging = requested_judging(bundle, body)
        several = body.conditions is not None
        make = self._under_several_conditions if several else self._under_one_condition
        return replace(await make(bundle, body), judging=judging)

    async def _under_several_conditions(
        self, bundle: Bundle, body: ConditionalGenerateRequest
    ) -> Made:
        assert body.conditions is not None
        if body.count is not None:
            raise invalid("/count", "With conditions there is one image for each of them.")
        self._limit(len(body.conditions), "/conditions")
        if bundle.card.condition is None:
            raise invalid("/conditions", "This model takes no condition.")
        rows = each_condition(bundle, body.conditions)
        seed = _shared_seed(body)
        if body.point is not None:
            own = _encoding_condition(bundle, body, body.point)
            latent = await self.resolver.latents(bundle, [body.point], ["/point"], own)
        else:
            assert seed is not None
            latent = await self._draw(bundle, body, 1, seed, None)
        made = await self._decoded(bundle, latent.expand(len(body.conditions), -1), rows)
        fields = {**made.fields, "seed": seed, "conditions": _echoed(bundle, body.conditions)}
        return Made(made.images, fields, seed=seed, strip=True)

    async def _under_one_condition(self, bundle: Bundle, body: ConditionalGenerateRequest) -> Made:
        if body.point is not None:
            raise invalid("/point", "A point goes with conditions, not with one condition.")
        if bundle.card.condition is None:
            raise invalid("/condition", "This model takes no condition.")
        count = _DEFAULT_COUNT if body.count is None else body.count
        self._limit(count, "/count")
        conditions = condition_rows(bundle, body, count)
        assert body.condition is not None
        seed = new_seed() if body.seed is None else body.seed
        latents = await self._draw(bundle, body, count, seed, conditions)
        made = await self._decoded(bundle, latents, conditions)
        echoed = _echoed(bundle, [body.condition]) * count
        return Made(made.images, {**made.fields, "seed": seed, "conditions": echoed}, seed=seed)

    async def directions(self, bundle: Bundle, body: DirectionsRequest) -> Direction:
        """A direction from examples with and without a property."""
        points = [*body.positive, *body.negative]
        pointers = [
            *(f"/positive/{index}" for index in range(len(body.positive))),
            *(f"/negative/{index}" for index in range(len(body.negative))),
        ]
        conditions = None
        if _any_given(body) or any(point.image is not None for point in points):
            conditions = condition_rows(bundle, body, len(points))
        latents = await self.resolver.latents(bundle, points, pointers, conditions)
        split = len(body.positive)
        direction = await self.pictures.run(fit_direction, latents[:split], latents[split:])
        require_finite(direction.vector, "")
        return direction

    async def image(self, bundle: Bundle, latent: Tensor, condition: Tensor | None) -> Made:
        """One latent [D] to one image."""
        row = None if condition is None else condition[None]
        return await self._decoded(bundle, latent[None], row)

    def _limit(self, count: int, pointer: str) -> None:
        if count > self.max_images:
            raise invalid(pointer, f"One request may make at most {self.max_images} images.")

    async def _draw(
        self,
        bundle: Bundle,
        body: SampleRequest | ConditionalGenerateRequest,
        count: int,
        seed: int,
        conditions: Tensor | None,
    ) -> Tensor:
        # Off the event loop: a fitted prior of many dimensions is real work.
        return await self.pictures.run(
            bundle.sample_prior, count, seeded(seed), body.prior, body.temperature, conditions
        )

    async def _decoded(
        self, bundle: Bundle, latents: Tensor, conditions: Tensor | None, pointer: str = ""
    ) -> Made:
        require_finite(latents, pointer)
        if conditions is not None:
            require_finite(conditions, pointer)
        images = await self.engine.decode(bundle, latents, conditions)
        # Worked out where and if it is written: only JSON says it.
        typicality = partial(_typicality, bundle, latents, conditions)
        return Made(images, {"latents": latents, "typicality": typicality})


def _typicality(bundle: Bundle, latents: Tensor, conditions: Tensor | None) -> Tensor:
    # Squares of far latents overflow float32, and "not a number" would count as typical.
    return bundle.typicality(latents.clamp(-_FAR, _FAR), conditions)


def _any_given(body: Conditioned) -> bool:
    return body.condition is not None or body.conditions is not None


def _crops(pictures: Sequence[SentPicture]) -> list[dict[str, float] | None] | None:
    """What was cut out of pictures; None where of all of them it is the centre."""
    crops = [None if each.crop is None else each.crop.model_dump() for each in pictures]
    return crops if any(crops) else None


def _path_points(body: InterpolateRequest) -> tuple[list[Point], list[str]]:
    """The points to pass through and where they stand in the request."""
    if body.path is not None:
        for name, value in (("start", body.start), ("end", body.end)):
            if value is not None:
                raise invalid(f"/{name}", "Give either path or start and end.")
        return body.path, [f"/path/{index}" for index in range(len(body.path))]
    if body.start is None:
        raise invalid("/start", "Give start and end, or path.")
    if body.end is None:
        raise invalid("/end", "Give start and end, or path.")
    if body.closed:
        raise invalid("/closed", "Only a path can be closed.")
    return [body.start, body.end], ["/start", "/end"]


def _only_without_path(body: InterpolateRequest) -> None:
    if body.path is not None:
        raise invalid("/alphas", "A path takes steps; alphas go with start and end.")
    if body.steps is not None:
        raise invalid("/alphas", "Give either steps or alphas.")


def _path_conditions(bundle: Bundle, body: InterpolateRequest, count: int) -> Tensor | None:
    """The condition at each point of the path, [count, Y]."""
    ends = {"start_condition": body.start_condition, "end_condition": body.end_condition}
    if all(end is None for end in ends.values()):
        return condition_rows(bundle, body, count)
    for name, value in ends.items():
        if value is not None and (body.path is not None or body.conditions is not None):
            raise invalid(f"/{name}", "This goes with start and end, without conditions.")
    if body.condition is not None and None not in ends.values():
        raise invalid("/condition", "start_condition and end_condition leave nothing to it.")
    rows = []
    for name, value in ends.items():
        pointer = "/condition" if value is None and body.condition is not None else f"/{name}"
        rows.append(condition_row(bundle, value or body.condition, pointer))
    return torch.stack([row for row in rows if row is not None])


def _encoding_condition(
    bundle: Bundle, body: ConditionalGenerateRequest, point: Point
) -> Tensor | None:
    """The condition [1, Y] under which a picture is encoded; None for other points."""
    if point.image is None and body.condition is None:
        return None
    row = condition_row(bundle, body.condition, "/condition")
    return None if row is None else row[None]


def _shared_seed(body: ConditionalGenerateRequest) -> int | None:
    """The seed of the one latent under several conditions; None where it needs none."""
    if body.point is None:
        return new_seed() if body.seed is None else body.seed
    if body.seed is not None:
        raise invalid("/seed", "The point is given already; leave the seed out.")
    return body.point.seed


def _echoed(bundle: Bundle, conditions: Sequence[Condition]) -> list[dict[str, object]]:
    """Conditions in full, in the form in which they can be sent again."""
    return [
        described_condition(bundle, bundle.condition_vector(each.class_, each.attributes))
        for each in conditions
    ]
