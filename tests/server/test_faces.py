"""How well faces in photographs are found; the photographs are read from where they lie."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latente.card import Alignment
from server import faces
from server.schemas.base import Crop

pytest.importorskip("cv2", reason="OpenCV, the extra 'faces', is not installed")

# Where the detector sees the eyes in CelebA's usual crop; see the constants of server.faces.
PLACES = Alignment(left_eye=(0.366, 0.526), right_eye=(0.632, 0.527))
COUNT = 40
CANVAS = (900, 700)
# Of the picture's width, the side of the usual crop around its centre.
CROP = 148 / 178


@pytest.fixture(scope="module")
def photographs(celeba_root: Path) -> list[Path]:
    files = sorted((celeba_root / "celeba" / "img_align_celeba").iterdir())
    return files[3 :: max(1, len(files) // COUNT)][:COUNT]


def laid_out(path: Path, generator: np.random.Generator) -> tuple[Image.Image, Crop]:
    """A photograph at a random place, scale and angle of a larger picture, and its true crop."""
    with Image.open(path) as opened:
        picture = opened.convert("L")
    scale = generator.uniform(1.5, 5.0) * 89 / picture.width
    leaning = generator.uniform(-15.0, 15.0)
    side = scale * picture.width * CROP
    x, y = (generator.uniform(0.55 * side, length - 0.55 * side) for length in CANVAS)
    cos, sin = (each(math.radians(leaning)) / scale for each in (math.cos, math.sin))
    middle = picture.width / 2, picture.height / 2
    back = (
        *(cos, sin, middle[0] - cos * x - sin * y),
        *(-sin, cos, middle[1] + sin * x - cos * y),
    )
    fill = int(np.array(picture).mean())
    found = picture.transform(
        CANVAS, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC, fillcolor=fill
    )
    return found, Crop(x=x, y=y, side=side, angle=-leaning)


def test_photographs_are_found_and_cut_like_the_models_own(photographs):
    """Measured over 300: 96 % found; medians 0.9 % of the side, 4.9 % of it, 1.7 degrees."""
    generator = np.random.default_rng(0)
    errors = []
    for path in photographs:
        picture, true = laid_out(path, generator)
        crops = faces.find_crops(picture, PLACES)
        if crops:
            best = crops[0]
            away = math.hypot(best.x - true.x, best.y - true.y) / true.side
            errors.append((away, abs(best.side / true.side - 1), abs(best.angle - true.angle)))
    found = np.array(errors)
    assert len(found) >= 0.85 * len(photographs)
    assert (found[:, 0] < 0.25).mean() >= 0.95
    away, scale, angle = np.median(found, axis=0)
    assert away < 0.02
    assert scale < 0.08
    assert angle < 3.0
