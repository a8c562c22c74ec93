"""From pixels to the bytes of an answer. Plain functions: the caller chooses the thread."""

from __future__ import annotations

import base64
import io
import math
from typing import Any

import numpy as np
import orjson
import simplejpeg
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from server.negotiation import Format
from server.png import write_png

Pixels = NDArray[np.uint8]

# WebP without loss, so that its pixels are the very ones of the PNG, in the fastest mode.
_WEBP: dict[str, Any] = {"lossless": True, "quality": 0, "method": 0}
_JPEG_QUALITY = 90
_JPEG_COLOURS = {1: ("GRAY", "Gray"), 3: ("RGB", "444"), 4: ("RGBX", "444")}
_PAPER = 255


def rows(images: Tensor) -> Pixels:
    """8-bit images [N, C, H, W] as pixels [N, H, W, C], row by row in memory."""
    array: Pixels = images.permute(0, 2, 3, 1).contiguous().numpy()
    return array


def picture(pixels: Pixels) -> Image.Image:
    """Pixels [H, W, C] as a picture; one channel is grey."""
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def encode_picture(pixels: Pixels, kind: Format) -> bytes:
    """Pixels [H, W, C] as a PNG, JPEG or WebP file; a JPEG has no transparency."""
    if kind is Format.PNG:
        return write_png(pixels)
    if kind is Format.JPEG:
        return _write_jpeg(pixels)
    buffer = io.BytesIO()
    picture(pixels).save(buffer, "WEBP", **_WEBP)
    return buffer.getvalue()


def _write_jpeg(pixels: Pixels) -> bytes:
    # By libjpeg-turbo without a picture object in between: in a quarter of Pillow's time.
    colours, samples = _JPEG_COLOURS[pixels.shape[2]]
    file: bytes = simplejpeg.encode_jpeg(
        np.ascontiguousarray(pixels), _JPEG_QUALITY, colours, samples, fastdct=False
    )
    return file


def data_url(pixels: Pixels, kind: Format = Format.PNG) -> str:
    """Pixels [H, W, C] as a data URL."""
    text = base64.b64encode(encode_picture(pixels, kind)).decode("ascii")
    return f"data:{kind.value};base64,{text}"


def data_urls(images: Pixels, kind: Format = Format.PNG) -> list[str]:
    """Images [N, H, W, C] as data URLs."""
    return [data_url(image, kind) for image in images]


def square_columns(count: int) -> int:
    """Columns that bring ``count`` images closest to a square sheet."""
    return max(1, math.ceil(math.sqrt(count)))


def sheet(images: Pixels, columns: int) -> Pixels:
    """A contact sheet of images [N, H, W, C], row by row without gaps; the rest is white."""
    count, height, width, channels = images.shape
    if count == columns == 1:
        only: Pixels = images[0]
        return only
    rows = math.ceil(count / columns)
    cells = np.full((rows * columns, height, width, channels), _PAPER, dtype=np.uint8)
    cells[:count] = images
    grid = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)


def enlarged(images: Pixels, scale: int) -> Pixels:
    """Images [N, H, W, C] with each pixel as a square of ``scale`` by ``scale``."""
    return images if scale == 1 else images.repeat(scale, axis=1).repeat(scale, axis=2)


def animation(images: Pixels, kind: Format, fps: float, loop: bool) -> bytes:
    """Images [N, H, W, C] as the frames of a GIF or an animated WebP, in order."""
    first, *others = [picture(image) for image in images]
    options: dict[str, Any] = dict(_WEBP) if kind is Format.WEBP else {}
    # In a GIF "loop" is absent for once; in a WebP it is the number of rounds. 0: for ever.
    if loop or kind is Format.WEBP:
        options["loop"] = 0 if loop else 1
    buffer = io.BytesIO()
    first.save(
        buffer,
        kind.name,
        save_all=True,
        append_images=others,
        duration=round(1000.0 / fps),
        **options,
    )
    return buffer.getvalue()


def to_json(content: Any) -> bytes:
    """JSON in UTF-8; functions become what they return, tensors lists of numbers.

    Numbers are written as the shortest decimals that give back their float32 values.

    Raises:
        ValueError: a number is not finite.
    """
    _require_finite(content)
    return orjson.dumps(content, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(value: object) -> Any:
    if isinstance(value, Tensor):
        array = np.ascontiguousarray(value.detach().cpu().numpy())
        if not np.isfinite(array).all():
            raise ValueError("a number is not finite")
        return array
    if callable(value):
        return value()
    raise TypeError(f"{type(value).__name__} is not written as JSON")


def _require_finite(content: object) -> None:
    # JSON has no such numbers, and null in their place would hide a mistake.
    if isinstance(content, float) and not math.isfinite(content):
        raise ValueError("a number is not finite")
    if isinstance(content, dict):
        for value in content.values():
            _require_finite(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _require_finite(value)
