"""Finding faces in photographs, and the crop in which a model expects a face.

The detectors are the Haar cascades that OpenCV brings along (Viola & Jones 2001; Lienhart &
Maydt 2002). OpenCV is optional (the extra ``faces``): without it nothing is found, and the
crop is left to the person. Nothing of a photograph is kept.
"""

from __future__ import annotations

import functools
import logging
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from latente.card import Alignment
from server.crops import cut, scaled
from server.schemas.base import Crop

log = logging.getLogger("latente")

Grey = NDArray[np.uint8]
Place = NDArray[np.float64]

NAME = "opencv"
_FACE, _EYE = "haarcascade_frontalface_alt2.xml", "haarcascade_eye.xml"
# Pictures are searched with their longest side between these, in pixels: faces of a larger
# picture are large enough there, and a thumbnail's are too small for the cascades as they are.
_LEAST, _MOST = 400, 640
# Of the picture's shorter side, the least that a face's box may have.
_SMALLEST_FACE = 0.08
_MOST_FACES = 8
# Crops whose centres are nearer than this share of the larger side are of one face.
_SAME = 0.3
# Searched in turn until there is a face: upright, then leaning either way, in degrees.
_LEANING = ((0.0,), (-20.0, 20.0))
# What was found is looked at again: so many times the crop, levelled, at this many pixels.
_AGAIN, _AGAIN_SIDE = 1.6, 256
# A face is searched for eyes at this size, in this band of its box.
_FACE_SIDE, _BAND = 200, (0.15, 0.65)
# Where the eyes are in the cascade's box of a face, as shares of its side: means over 300
# CelebA faces (every 30th, at random scale and up to 15 degrees aslant) at the second look,
# at which 289 were found. There the box has 0.700 (standard deviation 0.054) of the side of
# the usual crop, and its centre is at (0.506, 0.605) of it; the eyes, both seen in 250, are
# at (0.365, 0.526) and (0.632, 0.528), with deviations of 0.02 across and 0.01 down.
BOX_EYES = np.array([(0.302, 0.387), (0.680, 0.387)])
# The eyes seen may be so far from there, as shares of the box.
_TOLERANCE = 0.14


class _Cascades(threading.local):
    """The detectors of one thread: a cascade must not be used by two at once."""

    def __init__(self) -> None:
        self.loaded: dict[str, Any] = {}


_cascades = _Cascades()


@functools.cache
def _opencv() -> Any | None:
    """OpenCV, where it is installed and brings its cascades; else None."""
    try:
        import cv2
    except ImportError:
        log.info("faces are not searched for: OpenCV (extra 'faces') is not installed")
        return None
    folder = Path(cv2.data.haarcascades) if hasattr(cv2, "data") else None
    if folder is None or not (folder / _FACE).is_file():
        log.warning("faces are not searched for: this OpenCV brings no cascades")
        return None
    # The service shares its cores among threads of its own.
    cv2.setNumThreads(1)
    return cv2


def detector() -> str | None:
    """The name of the detector; None where there is none."""
    return None if _opencv() is None else NAME


@dataclass(frozen=True)
class _Face:
    """A face in a picture: its eyes [2, 2] (left of the picture first; x, y), in pixels.

    ``seen``: the eyes are where the cascade saw both, not where a face's box has them.
    """

    eyes: Place
    side: float
    seen: bool


def find_crops(picture: Image.Image, alignment: Alignment) -> list[Crop]:
    """The crops of the faces in a picture of mode L, the best first.

    Larger faces are better, and those of which both eyes are seen. Without OpenCV there are
    none.
    """
    cv2 = _opencv()
    if cv2 is None:
        return []
    grey, factor = _searched(cv2, picture)
    first = [scaled(crop_of_eyes(face.eyes, alignment), 1 / factor) for face in _faces(cv2, grey)]
    again = [_again(cv2, picture, crop, alignment) for crop in first]
    sure = [found for found in again if found is not None]
    return _distinct([crop for crop, _ in sorted(sure, key=lambda found: -found[1])])


def _distinct(crops: list[Crop]) -> list[Crop]:
    """Without those that are of a face that an earlier one is of already."""
    kept: list[Crop] = []
    for crop in crops:
        if all(
            math.hypot(crop.x - other.x, crop.y - other.y) > _SAME * max(crop.side, other.side)
            for other in kept
        ):
            kept.append(crop)
    return kept


def crop_of_eyes(eyes: Place, alignment: Alignment) -> Crop:
    """The crop that brings eyes [2, 2] (left of the picture first; x, y) where they belong."""
    wanted = np.array([alignment.left_eye, alignment.right_eye], dtype=np.float64)
    have, want = eyes[1] - eyes[0], wanted[1] - wanted[0]
    side = float(np.hypot(*have) / np.hypot(*want))
    # Clockwise as one sees it, since y points down.
    turn = math.atan2(want[1], want[0]) - math.atan2(have[1], have[0])
    x, y = eyes.mean(axis=0) - _turned(side * (wanted.mean(axis=0) - 0.5), turn)
    return Crop(x=float(x), y=float(y), side=side, angle=math.degrees(turn))


def _turned(step: Place, turn: float) -> Place:
    """A step [2] of a picture that was turned clockwise, as a step of the unturned one."""
    across, down = step
    cos, sin = math.cos(turn), math.sin(turn)
    return np.array([across * cos + down * sin, down * cos - across * sin])


def _searched(cv2: Any, picture: Image.Image) -> tuple[Grey, float]:
    """The picture at the size for searching, and how many times as large that is."""
    longest = max(picture.size)
    factor = _MOST / longest if longest > _MOST else max(1.0, _LEAST / longest)
    size = tuple(max(1, round(length * factor)) for length in picture.size)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(np.asarray(picture), size, interpolation=method), factor


def _again(
    cv2: Any, picture: Image.Image, crop: Crop, alignment: Alignment
) -> tuple[Crop, float] | None:
    """Look at what was found again, levelled and enlarged: the better crop, and its rank.

    None where there is no face at a second look.
    """
    side = _AGAIN * crop.side
    wide = Crop(x=crop.x, y=crop.y, side=side, angle=crop.angle)
    size = (_AGAIN_SIDE, _AGAIN_SIDE)
    level = np.asarray(cut(picture, wide, _AGAIN_SIDE).resize(size, Image.Resampling.BICUBIC))
    least, most = (round(share * _AGAIN_SIDE / _AGAIN) for share in (0.45, 1.1))
    faces = list(_upright_faces(cv2, level, 1.05, least, most))
    if not faces:
        return None
    face = max(faces, key=lambda face: face.side)
    inner = crop_of_eyes(face.eyes, alignment)
    scale = side / _AGAIN_SIDE
    step = scale * (np.array([inner.x, inner.y]) - _AGAIN_SIDE / 2)
    x, y = np.array([crop.x, crop.y]) + _turned(step, math.radians(crop.angle))
    better = Crop(x=float(x), y=float(y), side=scale * inner.side, angle=crop.angle + inner.angle)
    return better, better.side * (1.5 if face.seen else 1.0)


def _faces(cv2: Any, grey: Grey) -> list[_Face]:
    """The largest faces, upright or leaning."""
    for leaning in _LEANING:
        found = [face for angle in leaning for face in _leaning_faces(cv2, grey, angle)]
        if found:
            return sorted(found, key=lambda face: -face.side)[:_MOST_FACES]
    return []


def _leaning_faces(cv2: Any, grey: Grey, angle: float) -> Iterator[_Face]:
    """Faces that are upright once the picture is turned clockwise by this angle."""
    least = round(_SMALLEST_FACE * min(grey.shape))
    if angle == 0.0:
        yield from _upright_faces(cv2, grey, 1.1, least, min(grey.shape))
        return
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    back = cv2.invertAffineTransform(turn)
    for face in _upright_faces(cv2, turned, 1.1, least, min(grey.shape)):
        yield _Face(face.eyes @ back[:, :2].T + back[:, 2], face.side, face.seen)


def _upright_faces(cv2: Any, grey: Grey, step: float, least: int, most: int) -> Iterator[_Face]:
    """Faces whose boxes have a side from least to most; ``step``: from one side to the next."""
    boxes = _cascade(cv2, _FACE).detectMultiScale(
        grey, scaleFactor=step, minNeighbors=4, minSize=(least, least), maxSize=(most, most)
    )
    for left, top, side, _ in boxes:
        seen = _eyes(cv2, grey[top : top + side, left : left + side])
        eyes = BOX_EYES if seen is None else _steadied(seen)
        yield _Face(np.array([left, top]) + side * eyes, float(side), seen is not None)


def _eyes(cv2: Any, box: Grey) -> Place | None:
    """The eyes [2, 2] in the box of a face, as shares of its side; None: not both are seen."""
    first, last = (round(share * _FACE_SIDE) for share in _BAND)
    face = cv2.resize(box, (_FACE_SIDE, _FACE_SIDE), interpolation=cv2.INTER_CUBIC)[first:last]
    found = _cascade(cv2, _EYE).detectMultiScale(
        face,
        scaleFactor=1.05,
        minNeighbors=4,
        minSize=(_FACE_SIDE // 8, _FACE_SIDE // 8),
        maxSize=(2 * _FACE_SIDE // 5, 2 * _FACE_SIDE // 5),
    )
    places = np.array([(x + w / 2, first + y + h / 2) for x, y, w, h in found]) / _FACE_SIDE
    eyes = [_nearest(places, expected) for expected in BOX_EYES]
    return None if any(eye is None for eye in eyes) else np.array(eyes)


def _nearest(places: Place, expected: Place) -> Place | None:
    """The nearest of places [N, 2]; None where all are too far."""
    if not len(places):
        return None
    distances = np.abs(places - expected).max(axis=1)
    return places[distances.argmin()] if distances.min() <= _TOLERANCE else None


def _steadied(seen: Place) -> Place:
    """Eyes with their distance halfway (in proportion) to that of the box.

    Either alone is less steady: heads turn, which brings the eyes together, and boxes vary.
    """
    middle, apart = seen.mean(axis=0), seen[1] - seen[0]
    usual = float(np.hypot(*(BOX_EYES[1] - BOX_EYES[0])))
    half = apart / 2 * math.sqrt(usual / float(np.hypot(*apart)))
    return np.array([middle - half, middle + half])


def _cascade(cv2: Any, name: str) -> Any:
    if name not in _cascades.loaded:
        _cascades.loaded[name] = cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / name))
    return _cascades.loaded[name]
