"""Uploads for models that expect a face in one place: where to cut them."""

from __future__ import annotations

from dataclasses import dataclass

from latente.card import Alignment, Card
from latente.pixels import convert
from server import faces
from server.crops import centred, scaled
from server.problems import FieldError, ProblemError
from server.schemas.base import Crop
from server.uploads import SentPicture, open_picture

# Large photographs are decoded with their longest side no smaller than this, in pixels.
_DETAIL = 1280


@dataclass(frozen=True)
class AlignedPicture:
    """The faces in an upload, best first; crops are in pixels of the upright picture."""

    width: int
    height: int
    faces: list[Crop]
    detector: str | None

    @property
    def crop(self) -> Crop:
        """The best face, else the largest square in the middle."""
        return self.faces[0] if self.faces else centred(self.width, self.height)


def require_alignment(card: Card, pointer: str) -> Alignment:
    """Where the model expects the eyes.

    Raises:
        ProblemError: 422, pictures for this model need no alignment.
    """
    if card.alignment is None:
        detail = "This model needs no alignment: it takes the centre of a picture."
        errors = [FieldError(pointer=pointer, detail=detail)]
        raise ProblemError(422, "no-alignment", "No alignment needed", detail, errors)
    return card.alignment


def align(sent: SentPicture, alignment: Alignment, max_pixels: int) -> AlignedPicture:
    """Find the faces in an upload.

    Raises:
        ProblemError: as :func:`server.uploads.open_picture`.
    """
    opened = open_picture(sent.data(), max_pixels, sent.pointer, lambda size: _DETAIL / max(size))
    found = faces.find_crops(convert(opened.picture, 1), alignment)
    return AlignedPicture(
        width=opened.width,
        height=opened.height,
        faces=[_rounded(scaled(crop, 1 / opened.factor)) for crop in found],
        detector=faces.detector(),
    )


def _rounded(crop: Crop) -> Crop:
    """To hundredths: what lies beyond is chance."""
    values = {name: round(value, 2) for name, value in crop.model_dump().items()}
    return Crop(**values)
