"""Cutting a square out of a picture: anywhere, of any side, turned by any angle."""

from __future__ import annotations

import math

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from latente.pixels import from_uint8, to_picture
from server.schemas.base import Crop

# Pixels around what is cut that the interpolation looks at too.
_MARGIN = 3


def centred(width: int, height: int) -> Crop:
    """The largest square in the middle of a picture of this size."""
    return Crop(x=width / 2, y=height / 2, side=float(min(width, height)), angle=0.0)


def scaled(crop: Crop, by: float) -> Crop:
    """The same crop of a picture that is ``by`` times as large."""
    return Crop(x=crop.x * by, y=crop.y * by, side=crop.side * by, angle=crop.angle)


def touches(crop: Crop, width: int, height: int) -> bool:
    """Whether a crop's centre is in the picture, or at most half a side away from it."""
    reach = crop.side / 2
    return -reach <= crop.x <= width + reach and -reach <= crop.y <= height + reach


def cut(picture: Image.Image, crop: Crop, detail: int) -> Image.Image:
    """The square that a crop names, turned upright.

    Beyond the picture's edge its outermost pixels go on.

    Args:
        picture: of mode L, RGB or RGBA.
        crop: in this picture's pixels.
        detail: pixels along the side that are enough; the result has at most twice as many.
    """
    region, left, top = _neighbourhood(picture, crop)
    shrink = max(1, int(crop.side // detail))
    if shrink > 1:
        region = region.reduce(min(shrink, max(region.size)))
    pixels = from_uint8(_pixels(region))
    grid = _grid(crop, left, top, shrink, (region.width, region.height))
    found = functional.grid_sample(
        pixels, grid[None], mode="bicubic", padding_mode="border", align_corners=False
    )
    return to_picture(found[0])


def _neighbourhood(picture: Image.Image, crop: Crop) -> tuple[Image.Image, int, int]:
    """The part of a picture that a crop can see, with the place of its corner."""
    reach = crop.side / math.sqrt(2) + _MARGIN
    left, right = _span(crop.x, reach, picture.width)
    top, bottom = _span(crop.y, reach, picture.height)
    return picture.crop((left, top, right, bottom)), left, top


def _span(centre: float, reach: float, length: int) -> tuple[int, int]:
    """The pixels [first, last) within reach of the centre; at least one."""
    first = min(length - 1, max(0, math.floor(centre - reach)))
    return first, max(first + 1, min(length, math.ceil(centre + reach)))


def _pixels(picture: Image.Image) -> Tensor:
    """8-bit pixels [1, H, W, C]."""
    channels = len(picture.getbands())
    raw = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    return raw.reshape(1, picture.height, picture.width, channels)


def _grid(crop: Crop, left: int, top: int, shrink: int, size: tuple[int, int]) -> Tensor:
    """Where the pixels of the crop lie in the shrunken part: [n, n, 2], from -1 to 1."""
    count = max(1, round(crop.side / shrink))
    steps = ((torch.arange(count, dtype=torch.float64) + 0.5) / count - 0.5) * crop.side
    down, across = torch.meshgrid(steps, steps, indexing="ij")
    # Turning the picture clockwise by the angle is looking at it turned the other way.
    turn = math.radians(crop.angle)
    x = crop.x - left + across * math.cos(turn) + down * math.sin(turn)
    y = crop.y - top - across * math.sin(turn) + down * math.cos(turn)
    # Pixel k of a row spans k to k + 1; -1 and 1 are the outer edges.
    places = [2 * at / (shrink * length) - 1 for at, length in zip((x, y), size, strict=True)]
    return torch.stack(places, dim=-1).float()
