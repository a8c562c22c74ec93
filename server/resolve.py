"""From the words of a request (points, conditions, names) to tensors of one model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Alignment
from latente.errors import ConditionError, UnknownNameError
from server.alignment import AlignedPicture, align
from server.engine import Engine
from server.problems import ProblemError, invalid, not_found, step
from server.schemas.base import Condition, Conditioned, Point
from server.uploads import SentPicture, Upload, read_picture
from server.workers import BoundedWorkers

_NOT_WANTED = "This model takes no condition."
_KINDS = {"class": "a class", "attributes": "attributes"}


def seeded(seed: int) -> torch.Generator:
    """A source of randomness on the CPU, so that a seed means the same on any device."""
    return torch.Generator().manual_seed(seed)


def require_finite(values: Tensor, pointer: str) -> Tensor:
    """The values as they are.

    Raises:
        ProblemError: 422, an operation has left the range of float32.
    """
    if not np.isfinite(values.numpy()).all():  # in a third of torch's time
        raise invalid(pointer, "The result is too large for float32; use smaller numbers.")
    return values


def latent_tensor(bundle: Bundle, values: Sequence[float], pointer: str) -> Tensor:
    """A latent [D] from a list of numbers within float32's range, as the schemas leave them.

    Raises:
        ProblemError: 422, it has not the model's length.
    """
    _require_length(bundle, values, pointer)
    # By numpy, which reads a list in a third of torch's time.
    return torch.from_numpy(np.array(values, dtype=np.float32))


def latent_tensors(bundle: Bundle, rows: Sequence[Sequence[float]], pointer: str) -> Tensor:
    """Latents [N, D] from a list of lists; errors as :func:`latent_tensor`."""
    for index, values in enumerate(rows):
        _require_length(bundle, values, f"{pointer}/{index}")
    return torch.from_numpy(np.array(rows, dtype=np.float32))


def _require_length(bundle: Bundle, values: Sequence[float], pointer: str) -> None:
    dimension = bundle.card.latent_dim
    if len(values) != dimension:
        raise invalid(pointer, f"This model's latents have {dimension} numbers.")


def condition_row(bundle: Bundle, condition: Condition | None, pointer: str) -> Tensor | None:
    """A condition [Y]; None for a model that takes none.

    Raises:
        ProblemError: 422, it is missing, not wanted, of the wrong kind, or names nothing.
    """
    kind = bundle.card.condition
    if kind is None:
        if condition is not None:
            raise invalid(pointer, _NOT_WANTED)
        return None
    if condition is None:
        raise invalid(pointer, f"This model needs a condition: {_KINDS[kind.kind]}.")
    try:
        return bundle.condition_vector(condition.class_, condition.attributes)
    except UnknownNameError as error:
        raise _unknown_in_condition(error, pointer) from None
    except ConditionError:
        given = "attributes" if condition.class_ is None else "class"
        wanted = _KINDS[kind.kind]
        raise invalid(f"{pointer}/{given}", f"This model's condition is {wanted}.") from None


def _unknown_in_condition(error: UnknownNameError, pointer: str) -> ProblemError:
    known = f"known: {', '.join(error.known)}."
    if error.kind == "class":
        last = len(error.known) - 1
        return invalid(f"{pointer}/class", f"Unknown class: use a number 0 to {last}, or {known}")
    return invalid(f"{pointer}/attributes{step(error.name)}", f"Unknown attribute; {known}")


def unknown_attribute(bundle: Bundle, name: str, pointer: str, named: bool) -> ProblemError:
    """A 422 for a name that is no attribute; ``named``: the name itself is the field."""
    known = ", ".join(bundle.directions) or "none"
    where = pointer + step(name) if named else pointer
    return invalid(where, f"Unknown attribute; known: {known}.")


def condition_rows(bundle: Bundle, body: Conditioned, count: int) -> Tensor | None:
    """The conditions [count, Y] of a request with ``condition`` or ``conditions``.

    Raises:
        ProblemError: 422, as :func:`condition_row`; both given; or not as many as ``count``.
    """
    if body.conditions is None:
        row = condition_row(bundle, body.condition, "/condition")
        return None if row is None else row.expand(count, -1)
    if body.condition is not None:
        raise invalid("/conditions", "Give either condition or conditions.")
    if bundle.card.condition is None:
        raise invalid("/conditions", _NOT_WANTED)
    if len(body.conditions) != count:
        raise invalid("/conditions", f"There must be one condition for each of the {count}.")
    return each_condition(bundle, body.conditions)


def each_condition(bundle: Bundle, conditions: Sequence[Condition]) -> Tensor | None:
    """Conditions [N, Y], one for each of a list; None for a model that takes none."""
    rows = [
        condition_row(bundle, each, f"/conditions/{index}") for index, each in enumerate(conditions)
    ]
    return torch.stack([row for row in rows if row is not None])


def described_condition(bundle: Bundle, vector: Tensor) -> dict[str, object]:
    """A condition [Y] in full, in the form in which it can be sent again."""
    kind = bundle.card.condition
    if kind is None or kind.kind == "class":
        return {"class": int(vector.argmax())}
    return {
        "attributes": {
            each.name: value for each, value in zip(kind.attributes, vector.tolist(), strict=True)
        }
    }


class Resolver:
    """Turns points into latents; pictures are read off the inference thread."""

    def __init__(self, engine: Engine, pictures: BoundedWorkers, max_pixels: int) -> None:
        self._engine = engine
        self._pictures = pictures
        self._max_pixels = max_pixels

    async def uploads(self, bundle: Bundle, pictures: Sequence[SentPicture]) -> list[Upload]:
        """Read pictures: one job, in a picture thread."""
        return await self._pictures.run(self._read, bundle, pictures)

    def _read(self, bundle: Bundle, pictures: Sequence[SentPicture]) -> list[Upload]:
        return [read_picture(each, bundle.card, self._max_pixels) for each in pictures]

    async def aligned(self, picture: SentPicture, alignment: Alignment) -> AlignedPicture:
        """Find the faces in a picture, in a picture thread."""
        return await self._pictures.run(align, picture, alignment, self._max_pixels)

    async def latents(
        self,
        bundle: Bundle,
        points: Sequence[Point],
        pointers: Sequence[str],
        conditions: Tensor | None,
    ) -> Tensor:
        """The latents [P, D] of points.

        Args:
            bundle: the model.
            points: what to resolve.
            pointers: where in the request each point stands.
            conditions: [P, Y] under which pictures are encoded; None where the model takes
                none.
        """
        latents = [
            self._direct(bundle, point, pointer)
            for point, pointer in zip(points, pointers, strict=True)
        ]
        pictures = [index for index, latent in enumerate(latents) if latent is None]
        if pictures:
            sent = [_sent(points[index], pointers[index]) for index in pictures]
            uploads = await self.uploads(bundle, sent)
            images = torch.stack([upload.pixels for upload in uploads])
            rows = None if conditions is None else conditions[pictures]
            posterior = await self._engine.encode(bundle, images, rows)
            for index, latent in zip(pictures, posterior.mode(), strict=True):
                latents[index] = latent
        return torch.stack([latent for latent in latents if latent is not None])

    def _direct(self, bundle: Bundle, point: Point, pointer: str) -> Tensor | None:
        """The latent of a point that needs no model; None for a picture."""
        if point.latent is not None:
            return latent_tensor(bundle, point.latent, f"{pointer}/latent")
        if point.seed is not None:
            return drawn(bundle, point.seed)
        if point.gallery is not None:
            return _gallery_latent(bundle, point.gallery, f"{pointer}/gallery")
        return None


def _sent(point: Point, pointer: str) -> SentPicture:
    return SentPicture(point.image or "", f"{pointer}/image", point.crop, f"{pointer}/crop")


def drawn(bundle: Bundle, seed: int) -> Tensor:
    """The latent [D] that a seed names: one draw from the model's own prior.

    That is N(0, I) for variational families, which are trained towards it, and the fitted
    prior for deterministic ones, to which N(0, I) means nothing.
    """
    prior = "standard" if bundle.model.variational else "fitted"
    return bundle.sample_prior(1, seeded(seed), prior)[0]


def _gallery_latent(bundle: Bundle, item_id: str, pointer: str) -> Tensor:
    try:
        return bundle.gallery_latent(item_id)
    except UnknownNameError:
        detail = "There is no such gallery item; GET the model's gallery for the ids."
        raise not_found("unknown-gallery-item", "Unknown gallery item", detail, pointer) from None
