"""A drawn face, plain enough to be nobody's and shaded enough for a detector to see one."""

from __future__ import annotations

import functools
import math

from PIL import Image, ImageDraw, ImageFilter

PAPER = 120
_SIDE, _FINE = 300, 4
# In the drawing: between the eyes, and from one to the other.
_MIDDLE, _APART = (150.0, 130.0), 64.0

Eyes = tuple[tuple[float, float], tuple[float, float]]


@functools.cache
def _drawing() -> Image.Image:
    picture = Image.new("L", (_SIDE * _FINE, _SIDE * _FINE), PAPER)
    draw = ImageDraw.Draw(picture)

    def oval(x: float, y: float, wide: float, high: float, level: int) -> None:
        corners = (x - wide, y - high, x + wide, y + high)
        draw.ellipse([_FINE * value for value in corners], fill=level)

    oval(150, 140, 92, 118, 60)
    oval(150, 165, 76, 100, 200)
    oval(150, 95, 70, 35, 205)
    for x in (118, 182):
        oval(x, 128, 26, 12, 150)
        brow = [_FINE * value for value in (x - 22, 108, x + 22, 114)]
        draw.rounded_rectangle(brow, 3 * _FINE, fill=70)
        oval(x, 130, 17, 8, 235)
        oval(x, 130, 8, 8, 30)
    draw.polygon([_FINE * value for value in (150, 130, 136, 182, 164, 182)], fill=215)
    oval(150, 184, 15, 6, 150)
    oval(150, 217, 30, 9, 110)
    draw.rectangle([_FINE * value for value in (122, 216, 178, 218)], fill=60)
    small = picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return small.filter(ImageFilter.GaussianBlur(2))


def face_picture(
    size: tuple[int, int] = (480, 360),
    middle: tuple[float, float] = (240.0, 150.0),
    apart: float = 64.0,
    leaning: float = 0.0,
) -> Image.Image:
    """A picture of mode RGB with one face.

    Args:
        size: width and height.
        middle: the point between the eyes.
        apart: from one eye to the other.
        leaning: degrees by which the head leans clockwise, as one sees it.
    """
    cos, sin = (each(math.radians(leaning)) * _APART / apart for each in (math.cos, math.sin))
    x, y = middle
    back = (
        *(cos, sin, _MIDDLE[0] - cos * x - sin * y),
        *(-sin, cos, _MIDDLE[1] + sin * x - cos * y),
    )
    method = Image.Resampling.BICUBIC
    picture = _drawing().transform(
        size, Image.Transform.AFFINE, back, resample=method, fillcolor=PAPER
    )
    return picture.convert("RGB")


def eyes_of(middle: tuple[float, float], apart: float, leaning: float) -> Eyes:
    """Where the eyes of such a face are, the one at the left of the upright face first."""
    x, y = (apart / 2 * each(math.radians(leaning)) for each in (math.cos, math.sin))
    return (middle[0] - x, middle[1] - y), (middle[0] + x, middle[1] + y)
